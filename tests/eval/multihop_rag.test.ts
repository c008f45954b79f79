import { expect, test } from 'vitest';
import { MultihopTally } from './multihop_rag-metric.ts';

const item = (facts: readonly (readonly [doc: string, fact: string])[]) => ({
  id: 'q',
  query: 'What was sold?',
  answerable: facts.length > 0,
  evidence: facts.map(([doc, fact]) => ({ doc, fact })),
});
const FERRY = item([
  ['a', 'The ferry was sold.'],
  ['b', 'It was old.'],
]);

function figures(
  list: readonly (readonly [
    ReturnType<typeof item>,
    { passages?: readonly string[]; refused?: boolean; cited?: readonly string[] },
  ])[],
): Record<string, number | null> {
  const tally = new MultihopTally();
  for (const [one, { passages = [], refused = false, cited = [] }] of list)
    tally.add(one, { passages, refused, cited });
  return Object.fromEntries(tally.rows().map(({ metric, value }) => [metric, value]));
}

test('a passage is right when it holds a fact, white space aside', () => {
  const found = figures([
    [FERRY, { passages: ['Nothing.', 'x The ferry\nwas sold. It  was old. y', 'The ferry was sold.'] }],
  ]);
  expect(found).toMatchObject({ 'Hits@10': 1, 'Hits@4': 1, 'MRR@10': 0.5 });
  // Both facts are new at rank 2, none at rank 3.
  expect(found['MAP@10']).toBeCloseTo(2 / 2 / 2);
});

test('the fifth place is no hit at four, the eleventh none at all', () => {
  const at = (place: number) => [...Array.from({ length: place - 1 }, () => 'no'), 'It was old.'];
  expect(figures([[FERRY, { passages: at(5) }]])).toMatchObject({ 'Hits@10': 1, 'Hits@4': 0, 'MRR@10': 0.2 });
  expect(figures([[FERRY, { passages: at(11) }]])).toMatchObject({ 'Hits@10': 0, 'MAP@10': 0, 'MRR@10': 0 });
});

test('refusing counts over all questions, citing over those with evidence', () => {
  const found = figures([
    [FERRY, { cited: ['a', 'c'] }],
    [FERRY, { refused: true }],
    [item([]), { refused: true }],
    [item([]), { cited: ['c'] }],
  ]);
  expect(found).toMatchObject({ 'abstention precision': 0.5, 'abstention recall': 0.5, 'abstention F1': 0.5 });
  expect(found).toMatchObject({ 'cited articles precision': 0.5, 'cited articles recall': 0.25 });
});

test('without gold nothing is scored', () => {
  const tally = new MultihopTally();
  tally.add({ id: 'q', query: 'What was sold?' }, { passages: ['It was old.'], refused: false, cited: ['a'] });
  for (const { value, items } of tally.rows()) expect([value, items]).toEqual([null, 0]);
});
