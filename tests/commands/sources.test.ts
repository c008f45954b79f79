import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Caller } from '../../src/core/model/command.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { MOST_SOURCES } from '../../src/usecases/add-source.ts';
import { sourceId } from '../../src/usecases/sources.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';
import { type Site, serve } from '../infra/fetch/server.ts';
import { newsSite } from '../news-site.ts';

/** `/sources` over a real site on loopback. */

const here = scratch();
const clock = steeredClock('2026-11-20T12:00:00Z');
let site: Site;
let app: App;
beforeAll(async () => {
  site = await serve(newsSite);
  const briefs = join(here.folder, 'briefs');
  for (const [slug, text] of [
    ['harbours', 'title: The harbours\nsources: [https://declared.example/feed.xml]\n'],
    ['cranes', 'title: Cranes\nmatch: {any: [crane]}\n'],
  ] as const) {
    mkdirSync(join(briefs, slug), { recursive: true });
    writeFileSync(join(briefs, slug, 'brief.yaml'), text);
  }
  const config = { ...here.config, briefs, fetch: { agent: 'Sitrep/test', allow: ['127.0.0.1'] } };
  app = await openApp(config, { clock, log: QUIET, inline: true });
});
afterAll(async () => {
  await app.close();
  await site.close();
  here.remove();
});

let server = 0;
/** A server of its own for each test. */
let tenant = '';
beforeEach(() => {
  server += 1;
  tenant = `slack:T${server}`;
});

const as = (person: string, more: Partial<Caller> = {}): Caller => ({
  place: { platform: 'slack', tenant, channel: 'C1', thread: null },
  person,
  mayManage: false,
  zone: 'UTC',
  ...more,
});
const manager = () => as('boss', { mayManage: true });
const run = async (line: string, caller = manager()) => {
  const { command, args } = app.chat.parse(line, caller.place.tenant);
  return app.chat.run(command, args, caller);
};
const say = async (line: string, caller = manager()) =>
  renderTerminal(await run(line, caller), { columns: 2_000, color: false });
const own = async () => (await app.desk.store.sources(tenant)).filter(({ source }) => !source.declared);
const articles = (topic: string | null = null) =>
  app.desk.store.list({ tenant, topic, docs: null, since: null, until: null }, 100);

