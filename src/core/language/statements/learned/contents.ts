import type { Reading, Run } from '../reading.ts';
import { type Anchor, away } from './anchors.ts';
import type { Lattice } from './crf.ts';
import { near } from './features.ts';
import { add, cut, makeSink, type Sink, start } from './sink.ts';
import type { View } from './view.ts';
import { levelOf, PUNCT } from './words.ts';

/** Pairs of a first and a last token that could be a content, with hashed features of firsts, lasts and pairs. */
export type Spans = {
  readonly firsts: readonly number[];
  readonly lasts: readonly number[];
  /** Of each pair the indexes into `firsts` and `lasts`; −1 for the pair that says "nothing". */
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly firstFeatures: Lattice;
  readonly lastFeatures: Lattice;
  readonly pairFeatures: Lattice;
};

/** First templates of the kinds of things, and what a second content adds to them. */
const FIRST = 1000;
const LAST = 1100;
const PAIR = 1200;
const SECOND = 400;
/** No content has more tokens, no anchor more borders on a side: keeps the cost linear in any text. */
const LONGEST = 320;
const MOST_BORDERS = 32;

/** Could a content start at token `i`? At the starts of phrases, clauses, quotations. */
function opens(r: Reading, v: View, i: number, opening: number): boolean {
  if (i === opening) return true;
  if (v.tag[i] === PUNCT) return isOpeningMark(r, i);
  if (v.tag[i - 1] === PUNCT) return true;
  return v.chunkFirst[i] === i || v.chunkFirst[i]! < 0;
}

function closes(r: Reading, v: View, i: number, closing: number): boolean {
  if (v.tag[i] === PUNCT) return isClosingMark(r, i);
  if (i === closing || v.tag[i + 1] === PUNCT) return true;
  return v.chunkLast[i] === i;
}

function isOpeningMark(r: Reading, i: number): boolean {
  return r.quotations[r.quoteOf[i] ?? -1]?.first === i;
}

function isClosingMark(r: Reading, i: number): boolean {
  const quotation = r.quotations[r.quoteOf[i] ?? -1];
  return quotation?.last === i && quotation.closed;
}

/**
 * The spans that could be the content of an anchor within its unit: in its sentence on either side of the cue, whole
 * quotations before and after it. With `main`, what a second content on the other side of the cue could be, or nothing.
 */
export function spansOf(r: Reading, v: View, unit: Run, anchor: Anchor, main: Run | null): Spans {
  const { cue, opening, closing } = anchor;
  const firsts: number[] = [];
  const lasts: number[] = [];
  const [first, last]: [number[], number[]] = [[], []];
  const before = main === null || main.first > cue.last;
  const after = main === null || main.last < cue.first;
  if (main !== null) {
    first.push(-1);
    last.push(-1);
  }
  if (before) {
    const from = Math.max(opening, cue.first - LONGEST);
    const [a, b] = [firsts.length, lasts.length];
    if (main === null) for (const mark of quotationsBefore(r, unit, opening)) firsts.push(mark);
    for (let i = from; i < cue.first; i++) if (opens(r, v, i, opening)) firsts.push(i);
    keepLast(firsts, a);
    for (let i = from; i < cue.first; i++) if (closes(r, v, i, closing)) lasts.push(i);
    keepLast(lasts, b);
    join(firsts, lasts, a, b, first, last);
  }
  if (after) {
    const to = Math.min(closing, cue.last + LONGEST);
    const [a, b] = [firsts.length, lasts.length];
    for (let i = cue.last + 1; i <= to && firsts.length - a < MOST_BORDERS; i++)
      if (opens(r, v, i, cue.last + 1)) firsts.push(i);
    for (let i = cue.last + 1; i <= to && lasts.length - b < MOST_BORDERS; i++)
      if (closes(r, v, i, closing)) lasts.push(i);
    const next = quotationAfter(r, unit, closing);
    if (next !== null && next.first > closing) firsts.push(next.first);
    if (next !== null) lasts.push(next.last);
    join(firsts, lasts, a, b, first, last);
  }
  const at = main === null ? 0 : SECOND;
  const inside: Stretch = { first: -1, last: -1, most: 0, commas: 0, verbs: 0 };
  return {
    firsts,
    lasts,
    first,
    last,
    firstFeatures: featuresOf(firsts, (sink, i) => firstFeatures(sink, at + FIRST, r, v, anchor, i)),
    lastFeatures: featuresOf(lasts, (sink, i) => lastFeatures(sink, at + LAST, r, v, anchor, i, unit)),
    pairFeatures: featuresOf(first, (sink, from, k) =>
      pairFeatures(sink, at + PAIR, r, v, anchor, firsts[from] ?? -1, lasts[last[k]!] ?? -1, main, inside),
    ),
  };
}

