import data from '../../data/extract.json' with { type: 'json' };
import type { Block } from './blocks.ts';
import { shingles } from './shingles.ts';
import type { Element } from './tree.ts';

/** What is known of a page beside its blocks, each as a test of one block. */
export type Known = {
  readonly blocks: readonly Block[];
  /** Share of a block that Readability keeps. */
  readonly kept: readonly number[];
  /** Share that stands in the page's own linked data, null without any. */
  readonly linked: readonly number[] | null;
  readonly title: string | null;
  readonly description: string | null;
};

const HINTS = Object.entries(data.hints).map(([name, words]) => [name, new RegExp(words, 'i')] as const);
const PHRASES = Object.entries(data.phrases).map(([name, words]) => [name, new RegExp(words, 'iu')] as const);
/** Names of elements farther out say little of a block. */
const FARTHEST = 12;
const AROUND = ['article', 'main', 'aside', 'nav', 'footer', 'header', 'figure', 'form', 'table', 'blockquote', 'dl'];
const HOLDERS = ['p', 'li', 'figcaption', 'td', 'th', 'div', 'blockquote', 'dd', 'dt', 'pre', 'section', 'article'];
const ENDING = /[.!?…。！？][”"'’)»\]]*$/u;
/** Blocks that read like sentences of a text. */
const PROSE = 10;

const isProse = ({ words, linked }: Block): boolean => words.length >= PROSE && linked < words.length / 2;

/** The features of every block of a page: names with values, most of them 1. */
export function featuresOf(known: Known): Map<string, number>[] {
  const page = surveyed(known);
  return known.blocks.map((_, at) => featuresAt(known, page, at));
}

type Survey = {
  /** The deepest element that holds nearly all prose that Readability keeps; null when it keeps none. */
  readonly main: Element | null;
  readonly above: ReadonlySet<Element>;
  /** Words of kept prose right below each element, and the most of them. */
  readonly below: ReadonlyMap<Element, number>;
  readonly most: number;
  readonly mode: Element | null;
  readonly kinds: ReadonlyMap<string, number>;
  readonly prose: number;
  readonly first: number;
  readonly last: number;
  readonly before: readonly number[];
  readonly copies: ReadonlyMap<string, number>;
  /** Kept once asked: elements are shared by many blocks. */
  readonly hints: Map<Element, readonly string[]>;
  readonly images: Map<Element, boolean>;
  readonly density: ReadonlyMap<Element, readonly [words: number, linked: number, blocks: number, sentences: number]>;
  readonly title: ReadonlySet<string>;
  readonly description: ReadonlySet<string>;
};

const kindOf = ({ path: [own] }: Block): string => `${own?.localName}.${own?.className}`;

function surveyed({ blocks, kept, title, description }: Known): Survey {
  const within = new Map<Element, number>();
  const below = new Map<Element, number>();
  const kinds = new Map<string, number>();
  const copies = new Map<string, number>();
  const density = new Map<Element, [number, number, number, number]>();
  const before: number[] = [];
  let prose = 0;
  let first = -1;
  let last = -1;
  for (const [at, block] of blocks.entries()) {
    before.push(prose);
    const key = block.words.join(' ');
    copies.set(key, (copies.get(key) ?? 0) + 1);
    for (const element of block.path.slice(0, 4)) {
      const sums = density.get(element) ?? [0, 0, 0, 0];
      sums[0] += block.words.length;
      sums[1] += block.linked;
      sums[2]++;
      if (ENDING.test(block.text)) sums[3]++;
      density.set(element, sums);
    }
    if (kept[at]! < 0.8 || !isProse(block)) continue;
    const size = block.words.length;
    prose += size;
    for (const element of block.path) within.set(element, (within.get(element) ?? 0) + size);
    const parent = block.path[1];
    if (parent) below.set(parent, (below.get(parent) ?? 0) + size);
    kinds.set(kindOf(block), (kinds.get(kindOf(block)) ?? 0) + size);
    if (size >= 15) {
      if (first < 0) first = at;
      last = at;
    }
  }
  let main: Element | null = null;
  let depth = -1;
  for (const { path } of blocks)
    for (const [at, element] of path.entries())
      if (path.length - at > depth && prose > 0 && (within.get(element) ?? 0) >= 0.85 * prose && at > 0)
        [main, depth] = [element, path.length - at];
  const above = new Set<Element>();
  for (let one = main; one !== null; one = one.parentElement) above.add(one);
  const [mode, most] = [...below].reduce<[Element | null, number]>(
    (best, [element, size]) => (size > best[1] ? [element, size] : best),
    [null, 1],
  );
  return {
    main,
    above,
    below,
    most,
    mode,
    kinds,
    prose: Math.max(1, prose),
    first,
    last,
    before,
    copies,
    hints: new Map(),
    images: new Map(),
    density,
    title: new Set(shingles((title ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [], 1)),
    description: shingles((description ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [], 3),
  };
}

/** A step of a scale as a name: 0 for less than the first border. */
const step = (value: number, borders: readonly number[]): number =>
  borders.findIndex((border) => value < border) < 0 ? borders.length : borders.findIndex((border) => value < border);

const SIZES = [2, 4, 7, 12, 20, 35, 60];
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.99];

function featuresAt(known: Known, page: Survey, at: number): Map<string, number> {
  const { blocks, kept, linked } = known;
  const block = blocks[at]!;
  const found = new Map<string, number>();
  const is = (name: string, value = 1) => {
    if (value !== 0) found.set(name, value);
  };
  const { text, words, path } = block;
  const own = path[0]!;
  const size = words.length;

  // What others say of it.
  const share = kept[at]!;
  is('kept', share);
  is(`kept ${step(share, [0.3, 0.8])} size ${step(size, SIZES)}`);
  if (linked !== null) {
    is('page has linked text');
    is('linked text', linked[at]!);
    is('linked text and kept', linked[at]! * share);
    if (size >= 8) is('not in linked text', 1 - linked[at]!);
  }

  // What it is.
  const name = /^h[1-6]$/.test(own.localName) ? 'h' : own.localName;
  is(`in ${HOLDERS.includes(name) || name === 'h' ? name : 'other'}`);
  if (name === 'h') is(`in ${own.localName}`);
  is(`size ${step(size, SIZES)}`);
  const links = size === 0 ? 0 : block.linked / size;
  is(`links ${step(links, SHARES)}`);
  is(`links ${step(links, [0.5, 0.99])} size ${step(size, [4, 12])} kept ${step(share, [0.5])}`);
  if (block.stressed >= size * 0.95) is(`all stressed, size ${step(size, [12])}`);
  const ending = ENDING.test(text);
  is(ending ? 'ends a sentence' : `ends none, size ${step(size, [5, 15])}`);
  if (/[:：]$/.test(text)) is('ends with a colon');
  if (/(?:\.\.\.|…|»|›|→|>)$/.test(text)) is('ends with dots');
  if (/^[\p{Ll}]/u.test(text)) is('begins small');
  if (/^[([|•·–—*]/u.test(text)) is('begins with a mark');
  if (text === text.toUpperCase() && text !== text.toLowerCase()) is('capitals');
  if (/[|•·]/u.test(text)) is('bars');
  if (/^\P{L}*$/u.test(text)) is('no letters');
  if (/https?:|www\.|\.com\b/i.test(text)) is('address');
  if (/["“”«»„]/u.test(text)) is('quotation');
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  is('share of capitals', Math.min(1, (capitals * 2) / Math.max(1, size)));
  for (const [group, pattern] of PHRASES)
    if (pattern.test(text.slice(0, 400))) {
      is(`says ${group}`);
      is(`says ${group}, size ${step(size, [8, 25])}`);
    }
  if ((page.copies.get(words.join(' ')) ?? 0) > 1) is(`again, size ${step(size, [6])}`);
  const same = words.filter((word) => page.title.has(word)).length;
  if (page.title.size > 0 && same / Math.max(size, page.title.size) > 0.7) is('title');
  if (page.description.size > 0) {
    const three = shingles(words, 3);
    const hits = [...three].filter((one) => page.description.has(one)).length;
    if (hits / three.size > 0.6) {
      is('description');
      if (page.before[at] === 0) is('description before all prose');
    }
  }

  // Where it stands.
  const tags = new Set(path.map((element) => element.localName));
  for (const around of AROUND) if (tags.has(around)) is(`inside ${around}`);
  if (tags.has('ul') || tags.has('ol')) is('inside list');
  const lower = path.filter((element) => !page.above.has(element));
  for (const element of lower) if (AROUND.includes(element.localName)) is(`inside ${element.localName} below main`);
  const inside = page.main !== null && path.includes(page.main);
  is(inside ? 'inside main part' : 'outside main part');
  if (inside) is(`depth ${Math.min(6, lower.length)}`);
  const parent = path[1];
  const grand = path[2];
  is('sisters', ((parent && page.below.get(parent)) ?? 0) / page.most);
  is('cousins', ((grand && page.below.get(grand)) ?? 0) / page.most);
  if (parent === page.mode) is(`right below the mode, ${name}`);
  else if (grand === page.mode) is(`two below the mode, ${name}`);
  else if (page.mode !== null && path.includes(page.mode)) is('below the mode');
  else is(`not below the mode, ${inside ? 'inside' : 'outside'}`);
  is('of its kind', (page.kinds.get(kindOf(block)) ?? 0) / page.prose);
  if (page.first >= 0) {
    const place = at < page.first ? 'before' : at > page.last ? 'after' : 'among';
    is(place);
    is(`${place}, size ${step(size, [5, 12, 25])}`);
    is(`${place}, ${name}`);
    if (place === 'after') is(`after by ${step(at - page.last, [2, 4, 8])}`);
    if (place === 'before') is(`before by ${step(page.first - at, [2, 4, 8])}`);
  } else is('no prose');
  is('part of prose before', page.before[at]! / page.prose);

  // What the elements around are called.
  for (const [distance, element] of lower.slice(0, FARTHEST).entries()) {
    const far = distance === 0 ? 'own' : distance < 3 ? 'near' : 'far';
    for (const hint of hintsOf(page, element)) {
      is(`called ${hint}`);
      is(`called ${hint} ${far}`);
    }
    if (element.hasAttribute('hidden') || element.getAttribute('style') !== null) is('hidden');
    if (element.getAttribute('aria-hidden') === 'true') is('hidden from readers aloud');
  }
  if (path.some((element) => element.getAttribute('itemprop') === 'articleBody')) is('named body');
  if (own.getAttribute('itemprop')) is('named property');

  // What stands beside it.
  const density = (element: Element | undefined) => {
    const sums = element && page.density.get(element);
    return sums === undefined ? 0 : sums[1] / Math.max(1, sums[0]);
  };
  is(`links of parent ${step(density(parent), [0.2, 0.5, 0.8])}`);
  if (name === 'li' && parent) {
    const [all = 0, , items = 1, ended = 0] = page.density.get(parent) ?? [];
    is(`items end ${step(ended / items, [0.2, 0.6, 0.99])}`);
    is(`items of ${step(all / items, [4, 8, 14, 25])}`);
    is(`items end ${step(ended / items, [0.2, 0.6])} links ${step(density(parent), [0.1, 0.6])}`);
  }
  if (inside && grand && !page.above.has(grand)) is(`links of grand ${step(density(grand), [0.2, 0.5, 0.8])}`);
  for (const [side, other] of [
    ['previous', blocks[at - 1]],
    ['next', blocks[at + 1]],
  ] as const) {
    if (other === undefined) continue;
    const near = other.path[1] === parent ? 'sister' : 'other';
    is(`${side} ${near} size ${step(other.words.length, [4, 12, 30])}`);
    if (other.path[0]!.localName.startsWith('h')) is(`${side} is heading`);
    is(`${side} links ${step(other.linked / Math.max(1, other.words.length), [0.5])} ${near}`);
    is(`${side} kept`, kept[side === 'previous' ? at - 1 : at + 1]!);
  }
  for (let back = at - 1; back >= Math.max(0, at - 8); back--) {
    const other = blocks[back]!;
    const isHead = /^h[1-6]$/.test(other.path[0]!.localName) || (other.words.length < 6 && other.linked === 0);
    if (!isHead) continue;
    for (const [group, pattern] of PHRASES)
      if (['more', 'signup', 'comment', 'share', 'advert'].includes(group) && pattern.test(other.text))
        is(`after a heading that says ${group}, ${at - back < 3 ? 'near' : 'far'}`);
    break;
  }
  const sibling = own.previousElementSibling;
  if (sibling !== null && (['img', 'figure', 'picture'].includes(sibling.localName) || hasImage(page, sibling)))
    is(`after an image, size ${step(size, [12, 30])}`);
  if (hasImage(page, own)) is('holds an image');
  return found;
}

function hasImage({ images }: Survey, element: Element): boolean {
  let has = images.get(element);
  if (has === undefined) {
    has = element.querySelector('img') !== null;
    images.set(element, has);
  }
  return has;
}

function hintsOf(page: Survey, element: Element): readonly string[] {
  let hints = page.hints.get(element);
  if (hints === undefined) {
    const called = `${element.className} ${element.id}`.replace(/([a-z])([A-Z])/g, '$1-$2').slice(0, 300);
    hints = called.length < 2 ? [] : HINTS.filter(([, pattern]) => pattern.test(called)).map(([hint]) => hint);
    page.hints.set(element, hints);
  }
  return hints;
}
