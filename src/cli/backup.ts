import { join } from 'node:path';
import { readConfig, readEnvironment } from '../config.ts';
import { backupStore, type Holding, restoreStore } from '../infra/sqlite/backup.ts';
import { printJson } from './reading.ts';

/** `sitrep backup FILE` and `sitrep restore FILE`: whole copies of the store. */

const storeFile = () => join(readConfig(readEnvironment()).data, 'sitrep.sqlite');

export async function backupVerb(file: string, json: boolean): Promise<void> {
  const held = await backupStore({ store: storeFile(), file, now: Date.now() });
  if (json) printJson(held);
  else process.stdout.write(`${held.file} holds ${holds(held)}; checked.\n`);
}

export async function restoreVerb(file: string, json: boolean): Promise<void> {
  const { held, kept } = await restoreStore({ store: storeFile(), file, now: Date.now() });
  if (json) printJson({ ...held, kept });
  else {
    process.stdout.write(`Restored ${held.file}: ${holds(held)}.\n`);
    if (kept !== null) process.stdout.write(`The replaced store is kept as ${kept}\n`);
  }
}

const TOLD = [
  ['articles', 'articles'],
  ['versions', 'versions'],
  ['pages', 'kept pages'],
  ['subscriptions', 'digests'],
  ['deliveries', 'deliveries'],
] as const;

function holds({ rows, bytes, version }: Holding): string {
  const counts = TOLD.map(([table, name]) => `${rows[table] ?? 0} ${name}`).join(', ');
  return `${counts} (${(bytes / 1e6).toFixed(1)} MB, tables of version ${version})`;
}
