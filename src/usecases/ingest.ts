import { setTimeout as sleep } from 'node:timers/promises';
import type { Article, Tenant } from '../core/model/article.ts';
import { errorLine, SitrepError } from '../core/model/errors.ts';
import type { Counted } from '../core/model/ports.ts';
import { unreadOf } from '../core/writing/coverage.ts';
import { analysed, catchUp, type Desk } from './desk.ts';
import { topicsOf } from './sources.ts';

/** What indexing did. Problems are named one by one; they never stop the others. */
export type IngestReport = {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  /** By language those of the added and changed that are not read for statements. */
  readonly unread?: Counted['unread'];
  readonly problems: readonly { readonly path: string; readonly error: SitrepError }[];
};

/** Small enough to commit often, large enough that a commit's fsync is shared. */
const BATCH = 64;

/** Reads paths and indexes what they hold, for one tenant and its topics. */
export async function ingestPaths(
  desk: Desk,
  paths: readonly string[],
  as: { readonly tenant: string; readonly topics: readonly string[] } & Pick<IngestAs, 'news'>,
): Promise<IngestReport> {
  const { articles, problems } = await desk.read(paths, { ...as, seen: desk.clock() });
  return { ...(await ingest(desk, articles, as)), problems };
}

export type IngestAs = {
  readonly progress?: (done: number) => void;
  /** false: what is new is indexed, and nobody is told of it (the backlog of a new source). */
  readonly news?: boolean;
};

/**
 * Analyses and saves articles, then brings the index up to date. What is stored already with the same text and
 * metadata costs one look-up and changes nothing; one that is marked as withdrawn answers no more.
 */
export async function ingest(
  desk: Desk,
  articles: readonly Article[],
  { progress = () => {}, news = true }: IngestAs = {},
): Promise<Omit<IngestReport, 'problems'>> {
  const counts = { added: 0, changed: 0, same: 0 };
  const analyses: { language: string | null }[] = [];
  for (let at = 0; at < articles.length; at += BATCH) {
    const batch = articles.slice(at, at + BATCH);
    const fresh: Article[] = [];
    for (const article of batch) {
      if (article.state === 'withdrawn') counts[(await takeBack(desk, article)) ? 'changed' : 'same'] += 1;
      else if (await isStored(desk, article)) counts.same += 1;
      else fresh.push(article);
    }
    const found = await analysed(desk, fresh);
    analyses.push(...found.map(({ analysis: { language } }) => ({ language })));
    for (const outcome of await desk.store.save(found, { news })) counts[COUNTED[outcome]] += 1;
    progress(at + batch.length);
  }
  await catchUp(desk);
  const unread = unreadOf(analyses);
  return { ...counts, ...(unread && { unread }) };
}

const COUNTED = { new: 'added', changed: 'changed', same: 'same', reread: 'same' } as const;

/** How many stored articles one refresh reads again: some half a minute's work; the rest has its turn at the next. */
const REREAD = 512;

/**
 * Reads stored articles again that another reader read (another release, setting or list of actors), the newest first.
 * They are no news: no digest holds them for it.
 */
async function reread(desk: Desk): Promise<void> {
  const { reader } = desk.analyser;
  const upTo = await desk.store.seq();
  let count = 0;
  for (let left = REREAD; left > 0; left -= BATCH) {
    const old = await desk.store.outdated(reader, upTo, BATCH);
    if (old.length === 0) break;
    const outcomes = await desk.store.save(
      await analysed(
        desk,
        old.map(({ article }) => article),
      ),
    );
    count += outcomes.filter((outcome) => outcome !== 'same').length;
  }
  if (count > 0) {
    await catchUp(desk);
    desk.log.info('articles.reread', { count });
  }
}

/** What is marked as withdrawn is never stored; whether something was that is withdrawn now. */
async function takeBack({ store }: Desk, { tenant, id }: Article): Promise<boolean> {
  const known = (await store.article(tenant, id))?.article;
  if (known?.tenant !== tenant || known.state !== 'live') return false;
  await store.withdraw(tenant, id);
  return true;
}

async function isStored(desk: Desk, article: Article): Promise<boolean> {
  const known = (await desk.store.article(article.tenant, article.id))?.article;
  return (
    known !== undefined &&
    known.tenant === article.tenant &&
    known.state === 'live' &&
    known.version === article.version &&
    known.title === article.title &&
    known.publisher === article.publisher &&
    known.url === article.url &&
    known.teaser === article.teaser &&
    JSON.stringify(known.published) === JSON.stringify(article.published) &&
    article.topics.every((topic) => known.topics.includes(topic))
  );
}

