import { countWords } from '../language/passages.ts';
import type { Piece } from '../model/answer.ts';
import type { Article, Many, Quote, Range, Span } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';

/** Spans of an article as pieces that may be shown (CONTRACT §1.1, §1.2). Offsets are UTF-16. */

export function quoteOf(article: Article, range: Range): Quote {
  return {
    span: { article: article.id, version: article.version, start: range.start, end: range.end },
    text: article.text.slice(range.start, range.end),
  };
}

/** Words as READING.md counts them: runs between white space. */
export const wordCount: (text: string) => number = countWords;

/** The words of quotes and glosses together. */
export function pieceWords(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece.is === 'cut' ? 0 : wordCount(pieceText(piece))), 0);
}

function pieceText(piece: Piece): string {
  if (piece.is === 'cut') return '…';
  return piece.is === 'model' ? piece.text : piece.quote.text;
}

/** Where the words stand; null for a cut and for what a model wrote. */
export const spanOf = (piece: Piece): Span | null => ('quote' in piece ? piece.quote.span : null);

/** Whether one span goes on right where the other ends: no space parts their words. */
export function touches(left: Span | null, right: Span | null): boolean {
  if (left === null || right === null) return false;
  return left.article === right.article && left.version === right.version && left.end === right.start;
}

/** Words as one line, with a space between two that do not touch. */
export function joinedText(parts: readonly { readonly text: string; readonly span: Span | null }[]): string {
  return parts
    .map(({ text, span }, at) => (at === 0 || touches(parts[at - 1]!.span, span) ? text : ` ${text}`))
    .join('');
}

/** Quotes and cuts as one line, glosses left out. */
export function plainText(pieces: readonly Piece[]): string {
  const shown = pieces.filter((piece) => piece.is !== 'gloss');
  return joinedText(shown.map((piece) => ({ text: pieceText(piece), span: spanOf(piece) })));
}

const HAS_WORD = /[\p{L}\p{N}]/u;

/** The range without white space at its ends. */
export function trimmed(text: string, range: Range): Range {
  let { start, end } = range;
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  return { start, end };
}

const OPENS = /^["“„«‘']/u;
const CLOSES = /["”»’'][.,;:!?]*$/u;

/**
 * Ranges of one stretch of whole sentences as quotes, with a cut wherever words are left out before, between or
 * after them. A range that stands in quotation marks of its own needs no cut at its ends: the marks show where
 * the words begin and end.
 */
export function spanPieces(article: Article, within: Range, ranges: readonly Range[]): Many<Piece> {
  const kept = merge(article.text, ranges);
  const pieces: Piece[] = [];
  let at = within.start;
  for (const [index, range] of kept.entries()) {
    const spoken = index === 0 && OPENS.test(article.text.slice(range.start, range.end));
    if (HAS_WORD.test(article.text.slice(at, range.start)) && !spoken) pieces.push({ is: 'cut' });
    pieces.push({ is: 'quote', quote: quoteOf(article, range) });
    at = range.end;
  }
  const last = kept.at(-1)!;
  const closed = CLOSES.test(article.text.slice(last.start, last.end)) && OPENS.test(article.text.slice(last.start));
  if (HAS_WORD.test(article.text.slice(at, within.end)) && !closed) pieces.push({ is: 'cut' });
  return pieces as unknown as Many<Piece>;
}

/** In order, touching or overlapping ones joined, trimmed; never empty. */
function merge(text: string, ranges: readonly Range[]): Range[] {
  const sorted = ranges.map((range) => trimmed(text, range)).sort((a, b) => a.start - b.start || a.end - b.end);
  const out: Range[] = [];
  for (const range of sorted) {
    const last = out.at(-1);
    if (last && !HAS_WORD.test(text.slice(last.end, range.start))) {
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else out.push(range);
  }
  return out;
}

/** Index of the sentence that holds an offset, or of the last one before it; -1 for none. */
export function sentenceAt(doc: Ingested, offset: number): number {
  const { sentences } = doc.analysis;
  let low = 0;
  let high = sentences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sentences[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The whole sentences that a range touches. */
export function wholeSentences(doc: Ingested, range: Range): Range {
  const first = doc.analysis.sentences[Math.max(0, sentenceAt(doc, range.start))];
  const last = doc.analysis.sentences[Math.max(0, sentenceAt(doc, Math.max(range.start, range.end - 1)))];
  if (!first || !last) return range;
  return { start: Math.min(first.start, range.start), end: Math.max(last.end, range.end) };
}

export function textOf(doc: Ingested, range: Range): string {
  return doc.article.text.slice(range.start, range.end);
}
