import { decodeHTML, decodeHTMLAttribute } from 'entities';
import tables from '../../data/feeds.json' with { type: 'json' };
import { readLines } from '../extract/lines.ts';
import { absolute, type Element } from './tree.ts';

/** Words of a feed with what they are. */
export type Text = {
  /** HTML has absolute links. */
  readonly value: string;
  /** `text/plain`, `text/html`, `application/xhtml+xml`, or what else the feed says. */
  readonly type: string;
  readonly language: string | null;
  readonly base: string;
};

const PLAIN = 'text/plain';
const HTML = 'text/html';
const XHTML = 'application/xhtml+xml';
const TYPES: ReadonlyMap<string, string> = new Map([
  ['text', PLAIN],
  ['html', HTML],
  ['xhtml', XHTML],
]);
/** An end tag, a tag that has none, or an entity: "the <a> tag" has nothing of it. */
const MARKUP = new RegExp(
  `</(?:${tables.markup.join('|')})\\s*>|<(?:br|hr|img|p)(?:\\s[^<>]*)?/?>|&(?:#\\d+|#x[\\da-f]+|[a-z]\\w+);`,
  'i',
);
const VOID = new Set(['br', 'hr', 'img']);

export const isHtml = ({ type }: Text): boolean => type === HTML || type === XHTML;

/** What words are of which the feed does not say it: RSS leaves it open, and tags and entities tell. */
export type Untyped = 'text' | 'html' | 'open';

/** The words of an element. Atom says what they are (RFC 4287 and, with `mode`, Atom 0.3). */
export function textOf(element: Element, untyped: Untyped): Text {
  const { attributes, children, language, base } = element;
  const said = attributes.get('type')?.trim().toLowerCase() ?? '';
  const type = TYPES.get(said) ?? (said.includes('/') ? said : null);
  const mode = attributes.get('mode')?.trim().toLowerCase();
  const own = { language, base };
  if (children.some((child) => typeof child !== 'string')) {
    const kept = said === 'xhtml' ? (onlyDiv(children) ?? children) : children;
    const markup = element.name.startsWith('xhtml:') || type === XHTML ? XHTML : HTML;
    return html({ value: written(kept).trim(), type: markup, ...own });
  }
  const words = children.join('').trim();
  const packed = mode === 'base64' || (type !== null && !/^text\/|[/+]x?html|[/+]xml$/.test(type));
  const value = packed ? Buffer.from(words, 'base64').toString('utf8').trim() : words;
  if (said === 'xhtml' && !packed) return { value: escaped(value), type: XHTML, ...own };
  const isMarkup = untyped === 'html' || (untyped === 'open' && MARKUP.test(value));
  return html({ value, type: type ?? (isMarkup ? HTML : PLAIN), ...own });
}

const html = (text: Text): Text => (isHtml(text) ? { ...text, value: absoluteLinks(text.value, text.base) } : text);

function onlyDiv(children: Element['children']): Element['children'] | null {
  const inside = children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  const [first] = inside;
  return inside.length === 1 && typeof first === 'object' && first.name.endsWith('div') ? first.children : null;
}

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Elements as HTML. Their depth is bounded by that of the tree. */
function written(children: Element['children']): string {
  return children
    .map((child) => {
      if (typeof child === 'string') return escaped(child);
      const attributes = [...child.attributes]
        .filter(([key]) => !key.startsWith('xml'))
        .map(([key, value]) => ` ${key}="${escaped(value).replaceAll('"', '&quot;')}"`)
        .join('');
      const inside = written(child.children);
      if (VOID.has(child.local.toLowerCase())) return `<${child.local}${attributes} />${inside}`;
      return `<${child.local}${attributes}>${inside}</${child.local}>`;
    })
    .join('');
}

const TAG = /<[a-z][^<>]*>/gi;
const LINK = /(\s(?:href|src|cite|poster)=)("[^"]*"|'[^']*'|[^\s"'<>]+)/gi;

/** With the base for each relative address in a tag; what cannot be resolved stays. */
function absoluteLinks(words: string, base: string): string {
  return words.replace(TAG, (tag) =>
    tag.replace(LINK, (whole, before: string, quoted: string) => {
      const address = decodeHTMLAttribute(/^["']/.test(quoted) ? quoted.slice(1, -1) : quoted);
      const resolved = /^\s*(?:#|[a-z][\w+.-]*:)/i.test(address) ? null : absolute(address, base);
      return resolved === null ? whole : `${before}"${escaped(resolved).replaceAll('"', '&quot;')}"`;
    }),
  );
}

/** Plain text, a paragraph a line, at most `most` characters; null when there is none. */
export function plain(text: Text | null, most: number): string | null {
  if (text === null) return null;
  return (
    linesOf(text)
      .replace(/[^\S\n]+/g, ' ')
      .replace(/[\p{Cc}\p{Co}]/gu, (mark) => (mark === '\n' ? mark : ''))
      .replace(/ ?\n\s*/g, '\n')
      .trim()
      .slice(0, most)
      .toWellFormed() || null
  );
}

function linesOf(text: Text): string {
  if (isHtml(text)) return readLines(named(text.value));
  return /^text\//.test(text.type) ? paragraphs(text.value).join('\n') : '';
}

/** Of plain text: a line may end anywhere. */
const paragraphs = (words: string): string[] => words.split(/\n\s*\n/).map((one) => one.replace(/\s+/g, ' ').trim());

/** The same on one line. */
export function line(text: Text | null, most: number): string | null {
  return (
    plain(text, 4 * most)
      ?.replace(/\s+/g, ' ')
      .slice(0, most)
      .toWellFormed()
      .trim() || null
  );
}

/** With the characters for entities that stand for no markup. */
function named(words: string): string {
  return words.replace(/&(?:[a-z]\w{1,30}|#\d{1,7}|#x[\da-f]{1,6});/gi, (entity) => {
    const mark = decodeHTML(entity);
    return /[<>&"']/.test(mark) ? entity : mark;
  });
}

/** The words as HTML, whose entities are those of its markup alone. */
export function markup(text: Text): string {
  if (isHtml(text)) return named(text.value);
  const [first = '', ...more] = paragraphs(text.value).map(escaped);
  return more.length === 0 ? first : [first, ...more].map((one) => `<p>${one}</p>`).join('\n');
}
