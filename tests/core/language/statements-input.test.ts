import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import { extractStatements } from '../../../src/core/language/statements/extract.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import type { Range } from '../../../src/core/model/article.ts';
import type { Statement } from '../../../src/core/model/statement.ts';
import { loadAttribution } from '../../../src/infra/attribution.ts';
import { articleOf } from '../../article.ts';

const models = { rules: null, learned: loadAttribution('learned') };
const table = buildActorTable();

/** What is found in each mode, by the whole language step. */
function statements(text: string, mode: keyof typeof models): readonly Statement[] {
  return analyse(articleOf(text, { language: 'en' }), table, models[mode]).statements;
}

const eachMode = describe.each(Object.keys(models) as (keyof typeof models)[]);

function wellFormed(text: string, mode: keyof typeof models): void {
  const contents = new Map<string, Range>();
  for (const s of statements(text, mode)) {
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
    const { cue } = s;
    for (const span of s.content) {
      expect(cue === null || isApart(cue, span)).toBe(true);
      // Two who speak together share one content; else no words are said twice.
      const key = `${span.start}-${span.end}`;
      for (const other of contents.values()) expect(contents.has(key) || isApart(other, span)).toBe(true);
      contents.set(key, span);
    }
    const [first, last] = s.sentences;
    expect(first).toBeLessThan(last);
  }
}

const isApart = (one: Range, other: Range): boolean => one.end <= other.start || other.end <= one.start;

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

/** Sentences of our own, of all constructions. */
const OWN = Object.values(
  parse(readFileSync(new URL('./constructions.yaml', import.meta.url), 'utf8')) as Record<string, { text: string }[]>,
).flatMap((rows) => rows.map(({ text }) => text));

/** What goes wrong on the way to a text. */
const DAMAGE: readonly ((text: string, at: number) => string)[] = [
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => `${text.slice(0, at)}“${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}"${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}’${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}\n${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}<br/>${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}&amp;${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}, ${text.slice(at)}`,
  (text, at) => text.slice(at) + text.slice(0, at),
  (text) => text.toUpperCase(),
  (text) => text.replaceAll('. ', '.'),
  (text) => text.replaceAll(/[“”]/g, '"'),
  (text) => text.replaceAll(' ', ''),
  (text) => `${text} ${text}`,
];

eachMode('by %s', (mode) => {
  test('any string of marks and cue words: spans are exact, trimmed and do not overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 40 }), fc.boolean(), (list, spaced) => {
        wellFormed(list.join(spaced ? ' ' : ''), mode);
      }),
      { numRuns: 300 },
    );
  });

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        wellFormed(text, mode);
      }),
      { numRuns: 150 },
    );
  });

  test('our own sentences, damaged', () => {
    const hit = fc.record({ how: fc.constantFrom(...DAMAGE), where: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...OWN), { minLength: 1, maxLength: 3 }),
        fc.array(hit, { maxLength: 4 }),
        (texts, hits) => {
          let text = texts.join(' ');
          for (const { how, where } of hits) text = how(text, Math.floor(where * text.length));
          wellFormed(text, mode);
        },
      ),
      { numRuns: 400 },
    );
  });

  /** The spans of content that are said, as words. */
  const said = (text: string): string[] =>
    statements(text, mode)
      .filter(({ kind }) => kind !== 'ascribed')
      .flatMap(({ content }) => content.map(({ start, end }) => text.slice(start, end)));

  test.each([
    [
      'unclosed quotation',
      'The Iranian envoy said: “We will return. Nobody knows when.',
      ['“We will return. Nobody knows when.'],
    ],
    ['unopened quotation', 'The Iranian envoy said: We will return.” Nobody knows when.', ['We will return']],
    [
      'nested quotation',
      '“She told me ‘never again’ and left,” the driver said.',
      ['“She told me ‘never again’ and left,”'],
    ],
    ['all capitals', 'THE KENYAN FOREIGN MINISTRY SAID THE ROAD IS OPEN.', ['THE ROAD IS OPEN']],
    ['a headline in capitals', 'KENYA SAYS ROAD IS OPEN', ['ROAD IS OPEN']],
    [
      'missing space after a full stop',
      'The bank said that rates would rise, with risks.For years it had waited.',
      ['that rates would rise, with risks'],
    ],
    [
      'missing space before a quotation',
      '“We are ready,” the Greek minister said.“We sail at dawn.”',
      ['“We are ready,”', '“We sail at dawn.”'],
    ],
    ['marks adrift', 'The Peruvian army said , " the raid was false . "', ['" the raid was false . "']],
    [
      'two apostrophes as marks',
      "''We are ready,'' the captain said. ''We sail at dawn.''",
      ["''We are ready,''", "''We sail at dawn.''"],
    ],
    [
      'left-overs of HTML',
      '<p>The Kenyan foreign ministry said that the road is open.</p><p>Peru denied the raid.</p><br/>',
      ['that the road is open', 'the raid'],
    ],
    [
      'tags around a name',
      '<b>The Kenyan foreign ministry</b> said that the road is open. <a href="x.html">Read more</a>',
      ['that the road is open'],
    ],
    ['marks of arithmetic', 'A < B and C > D, the Peruvian army said.', ['A < B and C > D']],
    ['hashtags', '#Peru #Chile\n#trade\nThe Peruvian army said the raid was false.', ['the raid was false']],
    [
      'a list of links',
      'Read more:\n- Kenya Says Road Is Open - May 2, 2023\n- Peru Denies Raid - May 1, 2023\nThe Peruvian army said the raid was false.',
      ['the raid was false'],
    ],
    ['a menu', '* Home\n* World\n* Kenya says\nThe Peruvian army said the raid was false.', ['the raid was false']],
  ])('%s', (_name, text, content) => {
    wellFormed(text, mode);
    expect(said(text)).toEqual(content);
  });

  test('two apostrophes quote like one mark', () => {
    const text = "''We are ready,'' the captain said. ''We sail at dawn.''";
    const [only, ...others] = statements(text, mode);
    expect(others).toEqual([]);
    expect(only?.kind).toBe('direct');
    expect(only?.content).toHaveLength(2);
  });

  test('a mark adrift', () => {
    wellFormed("Critics called it an 'act of folly. ' The plan went on.", mode);
  });

  test('a long line: twice the text, twice the statements', () => {
    const line = 'The Kenyan minister said that the road is open. “We wait,” he added. ';
    const one = statements(line.repeat(400), mode).length;
    expect(one).toBeGreaterThanOrEqual(400);
    expect(Math.abs(statements(line.repeat(800), mode).length - 2 * one)).toBeLessThanOrEqual(2);
  });
});

test('a long line without an end is no sentence, yet its quotations and marks do not stall', () => {
  const text = 'The minister said that the road is open and “closed at night, ” he added, '.repeat(3000);
  const { tokens, sentences } = readText(text);
  const found = extractStatements({ article: 'a', version: 'v', text, tokens, sentences, mentions: [], dates: [] });
  expect(found.length).toBeGreaterThan(0);
});
