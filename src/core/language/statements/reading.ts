import type { Sentence } from '../../model/article.ts';
import type { Mention } from '../../model/statement.ts';
import type { Token } from '../tokens.ts';
import { findQuotations, type Quotation } from './quotations.ts';

/** An inclusive run of token indexes. */
export type Run = { readonly first: number; readonly last: number };

/** A text as the statement rules see it: tokens with the sentence and quotation each stands in. */
export type Reading = {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  /** In the order of the text. */
  readonly mentions: readonly Mention[];
  readonly byEntity: ReadonlyMap<string, readonly Mention[]>;
  readonly quotations: readonly Quotation[];
  /** For each token the index of the quotation it stands in, its marks included, or -1. */
  readonly quoteOf: Int32Array;
  /** For each sentence its first token and one past its last. */
  readonly from: readonly number[];
  readonly to: readonly number[];
};

export function makeReading(
  text: string,
  tokens: readonly Token[],
  sentences: readonly Sentence[],
  found: readonly Mention[],
): Reading {
  const mentions = [...found].sort((a, b) => a.start - b.start);
  const from: number[] = sentences.map(() => 0);
  const to: number[] = sentences.map(() => 0);
  tokens.forEach((token, i) => {
    if (i === 0 || tokens[i - 1]?.sentence !== token.sentence) from[token.sentence] = i;
    to[token.sentence] = i + 1;
  });
  const quotations = findQuotations(text, tokens, sentences);
  const quoteOf = new Int32Array(tokens.length).fill(-1);
  quotations.forEach((quotation, id) => {
    quoteOf.fill(id, quotation.first, quotation.last + 1);
  });
  return {
    text,
    tokens,
    sentences,
    mentions,
    byEntity: Map.groupBy(mentions, (m) => m.entity),
    quotations,
    quoteOf,
    from,
    to,
  };
}

/** The token at an index, or null outside of the sentence `sentence`. */
export function tokenIn(r: Reading, i: number, sentence: number): Token | null {
  const token = r.tokens[i];
  return token !== undefined && token.sentence === sentence ? token : null;
}

/** Does the token stand in quotation marks? */
export const isQuoted = (r: Reading, i: number): boolean => (r.quoteOf[i] ?? -1) >= 0;

/** Does a token of the run stand in quotation marks? */
export function holdsQuote(r: Reading, { first, last }: Run): boolean {
  for (let k = first; k <= last; k++) if (isQuoted(r, k)) return true;
  return false;
}

export const paragraphOf = (r: Reading, i: number): number => r.sentences[r.tokens[i]?.sentence ?? -1]?.paragraph ?? -1;

/** Is the token a mark that ends a sentence or nothing but a closing mark? */
export const isStop = (token: Token): boolean => /^[.!?…;]+$/.test(token.text);

/** Mentions that share characters with `start`–`end`, in the order of the text. */
export function mentionsBetween(r: Reading, start: number, end: number): Mention[] {
  const from = lowerBound(r.mentions.length, (i) => (r.mentions[i]?.start ?? 0) >= start - LONGEST);
  const found: Mention[] = [];
  for (let i = from; i < r.mentions.length; i++) {
    const mention = r.mentions[i];
    if (mention === undefined || mention.start >= end) break;
    if (mention.end > start) found.push(mention);
  }
  return found;
}

/** No name is longer than this. */
const LONGEST = 300;

/** The sentence that holds the offset. */
export function sentenceAt(r: Reading, offset: number): number {
  return lowerBound(r.sentences.length, (i) => (r.sentences[i]?.end ?? 0) > offset);
}

/** The quotation that the offset lies in or that ends before it, the nearest. */
export function quotationAt(r: Reading, offset: number): Quotation | undefined {
  const startOf = (i: number): number => r.tokens[r.quotations[i]?.first ?? -1]?.start ?? 0;
  return r.quotations[lowerBound(r.quotations.length, (i) => startOf(i) > offset) - 1];
}

/** The least index below `length` for which a monotone test holds, else `length`. */
function lowerBound(length: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
