import type { Range } from '../model/article.ts';

/**
 * A word as names are looked up: `key` is lower case without diacritics and with straight apostrophes; a possessive
 * is a word of its own with the key `'s`; "U.S.", "U. S." and "u.s." are one word `u.s`. `caps`: 0 small, 1 first
 * letter capital, 2 all capitals. `gap` is what stands between the word and the one before, without white space; `\n` where a line ends.
 */
export type Word = Range & { readonly key: string; readonly caps: 0 | 1 | 2; readonly gap: string };

const WORD =
  /\p{Lu}\. \p{Lu}\.(?!\p{Lu}\.)|(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?|\p{L}\.\p{L}(?![\p{L}\p{N}])|['’][sS](?![\p{L}\p{N}])|(?<=[sS])['’](?=[ \t]+\p{L})|[\p{L}\p{N}\p{M}]+(?:['’](?![sS](?![\p{L}\p{N}]))[\p{L}\p{M}]+)*/gu;

/** How much of a gap is looked at: a longer one is a border anyway. */
const GAP = 8;

/** The words of a text, in order. Any input is accepted. */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const hit of text.matchAll(WORD)) {
    const [word] = hit;
    const between = text.slice(end, Math.min(hit.index, end + GAP));
    const mark = between.trim();
    // A hyphen between spaces is a dash and joins nothing.
    const gap = between.includes('\n') ? '\n' : mark === '-' && between !== '-' ? '–' : mark;
    end = hit.index + word.length;
    words.push({ start: hit.index, end, key: keyOf(word), caps: capsOf(word), gap });
  }
  return words;
}

/** The key of one word: lower case, no diacritics, no full stop at the end, no space. */
export function keyOf(word: string): string {
  const lower = word.toLowerCase();
  // Most words are plain ASCII; the long way round is for the rest.
  const plain = /[^\0-~]/.test(lower) ? fold(lower) : lower;
  if (plain === "'" || plain === "'s") return "'s";
  return plain.includes('.') ? plain.replaceAll(' ', '').replace(/\.$/, '') : plain;
}

const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  '’': "'",
};

/** Letters without their marks ("é" → "e", "ø" → "o"), in lower case. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđıßæœ’]/g, (letter) => LETTERS[letter] ?? letter);
}

function capsOf(word: string): 0 | 1 | 2 {
  if (word === word.toLowerCase()) return 0;
  const letters = word.replace(/[^\p{L}]/gu, '');
  return letters.length > 1 && letters === letters.toUpperCase() ? 2 : /^[^\p{L}]*\p{Lu}/u.test(word) ? 1 : 0;
}

/** A stable slug of a name: `Maria Zakharova` → `maria-zakharova`. */
export function slugOf(name: string): string {
  return fold(name)
    .replaceAll("'", '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Most nodes are the end of their only phrase: a map is made where a second word follows. */
type Node<T> = { next: Map<string, Node<T>> | null; readonly ends: T[] };

/** Phrases by their words: finds the longest phrase that starts at a word. */
export type Phrases<T> = {
  readonly add: (phrase: readonly Word[], value: T) => void;
  /** All phrases that start at `at`, longest first: `to` is one past the last word. */
  readonly at: (words: readonly Word[], at: number) => { readonly to: number; readonly values: readonly T[] }[];
};

export function makePhrases<T>(): Phrases<T> {
  const root: Node<T> = { next: null, ends: [] };
  return {
    add(phrase, value) {
      let node = root;
      for (const { key } of phrase) {
        node.next ??= new Map();
        let next = node.next.get(key);
        if (next === undefined) {
          next = { next: null, ends: [] };
          node.next.set(key, next);
        }
        node = next;
      }
      if (node !== root) node.ends.push(value);
    },
    at(words, at) {
      const found: { to: number; values: readonly T[] }[] = [];
      let node: Node<T> | undefined = root;
      for (let i = at; i < words.length; i++) {
        const word: Word = words[i]!;
        if (i > at && !joins(word, words[i - 1]!)) break;
        node = node.next?.get(word.key);
        if (node === undefined) break;
        if (node.ends.length > 0) found.unshift({ to: i + 1, values: node.ends });
      }
      return found;
    },
  };
}

const SHORTENED = new Set(['st', 'mt', 'ft', 'gen', 'lt', 'col', 'maj', 'brig', 'd']);

/** Whether two neighbouring words may belong to one name: only a space, a hyphen, "&" or "/" parts them. */
function joins(word: Word, before: Word): boolean {
  if (word.gap === '' || word.gap === '-' || word.gap === '&' || word.gap === '/') return true;
  return word.gap === '.' && SHORTENED.has(before.key);
}
