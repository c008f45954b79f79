import { describe, expect, test } from 'vitest';
import type { Answer, Point } from '../../../src/core/model/answer.ts';
import { findDifferences } from '../../../src/core/writing/differences.ts';
import { answer, ingest, linesOf, published, table } from './support.ts';

const points = (found: Answer): Point[] => found.groups.flatMap((group) => [...group.points]);

const FERRY = ingest([
  {
    id: 'one',
    publisher: 'Harbour Post',
    published: published('2026-01-10'),
    url: 'https://harbour.example/one',
    text: [
      'Norway plans to sell three ferries to Iceland this spring.',
      'The Norwegian foreign ministry said: "The three ferries will be handed over to Iceland before the summer."',
      'Iceland denied that it had paid for the ferries.',
      'Denmark said that the sale of the ferries to Iceland breaks no rule.',
    ].join('\n'),
  },
  {
    id: 'two',
    publisher: 'Fjord Times',
    published: published('2026-01-12'),
    url: 'https://fjord.example/two',
    text: [
      'Norway has agreed to sell five ferries to Iceland, its government said on Monday.',
      'The Norwegian foreign ministry said: "The three ferries will be handed over to Iceland before the summer."',
      'The price of the ferries was not disclosed.',
    ].join('\n'),
  },
]);

describe('what somebody said', () => {
  test('the same statement in two outlets stands once', () => {
    const found = answer('What did Norway say?', FERRY);
    expect(found.status).toBe('answered');
    const handed = points(found).filter((point) => linesText(point).includes('handed over'));
    expect(handed).toHaveLength(1);
    expect(handed[0]?.alsoIn.map((citation) => citation.sentence.span.article)).toHaveLength(1);
  });

  test('what others say about them is not theirs', () => {
    const found = answer('What did Norway say?', FERRY);
    expect(linesOf(found).some((line) => line.includes('Denmark'))).toBe(false);
    const danes = answer('What did Denmark say?', FERRY);
    expect(points(danes).map((point) => point.said?.by?.country)).toEqual(['DK']);
  });

  test('a denial is shown with the verb that denies', () => {
    const found = answer('What did Iceland say?', FERRY);
    expect(points(found)[0]?.said?.polarity).toBe('denied');
    expect(linesOf(found)[0]).toContain('denied');
  });

  test('who says nothing is not in the sources, and there is no citation', () => {
    for (const question of ['What did Sweden say?', 'What did the Icelandic prime minister say?']) {
      const found = answer(question, FERRY);
      expect([found.status, found.groups, found.differences]).toEqual(['not_in_sources', [], []]);
    }
  });

  test('of two asked for, the one who is silent is named', () => {
    const found = answer('What did Iceland and Sweden say?', FERRY);
    expect(found.status).toBe('partial');
    expect(found.missing).toMatchObject([{ key: 'no-statement-by', args: { name: 'Sweden' } }]);
  });
});

describe('differences', () => {
  test('dated articles update, and the ladder stands from the most advanced step down', () => {
    const [status] = findDifferences(FERRY, table, 'status');
    expect(status?.kind).toBe('update');
    expect(status?.positions.map((one) => one.value)).toEqual(['agreed', 'planned']);
  });

  test('two counts of one unit are positions of one difference', () => {
    const [number] = findDifferences(FERRY, table, 'number');
    expect(number?.positions.map((one) => one.value)).toEqual(expect.arrayContaining(['3 ferry', '5 ferry']));
    expect(number?.kind).not.toBe('scope');
  });

  test('one day is a contradiction, no day is undecided', () => {
    const same = ingest(FERRY.map(({ article: { id, text } }) => ({ id, text, published: published('2026-01-10') })));
    expect(findDifferences(same, table, 'status')[0]?.kind).toBe('conflict');
    const undated = ingest(FERRY.map(({ article: { id, text } }) => ({ id, text })));
    expect(findDifferences(undated, table, 'status')[0]?.kind).toBe('undecided');
  });

  test('articles that agree do not differ', () => {
    const agreeing = ingest([
      { id: 'a', text: 'Norway has agreed to sell three ferries to Iceland. The ferries are new.' },
      { id: 'b', text: 'Norway has agreed to sell three ferries to Iceland. The ferries are white.' },
    ]);
    expect(findDifferences(agreeing, table)).toEqual([]);
  });

  test('what governs a position stays with it', () => {
    const list = ingest([
      {
        id: 'a',
        text: 'Norway has agreed to sell the ferries only to Iceland. The ferries will be used exclusively by Iceland.',
      },
      {
        id: 'b',
        text: 'Norway has agreed to sell the ferries to Iceland. It cannot be ruled out that the ferries will end up in Greenland.',
      },
    ]);
    const [destination] = findDifferences(list, table, 'destination');
    const open = destination?.positions.find((one) => one.value === 'gl');
    expect(open?.pieces.map((piece) => ('quote' in piece ? piece.quote.text : '…')).join(' ')).toContain(
      'cannot be ruled out',
    );
  });
});

describe('counts', () => {
  test('a figure with the unit asked for settles it', () => {
    const found = answer(
      'How many ferries did Norway agree to sell?',
      ingest([{ id: 'a', text: 'Norway has agreed to sell five ferries to Iceland. Two ministers met in Oslo.' }]),
    );
    expect(found.status).toBe('answered');
    expect(found.short?.text).toBe('five ferries');
  });

  test('a figure of another unit does not', () => {
    const list = ingest([
      {
        id: 'a',
        text: 'Norway has agreed to sell two fleets of ferries to Iceland. The number of ferries was not disclosed.',
      },
    ]);
    const found = answer('How many ferries were sold?', list);
    expect(found.status).toBe('partial');
    expect(found.missing.map((label) => label.key)).toEqual(['number-not-given']);
    expect(linesOf(found).some((line) => line.includes('not disclosed'))).toBe(true);
  });

  test('nothing on it is not in the sources', () => {
    expect(answer('How many penguins live in Patagonia?', FERRY).status).toBe('not_in_sources');
  });
});

describe('every answer', () => {
  test.each([
    'What did Norway say?',
    'How many ferries were sold?',
    'When will the ferries be handed over?',
    'Did Iceland pay for the ferries?',
    'Why did Norway sell the ferries?',
    'Who bought the ferries?',
    'ferries',
    '?',
    '"ferries" AND NEAR(sale) *',
  ])('%s: numbers run in order, quotes are verbatim, limits hold', (question) => {
    const found = answer(question, FERRY, ['three', 'five']);
    const list = points(found);
    expect(list.length).toBeLessThanOrEqual(12);
    const numbers = [
      ...list.flatMap((point) => [...point.citations, ...point.alsoIn]),
      ...found.differences.flatMap((one) => one.positions.flatMap((position) => position.citations)),
    ].map((citation) => citation.n);
    const firsts = [...new Set(numbers)];
    expect(firsts).toEqual(firsts.map((_, at) => at + 1));
    for (const point of list) {
      for (const piece of point.pieces) {
        if (piece.is !== 'quote') continue;
        const { article, start, end } = piece.quote.span;
        expect(FERRY.find((one) => one.article.id === article)?.article.text.slice(start, end)).toBe(piece.quote.text);
      }
    }
    expect(found.choice === 0 || found.choice === 1).toBe(true);
  });
});

function linesText(point: Point): string {
  return point.pieces.map((piece) => ('quote' in piece ? piece.quote.text : '…')).join(' ');
}
