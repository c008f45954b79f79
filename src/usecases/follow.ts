import type { Article } from '../core/model/article.ts';
import { errorLine, isStoreTrouble, SitrepError } from '../core/model/errors.ts';
import type { FoundFeed, Health, Heard, KnownSource, Source } from '../core/model/source.ts';
import { afterDiscovery, afterReading, afterTrouble, isGoneForGood, type Trouble } from '../core/source/health.ts';
import { meaningOf } from '../core/source/status.ts';
import type { Desk } from './desk.ts';
import { readItems } from './follow-items.ts';
import { byHost, hostOf, type Round, startRound, withdrawGone } from './follow-round.ts';
import { ingest } from './ingest.ts';
import { topicsOf } from './sources.ts';

/** What following did in one round. */
export type FollowReport = {
  readonly asked: number;
  readonly unchanged: number;
  readonly troubled: number;
  readonly added: number;
  readonly changed: number;
};

/** Addresses that are taken out of the store at once. */
const BITE = 200;

type Followed = { readonly source: Source; readonly health: Health };
/** Sources of one address: it is asked once for all of them. */
type Group = { readonly address: string; readonly sources: readonly Followed[] };

/**
 * One round: asks every address that may be asked, then reads the items that wait. Bounded in time; what is left has
 * its turn in the next round. A source or item that makes trouble stops no other. Ends early once `stop` is aborted.
 * Errors: those of the store.
 */
export async function follow(desk: Desk, stop?: AbortSignal): Promise<FollowReport> {
  const round = startRound(stop);
  // What the last round left: a host that hangs now does not hold it up.
  await readItems(desk, round, null);
  const tried = new Set<string>();
  while (!round.isOver()) {
    const due = await desk.store.dueSources('web', desk.clock(), BITE);
    const groups = groupsOf(due).filter(({ address }) => !tried.has(address));
    if (groups.length === 0) break;
    for (const { address } of groups) tried.add(address);
    await byHost(
      round,
      groups,
      ({ address }) => address,
      (group) => ask(desk, round, group),
    );
  }
  await readItems(desk, round, null);
  const report = { ...round.done };
  if (report.asked + report.added + report.changed > 0) desk.log.info('sources.followed', report);
  return report;
}

/**
 * Follows one source at once, as far as its address may be asked now: for whoever has just added it. null: there is no
 * such source.
 */
export async function followOne(
  desk: Desk,
  { tenant, id }: Pick<Source, 'tenant' | 'id'>,
  stop?: AbortSignal,
): Promise<{
  readonly known: KnownSource;
  readonly report: FollowReport;
  readonly problems: readonly SitrepError[];
} | null> {
  const round = startRound(stop);
  const find = async () =>
    (await desk.store.sources(tenant)).find(({ source }) => source.tenant === tenant && source.id === id);
  // A page, then the feed that it names.
  for (let step = 0; step < 2; step++) {
    const [group] = groupsOf([await find()].filter((one) => one !== undefined));
    const health = group?.sources[0]?.health;
    if (!group || !health || health.stopped || health.nextAt > desk.clock()) break;
    await ask(desk, round, group);
  }
  await readItems(desk, round, { tenant, id });
  const known = await find();
  return known === undefined ? null : { known, report: { ...round.done }, problems: round.problems };
}

function groupsOf(due: readonly KnownSource[]): readonly Group[] {
  const followed = due.flatMap(({ source, health }) => (health === null ? [] : [{ source, health }]));
  const groups = Map.groupBy(followed, ({ source, health }) => health.address ?? source.path);
  return [...groups].map(([address, sources]) => ({ address, sources }));
}

async function ask(desk: Desk, round: Round, { address, sources }: Group): Promise<void> {
  const [{ health }] = sources as readonly [Followed, ...Followed[]];
  // What is unchanged for one of them may be new for another.
  const alike = sources.every(
    ({ health: { etag, modified, goodAt } }) => goodAt !== null && etag === health.etag && modified === health.modified,
  );
  const { etag, modified } = alike ? health : { etag: null, modified: null };
  let heard: Heard | Trouble;
  try {
    heard = await desk.web.ask({ address, etag, modified, reads: health.reads }, round.stop);
  } catch (error) {
    if (round.stop?.aborted) return;
    heard = troubleOf(desk, error);
  }
  round.done.asked += 1;
  for (const one of sources) {
    try {
      await take(desk, round, one, heard);
    } catch (error) {
      if (isStoreTrouble(error)) throw error;
      await trouble(desk, round, one, troubleOf(desk, error));
    }
  }
}

