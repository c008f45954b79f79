import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/**
 * No image is built here: this copies exactly what the Dockerfile's COPY names into an empty folder, installs what
 * its RUN installs (from npm's cache when it can) and runs its CMD.
 */

const ROOT = resolve(import.meta.dirname, '..');
const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split('\n');
const folder = mkdtempSync(join(tmpdir(), 'sitrep-docker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ran = { readonly code: number; readonly out: string; readonly err: string };

function run(file: string, args: readonly string[], input: string): Promise<Ran> {
  return new Promise((done) => {
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      SITREP_DATA: join(folder, 'volume'),
      DISCORD_TOKEN: '',
      SLACK_BOT_TOKEN: '',
      SLACK_APP_TOKEN: '',
    };
    const child = execFile(file, args, { cwd: folder, env }, (error, out, err) => {
      done({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
    child.stdin?.end(input);
  });
}

test('what COPY names is enough to install and to answer', async () => {
  for (const [, names = ''] of lines.map((line) => /^COPY (.+)$/u.exec(line) ?? [])) {
    const parts = names.split(' ').filter(Boolean);
    const target = parts.at(-1) ?? '';
    for (const name of parts.slice(0, -1)) {
      const to = join(folder, target.endsWith('/') ? join(target, name) : target);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(ROOT, name), to, { recursive: true });
    }
  }
  const installed = await run('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit'], '');
  expect(installed.code, installed.err).toBe(0);

  const cmd = JSON.parse(/^CMD (.+)$/mu.exec(lines.join('\n'))?.[1] ?? '[]') as string[];
  expect(cmd[0]).toBe('node');
  const { code, out, err } = await run(process.execPath, cmd.slice(1), '/ask what did Russia say?\n');
  expect(code, err).toBe(0);
  expect(out).toContain('Zakharova');
  expect(err).toBe('');
}, 180_000);

test('the image runs as another user than root, with the store on a volume', () => {
  expect(lines).toContain('USER node');
  expect(lines).toContain('VOLUME /data');
  expect(lines[lines.findIndex((line) => line.startsWith('FROM'))]).toMatch(/^FROM node:26.*-slim$/u);
});
