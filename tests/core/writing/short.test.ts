import { describe, expect, test } from 'vitest';
import { spansIn, wantedBy } from '../../../src/core/writing/short-spans.ts';
import { answer, ingest, published } from './support.ts';

describe('what a question wants', () => {
  test.each([
    ['Which country sold the ferries?', 'country'],
    ['The deal was signed on Monday. In which city did that happen?', 'city'],
    ['Which U.S. senator voted against the bill?', 'person'],
    ['Who opened the hall?', 'person'],
    ['Which of these companies builds the bridge?', 'group'],
    ['What is the name of the new song?', 'title'],
    ['How many ferries were sold?', 'count'],
    ['How old was the captain?', 'count'],
    ['How much did the repair cost?', 'money'],
    ['What percentage of the pillars is cracked?', 'percent'],
    ['How long is the bridge?', 'measure'],
    ['When did the bridge open?', 'day'],
    ['Which type of fish was sold out?', 'thing'],
  ])('%s', (question, wants) => {
    expect(wantedBy(question)?.wants).toBe(wants);
  });

  test('reasons and yes or no want no few words', () => {
    for (const question of ['Why was the bridge closed?', 'Was the bridge closed?', 'What is the news?', 'bridge', ''])
      expect(wantedBy(question)).toBeNull();
  });
});

test('spans are found with their kind and stand word for word', () => {
  const [doc] = ingest([
    {
      id: 'a',
      text: 'In Bergen the Harbour Trust paid $3.5 million for 12 cranes, and 40% of them came from Spain in 2019.',
    },
  ]);
  const found = spansIn(doc!, 0, true).map(({ start, end, is }) => `${is}: ${doc!.article.text.slice(start, end)}`);
  for (const one of [
    'single: Bergen',
    'money: $3.5 million',
    'number: 12',
    'percent: 40%',
    'country: Spain',
    'date: 2019',
  ])
    expect(found).toContain(one);
  expect(found.some((one) => one.endsWith('Harbour Trust'))).toBe(true);
});

test('a short answer is a verbatim span of the kind wanted, and null where nothing is settled', () => {
  const list = ingest([
    {
      id: 'a',
      published: published('2026-01-13'),
      text: 'Spain won the handball cup in Bergen on Sunday. The team beat Denmark in the final of the handball cup.',
    },
  ]);
  const found = answer('Which country won the handball cup?', list);
  expect(found.short?.text).toBe('Spain');
  const { article, start, end } = found.short!.span;
  expect(list.find((one) => one.article.id === article)?.article.text.slice(start, end)).toBe('Spain');
  expect(found.shortSure).toBeGreaterThan(0);
  expect(answer('Which country won the chess prize in Lima?', list).short).toBeNull();
});
