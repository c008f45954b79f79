import { paragraphOf, type Reading } from '../reading.ts';
import type { Lattice } from './crf.ts';
import { add, cut, empty, makeSink, type Sink, start } from './sink.ts';
import type { View } from './view.ts';
import { levelOf } from './words.ts';

/** Token ranges of the units that are labelled one by one: paragraphs, long ones cut between sentences. */
export function units(r: Reading): { first: number; last: number }[] {
  const found: { first: number; last: number }[] = [];
  let first = 0;
  for (let i = 1; i <= r.tokens.length; i++) {
    const next = i < r.tokens.length && paragraphOf(r, i) === paragraphOf(r, i - 1);
    const long = i - first >= LONGEST && r.tokens[i]?.sentence !== r.tokens[i - 1]?.sentence;
    if (next && !long) continue;
    found.push({ first, last: i - 1 });
    first = i;
  }
  return r.tokens.length === 0 ? [] : found;
}
const LONGEST = 400;

export const near = (distance: number): number =>
  distance < 4 ? distance : distance < 6 ? 4 : distance < 10 ? 5 : distance < 20 ? 6 : distance < 40 ? 7 : 8;

/**
 * About 140 hashed features for each token of `first`–`last`: words and tags around, quotation, cues, phrases, rules.
 * Gathered in `sink`, where the next lattice takes their place.
 */
export function lattice(r: Reading, view: View, first: number, last: number, sink: Sink = makeSink(0)): Lattice {
  empty(sink);
  for (let i = first; i <= last; i++) describe(sink, r, view, i, first, last);
  return cut(sink);
}

/** Adds the features of token `i` of the unit `first`–`last`. */
export function describe(sink: Sink, r: Reading, view: View, i: number, first: number, last: number): void {
  start(sink, 0);
  around(sink, view, i, first, last);
  places(sink, r, view, i, first, last);
  likely(sink, r, view, i);
  phrases(sink, view, i, first, last);
}

/** Words, base forms, tags and rates of up to three tokens on both sides, and their pairs and triples. */
function around(sink: Sink, v: View, i: number, first: number, last: number): void {
  const get = (values: Int32Array, k: number): number => (k < first ? -7 : k > last ? -9 : values[k]!);
  add(sink, 1);
  for (let d = -3; d <= 3; d++) {
    add(sink, get(v.form, i + d));
    add(sink, get(v.tag, i + d));
    add(sink, get(v.rate, i + d));
    add(sink, get(v.lemma, i + d));
    add(sink, get(v.formRate, i + d), get(v.tag, i + d));
    add(sink, get(v.shape, i + d), get(v.quote, i + d));
  }
  const tag = (d: number): number => get(v.tag, i + d);
  const form = (d: number): number => get(v.form, i + d);
  const rate = (d: number): number => get(v.rate, i + d);
  add(sink, tag(-1), tag(0));
  add(sink, tag(0), tag(1));
  add(sink, tag(-2), tag(-1));
  add(sink, tag(1), tag(2));
  add(sink, tag(-1), tag(0), tag(1));
  add(sink, tag(-2), tag(-1), tag(0));
  add(sink, tag(0), tag(1), tag(2));
  add(sink, tag(-2) * 32 + tag(-1), tag(0), tag(1), tag(2));
  add(sink, form(-1), form(0));
  add(sink, form(0), form(1));
  add(sink, form(-1), form(1));
  add(sink, form(-1), tag(0));
  add(sink, tag(0), form(1));
  add(sink, form(0), tag(-1));
  add(sink, form(0), tag(1));
  add(sink, form(-2), form(-1), tag(0));
  add(sink, tag(0), form(1), form(2));
  add(sink, rate(-1), rate(0), rate(1));
  add(sink, rate(0), tag(-1), tag(1));
  add(sink, rate(0), form(1));
  add(sink, rate(0), form(-1));
  add(sink, tag(0), rate(-1), tag(-2));
  add(sink, tag(0), rate(1), tag(2));
  add(sink, get(v.lemma, i), tag(-1), tag(1));
  add(sink, get(v.suffix, i), tag(0));
  add(sink, get(v.suffix, i - 1), tag(0));
  add(sink, get(v.suffix, i + 1), tag(0));
}

