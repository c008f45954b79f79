import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

export const folder = {
  /** The path of a store in a folder of its own, which goes when the test file is done. */
  file: (): string => {
    const path = mkdtempSync(join(tmpdir(), 'sitrep-'));
    made.push(path);
    return join(path, 'store', 'sitrep.sqlite');
  },
};
