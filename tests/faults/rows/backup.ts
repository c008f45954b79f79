import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect } from '../../../src/infra/sqlite/connection.ts';
import { indexOver } from '../../../src/infra/sqlite/open.ts';
import { storeOver } from '../../../src/infra/sqlite/store.ts';
import { sitrep } from '../../cli/run.ts';
import type { Row } from '../frame.ts';
import { begin, type State, stateIn, stateOf, step } from '../work.ts';

/** `sitrep backup` beside a process that never stops writing, and each of the backups restored over the one before. */

const WRITER = fileURLToPath(new URL('../writer.ts', import.meta.url));

export const backup: Row = {
  name: 'backup',
  promise: 'a backup is one committed state, whole, and restores to it',
  run: async ({ short, random, keep }) => {
    const count = short ? 4 : 100;
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-backup-'));
    const [live, fresh] = [join(folder, 'live'), join(folder, 'fresh')];
    for (const data of [live, fresh]) mkdirSync(data);
    const writer = openWriter(join(live, 'sitrep.sqlite'));
    try {
      await writer.writing;
      const problems: string[] = [];
      const taken: { backup: State; restored: State }[] = [];
      for (let n = 0; n < count; n += 1) {
        await sleep(random() * 200);
        const file = join(folder, `${n}.sqlite`);
        const first = await sitrep(['backup', file], live);
        const second = first.code === 0 ? await sitrep(['restore', file, '--json'], fresh) : first;
        if (second.code !== 0) problems.push(second.err);
        else {
          taken.push({ backup: stateIn(file), restored: stateIn(join(fresh, 'sitrep.sqlite')) });
          const { kept } = JSON.parse(second.out) as { kept: string | null };
          if (kept !== null) rmSync(kept);
        }
        rmSync(file, { force: true });
      }
      const steps = await writer.stop();
      const expected = await states(taken.map(({ backup }) => backup.steps));
      const equal = taken.filter(({ backup, restored }) => {
        const committed = expected.get(backup.steps);
        keep({ steps: backup.steps, committed, backup: backup.hash, restored: restored.hash });
        return backup.hash === committed && restored.hash === committed;
      });
      const moments = new Set(taken.map(({ backup }) => backup.steps)).size;
      return {
        done: `${count} backups while another process commits ${steps} times, each restored over the one before`,
        figure: `equal to a committed state and restored to it ${equal.length}, of ${moments} different moments; refused or broken ${problems.length}${problems[0] ? ` (${problems[0].trim()})` : ''}`,
        ok: equal.length === count && problems.length === 0 && moments > count / 2,
      };
    } finally {
      writer.end();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function openWriter(path: string) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, path]);
  let out = '';
  const words = Promise.withResolvers<void>();
  const closed = once(child, 'close').then(() => words.reject(new Error('the writer ended before it wrote')));
  words.promise.catch(() => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    words.resolve();
  });
  return {
    writing: words.promise,
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
      return Number(out.trim().split('\n').at(-1));
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** What a store holds after so many steps: the same work done again. */
async function states(wanted: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const connection = await connect(':memory:');
  const [store, index] = [storeOver(connection), indexOver(connection)];
  const found = new Map<number, string>();
  const look = () => {
    const { steps, hash } = stateOf((sql) => connection.all(sql));
    found.set(steps, hash);
  };
  await begin(store);
  if (wanted.includes(0)) look();
  for (let n = 0; n < Math.max(...wanted); n += 1) {
    await step(n, store, index);
    if (wanted.includes(n + 1)) look();
  }
  await store.close();
  return found;
}
