import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Site, serve } from '../infra/fetch/server.ts';
import { newsSite } from '../news-site.ts';
import { inProcess } from './run.ts';

/** `sitrep sources …` and `sitrep index ADDRESS`, over a site on loopback. */

const folder = mkdtempSync(join(tmpdir(), 'sitrep-cli-sources-'));
let site: Site;
beforeAll(async () => {
  site = await serve(newsSite);
  mkdirSync(join(folder, 'briefs', 'harbours'), { recursive: true });
  writeFileSync(
    join(folder, 'briefs', 'harbours', 'brief.yaml'),
    `title: The harbours\nsources: [https://declared.example/feed.xml]\n`,
  );
});
afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
beforeEach(() => {
  count += 1;
});
const sitrep = (...args: readonly string[]) =>
  inProcess(args, {
    SITREP_DATA: join(folder, `data-${count}`),
    SITREP_BRIEFS: join(folder, 'briefs'),
    SITREP_FETCH_ALLOW: '127.0.0.1',
  });

test('added, listed, exported, imported elsewhere', async () => {
  const added = await sitrep('sources', 'add', `${site.origin}/feed.xml`);
  expect(added.out).toContain('Following “Harbour News”');
  const listed = JSON.parse((await sitrep('sources', 'list', '--json')).out);
  expect(listed.lines.join('\n')).toContain('Harbour News');
  expect(listed.sources).toMatchObject([
    { address: 'https://declared.example/feed.xml', declared: true, kind: 'web', state: 'active', goodAt: null },
    { address: `${site.origin}/feed.xml`, title: 'Harbour News', topic: 'harbours', reads: 'feed', problem: null },
  ]);
  const out = join(folder, 'feeds.opml');
  expect(await sitrep('sources', 'export', '--out', out)).toMatchObject({ code: 0, out: '' });
  const opml = readFileSync(out, 'utf8');
  expect(opml).toContain(`xmlUrl="${site.origin}/feed.xml"`);
  expect(opml).toMatch(/<outline text="briefs">\s*<outline text="harbours">\s*<outline[^>]+declared\.example/u);
  expect((await sitrep('sources', 'export')).out.trimEnd()).toBe(opml.trimEnd());

  count += 100;
  const imported = await sitrep('sources', 'import', out);
  expect(imported.out).toContain('1 of 2 feeds followed now');
  expect(imported.out).toContain('1 was followed already');
});

test('tried without storing anything', async () => {
  const { out, code } = await sitrep('sources', 'test', site.origin);
  expect(code).toBe(0);
  expect(out).toContain('7 articles: 7 in full');
  expect(JSON.parse((await sitrep('sources', 'list', '--json')).out).sources).toHaveLength(1);
});

test.each([
  [['sources', 'import', 'nowhere.opml'], 1, 'nowhere.opml: no such file.'],
  [['sources', 'import', folder], 1, 'cannot be opened (EISDIR)'],
  [['sources', 'export', '--out', join(folder, 'no', 'such.opml')], 1, 'cannot be written (ENOENT)'],
  [['sources', 'list', '--out', 'x'], 2, '--out is for `sitrep sources export`.'],
  [['sources', 'add', 'http://10.0.0.1/x'], 1, 'is not on the public internet'],
])('%j fails in one line', async (args, code, why) => {
  const ran = await sitrep(...args);
  expect(ran).toMatchObject({ code, out: '' });
  expect(ran.err).toContain(why);
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
});

test('index takes addresses beside paths; a second run fetches no page again', async () => {
  const file = join(folder, 'one.txt');
  writeFileSync(file, 'The ferry rests until Monday.');
  const inputs = [file, site.origin, `${site.origin}/teasers.xml`, `${site.origin}/ferry.html`];
  const first = await sitrep('index', '--topic', 'harbours', '--json', ...inputs);
  expect(JSON.parse(first.out)).toEqual({ added: 13, changed: 0, same: 0, problems: [] });
  const hits = site.hits.filter((path) => path.startsWith('/lighthouse/')).length;
  const again = await sitrep('index', '--topic', 'harbours', ...inputs, `${site.origin}/nothing`);
  expect(again.out).toBe('0 added, 0 changed, 13 known already, 1 skipped\n');
  expect(again.err).toContain('there is no such page (404)');
  expect(site.hits.filter((path) => path.startsWith('/lighthouse/'))).toHaveLength(hits);
});
