import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqlite } from '../../../src/infra/sqlite/open.ts';
import { ROOT, sitrep } from '../../cli/run.ts';
import type { Row } from '../frame.ts';
import { begin, stateIn, step } from '../work.ts';

/** `sitrep restore` killed at any moment. */

const KEPT = 'sitrep.sqlite.before-restore';

export const restore: Row = {
  name: 'restore',
  promise: 'a restore that is killed leaves the old store or the new one, whole',
  run: async ({ short, random, keep }) => {
    const kills = short ? 3 : 100;
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-restore-'));
    try {
      const [old, backup] = [join(folder, 'old.sqlite'), join(folder, 'backup.sqlite')];
      await write(old, short ? 60 : 600);
      await write(backup, short ? 120 : 1_200);
      const states = { old: stateIn(old).hash, new: stateIn(backup).hash };
      const whole = await time(async () => restoreInto(join(folder, 'whole'), old, backup));
      const found = { old: 0, new: 0, other: 0 };
      let [killed, inReplace] = [0, 0];
      for (let n = 0; n < kills; n += 1) {
        const data = join(folder, String(n));
        // Every other one while the store is being replaced: the old one is kept by then.
        const replacing = n % 2 === 0;
        const after = replacing ? 30 * random() : whole * (0.3 + 0.8 * random());
        const signal = await restoreInto(data, old, backup, { after, replacing });
        if (signal !== null) killed += 1;
        if (signal !== null && existsSync(join(data, KEPT))) inReplace += 1;
        const { hash } = stateIn(join(data, 'sitrep.sqlite'));
        const is = hash === states.old ? 'old' : hash === states.new ? 'new' : 'other';
        found[is] += 1;
        keep({ after, signal, is });
        // What is left of it is in nobody's way.
        const { code, err } = n % 10 === 0 ? await sitrep(['restore', backup], data) : { code: 0, err: '' };
        if (code !== 0 || (n % 10 === 0 && stateIn(join(data, 'sitrep.sqlite')).hash !== states.new))
          return { done: 'a restore after one that was killed', figure: err || 'not restored', ok: false };
        rmSync(data, { recursive: true });
      }
      return {
        done: `${kills} restores of which ${killed} were ended by SIGKILL at a random moment, ${inReplace} while or after the store was replaced`,
        figure: `the old store ${found.old}, the new one ${found.new}, neither ${found.other}`,
        ok: found.other === 0 && killed > 0,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function write(path: string, steps: number): Promise<void> {
  const { store, index } = await openSqlite({ path });
  await begin(store);
  for (let n = 0; n < steps; n += 1) await step(n, store, index);
  await store.close();
}

/** When to kill it: so many milliseconds after its start, or after the store that it replaces is being kept. */
type Kill = { readonly after: number; readonly replacing: boolean };

/** Restores over a copy of `old`. The signal that ended it, or null. */
async function restoreInto(data: string, old: string, backup: string, kill?: Kill): Promise<string | null> {
  mkdirSync(data);
  copyFileSync(old, join(data, 'sitrep.sqlite'));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'restore', backup], {
    cwd: ROOT,
    env: { ...process.env, SITREP_DATA: data },
  });
  const closed = once(child, 'close');
  if (kill?.replacing) while (child.exitCode === null && !existsSync(join(data, KEPT))) await sleep(1);
  if (kill) void sleep(kill.after, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  const [, signal] = (await closed) as [number | null, string | null];
  return signal;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
