import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Publication } from '../../src/core/model/delivery.ts';
import type { Index, Store } from '../../src/core/model/ports.ts';
import type { Row } from '../../src/infra/sqlite/connection.ts';
import { seeded } from '../bench/generate.ts';
import { briefing, made, NOW, publication, subscription } from '../contracts/made.ts';
import { shuffled } from './frame.ts';

/** The same work every time, one transaction a step: what a store holds after so many steps can be made again. */

const SUBSCRIPTION = 's';

export async function begin(store: Store): Promise<void> {
  await store.subscribe(subscription(SUBSCRIPTION), NOW);
}

/** Step 0, 1, 2 …; six make a round. */
export async function step(n: number, store: Store, index: Index): Promise<void> {
  const round = Math.floor(n / 6);
  const slot = `2026-01-01T${String(round).padStart(6, '0')}`;
  const key = `${SUBSCRIPTION}/${slot}.0`;
  switch (n % 6) {
    case 0: {
      const texts = [0, 1].map((half) => `Article ${round}.${half} of the harbour.\n${'A crane moved. '.repeat(30)}`);
      await store.save(texts.map((text, half) => made(`${round}.${half}`, text, { topics: ['ports'] })));
      return;
    }
    case 1:
      return index.apply(await store.changes(await index.at(), 10));
    case 2:
      await store.publish(publication(SUBSCRIPTION, slot));
      return;
    case 3:
      // Its first part, then nothing of it is open but the second, which waits for good.
      await store.lease({ platform: 'terminal', owner: 'writer', now: NOW, forMs: 1, paceMs: 0, limit: 1 });
      return;
    case 4:
      return store.settle(key, { error: 'platform_refused', retryAt: null }, NOW);
    default:
      return store.keep('terminal', briefing(`kept ${round}`), 'reader', 'here');
  }
}

/** What a claimer wants, in an order of its own. */
export const slotsOf = (count: number, seed: number): string[] =>
  shuffled(
    Array.from({ length: count }, (_, n) => `2026-01-01T${String(n).padStart(6, '0')}`),
    seeded(seed),
  );

export const claimOf = (slot: string): Publication => publication(SUBSCRIPTION, slot);

/** After how many steps a store is, by what each of them adds. */
const STEPS = `select (select seq from sequence) / 2 + (select at from index_state) / 2
  + (select count(*) from slots) + (select count(*) from parts where tries > 0)
  + (select count(*) from deliveries where state = 'dead') + (select count(*) from pages where person is not null) as n`;

/** What a restore itself writes down is left out, and the search's own tables, whose check is SQLite's. */
const TABLES = `select name from sqlite_schema where type = 'table' and name <> 'moments' and name not like 'passage_search%'
  and name not like 'sqlite_%' order by name`;

export type State = { readonly steps: number; readonly hash: string };

/** After how many steps a store is, and a hash of all it holds. */
export function stateOf(all: (sql: string) => Row[]): State {
  const hash = createHash('sha256');
  for (const { name } of all(TABLES))
    for (const row of all(`select * from ${name}`)) hash.update(JSON.stringify({ ...row, doubtful: 0 }));
  return { steps: Number(all(STEPS)[0]?.n), hash: hash.digest('hex') };
}

/** The same of a file, whose search tables are checked too. */
export function stateIn(path: string): State {
  const file = new DatabaseSync(path);
  try {
    file.exec("insert into passage_search (passage_search, rank) values ('integrity-check', 1)");
    return stateOf((sql) => file.prepare(sql).all() as Row[]);
  } finally {
    file.close();
  }
}
