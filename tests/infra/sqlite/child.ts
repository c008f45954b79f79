/** A process of its own for the fault tests. Each line on standard output is something the store acknowledged. */
import { openSqlite } from '../../../src/infra/sqlite/open.ts';
import { made, NOW, publication, subscription } from '../../contracts/made.ts';

const [task = '', path = '', amount = '0'] = process.argv.slice(2);
const { store, index } = await openSqlite({ path });

async function ingest(): Promise<void> {
  for (let n = 0; n < Number(amount); n += 1) {
    const ids = [`${n}a`, `${n}b`];
    await store.save(
      ids.map((id) => made(id, `Article ${id} of crane${id}.\n${'The port was open all day. '.repeat(40)}`)),
    );
    process.stdout.write(`${ids.join('\n')}\n`);
    await index.apply(await store.changes(await index.at(), 10));
  }
}

async function claim(): Promise<void> {
  for (let n = 0; n < Number(amount); n += 1) {
    const slot = `2026-01-01T${String(n).padStart(5, '0')}`;
    await store.subscribe(subscription('s'), NOW);
    if ((await store.publish(publication('s', slot))) === 'won') process.stdout.write(`${slot}\n`);
  }
}

await (task === 'ingest' ? ingest() : claim());
await store.close();
