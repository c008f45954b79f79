import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSentences } from '../../src/core/language/sentences.ts';
import { type Stance, stanceOf } from '../../src/core/writing/stance.ts';
import { StanceTally } from './fnc1_stance-metric.ts';
import type { EvalSet } from './table.ts';

export type StanceItem = {
  readonly id: string;
  readonly headline: string;
  readonly body: string;
  /** Gold; absent where predictions are only written. */
  readonly stance?: Stance;
};

/** The pairs of the set, and the sentences of each body. */
export function readStances(folder: string, side: string) {
  const read = (name: string) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line));
  const items = read(`${side}.jsonl`) as StanceItem[];
  const bodies = (read('bodies.jsonl') as { body: string; text: string }[]).map(
    ({ body, text }) => [body, findSentences(text).map(({ start, end }) => text.slice(start, end))] as const,
  );
  return { items, bodies: new Map(bodies) };
}

/** How an article stands to a headline's claim: `eval/fnc1_stance`. Figures beside from its README. */
export const fnc1Stance: EvalSet = {
  name: 'fnc1_stance',
  async run({ folder, side, out }) {
    const files = [`${side}.jsonl`, 'bodies.jsonl'].map((name) => join(folder, name));
    if (!files.every((file) => existsSync(file)))
      return { rows: [], notes: [`fnc1_stance: skipped, no file ${files[0]}`] };
    const { items, bodies } = readStances(folder, side);
    const tally = new StanceTally();
    const found = items.map((item) => {
      const { stance } = stanceOf(item.headline, bodies.get(item.body) ?? []);
      tally.add(item.stance, stance);
      return { id: item.id, stance };
    });
    if (out !== null)
      writeFileSync(
        join(out, 'fnc1_stance.predictions.jsonl'),
        `${found.map((one) => JSON.stringify(one)).join('\n')}\n`,
      );
    const notes =
      side === 'dev'
        ? [
            'fnc1_stance: the weights were learnt from these very pairs; the figures of its folds stand in src/data/stance.md',
          ]
        : [];
    return { rows: tally.rows(), notes: [`fnc1_stance: ${items.length} pairs`, ...notes] };
  },
};
