import { expect, test } from 'vitest';
import type { Feed, FeedItem } from '../../../src/core/model/feed.ts';
import { readItems } from '../../../src/core/source/items.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const TEXT = 'Ships left the port of Kisumu on Monday with maize for Mwanza. '.repeat(8).trim();

const item = (given: Partial<FeedItem>): FeedItem => ({
  id: null,
  url: null,
  title: null,
  author: null,
  outlet: null,
  published: null,
  updated: null,
  at: null,
  summary: null,
  content: null,
  language: null,
  ...given,
});
const feed = (items: readonly FeedItem[], given: Partial<Feed> = {}): Feed => ({
  title: 'Lake News',
  description: null,
  link: 'https://lake.example/',
  language: null,
  encoding: 'utf-8',
  ttlMinutes: null,
  items,
  total: items.length,
  ...given,
});
const FROM = 'https://feeds.lake.example/rss';
const plain = (html: string) => html.replaceAll(/<[^>]*>/g, '');
const read = (items: readonly Partial<FeedItem>[]) => readItems(feed(items.map(item)), FROM, plain, NOW).items;
const draft = (given: Partial<FeedItem>) => read([given])[0]!.draft;

test('an item is the same for every usual spelling of its address, whatever its id', () => {
  const keys = [
    { id: '1', url: 'https://www.lake.example/a?utm_source=rss' },
    { id: '2', url: 'http://lake.example/a/' },
  ].map((one) => read([one])[0]!.key);
  expect(keys[0]).toMatch(/^page-/);
  expect(new Set(keys).size).toBe(1);
});

test('items without an address of their own are told apart by title, date and words, not by ids', () => {
  const items = (run: number) => [
    { id: `${run}1`, url: 'https://lake.example/', title: 'A', content: TEXT },
    { id: `${run}2`, url: 'https://lake.example/', title: 'B', content: TEXT },
    { id: `${run}3`, url: 'https://lake.example/log#x', title: 'C', content: TEXT },
    { id: `${run}4`, url: 'https://lake.example/log#y', title: 'C', content: TEXT },
    { id: `${run}5`, title: 'D', content: TEXT },
    { id: `${run}6`, title: 'D', content: `Other: ${TEXT}` },
    { id: `${run}7`, title: 'D', content: `Other: ${TEXT}` },
  ];
  const keys = read(items(1)).map(({ key }) => key);
  expect(keys).toHaveLength(6);
  expect(keys.every((key) => key.startsWith('item-'))).toBe(true);
  expect(read(items(2)).map(({ key }) => key)).toEqual(keys);
  expect(read(items(1)).every((one) => one.draft.full)).toBe(true);
});

test.each([
  ['content', { content: `<p>${TEXT}</p>` }, true],
  ['content that goes on', { content: `${TEXT} [...]` }, false],
  ['content that goes on elsewhere', { content: `${TEXT} Read more »` }, false],
  ['a few words', { content: 'Ships left.' }, false],
  ['a summary', { summary: TEXT }, false],
  ['a long summary', { summary: `${TEXT} ${TEXT} ${TEXT}` }, true],
  ['a long summary that goes on', { summary: `${TEXT} ${TEXT} ${TEXT} …` }, false],
  ['nothing', {}, false],
])('%s is or is not all of it', (_, given, full) => {
  expect(draft({ url: 'https://lake.example/a', ...given }).full).toBe(full);
});

test('dates as they are stated; those that cannot be are none, and counted', () => {
  const dates = [
    '2026-11-20',
    'Fri, 20 Nov 2026 09:00:00 GMT',
    '2026-11-21T11:00:00Z',
    '2026-11-23',
    '2099-01-01',
    '1980-01-01',
  ];
  const found = readItems(
    feed(dates.map((published, n) => item({ url: `https://lake.example/${n}`, published }))),
    FROM,
    plain,
    NOW,
  );
  expect(found.items.map((one) => one.draft.published?.precision ?? null)).toEqual([
    'day',
    'instant',
    'instant',
    null,
    null,
    null,
  ]);
  expect(found.misdated).toBeGreaterThanOrEqual(2);
});

test('the outlet is what the item names, else the feed', () => {
  expect(draft({ url: 'https://www.lake.example/a' }).publisher).toBe('Lake News');
  expect(draft({ url: 'https://www.lake.example/a', outlet: 'The Hills' }).publisher).toBe('The Hills');
  expect(draft({ title: 'A' }).publisher).toBe('Lake News');
});

test('a feed does not speak for another site: its words are its own, and the page has to be read', () => {
  const [one] = read([{ url: 'https://www.hills.example/a', outlet: 'The Hills', content: TEXT }]);
  expect(one).toMatchObject({ key: expect.stringMatching(/^page-/), draft: { full: false, publisher: 'Lake News' } });
  expect(one!.draft.saidAs).toMatch(/^item-/);
  expect(draft({ url: 'https://lake.example/a', content: TEXT }).saidAs).toBeUndefined();
  const twice = read(['A', 'B'].map((title) => ({ url: 'https://hills.example/a', title, outlet: 'The Hills' })));
  expect(twice.map(({ key, draft: { publisher } }) => [key.slice(0, 5), publisher])).toEqual([
    ['item-', 'Lake News'],
    ['item-', 'Lake News'],
  ]);
});

test('an item without a page of its own is none of another site’s, though both feeds name the same one', () => {
  const one = feed([item({ title: 'A', content: TEXT })]);
  const keys = ['https://lake.example/rss', 'https://hills.example/rss'].map(
    (from) => readItems(one, from, plain, NOW).items[0]!.key,
  );
  expect(keys[0]).not.toBe(keys[1]);
});

test('a name and password in an address are not kept', () => {
  expect(draft({ url: 'https://me:secret@lake.example/a' }).url).toBe('https://lake.example/a');
});

test('what an item says of itself is its print', () => {
  const print = (given: Partial<FeedItem>) =>
    read([{ url: 'https://lake.example/a', title: 'A', summary: TEXT, ...given }])[0]!.print;
  expect(print({ id: 'x', language: 'en' })).toBe(print({}));
  for (const other of [{ title: 'B' }, { summary: 'B' }, { updated: '2026-11-20' }, { author: 'Ann' }])
    expect(print(other)).not.toBe(print({}));
});
