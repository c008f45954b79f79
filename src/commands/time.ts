import { readPublished } from '../core/language/published.ts';
import type { Instant } from '../core/model/article.ts';
import { SitrepError } from '../core/model/errors.ts';
import { findTimes } from '../core/retrieval/times.ts';

/** Reading the times that people type for an option. */

const SPAN = /^(\d{1,4})\s*(h|hrs?|hours?|d|days?|w|wks?|weeks?|m|mos?|months?|y|yrs?|years?)$/iu;
const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 24 * 7, m: 24 * 30, y: 24 * 365 };
/** Words that say that a beginning follows. */
const LEAD = /^(?:since|from|starting|for|in|over)\s+/iu;
/** A time has at most so many words. */
const WORDS = 5;

/** True for what {@link parseTime} reads. */
export function isTime(words: string): boolean {
  const text = bare(words);
  return SPAN.test(text) || /^\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?/u.test(text) || phrase(text, 0) !== null;
}

/** The longest time that words begin with, else their first one, and the words behind it. */
export function splitTime(words: string): [string, string] {
  const all = words.trim().split(/\s+/u);
  const most = Math.min(WORDS, all.length);
  const length = Array.from({ length: most }, (_, at) => most - at).find((n) => isTime(all.slice(0, n).join(' '))) ?? 1;
  return [all.slice(0, length).join(' '), all.slice(length).join(' ')];
}

/**
 * Reads a date in the spellings of article dates (ISO 8601, also `2026/11/21`; no zone: UTC), a span back from `now`
 * such as `7d` or `3 days`, or a day by its name (`yesterday`, `Monday`, `last week`), also behind "since". A day, month
 * or year begins at its first instant; as an end (`edge: 'to'`) it counts whole. Throws `bad_time`.
 */
export function parseTime(words: string, now: Instant, edge: 'from' | 'to' = 'from'): Instant {
  const text = bare(words);
  const span = SPAN.exec(text);
  if (span) return now - Number(span[1]) * (HOURS[span[2]![0]!.toLowerCase()] ?? 0) * 3_600_000;
  const when = readPublished(text);
  if (when !== null && when.precision !== 'unresolved') return when[edge];
  const named = phrase(text, now);
  if (named === null) throw new SitrepError('bad_time', `“${words.trim().slice(0, 40)}” is no date and no span.`);
  return named[edge];
}

const bare = (words: string): string => words.trim().replace(LEAD, '');

/** A day, week or month that is named and nothing else. */
function phrase(text: string, now: Instant): { readonly from: Instant; readonly to: Instant } | null {
  if (text.length > 40) return null;
  const { limits, dates } = findTimes(text, now);
  const isWhole = ({ start, end }: { readonly start: number; readonly end: number }) =>
    /^(?:the )?$/iu.test(text.slice(0, start)) && end === text.length;
  const [date] = dates;
  const [limit] = limits;
  if (limits.length + dates.length !== 1) return null;
  if (date && isWhole(date)) return date;
  return limit && isWhole(limit) && limit.since !== null ? { from: limit.since, to: now } : null;
}
