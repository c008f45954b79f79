import type { Range } from '../../model/article.ts';
import type { Found } from '../../model/check.ts';
import type { Ingested } from '../../model/ports.ts';
import type { Party, Statement } from '../../model/statement.ts';
import { FUNCTION_WORDS } from '../../retrieval/lists.ts';
import { sentenceAt } from '../pieces.ts';
import { align, type Step } from './align.ts';
import type { Reading } from './asked.ts';
import { changesOf, isSame, trimmedSteps } from './changes.ts';
import { betweenQuotations, quotedRanges, toldBy } from './told.ts';
import { type SourceWord, type SpelledWord, spell } from './words.ts';

/** A place in an article where a quotation stands, word for word or altered. */
export type Place = {
  readonly doc: Ingested;
  readonly reading: Reading;
  /** From the first to the last word of the source that the quotation takes. */
  readonly range: Range;
  readonly found: Found;
  /** Who says these words, when a statement holds them. */
  readonly statement: Statement | null;
  /** Words that an ellipsis of the quotation passes over, within one sentence. */
  readonly passed: readonly Range[];
  /** Where in the typed text the words begin that stand in the source. */
  readonly same: ReadonlySet<number>;
};

/** Words of the source on either side of where a quotation was found. */
const AROUND = 20;
/** Below this share of the weight of its words no alignment can come out well enough. */
const PROMISING = 0.5;
/** What a word that holds sentences together counts against any other. */
const FUNCTION_WEIGHT = 0.25;

/**
 * What a quotation that is not word for word needs to be taken for an altered one: share of its words that are the
 * same, share of their weight, words with a meaning of their own, words at all; or, when it is close, less of it.
 * Chosen on altered and on unrelated quotations, `npm run -s eval -- quotations`.
 */
const ALTERED = { words: 0.6, weight: 0.6, content: 3, least: 4, close: { words: 0.8, content: 1, least: 5 } };

const weightOf = (key: string): number => (FUNCTION_WORDS.has(key) ? FUNCTION_WEIGHT : 1);

/** A stretch of an article that may hold one reading of a quotation, and how much of its weight stands there (0 to 1). */
export type Candidate = {
  readonly doc: Ingested;
  readonly reading: Reading;
  readonly words: readonly SpelledWord[];
  readonly overlap: number;
};

/**
 * The best stretches of an article for each reading, without those that cannot hold it. `near`: passages found in it,
 * read once for all readings.
 */
export function candidatesIn(doc: Ingested, readings: readonly Reading[], near: readonly Range[]): Candidate[] {
  const { text } = doc.article;
  const longest = Math.max(0, ...readings.map(({ words }) => (words.at(-1)?.end ?? 0) - (words[0]?.start ?? 0)));
  const regions = regionsOf(near, reachOf(longest), text.length).map(({ start, end }) => spell(text, start, end));
  return readings.flatMap((reading) =>
    regions
      .flatMap((words) => windowsOf(words, reading))
      .filter(({ overlap }) => overlap >= PROMISING)
      .map((window) => ({ doc, reading, ...window }))
      .sort((a, b) => b.overlap - a.overlap)
      .slice(0, VERBATIM),
  );
}

/** How many characters on either side of a found passage are read for a quotation of `length` characters. */
export const reachOf = (length: number): number => 2 * length + 200;

/** Passages widened on both sides, overlapping ones joined: a quotation may begin before and end behind what was found. */
function regionsOf(near: readonly Range[], reach: number, end: number): Range[] {
  const out: Range[] = [];
  for (const one of near.toSorted((a, b) => a.start - b.start)) {
    const wide = { start: Math.max(0, one.start - reach), end: Math.min(end, one.end + reach) };
    const open = out.at(-1);
    if (open && wide.start <= open.end) out[out.length - 1] = { start: open.start, end: Math.max(open.end, wide.end) };
    else out.push(wide);
  }
  return out;
}

function windowsOf(words: readonly SpelledWord[], reading: Reading): Pick<Candidate, 'words' | 'overlap'>[] {
  const n = reading.words.length;
  const cut = (start: number, end: number) => words.slice(Math.max(0, start - AROUND), end + AROUND);
  const exact = verbatimAt(words, reading.words);
  if (exact.length > 0) return exact.map((at) => ({ words: cut(at, at + n), overlap: 1 }));
  const length = reading.breaks.size > 1 ? 2 * n + 60 : Math.ceil(1.25 * n) + 60;
  const best = heaviest(words, reading.words, length);
  return best ? [{ words: cut(best.start, best.start + length), overlap: best.overlap }] : [];
}

/** A phrase may be quoted in one place of an article and the writer's own in another: as many places are looked at. */
const VERBATIM = 8;

/**
 * Where all words stand one behind the other, overlapping places among them: Knuth, Morris and Pratt's search ("Fast
 * pattern matching in strings", SIAM J. Comput. 6, 1977), linear however often a text repeats itself.
 */
