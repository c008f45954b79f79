import { describe, expect, test } from 'vitest';
import type { Ingested } from '../../src/core/model/ports.ts';
import { follow, followOne } from '../../src/usecases/follow.ts';
import { serve } from '../infra/fetch/server.ts';
import type { Answer, Entry, Pages } from './following.ts';
import {
  closing,
  DAY,
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

/** Pages, trouble, and feeds that mean harm. */

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
