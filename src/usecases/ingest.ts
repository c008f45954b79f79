import type { Article } from '../core/model/article.ts';
import type { SitrepError } from '../core/model/errors.ts';
import type { Ingested } from '../core/model/ports.ts';
import { catchUp, type Desk } from './desk.ts';

/** What indexing did. Problems are named one by one; they never stop the others. */
export type IngestReport = {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly problems: readonly { readonly path: string; readonly error: SitrepError }[];
};

/** Small enough to commit often, large enough that a commit's fsync is shared. */
const BATCH = 64;

/** Reads paths and indexes what they hold, for one tenant and its topics. */
export async function ingestPaths(
  desk: Desk,
  paths: readonly string[],
  as: { readonly tenant: string; readonly topics: readonly string[] },
): Promise<IngestReport> {
  const { articles, problems } = await desk.read(paths, { ...as, seen: desk.clock() });
  return { ...(await ingest(desk, articles)), problems };
}

/**
 * Analyses and saves articles, then brings the index up to date. What is stored already with the same text and
 * metadata costs one look-up and changes nothing.
 */
export async function ingest(
  desk: Desk,
  articles: readonly Article[],
  progress: (done: number) => void = () => {},
): Promise<Omit<IngestReport, 'problems'>> {
  const counts = { added: 0, changed: 0, same: 0 };
  for (let at = 0; at < articles.length; at += BATCH) {
    const batch = articles.slice(at, at + BATCH);
    const fresh: Article[] = [];
    for (const article of batch) {
      if (await isStored(desk, article)) counts.same += 1;
      else fresh.push(article);
    }
    const analyses = await desk.analyser.analyse(fresh);
    const rows = fresh.map((article, n): Ingested => {
      const analysis = analyses[n];
      if (!analysis) throw new Error('the analyser lost an article');
      return { article: { ...article, language: article.language ?? analysis.language }, analysis };
    });
    for (const outcome of await desk.store.save(rows)) counts[outcome === 'new' ? 'added' : outcome] += 1;
    progress(at + batch.length);
  }
  await catchUp(desk);
  return counts;
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
    JSON.stringify(known.published) === JSON.stringify(article.published) &&
    article.topics.every((topic) => known.topics.includes(topic))
  );
}

/** Reads every source again: the declared ones of the topics and those added in chats. Problems are logged. */
export async function refresh(desk: Desk): Promise<IngestReport> {
  const total = { added: 0, changed: 0, same: 0, problems: [] as IngestReport['problems'][number][] };
  const chats = (await desk.store.allSources()).filter((source) => source.state === 'active');
  const jobs = [
    ...desk.topics.map((topic) => ({ paths: topic.sources, tenant: 'public', topics: [topic.slug] })),
    ...chats.map((source) => ({ paths: [source.path], tenant: source.tenant, topics: [source.topic] })),
  ];
  for (const job of jobs) {
    const report = await ingestPaths(desk, job.paths, job);
    total.added += report.added;
    total.changed += report.changed;
    total.same += report.same;
    total.problems.push(...report.problems);
  }
  for (const { path, error } of total.problems)
    desk.log.warn('source.problem', { path, code: error.code, text: error.message });
  return total;
}