function keepLast(list: number[], from: number): void {
  if (list.length - from > MOST_BORDERS) list.splice(from, list.length - from - MOST_BORDERS);
}

function join(
  firsts: readonly number[],
  lasts: readonly number[],
  a: number,
  b: number,
  first: number[],
  last: number[],
): void {
  for (let i = a; i < firsts.length; i++) {
    for (let k = b; k < lasts.length; k++) {
      if (lasts[k]! < firsts[i]! || lasts[k]! - firsts[i]! > LONGEST) continue;
      first.push(i);
      last.push(k);
    }
  }
}

/** Starts of the quotations of the unit that begin before the sentence, the nearest three. */
function quotationsBefore(r: Reading, unit: Run, opening: number): number[] {
  const found: number[] = [];
  for (let i = opening - 1; i >= unit.first && found.length < 3; i--) if (isOpeningMark(r, i)) found.push(i);
  return found.reverse();
}

/** The quotation that runs over the end of the sentence or opens the next one. */
function quotationAfter(r: Reading, unit: Run, closing: number): Run | null {
  for (const i of [closing, closing + 1]) {
    const quotation = r.quotations[r.quoteOf[i] ?? -1];
    if (quotation !== undefined && quotation.last > closing && quotation.last <= unit.last) return quotation;
  }
  return null;
}

function featuresOf<T>(list: readonly T[], describe: (sink: Sink, item: T, at: number) => void): Lattice {
  const sink = makeSink(24 * list.length);
  list.forEach((item, at) => {
    describe(sink, item, at);
  });
  return cut(sink);
}

function firstFeatures(sink: Sink, template: number, r: Reading, v: View, anchor: Anchor, i: number): void {
  const { head, name, lemma, level, frame, form } = anchor;
  const side = i < head ? 1 : 2;
  const gap = away(head, i);
  const before = i > 0 ? i - 1 : i;
  const quote = v.quote[i]!;
  const same = r.quoteOf[i] === r.quoteOf[head] ? 1 : 0;
  const placed = Math.max(-3, Math.min(3, i - frame.at));
  const role = v.roleHead[i] === head ? v.rolePlace[i]! + 1 : 0;
  start(sink, template);
  add(sink, v.form[i]!, side);
  add(sink, v.lemma[i]!, v.form[before]!, side);
  add(sink, v.form[before]!, side, v.tag[i]!);
  add(sink, v.tag[before]!, v.tag[i]!, v.tag[i + 1] ?? 0, side);
  add(sink, v.form[i]!, name, side);
  add(sink, v.form[i]!, lemma, side);
  add(sink, v.form[before]!, name, side);
  add(sink, v.tag[i]!, lemma, gap);
  add(sink, gap, name);
  add(sink, gap, level, form);
  add(sink, quote, v.quote[before]!, side, same);
  add(sink, quote, level, side, name);
  add(sink, placed, name);
  add(sink, placed, lemma);
  add(sink, role, v.role[i]!);
  add(sink, role, level, side);
  const cue = side === 1 ? v.cueRight[i]! : v.cueLeft[i]!;
  const path = side === 1 ? v.pathRight[i]! : v.pathLeft[i]!;
  add(sink, cue === head ? 1 : cue < 0 ? 2 : 3, side, cue < 0 ? 0 : levelOf(v.rate[cue]!), level);
  add(sink, cue === head ? path : 0, side);
  add(sink, i === anchor.opening ? 1 : 0, v.tag[i]!, side, name);
  add(sink, v.markLeft[i]!, side);
  add(sink, v.chunkFirst[i] === i ? 1 : 0, v.tag[i]!, v.tag[before]!, gap);
}