/** Quotation, sentence, paragraph and marks. */
function places(sink: Sink, r: Reading, v: View, i: number, first: number, last: number): void {
  const quote = v.quote[i]!;
  const before = i > first ? v.quote[i - 1]! : -1;
  const after = i < last ? v.quote[i + 1]! : -1;
  add(sink, quote, v.quoteLength[i]!);
  add(sink, before, quote, after);
  add(sink, quote, v.tag[i]!);
  add(sink, quote, v.form[i]!);
  const quotation = r.quotations[r.quoteOf[i] ?? -1];
  const open = quotation === undefined ? -1 : quotation.first - 1;
  const shut = quotation === undefined ? -1 : quotation.last + 1;
  const outside = (k: number): boolean => k >= first && k <= last;
  add(sink, quote, outside(open) ? v.form[open]! : -1);
  add(sink, quote, outside(open) ? v.rate[open]! : -1, outside(open - 1) ? v.rate[open - 1]! : -1);
  add(sink, quote, outside(shut) ? v.tag[shut]! : -1, outside(shut + 1) ? v.rate[shut + 1]! : -1);
  add(sink, quote, outside(shut) ? v.rate[shut]! : -1, outside(open) ? v.rate[open]! : -1);
  const sentence = r.tokens[i]!.sentence;
  const opening = Math.max(first, r.from[sentence]!);
  const end = Math.min(last, r.to[sentence]! - 1);
  add(sink, near(i - opening), v.tag[i]!);
  add(sink, near(end - i), v.tag[i]!);
  add(sink, v.form[opening]!, quote);
  add(sink, v.tag[opening]!, v.tag[Math.min(opening + 1, last)]!);
  add(sink, v.quote[opening]!, v.quote[end]!, quote);
  add(sink, v.form[end]!, quote);
  add(sink, near(end - opening), sentence === 0 ? 1 : 0, near(last - first));
  add(sink, opening === first ? 1 : 0, end === last ? 1 : 0, quote);
  const all = r.sentences[sentence]!.paragraph;
  add(sink, Math.min(all, 3), near(sentence));
  add(sink, v.markLeft[i]!);
  add(sink, v.markRight[i]!);
  add(sink, v.markLeft[i]! >> 4, v.markRight[i]! >> 4, quote);
  add(sink, v.markLeft[i]!, v.tag[i]!);
  add(sink, v.markRight[i]!, v.tag[i]!);
  const strong = v.strongest[sentence]!;
  const previous = opening > first ? v.strongest[sentence - 1]! : -1;
  const next = end < last ? v.strongest[sentence + 1]! : -1;
  const level = (k: number): number => (k < 0 ? -1 : v.rate[k]!);
  const side = strong < 0 ? 0 : strong < i ? 1 : strong > i ? 2 : 3;
  add(sink, level(strong), side, quote);
  add(sink, strong < 0 ? 0 : v.lemma[strong]!, side, quote > 0 ? 1 : 0);
  add(sink, strong < 0 ? 0 : v.frame[strong]!, level(strong), side);
  add(sink, level(previous), quote, side);
  add(sink, level(next), quote, side);
  add(sink, levelOf(level(previous)), levelOf(level(strong)), levelOf(level(next)), quote > 0 ? side + 4 : side);
  add(sink, previous < 0 ? 0 : v.lemma[previous]!, quote);
}

