import type { ParsedComponents } from 'chrono-node';
import type { Instant } from '../model/article.ts';

/** Calendar arithmetic of dates in articles, all in UTC. Months count from 1, weekdays from Sunday = 0. */

export const DAY = 86_400_000;

/** The first instant of the day of publication. */
export type Reference = { readonly day: Instant };
/** What the verb near a date says, or what "last" and "next" before it demand; null: nothing. */
export type Tense = 'past' | 'future' | null;
type Stretch = { precision: 'day' | 'month' | 'year'; from: Instant; to: Instant };

export const dayOf = (from: Instant): Stretch => ({ precision: 'day', from, to: from + DAY - 1 });

export const monthOf = (year: number, month: number): Stretch => ({
  precision: 'month',
  from: Date.UTC(year, month - 1, 1),
  to: Date.UTC(year, month, 1) - 1,
});

export const yearOf = (year: number): Stretch => ({
  precision: 'year',
  from: Date.UTC(year, 0, 1),
  to: Date.UTC(year + 1, 0, 1) - 1,
});

/** A stretch longer than a day and shorter than a month is shown no finer than the month; its bounds stay exact. */
const days = (from: Instant, count: number): Stretch => ({ precision: 'month', from, to: from + count * DAY - 1 });

const yearAt = (at: Instant): number => new Date(at).getUTCFullYear();
const weekdayAt = (at: Instant): number => new Date(at).getUTCDay();

/**
 * The weekday last up to and with the reference, or the first from it on; `side` for "last" and "next" is strict. News
 * of a Monday writes "on Monday" for the day itself, whatever the tense.
 */
export function weekday({ day }: Reference, wanted: number, tense: Tense, side: Tense): Stretch {
  const today = weekdayAt(day);
  const ahead = (wanted - today + 7) % 7;
  if (side === 'future') return dayOf(day + (ahead || 7) * DAY);
  if (side === null && tense === 'future') return dayOf(day + ahead * DAY);
  const back = (today - wanted + 7) % 7;
  return dayOf(day - (back === 0 && side === 'past' ? 7 : back) * DAY);
}

/** Days on the side that the verb does not speak of count this many times; without a verb the past is likelier. */
const WRONG_SIDE = 12;
const NO_VERB = 4;

function nearest(choices: readonly Stretch[], { day }: Reference, tense: Tense): Stretch {
  const ahead = tense === 'future' ? 1 : tense === 'past' ? WRONG_SIDE : NO_VERB;
  const back = tense === 'future' ? WRONG_SIDE : 1;
  const cost = ({ from, to }: Stretch): number => {
    if (from <= day && day <= to) return 0;
    return from > day ? (from - day) * ahead : (day - to) * back;
  };
  return choices.reduce((best, choice) => (cost(choice) < cost(best) ? choice : best));
}

function aroundYear({ day }: Reference): readonly [number, number, number] {
  const year = yearAt(day);
  return [year, year - 1, year + 1];
}

/** A month and day without a year: the nearest, with a penalty for the side the verb does not speak of. */
export function monthDay(reference: Reference, month: number, date: number, tense: Tense): Stretch {
  const choices = aroundYear(reference).map((year) => dayOf(Date.UTC(year, month - 1, date)));
  // 29 February is in few years only.
  const real = choices.filter(({ from }) => new Date(from).getUTCDate() === date);
  return nearest(real.length > 0 ? real : choices, reference, tense);
}

/** A month without a year. "last" and "next" (`side`) never mean the month of the reference itself. */
export function monthAround(reference: Reference, month: number, tense: Tense, side: Tense): Stretch {
  const choices = aroundYear(reference).map((year) => monthOf(year, month));
  const { day } = reference;
  const strict = choices.filter(({ from, to }) => side === null || (side === 'past' ? to < day : from > day));
  return nearest(strict.length > 0 ? strict : choices, reference, side ?? tense);
}

/** "yesterday", "three weeks ago", "last month": chrono's point in time, widened to the unit the words name. */
export function relative({ day }: Reference, words: string, point: ParsedComponents): Stretch {
  const year = point.get('year') ?? yearAt(day);
  const month = point.get('month') ?? 1;
  const at = Date.UTC(year, month - 1, point.get('day') ?? 1);
  if (/\byears?\b/i.test(words)) return yearOf(year);
  if (/\bmonths?\b/i.test(words)) return monthOf(year, month);
  if (/\bweekend\b/i.test(words)) return days(at - ((weekdayAt(at) + 1) % 7) * DAY, 2);
  if (/\b(?:last|this|next)\s+week\b/i.test(words)) return days(at - ((weekdayAt(at) + 6) % 7) * DAY, 7);
  if (/\bweeks?\b/i.test(words)) return days(at - 3 * DAY, 7);
  if (/\btomorrow\b/i.test(words)) return dayOf(day + DAY);
  if (/\byesterday\b/i.test(words)) return dayOf(day - DAY);
  return dayOf(/\bto(?:day|night)\b/i.test(words) ? day : at);
}
