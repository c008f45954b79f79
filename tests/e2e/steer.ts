import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as othersFirst, setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { App } from '../../src/app.ts';
import type { Part, Publication } from '../../src/core/model/delivery.ts';
import { freeze } from '../../src/usecases/parts.ts';

/** What the steered bot (`bot.ts`) is made to do for the fault bench; each is off unless its variable or request is there. */

const PAGE = 4_096;

/** Every file of SQLite that this process opens from now on, to be given a last page. */
export function watchFiles(): (spare: number | null) => void {
  const opened = new Set<DatabaseSync>();
  const exec = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    opened.add(this);
    return exec.call(this, sql);
  };
  return (spare) => {
    for (const file of opened) {
      if (!file.isOpen) continue;
      exec.call(file, 'pragma max_page_count = 1000000; create table if not exists filler (bytes)');
      // What was deleted has left free pages.
      const free = Number(file.prepare('pragma freelist_count').get()?.freelist_count);
      if (spare === null) exec.call(file, 'drop table filler');
      else exec.call(file, `insert into filler values (zeroblob(${free * PAGE}))`);
      const pages = Number(file.prepare('pragma page_count').get()?.page_count);
      if (spare !== null) exec.call(file, `pragma max_page_count = ${pages + spare}`);
    }
  };
}

/** Another renderer: each digest comes in 2 to 5 messages of its own, which say who rendered them. */
export function renderAnew({ desk: { store } }: App, renderer: string): void {
  const publish = store.publish.bind(store);
  store.publish = (publication) => publish({ ...publication, parts: splitParts(publication, renderer) });
}

/** How many messages this renderer makes of a digest. */
export const countOf = (delivery: string, renderer: string): number =>
  2 + ((createHash('sha256').update(`${delivery} ${renderer}`).digest()[0] ?? 0) % 4);

function splitParts({ subscription, parts: [first] }: Publication, renderer: string): readonly Part[] {
  if (!first) return [];
  const message = JSON.parse(first.payload) as Record<string, unknown>;
  const count = countOf(first.delivery, renderer);
  const payloads = Array.from({ length: count }, (_, n) => {
    const text = `rendered by ${renderer}: ${n + 1} of ${count}`;
    return JSON.stringify(
      'blocks' in message
        ? { ...message, text, blocks: [{ type: 'section', text: { type: 'plain_text', text } }] }
        : { ...message, components: [{ type: 10, content: text }] },
    );
  });
  const slot = first.delivery.slice(subscription.length + 1);
  return freeze(
    subscription,
    slot,
    first.place,
    payloads.map((payload) => ({ payload })),
  );
}

/** Reading the sources and publishing take so much longer; each piece of work is logged with its time. */
export function slowTick({ desk }: App, ms: number): void {
  const slowly =
    <A extends readonly unknown[], R>(what: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const from = Date.now();
      try {
        await sleep(ms);
        return await work(...args);
      } finally {
        desk.log.info('steer.work', { what, from, to: Date.now() });
      }
    };
  (desk as { read: App['desk']['read'] }).read = slowly('read', desk.read);
  desk.store.due = slowly('due', desk.store.due.bind(desk.store));
  desk.store.publish = slowly('publish', desk.store.publish.bind(desk.store));
}

/** Reading a source whose path has these words in it never ends. */
export function hangReading({ desk }: App, words: string): void {
  const { read } = desk;
  (desk as { read: App['desk']['read'] }).read = (paths, as) =>
    paths.some((path) => path.includes(words)) ? new Promise(() => {}) : read(paths, as);
}

/** What this process holds after garbage was collected: megabytes of heap, handles, open files. */
export async function holding(): Promise<{ heap: number; handles: number; files: number }> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let n = 0; n < 4; n++) {
    collect();
    await othersFirst();
  }
  return {
    heap: process.memoryUsage().heapUsed / 1e6,
    handles: process.getActiveResourcesInfo().filter((one) => one !== 'Timeout' && one !== 'Immediate').length,
    files: readdirSync('/proc/self/fd').length,
  };
}