function lastFeatures(sink: Sink, template: number, _r: Reading, v: View, anchor: Anchor, i: number, unit: Run): void {
  const { head, cue, name, lemma, level } = anchor;
  const side = i < head ? 1 : 2;
  const get = (values: Int32Array, k: number): number => (k > unit.last ? -1 : values[k]!);
  const quote = v.quote[i]!;
  const role = v.roleHead[i] === head ? v.rolePlace[i]! + 1 : 0;
  const next = i + 1;
  const beyond = i + 2;
  const right = v.cueRight[i]!;
  start(sink, template);
  add(sink, v.form[i]!, side);
  add(sink, get(v.form, next), side);
  add(sink, get(v.form, next), name, side);
  add(sink, get(v.form, next), lemma, side);
  add(sink, get(v.form, next), get(v.form, beyond), side);
  add(sink, v.tag[i]!, get(v.tag, next), get(v.tag, beyond), side);
  add(sink, get(v.form, next), get(v.tag, beyond), get(v.tag, i + 3), side);
  add(sink, get(v.form, next), get(v.rate, beyond), get(v.tag, beyond), side);
  add(sink, get(v.rate, next), get(v.tag, next), get(v.form, beyond), side);
  add(sink, quote, get(v.quote, next), side);
  add(sink, quote, get(v.form, next), side, level);
  add(sink, i === anchor.closing ? 1 : next === cue.first ? 2 : beyond === cue.first ? 3 : 0, side, name);
  add(sink, near(anchor.closing - i), side, get(v.form, next));
  add(sink, near(Math.abs(cue.first - i)), side, v.tag[i]!, get(v.form, next));
  add(sink, role, v.role[i]!);
  add(sink, role, get(v.roleHead, next) === head ? get(v.rolePlace, next) : -1, side);
  const far = right < 0 || right === head ? 0 : near(right - i);
  add(sink, far, far === 0 ? 0 : levelOf(v.rate[right]!), side, get(v.form, next));
  add(sink, far === 0 ? 0 : v.pathRight[i]!, far === 0 ? 0 : levelOf(v.rate[right]!), side, v.tag[i]!);
  add(sink, v.markRight[i]!, side);
  add(sink, v.markRight[i]!, name, v.tag[i]!);
  const phrase = get(v.chunkLast, beyond);
  add(sink, get(v.form, next), phrase < 0 ? -1 : (v.rate[phrase + 1] ?? -1), side);
}

