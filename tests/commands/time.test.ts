import { expect, test } from 'vitest';
import { isTime, parseTime } from '../../src/commands/time.ts';
import { SitrepError } from '../../src/core/model/errors.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const DAY = 86_400_000;

test.each([
  ['7d', NOW - 7 * DAY],
  ['36h', NOW - 1.5 * DAY],
  ['2026-11-20', Date.parse('2026-11-20T00:00Z')],
  ['2026/11/20', Date.parse('2026-11-20T00:00Z')],
  ['2026-11', Date.parse('2026-11-01T00:00Z')],
  ['3 days', NOW - 3 * DAY],
  ['2 weeks', NOW - 14 * DAY],
  ['yesterday', Date.parse('2026-11-20T00:00Z')],
  ['since Monday', Date.parse('2026-11-16T00:00Z')],
  ['since last week', Date.parse('2026-11-09T00:00Z')],
  ['the last 3 days', NOW - 3 * DAY],
  ['2026-11-20 08:30:00', Date.parse('2026-11-20T08:30Z')],
  ['2026-11-20T08:30:00.123456789+01:00', Date.parse('2026-11-20T07:30:00.123Z')],
])('“%s” is read', (words, at) => {
  expect(isTime(words)).toBe(true);
  expect(parseTime(words, NOW)).toBe(at);
});

test('as an end a day counts whole', () => {
  expect(parseTime('2026-11-20', NOW, 'to')).toBe(Date.parse('2026-11-21T00:00Z') - 1);
});

test.each([
  '',
  'sometime',
  '3 dogs',
  '7 minutes',
  'yesterday or Monday',
  'soon since Monday',
  '2026-13-40',
  '99:99',
  'x'.repeat(9_999),
])('“%.20s” is refused', (words) => {
  expect(() => parseTime(words, NOW)).toThrow(SitrepError);
});
