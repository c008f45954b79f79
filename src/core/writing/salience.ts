import type { Ingested } from '../model/ports.ts';
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import { words } from '../retrieval/words.ts';
import { sentenceWords } from './doc-words.ts';
import { textOf } from './pieces.ts';

/**
 * What is known of each word, and of each pair of neighbouring words, in a handful of articles on one matter: how many
 * of them use it, how early, in a title, with a capital. Nothing here depends on which word it is.
 */

/** A sentence as places in `Reading.words` and `Reading.pairs`, in the order of the text. */
export type Line = {
  readonly doc: Ingested;
  readonly index: number;
  readonly words: readonly number[];
  /** `pairs[n]` is made of `words[n]` and `words[n + 1]`. */
  readonly pairs: readonly number[];
};

type Seen = {
  total: number;
  /** Articles that use it at least once, at least twice, …, at least {@link REPEATS} times. */
  readonly inArticles: number[];
  /** The article read last that uses it, and how often so far. */
  article: number;
  here: number;
  /** Nearness of its first use to the start of the article: the greatest, and the sum over articles. */
  nearest: number;
  nearness: number;
  /** Articles whose first sentence has it. */
  leads: number;
  titles: number;
  quoted: number;
};
type SeenWord = Seen & {
  readonly text: string;
  /** Uses that do not open a sentence, and those of them with a capital. */
  inner: number;
  capitals: number;
  /** Uses in sentences of the writer's opinion. */
  opinions: number;
  /** Of its sentences, the greatest mean share of articles that use their words. */
  company: number;
};
type SeenPair = Seen & { readonly left: number; readonly right: number };

export type Reading = {
  readonly lines: readonly Line[];
  readonly words: readonly SeenWord[];
  readonly pairs: readonly SeenPair[];
  readonly articles: number;
  readonly titled: number;
  /** Words of all lines. */
  readonly total: number;
};

/** Uses of one word that are told apart. */
export const REPEATS = 5;

/** Reads the first `most` sentences of each article, boilerplate left out. */
export function readLines(articles: readonly Ingested[], most: number): Reading {
  const lines: Line[] = [];
  const seenWords: SeenWord[] = [];
  const seenPairs: SeenPair[] = [];
  const wordIds = new Map<string, number>();
  const pairIds = new Map<number, number>();
  let total = 0;
  for (const [at, doc] of articles.entries()) {
    let place = 0;
    let isQuoted = false;
    let paragraph = -1;
    for (const [index, sentence] of doc.analysis.sentences.slice(0, most).entries()) {
      if (sentence.voice === 'boilerplate') continue;
      // A quotation may go on over sentences, and ends with its paragraph.
      isQuoted &&= sentence.paragraph === paragraph;
      ({ paragraph } = sentence);
      const text = textOf(doc, sentence);
      const line = { doc, index, words: [] as number[], pairs: [] as number[] };
      let from = 0;
      for (const word of sentenceWords(doc, index)) {
        isQuoted = quotedAfter(text.slice(from, word.start), isQuoted);
        from = word.start;
        const id = idIn(wordIds, word.text, seenWords, () => newWord(word.text));
        const seen = seenWords[id]!;
        use(seen, at, place, index, isQuoted);
        if (sentence.voice === 'opinion') seen.opinions++;
        const left = line.words.at(-1);
        if (left !== undefined) {
          seen.inner++;
          if (isCapital(text, word.start)) seen.capitals++;
          const pair = idIn(pairIds, left * WORDS + id, seenPairs, () => ({ ...unseen(), left, right: id }));
          use(seenPairs[pair]!, at, place - 1, index, isQuoted);
          line.pairs.push(pair);
        }
        line.words.push(id);
        place++;
      }
      isQuoted = quotedAfter(text.slice(from), isQuoted);
      if (line.words.length > 0) lines.push(line);
    }
    total += place;
  }
  for (const { article } of articles) {
    const ids = words(article.title ?? '').map((word) => wordIds.get(word.text) ?? -1);
    for (const id of new Set(ids)) if (id >= 0) seenWords[id]!.titles++;
    const pairs = ids.slice(1).map((id, n) => pairIds.get((ids[n] ?? -1) * WORDS + id) ?? -1);
    for (const id of new Set(pairs)) if (id >= 0) seenPairs[id]!.titles++;
  }
  for (const line of lines) {
    const shares = line.words.reduce((sum, id) => sum + expected(seenWords[id]!.inArticles[0]!, articles.length), 0);
    const company = shares / (LEARNT * line.words.length);
    for (const id of line.words) seenWords[id]!.company = Math.max(seenWords[id]!.company, company);
  }
  const titled = articles.filter(({ article }) => article.title !== null).length;
  return { lines, words: seenWords, pairs: seenPairs, articles: articles.length, titled, total };
}

