import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PASSAGE_WORDS, passages } from '../../../src/core/language/passages.ts';
import { findSentences } from '../../../src/core/language/sentences.ts';

const count = (words: string): number => words.split(/\s+/).filter(Boolean).length;
const sentence = (words: number): string => `${'word '.repeat(words - 1)}end.`;

test('sentences are packed whole', () => {
  const text = [100, 90, 1, 150].map((words) => sentence(words).replace('word', 'Word')).join('\n');
  const found = passages(text, findSentences(text));
  expect(found.map(({ first, last }) => [first, last])).toEqual([
    [0, 2],
    [2, 4],
  ]);
});

test('a longer sentence is cut at white space and keeps its index', () => {
  const text = `First here.\n${sentence(400)}\nLast here.`;
  const found = passages(text, findSentences(text));
  expect(found.map((passage) => count(text.slice(passage.start, passage.end)))).toEqual([2, 190, 190, 20, 2]);
  expect(found.map(({ first, last }) => [first, last])).toEqual([
    [0, 1],
    [1, 2],
    [1, 2],
    [1, 2],
    [2, 3],
  ]);
});

test('passages are short, in order, apart and leave no word out', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 450 }), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, (sizes) => {
      const text = sizes.map((size) => sentence(size).replace('word', 'Word')).join('\n');
      const sentences = findSentences(text);
      let last = 0;
      let words = 0;
      for (const passage of passages(text, sentences)) {
        const size = count(text.slice(passage.start, passage.end));
        expect(size).toBeLessThanOrEqual(PASSAGE_WORDS);
        expect(passage.start).toBeGreaterThanOrEqual(last);
        expect(passage.start).toBeGreaterThanOrEqual(sentences[passage.first]!.start);
        expect(passage.end).toBeLessThanOrEqual(sentences[passage.last - 1]!.end);
        last = passage.end;
        words += size;
      }
      expect(words).toBe(count(text));
    }),
  );
});
