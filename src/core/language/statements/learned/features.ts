import { paragraphOf, type Reading } from '../reading.ts';
import type { Lattice } from './crf.ts';
import type { View } from './view.ts';
import { levelOf } from './words.ts';

/** Features are numbers below this: names of 20 bits, as a hash of template and values gives them. */
export const BUCKETS = 1 << 20;
/** More than any token has. */
const MOST = 200;

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

const near = (distance: number): number =>
  distance < 4 ? distance : distance < 6 ? 4 : distance < 10 ? 5 : distance < 20 ? 6 : distance < 40 ? 7 : 8;

/** About 140 hashed features for each token of `first`–`last`: words and tags around, quotation, cues, phrases, rules. */
export function lattice(r: Reading, view: View, first: number, last: number): Lattice {
  const length = last - first + 1;
  const ids = new Int32Array(length * MOST);
  const from = new Int32Array(length + 1);
  let size = 0;
  let template = 0;
  const emit = (a: number, b = 0, c = 0, d = 0): void => {
    let hash = Math.imul(++template, 0x9e3779b1);
    hash = Math.imul(hash ^ a, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + b, 0xc2b2ae35);
    hash = Math.imul((hash ^ (hash >>> 13)) + c, 0x27d4eb2f);
    hash = Math.imul((hash ^ (hash >>> 14)) + d, 0x165667b1);
    ids[size++] = ((hash ^ (hash >>> 16)) >>> 0) & (BUCKETS - 1);
  };
  for (let i = first; i <= last; i++) {
    template = 0;
    from[i - first] = size;
    around(view, i, first, last, emit);
    places(r, view, i, first, last, emit);
    likely(r, view, i, emit);
    phrases(view, i, first, last, emit);
  }
  from[length] = size;
  return { ids: ids.slice(0, size), from };
}

type Emit = (a: number, b?: number, c?: number, d?: number) => void;

/** Words, base forms, tags and rates of up to three tokens on both sides, and their pairs and triples. */
function around(v: View, i: number, first: number, last: number, emit: Emit): void {
  const get = (values: Int32Array, k: number): number => (k < first ? -7 : k > last ? -9 : values[k]!);
  emit(1);
  for (let d = -3; d <= 3; d++) {
    emit(get(v.form, i + d));
    emit(get(v.tag, i + d));
    emit(get(v.rate, i + d));
    emit(get(v.lemma, i + d));
    emit(get(v.formRate, i + d), get(v.tag, i + d));
    emit(get(v.shape, i + d), get(v.quote, i + d));
  }
  const tag = (d: number): number => get(v.tag, i + d);
  const form = (d: number): number => get(v.form, i + d);
  const rate = (d: number): number => get(v.rate, i + d);
  emit(tag(-1), tag(0));
  emit(tag(0), tag(1));
  emit(tag(-2), tag(-1));
  emit(tag(1), tag(2));
  emit(tag(-1), tag(0), tag(1));
  emit(tag(-2), tag(-1), tag(0));
  emit(tag(0), tag(1), tag(2));
  emit(tag(-2) * 32 + tag(-1), tag(0), tag(1), tag(2));
  emit(form(-1), form(0));
  emit(form(0), form(1));
  emit(form(-1), form(1));
  emit(form(-1), tag(0));
  emit(tag(0), form(1));
  emit(form(0), tag(-1));
  emit(form(0), tag(1));
  emit(form(-2), form(-1), tag(0));
  emit(tag(0), form(1), form(2));
  emit(rate(-1), rate(0), rate(1));
  emit(rate(0), tag(-1), tag(1));
  emit(rate(0), form(1));
  emit(rate(0), form(-1));
  emit(tag(0), rate(-1), tag(-2));
  emit(tag(0), rate(1), tag(2));
  emit(get(v.lemma, i), tag(-1), tag(1));
  emit(get(v.suffix, i), tag(0));
  emit(get(v.suffix, i - 1), tag(0));
  emit(get(v.suffix, i + 1), tag(0));
}

/** Quotation, sentence, paragraph and marks. */
function places(r: Reading, v: View, i: number, first: number, last: number, emit: Emit): void {
  const quote = v.quote[i]!;
  const before = i > first ? v.quote[i - 1]! : -1;
  const after = i < last ? v.quote[i + 1]! : -1;
  emit(quote, v.quoteLength[i]!);
  emit(before, quote, after);
  emit(quote, v.tag[i]!);
  emit(quote, v.form[i]!);
  const quotation = r.quotations[r.quoteOf[i] ?? -1];
  const open = quotation === undefined ? -1 : quotation.first - 1;
  const shut = quotation === undefined ? -1 : quotation.last + 1;
  const outside = (k: number): boolean => k >= first && k <= last;
  emit(quote, outside(open) ? v.form[open]! : -1);
  emit(quote, outside(open) ? v.rate[open]! : -1, outside(open - 1) ? v.rate[open - 1]! : -1);
  emit(quote, outside(shut) ? v.tag[shut]! : -1, outside(shut + 1) ? v.rate[shut + 1]! : -1);
  emit(quote, outside(shut) ? v.rate[shut]! : -1, outside(open) ? v.rate[open]! : -1);
  const sentence = r.tokens[i]!.sentence;
  const start = Math.max(first, r.from[sentence]!);
  const end = Math.min(last, r.to[sentence]! - 1);
  emit(near(i - start), v.tag[i]!);
  emit(near(end - i), v.tag[i]!);
  emit(v.form[start]!, quote);
  emit(v.tag[start]!, v.tag[Math.min(start + 1, last)]!);
  emit(v.quote[start]!, v.quote[end]!, quote);
  emit(v.form[end]!, quote);
  emit(near(end - start), sentence === 0 ? 1 : 0, near(last - first));
  emit(start === first ? 1 : 0, end === last ? 1 : 0, quote);
  const all = r.sentences[sentence]!.paragraph;
  emit(Math.min(all, 3), near(sentence));
  emit(v.markLeft[i]!);
  emit(v.markRight[i]!);
  emit(v.markLeft[i]! >> 4, v.markRight[i]! >> 4, quote);
  emit(v.markLeft[i]!, v.tag[i]!);
  emit(v.markRight[i]!, v.tag[i]!);
  const strong = v.strongest[sentence]!;
  const previous = start > first ? v.strongest[sentence - 1]! : -1;
  const next = end < last ? v.strongest[sentence + 1]! : -1;
  const level = (k: number): number => (k < 0 ? -1 : v.rate[k]!);
  const side = strong < 0 ? 0 : strong < i ? 1 : strong > i ? 2 : 3;
  emit(level(strong), side, quote);
  emit(strong < 0 ? 0 : v.lemma[strong]!, side, quote > 0 ? 1 : 0);
  emit(strong < 0 ? 0 : v.frame[strong]!, level(strong), side);
  emit(level(previous), quote, side);
  emit(level(next), quote, side);
  emit(levelOf(level(previous)), levelOf(level(strong)), levelOf(level(next)), quote > 0 ? side + 4 : side);
  emit(previous < 0 ? 0 : v.lemma[previous]!, quote);
}

