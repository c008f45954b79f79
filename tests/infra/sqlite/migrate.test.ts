import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { backupStore, restoreStore } from '../../../src/infra/sqlite/backup.ts';
import { openStore } from '../../../src/infra/sqlite/store.ts';
import { briefing, made, NOW } from '../../contracts/made.ts';
import { order } from '../../contracts/outbox.ts';
import { folder } from './folder.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../src/infra/sqlite/migrations');

/** Turns a store into what the release with so many migrations would have left: their tables, and the rows of these. */
function asOf(version: number, path: string, tables: readonly string[]): void {
  const file = new DatabaseSync(path);
  const rows = tables.map((table) => [table, file.prepare(`select * from ${table}`).all()] as const);
  const own = file
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not like '%search_%' and name not like 'sqlite%'",
    )
    .all();
  file.exec('pragma foreign_keys = off');
  for (const { name } of own) file.exec(`drop table ${String(name)}`);
  for (const name of readdirSync(MIGRATIONS).sort().slice(0, version))
    file.exec(readFileSync(join(MIGRATIONS, name), 'utf8'));
  for (const [table, found] of rows)
    for (const row of found) {
      const columns = file
        .prepare(`select name from pragma_table_info(?)`)
        .all(table)
        .map(({ name }) => String(name));
      const kept = columns.filter((name) => name in row);
      file
        .prepare(`insert or replace into ${table} (${kept.join(', ')}) values (${kept.map(() => '?').join(', ')})`)
        .run(...kept.map((name) => row[name] ?? null));
    }
  file.exec(`pragma user_version = ${version}`);
  file.close();
}

const versionOf = (path: string): unknown => {
  const file = new DatabaseSync(path, { readOnly: true });
  const found = file.prepare('pragma user_version').get();
  file.close();
  return found?.user_version;
};

it('knows what digests cited before it wrote that down, and backs up an older store as it is', async () => {
  const store = folder.file();
  const old = await openStore({ path: store });
  const [one, two] = [made('a', 'One.'), made('a', 'Two.')];
  for (const version of [one, two, made('a', 'Three.')]) await old.save([version]);
  const edition = { ...briefing('e'), sources: [{ article: 'a', version: one.article.version }] };
  await old.keep('terminal', edition as never, null);
  await old.keep('terminal', briefing('asked'), 'reader');
  await old.close();
  asOf(5, store, ['articles', 'versions', 'pages', 'sequence']);

  const file = join(dirname(store), 'copy.sqlite');
  expect((await backupStore({ store, file, now: NOW })).version).toBe(5);
  expect([versionOf(store), versionOf(file)]).toEqual([5, 5]);
  await restoreStore({ store, file, now: NOW });
  expect(versionOf(store)).toBe(readdirSync(MIGRATIONS).length);

  const now = await openStore({ path: store });
  await now.retain(NOW, NOW);
  expect(await now.retain(NOW + 1, NOW + 1)).toEqual({ versions: 1, articles: 0, pages: 1 });
  expect(await now.article('public', 'a', one.article.version)).not.toBeNull();
  expect(await now.article('public', 'a', two.article.version)).toBeNull();
  expect(await now.kept('terminal', 'e')).not.toBeNull();
  await now.close();
});

it('goes on with digests, slots and deliveries of an earlier release', async () => {
  const store = folder.file();
  await (await openStore({ path: store })).close();
  asOf(6, store, ['sequence']);
  const file = new DatabaseSync(store);
  const place = { platform: 'discord', tenant: 'discord:1', channel: 'c', thread: 't' } as const;
  const body = {
    id: 's',
    place,
    topic: 'ports',
    schedule: { times: ['08:00'], days: [1], zone: 'UTC' },
    state: 'active',
    by: 'reader',
    made: NOW,
    last: null,
    upTo: 0,
  };
  const run = (sql: string, ...values: (string | number | null)[]) => file.prepare(sql).run(...values);
  run("insert into subscriptions values ('s', 'discord:1', 'active', '2026-11-16T08:00', 5, ?)", JSON.stringify(body));
  const notes = ['sent', 'late', 'nothing new', 'skipped: missed for too long'];
  for (const [n, note] of notes.entries())
    run("insert into slots values ('s', ?, 'discord:1', ?, ?)", `2026-11-1${n}T08:00`, note, NOW + n);
  // One that arrived, one of which the second message waits for another try, and one that was taken by somebody.
  for (const [n, state] of ['sent', 'open', 'open'].entries()) {
    run(
      "insert into deliveries (id, subscription, slot, platform, state) values (?, 's', ?, 'discord', ?)",
      `d${n}`,
      `2026-11-1${n}T08:00`,
      state,
    );
    for (const idx of [0, 1])
      run(
        'insert into parts (key, delivery, idx, total, place, payload) values (?, ?, ?, 2, ?, ?)',
        `d${n}.${idx}`,
        `d${n}`,
        idx,
        JSON.stringify(n === 2 ? { ...place, thread: null } : place),
        `part ${idx}`,
      );
  }
  run("update parts set sent_at = ?, message = 'm' where key in ('d0.0', 'd0.1', 'd1.0')", NOW);
  run("update parts set tries = 1, retry_at = ?, error = 'platform_refused' where key = 'd1.1'", NOW + 50);
  run("update parts set tries = 1, leased_until = ?, owner = 'them' where key = 'd2.0'", NOW + 60);
  file.close();

  const now = await openStore({ path: store });
  const digest = { ...body, kind: 'digest', quiet: null, minimum: 1, whenEmpty: 'silent', gone: null };
  expect(await now.due(0, 9)).toEqual([{ ...digest, last: '2026-11-16T08:00', upTo: 5 }]);
  expect(
    (await now.slots('discord:1', 's', 9)).map(({ decision, state, delivered }) => [
      decision.outcome,
      state,
      delivered,
    ]),
  ).toEqual([
    ['skipped', 'none', 0],
    ['nothing-new', 'open', 0],
    ['late', 'open', 1],
    ['sent', 'sent', 2],
  ]);
  const lease = async (at: number) => now.lease(order(at, { platform: 'discord' }));
  expect(await lease(NOW)).toEqual({ parts: [], next: NOW + 50 });
  expect((await lease(NOW + 60)).parts.map(({ part, doubtful }) => [part.key, part.act, doubtful])).toEqual([
    ['d1.1', { is: 'send' }, false],
    ['d2.0', { is: 'send' }, true],
  ]);
  // What moved with its slot then does not move again.
  await now.settle('d1.1', { error: 'channel_gone', retryAt: null, gone: true }, NOW + 61);
  expect((await now.subscriptions(null)).map(({ upTo, state, gone }) => [upTo, state, gone])).toEqual([
    [5, 'paused', NOW + 61],
  ]);
  await now.leave('discord:1', NOW);
  expect(await now.queue()).toEqual({ open: 0, dead: 2 });
  await now.purge(NOW + 1);
  expect(await now.queue()).toEqual({ open: 0, dead: 0 });
  await now.close();
});