function pairFeatures(
  sink: Sink,
  template: number,
  r: Reading,
  v: View,
  anchor: Anchor,
  first: number,
  last: number,
  main: Run | null,
  inside: Stretch,
): void {
  const { head, cue, name, lemma, level, draft, form } = anchor;
  const mainSide = main === null ? 0 : main.last < head ? 1 : 2;
  const mainQuote = main === null ? 0 : (v.quote[main.first]! > 0 ? 1 : 0) + (v.quote[main.last]! > 0 ? 2 : 0);
  start(sink, template);
  if (first < 0) {
    add(sink, 1);
    add(sink, mainSide, mainQuote);
    add(sink, mainSide, mainQuote, name);
    add(sink, mainSide, lemma);
    add(sink, draft === null ? 0 : draft.content.length > 1 ? 2 : 1, mainSide, mainQuote);
    add(sink, mainSide, v.form[cue.last + 1] ?? 0);
    add(sink, mainSide, near(anchor.closing - cue.last), mainQuote);
    add(sink, mainSide, near(cue.first - anchor.opening), mainQuote);
    add(sink, mainSide, main === null ? 0 : (v.form[main.last + 1] ?? 0), mainQuote);
    return;
  }
  sink.template += 20;
  const side = first < head ? 1 : 2;
  const length = near(last - first);
  const [q, p] = [r.quoteOf[first]!, r.quoteOf[last]!];
  const whole = q >= 0 && r.quotations[q]!.first === first && r.quotations[q]!.last === last;
  const state = whole ? 1 : q < 0 && p < 0 ? 2 : q === p ? 3 : q >= 0 && p < 0 ? 4 : q < 0 ? 5 : 6;
  const reach = side === 1 ? near(cue.first - last) : near(first - cue.last);
  const { most, commas, verbs } = stretch(r, v, inside, first, last);
  const ruled = agreement(draft, first, last);
  add(sink, side, name);
  add(sink, side, lemma);
  add(sink, side, form, level);
  add(sink, length, side, name);
  add(sink, length, lemma);
  add(sink, state, side, level);
  add(sink, state, name, side);
  add(sink, state, mainQuote, mainSide, v.form[last + 1] ?? 0);
  add(sink, state, length, side);
  add(sink, most, side, level);
  add(sink, Math.min(commas, 4), side, length, state);
  add(sink, Math.min(verbs, 3), side, lemma);
  add(sink, Math.min(verbs, 3), name, length);
  add(sink, v.form[first]!, last === anchor.closing || v.tag[last + 1] === PUNCT ? 1 : 0, side);
  add(sink, v.tag[first]!, v.tag[last]!, side, length);
  add(sink, reach, side, name);
  add(sink, reach, side, state, lemma);
  add(sink, ruled, state);
  add(sink, ruled, name, side);
  add(sink, ruled, hashFrame(draft?.frame ?? ''), level);
  add(sink, first < anchor.opening ? 1 : last > anchor.closing ? 2 : 0, state, side);
  add(sink, v.form[first - 1] ?? 0, v.form[last + 1] ?? 0, state);
  add(
    sink,
    first === anchor.opening ? 1 : 0,
    last === anchor.closing - 1 || last === anchor.closing ? 1 : 0,
    name,
    side,
  );
}

/** What stands between two tokens: the level of the likeliest cue outside of quotations, commas, verbs. */
type Stretch = { first: number; last: number; most: number; commas: number; verbs: number };

/** Goes on from the last pair where that began at the same token, so that all pairs cost no more than the longest. */
function stretch(r: Reading, v: View, known: Stretch, first: number, last: number): Stretch {
  if (known.first !== first || known.last > last)
    Object.assign(known, { first, last: first - 1, most: 0, commas: 0, verbs: 0 });
  for (let i = known.last + 1; i <= last; i++) {
    const { text, pos } = r.tokens[i]!;
    if (r.quoteOf[i]! < 0 && v.frame[i] !== 0) known.most = Math.max(known.most, levelOf(v.rate[i]!));
    if (text === ',') known.commas++;
    if (pos === 'VERB' || pos === 'AUX') known.verbs++;
  }
  known.last = last;
  return known;
}

const hashFrame = (name: string): number => {
  let hash = name.length;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash, 31) + name.charCodeAt(i);
  return hash;
};

/** How far the rules' content agrees: 0 no draft, 1 elsewhere, 2 touches, 3 same start, 4 same end, 5 the same. */
function agreement(draft: Anchor['draft'], first: number, last: number): number {
  if (draft === null) return 0;
  let best = 1;
  for (const run of draft.content) {
    const [from, to] = [Math.abs(run.first - first) <= 0, Math.abs(run.last - last) <= 0];
    const value = from && to ? 5 : to ? 4 : from ? 3 : run.first <= last && first <= run.last ? 2 : 1;
    if (value > best) best = value;
  }
  return best;
}
