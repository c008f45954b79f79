import type { IncomingMessage, ServerResponse } from 'node:http';
import { follow } from '../../../src/usecases/follow.ts';
import { steeredClock } from '../../app.ts';
import { addressOf, hostOf, openFollower, rss, serveFeeds, textOf } from '../feeds.ts';
import type { Row } from '../frame.ts';

/** Polite to publishers: what they wish is kept by a server that looks at every request. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGIN = '2026-11-16T00:00:00Z';

type Publisher = {
  readonly n: number;
  readonly ttl: number | null;
  readonly header: 'max-age' | 'expires' | 'none';
  readonly wish: number;
  /** Says how long it holds with what is unchanged too. */
  readonly repeats: boolean;
  readonly validator: 'etag' | 'modified' | 'both';
  /** Milliseconds between two changes. */
  readonly every: number;
  /** Share of requests that are refused. */
  readonly refuses: number;
  /** From then on it answers 410. */
  readonly ends: number | null;
  readonly moved: boolean;
  changes: number;
  nextChange: number;
  /** What the client was last given, and when it may come again. */
  given: string | null;
  after: number;
  failures: number;
  open: number;
};

export const polite: Row = {
  name: 'polite',
  promise: 'polite to publishers',
  run: async ({ short, random, keep }) => {
    const [feeds, days, beatMs] = short ? [10, 1, 5 * MINUTE] : [200, 7, MINUTE];
    const clock = steeredClock(BEGIN);
    const begin = clock();
    const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const publishers = Array.from(
      { length: feeds },
      (_, n): Publisher => ({
        n,
        ttl: one([null, null, 30, 60, 180]),
        header: one(['max-age', 'expires', 'none']),
        wish: one([0, 5, 15, 20, 60, 240, 3_000]) * MINUTE,
        repeats: random() < 0.5,
        validator: one(['etag', 'modified', 'both']),
        every: one([2, 6, 12]) * HOUR,
        refuses: one([0, 0, 0, 0.03]),
        ends: random() < 0.03 ? begin + random() * days * DAY : null,
        moved: random() < 0.05,
        changes: 1,
        nextChange: 0,
        given: null,
        after: 0,
        failures: 0,
        open: 0,
      }),
    );
    for (const publisher of publishers) publisher.nextChange = begin + random() * publisher.every;
    const seen = { requests: 0, early: 0, atOnce: 0, unchanged: 0, notModified: 0, wrong: 0, refused: 0 };
    const answer = (publisher: Publisher, request: IncomingMessage, response: ServerResponse) => {
      const { n, ttl, header, wish } = publisher;
      const now = clock();
      seen.requests += 1;
      if (now < publisher.after) {
        seen.early += 1;
        keep({ early: hostOf(n), now, after: publisher.after, status: publisher.given });
      }
      for (; publisher.nextChange <= now; publisher.nextChange += publisher.every) publisher.changes += 1;
      if (publisher.ends !== null && now >= publisher.ends) {
        publisher.after = Number.POSITIVE_INFINITY;
        response.writeHead(410).end();
        return;
      }
      if (random() < publisher.refuses) {
        seen.refused += 1;
        publisher.failures += 1;
        const asked = one([0, 20 * MINUTE, 3 * HOUR]);
        const backoff = Math.min(DAY, 5 * MINUTE * 2 ** (publisher.failures - 1));
        publisher.after = now + Math.max(backoff, asked);
        response.writeHead(one([429, 503]), asked === 0 ? {} : { 'retry-after': String(asked / 1_000) }).end();
        return;
      }
      publisher.failures = 0;
      const tag = `W/"${publisher.changes} ä"`;
      const modified = new Date(begin + publisher.changes * 1_000).toUTCString();
      const valid: Record<string, string> = {
        ...(publisher.validator !== 'modified' && { etag: tag }),
        ...(publisher.validator !== 'etag' && { 'last-modified': modified }),
      };
      const cached = Math.min(DAY, Math.max((ttl ?? 0) * MINUTE, header === 'none' ? 0 : wish));
      publisher.after = now + Math.max(15 * MINUTE, cached);
      const caching: Record<string, string> =
        header === 'max-age'
          ? { 'cache-control': `public, max-age=${wish / 1_000}` }
          : header === 'expires'
            ? { expires: new Date(now + wish).toUTCString() }
            : {};
      const { 'if-none-match': ifTag, 'if-modified-since': ifModified } = request.headers;
      const isUnchanged = publisher.given === String(publisher.changes);
      if (isUnchanged) seen.unchanged += 1;
      const matches = publisher.validator === 'modified' ? ifModified === modified : ifTag === tag;
      // What was given is asked for with exactly what came with it.
      if (isUnchanged && !matches) seen.wrong += 1;
      response.setHeader('date', new Date(now).toUTCString());
      if (matches) {
        seen.notModified += 1;
        response.writeHead(304, publisher.repeats ? { ...valid, ...caching } : {}).end();
        return;
      }
      publisher.given = String(publisher.changes);
      const items = Array.from({ length: Math.min(3, publisher.changes) }, (_, back) => {
        const story = publisher.changes - back;
        return { link: `/${story}`, title: `Ship ${story}`, text: textOf(n * 1_000 + story), at: begin };
      });
      response.writeHead(200, { 'content-type': 'application/rss+xml', ...valid, ...caching });
      response.end(rss(hostOf(n), items, ttl));
    };
    const site = await serveFeeds((request, response) => {
      const publisher = publishers[Number(/\d+/.exec(request.headers.host ?? '')?.[0])];
      if (!publisher) return response.writeHead(500).end();
      publisher.open += 1;
      if (publisher.open > 1) seen.atOnce += 1;
      response.on('finish', () => {
        publisher.open -= 1;
      });
      if (publisher.moved && request.url === '/feed') response.writeHead(301, { location: '/new' }).end();
      else answer(publisher, request, response);
    });
    const follower = await openFollower(feeds, clock);
    try {
      for (const { n } of publishers) await follower.add(addressOf(n, site));
      for (; clock() < begin + days * DAY; clock.forward(beatMs)) await follow(follower.desk);
      const share = seen.notModified / Math.max(1, seen.unchanged);
      const stored = (await follower.desk.store.overview()).articles.live;
      return {
        done: `${feeds} feeds, ${days} simulated days, a beat each ${beatMs / MINUTE} min: ${seen.requests} requests, ${stored} articles, ${seen.refused} refused`,
        figure: `early requests ${seen.early}, two at once of a host ${seen.atOnce}, 304 of unchanged ${(100 * share).toFixed(1)} % (${seen.notModified}/${seen.unchanged}), validators not as sent ${seen.wrong}`,
        ok: seen.early === 0 && seen.atOnce === 0 && share >= 0.95 && seen.wrong === 0 && stored > feeds,
      };
    } finally {
      await follower.close();
      await site.close();
    }
  },
};
