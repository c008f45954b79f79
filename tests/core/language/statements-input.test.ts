import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extractStatements } from '../../../src/core/language/statements/extract.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import type { Statement } from '../../../src/core/model/statement.ts';

function statements(text: string): Statement[] {
  const { tokens, sentences } = readText(text);
  return extractStatements({ article: 'a', version: 'v', text, tokens, sentences, mentions: [], dates: [] });
}

function wellFormed(text: string): void {
  const taken: { start: number; end: number }[] = [];
  for (const s of statements(text)) {
    expect(s.content.length).toBeGreaterThan(0);
    for (const span of [
      ...s.content,
      ...(s.cue === null ? [] : [s.cue]),
      ...(s.speaker === null ? [] : [s.speaker.at]),
    ]) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThan(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
      expect(text.slice(span.start, span.end).trim()).toBe(text.slice(span.start, span.end));
    }
    for (const span of s.content) {
      expect(taken.every((other) => other.end <= span.start || other.start >= span.end)).toBe(true);
    }
    taken.push(...s.content);
    const [first, last] = s.sentences;
    expect(first).toBeLessThan(last);
  }
}

const WORDS = [
  '“',
  '”',
  '"',
  "'",
  '’',
  '(',
  ')',
  ':',
  ',',
  '.',
  ';',
  '—',
  '\n',
  'he',
  'said',
  'that',
  'according',
  'to',
  'the',
  'minister',
  'denied',
  'by',
  'who',
  'it',
  'was',
  'citing',
  'and',
  'added',
  'SAID',
  'Rome',
  '@x',
  '#a',
  '<b>',
  'saying',
  'of',
  'plans',
  '’s',
  'quick',
];

test('any string of marks and cue words: spans are exact, trimmed and do not overlap', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), fc.boolean(), (list, spaced) => {
      wellFormed(list.join(spaced ? ' ' : ''));
    }),
    { numRuns: 300 },
  );
});

test('any text at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      wellFormed(text);
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['unclosed quotation', 'The envoy said: “We will return. Nobody knows when.'],
  ['nested quotation', '“She told me ‘never again’ and left,” the driver said.'],
  ['all capitals', 'THE MINISTER SAID THE ROAD IS OPEN.'],
  ['missing space after a full stop', 'The bank said rates would rise, with risks.For years it had waited.'],
  ['two apostrophes as marks', "''We are ready,'' the captain said. ''We sail at dawn.''"],
  ['mark adrift', "Critics called it an 'act of folly. ' The plan went on."],
])('%s', (_name, text) => {
  wellFormed(text);
});

test('two apostrophes quote like one mark', () => {
  const text = "''We are ready,'' the captain said. ''We sail at dawn.''";
  const [only, ...others] = statements(text);
  expect(others).toEqual([]);
  expect(only?.kind).toBe('direct');
  expect(only?.content).toHaveLength(2);
});

test('a long line without an end is read', () => {
  const text = 'The minister said that the road is open and “closed at night, ” he added, '.repeat(3000);
  expect(statements(text).length).toBeGreaterThan(0);
});
