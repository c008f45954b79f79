import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkGroups } from '../../../src/core/story/link.ts';

const matrix = (size: number, alike: (a: number, b: number) => number): number[][] =>
  Array.from({ length: size }, (_, a) => Array.from({ length: size }, (_, b) => (a === b ? 1 : alike(a, b))));

test('what is alike enough depends on the neighbours', () => {
  // Pairs of .6 in a crowd of .2 stay pairs; where nothing is more alike than .2, that is enough.
  const crowd = matrix(6, (a, b) => (a >> 1 === b >> 1 ? 0.6 : 0.12));
  expect(linkGroups(crowd, 1)).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
  ]);
  expect(
    linkGroups(
      matrix(3, () => 0.12),
      1,
    ),
  ).toEqual([[0, 1, 2]]);
  expect(
    linkGroups(
      matrix(3, () => 0.05),
      1,
    ),
  ).toEqual([[0], [1], [2]]);
});

test('two that are kept apart are never in one group', () => {
  const kept = matrix(3, (a, b) => (a + b === 2 ? Number.NEGATIVE_INFINITY : 0.9));
  expect(linkGroups(kept, 1)).toHaveLength(2);
});

test('every place stands in one group, in order, whatever the matrix', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 0, maxLength: 66 }), (values) => {
      const size = Math.floor((1 + Math.sqrt(1 + 8 * values.length)) / 2);
      const at = (a: number, b: number) => values[(Math.max(a, b) * (Math.max(a, b) - 1)) / 2 + Math.min(a, b)] ?? 0;
      const groups = linkGroups(matrix(size, at), 1);
      expect(groups.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, place) => place));
      for (const group of groups) expect(group).toEqual(group.toSorted((a, b) => a - b));
    }),
    { seed: 7, numRuns: 100 },
  );
});
