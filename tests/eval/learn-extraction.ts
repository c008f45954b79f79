/**
 * Learns `src/data/extract-weights.json` (which blocks of a page are its article) from the development side of
 * `eval/article_extraction`: numbers under names of features, no text. Deterministic. Prints figures of folds first, in
 * which no page is read by weights that saw its site.
 * Usage: `node tests/eval/learn-extraction.ts [FOLDER]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logistic } from '../../src/core/linear.ts';
import { readHead } from '../../src/infra/extract/head.ts';
import { chooseBlocks, type Surveyed, surveyPage, textOf, type Weigh } from '../../src/infra/extract/page.ts';
import { readPages } from './article_extraction.ts';
import { ExtractionTally } from './article_extraction-metric.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDS = 8;
const SEEDS = [1, 2, 3];
const L2 = 4e-3;
/** Where the weight of a name or phrase that speaks against a block begins. */
const KNOWN = -1.5;
const ROUNDS = 300;
/** A feature that fewer sites show is that site's habit. */
const FEWEST_SITES = 4;
/** Words that every block counts for beside its own. */
const BLOCK_WORDS = 6;
/** No block weighs more than this share of its page. */
const HEAVIEST = 0.5;

/** What can only speak against a block, and what only for it: with few pages chance says otherwise now and then. */
const AGAINST =
  /^(?:says|after a heading|called (?:caption|byline|social|related|signup|comment|nav|advert|tags|bio|modal|rights|unseen)|inside (?:aside|nav|footer|form|figure)|after an image|holds an image|hidden|title$|again|in figcaption|ends with dots|outside|begins with a mark|ends none)/;
const FOR =
  /^(?:kept$|sisters|cousins|of its kind|ends a sentence|linked text|called body|named body|inside article|inside main part)/;

type Row = {
  readonly names: Int32Array;
  readonly values: Float32Array;
  readonly yes: boolean;
  readonly weight: number;
};
type Page = {
  readonly site: string;
  readonly truth: string;
  readonly page: Surveyed;
  readonly gold: readonly boolean[];
};

const tokens = (text: string): string[] => text.match(/[\p{L}\p{N}_]+/gu) ?? [];
const runs = (words: readonly string[]): string[] =>
  Array.from({ length: Math.max(0, words.length - 3) }, (_, at) => words.slice(at, at + 4).join(' '));

/** Which blocks are of the article: by their shingles, those of few words by how they join with the next to them. */
function goldOf({ blocks }: Surveyed, truth: string): boolean[] {
  const words = tokens(truth);
  const known = new Set(runs(words));
  const flat = ` ${words.join(' ')} `;
  const shares = blocks.map(({ text }) => {
    const own = runs(tokens(text));
    return own.length === 0 ? null : own.filter((run) => known.has(run)).length / own.length;
  });
  const isText = (at: number) => (shares[at] ?? 0) > 0.5;
  return blocks.map(({ text }, at) => {
    if (shares[at] !== null) return isText(at);
    const own = tokens(text).join(' ');
    let [before, after] = [at - 1, at + 1];
    while (before >= 0 && !isText(before)) before--;
    while (after < blocks.length && !isText(after)) after++;
    const left = before >= 0 && at - before < 6 ? tokens(blocks[before]!.text).slice(-3).join(' ') : null;
    const right = after < blocks.length && after - at < 6 ? tokens(blocks[after]!.text).slice(0, 3).join(' ') : null;
    return (
      own !== '' &&
      ((left !== null && flat.includes(` ${left} ${own} `)) || (right !== null && flat.includes(` ${own} ${right} `)))
    );
  });
}

const items = readPages(process.argv[2] ?? join(ROOT, '..', 'shared', 'eval', 'article_extraction'), 'dev');
const pages = items.flatMap(({ url, html, articleBody }): Page[] => {
  const page = surveyPage(html, readHead(html));
  if (page === null || articleBody === undefined) return [];
  const site = new URL(url).hostname.split('.').slice(-2).join('.');
  return [{ site, truth: articleBody, page, gold: goldOf(page, articleBody) }];
});

const sites = new Map<string, Set<string>>();
for (const { site, page } of pages)
  for (const row of page.rows) for (const name of row.keys()) sites.set(name, (sites.get(name) ?? new Set()).add(site));
const NAMES = [...sites].flatMap(([name, seen]) => (seen.size >= FEWEST_SITES ? [name] : [])).sort();
const PLACE = new Map(NAMES.map((name, at) => [name, at]));
const SIGNS = NAMES.map((name) => (AGAINST.test(name) ? -1 : FOR.test(name) ? 1 : 0));

const rowsOf = new Map<Page, Row[]>(
  pages.map((one) => {
    const { page, gold } = one;
    const all = page.blocks.reduce((sum, { words }, at) => sum + (gold[at] ? words.length : 0), 0) || 100;
    return [
      one,
      page.rows.map((row, at) => {
        const known = [...row].filter(([name]) => PLACE.has(name));
        return {
          names: Int32Array.from(known, ([name]) => PLACE.get(name)!),
          values: Float32Array.from(known, ([, value]) => value),
          yes: gold[at]!,
          weight: Math.min((page.blocks[at]!.words.length + BLOCK_WORDS) / all, HEAVIEST),
        };
      }),
    ];
  }),
);

