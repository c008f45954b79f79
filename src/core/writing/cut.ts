import cuts from '../../data/cuts.json' with { type: 'json' };
import { isRead } from '../language/detect.ts';
import { readText } from '../language/tokens.ts';
import type { Piece } from '../model/answer.ts';
import type { Article, Many, Range } from '../model/article.ts';
import { spanPieces, wordCount } from './pieces.ts';
import { isProtected } from './protected.ts';

/** Shortening a long sentence without changing what it says (CONTRACT §1.2). */

/** Only sentences of more words than this are cut. */
export const LONG = 25;
/** What stays must still be a sentence. */
const FEWEST_KEPT = 8;

const list = (words: readonly string[]): string => words.map((word) => word.replace(/ /g, '\\s+')).join('|');
const AFTER_COMMA = new RegExp(`^\\s*(?:${list([...cuts.relative, ...cuts.openers, ...cuts.resumptive])})\\b`, 'iu');
/** A participle that opens a clause; nouns and prepositions in -ing after a comma are rare enough to leave whole. */
const PARTICIPLE = /^\s*(?:thus|thereby|further|even|often)?\s*\p{L}{2,}ing\s+(?!and\b|or\b|,)\p{L}/iu;
const NO_PARTICIPLE =
  /^\s*(?:during|according|regarding|concerning|excluding|excepting|notwithstanding|being|nothing|something|anything|everything|king)\b/iu;
const OPENER = new RegExp(
  `\\s(?:${list(cuts.openers.filter((one) => one !== 'including' && one !== 'such as'))})\\s`,
  'giu',
);

/**
 * The sentence as pieces: whole when it is short or nothing can go; else without trailing participle and relative
 * clauses, resumptive phrases ("a move that …") and circumstances ("amid …", "as part of …"), as long as none of
 * them holds a protected word. Cuts stop as soon as `goal` words are reached.
 */
export function shorten(article: Article, sentence: Range, goal: number = LONG): Many<Piece> {
  // What may go is known of English alone.
  if (!isRead(article.language)) return spanPieces(article, sentence, [sentence]);
  const text = article.text.slice(sentence.start, sentence.end);
  const kept = keptRanges(text, goal).map((range) => ({
    start: sentence.start + range.start,
    end: sentence.start + range.end,
  }));
  return spanPieces(article, sentence, kept);
}

/** What stays of a sentence, as ranges of it. */
function keptRanges(text: string, goal: number): Range[] {
  const whole = [{ start: 0, end: text.length }];
  if (wordCount(text) <= LONG) return whole;
  const end = bodyEnd(text);
  let kept: Range[] = [{ start: 0, end: text.length }];
  for (const gap of removable(text, end)) {
    if (words(text, kept) <= goal) break;
    const next = without(kept, gap.end >= end ? { start: gap.start, end: text.length } : gap);
    if (words(text, next) >= FEWEST_KEPT) kept = next;
  }
  return kept.length === 0 ? whole : kept;
}

const words = (text: string, ranges: readonly Range[]): number =>
  ranges.reduce((sum, range) => sum + wordCount(text.slice(range.start, range.end)), 0);

function without(ranges: readonly Range[], gap: Range): Range[] {
  return ranges
    .flatMap((range) => [
      { start: range.start, end: Math.min(range.end, gap.start) },
      { start: Math.max(range.start, gap.end), end: range.end },
    ])
    .filter((range) => range.start < range.end);
}

/** Where the closing full stop begins. */
function bodyEnd(text: string): number {
  return text.length - (/[.!?…]*\s*$/u.exec(text)?.[0].length ?? 0);
}

/** Clauses that may go, the last first: ends are cheaper to lose than middles. */
function removable(text: string, end: number): Range[] {
  const depth = quoteDepth(text);
  const marks = breaks(text, end, depth);
  const out: Range[] = [];
  for (const [at, mark] of marks.entries()) {
    if (!opensAside(text.slice(mark.end, end))) continue;
    const next = marks[at + 1];
    // To the end only when all that follows is aside too; else up to the comma where the main clause goes on.
    if (marks.slice(at + 1).every((one) => opensAside(text.slice(one.end, end)))) out.push({ start: mark.start, end });
    else if (next && continues(text.slice(next.end)) && isClause(text.slice(mark.end, next.start)))
      out.push({ start: mark.start, end: next.end });
  }
  for (const match of text.slice(0, end).matchAll(OPENER)) {
    const rest = { start: match.index, end };
    if (depth[match.index] === 0 && !marks.some((mark) => mark.start > match.index)) out.push(rest);
  }
  return out
    .filter((gap) => outsideQuotes(depth, gap) && !isProtected(text.slice(gap.start, gap.end)))
    .filter((gap) => hasVerb(text.slice(0, gap.start) + text.slice(gap.end)))
    .sort((a, b) => b.end - a.end || b.start - a.start);
}

function opensAside(rest: string): boolean {
  return AFTER_COMMA.test(rest) || (PARTICIPLE.test(rest) && !NO_PARTICIPLE.test(rest));
}

/** ", which to date, has been slow": what stands between the commas must be the whole relative clause. */
function isClause(between: string): boolean {
  const relative = new RegExp(`^\\s*(?:${list(cuts.relative)})\\b`, 'iu').exec(between);
  return relative === null || hasVerb(between.slice(relative[0].length));
}

/** The main clause goes on with its verb, not with another member of a list. */
function continues(rest: string): boolean {
  return /^\s*(?:is|are|was|were|has|have|had|does|do|did)\s/u.test(rest);
}

function hasVerb(text: string): boolean {
  return readText(text).tokens.some((token) => token.pos === 'VERB' || token.pos === 'AUX');
}

/** Commas, semicolons and dashes outside quotations, brackets and figures. */
function breaks(text: string, end: number, depth: readonly number[]): Range[] {
  const out: Range[] = [];
  for (const match of text.slice(0, end).matchAll(/,(?!\d)|;|\s[–—-]\s|—/gu)) {
    if (depth[match.index] === 0) out.push({ start: match.index, end: match.index + match[0].length });
  }
  return out;
}

/** For each offset: above 0 inside quotation marks or brackets. An apostrophe inside a word opens nothing. */
function quoteDepth(text: string): number[] {
  const depth: number[] = [];
  let brackets = 0;
  let curly = 0;
  let straight = false;
  let single = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (mark === '(' || mark === '[') brackets++;
    if (mark === ')' || mark === ']') brackets = Math.max(0, brackets - 1);
    if (mark === '“' || mark === '«') curly++;
    if (mark === '”' || mark === '»') curly = Math.max(0, curly - 1);
    if (mark === '"') straight = !straight;
    if (mark === "'" || mark === '‘' || mark === '’') single = singleOpen(text, at, single);
    depth.push(brackets + curly + (straight ? 1 : 0) + (single ? 1 : 0));
  }
  depth.push(0);
  return depth;
}

function singleOpen(text: string, at: number, open: boolean): boolean {
  const before = /[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ');
  const after = /[\p{L}\p{N}]/u.test(text[at + 1] ?? ' ');
  if (before && after) return open;
  if (!before && after && !open) return true;
  return open && !after ? false : open;
}

function outsideQuotes(depth: readonly number[], gap: Range): boolean {
  // A quotation that begins and ends inside the clause goes with it; one that it would halve keeps it.
  return depth[gap.start] === 0 && depth[Math.min(gap.end, depth.length - 1)] === 0;
}
