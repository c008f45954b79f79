import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Caching } from '../../../src/core/model/source.ts';
import {
  DAY,
  FLOOR,
  httpDate,
  nextAfter,
  nextAfterFailure,
  redirected,
  restOf,
} from '../../../src/core/source/polite.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const says = (given: Partial<Caching>, ttl: number | null = null) =>
  restOf({ cacheControl: '', expires: '', date: '', retryAfter: '', ...given }, ttl, NOW);

describe('for how long an answer is to be kept', () => {
  test.each([
    ['nothing said', {}, 0],
    ['max-age', { cacheControl: 'public, max-age=3600' }, HOUR],
    ['in capitals and quoted', { cacheControl: 'Max-Age="3600"' }, HOUR],
    ['twice, the longer', { cacheControl: 'max-age=60, max-age=3600' }, HOUR],
    ['for caches that many share', { cacheControl: 's-maxage=3600, max-age=60' }, MINUTE],
    ['none at all', { cacheControl: 'no-cache, max-age=0' }, 0],
    ['not a number', { cacheControl: 'max-age=soon' }, 0],
    ['longer than a day', { cacheControl: 'max-age=31536000' }, DAY],
    ['more digits than a clock has', { cacheControl: `max-age=${'9'.repeat(400)}` }, DAY],
    ['Expires', { expires: 'Fri, 20 Nov 2026 14:00:00 GMT' }, 2 * HOUR],
    ['Expires long ago', { expires: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    ['Expires that is no date', { expires: '-1' }, 0],
    // A clock that is behind: their two hours are two hours.
    ['Expires and Date', { expires: 'Fri, 20 Nov 2026 11:00:00 GMT', date: 'Fri, 20 Nov 2026 09:00:00 GMT' }, 2 * HOUR],
    ['Retry-After in seconds', { retryAfter: '120' }, 2 * MINUTE],
    ['Retry-After as a date', { retryAfter: 'Friday, 20-Nov-26 15:00:00 GMT' }, 3 * HOUR],
    ['the longest of all', { cacheControl: 'max-age=60', retryAfter: '7200' }, 2 * HOUR],
  ])('%s', (_, given, rest) => {
    expect(says(given)).toBe(Math.max(0, rest));
  });

  test('the feed’s own time to live counts with the rest', () => {
    expect(says({}, 90)).toBe(90 * MINUTE);
    expect(says({ cacheControl: 'max-age=7200' }, 90)).toBe(2 * HOUR);
  });

  test('whatever is sent, it is no less than nothing and no more than a day', () => {
    const word = fc.oneof(fc.string(), fc.nat().map(String), fc.date().map(String));
    fc.assert(
      fc.property(word, word, word, word, fc.option(fc.nat()), (cacheControl, expires, date, retryAfter, ttl) => {
        const rest = says({ cacheControl, expires, date, retryAfter }, ttl);
        expect(rest >= 0 && rest <= DAY).toBe(true);
      }),
    );
  });
});

test('an address is asked again after a quarter of an hour at the earliest, after a day at the latest', () => {
  expect(nextAfter(NOW, 0)).toBe(NOW + FLOOR);
  expect(nextAfter(NOW, HOUR)).toBe(NOW + HOUR);
  expect(nextAfter(NOW, 9 * DAY)).toBe(NOW + DAY);
});

test('after failures less and less often, up to once a day; later when it is asked to', () => {
  const pauses = [1, 2, 3, 8, 9, 5_000].map((n) => (nextAfterFailure(NOW, n, 0) - NOW) / MINUTE);
  expect(pauses).toEqual([10, 20, 40, 1_280, 1_440, 1_440]);
  expect(nextAfterFailure(NOW, 1, 2 * HOUR)).toBe(NOW + 2 * HOUR);
});

test('dates as HTTP writes them', () => {
  const at = Date.UTC(1994, 10, 6, 8, 49, 37);
  expect(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT'].map(httpDate)).toEqual([at, at]);
  expect(['', '0', 'soon', '2026-11-20', 'Sun, 06 Foo 1994 08:49:37 GMT'].map(httpDate)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

test('a permanent redirect is adopted when it was seen for three days, another one begins anew', () => {
  const first = redirected(null, 'b', NOW);
  expect(first).toEqual({ moved: { to: 'b', since: NOW }, adopted: null });
  expect(redirected(first.moved, 'b', NOW + 2 * DAY)).toEqual(first);
  expect(redirected(first.moved, 'b', NOW + 3 * DAY)).toEqual({ moved: null, adopted: 'b' });
  expect(redirected(first.moved, 'c', NOW + 3 * DAY).moved).toEqual({ to: 'c', since: NOW + 3 * DAY });
  expect(redirected(first.moved, null, NOW + 3 * DAY)).toEqual({ moved: null, adopted: null });
});
