import type { Reading, Run } from '../reading.ts';
import type { Anchor } from './anchors.ts';
import type { Lattice } from './crf.ts';
import { near } from './features.ts';
import { add, cut, makeSink, type Sink, start } from './sink.ts';
import type { View } from './view.ts';
import { levelOf, PUNCT } from './words.ts';

/** Phrases of the anchor's sentence that could speak; the first is nobody (null). */
export type Speakers = { readonly runs: readonly (Run | null)[]; readonly features: Lattice };

const TEMPLATE = 2000;
/** No sentence is looked at further from its anchor: keeps the cost linear in any text. */
const REACH = 90;

const HEADS = new Set(['NOUN', 'PROPN', 'PRON', 'NUM', 'DET', 'ADJ']);

/** Phrases with a noun, name or pronoun as head outside of the anchor, "the ministry" of "the ministry's claim" too. */
export function speakersOf(r: Reading, v: View, anchor: Anchor, content: readonly Run[]): Speakers {
  const runs: (Run | null)[] = [null];
  const from = Math.max(anchor.opening, anchor.head - REACH);
  const to = Math.min(anchor.closing, anchor.head + REACH);
  for (let i = from; i <= to; ) {
    const end = v.chunkFirst[i] === i ? v.chunkLast[i]! : i;
    candidates(r, i, Math.min(end, to), anchor, runs);
    i = Math.max(end, i) + 1;
  }
  const free = runs.filter((run) => run === null || !content.some((c) => c.first <= run.last && run.first <= c.last));
  const sink = makeSink(30 * free.length);
  let last = -1;
  free.forEach((run, at) => {
    if (run !== null && run.last < anchor.head) last = at;
  });
  free.forEach((run, at) => {
    if (run === null) nobody(sink, r, v, anchor, content);
    else features(sink, r, v, anchor, content, run, at <= last ? last - at : at - last - 1);
  });
  return { runs: free, features: cut(sink) };
}

function candidates(r: Reading, first: number, last: number, { head, cue }: Anchor, runs: (Run | null)[]): void {
  const inside = first <= head && head <= last;
  for (let i = first; i < last; i++) {
    const token = r.tokens[i]!;
    // The owner inside a phrase.
    if (token.lower === "'s" || token.text === "'" || token.text === '’') {
      if (i > first) runs.push({ first, last: i - 1 });
    } else if (token.pos === 'PRON' && i === first) runs.push({ first, last: first });
  }
  const { pos } = r.tokens[last]!;
  if (inside || (last >= cue.first && first <= cue.last) || !HEADS.has(pos)) return;
  runs.push({ first, last });
}

function contentSide(content: readonly Run[], { head }: Anchor): number {
  const [before, after] = [content.some((c) => c.last < head), content.some((c) => c.first > head)];
  return before && after ? 3 : before ? 1 : after ? 2 : 0;
}

function nobody(sink: Sink, r: Reading, v: View, anchor: Anchor, content: readonly Run[]): void {
  const { head, name, lemma, level, form, draft } = anchor;
  const quoted = content.some(({ first }) => r.quoteOf[first]! >= 0) ? 1 : 0;
  start(sink, TEMPLATE);
  add(sink, 1);
  add(sink, form, level);
  add(sink, name, form);
  add(sink, lemma);
  add(sink, lemma, form);
  add(sink, contentSide(content, anchor), quoted, form);
  add(sink, draft === null ? 2 : draft.subject === null ? 1 : 0, form);
  add(sink, v.tag[head]!, v.tag[head - 1] ?? 0, form);
  add(sink, v.form[head - 1] ?? 0);
  add(sink, v.form[head + 1] ?? 0);
  add(sink, contentSide(content, anchor), lemma);
}

function features(
  sink: Sink,
  r: Reading,
  v: View,
  anchor: Anchor,
  content: readonly Run[],
  { first, last }: Run,
  rank: number,
): void {
  const { head, cue, name, lemma, level, form, draft } = anchor;
  const side = last < head ? 1 : 2;
  const gap = side === 1 ? near(cue.first - last) : near(first - cue.last) + 16;
  const whose = contentSide(content, anchor);
  const order = Math.min(rank, 4) + (side === 1 ? 0 : 8);
  let path = 0;
  let between = 0;
  let count = 0;
  for (let i = side === 1 ? last + 1 : cue.last + 1, to = side === 1 ? cue.first : first; i < to && count < 6; i++) {
    const tag = v.tag[i]!;
    if (v.frame[i] !== 0) between = Math.max(between, levelOf(v.rate[i]!));
    path = Math.imul(path ^ (tag === PUNCT ? v.form[i]! : tag), 0x01000193) + 7;
    count++;
  }
  const subject = draft?.subject ?? null;
  const ruled =
    draft === null ? 0 : subject === null ? 1 : subject.run.first <= last && first <= subject.run.last ? 3 : 2;
  const role = v.roleHead[last] === head ? v.rolePlace[last]! + 1 : v.roleHead[last]! >= 0 ? -1 : 0;
  const gone = content.some((c) => (c.last < first ? c.last > head : c.first > last && c.first < head)) ? 1 : 0;
  const quoted = r.quoteOf[last]! >= 0 ? 1 : 0;
  start(sink, TEMPLATE + 40);
  add(sink, side, form, level);
  add(sink, gap, name);
  add(sink, gap, lemma);
  add(sink, order, name);
  add(sink, order, whose, form);
  add(sink, order, gap);
  add(sink, v.form[last]!, side);
  add(sink, v.lemma[last]!, lemma);
  add(sink, v.tag[last]!, side, form);
  add(sink, v.kind[last]!, v.tag[last]!, side);
  add(sink, v.suffix[last]!, side);
  add(sink, v.lemma[last]!, form, side);
  add(sink, path, side);
  add(sink, path, side, v.tag[last]!);
  add(sink, path, lemma);
  add(sink, between, side, level);
  add(sink, v.form[last + 1] ?? 0, side);
  add(sink, v.rate[last + 1] ?? 0, v.tag[last + 1] ?? 0, side);
  add(sink, v.form[first - 1] ?? 0, side);
  add(sink, v.tag[first - 1] ?? 0, v.tag[last]!, side);
  add(sink, v.rate[first - 1] ?? 0, side, gap);
  add(sink, ruled, subject === null ? '?'.charCodeAt(0) : subject.side.length, name);
  add(sink, ruled, order);
  add(sink, role, level);
  add(sink, role, v.role[last]!);
  add(sink, quoted, whose, side);
  add(sink, gone, whose, side, order);
  add(sink, v.form[last + 1] ?? 0, v.form[first - 1] ?? 0, side);
  add(sink, first === anchor.opening ? 1 : 0, order, whose);
}
