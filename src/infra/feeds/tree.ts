import { decodeHTMLStrict } from 'entities';
import { Parser } from 'htmlparser2';
import { SitrepError } from '../../core/model/errors.ts';
import tables from '../../data/feeds.json' with { type: 'json' };

/** An element of a feed. */
export type Element = {
  /** With the usual prefix of its namespace, lower case: `title`, `dc:date`; `?:title` in one that is not read. */
  readonly name: string;
  /** As written, without prefix. */
  readonly local: string;
  /** By names as written, in lower case. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (string | Element)[];
  /** As stated by it or around it. */
  readonly language: string | null;
  /** What its relative addresses are relative to. */
  readonly base: string;
};

export type Reading = {
  readonly base: string;
  readonly language: string | null;
  /** Is given the root as it begins: what it throws ends the reading. */
  begin(root: Element): void;
  /** Is given each item as it ends: nothing of it is kept here. */
  item(item: Element): void;
};

type Open = { readonly element: Element; readonly spaces: ReadonlyMap<string, string>; ended: boolean };

const DEEPEST = 200;
/** Elements and runs of text of one item, or of all that is no item; more are left out. */
const MOST_NODES = 20_000;
/** Namespaces in scope; further ones are not looked at. */
const MOST_SPACES = 100;
const CORE: ReadonlySet<string> = new Set(tables.core);
const PREFIXES: ReadonlyMap<string, string> = new Map(Object.entries(tables.prefixes));
const USUAL: ReadonlyMap<string, string> = new Map(Object.entries(tables.usual));

/**
 * Reads the XML of a feed, well formed or not: names of entities that no declaration gives are those of HTML, and
 * declarations are not read, so that nothing expands. Returns the root without its items; null when there is no element.
 * Linear in the text. Errors: SitrepError `feed_unreadable` for one that is nested too deeply.
 */
export function readTree(text: string, { base, language, begin, item }: Reading): Element | null {
  const stack: Open[] = [];
  let root: Element | null = null;
  let own = '';
  let current: Open | null = null;
  let nodes = 0;
  let outside = 0;
  let literal = false;
  let cut = false;

  const attach = (child: string | Element) => {
    if (nodes++ < MOST_NODES) stack.at(-1)?.element.children.push(child);
  };
  const endItem = (open: Open) => {
    if (!open.ended) item(open.element);
    open.ended = true;
    current = null;
    nodes = outside;
  };
  const parser = new Parser(
    {
      onopentag(tag, written) {
        if (stack.length >= DEEPEST)
          throw new SitrepError('feed_unreadable', `The feed is nested more than ${DEEPEST} deep.`);
        const attributes = new Map(Object.entries(written).map(([key, value]) => [key.toLowerCase(), decode(value)]));
        const around = stack.at(-1);
        const spaces = spacesOf(attributes, around?.spaces);
        if (root === null) own = spaceOf(tag, spaces);
        const name = nameOf(tag, spaces, own);
        const parent = around?.element;
        const element: Element = {
          name,
          local: tag.slice(tag.indexOf(':') + 1),
          attributes,
          children: [],
          language: languageOf(attributes.get('xml:lang'), parent === undefined ? language : parent.language),
          base: baseOf(attributes.get('xml:base'), parent?.base ?? base),
        };
        const open: Open = { element, spaces, ended: false };
        if (root === null) {
          root = element;
          begin(element);
        } else if (around !== undefined) {
          const isItem = name === 'item' || name === 'entry';
          // The one before was never closed.
          if (isItem && current !== null && around === current) endItem(current);
          if (isItem && current === null && (stack.length <= 2 || around.ended)) {
            outside = nodes;
            nodes = 0;
            current = open;
          } else attach(element);
        }
        stack.push(open);
      },
      ontext(data) {
        const around = stack.at(-1);
        if (around === undefined || around.ended || cut) return;
        attach(literal ? data : decode(data));
      },
      oncdatastart() {
        literal = true;
      },
      oncdataend() {
        literal = false;
      },
      onclosetag() {
        const open = stack.pop();
        if (open !== undefined && open === current) endItem(open);
        // Where the feed breaks off, a sentence may too.
        else if (cut && open !== undefined && !open.element.children.some((child) => typeof child !== 'string'))
          open.element.children.length = 0;
      },
    },
    { xmlMode: true, decodeEntities: false },
  );
  parser.write(text);
  cut = true;
  parser.end();
  return root;
}

/** The character references of XML and, with their semicolons, of HTML: each once. */
const decode = (words: string): string => (words.includes('&') ? decodeHTMLStrict(words) : words);

function spacesOf(
  attributes: ReadonlyMap<string, string>,
  around: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const stated = [...attributes].filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'));
  if (stated.length === 0 || around.size > MOST_SPACES) return around;
  return new Map([...around, ...stated.map(([key, value]) => [key.slice(6), plainSpace(value)] as const)]);
}

const plainSpace = (uri: string): string => uri.trim().toLowerCase().replace(/\/$/, '');

const prefixOf = (tag: string): string => (tag.includes(':') ? tag.slice(0, tag.indexOf(':')).toLowerCase() : '');

const spaceOf = (tag: string, spaces: ReadonlyMap<string, string>): string => spaces.get(prefixOf(tag)) ?? '';

function nameOf(tag: string, spaces: ReadonlyMap<string, string>, own: string): string {
  const local = tag.slice(tag.indexOf(':') + 1).toLowerCase();
  const prefix = prefixOf(tag);
  const space = spaces.get(prefix);
  const usual =
    space === undefined ? (prefix === '' ? '' : USUAL.get(prefix)) : (PREFIXES.get(space) ?? coreOf(space, own));
  return usual === '' ? local : `${usual ?? '?'}:${local}`;
}

const coreOf = (space: string, own: string): string | undefined => (CORE.has(space) || space === own ? '' : undefined);

function languageOf(stated: string | undefined, around: string | null): string | null {
  return stated === undefined ? around : languageTag(stated);
}

/** A language as stated, `en_US` as `en-US`; null for none. */
export function languageTag(words: string): string | null {
  const tag = words.trim().replaceAll('_', '-');
  return /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag) ? tag : null;
}

function baseOf(stated: string | undefined, around: string): string {
  return stated === undefined ? around : (absolute(stated, around) ?? around);
}

/** Characters: to resolve against a longer one again and again takes long, and nobody fetches one. */
const LONGEST = 2_000;

/** An http(s) address, resolved; null for any other, and for one that is too long. */
export function absolute(address: string, base: string): string | null {
  const trimmed = address.trim();
  if (trimmed === '' || trimmed.length > LONGEST || base.length > LONGEST || !URL.canParse(trimmed, base)) return null;
  const url = new URL(trimmed, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}
