import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { type ActorTable, buildActorTable } from '../core/language/actors.ts';
import { analyse, sentencesOnly } from '../core/language/analyse.ts';
import { detectLanguage } from '../core/language/detect.ts';
import type { Actor } from '../core/model/actor.ts';
import type { Article } from '../core/model/article.ts';
import type { Analyser, Log } from '../core/model/ports.ts';
import type { Analysis } from '../core/model/statement.ts';
import { type AttributionMode, loadAttribution } from './attribution.ts';

export type AnalyserOptions = {
  /** On this thread: no start-up cost, but no deadline either. For short runs and tests. */
  readonly inline: boolean;
  /** Worker threads; each holds a language model of about 100 MB. */
  readonly threads?: number;
  /** Actors of the topics beside those of the table. */
  readonly extraActors?: readonly Actor[];
  /** How statements are found; `rules` when not given. */
  readonly attribution?: AttributionMode;
  /** Milliseconds one article may take in a worker. */
  readonly deadline?: number;
  /** Named there: articles of which only the sentences could be read. */
  readonly log?: Log;
};

const DEADLINE = 30_000;
/** A worker without work for this long ends and gives its memory back. */
const IDLE = 60_000;
/** A hostile article ends its worker, not the process. */
const HEAP_MB = 768;

/**
 * The language step of ingest. Analyses come in the order of the articles. An article that makes it fail or takes
 * longer than its deadline is known by its sentences alone; the others of the batch are not touched.
 */
export function openAnalyser(options: AnalyserOptions): Analyser {
  return options.inline ? onThisThread(options) : inWorkers(options);
}

function onThisThread({ extraActors, attribution = 'rules', log }: AnalyserOptions): Analyser {
  let table: ActorTable | null = null;
  let model: ReturnType<typeof loadAttribution> = null;
  return {
    analyse: async (articles) => {
      if (table === null) model = loadAttribution(attribution);
      table ??= buildActorTable(extraActors);
      const known = table;
      return inOrder(articles, 1, async (article) => {
        try {
          const language = article.language ?? (await detectLanguage(article.text));
          return analyse({ ...article, language }, known, model);
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
  attribution = 'rules',
  deadline = DEADLINE,
  log,
}: AnalyserOptions): Analyser {
  const most = threads ?? Math.max(1, Math.min(2, availableParallelism() - 1));
  let pool: Piscina<Article, Analysis> | null = null;
  const open = (): Piscina<Article, Analysis> =>
    new Piscina<Article, Analysis>({
      filename: new URL('./analyse-worker.ts', import.meta.url).href,
      minThreads: 0,
      maxThreads: most,
      idleTimeout: IDLE,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
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
