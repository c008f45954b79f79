import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, test } from 'vitest';
import type { SitrepError } from '../../../src/core/model/errors.ts';
import { backupStore, restoreStore } from '../../../src/infra/sqlite/backup.ts';
import { openStore } from '../../../src/infra/sqlite/store.ts';
import { DAY, made, NOW, parts, publication, scope, subscription } from '../../contracts/made.ts';
import { order } from '../../contracts/outbox.ts';
import { stateIn } from '../../faults/work.ts';
import { folder } from './folder.ts';

const WRITER = join(import.meta.dirname, '../../faults/writer.ts');

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: SitrepError) => error.code ?? String(error),
  );

/** A store with one article and a digest that waits, and names for files beside it. */
async function filled(...ids: readonly string[]) {
  const store = folder.file();
  const open = await openStore({ path: store });
  await open.save(ids.map((id) => made(id, `Article ${id}.`)));
  await open.subscribe(subscription('s'), NOW);
  await open.publish(publication('s', '2026-11-21T08:00'));
  await open.close();
  return { store, file: join(dirname(store), 'copy.sqlite'), now: NOW };
}

async function idsIn(path: string): Promise<readonly string[]> {
  const open = await openStore({ path });
  try {
    return (await open.list(scope(), 9)).toSorted();
  } finally {
    await open.close();
  }
}

const change = (path: string, script: string) => {
  const file = new DatabaseSync(path);
  file.exec(script);
  file.close();
};

it('copies a store that is open, tells what it holds, and replaces an earlier backup', async () => {
  const at = await filled('a');
  const open = await openStore({ path: at.store });
  // What a killed run has left.
  for (const left of ['.part-1', '.part-1-wal']) writeFileSync(`${at.file}${left}`, 'half');
  const held = await backupStore(at);
  expect(held.rows).toMatchObject({ articles: 1, versions: 1, subscriptions: 1, deliveries: 1, parts: 2 });
  expect(held.bytes).toBe(statSync(at.file).size);
  await open.save([made('b', 'Article b.')]);
  expect((await backupStore(at)).rows.articles).toBe(2);
  await open.close();
  expect(readdirSync(dirname(at.store)).toSorted()).toEqual(['copy.sqlite', 'sitrep.sqlite']);
  expect(statSync(at.file).mode & 0o077).toBe(0);
  expect(await idsIn(at.file)).toEqual(['a', 'b']);
});

it('never overwrites the store, a file of somebody else or a folder, and says that there is no store', async () => {
  const at = await filled('a');
  const link = join(dirname(at.store), 'link');
  symlinkSync(at.store, link);
  const notes = join(dirname(at.store), 'notes.txt');
  writeFileSync(notes, 'Notes.');
  for (const file of [at.store, `${at.store}-wal`, link, notes, dirname(at.store)])
    expect([file, await codeOf(backupStore({ ...at, file }))]).toEqual([file, 'bad_target']);
  expect(readFileSync(notes, 'utf8')).toBe('Notes.');
  expect(await idsIn(at.store)).toEqual(['a']);
  expect(await codeOf(backupStore({ ...at, store: folder.file() }))).toBe('not_found');
  expect(await codeOf(backupStore({ ...at, file: `${notes}/below` }))).toBe('store_unreadable');
});

it('leaves an earlier backup as it was when the copy fails', async () => {
  const at = await filled('a');
  await backupStore(at);
  const before = readFileSync(at.file);
  change(at.store, 'pragma user_version = 999');
  expect(await codeOf(backupStore(at))).toBe('store_newer');
  expect(readFileSync(at.file).equals(before)).toBe(true);
  expect(readdirSync(dirname(at.store)).toSorted()).toEqual(['copy.sqlite', 'sitrep.sqlite']);
});

it('puts a backup back, keeps every replaced store, and can be taken back itself', async () => {
  const at = await filled('a');
  await backupStore(at);
  const open = await openStore({ path: at.store });
  await open.save([made('b', 'Article b.')]);
  await open.close();
  const first = await restoreStore(at);
  expect(await idsIn(at.store)).toEqual(['a']);
  expect(first.kept).toBe(`${at.store}.before-restore`);
  expect((await restoreStore({ ...at, file: first.kept ?? '' })).kept).toBe(`${at.store}.before-restore-2`);
  expect(await idsIn(at.store)).toEqual(['a', 'b']);
  expect(await idsIn(`${at.store}.before-restore-2`)).toEqual(['a']);
  const fresh = folder.file();
  expect(await restoreStore({ ...at, store: fresh })).toMatchObject({ kept: null, held: { rows: { articles: 1 } } });
  expect(await idsIn(fresh)).toEqual(['a']);
  expect(readdirSync(dirname(fresh))).toEqual(['sitrep.sqlite']);
});

