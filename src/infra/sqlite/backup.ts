import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../core/model/article.ts';
import { SitrepError } from '../../core/model/errors.ts';
import { type Connection, connect, newestVersion, type Row, translated, versionOf } from './connection.ts';

/** Whole copies of a store: taken while others write in it, checked before they count, and put back in one step. */

/** What a copy holds. */
export type Holding = {
  readonly file: string;
  readonly bytes: number;
  /** Of its tables. */
  readonly version: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
};

/** `file`: the backup. */
type Order = { readonly store: string; readonly file: string; readonly now: Instant };

/** Files that SQLite keeps beside a database. */
const BESIDE = ['-wal', '-shm', '-journal'] as const;

/** Behind the name of a copy that is not checked yet. */
const DRAFT = '.part-';

const READ_ONLY = { readOnly: true } as const;
/** How long a lock is waited for, in milliseconds. */
const BLOCK_MS = 5_000;
/** Whoever is about to close the store has this long to do it. */
const LOOK_MS = 500;

/**
 * Copies the store to `file` while other processes go on writing: what was committed when the copy began, and nothing
 * else. An earlier backup of that name is replaced only by a whole and checked one.
 * Throws SitrepError: `not_found` without a store, `bad_target`, `store_newer`, `store_unreadable`, `store_full`.
 */
export async function backupStore({ store, file, now }: Order): Promise<Holding> {
  const target = resolve(file);
  if (!existsSync(store)) throw new SitrepError('not_found', `${store}: there is no store yet.`);
  await checkTarget(store, target);
  await mkdir(dirname(target), { recursive: true }).catch((error: unknown) => {
    throw translated(error, target);
  });
  const draft = `${target}${DRAFT}${process.pid}`;
  try {
    await removeDrafts(target);
    const held = await copyStore(store, draft);
    await rename(draft, target);
    await sync(dirname(target));
    await note(store, held.version, now);
    return { ...held, file: target };
  } catch (error) {
    throw translated(error, target);
  } finally {
    await remove(draft);
  }
}

/** What was put back, and where the replaced store is kept: null when there was none. */
export type Restored = { readonly held: Holding; readonly kept: string | null };

/**
 * Puts a backup in the place of the store, which is kept beside it. Nothing is touched before the backup is copied,
 * checked and brought up to date; ended at any moment, it leaves the old store or the new one.
 * Throws SitrepError: `not_found`, `bad_backup`, `store_newer`, `store_in_use`, `store_full`, `store_unreadable`.
 */
export async function restoreStore({ store, file, now }: Order): Promise<Restored> {
  const source = resolve(file);
  if (!existsSync(source)) throw new SitrepError('not_found', `${source}: no such file.`);
  if (isSame(source, store)) throw new SitrepError('bad_backup', `${source} is the store itself.`);
  const draft = `${store}${DRAFT}${process.pid}`;
  try {
    await mkdir(dirname(store), { recursive: true });
    await removeDrafts(store);
    const held = await copyStore(source, draft, READ_ONLY).catch((error: unknown) => {
      const known = translated(error, source);
      const isBad = known instanceof SitrepError && known.code === 'store_unreadable';
      throw isBad ? new SitrepError('bad_backup', known.message, { cause: error }) : known;
    });
    await goBack(draft, now);
    refuseInUse(store);
    const kept = existsSync(store) ? await replace(store, draft) : null;
    if (kept === null) await rename(draft, store);
    await sync(dirname(store));
    (await connect(store)).close();
    return { held: { ...held, file: source }, kept };
  } catch (error) {
    throw translated(error, store);
  } finally {
    await remove(draft);
  }
}

/**
 * A readable store is overwritten by SQLite itself, in one transaction: a file that is moved or deleted under a process
 * that is just opening it can spoil both (https://www.sqlite.org/howtocorrupt.html, 2.4). One that cannot be read is
 * moved aside with its log. Returns where the old one is kept.
 */
async function replace(store: string, draft: string): Promise<string> {
  const kept = freeName(`${store}.before-restore`);
  try {
    await copyStore(store, kept);
  } catch (error) {
    await remove(kept);
    if (!isSpoilt(translated(error, store))) throw error;
    // What is left of a log belongs to the spoilt file and would be read into the new one.
    for (const end of ['-wal', '-journal'])
      if (existsSync(`${store}${end}`)) await rename(`${store}${end}`, `${kept}${end}`);
    await rm(`${store}-shm`, { force: true });
    await copyFile(store, kept);
    await sync(kept);
    await rename(draft, store);
    return kept;
  }
  const from = new DatabaseSync(draft, READ_ONLY);
  try {
    await backup(from, store);
  } finally {
    from.close();
  }
  return kept;
}

/** The moment of a backup is told by `sitrep status`; a store that cannot be written in just now goes without. */
async function note(store: string, version: number, at: Instant): Promise<void> {
  // An older release may be running on an older store: it is left as it is.
  if (version !== newestVersion()) return;
  try {
    const connection = await connect(store);
    try {
      await connection.write(() => connection.run(NOTE, { name: 'backup', at }));
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof SitrepError)) throw error;
  }
}

const NOTE = 'insert or replace into moments (name, at) values (:name, :at)';

/**
 * Brings a copy up to date. What was sent after the backup is not known to it: messages that it takes for unsent are
 * looked for before they are sent, and so are those of the next day (`publish`).
 */
