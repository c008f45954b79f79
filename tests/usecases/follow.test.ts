import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { startBot } from '../../src/bot.ts';
import type { Ingested } from '../../src/core/model/ports.ts';
import type { Source } from '../../src/core/model/source.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { follow, followOne } from '../../src/usecases/follow.ts';
import { sourceId } from '../../src/usecases/sources.ts';
import { QUIET, remember, scratch, steeredClock } from '../app.ts';
import { page, type Site, serve } from '../infra/fetch/server.ts';

/** Following feeds and pages of real sites on loopback. */

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const TENANT = 'slack:1';

/** A paragraph of its own for each number. */
const story = (n: number, times = 8) =>
  Array.from({ length: times }, (_, line) => `Ship ${n} left the port of Kisumu for Mwanza with load ${line}.`).join(
    ' ',
  );
const html = (body: string, head = '') =>
  `<!doctype html><html><head><title>Ships</title>${head}</head><body><main><p>${body}</p></main></body></html>`;

type Entry = { id?: string; link?: string | null; title?: string; date?: string; text?: string; summary?: string };
const rss = (items: readonly Entry[], head = '') =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
  <title>Lake News</title><link>/</link>${head}${items
    .map(
      ({ id = '', link = null, title = '', date = 'Fri, 20 Nov 2026 09:00:00 GMT', text = '', summary = '' }) =>
        `<item>${title && `<title>${title}</title>`}${link === null ? '' : `<link>${link}</link>`}${id && `<guid isPermaLink="false">${id}</guid>`}${date && `<pubDate>${date}</pubDate>`}${summary && `<description>${summary}</description>`}${text && `<content:encoded><![CDATA[<p>${text}</p>]]></content:encoded>`}</item>`,
    )
    .join('')}</channel></rss>`;

type Answer = string | { status: number; body?: string; headers?: Record<string, string> };
type Pages = Record<string, Answer | ((request: IncomingMessage) => Answer)>;

async function site(pages: Pages): Promise<Site> {
  const opened = await serve((request: IncomingMessage, response: ServerResponse) => {
    const found = pages[request.url ?? ''] ?? { status: 404 };
    const answer = typeof found === 'function' ? found(request) : found;
    if (typeof answer !== 'string')
      response.writeHead(answer.status, { 'content-type': 'text/html', ...answer.headers }).end(answer.body);
    else page(response, answer, answer.startsWith('<?xml') ? { 'content-type': 'application/rss+xml' } : {});
  });
  closing.push(opened.close);
  return opened;
}

async function open() {
  const here = scratch({ SITREP_ATTRIBUTION: 'rules' });
  closing.push(here.remove);
  const config = { ...here.config, briefs: here.folder, fetch: { agent: 'Sitrep/test', allow: ['127.0.0.1'] } };
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const log = remember();
  const app = await openApp(config, { clock, log, inline: true });
  closing.push(app.close);
  const { desk } = app;
  const add = async (path: string, given: Partial<Source> = {}): Promise<Source> => {
    const tenant = given.tenant ?? TENANT;
    const source: Source = {
      id: sourceId(tenant, path, given.topic ?? ''),
      tenant,
      topic: '',
      kind: 'web',
      path,
      declared: false,
      state: 'active',
      by: 'editor',
      made: clock(),
      ...given,
    };
    await desk.store.addSource(source);
    return source;
  };
  return { desk, clock, log, add };
}

const SCOPE = { tenant: TENANT, topic: null, docs: null, since: null, until: null };
async function stored(desk: Desk, tenant = TENANT): Promise<readonly Ingested['article'][]> {
  const ids = await desk.store.list({ ...SCOPE, tenant }, 1_000);
  return (await desk.store.articles(tenant, ids)).map(({ article }) => article);
}
const healthOf = async (desk: Desk, { tenant, id }: Source) =>
  (await desk.store.sources(tenant)).find(({ source }) => source.id === id)?.health;

describe('a feed', () => {
  test('its items become articles, those of the first reading no news', async () => {
    const items: Entry[] = [1, 2].map((n) => ({ link: `/${n}?utm_source=rss`, title: `Ship ${n}`, text: story(n) }));
    const { origin } = await site({ '/feed': () => rss(items) });
    const { desk, clock, add } = await open();
    const source = await add(`${origin}/feed`);
    expect(await follow(desk)).toMatchObject({ asked: 1, added: 2 });
    expect(await stored(desk)).toMatchObject(
      [2, 1].map((n) => ({
        tenant: TENANT,
        title: `Ship ${n}`,
        text: story(n),
        url: `${origin}/${n}`,
        publisher: 'Lake News',
        published: { precision: 'instant', from: Date.parse('2026-11-20T09:00:00Z') },
        seen: NOW,
      })),
    );
    expect(await desk.store.newer(SCOPE, 0, 10)).toEqual([]);
    expect(await healthOf(desk, source)).toMatchObject({
      title: 'Lake News',
      reads: 'feed',
      goodAt: NOW,
      problem: null,
    });
    items.unshift({ link: '/3', title: 'Ship 3', text: story(3) });
    clock.forward(HOUR);
    expect(await follow(desk)).toMatchObject({ asked: 1, added: 1 });
    expect(await desk.store.newer(SCOPE, 0, 10)).toHaveLength(1);
  });

  test('is asked no earlier than it wishes, and only for what changed', async () => {
    const asked: IncomingMessage['headers'][] = [];
    const etag = 'W/"caf\u00e9, \u00ff"';
    const { origin } = await site({
      '/feed': ({ headers }) => {
        asked.push(headers);
        const cache = { 'cache-control': 'public, max-age=3600', 'last-modified': 'Thu, 19 Nov 2026 9:00:00 GMT' };
        if (headers['if-none-match'] === etag) return { status: 304 };
        return { status: 200, body: rss([{ link: '/1', text: story(1) }]), headers: { ...cache, etag } };
      },
    });
    const { desk, clock, add } = await open();
    const source = await add(`${origin}/feed`);
    for (let minute = 0; minute < 190; minute += 10) {
      await follow(desk);
      clock.forward(10 * MINUTE);
    }
    expect(asked).toHaveLength(4);
    expect(asked.slice(1).map((one) => [one['if-none-match'], one['if-modified-since']])).toEqual(
      Array.from({ length: 3 }, () => [etag, 'Thu, 19 Nov 2026 9:00:00 GMT']),
    );
    expect(asked[0]).toMatchObject({
      'user-agent': 'Sitrep/test',
      accept: expect.stringContaining('application/rss+xml'),
    });
    expect(await healthOf(desk, source)).toMatchObject({ etag, goodAt: NOW + 3 * HOUR, failures: 0 });
    expect(await stored(desk)).toHaveLength(1);
  });

  test('of which it has only the beginning, the pages are fetched, as robots.txt allows', async () => {
    const items = [1, 2, 3, 4].map((n) => ({ link: `/${n}`, title: `Ship ${n}`, summary: `${story(n, 2)} Read more` }));
    const { origin, hits } = await site({
      '/feed': rss(items),
      '/robots.txt': 'User-agent: *\nDisallow: /2\nDisallow: /feed',
      '/1': html(story(1), '<meta property="og:site_name" content="The Lake">'),
      '/2': html(story(2)),
      '/3': html('Before you continue to the site, accept all cookies.'),
      '/4': { status: 503 },
    });
    const { desk, clock, add } = await open();
    await add(`${origin}/feed`);
    await follow(desk);
    const texts = async () =>
      Object.fromEntries((await stored(desk)).map(({ url, text, publisher }) => [url?.at(-1), [text, publisher]]));
    const said = (n: number) => [`${story(n, 2)} Read more`, 'Lake News'];
    expect(await texts()).toEqual({ 1: [story(1), 'The Lake'], 2: said(2), 3: said(3) });
    expect(hits.toSorted()).toEqual(['/1', '/3', '/4', '/feed', '/robots.txt']);
    // What does not come is asked for again a few times, later and later; then what the feed says stands for it.
    for (let minute = 0; minute < 240; minute += 5, clock.forward(5 * MINUTE)) await follow(desk);
    expect(await texts()).toMatchObject({ 4: said(4) });
    const teasers = (await stored(desk)).filter(({ teaser }) => teaser).map(({ url }) => url?.at(-1));
    expect(teasers.toSorted()).toEqual(['2', '3', '4']);
    expect(hits.filter((path) => path === '/4')).toHaveLength(4);
    expect(hits.filter((path) => path === '/1')).toHaveLength(1);
  });

  test('a teaser makes way for the whole article, from whichever feed', async () => {
    const entry = (n: number): Entry => ({ link: `/${n}`, title: `Ship ${n}`, summary: `${story(n, 2)} Read more` });
    const items = [entry(1), entry(2)];
    const { origin } = await site({
      '/feed': () => rss(items),
      '/other': rss([{ link: '/2', text: story(2) }]),
      ...{ '/1': { status: 403 }, '/2': html(`${story(2, 2)} Subscribe to continue reading.`) },
    });
    const { desk, clock, add } = await open();
    await add(`${origin}/feed`);
    for (let hour = 0; hour < 8; hour++, clock.forward(HOUR)) await follow(desk);
    const all = async () => (await stored(desk)).map(({ url, text, teaser }) => [url?.at(-1), text, teaser]).toSorted();
    expect(await all()).toEqual([1, 2].map((n) => [`${n}`, `${story(n, 2)} Read more`, true]));
    items[0] = { link: '/1', title: 'Ship 1', text: story(1) };
    await add(`${origin}/other`);
    for (let hour = 0; hour < 3; hour++, clock.forward(HOUR)) await follow(desk);
    expect(await all()).toEqual([1, 2].map((n) => [`${n}`, story(n), undefined]));
    const [article] = await stored(desk);
    expect((await desk.store.previous(TENANT, article!.id))?.article.teaser).toBe(true);
  });

  test('a host is asked for some pages a round, one at a time', async () => {
    const items = Array.from({ length: 12 }, (_, n) => ({ link: `/${n}`, title: `Ship ${n}`, summary: 'Read more …' }));
    let [open_, most] = [0, 0];
    const opened = await serve((request, response) => {
      open_ += 1;
      most = Math.max(most, open_);
      response.on('close', () => {
        open_ -= 1;
      });
      const n = Number(request.url?.slice(1));
      setTimeout(() => {
        if (request.url === '/robots.txt') response.writeHead(404).end();
        else if (Number.isNaN(n)) page(response, rss(items), { 'content-type': 'text/xml' });
        else page(response, html(story(n)));
      }, 5);
    });
    closing.push(opened.close);
    const { desk, add } = await open();
    await add(`${opened.origin}/feed`);
    await add(`${opened.origin}/other`);
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      await follow(desk);
      counts.push((await stored(desk)).length);
    }
    expect(counts).toEqual([5, 10, 12, 12]);
    expect(most).toBe(1);
  });

  test('new ids, empty and repeated titles, one address for all, dates that cannot be: named, and none twice', async () => {
    let run = 0;
    const { origin } = await site({
      '/feed': () => {
        run += 1;
        return rss([
          { id: `${run}-a`, link: '/a', title: 'Same', text: story(1), date: 'Fri, 20 Nov 2099 09:00:00 GMT' },
          { id: `${run}-b`, link: '/b', title: 'Same', text: story(2), date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
          { id: 'c', link: '/', title: '', text: story(3), date: '' },
          { id: 'd', link: '/', title: '', text: story(4), date: 'yesterday' },
          { id: 'e', link: null, title: 'Bare', summary: story(5, 2), date: 'Sat, 21 Nov 2026 06:00:00 GMT' },
          { id: '', link: '/a#later', title: 'Same', text: story(6) },
          { id: 'g', link: '/empty', title: '' },
        ]);
      },
      '/empty': html(''),
    });
    const { desk, clock, log, add } = await open();
    await add(`${origin}/feed`);
    for (let n = 0; n < 3; n++, clock.forward(HOUR)) await follow(desk);
    const articles = await stored(desk);
    expect(articles.map(({ text }) => text).toSorted()).toEqual(
      [story(1), story(2), story(3), story(4), story(5, 2), story(6)].toSorted(),
    );
    expect(articles.filter(({ published }) => published !== null)).toHaveLength(2);
    expect(log.lines.filter(({ event }) => event === 'source.dates')).toEqual([
      { event: 'source.dates', fields: expect.objectContaining({ undated: 1 }) },
    ]);
    expect(log.lines.filter(({ event }) => event === 'item.unread')).toHaveLength(1);
  });

  test('an item that changes becomes another version, at most each hour', async () => {
    const item = { link: '/1', title: 'Ship', text: story(1) };
    const { origin } = await site({ '/feed': () => rss([item]) });
    const { desk, clock, add } = await open();
    await add(`${origin}/feed`);
    await follow(desk);
    item.text = `${story(1)} It sank.`;
    clock.forward(20 * MINUTE);
    expect(await follow(desk)).toMatchObject({ asked: 1, changed: 0 });
    clock.forward(40 * MINUTE);
    expect(await follow(desk)).toMatchObject({ changed: 1 });
    const [article] = await stored(desk);
    expect(article?.text).toBe(item.text);
    expect((await desk.store.previous(TENANT, article!.id))?.article.text).toBe(story(1));
    expect(await desk.store.newer(SCOPE, 0, 10)).toEqual([article!.id]);
  });

  test('two servers that follow it ask for it once; each has its own articles', async () => {
    const { origin, hits } = await site({ '/feed': rss([{ link: '/1', text: story(1) }]) });
    const { desk, clock, add } = await open();
    await add(`${origin}/feed`);
    await follow(desk);
    clock.forward(5 * MINUTE);
    const other = await add(`${origin}/feed`, { tenant: 'discord:2' });
    expect(await follow(desk)).toMatchObject({ asked: 1, added: 1 });
    for (let n = 0; n < 4; n++, clock.forward(5 * MINUTE)) await follow(desk);
    expect(hits).toEqual(['/feed', '/feed', '/feed']);
    expect(await stored(desk, 'discord:2')).toHaveLength(1);
    expect(await stored(desk)).toHaveLength(1);
    expect((await healthOf(desk, other))?.title).toBe('Lake News');
  });

  test('an article that two feeds bring is one, of both topics', async () => {
    const { origin, hits } = await site({
      '/a': rss([
        { link: 'http://127.0.0.1/never', title: 'x', text: story(1) },
        { link: '/1', text: story(1) },
      ]),
      '/b': rss([{ link: '/1/?utm_medium=feed', title: 'Other words', summary: story(1, 2) }]),
      '/1': html(story(1)),
    });
    const { desk, add } = await open();
    const topics = ['x', 'y'].map((key) => ({
      ...{ key, slug: key, tenant: 'public', declared: true, title: key, rule: null },
      ...{ questions: [], staleAfter: 48, sources: [], actors: [] },
    }));
    const both: Desk = { ...desk, topics: () => topics };
    await add(`${origin}/a`, { topic: 'x' });
    await follow(both);
    await add(`${origin}/b`, { topic: 'y' });
    await follow(both);
    const article = (await stored(desk)).find(({ url }) => url === `${origin}/1`);
    expect(article).toMatchObject({ title: null, topics: ['x', 'y'] });
    expect(hits).toEqual(['/a', '/b']);
  });
});

describe('trouble', () => {
  test('is asked for less and less often, up to once a day; told once, and forgotten when all is well', async () => {
    let broken = true;
    const { origin, hits } = await site({
      '/feed': () => (broken ? { status: 500 } : rss([{ link: '/1', text: story(1) }])),
    });
    const { desk, clock, log, add } = await open();
    const source = await add(`${origin}/feed`);
    const asked: number[] = [];
    for (let minute = 0; minute < 5 * 24 * 60; minute += 5, clock.forward(5 * MINUTE)) {
      const before = hits.length;
      await follow(desk);
      if (hits.length > before) asked.push(minute);
    }
    expect(asked.slice(0, 6)).toEqual([0, 10, 30, 70, 150, 310]);
    expect(
      asked
        .slice(1)
        .map((at, n) => at - asked[n]!)
        .at(-1),
    ).toBe(24 * 60);
    expect(log.lines.filter(({ event }) => event === 'source.problem')).toHaveLength(1);
    expect(await healthOf(desk, source)).toMatchObject({
      goodAt: null,
      problem: { code: 'page_unreachable', since: NOW, text: expect.stringContaining('(500)') },
    });
    broken = false;
    clock.forward(DAY);
    await follow(desk);
    expect(await healthOf(desk, source)).toMatchObject({ goodAt: clock(), failures: 0, problem: null });
  });

  test('what asks to be left alone is left alone', async () => {
    const { origin, hits } = await site({
      '/later': { status: 429, headers: { 'retry-after': '7200' } },
      '/date': { status: 503, headers: { 'retry-after': 'Fri, 20 Nov 2026 15:00:00 GMT' } },
      '/gone': { status: 410 },
    });
    const { desk, clock, add } = await open();
    for (const path of ['/later', '/date', '/gone']) await add(origin + path);
    for (let minute = 0; minute < 175; minute += 5, clock.forward(5 * MINUTE)) await follow(desk);
    expect(hits.toSorted()).toEqual(['/date', '/gone', '/later', '/later']);
    clock.forward(30 * DAY);
    await follow(desk);
    expect(hits.filter((path) => path === '/gone')).toHaveLength(1);
  });

  test('one that hangs, one that is no feed and one without a host stop no other', async () => {
    const { origin } = await site({
      '/image': { status: 200, headers: { 'content-type': 'image/png' }, body: 'PNG' },
      '/json': { status: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
      '/round': { status: 302, headers: { location: '/round' } },
      '/inside': { status: 302, headers: { location: 'http://169.254.169.254/' } },
      '/feed': rss([{ link: '/1', text: story(1) }]),
    });
    const silent = await serve(() => {});
    closing.push(silent.close);
    const { desk, add } = await open();
    const bad = await Promise.all(
      ['/image', '/json', '/round', '/inside']
        .map((path) => add(origin + path))
        .concat([add('https://nobody.invalid/feed')]),
    );
    const hanging = await add(`${silent.origin}/feed`);
    await add(`${origin}/feed`);
    const stop = new AbortController();
    const round = follow(desk, stop.signal);
    const deadline = Date.now() + 5_000;
    while (
      (await Promise.all(bad.map((one) => healthOf(desk, one)))).some((one) => !one?.problem) &&
      Date.now() < deadline
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await round;
    const codes = await Promise.all(bad.map(async (one) => (await healthOf(desk, one))?.problem?.code));
    expect(codes).toEqual([
      'feed_unreadable',
      'feed_unreadable',
      'page_unreachable',
      'address_refused',
      'page_unreachable',
    ]);
    // Being stopped is nobody's fault.
    expect(await healthOf(desk, hanging)).toMatchObject({ problem: null, failures: 0 });
    await follow(desk, AbortSignal.timeout(300));
    expect(await stored(desk)).toHaveLength(1);
  });

  test('a page where a feed was is no article', async () => {
    let isFeed = true;
    const head = '<link rel="alternate" type="application/rss+xml" href="/none">';
    const { origin } = await site({
      '/feed': () => (isFeed ? rss([{ link: '/1', text: story(1) }]) : html(story(2))),
      '/': html(story(3), head),
      '/none': html(story(4), head),
    });
    const { desk, clock, add } = await open();
    const source = await add(`${origin}/feed`);
    const front = await add(`${origin}/`);
    await follow(desk);
    isFeed = false;
    clock.forward(HOUR);
    await follow(desk);
    expect(await stored(desk)).toMatchObject([{ text: story(1) }]);
    for (const one of [source, front]) expect((await healthOf(desk, one))?.problem?.code).toBe('feed_unreadable');
  });

  test('a permanent redirect is adopted after some days', async () => {
    const feed = () => rss([{ link: '/1', text: story(1) }]);
    const { origin, hits } = await site({
      '/old': { status: 301, headers: { location: '/new' } },
      '/new': feed,
      '/borrowed': { status: 302, headers: { location: '/elsewhere' } },
      '/elsewhere': feed,
    });
    const { desk, clock, add } = await open();
    const source = await add(`${origin}/old`);
    const borrowed = await add(`${origin}/borrowed`);
    for (let day = 0; day < 6; day++, clock.forward(DAY)) await follow(desk);
    expect((await healthOf(desk, source))?.address).toBe(`${origin}/new`);
    expect((await healthOf(desk, borrowed))?.address).toBeNull();
    expect(hits.filter((path) => path === '/old')).toHaveLength(4);
    expect(hits.filter((path) => path === '/new')).toHaveLength(6);
    expect(hits.filter((path) => path === '/borrowed')).toHaveLength(6);
  });
});

describe('a page', () => {
  test('that names a feed leads to it', async () => {
    const link = '<link rel="alternate" type="application/rss+xml" href="/feed">';
    const { origin, hits } = await site({
      '/': html(story(9), link),
      '/feed': rss([{ link: '/1', text: story(1) }]),
    });
    const { desk, clock, add } = await open();
    const source = await add(`${origin}/`);
    expect((await followOne(desk, source))?.report).toMatchObject({ asked: 2, added: 1 });
    expect(await healthOf(desk, source)).toMatchObject({
      address: `${origin}/feed`,
      reads: 'feed',
      title: 'Lake News',
    });
    clock.forward(HOUR);
    await follow(desk);
    expect(hits.filter((path) => path !== '/robots.txt')).toEqual(['/', '/feed', '/feed']);
    expect((await followOne(desk, source))?.report).toMatchObject({ asked: 0 });
    expect(await followOne(desk, { tenant: TENANT, id: 'none' })).toBeNull();
  });

  test('without one is an article, with a version for each text; withdrawn when it says twice that it is gone', async () => {
    let answer: Answer = html(story(1));
    const { origin } = await site({ '/1': () => answer });
    const { desk, clock, add } = await open();
    await add(`${origin}/1`);
    await follow(desk);
    const [first] = await stored(desk);
    expect(first).toMatchObject({ text: story(1), url: `${origin}/1`, tenant: TENANT });
    expect(await desk.store.newer(SCOPE, 0, 10)).toEqual([]);
    answer = html(`${story(1)} It sank.`);
    clock.forward(HOUR);
    expect(await follow(desk)).toMatchObject({ changed: 1 });
    expect(await desk.store.newer(SCOPE, 0, 10)).toEqual([first!.id]);
    answer = { status: 404 };
    clock.forward(HOUR);
    await follow(desk);
    expect(await stored(desk)).toHaveLength(1);
    answer = html(`${story(1)} It sank.`);
    clock.forward(DAY);
    await follow(desk);
    answer = { status: 410 };
    for (let n = 0; n < 2; n++, clock.forward(DAY)) {
      await follow(desk);
      expect(await stored(desk)).toHaveLength(1);
      clock.forward(HOUR);
    }
    await follow(desk);
    expect(await stored(desk)).toEqual([]);
    expect((await desk.store.article(TENANT, first!.id))?.article.state).toBe('withdrawn');
  });

  test('of an item is looked at once more, a day later', async () => {
    const items: Entry[] = [];
    const pages: Pages = { '/feed': () => rss(items), '/1': html(story(1)), '/2': html(story(2)) };
    const { origin } = await site(pages);
    const { desk, clock, add } = await open();
    await add(`${origin}/feed`);
    await follow(desk);
    clock.forward(HOUR);
    items.push(...[1, 2].map((n) => ({ link: `/${n}`, title: `Ship ${n}`, summary: 'Read more' })));
    await follow(desk);
    const seq = await desk.store.seq();
    expect(await desk.store.newer(SCOPE, 0, 10)).toHaveLength(2);
    pages['/1'] = html(`${story(1)} Correction: it was ship 3.`);
    pages['/2'] = { status: 404 };
    clock.forward(DAY);
    expect(await follow(desk)).toMatchObject({ changed: 1 });
    expect(await desk.store.newer(SCOPE, seq, 10)).toEqual([]);
    expect(await stored(desk)).toHaveLength(2);
    clock.forward(DAY);
    await follow(desk);
    expect((await stored(desk)).map(({ url }) => url)).toEqual([`${origin}/1`]);
  });
});

describe('a feed that means harm', () => {
  /** An outlet with one article, known by its own feed, and another site that is followed as well. */
  async function two(pages: Pages, more: Pages = {}) {
    const outlet = await site({
      '/feed': rss([{ link: '/a', title: 'Ship', text: story(1) }]),
      '/a': html(story(1)),
      ...more,
    });
    const other = await site(pages);
    const here = await open();
    await here.add(`${outlet.origin}/feed`);
    await follow(here.desk);
    const theirs = async () => (await stored(here.desk)).find(({ url }) => url === `${outlet.origin}/a`);
    const before = await theirs();
    expect(before).toMatchObject({ text: story(1), publisher: 'Lake News' });
    return { ...here, outlet, other, theirs, before };
  }
  /** All but its title, which its own page may have otherwise. */
  const says = (article: Ingested['article'] | undefined) => ({ ...article, seq: 0, topics: [], title: '' });

  test('changes nothing of an article of another site, nor of what is known of it', async () => {
    const item: Entry = { title: 'Mine', text: story(7), date: 'Thu, 19 Nov 2026 09:00:00 GMT' };
    const { desk, clock, add, outlet, other, theirs, before } = await two({ '/feed': () => rss([item]) });
    item.link = `${outlet.origin}/a`;
    await add(`${other.origin}/feed`);
    for (const text of [7, 8, 9]) {
      item.text = story(text);
      await follow(desk);
      clock.forward(2 * HOUR);
      expect(says(await theirs())).toEqual(says(before));
    }
  });

  test('speaks for nobody else where a page cannot be read', async () => {
    const item: Entry = { title: 'Mine', text: story(7) };
    const { desk, clock, add, outlet, other } = await two(
      { '/feed': () => rss([item]) },
      { '/b': { status: 403 }, '/late': rss([{ link: '/b', title: 'Theirs', text: story(2) }]) },
    );
    item.link = `${outlet.origin}/b`;
    await add(`${other.origin}/feed`);
    await follow(desk);
    const [mine] = (await stored(desk)).filter(({ text }) => text === story(7));
    expect(mine?.id).toMatch(/^item-/);
    await add(`${outlet.origin}/late`);
    clock.forward(HOUR);
    await follow(desk);
    expect((await stored(desk)).find(({ text }) => text === story(2))?.id).toMatch(/^page-/);
  });

  test('leads to an article of another site, and can neither rewrite nor withdraw it', async () => {
    const answers: { now: Answer } = { now: '' };
    const pages: Pages = {
      '/feed': () => rss(items),
      '/x': () => answers.now,
      '/page': () => answers.now,
    };
    const items: Entry[] = [];
    const { desk, clock, add, outlet, other, theirs, before } = await two(pages);
    answers.now = { status: 302, headers: { location: `${outlet.origin}/a` } };
    await add(`${other.origin}/feed`);
    await add(`${other.origin}/page`);
    await follow(desk);
    items.push({ link: '/x', title: 'Mine', summary: 'Read more' });
    clock.forward(HOUR);
    await follow(desk);
    expect(says(await theirs())).toMatchObject({ id: before!.id, text: story(1), state: 'live' });
    const known = says(await theirs());
    answers.now = html(story(7));
    items[0]!.title = 'Mine again';
    for (let n = 0; n < 3; n++, clock.forward(DAY)) await follow(desk);
    expect(says(await theirs())).toEqual(known);
    answers.now = { status: 302, headers: { location: `${outlet.origin}/a` } };
    items[0]!.title = 'Mine once more';
    for (let n = 0; n < 3; n++, clock.forward(DAY)) await follow(desk);
    answers.now = { status: 410 };
    items[0]!.title = 'Gone';
    for (let n = 0; n < 5; n++, clock.forward(DAY + HOUR)) await follow(desk);
    expect(says(await theirs())).toEqual(known);
  });

  test('shows no link to what lies inside, and no key to its own address', async () => {
    const links = ['http://10.0.0.1/reboot', 'http://router/', 'http://me:secret@lake.example/a'];
    const items = links.map((link, n) => ({ link, title: `Ship ${n}`, text: story(n) }));
    const { origin } = await site({ '/feed?key=s3cret': rss(items), '/gone?key=s3cret': { status: 404 } });
    const { desk, log, add } = await open();
    for (const path of ['feed', 'gone']) await add(`${origin}/${path}?key=s3cret`);
    await follow(desk);
    expect((await stored(desk)).map(({ url }) => url)).toEqual([null, null]);
    expect(log.lines.some(({ event }) => event === 'source.problem')).toBe(true);
    expect(JSON.stringify(log.lines)).not.toContain('cret');
  });

  test('dates that cannot be are none, on a page too', async () => {
    const date = '<meta property="article:published_time" content="2099-01-01T00:00:00Z">';
    const { origin } = await site({ '/1': html(story(1), date) });
    const { desk, add } = await open();
    await add(`${origin}/1`);
    await follow(desk);
    expect(await stored(desk)).toMatchObject([{ published: null }]);
  });
});

test('what everybody sees gains no topic from the source of one server', async () => {
  const { origin } = await site({ '/feed': rss([{ link: '/1', text: story(1) }]) });
  const { desk, clock, add } = await open();
  const topics = ['x', 'y'].map((key) => ({
    ...{ key, slug: key, tenant: 'public', declared: true, title: key, rule: null },
    ...{ questions: [], staleAfter: 48, sources: [], actors: [] },
  }));
  const both: Desk = { ...desk, topics: () => topics };
  await add(`${origin}/feed`, { topic: 'x', tenant: 'public' });
  await follow(both);
  await add(`${origin}/feed`, { topic: 'y' });
  clock.forward(HOUR);
  await follow(both);
  expect(await stored(desk, 'public')).toMatchObject([{ topics: ['x'] }]);
  expect(await stored(desk)).toMatchObject([{ tenant: TENANT, topics: ['y'] }]);
});

test('a topic whose brief names a feed keeps itself fresh by the clock, beside its folders', async () => {
  const items = [{ link: '/1', title: 'Ship 1', text: story(1) }];
  const { origin } = await site({ '/feed': () => rss(items) });
  const here = scratch({ SITREP_ATTRIBUTION: 'rules' });
  closing.push(here.remove);
  mkdirSync(join(here.folder, 'lake', 'articles'), { recursive: true });
  writeFileSync(join(here.folder, 'lake', 'articles', 'a.txt'), 'Kenya said that the harbour would open.');
  writeFileSync(join(here.folder, 'lake', 'brief.yaml'), `title: Lake\nsources: [articles, "${origin}/feed"]\n`);
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const config = { ...here.config, briefs: here.folder, fetch: { agent: 'Sitrep/test', allow: ['127.0.0.1'] } };
  const bot = await startBot(config, { clock, log: QUIET, inline: true });
  closing.push(bot.stop);
  const { desk } = bot.app;
  const urls = async () => {
    const ids = await desk.store.list({ ...SCOPE, tenant: 'public', topic: 'lake' }, 10);
    return (await desk.store.articles('public', ids)).map(({ article }) => article.url).toSorted();
  };
  await bot.beat();
  expect(await urls()).toEqual([`${origin}/1`, null]);
  expect(
    (await desk.store.sources('slack:1')).map(({ source, health }) => [source.kind, source.declared, health?.title]),
  ).toEqual(
    expect.arrayContaining([
      ['web', true, 'Lake News'],
      ['folder', true, undefined],
    ]),
  );
  items.unshift({ link: '/2', title: 'Ship 2', text: story(2) });
  clock.forward(HOUR);
  await bot.beat();
  expect(await urls()).toEqual([`${origin}/1`, `${origin}/2`, null]);
});
