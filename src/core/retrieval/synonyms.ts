import data from '../../data/synonyms.json' with { type: 'json' };
import { stem } from './stem.ts';

/** Words that news uses for one another, by stem: "step" for "move", "produce" for "make". */
const NEAR: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  [
    ...Map.groupBy(
      data.flatMap((group) => group.map((word) => [stem(word), group] as const)),
      ([own]) => own,
    ),
  ].map(([own, found]) => [
    own,
    new Map(
      found
        .flatMap(([, group]) => group)
        .filter((word) => /^\p{L}+$/u.test(word) && stem(word) !== own)
        .map((word) => [stem(word), word]),
    ),
  ]),
);

/** Other words for a word of this stem, each by its base form. */
export const synonymsOf = (own: string): readonly string[] => [...(NEAR.get(own)?.values() ?? [])];

/** Their stems. */
export const synonymStems = (own: string): readonly string[] => [...(NEAR.get(own)?.keys() ?? [])];
