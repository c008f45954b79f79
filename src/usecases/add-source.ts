import { addressesIn, pageId } from '../core/address.ts';
import type { Tenant } from '../core/model/article.ts';
import type { Caller } from '../core/model/command.ts';
import { ERRORS, type ErrorCode, SitrepError } from '../core/model/errors.ts';
import type { Subscribed } from '../core/model/feed.ts';
import type { Health, KnownSource, Source } from '../core/model/source.ts';
import type { Topic } from '../core/model/topic.ts';
import { fold } from '../core/retrieval/words.ts';
import type { Desk } from './desk.ts';
import { followOne } from './follow.ts';
import { type IngestReport, ingestPaths } from './ingest.ts';
import { kindOf, sourceId, topicsOf } from './sources.ts';

/** New sources: one at a time with its first reading, or a list of feeds. */

/** Sources that a server may have of its own. */
export const MOST_SOURCES = 200;
/** Milliseconds that whoever adds a source waits for its first reading; what is left is read by the rounds. */
const READING = 45_000;

/** Items of a feed that are looked at. */
const MOST_ITEMS = 1_000;

/** For whom a source is, and which topic its articles are for. */
export type For = { readonly topic: Topic; readonly caller: Pick<Caller, 'place' | 'person'> };

export type AddedSource = {
  readonly source: Source;
  /** null: of a folder. */
  readonly health: Health | null;
  /** null: it was there already, and was not read again. */
  readonly read: (Pick<IngestReport, 'added' | 'changed' | 'same' | 'unread'> & FirstReading) | null;
};

type FirstReading = {
  /** Why something could not be read, the first of them. */
  readonly problems: readonly SitrepError[];
  /** Articles that are still to be read. */
  readonly waiting: number;
};

