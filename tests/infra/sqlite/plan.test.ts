import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Known, planOf } from '../../../src/infra/sqlite/search.ts';

const known = (...passages: readonly number[]): Known[] =>
  passages.toSorted((a, b) => a - b).map((count, n) => ({ word: `w${n}`, weight: 1, passages: count, idf: 1 }));
const counts = (words: readonly Known[]): number[] => words.map(({ passages }) => passages);

describe('which words select', () => {
  it('all of them, while the index is small', () => {
    expect(counts(planOf(known(1, 900, 5_000), 5_000).first)).toEqual([1, 900, 5_000]);
  });

  it('no word of more than a twentieth of a large index', () => {
    const { first, later } = planOf(known(3, 50_000, 50_001, 900_000), 1_000_000);
    expect(counts(first)).toEqual([3, 50_000]);
    expect(counts(later)).toEqual([50_001, 900_000]);
  });

  it('the rarest alone, when all are common', () => {
    const { first, later } = planOf(known(90_000, 60_000, 70_000), 100_000);
    expect(counts(first)).toEqual([60_000]);
    expect(counts(later)).toEqual([70_000, 90_000]);
  });

  it('always at least one, and each word once, the rarest first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e6), { minLength: 1 }), fc.nat(1e6), (passages, more) => {
        const words = known(...passages);
        const { first, later } = planOf(words, Math.max(...passages) + more);
        expect(first.length).toBeGreaterThan(0);
        expect([...first, ...later]).toEqual(words);
      }),
    );
  });
});
