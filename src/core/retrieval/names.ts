import type { Range } from '../model/article.ts';
import { FRAME_STEMS, FUNCTION_WORDS, within } from './lists.ts';
import { type Word, words } from './words.ts';

const NAME =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}\p{N}'’.-]*(?: (?:(?:of|de|del|der|van|von|al|bin|da|di|la|le) )?\p{Lu}[\p{L}\p{M}\p{N}'’.-]*){0,5}/gu;

/** Capitalised names outside the given ranges, without the words of a question's frame. */
export function findNames(text: string, known: readonly Range[], inside = false): string[] {
  const isKnown = within(known);
  const found = new Set<string>();
  for (const match of text.matchAll(NAME)) {
    let run: Word[] = [];
    const flush = (): void => {
      while (run.length > 0 && FUNCTION_WORDS.has(run.at(-1)!.text)) run.pop();
      const [start, end] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0];
      // A single word at the beginning owes its capital to its place.
      const isOpening = !inside && run.length === 1 && !/[\p{L}\p{N}]/u.test(text.slice(0, start)) && end < text.length;
      if (run.length > 0 && !isOpening) found.add(text.slice(start, end));
      run = [];
    };
    for (const word of words(match[0])) {
      const place = { ...word, start: match.index + word.start, end: match.index + word.end };
      const first =
        !inside &&
        (place.start === 0 || /[.?!:] ?["“'‘]?$/.test(text.slice(Math.max(0, place.start - 3), place.start)));
      const plain = FUNCTION_WORDS.has(word.text) || FRAME_STEMS.has(word.stem) || word.text.length < 2;
      const small = !/\p{Lu}/u.test(text[place.start]!);
      if (isKnown(place) || (plain && (first || run.length === 0)) || (small && run.length === 0)) flush();
      else run.push(place);
    }
    flush();
  }
  return [...found].slice(0, 50);
}