/** The nearest likely cues on both sides, how far they are and what stands between. */
function likely(sink: Sink, r: Reading, v: View, i: number): void {
  const one = (cue: Int32Array, paths: Int32Array): number => {
    const at = cue[i]!;
    const quote = v.quote[i]!;
    const there = at >= 0;
    const rate = there ? v.rate[at]! : -1;
    const lemma = there ? v.lemma[at]! : 0;
    const gap = there ? near(Math.abs(i - at)) : -1;
    const path = there ? paths[i]! : 0;
    const frame = there ? v.frame[at]! : 0;
    const group = there ? v.group[at]! : 0;
    const same = there && r.quoteOf[at] === r.quoteOf[i] ? 1 : 0;
    const beyond = there ? cue[at]! : -1;
    add(sink, rate, gap);
    add(sink, lemma);
    add(sink, lemma, gap);
    add(sink, path, v.tag[i]!);
    add(sink, path, levelOf(rate), gap);
    add(sink, path, lemma);
    add(sink, frame, gap, levelOf(rate));
    add(sink, frame, path, levelOf(rate));
    add(sink, frame, lemma, same);
    add(sink, group, levelOf(rate), gap);
    add(sink, rate, quote, same);
    add(sink, gap, v.form[i]!);
    add(sink, path, v.form[i]!);
    add(sink, rate, v.tag[i]!, same);
    add(sink, there ? (v.form[at + 1] ?? 0) : 0, there ? (v.form[at - 1] ?? 0) : 0, 0);
    add(sink, there ? (v.tag[at + 1] ?? 0) : 0, there ? (v.tag[at - 1] ?? 0) : 0, rate, v.tag[i]!);
    add(sink, beyond >= 0 ? v.rate[beyond]! : -1, levelOf(rate), gap);
    add(sink, beyond >= 0 ? v.lemma[beyond]! : 0, v.tag[i]!);
    return rate;
  };
  const left = one(v.cueLeft, v.pathLeft);
  const right = one(v.cueRight, v.pathRight);
  add(sink, left, right);
  add(sink, levelOf(left), levelOf(right), v.tag[i]!, v.quote[i]!);
  add(sink, levelOf(left), levelOf(right), v.form[i]!);
  add(sink, v.rate[i]!, left, right);
  add(sink, v.rate[i]!, v.frame[i]!);
  add(sink, v.lemma[i]!, v.frame[i]!);
  add(sink, v.group[i]!, v.rate[i]!);
  add(sink, v.group[i]!, v.lemma[i]!);
  add(sink, v.group[i]!, v.frame[i]!, levelOf(v.rate[i]!));
  add(sink, v.lemma[i]!, v.quote[i]!);
}

/** Noun phrases and verb groups, and the part that the rules would give the token. */
function phrases(sink: Sink, v: View, i: number, first: number, last: number): void {
  const start = v.chunkFirst[i]!;
  const end = v.chunkLast[i]!;
  const inside = start >= 0;
  const place = inside ? (i === start ? 1 : 2) + (i === end ? 2 : 0) : 0;
  const at = inside ? end : i;
  const next = at + 1 <= last ? at + 1 : -1;
  const beyond = next < 0 || next + 1 > last ? -1 : next + 1;
  const previous = (inside ? start : i) - 1 >= first ? (inside ? start : i) - 1 : -1;
  const get = (values: Int32Array, k: number): number => (k < 0 ? -1 : values[k]!);
  add(sink, place, v.tag[i]!);
  add(sink, v.lemma[at]!, place);
  add(sink, v.kind[at]!, v.tag[at]!, place);
  add(sink, get(v.form, next), place);
  add(sink, get(v.rate, next), place, v.tag[at]!);
  add(sink, get(v.rate, next), get(v.rate, beyond), place);
  add(sink, get(v.form, previous), place);
  add(sink, get(v.rate, previous), place, v.tag[at]!);
  add(sink, v.kind[at]!, get(v.rate, next), get(v.rate, previous));
  add(sink, v.suffix[at]!, get(v.rate, next));
  const chunkAfter = next < 0 ? -1 : v.chunkLast[next]!;
  add(sink, chunkAfter < 0 ? -1 : v.rate[chunkAfter]!, place, v.tag[i]!);
  add(sink, chunkAfter < 0 ? -1 : v.lemma[chunkAfter]!, place, v.tag[at]!);
  const chunkBefore = previous < 0 ? -1 : v.chunkLast[previous]!;
  add(sink, chunkBefore < 0 ? -1 : v.rate[chunkBefore]!, place, v.tag[i]!);
  add(sink, chunkBefore < 0 ? -1 : v.lemma[chunkBefore]!, place, v.tag[at]!);
  const role = v.role[i]!;
  const head = v.roleHead[i]!;
  add(sink, role, v.rolePlace[i]!);
  add(sink, role, v.tag[i]!);
  add(sink, role, i > first ? v.role[i - 1]! : 0);
  add(sink, role, i < last ? v.role[i + 1]! : 0);
  add(sink, get(v.lemma, head), v.rolePlace[i]!, head < i ? 1 : 0);
  add(sink, get(v.rate, head), v.rolePlace[i]!, role);
  add(sink, role, v.quote[i]!);
}
