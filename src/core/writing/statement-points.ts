import type { Citation, Piece, Point, Relation } from '../model/answer.ts';
import type { Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import { words } from '../retrieval/words.ts';
import { cite } from './citations.ts';
import { pieceWords, spanPieces, textOf, trimmed, wholeSentences, wordCount } from './pieces.ts';
import { holds } from './protected.ts';
import { saidOf } from './slots/ground.ts';
import { containment, overlap } from './vectors.ts';

/** Statements as lines: which words of them are shown, and which of them are one and the same. */

export type Spoken = {
  readonly doc: Ingested;
  readonly statement: Statement;
  readonly relation: Relation;
  readonly pieces: Many<Piece>;
  readonly sentences: Range;
  readonly stems: ReadonlySet<string>;
  readonly alsoIn: readonly Citation[];
};

export function spokenOf(doc: Ingested, statement: Statement, relation: Relation): Spoken {
  const content = statement.content.map((span) => withMarks(doc.article.text, span));
  const sentences = wholeSentences(doc, hull(content));
  const ranges = shownRanges(doc, statement, content);
  const within = wholeSentences(doc, hull(ranges));
  return {
    doc,
    statement,
    relation,
    pieces: spanPieces(doc.article, within, ranges),
    sentences: { start: Math.min(sentences.start, within.start), end: Math.max(sentences.end, within.end) },
    stems: new Set(content.flatMap((range) => words(textOf(doc, range)).map((word) => word.stem))),
    alsoIn: [],
  };
}

export function pointOf(spoken: Spoken, differs: Point['differs'] = []): Point {
  return {
    pieces: spoken.pieces,
    citations: [cite(spoken.doc, spoken.sentences)],
    alsoIn: spoken.alsoIn,
    differs,
    said: saidOf(spoken.statement, spoken.relation),
  };
}

export function spokenWords(spoken: Spoken): number {
  return pieceWords(spoken.pieces);
}

/** Who passes words on stands before whom he cites: "A reported, citing B, that …". */
const CITING = /\b(?:citing|cited|with reference to)\b/i;
const PRONOUN = /^(?:he|she|it|they|we|i|who|which|this|that)$/i;
/** Fewer words than these say little without the verb that brings them. */
const FRAGMENT = 5;

/**
 * A full quotation stands alone. Anything else is shown from its speaker on, so that the verb ("warned", "denies")
 * stays; behind a pronoun speaker the content alone, as the line names the speaker. A condition, limit or negation
 * left or right of it in the sentence is kept.
 */
function shownRanges(doc: Ingested, statement: Statement, content: readonly Range[]): Range[] {
  const whole = hull(content);
  const { speaker, cue, polarity } = statement;
  const text = doc.article.text;
  const size = wordCount(content.map((range) => text.slice(range.start, range.end)).join(' '));
  const asserted = polarity === 'asserted';
  const plainQuote = statement.kind === 'direct' && size >= FRAGMENT && asserted;
  if (plainQuote) return content.map((range) => withoutThat(text, range));
  const named = speaker !== null && !PRONOUN.test(text.slice(speaker.at.start, speaker.at.end));
  const clause =
    /\bthat\s+$/i.test(text.slice(0, whole.start)) || /^that\b|["“]/i.test(text.slice(whole.start, whole.end));
  const alone = asserted && size >= FRAGMENT && !named && clause;
  const parts = alone ? [withoutThat(text, whole)] : [whole, ...(speaker ? [speaker.at] : []), ...(cue ? [cue] : [])];
  const base = wholeSentences(doc, whole);
  const inside = parts.filter((part) => part.start >= base.start && part.end <= base.end);
  const citing = statement.via.length > 0 && CITING.test(text.slice(base.start, whole.start));
  const parted = hull(inside.length > 0 ? inside : [whole]);
  const shown = widened(doc, citing ? { start: base.start, end: parted.end } : parted, base);
  // "For A, it is seen as …"
  const lead = /\bfor\s+$/i.exec(text.slice(base.start, shown.start))?.[0].length ?? 0;
  return [{ start: shown.start - (statement.kind === 'ascribed' ? lead : 0), end: shown.end }];
}

/** "that" joins the words to a verb which is not shown. */
function withoutThat(text: string, range: Range): Range {
  const lead = /^that\s+/i.exec(text.slice(range.start, range.end))?.[0].length ?? 0;
  return { start: range.start + lead, end: range.end };
}

/** What qualifies the shown words stays: to the end, or from the beginning, of the sentence. */
function widened(doc: Ingested, shown: Range, sentence: Range): Range {
  const text = doc.article.text;
  const before = text.slice(sentence.start, shown.start);
  const after = text.slice(shown.end, sentence.end);
  const qualifies = (words_: string) =>
    (['condition', 'limit', 'negation', 'hedge'] as const).some((guard) => holds(guard, words_));
  const start = qualifies(before) && !/["“”]/.test(before) ? sentence.start : shown.start;
  const end = (qualifies(after) && !/["“”]/.test(after)) || wordCount(after) <= 3 ? sentence.end : shown.end;
  return trimmed(text, { start, end });
}

function hull(ranges: readonly Range[]): Range {
  return {
    start: Math.min(...ranges.map((range) => range.start)),
    end: Math.max(...ranges.map((range) => range.end)),
  };
}

/** A quotation with the marks that stand right outside of it. */
function withMarks(text: string, span: Range): Range {
  let { start, end } = span;
  if (/["“„«]/.test(text[start - 1] ?? '')) start--;
  if (/["”»]/.test(text[end] ?? '')) end++;
  else if (/[.,!?]/.test(text[end] ?? '') && /["”»]/.test(text[end + 1] ?? '')) end += 2;
  return trimmed(text, { start, end });
}

/** What one speaker says within one sentence is one line; a denial in it marks the line. */
function joined(list: readonly Spoken[]): Spoken[] {
  const out: Spoken[] = [];
  for (const one of list) {
    const at = out.findIndex((other) => isOneSentence(one, other));
    const other = out[at];
    if (other === undefined) out.push(one);
    else out[at] = join(other, one);
  }
  return out;
}

function isOneSentence(one: Spoken, other: Spoken): boolean {
  if (one.doc !== other.doc || one.statement.sentences[0] !== other.statement.sentences[0]) return false;
  const [a, b] = [one.statement.speaker, other.statement.speaker];
  return a !== null && b !== null && a.country === b.country && (a.actor ?? a.name) === (b.actor ?? b.name);
}

function join(first: Spoken, second: Spoken): Spoken {
  const ranges = [hull(quoteSpans(first)), hull(quoteSpans(second))];
  const shown = hull(ranges);
  const sentences = wholeSentences(first.doc, shown);
  const { kind, polarity } = first.statement;
  const statement: Statement = {
    ...first.statement,
    kind: kind === second.statement.kind ? kind : 'mixed',
    polarity: polarity === 'asserted' ? second.statement.polarity : polarity,
    content: [...first.statement.content, ...second.statement.content],
  };
  return {
    ...first,
    statement,
    sentences,
    pieces: spanPieces(first.doc.article, sentences, [shown]),
    stems: new Set([...first.stems, ...second.stems]),
  };
}

/** Words that two statements must share, of all their words, to be the same statement in two outlets. */
const SAME = 0.6;
const CONTAINED = 0.8;

/**
 * The same statement in several outlets once; an article's own headline on a statement folds under it, and what is
 * told twice within one sentence is shown once. Keeps the order; quotations win over summaries.
 */
export function folded(list: readonly Spoken[]): Spoken[] {
  const kept: Spoken[] = [];
  const single = joined(list);
  const strongest = [...single].sort((a, b) => strength(b) - strength(a));
  for (const one of strongest) {
    const at = kept.findIndex((other) => isSame(one, other));
    if (at < 0) kept.push(one);
    else if (kept[at]!.doc !== one.doc && !cites(kept[at]!, one.doc)) {
      kept[at] = { ...kept[at]!, alsoIn: [...kept[at]!.alsoIn, cite(one.doc, one.sentences)] };
    }
  }
  return single.flatMap((one) => kept.find((other) => other.statement.id === one.statement.id) ?? []);
}

function strength({ statement, doc, sentences }: Spoken): number {
  const kind =
    { direct: 3, mixed: 2, indirect: 1, ascribed: 0 }[statement.kind] - (statement.speaker?.roles.length ? 0.1 : 0);
  return kind + (isHeadline(doc, sentences) ? -4 : 0);
}

function cites(spoken: Spoken, doc: Ingested): boolean {
  return spoken.alsoIn.some((citation) => citation.sentence.span.article === doc.article.id);
}

function isSame(one: Spoken, other: Spoken): boolean {
  if (one.statement.polarity !== other.statement.polarity) return false;
  const [a, b] = [one.statement.speaker, other.statement.speaker];
  const sameSide = a?.country === b?.country || a?.name === b?.name;
  if (!sameSide) return false;
  if (one.doc === other.doc) {
    return meets(one, other) || isSpokenFor(one, other) || (isHeadline(one.doc, one.sentences) && quotesOf(one, other));
  }
  return (
    overlap(one.stems, other.stems) >= SAME || (one.stems.size >= 6 && containment(one.stems, other.stems) >= CONTAINED)
  );
}

/** A ministry and its own spokesperson in one sentence: the sentence is shown once. */
function isSpokenFor(one: Spoken, other: Spoken): boolean {
  const { speaker, sentences, kind } = one.statement;
  if (kind === 'direct' || sentences[0] !== other.statement.sentences[0]) return false;
  return (
    speaker !== null &&
    speaker.country !== null &&
    speaker.country === other.statement.speaker?.country &&
    speaker.roles.length > 0
  );
}

/** The shown words of one lie mostly inside those of the other. */
function meets(one: Spoken, other: Spoken): boolean {
  const [a, b] = [hull(quoteSpans(one)), hull(quoteSpans(other))];
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared > 0.5 * Math.min(a.end - a.start, b.end - b.start);
}

const quoteSpans = (spoken: Spoken): Range[] =>
  spoken.pieces.flatMap((piece) => (piece.is === 'quote' ? [piece.quote.span] : []));

/** A line without a closing mark, most of its words capitalised: the outlet's headline. */
function isHeadline(doc: Ingested, range: Range): boolean {
  const text = textOf(doc, range);
  return !/[.!?]["”’']?\s*$/.test(text) && isTitle(text);
}

/** Most of its longer words are capitalised, as in a headline. */
export function isTitle(text: string): boolean {
  const list = text.match(/\p{L}[\p{L}'’-]{3,}/gu) ?? [];
  return list.length >= 3 && list.filter((word) => /^\p{Lu}/u.test(word)).length >= 0.8 * list.length;
}

/** A headline that takes words from the statement, or most of whose words stand in it. */
function quotesOf(headline: Spoken, other: Spoken): boolean {
  const quoted = /["“'‘]([^"”'’]{4,})["”'’]/u.exec(textOf(headline.doc, headline.sentences))?.[1];
  if (quoted !== undefined && containment(new Set(words(quoted).map((word) => word.stem)), other.stems) === 1)
    return true;
  return containment(headline.stems, other.stems) >= 0.5;
}
