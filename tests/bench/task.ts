/**
 * One measurement in a process of its own, so that nothing else is in its memory: `task.ts TASK FOLDER ARTICLES
 * QUESTIONS`. Prints one line of JSON.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Log } from '../../src/core/model/ports.ts';
import { ask } from '../../src/usecases/ask.ts';
import { brief } from '../../src/usecases/brief.ts';
import { ingest } from '../../src/usecases/ingest.ts';
import { generate, NOW, questions } from './generate.ts';
import { compareSearch } from './search.ts';

export type Built = { readonly rate: number; readonly file: number };
export type Served = {
  /** Milliseconds from the start of the process to its first answer. */
  readonly start: number;
  /** Milliseconds of each question and each briefing; CPU milliseconds of a question on average. */
  readonly ask: readonly number[];
  readonly askCpu: number;
  readonly brief: readonly number[];
  /** The highest resident memory, in MB. */
  readonly memory: number;
};

const [task, folder = '', articles = '0', asked = '0'] = process.argv.slice(2);
const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };
const file = join(folder, 'sitrep.sqlite');
const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };

const open = () =>
  openApp(readConfig({ SITREP_DATA: folder, SITREP_BRIEFS: join(folder, 'briefs') }), { clock: () => NOW, log: quiet });

async function build(): Promise<Built> {
  const app = await open();
  const made = [...generate(Number(articles))];
  // The worker threads and their language model are there before the clock starts.
  await app.desk.analyser.analyse(made.slice(0, 2));
  const start = performance.now();
  await ingest(app.desk, made);
  const rate = made.length / ((performance.now() - start) / 1_000);
  await app.close();
  return { rate, file: existsSync(file) ? statSync(file).size / 1e6 : 0 };
}

async function serve(): Promise<Served> {
  const app = await open();
  const texts = process.argv.slice(6);
  await ask(app.desk, { question: texts[0] ?? 'What did Russia say?', scope });
  const start = performance.now();
  const time = async (work: () => Promise<unknown>): Promise<number> => {
    const before = performance.now();
    await work();
    return performance.now() - before;
  };
  const [asks, briefs]: [number[], number[]] = [[], []];
  const before = process.cpuUsage();
  for (const question of texts) asks.push(await time(() => ask(app.desk, { question, scope })));
  const { user, system } = process.cpuUsage(before);
  for (const [n] of texts.slice(0, 20).entries())
    briefs.push(
      await time(() =>
        brief(app.desk, { scope: n % 2 ? { ...scope, topic: 'bench' } : scope, title: 'Bench', length: 'normal' }),
      ),
    );
  const memory = process.resourceUsage().maxRSS / 1_024;
  await app.close();
  return { start, ask: asks, askCpu: (user + system) / 1_000 / texts.length, brief: briefs, memory };
}

const tasks: Record<string, () => Promise<unknown>> = {
  build,
  serve,
  search: () => compareSearch(file, Number(articles), Number(asked)),
  questions: async () => questions([...generate(Number(articles))], Number(asked)),
};
process.stdout.write(`${JSON.stringify(await tasks[task ?? '']?.())}\n`);
