import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProgress } from '../../src/cli/progress.ts';
import { ROOT, sitrep } from './run.ts';

/** `sitrep index` over many files: shown as it goes, stopped and taken up again. */

const COUNT = 240;
const folder = mkdtempSync(join(tmpdir(), 'sitrep-index-'));
const articles = join(folder, 'articles');
const data = join(folder, 'data');
beforeAll(() => {
  mkdirSync(articles);
  for (let n = 0; n < COUNT; n++)
    writeFileSync(
      join(articles, `${n}.txt`),
      `The harbour master of port ${n} said that pier ${n} stays closed. The council of port ${n} said it had known.`,
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stored(): number {
  const path = join(data, 'sitrep.sqlite');
  if (!existsSync(path)) return 0;
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(db.prepare(`select count(*) as n from articles where tenant = 'terminal'`).get()?.n);
  } catch {
    // It is just being made.
    return 0;
  } finally {
    db.close();
  }
}

test('Ctrl-C stops after the step under way; the same command goes on where it ended', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/cli.ts', 'index', articles], {
    cwd: ROOT,
    env: { ...process.env, SITREP_DATA: data, DISCORD_TOKEN: '', SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' },
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdout.resume();
  const ended = new Promise<number | null>((done) => child.once('close', done));
  while (stored() === 0 && child.exitCode === null) await sleep(20);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  const some = stored();
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(COUNT);
  expect(err).toBe(`Stopped: ${some} of ${COUNT} articles are stored. The same command goes on where it ended.\n`);

  const again = await sitrep(['index', articles], data);
  expect(again.out).toBe(`${COUNT - some} added, 0 changed, ${some} known already, 0 skipped\n`);
  expect(stored()).toBe(COUNT);
}, 60_000);

function stream(isTTY: boolean) {
  const out: string[] = [];
  const write = (text: string) => {
    out.push(text);
    return true;
  };
  return { out, isTTY, columns: 120, write } as unknown as Parameters<typeof openProgress>[0] & { out: string[] };
}

test('on a terminal a bar with rate and failures, gone at the end', async () => {
  const shown = stream(true);
  let now = 0;
  const progress = await openProgress(shown, () => now);
  progress.expect(200);
  now = 4_000;
  progress.done(100);
  progress.failed(2);
  progress.stop();
  const text = shown.out.join('');
  expect(text).toContain('100 of 200 articles · 25 a second · 2 not read');
  expect(text).toContain('█'.repeat(12));
  expect(shown.out.at(-1)).toBe('\u001b[2K');
});

test('elsewhere a plain line every few seconds, and none for what is soon done', async () => {
  const shown = stream(false);
  let now = 0;
  const progress = await openProgress(shown, () => now);
  progress.expect(10_000);
  for (let n = 0; n < 12; n++) {
    now += 1_000;
    progress.done(10);
  }
  progress.stop();
  expect(shown.out).toEqual(['50 of 10,000 articles · 10 a second\n', '100 of 10,000 articles · 10 a second\n']);
});
