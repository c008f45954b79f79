import { basename } from 'node:path';
import { type App, openApp } from '../app.ts';
import { parseTime } from '../commands/support.ts';
import { readConfig, readEnvironment, secretsOf } from '../config.ts';
import type { Article, ArticleId } from '../core/model/article.ts';
import { errorLine, SitrepError } from '../core/model/errors.ts';
import type { Clock, Scope } from '../core/model/ports.ts';
import { openLog } from '../infra/log.ts';
import type { Desk } from '../usecases/desk.ts';
import { ingest, refresh } from '../usecases/ingest.ts';

/** The options of the reading verbs (CONTRACT §2), as typed. */
export type Reading = {
  readonly topic?: string;
  readonly articles?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly now?: string;
  readonly json?: boolean;
};

/** One run of a verb: the desk it reads, what it may see, how it prints. */
export type Run = {
  readonly app: App;
  readonly desk: Desk;
  readonly scope: Scope;
  readonly json: boolean;
  /** The operator's title of what is read. */
  readonly title: string;
  /** Ids in input order with `--articles`; null over the bot's own store. */
  readonly order: readonly ArticleId[] | null;
  /** Fixes the clock for what follows; null gives back the run's own. */
  at(now: string | null): void;
};

/** Opens what the options ask for, runs the verb, closes. Problems with inputs go to standard error, one line each. */
export async function withDesk(options: Reading, verb: (run: Run) => Promise<void>): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = openLog(config.log ?? 'error', secretsOf(config));
  const own: Clock = options.now ? fixed(options.now, Date.now()) : () => Date.now();
  let current = own;
  const clock = () => current();
  const temporary = options.articles !== undefined;
  const app = await openApp(config, { clock, log, temporary, inline: true });
  try {
    const { desk } = app;
    const order = temporary ? await readInto(desk, options.articles ?? []) : null;
    if (!temporary) for (const { error } of (await refresh(desk)).problems) complain(error);
    const topic = desk.topics.find((one) => one.slug === options.topic) ?? null;
    if (options.topic !== undefined && !topic && !temporary)
      throw new SitrepError('unknown_topic', `There is no topic “${options.topic.slice(0, 60)}”.`);
    const scope: Scope = {
      tenant: temporary ? 'public' : 'terminal',
      topic: topic?.slug ?? null,
      docs: null,
      since: options.since ? parseTime(options.since, clock()) : null,
      until: options.until ? parseTime(options.until, clock()) : null,
    };
    const only = desk.topics.length === 1 ? desk.topics[0]?.title : undefined;
    await verb({
      app,
      desk,
      scope,
      json: options.json ?? false,
      title: topic?.title ?? options.topic ?? only ?? basename(options.articles?.[0] ?? ''),
      order,
      at: (now) => {
        current = now === null ? own : fixed(now, own());
      },
    });
  } finally {
    await app.close();
  }
}

function fixed(now: string, from: number): Clock {
  const at = parseTime(now, from);
  return () => at;
}

/** Reads paths into a temporary index; every input that cannot be read is named and skipped. */
async function readInto(desk: Desk, paths: readonly string[]): Promise<readonly ArticleId[]> {
  const { articles, problems } = await desk.read(paths, { tenant: 'public', topics: [], seen: desk.clock() });
  for (const { error } of problems) complain(error);
  await ingest(desk, articles);
  return articles.map((article: Article) => article.id);
}

export function complain(error: SitrepError): void {
  process.stderr.write(`sitrep: ${errorLine(error)}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
