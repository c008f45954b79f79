import { newArticle } from '../core/article.ts';
import { versionOf } from '../core/hash.ts';
import type { Article, Tenant } from '../core/model/article.ts';
import type { Caller } from '../core/model/command.ts';
import type { Ingested } from '../core/model/ports.ts';
import { analysed, type Desk } from './desk.ts';
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
  const id = `pasted-${versionOf(text)}`;
  return read(desk, newArticle({ id, tenant, text, seen: desk.clock(), topics: [] }));
}

async function read(desk: Desk, article: Article): Promise<Ingested> {
  const [found] = await analysed(desk, [article]);
  return found!;
}
