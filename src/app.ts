import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openChat } from './commands/chat.ts';
import { commandTable } from './commands/table.ts';
import type { Config } from './config.ts';
import type { Chat } from './core/model/command.ts';
import { errorLine, SitrepError } from './core/model/errors.ts';
import { type Meter, NO_METER } from './core/model/meter.ts';
import type { Clock, Log } from './core/model/ports.ts';
import { readBriefs } from './infra/briefs.ts';
import { openArticles } from './infra/fetch/articles.ts';
import { openFileParser } from './infra/fetch/parser.ts';
import { locate, readArticles } from './infra/files.ts';
import { openSqlite } from './infra/sqlite/open.ts';
import { openAnalyser } from './infra/workers.ts';
import type { Desk } from './usecases/desk.ts';
import { declareSources } from './usecases/sources.ts';
import { openTopics } from './usecases/topics.ts';

/** The composition: every part made once and put together. `main.ts`, `cli.ts` and the tests start here. */

export type App = { readonly desk: Desk; readonly chat: Chat; close(): Promise<void> };

export type Surroundings = {
  readonly clock: Clock;
  /** Default: a timer. Whoever steers the clock steers this too. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly log: Log;
  /** Default: nobody watches. */
  readonly meter?: Meter;
  /** Read articles into memory alone, without topics but with their actors: for `--articles`. */
  readonly temporary?: boolean;
  /** Language work on this thread: for short runs. Worker threads otherwise, so that chats never wait for it. */
  readonly inline?: boolean;
};

/** Opens the store and all around it. Topics that cannot be read are logged and left out. */
export async function openApp(config: Config, around: Surroundings): Promise<App> {
  if (!around.temporary) await makeFolder(config.sources);
  const { store, index } = await openSqlite({
    path: around.temporary ? ':memory:' : join(config.data, 'sitrep.sqlite'),
  });
  const { topics, problems, unread, actors, table } = await readBriefs(config.briefs);
  for (const problem of problems)
    if (!around.temporary || problem.code === 'bad_actor')
      around.log.warn('brief.problem', { code: problem.code, text: errorLine(problem) });
  const known = openTopics(around.temporary ? [] : topics, store);
  await known.loadTopics();
  if (!around.temporary) await declareSources(store, topics, unread);
  const articles = openArticles({ ...config.fetch, clock: around.clock });
  const files = openFileParser(around.clock);
  const desk: Desk = {
    store,
    index,
    analyser: openAnalyser({
      inline: around.inline ?? false,
      attribution: config.attribution,
      extraActors: actors,
      table,
      log: around.log,
    }),
    table,
    ...known,
    keepDays: config.keepDays,
    retentionDays: config.retentionDays,
    meter: around.meter ?? NO_METER,
    clock: around.clock,
    wait: around.wait ?? sleep,
    log: around.log,
    read: (paths, as) => readArticles(paths, as, around.inline ? undefined : files.page),
    fetch: articles.fetch,
    web: articles,
    locate: (path, tenant) => locate(path, tenant === 'terminal' ? null : config.sources),
  };
  return {
    desk,
    chat: openChat(desk, commandTable(desk), { newId: () => randomUUID().slice(0, 8) }),
    close: async () => {
      await articles.close();
      await files.close();
      await desk.analyser.close();
      await store.close();
    },
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SitrepError('bad_config', `SITREP_DATA or SITREP_SOURCES: ${path} cannot be made (${code}).`, {
      cause: error,
    });
  }
}
