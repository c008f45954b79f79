import { expect, test } from 'vitest';
import type { Caching, Health } from '../../../src/core/model/source.ts';
import { afterReading, afterTrouble, isToBeTold, newHealth } from '../../../src/core/source/health.ts';
import { DAY } from '../../../src/core/source/polite.ts';
import { meaningOf } from '../../../src/core/source/status.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const caching = (given: Partial<Caching> = {}): Caching => ({
  cacheControl: '',
  expires: '',
  date: '',
  retryAfter: '',
  ...given,
});
const answer = (given: Partial<Caching> = {}) => ({
  moved: null,
  etag: '"1"',
  modified: null,
  caching: caching(given),
});
const FEED = { title: 'Lake', ttlMinutes: null, reads: 'feed' } as const;

test('what a feed wished holds for what comes unchanged after it', () => {
  const read = afterReading(
    newHealth(NOW),
    answer({ cacheControl: 'max-age=3600' }),
    { ...FEED, ttlMinutes: 120 },
    NOW,
  );
  expect(read).toMatchObject({ nextAt: NOW + 2 * HOUR, etag: '"1"', goodAt: NOW, title: 'Lake', reads: 'feed' });
  const later = NOW + 2 * HOUR;
  const unchanged = { ...answer(), etag: null };
  const same = afterReading(read, unchanged, null, later);
  expect(same).toMatchObject({ nextAt: later + 2 * HOUR, etag: '"1"', checkedAt: later, goodAt: later, title: 'Lake' });
  expect(afterReading(same, answer({ cacheControl: 'max-age=14400' }), null, later).nextAt).toBe(later + 4 * HOUR);
  // Once it wishes for less, less it is; and without a tag there is none.
  expect(afterReading(same, { ...unchanged, caching: caching() }, FEED, later)).toMatchObject({
    nextAt: later + HOUR / 4,
    etag: null,
  });
});

const failing = (health: Health, status: number, now: number, given: Partial<Caching> = {}) => {
  const meaning = meaningOf(status, 'paper.example');
  const code = meaning.is === 'failure' ? meaning.code : 'internal';
  return afterTrouble(health, { code, text: String(status), caching: caching(given), meaning }, now);
};

test('trouble is remembered since it began, and over with the next reading', () => {
  const first = failing(newHealth(NOW), 500, NOW);
  const second = failing(first, 403, NOW + HOUR);
  expect(second).toMatchObject({ failures: 2, problem: { code: 'page_forbidden', text: '403', since: NOW } });
  expect(afterReading({ ...second, told: true }, answer(), FEED, NOW + DAY)).toMatchObject({
    failures: 0,
    problem: null,
    told: false,
  });
  expect(failing(first, 503, NOW, { retryAfter: '7200' }).nextAt).toBe(NOW + 2 * HOUR);
});

test('a feed that is gone is not asked again; a page is, and is gone when it says so twice', () => {
  expect(failing(newHealth(NOW), 410, NOW).stopped).toBe(true);
  expect(failing(newHealth(NOW), 404, NOW).stopped).toBe(false);
  const page: Health = { ...newHealth(NOW), reads: 'page', page: { article: 'a', gone: null } };
  const once = failing(page, 410, NOW);
  expect(once).toMatchObject({ stopped: false, nextAt: NOW + DAY, page: { article: 'a', gone: NOW } });
  expect(failing(once, 410, NOW + DAY)).toMatchObject({ stopped: true, page: { gone: NOW } });
  expect(failing(once, 404, NOW + DAY)).toMatchObject({ stopped: false, page: { gone: NOW } });
  // In between it was only out of reach: that says nothing.
  expect(failing(once, 500, NOW + DAY).page?.gone).toBeNull();
});

test('it is told of once: at once when it is over, after a day when it may pass, else at the third failure', () => {
  const broken = failing(newHealth(NOW), 500, NOW);
  const told = (health: Health, mayPass: boolean, now: number) => isToBeTold(health, mayPass, now);
  expect([told(broken, true, NOW + DAY - 1), told(broken, true, NOW + DAY)]).toEqual([false, true]);
  expect([told(broken, false, NOW + DAY), told({ ...broken, failures: 3 }, false, NOW)]).toEqual([false, true]);
  expect([told(newHealth(NOW), false, NOW), told(failing(newHealth(NOW), 410, NOW), false, NOW)]).toEqual([
    false,
    true,
  ]);
  expect(told({ ...broken, told: true }, true, NOW + DAY)).toBe(false);
});

test.each([
  [200, 'content'],
  [203, 'content'],
  [304, 'unchanged'],
  [300, 'page_unreadable'],
  [400, 'page_unreadable'],
  [401, 'page_forbidden'],
  [402, 'page_forbidden'],
  [403, 'page_forbidden'],
  [404, 'page_unreadable gone'],
  [408, 'page_unreachable'],
  [410, 'page_unreadable gone final'],
  [418, 'page_unreadable'],
  [429, 'page_unreachable'],
  [451, 'page_forbidden'],
  [500, 'page_unreachable'],
  [503, 'page_unreachable'],
  [599, 'page_unreachable'],
])('a status of %i means %s', (status, words) => {
  const meaning = meaningOf(status, 'paper.example');
  if (meaning.is !== 'failure') return expect(meaning.is).toBe(words);
  expect([meaning.code, meaning.gone && 'gone', meaning.final && 'final'].filter(Boolean).join(' ')).toBe(words);
  expect(meaning.why).toMatch(new RegExp(`paper\\.example.*\\(${status}\\)`));
});
