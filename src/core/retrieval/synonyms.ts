import data from '../../data/synonyms.json' with { type: 'json' };
import { othersByStem } from './lists.ts';
import { stem } from './stem.ts';

/** Words that news uses for one another, by stem, one word a stem: "step" for "move", "produce" for "make". */
const NEAR: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  [...othersByStem(data)].map(([own, others]) => [
    own,
    new Map(others.filter((word) => /^\p{L}+$/u.test(word)).map((word) => [stem(word), word])),
  ]),
);

/** Other words for a word of this stem, each by its base form. */
export const synonymsOf = (own: string): readonly string[] => [...(NEAR.get(own)?.values() ?? [])];

/** Their stems. */
export const synonymStems = (own: string): readonly string[] => [...(NEAR.get(own)?.keys() ?? [])];
