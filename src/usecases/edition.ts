import { standsFor } from '../core/language/actors.ts';
import type { Briefing } from '../core/model/answer.ts';
import type { ArticleId, Hash, Instant, Tenant } from '../core/model/article.ts';
import type { Decision, Had, SlotRecord } from '../core/model/delivery.ts';
import type { Counted, Ingested, Scope } from '../core/model/ports.ts';
import type { Digest } from '../core/model/subscription.ts';
import { writeCoverage } from '../core/writing/coverage.ts';
import { type Changed, namesOf, type Written, writeEdition } from '../core/writing/edition.ts';
import { namedArticle } from '../core/writing/named.ts';
import { countOf } from './brief.ts';
import { type Desk, idOf, staleAfter, topicAt, topicTitle, WINDOW } from './desk.ts';

/** What a digest would hold now, and what that was decided from. */
export type Edition = {
  /** The store's `seq` up to which it reaches. */
  readonly upTo: number;
  /** When the edition before was made; null before the first. */
  readonly before: Instant | null;
  /** null: there is no news, or all of it is older than the edition before. */
  readonly briefing: Briefing | null;
  /** What the channel has been told of when this is delivered. */
  readonly had: readonly Had[];
  readonly counted: Counted;
} & Omit<Decision, 'outcome'>;

/** Newly indexed articles that are looked for, and of them those whose versions are compared. */
const NEWER = 10_000;
const COMPARED = 300;
/** Older articles that are named. */
const OLDER = 5;
/** Decided slots among which the last edition is looked for. */
const SLOTS = 300;

/**
 * Finds what was indexed since the watermark and the channel was not told of, in this version, and writes it. Newly
 * indexed articles that are older than the edition before are no news: alone they make none.
 */
export async function makeEdition(
  desk: Desk,
  digest: Digest,
  { late, skipped }: { readonly late: Instant | null; readonly skipped: number },
): Promise<Edition> {
  const { store } = desk;
  const made = desk.clock();
  const upTo = await store.seq();
  const scope: Scope = { tenant: digest.place.tenant, topic: digest.topic, docs: null, since: null, until: null };
  const last = await lastEdition(desk, digest);
  const before = digest.upTo === 0 ? null : last.at;
  const { fresh, older, changed } = await newTo(desk, digest, scope, before);
  const counted = await store.count(scope);
  const { stale } = writeCoverage({ counted, made, staleAfterHours: staleAfter(desk, digest.topic) });
  const broken = await brokenSources(desk, digest);
  const basis = { upTo, before, counted, broken, stale, older: older.length };
  const reading = fresh.slice(0, WINDOW);
  const written =
    fresh.length + changed.length > 0 ? await shared(desk, digest, { scope, upTo, fresh, changed }) : null;
  const told = written?.written.changed ?? [];
  if (written === null || reading.length + told.length === 0) return { ...basis, fresh: 0, briefing: null, had: [] };

  const named = await store.articles(scope.tenant, older.slice(0, OLDER));
  const { groups, differences, timeline, sources, silent } = written.written;
  const listed = groups.length > 0 ? [] : written.articles.slice(0, OLDER);
  const briefing: Briefing = {
    kind: 'briefing',
    id: idOf('edition', digest.id, upTo, made),
    made,
    upTo,
    topic: digest.topic,
    headline: topicTitle(desk, digest.topic),
    since: null,
    groups,
    differences,
    missing: [],
    timeline,
    sources,
    // How old the topic is, is said of all its articles, not of those that are new.
    coverage: writeCoverage({ counted: written.counted, made, staleAfterHours: Number.POSITIVE_INFINITY }),
    edition: {
      ...{ before, late, skipped: skipped + last.missed, broken },
      fresh: fresh.length,
      read: reading.length,
      changed: told.length,
      silent: namesOf(silent, desk.table),
      listed: listed.map(namedArticle),
      older: named.map(namedArticle),
      olderCount: older.length,
      staleSince: stale ? counted.newest : null,
    },
  };
  const had = [...written.articles, ...changed.map(({ now }) => now), ...named].map(
    ({ article: { id, version } }): Had => ({ article: id, version }),
  );
  return { ...basis, fresh: fresh.length + told.length, briefing, had };
}

/** When the last edition was made that arrived or is on its way, and how many since then did not, or were never made. */
async function lastEdition(
  { store }: Desk,
  { place, id, made }: Digest,
): Promise<{ readonly at: Instant; readonly missed: number }> {
  const slots = await store.slots(place.tenant, id, SLOTS);
  const isEdition = ({ decision: { outcome } }: SlotRecord) => outcome === 'sent' || outcome === 'late';
  const told = slots.findIndex((slot) => isEdition(slot) && (slot.state === 'sent' || slot.state === 'open'));
  // One that was made again has the slots of the first as well.
  const since = (told < 0 ? slots : slots.slice(0, told)).filter(({ at }) => at >= made);
  const missed = since.filter(
    (slot) => slot.decision.outcome === 'skipped' || (isEdition(slot) && slot.state === 'dead'),
  );
  return { at: (slots[told] ?? slots.at(-1))?.at ?? made, missed: missed.length };
}

type New = {
  /** Newest first. */
  readonly fresh: readonly ArticleId[];
  /** Published before the edition before. */
  readonly older: readonly ArticleId[];
  readonly changed: readonly Changed[];
};