/** More words than a reading has. */
const WORDS = 10_000_000;

function idIn<K, T>(ids: Map<K, number>, key: K, list: T[], make: () => T): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, list.length);
  return list.push(make()) - 1;
}

const unseen = (): Seen => ({
  total: 0,
  inArticles: new Array<number>(REPEATS).fill(0),
  article: -1,
  here: 0,
  nearest: 0,
  nearness: 0,
  leads: 0,
  titles: 0,
  quoted: 0,
});

const newWord = (text: string): SeenWord => ({ ...unseen(), text, inner: 0, capitals: 0, opinions: 0, company: 0 });

function use(seen: Seen, article: number, place: number, sentence: number, isQuoted: boolean): void {
  if (seen.article !== article) {
    const near = 1 / (1 + place / NEAR);
    seen.article = article;
    seen.here = 0;
    seen.nearest = Math.max(seen.nearest, near);
    seen.nearness += near;
    if (sentence === 0) seen.leads++;
  }
  if (seen.here < REPEATS) seen.inArticles[seen.here]!++;
  seen.here++;
  seen.total++;
  if (isQuoted) seen.quoted++;
}

/** Words after which a place is half as near to the start. */
const NEAR = 15;

function quotedAfter(text: string, before: boolean): boolean {
  let isQuoted = before;
  for (const mark of text.match(/["“”]/g) ?? []) isQuoted = mark === '"' ? !isQuoted : mark === '“';
  return isQuoted;
}

const isCapital = (text: string, at: number): boolean => /^\p{Lu}/u.test(text.slice(at, at + 2));

/** What the chance of a word's n-th use in a summary is told by. */
export const WORD_FEATURES = [
  'share',
  'shareSquared',
  'rate',
  'rateByUse',
  'again',
  'oftener',
  'function',
  'functionRate',
  'functionAgain',
  'functionShare',
  'titles',
  'inTitle',
  'titlesShared',
  'nearest',
  'nearness',
  'nearestShared',
  'leads',
  'inLead',
  'capital',
  'capitalShared',
  'digit',
  'length',
  'short',
  'quoted',
  'quotedShared',
  'opinion',
  'company',
  'size',
] as const;

/**
 * The chances are learnt from events told by three articles each. However many are read, the features are those to be
 * expected of three of them, one of which has the word.
 */
const LEARNT = 3;
const expected = (having: number, articles: number): number =>
  having === 0 ? 0 : 1 + ((LEARNT - 1) * (having - 1)) / Math.max(1, articles - 1);

/** The greatest of the values that three articles have, by the greatest and the mean of those that all have. */
const greatest = (most: number, mean: number, articles: number): number =>
  mean + (most - mean) * Math.min(1, (LEARNT - 1) / Math.max(1, articles - 1));

/** Words of three articles. */
const totalOf = (reading: Reading): number => (reading.total * LEARNT) / reading.articles;

/** Words of a summary as long as those learnt from: uses are counted as if the articles were as long. */
const SUMMARY = 64;
const rateOf = (seen: Seen, reading: Reading): number => {
  const having = seen.inArticles[0]!;
  return ((seen.total / having) * expected(having, reading.articles) * SUMMARY) / totalOf(reading);
};

/** Words of the three articles between which the chances were learnt, and their mean. */
const SIZE = { least: 50, mean: 170, most: 450 };

export const sizeOf = (reading: Reading): number =>
  Math.log(Math.min(SIZE.most, Math.max(SIZE.least, totalOf(reading))) / SIZE.mean);

/** The row of a word's `use`-th use (from 1), in the order of {@link WORD_FEATURES}. */
export function wordRow(reading: Reading, id: number, use: number): number[] {
  const seen = reading.words[id]!;
  const articles = seen.inArticles[0]!;
  const share = expected(seen.inArticles[use - 1]!, reading.articles) / LEARNT;
  const rate = rateOf(seen, reading);
  const byUse = Math.log(rate / use);
  const isFunction = FUNCTION_WORDS.has(seen.text) ? 1 : 0;
  const again = use > 1 ? 1 : 0;
  const { titles, inTitle, leads, inLead, nearest } = placesOf(seen, reading);
  const capital = isFunction ? 0 : seen.inner > 0 ? seen.capitals / seen.inner : 0.5;
  const quoted = seen.quoted / seen.total;
  return [
    share,
    share * share,
    Math.log1p(rate),
    byUse,
    again,
    Math.max(0, use - 2),
    isFunction,
    isFunction * byUse,
    isFunction * again,
    isFunction * share,
    titles,
    inTitle,
    titles * share,
    nearest,
    seen.nearness / articles,
    nearest * share,
    leads,
    inLead,
    capital,
    capital * share,
    /\p{N}/u.test(seen.text) ? 1 : 0,
    Math.min(seen.text.length, 12) / 12,
    seen.text.length < 3 && !isFunction ? 1 : 0,
    quoted,
    quoted * share,
    seen.opinions / seen.total,
    seen.company,
    sizeOf(reading),
  ];
}

function placesOf(seen: Seen, { articles, titled }: Reading) {
  const having = seen.inArticles[0]!;
  const leads = seen.leads / having;
  const titles = expected(seen.titles, titled) / LEARNT;
  return {
    titles,
    inTitle: seen.titles > 0 ? greatest(1, seen.titles / titled, titled) : 0,
    leads,
    inLead: seen.leads > 0 ? greatest(1, leads, articles) : 0,
    nearest: greatest(seen.nearest, seen.nearness / having, articles),
  };
}

/** What the chance of a pair of neighbours in a summary is told by. */
export const PAIR_FEATURES = [
  'share',
  'shareSquared',
  'shared',
  'rate',
  'titles',
  'inTitle',
  'nearest',
  'leads',
  'inLead',
  'left',
  'right',
  'lower',
  'functionLeft',
  'functionRight',
  'functionBoth',
  'together',
  'alone',
  'quoted',
  'capitals',
  'size',
] as const;

/** The row of a pair, in the order of {@link PAIR_FEATURES}; `chance`: that of a word's first use. */
export function pairRow(reading: Reading, id: number, chance: (word: number) => number): number[] {
  const seen = reading.pairs[id]!;
  const [a, b] = [reading.words[seen.left]!, reading.words[seen.right]!];
  const [left, right] = [logit(chance(seen.left)), logit(chance(seen.right))];
  const [functionLeft, functionRight] = [Number(FUNCTION_WORDS.has(a.text)), Number(FUNCTION_WORDS.has(b.text))];
  const articles = seen.inArticles[0]!;
  const share = expected(articles, reading.articles) / LEARNT;
  const { titles, inTitle, leads, inLead, nearest } = placesOf(seen, reading);
  const fewer = Math.min(a.total, b.total);
  const capital = (one: SeenWord) => (one.inner > 0 ? one.capitals / one.inner : 0);
  return [
    share,
    share * share,
    articles > 1 ? greatest(1, share, reading.articles) : 0,
    Math.log(rateOf(seen, reading)),
    titles,
    inTitle,
    nearest,
    leads,
    inLead,
    left,
    right,
    Math.min(left, right),
    functionLeft,
    functionRight,
    functionLeft * functionRight,
    seen.total / fewer,
    fewer === 1 ? 1 : 0,
    seen.quoted / seen.total,
    capital(a) * capital(b) * (1 - functionLeft) * (1 - functionRight),
    sizeOf(reading),
  ];
}

const logit = (chance: number): number => Math.log(chance / (1 - chance));
