import type { Ingested } from '../model/ports.ts';
import { type Word, words } from '../retrieval/words.ts';
import { textOf } from './pieces.ts';

/** The words of an article's sentences, each read once however many steps of one page need them. */

/** No sentence has as many characters; what is none may have millions. */
const LONGEST = 10_000;

const READ = new WeakMap<Ingested['analysis'], (readonly Word[])[]>();
const STEMS = new WeakMap<readonly Word[], ReadonlySet<string>>();

/** Words of the sentence at `index`, offsets from its start. */
export function sentenceWords(doc: Ingested, index: number): readonly Word[] {
  let read = READ.get(doc.analysis);
  if (read === undefined) {
    read = [];
    READ.set(doc.analysis, read);
  }
  const known = read[index];
  if (known !== undefined) return known;
  const found = words(textOf(doc, doc.analysis.sentences[index]!).slice(0, LONGEST));
  read[index] = found;
  return found;
}

export function sentenceStems(doc: Ingested, index: number): ReadonlySet<string> {
  const list = sentenceWords(doc, index);
  const known = STEMS.get(list);
  if (known !== undefined) return known;
  const stems = new Set(list.map((word) => word.stem));
  STEMS.set(list, stems);
  return stems;
}
