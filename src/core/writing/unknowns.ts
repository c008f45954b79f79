import unknowns from '../../data/unknowns.json' with { type: 'json' };
import { stem } from '../retrieval/stem.ts';
import type { Line } from './event.ts';
import { textOf } from './pieces.ts';

/** Sentences that say that a figure is not known: "undisclosed", "lack of transparency regarding the exact number". */

const phrase = (list: readonly string[]): string =>
  [...list]
    .sort((a, b) => b.length - a.length)
    .map((one) => one.replace(/ /g, '\\s+'))
    .join('|');
const WITHHELD = new RegExp(`\\b(?:${phrase(unknowns.withheld)})\\b`, 'giu');
const MEASURE = new RegExp(`\\b(?:${phrase(unknowns.measure)})\\b`, 'giu');
/** Characters between "undisclosed" and "number". */
const REACH = 60;

/** True when the line withholds a figure of one of these things (stems; none: of anything). */
export function withholdsNumber(line: Line, things: readonly string[]): boolean {
  const text = textOf(line.doc, line.doc.analysis.sentences[line.index]!);
  const measures = [...text.matchAll(MEASURE)];
  if (measures.length === 0) return false;
  const near = [...text.matchAll(WITHHELD)].some((one) =>
    measures.some((measure) => {
      const gap = measure.index >= one.index ? measure.index - one.index - one[0].length : one.index - measure.index;
      return gap <= REACH;
    }),
  );
  return near && (things.length === 0 || line.words.some((word) => things.includes(word.stem)));
}

/** Stems of the words of a unit, for matching against lines. */
export function unitStems(unit: string): string[] {
  return unit
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 1)
    .map((word) => stem(word));
}
