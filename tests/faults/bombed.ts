import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SitrepError } from '../../src/core/model/errors.ts';
import { openArticles } from '../../src/infra/fetch/articles.ts';

/**
 * A process that asks a server for each of the named bombs, as a page and as a feed, after so many ordinary ones; no
 * fetching takes longer than so many milliseconds. It prints a line for each (what came of it, milliseconds, the most memory meanwhile) and one at the end.
 */

const [origin = '', most = '', ordinary = '', ...names] = process.argv.slice(2);
const articles = openArticles({
  allow: [new URL(origin).host],
  agent: 'Sitrep/test (+desk@example.org)',
  clock: Date.now,
  perMinute: 1_000,
  total: Number(most),
});
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const as = { tenant: 'slack:1', topics: [], seen: 0 };
const READ = {
  page: (address: string) => articles.fetch(address, as),
  feed: (address: string) =>
    articles.ask({ address, etag: null, modified: null, reads: null }, AbortSignal.timeout(Number(most))),
};
type Kind = keyof typeof READ;

const lag = monitorEventLoopDelay({ resolution: 5 });
lag.enable();
const whole = monitorEventLoopDelay({ resolution: 5 });
let memory = 0;
const look = () => {
  memory = Math.max(memory, process.memoryUsage.rss());
};
const measured = setInterval(look, 3);

async function read(kind: Kind, name: string): Promise<object> {
  memory = 0;
  lag.reset();
  const began = performance.now();
  const outcome = await READ[kind](`${origin}/${kind}/${encodeURIComponent(name)}`).then(
    () => 'read',
    (error: unknown) =>
      error instanceof SitrepError ? `${error.code}: ${error.message}` : `UNHANDLED ${String(error)}`,
  );
  look();
  return { kind, name, outcome, ms: Math.round(performance.now() - began), memory, lag: Math.round(lag.max / 1e6) };
}

process.on('uncaughtException', (error) => say({ unhandled: String(error) }));
process.on('unhandledRejection', (error) => say({ unhandled: String(error) }));

for (let n = 0; n < Number(ordinary); n++)
  for (const kind of ['page', 'feed'] as const) await read(kind, `ordinary ${kind}`);
const before = process.memoryUsage.rss();
whole.enable();
let largest = 0;
for (const name of names) {
  const kinds: readonly Kind[] = name.startsWith('page: ')
    ? ['page']
    : name.startsWith('feed: ')
      ? ['feed']
      : ['page', 'feed'];
  for (const kind of kinds) {
    say(await read(kind, name));
    largest = Math.max(largest, memory);
  }
}
whole.disable();
say({ before, largest, p99: whole.percentile(99) / 1e6, worst: whole.max / 1e6 });
clearInterval(measured);
await articles.close();
