import type { Piece } from '../../model/answer.ts';
import type { Many, Range } from '../../model/article.ts';
import type { Change } from '../../model/check.ts';
import type { Ingested } from '../../model/ports.ts';
import { quoteOf, sentenceAt, textOf, trimmed, wholeSentences, wordCount } from '../pieces.ts';

/** The sentences that hold a quotation, the words that differ marked. */

/** A longer stretch is shown by its first and last sentence and those with marks; a longer sentence around the words. */
const MOST_WORDS = 120;
const AROUND = 160;

/**
 * The sentences around `range` as pieces in text order, what `changes` replace or leave out marked in them, and a cut
 * wherever words of those sentences are not shown.
 */
export function foundPieces(doc: Ingested, range: Range, changes: readonly Change[]): Many<Piece> {
  const marks = changes.flatMap(({ kind, source }) => (source && kind !== 'punctuation' ? [source.span] : []));
  const shown = shownRanges(doc, range, marks);
  const whole = wholeSentences(doc, range);
  const pieces: Piece[] = [];
  let at = whole.start;
  for (const one of shown) {
    if (/[\p{L}\p{N}]/u.test(textOf(doc, { start: at, end: one.start }))) pieces.push({ is: 'cut' });
    pieces.push(...marked(doc, one, marks));
    at = one.end;
  }
  if (/[\p{L}\p{N}]/u.test(textOf(doc, { start: at, end: whole.end }))) pieces.push({ is: 'cut' });
  return pieces as unknown as Many<Piece>;
}

function shownRanges(doc: Ingested, range: Range, marks: readonly Range[]): Range[] {
  const { text } = doc.article;
  const { sentences } = doc.analysis;
  const [first, last] = [Math.max(0, sentenceAt(doc, range.start)), Math.max(0, sentenceAt(doc, range.end - 1))];
  const all = sentences.slice(first, last + 1);
  const fits = (list: readonly Range[]) =>
    list.reduce((sum, one) => sum + wordCount(textOf(doc, one)), 0) <= MOST_WORDS;
  const whole = wholeSentences(doc, range);
  if (whole.end - whole.start <= 8 * MOST_WORDS && fits([whole])) return [whole];
  const wanted = all.filter((one, at) => at === 0 || at === all.length - 1 || marks.some((mark) => touches(mark, one)));
  const short = wanted.length > 1 ? wanted.filter((_, at) => fits(wanted.slice(0, at + 1))) : [];
  if (short.length > 0) return joined(short, text);
  const start = Math.max(whole.start, text.lastIndexOf(' ', Math.max(0, range.start - AROUND)) + 1);
  const limit = Math.min(range.end, range.start + 8 * MOST_WORDS) + AROUND;
  const space = text.indexOf(' ', limit);
  return [trimmed(text, { start, end: Math.min(whole.end, space < 0 || space > limit + AROUND ? limit : space) })];
}

const touches = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;

/** Neighbouring sentences as one stretch. */
function joined(list: readonly Range[], text: string): Range[] {
  const out: Range[] = [];
  for (const one of list) {
    const open = out.at(-1);
    if (open && text.slice(open.end, one.start).trim() === '')
      out[out.length - 1] = { start: open.start, end: one.end };
    else out.push({ start: one.start, end: one.end });
  }
  return out;
}

/** One stretch as pieces that touch one another. */
function marked(doc: Ingested, shown: Range, marks: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let at = shown.start;
  const push = (to: number, isMarked: boolean) => {
    const range = { start: at, end: Math.min(to, shown.end) };
    if (range.end > range.start)
      pieces.push({ is: 'quote', quote: quoteOf(doc.article, range), ...(isMarked && { marked: true }) });
    at = Math.max(at, range.end);
  };
  for (const mark of marks.toSorted((a, b) => a.start - b.start)) {
    if (mark.end <= at || mark.start >= shown.end) continue;
    push(mark.start, false);
    push(mark.end, true);
  }
  push(shown.end, false);
  return pieces;
}
