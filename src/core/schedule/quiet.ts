import type { Instant } from '../model/article.ts';
import { SitrepError } from '../model/errors.ts';
import type { Quiet } from '../model/schedule.ts';
import { clockTime, joinHalves, TIME, wholeHour } from './clock.ts';
import { placeZone, shown, spelled } from './zones.ts';

/** Quiet hours: what the clock on the wall says decides, so a change of clocks moves their end, never their time. */

const SPAN = new RegExp(`^(?:from |between )?(${TIME}) ?(?:-|–|—|to|until|till|and) ?(${TIME})(?: (.+))?$`, 'iu');

/** Reads "22:00-07:00", "22-7", "from 10pm to 7am Berlin". Throws `bad_option` naming what it cannot read. */
export function parseQuiet(words: string, zone: string): Quiet {
  const text = joinHalves(words.slice(0, 200)).trim().replace(/\s+/gu, ' ');
  const [, first, second, place] = SPAN.exec(text) ?? [];
  if (first === undefined || second === undefined) throw notQuiet(`“${shown(words.trim())}” is no span of a day.`);
  try {
    const [from, to] = [clockTime(first.toLowerCase()), clockTime(second.toLowerCase())];
    // "10 to 7" may begin in the morning or in the evening; "22-7" may not.
    const isClear = from !== null || to !== null ? !/[ap]m/iu.test(text) : [first, second].some((one) => +one > 12);
    if ((from === null || to === null) && !isClear) throw notQuiet(`“${shown(text)}” is not sure to be at night.`);
    const quiet = { from: from ?? wholeHour(first), to: to ?? wholeHour(second) };
    if (quiet.from === quiet.to) throw notQuiet('Quiet hours begin and end at different times.');
    return { ...quiet, zone: place === undefined ? spelled(zone) : placeZone(place.split(' ')) };
  } catch (error) {
    throw error instanceof SitrepError && error.code === 'bad_schedule' ? notQuiet(error.message) : error;
  }
}

const notQuiet = (message: string) =>
  new SitrepError('bad_option', message, { next: 'Say two times, for example `22:00-07:00`.' });

/** As `parseQuiet` reads it. */
export const quietText = ({ from, to, zone }: Quiet): string => `${from}-${to} ${zone}`;

/** Whether a local time `HH:MM` lies between `from` (inclusive) and `to` (exclusive). */
export const isQuietTime = ({ from, to }: Quiet, time: string): boolean =>
  from <= to ? from <= time && time < to : from <= time || time < to;

const localOf = ({ zone }: Quiet, now: Instant): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);

export const isQuiet = (quiet: Quiet, now: Instant): boolean =>
  isQuietTime(quiet, localOf(quiet, now).toPlainTime().toString().slice(0, 5));

/** When nothing need be quiet any more: `now` itself outside of quiet hours. */
export const quietEnds = (quiet: Quiet, now: Instant): Instant => (isQuiet(quiet, now) ? nextTurn(quiet, now) : now);

/** The first instant after `now` at which quiet hours begin or end: at their own time, or at a jump of the clocks. */
function nextTurn(quiet: Quiet, now: Instant): Instant {
  const local = localOf(quiet, now);
  const was = isQuiet(quiet, now);
  const plainTime = was ? quiet.to : quiet.from;
  const jump = local.getTimeZoneTransition('next')?.epochMilliseconds;
  const times = [0, 1, 2].flatMap((days) => {
    const day = local.toPlainDate().add({ days }).toPlainDateTime(plainTime);
    return (['earlier', 'later'] as const).map((disambiguation) => day.toZonedDateTime(quiet.zone, { disambiguation }));
  });
  const turns = [...times.map((one) => one.epochMilliseconds), ...(jump === undefined ? [] : [jump])];
  return Math.min(...turns.filter((at) => at > now && isQuiet(quiet, at) !== was));
}

/** Whether more than `most` milliseconds outside of quiet hours lie between two instants. */
export function isAwakeLonger(quiet: Quiet | null, from: Instant, to: Instant, most: number): boolean {
  if (to - from <= most || quiet === null || quiet.from === quiet.to) return to - from > most;
  let awake = 0;
  for (let at = quietEnds(quiet, from); at < to && awake <= most; at = quietEnds(quiet, at)) {
    const until = Math.min(nextTurn(quiet, at), to);
    awake += until - at;
    at = until;
  }
  return awake > most;
}
