import type { Frequencies } from './evidence.ts';
import { otherForms } from './lists.ts';
import type { Plan } from './plan.ts';
import { synonymsOf } from './synonyms.ts';
import type { Stretch } from './times.ts';
import { familyOf } from './tongue.ts';
import { words } from './words.ts';

/** One stem of the question. `value` is its weight times its rarity; 0 for stems that no passage has. */
export type AskedTerm = {
  readonly stem: string;
  readonly value: number;
  /** How much it matters that an article has it: for refusing. */
  readonly worth: number;
  readonly content: boolean;
  readonly known: boolean;
  readonly name: boolean;
  readonly number: boolean;
};

/** Indexes of terms; `total` is the sum of their values. */
export type AskedPart = {
  readonly terms: readonly number[];
  readonly total: number;
  readonly outlets: ReadonlySet<string>;
  /** How many outlets it names that the index does not have. */
  readonly lacking: number;
};

/** A plan with its words weighed by how rare they are in the index: what sentences are scored against. */
export type Asking = {
  readonly plan: Plan;
  readonly terms: readonly AskedTerm[];
  readonly byStem: ReadonlyMap<string, number>;
  readonly total: number;
  readonly parts: readonly AskedPart[];
  /** Content words that stand side by side in the question, as {@link pairKey}. */
  readonly pairs: ReadonlySet<number>;
  readonly outlets: ReadonlySet<string>;
  readonly dates: readonly Stretch[];
};

/** One number for two terms, whichever comes first. */
export const pairKey = (a: number, b: number): number => (a < b ? a * 4096 + b : b * 4096 + a);

/** Words of at least this weight are content. */
const CONTENT = 0.9;

/**
 * What a missing word says about a question: a name most, a verb or adjective little, since articles have others for
 * it. In a handful of articles rarity says little too, so even the commonest word keeps a part.
 */
const WORTH = { name: 1.5, loose: 0.4, least: 0.4 };

/** Rarity as BM25 has it, never negative (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). */
export const rarity = (passages: number, of: number): number => Math.log(1 + (passages - of + 0.5) / (of + 0.5));

export function weighPlan(plan: Plan, frequencies: Frequencies): Asking {
  const actorNames = plan.actors.flatMap(({ name, aliases }) => [name, ...aliases]);
  const nameStems = new Set(words([...plan.names, ...actorNames].join(' ')).map((word) => word.stem));
  const loose = new Set(plan.loose);
  const rarest = rarity(frequencies.passages, 0);
  const searched = new Set(plan.terms.map((term) => term.text));
  const terms: AskedTerm[] = [];
  const byStem = new Map<string, number>();
  const { tongue } = plan;
  const keyed = (stem: string): string => (tongue === null ? stem : familyOf(stem, tongue));
  for (const { text, weight } of plan.terms) {
    // "meet" and "met" are one term, and so is what a short question is also searched by.
    const near = weight >= CONTENT && tongue === null ? words(text).flatMap(({ stem }) => synonymsOf(stem)) : [];
    const forms =
      weight >= CONTENT && tongue === null ? [...otherForms(text), ...near.filter((word) => searched.has(word))] : [];
    const of = Math.max(...[text, ...forms].map((form) => frequencies.of.get(form) ?? 0));
    for (const { stem: root } of words(text)) {
      const stem = keyed(root);
      if (byStem.has(stem)) continue;
      for (const form of words(forms.join(' '))) if (!byStem.has(form.stem)) byStem.set(form.stem, terms.length);
      const rare = rarity(frequencies.passages, of);
      const name = nameStems.has(stem);
      byStem.set(stem, terms.length);
      terms.push({
        stem,
        value: of > 0 ? weight * rare : 0,
        worth:
          (name ? WORTH.name : loose.has(text) ? WORTH.loose : 1) * (WORTH.least + (1 - WORTH.least) * (rare / rarest)),
        content: weight >= CONTENT,
        known: of > 0,
        name,
        number: /\p{N}/u.test(stem),
      });
    }
  }
  const pairs = new Set<number>();
  const parts = plan.parts.map((part) => {
    const own = part.terms.flatMap(({ text }) => words(text)).map(({ stem }) => byStem.get(keyed(stem)));
    const indexes = own.filter((index) => index !== undefined);
    indexes.slice(1).forEach((index, at) => {
      if (indexes[at] !== index) pairs.add(pairKey(indexes[at]!, index));
    });
    const unique = [...new Set(indexes)];
    return {
      terms: unique,
      total: sum(unique.map((index) => terms[index]!.value)),
      outlets: new Set(part.outlets),
      lacking: part.lacking,
    };
  });
  return {
    plan,
    terms,
    byStem,
    total: sum(terms.map((term) => term.value)),
    parts,
    pairs,
    outlets: new Set(plan.outlets),
    dates: plan.dates,
  };
}

/** Which of the question's terms occur among words, 1 for each. */
export function termsIn({ terms, byStem }: Asking, words: readonly { readonly stem: string }[]): Uint8Array {
  const found = new Uint8Array(terms.length);
  for (const { stem } of words) {
    const term = byStem.get(stem);
    if (term !== undefined) found[term] = 1;
  }
  return found;
}

/** Adds what occurs in one place to what occurs in others. */
export function unite(into: Uint8Array, counts: Uint8Array): void {
  for (let term = 0; term < counts.length; term++) into[term]! |= counts[term]!;
}

/** What occurs in any of several places; those that are not there have nothing. */
export function united(length: number, places: readonly (Uint8Array | undefined)[]): Uint8Array {
  const all = new Uint8Array(length);
  for (const counts of places) if (counts !== undefined) unite(all, counts);
  return all;
}

/** Share of the question's value whose terms occur; 0 for a question without any value. */
export function shareOf({ terms, total }: Asking, counts: Uint8Array): number {
  if (total <= 0) return 0;
  let covered = 0;
  for (let term = 0; term < counts.length; term++) if (counts[term]! > 0) covered += terms[term]!.value;
  return covered / total;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
