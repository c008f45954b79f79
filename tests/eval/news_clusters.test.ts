import { expect, test } from 'vitest';
import { bCubed, clusterRows, pairScore } from './news_clusters-metric.ts';

const GOLD = new Map([
  ['a', 'x'],
  ['b', 'x'],
  ['c', 'y'],
  ['d', 'y'],
]);

test('B-cubed and pairs: right, all in one, each alone', () => {
  const right = [
    ['a', 'b'],
    ['c', 'd'],
  ];
  expect(bCubed(right, GOLD)).toEqual({ precision: 100, recall: 100, f1: 100 });
  expect(pairScore(right, GOLD).f1).toBe(100);
  const one = [['a', 'b', 'c', 'd']];
  expect(bCubed(one, GOLD)).toMatchObject({ precision: 50, recall: 100 });
  expect(pairScore(one, GOLD).precision).toBeCloseTo(100 / 3);
  const alone = ['a', 'b', 'c', 'd'].map((id) => [id]);
  expect(bCubed(alone, GOLD)).toMatchObject({ precision: 100, recall: 50 });
  expect(pairScore(alone, GOLD)).toMatchObject({ recall: 0, f1: 0 });
});

test('articles without gold are grouped and reported as unscored', () => {
  expect(clusterRows('part', null, [['a', 'b']], new Map()).map(({ value, items }) => [value, items])).toEqual([
    [null, 0],
    [null, 0],
    [null, 0],
    [null, 0],
  ]);
});