async function newTo({ store }: Desk, { place, upTo }: Digest, scope: Scope, before: Instant | null): Promise<New> {
  const newer = await store.newer(scope, upTo, NEWER);
  const ids = newer.length < NEWER ? newer : (await store.list(scope, NEWER)).toReversed();
  const had = await store.had(place, ids);
  const changed: Changed[] = [];
  const lost = new Set<ArticleId>();
  const again = await store.articles(scope.tenant, ids.filter((id) => had.has(id)).slice(-COMPARED));
  for (const now of again) {
    const { id, version } = now.article;
    const hash = had.get(id);
    if (hash === undefined || hash === version) continue;
    const was = await store.article(scope.tenant, id, hash);
    if (was) changed.push({ was, now });
    else lost.add(id);
  }
  // What the channel had and the store no longer has is told anew.
  const docs = ids.filter((id) => !had.has(id) || lost.has(id));
  const ordered = docs.length > 0 ? await store.list({ ...scope, docs }, NEWER) : [];
  const end = before === null ? ordered.length : await firstOlder(store, scope.tenant, ordered, before);
  return { fresh: ordered.slice(0, end), older: ordered.slice(end), changed };
}

/** Where in a list, newest first, those begin that were published before; an undated article never was. */
async function firstOlder(
  store: Desk['store'],
  tenant: Tenant,
  ids: readonly ArticleId[],
  before: Instant,
): Promise<number> {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const [doc] = await store.articles(tenant, [ids[middle]!]);
    const published = doc?.article.published ?? null;
    if (published !== null && published.precision !== 'unresolved' && published.to < before) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Files and folders of the topic that could not be read when its sources were read last. */
async function brokenSources({ store }: Desk, { place, topic }: Digest): Promise<number> {
  const all = await store.sources(place.tenant);
  const paths = all.map(({ source }) => source).filter((one) => one.topic === topic && one.state === 'active');
  const broken = (await store.problems()).filter((problem) =>
    paths.some(
      ({ tenant, path }) =>
        tenant === problem.tenant &&
        problem.path.split(', ').some((one) => one === path || one.startsWith(`${path.replace(/\/$/u, '')}/`)),
    ),
  );
  return new Set(broken.map(({ path }) => path)).size;
}

type Material = {
  readonly scope: Scope;
  readonly upTo: number;
  readonly fresh: readonly ArticleId[];
  readonly changed: readonly Changed[];
};
type Shared = { readonly written: Written; readonly articles: readonly Ingested[]; readonly counted: Counted };

/** Editions that were written last, of each desk: many channels want the same one in the same minute. */
const written = new WeakMap<Desk, Map<string, Promise<Shared>>>();
const REMEMBERED = 16;

/** The same news after the same editions is written once. */
async function shared(desk: Desk, digest: Digest, material: Material): Promise<Shared> {
  const { scope, upTo, fresh, changed } = material;
  const known = await hadBefore(desk, digest, material);
  const versions = changed.map(({ was, now }) => [now.article.id, was.article.version, now.article.version]);
  const key = idOf(scope.tenant, digest.topic, upTo, fresh, versions, known);
  const all = written.get(desk) ?? new Map<string, Promise<Shared>>();
  written.set(desk, all);
  const found = all.get(key);
  if (found) return found;
  const making = write(desk, digest, material, known);
  making.catch(() => all.delete(key));
  all.set(key, making);
  for (const old of [...all.keys()].slice(0, -REMEMBERED)) all.delete(old);
  return making;
}

/** The newest articles that the channel had before, in the versions that it had. */
async function hadBefore(
  { store }: Desk,
  { place }: Digest,
  { scope, fresh, changed }: Material,
): Promise<[ArticleId, Hash][]> {
  const found = await store.list(scope, 2 * WINDOW + Math.min(fresh.length, COMPARED));
  const had = await store.had(place, found);
  const again = new Set(changed.map(({ now }) => now.article.id));
  const news = new Set(fresh);
  return found
    .flatMap((id): [ArticleId, Hash][] => {
      const hash = had.get(id);
      return hash === undefined || again.has(id) || news.has(id) ? [] : [[id, hash]];
    })
    .slice(0, WINDOW);
}

async function write(
  desk: Desk,
  { topic }: Digest,
  { scope, fresh, changed }: Material,
  had: readonly [ArticleId, Hash][],
): Promise<Shared> {
  const { store, table } = desk;
  const articles = await store.articles(scope.tenant, fresh.slice(0, WINDOW));
  const known: Ingested[] = [];
  for (const [id, hash] of had) {
    const doc = await store.article(scope.tenant, id, hash);
    if (doc) known.push(doc);
  }
  const actors = topicAt(desk, topic)?.actors ?? [];
  const title = topicTitle(desk, topic);
  const edition = writeEdition({ topic: { slug: topic, title }, articles, changed, known, actors, table });
  // Whoever speaks in a new article that was only counted was not silent.
  const silent: string[] = [];
  for (const actor of edition.silent)
    if (!(await speaks(desk, { ...scope, docs: fresh.slice(WINDOW) }, actor))) silent.push(actor);
  const counted = countOf([...articles, ...edition.changed.map(({ now }) => now)]);
  return { written: { ...edition, silent }, articles, counted };
}

async function speaks({ store, table }: Desk, scope: Scope, actor: string): Promise<boolean> {
  if (scope.docs?.length === 0) return false;
  const country = table.actors.get(actor)?.country;
  const said = await store.statements({ scope, actors: [actor, ...(country ? [country] : [])], limit: COMPARED });
  return said.some(
    ({ speaker, kind, polarity }) =>
      speaker !== null &&
      kind !== 'ascribed' &&
      polarity !== 'withheld' &&
      standsFor(speaker, actor, table) === 'speaks',
  );
}