/** What was said of each desk's sources at the last reading: the same trouble is logged once, not at every beat. */
const told = new WeakMap<Desk, ReadonlySet<string>>();

const MOST_FOLDERS = 10_000;

/**
 * Reads every folder and file again: the declared ones of the topics and those added in chats. What cannot be read or
 * stored is logged and named, and so is what hangs; the other sources go on. An id that an earlier source of the same
 * tenant has keeps that one's text.
 */
export async function refresh(desk: Desk): Promise<IngestReport> {
  const total = { added: 0, changed: 0, same: 0, problems: [] as Trouble[] };
  try {
    await reread(desk);
  } catch (error) {
    if (!(error instanceof SitrepError)) throw error;
    total.problems.push({ tenant: 'public', path: 'stored articles', error });
  }
  const folders = await desk.store.dueSources('folder', desk.clock(), MOST_FOLDERS);
  const versions = new Map<string, string>();
  for (const { source } of folders) {
    const { tenant, path } = source;
    try {
      const { articles, problems } = await readInTime(desk, { paths: [path], tenant, topics: topicsOf(desk, source) });
      total.problems.push(...problems.map((problem) => ({ ...problem, tenant })));
      const free = articles.filter(({ tenant, id, version }) => {
        const key = JSON.stringify([tenant, id]);
        const first = versions.get(key) ?? version;
        versions.set(key, first);
        const text = `${path}: the id “${id}” is taken by an article of another source.`;
        if (first !== version) total.problems.push({ tenant, path, error: new SitrepError('duplicate', text) });
        return first === version;
      });
      const report = await ingest(desk, free);
      total.added += report.added;
      total.changed += report.changed;
      total.same += report.same;
    } catch (error) {
      if (!(error instanceof SitrepError)) throw error;
      total.problems.push({ tenant, path, error });
    }
  }
  await tell(desk, total.problems);
  return total;
}

type Job = { readonly paths: readonly string[]; readonly tenant: Tenant; readonly topics: readonly string[] };
type Reading = ReturnType<Desk['read']>;

/** Longer than this nobody waits for a source: the others go on, and a later round takes what it gives. */
const SLOW_MS = 10_000;
/** What is still being read, of each desk. */
const pending = new WeakMap<Desk, Map<string, Reading>>();

/** What a source holds. Throws `unreadable` when its disk or network hangs; it is not read twice at once. */
async function readInTime(desk: Desk, { paths, tenant, topics }: Job): Reading {
  const readings = pending.get(desk) ?? new Map<string, Reading>();
  pending.set(desk, readings);
  const key = JSON.stringify([tenant, topics, paths]);
  const reading = readings.get(key) ?? desk.read(paths, { tenant, topics, seen: desk.clock() });
  readings.set(key, reading);
  const end = new AbortController();
  const slow = sleep(SLOW_MS, null, { ref: false, signal: end.signal }).catch(() => null);
  let read: Awaited<Reading> | null;
  try {
    read = await Promise.race([reading, slow]);
  } catch (error) {
    readings.delete(key);
    throw error;
  } finally {
    end.abort();
  }
  if (read === null) {
    // It may fail when nobody waits for it any more.
    reading.catch(() => {});
    throw new SitrepError('unreadable', `${paths.join(', ')}: still being read after ${SLOW_MS / 1_000} seconds.`, {
      next: 'Check the disk or network that it lies on; the other sources go on.',
    });
  }
  readings.delete(key);
  return read;
}

type Trouble = IngestReport['problems'][number] & { readonly tenant: Tenant };

/** New trouble is logged and counted; all there is now stands in the store, for `sitrep status`. */
async function tell(desk: Desk, problems: readonly Trouble[]): Promise<void> {
  const before = told.get(desk) ?? new Set();
  for (const { path, error } of problems) {
    if (before.has(errorLine(error))) continue;
    desk.log.warn('source.problem', { path, code: error.code, text: errorLine(error) });
    desk.meter.count('source_errors', { code: error.code });
  }
  told.set(desk, new Set(problems.map(({ error }) => errorLine(error))));
  const found = problems.map(({ tenant, path, error }) => ({ tenant, path, code: error.code, text: errorLine(error) }));
  try {
    await desk.store.report(found, desk.clock());
  } catch (error) {
    if (!(error instanceof SitrepError)) throw error;
    desk.log.warn('source.not-reported', { code: error.code, text: errorLine(error) });
  }
}
