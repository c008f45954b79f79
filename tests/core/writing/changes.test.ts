import { describe, expect, test } from 'vitest';
import type { Group } from '../../../src/core/model/answer.ts';
import { findChanges } from '../../../src/core/writing/changes.ts';
import { pieceWords, plainText } from '../../../src/core/writing/pieces.ts';
import { type Draft, ingest, published, table } from './support.ts';

const told = (groups: readonly Group[]) =>
  groups.map(({ head, points }) => [head.key, ...points.map((point) => plainText(point.pieces))]);

const day = (id: string, date: string, text: string): Draft => ({ id, published: published(date), text });
const changes = (fresh: readonly Draft[], known: readonly Draft[]) =>
  findChanges({ fresh: ingest(fresh), known: ingest(known), shown: [], table });

const BEFORE = day(
  'a',
  '2026-01-03',
  'The dam at the upper lake holds 12 million tonnes of water. The ministry plans to export turbines to Chad this year. Two ferries cross the lake every day.',
);

describe('pairs', () => {
  test.each([
    [
      'a figure of the same thing',
      'The dam at the upper lake holds 15 million tonnes of water.',
      ['change-figure', 'The dam at the upper lake holds 12 million tonnes of water.'],
    ],
    [
      'a step further',
      'The ministry has exported turbines to Chad this year.',
      ['change-status', 'The ministry plans to export turbines to Chad this year.'],
    ],
    [
      'the same, denied',
      'Two ferries do not cross the lake every day.',
      ['change-reversed', 'Two ferries cross the lake every day.'],
    ],
  ])('%s', (_, sentence, [key, had]) => {
    const later = day('b', '2026-01-05', `${sentence} The dam at the upper lake and its turbines are old.`);
    expect(told(changes([later], [BEFORE]))).toContainEqual([key, had, sentence]);
  });

  test.each([
    ['another thing of the same unit', 'A tanker lost 15 tonnes of oil off the coast on Friday.'],
    ['the same figure in other words', 'It is 12 million tonnes of water that the dam at the upper lake holds.'],
  ])('none for %s', (_, sentence) => {
    const later = day('b', '2026-01-05', `${sentence} The dam at the upper lake and its turbines are old.`);
    expect(told(changes([later], [BEFORE])).map(([key]) => key)).not.toContain('change-figure');
  });

  test('what stood there before is no news, word for word or nearly', () => {
    const copy = { ...BEFORE, id: 'b', published: published('2026-01-05') };
    expect(told(changes([copy], [BEFORE]))).toEqual([]);
  });
});

test('nothing against nothing; everything is a story when nothing was there', () => {
  expect(changes([], [BEFORE])).toEqual([]);
  expect(told(changes([BEFORE], [])).map(([key]) => key)).toEqual(['change-story']);
});

test('at most twelve points and 300 words, pairs whole', () => {
  const many = Array.from({ length: 30 }, (_, n) =>
    day(
      `n${n}`,
      '2026-01-05',
      `The minister of Kenya said that station ${n} of line ${n} would open with band ${n} at noon. ${'The dam at the upper lake holds tonnes of old water and silt. '.repeat(3)}`,
    ),
  );
  const groups = changes(many, [BEFORE]);
  const points = groups.flatMap((group) => [...group.points]);
  expect(points.length).toBeGreaterThan(0);
  expect(points.length).toBeLessThanOrEqual(12);
  expect(points.reduce((sum, point) => sum + pieceWords(point.pieces), 0)).toBeLessThanOrEqual(300);
  const marks = points.map((point) => point.change).filter((change) => change !== undefined);
  expect(marks.filter((mark) => mark === 'had')).toHaveLength(marks.filter((mark) => mark === 'now').length);
});
