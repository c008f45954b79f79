import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SitrepError } from '../../../src/core/model/errors.ts';
import { connect } from '../../../src/infra/sqlite/connection.ts';
import { openSqlite } from '../../../src/infra/sqlite/open.ts';
import { openStore, storeOver } from '../../../src/infra/sqlite/store.ts';
import { made, NOW, parts, publication, scope, subscription } from '../../contracts/made.ts';
import { order } from '../../contracts/outbox.ts';
import { folder } from './folder.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Runs a child process; `seen` gets the lines so far and may end it. Resolves with all complete lines. */
function run(args: readonly string[], seen?: (lines: readonly string[], kill: () => void) => void): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, ...args]);
    let output = '';
    let problems = '';
    child.stderr.on('data', (chunk) => {
      problems += chunk;
    });
    child.stdout.on('data', (chunk) => {
      output += chunk;
      seen?.(output.split('\n').slice(0, -1), () => child.kill('SIGKILL'));
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(problems));
      else resolve(output.split('\n').slice(0, -1));
    });
  });
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: SitrepError) => error.code ?? String(error),
  );

describe('one file', () => {
  it('is the same after it was closed and opened again', async () => {
    const path = folder.file();
    const first = await openSqlite({ path });
    await first.store.save([made('a', 'A crane.', { says: [{ actor: 'nl', country: 'NL', words: 'crane' }] })]);
    await first.index.apply(await first.store.changes(0, 9));
    await first.store.subscribe(subscription('s'), NOW);
    await first.store.publish(publication('s', '2026-11-21T08:00'));
    const before = await first.store.article('public', 'a');
    await first.store.close();
    const { store, index } = await openSqlite({ path });
    expect(await store.article('public', 'a')).toEqual(before);
    expect(await index.at()).toBe(1);
    const terms = [{ text: 'crane', weight: 1 }];
    expect(await index.search({ terms, scope: scope(), outlets: [], limit: 1 })).toHaveLength(1);
    expect((await store.lease(order(NOW))).parts).toMatchObject([{ part: parts('s/2026-11-21T08:00', 2)[0] }]);
    await store.close();
  });

  it('is written as promised: a log that is synced at every commit, references checked', async () => {
    const connection = await connect(folder.file());
    const pragma = (name: string): unknown => Object.values(connection.get(`pragma ${name}`) ?? {})[0];
    // 2 is full: https://www.sqlite.org/pragma.html#pragma_synchronous
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
    connection.close();
  });

  it('refuses a store that a newer release wrote, and leaves it as it was', async () => {
    const path = folder.file();
    await (await openStore({ path })).close();
    const database = new DatabaseSync(path);
    database.exec('pragma user_version = 999');
    database.close();
    expect(await codeOf(openStore({ path }))).toBe('store_newer');
    const again = new DatabaseSync(path);
    expect(again.prepare('pragma user_version').get()).toEqual({ user_version: 999 });
    again.close();
  });

  it('refuses what is no store: another file, another database, a folder', async () => {
    const [text, other, path] = [folder.file(), folder.file(), folder.file()];
    mkdirSync(dirname(text));
    writeFileSync(text, 'These are notes, not a database. '.repeat(100));
    expect(await codeOf(openStore({ path: text }))).toBe('store_unreadable');
    mkdirSync(dirname(other));
    const database = new DatabaseSync(other);
    database.exec('create table theirs (a)');
    database.close();
    expect(await codeOf(openStore({ path: other }))).toBe('store_unreadable');
    expect(await codeOf(openStore({ path: dirname(dirname(path)) }))).toBe('store_unreadable');
    expect(await codeOf(openStore({ path: `${text}/below` }))).toBe('store_unreadable');
  });

  it('says that the disk is full, keeps what it has, and goes on when there is room again', async () => {
    const connection = await connect(folder.file());
    const store = storeOver(connection);
    await store.save([made('before', 'Stored.')]);
    const pages = Number(connection.get('pragma page_count')?.page_count);
    connection.script(`pragma max_page_count = ${pages + 20}`);
    const big = Array.from({ length: 50 }, (_, n) => made(`big${n}`, `${n} ${'Many words. '.repeat(2_000)}`));
    expect(await codeOf(store.save(big))).toBe('store_full');
    expect(await store.list(scope(), 99)).toEqual(['before']);
    expect(await store.seq()).toBe(1);
    expect(await store.save([made('small', 'Little.')])).toEqual(['new']);
    connection.script('pragma max_page_count = 1000000');
    expect(await store.save(big)).toHaveLength(50);
    expect(await store.list(scope(), 99)).toHaveLength(52);
    expect(connection.get('pragma integrity_check')).toEqual({ integrity_check: 'ok' });
    await store.close();
  });

  it('waits for another writer while this process goes on, and gives up in the end', async () => {
    const path = folder.file();
    const connection = await connect(path, 300);
    const store = storeOver(connection);
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    expect(await codeOf(store.save([made('a', 'A.')]))).toBe('store_busy');
    expect(await store.list(scope(), 9)).toEqual([]);
    const waiting = store.save([made('a', 'A.')]);
    setTimeout(() => other.exec('rollback'), 100);
    expect(await waiting).toEqual(['new']);
    other.close();
    await store.close();
  });

  it('takes no lock while nothing is due, or somebody else does the work', async () => {
    const path = folder.file();
    const connection = await connect(path, 0);
    const store = storeOver(connection);
    await store.subscribe(subscription('s'), NOW + 1);
    await store.publish(publication('s', '2026-11-21T08:00'));
    await store.lease(order(NOW));
    await store.hold('work', 'you', NOW, NOW + 9);
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    expect(await store.lease(order(NOW))).toEqual({ parts: [], next: NOW + 1_000 });
    expect(await store.hold('work', 'me', NOW, NOW + 9)).toBe(false);
    expect(await store.supersede('s', '2026-11-22T08:00')).toBe(0);
    expect(await store.due(NOW, 9)).toEqual([]);
    expect(await codeOf(store.lease(order(NOW + 1_000)))).toBe('store_busy');
    other.close();
    await store.close();
  });

  it('stores what it acknowledged and nothing else, however calls and failures interleave', async () => {
    const store = await openStore({ path: folder.file() });
    const calls = Array.from({ length: 300 }, async (_, n) => {
      const good = made(`${n}`, `Article ${n}.`);
      // A number that JSON cannot hold fails in the middle of the batch, after the good article was written.
      const bad = { ...good, article: { ...good.article, id: `${n}x`, seen: 1n as unknown as number } };
      await store.save(n % 3 === 0 ? [good, bad] : [good]);
      return good.article.id;
    });
    const settled = await Promise.allSettled(calls);
    const acknowledged = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(acknowledged).toHaveLength(200);
    expect((await store.list(scope(), 999)).toSorted()).toEqual(acknowledged.toSorted());
    await store.close();
  });
});

