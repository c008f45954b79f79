import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import type { Caller } from '../src/core/model/command.ts';
import type { Log } from '../src/core/model/ports.ts';

/** What tests need to compose the real product in a folder of its own, on a clock that they steer. */

export const QUIET: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** A log that remembers, for tests that read it. */
export function remember(): Log & { readonly lines: readonly { event: string; fields: unknown }[] } {
  const lines: { event: string; fields: unknown }[] = [];
  const add = (event: string, fields: unknown) => void lines.push({ event, fields });
  return { lines, info: add, warn: add, error: add };
}

export type SteeredClock = {
  (): number;
  set(iso: string): void;
  forward(ms: number): void;
  /** For whoever waits on this clock: it moves on by so much, at once. */
  wait(ms: number): Promise<void>;
};

export function steeredClock(iso: string): SteeredClock {
  let now = Date.parse(iso);
  return Object.assign(() => now, {
    set: (to: string) => {
      now = Date.parse(to);
    },
    forward: (ms: number) => {
      now += ms;
    },
    wait: async (ms: number) => {
      now += ms;
    },
  });
}

/** A folder that is removed by `remove`, and a config whose store lies in it. */
export function scratch(env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-test-'));
  return {
    folder,
    config: readConfig({ SITREP_DATA: join(folder, 'data'), SITREP_ZONE: 'UTC', ...env }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const TERMINAL: Caller = {
  place: { platform: 'terminal', tenant: 'terminal', channel: 'terminal', thread: null },
  person: 'terminal',
  mayManage: true,
  zone: 'Europe/Berlin',
};
