import markup from '../data/html.json' with { type: 'json' };

/** The plain text of a saved web page and what its head says of it, as written there. */
export type PageText = {
  readonly text: string;
  readonly title: string | null;
  readonly published: string | null;
  readonly publisher: string | null;
  readonly author: string | null;
  readonly url: string | null;
};

/** Elements whose text is not the article's. */
const DROPPED = new Set(markup.dropped);
/** Elements whose content is no markup: only their own end tag ends them. */
const RAW = new Set(markup.raw);
/** Elements without content or end tag. */
const EMPTY = new Set(markup.empty);
/** Elements that begin and end a line. */
const BLOCK = new Set(markup.block);
const ENTITIES: ReadonlyMap<string, string> = new Map(Object.entries(markup.entities));
/** With at least this many words inside `<article>` or `<main>`, the rest of the page is left out. */
const ENOUGH_WORDS = 60;
/** A tag whose quotation marks do not pair up may run on over this many ">". */
const QUOTED_ENDS = 8;

/**
 * Reads a page: paragraphs become lines; menus, heads, feet, scripts and forms are left out. One pass, linear in the
 * page; any input is accepted.
 */
export function readHtml(html: string): PageText {
  const page = read(html);
  const main = page.lines.filter((line) => line.main && !line.dropped);
  const body = page.lines.filter((line) => !line.dropped);
  const words = main.reduce((sum, { text }) => sum + text.split(' ').length, 0);
  // A page that opens a menu and never closes it would be all menu: then nothing is left out.
  const kept = words >= ENOUGH_WORDS ? main : body.length > 0 ? body : page.lines;
  const ld = linkedData(page.linked);
  const meta = (name: string) => page.meta.get(name) ?? null;
  return {
    text: kept.map(({ text }) => text).join('\n'),
    title: page.title ?? meta('og:title') ?? ld.headline,
    published: meta('article:published_time') ?? ld.datePublished,
    publisher: meta('og:site_name') ?? ld.publisher,
    author: meta('author') ?? ld.author,
    url: page.canonical ?? meta('og:url'),
  };
}

type Line = { text: string; main: boolean; dropped: boolean };
type Read = {
  lines: Line[];
  meta: Map<string, string>;
  title: string | null;
  canonical: string | null;
  linked: string[];
};

function read(html: string): Read {
  const found: Read = { lines: [], meta: new Map(), title: null, canonical: null, linked: [] };
  const depth = new Map<string, number>();
  let dropped = 0;
  let main = 0;
  let line = '';
  let at = 0;
  const endLine = () => {
    const text = decode(line).replace(/\s+/g, ' ').trim();
    if (text !== '') found.lines.push({ text, main: main > 0, dropped: dropped > 0 });
    line = '';
  };
  for (const tag of tags(html)) {
    line += html.slice(at, tag.start);
    at = tag.end;
    const { name, closing } = tag;
    if (BLOCK.has(name) || DROPPED.has(name)) endLine();
    if (name === 'body' && !closing) {
      // `</head>` may be left out.
      dropped -= depth.get('head') ?? 0;
      depth.delete('head');
    }
    if (EMPTY.has(name)) readEmpty(tag, found);
    else if (RAW.has(name)) at = readRaw(html, tag, found);
    else if (DROPPED.has(name) || name === 'article' || name === 'main') {
      const open = depth.get(name) ?? 0;
      if ((closing && open === 0) || tag.attributes.endsWith('/')) continue;
      const step = closing ? -1 : 1;
      depth.set(name, open + step);
      if (DROPPED.has(name)) dropped += step;
      else main += step;
    }
  }
  line += html.slice(at);
  endLine();
  return found;
}

type Tag = { name: string; closing: boolean; attributes: string; start: number; end: number };

/** The tags in order; comments and declarations have no name. A "<" that opens none is text. */
function* tags(html: string): Generator<Tag> {
  let at = html.indexOf('<');
  while (at >= 0) {
    const tag = tagAt(html, at);
    if (tag !== null) yield tag;
    const raw = tag !== null && !tag.closing && RAW.has(tag.name) ? rawEnd(html, tag) : at + 1;
    at = html.indexOf('<', Math.max(tag?.end ?? 0, raw));
  }
}

function tagAt(html: string, start: number): Tag | null {
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

function rawEnd(html: string, tag: Tag): number {
  const end = new RegExp(`</${tag.name}\\b`, 'gi');
  end.lastIndex = tag.end;
  return end.exec(html)?.index ?? html.length;
}

/** Skips an element without markup; keeps the title and linked data. Returns where reading goes on. */
function readRaw(html: string, tag: Tag, found: Read): number {
  if (tag.closing) return tag.end;
  const end = rawEnd(html, tag);
  const content = html.slice(tag.end, end);
  if (tag.name === 'title') found.title ??= clean(content);
  if (tag.name === 'script' && /ld\+json/i.test(tag.attributes)) found.linked.push(content);
  return end;
}

function readEmpty(tag: Tag, found: Read): void {
  if (tag.name === 'meta') {
    const name = (attribute(tag, 'property') ?? attribute(tag, 'name'))?.toLowerCase();
    const content = clean(attribute(tag, 'content') ?? '');
    if (name !== undefined && content !== null && !found.meta.has(name)) found.meta.set(name, content);
  }
  if (tag.name === 'link' && attribute(tag, 'rel')?.toLowerCase() === 'canonical') {
    found.canonical ??= clean(attribute(tag, 'href') ?? '');
  }
}

function attribute({ attributes }: Tag, name: string): string | null {
  const hit = new RegExp(`(?:^|[\\s"'])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes);
  return hit === null ? null : (hit[1] ?? hit[2] ?? hit[3] ?? null);
}

function clean(words: string): string | null {
  return decode(words).replace(/\s+/g, ' ').trim() || null;
}

function decode(words: string): string {
  return words.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z0-9]{1,30}));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? ENTITIES.get(String(name).toLowerCase()) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return valid ? String.fromCodePoint(code) : '\ufffd';
  });
}

type Linked = {
  headline: string | null;
  datePublished: string | null;
  publisher: string | null;
  author: string | null;
};

/** The first article of the page's JSON-LD (schema.org NewsArticle and the like). */
function linkedData(scripts: readonly string[]): Linked {
  for (const script of scripts) {
    for (const item of graph(parseJson(script))) {
      const text = (key: string) => nameOf(item[key]);
      if (text('datePublished') === null) continue;
      return {
        headline: text('headline'),
        datePublished: text('datePublished'),
        publisher: text('publisher'),
        author: text('author'),
      };
    }
  }
  return { headline: null, datePublished: null, publisher: null, author: null };
}

/** Longer linked data is not read: its depth costs memory that no cap of a heap bounds. */
const LONGEST_LINKED = 300_000;

function parseJson(words: string): unknown {
  if (words.length > LONGEST_LINKED) return null;
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}

function graph(value: unknown): Record<string, unknown>[] {
  const list = (each: unknown): unknown[] => (Array.isArray(each) ? each : [each]);
  return list(value)
    .flatMap((each) => (isRecord(each) ? [each, ...list(each['@graph'])] : []))
    .filter(isRecord);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nameOf(value: unknown): string | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  const name: unknown = isRecord(one) ? one.name : one;
  return typeof name === 'string' ? clean(name) : null;
}
