import { addressesIn, pageId, siteOf } from '../core/address.ts';
import type { Briefing } from '../core/model/answer.ts';
import type { Article } from '../core/model/article.ts';
import type { Caller } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Ingested, Settings } from '../core/model/ports.ts';
import { clipped } from '../core/writing/pages.ts';
import { brief } from './brief.ts';
import { byId, type Desk, topicNamed } from './desk.ts';
import { ingest } from './ingest.ts';
import { settingsOf } from './places.ts';
import { given } from './topics.ts';

/** Links of one message that are looked at. */
const MOST = 3;

type Asker = Pick<Caller, 'place' | 'person' | 'mayManage'>;

export type LinkBriefing = {
  readonly briefing: Briefing;
  /** The site of each article that was indexed for it. */
  readonly indexed: readonly string[];
  /** Why the other links are not in it. */
  readonly problems: readonly SitrepError[];
};

/**
 * Briefs the articles that a message links to; those that are not indexed yet are fetched and indexed for the caller's
 * server, where its settings let the caller have that done. The message itself is not kept. Throws `bad_address` when
 * it has no link, and what is wrong with the first link when none can be briefed.
 */
export async function briefLink(desk: Desk, text: string, caller: Asker): Promise<LinkBriefing> {
  const addresses = addressesIn(text, MOST);
  if (addresses.length === 0) throw new SitrepError('bad_address', 'There is no link in that message.');
  const { tenant } = caller.place;
  const found: Ingested[] = [];
  const indexed: string[] = [];
  const problems: SitrepError[] = [];
  for (const address of addresses) {
    try {
      const known = await stored(desk, tenant, pageId(new URL(address)));
      const one = known ?? (await fetched(desk, address, caller));
      found.push(one.doc);
      if (one.isNew) indexed.push(siteOf(new URL(one.doc.article.url ?? address).hostname));
    } catch (error) {
      if (!(error instanceof SitrepError)) throw error;
      problems.push(error);
    }
  }
  const [problem] = problems;
  if (found.length === 0 && problem !== undefined) throw problem;
  const only = [...byId(found).values()];
  const scope = { tenant, topic: null, docs: [...byId(found).keys()], since: null, until: null };
  const title = headlineOf(only.map(({ article }) => article));
  // Without the channel: what somebody links to says nothing about up to where they have read there.
  const briefing = await brief(desk, { scope, title, length: 'normal', only, person: caller.person });
  return { briefing, indexed, problems };
}

/** A heading has room for a name or a title, not for whatever a page calls itself. */
const LONGEST_OUTLET = 60;
const LONGEST_TITLE = 200;

/** The title of a single article; of several, or of one without a title, the outlets. */
function headlineOf(articles: readonly Article[]): string {
  const [only, ...more] = articles;
  const title = more.length === 0 ? only?.title?.trim() : undefined;
  return title ? clipped(title, LONGEST_TITLE) : [...new Set(articles.map(outletOf))].join(', ');
}

function outletOf({ publisher, url }: Article): string {
  const isName = publisher !== null && publisher.length <= LONGEST_OUTLET;
  return isName || url === null ? (publisher ?? '') : siteOf(new URL(url).hostname);
}

type Linked = { readonly doc: Ingested; readonly isNew: boolean };

/** The article of that id which the tenant sees already, or null. */
async function stored(desk: Desk, tenant: string, id: string): Promise<Linked | null> {
  const [doc] = await desk.store.articles(tenant, [id]);
  return doc === undefined ? null : { doc, isNew: false };
}

async function fetched(desk: Desk, address: string, { place, mayManage }: Asker): Promise<Linked> {
  const settings = await checkLinks(desk, { place, mayManage });
  const { tenant } = place;
  const topic = topicNamed(desk, tenant, settings.topic ?? '');
  const topics = given(desk, topic?.key ?? null);
  const article = await desk.fetch(address, { tenant, topics, seen: desk.clock() });
  // The page may say that its address is another one, which is known.
  const known = await stored(desk, tenant, article.id);
  if (known?.doc.article.version === article.version) return known;
  await ingest(desk, [article]);
  const after = await stored(desk, tenant, article.id);
  if (after === null) throw new SitrepError('unknown_article', 'The article was withdrawn as soon as it was indexed.');
  desk.log.info('link.indexed', { article: article.id, tenant });
  return { ...after, isNew: true };
}

/** What is set where the caller asks. Throws `not_allowed` when they may not have an article fetched there. */
export async function checkLinks(desk: Desk, { place, mayManage }: Omit<Asker, 'person'>): Promise<Settings> {
  const settings = await settingsOf(desk, place);
  const { links } = settings;
  if (links === 'everyone' || (links === 'managers' && mayManage)) return settings;
  throw new SitrepError(
    'not_allowed',
    links === 'nobody'
      ? 'Here nobody may have a linked article fetched; `/settings links managers` changes that.'
      : 'Here only those who manage the server may have a linked article fetched; `/settings links everyone` lets everybody.',
  );
}
