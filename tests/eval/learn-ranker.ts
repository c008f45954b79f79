/**
 * Learns `src/data/ranker.json` (which sentences are evidence) and `src/data/refusal.json` (whether there is any) from
 * the development side of `eval/multihop_rag`: numbers under names of features, no text. Deterministic. Prints figures
 * of five folds first, in which no question is ranked by weights that saw its commonest evidence article.
 * Usage: `node tests/eval/learn-ranker.ts [FOLDER]`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { ArticleId } from '../../src/core/model/article.ts';
import { weighPlan } from '../../src/core/retrieval/asking.ts';
import { type FoundArticle, gather } from '../../src/core/retrieval/candidates.ts';
import { FEATURES, featuresOf } from '../../src/core/retrieval/features.ts';
import { type Plan, planQuestion } from '../../src/core/retrieval/plan.ts';
import { type Ranker, rank } from '../../src/core/retrieval/rank.ts';
import { REFUSAL_FEATURES, type RefusalFeature, refusalFeatures } from '../../src/core/retrieval/refuse.ts';
import { openLog } from '../../src/infra/log.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import { type Found, find } from '../../src/usecases/retrieve.ts';
import { type Case, type Choice, fitLogistic, fitSoftmax } from './fit.ts';
import type { MultihopItem } from './multihop_rag.ts';
import { MultihopTally } from './multihop_rag-metric.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDS = 5;
const OUTLET_DISCOUNT = 0.3;
/** Questions without their outlets teach too: people name outlets less often than this set does. */
const BARE_WEIGHT = 0.3;
const SHORT_WEIGHT = 0.1;
const RANKER_L2 = 1e-3;
const REFUSAL_L2 = 1e-4;
/** Sentences of a question that are learnt from: the likeliest, all evidence, and every eighth of the others. */
const LIKELIEST = 150;

type Gold = Required<MultihopItem>;
type Example = { readonly item: Gold; readonly plan: Plan; readonly found: Found; readonly bare: boolean };
type Asked = { readonly item: Gold; readonly kind: 'outlets' | 'bare' | 'short'; readonly case: Case };

const folder = process.argv[2] ?? join(ROOT, '..', 'shared', 'eval', 'multihop_rag');
const items = readFileSync(join(folder, 'dev.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Gold);
const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };
const app = await openApp(readConfig({}), {
  clock: () => 0,
  log: openLog('silent', []),
  temporary: true,
  inline: true,
});
const { desk } = app;
await ingestPaths(desk, [join(folder, 'corpus.jsonl')], { tenant: 'public', topics: [] });
const everything = await desk.store.list(scope, 10_000);

/** The fold of a question: that of the article that is evidence most often among those that are its evidence. */
const uses = new Map<ArticleId, number>();
for (const { evidence } of items)
  for (const doc of new Set(evidence.map((one) => one.doc))) uses.set(doc, (uses.get(doc) ?? 0) + 1);
const hubOf = ({ evidence, id }: Gold): string =>
  evidence.map(({ doc }) => doc).sort((a, b) => uses.get(b)! - uses.get(a)! || (a < b ? -1 : 1))[0] ?? id;
const foldOf = (() => {
  const sizes = [...Map.groupBy(items, hubOf)].sort(([, a], [, b]) => b.length - a.length);
  const loads = new Array<number>(FOLDS).fill(0);
  const folds = new Map<string, number>();
  for (const [hub, { length }] of sizes) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest]! += length;
    folds.set(hub, lightest);
  }
  return (item: Gold): number => folds.get(hubOf(item))!;
})();

const without = (plan: Plan): Plan => ({
  ...plan,
  outlets: [],
  unknownOutlets: [],
  dates: [],
  parts: plan.parts.map((part) => ({ ...part, outlets: [], lacking: 0 })),
});

/** A question as people type it: the first words of one part, without outlets. */
function shortened(plan: Plan, at: number): Plan | null {
  const part = plan.parts.filter(({ terms }) => terms.length > 1)[at % Math.max(1, plan.parts.length)];
  if (!part) return null;
  const terms = part.terms.slice(0, 2 + (at % 5));
  const kept = new Set(terms.map(({ text }) => text));
  const names = plan.names.filter((name) =>
    name
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .every((word) => kept.has(word)),
  );
  return {
    ...without(plan),
    terms,
    parts: [{ terms, outlets: [], lacking: 0 }],
    names,
    actors: [],
    asked: [],
    askedWords: [],
  };
}

function choiceOf({ item, plan, found, bare }: Example): Choice {
  const asking = weighPlan(plan, found.frequencies);
  const articles = gather(asking, found.hits, found.articles);
  const rows = featuresOf(asking, articles);
  const right = articles.flatMap((article) => evidenceIn(article, item));
  const order = rows
    .map((row, at) => ({ at, likely: row[1]! + row[4]! + row[18]! }))
    .sort((a, b) => b.likely - a.likely);
  const kept = order.filter(({ at }, place) => place < LIKELIEST || right[at] || place % 8 === 0).map(({ at }) => at);
  return {
    rows: kept.map((at) => Float32Array.from(rows[at]!)),
    right: kept.map((at) => right[at]!),
    weight: bare ? BARE_WEIGHT : 1,
  };
}

