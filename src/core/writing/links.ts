import type { Article, Range } from '../model/article.ts';

/**
 * Links that open at the very sentence: text fragments (WICG, https://wicg.github.io/scroll-to-text-fragment/).
 * `text=start,end` matches without regard to case, on whole words, with white space folded.
 */

/** Longest fragment after `text=`, encoded: chats cut long addresses. */
const MAX = 80;
const FEWEST_WORDS = 3;
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
  const fragment = fragmentFor(article.text, range);
  if (fragment === null) return article.url;
  const plain = article.url.replace(/:~:.*$/s, '');
  return `${plain}${plain.includes('#') ? '' : '#'}:~:text=${fragment}`;
}

function fragmentFor(text: string, range: Range): string | null {
  const quote = text.slice(range.start, range.end);
  // A browser matches start and end each inside one block: line breaks would part them.
  if (/[\r\n\v\f\u0085\u2028\u2029]/.test(quote.trim())) return null;
  const words = quote.match(/\S+/g);
  if (!words || !/[\p{L}\p{N}]/u.test(quote)) return null;
  const page = folded(text);
  const begins = folded(text.slice(0, range.start)).trimEnd().length;
  const place = page.indexOf(folded(quote).trim(), begins);
  if (place < 0) return null;
  const whole = encodeSafely(words.join(' '));
  if (whole !== null && whole.length <= MAX) return places(page, folded(words.join(' '))).length === 1 ? whole : null;
  const ends = place + folded(quote).trim().length;
  for (let first = FEWEST_WORDS; first < words.length; first++) {
    const start = words.slice(0, first).join(' ');
    const startCode = encodeSafely(start);
    if (startCode === null || startCode.length > MAX) return null;
    const found = places(page, folded(start));
    if (found.length !== 1 || found[0] !== place) continue;
    return endFor(page, words, first, { from: place + folded(start).length, to: ends }, startCode);
  }
  return null;
}

/** `start,end` when the first match of some end after the start is the end of the quote, else `start` alone. */
function endFor(
  page: string,
  words: readonly string[],
  first: number,
  at: { from: number; to: number },
  start: string,
) {
  for (let count = 1; first + count <= words.length; count++) {
    const end = words.slice(-count).join(' ');
    const code = encodeSafely(end);
    if (code === null || start.length + 1 + code.length > MAX) break;
    const hit = places(page, folded(end)).find((one) => one >= at.from);
    if (hit !== undefined && hit + folded(end).length === at.to) return `${start},${code}`;
  }
  return start;
}

/** null for text that is no well-formed Unicode. */
function encodeSafely(words: string): string | null {
  return words.isWellFormed() ? encode(words) : null;
}

/** Same length rules for page and needle: case folded one to one, white space to single spaces. */
function folded(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/** Offsets at which the needle stands on whole words. */
function places(page: string, needle: string): number[] {
  const out: number[] = [];
  for (let at = page.indexOf(needle); at >= 0; at = page.indexOf(needle, at + 1)) {
    const inside = (left: string, right: string) => WORD_CHARACTER.test(left) && WORD_CHARACTER.test(right);
    const end = at + needle.length;
    if (inside(page.charAt(at - 1), page.charAt(at)) || inside(page.charAt(end - 1), page.charAt(end))) continue;
    out.push(at);
  }
  return out;
}
