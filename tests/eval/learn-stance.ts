/**
 * Learns `src/data/stance.json` (whether a text agrees with a claim) from the development side of `eval/fnc1_stance`:
 * numbers under names of features, no text. Deterministic. Prints figures of five folds first, in which no pair is
 * judged by weights that saw its story (headlines and bodies joined by any related pair).
 * Usage: `node tests/eval/learn-stance.ts [FOLDER]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, STANCES, type Stance, type StanceModel } from '../../src/core/writing/stance.ts';
import { STANCE_FEATURES, stanceRow } from '../../src/core/writing/stance-features.ts';
import { fitSoftmax } from './fit.ts';
import { readStances, type StanceItem } from './fnc1_stance.ts';
import { StanceTally } from './fnc1_stance-metric.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDS = 5;
const L2 = 0.03;
/** A stance of n pairs weighs n to the power of −this. */
const BALANCE = 0.7;

type Case = { readonly item: StanceItem; readonly gold: Stance; readonly row: readonly number[] };

const { items, bodies } = readStances(process.argv[2] ?? join(ROOT, '..', 'shared', 'eval', 'fnc1_stance'), 'dev');
const cases = items.flatMap((item): Case[] =>
  item.stance === undefined
    ? []
    : [{ item, gold: item.stance, row: stanceRow(item.headline, bodies.get(item.body) ?? []) }],
);

const SIZE = STANCE_FEATURES.length;

/** One softmax over four rows a pair: each stance has a block of weights of its own. */
function modelOf(used: readonly Case[]): StanceModel {
  const mean = STANCE_FEATURES.map((_, at) => used.reduce((sum, { row }) => sum + row[at]!, 0) / used.length);
  const spread = STANCE_FEATURES.map(
    (_, at) => Math.sqrt(used.reduce((sum, { row }) => sum + (row[at]! - mean[at]!) ** 2, 0) / used.length) || 1,
  );
  const many = new Map(STANCES.map((stance) => [stance, used.filter(({ gold }) => gold === stance).length]));
  const choices = used.map(({ gold, row }) => ({
    rows: STANCES.map((_, block) => {
      const wide = new Float32Array((SIZE + 1) * STANCES.length);
      for (const [at, value] of row.entries()) wide[block * (SIZE + 1) + at] = (value - mean[at]!) / spread[at]!;
      wide[block * (SIZE + 1) + SIZE] = 1;
      return wide;
    }),
    right: STANCES.map((stance) => stance === gold),
    weight: many.get(gold)! ** -BALANCE,
  }));
  const weights = fitSoftmax(choices, (SIZE + 1) * STANCES.length, L2);
  const blocks = STANCES.map((stance, block) => {
    const own = STANCE_FEATURES.map((_, at) => weights[block * (SIZE + 1) + at]! / spread[at]!);
    const bias = own.reduce((sum, weight, at) => sum - weight * mean[at]!, weights[block * (SIZE + 1) + SIZE]!);
    const named = STANCE_FEATURES.map((name, at) => [name, Number(own[at]!.toFixed(3))] as const);
    return [
      stance,
      { bias: Number(bias.toFixed(3)), ...Object.fromEntries(named.filter(([, weight]) => weight !== 0)) },
    ];
  });
  return Object.fromEntries(blocks) as StanceModel;
}

/** The fold of each pair: that of its story; the largest stories first into the lightest fold. */
function foldsOf(list: readonly Case[]): number[] {
  const parent = new Map<string, string>();
  const root = (node: string): string => {
    let at = node;
    while ((parent.get(at) ?? at) !== at) at = parent.get(at)!;
    return at;
  };
  for (const { item, gold } of list)
    if (gold !== 'unrelated') parent.set(root(`headline ${item.headline}`), root(`body ${item.body}`));
  const stories = list.map(({ item }) => root(`body ${item.body}`));
  const sizes = [...Map.groupBy(stories, (story) => story)].sort(
    ([a, one], [b, two]) => two.length - one.length || (a < b ? -1 : 1),
  );
  const loads = new Array<number>(FOLDS).fill(0);
  const folds = new Map<string, number>();
  for (const [story, { length }] of sizes) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest]! += length;
    folds.set(story, lightest);
  }
  return stories.map((story) => folds.get(story)!);
}

const folds = foldsOf(cases);
const tally = new StanceTally();
const flagged: { likely: number; right: boolean }[] = [];
for (let fold = 0; fold < FOLDS; fold++) {
  const model = modelOf(cases.filter((_, at) => folds[at] !== fold));
  for (const [at, { gold, row }] of cases.entries()) {
    if (folds[at] !== fold) continue;
    const { stance, likely } = judge(row, model);
    tally.add(gold, stance);
    flagged.push({ likely: likely.disagree, right: gold === 'disagree' });
  }
}
for (const { metric, value } of tally.rows()) process.stdout.write(`${metric}, five folds: ${value?.toFixed(1)}\n`);
for (const least of [0.5, 0.6, 0.7, 0.8, 0.9]) {
  const sure = flagged.filter(({ likely }) => likely >= least);
  const right = sure.filter((one) => one.right).length;
  process.stdout.write(
    `disagree ≥ ${least}: ${sure.length} pairs, ${((100 * right) / (sure.length || 1)).toFixed(0)} % right\n`,
  );
}
writeFileSync(join(ROOT, 'src', 'data', 'stance.json'), `${JSON.stringify(modelOf(cases), null, 2)}\n`);
