import { clean } from './clean.ts';

/**
 * Text that Discord shows as it is, on one line. discord.js' `escapeMarkdown` lets mentions, masked links, headings,
 * lists and `-#` through, so this is our own. A backslash makes any ASCII punctuation literal
 * (https://support.discord.com/hc/articles/210298617); a mention, emoji or timestamp needs its closing `>` unescaped.
 *
 * - everywhere: emphasis, code, spoilers, angle brackets, opening brackets (only before the first does a backslash
 *   keep a link from beginning), `](` (between brackets a backslash means nothing, so the text of a link before it
 *   would go on to there, and lead elsewhere), `://` (bare links), `:name:` (emoji), `discord.gg/` (invites)
 * - at the start: headings, lists, quotes, subtext. Any place can become a start when a line is split, so each
 *   fragment is escaped as if it began one.
 * - `@everyone` and `@here` ping by their letters alone, whatever stands before: the at sign becomes `＠`.
 */
export function escapeDiscord(text: string): string {
  return disarm(
    clean(text)
      .replace(/[\\*_~|`[<>]/g, '\\$&')
      .replace(/\](?=\()/g, ']\\')
      .replace(/:(?=\/\/|[^\s:]+:)/g, '\\:')
      .replace(/\.(?=gg\/|com\/invite\/)/gi, '\\.')
      .replace(/^( *)([#+-])/, '$1\\$2')
      .replace(/^( *\d+)([.)])/, '$1\\$2'),
  );
}

/** The pinging at signs of a text, made harmless; keeps the length. */
export function disarm(text: string): string {
  return text.replace(/@(?=everyone|here)/gi, '＠');
}

/**
 * The address of a citation for `[n](<address>)`, or null when it is not http(s), has a user name, or is longer than
 * `limit`. Characters that could end the link or begin a mention are percent-encoded; nothing else changes.
 */
export function linkDiscord(link: string, limit: number): string | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '')
    return null;
  const safe = url.href.replace(/[\s<>()[\]\\`|*"'\p{C}]/gu, encodeByte).replace(/@(?=everyone|here)/gi, '%40');
  return safe.length <= limit ? safe : null;
}

/** encodeURIComponent leaves `( ) * '` alone. */
const encodeByte = (char: string) =>
  /[()*']/.test(char) ? `%${char.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(char);
