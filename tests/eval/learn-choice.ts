/**
 * Learns `src/data/choice.json` (which of the given answers the articles support best) from the development side of
 * `eval/realtimeqa`: numbers under names of features, no text. Deterministic. Prints figures of seven folds first, in
 * which no question is answered by weights that saw its week. Usage: `node tests/eval/learn-choice.ts [FOLDER]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linear, softmax } from '../../src/core/linear.ts';
import { planQuestion } from '../../src/core/retrieval/plan.ts';
import { type ChoiceModel, choiceRows, likeliest } from '../../src/core/writing/choice.ts';
import { CHOICE_FEATURES } from '../../src/core/writing/choice-features.ts';
import { readChoices } from '../../src/usecases/choose.ts';
import { find } from '../../src/usecases/retrieve.ts';
import { type Choice, fitSoftmax } from './fit.ts';
import { dayOf, openRealtime, type RealtimeItem } from './realtimeqa.ts';
import { RealtimeTally } from './realtimeqa-metric.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDS = 7;
const L2 = 0.1;

type Case = { readonly item: RealtimeItem; readonly wide: boolean; readonly choice: Choice };

const { app, items, pool } = await openRealtime(
  process.argv[2] ?? join(ROOT, '..', 'shared', 'eval', 'realtimeqa'),
  'dev',
);
const { desk } = app;
const publishers = await desk.store.publishers('public');
const cases: Case[] = [];
for (const item of items) {
  const plan = planQuestion(item.question, { table: desk.table, publishers, now: dayOf(item.date) });
  for (const wide of [false, true]) {
    const docs = wide ? pool(item) : item.docs;
    const scope = { tenant: 'public', topic: null, docs, since: plan.since, until: plan.until };
    const { articles } = await find(desk, plan, scope);
    const rows = choiceRows(await readChoices(desk, plan, scope, articles, item.choices));
    const right = item.choices.map((_, at) => item.answer_index?.includes(at) ?? false);
    cases.push({ item, wide, choice: { rows: rows.map((row) => Float32Array.from(row)), right, weight: 1 } });
  }
}
await app.close();

/** What each feature is divided by, so that L2 treats all alike. */
const all = cases.flatMap(({ choice: { rows } }) => rows);
const spread = CHOICE_FEATURES.map((_, at) => {
  const mean = all.reduce((sum, row) => sum + row[at]!, 0) / all.length;
  return Math.sqrt(all.reduce((sum, row) => sum + (row[at]! - mean) ** 2, 0) / all.length) || 1;
});

function modelOf(used: readonly Case[]): ChoiceModel {
  const scaled = used.map(({ choice }) => ({
    ...choice,
    rows: choice.rows.map((row) => row.map((value, at) => value / spread[at]!)),
  }));
  const weights = fitSoftmax(scaled, CHOICE_FEATURES.length, L2);
  const named = CHOICE_FEATURES.map((name, at) => [name, Number((weights[at]! / spread[at]!).toFixed(3))] as const);
  return { weights: Object.fromEntries(named.filter(([, value]) => value !== 0)) };
}

const weeks = [...new Set(items.map(({ week }) => week))].sort();
const foldOf = ({ week }: RealtimeItem): number => weeks.indexOf(week) % FOLDS;
const tallies = { own: new RealtimeTally(), wide: new RealtimeTally() };
for (let fold = 0; fold < FOLDS; fold++) {
  const { weights } = modelOf(cases.filter(({ item }) => foldOf(item) !== fold));
  for (const { item, wide, choice } of cases.filter((one) => foldOf(one.item) === fold)) {
    const { index, sure } = likeliest(softmax(choice.rows.map(linear(CHOICE_FEATURES, weights))));
    tallies[wide ? 'wide' : 'own'].add(item, { choice: index, sure, short: null, refused: false });
  }
}
for (const [name, tally] of Object.entries(tallies))
  for (const { metric, value } of tally.rows().slice(0, 4))
    process.stdout.write(`${metric}, ${name} articles, seven folds: ${value?.toFixed(1)}\n`);

writeFileSync(join(ROOT, 'src', 'data', 'choice.json'), `${JSON.stringify(modelOf(cases), null, 2)}\n`);
