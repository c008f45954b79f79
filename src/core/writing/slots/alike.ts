import type { Difference, Slot } from '../../model/answer.ts';
import type { Range } from '../../model/article.ts';
import type { Ingested } from '../../model/ports.ts';
import { FUNCTION_WORDS } from '../../retrieval/lists.ts';
import { sentenceWords } from '../doc-words.ts';
import { type Claim, differenceOf } from './ground.ts';

/** Sentences of different articles that tell the same thing with another circumstance: another day, another place. */

export type Told = {
  readonly doc: Ingested;
  readonly index: number;
  /** The circumstance itself. */
  readonly at: Range;
  readonly value: string;
  /** Stems of the sentence's content words, without those of the circumstance. */
  readonly stems: ReadonlySet<string>;
};

/** Two sentences tell the same thing when they share this many content words, and this share of the longer one. */
const SHARED = { words: 5, share: 0.5 };
const ORDER = /^(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|\d.*)$/;
/** Sentences compared at most. */
const MOST = 160;

/** Content stems of a sentence outside the given ranges (offsets of the article). */
export function tellingStems(doc: Ingested, index: number, without: readonly Range[]): ReadonlySet<string> {
  const { start } = doc.analysis.sentences[index]!;
  const outside = sentenceWords(doc, index).filter(
    (word) =>
      word.text.length > 2 &&
      !FUNCTION_WORDS.has(word.text) &&
      !without.some((range) => start + word.start < range.end && start + word.end > range.start),
  );
  return new Set(outside.map((word) => word.stem));
}

/** One difference for each thing that is told with values that exclude each other. */
export function toldDifferently<One extends Told>(
  slot: Slot,
  told: readonly One[],
  excludes: (a: One, b: One) => boolean,
): Difference[] {
  const list = told.slice(0, MOST);
  const groups: One[][] = [];
  for (const [at, one] of list.entries())
    for (const other of list.slice(at + 1)) {
      if (one.doc === other.doc || !isSame(one, other) || !excludes(one, other)) continue;
      const group = groups.find((known) => known.includes(one) || known.includes(other));
      if (group === undefined) groups.push([one, other]);
      else for (const each of [one, other]) if (!group.includes(each)) group.push(each);
    }
  return groups.flatMap((group) => {
    const claims = group.map(
      ({ doc, index, value }): Claim => ({ doc, range: rangeOf(doc, index), value, weight: -index / 1000 }),
    );
    const found = differenceOf(slot, claims, (a, b) => (a < b ? -1 : 1));
    return found ? [found] : [];
  });
}

function rangeOf(doc: Ingested, index: number): Range {
  const { start, end } = doc.analysis.sentences[index]!;
  return { start, end };
}

/** Another count or another turn ("a second ballot", "a third ballot") is another thing; the very same words are one report. */
function isSame(a: Told, b: Told): boolean {
  let shared = 0;
  for (const stem of a.stems) if (b.stems.has(stem)) shared++;
  const least = SHARED.share * Math.max(a.stems.size, b.stems.size);
  if (shared < SHARED.words || shared < least || wordsOf(a) === wordsOf(b)) return false;
  const turns = (one: Told) =>
    [...one.stems]
      .filter((stem) => ORDER.test(stem))
      .sort()
      .join(' ');
  return turns(a) === turns(b);
}

const wordsOf = ({ doc, index }: Told): string =>
  sentenceWords(doc, index)
    .map((word) => word.text)
    .join(' ');
