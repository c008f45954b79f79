import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync as brotli, constants, deflateSync as deflate, gzipSync as gzip } from 'node:zlib';

/** What hostile servers answer with, by the name of its address. Every body is made when it is asked for. */

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const MB = 1_000_000;
const WORDS = 'Ship one left the port of Kisumu for Mwanza on Monday, said the harbour office. ';
const html = (body: string): string => `<!doctype html><html><head><title>T</title></head><body>${body}</body></html>`;
const rss = (body: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>${body}</channel></rss>`;
/** So often that it is as large as a page, or a feed, may be. */
const fill = (piece: string, size: number): string => piece.repeat(Math.floor((size - 1_000) / piece.length));

function send(type: string, body: () => string | Buffer, headers: Record<string, string> = {}): Answer {
  return (_, response) => void response.writeHead(200, { 'content-type': type, ...headers }).end(body());
}
const page = (body: () => string): Answer => send('text/html; charset=utf-8', () => html(body()));
const feed = (body: () => string): Answer => send('application/rss+xml', body);
const packed = (coding: string, body: () => Buffer): Answer => send('text/html', body, { 'content-encoding': coding });

/** Zeros, as many million as told, packed: members of a gzip file may follow one another. */
const zeros = (millions: number): Buffer => {
  const ten = gzip(Buffer.alloc(10 * MB));
  return Buffer.concat(Array.from({ length: millions / 10 }, () => ten));
};
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

function drip(piece: string, ms: number): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const beat = setInterval(() => response.write(piece), ms);
    response.on('close', () => clearInterval(beat));
  };
}

const flood: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  const chunk = Buffer.alloc(64_000, WORDS);
  const pour = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pour);
  pour();
};

/** An answer written by hand: the server's own library would not send it. */
function raw(head: string, body = '', then: 'end' | 'stay' = 'end'): Answer {
  return ({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n${body}`);
    if (then === 'end') socket.end();
  };
}

const nested = (tag: string, depth: number): string => `<${tag}>`.repeat(depth);
const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n};`.repeat(10)}">`).join('');
const item = (n: number, text: string): string =>
  `<item><title>Ship ${n}</title><link>/x/${n}</link><guid>${n}</guid><description>${text}</description></item>`;

/** Stopped by somebody's deadline alone. */
export const SLOW: Readonly<Record<string, Answer>> = {
  'a byte now and then': drip('a', 40),
  'a tag now and then': drip('<p>', 40),
  'nothing at all': () => {},
  'a head without end': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const beat = setInterval(() => socket.write(`x-${'a'.repeat(8)}: b\r\n`), 40);
    socket.on('close', () => clearInterval(beat));
  },
  'less than its length': raw('content-type: text/html\r\ncontent-length: 5000\r\n', 'short', 'stay'),
};

