import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { type ActorTable, buildActorTable } from '../core/language/actors.ts';
import { analyse, sentencesOnly } from '../core/language/analyse.ts';
import { withLanguage } from '../core/language/detect.ts';
import type { Actor } from '../core/model/actor.ts';
import type { Article } from '../core/model/article.ts';
import type { Analyser, Log } from '../core/model/ports.ts';
import type { Analysis } from '../core/model/statement.ts';
import { type AttributionMode, DEFAULT_MODE, loadAttribution } from './attribution.ts';
import { readerOf } from './reader.ts';

export type AnalyserOptions = {
  /** On this thread: no start-up cost, but no deadline either. For short runs and tests. */
  readonly inline: boolean;
  /** Worker threads; each holds a language model of about 100 MB. */
  readonly threads?: number;
  /** Actors of the topics beside those of the table. */
  readonly extraActors?: readonly Actor[];
  /** The table with them, for work on this thread; made when it is needed and not given. */
  readonly table?: ActorTable;
  /** How statements are found; `DEFAULT_MODE` when not given. */
  readonly attribution?: AttributionMode;
  /** Milliseconds one article may take in a worker. */
  readonly deadline?: number;
  /** Named there: articles of which only the sentences could be read. */
  readonly log?: Log;
};

const DEADLINE = 30_000;
/** A worker without work for this long ends and gives its memory back. */
const IDLE = 60_000;
/**
 * What a worker's heap may grow to: the largest article that is read fits, one that is hostile ends its worker and not
 * the process. V8 collects the sooner the less it may have, which keeps a worker some 50 MB smaller than by default at
 * about the same speed; of the young objects it keeps three such halves.
 */
export const HEAP = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 6 } as const;

/**
 * The language step of ingest. Analyses come in the order of the articles. An article that makes it fail or takes
 * longer than its deadline is known by its sentences alone; the others of the batch are not touched.
 */
export function openAnalyser(options: AnalyserOptions): Analyser {
  const { analyse, close } = options.inline ? onThisThread(options) : inWorkers(options);
  const reader = readerOf(options.attribution ?? DEFAULT_MODE, options.extraActors ?? []);
  return {
    reader,
    analyse: async (articles) => (await analyse(articles)).map((analysis) => ({ ...analysis, reader })),
    close,
  };
}

/** What reads, without its name. */
type Reading = Omit<Analyser, 'reader'>;

function onThisThread({ extraActors, table, attribution = DEFAULT_MODE, log }: AnalyserOptions): Reading {
  let opened: { readonly table: ActorTable; readonly model: ReturnType<typeof loadAttribution> } | null = null;
  return {
    analyse: async (articles) => {
      opened ??= { table: table ?? buildActorTable(extraActors), model: loadAttribution(attribution) };
      const { table: known, model } = opened;
      return inOrder(articles, 1, async (article) => {
        try {
          return analyse(await withLanguage(article), known, model);
        } catch (error) {
          return givenUp(article, error, log);
        }
      });
    },
    close: async () => {},
  };
}

function inWorkers({
  threads,
  extraActors = [],
  attribution = DEFAULT_MODE,
  deadline = DEADLINE,
  log,
}: AnalyserOptions): Reading {
  const most = threads ?? Math.max(1, Math.min(2, availableParallelism() - 1));
  let pool: Piscina<Article, Analysis> | null = null;
  const open = (): Piscina<Article, Analysis> =>
    new Piscina<Article, Analysis>({
      filename: new URL('./analyse-worker.ts', import.meta.url).href,
      minThreads: 0,
      maxThreads: most,
      idleTimeout: IDLE,
      resourceLimits: HEAP,
      workerData: { extraActors, attribution },
    });
  return {
    analyse: async (articles) => {
      pool ??= open();
      const running = pool;
      return inOrder(articles, most, async (article) => {
        try {
          // One task a free worker, so that the deadline counts no time in the queue.
          return await running.run(article, { signal: AbortSignal.timeout(deadline) });
        } catch (error) {
          return givenUp(article, error, log);
        }
      });
    },
    close: async () => {
      await pool?.destroy();
      pool = null;
    },
  };
}

function givenUp(article: Article, error: unknown, log: Log | undefined): Analysis {
  log?.warn('analyse.failed', { article: article.id, error: (error as Error).message });
  return sentencesOnly(article);
}

/** Runs `work` over the items, at most `width` at once; results in the order of the items. */
async function inOrder<In, Out>(items: readonly In[], width: number, work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results = new Array<Out>(items.length);
  const queue = items.entries();
  const runner = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, runner));
  return results;
}
