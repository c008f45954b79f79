/**
 * Learns `src/data/brief.json`, how likely a word and a pair of words is to stand in a summary, from the training side
 * of `eval/neus_allsides`: numbers under names of features, no word. Deterministic. Prints figures of five folds first.
 * Usage: `node tests/eval/learn-brief.ts [TRAIN.jsonl]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { words } from '../../src/core/retrieval/words.ts';
import {
  PAIR_FEATURES,
  pairRow,
  REPEATS,
  type Reading,
  sizeOf,
  WORD_FEATURES,
  wordRow,
} from '../../src/core/writing/salience.ts';
import { type Model, oddsOf } from '../../src/core/writing/summary.ts';
import { type Case, fitLogistic } from './fit.ts';
import { ingested, readEvents, readingOf, summaryOf } from './neus_allsides.ts';
import { SummaryTally } from './neus_allsides-metric.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDS = 5;
const L2 = 1e-4;
const ROUNDS = 300;

type Example = {
  readonly reading: Reading;
  readonly sources: readonly string[];
  readonly reference: string;
  /** Of its reference: the words in order. */
  readonly gold: readonly string[];
};

const file = process.argv[2] ?? join(ROOT, '..', 'shared', 'eval', 'neus_allsides', 'train.jsonl');
const examples = readEvents(file).map((event): Example => {
  const reference = event.reference ?? '';
  return {
    reading: readingOf(ingested(event)),
    sources: event.articles.map(({ text }) => text),
    reference,
    gold: words(reference).map((word) => word.text),
  };
});

function wordCases({ reading, gold }: Example): Case[] {
  return reading.words.flatMap(({ text, total }, id) => {
    const wanted = gold.filter((word) => word === text).length;
    return Array.from({ length: Math.min(REPEATS, total) }, (_, at) => ({
      row: wordRow(reading, id, at + 1),
      yes: wanted > at,
      weight: 1,
    }));
  });
}

function pairCases({ reading, gold }: Example, model: Model): Case[] {
  const wanted = new Set(gold.slice(1).map((word, at) => `${gold[at]} ${word}`));
  const odds = oddsOf(reading, model);
  return reading.pairs.map(({ left, right }, id) => ({
    row: pairRow(reading, id, (word) => odds.uses(word, 1)),
    yes: wanted.has(`${reading.words[left]!.text} ${reading.words[right]!.text}`),
    weight: 1,
  }));
}

/** Logistic regression on features of unit variance, which L2 treats alike; the weights are those of the plain ones. */
function logisticOf(cases: readonly Case[], names: readonly string[]): Model['word'] {
  const mean = names.map((_, at) => cases.reduce((sum, { row }) => sum + row[at]!, 0) / cases.length);
  const spread = names.map(
    (_, at) => Math.sqrt(cases.reduce((sum, { row }) => sum + (row[at]! - mean[at]!) ** 2, 0) / cases.length) || 1,
  );
  const scaled = cases.map((one) => ({ ...one, row: one.row.map((value, at) => (value - mean[at]!) / spread[at]!) }));
  const fitted = fitLogistic(scaled, new Array<number>(names.length).fill(0), L2, ROUNDS);
  const weights = names.map((_, at) => fitted[at]! / spread[at]!);
  const bias = weights.reduce((sum, weight, at) => sum - weight * mean[at]!, fitted[names.length]!);
  return {
    bias: rounded(bias),
    weights: Object.fromEntries(names.map((name, at) => [name, rounded(weights[at]!)])),
  };
}

/** The mean logarithm of the references' lengths by that of the articles'. */
function lengthOf(list: readonly Example[]): Model['length'] {
  const points = list.map(({ reading, gold }) => [sizeOf(reading), Math.log(Math.max(1, gold.length))] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([size]) => size)), mean(points.map(([, length]) => length))];
  const slope = mean(points.map(([a, b]) => (a - x) * (b - y))) / mean(points.map(([a]) => (a - x) ** 2));
  return { bias: rounded(y - slope * x), slope: rounded(slope) };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function learn(list: readonly Example[]): Model {
  const word = logisticOf(list.flatMap(wordCases), WORD_FEATURES);
  const first: Model = { word, pair: { bias: 0, weights: {} }, length: lengthOf(list) };
  const pairs = list.flatMap((one) => pairCases(one, first));
  return { ...first, pair: logisticOf(pairs, PAIR_FEATURES) };
}

const tally = new SummaryTally();
for (let fold = 0; fold < FOLDS; fold++) {
  const model = learn(examples.filter((_, at) => at % FOLDS !== fold));
  for (const { reading, sources, reference } of examples.filter((_, at) => at % FOLDS === fold))
    tally.add(summaryOf(reading, model), sources, reference);
}
for (const { metric, value } of tally.rows().slice(0, 3))
  process.stdout.write(`${metric}, five folds: ${value?.toFixed(2)}\n`);
process.stdout.write(`words: ${tally.length().toFixed(1)}\n`);
writeFileSync(join(ROOT, 'src', 'data', 'brief.json'), `${JSON.stringify(learn(examples), null, 2)}\n`);
