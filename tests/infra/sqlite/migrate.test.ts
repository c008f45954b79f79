import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { backupStore, restoreStore } from '../../../src/infra/sqlite/backup.ts';
import { openStore } from '../../../src/infra/sqlite/store.ts';
import { briefing, made, NOW } from '../../contracts/made.ts';
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
