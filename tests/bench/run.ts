/**
 * `npm run -s bench -- [--only language|desk] [--sizes 100,1000,10000] [--questions 100]`: what the language step costs,
 * and what indexing, asking and searching do. `--only language` takes less than a minute.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { ATTRIBUTION_MODES, DEFAULT_MODE } from '../../src/infra/attribution.ts';
import { HEAP } from '../../src/infra/workers.ts';
import type { LanguageFigures } from './language.ts';
import type { SearchFigures } from './search.ts';
import type { Built, Served } from './task.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    questions: { type: 'string', default: '100' },
    only: { type: 'string' },
  },
});

const TASK = join(import.meta.dirname, 'task.ts');

/** The bot is measured with the flags that `npm start` gives it. */
const FLAGS = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'));

async function run<T>(task: string, ...args: readonly (string | number)[]): Promise<T> {
  const flags = task === 'serve' ? FLAGS : ['--disable-warning=ExperimentalWarning'];
  const options = [...flags, TASK, task, ...args.map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, options, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as T;
}

/** The value below which a share of the measurements lie. */
function percentile(measured: readonly number[], share: number): number {
  const sorted = measured.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const spread = (measured: readonly number[]): string =>
  [0.5, 0.95, 0.99].map((share) => percentile(measured, share).toFixed(0)).join(' / ');

async function column(size: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-bench-'));
  try {
    const built = await run<Built>('build', folder, size);
    const texts = await run<string[]>('questions', folder, size, values.questions);
    const served = await run<Served>('serve', folder, size, values.questions, ...texts);
    const search = await run<SearchFigures>('search', folder, size, values.questions);
    const times = (cpu: number): string => `${cpu.toFixed(1)} (${(cpu / search.planned).toFixed(1)} ×)`;
    return [
      size.toLocaleString('en'),
      search.passages.toLocaleString('en'),
      built.rate.toFixed(1),
      built.file.toFixed(1),
      served.start.toFixed(0),
      spread(served.ask),
      served.askCpu.toFixed(0),
      spread(served.brief),
      served.memory.toFixed(0),
      search.planned.toFixed(1),
      times(search.byRank),
      times(search.byRankContent),
      times(search.exhaustive),
      times(search.miniSearch),
      search.recall.toFixed(3),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const HEADS = [
  'articles',
  'passages',
  'indexed (analysed, saved, searchable), articles/s',
  'file, MB',
  'start to first answer, ms',
  '/ask p50 / p95 / p99, ms',
  '/ask, CPU ms on average',
  '/brief p50 / p95 / p99, ms',
  'memory of the serving process, MB',
  'planned query, CPU ms',
  'FTS5 order by rank, CPU ms',
  '  without function words',
  'BM25 of all matches, CPU ms',
  'MiniSearch, CPU ms',
  'recall@10 of the planned query',
];

const LANGUAGE_HEADS = [
  'language step, one core',
  'articles of 600 words/s (CPU)',
  'memory of a process that does only this, MB',
  '1 MB in one line, CPU s',
  '1 MB without a full stop, CPU s',
];

/** How many articles the clock sees. */
const LANGUAGE_ARTICLES = 150;

async function languageColumn(mode: string): Promise<readonly string[]> {
  const script = join(import.meta.dirname, 'language.ts');
  // The heap that a worker of the bot has.
  const flags = [
    `--max-old-space-size=${HEAP.maxOldGenerationSizeMb}`,
    `--max-semi-space-size=${HEAP.maxYoungGenerationSizeMb / 3}`,
    '--disable-warning=ExperimentalWarning',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, mode, String(LANGUAGE_ARTICLES)]);
  const { rate, memory, line, unbroken } = JSON.parse(stdout) as LanguageFigures;
  const name = mode === DEFAULT_MODE ? `${mode} (default)` : mode;
  return [name, rate.toFixed(1), memory.toFixed(0), line.toFixed(2), unbroken.toFixed(2)];
}

function print(heads: readonly string[], columns: readonly (readonly string[])[]): void {
  const wide = Math.max(...heads.map((head) => head.length));
  for (const [row, head] of heads.entries())
    console.log([head.padEnd(wide), ...columns.map((one) => one[row]!.padStart(18))].join(' '));
}

async function each<T>(items: readonly T[], columnOf: (item: T) => Promise<readonly string[]>): Promise<string[][]> {
  const columns: string[][] = [];
  for (const item of items) {
    process.stderr.write(`${item}…\n`);
    columns.push([...(await columnOf(item))]);
  }
  return columns;
}

if (values.only !== 'desk') print(LANGUAGE_HEADS, await each(ATTRIBUTION_MODES, languageColumn));
if (values.only !== 'language') print(HEADS, await each(values.sizes.split(',').map(Number), column));
