import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { addressesIn, pageId, siteOf } from '../../src/core/address.ts';
import type { Caller } from '../../src/core/model/command.ts';
import { briefLink } from '../../src/usecases/link.ts';
import { remember, scratch, steeredClock } from '../app.ts';
import { page, type Site, serve } from '../infra/fetch/server.ts';

const story = (outlet: string, lines: string, head = '', title = `${outlet} on the lake`) =>
  `<head><title>${title}</title><meta property="og:site_name" content="${outlet}">
   <meta property="article:published_time" content="2024-03-05T08:00:00Z">${head}</head><p>${lines}</p>`;
const FERRY = `Kenya said that six ferries would cross Lake Victoria every day from Monday. The ferries carry 300 people each.
  Tanzania denied that the crossing had been agreed. “We have signed nothing,” the minister of transport said in Mwanza.
  The port of Kisumu was rebuilt in two years, and 40 million dollars were spent on it. Uganda said that it would wait.
  The crossing takes four hours, and the first ferry left the port on Sunday with 120 people on board.`;

let site: Site;
const pages: Record<string, string> = {
  '/ferries': story('The Lake', FERRY),
  '/same?page=2': story('The Lake', FERRY, '<link rel="canonical" href="/ferries">'),
  '/answer': story('Harbour News', FERRY.replace('six ferries', 'four ferries')),
  '/long': story('The Lake', FERRY, '', `Ferries ${'and more ferries '.repeat(40)}`),
  '/stub': story('The Lake', 'Subscribe to continue reading.'),
};
beforeAll(async () => {
  site = await serve(({ url }, response) => {
    const body = pages[url ?? ''];
    if (body === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end();
    else page(response, body);
  });
});
afterAll(() => site.close());

const here = scratch();
const log = remember();
let app: App;
beforeAll(async () => {
  const config = { ...here.config, fetch: { agent: 'Sitrep/test', allow: [`127.0.0.1:${site.port}`] } };
  app = await openApp(config, { clock: steeredClock('2026-11-20T12:00:00Z'), log, inline: true });
});
afterAll(async () => {
  await app.close();
  here.remove();
});

/** Each test in a server of its own. */
let tenant = '';
let manager: Caller;
let reader: Caller;
let servers = 0;
const inServer = (server: string, mayManage: boolean): Caller => ({
  place: { platform: 'discord', tenant: server, channel: 'news', thread: null },
  person: 'reader',
  mayManage,
  zone: null,
});
beforeEach(() => {
  tenant = `discord:${++servers}`;
  [manager, reader] = [inServer(tenant, true), inServer(tenant, false)];
  site.hits.length = 0;
});
const fetched = () => site.hits.filter((path) => path !== '/robots.txt');

describe('the links of a message', () => {
  test.each([
    [
      'bare',
      'See https://paper.example/a, and http://other.example/b?c=1.',
      ['https://paper.example/a', 'http://other.example/b?c=1'],
    ],
    ['in angle brackets', '<https://paper.example/a>', ['https://paper.example/a']],
    [
      'with words, as Slack writes',
      '<https://paper.example/a?b=1&amp;c=2|the words (x)>',
      ['https://paper.example/a?b=1&c=2'],
    ],
    [
      'with words, as Markdown writes',
      '[the words](https://paper.example/a_(b)) (https://paper.example/c).',
      ['https://paper.example/a_(b)', 'https://paper.example/c'],
    ],
    ['masked without a preview', '[x](<https://paper.example/a>)', ['https://paper.example/a']],
    [
      'in bold, in quotation marks',
      '**https://paper.example/a** “https://paper.example/b”',
      ['https://paper.example/a', 'https://paper.example/b'],
    ],
    [
      'behind one another',
      '见https://paper.example/a，（https://paper.example/b）。',
      ['https://paper.example/a', 'https://paper.example/b'],
    ],
    ['twice', 'https://paper.example/a https://www.paper.example/a/?utm_source=chat#top', ['https://paper.example/a']],
    [
      'four of them',
      '1 2 3 4'.replace(/\d/g, 'https://paper.example/$&'),
      [1, 2, 3].map((n) => `https://paper.example/${n}`),
    ],
    ['none', 'No link: example.org, ftp://paper.example, https://, http://[', []],
    ['in capitals', 'HTTPS://PAPER.example/A', ['HTTPS://PAPER.example/A']],
  ])('%s', (_, text, expected) => {
    expect(addressesIn(text, 3)).toEqual(expected);
  });

  test('spellings of one address are one article, and others are not', () => {
    const id = (address: string) => pageId(new URL(address));
    const same = [
      'https://paper.example/a?id=1',
      'http://www.paper.example/a?id=1',
      'https://m.paper.example/a/?id=1&fbclid=x&utm_medium=y#z',
    ];
    expect(new Set(same.map(id)).size).toBe(1);
    const others = [
      'https://paper.example/a?id=2',
      'https://paper.example/A?id=1',
      'https://news.paper.example/a?id=1',
      'https://paper.example:8443/a?id=1',
    ];
    expect(new Set([...same, ...others].map(id)).size).toBe(1 + others.length);
    expect(['www.paper.example', 'm.com', 'www.com'].map(siteOf)).toEqual(['paper.example', 'm.com', 'www.com']);
  });

  test('hostile text takes no time', () => {
    expect(addressesIn(`https://x/${'('.repeat(50_000)}${')'.repeat(60_000)}`, 3)).toEqual([]);
    expect(addressesIn('https://'.repeat(20_000), 3)).toEqual([]);
    expect(addressesIn(`https://x/${'.'.repeat(1_900)}x `.repeat(30), 3)).toHaveLength(1);
  });
});

describe('briefing them', () => {
  test('fetches, indexes for the server with its topic, and briefs that article alone', async () => {
    await app.desk.store.set(tenant, null, 'topic', app.desk.topics('public')[0]!.slug);
    const { briefing, indexed, problems } = await briefLink(app.desk, `Look: ${site.origin}/ferries`, manager);
    expect([indexed, problems]).toEqual([['127.0.0.1'], []]);
    expect(briefing).toMatchObject({
      headline: 'The Lake on the lake',
      coverage: { articles: 1, undated: 0, stale: false },
    });
    expect(briefing.groups.length).toBeGreaterThan(0);
    const { article } = (await app.desk.store.article(tenant, briefing.sources[0]!.article))!;
    expect(article).toMatchObject({
      tenant: tenant,
      url: `${site.origin}/ferries`,
      topics: [app.desk.topics('public')[0]!.slug],
    });
    expect(await app.desk.store.lastKept(tenant, 'reader')).toMatchObject({ id: briefing.id });
    // It says nothing of up to where the reader has read in the channel.
    expect(await app.desk.store.marked({ tenant: tenant, channel: 'news', person: 'reader' })).toBeNull();
  });

  test('without a topic of the channel it belongs to none', async () => {
    const { briefing } = await briefLink(app.desk, `${site.origin}/ferries`, manager);
    const { article } = (await app.desk.store.article(tenant, briefing.sources[0]!.article))!;
    expect(article.topics).toEqual([]);
  });

  test('what is indexed already is not fetched again, and anybody may have it briefed', async () => {
    await briefLink(app.desk, `${site.origin}/ferries`, manager);
    const again = await briefLink(app.desk, `<${site.origin}/ferries/?utm_source=chat|here>`, reader);
    expect(again).toMatchObject({ indexed: [], problems: [], briefing: { headline: 'The Lake on the lake' } });
    expect(fetched()).toEqual(['/ferries']);
    const other = await briefLink(app.desk, `${site.origin}/same?page=2`, manager);
    expect(other).toMatchObject({ indexed: [], briefing: { coverage: { articles: 1 } } });
  });

  test('several links are briefed together, and what is wrong with one is said', async () => {
    const text = `${site.origin}/ferries ${site.origin}/stub ${site.origin}/answer`;
    const { briefing, indexed, problems } = await briefLink(app.desk, text, manager);
    expect(indexed).toHaveLength(2);
    expect(briefing).toMatchObject({ headline: 'The Lake, Harbour News', coverage: { articles: 2 } });
    expect(problems.map(({ code }) => code)).toEqual(['page_unreadable']);
  });

  test('one article is headed by its title, which is cut where it is too long for a heading', async () => {
    const { briefing } = await briefLink(app.desk, `${site.origin}/long`, manager);
    expect(briefing.headline).toMatch(/^Ferries and more .+ (?:and|more|ferries)…$/u);
    expect(briefing.headline.length).toBeLessThanOrEqual(201);
  });

  test('a server’s articles stay its own', async () => {
    await briefLink(app.desk, `${site.origin}/ferries`, manager);
    await expect(briefLink(app.desk, `${site.origin}/ferries`, inServer(`${tenant}0`, false))).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await briefLink(app.desk, `${site.origin}/ferries`, inServer(`${tenant}0`, true));
    expect(fetched()).toEqual(['/ferries', '/ferries']);
  });

  test.each([
    [undefined, false, 'Here only those who manage the server'],
    [undefined, true, null],
    ['everyone', false, null],
    ['nobody', true, 'Here nobody may'],
    ['managers', false, '`/settings links everyone` lets everybody'],
  ] as const)('links: %s, may manage: %s', async (setting, mayManage, refused) => {
    if (setting) await app.desk.store.set(tenant, 'news', 'links', setting);
    const briefed = briefLink(app.desk, `${site.origin}/ferries`, inServer(tenant, mayManage));
    if (refused === null) expect((await briefed).indexed).toHaveLength(1);
    else await expect(briefed).rejects.toThrow(refused);
    expect(fetched()).toHaveLength(refused === null ? 1 : 0);
    if (refused !== null) expect(site.hits).toEqual([]);
  });

  test('one that cannot be had is an error that names its host alone', async () => {
    const briefed = briefLink(app.desk, `${site.origin}/missing?token=canary`, manager);
    await expect(briefed).rejects.toThrow('The page of 127.0.0.1 cannot be read: there is no such page (404).');
    await expect(briefLink(app.desk, 'http://10.0.0.1/', manager)).rejects.toMatchObject({ code: 'address_refused' });
    await expect(briefLink(app.desk, 'No link here.', manager)).rejects.toThrow('There is no link in that message.');
    expect(JSON.stringify(log.lines)).not.toContain('canary');
  });

  test('of the message nothing is kept, nor logged', async () => {
    const text = `canary-before ${site.origin}/ferries canary-behind`;
    const { briefing } = await briefLink(app.desk, text, manager);
    const kept = [
      log.lines,
      briefing,
      await app.desk.store.changes(0, 10),
      await app.desk.store.recentlyKept(tenant, 'reader', 9),
    ];
    expect(JSON.stringify(kept)).not.toContain('canary');
  });
});