describe('add', () => {
  test('a feed is read at once, and nothing of what is there already is news', async () => {
    const shown = await say(`/sources add ${site.origin}/feed.xml harbours`);
    expect(shown).toContain('Following “Harbour News”');
    expect(shown).toContain('for “The harbours”: 7 articles indexed.');
    expect(shown).toContain('Indexed, not announced');
    expect(await articles('harbours')).toHaveLength(7);
    const scope = { tenant, topic: null, docs: null, since: null, until: null };
    expect(await app.desk.store.newer(scope, 0, 100)).toEqual([]);
    expect(await own()).toMatchObject([
      { source: { kind: 'web', by: 'boss' }, health: { reads: 'feed', failures: 0 } },
    ]);
  });

  test('a page that names its feed: the answer says which', async () => {
    const shown = await say(`/sources add <${site.origin}/> topic:harbours`);
    expect(shown).toContain(`The page names its feed: ${site.origin}/feed.xml`);
    expect(shown).toContain('7 articles indexed');
    // The same feed by its own address is followed already.
    expect(await say(`/sources add ${site.origin}/feed.xml harbours`)).toContain('followed for “The harbours” already');
    expect(await own()).toHaveLength(1);
  });

  test('the page of a feed that is followed already', async () => {
    await say(`/sources add ${site.origin}/feed.xml harbours`);
    expect(await say(`/sources add ${site.origin} harbours`)).toContain('is followed for “The harbours” already');
    expect(await own()).toHaveLength(1);
  });

  test('a page without a feed is followed as an article', async () => {
    const shown = await say(`/sources add ${site.origin}/ferry.html harbours`);
    expect(shown).toContain('1 article indexed');
    expect(shown).toContain('No feed is named there');
  });

  test('teasers: their pages are read, and a topic with words takes what they say', async () => {
    const shown = await say(`/sources add ${site.origin}/teasers.xml cranes`);
    expect(shown).toContain('for “Cranes”: 4 articles indexed.');
    expect(shown).toContain('what its words say');
    expect(site.hits).toContain('/lighthouse/3');
  });

  test('twice says so, however it is spelt', async () => {
    const first = await run(`/sources add ${site.origin}/other.xml harbours`);
    const again = await say(`/sources add ${site.origin}/other.xml/?utm_source=x harbours`);
    expect(again).toContain(`“Pier Post” (${first.id}) is followed for “The harbours” already.`);
    // For another topic it is another source.
    expect(await say(`/sources add ${site.origin}/other.xml cranes`)).toContain('Following “Pier Post”');
    expect(await own()).toHaveLength(2);
  });

  test.each([
    ['/nothing', 'there is no such page (404). It was not added.'],
    ['/busy', 'cannot give the page just now (503). It was not added: try again later.'],
  ])('what cannot be read is not added: %s', async (path, why) => {
    expect(await say(`/sources add ${site.origin}${path} harbours`)).toContain(why);
    expect(await own()).toEqual([]);
  });

  test.each([
    ['http://10.0.0.1/feed', 'is not on the public internet'],
    ['http://example.org:8080/feed', 'port 8080'],
    ['ftp://example.org/feed', 'no such folder or file'],
  ])('an address that may not be asked: %s', async (address, why) => {
    expect(await say(`/sources add ${address} harbours`)).toContain(why);
    expect(await own()).toEqual([]);
  });

  test('a topic must be named where there are several, and be one', async () => {
    expect(await say(`/sources add ${site.origin}/feed.xml`)).toContain('Which topic? There are cranes, harbours.');
    expect(await say(`/sources add ${site.origin}/feed.xml whatever`)).toContain(
      '“whatever” behind the address is no topic',
    );
    expect(await own()).toEqual([]);
  });

  test('a folder is indexed and no news', async () => {
    mkdirSync(join(here.config.sources, 'desk'), { recursive: true });
    writeFileSync(join(here.config.sources, 'desk', 'one.md'), '---\ntitle: One\n---\nThe ferry rests.\n');
    expect(await say('/sources add desk harbours')).toContain('1 article indexed');
    const scope = { tenant, topic: null, docs: null, since: null, until: null };
    expect(await app.desk.store.newer(scope, 0, 100)).toEqual([]);
    expect(await say('/sources add desk harbours')).toContain('already');
    expect(await say('/sources add nowhere.md harbours')).toContain('no such folder or file');
  });

  test('a server has so many and no more, and is told what to do', async () => {
    const topic = 'harbours';
    for (let n = 0; n < MOST_SOURCES; n++) {
      const path = `https://example.org/${n}`;
      await app.desk.store.addSource({
        ...{ id: sourceId(tenant, path, topic), tenant, topic, kind: 'web', path },
        ...{ declared: false, state: 'active', by: 'boss', made: clock() },
      });
    }
    const shown = await say(`/sources add ${site.origin}/feed.xml harbours`);
    expect(shown).toContain('There are 200 sources here already, and no more than that.');
    expect(shown).toContain('`/sources list`');
    expect(await say(`/sources import ${site.origin}/feed.xml ${site.origin}/other.xml topic:harbours`)).toContain(
      '2 were not taken: a server has at most 200',
    );
    expect(await own()).toHaveLength(MOST_SOURCES);
    // A long list comes a page at a time.
    const page = await run('/sources list');
    expect(page.actions).toMatchObject([{ command: 'sources list', args: { page: '2' } }]);
    expect(await say('/sources list 11')).toContain('Page 11 of 11');
  });
});

