import { AsyncLocalStorage } from 'node:async_hooks';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../../src/app.ts';
import { startBot } from '../../src/bot.ts';
import { openTurns } from '../../src/commands/turns.ts';
import { readConfig, readEnvironment, secretsOf } from '../../src/config.ts';
import { openLog } from '../../src/infra/log.ts';
import { hangReading, holding, renderAnew, slowTick, watchFiles } from './steer.ts';

/**
 * The bot as `main.ts` composes it, with two things steered over the IPC channel and nothing else changed: its clock
 * (`{ clock: ms ahead of the real one }`) with beats on demand (`{ beat: true }`), and how long composing an answer
 * takes (`SITREP_TEST_COMPOSE_MS`, waited once a command, where it first reads the index or the store).
 * `{ load: true }` tells CPU seconds and the main thread's lag since the last such request. For the fault bench the
 * clock may run faster than the real one, waits with it (`SITREP_TEST_SPEED`, counted from `SITREP_TEST_SINCE_MS`);
 * what else it can be made to do stands in `steer.ts`.
 */

const config = readConfig(readEnvironment());
const log = openLog(config.log ?? 'info', secretsOf(config));
let ahead = Number(process.env.SITREP_TEST_AHEAD_MS ?? 0);
const compose = Number(process.env.SITREP_TEST_COMPOSE_MS ?? 0);
const speed = Number(process.env.SITREP_TEST_SPEED ?? 1);
const since = Number(process.env.SITREP_TEST_SINCE_MS ?? 0);
const clock = () => Math.round(since + (Date.now() - since) * speed) + ahead;
const wait = async (ms: number) => void (await sleep(ms / speed));

const limitFiles = watchFiles();
const bot = await startBot(config, { clock, wait, log });
if (compose > 0) slowDown(bot.app);
if (process.env.SITREP_TEST_RENDER) renderAnew(bot.app, process.env.SITREP_TEST_RENDER);
if (process.env.SITREP_TEST_HANG) hangReading(bot.app, process.env.SITREP_TEST_HANG);
if (process.env.SITREP_TEST_SLOW_MS) slowTick(bot.app, Number(process.env.SITREP_TEST_SLOW_MS));

const lag = monitorEventLoopDelay({ resolution: 5 });
lag.enable();
let cpu = process.cpuUsage();
let pause = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) pause = Math.max(pause, one.duration);
}).observe({ entryTypes: ['gc'] });

type Request = {
  readonly clock?: number;
  readonly beat?: boolean;
  readonly load?: boolean;
  /** So many beats, the clock so many milliseconds further before each. */
  readonly beats?: { readonly count: number; readonly every: number };
  /** Pages that the store may still grow by; null: as it will. */
  readonly pages?: number | null;
  readonly holding?: boolean;
};

process.on('message', async ({ n, ...request }: Request & { n: number }) => {
  const answer: Record<string, unknown> = { n };
  try {
    if (request.clock !== undefined) ahead = request.clock;
    if (request.pages !== undefined) limitFiles(request.pages);
    if (request.beat) await bot.beat();
    for (let beat = 0; beat < (request.beats?.count ?? 0); beat++) {
      ahead += request.beats?.every ?? 0;
      await bot.beat();
    }
    if (request.holding) Object.assign(answer, await holding());
    if (request.load) {
      const used = process.cpuUsage(cpu);
      cpu = process.cpuUsage();
      Object.assign(answer, {
        cpu: (used.user + used.system) / 1e6,
        lagP99: lag.percentile(99) / 1e6,
        lagMax: lag.max / 1e6,
        gcMax: pause,
        memory: process.memoryUsage.rss() / 1e6,
      });
      lag.reset();
      pause = 0;
    }
  } catch (error) {
    answer.error = String(error);
  }
  process.send?.(answer);
});
process.once('SIGTERM', () => {
  void bot.stop().then(() => process.exit(0));
});
log.info('started', { steered: true });

/** Every command takes so much longer, inside the product's own call and whatever limits it has of its own. */
function slowDown({ chat, desk: { index, store } }: App): void {
  const turn = openTurns();
  const command = new AsyncLocalStorage<{ waited: boolean }>();
  const wait = async () => {
    const here = command.getStore();
    if (!here || here.waited) return;
    here.waited = true;
    await sleep(compose);
    // Node runs all timers that are over in one go; what a slow disk or network brings comes one by one.
    await turn('');
  };
  const { run, hear } = chat;
  chat.run = (...args) =>
    command.run({ waited: false }, async () => {
      const page = await run(...args);
      await wait();
      return page;
    });
  chat.hear = (...args) =>
    command.run({ waited: false }, async () => {
      const page = await hear(...args);
      await wait();
      return page;
    });
  const search = index.search.bind(index);
  index.search = async (query) => {
    await wait();
    return search(query);
  };
  const [statements, count] = [store.statements.bind(store), store.count.bind(store)];
  store.statements = async (filter) => {
    await wait();
    return statements(filter);
  };
  store.count = async (scope) => {
    await wait();
    return count(scope);
  };
}
