import markup from '../../data/html.json' with { type: 'json' };

/** Elements whose text is not the article's. */
export const DROPPED: ReadonlySet<string> = new Set(markup.dropped);
/** Elements whose content is no markup: only their own end tag ends them. */
export const RAW: ReadonlySet<string> = new Set(markup.raw);
/** Elements without content or end tag. */
export const EMPTY: ReadonlySet<string> = new Set(markup.empty);
/** Elements that begin and end a line. */
export const BLOCK: ReadonlySet<string> = new Set(markup.block);
const ENTITIES: ReadonlyMap<string, string> = new Map(Object.entries(markup.entities));
/** A tag whose quotation marks do not pair up may run on over this many ">". */
const QUOTED_ENDS = 8;

/** What follows the "<" of a tag, a comment or a declaration, with the bit that makes letters small. */
const LOWER = 32;
const OPENS: ReadonlySet<number> = new Set(
  [...'abcdefghijklmnopqrstuvwxyz/!?'].map((sign) => sign.charCodeAt(0) | LOWER),
);

export type Tag = {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: string;
  readonly start: number;
  readonly end: number;
};

/** The tags in order; comments and declarations have no name. A "<" that opens none is text. Linear in the page. */
export function* tags(html: string): Generator<Tag> {
  let at = html.indexOf('<');
  while (at >= 0) {
    const tag = tagAt(html, at);
    if (tag !== null) yield tag;
    const raw = tag !== null && !tag.closing && RAW.has(tag.name) ? rawEnd(html, tag) : at + 1;
    at = html.indexOf('<', Math.max(tag?.end ?? 0, raw));
  }
}

function tagAt(html: string, start: number): Tag | null {
  if (!OPENS.has(html.charCodeAt(start + 1) | LOWER)) return null;
  const named = /^<(\/?)([a-z][a-z0-9-]*)/i.exec(html.slice(start, start + 40));
  if (html.startsWith('<!--', start))
    return { name: '', closing: false, attributes: '', start, end: past(html, '-->', start) };
  if (named === null && !/^<[!?]/.test(html.slice(start, start + 2))) return null;
  let end = html.indexOf('>', start);
  if (end < 0) return { name: '', closing: false, attributes: '', start, end: html.length };
  for (let tries = 0; tries < QUOTED_ENDS && hasOpenQuote(html.slice(start, end)); tries++) {
    const next = html.indexOf('>', end + 1);
    if (next < 0) break;
    end = next;
  }
  const [whole, slash, name] = named ?? ['', '', ''];
  const attributes = html.slice(start + whole.length, end);
  return { name: (name ?? '').toLowerCase(), closing: slash === '/', attributes, start, end: end + 1 };
}

function past(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

/** Whether an attribute's value is still open; an apostrophe elsewhere opens none. */
function hasOpenQuote(words: string): boolean {
  let open = '';
  for (const [, equals, mark] of words.matchAll(/(=\s*)?(["'])/g)) {
    if (open === '' && equals !== undefined) open = mark ?? '';
    else if (open === mark) open = '';
  }
  return open !== '';
}

/** Where the content of an element without markup ends. */
export function rawEnd(html: string, tag: Tag): number {
  const end = new RegExp(`</${tag.name}\\b`, 'gi');
  end.lastIndex = tag.end;
  return end.exec(html)?.index ?? html.length;
}

/** The value of an attribute as written, entities included. */
export function attribute({ attributes }: Tag, name: string): string | null {
  const hit = new RegExp(`(?:^|[\\s"'])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes);
  return hit === null ? null : (hit[1] ?? hit[2] ?? hit[3] ?? null);
}

/** Words of the markup as one line; null when there are none. */
export function clean(words: string): string | null {
  return decode(words).replace(/\s+/g, ' ').trim() || null;
}

/** Puts the characters that entities stand for. */
export function decode(words: string): string {
  return words.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z0-9]{1,30}));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? ENTITIES.get(String(name).toLowerCase()) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return valid ? String.fromCodePoint(code) : '\ufffd';
  });
}
