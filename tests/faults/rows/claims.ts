import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqlite } from '../../../src/infra/sqlite/open.ts';
import type { Row } from '../frame.ts';
import { begin, slotsOf } from '../work.ts';

/** Processes that claim the same slots of one store at the same time, each in an order of its own. */

const CLAIMER = fileURLToPath(new URL('../claimer.ts', import.meta.url));

export const claims: Row = {
  name: 'claims',
  promise: 'many processes are as good as one: a slot is won once',
  run: async ({ short, seed, keep }) => {
    const [processes, slots] = short ? [2, 60] : [6, 2_000];
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-claims-'));
    const path = join(folder, 'sitrep.sqlite');
    const { store } = await openSqlite({ path });
    await begin(store);
    const claimers = Array.from({ length: processes }, (_, n) => openClaimer(path, slots, seed + n));
    try {
      await Promise.all(claimers.map((one) => one.ready));
      for (const one of claimers) one.begin();
      const won = await Promise.all(claimers.map((one) => one.won));
      const winners = new Map<string, number>();
      for (const slot of won.flat()) winners.set(slot, (winners.get(slot) ?? 0) + 1);
      won.forEach((mine, process) => {
        for (const slot of mine) keep({ process, slot });
      });
      const wins = won.flat().length;
      const twice = [...winners.values()].filter((count) => count > 1).length;
      const never = slotsOf(slots, seed).filter((slot) => !winners.has(slot)).length;
      return {
        done: `${processes} processes × ${slots} slots on one store`,
        figure: `${wins} wins (${won.map((mine) => mine.length).join(' + ')}), twice ${twice}, never ${never}`,
        ok: wins === slots && twice === 0 && never === 0,
      };
    } finally {
      for (const one of claimers) one.end();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function openClaimer(path: string, slots: number, seed: number) {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    CLAIMER,
    path,
    String(slots),
    String(seed),
  ]);
  let [out, err] = ['', ''];
  const ready = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    ready.resolve();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const won = once(child, 'close').then(() => {
    ready.resolve();
    const line = out.trim().split('\n')[1];
    if (line === undefined) throw new Error(`a claimer broke off: ${err.trim().slice(0, 300)}`);
    return JSON.parse(line) as string[];
  });
  won.catch(() => {});
  return {
    ready: ready.promise,
    won,
    begin: () => void child.stdin.write('go\n'),
    end: () => void child.kill('SIGKILL'),
  };
}