describe('list, pause, resume, remove', () => {
  test('each with where it comes from and how it is doing', async () => {
    const { id } = await run(`/sources add ${site.origin}/feed.xml harbours`);
    const shown = await say('/sources');
    expect(shown).toContain('2 sources');
    expect(shown).toMatch(
      /declared\.example\/feed\.xml · declared\.example · topic The harbours · set up in briefs\/ · not read yet/u,
    );
    expect(shown).toContain(
      `Harbour News · feed of 127.0.0.1 · topic The harbours · added in a chat · last read Nov 20, 2026`,
    );
    expect(shown).toContain(id);
    const [rows] = (await run('/sources list')).blocks.filter((block) => block.is === 'rows');
    const verbs = rows?.menu?.map((menu) => menu.map(({ command }) => command));
    expect(verbs).toEqual([
      ['sources pause', 'sources test'],
      ['sources pause', 'sources test', 'sources remove'],
    ]);
    const [seen] = (await run('/sources list', as('reader'))).blocks.filter((block) => block.is === 'rows');
    expect(seen?.menu?.flat()).toEqual([]);
  });

  test('trouble stands in its row, with the last good time', async () => {
    const { id } = await run(`/sources add ${site.origin}/feed.xml harbours`);
    const [one] = await own();
    await app.desk.store.setHealth(tenant, id, {
      ...one!.health!,
      failures: 2,
      problem: { code: 'page_unreachable', text: 'harbour.example refuses connections.', since: clock() },
    });
    expect(await say('/sources list')).toMatch(
      /last read .+ · next .+ · trouble since .+: harbour\.example refuses connections\./u,
    );
    await app.desk.store.setHealth(tenant, id, { ...one!.health!, stopped: true });
    expect(await say('/sources list')).toContain('gone for good');
  });

  test('paused, followed again, removed', async () => {
    const { id } = await run(`/sources add ${site.origin}/feed.xml harbours`);
    expect(await say(`/sources pause ${id}`)).toContain(`“Harbour News” (${id}) is paused.`);
    expect(await say('/sources list')).toContain('· paused ·');
    expect(await say(`/sources add ${site.origin}/feed.xml harbours`)).toContain(
      `It is paused: /sources resume ${id}.`,
    );
    expect(await say(`/sources resume ${id}`)).toContain('is followed again.');
    expect(await say(`/sources remove ${id}`)).toContain('is no longer followed');
    expect(await own()).toEqual([]);
    expect(await say(`/sources remove ${id}`)).toContain(`There is no source “${id}” here.`);
    expect(await articles()).toHaveLength(7);
  });

  test('what stands in briefs/ is paused from a chat and never removed', async () => {
    const [first] = await app.desk.store.sources('public');
    const { source } = first!;
    expect(await say(`/sources remove ${source.id}`)).toContain('declared in briefs/');
    expect(await say(`/sources pause ${source.id}`)).toContain('for everybody who uses this Sitrep');
    expect(await say(`/sources resume ${source.id}`)).toContain('is followed again, for everybody');
  });

  test('what everybody has is not removed from a chat, and its key is shown to nobody', async () => {
    const path = 'https://everybody.example/feed.xml?key=s3cret';
    const topic = app.desk.topics('public')[0]!.key;
    const id = sourceId('public', path, topic);
    const given = {
      id,
      tenant: 'public',
      topic,
      kind: 'web',
      path,
      declared: false,
      state: 'paused',
      by: '',
      made: 0,
    } as const;
    await app.desk.store.addSource(given);
    expect(await say(`/sources remove ${id}`)).toContain('is not removed from a chat');
    expect(await say('/sources export')).toContain('https://everybody.example/feed.xml ');
    for (const line of ['export', 'list', `test ${id}`]) expect(await say(`/sources ${line}`)).not.toContain('s3cret');
    expect(await app.desk.store.removeSource('public', id)).toBe(true);
  });

  test('another server’s source is none here', async () => {
    const { id } = await run(`/sources add ${site.origin}/feed.xml harbours`);
    const elsewhere = { ...manager(), place: { ...manager().place, tenant: 'slack:other' } };
    for (const verb of ['remove', 'pause', 'resume'])
      expect(await say(`/sources ${verb} ${id}`, elsewhere)).toContain(`There is no source “${id}” here.`);
    expect(await say('/sources list', elsewhere)).not.toContain('Harbour News');
    expect(await own()).toMatchObject([{ source: { state: 'active' } }]);
  });

  test.each([
    'add x',
    'remove x',
    'pause x',
    'resume x',
    `test https://example.org`,
    'import x',
    'export',
  ])('%s needs the right', async (line) => {
    expect(await say(`/sources ${line}`, as('reader'))).toContain('Ask someone who may manage');
    if (line !== 'export')
      expect(await say(`/sources ${line}`, { ...manager(), onlyHere: true })).toContain('the whole server’s');
  });
});