it('looks for messages that may have been sent after the backup, those of the next day too', async () => {
  const at = await filled('a');
  await backupStore(at);
  await restoreStore(at);
  const open = await openStore({ path: at.store });
  expect((await open.lease(order(NOW))).parts).toMatchObject([{ doubtful: true }]);
  for (const [day, later, doubtful] of [
    [22, 3_600_000, true],
    [23, DAY, false],
  ] as const) {
    const delivery = `s/2026-11-${day}`;
    const there = parts(delivery, 1).map((part) => ({ ...part, place: { ...part.place, channel: delivery } }));
    await open.publish(publication('s', `2026-11-${day}T08:00`, { at: NOW + later, parts: there }));
    const leased = await open.lease(order(NOW + 9 * DAY));
    expect(leased.parts.find(({ part }) => part.delivery === delivery)?.doubtful).toBe(doubtful);
  }
  await open.close();
});

test.each([
  ['missing', 'not_found', () => {}],
  ['empty', 'bad_backup', (file: string) => writeFileSync(file, '')],
  ['text', 'bad_backup', (file: string) => writeFileSync(file, 'These are notes. '.repeat(500))],
  ['a folder', 'bad_backup', (file: string) => void mkdirSync(file)],
  ['somebody else’s', 'bad_backup', (file: string) => change(file, 'create table theirs (a)')],
  [
    'newer',
    'store_newer',
    (file: string, store: string) => {
      copyFileSync(store, file);
      change(file, 'pragma user_version = 999');
    },
  ],
  [
    'truncated',
    'bad_backup',
    (file: string, store: string) => {
      copyFileSync(store, file);
      truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096);
    },
  ],
  [
    'damaged inside',
    'bad_backup',
    (file: string, store: string) => {
      const bytes = readFileSync(store);
      for (let page = 2; page * 4096 < bytes.length; page += 3) bytes.fill(0xa5, page * 4096, page * 4096 + 2048);
      writeFileSync(file, bytes);
    },
  ],
  [
    'a row of nobody',
    'bad_backup',
    (file: string, store: string) => {
      copyFileSync(store, file);
      change(file, 'pragma foreign_keys = off; delete from deliveries');
    },
  ],
])('refuses a backup that is %s, and leaves the store alone', async (_, code, make) => {
  const at = await filled('a');
  make(at.file, at.store);
  expect(await codeOf(restoreStore(at))).toBe(code);
  expect(await idsIn(at.store)).toEqual(['a']);
  expect(readdirSync(dirname(at.store)).filter((name) => name.includes('part') || name.includes('restore'))).toEqual(
    [],
  );
});

it('refuses while the store is open somewhere, or named as its own backup', async () => {
  const at = await filled('a');
  await backupStore(at);
  const open = await openStore({ path: at.store });
  expect(await codeOf(restoreStore(at))).toBe('store_in_use');
  expect(await open.save([made('b', 'Article b.')])).toEqual(['new']);
  await open.close();
  expect(await codeOf(restoreStore({ ...at, file: at.store }))).toBe('bad_backup');
  expect(existsSync(`${at.store}.before-restore`)).toBe(false);
  await restoreStore(at);
  expect(await idsIn(at.store)).toEqual(['a']);
});

it('is refused by a process that writes, and goes on once that was killed', async () => {
  const at = await filled('a');
  await backupStore(at);
  const live = folder.file();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, live]);
  await once(child.stdout, 'data');
  expect(await codeOf(restoreStore({ ...at, store: live }))).toBe('store_in_use');
  child.kill('SIGKILL');
  await once(child, 'close');
  const { kept } = await restoreStore({ ...at, store: live });
  expect(await idsIn(live)).toEqual(['a']);
  // What it had committed stood in its log alone, perhaps.
  expect(stateIn(kept ?? '').steps).toBeGreaterThan(30);
});

it('takes the place of a store that is damaged or of a newer release, and keeps that too', async () => {
  for (const spoil of [
    (store: string) => writeFileSync(store, 'No database any more. '.repeat(999)),
    (store: string) => truncateSync(store, 8192),
    (store: string) => change(store, 'pragma user_version = 999'),
  ]) {
    const at = await filled('a');
    await backupStore(at);
    spoil(at.store);
    const spoilt = readFileSync(at.store);
    const { kept } = await restoreStore(at);
    expect(await idsIn(at.store)).toEqual(['a']);
    expect(readFileSync(kept ?? '').equals(spoilt)).toBe(true);
  }
});