function troubleOf(desk: Desk, error: unknown): Trouble {
  if (error instanceof SitrepError) return { code: error.code, text: errorLine(error) };
  desk.log.error('follow.failed', { error: String(error) });
  return { code: 'internal', text: 'It could not be read for a reason that the log names.' };
}

async function take(desk: Desk, round: Round, one: Followed, heard: Heard | Trouble): Promise<void> {
  if ('code' in heard) return trouble(desk, round, one, heard);
  const meaning = meaningOf(heard.status, heard.host);
  const { caching, found } = heard;
  if (meaning.is === 'failure') {
    const text = errorLine(new SitrepError(meaning.code, meaning.why));
    return trouble(desk, round, one, { code: meaning.code, text, caching, meaning });
  }
  const { source, health } = one;
  const now = desk.clock();
  if (found === null) {
    round.done.unchanged += 1;
    await save(desk, source, afterReading(health, heard, null, now));
  } else if (found.is === 'feed') await takeFeed(desk, one, heard, found);
  else if (found.feeds[0] !== undefined && health.address === null)
    await save(desk, source, afterDiscovery(health, found.feeds[0], now));
  else if (health.reads !== 'page' && (health.reads === 'feed' || health.address !== null)) {
    const error = new SitrepError('feed_unreadable', `What ${heard.host} gives is a web page, where a feed was.`);
    await trouble(desk, round, one, { code: error.code, text: errorLine(error), caching });
  } else if (found.article instanceof SitrepError) {
    const { code } = found.article;
    await trouble(desk, round, one, { code, text: errorLine(found.article), caching });
  } else await takePage(desk, round, one, heard, found.article);
}

async function takeFeed(desk: Desk, { source, health }: Followed, heard: Heard, feed: FoundFeed): Promise<void> {
  const now = desk.clock();
  const isFirst = health.goodAt === null;
  const { title, ttlMinutes, total, misdated } = feed;
  const next = afterReading(health, heard, { title, ttlMinutes, reads: 'feed', page: null }, now);
  const items = feed.items.map((item) => ({ ...item, backlog: isFirst }));
  await desk.store.setHealth(source.tenant, source.id, next, items, now);
  if (isFirst || health.problem !== null)
    desk.log.info('source.reads', { source: source.id, tenant: source.tenant, items: items.length, of: total });
  if (isFirst && misdated > 0) desk.log.warn('source.dates', { source: source.id, undated: misdated });
}

async function takePage(
  desk: Desk,
  round: Round,
  { source, health }: Followed,
  heard: Heard,
  found: Article,
): Promise<void> {
  const { tenant, id } = source;
  const article = { ...found, tenant, topics: topicsOf(desk, source), seen: desk.clock() };
  const report = await round.inTurn(() => ingest(desk, [article], { news: health.goodAt !== null }));
  round.done.added += report.added;
  round.done.changed += report.changed;
  const page = { article: article.id, gone: null };
  const seen = { title: article.title, ttlMinutes: null, reads: 'page', page } as const;
  await save(desk, { tenant, id }, afterReading(health, heard, seen, desk.clock()));
}

async function trouble(desk: Desk, round: Round, { source, health }: Followed, what: Trouble): Promise<void> {
  const now = desk.clock();
  const { tenant, path } = source;
  const next = afterTrouble(health, what, now);
  round.done.troubled += 1;
  if (next.page !== null && isGoneForGood(next.page.gone, now))
    await withdrawGone(desk, { tenant, id: next.page.article }, health.address ?? path);
  await save(desk, source, next);
  if (health.problem?.code === what.code) return;
  // An address may hold somebody's key to it.
  desk.log.warn('source.problem', { source: source.id, host: hostOf(path), code: what.code, text: what.text });
  desk.meter.count('source_errors', { code: what.code });
}

async function save(desk: Desk, { tenant, id }: Pick<Source, 'tenant' | 'id'>, health: Health): Promise<void> {
  await desk.store.setHealth(tenant, id, health);
}
