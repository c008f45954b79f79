import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDates, loadDates } from '../../../src/core/language/dates.ts';

await loadDates('de');

import { readPublished } from '../../../src/core/language/published.ts';
import { findSentences } from '../../../src/core/language/sentences.ts';
import type { When } from '../../../src/core/model/article.ts';

/** A Wednesday. */
const WEDNESDAY = readPublished('2023-12-27');
const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

function read(text: string, published: When | null, language = 'en'): string[] {
  const span = (range: { start: number; end: number }) => ({ article: 'a', version: 'v', ...range });
  return findDates(text, findSentences(text), published, span, language).map(({ start, end, when }) => {
    expect(when.words?.text).toBe(text.slice(start, end));
    if (when.precision === 'unresolved') return `${text.slice(start, end)}: unresolved`;
    const [from, to] = [day(when.from), day(when.to)];
    return `${text.slice(start, end)}: ${when.precision} ${from}${from === to ? '' : `..${to}`}`;
  });
}

describe('explicit dates need no date of publication', () => {
  test.each([
    ['It opened on 9 September 2024.', 'on 9 September 2024: day 2024-09-09'],
    ['It opened on December 26, 2023 in Lima.', 'December 26, 2023: day 2023-12-26'],
    ['It opened in 2023.', '2023: year 2023-01-01..2023-12-31'],
    ['It ran from 2018 to 2019.', '2018: year 2018-01-01..2018-12-31|2019: year 2019-01-01..2019-12-31'],
    ['It opened in late 2022.', 'late 2022: year 2022-01-01..2022-12-31'],
    ['It opened in March 2021.', 'March 2021: month 2021-03-01..2021-03-31'],
    ['From 3 to 5 May 2024 they met.', '3 to 5 May 2024: day 2024-05-03..2024-05-05'],
    ['Signed 2024-05-04T10:00:00Z.', '2024-05-04T10:00:00Z: instant 2024-05-04'],
    ['Signed 25/12/2023.', '25/12/2023: day 2023-12-25'],
  ])('%s', (text, expected) => {
    expect(read(text, null)).toEqual(expected.split('|'));
    expect(read(text, WEDNESDAY)).toEqual(expected.split('|'));
  });
});

describe('relative dates', () => {
  test.each([
    ['The envoy arrived on Tuesday.', 'on Tuesday: day 2023-12-26'],
    ['The envoy will arrive on Tuesday.', 'on Tuesday: day 2024-01-02'],
    ['On Tuesday the envoy will arrive.', 'On Tuesday: day 2024-01-02'],
    ['The envoy said on Tuesday she will resign.', 'on Tuesday: day 2023-12-26'],
    ['She spoke at a Wednesday briefing.', 'Wednesday: day 2023-12-27'],
    ['She left last Wednesday.', 'last Wednesday: day 2023-12-20'],
    ['It was delivered in mid-November.', 'mid-November: month 2023-11-01..2023-11-30'],
    ['Earlier this month it failed.', 'Earlier this month: month 2023-12-01..2023-12-31'],
    ['It was announced last week.', 'last week: month 2023-12-18..2023-12-24'],
    ['It ended two days ago.', 'two days ago: day 2023-12-25'],
    ['It ended yesterday.', 'yesterday: day 2023-12-26'],
    ['It fell on Oct. 7.', 'Oct. 7: day 2023-10-07'],
    ['A vote is scheduled for Jan. 5.', 'Jan. 5: day 2024-01-05'],
    ['It has grown since February.', 'February: month 2023-02-01..2023-02-28'],
    ['It opened early last year.', 'early last year: year 2022-01-01..2022-12-31'],
    ['It was born on Feb. 29.', 'Feb. 29: day 2024-02-29'],
  ])('%s', (text, expected) => {
    expect(read(text, WEDNESDAY)).toEqual([expected]);
    expect(read(text, null)).toEqual([`${expected.split(':')[0]}: unresolved`]);
  });

  /** Published on a Friday in September. */
  const FRIDAY = readPublished('2024-09-13');
  test.each([
    ['The ferry would open in July.', 'July: month 2025-07-01..2025-07-31'],
    ['The ferry would have opened in July.', 'July: month 2024-07-01..2024-07-31'],
    ['The ferry opened in July.', 'July: month 2024-07-01..2024-07-31'],
    ['It may open on Monday.', 'on Monday: day 2024-09-16'],
    ['It may have opened on Monday.', 'on Monday: day 2024-09-09'],
    ['A hearing will be held on Monday.', 'on Monday: day 2024-09-16'],
    ['A vote is likely to be called on Monday.', 'on Monday: day 2024-09-16'],
    ['The crews vowed to march again Sunday.', 'Sunday: day 2024-09-15'],
    ['In a speech on Monday, the envoy urged crews to march.', 'on Monday: day 2024-09-09'],
    ['The envoy, who vowed to leave, on Monday was in Lima.', 'on Monday: day 2024-09-09'],
    ['The envoy was told of it and on Monday will leave.', 'on Monday: day 2024-09-16'],
    ['The gathering will begin later on Friday.', 'later on Friday: day 2024-09-13'],
    ['It will begin next Friday.', 'next Friday: day 2024-09-20'],
    ['No planes were able to land on Monday.', 'on Monday: day 2024-09-09'],
  ])('the verb tells the side: %s', (text, expected) => {
    expect(read(text, FRIDAY)).toEqual([expected]);
  });

  test('a publication known to the year places no weekday', () => {
    expect(read('It ended on Tuesday.', readPublished('2023'))).toEqual(['on Tuesday: unresolved']);
  });
});

