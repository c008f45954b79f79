import { expect, test } from 'vitest';
import type { Answer } from '../../../src/core/model/answer.ts';
import {
  alertPage,
  keywordRuns,
  newDifferences,
  newMentions,
  onOneLine,
  tellMentions,
  writeAlert,
} from '../../../src/core/writing/alert.ts';
import { cite, plainPoint } from '../../../src/core/writing/citations.ts';
import { made, NOW } from '../../contracts/made.ts';

const coverage = { articles: 1, undated: 1, origins: { named: 0, unknown: 1 }, newest: null, stale: false };

test('the words of a keyword stand anywhere in a sentence, a phrase and what is written as one stands together', () => {
  expect(keywordRuns('cranes “two Tugs” U.S. ""')).toEqual([['crane'], ['two', 'tug'], ['u', 's']]);
  const fresh = [
    { doc: made('a', 'Two tugs and a crane.\nA crane and tugs, two.\nThe crane: two tugs.'), before: null },
  ];
  expect(newMentions(fresh, keywordRuns('crane "two tugs"')).map(({ index }) => index)).toEqual([0, 2]);
  expect(newMentions(fresh, [])).toEqual([]);
});

test('a sentence that stood in the earlier text is not new, however it is laid out', () => {
  const doc = made('a', 'A crane fell.\nA crane  rose.');
  const before = onOneLine('Before.\nA  crane\nrose. After.');
  expect(newMentions([{ doc, before }], [['crane']]).map(({ index }) => index)).toEqual([0]);
});

test('the same sentence of several articles is one point, with the others beside it', () => {
  const docs = ['a', 'b'].map((id) => made(id, 'A crane fell.'));
  const told = tellMentions(
    'crane',
    docs.map((doc) => ({ doc, index: 0 })),
  );
  expect(told?.groups[0].head).toEqual({ key: 'alert-keyword', args: { text: 'crane', count: 1, articles: 2 } });
  expect(told?.groups[0].points[0].alsoIn).toHaveLength(1);
  expect(tellMentions('crane', [])).toBeNull();
});

test('a difference is new by its slot or by a value, and only when a new article brought it', () => {
  const position = (value: string, id: string) => {
    const doc = made(id, 'A crane fell.');
    const { pieces } = plainPoint(doc, { start: 0, end: 13 });
    return { value, pieces, citations: [cite(doc, { start: 0, end: 13 })] as const, said: null };
  };
  const differ = (...values: [string, string][]) => ({
    slot: 'number' as const,
    args: {},
    kind: 'undecided' as const,
    positions: values.map(([value, id]) => position(value, id)) as never,
  });
  const isFresh = ({ sentence }: { sentence: { span: { article: string } } }) => sentence.span.article === 'new';
  const found = (...args: Parameters<typeof differ>[]) =>
    newDifferences([differ(...args[0]!)], args[1] ? [differ(...args[1])] : [], isFresh).map(({ positions }) =>
      positions.map(({ value }) => value),
    );
  expect(
    found([
      ['2', 'old'],
      ['4', 'new'],
    ]),
  ).toEqual([['4']]);
  expect(
    found([
      ['2', 'old'],
      ['4', 'old'],
    ]),
  ).toEqual([]);
  expect(
    found(
      [
        ['2', 'old'],
        ['4', 'old'],
        ['6', 'new'],
      ],
      [
        ['2', 'old'],
        ['4', 'old'],
      ],
    ),
  ).toEqual([['6']]);
  expect(
    found(
      [
        ['2', 'old'],
        ['4', 'new'],
      ],
      [
        ['2', 'old'],
        ['4', 'other'],
      ],
    ),
  ).toEqual([]);
});

test('the page of a kept alert is made of what is kept', () => {
  const told = tellMentions('crane', [{ doc: made('a', 'A crane fell.'), index: 0 }])!;
  const alert = writeAlert(told, {
    ...{ id: 'x', made: NOW, upTo: 7, coverage },
    trigger: { is: 'keyword', words: 'crane' },
  });
  const kept = JSON.parse(JSON.stringify(alert)) as Answer;
  expect(alertPage(kept, 'w')).toEqual(alertPage(alert, 'w'));
  expect(alertPage(kept, 'w').push).toBe(kept.groups[0]!.head);
  expect(alertPage(kept, 'w').actions.map(({ command }) => command)).toEqual(['cited', 'watch remove']);
});