function verbatimAt(words: readonly SpelledWord[], asked: readonly SpelledWord[]): number[] {
  const borders = bordersOf(asked);
  const found: number[] = [];
  let matched = 0;
  for (let at = 0; at < words.length && found.length < VERBATIM; at++) {
    matched = grown(asked, borders, matched, words[at]!.key);
    if (matched === asked.length) found.push(at + 1 - matched);
  }
  return found;
}

/** For each beginning of the words how many of its last ones are its first ones again, itself left out. */
function bordersOf(asked: readonly SpelledWord[]): number[] {
  const borders = [0];
  for (let at = 1; at < asked.length; at++) borders.push(grown(asked, borders, borders[at - 1]!, asked[at]!.key));
  return borders;
}

/** How many of the first words stand at the end of a text, when `matched` did before its last word `key`. */
function grown(asked: readonly SpelledWord[], borders: readonly number[], matched: number, key: string): number {
  let count = matched;
  while (count > 0 && asked[count]?.key !== key) count = borders[count - 1]!;
  return asked[count]?.key === key ? count + 1 : count;
}

/** The stretch of `length` words that shares most weight with the asked ones, each as often as it is asked. */
function heaviest(words: readonly SpelledWord[], asked: readonly SpelledWord[], length: number) {
  const wanted = new Map<string, number>();
  for (const { key } of asked) wanted.set(key, (wanted.get(key) ?? 0) + 1);
  const total = asked.reduce((sum, { key }) => sum + weightOf(key), 0);
  const have = new Map<string, number>();
  let [weight, best, start] = [0, 0, -1];
  for (const [at, { key }] of words.entries()) {
    const gone = words[at - length]?.key;
    if (gone !== undefined && wanted.has(gone)) {
      const count = have.get(gone)!;
      have.set(gone, count - 1);
      if (count <= wanted.get(gone)!) weight -= weightOf(gone);
    }
    const most = wanted.get(key);
    if (most === undefined) continue;
    const count = (have.get(key) ?? 0) + 1;
    have.set(key, count);
    if (count <= most) weight += weightOf(key);
    if (weight > best) [best, start] = [weight, Math.max(0, at - length + 1)];
  }
  return start < 0 ? null : { start, overlap: best / total };
}

/** The quotation laid along one stretch; null when too little of it stands there. */
export function placeOf({ doc, reading, words }: Candidate, typed: string): Place | null {
  const source = sourceWords(doc, words);
  const steps = trimmedSteps(align(reading.words, reading.breaks, source), source);
  const same = steps.filter(isSame);
  const [first, last] = [same[0], same.at(-1)];
  if (!first || !last) return null;
  const { changes, passed } = changesOf(doc, typed, reading, source, steps);
  const taken = steps.filter((step) => step.asked >= 0 && step.source >= 0);
  const [from, to] = [taken[0]!.source, taken.at(-1)!.source];
  const range = { start: source[from]!.start, end: source[to]!.end };
  const isExact = changes.every((change) => change.kind === 'punctuation');
  if (!isExact && !isAltered(reading, same)) return null;
  const isWhole = isEdge(doc, source, from - 1, from) && isEdge(doc, source, to, to + 1);
  const quoted = same.filter((step) => source[step.source]!.quoted).length >= 0.8 * same.length;
  const { told, statement, others } = toldBy(doc, range, quoted);
  const together = others.flatMap(({ speaker }) => (speaker ? [partyOf(speaker)] : []));
  const found: Found = { match: !isExact ? 'altered' : isWhole ? 'whole' : 'part', told, changes, with: together };
  return {
    doc,
    reading,
    range,
    found,
    statement,
    passed,
    same: new Set(same.map((step) => reading.words[step.asked]!.start)),
  };
}

function partyOf({ at: _, ...party }: Party & { readonly at: Range }): Party {
  return party;
}

function isAltered(reading: Reading, same: readonly Step[]): boolean {
  const all = reading.words.reduce((sum, { key }) => sum + weightOf(key), 0);
  const weights = same.map(({ asked }) => weightOf(reading.words[asked]!.key));
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const [asked, content] = [reading.words.length, weights.filter((one) => one === 1).length];
  const passes = ({ words, content: own, least }: { words: number; content: number; least: number }) =>
    asked >= least && same.length >= words * asked && content >= own;
  return passes(ALTERED.close) || (passes(ALTERED) && weight >= ALTERED.weight * all);
}

/** Whether a sentence or quotation ends between two neighbouring words; so it does at the ends of the text. */
function isEdge(doc: Ingested, source: readonly SourceWord[], left: number, right: number): boolean {
  const [a, b] = [source[left], source[right]];
  return !a || !b || a.quoted !== b.quoted || sentenceAt(doc, a.start) !== sentenceAt(doc, b.start);
}

function sourceWords(doc: Ingested, words: readonly SpelledWord[]): SourceWord[] {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return [];
  const hull = { start: first.start, end: last.end };
  const marked = quotedRanges(doc, hull);
  const between = betweenQuotations(doc, hull);
  return words.map((word) => ({ ...word, quoted: holds(marked, word), free: holds(between, word) }));
}

const holds = (ranges: readonly Range[], word: Range): boolean =>
  ranges.some(({ start, end }) => start <= word.start && word.end <= end);
