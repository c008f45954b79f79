import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { feedConformance } from './feed_conformance.ts';
import { type Check, holds } from './feed_conformance-metric.ts';

const check = (name: string, op: string, value?: unknown): Check => ({
  path: name.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
  op,
  ...(value === undefined ? {} : { value }),
});

test('operations, and what is the same', () => {
  const read = {
    bozo: false,
    feed: { title: '<a href=x>1</a><br>', link: 'https://X.example', tags: ['a', 'b'] },
    entries: [{ links: [{ rel: 'self', href: 'https://x.example/' }] }],
  };
  const right = [
    check('bozo', 'falsy'),
    check('feed.title', 'eq', '<a href="x">1</a><br />'),
    check('feed.link', 'eq', 'https://x.example/'),
    check('feed.language', 'eq', null),
    check('feed.tags', 'length', 2),
    check('feed.tags', 'contains', 'b'),
    check('feed', 'lacks', 'cloud'),
    check('entries.0.links.0', 'eq', { rel: 'self', href: 'https://x.example/' }),
    check('feed.title', 'ne', 'x'),
    check('feed.link', 'truthy'),
  ];
  const wrong = [
    check('feed.title', 'eq', '<a href="y">1</a><br>'),
    check('feed.link', 'eq', 'https://y.example/'),
    check('entries.1.title', 'eq', 'x'),
    check('entries.1', 'truthy'),
    check('feed', 'contains', 'cloud'),
    check('feed.tags', 'length', 1),
  ];
  expect(right.filter((one) => !holds(one, read))).toEqual([]);
  expect(wrong.filter((one) => holds(one, read))).toEqual([]);
});

test('feeds are scored by what is used of them; without gold they are only read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feeds-'));
  const item = (id: string, xml: string, checks?: Check[]) =>
    JSON.stringify({
      id,
      group: 'own',
      headers: {},
      encoding: 'utf-8',
      xml,
      ...(checks === undefined ? {} : { checks }),
    });
  const rss =
    '<rss><channel><title>T</title><ttl>5</ttl><item><pubDate>Tue, 03 Nov 2026 08:30:00 +0100</pubDate></item></channel></rss>';
  const date = [2026, 11, 3, 7, 30, 0, 1, 307, 0];
  writeFileSync(
    join(folder, 'dev.jsonl'),
    [
      item('a', rss, [
        check('feed.title', 'eq', 'T'),
        check('entries.0.published_parsed', 'eq', date),
        check('bozo', 'truthy'),
      ]),
      item('b', rss, [check('feed.title', 'eq', 'No')]),
      item('c', rss, [check('feed.cloud.domain', 'eq', 'x')]),
      item('d', 'nothing'),
    ].join('\n'),
  );
  const { rows, notes } = await feedConformance.run({ folder, side: 'dev', out: folder });
  expect(rows.map(({ value, items }) => [value, items])).toEqual([
    [0.5, 2],
    [0.5, 2],
  ]);
  expect(notes.at(-1)).toContain('1 of 2 feeds, 2 of 3 checks');
  const predicted = readFileSync(join(folder, 'feed_conformance.predictions.jsonl'), 'utf8').trim().split('\n');
  expect(predicted.map((line) => JSON.parse(line).feed.bozo)).toEqual([false, false, false, true]);
  rmSync(folder, { recursive: true });
});
