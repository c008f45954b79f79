import type { Article, Range } from '../model/article.ts';

/**
 * Links that open at the very sentence: text fragments (WICG, https://wicg.github.io/scroll-to-text-fragment/).
 * `text=[prefix-,]start[,end][,-suffix]` matches without regard to case, on whole words, with white space folded; words
 * of context are added only where the sentence's own do not tell it from another place.
 */

/** Longest fragment after `text=`, encoded: chats cut long addresses. */
const MAX = 80;
const FEWEST_WORDS = 3;
/** Words of scripts without spaces are of a character or two. */
const FEWEST_UNSPACED = 6;
/** Letters beyond ASCII take six to nine characters each: a fragment of so few of them may be so long. */
const FEW = { letters: 40, max: 240 };
const fits = (fragment: string): boolean =>
  fragment.length <= MAX || (fragment.length <= FEW.max && decodeURIComponent(fragment).length <= FEW.letters);
/** Characters that Markdown, Slack's format or the fragment's own grammar would read as theirs. */
const SPECIAL = /[-!'()*_~]/g;

function encode(words: string): string {
  return encodeURIComponent(words).replace(
    SPECIAL,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/**
 * The article's address with a fragment that matches exactly this place; the plain address when there is no such
 * fragment of at most 80 characters; null without an http(s) address.
 */
export function linkTo(article: Article, range: Range): string | null {
  if (article.url === null || !/^https?:\/\//i.test(article.url)) return null;
  const fragment = fragmentFor(article, range);
  if (fragment === null) return article.url;
  const plain = article.url.replace(/:~:.*$/s, '');
  return `${plain}${plain.includes('#') ? '' : '#'}:~:text=${fragment}`;
}

/** Words before or after a quote that are tried to tell it from the same words elsewhere. */
const CONTEXT = 6;

function fragmentFor(article: Article, range: Range): string | null {
  const { text } = article;
  const quote = text.slice(range.start, range.end);
  // A browser matches each part inside one block: line breaks would part it.
  if (BREAK.test(quote.trim())) return null;
  const words = wordsOf(quote);
  if (!/[\p{L}\p{N}]/u.test(quote)) return null;
  const page = pageOf(article);
  const needle = folded(quote).trim();
  const only = page.indexOf(needle);
  const again = page.includes(needle, only + 1);
  const from = again ? page.indexOf(needle, folded(text.slice(0, range.start)).trimEnd().length) : only;
  if (from < 0) return null;
  const place = { page, from, to: from + needle.length };
  const alone = pointed(place, words, '');
  if (alone !== null) return alone;
  const before = wordsOf(text.slice(0, range.start).trimEnd().split(BREAK).at(-1));
  const after = wordsOf(text.slice(range.end).trimStart().split(BREAK)[0]);
  return (
    first(CONTEXT, (count) => pointed(place, words, textOf(before.slice(-count)))) ??
    first(CONTEXT, (count) => followed(place, words, textOf(after.slice(0, count))))
  );
}

const BREAK = /[\r\n\v\f\u0085\u2028\u2029]+/;
const UNSPACED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]/u;
const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** Words with the space behind them; in scripts without spaces as browsers part them. */
function wordsOf(text = ''): readonly string[] {
  if (!UNSPACED.test(text)) return (text.match(/\S+/g) ?? []).map((word) => `${word} `);
  return [...segmenter.segment(text.trim().replace(/\s+/g, ' '))].map(({ segment }) => segment);
}

const textOf = (words: readonly string[]): string => words.join('').trim();

function first<T>(most: number, find: (count: number) => T | null): T | null {
  for (let count = 1; count <= most; count++) {
    const found = find(count);
    if (found !== null) return found;
  }
  return null;
}

/** Where the quote stands in the folded page. */
type Place = { readonly page: string; readonly from: number; readonly to: number };

/** `[prefix-,]whole`, else `[prefix-,]start[,end]` with as few words of the start as are unique. */
function pointed(place: Place, words: readonly string[], prefix: string): string | null {
  const lead = prefix === '' ? '' : encodeSafely(prefix);
  if (lead === null) return null;
  const head = lead === '' ? '' : `${lead}-,`;
  const isUnique = (start: string) => {
    const found = places(place.page, folded(start)).filter(
      (at) => prefix === '' || isAfter(place.page, folded(prefix), at),
    );
    return found.length === 1 && found[0] === place.from;
  };
  const whole = textOf(words);
  const code = encodeSafely(whole);
  if (code === null) return null;
  if (fits(head + code)) return isUnique(whole) ? head + code : null;
  const fewest = UNSPACED.test(whole) ? FEWEST_UNSPACED : FEWEST_WORDS;
  return first(words.length - fewest, (more) => {
    const start = words.slice(0, fewest + more - 1);
    const fragment = head + encode(textOf(start));
    if (!fits(fragment) || !isUnique(textOf(start))) return null;
    return endFor(place, words.slice(start.length), place.from + folded(textOf(start)).length, fragment);
  });
}

/** `whole,-suffix`. */
function followed({ page, from, to }: Place, words: readonly string[], suffix: string): string | null {
  const code = encodeSafely(textOf(words));
  const tail = encodeSafely(suffix);
  if (!code || !tail || !fits(`${code},-${tail}`)) return null;
  const needle = folded(textOf(words));
  const found = places(page, needle).filter((at) => isBefore(page, folded(suffix), at + needle.length));
  return found.length === 1 && found[0] === from && from + needle.length === to ? `${code},-${tail}` : null;
}

/** Whether the words stand whole right before an offset, or right behind it. */
function isAfter(page: string, words: string, at: number): boolean {
  const end = page.slice(0, at).trimEnd().length;
  return places(page.slice(0, end), words).at(-1) === end - words.length;
}

function isBefore(page: string, words: string, at: number): boolean {
  const rest = page.slice(at).trimStart();
  return places(rest, words)[0] === 0;
}

/** `start,end` when the first match of some end after the start is the end of the quote, else `start` alone. */
function endFor({ page, to }: Place, rest: readonly string[], from: number, start: string): string {
  const found = first(rest.length, (count) => {
    const end = textOf(rest.slice(-count));
    const code = encode(end);
    if (!fits(`${start},${code}`)) return null;
    const hit = places(page, folded(end)).find((one) => one >= from);
    return hit !== undefined && hit + folded(end).length === to ? `${start},${code}` : null;
  });
  return found ?? start;
}

/** null for text that is no well-formed Unicode. */
function encodeSafely(words: string): string | null {
  return words.isWellFormed() ? encode(words) : null;
}

/** As browsers compare: case and accents aside, white space to single spaces. */
function folded(text: string): string {
  const bare = text.replace(/[^\x00-\x7f]+/g, (run) => run.normalize('NFD').replace(/\p{M}+/gu, ''));
  return bare.replace(/\s+/g, ' ').toLowerCase();
}

const PAGES = new WeakMap<Article, string>();

/** The whole text, folded once for all links into it. */
function pageOf(article: Article): string {
  const known = PAGES.get(article);
  if (known !== undefined) return known;
  const page = folded(article.text);
  PAGES.set(article, page);
  return page;
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/** Offsets at which the needle stands on whole words. */
function places(page: string, needle: string): number[] {
  const out: number[] = [];
  for (let at = page.indexOf(needle); at >= 0; at = page.indexOf(needle, at + 1)) {
    const inside = (left: string, right: string) =>
      WORD_CHARACTER.test(left) && WORD_CHARACTER.test(right) && !(UNSPACED.test(left) || UNSPACED.test(right));
    const end = at + needle.length;
    if (inside(page.charAt(at - 1), page.charAt(at)) || inside(page.charAt(end - 1), page.charAt(end))) continue;
    out.push(at);
  }
  return out;
}