test.each([
  'It may march on, and the second sat in the sun.',
  'They meet at 10:30 a.m. or noon.',
  'After 9/11 they worked 24/7 on 1/2 of it.',
  'Over the last two years 2000 soldiers left; it cost $2023.',
  'It can be 04/05/2024 here.',
  'Black Friday was in the Sunday Times.',
  'He won 3-2 now.',
])('no date: %s', (text) => {
  expect(read(text, WEDNESDAY)).toEqual([]);
});

test('other languages: dates with a year only', () => {
  expect(read('Am 9. September 2024 und am Dienstag.', WEDNESDAY, 'de')).toEqual([
    'Am 9. September 2024: day 2024-09-09',
  ]);
});

test('the wall clock and the zone of the machine play no part', () => {
  const before = process.env.TZ;
  const seen = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC'].map((zone) => {
    process.env.TZ = zone;
    return read('It ended yesterday, on Tuesday, at 23:30, and on 5 May 2020.', WEDNESDAY).join('|');
  });
  process.env.TZ = before;
  if (before === undefined) delete process.env.TZ;
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]).toContain('yesterday: day 2023-12-26');
});

test('any text: exact words, in order, first instant before the last', () => {
  const bits = fc.constantFrom(
    'on',
    'Tuesday',
    'May',
    '31',
    '2024',
    '9/11',
    'last',
    'week',
    'ago',
    'two',
    'in',
    ',',
    '.',
    '-',
    'mid-',
    'Feb',
    '99999',
    '\n',
    'will',
    'at',
    '25:61',
    'years',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 25 }), (parts) => {
      const text = parts.join(' ');
      const span = (range: { start: number; end: number }) => ({ article: 'a', version: 'v', ...range });
      for (const { start, end, when } of findDates(text, findSentences(text), WEDNESDAY, span)) {
        expect(when.words).toEqual({ span: span({ start, end }), text: text.slice(start, end) });
        if (when.precision !== 'unresolved') expect(when.from).toBeLessThanOrEqual(when.to);
      }
    }),
    { numRuns: 1000 },
  );
});

describe('dates of publication', () => {
  test.each([
    ['2023-11-18', 'day', '2023-11-18T00:00:00.000Z'],
    ['2023/01/05', 'day', '2023-01-05T00:00:00.000Z'],
    ['2023-11-18 23:45:32.000000000Z', 'instant', '2023-11-18T23:45:32.000Z'],
    ['2023-11-18T23:45:32', 'instant', '2023-11-18T23:45:32.000Z'],
    ['2023-11-18T23:45:32+09:00', 'instant', '2023-11-18T14:45:32.000Z'],
    ['2023-11-18 23:45 -0530', 'instant', '2023-11-19T05:15:00.000Z'],
    ['2023-11', 'month', '2023-11-01T00:00:00.000Z'],
    ['2023', 'year', '2023-01-01T00:00:00.000Z'],
    ['26 December 2023', 'day', '2023-12-26T00:00:00.000Z'],
  ])('%s', (written, precision, from) => {
    const when = readPublished(written);
    expect(when?.precision).toBe(precision);
    expect(when && when.precision !== 'unresolved' && new Date(when.from).toISOString()).toBe(from);
  });

  test.each([
    '',
    'yesterday',
    '2023-13-01',
    '2023-02-30',
    'Tuesday',
    '04/05/2024',
    '2023-01-01T25:00',
    'x'.repeat(200),
  ])('unknown: %s', (written) => {
    expect(readPublished(written)).toBeNull();
  });
});
