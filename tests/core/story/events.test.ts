import { expect, test } from 'vitest';
import type { Ingested } from '../../../src/core/model/ports.ts';
import { storyClusters } from '../../../src/core/story/events.ts';
import { FERRY, OTHER_FERRY, reportOf } from './support.ts';

const ids = (articles: readonly Ingested[]) =>
  storyClusters(articles).map((group) => group.map(({ article }) => article.id).join(' '));

const STRIKE =
  'Bus drivers in the capital stopped work on Tuesday for more pay. The union wants seven per cent, the company offers three, and a mediator has been named.';
const ON_STRIKE =
  'A strike of bus drivers emptied the capital’s stops on Tuesday. Their union asked for seven per cent more pay; the company called three per cent its last word.';
const OTHER_STRIKE =
  'Teachers in two northern towns walked out of classes over the length of the school day. Parents kept about four thousand children at home, the council said.';

test('reports of one event are one story, alike events are not', () => {
  expect(
    ids([
      reportOf('ferry', FERRY, { title: 'Ferry runs aground outside harbour' }),
      reportOf('strike', STRIKE, { title: 'Bus drivers stop work' }),
      reportOf('shoal', OTHER_FERRY, { title: 'Passengers leave stranded ferry' }),
      reportOf('stops', ON_STRIKE, { title: 'Bus strike empties the capital’s stops' }),
      reportOf('teachers', OTHER_STRIKE, { title: 'Teachers walk out' }),
    ]),
  ).toEqual(['ferry shoal', 'strike stops', 'teachers']);
});

test('alike events are told apart by places and numbers', () => {
  const reports = {
    north:
      'An earthquake of magnitude 6.1 shook Northport on Monday and killed 14 people. Most of them died when the roof of the covered market fell in, the governor said.',
    south:
      'An earthquake of magnitude 5.2 shook Southfield on Monday and killed 3 people. A dormitory of the teachers’ college lost its chimney, and trains were held.',
    market:
      'At least 14 people are dead in Northport after a 6.1 earthquake. Rescuers dug through the covered market all night, and the governor asked for tents.',
    college:
      'At least 3 people are dead in Southfield after a 5.2 earthquake. The teachers’ college sent its students home, and trains run again.',
  };
  const told = Object.entries({ ...reports, strike: STRIKE, teachers: OTHER_STRIKE });
  expect(ids(told.map(([id, text]) => reportOf(id, text)))).toEqual([
    'north market',
    'south college',
    'strike',
    'teachers',
  ]);
});

test('a report of its own is of the story that others copy from one another', () => {
  const copies = Array.from({ length: 6 }, (_, at) =>
    reportOf(`copy${at}`, FERRY, { title: 'Northern Light aground' }),
  );
  expect(
    ids([...copies, reportOf('own', OTHER_FERRY, { title: 'Passengers leave Northern Light' }), reportOf('s', STRIKE)]),
  ).toEqual([`${copies.map(({ article }) => article.id).join(' ')} own`, 's']);
});

test('articles more than four days apart tell different events; undated ones may belong to either', () => {
  const strike = (on: string) => reportOf('strike', STRIKE, { on });
  expect(ids([strike('2024-05-07'), reportOf('stops', ON_STRIKE, { on: '2024-05-11' })])).toEqual(['strike stops']);
  expect(ids([strike('2024-05-07'), reportOf('stops', ON_STRIKE, { on: '2024-05-13' })])).toEqual(['strike', 'stops']);
  expect(ids([strike('2024-05-07'), reportOf('stops', ON_STRIKE)])).toEqual(['strike stops']);
});

test('Japanese and Chinese articles are grouped by their words', () => {
  expect(
    ids([
      reportOf('ja1', 'フェリーが港の外で座礁し、乗客二百人が救助された。'),
      reportOf('zh1', '首都公交司机周二罢工，要求加薪百分之七。'),
      reportOf('ja2', '港の外で座礁したフェリーから乗客二百人が救助された。'),
      reportOf('zh2', '公交司机罢工使首都交通停顿，工会要求加薪百分之七。'),
    ]),
  ).toEqual(['ja1 ja2', 'zh1 zh2']);
});

test('a stricter grouping has no fewer stories, and nothing is none', () => {
  const articles = [FERRY, OTHER_FERRY, STRIKE, ON_STRIKE].map((text, at) => reportOf(`${at}`, text));
  expect(storyClusters(articles, 5)).toHaveLength(4);
  expect(storyClusters([])).toEqual([]);
  expect(ids([reportOf('empty', ''), reportOf('also', '')])).toEqual(['empty', 'also']);
});