export const BOMBS: Readonly<Record<string, Answer>> = {
  'gzip of 1 GB': packed('gzip', () => zeros(1_000)),
  'deflate of 200 MB': packed('deflate', () => deflate(Buffer.alloc(200 * MB), { level: 1 })),
  'brotli of 200 MB': packed('br', () => brotli(Buffer.alloc(200 * MB), quick)),
  'gzip in gzip': packed('gzip, gzip', () => gzip(zeros(1_000))),
  'gzip in brotli': packed('gzip, br', () => brotli(zeros(1_000), quick)),
  'gzip in gzip in gzip': packed('gzip, gzip, gzip', () => gzip(gzip(zeros(1_000)))),
  'packed ten times': packed(Array(10).fill('gzip').join(', '), () => gzip('x')),
  'gzip broken off': packed('gzip', () => zeros(10).subarray(0, 5_000)),
  'no gzip at all': packed('gzip', () => Buffer.from(html(WORDS))),
  'a body without end': flood,
  'more than its length': raw('content-type: text/html\r\ncontent-length: 5\r\n', html(WORDS.repeat(9_000))),
  'a length of 10 GB': raw('content-type: text/html\r\ncontent-length: 10000000000\r\n', 'short'),
  'a length below nothing': raw('content-type: text/html\r\ncontent-length: -1\r\n', 'short'),
  'two lengths': raw('content-type: text/html\r\ncontent-length: 5\r\ncontent-length: 6\r\n', 'short!'),
  'a header of 1 MB': raw(`x-long: ${'a'.repeat(MB)}\r\n`),
  '50,000 headers': raw('x-a: b\r\n'.repeat(50_000)),
  'a redirect to itself': ({ url = '' }, response) => void response.writeHead(302, { location: url }).end(),
  'redirects without end': ({ url = '' }, response) => void response.writeHead(301, { location: `${url}%3F` }).end(),
  'a redirect of 15,000 signs': (_, response) =>
    void response.writeHead(302, { location: `/${'a'.repeat(15_000)}` }).end(),
  'page: 20,000 nested tags': page(() => nested('div', 20_000) + WORDS.repeat(9)),
  'page: 20,000 nested tags of two kinds': page(() => `${'<div><b>'.repeat(20_000)}${WORDS.repeat(9)}`),
  'page: 20,000 nested tables': page(() => '<table><tr><td>'.repeat(20_000) + WORDS),
  'page: 5 MB of tags': page(() => fill('<b>', 5 * MB)),
  'page: 5 MB of paragraphs': page(() => fill('<p>x', 5 * MB)),
  'page: 5 MB of breaks': page(() => fill('x<br>', 5 * MB)),
  'page: 5 MB of entities': page(() => fill('&amp;', 5 * MB)),
  'page: 5 MB of numbered entities': page(() => fill('&#9;', 5 * MB)),
  'page: 5 MB of attributes': page(() => `<p ${fill('a="b" ', 5 * MB)}>`),
  'page: 5 MB of open attributes': page(() => fill('<a b="', 5 * MB)),
  'page: 5 MB of comments': page(() => fill('<!---->', 5 * MB)),
  'page: 5 MB of open comments': page(() => fill('<!--', 5 * MB)),
  'page: 5 MB of <': page(() => fill('<', 5 * MB)),
  'page: 5 MB of scripts': page(() => fill('<script>', 5 * MB)),
  'page: 5 MB of meta tags': page(() => fill('<meta property="og:title" content="x">', 5 * MB)),
  'page: 5 MB of times': page(() => fill('<time datetime="2026-11-20">', 5 * MB)),
  'page: 5 MB of linked data': page(() => fill('<script type="application/ld+json">{"a":1}</script>', 5 * MB)),
  'page: 5 MB of nested linked data': page(() => `<script type="application/ld+json">${fill('[', 5 * MB)}</script>`),
  'page: 5 MB in one line': page(() => fill(WORDS, 5 * MB)),
  'page: 5 MB in one word': page(() => fill('a', 5 * MB)),
  'page: 5 MB of wide signs': page(() => fill('船', 1.6 * MB)),
  'page: 1 MB in 5,000 paragraphs': page(() => `<p>${WORDS.repeat(2)}`.repeat(5_000)),
  'feed: a billion laughs': feed(
    () => `<!DOCTYPE rss [<!ENTITY lol0 "lol">${laughs}]>${rss(item(1, '&lol9;')).slice(21)}`,
  ),
  'feed: quadratic entities': feed(
    () => `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(100_000)}">]>${rss(item(1, '&a;'.repeat(100_000))).slice(21)}`,
  ),
  'feed: entities from elsewhere': feed(
    () =>
      `<!DOCTYPE rss SYSTEM "/reached" [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "/reached"><!ENTITY % p SYSTEM "/reached">%p;]>${rss(item(1, '&f;&h;')).slice(21)}`,
  ),
  'feed: 20,000 nested tags': feed(() => rss(nested('a', 20_000))),
  'feed: 20,000 nested items': feed(() => rss(nested('item', 20_000))),
  'feed: 50,000 items': feed(() => rss(Array.from({ length: 50_000 }, (_, n) => item(n, WORDS)).join(''))),
  'feed: 10 MB of tags': feed(() => rss(fill('<b/>', 10 * MB))),
  'feed: 10 MB of empty items': feed(() => rss(fill('<item/>', 10 * MB))),
  'feed: an item of 10 MB of tags': feed(() => rss(`<item>${fill('<b>x</b>', 10 * MB)}</item>`)),
  'feed: an item of 9 MB of words': feed(() => rss(item(1, fill(WORDS, 9 * MB)))),
  'feed: an item of 9 MB of entities': feed(() => rss(item(1, fill('&lt;', 9 * MB)))),
  'feed: 10 MB of attributes': feed(() => `<rss ${fill('a="b" ', 10 * MB)}>`),
  'feed: 10 MB of open CDATA': feed(() => rss(fill('<![CDATA[', 10 * MB))),
  'feed: 9 MB of JSON items': send(
    'application/feed+json',
    () =>
      `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[${fill('{"id":"1","content_text":"x"},', 9 * MB)}{"id":"2"}]}`,
  ),
  'feed: nested JSON': send('application/feed+json', () => `{"items":${fill('[', 10 * MB)}`),
};

/** As publishers send them: an article with the scripts and the menu around it, and a long feed of whole articles. */
const ORDINARY: Readonly<Record<string, Answer>> = {
  'ordinary page': packed('gzip', () =>
    gzip(
      html(
        `<script>${'x = 1;\n'.repeat(120_000)}</script>${'<li><a href="/a">Port</a></li>'.repeat(1_000)}${`<p>${WORDS.repeat(5)}</p>`.repeat(40)}`,
      ),
    ),
  ),
  'ordinary feed': send(
    'application/rss+xml',
    () => gzip(rss(Array.from({ length: 200 }, (_, n) => item(n, WORDS.repeat(60))).join(''))),
    { 'content-encoding': 'gzip' },
  ),
};

/** Answers at `/<page|feed>/<name>`. */
export function explode(request: IncomingMessage, response: ServerResponse): void {
  const [named = ''] = decodeURIComponent((request.url ?? '').split('/')[2] ?? '').split('?');
  const name = named.trim();
  const answer = BOMBS[name] ?? SLOW[name] ?? ORDINARY[name];
  if (answer) answer(request, response);
  else response.writeHead(404).end();
}
