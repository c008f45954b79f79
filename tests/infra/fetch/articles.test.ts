import { afterEach, describe, expect, test } from 'vitest';
import { SitrepError } from '../../../src/core/model/errors.ts';
import { type Articles, type ArticlesOptions, openArticles } from '../../../src/infra/fetch/articles.ts';
import { decodePage } from '../../../src/infra/fetch/charset.ts';
import { steeredClock } from '../../app.ts';
import { page, type Site, serve } from './server.ts';

const TEXT = Array.from({ length: 12 }, (_, n) => `Ship ${n + 1} left the port of Kisumu for Mwanza on Monday.`).join(
  ' ',
);
const html = (head = '', text = TEXT) =>
  `<!doctype html><html><head><title>Ships leave</title>${head}</head><body><p>${text}</p></body></html>`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Answer = string | { status: number; body?: string; headers?: Record<string, string> };

/** A site of these pages, and what fetches from it. Without a robots.txt of its own it has none. */
async function open(pages: Record<string, Answer>, given: Partial<ArticlesOptions> = {}) {
  const site: Site = await serve((request, response) => {
    const answer = pages[request.url ?? ''] ?? { status: 404 };
    if (typeof answer === 'string') page(response, answer);
    else response.writeHead(answer.status, { 'content-type': 'text/html', ...answer.headers }).end(answer.body);
  });
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const articles: Articles = openArticles({ allow: [`127.0.0.1:${site.port}`], agent: 'Sitrep/test', clock, ...given });
  closing.push(site.close, articles.close);
  const fetch = (path: string, tenant = 'slack:1') =>
    articles.fetch(site.origin + path, { tenant, topics: ['ships'], seen: clock() });
  return { site, clock, fetch };
}

const failure = (fetching: Promise<unknown>) =>
  fetching.then(
    () => 'an article',
    (error) => (error instanceof SitrepError ? `${error.code}: ${error.message}` : String(error)),
  );

describe('the article of a page', () => {
  test('text, title, outlet, author, date and its own address', async () => {
    const head = `<meta property="og:site_name" content="The Lake"><meta name="author" content="The desk">
      <meta property="article:published_time" content="2026-11-19T10:00:00Z"><link rel="canonical" href="/ships?id=7&utm_source=x#top">`;
    const { site, fetch } = await open({ '/a?id=7&fbclid=1': html(head) });
    const article = await fetch('/a?id=7&fbclid=1');
    expect(article).toMatchObject({
      tenant: 'slack:1',
      topics: ['ships'],
      text: TEXT,
      title: 'Ships leave',
      publisher: 'The Lake',
      author: 'The desk',
      url: `${site.origin}/ships?id=7`,
      published: { precision: 'instant', from: Date.parse('2026-11-19T10:00:00Z') },
      state: 'live',
      sample: false,
    });
    expect(article.id).toMatch(/^page-[\da-f]{16}$/);
    expect(site.hits).toEqual(['/robots.txt', '/a?id=7&fbclid=1']);
  });

  test('what the page does not say is not guessed', async () => {
    const { site, fetch } = await open({ '/a': html() });
    expect(await fetch('/a')).toMatchObject({
      publisher: '127.0.0.1',
      author: null,
      published: null,
      url: `${site.origin}/a`,
    });
  });

  test('the same article has one id, whatever its address was spelled like', async () => {
    const { fetch } = await open({
      '/a': html(),
      '/a/?utm_campaign=x': html(),
      '/b': html('<link rel="canonical" href="/a">'),
    });
    const ids = await Promise.all(['/a', '/a/?utm_campaign=x', '/b'].map(async (path) => (await fetch(path)).id));
    expect(new Set(ids).size).toBe(1);
  });

  test.each([
    ['of another site', 'https://other.example/a'],
    ['the front', '/'],
    ['no address', 'javascript:alert(1)'],
  ])('an own address is not believed: %s', async (_, address) => {
    const { site, fetch } = await open({ '/a': html(`<link rel="canonical" href="${address}">`) });
    expect((await fetch('/a')).url).toBe(`${site.origin}/a`);
  });

  test('plain text', async () => {
    const { fetch } = await open({
      '/a': { status: 200, body: `\ufeff${TEXT}\n<b>`, headers: { 'content-type': 'text/plain' } },
    });
    expect(await fetch('/a')).toMatchObject({ text: `${TEXT}\n<b>`, title: null });
  });
});

