/**
 * Learns `src/data/short.json` (which span of the sentences found is the short answer) from the development side of
 * `eval/realtimeqa`: numbers under names of features, no text. Deterministic. Prints figures of seven folds first, in
 * which no question is answered by weights that saw its week. Usage: `node tests/eval/learn-short.ts [FOLDER]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { weighPlan } from '../../src/core/retrieval/asking.ts';
import { planQuestion } from '../../src/core/retrieval/plan.ts';
import { rank } from '../../src/core/retrieval/rank.ts';
import { bestOf, type ShortModel, shortShares } from '../../src/core/writing/short.ts';
import { SHORT_FEATURES, type ShortCandidate, shortCandidates } from '../../src/core/writing/short-features.ts';
import { wantedBy } from '../../src/core/writing/short-spans.ts';
import { find } from '../../src/usecases/retrieve.ts';
import { fitSoftmax } from './fit.ts';
import { dayOf, openRealtime, type RealtimeItem } from './realtimeqa.ts';
import { RealtimeTally, tokenF1 } from './realtimeqa-metric.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDS = 7;
const L2 = 0.01;
/** A span is right that shares as much with a gold answer as the best span does, and this much at least. */
const RIGHT = 0.5;
/** Features that are 0 or 1 and hardly ever 1 are not blown up by their spread. */
const LEAST_SPREAD = 0.4;

type Case = {
  readonly item: RealtimeItem;
  readonly wide: boolean;
  readonly candidates: readonly ShortCandidate[];
  readonly right: readonly boolean[];
};

const { app, items, pool } = await openRealtime(
  process.argv[2] ?? join(ROOT, '..', 'shared', 'eval', 'realtimeqa'),
  'dev',
);
const { desk } = app;
const publishers = await desk.store.publishers('public');
const textOf = ({ doc, span }: ShortCandidate): string => doc.article.text.slice(span.start, span.end);
const cases: Case[] = [];
for (const item of items) {
  const { answers = [] } = item;
  const now = dayOf(item.date);
  const plan = planQuestion(item.question, { table: desk.table, publishers, now });
  const wanted = wantedBy(item.question);
  if (wanted === null || item.except_question) continue;
  for (const wide of [false, true]) {
    const docs = wide ? pool(item) : item.docs;
    const scope = { tenant: 'public', topic: null, docs, since: plan.since, until: plan.until };
    const { hits, articles, frequencies } = await find(desk, plan, scope);
    const evidence = rank(plan, hits, articles, frequencies);
    const candidates = shortCandidates(wanted, weighPlan(plan, frequencies), evidence, articles, now);
    const scores = candidates.map((one) => Math.max(...answers.map((gold) => tokenF1(textOf(one), gold))));
    const best = Math.max(...scores, 0);
    cases.push({ item, wide, candidates, right: scores.map((score) => best >= RIGHT && score === best) });
  }
}
await app.close();

/** What each feature is divided by, so that L2 treats all alike. */
const all = cases.flatMap(({ candidates }) => candidates.map(({ row }) => row));
const spread = SHORT_FEATURES.map((name, at) => {
  if (name === 'none') return 1;
  if (name.includes(':')) return LEAST_SPREAD;
  const mean = all.reduce((sum, row) => sum + row[at]!, 0) / all.length;
  return Math.sqrt(all.reduce((sum, row) => sum + (row[at]! - mean) ** 2, 0) / all.length) || 1;
});

/** First the order among the spans of a question, then how likely none of them is right. */
function modelOf(used: readonly Case[]): ShortModel {
  const choices = used.map(({ candidates, right }) => ({
    rows: candidates.map(({ row }) => Float32Array.from(row, (value, at) => value / spread[at]!)),
    right,
    weight: 1,
  }));
  const weights = fitSoftmax(choices, SHORT_FEATURES.length, L2);
  const named = SHORT_FEATURES.map((name, at) => [name, Number((weights[at]! / spread[at]!).toFixed(3))] as const);
  const order = Object.fromEntries(named.filter(([, value]) => value !== 0));
  const loss = (none: number): number =>
    used.reduce((sum, one) => sum - Math.log(massOf(one, { weights: { ...order, none } })), 0);
  const best = NONE.reduce((least, none) => (loss(none) < loss(least) ? none : least));
  return { weights: { ...order, none: best } };
}

/** What none may weigh. */
const NONE = Array.from({ length: 60 }, (_, at) => at / 4);

/** The probability of what is right: the right spans, or none. */
function massOf({ candidates, right }: Case, model: ShortModel): number {
  const shares = shortShares(candidates, model);
  const good = right.includes(true) ? shares.filter((_, at) => right[at]) : shares.slice(-1);
  return Math.max(
    1e-9,
    good.reduce((sum, share) => sum + share, 0),
  );
}

const weeks = [...new Set(items.map(({ week }) => week))].sort();
const foldOf = ({ week }: RealtimeItem): number => weeks.indexOf(week) % FOLDS;
const tallies = { own: new RealtimeTally(), wide: new RealtimeTally() };
const given: { sure: number; f1: number }[] = [];
for (const item of items.filter((one) => !cases.some((other) => other.item === one)))
  for (const tally of Object.values(tallies))
    tally.add(item, { choice: null, sure: null, short: null, refused: false });
for (let fold = 0; fold < FOLDS; fold++) {
  const model = modelOf(cases.filter(({ item }) => foldOf(item) !== fold));
  for (const { item, wide, candidates } of cases.filter((one) => foldOf(one.item) === fold)) {
    const best = bestOf(candidates, model);
    const short = best && textOf(candidates[best.index]!);
    const f1 = Math.max(...(item.answers ?? ['']).map((gold) => tokenF1(short ?? '', gold)));
    if (wide) given.push({ sure: best?.sure ?? 0, f1 });
    tallies[wide ? 'wide' : 'own'].add(item, { choice: null, sure: null, short, refused: false });
  }
}
for (const [name, tally] of Object.entries(tallies))
  for (const { metric, value } of tally.rows().filter((row) => row.metric.includes('short')))
    process.stdout.write(`${metric}, ${name} articles, always given, seven folds: ${value?.toFixed(1)}\n`);

for (const least of [0.03, 0.05, 0.1, 0.2, 0.3, 0.5]) {
  const sure = given.filter((one) => one.sure >= least);
  const mean = sure.reduce((sum, { f1 }) => sum + f1, 0) / (sure.length || 1);
  process.stdout.write(`sure ≥ ${least}: given in ${sure.length}, F1 ${(100 * mean).toFixed(1)}\n`);
}

writeFileSync(join(ROOT, 'src', 'data', 'short.json'), `${JSON.stringify(modelOf(cases), null, 2)}\n`);
