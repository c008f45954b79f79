import { type Asking, shareOf, unite } from './asking.ts';
import type { Candidate, FoundArticle } from './candidates.ts';

/**
 * What a sentence is ranked by. Shares lie between 0 and 1; "coverage" is the share of the question's words that
 * occur, weighed by rarity; "own" looks only at the parts of the question that name the article's outlet.
 */
export const FEATURES = [
  'bm25',
  'bm25Relative',
  'coverage',
  'bestPart',
  'bestPartRelative',
  'ownPart',
  'ownPartRelative',
  'secondPart',
  'pairs',
  'rarest',
  'names',
  'numbers',
  'before',
  'after',
  'nearCoverage',
  'nearPart',
  'nearOwn',
  'wideCoverage',
  'widePart',
  'wideOwn',
  'articleCoverage',
  'articleTop',
  'articlePart',
  'articleOwn',
  'title',
  'titlePart',
  'hit',
  'hitRank',
  'outlet',
  'otherOutlet',
  'date',
  'otherDate',
  'length',
  'short',
  'opening',
  'quote',
  'number',
  'aside',
] as const;
export type Feature = (typeof FEATURES)[number];

const [K1, B, MEAN_LENGTH] = [1.2, 0.6, 22];
const DAY = 86_400_000;

const share = (part: number, total: number): number => (total > 0 ? part / total : 0);

/** Coverage of each part of the question. */
function partsOf({ terms, parts }: Asking, counts: Uint8Array): number[] {
  return parts.map((part) => {
    let covered = 0;
    for (const term of part.terms) if (counts[term]! > 0) covered += terms[term]!.value;
    return share(covered, part.total);
  });
}

function bm25({ terms }: Asking, { counts, length }: Candidate): number {
  let score = 0;
  const norm = K1 * (1 - B + (B * length) / MEAN_LENGTH);
  for (let term = 0; term < counts.length; term++) {
    const tf = counts[term]!;
    if (tf > 0) score += (terms[term]!.value * tf * (K1 + 1)) / (tf + norm);
  }
  return score;
}

type Scored = {
  readonly sentence: Candidate;
  readonly bm25: number;
  readonly coverage: number;
  readonly parts: readonly number[];
};

/** Whether the article's outlet is one that part of the question names. */
const ownParts = (asking: Asking, outlet: string | null): boolean[] =>
  asking.parts.map((part) => outlet !== null && part.outlets.has(outlet));

const best = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value), 0);
const bestOf = (values: readonly number[], which: readonly boolean[]): number =>
  values.reduce((most, value, index) => (which[index] ? Math.max(most, value) : most), 0);

/**
 * The features of each candidate, in the order of FEATURES; rows in the order of the articles and their sentences.
 * Pure; linear in sentences × terms.
 */
export function featuresOf(asking: Asking, articles: readonly FoundArticle[]): Float64Array[] {
  const scored = articles.map(({ sentences }) =>
    sentences.map((sentence) => ({
      sentence,
      bm25: bm25(asking, sentence),
      coverage: shareOf(asking, sentence.counts),
      parts: partsOf(asking, sentence.counts),
    })),
  );
  const all = scored.flat();
  const top = best(all.map((row) => row.bm25));
  const topParts = asking.parts.map((_, part) => best(all.map((row) => row.parts[part]!)));
  const rarest = best(asking.terms.map((term) => term.value));
  return articles.flatMap((article, at) => articleRows(asking, article, scored[at]!, { top, topParts, rarest }));
}

type Tops = { readonly top: number; readonly topParts: readonly number[]; readonly rarest: number };

