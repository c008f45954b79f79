import { expect, test } from 'vitest';
import { readOpml, writeOpml } from '../../../src/infra/feeds/opml.ts';

const read = (words: string) => readOpml(Buffer.from(words));
const outline = (inside: string) =>
  `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>${inside}</body></opml>`;

test('what is written is read again, with its folders', () => {
  const feeds = [
    { url: 'https://b.example/atom?a=1&b=2', title: 'Ports & <piers>', folders: ['News', 'Sea "and" coast'] },
    { url: 'https://c.example/rss', title: 'Ferries', folders: ['News'] },
    { url: 'https://a.example/feed', title: 'Häfen', folders: [] },
  ];
  expect(read(writeOpml('Sources', feeds))).toEqual({ feeds, total: 3 });
  expect(read(writeOpml('None', []))).toEqual({ feeds: [], total: 0 });
});

test('feeds without a name are written by their address', () => {
  expect(read(writeOpml('S', [{ url: 'https://a.example/', title: null, folders: [] }])).feeds[0]?.title).toBe(
    'https://a.example/',
  );
});

test('each address once, and no address that is not of the web', () => {
  const feed = (url: string) => `<outline text="T" type="rss" xmlUrl="${url}"/>`;
  const { feeds, total } = read(
    outline(
      ['https://a.example/', 'https://a.example', 'javascript:alert(1)', 'file:///etc/passwd', '/rss', '']
        .map(feed)
        .join(''),
    ),
  );
  expect([feeds.map(({ url }) => url), total]).toEqual([['https://a.example/'], 1]);
});

test('more than 2,000 are counted, not taken', () => {
  const many = Array.from({ length: 2_500 }, (_, at) => `<outline xmlUrl="https://a.example/${at}"/>`).join('');
  const { feeds, total } = read(outline(many));
  expect([feeds.length, total]).toEqual([2_000, 2_500]);
});

test('entities are not expanded', () => {
  const bomb = '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';
  expect(
    read(`${bomb}<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>`).feeds[0]?.title,
  ).toBe('&b;');
});

test.each([
  ['no OPML', '<rss/>'],
  ['nothing', ''],
  ['nested without end', `<opml><body>${'<outline text="a">'.repeat(100_000)}`],
  ['too large', '<opml>'.padEnd(2_000_001)],
])('%s is refused', (_, words) => {
  expect(() => read(words)).toThrow(
    expect.objectContaining({ code: 'feed_unreadable', next: 'Give an OPML file, as feed readers export it.' }),
  );
});
