import type { Difference } from '../../model/answer.ts';
import type { Ingested } from '../../model/ports.ts';
import { textOf } from '../pieces.ts';
import { placeClass } from '../short-spans.ts';
import { type Told, tellingStems, toldDifferently } from './alike.ts';

/** Where one thing happens, told differently: "talks in Oslo" against "talks in Vienna". */
export function placeDifferences(articles: readonly Ingested[]): Difference[] {
  return toldDifferently('place', articles.flatMap(placed), excludes);
}

type Placed = Told & { readonly is: string };

const IN = /\b(?:in|at|near|inside|outside)\s+(?:the\s+)?(\p{Lu}[\p{L}’'-]+(?:\s+\p{Lu}[\p{L}’'-]+){0,2})/gu;

/** Sentences with one place of its class; a city beside its country is still one city. */
function placed(doc: Ingested): Placed[] {
  return doc.analysis.sentences.flatMap((sentence, index): Placed[] => {
    if (sentence.voice === 'boilerplate') return [];
    const found = [...textOf(doc, sentence).matchAll(IN)].flatMap((match) => {
      const name = match[1]!;
      const start = sentence.start + match.index + match[0].length - name.length;
      const is = placeClass(name);
      return is === null ? [] : [{ at: { start, end: start + name.length }, value: name, is }];
    });
    if (found.length === 0) return [];
    const stems = tellingStems(
      doc,
      index,
      found.map(({ at }) => at),
    );
    return found
      .filter((one) => found.filter((other) => other.is === one.is).length === 1)
      .map(({ at, value, is }) => ({ doc, index, at, value, is, stems }));
  });
}

/** A city excludes another city, not the country around it. */
function excludes(a: Placed, b: Placed): boolean {
  return a.is === b.is && a.value !== b.value;
}
