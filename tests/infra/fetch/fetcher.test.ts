import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SitrepError } from '../../../src/core/model/errors.ts';
import { openFetcher } from '../../../src/infra/fetch/fetcher.ts';
import { openGuard } from '../../../src/infra/fetch/guard.ts';
import { page, type Site, serve } from './server.ts';
import { CERTIFICATE, KEY } from './tls.ts';

const WORDS = 'Six ships left the port of Kisumu. ';
const MOST = 100_000;
const zeros = (bytes: number) => Buffer.alloc(bytes);
/** Bodies that grow: what is sent, and how it says that it is packed. */
const BOMBS: Readonly<Record<string, readonly [string, Buffer]>> = {
  gzip: ['gzip', gzipSync(zeros(50_000_000))],
  brotli: ['br', brotliCompressSync(zeros(200_000_000))],
  deflate: ['deflate', deflateSync(zeros(50_000_000))],
  'gzip in gzip': ['gzip, gzip', gzipSync(gzipSync(zeros(50_000_000)))],
  'gzip in brotli': ['gzip, br', brotliCompressSync(gzipSync(zeros(50_000_000)))],
  'many layers': ['gzip, gzip, gzip, gzip', gzipSync('x')],
};
const PACKED: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  'deflate ': deflateRawSync,
  'br, gzip': (text) => gzipSync(brotliCompressSync(text)),
  identity: Buffer.from,
};

const ROUTES: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  '/plain': (response) => page(response, WORDS),
  '/packed': (response, { url }) => {
    const how = new URL(url ?? '', 'http://x').searchParams.get('how') ?? '';
    page(response, PACKED[how]!(WORDS), { 'content-encoding': how.trim() });
  },
  '/bomb': (response, { url }) => {
    const [encoding, body] = BOMBS[new URL(url ?? '', 'http://x').searchParams.get('how') ?? '']!;
    page(response, body, { 'content-encoding': encoding });
  },
  '/drip': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(drip));
  },
  '/silent': () => {},
  '/half': (response) => response.writeHead(200, { 'content-type': 'text/html' }).write(WORDS),
  '/claims-more': (response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '900' }).write(WORDS);
    setTimeout(() => response.destroy(), 20);
  },
  '/claims-huge': (response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '900000000' }).flushHeaders(),
  '/claims-less': (response) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 3\r\n\r\n${WORDS}`),
  '/no-http': (response) => response.socket?.end('SSH-2.0-OpenSSH\r\n'),
  '/big-head': (response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'x-a': 'a'.repeat(100_000) }).end(WORDS),
  '/broken-gzip': (response) =>
    page(response, gzipSync(randomBytes(5_000)).subarray(0, 3_000), { 'content-encoding': 'gzip' }),
  '/no-gzip': (response) => page(response, WORDS, { 'content-encoding': 'gzip' }),
  '/zstd': (response) => page(response, WORDS, { 'content-encoding': 'zstd' }),
  '/image': (response) => page(response, 'GIF89a', { 'content-type': 'image/gif' }),
  '/json': (response) => page(response, '{}', { 'content-type': 'application/json' }),
  '/gone': (response) => response.writeHead(410, { 'content-type': 'text/html' }).end('gone'),
  '/nowhere': (response) => response.writeHead(301, { location: 'http://[' }).end(),
  '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
  '/away': (response) => response.writeHead(302, { location: 'ftp://paper.example/plain' }).end(),
};

let site: Site;
beforeAll(async () => {
  site = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (pathname === '/hop') {
      const left = Number(searchParams.get('left'));
      response.writeHead(307, { location: left > 1 ? `hop?left=${left - 1}` : '/plain' }).end('moved');
    } else if (pathname === '/endless') {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = () => {
        while (response.write(zeros(16_384)));
      };
      response.on('drain', more);
      more();
    } else ROUTES[pathname]?.(response, request);
  });
});
afterAll(() => site.close());

const DEADLINES = { connect: 2_000, headers: 300, idle: 300 };

async function get(path: string, total = 5_000) {
  const guard = openGuard({ allow: [`127.0.0.1:${site.port}`] });
  const fetch = openFetcher({ guard, agent: 'Sitrep/test (+desk@example.org)', deadlines: DEADLINES });
  const signal = AbortSignal.timeout(total);
  return fetch(`${site.origin}${path}`, { types: ['text/html'], most: MOST, signal });
}

/** The error of a fetch: its code and words. None holds more of the address than the host. */
async function failure(path: string, total?: number): Promise<string> {
  const secret = `${path}${path.includes('?') ? '&' : '?'}token=canary#canary`;
  const error = await get(secret, total).catch((reason: unknown) => reason);
  if (!(error instanceof SitrepError)) throw error;
  expect(`${error.message} ${error.next}`).not.toMatch(/canary|token/);
  expect(error.message).toContain('127.0.0.1');
  return `${error.code}: ${error.message}`;
}

