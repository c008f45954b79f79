import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../bench/generate.ts';
import type { Outcome, Row } from './frame.ts';
import { ROWS } from './table.ts';

/**
 * `npm run faults [-- ROW…] [--short] [--out DIR] [--seed N]`: one line a promise with its figure. With `--out` each
 * row writes what it did as JSON Lines, and a row that is there already is printed from it: a run that was ended goes on.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, out: { type: 'string' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const unknown = positionals.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0 || !Number.isInteger(seed)) {
  console.error(`faults: there is no row “${unknown.join(', ')}”; there are ${ROWS.map((row) => row.name).join(', ')}`);
  process.exit(2);
}
if (values.out !== undefined) mkdirSync(values.out, { recursive: true });

type Line = Outcome & { readonly seconds: number; readonly seed: number };

let failed = 0;
for (const row of positionals.length > 0 ? positionals.map((name) => ROWS.find((one) => one.name === name)!) : ROWS) {
  const { done, figure, ok, seconds, seed: used } = earlier(row) ?? (await run(row));
  if (!ok) failed += 1;
  console.log(
    `${row.name} | ${row.promise}: ${done} | ${figure} | ${ok ? 'ok' : 'FAILED'} | ${seconds} s | seed ${used}`,
  );
}
process.exit(failed > 0 ? 1 : 0);

/** What an ended run has left of this row, unless the row is asked for by name. */
function earlier(row: Row): Line | null {
  const path = values.out === undefined ? '' : join(values.out, `${row.name}.json`);
  if (positionals.length > 0 || !existsSync(path)) return null;
  return JSON.parse(readFileSync(path, 'utf8')) as Line;
}

async function run(row: Row): Promise<Line> {
  const began = performance.now();
  const records = values.out === undefined ? null : join(values.out, `${row.name}.jsonl`);
  if (records !== null) rmSync(records, { force: true });
  const keep = (record: object) => {
    if (records !== null) appendFileSync(records, `${JSON.stringify(record)}\n`);
  };
  let outcome: Outcome;
  try {
    outcome = await row.run({ short: values.short === true, seed, random: seeded(seed), keep });
  } catch (error) {
    outcome = { done: 'it broke off', figure: String(error).replace(/\s+/gu, ' ').slice(0, 500), ok: false };
  }
  const line = { ...outcome, seconds: Math.round((performance.now() - began) / 1_000), seed };
  if (values.out !== undefined) writeFileSync(join(values.out, `${row.name}.json`), JSON.stringify(line));
  return line;
}