/** Sentences that share more than half of the shorter with a gold fact. */
function evidenceIn({ entry, sentences }: FoundArticle, { evidence }: Gold): boolean[] {
  const { article, analysis } = entry;
  const facts = evidence
    .filter(({ doc }) => doc === article.id)
    .map(({ fact }) => ({ start: article.text.indexOf(fact), end: article.text.indexOf(fact) + fact.length }));
  return sentences.map(({ index }) => {
    const { start, end } = analysis.sentences[index]!;
    return facts.some((fact) => {
      const shared = Math.min(end, fact.end) - Math.max(start, fact.start);
      return shared > 0.5 * Math.min(end - start, fact.end - fact.start);
    });
  });
}

const rankerOf = (choices: readonly Choice[]): Ranker => {
  const weights = fitSoftmax(choices, FEATURES.length, RANKER_L2);
  return { weights: named(FEATURES, weights), outletDiscount: OUTLET_DISCOUNT };
};

function named(names: readonly string[], weights: Float64Array): Record<string, number> {
  const kept = names
    .map((name, at) => [name, Number(weights[at]!.toFixed(3))] as const)
    .filter(([, value]) => value !== 0);
  return Object.fromEntries(kept);
}

const OPEN: ReadonlySet<RefusalFeature> = new Set([
  'known',
  'passage',
  'article',
  'worstPart',
  'parts',
  'names',
  'unknownNames',
  'many',
]);
const SIGNS: Partial<Record<RefusalFeature, number>> = { outletsMissing: 1, unknownNames: 1, many: 0 };

function logisticOf(asked: readonly Asked[], open: boolean): { bias: number; weights: Record<string, number> } {
  const used = REFUSAL_FEATURES.filter((name) => (open ? OPEN.has(name) : name !== 'many'));
  const cases = asked
    .filter(({ kind }) => (kind === 'outlets') !== open)
    .map(({ case: one }) => ({ ...one, row: one.row.filter((_, at) => used.includes(REFUSAL_FEATURES[at]!)) }));
  const weights = fitLogistic(
    cases,
    used.map((name) => SIGNS[name] ?? -1),
    REFUSAL_L2,
  );
  return { bias: Number(weights[used.length]!.toFixed(3)), weights: named(used, weights) };
}

async function example(item: Gold, plan: Plan, bare: boolean): Promise<Example> {
  return { item, plan, bare, found: await find(desk, plan, scope) };
}

async function asked(item: Gold, kind: Asked['kind'], plan: Plan, found: Found, yes: boolean): Promise<Asked> {
  const { coverage } = rank(plan, found.hits, found.articles, found.frequencies);
  const weight = kind === 'short' ? SHORT_WEIGHT : 1;
  return { item, kind, case: { row: refusalFeatures(plan, coverage), yes, weight } };
}

const publishers = await desk.store.publishers('public');
const now = (await desk.store.count(scope)).newest ?? 0;
const choices: { item: Gold; choice: Choice }[] = [];
const examples: Example[] = [];
const cases: Asked[] = [];
for (const [at, item] of items.entries()) {
  const plan = planQuestion(item.query, { table: desk.table, publishers, now });
  for (const bare of [false, true]) {
    const one = await example(item, bare ? without(plan) : plan, bare);
    cases.push(await asked(item, bare ? 'bare' : 'outlets', one.plan, one.found, !item.answerable));
    if (!item.answerable) continue;
    choices.push({ item, choice: choiceOf(one) });
    if (!bare) examples.push(one);
  }
  const short = item.answerable ? shortened(plan, at) : null;
  if (!short) continue;
  // A handful of articles with the evidence, and one without.
  const gold = [...new Set(item.evidence.map(({ doc }) => doc))];
  const others = everything.filter((doc, place) => (place + at) % 23 === 0 && !gold.includes(doc));
  for (const docs of [[...gold, ...others], others])
    cases.push(await asked(item, 'short', short, await find(desk, short, { ...scope, docs }), docs === others));
}

const tally = new MultihopTally();
for (let fold = 0; fold < FOLDS; fold++) {
  const ranker = rankerOf(choices.filter(({ item }) => foldOf(item) !== fold).map(({ choice }) => choice));
  const model = logisticOf(
    cases.filter(({ item }) => foldOf(item) !== fold),
    false,
  );
  const refused = new Set(
    cases
      .filter(({ item, kind }) => kind === 'outlets' && foldOf(item) === fold)
      .filter(
        ({ case: { row } }) =>
          row.reduce((sum, value, at) => sum + value * (model.weights[REFUSAL_FEATURES[at]!] ?? 0), model.bias) > 0,
      )
      .map(({ item }) => item.id),
  );
  for (const item of items.filter((one) => foldOf(one) === fold)) {
    const one = examples.find((other) => other.item === item);
    const evidence = one ? rank(one.plan, one.found.hits, one.found.articles, one.found.frequencies, ranker) : null;
    const passages = evidence?.passages.map(({ article, start, end }) =>
      one!.found.articles.get(article)!.article.text.slice(start, end),
    );
    tally.add(item, { passages: passages ?? [], refused: refused.has(item.id), cited: [] });
  }
}
for (const { metric, value } of tally.rows())
  if (!metric.startsWith('cited')) process.stdout.write(`${metric}, five folds: ${value?.toFixed(3)}\n`);

const write = (name: string, data: unknown): void =>
  writeFileSync(join(ROOT, 'src', 'data', name), `${JSON.stringify(data, null, 2)}\n`);
write('ranker.json', rankerOf(choices.map(({ choice }) => choice)));
write('refusal.json', { outlets: logisticOf(cases, false), open: logisticOf(cases, true) });
await app.close();
