import { expect, test } from 'vitest';
import { StanceTally } from './fnc1_stance-metric.ts';
import type { RealtimeItem } from './realtimeqa.ts';
import { exactMatch, RealtimeTally, tokenF1 } from './realtimeqa-metric.ts';

test('exact match and F1 pass over case, marks and articles', () => {
  expect(exactMatch('The Harbour Bridge!', 'harbour bridge')).toBe(true);
  expect(exactMatch('harbour bridges', 'harbour bridge')).toBe(false);
  expect(tokenF1('old harbour bridge', 'the Harbour Bridge')).toBeCloseTo(0.8);
  expect(tokenF1('crane', 'bridge')).toBe(0);
  expect(tokenF1('', 'bridge')).toBe(0);
});

const ITEM: RealtimeItem = {
  id: 'q',
  week: '20230106',
  date: '2023/01/05',
  question: 'Which bridge?',
  choices: ['crane', 'bridge'],
  docs: [],
  answer_index: [1],
  answers: ['bridge'],
  answer_in_docs: false,
};

test('choices, short answers and refusals are counted; without gold nothing is', () => {
  const tally = new RealtimeTally();
  tally.add(ITEM, { choice: 1, sure: 0.9, short: 'the bridge', refused: true });
  tally.add(ITEM, { choice: 0, sure: 0.2, short: null, refused: false });
  const value = (metric: string) => tally.rows().find((row) => row.metric === metric)?.value;
  expect(value('choice accuracy 2023')).toBe(50);
  expect(value('right when sure')).toBe(100);
  expect(value('EM of short 2023')).toBe(50);
  expect(value('refused, answer not in docs')).toBe(50);
  expect(value('choice accuracy 2026')).toBeNull();
  const bare = new RealtimeTally();
  const { answer_index: _, answers: _answers, answer_in_docs: _in, ...unlabelled } = ITEM;
  bare.add(unlabelled, { choice: 1, sure: 1, short: 'bridge', refused: false });
  expect(bare.rows().every((row) => row.value === null)).toBe(true);
});

test('stances: F1 of each, their mean, and the score of the challenge', () => {
  const tally = new StanceTally();
  tally.add('disagree', 'disagree');
  tally.add('agree', 'disagree');
  tally.add('unrelated', 'unrelated');
  tally.add(undefined, 'agree');
  expect(tally.f1('disagree')).toBeCloseTo(66.7, 1);
  expect(tally.macro()).toBeCloseTo((66.67 + 0 + 0 + 100) / 4, 1);
  expect(tally.score()).toBeCloseTo((100 * (1 + 0.25 + 0.25)) / 2.25, 5);
});
