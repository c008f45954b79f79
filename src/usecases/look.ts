import { versionOf } from '../core/hash.ts';
import type { Article, Tenant } from '../core/model/article.ts';
import type { Caller } from '../core/model/command.ts';
import type { Ingested } from '../core/model/ports.ts';
import type { Desk } from './desk.ts';
import { checkLinks } from './link.ts';

/** Articles that are looked at and not indexed. */

/** A page that is fetched where the caller may have that done. Throws what fetching throws, and `not_allowed`. */
export async function fetchToLook(desk: Desk, address: string, caller: Caller): Promise<Ingested> {
  await checkLinks(desk, caller);
  const { tenant } = caller.place;
  return read(desk, await desk.fetch(address, { tenant, topics: [], seen: desk.clock() }));
}

/** Text that somebody pasted, as an article that nothing is known of. */
export async function pasted(desk: Desk, text: string, tenant: Tenant): Promise<Ingested> {
  const version = versionOf(text);
  return read(desk, {
    id: `pasted-${version}`,
    tenant,
    version,
    seq: 0,
    text,
    title: null,
    publisher: null,
    author: null,
    url: null,
    published: null,
    seen: desk.clock(),
    language: null,
    state: 'live',
    sample: false,
    topics: [],
  });
}

async function read(desk: Desk, article: Article): Promise<Ingested> {
  const [analysis] = await desk.analyser.analyse([article]);
  if (!analysis) throw new Error('the analyser lost an article');
  return { article: { ...article, language: article.language ?? analysis.language }, analysis };
}
