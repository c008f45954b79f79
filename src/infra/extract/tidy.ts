import markup from '../../data/html.json' with { type: 'json' };
import { BLOCK, EMPTY, RAW, rawEnd, type Tag, tags } from './tags.ts';

/** Elements that are never text of an article, whatever stands in them. */
const UNSEEN: ReadonlySet<string> = new Set(markup.unseen);
/** What is not nested deeper than any page of a publisher is: 20,000 nested tags cost a parser minutes. */
const DEEPEST = 120;
/** Pages of publishers have some 1,500; Readability takes long over line breaks. */
const MOST_ELEMENTS = 6_000;
const MOST_BREAKS = 1_000;
/** Characters: no article has as many. */
const MOST_TEXT = 1_000_000;
const LONGEST_VALUE = 200;
/** Attributes are read up to here: some hold whole stylesheets. */
const LONGEST_TAG = 4_000;
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i;
const CELLS = new Set(['td', 'th', 'caption', 'table']);
const TABLE = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption']);

/** Elements that end an open one of the same family when they begin, and where looking for it ends. */
const IMPLIED: Readonly<Record<string, readonly [ends: readonly string[], until: readonly string[]]>> = {
  li: [['li'], ['ul', 'ol']],
  dt: [['dt', 'dd'], ['dl']],
  dd: [['dt', 'dd'], ['dl']],
  tr: [['tr'], ['table']],
  td: [
    ['td', 'th'],
    ['tr', 'table'],
  ],
  th: [
    ['td', 'th'],
    ['tr', 'table'],
  ],
  option: [['option'], ['select']],
};

/**
 * The same page without what no reader sees (scripts, styles, drawings, comments, most attributes), every element
 * closed and none too deep, so that any parser builds the same small tree of it. One pass, linear in the page. null
 * when it is larger than a page of an article.
 */
export function tidy(html: string): string | null {
  const out: string[] = [];
  const open: string[] = [];
  /** Elements that were too deep to be kept, by name: their end tags end nothing. */
  const skipped = new Map<string, number>();
  let elements = 0;
  let breaks = 0;
  let text = 0;
  let at = 0;
  /** How many elements were open outside the one that is left out; −1 when none is. */
  let unseen = -1;
  const closeTo = (depth: number) => {
    while (open.length > depth) {
      const name = open.pop()!;
      if (unseen < 0) out.push(`</${name}>`);
      if (unseen === open.length) unseen = -1;
    }
  };
  for (const tag of tags(html)) {
    if (unseen < 0) {
      text += tag.start - at;
      if (text > MOST_TEXT) return null;
      out.push(html.slice(at, tag.start).replaceAll('<', '&lt;'));
    }
    at = tag.end;
    const { name, closing } = tag;
    if (name === '' || name === 'html' || name === 'head' || name === 'body') continue;
    if (RAW.has(name)) {
      if (!closing) at = rawEnd(html, tag);
      continue;
    }
    if (closing) {
      const over = skipped.get(name) ?? 0;
      if (over > 0) skipped.set(name, over - 1);
      else closeTo(opener(open, name));
      continue;
    }
    if (unseen >= 0) {
      if (name === open[unseen] && !tag.attributes.endsWith('/')) open.push(name);
      continue;
    }
    if (name === 'br') breaks++;
    if (++elements > MOST_ELEMENTS || breaks > MOST_BREAKS) return null;
    closeTo(impliedEnd(open, name));
    if (EMPTY.has(name)) {
      if (name === 'br' || name === 'hr' || name === 'img' || name === 'input') out.push(opening(tag));
    } else if (UNSEEN.has(name)) {
      if (tag.attributes.endsWith('/')) continue;
      unseen = open.length;
      open.push(name);
    } else if (open.length >= DEEPEST) {
      skipped.set(name, (skipped.get(name) ?? 0) + 1);
      out.push(' ');
    } else {
      open.push(name);
      out.push(opening(tag));
    }
  }
  if (text + html.length - at > MOST_TEXT && unseen < 0) return null;
  if (unseen < 0) out.push(html.slice(at).replaceAll('<', '&lt;'));
  closeTo(0);
  return `<!doctype html><html><head></head><body>${out.join('')}</body></html>`;
}

/** The depth to which an end tag closes; the present one when it ends nothing. */
function opener(open: readonly string[], name: string): number {
  const inline = !BLOCK.has(name);
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const one = open[depth]!;
    if (one === name) return depth;
    if (inline && BLOCK.has(one)) break;
    if (CELLS.has(one) && !TABLE.has(name)) break;
  }
  return open.length;
}

/** The depth to which an element that begins closes what may be left open: paragraphs, items, cells. */
function impliedEnd(open: readonly string[], name: string): number {
  const [ends, until] = IMPLIED[name] ?? (BLOCK.has(name) && name !== 'br' ? [['p'], []] : [[], []]);
  if (ends.length === 0) return open.length;
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const one = open[depth]!;
    if (ends.includes(one)) return depth;
    if (until.includes(one) || (CELLS.has(one) && !TABLE.has(name))) break;
  }
  return open.length;
}

/** The tag with those attributes that tell what an element is for. */
function opening({ name, attributes }: Tag): string {
  let kept = '';
  const list = attributes.slice(0, LONGEST_TAG);
  for (const [, key = '', double, single, bare] of list.matchAll(
    /(?<![\w-])([a-z][a-z-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi,
  )) {
    const value = (double ?? single ?? bare ?? '').slice(0, LONGEST_VALUE).replace(/["<>]/g, (sign) => SIGNS[sign]!);
    const known = key.toLowerCase();
    if (KEPT.has(known)) kept += ` ${known}="${value}"`;
    else if (known === 'src' && name === 'img') kept += ' src="x"';
    else if (known === 'style' && HIDDEN.test(value)) kept += ' style="display:none"';
  }
  return `<${name}${kept}${/(?:^|\s)hidden(?:\s|$)/i.test(list) ? ' hidden' : ''}>`;
}

const SIGNS: Readonly<Record<string, string>> = { '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const KEPT = new Set(['class', 'id', 'href', 'itemprop', 'rel', 'role', 'aria-hidden', 'aria-modal']);