describe('test', () => {
  test('shows what would come and stores nothing', async () => {
    const shown = await say(`/sources test ${site.origin}/`);
    expect(shown).toContain('Harbour News: a feed');
    expect(shown).toContain(`The page names its feed: ${site.origin}/feed.xml`);
    expect(shown).toContain('7 articles: 7 in full, no teasers.');
    expect(shown).toContain('Harbour News 6');
    expect(shown).toContain('Nov 16, 2026');
    expect(shown).not.toContain('Harbour News 1');
    expect(shown).toContain('Topic “Cranes” would take 7 of 7');
    expect(shown).toContain('Nothing was stored.');
    expect([await own(), await articles()]).toEqual([[], []]);
  });

  test('teasers, a topic that is named, a page, a source by its id', async () => {
    expect(await say(`/sources test ${site.origin}/teasers.xml`)).toContain(
      'none in full, 4 teasers whose pages are read',
    );
    expect(await say(`/sources test ${site.origin}/feed.xml harbours`)).not.toContain('would take');
    expect(await say(`/sources test ${site.origin}/ferry.html`)).toContain('Ferry stops: a page');
    const { id } = await run(`/sources add ${site.origin}/other.xml harbours`);
    expect(await say(`/sources test ${id}`)).toContain('Pier Post: a feed');
    expect(await say(`/sources test ${site.origin}/nothing`)).toContain('there is no such page (404)');
    expect(await say('/sources test what')).toContain('is no address and no source');
  });
});

describe('import and export', () => {
  test('an OPML file by its address, or its text: the rounds read them', async () => {
    const shown = await say(`/sources import ${site.origin}/list.opml topic:harbours`);
    expect(shown).toContain('2 of 2 feeds followed now');
    expect(shown).toContain('within the next minutes');
    expect((await own()).map(({ source }) => source.path).sort()).toEqual([
      `${site.origin}/feed.xml`,
      `${site.origin}/other.xml`,
    ]);
    const text = `<opml version="2.0"><body><outline text="cranes"><outline text="x" xmlUrl="${site.origin}/feed.xml"/></outline><outline text="y" xmlUrl="${site.origin}/other.xml"/></body></opml>`;
    const again = await say(`/sources import ${text} topic:harbours`);
    expect(again).toContain('1 of 2 feeds followed now');
    expect(again).toContain('1 was followed already');
    // The folder is called like a topic.
    expect((await own()).map(({ source }) => source.topic).sort()).toEqual(['cranes', 'harbours', 'harbours']);
  });

  test('what is exported is imported elsewhere', async () => {
    await say(`/sources import ${site.origin}/list.opml topic:harbours`);
    const shown = await say('/sources export');
    expect(shown).toContain('3 addresses');
    expect(shown).toMatch(/declared\.example\/feed\.xml · topic harbours · set up in briefs\//u);
    const other = { ...manager(), place: { ...manager().place, tenant: 'slack:new' } };
    expect(await say(`/sources import ${shown} topic:harbours`, other)).toContain('2 of 3 feeds followed now');
  });

  test.each([
    ['nothing at all', 'There is no address and no OPML in that.'],
    ['<opml><body', 'no OPML'],
    ['<opml version="2.0"><body><outline text="x"/></body></opml>', 'There is no feed in that list.'],
    ['ADDRESS/feed.xml', 'no OPML'],
    ['ADDRESS/nothing', 'there is no such page (404)'],
  ])('a list that is none: %s', async (typed, why) => {
    const shown = await say(`/sources import ${typed.replace('ADDRESS', site.origin)} topic:harbours`);
    expect(shown).toContain(why);
    expect(await own()).toEqual([]);
  });
});
