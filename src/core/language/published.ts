import type { Article, Instant, When } from '../model/article.ts';
import { dayOf, monthOf, yearOf } from './calendar.ts';
import { findDates } from './dates.ts';

const ISO =
  /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;

/** When an article was published, the beginning of what is known of it; null for an undated one. */
export function publishedAt({ published }: Pick<Article, 'published'>): Instant | null {
  return published === null || published.precision === 'unresolved' ? null : published.from;
}

const DAY = 86_400_000;

/** Days from its publication to `now`; null for an undated article. */
export function ageOf(article: Pick<Article, 'published'>, now: Instant): number | null {
  const at = publishedAt(article);
  return at === null ? null : (now - at) / DAY;
}

/**
 * Reads a date of publication from metadata (CONTRACT §2): ISO 8601, also with a space for `T`, `/` for `-`,
 * nanoseconds, no zone (UTC), no time (a day), or in full words ("26 December 2023"). null when it is not certain.
 */
export function readPublished(written: string): When | null {
  const words = written.trim();
  if (words === '' || words.length > 100) return null;
  const iso = ISO.exec(words);
  if (iso !== null) return fromIso(iso);
  const sentences = [{ start: 0, end: words.length }];
  const span = { article: '', version: '', start: 0, end: 0 };
  const [when] = findDates(words, sentences, null, () => span).map((date) => date.when);
  return when === undefined || when.precision === 'unresolved' || when.precision === 'year'
    ? null
    : { ...when, words: null };
}

function fromIso([, year, month, day, hour, minute, second, fraction, zone]: readonly (
  | string
  | undefined
)[]): When | null {
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
  if (m < 1 || m > 12 || new Date(Date.UTC(y, m - 1, d)).getUTCDate() !== d) return null;
  if (month === undefined) return { ...yearOf(y), words: null };
  if (day === undefined) return { ...monthOf(y, m), words: null };
  const midnight = Date.UTC(y, m - 1, d);
  if (hour === undefined || minute === undefined) return { ...dayOf(midnight), words: null };
  const [h, min, s] = [Number(hour), Number(minute), Number(second ?? 0)];
  if (h > 24 || min > 59 || s > 60) return null;
  const clock = ((h * 60 + min) * 60 + s) * 1000 + Number((fraction ?? '0').padEnd(3, '0').slice(0, 3));
  const at = midnight + clock - offsetOf(zone);
  return { precision: 'instant', from: at, to: at, words: null };
}

/** Milliseconds east of Greenwich. */
function offsetOf(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return (parts[1] === '-' ? -1 : 1) * minutes * 60_000;
}
