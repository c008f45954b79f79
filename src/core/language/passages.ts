import type { Passage, Range } from '../model/article.ts';

/** The contract's limit for a passage, in words parted by white space. */
export const PASSAGE_WORDS = 190;

/**
 * Packs sentences into consecutive passages of at most PASSAGE_WORDS words. A passage is made of whole sentences; only
 * a sentence that is longer by itself is cut at white space, and then its parts all carry that sentence's index.
 * `first` and `last` are the index of the first sentence and one past the last.
 */
export function passages(text: string, sentences: readonly Range[]): Passage[] {
  const packed: Passage[] = [];
  let open: Passage | null = null;
  let words = 0;
  sentences.forEach((sentence, index) => {
    const size = countWords(text.slice(sentence.start, sentence.end));
    if (open !== null && words + size <= PASSAGE_WORDS) {
      open = { ...open, end: sentence.end, last: index + 1 };
      words += size;
      return;
    }
    if (open !== null) packed.push(open);
    open = null;
    if (size > PASSAGE_WORDS) {
      packed.push(...parts(text, sentence, index));
      return;
    }
    open = { start: sentence.start, end: sentence.end, first: index, last: index + 1 };
    words = size;
  });
  if (open !== null) packed.push(open);
  return packed;
}

/** Characters of scripts that write words without spaces: about two make a word. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;
const MAY_HOLD = /[\u0e00-\u1fff\u2e80-\uffff]/;

/** Runs between white space, and half the characters of scripts without it. */
export function countWords(text: string): number {
  const runs = text.match(/\S+/g)?.length ?? 0;
  return MAY_HOLD.test(text) ? runs + Math.floor((text.match(UNSPACED)?.length ?? 0) / 2) : runs;
}

function* parts(text: string, sentence: Range, index: number): Generator<Passage> {
  let start = -1;
  let end = -1;
  let words = 0;
  for (const hit of text.slice(sentence.start, sentence.end).matchAll(/\S+/g)) {
    if (words === PASSAGE_WORDS) {
      yield { start, end, first: index, last: index + 1 };
      words = 0;
    }
    if (words === 0) start = sentence.start + hit.index;
    end = sentence.start + hit.index + hit[0].length;
    words++;
  }
  yield { start, end, first: index, last: index + 1 };
}