async function goBack(path: string, at: Instant): Promise<void> {
  const connection = await connect(path);
  try {
    await connection.write(() => {
      connection.run('update parts set doubtful = 1 where sent_at is null');
      connection.run(NOTE, { name: 'restored', at });
    });
  } finally {
    connection.close();
  }
  await checked(path);
}

/** A newer release's store is whole: that it is left behind is what a restore may be for. */
const isSpoilt = (error: unknown): boolean =>
  error instanceof SitrepError && (error.code === 'store_unreadable' || error.code === 'store_newer');

/**
 * Every process that has opened the store holds a shared lock on its file until it closes it, so the exclusive lock is
 * had by one that is alone with it (https://www.sqlite.org/wal.html#noshm).
 */
function refuseInUse(store: string): void {
  if (!existsSync(store)) return;
  const database = new DatabaseSync(store, { timeout: LOOK_MS });
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; rollback');
  } catch (error) {
    const known = translated(error, store);
    if (known instanceof SitrepError && known.code === 'store_busy')
      throw new SitrepError('store_in_use', `${store} is in use by another process.`, { cause: error });
    if (!isSpoilt(known)) throw known;
  } finally {
    database.close();
  }
}

/**
 * Copies what is committed in one store to a new file, and checks that it is whole. The store itself is opened for
 * writing, so that SQLite can tidy up its files; a backup may lie where nothing can be written.
 */
async function copyStore(from: string, to: string, options: { readonly readOnly?: true } = {}): Promise<Holding> {
  // Nobody but whoever runs the bot reads the file.
  await (await open(to, 'wx', 0o600)).close();
  const source = new DatabaseSync(from, { timeout: BLOCK_MS, ...options });
  let expected: string;
  try {
    const get = getter(source);
    if (versionOf(get, from) === null) throw new SitrepError('store_unreadable', `${from} is empty.`);
    // Within one reading transaction the copy is of one moment, and other writers never make it begin anew.
    source.exec('begin');
    expected = JSON.stringify(rowsOf(source));
    await backup(source, to);
  } finally {
    source.close();
  }
  const held = await checked(to);
  if (JSON.stringify(held.rows) !== expected)
    throw new SitrepError('store_unreadable', `${to} does not hold what ${from} holds.`);
  await sync(to);
  return held;
}

/** Throws `store_unreadable` unless the file is a whole store. Leaves it as one single file. */
async function checked(path: string): Promise<Holding> {
  const database = new DatabaseSync(path);
  try {
    const get = getter(database);
    const version = versionOf(get, path);
    const [found] = database.prepare('pragma integrity_check(1)').all();
    const said = String(Object.values(found ?? {})[0]);
    if (version === null || said !== 'ok') throw new SitrepError('store_unreadable', `${path} is damaged: ${said}.`);
    if (get('pragma foreign_key_check') !== null)
      throw new SitrepError('store_unreadable', `${path} is damaged: a row belongs to none.`);
    database.exec('pragma journal_mode = delete');
    return { file: path, bytes: (await stat(path)).size, version, rows: rowsOf(database) };
  } finally {
    database.close();
  }
}

const getter =
  (database: DatabaseSync): Connection['get'] =>
  (sql) =>
    (database.prepare(sql).get() as Row | undefined) ?? null;

function rowsOf(database: DatabaseSync): Record<string, number> {
  const tables = database.prepare("select name from sqlite_schema where type = 'table' order by name").all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      Number(database.prepare(`select count(*) as n from "${String(name)}"`).get()?.n),
    ]),
  );
}

/** A slip of the hand costs neither the store nor anybody's file. */
async function checkTarget(store: string, target: string): Promise<void> {
  if (['', ...BESIDE].some((end) => isSame(target, `${store}${end}`)))
    throw new SitrepError('bad_target', `${target} is the store itself.`);
  const found = await stat(target).catch(() => null);
  if (found === null || found.size === 0) return;
  if (!found.isFile()) throw new SitrepError('bad_target', `${target} is no file.`);
  try {
    const database = new DatabaseSync(target, READ_ONLY);
    try {
      versionOf(getter(database), target);
    } finally {
      database.close();
    }
  } catch (error) {
    const known = translated(error, target);
    if (known instanceof SitrepError && known.code === 'store_newer') return;
    throw new SitrepError('bad_target', `${target} is there already, and no backup of Sitrep.`, { cause: error });
  }
}

const real = (path: string): string =>
  existsSync(path)
    ? realpathSync(path)
    : join(existsSync(dirname(path)) ? realpathSync(dirname(path)) : dirname(path), basename(path));
const isSame = (a: string, b: string): boolean => real(resolve(a)) === real(resolve(b));

/** An earlier replaced store is never overwritten. */
function freeName(path: string): string {
  const taken = new Set(readdirSync(dirname(path)));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? path : `${path}-${n}`;
    if (!taken.has(basename(name))) return name;
  }
}

/** What runs that were ended have left; one that still goes would fail, and leave all as it is. */
async function removeDrafts(path: string): Promise<void> {
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(`${basename(path)}${DRAFT}`)) await rm(join(dirname(path), name), { force: true });
}

async function remove(path: string): Promise<void> {
  for (const end of ['', ...BESIDE]) await rm(`${path}${end}`, { force: true });
}

/** Has a file, or the names in a folder, written to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