describe('what is no article', () => {
  test.each([
    ['little text', html('', 'Ships.'), 'it holds too little text for an article'],
    ['nothing', '', 'it holds too little text for an article'],
    [
      'a paywall',
      html('', `${TEXT.slice(0, 500)} Subscribe to continue reading.`),
      'only its beginning is there without a subscription',
    ],
    ['consent', html('', `${'We and our partners store information. '.repeat(9)}`), 'it asks for consent first'],
    ['a check', html('', 'Verify you are human.'), 'it opens in a browser only'],
    ['a book', html('', TEXT.repeat(700)), 'it is too long for an article'],
    ['an error', { status: 404 }, 'there is no such page (404)'],
  ])('%s', async (_, answer, why) => {
    const { fetch } = await open({ '/a?token=canary': answer });
    expect(await failure(fetch('/a?token=canary'))).toBe(
      `page_unreadable: The page of 127.0.0.1 cannot be read: ${why}.`,
    );
  });

  test('a subscription that a whole article offers at its end is none that it needs', async () => {
    const { fetch } = await open({ '/a': html('', `${TEXT.repeat(3)} Already a subscriber?`) });
    expect((await fetch('/a')).text).toContain('Already a subscriber?');
  });

  test.each([
    [403, 'page_forbidden: 127.0.0.1 does not give this page to programs (403).'],
    [503, 'page_unreachable: 127.0.0.1 cannot give the page just now (503).'],
    [429, 'page_unreachable: 127.0.0.1 cannot give the page just now (429).'],
  ])('a server that says %i', async (status, text) => {
    const { fetch } = await open({ '/a': { status } });
    expect(await failure(fetch('/a'))).toBe(text);
  });
});

describe('robots.txt', () => {
  const FORBIDDEN = 'page_forbidden: 127.0.0.1 does not want this page fetched by programs (robots.txt).';

  test('is asked once for all pages of a site, and again after an hour', async () => {
    const { site, clock, fetch } = await open({
      '/robots.txt': 'User-agent: *\nDisallow: /closed',
      '/a': html(),
      '/b': { status: 302, headers: { location: '/closed/b' } },
    });
    expect(await failure(fetch('/closed/a'))).toBe(FORBIDDEN);
    expect(await failure(fetch('/a'))).toBe('an article');
    expect(await failure(fetch('/b'))).toBe(FORBIDDEN);
    expect(site.hits).toEqual(['/robots.txt', '/a', '/b']);
    clock.forward(3_600_000);
    await fetch('/a');
    expect(site.hits.slice(3)).toEqual(['/robots.txt', '/a']);
  });

  test.each([
    [404, 'an article'],
    [403, 'an article'],
    [500, 'page_unreachable: 127.0.0.1: what it allows (robots.txt) cannot be read just now.'],
  ])('answered with %i', async (status, outcome) => {
    const { fetch } = await open({ '/robots.txt': { status }, '/a': html() });
    expect(await failure(fetch('/a'))).toBe(outcome);
  });

  test('that leads inside is not followed', async () => {
    const headers = { location: 'http://127.0.0.1:9/robots.txt' };
    const { fetch } = await open({ '/robots.txt': { status: 302, headers }, '/a': html() });
    expect(await failure(fetch('/a'))).toBe('address_refused: 127.0.0.1: port 9 is not one of the web (80 and 443).');
  });
});

test('one tenant has some articles a minute, another has its own', async () => {
  const { fetch, site } = await open({ '/a': html() }, { perMinute: 2 });
  expect(await Promise.all([1, 2, 3].map(() => failure(fetch('/a'))))).toEqual([
    'an article',
    'an article',
    'too_fast: More than 2 linked articles within a minute are not fetched here.',
  ]);
  expect(await failure(fetch('/a', 'slack:2'))).toBe('an article');
  expect(site.hits.filter((path) => path === '/a')).toHaveLength(3);
});

test.each([
  ['/robots.txt', []],
  ['/a', ['/robots.txt']],
])('the whole takes no longer than its deadline when %s hangs, and naming it wrongly costs nothing', async (_, answered) => {
  const site = await serve((request, response) => {
    if (answered.includes(request.url ?? '')) response.writeHead(404).end();
  });
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const articles = openArticles({ allow: ['127.0.0.1'], agent: 'Sitrep/test', clock, total: 200, perMinute: 1 });
  closing.push(site.close, articles.close);
  const as = { tenant: 'slack:1', topics: [], seen: 0 };
  expect(await failure(articles.fetch('file:///etc/hostname', as))).toMatch(/^bad_address/);
  expect(await failure(articles.fetch(`${site.origin}/a`, as))).toMatch(/^page_unreachable: .* did not answer in time/);
});

