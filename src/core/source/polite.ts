import type { Instant } from '../model/article.ts';
import type { Caching } from '../model/source.ts';

/** When an address may be asked again. The publisher's wishes count, the longest first; all in milliseconds. */

const MINUTE = 60_000;
/** Nobody is asked more often, whatever they allow, nor less often, whatever they wish. */
export const FLOOR = 15 * MINUTE;
export const DAY = 24 * 60 * MINUTE;
const BACKOFF = 5 * MINUTE;
/** A permanent redirect that is seen for so long is one. */
const ADOPTED = 3 * DAY;

/**
 * For how long an answer is to be kept: the longest of the feed's own time to live, `max-age`, `Expires` and
 * `Retry-After`. `s-maxage` is for caches that many share.
 */
export function restOf(caching: Caching, ttlMinutes: number | null, now: Instant): number {
  const rest = Math.max(
    (ttlMinutes ?? 0) * MINUTE,
    maxAge(caching.cacheControl),
    expiresIn(caching, now),
    retryIn(caching.retryAfter, now),
  );
  return Math.min(Number.isFinite(rest) ? rest : 0, DAY);
}

function maxAge(cacheControl: string): number {
  const stated = cacheControl.matchAll(/(?:^|[,\s])max-age\s*=\s*"?(\d{1,12})/giu);
  return Math.max(0, ...[...stated].map(([, seconds]) => Number(seconds) * 1_000));
}

/** By the publisher's clock or by ours, whichever is later: one of them may be wrong. */
function expiresIn({ expires, date }: Caching, now: Instant): number {
  const at = httpDate(expires);
  if (at === null) return 0;
  return Math.max(at - now, at - (httpDate(date) ?? now));
}

/** Seconds or a date (RFC 9110 §10.2.3). */
function retryIn(retryAfter: string, now: Instant): number {
  const words = retryAfter.trim();
  if (/^\d{1,12}$/u.test(words)) return Number(words) * 1_000;
  return (httpDate(words) ?? now) - now;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const HTTP_DATE =
  /^[a-z]{3,9},?\s+(\d{1,2})[\s-]([a-z]{3})[\s-](\d{4}|\d{2})\s+(\d{2}):(\d{2}):(\d{2})\s*(?:GMT|UTC|Z|\+0000)?$/iu;

/** A date as HTTP writes it, in either form with a day of the month (RFC 9110 §5.6.7); null for anything else. */
export function httpDate(words: string): Instant | null {
  const [, day, name, year, hour, minute, second] = HTTP_DATE.exec(words.trim()) ?? [];
  const month = MONTHS.indexOf(name?.toLowerCase() ?? '');
  if (month < 0) return null;
  const full = Number(year) + (year!.length === 4 ? 0 : Number(year) < 70 ? 2000 : 1900);
  const at = Date.UTC(full, month, Number(day), Number(hour), Number(minute), Number(second));
  return Number.isFinite(at) ? at : null;
}

/** When an address that answered may be asked again. */
export const nextAfter = (now: Instant, rest: number): Instant => now + Math.min(DAY, Math.max(FLOOR, rest));

/** The same after so many failures in a row (1 or more); `rest` is what a refusal itself asked for. */
export function nextAfterFailure(now: Instant, failures: number, rest: number): Instant {
  const pause = BACKOFF * 2 ** Math.min(failures, 20);
  return now + Math.min(DAY, Math.max(pause, rest));
}

/** A permanent redirect as it is known after it was seen once more, and whether it is to be adopted now. */
export function redirected(
  known: { readonly to: string; readonly since: Instant } | null,
  to: string | null,
  now: Instant,
): { readonly moved: { readonly to: string; readonly since: Instant } | null; readonly adopted: string | null } {
  if (to === null) return { moved: null, adopted: null };
  const moved = known?.to === to ? known : { to, since: now };
  return now - moved.since >= ADOPTED ? { moved: null, adopted: to } : { moved, adopted: null };
}
