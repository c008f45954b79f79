import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { SitrepError } from '../../core/model/errors.ts';

export type Row = Record<string, string | number | null>;
type Values = Record<string, SQLInputValue>;

/**
 * One open SQLite file. The driver is synchronous, so whatever runs inside `read` or `write` runs in one piece; nobody
 * else's call can slip into its transaction.
 */
export type Connection = {
  all(sql: string, values?: Values): Row[];
  get(sql: string, values?: Values): Row | null;
  /** How many rows it changed. */
  run(sql: string, values?: Values): number;
  /** Several statements without values. */
  script(sql: string): void;
  /** Empties the log of what was written before, as far as no other process reads in it: it holds what was deleted. */
  wipe(): Promise<void>;
  /** Throws only SitrepError: `store_full`, `store_busy`, `store_unreadable`. */
  read<T>(work: () => T): Promise<T>;
  /** The same inside one `begin immediate` transaction; waits for other writers without holding up this process. */
  write<T>(work: () => T): Promise<T>;
  close(): void;
};

/** "SITR": tells our file from any other database. */
const APPLICATION = 0x53495452;
const MIGRATIONS = new URL('./migrations/', import.meta.url);

/** Milliseconds for which a writer blocks the process, and for which it tries again altogether. */
const BLOCK_MS = 50;
const PATIENCE_MS = 10_000;

/** Deleted is overwritten: what a person or a server has had deleted stands in no free page of the file. */
const PRAGMAS = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma secure_delete = on;
  pragma temp_store = memory;
  pragma cache_size = -16000;
  pragma journal_size_limit = 67108864;`;

/**
 * Opens (or makes) the file, `:memory:` for none, and brings its tables up to date.
 * `patience` is how long to wait for other writers, in milliseconds.
 * Throws SitrepError: `store_newer`, `store_unreadable`, `store_full`, `store_busy`.
 */
export async function connect(path: string, patience = PATIENCE_MS): Promise<Connection> {
  let database: DatabaseSync | null = null;
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: BLOCK_MS });
    const opened = database;
    const connection = wrap(opened, path, patience);
    await patiently(() => opened.exec(PRAGMAS), patience);
    await migrate(connection, path);
    return connection;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw translated(error, path);
  }
}

function wrap(database: DatabaseSync, path: string, patience: number): Connection {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
  return {
    all: (sql, values = {}) => prepare(sql).all(values) as Row[],
    get: (sql, values = {}) => (prepare(sql).get(values) as Row | undefined) ?? null,
    run: (sql, values = {}) => Number(prepare(sql).run(values).changes),
    script: (sql) => database.exec(sql),
    async read(work) {
      try {
        return work();
      } catch (error) {
        throw translated(error, path);
      }
    },
    async write(work) {
      // From `begin` to `commit` without a pause: no other call may run in between.
      const transaction = () => {
        database.exec('begin immediate');
        try {
          const result = work();
          database.exec('commit');
          return result;
        } catch (error) {
          // A full disk may have ended the transaction by itself.
          if (database.isTransaction) database.exec('rollback');
          throw error;
        }
      };
      try {
        return await patiently(transaction, patience);
      } catch (error) {
        throw translated(error, path);
      }
    },
    async wipe() {
      try {
        database.exec('pragma wal_checkpoint(truncate)');
      } catch (error) {
        throw translated(error, path);
      }
    },
    close() {
      prepared.clear();
      if (database.isOpen) database.close();
    },
  };
}

/** Another process may hold the lock: pauses of random length let everybody have a turn, and the event loop go on. */
async function patiently<T>(work: () => T, patience: number): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (primaryCode(error) !== BUSY || performance.now() - began >= patience) throw error;
    }
    await pause(1 + Math.random() * 20);
  }
}

/** Numbered files, applied in order; `user_version` is the number of the last one. */
const migrations = (): string[] =>
  readdirSync(MIGRATIONS)
    .filter((name) => /^\d+\.sql$/.test(name))
    .sort();

/** The version of the tables that this release writes. */
export const newestVersion = (): number => migrations().length;

/**
 * The version of the tables of an open file; null when it holds no tables.
 * Throws SitrepError: `store_unreadable` for somebody else's database, `store_newer`.
 */
export function versionOf(get: Connection['get'], path: string): number | null {
  const number = (pragma: string): number => Number(Object.values(get(`pragma ${pragma}`) ?? {})[0]);
  if (Number(get('select count(*) as n from sqlite_schema')?.n) === 0) return null;
  if (number('application_id') !== APPLICATION)
    throw new SitrepError('store_unreadable', `${path} is a database, but not one of Sitrep.`);
  const [found, newest] = [number('user_version'), newestVersion()];
  if (found > newest)
    throw new SitrepError('store_newer', `${path} has version ${found}; this Sitrep reads up to ${newest}.`);
  return found;
}

async function migrate(connection: Connection, path: string): Promise<void> {
  const files = migrations();
  const version = () => versionOf(connection.get, path) ?? 0;
  if ((await connection.read(version)) === files.length) return;
  await connection.write(() => {
    // Looked up again: another process may have done it while this one waited for the lock.
    for (const file of files.slice(version())) connection.script(readFileSync(new URL(file, MIGRATIONS), 'utf8'));
    connection.script(`pragma application_id = ${APPLICATION}; pragma user_version = ${files.length};`);
  });
}

// https://www.sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const IO = 10;
const FULL = 13;
/** The shared memory of the WAL could not grow: a full disk as well. */
const IO_SHMSIZE = 4874;

function errcode(error: unknown): number | null {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
  return typeof code === 'number' ? code : null;
}

/** The low byte: what an extended code is a kind of. */
function primaryCode(error: unknown): number | null {
  const code = errcode(error);
  return code === null ? null : code & 0xff;
}

const UNREADABLE = new Set([
  IO,
  8 /* read-only */,
  11 /* corrupt */,
  14 /* cannot open */,
  23 /* auth */,
  26 /* not a database */,
]);

/** An error of the driver or of the file system as ours; anything else stays as it is. */
export function translated(error: unknown, path: string): unknown {
  if (error instanceof SitrepError) return error;
  const code = primaryCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (code === FULL || errcode(error) === IO_SHMSIZE)
    return new SitrepError('store_full', `The disk of ${path} is full.`, { cause: error });
  if (code === BUSY || code === LOCKED)
    return new SitrepError('store_busy', `${path} is in use by another process.`, { cause: error });
  if (code !== null && UNREADABLE.has(code))
    return new SitrepError('store_unreadable', `${path} cannot be used: ${reason}.`, { cause: error });
  const system = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : null;
  if (system === 'ENOSPC') return new SitrepError('store_full', `The disk of ${path} is full.`, { cause: error });
  if (system !== null)
    return new SitrepError('store_unreadable', `${path} cannot be used: ${reason}.`, { cause: error });
  return error;
}
