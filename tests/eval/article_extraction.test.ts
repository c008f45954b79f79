import { expect, test } from 'vitest';
import { ExtractionTally, pageScore } from './article_extraction-metric.ts';

test('shingles of four words, as often as they come', () => {
  expect(pageScore('a b c d e', 'a b c d e')).toEqual({ precision: 1, recall: 1 });
  // Of the two shingles one is found, and one that is none.
  expect(pageScore('a b c d e', 'a b c d f')).toEqual({ precision: 1 / 2, recall: 1 / 2 });
  expect(pageScore('a b c d', 'a b c d. A b c d')).toEqual({ precision: 1 / 5, recall: 1 });
  expect(pageScore('a b', 'a b')).toEqual({ precision: 1, recall: 1 });
  expect(pageScore('a b', '')).toEqual({ precision: 0, recall: 0 });
  expect(pageScore('', '')).toEqual({ precision: 1, recall: 1 });
});

test('the F1 of the means; a page without a prediction has no precision', () => {
  const tally = new ExtractionTally();
  tally.add('a b c d', 'a b c d');
  tally.add('a b c d', '');
  tally.add(undefined, 'x');
  expect(tally.score()).toEqual({ f1: 2 / 3, precision: 1, recall: 0.5, same: 0.5 });
  expect(tally.rows().map(({ items }) => items)).toEqual([2, 2, 2, 2]);
});

test('without truth nothing is scored', () => {
  const tally = new ExtractionTally();
  tally.add(undefined, 'x');
  for (const { value, items } of tally.rows()) expect([value, items]).toEqual([null, 0]);
});
