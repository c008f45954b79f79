import { expect, test } from 'vitest';
import type { Slot } from '../../../../src/core/model/answer.ts';
import { findDifferences } from '../../../../src/core/writing/differences.ts';
import { type Draft, ingest, published, table } from '../support.ts';

const on = (id: string, day: string | null, text: string): Draft => ({
  id,
  text,
  published: day === null ? null : published(day),
});

function positions(slot: Slot, drafts: readonly Draft[]): (string | string[])[][] {
  return findDifferences(ingest(drafts), table, slot).map(({ kind, positions: list }) => [
    kind,
    list.map(({ value }) => value),
  ]);
}

const SIGNED = (day: string) => `Norway and Iceland will sign the treaty on cod quotas in the harbour hall ${day}.`;

test('one thing dated differently: a conflict on one day, an update later, undecided without dates', () => {
  const [first, second] = [SIGNED('on 3 February 2026'), SIGNED('on 5 February 2026')];
  const values = ['2026-02-03', '2026-02-05'];
  const told = (a: string | null, b: string | null) => positions('date', [on('a', a, first), on('b', b, second)]);
  expect(told('2026-01-10', '2026-01-10')).toEqual([['conflict', values]]);
  expect(told('2026-01-10', '2026-01-12')).toEqual([['update', values]]);
  expect(told(null, null)).toEqual([['undecided', values]]);
});

test('a month that holds the day, a deadline, and another thing of the same people are no difference', () => {
  const rest = (text: string) => [on('a', '2026-01-10', SIGNED('on 3 February 2026')), on('b', '2026-01-10', text)];
  expect(positions('date', rest(SIGNED('in February 2026')))).toEqual([]);
  expect(positions('date', rest(SIGNED('by 5 February 2026')))).toEqual([]);
  const other = 'Norway and Iceland opened a joint school for pilots in the capital on 5 February 2026.';
  expect(positions('date', rest(other))).toEqual([]);
});

test('one thing told of two cities; a city and its country agree', () => {
  const talks = (place: string) =>
    `Fishing ministers of both countries will hold talks on cod quotas in ${place} next month.`;
  const told = (one: string, other: string) =>
    positions('place', [on('a', '2026-01-10', talks(one)), on('b', '2026-01-10', talks(other))]);
  expect(told('Oslo', 'Vienna')).toEqual([['conflict', ['Oslo', 'Vienna']]]);
  expect(told('Oslo', 'Norway')).toEqual([]);
  expect(told('Oslo', 'Oslo')).toEqual([]);
});

test('a report that another one calls false stands against it', () => {
  const drafts = [
    on(
      'a',
      '2026-01-10',
      'Norway sold three ferries to Iceland for a single crown. Iceland paid for the ferries in coins.',
    ),
    on(
      'b',
      '2026-01-10',
      'Reports that Norway sold three ferries to Iceland for a single crown are false, the port said. The ferries were sold at the usual price.',
    ),
  ];
  expect(positions('yes-no', drafts)).toEqual([['conflict', ['yes', 'no']]]);
  const [, plain] = [
    drafts[0]!,
    on('b', '2026-01-10', 'Norway sold three ferries to Iceland for a single crown on Friday, the port said.'),
  ];
  expect(positions('yes-no', [drafts[0]!, plain])).toEqual([]);
});
