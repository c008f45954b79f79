import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { claimOf, slotsOf } from './work.ts';

/** A process that wants every slot of a store for itself, in an order of its own; then it prints those it won. */

const [, , path = '', count = '0', seed = '0'] = process.argv;
const { store } = await openSqlite({ path });
const won: string[] = [];
process.stdout.write('ready\n');
// All begin at once.
await new Promise((begin) => process.stdin.once('data', begin));
for (const slot of slotsOf(Number(count), Number(seed)))
  if ((await store.publish(claimOf(slot))) === 'won') won.push(slot);
await store.close();
process.stdout.write(`${JSON.stringify(won)}\n`);
process.exit(0);