describe('markup that is made to harm', () => {
  /** How often this thread came round while the page was fetched and read. */
  async function turns(work: Promise<unknown>): Promise<number> {
    let count = 0;
    const beat = setInterval(() => count++, 1);
    await work;
    clearInterval(beat);
    return count;
  }

  test.each([
    ['20,000 nested tags', `${'<div><b>'.repeat(20_000)}${TEXT}`],
    ['open tags', `${'<a b="'.repeat(200_000)}${TEXT}`],
    ['open comments', `${TEXT}${'<!--'.repeat(500_000)}`],
    ['raw elements', `${TEXT}${'<script>'.repeat(200_000)}`],
    ['entities', `${TEXT}${'&amp;'.repeat(70_000)}`],
    ['linked data', `<script type="application/ld+json">${'['.repeat(2_000_000)}</script><p>${TEXT}`],
    ['nothing but lines', '<p>x'.repeat(300_000)],
    ['as large a tree as is built', `<p class="story-body">${TEXT.slice(0, 60)}</p>`.repeat(5_900)],
    ['as many line breaks', `${TEXT.slice(0, 60)}<br><br>`.repeat(490)],
    ['as deep a tree', `${'<div class="related">'.repeat(110)}<p>${TEXT}</p>${'</div>'.repeat(110)}`.repeat(50)],
    ['meta tags', `${'<meta property="og:title" content="x">'.repeat(60_000)}<p>${TEXT}`],
  ])('%s', async (_, body) => {
    const { fetch } = await open({ '/a': body });
    let outcome = '';
    const count = await turns(failure(fetch('/a')).then((found) => (outcome = found)));
    expect(outcome).toMatch(/^an article$|^page_unreadable/);
    expect(count).toBeGreaterThan(0);
  });

  const linked = (words: string) => `<script type="application/ld+json">${words}</script><p>${TEXT}</p>`;
  test.each([
    ['spaces in linked data', linked(`${' '.repeat(299_000)}x`)],
    ['open tags in linked data', linked(JSON.stringify({ '@type': 'Article', articleBody: '<'.repeat(299_000) }))],
    ['capitals where an author stands', `<p>By ${'A'.repeat(30_000)}!</p><p>${TEXT}</p>`],
    ['dashes where a date stands', `<p>Published 2020 ${'-'.repeat(200_000)}x</p><p>${TEXT}</p>`],
    [
      'a base as long as a page',
      `<base href="http://x/${'a'.repeat(500_000)}">${'<a href="/rss"></a>'.repeat(30_000)}<p>${TEXT}`,
    ],
  ])('%s: the article is read none the less', async (_, body) => {
    const { fetch } = await open({ '/a': body });
    expect(await failure(fetch('/a'))).toBe('an article');
  });

  test('a page that takes too long ends its worker', async () => {
    // No page is read in no time: the worker is not even up by then.
    const slow = await open({ '/a': html() }, { parse: 1 });
    expect(await failure(slow.fetch('/a'))).toBe(
      'page_unreadable: The page of 127.0.0.1 cannot be read: its markup takes too long or too much memory.',
    );
  });
});

describe('the encoding of a page', () => {
  const bytes = (...list: (string | number[])[]) =>
    Buffer.concat(list.map((one) => Buffer.from(one as string, 'latin1')));
  test.each([
    ['the header', bytes([0xcf, 0xf0]), 'text/html; charset=windows-1251', 'Пр'],
    ['the header, quoted', bytes([0x93, 0xfa]), 'text/html; Charset="Shift_JIS"', '日'],
    ['the page', bytes('<meta charset="koi8-r">', [0xf0]), 'text/html', '<meta charset="koi8-r">П'],
    [
      'the page, the old way',
      bytes('<meta content="text/html; charset=gbk">', [0xd6, 0xd0]),
      'text/html',
      '<meta content="text/html; charset=gbk">中',
    ],
    [
      'the XML declaration',
      bytes('<?xml version="1.0" encoding="iso-8859-2"?>', [0xb3]),
      'application/xhtml+xml',
      '<?xml version="1.0" encoding="iso-8859-2"?>ł',
    ],
    ['a mark before all', bytes([0xff, 0xfe], 'a\0b\0'), 'text/html; charset=utf-8', 'ab'],
    ['nothing, UTF-8', Buffer.from('é'), 'text/html', 'é'],
    ['nothing, not UTF-8', bytes([0xe9, 0x80]), 'text/html', 'é€'],
    ['an unknown name', Buffer.from('é'), 'text/html; charset=martian', 'é'],
    [
      'a page that says UTF-16 and is none',
      bytes('<meta charset=utf-16>', Buffer.from('é').toString('latin1')),
      'text/html',
      '<meta charset=utf-16>é',
    ],
    [
      'a text says nothing of itself',
      bytes('<meta charset="koi8-r">', [0xf0]),
      'text/plain',
      '<meta charset="koi8-r">ð',
    ],
    ['nothing of a NUL', bytes('a\0b'), 'text/html', 'ab'],
  ])('%s', (_, body, type, expected) => {
    expect(decodePage(body, type)).toBe(expected);
  });
});
