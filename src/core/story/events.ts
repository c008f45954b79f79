import type { Ingested } from '../model/ports.ts';
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import { type Word, words } from '../retrieval/words.ts';
import { sentenceWords } from '../writing/doc-words.ts';
import { cosines, documentCounts, vectorOf } from '../writing/vectors.ts';
import { copyGroups } from './copies.ts';
import { linkGroups } from './link.ts';

/** Articles on one event, by their words and dates. */

/** Dated articles further apart tell different events. */
const WINDOW = 4 * 86_400_000;
/** Words of an article that tell its event; the rest is background. */
const WORDS = 120;
/** Articles that are thought of beyond those at hand: among few, a word that all of them have is not commonplace. */
const BEYOND = 11;
/** A toll, an age or a score tells alike events apart; two neighbouring words tell more than each, and are rarer. */
const WEIGHTS = { number: 2, pair: 0.5 };

const NUMBER = /^\p{N}/u;
/** Two letters are a function word more often than not; two characters of a script without spaces are a word. */
const SHORT = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{1,2}$/u;

/**
 * Clusters in order of their first article; each keeps the order of the input. Copies of a text are one report, which
 * is compared once, lest what all of them say seem commonplace. `strictness` multiplies how alike reports must be:
 * above 1 there are more and smaller clusters.
 */
export function storyClusters(articles: readonly Ingested[], strictness = 1): Ingested[][] {
  const texts = copyGroups(articles).map((group) => group.articles);
  const places = new Map(articles.map((doc, at) => [doc, at]));
  return linkGroups(likenesses(texts.map(([first]) => first!)), strictness)
    .map((group) => group.flatMap((at) => texts[at]!.map((doc) => places.get(doc)!)).sort((a, b) => a - b))
    .sort((a, b) => a[0]! - b[0]!)
    .map((group) => group.map((at) => articles[at]!));
}

/**
 * How alike every two articles are: the cosine of TF-IDF vectors of stems, numbers and pairs of neighbouring stems, the
 * title (else the first sentence) counted twice. −∞ for two whose dates lie more than four days apart.
 */
function likenesses(articles: readonly Ingested[]): number[][] {
  const documents = articles.map(termsOf);
  const counts = documentCounts(documents);
  const vectors = documents.map((terms) => vectorOf(terms, counts, articles.length + BEYOND, weightOf));
  return cosines(vectors).map((row, i) =>
    row.map((value, j) => (apart(articles[i]!, articles[j]!) ? Number.NEGATIVE_INFINITY : value)),
  );
}

const isCommon = (word: string): boolean => FUNCTION_WORDS.has(word) || SHORT.test(word);

const weightOf = (term: string): number => (term.includes(' ') ? WEIGHTS.pair : NUMBER.test(term) ? WEIGHTS.number : 1);

function termsOf(doc: Ingested): string[] {
  const terms: string[] = [];
  const add = (line: readonly Word[], times: number): void => {
    for (const [at, { text, stem }] of line.entries()) {
      const next = line[at + 1];
      if (!isCommon(text)) for (let time = 0; time < times; time++) terms.push(stem);
      if (next && !(isCommon(text) && isCommon(next.text))) terms.push(`${stem} ${next.stem}`);
    }
  };
  const { title } = doc.article;
  if (title !== null) add(words(title), 2);
  let left = WORDS;
  for (let at = 0; at < doc.analysis.sentences.length && left > 0; at++) {
    const line = sentenceWords(doc, at).slice(0, left);
    add(line, title === null && at === 0 ? 2 : 1);
    left -= line.length;
  }
  return terms;
}

function apart(one: Ingested, other: Ingested): boolean {
  const [a, b] = [one.article.published, other.article.published];
  if (!a || !b || a.precision === 'unresolved' || b.precision === 'unresolved') return false;
  return a.from - b.to > WINDOW || b.from - a.to > WINDOW;
}
