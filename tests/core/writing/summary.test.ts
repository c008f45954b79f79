import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/core/writing/pieces.ts';
import {
  type Line,
  PAIR_FEATURES,
  pairRow,
  readLines,
  WORD_FEATURES,
  wordRow,
} from '../../../src/core/writing/salience.ts';
import { type Choosing, chooseLines, likeness, oddsOf } from '../../../src/core/writing/summary.ts';
import { type Draft, ingest } from './support.ts';

const FERRY: Draft[] = [
  {
    id: 'a',
    title: 'City sells its last ferry',
    text: 'The city council sold its last ferry to a northern bank on Monday. The harbour was grey. Two clerks drank tea in the hall.',
  },
  {
    id: 'b',
    title: 'Bank buys the ferry',
    text: 'A northern bank bought the last ferry of the city council on Monday. The bank plans a museum on the ferry.',
  },
  {
    id: 'c',
    title: 'Ferry sold',
    text: 'Gulls sat on the pier. On Monday the city council sold the ferry to the northern bank. #ferry',
  },
];

function choose(drafts: readonly Draft[], choosing: Partial<Choosing> = {}): string[] {
  const odds = oddsOf(readLines(ingest(drafts), 40));
  return chooseLines(odds, { words: 60, lines: 9, bonus: () => 0, ...choosing }).map(sentenceOf);
}

const sentenceOf = ({ doc, index }: Line): string => textOf(doc, doc.analysis.sentences[index]!);

describe('choosing sentences', () => {
  test('what all articles tell, not the weather; no boilerplate', () => {
    const chosen = choose(FERRY, { lines: 1 });
    expect(chosen).toHaveLength(1);
    expect(chosen[0]).toMatch(/ferry.*Monday|Monday.*ferry/);
    expect(choose(FERRY).join(' ')).not.toContain('#');
  });

  test('words, lines and what must not be taken are kept to', () => {
    for (const words of [5, 12, 25, 40])
      expect(choose(FERRY, { words }).join(' ').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(words);
    expect(choose(FERRY, { lines: 2, length: 60 })).toHaveLength(2);
    expect(choose(FERRY, { bonus: (line) => (sentenceOf(line).includes('ferry') ? null : 0) }).join(' ')).not.toContain(
      'ferry',
    );
    expect(choose(FERRY, { clash: () => true, length: 60 })).toHaveLength(1);
  });

  test('the length that pays: a longer wanted length takes more', () => {
    const count = (length: number) => choose(FERRY, { length }).length;
    expect(count(60)).toBeGreaterThan(count(5));
  });

  test('beside a line that stands already its repeat is worth less than something new', () => {
    const odds = oddsOf(readLines(ingest(FERRY), 40));
    const [first] = odds.reading.lines;
    const rest = chooseLines(odds, { words: 60, lines: 1, length: 40, bonus: () => 0, taken: [first!, first!] });
    expect(rest.map(sentenceOf)).not.toContain(sentenceOf(first!));
  });

  test('only the parts that would be shown count', () => {
    const odds = oddsOf(readLines(ingest(FERRY), 40));
    const shown = ({ doc, index }: Line) => {
      const { start } = doc.analysis.sentences[index]!;
      return [{ start, end: start + 8 }];
    };
    expect(chooseLines(odds, { words: 4, lines: 2, length: 60, bonus: () => 0, shown }).length).toBe(2);
  });

  test('nothing of nothing', () => {
    expect(choose([])).toEqual([]);
    expect(choose([{ id: 'e', text: '' }])).toEqual([]);
    expect(choose([{ id: 'e', text: 'Yes.' }])).toEqual([]);
  });
});

describe('chances', () => {
  test('do not depend on which words they are', () => {
    const other = (text: string) =>
      text
        .replace(/ferry/g, 'goose')
        .replace(/bank/g, 'tree')
        .replace(/council/g, 'painter')
        .replace(/Ferry/g, 'Goose')
        .replace(/Bank/g, 'Tree');
    const renamed = FERRY.map(({ id, text, title }) => ({ id, text: other(text), title: other(title ?? '') }));
    expect(choose(renamed)).toEqual(choose(FERRY).map(other));
  });

  test('one number a feature, finite, also for one article without a title and for many', () => {
    for (const drafts of [
      FERRY,
      [{ id: 'x', text: FERRY[0]!.text }],
      [...FERRY, ...FERRY.map((one) => ({ ...one, title: null }))],
    ]) {
      const reading = readLines(ingest(drafts), 40);
      const rows = [
        ...reading.words.map((_, id) => wordRow(reading, id, 1)),
        ...reading.pairs.map((_, id) => pairRow(reading, id, () => 0.3)),
      ];
      expect(rows.flat().every(Number.isFinite)).toBe(true);
      expect(wordRow(reading, 0, 1)).toHaveLength(WORD_FEATURES.length);
      expect(pairRow(reading, 0, () => 0.3)).toHaveLength(PAIR_FEATURES.length);
    }
  });

  test('what several articles say is likelier than what one says, and a second use less likely than a first', () => {
    const odds = oddsOf(readLines(ingest(FERRY), 40));
    const at = (text: string) => odds.reading.words.findIndex((word) => word.text === text);
    expect(odds.uses(at('ferry'), 1)).toBeGreaterThan(odds.uses(at('gulls'), 1));
    expect(odds.uses(at('ferry'), 2) - odds.uses(at('ferry'), 1)).toBeLessThan(odds.uses(at('ferry'), 1));
    // More uses than the articles have add nothing.
    expect(odds.uses(at('gulls'), 4)).toBe(odds.uses(at('gulls'), 1));
  });

  test('two tellings of one deed are alike, a deed and the weather are not', () => {
    const odds = oddsOf(readLines(ingest(FERRY), 40));
    const line = (words: string) => odds.reading.lines.find((one) => sentenceOf(one).includes(words))!;
    expect(likeness(odds, line('sold its last'), line('bought the last'))).toBeGreaterThan(0.5);
    expect(likeness(odds, line('sold its last'), line('Gulls'))).toBe(0);
    expect(likeness(odds, line('Gulls'), line('Gulls'))).toBe(1);
  });
});