/** The nearest likely cues on both sides, how far they are and what stands between. */
function likely(r: Reading, v: View, i: number, emit: Emit): void {
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
    emit(rate, gap);
    emit(lemma);
    emit(lemma, gap);
    emit(path, v.tag[i]!);
    emit(path, levelOf(rate), gap);
    emit(path, lemma);
    emit(frame, gap, levelOf(rate));
    emit(frame, path, levelOf(rate));
    emit(frame, lemma, same);
    emit(group, levelOf(rate), gap);
    emit(rate, quote, same);
    emit(gap, v.form[i]!);
    emit(path, v.form[i]!);
    emit(rate, v.tag[i]!, same);
    emit(there ? (v.form[at + 1] ?? 0) : 0, there ? (v.form[at - 1] ?? 0) : 0, 0);
    emit(there ? (v.tag[at + 1] ?? 0) : 0, there ? (v.tag[at - 1] ?? 0) : 0, rate, v.tag[i]!);
    emit(beyond >= 0 ? v.rate[beyond]! : -1, levelOf(rate), gap);
    emit(beyond >= 0 ? v.lemma[beyond]! : 0, v.tag[i]!);
    return rate;
  };
  const left = one(v.cueLeft, v.pathLeft);
  const right = one(v.cueRight, v.pathRight);
  emit(left, right);
  emit(levelOf(left), levelOf(right), v.tag[i]!, v.quote[i]!);
  emit(levelOf(left), levelOf(right), v.form[i]!);
  emit(v.rate[i]!, left, right);
  emit(v.rate[i]!, v.frame[i]!);
  emit(v.lemma[i]!, v.frame[i]!);
  emit(v.group[i]!, v.rate[i]!);
  emit(v.group[i]!, v.lemma[i]!);
  emit(v.group[i]!, v.frame[i]!, levelOf(v.rate[i]!));
  emit(v.lemma[i]!, v.quote[i]!);
}

/** Noun phrases and verb groups, and the part that the rules would give the token. */
function phrases(v: View, i: number, first: number, last: number, emit: Emit): void {
  const start = v.chunkFirst[i]!;
  const end = v.chunkLast[i]!;
  const inside = start >= 0;
  const place = inside ? (i === start ? 1 : 2) + (i === end ? 2 : 0) : 0;
  const at = inside ? end : i;
  const next = at + 1 <= last ? at + 1 : -1;
  const beyond = next < 0 || next + 1 > last ? -1 : next + 1;
  const previous = (inside ? start : i) - 1 >= first ? (inside ? start : i) - 1 : -1;
  const get = (values: Int32Array, k: number): number => (k < 0 ? -1 : values[k]!);
  emit(place, v.tag[i]!);
  emit(v.lemma[at]!, place);
  emit(v.kind[at]!, v.tag[at]!, place);
  emit(get(v.form, next), place);
  emit(get(v.rate, next), place, v.tag[at]!);
  emit(get(v.rate, next), get(v.rate, beyond), place);
  emit(get(v.form, previous), place);
  emit(get(v.rate, previous), place, v.tag[at]!);
  emit(v.kind[at]!, get(v.rate, next), get(v.rate, previous));
  emit(v.suffix[at]!, get(v.rate, next));
  const chunkAfter = next < 0 ? -1 : v.chunkLast[next]!;
  emit(chunkAfter < 0 ? -1 : v.rate[chunkAfter]!, place, v.tag[i]!);
  emit(chunkAfter < 0 ? -1 : v.lemma[chunkAfter]!, place, v.tag[at]!);
  const chunkBefore = previous < 0 ? -1 : v.chunkLast[previous]!;
  emit(chunkBefore < 0 ? -1 : v.rate[chunkBefore]!, place, v.tag[i]!);
  emit(chunkBefore < 0 ? -1 : v.lemma[chunkBefore]!, place, v.tag[at]!);
  const role = v.role[i]!;
  const head = v.roleHead[i]!;
  emit(role, v.rolePlace[i]!);
  emit(role, v.tag[i]!);
  emit(role, i > first ? v.role[i - 1]! : 0);
  emit(role, i < last ? v.role[i + 1]! : 0);
  emit(get(v.lemma, head), v.rolePlace[i]!, head < i ? 1 : 0);
  emit(get(v.rate, head), v.rolePlace[i]!, role);
  emit(role, v.quote[i]!);
}
