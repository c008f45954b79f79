import { expect, test } from 'vitest';
import { cosine, cosines, documentCounts, vectorOf } from '../../../src/core/writing/vectors.ts';

const DOCUMENTS = [['gull', 'harbour', 'ferry'], ['ferry', 'gull', 'gull', 'storm', 'crew'], ['tax'], []];

test('the cosines of every two vectors are those of each two alone', () => {
  const counts = documentCounts(DOCUMENTS);
  const vectors = DOCUMENTS.map((stems) => vectorOf(stems, counts, DOCUMENTS.length));
  const all = cosines(vectors);
  for (const [a, one] of vectors.entries())
    for (const [b, other] of vectors.entries()) expect(all[a]![b]).toBeCloseTo(cosine(one, other), 12);
  expect(all[0]![1]).toBeGreaterThan(0);
  expect(all[0]![2]).toBe(0);
});
