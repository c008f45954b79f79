import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Attribution, Tally } from './polnear-metric.ts';

const HERE = import.meta.dirname;
const SRC = resolve(HERE, '..', '..', 'src');
const folder = mkdtempSync(join(tmpdir(), 'sitrep-eval-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Modules of `src` named in value imports of a file. */
function imports(file: string): string[] {
  const found: string[] = [];
  for (const [, clause = '', path = ''] of readFileSync(file, 'utf8').matchAll(
    /^import\s+([^;]*?)\s*from\s+'(\.[^']+)'/gms,
  )) {
    if (!clause.startsWith('type ')) found.push(resolve(dirname(file), path));
  }
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/import\('(\.[^']+)'\)/g))
    found.push(resolve(dirname(file), path));
  return found;
}

test('every prediction comes from modules that the bot itself runs', () => {
  const reached = new Set<string>();
  // Worker threads are started by path and not by import.
  const workers = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /worker[^/]*\.ts$/.test(name),
  );
  const open = ['main.ts', 'cli.ts', ...workers].map((name) => join(SRC, name));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    if (file.endsWith('.ts')) open.push(...imports(file));
  }
  const sets = readdirSync(HERE).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const used = sets.flatMap((name) => imports(join(HERE, name))).filter((path) => path.startsWith(SRC));
  process.stdout.write(`eval: ${used.length} imports of src in ${sets.length} files\n`);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((path) => !reached.has(path))).toEqual([]);
});

const TEXT = 'The envoy said the road is open.';
const GOLD: Attribution = { source: [[0, 9]], cue: [[10, 14]], content: [[15, 31]] };

test('the metric: right, wrong speaker, half of the content, nothing', () => {
  const score = (predicted: readonly Attribution[]) => {
    const tally = new Tally();
    tally.add(TEXT, predicted, [GOLD]);
    return tally.score();
  };
  expect(score([GOLD])).toMatchObject({ relation: 100, soft: 100, exact: 100, speaker: 100 });
  expect(score([{ ...GOLD, source: [[24, 26]] }])).toMatchObject({ relation: 0, soft: 100, speaker: 0 });
  expect(score([{ ...GOLD, content: [[15, 23]] }])).toMatchObject({ relation: 100, exact: 0 });
  expect(score([{ ...GOLD, content: [[15, 18]] }])).toMatchObject({ relation: 0 });
  expect(score([])).toMatchObject({ relation: 0, soft: 0, predicted: 0, gold: 1 });
  // No source on both sides is agreement; on one side it is not.
  expect(score([{ ...GOLD, source: [] }]).relation).toBe(0);
});

function run(args: readonly string[]): string {
  return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(HERE, 'run.ts'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

test('items without gold are predicted and reported as unscored', () => {
  const data = join(folder, 'data', 'polnear');
  const out = join(folder, 'out');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'test.jsonl'), `${JSON.stringify({ id: 'one', text: TEXT })}\n`);
  writeFileSync(join(data, 'dev.jsonl'), `${JSON.stringify({ id: 'one', text: TEXT, attributions: [GOLD] })}\n`);
  const unscored = run(['polnear', '--data', join(folder, 'data'), '--side', 'test', '--out', out]);
  expect(unscored).toContain('unscored');
  const [line = ''] = readFileSync(join(out, 'polnear.predictions.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line)).toEqual({ id: 'one', attributions: [GOLD] });
  expect(run(['polnear', '--data', join(folder, 'data')])).toMatch(/relation F1 +\| +100\.0 /);
});
