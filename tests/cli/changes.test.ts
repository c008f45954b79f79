import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as contract from '../contract.ts';
import { inProcess } from './run.ts';

/** `changes` over a store of its own, whose one topic grows. */

const folder = mkdtempSync(join(tmpdir(), 'sitrep-changes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const articles = join(folder, 'briefs/valley/articles');
mkdirSync(articles, { recursive: true });
writeFileSync(join(folder, 'briefs/valley/brief.yaml'), 'title: The valley\n');
writeFileSync(join(articles, 'a.txt'), 'The city has agreed to send 40 trucks to the flooded valley.');

const changes = (...args: string[]) =>
  inProcess(['changes', '--json', ...args], {
    SITREP_DATA: join(folder, 'data'),
    SITREP_BRIEFS: join(folder, 'briefs'),
  });

test('since a time at first, since the last run from then on', async () => {
  expect((await changes('--now', '2026-11-16')).code).toBe(1);
  await changes('--since', '1d', '--now', '2026-11-17');
  const quiet = contract.answer.parse(JSON.parse((await changes('--now', '2026-11-18')).out));
  expect(quiet).toMatchObject({ status: 'not_in_sources', missing: [{ code: 'nothing-new', args: { count: 1 } }] });
  writeFileSync(join(articles, 'b.txt'), 'The city has agreed to send 55 trucks to the flooded valley.');
  const news = contract.answer.parse(JSON.parse((await changes('--now', '2026-11-19')).out));
  expect(news.since).toEqual({ at: '2026-11-18T00:00:00.000Z', fresh: 1, changed: 0, older: 0 });
  expect(news.points.map(({ change, text }) => [change, text.match(/\d+/u)?.[0]])).toEqual([
    ['had', '40'],
    ['now', '55'],
  ]);
});

test('of articles in a folder by their dates alone; nothing is remembered', async () => {
  const file = join(folder, 'two.jsonl');
  const rows = [
    { id: 'a', published: '2026-11-10', text: 'The city has agreed to send 40 trucks to the flooded valley.' },
    { id: 'b', published: '2026-11-12', text: 'The city has agreed to send 55 trucks to the flooded valley.' },
    { id: 'c', text: 'The city has agreed to send 70 trucks to the flooded valley.' },
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const { out } = await changes('--articles', file, '--since', '2026-11-11', '--now', '2026-11-19');
  const { points, since } = contract.answer.parse(JSON.parse(out));
  expect(since).toMatchObject({ fresh: 1 });
  expect(points.map(({ change, text }) => [change, text.match(/\d+/u)?.[0]])).toEqual([
    ['had', '40'],
    ['now', '55'],
  ]);
  expect((await changes('--articles', file)).err).toContain('say --since');
});
