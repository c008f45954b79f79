import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Article } from '../core/model/article.ts';
import { SitrepError } from '../core/model/errors.ts';
import { unreadLabels } from '../core/writing/coverage.ts';
import { labelText } from '../render/labels.ts';
import { addressIn } from '../usecases/add-source.ts';
import { type IngestReport, ingest } from '../usecases/ingest.ts';
import { articlesAt } from '../usecases/once.ts';
import { fillTopics, given } from '../usecases/topics.ts';
import { openProgress, type Progress } from './progress.ts';
import { complain, printJson, type Run } from './reading.ts';

/** Articles that are stored together: after each of these steps the work can be stopped. */
const STEP = 8;
/** Exit status of what was ended by SIGINT. */
const INTERRUPTED = 130;

/**
 * Indexes files, folders, and what stands at addresses. Ctrl-C stops it after the step that is under way; the same
 * command goes on from there, since what is stored is skipped.
 */
export async function index(run: Run, inputs: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const progress = await openProgress(process.stderr, () => performance.now());
  const interrupt = () => {
    // Whoever presses it again means it; what is stored stays stored.
    if (stop.signal.aborted) {
      progress.stop();
      process.exit(INTERRUPTED);
    }
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  const work = openWork(run, progress, stop.signal);
  try {
    const addresses = inputs.filter((input) => addressIn(input) !== null);
    await work.paths(inputs.filter((input) => addressIn(input) === null));
    for (const address of addresses) await work.address(addressIn(address) ?? address);
    await fillTopics(run.desk);
  } finally {
    progress.stop();
    process.removeListener('SIGINT', interrupt);
  }
  tell(run, work.report(), stop.signal.aborted);
}

type Report = Omit<IngestReport, 'unread'> & { readonly unread: Record<string, number>; readonly total: number };

function openWork({ desk, scope: { tenant, topic } }: Run, progress: Progress, stop: AbortSignal) {
  const as = { tenant, topics: given(desk, topic), seen: desk.clock() };
  const count = { added: 0, changed: 0, same: 0 };
  const unread: Record<string, number> = {};
  const problems: { path: string; error: SitrepError }[] = [];
  let total = 0;
  const expect = (more: number) => {
    total += more;
    progress.expect(more);
  };
  const fail = (path: string, error: SitrepError) => {
    problems.push({ path, error });
    progress.failed(1);
  };
  const store = async (articles: readonly Article[]) => {
    const report = await ingest(desk, articles);
    for (const name of ['added', 'changed', 'same'] as const) count[name] += report[name];
    for (const [language, more] of Object.entries(report.unread ?? {}))
      unread[language] = (unread[language] ?? 0) + more;
    progress.done(articles.length);
    // A signal is heard in between.
    await othersFirst();
  };
  const storeAll = async (articles: readonly Article[]) => {
    for (let at = 0; at < articles.length && !stop.aborted; at += STEP) await store(articles.slice(at, at + STEP));
  };
  return {
    paths: async (paths: readonly string[]) => {
      if (paths.length === 0) return;
      const read = await desk.read(paths, as);
      for (const { path, error } of read.problems) fail(path, error);
      expect(read.articles.length);
      await storeAll(read.articles);
    },
    address: async (address: string) => {
      if (stop.aborted) return;
      try {
        const items = await articlesAt(desk, address, as, stop);
        expect(items.length);
        await storeAll(items.flatMap((one) => ('article' in one ? [one.article] : [])));
        for (const item of items) {
          if ('article' in item || stop.aborted) continue;
          const read = await item.read();
          if (read === 'stored') {
            count.same += 1;
            progress.done(1);
          } else if (!(read instanceof SitrepError)) await store([read]);
          else if (!stop.aborted) fail(address, read);
        }
      } catch (error) {
        if (!(error instanceof SitrepError)) throw error;
        if (!stop.aborted) fail(address, error);
      }
    },
    report: (): Report => ({ ...count, unread, problems, total }),
  };
}

function tell(run: Run, { added, changed, same, unread, problems, total }: Report, stopped: boolean): void {
  for (const { error } of problems) complain(error);
  const named = problems.map(({ path, error }) => ({ path, code: error.code, text: error.message }));
  const known = Object.keys(unread).length > 0 ? { unread } : {};
  const done = { added, changed, same };
  if (run.json) printJson({ ...done, ...known, problems: named, ...(stopped && { stopped }) });
  else {
    for (const label of unreadLabels(unread)) process.stderr.write(`${labelText(label)}\n`);
    process.stdout.write(`${added} added, ${changed} changed, ${same} known already, ${problems.length} skipped\n`);
  }
  if (stopped) {
    const args = { stored: added + changed + same, total };
    process.stderr.write(`${labelText({ key: 'index-stopped', args })}\n`);
    process.exitCode = INTERRUPTED;
  } else if (added + changed + same === 0 && problems.length > 0) process.exitCode = 1;
}
