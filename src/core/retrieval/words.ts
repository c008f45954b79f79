import type { Range } from '../model/article.ts';
import { stem } from './stem.ts';

/** A word of a question or a sentence: offsets in the text, folded form, stem. */
export type Word = Range & { readonly text: string; readonly stem: string };

const WORD_CHARACTER = /[\p{L}\p{M}\p{N}]/u;
const LETTER = /\p{L}/u;
const MARKS = /\p{M}+/gu;
/** Scripts that write words without spaces between them: pairs of characters stand for words. */
const SPACELESS =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+|[^\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
const IS_SPACELESS = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
/** A character with the marks on it. */
const CLUSTER = /[^\p{M}]\p{M}*|\p{M}+/gu;
/** Below this code no script is written without spaces. */
const FIRST_SPACELESS = 0x0e00;
const PLAIN = /^[\x20-\x7e]*$/;

/** Lower case without marks: the form in which words are compared. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  return PLAIN.test(lower) ? lower : lower.normalize('NFD').replace(MARKS, '');
}

/** {@link fold} with every offset kept: characters that would change their length stay as they are. */
export function foldInPlace(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.replace(/[^\x20-\x7e]|[A-Z]/gu, (char) => {
    const folded = fold(char);
    return folded.length === char.length ? folded : char;
  });
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Length of the letter, mark or digit at an offset in UTF-16 units; 0 for anything else. */
function unitsAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const code = text.charCodeAt(at);
  if (code < 128) return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) ? 1 : 0;
  const point = text.codePointAt(at)!;
  return WORD_CHARACTER.test(String.fromCodePoint(point)) ? (point > 0xffff ? 2 : 1) : 0;
}

/**
 * Calls `visit` with the offsets of each word: a run of letters, marks and digits, where "26.3" and "2,000" are one,
 * and two neighbours in scripts without spaces. A possessive or contracted ending ("'s", the "t" of "n't") is left out. By hand, for this is most of the cost of
 * reading sentences against a question.
 */
export function eachWord(text: string, visit: (start: number, end: number) => void): void {
  let at = 0;
  while (at < text.length) {
    let units = unitsAt(text, at);
    if (units === 0) {
      at++;
      continue;
    }
    const start = at;
    let isSpaced = true;
    while (units > 0) {
      isSpaced &&= text.charCodeAt(at) < FIRST_SPACELESS;
      at += units;
      units = unitsAt(text, at);
      const mark = text.charCodeAt(at);
      const joins =
        (mark === 46 || mark === 44) && isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1));
      if (units === 0 && joins) units = 1;
    }
    if (!isSpaced) eachPair(text, start, at, visit);
    else if (at - start > 2 || !isEnding(text, start)) visit(start, at);
  }
}

/** The words of a run of letters that may hold scripts without spaces: there every two neighbours are one. */
function eachPair(text: string, from: number, to: number, visit: (start: number, end: number) => void): void {
  for (const { 0: run, index } of text.slice(from, to).matchAll(SPACELESS)) {
    const start = from + index;
    const characters = run.match(CLUSTER) ?? [run];
    if (!IS_SPACELESS.test(run) || characters.length === 1) {
      visit(start, start + run.length);
      continue;
    }
    let at = start;
    for (const [place, character] of characters.slice(0, -1).entries()) {
      visit(at, at + character.length + characters[place + 1]!.length);
      at += character.length;
    }
  }
}

function isEnding(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return start > 1 && (before === 39 || before === 0x2019) && LETTER.test(text.charAt(start - 2));
}

/** Spellings that are remembered: the common words of a language many times over, and a few megabytes. */
const REMEMBERED = 100_000;
const read = new Map<string, Pick<Word, 'text' | 'stem'>>();

/** Both depend on the spelling alone; remembering them is most of the speed of reading many sentences. */
function readWord(spelt: string): Pick<Word, 'text' | 'stem'> {
  const known = read.get(spelt);
  if (known !== undefined) return known;
  if (read.size >= REMEMBERED) read.clear();
  // A slice would keep the whole text that it was cut from.
  const own = [...spelt].join('');
  const text = fold(own);
  const word = { text, stem: stem(text) };
  read.set(own, word);
  return word;
}

/** The words of a text in order. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  eachWord(text, (start, end) => {
    const { text: folded, stem: root } = readWord(text.slice(start, end));
    found.push({ start, end, text: folded, stem: root });
  });
  return found;
}
