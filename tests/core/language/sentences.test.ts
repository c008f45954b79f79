import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSentences } from '../../../src/core/language/sentences.ts';

const split = (text: string): string[] => findSentences(text).map(({ start, end }) => text.slice(start, end));

describe('ends of sentences', () => {
  test.each([
    [
      'a full stop without a space',
      'There are many risks.For decades nobody asked.',
      'There are many risks.|For decades nobody asked.',
    ],
    [
      'an abbreviated country, parted',
      'It is a key U. S.partner in the east. It pays.',
      'It is a key U. S.partner in the east.|It pays.',
    ],
    [
      'an abbreviation before a name',
      'Dr. Curie met Gen. de Gaulle in the U.S. Senate.',
      'Dr. Curie met Gen. de Gaulle in the U.S. Senate.',
    ],
    ['an abbreviation at an end', 'They flew to the U.S. The talks began.', 'They flew to the U.S.|The talks began.'],
    ['initials', 'John F. Kennedy spoke. W. B. Yeats wrote.', 'John F. Kennedy spoke.|W. B. Yeats wrote.'],
    [
      'a month before a day',
      'It was signed on Sept. 9 in Rome. Nobody came.',
      'It was signed on Sept. 9 in Rome.|Nobody came.',
    ],
    ['a decimal and an amount', 'It cost $1.5bn. Version 2.0 is out.', 'It cost $1.5bn.|Version 2.0 is out.'],
    [
      'a question inside quotation marks',
      '"Why?" asked the envoy. Nobody knew.',
      '"Why?" asked the envoy.|Nobody knew.',
    ],
    ['an ellipsis in mid-sentence', 'He paused ... and went on. Then left.', 'He paused ... and went on.|Then left.'],
    [
      'an address',
      'Read https://example.org/a.Html?b=C.D now. Then stop.',
      'Read https://example.org/a.Html?b=C.D now.|Then stop.',
    ],
    ['a numbered item', '1. Ships are late. 2. Trains too.', '1. Ships are late.|2. Trains too.'],
    ['a reference mark', 'Exports rose.[12] Imports fell.', 'Exports rose.[12]|Imports fell.'],
    ['scripts without spaces', '政府は発表した。来年も続く。', '政府は発表した。|来年も続く。'],
  ])('%s', (_, text, expected) => {
    expect(split(text)).toEqual(expected.split('|'));
  });

  test.each([
    ['curly', '“The deal is done.” The minister left.', '“The deal is done.”|The minister left.'],
    ['straight', 'She said: "It is over." Then she left.', 'She said: "It is over."|Then she left.'],
    [
      'adrift',
      "They called it an 'alarming step. ' The talks went on.",
      "They called it an 'alarming step. '|The talks went on.",
    ],
    ['glued', 'He asked for "more time."Nobody answered.', 'He asked for "more time."|Nobody answered.'],
    ['opening the next', 'It ended. "We agreed," she said.', 'It ended.|"We agreed," she said.'],
    ['never closed', '“We agreed. We signed', '“We agreed.|We signed'],
  ])('a quotation mark that is %s', (_, text, expected) => {
    expect(split(text)).toEqual(expected.split('|'));
  });

  test('a trailing address of a picture is a sentence of its own', () => {
    expect(split('The ship has left. pic.twitter.com/abc')).toEqual(['The ship has left.', 'pic.twitter.com/abc']);
  });
});

describe('lines', () => {
  test('every kind of line break ends a sentence and begins a paragraph', () => {
    const sentences = findSentences('One line\r\nsecond line\rthird\u2028fourth\n\n\nlast');
    expect(sentences.map(({ paragraph }) => paragraph)).toEqual([0, 1, 2, 3, 4]);
  });

  test('lines wrapped by an editor are one paragraph', () => {
    const text = [
      'The ministry said on Tuesday that two batteries would be sent to the',
      'neighbouring country before the end of the year. A spokesperson for the',
      'government in the capital declined to give a number of missiles, and the',
      'embassy did not answer.',
      '',
      'Others were less pleased with the plan, which came after weeks of talks',
      'between officials.',
    ].join('\n');
    const found = findSentences(text);
    expect(found.map(({ paragraph }) => paragraph)).toEqual([0, 0, 1]);
    expect(text.slice(found[0]!.start, found[0]!.end)).toMatch(/^The ministry .*\n.*the year\.$/);
  });

  test('short lines that are sentences stay apart', () => {
    const text =
      'The first ship left the harbour on Tuesday morning.\nThe second one stayed.\nThe third was sold abroad in the same week.';
    expect(split(text)).toHaveLength(3);
  });
});