describe('what arrives', () => {
  test('status, type, body, and an honest name', async () => {
    const { url, status, type, body } = await get('/plain?a=1#b');
    expect([url.href, status, type]).toEqual([`${site.origin}/plain?a=1#b`, 200, 'text/html; charset=utf-8']);
    expect(body.toString()).toBe(WORDS);
    expect(site.agents.at(-1)).toBe('Sitrep/test (+desk@example.org)');
  });

  test.each(Object.keys(PACKED))('packed as %s', async (how) => {
    expect((await get(`/packed?how=${encodeURIComponent(how)}`)).body.toString()).toBe(WORDS);
  });

  test('five redirects are followed, a sixth is not', async () => {
    expect((await get('/hop?left=5')).url.pathname).toBe('/plain');
    expect(await failure('/hop?left=6')).toBe('page_unreachable: 127.0.0.1 cannot be reached: it leads on and on.');
    expect(await failure('/round')).toContain('it leads on and on');
  });

  test('another status has no body', async () => {
    expect(await get('/gone')).toMatchObject({ status: 410, body: Buffer.alloc(0) });
  });

  test('the caller is asked before each request', async () => {
    const asked: string[] = [];
    const fetch = openFetcher({ guard: openGuard({ allow: ['127.0.0.1'] }), agent: 'Sitrep/test' });
    const before = async (url: URL) => {
      asked.push(url.pathname);
      if (asked.length > 2) throw new SitrepError('page_forbidden', 'no');
    };
    const order = { types: null, most: MOST, signal: AbortSignal.timeout(5_000), before };
    await expect(fetch(`${site.origin}/hop?left=2`, order)).rejects.toThrow('no');
    expect(asked).toEqual(['/hop', '/hop', '/plain']);
  });
});

describe('what is stopped', () => {
  test.each(Object.keys(BOMBS))('a bomb of %s', async (how) => {
    const [, body] = BOMBS[how]!;
    expect(body.length).toBeLessThan(MOST);
    expect(await failure(`/bomb?how=${encodeURIComponent(how)}`)).toMatch(
      how === 'many layers' ? /^page_unreadable: .* packed in a way/ : /^page_unreadable: .* larger than 0.1 MB/,
    );
  });

  test.each([
    ['/endless', /^page_unreadable: .* larger than 0.1 MB/],
    ['/claims-huge', /^page_unreadable: .* larger than 0.1 MB/],
    ['/silent', /^page_unreachable: .* did not answer in time/],
    ['/half', /^page_unreachable: .* did not answer in time/],
    ['/claims-more', /^page_unreachable: .* broke off/],
    ['/no-http', /^page_unreachable: .* (?:malformed|broke off)/],
    ['/big-head', /^page_unreachable: .* malformed/],
    ['/broken-gzip', /^page_unreadable: .* packed wrongly or broken off/],
    ['/no-gzip', /^page_unreadable: .* packed wrongly or broken off/],
    ['/zstd', /^page_unreadable: .* packed in a way/],
    ['/image', /^page_unreadable: .* neither HTML nor plain text/],
    ['/json', /^page_unreadable: .* neither HTML nor plain text/],
    ['/nowhere', /^page_unreachable: .* leads nowhere/],
  ])('%s', async (path, why) => {
    expect(await failure(path)).toMatch(why);
  });

  test('a body that comes drop by drop, by the deadline of the whole', async () => {
    expect(await failure('/drip', 500)).toMatch(/^page_unreachable: .* did not answer in time/);
  });

  test('more bytes than were announced are not read', async () => {
    const found = await get('/claims-less').catch((error: SitrepError) => error.code);
    expect(typeof found === 'string' ? found : found.body.toString()).toMatch(/^(?:Six|page_unreachable)$/);
  });

  test('a redirect to what is no web address', async () => {
    await expect(get('/away')).rejects.toThrow('Only addresses with http:// or https:// are fetched.');
  });

  test('a host that nobody knows, and a port that nobody listens on', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const order = { types: null, most: MOST, signal: AbortSignal.timeout(5_000) };
    const lost = openFetcher({ guard: openGuard({ allow: [] }), agent: 'Sitrep/test', resolve });
    await expect(lost('https://nobody.example/a?token=canary', order)).rejects.toThrow(
      'nobody.example cannot be reached: there is no such host.',
    );
    const stuck = openFetcher({
      guard: openGuard({ allow: [] }),
      agent: 'Sitrep/test',
      resolve: () => new Promise(() => {}),
    });
    await expect(stuck('https://slow.example/', { ...order, signal: AbortSignal.timeout(100) })).rejects.toThrow(
      'slow.example cannot be reached: it did not answer in time.',
    );
    const other = await serve(() => {});
    await other.close();
    const fetch = openFetcher({ guard: openGuard({ allow: ['127.0.0.1'] }), agent: 'Sitrep/test' });
    await expect(fetch(other.origin, order)).rejects.toThrow('127.0.0.1 cannot be reached: it refuses connections.');
  });
});