/** The address in what was typed, in a chat's link syntax too; null when it is none of the web. */
export function addressIn(typed: string): string | null {
  const plain = typed
    .trim()
    .replace(/^feed:(?:\/\/)?(?=https?:)/iu, '')
    .replace(/^feed:\/\//iu, 'https://');
  return addressesIn(plain, 1)[0] ?? null;
}

/** `example.org/news` without what stands before it; null for what is rather the name of a file. */
export function bareAddress(typed: string): string | null {
  const isBare =
    /^(?:[\p{L}\d-]+\.)+\p{L}{2,}(?:[/?]\S*)?$/u.test(typed.trim()) &&
    !/\.(?:txt|md|markdown|html?|jsonl|ndjson)$/iu.test(typed.trim());
  return isBare ? `https://${typed.trim()}` : null;
}

/**
 * Adds a folder or file and indexes what it holds; none of it is news. Throws `not_found`, `not_allowed`, `too_many`.
 */
export async function addFolder(desk: Desk, typed: string, to: For): Promise<AddedSource> {
  const { tenant } = to.caller.place;
  const path = await desk.locate(typed, tenant);
  const there = known(await desk.store.sources(tenant), path, to.topic);
  if (there) return { ...there, read: null };
  const source = await add(desk, path, to);
  const report = await ingestPaths(desk, [path], { tenant, topics: topicsOf(desk, source), news: false });
  const problems = report.problems.map(({ error }) => error);
  return { source, health: null, read: { ...report, problems, waiting: 0 } };
}

/**
 * Adds an address and reads it at once; none of what is there already is news. What cannot be followed is not added:
 * throws why. Errors: those of asking an address, `too_many`.
 */
export async function addAddress(desk: Desk, address: string, to: For): Promise<AddedSource> {
  const { tenant } = to.caller.place;
  const there = known(await desk.store.sources(tenant), address, to.topic);
  if (there) return { ...there, read: null };
  const source = await add(desk, address, to);
  // Whoever adds it is told what is wrong; it is no source yet that has come into trouble.
  const silent = { ...desk, log: { ...desk.log, warn: () => {} } };
  const found = await followOne(silent, source, AbortSignal.timeout(READING));
  if (found === null) throw new SitrepError('unknown_source', 'The source was removed while it was being read.');
  const { health } = found.known;
  if (health?.goodAt === null && health.problem !== null) {
    await desk.store.removeSource(tenant, source.id);
    const { code, text } = health.problem;
    throw notAdded(code, text);
  }
  // The page names a feed that is followed already.
  const others = (await desk.store.sources(tenant)).filter((one) => one.source.id !== source.id);
  const same = health?.address ? known(others, health.address, to.topic) : undefined;
  if (same) {
    await desk.store.removeSource(tenant, source.id);
    return { ...same, read: null };
  }
  return {
    source,
    health,
    read: { ...found.report, same: 0, problems: found.problems, waiting: await waitingOf(desk, source) },
  };
}

/** Items that were not asked for yet. */
async function waitingOf(desk: Desk, source: Source): Promise<number> {
  const most = { perSource: MOST_ITEMS, limit: MOST_ITEMS };
  const items = await desk.store.dueItems(Number.MAX_SAFE_INTEGER, most, source);
  return items.filter(({ reading }) => reading.tries === 0).length;
}

/** Why an address is not followed, as it was found to be: with what to do behind it, which here is something else. */
function notAdded(code: ErrorCode, line: string): SitrepError {
  const { next, retry } = ERRORS[code];
  const what = line.endsWith(next) ? line.slice(0, -next.length).trim() : line;
  return new SitrepError(code, what, { next: retry ? 'It was not added: try again later.' : 'It was not added.' });
}

export type ImportReport = {
  readonly added: number;
  readonly same: number;
  /** Not taken: there are as many as there may be. */
  readonly over: number;
  /** No addresses of the web. */
  readonly refused: number;
};

/**
 * Adds the feeds of a list, which the rounds then read. One that lies in a folder named like a topic is for that topic.
 */
export async function addFeeds(desk: Desk, feeds: readonly Subscribed[], to: For): Promise<ImportReport> {
  const { tenant } = to.caller.place;
  const topics = desk.topics(tenant);
  const all = [...(await desk.store.sources(tenant))];
  const report = { added: 0, same: 0, over: 0, refused: 0 };
  for (const { url, folders } of feeds) {
    const topic = topics.find((one) => folders.some((name) => isNamed(one, name))) ?? to.topic;
    if (!isWeb(url)) report.refused += 1;
    else if (known(all, url, topic)) report.same += 1;
    else if (ownOf(all, tenant).length >= MOST_SOURCES) report.over += 1;
    else {
      const source = sourceFor(desk, url, { ...to, topic });
      report[(await desk.store.addSource(source)) === 'new' ? 'added' : 'same'] += 1;
      all.push({ source, health: null });
    }
  }
  return report;
}

const isNamed = ({ slug, title }: Topic, folder: string): boolean =>
  [slug, title].some((one) => fold(one) === fold(folder));

function isWeb(address: string): boolean {
  if (!URL.canParse(address) || kindOf(address) !== 'web') return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}

/** Whether two addresses or paths are the same place, however they are spelt. */
export const isSamePlace = (a: string, b: string): boolean =>
  a === b || (isWeb(a) && isWeb(b) && pageId(new URL(a)) === pageId(new URL(b)));

/** A source of that place and topic which is there. */
function known(all: readonly KnownSource[], path: string, topic: Topic): KnownSource | undefined {
  return all.find(
    ({ source, health }) =>
      source.topic === topic.key && [source.path, health?.address ?? source.path].some((one) => isSamePlace(one, path)),
  );
}

const ownOf = (all: readonly KnownSource[], tenant: Tenant) =>
  all.filter(({ source }) => source.tenant === tenant && !source.declared);

function sourceFor(desk: Desk, path: string, { topic, caller: { place, person } }: For): Source {
  return {
    id: sourceId(place.tenant, path, topic.key),
    tenant: place.tenant,
    topic: topic.key,
    kind: kindOf(path),
    path,
    declared: false,
    state: 'active',
    by: person,
    made: desk.clock(),
  };
}

async function add(desk: Desk, path: string, to: For): Promise<Source> {
  const { tenant } = to.caller.place;
  const own = ownOf(await desk.store.sources(tenant), tenant);
  if (own.length >= MOST_SOURCES)
    throw new SitrepError('too_many', `There are ${own.length} sources here already, and no more than that.`, {
      next: 'Remove one first: `/sources list` shows them.',
    });
  const source = sourceFor(desk, path, to);
  await desk.store.addSource(source);
  return source;
}
