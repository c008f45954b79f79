import type { Range } from '../../model/article.ts';

/**
 * The words of a quotation and of a source as they are held against each other. Folded away are case, quotation marks,
 * dashes, ellipses, white space and invisible characters, and nothing else: "not", a figure, a sign of money or a
 * letter with another accent makes another word. `key` is what two words must share to be the same one.
 */
export type SpelledWord = Range & { readonly key: string };

/** A word of the source as the alignment needs it: whether it may be passed over, whether it stands in quotation marks. */
export type SourceWord = SpelledWord & { readonly free: boolean; readonly quoted: boolean };

/** An initialism with its full stops, a number with its sign and marks, a word with its apostrophes, a sign that counts. */
const WORD =
  /(?<![\p{L}\p{N}])(?:(?:\p{L}\.){2,}(?!\p{L}{2})|(?:\p{L}\.)+\p{L}(?![\p{L}\p{N}]))|(?<![\p{L}\p{N}\p{M}.,)%])[-−](?=\p{N})|[\p{L}\p{M}\p{N}\p{Cf}]+(?:(?:['’ʼ＇](?=\p{L})|(?<=\p{N})[.,:](?=\p{N}))[\p{L}\p{M}\p{N}\p{Cf}]+)*|[%‰$€£¥₽₹₩₺₴°&+=#@<>]/gu;
/** Scripts without spaces between words: each character is one. */
const SPACELESS =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]\p{M}*|[^\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
const PLAIN = /^[\x20-\x7e]*$/;
/** How much of a gap between two words is read for its punctuation. */
const GAP = 40;
const ELLIPSIS = /\.(?:\s?\.){2,}|…/gu;
const WIDE: Readonly<Record<string, string>> = {
  '，': ',', '、': ',', '；': ';', '：': ':', '。': '.', '！': '!', '？': '?', '（': '(', '）': ')',
}; // biome-ignore format: one table

/** The words of `text` between two offsets, in order, with offsets into the whole text. Total. */
export function spell(text: string, from = 0, to = text.length): SpelledWord[] {
  const found: SpelledWord[] = [];
  let sign = '';
  for (const hit of text.slice(from, to).matchAll(WORD)) {
    const [word] = hit;
    const start = from + hit.index;
    if (word === '-' || word === '−') {
      sign = '-';
      continue;
    }
    // Most words by far: there is nothing to part them by.
    if (PLAIN.test(word)) {
      found.push({ start: start - sign.length, end: start + word.length, key: sign + keyOf(word) });
      sign = '';
      continue;
    }
    for (const { 0: piece, index } of word.matchAll(SPACELESS)) {
      const key = keyOf(piece);
      const at = start + index;
      if (key !== '') found.push({ start: at - sign.length, end: at + piece.length, key: sign + key });
      sign = '';
    }
  }
  return found;
}

function keyOf(word: string): string {
  const lower = word.toLowerCase();
  const plain = PLAIN.test(lower)
    ? lower
    : lower
        .normalize('NFC')
        .replace(/\p{Cf}/gu, '')
        .replace(/[’ʼ＇]/gu, "'");
  return /^(?:\p{L}\.)+\p{L}?$/u.test(plain) ? plain.replaceAll('.', '') : plain;
}

/** The punctuation (`, ; : . ! ? ( ) /`) in a stretch between two words, without what is folded away. */
export function marksIn(text: string, start: number, end: number): string {
  return text
    .slice(start, Math.min(end, start + GAP))
    .replace(ELLIPSIS, '')
    .replace(/[，、；：。！？（）]/gu, (mark) => WIDE[mark] ?? '')
    .replace(/[^,;:.!?()/]/gu, '');
}
