import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startBot } from '../../src/bot.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { follow } from '../../src/usecases/follow.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';
import { page, serve } from '../infra/fetch/server.ts';
import type { Entry } from './following.ts';
import {
  closing,
  HOUR,
  healthOf,
  html,
  MINUTE,
  NOW,
  open,
  rss,
  SCOPE,
  site,
  stored,
  story,
  TENANT,
} from './following.ts';

/** Following feeds of real sites on loopback. */

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
