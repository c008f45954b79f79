import type { ResourceLimits } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { SitrepError } from '../../core/model/errors.ts';
import type { FeedList } from '../../core/model/feed.ts';
import type { Clock } from '../../core/model/ports.ts';
import type { PageDraft } from '../pages.ts';
import { unreadable } from './body.ts';
import type { Fetched } from './fetcher.ts';
import type * as worker from './page-worker.ts';
import type { PageTask, SourceRead } from './page-worker.ts';

/**
 * An article with its scripts fits, and a feed of 1,000 whole articles (8 MB); nothing but tags or entities ends its
 * worker. `npm run faults -- bombs` shows what the process grows by.
 */
const HEAP = { maxOldGenerationSizeMb: 36, maxYoungGenerationSizeMb: 3 } as const;
/** Whoever runs this put the files there. */
const FILE_HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 } as const;
const FILE_DEADLINE = 30_000;
/** A worker without work for this long ends: a round that has asked all feeds needs its memory for the texts. */
const IDLE = 1_500;

/** What somebody gave was fetched nowhere. */
const GIVEN: Omit<Task, 'body'> = { url: new URL('about:list'), type: '', header: () => '' };
const NO_LIST = 'Give an OPML file, as feed readers export it.';

type Task = Pick<Fetched, 'url' | 'type' | 'body' | 'header'>;

/** Reads markup. Errors: SitrepError `page_unreadable`. */
export type Parser = {
  page(fetched: Fetched): Promise<PageDraft>;
  /** A feed, or the page that stands in its place. */
  source(fetched: Fetched): Promise<SourceRead>;
  /** A list of subscriptions (OPML). Also `feed_unreadable`. */
  list(bytes: Uint8Array): Promise<FeedList>;
  close(): Promise<void>;
};

/** Reads fetched pages and feeds in a worker thread. The deadline for each is in milliseconds. */
export function openParser(deadline: number, clock: Clock): Parser {
  const { run, close } = openWorker(deadline, HEAP, clock);
  return {
    page: async (fetched) => (await run('page', fetched)) as PageDraft,
    source: async (fetched) => (await run('source', fetched)) as SourceRead,
    list: async (body) => {
      const read = (await run('list', { ...GIVEN, body: Buffer.from(body) })) as FeedList | string;
      if (typeof read === 'string') throw new SitrepError('feed_unreadable', read, { next: NO_LIST });
      return read;
    },
    close,
  };
}

/** Reads the web pages of files in another one, with room for long ones. Errors: SitrepError `page_unreadable`. */
export function openFileParser(clock: Clock) {
  const { run, close } = openWorker(FILE_DEADLINE, FILE_HEAP, clock);
  return {
    page: async (words: string) => (await run('file', { ...GIVEN, body: Buffer.from(words) })) as PageDraft,
    close,
  };
}

/** One after the other, so that the deadline counts no time in the queue. */
function openWorker(deadline: number, resourceLimits: ResourceLimits, clock: Clock) {
  let pool: Piscina<PageTask> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const read = async (name: keyof typeof worker, { url, type, body, header }: Task): Promise<unknown> => {
    pool ??= new Piscina<PageTask>({
      filename: new URL('./page-worker.ts', import.meta.url).href,
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE,
      resourceLimits,
    });
    const task = {
      bytes: body,
      type,
      address: url.href,
      language: header('content-language'),
      now: clock(),
      owned: true,
    };
    // Handed over and not copied, unless it is a part of something else; piscina takes its type from another overload.
    const transferList = body.byteLength === body.buffer.byteLength ? [body.buffer] : [];
    try {
      return await pool.run(task, { name, transferList: transferList as never, signal: AbortSignal.timeout(deadline) });
    } catch {
      throw unreadable(url.hostname, 'its markup takes too long or too much memory');
    }
  };
  return {
    run: (name: keyof typeof worker, fetched: Task): Promise<unknown> => {
      const mine = last.then(() => read(name, fetched));
      last = mine.catch(() => {});
      return mine;
    },
    close: async (): Promise<void> => {
      await pool?.destroy();
      pool = null;
    },
  };
}