describe('several processes', () => {
  it('loses nothing acknowledged when a process is killed during ingest', async () => {
    const path = folder.file();
    const acknowledged = new Set<string>();
    for (const enough of [2, 9, 30, 31]) {
      // Each run meets the articles of those before it and adds its own.
      for (const id of await run(['ingest', path, '1000'], (lines, kill) => lines.length >= enough && kill()))
        acknowledged.add(id);
      const { store, index } = await openSqlite({ path });
      const stored = await store.articles('public', [...acknowledged]);
      expect(stored.map(({ article }) => article.text.split('\n')[0])).toEqual(
        [...acknowledged].map((id) => `Article ${id} of crane${id}.`),
      );
      await index.apply(await store.changes(await index.at(), 10_000));
      for (const id of acknowledged)
        expect((await index.frequencies([`crane${id}`])).of, `${id} after ${enough}`).toEqual([1]);
      await store.close();
      const database = new DatabaseSync(path);
      expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.exec("insert into passage_search (passage_search, rank) values ('integrity-check', 1)");
      database.close();
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(31);
  });

  it('gives each slot to one of six processes', async () => {
    const path = folder.file();
    const wins = (await Promise.all(Array.from({ length: 6 }, () => run(['claim', path, '20'])))).flat();
    expect(wins).toHaveLength(20);
    expect(new Set(wins).size).toBe(20);
    const store = await openStore({ path });
    expect(await store.slots('terminal', 's', 99)).toHaveLength(20);
    expect(await store.queue()).toEqual({ open: 20, dead: 0 });
    await store.close();
  });
});
