import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldInPlace, words } from '../../../src/core/retrieval/words.ts';

const texts = (text: string): string[] => words(text).map((word) => word.text);

test('numbers stay whole, possessives and contractions lose their ending, marks fall', () => {
  expect(texts('Zürich’s $26.3bn, 2,000 tons; it isn’t “done”. U.S.')).toEqual([
    'zurich',
    '26.3bn',
    '2,000',
    'tons',
    'it',
    'isn',
    'done',
    'u',
    's',
  ]);
});

test('in scripts without spaces two neighbours are a word', () => {
  expect(texts('輸出を')).toEqual(['輸出', '出を']);
  expect(texts('PAC3輸出')).toEqual(['pac3', '輸出']);
});

test('offsets are exact, in order, and only letters, marks and digits are left out of nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      let last = -1;
      for (const word of words(text)) {
        expect(word.start).toBeGreaterThan(last);
        expect(fold(text.slice(word.start, word.end))).toBe(word.text);
        expect(text.slice(word.start, word.end)).toMatch(/^[\p{L}\p{M}\p{N}.,]+$/u);
        last = word.start;
      }
      const covered = new Set(
        words(text).flatMap(({ start, end }) => Array.from({ length: end - start }, (_, n) => start + n)),
      );
      const isEnding = (at: number): boolean =>
        /['’][\p{L}\p{M}\p{N}]{0,2}$/u.test(text.slice(Math.max(0, at - 2), at + 1));
      for (const { 0: letter, index } of text.matchAll(/[\p{L}\p{N}]/gu))
        expect(covered.has(index) || isEnding(index), `${letter} at ${index}`).toBe(true);
    }),
  );
});

test('folding in place keeps every offset', () => {
  expect(foldInPlace('El País ÉLYSÉE')).toBe('el pais elysee');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(foldInPlace(text)).toHaveLength(text.length);
    }),
  );
});