/** What elements, names and phrases say is known before any page is seen: the fit starts from it and departs where pages object. */
const NAMED =
  /^(?:called (?:caption|byline|social|related|signup|comment|nav|advert|tags|bio|modal|rights|unseen) (?:own|near)|says \w+, size [01]|after a heading|in figcaption|inside (?:figure|nav|footer|form|aside) below)/;
const PRIOR = NAMES.map((name) => (NAMED.test(name) ? KNOWN : 0));

type Fitted = { readonly bias: number; readonly weights: ReadonlyMap<string, number> };

/** Logistic regression over sparse rows by Adam (Kingma and Ba, 2015), full batch. */
function fitWeights(used: readonly Page[]): Fitted {
  const rows = used.flatMap((page) => rowsOf.get(page)!);
  const size = NAMES.length;
  const all = rows.reduce((sum, { weight }) => sum + weight, 0);
  const [weights, first, second] = [0, 1, 2].map(() => new Float64Array(size + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let round = 1; round <= ROUNDS; round++) {
    const gradient = Float64Array.from(weights, (value, at) => (at < size ? L2 * (value - PRIOR[at]!) : 0));
    for (const { names, values, yes, weight } of rows) {
      let total = weights[size]!;
      for (let at = 0; at < names.length; at++) total += weights[names[at]!]! * values[at]!;
      const error = (weight / all) * (logistic(total) - (yes ? 1 : 0));
      for (let at = 0; at < names.length; at++) gradient[names[at]!]! += error * values[at]!;
      gradient[size]! += error;
    }
    for (let at = 0; at <= size; at++) {
      first[at] = 0.9 * first[at]! + 0.1 * gradient[at]!;
      second[at] = 0.999 * second[at]! + 0.001 * gradient[at]! ** 2;
      const mean = first[at]! / (1 - 0.9 ** round);
      weights[at]! -= (0.05 * mean) / (Math.sqrt(second[at]! / (1 - 0.999 ** round)) + 1e-8);
      if (at < size && SIGNS[at]! * weights[at]! < 0) weights[at] = 0;
    }
  }
  const named = NAMES.map((name, at) => [name, Number(weights[at]!.toFixed(3))] as const);
  return { bias: Number(weights[size]!.toFixed(3)), weights: new Map(named.filter(([, value]) => value !== 0)) };
}

const weigher =
  ({ bias, weights }: Fitted, threshold = 0.5): Weigh =>
  (row) => {
    let total = bias - Math.log(threshold / (1 - threshold));
    for (const [name, value] of row) total += (weights.get(name) ?? 0) * value;
    return total;
  };

function hash(words: string, seed: number): number {
  let value = seed;
  for (const letter of words) value = Math.imul(value ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return value;
}

const THRESHOLDS = [0.4, 0.5, 0.6];
const show = (name: string, tally: ExtractionTally): void => {
  const { f1, precision, recall, same } = tally.score()!;
  process.stdout.write(
    `${name}: F1 ${f1.toFixed(4)} precision ${precision.toFixed(4)} recall ${recall.toFixed(4)} same ${same.toFixed(3)}\n`,
  );
};
const readable = new ExtractionTally();
const oracle = new ExtractionTally();
for (const { page, truth, gold } of pages) {
  readable.add(truth, textOf(page.readable));
  const rows = new Set(page.rows.filter((_, at) => gold[at]));
  oracle.add(truth, textOf(chooseBlocks(page, (row) => (rows.has(row as Map<string, number>) ? 1 : -1))));
}
process.stdout.write(`${pages.length} pages, ${NAMES.length} features\n`);
show('Readability alone', readable);
show('the best choice of blocks', oracle);
const pooled = THRESHOLDS.map(() => new ExtractionTally());
for (const seed of SEEDS) {
  const tallies = THRESHOLDS.map(() => new ExtractionTally());
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = pages.filter(({ site }) => hash(site, seed) % FOLDS === fold);
    const fitted = fitWeights(pages.filter((page) => !held.includes(page)));
    for (const one of held)
      for (const [at, threshold] of THRESHOLDS.entries()) {
        const text = textOf(chooseBlocks(one.page, weigher(fitted, threshold))) || textOf(one.page.readable);
        tallies[at]!.add(one.truth, text);
        pooled[at]!.add(one.truth, text);
      }
  }
  for (const [at, threshold] of THRESHOLDS.entries()) show(`folds ${seed}, threshold ${threshold}`, tallies[at]!);
}
for (const [at, threshold] of THRESHOLDS.entries()) show(`all folds, threshold ${threshold}`, pooled[at]!);
const { bias, weights } = fitWeights(pages);
const lines = [...weights].map(([name, value]) => `    ${JSON.stringify(name)}: ${value}`);
writeFileSync(
  join(ROOT, 'src', 'data', 'extract-weights.json'),
  `{\n  "bias": ${bias},\n  "weights": {\n${lines.join(',\n')}\n  }\n}\n`,
);
