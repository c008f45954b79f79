import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from '../../src/core/hash.ts';
import { sentencesOnly } from '../../src/core/language/analyse.ts';
import { readPublished } from '../../src/core/language/published.ts';
import type { Ingested } from '../../src/core/model/ports.ts';
import { storyClusters } from '../../src/core/story/events.ts';
import { bCubed, clusterRows } from './news_clusters-metric.ts';
import type { EvalSet, Row } from './table.ts';

type Line = {
  readonly id: string;
  readonly title?: string;
  readonly text?: string;
  readonly sentences?: readonly string[];
  readonly date?: string;
  /** Gold; absent where predictions are only written. */
  readonly cluster?: string;
};

type Pair = { readonly id: string; readonly same?: boolean; readonly a: Line; readonly b: Line };

/** The labelled files and what the set's README has for plain TF-IDF, each with a threshold of its own. */
const PARTS = [
  { file: 'allsides', name: 'AllSides', floor: { b3: 89.6, pairs: 74.8 } },
  { file: 'ecbplus', name: 'ECB+', floor: { b3: 79.7, pairs: 75 } },
] as const;

/** Factors of the product's threshold that are tried to tell how much hangs on it. */
const FACTORS = [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2];

/**
 * Articles grouped by event: `eval/news_clusters`, both files with the one setting of the product. Pairs of the
 * Telegram contest are grouped all together.
 */
export const newsClusters: EvalSet = {
  name: 'news_clusters',
  async run({ folder, side, out }) {
    const rows: Row[] = [];
    const notes: string[] = [];
    for (const { file, name, floor } of PARTS) {
      const path = join(folder, `${file}_${side}.jsonl`);
      if (!existsSync(path)) {
        notes.push(`news_clusters: skipped, no file ${path}`);
        continue;
      }
      const lines = read<Line>(path);
      const articles = lines.map(ingestedOf);
      const gold = new Map(lines.flatMap(({ id, cluster }) => (cluster === undefined ? [] : [[id, cluster] as const])));
      const groups = idsOf(storyClusters(articles));
      rows.push(...clusterRows(name, floor, groups, gold));
      if (gold.size > 0) notes.push(`news_clusters: ${name}: ${sweep(articles, gold)}`);
      if (out !== null) {
        const text = groups.flatMap((ids, cluster) => ids.map((id) => `${JSON.stringify({ id, cluster })}\n`));
        writeFileSync(join(out, `news_clusters.${file}.predictions.jsonl`), text.join(''));
      }
    }
    const pairs = join(folder, `tgcontest_pairs_${side}.jsonl`);
    if (existsSync(pairs)) rows.push(pairRow(read<Pair>(pairs)));
    return { rows, notes };
  },
};

/** B³-F1 by threshold: the product's is 1. */
function sweep(articles: readonly Ingested[], gold: ReadonlyMap<string, string>): string {
  const scores = FACTORS.map((factor) => bCubed(idsOf(storyClusters(articles, factor)), gold).f1);
  const best = Math.max(...scores);
  const list = FACTORS.map((factor, at) => `${factor}: ${scores[at]!.toFixed(1)}`).join(', ');
  return `B3-F1 by threshold (times the product's) ${list}; with its own ${best.toFixed(1)}`;
}

function pairRow(pairs: readonly Pair[]): Row {
  const docs = pairs.flatMap(({ id, a, b }) => [
    ingestedOf({ ...a, id: `${id}a` }),
    ingestedOf({ ...b, id: `${id}b` }),
  ]);
  const place = new Map(idsOf(storyClusters(docs)).flatMap((ids, at) => ids.map((id) => [id, at] as const)));
  const scored = pairs.filter(({ same }) => same !== undefined);
  const right = scored.filter(({ id, same }) => same === (place.get(`${id}a`) === place.get(`${id}b`))).length;
  return {
    set: 'news_clusters',
    metric: 'tgcontest pairs: accuracy',
    value: scored.length === 0 ? null : (100 * right) / scored.length,
    floor: null,
    best: null,
    items: scored.length,
  };
}

const idsOf = (groups: readonly (readonly Ingested[])[]): string[][] =>
  groups.map((group) => group.map(({ article }) => article.id));

function read<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** An article as `sitrep index` takes such a line; what groups articles needs no more of it than its sentences. */
export function ingestedOf({ id, title, text, sentences = [], date }: Line): Ingested {
  const body = text ?? sentences.join('\n');
  const article = {
    id,
    tenant: 'public',
    version: versionOf(body),
    seq: 0,
    text: body,
    title: title ?? null,
    publisher: null,
    author: null,
    url: null,
    published: date === undefined ? null : readPublished(date),
    seen: 0,
    language: null,
    state: 'live',
    sample: false,
    topics: [],
  } as const;
  return { article, analysis: sentencesOnly(article) };
}