/** Texts made of what splitters trip over. */
const bits = fc.constantFrom(
  'The',
  'U.S.',
  ' ',
  '  ',
  '.',
  '. ',
  '? ',
  '!',
  '"',
  '“',
  '”',
  "'",
  '’',
  '\n',
  '\r\n',
  '\t',
  '…',
  ' Dr. ',
  '$1.5bn',
  '—',
  '#tag',
  '@x',
  'a',
  'É',
  '\u200b',
  '\u00a0',
  '😀',
  '。',
  'x'.repeat(60),
  '(',
  ')',
  '[1]',
  '\ud800',
  'https://a.b/C.D',
  '\0',
);
const texts = fc.oneof(
  fc.array(bits, { maxLength: 60 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

test('sentences are trimmed, in order, apart, and cover all that is not white space', () => {
  fc.assert(
    fc.property(texts, (text) => {
      let covered = 0;
      let last = 0;
      let paragraph = 0;
      for (const sentence of findSentences(text)) {
        const words = text.slice(sentence.start, sentence.end);
        expect(words).toBe(words.trim());
        expect(words.length).toBeGreaterThan(0);
        expect(sentence.start).toBeGreaterThanOrEqual(last);
        expect(text.slice(last, sentence.start).trim()).toBe('');
        expect(sentence.paragraph).toBeGreaterThanOrEqual(paragraph);
        ({ paragraph } = sentence);
        last = sentence.end;
        covered += words.replace(/\s/g, '').length;
      }
      expect(covered).toBe(text.replace(/\s/g, '').length);
    }),
    { numRuns: 2000 },
  );
});

test('a next-line control character is part of its sentence: nothing but white space is left out', () => {
  expect(findSentences('a\u0085b').map(({ start, end }) => [start, end])).toEqual([[0, 3]]);
});

describe('ends of sentences in other languages', () => {
  test.each([
    [
      'de',
      'Das kostet 48 Mio. Euro, d. h. mehr. Der Rat tagt am 3. Montag im Mai.',
      'Das kostet 48 Mio. Euro, d. h. mehr.|Der Rat tagt am 3. Montag im Mai.',
    ],
    [
      'de',
      'Erlaubt sind 30 km/h. Der Bau dauert, z. B. am Ufer Nr. 5.',
      'Erlaubt sind 30 km/h.|Der Bau dauert, z. B. am Ufer Nr. 5.',
    ],
    ['de', '„Es reicht. Wir gehen“, hieß es. Dann war Ruhe.', '„Es reicht.|Wir gehen“, hieß es.|Dann war Ruhe.'],
    [
      'fr',
      'M. le maire cite 5 p. 100. « Assez ! » Puis il part.',
      'M. le maire cite 5 p. 100.|« Assez ! »|Puis il part.',
    ],
    [
      'es',
      'La Sra. alcaldesa habló, p. ej. de EE. UU. y del río. ¿Vendrá? Sí.',
      'La Sra. alcaldesa habló, p. ej. de EE. UU. y del río.|¿Vendrá?|Sí.',
    ],
    [
      'ru',
      'Порт открыли в 2027 г. Он стоит на ул. Речной, т. е. рядом. Да.',
      'Порт открыли в 2027 г.|Он стоит на ул. Речной, т. е. рядом.|Да.',
    ],
    ['uk', 'Порт відкрили у 2027 р. Він на вул. Річковій. Так.', 'Порт відкрили у 2027 р.|Він на вул. Річковій.|Так.'],
    [
      'ja',
      '「水が足りない。」と市は述べた。雨は降らない！本当か？',
      '「水が足りない。」と市は述べた。|雨は降らない！|本当か？',
    ],
    ['zh', '“水不够。”市政府说。没有下雨！是吗？', '“水不够。”市政府说。|没有下雨！|是吗？'],
  ])('%s: %s', (_, text, wanted) => {
    expect(split(text).join('|')).toBe(wanted);
  });
});
