import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { articleExtraction } from './article_extraction.ts';
import { copies } from './copies.ts';
import { feedConformance } from './feed_conformance.ts';
import { fnc1Stance } from './fnc1_stance.ts';
import { languages } from './languages.ts';
import { multihopRag } from './multihop_rag.ts';
import { neusAllsides } from './neus_allsides.ts';
import { newsClusters } from './news_clusters.ts';
import { polnear } from './polnear.ts';
import { quotations } from './quotations.ts';
import { realtimeqa } from './realtimeqa.ts';
import { type EvalSet, formatTable, type Row } from './table.ts';
import { timeline17 } from './timeline17.ts';

/** The sets that can be measured, in the order of the table. */
const SETS: readonly EvalSet[] = [
  polnear,
  quotations,
  multihopRag,
  realtimeqa,
  neusAllsides,
  timeline17,
  fnc1Stance,
  feedConformance,
  articleExtraction,
  newsClusters,
  copies,
  languages,
];

const USAGE = 'usage: npm run -s eval -- [SET…] [--data DIR] [--side dev|test] [--out DIR]';

async function main(): Promise<number> {
  let options: { data?: string | undefined; side?: string | undefined; out?: string | undefined };
  let names: string[];
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: { data: { type: 'string' }, side: { type: 'string' }, out: { type: 'string' } },
    });
    options = parsed.values;
    names = parsed.positionals;
  } catch (error) {
    return complain(`${error instanceof Error ? error.message : error}\n${USAGE}`, 2);
  }
  const side = options.side ?? 'dev';
  if (side !== 'dev' && side !== 'test') return complain(`--side must be dev or test, not ${side}\n${USAGE}`, 2);
  const unknown = names.filter((name) => !SETS.some((set) => set.name === name));
  if (unknown.length > 0) {
    return complain(`unknown set: ${unknown.join(', ')}; known: ${SETS.map((set) => set.name).join(', ')}`, 2);
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const data = resolve(options.data ?? join(root, '..', 'shared', 'eval'));
  const out = options.out === undefined ? null : resolve(options.out);
  if (out !== null) mkdirSync(out, { recursive: true });
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const set of SETS) {
    if (names.length > 0 && !names.includes(set.name)) continue;
    const folder = join(data, set.data ?? set.name);
    if (!set.own && !existsSync(folder)) {
      process.stderr.write(`${set.name}: skipped, no folder ${folder}\n`);
      continue;
    }
    const result = await set.run({ folder, side, out });
    rows.push(...result.rows);
    notes.push(...result.notes);
  }
  if (rows.length === 0) return complain(`nothing to measure below ${data}; give the folder with --data DIR`, 1);
  process.stdout.write(`${formatTable(rows)}\n${notes.map((note) => `${note}\n`).join('')}`);
  return 0;
}

function complain(text: string, status: number): number {
  process.stderr.write(`${text}\n`);
  return status;
}

process.exitCode = await main();
