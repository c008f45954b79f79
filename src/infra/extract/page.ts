import { Readability } from '@mozilla/readability';
import { readPublished } from '../../core/language/published.ts';
import model from '../../data/extract-weights.json' with { type: 'json' };
import { type Block, blocksOf, wordsOf } from './blocks.ts';
import { featuresOf } from './features.ts';
import { type Head, readHead } from './head.ts';
import { readLines } from './lines.ts';
import { sharesIn, shingles } from './shingles.ts';
import { decode } from './tags.ts';
import { type Teaser, teaserOf } from './teaser.ts';
import { tidy } from './tidy.ts';
import { type Element, treeOf } from './tree.ts';
import { visibleAuthor, visibleDate } from './visible.ts';

/** The article of a web page and what the page says of it, as written there; nothing is guessed. */
export type Extracted = Omit<Head, 'description' | 'body' | 'paid' | 'published'> & {
  /** The best that can be read as a date. */
  readonly published: string | null;
  /** A paragraph a line. */
  readonly text: string;
  readonly teaser: Teaser | null;
};

/** What is known of the blocks of a page before it is decided which of them are the article. */
export type Surveyed = {
  readonly blocks: readonly Block[];
  readonly rows: readonly ReadonlyMap<string, number>[];
  /** What Readability takes for the article. */
  readonly readable: readonly Block[];
};

/** With fewer words an extraction has gone wrong, or the page is nearly empty. */
const ENOUGH = 25;
/** Text in linked data that is shorter is a summary. */
const LINKED = 40;

/** Reads a page. Runs no script, keeps no markup; any input is accepted, time is bounded by its length. */
export function extractPage(html: string): Extracted {
  const head = readHead(html);
  const page = surveyPage(html, head);
  const { text, near, after, whole } = page === null ? linesOnly(html) : articleOf(html, page);
  const { title, publisher, url, language, paid } = head;
  return {
    title,
    publisher,
    author: head.author ?? visibleAuthor(near),
    published: head.published.find((words) => readPublished(words) !== null) ?? visibleDate(near),
    url,
    language,
    text,
    teaser: teaserOf(text, after, whole, paid),
  };
}

/** The blocks of a page with their features; null when it is too large for a page of an article. */
export function surveyPage(html: string, { title, description, body }: Head): Surveyed | null {
  const tidied = tidy(html);
  if (tidied === null) return null;
  const blocks = withoutBlobs(blocksOf(treeOf(tidied).body));
  const readable = readableIn(tidied, title);
  const lists = blocks.map(({ words }) => words);
  const kept = sharesIn(
    lists,
    readable.map(({ words }) => words),
  );
  const lines =
    body === null
      ? []
      : decode(body)
          .replace(/<[^<>]*>/g, '\n')
          .split('\n')
          .map(wordsOf);
  const linked = lines.flat().length < LINKED ? null : sharesIn(lists, lines);
  return { blocks, rows: featuresOf({ blocks, kept, linked, title, description }), readable };
}

/** The blocks that are the article, by a weight for each feature. */
export function chooseBlocks({ blocks, rows }: Surveyed, weigh: Weigh = weight): Block[] {
  return withoutCopies(blocks.filter((_, at) => weigh(rows[at]!) >= 0));
}

/** How much more likely than not a block is of the article (log odds). */
export type Weigh = (row: ReadonlyMap<string, number>) => number;

const WEIGHTS: ReadonlyMap<string, number> = new Map(Object.entries(model.weights));

const weight: Weigh = (row) => {
  let total = model.bias;
  for (const [name, value] of row) total += (WEIGHTS.get(name) ?? 0) * value;
  return total;
};

type Found = {
  readonly text: string;
  /** What stands around the headline. */
  readonly near: readonly Block[];
  readonly after: string;
  readonly whole: string;
};

/** Blocks before the text, and the first of it, among which a page shows its date and author. */
const NEAR_BEFORE = 15;
const NEAR_AFTER = 3;

function articleOf(html: string, page: Surveyed): Found {
  const { blocks, readable } = page;
  const chosen = chooseBlocks(page);
  const best = [chosen, readable].find((list) => list.reduce((sum, { words }) => sum + words.length, 0) >= ENOUGH);
  const whole = textOf(blocks);
  if (best === undefined) return { text: readLines(html), near: blocks.slice(0, NEAR_BEFORE), after: '', whole };
  const first = Math.max(
    0,
    blocks.findIndex(({ text }) => text === best[0]!.text),
  );
  const near = blocks.slice(Math.max(0, first - NEAR_BEFORE), first + NEAR_AFTER);
  const after = blocks.slice(first).filter(({ path }) => !path.some(({ localName }) => ASIDE.has(localName)));
  return { text: textOf(best), near, after: textOf(after), whole };
}

const ASIDE = new Set(['nav', 'header', 'footer', 'aside']);

function linesOnly(html: string): Found {
  const text = readLines(html);
  return { text, near: [], after: '', whole: text };
}

export const textOf = (blocks: readonly Block[]): string => blocks.map(({ text }) => text).join('\n');

/** What Readability makes of a tidied page; nothing when it fails. */
function readableIn(tidied: string, title: string | null): Block[] {
  const named = tidied.replace('<head>', () => `<head><title>${(title ?? '').replace(/[<>&]/g, ' ')}</title>`);
  try {
    const found = new Readability<Element>(treeOf(named) as never, { serializer: (node) => node as never }).parse();
    return found?.content ? blocksOf(found.content) : [];
  } catch {
    return [];
  }
}

/** Whole articles in one block that only repeat what stands above in many: texts for search engines and apps. */
const BLOB = 60;

function withoutBlobs(blocks: readonly Block[]): Block[] {
  const seen = new Map<string, Block>();
  return blocks.filter((block) => {
    const runs = [...shingles(block.words, 4)];
    const before = runs.flatMap((run) => seen.get(run) ?? []);
    for (const run of runs) if (!seen.has(run)) seen.set(run, block);
    return block.words.length < BLOB || before.length < 0.7 * runs.length || new Set(before).size < 3;
  });
}

/** Without what stood elsewhere on the page before: a text that is shown twice. Repetition side by side is the article's. */
function withoutCopies(blocks: readonly Block[]): Block[] {
  const seen = new Map<string, Element | undefined>();
  return blocks.filter(({ words, path }) => {
    if (words.length < 8) return true;
    const runs = [...shingles(words, 4)];
    const elsewhere = runs.filter((run) => seen.has(run) && seen.get(run) !== path[1]).length;
    if (elsewhere >= 0.9 * runs.length) return false;
    for (const run of runs) if (!seen.has(run)) seen.set(run, path[1]);
    return true;
  });
}
