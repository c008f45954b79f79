/** Annotated articles as the learning scripts see them: tokens, rates and labels. Nothing here is kept in the repository. */
import { readFileSync } from 'node:fs';
import {
  CONTENT_LEFT,
  CONTENT_RIGHT,
  CUE,
  SOURCE_LEFT,
  SOURCE_RIGHT,
} from '../../src/core/language/statements/learned/labels.ts';
import { keysOf, type Rates, rateBin } from '../../src/core/language/statements/learned/words.ts';
import { makeReading, type Reading, type Run } from '../../src/core/language/statements/reading.ts';
import { readText } from '../../src/core/language/tokens.ts';
import type { Attribution, Offsets } from './polnear-metric.ts';

export type Item = { readonly text: string; readonly attributions: readonly Attribution[] };
export type Lesson = Item & { readonly r: Reading; readonly labels: Uint8Array };

export function load(path: string): Item[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Item);
}

export function lesson({ text, attributions }: Item): Lesson {
  const { tokens, sentences } = readText(text);
  const r = makeReading(text, tokens, sentences, []);
  return { text, attributions, r, labels: labelled(r, attributions) };
}

/** First and last token that the span touches, or null. */
function runOf(r: Reading, [start, end]: Offsets): { first: number; last: number } | null {
  const first = r.tokens.findIndex((token) => token.end > start);
  let last = first;
  while (last >= 0 && (r.tokens[last + 1]?.start ?? end) < end) last++;
  return first < 0 || r.tokens[first]!.start >= end ? null : { first, last };
}

/** The runs of the spans that touch a token, in their order. */
export function runsOf(r: Reading, spans: readonly Offsets[]): Run[] {
  return spans.flatMap((span) => runOf(r, span) ?? []);
}

function labelled(r: Reading, attributions: readonly Attribution[]): Uint8Array {
  const labels = new Uint8Array(r.tokens.length);
  const fill = (span: Offsets, cue: number, right: number, left: number): void => {
    const run = runOf(r, span);
    if (run === null) return;
    for (let i = run.first; i <= run.last; i++) {
      const label = i < cue ? right : left;
      const goes = i > run.first && labels[i - 1] !== 0 && (labels[i - 1]! - 1) >> 1 === (label - 1) >> 1;
      labels[i] = goes ? label + 1 : label;
    }
  };
  const heads = attributions.map(({ cue }) => (cue[0] === undefined ? null : runOf(r, cue[0])));
  attributions.forEach(({ content }, at) => {
    const head = heads[at];
    if (head) for (const span of content) fill(span, head.first, CONTENT_RIGHT, CONTENT_LEFT);
  });
  // Of several cues with one source the nearest gives the side.
  const order = attributions.map((_, at) => at).filter((at) => heads[at]);
  const gap = (at: number): number =>
    Math.abs((attributions[at]!.source[0]?.[0] ?? 0) - (attributions[at]!.cue[0]?.[0] ?? 0));
  for (const at of order.sort((a, b) => gap(b) - gap(a)))
    for (const span of attributions[at]!.source) fill(span, heads[at]!.first, SOURCE_RIGHT, SOURCE_LEFT);
  for (const at of order) {
    const { first, last } = heads[at]!;
    for (let i = first; i <= last; i++) labels[i] = i === first ? CUE : CUE + 1;
  }
  // What was cut by another part starts anew.
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label > 0 && label % 2 === 0 && labels[i - 1] !== label && labels[i - 1] !== label - 1) labels[i] = label - 1;
  }
  return labels;
}

/** How often words stand inside cues: `[inside, seen]` under hashed keys. */
type Counts = Map<number, [number, number]>;
export type RateCounts = { readonly lemma: Counts; readonly form: Counts };

export function countRates(
  lessons: readonly Lesson[],
  into: RateCounts = { lemma: new Map(), form: new Map() },
): RateCounts {
  for (const { r, labels } of lessons) {
    r.tokens.forEach((_, i) => {
      const inside = labels[i] === CUE || labels[i] === CUE + 1 ? 1 : 0;
      // What is quoted holds no cues of the writer's.
      if (inside === 0 && (r.quoteOf[i] ?? -1) >= 0) return;
      const { form, lemma } = keysOf(r, i);
      bump(into.lemma, lemma, inside);
      bump(into.form, form, inside);
    });
  }
  return into;
}

function bump(counts: Counts, key: number, inside: number): void {
  const found = counts.get(key);
  if (found === undefined) counts.set(key, [inside, 1]);
  else {
    found[0] += inside;
    found[1]++;
  }
}

/** The rates without the counts of one article, so that an article that is learnt from does not know its own cues. */
export function ratesWithout(all: RateCounts, own: RateCounts | null): Rates {
  const look = (counts: Counts, mine: Counts | undefined) => (key: number) => {
    const [inside, seen] = counts.get(key) ?? [0, 0];
    const [less, fewer] = mine?.get(key) ?? [0, 0];
    return seen - fewer < LEAST_SEEN ? 0 : rateBin(inside - less, seen - fewer);
  };
  return { byLemma: look(all.lemma, own?.lemma), byForm: look(all.form, own?.form) };
}

const LEAST_SEEN = 2;

export function rateBins(counts: Counts): [number, number][] {
  return [...counts]
    .filter(([, [, seen]]) => seen >= LEAST_SEEN)
    .map(([key, [inside, seen]]) => [key, rateBin(inside, seen)]);
}
