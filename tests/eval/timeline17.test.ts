import { expect, test } from 'vitest';
import { alignedRouge, type Dated, dateF1, TimelineTally } from './timeline17-metric.ts';

const GOLD: readonly Dated[] = [
  { date: '2026-03-03', summary: ['The storm broke the lamp.'] },
  { date: '2026-03-30', summary: ['The keeper lit a new lamp.'] },
];

test('dates: right, half, none; a date that is named twice counts once', () => {
  expect(dateF1(GOLD, GOLD)).toBe(1);
  expect(dateF1([GOLD[0]!, GOLD[0]!], GOLD)).toBeCloseTo(2 / 3);
  expect(dateF1([{ date: '2026-03-04', summary: [] }], GOLD)).toBe(0);
  expect(dateF1([], GOLD)).toBe(0);
});

test('aligned words: the same is 1, a day off is half, other words are nothing', () => {
  expect(alignedRouge(GOLD, GOLD, 1)).toBe(1);
  expect(alignedRouge(GOLD, GOLD, 2)).toBe(1);
  const late = GOLD.map(({ date, summary }) => ({ date: date.replace(/3$/, '4').replace(/30$/, '31'), summary }));
  expect(alignedRouge(late, GOLD, 1)).toBeCloseTo(0.5);
  expect(alignedRouge([{ date: '2026-03-03', summary: ['Maps are dear.'] }], GOLD, 1)).toBe(0);
  expect(alignedRouge([], GOLD, 1)).toBe(0);
});

test('the order of words counts for pairs alone', () => {
  const turned = [{ date: '2026-03-03', summary: ['The lamp broke the storm.'] }];
  expect(alignedRouge(turned, [GOLD[0]!], 1)).toBe(1);
  expect(alignedRouge(turned, [GOLD[0]!], 2)).toBe(0);
});

test('without gold there is no figure', () => {
  const tally = new TimelineTally();
  expect(tally.rows().map(({ value }) => value)).toEqual([null, null, null]);
  tally.add(GOLD, GOLD);
  expect(tally.rows().map(({ value, items }) => [value, items])).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
});