test('TLS is verified against the name, while the connection goes to the address that was checked', async () => {
  const names: (string | undefined)[] = [];
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (_, response) => page(response, WORDS));
  server.on('secureConnection', (socket) => names.push(socket.servername || undefined));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const open = (ca?: string) =>
    openFetcher({
      guard: openGuard({ allow: ['paper.example', 'other.example', '127.0.0.1'] }),
      agent: 'Sitrep/test',
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      ...(ca !== undefined && { ca }),
    });
  const order = { types: ['text/html'], most: MOST, signal: AbortSignal.timeout(5_000) };
  try {
    expect((await open(CERTIFICATE)(`https://paper.example:${port}/`, order)).body.toString()).toBe(WORDS);
    expect(names).toEqual(['paper.example']);
    const insecure = 'its connection is not secure (certificate)';
    await expect(open(CERTIFICATE)(`https://other.example:${port}/`, order)).rejects.toThrow(insecure);
    await expect(open(CERTIFICATE)(`https://127.0.0.1:${port}/`, order)).rejects.toThrow(insecure);
    await expect(open()(`https://paper.example:${port}/`, order)).rejects.toThrow(insecure);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe('asking again', () => {
  const TAGS = ['"x"', 'W/"caf\u00e9 \u00c3\u00bf"', '"; drop', '""', 'no quotes'];

  test.each(TAGS)('%s goes back byte for byte, and what is unchanged has no body', async (etag) => {
    const answers: (readonly (string | undefined)[])[] = [];
    const other = await serve(({ headers }, response) => {
      answers.push([headers['if-none-match'], headers['if-modified-since'], headers.accept]);
      if (headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
      else page(response, WORDS, { etag, 'last-modified': 'Yesterday, 5 o’clock'.replace('’', "'") });
    });
    try {
      const fetch = openFetcher({ guard: openGuard({ allow: ['127.0.0.1'] }), agent: 'Sitrep/test' });
      const order = { types: null, most: MOST, signal: AbortSignal.timeout(5_000) };
      const first = await fetch(other.origin, order);
      const headers = {
        'if-none-match': first.header('etag'),
        'if-modified-since': first.header('last-modified'),
        accept: 'a/b',
      };
      const second = await fetch(other.origin, { ...order, headers });
      expect([second.status, second.body.length, second.moved]).toEqual([304, 0, null]);
      expect(answers[1]).toEqual([etag, "Yesterday, 5 o'clock", 'a/b']);
      expect(answers[0]).toEqual([undefined, undefined, expect.stringContaining('text/html')]);
    } finally {
      await other.close();
    }
  });

  test('permanent redirects are told as far as nothing else comes in between', async () => {
    const ways: Record<string, readonly [number, string]> = {
      '/a': [301, '/b'],
      '/b': [308, '/end'],
      '/c': [301, '/d'],
      '/d': [302, '/end'],
      '/e': [302, '/a'],
    };
    const other = await serve(({ url = '' }, response) => {
      const way = ways[url];
      if (way) response.writeHead(way[0], { location: way[1] }).end();
      else page(response, WORDS);
    });
    try {
      const fetch = openFetcher({ guard: openGuard({ allow: ['127.0.0.1'] }), agent: 'Sitrep/test' });
      const order = { types: null, most: MOST, signal: AbortSignal.timeout(5_000) };
      const moved = async (path: string) => {
        const found = await fetch(other.origin + path, order);
        return found.moved && new URL(found.moved).pathname;
      };
      expect(await Promise.all(['/a', '/c', '/e', '/end'].map(moved))).toEqual(['/end', '/d', null, null]);
    } finally {
      await other.close();
    }
  });

  test('one thing at a time of a host, also when one is given up', async () => {
    let [now, most] = [0, 0];
    const other = await serve((request, response) => {
      now += 1;
      most = Math.max(most, now);
      response.on('close', () => {
        now -= 1;
      });
      setTimeout(() => page(response, WORDS), request.url === '/slow' ? 200 : 5);
    });
    try {
      const fetch = openFetcher({ guard: openGuard({ allow: ['127.0.0.1'] }), agent: 'Sitrep/test' });
      const get = (path: string, ms = 5_000) =>
        fetch(other.origin + path, { types: null, most: MOST, signal: AbortSignal.timeout(ms) }).then(
          ({ status }) => status,
          (error: SitrepError) => error.code,
        );
      const all = [get('/slow'), get('/impatient', 50), ...Array.from({ length: 10 }, () => get('/'))];
      expect(await Promise.all(all)).toEqual([200, 'page_unreachable', ...Array.from({ length: 10 }, () => 200)]);
      expect([most, other.hits.includes('/impatient')]).toEqual([1, false]);
    } finally {
      await other.close();
    }
  });
});
