import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { openApp } from '../../src/app.ts';
import type { Ingested } from '../../src/core/model/ports.ts';
import type { Source } from '../../src/core/model/source.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { sourceId } from '../../src/usecases/sources.ts';
import { remember, scratch, steeredClock } from '../app.ts';
import { page, type Site, serve } from '../infra/fetch/server.ts';

/** Real sites on loopback, and a desk that follows them. */

export const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const NOW = Date.parse('2026-11-20T12:00:00Z');
export const TENANT = 'slack:1';

/** A paragraph of its own for each number. */
export const story = (n: number, times = 8) =>
  Array.from({ length: times }, (_, line) => `Ship ${n} left the port of Kisumu for Mwanza with load ${line}.`).join(
    ' ',
  );
export const html = (body: string, head = '') =>
  `<!doctype html><html><head><title>Ships</title>${head}</head><body><main><p>${body}</p></main></body></html>`;

export type Entry = {
  id?: string;
  link?: string | null;
  title?: string;
  date?: string;
  text?: string;
  summary?: string;
};
export const rss = (items: readonly Entry[], head = '') =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
  <title>Lake News</title><link>/</link>${head}${items
    .map(
      ({ id = '', link = null, title = '', date = 'Fri, 20 Nov 2026 09:00:00 GMT', text = '', summary = '' }) =>
        `<item>${title && `<title>${title}</title>`}${link === null ? '' : `<link>${link}</link>`}${id && `<guid isPermaLink="false">${id}</guid>`}${date && `<pubDate>${date}</pubDate>`}${summary && `<description>${summary}</description>`}${text && `<content:encoded><![CDATA[<p>${text}</p>]]></content:encoded>`}</item>`,
    )
    .join('')}</channel></rss>`;

export type Answer = string | { status: number; body?: string; headers?: Record<string, string> };
export type Pages = Record<string, Answer | ((request: IncomingMessage) => Answer)>;

export async function site(pages: Pages): Promise<Site> {
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

export async function open() {
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

export const SCOPE = { tenant: TENANT, topic: null, docs: null, since: null, until: null };
export async function stored(desk: Desk, tenant = TENANT): Promise<readonly Ingested['article'][]> {
  const ids = await desk.store.list({ ...SCOPE, tenant }, 1_000);
  return (await desk.store.articles(tenant, ids)).map(({ article }) => article);
}
export const healthOf = async (desk: Desk, { tenant, id }: Source) =>
  (await desk.store.sources(tenant)).find(({ source }) => source.id === id)?.health;
