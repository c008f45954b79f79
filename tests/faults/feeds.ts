import type { RequestListener } from 'node:http';
import { openApp } from '../../src/app.ts';
import type { Clock, Log } from '../../src/core/model/ports.ts';
import type { Source } from '../../src/core/model/source.ts';
import { sourceId } from '../../src/usecases/sources.ts';
import { QUIET, scratch } from '../app.ts';
import { type Site, serve } from '../infra/fetch/server.ts';

/** Feeds of many hosts that are all one site on loopback, and the product following them. */

export const hostOf = (n: number): string => `paper${n}.example`;
export const addressOf = (n: number, { port }: Pick<Site, 'port'>): string => `http://${hostOf(n)}:${port}/feed`;

export type FeedItem = { readonly link: string; readonly title: string; readonly text: string; readonly at: number };

/** An RSS feed with whole articles. */
export function rss(title: string, items: readonly FeedItem[], ttlMinutes: number | null = null): string {
  const ttl = ttlMinutes === null ? '' : `<ttl>${ttlMinutes}</ttl>`;
  const entries = items.map(
    ({ link, title: name, text, at }) =>
      `<item><title>${name}</title><link>${link}</link><pubDate>${new Date(at).toUTCString()}</pubDate><content:encoded><![CDATA[<p>${text}</p>]]></content:encoded></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>${title}</title><link>/</link>${ttl}${entries.join('')}</channel></rss>`;
}

/** A text of its own for each number. */
export const textOf = (n: number): string =>
  Array.from(
    { length: 7 },
    (_, line) => `Kenya said that ship ${n} had left the port of Kisumu with load ${line} for Mwanza.`,
  ).join(' ');

export const serveFeeds = (listener: RequestListener): Promise<Site> => serve(listener);

/** The product in a folder of its own, for which all those hosts are on loopback. */
export async function openFollower(
  hosts: number,
  clock: Clock,
  given: { readonly data?: string; readonly log?: Log; readonly inline?: boolean } = {},
) {
  const here = scratch({
    ...(given.data !== undefined && { SITREP_DATA: given.data }),
    // Who said what is not what is looked at.
    ...(given.inline !== false && { SITREP_ATTRIBUTION: 'rules' }),
  });
  const fetch = {
    agent: 'Sitrep/test (+desk@example.org)',
    allow: Array.from({ length: hosts }, (_, n) => hostOf(n)),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
  };
  const config = { ...here.config, briefs: here.folder, fetch };
  const app = await openApp(config, { clock, log: given.log ?? QUIET, inline: given.inline ?? true });
  return {
    desk: app.desk,
    add: async (path: string): Promise<Source> => {
      const source: Source = {
        id: sourceId('slack:1', path, ''),
        tenant: 'slack:1',
        topic: '',
        kind: 'web',
        path,
        declared: false,
        state: 'active',
        by: 'editor',
        made: clock(),
      };
      await app.desk.store.addSource(source);
      return source;
    },
    close: async () => {
      await app.close();
      here.remove();
    },
  };
}
