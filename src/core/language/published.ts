import type { Article, Instant, When } from '../model/article.ts';
import { dayOf, monthOf, yearOf } from './calendar.ts';
import { findDates } from './dates.ts';

const ISO =
  /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;

/** RFC 822 to 5322 as feeds write it, whose years may have two digits and whose zones many names. */
const MAIL =
  /^(?:\p{L}+\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2}|\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([a-z]{1,5}|(?:GMT|UTC)?\s*[+-]\d{1,2}:?\d{2})?(?:\s*\([a-z ]+\))?)?$/iu;
/** As C’s asctime writes it, a zone before the year or none. */
const ASCTIME =
  /^(?:[a-z]{3},?\s+)?([a-z]{3})\s+(\d{1,2}),?\s+(\d{1,2}):(\d{2}):(\d{2})\s+(?:([a-z]{1,5}|[+-]\d{4})\s+)?(\d{4})$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours east of Greenwich of the zones that feeds name; names with several meanings are not among them. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ...(['z', 'ut', 'utc', 'gmt', 'wet'] as const).map((zone) => [zone, 0] as const),
  ['cet', 1],
  ['west', 1],
  ['cest', 2],
  ['eet', 2],
  ['eest', 3],
  ['msk', 3],
  ['jst', 9],
  ['kst', 9],
  ['edt', -4],
  ['est', -5],
  ['cdt', -5],
  ['cst', -6],
  ['mdt', -6],
  ['mst', -7],
  ['pdt', -7],
  ['pst', -8],
]);

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
 * nanoseconds, no zone (UTC), no time (a day), as mail and feeds write it ("Tue, 26 Dec 2023 08:00:00 GMT"), or in full
 * words ("26 December 2023"). null when it is not certain.
 */
export function readPublished(written: string): When | null {
  const words = written.trim();
  if (words === '' || words.length > 100) return null;
  const iso = ISO.exec(words);
  if (iso !== null) return fromIso(iso);
  const [, day, month, year, hour, minute, second, zone] = MAIL.exec(words) ?? asctime(words);
  const mail = month === undefined ? null : fromMail(year!, month, day!, [hour, minute, second], zone);
  if (mail !== null) return mail;
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

/** The parts in the order of mail. */
function asctime(words: string): readonly (string | undefined)[] {
  const [, month, day, hour, minute, second, zone, year] = ASCTIME.exec(words) ?? [];
  return ['', day, month, year, hour, minute, second, zone];
}

/** A day when the time or its zone is not known. */
function fromMail(
  year: string,
  month: string,
  day: string,
  clock: readonly (string | undefined)[],
  zone: string | undefined,
): When | null {
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  if (number === 0) return null;
  // RFC 2822: two digits are a year from 1950 to 2049.
  const full = year.length === 4 ? year : `${Number(year) < 50 ? 20 : 19}${year}`;
  const [hour, minute, second] = clock;
  const named = ZONES.get(zone?.toLowerCase() ?? 'z');
  const shift = named === undefined ? offsetOfMail(zone ?? '') : named * 3_600_000;
  const parts = ['', full, String(number), day];
  const when = fromIso(shift === null || hour === undefined ? parts : [...parts, hour, minute, second]);
  return when?.precision !== 'instant' || shift === null
    ? when
    : { ...when, from: when.from - shift, to: when.to - shift };
}

function offsetOfMail(zone: string): number | null {
  const [, sign, hours, minutes] = /([+-])(\d{1,2}):?(\d{2})$/.exec(zone) ?? [];
  return sign === undefined ? null : offsetOf(`${sign}${hours!.padStart(2, '0')}${minutes}`);
}

/** Milliseconds east of Greenwich. */
function offsetOf(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return (parts[1] === '-' ? -1 : 1) * minutes * 60_000;
}
