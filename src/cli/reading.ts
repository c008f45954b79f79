import { basename } from 'node:path';
import type { App } from '../app.ts';
import { parseTime } from '../commands/time.ts';
import { readConfig, readEnvironment, secretsOf } from '../config.ts';
import type { Article, ArticleId } from '../core/model/article.ts';
import { errorLine, SitrepError } from '../core/model/errors.ts';
import type { Clock, Scope } from '../core/model/ports.ts';
import { openLog, openPlainLog } from '../infra/log.ts';
import { type Desk, topicOf } from '../usecases/desk.ts';
import { ingest, refresh } from '../usecases/ingest.ts';
import { fillTopics } from '../usecases/topics.ts';

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

/** Whose desk it is, of whoever sits at this machine. */
const TENANT = 'terminal';

/** Opens what the options ask for, runs the verb, closes. Problems with inputs go to standard error, one line each. */
export async function withDesk(options: Reading, verb: (run: Run) => Promise<void>): Promise<void> {
  const config = readConfig(readEnvironment());
  const log = config.log ? openLog(config.log, secretsOf(config)) : openPlainLog((line) => process.stderr.write(line));
  const own: Clock = options.now ? fixed(options.now, Date.now()) : () => Date.now();
  let current = own;
  const clock = () => current();
  const temporary = options.articles !== undefined;
  const since = options.since ? parseTime(options.since, clock()) : null;
  const until = options.until ? parseTime(options.until, clock(), 'to') : null;
  if (since !== null && until !== null && since > until)
    throw new SitrepError('bad_time', `--since ${options.since} is later than --until ${options.until}.`);
  const { openApp } = await import('../app.ts');
  const app = await openApp(config, { clock, log, temporary, inline: true });
  try {
    const { desk } = app;
    const order = temporary ? await readInto(desk, options.articles ?? []) : null;
    // Its problems are logged, a plain line each.
    if (!temporary) {
      await refresh(desk);
      await fillTopics(desk);
    }
    const topic = options.topic === undefined || temporary ? null : topicOf(desk, TENANT, options.topic.toLowerCase());
    const scope: Scope = {
      tenant: temporary ? 'public' : TENANT,
      topic: topic?.key ?? null,
      docs: null,
      since,
      until,
    };
    const all = desk
      .topics('public')
      .map((one) => one.title)
      .join(' · ');
    await verb({
      app,
      desk,
      scope,
      json: options.json ?? false,
      title: topic?.title ?? options.topic ?? (basename(options.articles?.[0] ?? '') || all || 'Sitrep'),
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
  if (articles.length === 0 && problems.length > 0 && problems.every(({ error }) => error.code === 'not_found'))
    throw problems[0]?.error;
  for (const { error } of problems) complain(error);
  if (articles.length === 0 && problems.length === 0)
    complain(new SitrepError('not_found', `${paths.join(', ')}: no article there.`));
  await ingest(desk, articles);
  return articles.map((article: Article) => article.id);
}

export function complain(error: SitrepError): void {
  process.stderr.write(`sitrep: ${errorLine(error)}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
