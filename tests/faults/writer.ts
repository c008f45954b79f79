import { setTimeout as sleep } from 'node:timers/promises';
import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { begin, step } from './work.ts';

/** A process that writes step after step until it is told to stop; then it prints how many it was. */

const { store, index } = await openSqlite({ path: process.argv[2] ?? '' });
let going = true;
process.once('SIGTERM', () => {
  going = false;
});
await begin(store);
let n = 0;
for (; going; n += 1) {
  await step(n, store, index);
  // Some hundred commits a second at most, so that the store stays small enough to be compared a hundred times.
  await sleep(4);
  if (n === 30) process.stdout.write('writing\n');
}
await store.close();
process.stdout.write(`${n}\n`);
