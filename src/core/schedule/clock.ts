import { SitrepError } from '../model/errors.ts';
import { shown } from './zones.ts';

/** Times of day as people write them. */

const TIME_WORDS: Readonly<Record<string, string>> = { noon: '12:00', midday: '12:00', midnight: '00:00' };

/** One word of time, without its spaces (`joinHalves`): the pattern's source, for lower-case text. */
export const TIME = `(?:\\d{1,2}(?:[:.]\\d{2})?(?:[ap]m)?|${Object.keys(TIME_WORDS).join('|')})`;

/** "8 p.m." and "12 noon" become one word. */
export const joinHalves = (typed: string): string =>
  typed
    .replace(/\b(\d{1,2})\s*o['’]?clock\b/giu, 'at $1')
    .replace(/(\d)\s*([ap])\.?m\b\.?/giu, '$1$2m')
    .replace(/\b12\s+(noon|midnight)\b/giu, '$1');

/** `HH:MM` of "8:05", "18.30", "8am", "8:30pm" or "noon"; null for anything else. Throws `bad_schedule` for 25:00. */
export function clockTime(word: string): string | null {
  if (Object.hasOwn(TIME_WORDS, word)) return TIME_WORDS[word] ?? null;
  const [, hours, minutes = '00', half] = /^(\d{1,2})(?:[:.](\d{2}))?([ap]m)?$/u.exec(word) ?? [];
  if (hours === undefined || (half === undefined && !/[:.]/u.test(word))) return null;
  const said = Number(hours);
  const isHour = half === undefined ? said < 24 : said >= 1 && said <= 12;
  if (!isHour || Number(minutes) > 59) throw noTime(word);
  return clockOf((half === undefined ? said : (said % 12) + (half === 'pm' ? 12 : 0)) * 60 + Number(minutes));
}

/** `HH:MM` of an hour without minutes on the clock of 24 hours; throws `bad_schedule` for 25. */
export function wholeHour(word: string): string {
  if (Number(word) > 23) throw noTime(word);
  return clockOf(Number(word) * 60);
}

const DAY_MINUTES = 1_440;

/** `HH:MM` of minutes since midnight, also of those past the next one. */
export function clockOf(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor((minutes % DAY_MINUTES) / 60))}:${two(minutes % 60)}`;
}

/** Minutes since midnight of `HH:MM`. */
export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const noTime = (word: string) =>
  new SitrepError('bad_schedule', `“${shown(word)}” is no time: a day goes from 00:00 to 23:59.`);
