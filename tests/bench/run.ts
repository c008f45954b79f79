/** `npm run -s bench -- [--sizes 100,1000,10000] [--questions 100]`: what indexing, asking and searching cost. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import type { SearchFigures } from './search.ts';
import type { Built, Served } from './task.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100,1000,10000' },
    questions: { type: 'string', default: '100' },
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

const columns: (readonly string[])[] = [];
for (const size of values.sizes.split(',').map(Number)) {
  process.stderr.write(`${size} articles…\n`);
  columns.push(await column(size));
}
const wide = Math.max(...HEADS.map((head) => head.length));
for (const [row, head] of HEADS.entries())
  console.log([head.padEnd(wide), ...columns.map((one) => one[row]!.padStart(18))].join(' '));