function articleRows(asking: Asking, found: FoundArticle, rows: readonly Scored[], tops: Tops): Float64Array[] {
  const { article, analysis } = found.entry;
  const own = ownParts(asking, article.publisher);
  const whole = new Uint8Array(asking.terms.length);
  for (const { sentence } of rows) unite(whole, sentence.counts);
  const wholeParts = partsOf(asking, whole);
  const titleParts = partsOf(asking, found.title);
  const shared = {
    articleCoverage: shareOf(asking, whole),
    articleTop: share(best(rows.map((row) => row.bm25)), tops.top),
    articlePart: best(wholeParts),
    articleOwn: bestOf(wholeParts, own),
    title: shareOf(asking, found.title),
    titlePart: best(titleParts),
    outlet: article.publisher !== null && asking.outlets.has(article.publisher) ? 1 : 0,
    otherOutlet: asking.outlets.size > 0 && !asking.outlets.has(article.publisher ?? '') ? 1 : 0,
    ...dateFlags(asking, found),
  };
  return rows.map((row, at) => {
    const near = around(asking, rows, at, 1);
    const wide = around(asking, rows, at, 3);
    const { sentence } = row;
    const { voice } = analysis.sentences[sentence.index]!;
    const partsDown = [...row.parts].sort((a, b) => b - a);
    const relative = row.parts.map((value, part) => share(value, tops.topParts[part]!));
    const values: Record<Feature, number> = {
      ...shared,
      bm25: share(row.bm25, asking.total),
      bm25Relative: share(row.bm25, tops.top),
      coverage: row.coverage,
      bestPart: partsDown[0] ?? 0,
      bestPartRelative: best(relative),
      ownPart: bestOf(row.parts, own),
      ownPartRelative: bestOf(relative, own),
      secondPart: partsDown[1] ?? 0,
      pairs: pairShare(asking, sentence),
      rarest: share(rarestIn(asking, sentence.counts), tops.rarest),
      names: shareOfKind(asking, sentence, 'name'),
      numbers: shareOfKind(asking, sentence, 'number'),
      before: neighbour(rows, at, -1),
      after: neighbour(rows, at, 1),
      nearCoverage: near.coverage,
      nearPart: best(near.parts),
      nearOwn: bestOf(near.parts, own),
      wideCoverage: wide.coverage,
      widePart: best(wide.parts),
      wideOwn: bestOf(wide.parts, own),
      hit: sentence.hit,
      hitRank: sentence.hit > 0 ? 1 / (1 + sentence.hitRank) : 0,
      length: Math.min(1, sentence.length / 40),
      short: sentence.length < 6 ? 1 : 0,
      opening: sentence.index < 3 ? 1 : 0,
      quote: sentence.hasQuote ? 1 : 0,
      number: sentence.hasNumber ? 1 : 0,
      aside: voice === 'boilerplate' ? 1 : 0,
    };
    return Float64Array.from(FEATURES, (name) => values[name]);
  });
}

function neighbour(rows: readonly Scored[], at: number, step: number): number {
  const other = rows[at + step];
  return other && other.sentence.index === rows[at]!.sentence.index + step ? other.coverage : 0;
}

function around(
  asking: Asking,
  rows: readonly Scored[],
  at: number,
  reach: number,
): { coverage: number; parts: number[] } {
  const counts = new Uint8Array(asking.terms.length);
  for (let other = Math.max(0, at - reach); other <= Math.min(rows.length - 1, at + reach); other++) {
    if (Math.abs(rows[other]!.sentence.index - rows[at]!.sentence.index) <= reach)
      unite(counts, rows[other]!.sentence.counts);
  }
  return { coverage: shareOf(asking, counts), parts: partsOf(asking, counts) };
}

/** Share of the question's neighbouring words that stand at most one word apart in the sentence. */
function pairShare({ pairs }: Asking, candidate: Candidate): number {
  if (pairs.size === 0 || candidate.pairs.length === 0) return 0;
  return new Set(candidate.pairs.filter((pair) => pairs.has(pair))).size / pairs.size;
}

function rarestIn({ terms }: Asking, counts: Uint8Array): number {
  let most = 0;
  for (let term = 0; term < counts.length; term++) if (counts[term]! > 0) most = Math.max(most, terms[term]!.value);
  return most;
}

function shareOfKind({ terms }: Asking, { counts }: Candidate, which: 'name' | 'number'): number {
  let [has, all] = [0, 0];
  terms.forEach((term, index) => {
    if (!term[which]) return;
    all += term.value;
    if (counts[index]! > 0) has += term.value;
  });
  return share(has, all);
}

/** A day's grace on both sides: outlets and readers live in different zones. */
function dateFlags({ dates }: Asking, { entry }: FoundArticle): { date: number; otherDate: number } {
  const { published } = entry.article;
  if (dates.length === 0 || published === null || published.precision === 'unresolved')
    return { date: 0, otherDate: 0 };
  const fits = dates.some(({ from, to }) => published.to >= from - DAY / 2 && published.from <= to + DAY / 2);
  return fits ? { date: 1, otherDate: 0 } : { date: 0, otherDate: 1 };
}
