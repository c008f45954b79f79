import { describe, expect, test } from 'vitest';
import { findTimes } from '../../../src/core/retrieval/times.ts';

/** A Saturday. */
const NOW = Date.UTC(2026, 10, 21, 12);
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().slice(0, 16));

const limits = (question: string) =>
  findTimes(question, NOW).limits.map(({ since, until }) => [iso(since), iso(until)]);
const dates = (question: string) => findTimes(question, NOW).dates.map(({ from, to }) => [iso(from), iso(to)]);

describe('limits', () => {
  test.each([
    ['What did Norway say since Tuesday?', '2026-11-17T00:00', null],
    ['since the start of November', '2026-11-01T00:00', null],
    ['since 2026-11-01', '2026-11-01T00:00', null],
    ['since last week', '2026-11-09T00:00', null],
    ['in the last 3 days', '2026-11-18T12:00', null],
    ['over the past two weeks', '2026-11-07T12:00', null],
    ['in the past week', '2026-11-14T12:00', null],
    ['past 24 hours', '2026-11-20T12:00', null],
    ['news 7d', '2026-11-14T12:00', null],
    ['until yesterday', null, '2026-11-20T23:59'],
  ])('%s', (question, since, until) => {
    expect(limits(question)).toEqual([[since, until]]);
  });

  test.each([
    'a 3d printer was shown',
    'Norway may say more',
    'No. 17 won 42-18',
    'in Week 15',
    'at 23:02',
    'the second half',
  ])('no time in: %s', (question) => {
    expect([...limits(question), ...dates(question)]).toEqual([]);
  });
});

describe('dates', () => {
  test.each([
    ['in November', '2026-11-01T00:00', '2026-11-30T23:59'],
    ['in December', '2025-12-01T00:00', '2025-12-31T23:59'],
    ['on Monday', '2026-11-16T00:00', '2026-11-16T23:59'],
    ['on Sunday', '2026-11-15T00:00', '2026-11-15T23:59'],
    ['on 3 May', '2026-05-03T00:00', '2026-05-03T23:59'],
    ['on October 13th, 2023', '2023-10-13T00:00', '2023-10-13T23:59'],
    ['in 2024', '2024-01-01T00:00', '2024-12-31T23:59'],
    ['last week', '2026-11-09T00:00', '2026-11-15T23:59'],
    ['this week', '2026-11-15T00:00', '2026-11-21T23:59'],
    ['last month', '2026-10-01T00:00', '2026-10-31T23:59'],
    ['last weekend', '2026-11-14T00:00', '2026-11-15T23:59'],
    ['today', '2026-11-21T00:00', '2026-11-21T23:59'],
    ['between 3 May 2024 and 5 June 2024', '2024-05-03T00:00', '2024-06-05T23:59'],
  ])('%s', (question, from, to) => {
    expect(dates(question)).toEqual([[from, to]]);
    expect(limits(question)).toEqual([]);
  });
});
