import { follow } from '../../src/usecases/follow.ts';
import { openFollower } from './feeds.ts';

/**
 * A process that follows what its store holds, from a time on: round after round, an hour later each, until it is told to
 * stop or has done so many. It prints a line for each article that was acknowledged, and one for each round.
 */

const [data = '', hosts = '1', from = '0', rounds = '1000000', where = 'inline'] = process.argv.slice(2);
let now = Number(from);
const { desk } = await openFollower(Number(hosts), () => now, { data, inline: where === 'inline' });
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const store: typeof desk.store = {
  ...desk.store,
  save: async (batch, as) => {
    const outcomes = await desk.store.save(batch, as);
    for (const [n, { article }] of batch.entries()) say({ id: article.id, outcome: outcomes[n] });
    return outcomes;
  },
};
let memory = 0;
const measured = setInterval(() => {
  memory = Math.max(memory, process.memoryUsage.rss());
}, 50);
const before = process.memoryUsage.rss();
say({ ready: true });
for (let round = 0; round < Number(rounds); round++, now += 3_600_000) {
  const began = performance.now();
  const report = await follow({ ...desk, store });
  say({ round, now, seconds: (performance.now() - began) / 1_000, before, memory, ...report });
}
clearInterval(measured);
process.exit(0);
