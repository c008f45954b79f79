import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/core/language/tokens.ts';

const words = (text: string): string[] => readText(text).tokens.map((token) => token.text);

describe('tokens', () => {
  test.each([
    ["Peru's ministers", "Peru|'s|ministers"],
    ['Chile’s U.S.-led plan', 'Chile|’s|U.S.|-|led|plan'],
    ["The U.S.'s and NATO's", "The|U.S.|'s|and|NATO|'s"],
    ["''We won,'' she said.", "''|We|won|,|''|she|said|."],
    ['S-400s and a $60bn deal', 'S-400s|and|a|$|60|bn|deal'],
    ["It isn't, they can’t", "It|is|n't|,|they|ca|n’t"],
    ['cannot', 'can|not'],
  ])('%s', (text, expected) => {
    expect(words(text)).toEqual(expected.split('|'));
  });

  test('carry part of speech, lemma and straight apostrophes', () => {
    const { tokens } = readText('The minister’s aides denied the reports.');
    expect(tokens.map(({ pos }) => pos)).toEqual(['DET', 'NOUN', 'PART', 'NOUN', 'VERB', 'DET', 'NOUN', 'PUNCT']);
    expect(tokens[2]!.lower).toBe("'s");
    expect(tokens[4]!.lemma).toBe('deny');
    expect(tokens[6]!.lemma).toBe('report');
  });

  test('know their sentence', () => {
    const { tokens, sentences } = readText('It rained. Nobody came.\nThe end');
    expect(sentences).toHaveLength(3);
    expect(tokens.map(({ sentence }) => sentence)).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
  });
});

const bits = fc.constantFrom(
  'Japan',
  '’s',
  "'s",
  ' ',
  ' ',
  '\n',
  '.',
  '“',
  '”',
  '"',
  "''",
  '``',
  'U.S.',
  '$60bn',
  '5,000',
  '—',
  '-',
  '#tag',
  '@me',
  'https://a.b/c',
  '\u200b',
  '\u00a0',
  'é',
  'e\u0301',
  '😀',
  '\ud83d',
  '__proto__',
  'constructor',
  'can’t',
  'gonna',
  '日本',
  'x'.repeat(250),
  '9'.repeat(250),
  '\0',
  ' a.m. ',
);
const texts = fc.oneof(
  fc.array(bits, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

test('offsets are exact, in order, inside their sentence, and cover all that is not white space', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const { tokens, sentences } = readText(text);
      let last = 0;
      for (const token of tokens) {
        expect(text.slice(token.start, token.end)).toBe(token.text);
        expect(token.start).toBeGreaterThanOrEqual(last);
        last = token.end;
        const sentence = sentences[token.sentence]!;
        expect(token.start >= sentence.start && token.end <= sentence.end).toBe(true);
      }
      const covered = tokens.map((token) => token.text.replace(/\s/g, '')).join('');
      expect(covered).toBe(text.replace(/\s/g, ''));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['words without an end', 'the ships went on ', 1_000_000],
  ['no space at all', 'a', 1_000_000],
  ['digits', '9', 1_000_000],
  ['quotation marks', '"', 200_000],
  ['glued sentences', 'a.B', 200_000],
])('a very long line is read whole: %s', (_, unit, size) => {
  const text = unit.repeat(size / unit.length);
  const { tokens } = readText(text);
  const covered = tokens.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(covered).toBe(text.replaceAll(' ', '').length);
});
