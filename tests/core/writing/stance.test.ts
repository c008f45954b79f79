import { expect, test } from 'vitest';
import { STANCES, stanceOf } from '../../../src/core/writing/stance.ts';
import { STANCE_FEATURES, stanceRow } from '../../../src/core/writing/stance-features.ts';

const CLAIM = 'Shark found in the city swimming pool';

test('a text on something else is unrelated', () => {
  const text = ['The central bank kept its rate at two percent.', 'Markets hardly moved after the decision.'];
  expect(stanceOf(CLAIM, text).stance).toBe('unrelated');
});

test('a text that tells the claim is related, and one that calls it a hoax is likelier to disagree', () => {
  const telling = ['A shark was found in the city swimming pool on Monday.', 'Staff closed the pool at noon.'];
  const refuting = [
    'The story of a shark found in the city swimming pool is a hoax.',
    'It is not true, the pool’s manager said; the picture was fake.',
  ];
  expect(stanceOf(CLAIM, telling).stance).not.toBe('unrelated');
  expect(stanceOf(CLAIM, refuting).likely.disagree).toBeGreaterThan(stanceOf(CLAIM, telling).likely.disagree);
});

test('a row has a value for each feature, whatever the texts are; the shares sum to one', () => {
  for (const text of [[], [''], ['…'], ['x'.repeat(9000)]])
    for (const claim of ['', '?', CLAIM]) {
      const row = stanceRow(claim, text);
      expect(row).toHaveLength(STANCE_FEATURES.length);
      expect(row.every(Number.isFinite)).toBe(true);
      const { likely } = stanceOf(claim, text);
      expect(STANCES.reduce((sum, stance) => sum + likely[stance], 0)).toBeCloseTo(1);
    }
});
