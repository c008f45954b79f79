import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { newArticle } from '../core/article.ts';
import { readPublished } from '../core/language/published.ts';
import type { Article, Instant, Tenant } from '../core/model/article.ts';
import { SitrepError } from '../core/model/errors.ts';
import { type Draft, readJsonLines, readMarkdown, readPlain } from './formats.ts';
import type { PageDraft } from './pages.ts';

export type Problem = { readonly path: string; readonly error: SitrepError };
export type ReadResult = { readonly articles: readonly Article[]; readonly problems: readonly Problem[] };
export type ReadAs = { readonly tenant: Tenant; readonly topics: readonly string[]; readonly seen: Instant };

/** The largest text of one article, in bytes of UTF-8. */
const LARGEST = 5_000_000;
/** Folders within folders beyond this depth are somebody's loop. */
const DEEPEST = 12;

/** What reads markup is loaded with the first page. */
const readPage: ReadPage = async (words) => (await import('./pages.ts')).readPage(words);

/** Reads a web page in a file. */
type ReadPage = (words: string) => Promise<PageDraft>;

const READERS: Readonly<Record<string, (words: string, page: ReadPage) => Draft | Promise<PageDraft>>> = {
  '.txt': readPlain,
  '.md': readMarkdown,
  '.markdown': readMarkdown,
  '.html': (words, page) => page(words),
  '.htm': (words, page) => page(words),
};
/** What ends a worker is a file of nothing but tags. */
const HOSTILE = 'its markup takes too long or too much memory';
const LINES = new Set(['.jsonl', '.ndjson']);

/**
 * Reads files and folders (their files in name order, folders inside too, hidden ones left out) into articles
 * (CONTRACT §2, §3). What cannot be read is named in `problems` and skipped, a later duplicate of an id as well; the
 * rest goes on. Never throws for what it finds on disk. `page` reads web pages: on this thread when it is not given.
 */
export async function readArticles(
  paths: readonly string[],
  as: ReadAs,
  page: ReadPage = readPage,
): Promise<ReadResult> {
  const articles: Article[] = [];
  const problems: Problem[] = [];
  const taken = new Map<string, string>();
  const fail = (path: string, error: SitrepError) => problems.push({ path, error });
  for (const path of paths) {
    for await (const file of walk(path, 0, fail)) {
      for await (const read of readDrafts(file, page)) {
        if (read instanceof SitrepError) {
          fail(file, read);
          continue;
        }
        const first = taken.get(read.id);
        if (first !== undefined) {
          const why = first === file ? 'comes twice' : `is taken by ${first}`;
          fail(file, new SitrepError('duplicate', `${file}: the id “${read.id}” ${why}.`));
          continue;
        }
        taken.set(read.id, file);
        articles.push(articleOf(read, as));
      }
    }
  }
  return { articles, problems };
}

/**
 * The absolute path of a folder or file to index. With a `root` the path is read from there and must lie inside it,
 * links followed. Errors: SitrepError `not_found`, `not_allowed`.
 */
export async function locate(path: string, root: string | null): Promise<string> {
  const wanted = resolve(root ?? '.', path.trim());
  const [real, base] = await Promise.all([wanted, root ?? '/'].map((each) => realpath(each).catch(() => null)));
  const outside = (from: string, to: string) => {
    const way = relative(from, to);
    return way === '..' || way.startsWith('../') || way.startsWith('..\\') || isAbsolute(way);
  };
  // What lies outside is refused before it is said whether it exists.
  if (root !== null && (outside(resolve(root), wanted) || (real && base && outside(base, real)))) {
    throw new SitrepError('not_allowed', `${path}: only folders and files inside ${root} can be added from a chat.`);
  }
  if (!real || (root !== null && !base)) throw new SitrepError('not_found', `${wanted}: no such folder or file.`);
  return real;
}

type Fail = (path: string, error: SitrepError) => void;

/** Files at or below a path in name order. A file that is named itself is tried whatever its ending. */
async function* walk(path: string, depth: number, fail: Fail): AsyncGenerator<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const missing = found.code === 'ENOENT' || found.code === 'ENOTDIR';
    const text = missing ? 'no such folder or file' : `cannot be opened (${found.code})`;
    fail(path, new SitrepError(missing ? 'not_found' : 'unreadable', `${path}: ${text}.`));
    return;
  }
  if (found.isFile()) {
    yield path;
    return;
  }
  if (!found.isDirectory() || depth > DEEPEST) {
    fail(path, new SitrepError('unreadable', `${path}: neither a file nor a folder that can be read.`));
    return;
  }
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => error);
  if (names instanceof Error) {
    fail(path, new SitrepError('unreadable', `${path}: the folder cannot be opened (${names.code}).`));
    return;
  }
  for (const name of names.filter((each) => !each.startsWith('.')).sort())
    yield* walk(join(path, name), depth + 1, fail);
}

type Identified = Draft & Partial<Pick<PageDraft, 'teaser'>> & { readonly id: string };

/** The articles of a file, or for each that cannot be read an error that names it. */
async function* readDrafts(path: string, page: ReadPage): AsyncGenerator<Identified | SitrepError> {
  const ending = extname(path).toLowerCase();
  if (LINES.has(ending)) {
    yield* checked(path, readJsonLines(path, basename(path)));
    return;
  }
  const reader = READERS[ending];
  if (reader === undefined) {
    yield new SitrepError('unreadable', `${path}: not a .txt, .md, .html or .jsonl file.`);
    return;
  }
  try {
    const words = await decoded(path);
    yield check(`${path}`, { ...(await reader(words, page)), id: basename(path) });
  } catch (error) {
    yield named(path, error);
  }
}

async function* checked(
  path: string,
  drafts: AsyncIterable<Identified | SitrepError>,
): AsyncGenerator<Identified | SitrepError> {
  try {
    for await (const draft of drafts)
      yield draft instanceof SitrepError ? draft : check(`${path} (${draft.id})`, draft);
  } catch (error) {
    yield named(path, error);
  }
}

function named(path: string, error: unknown): SitrepError {
  if (error instanceof SitrepError)
    return error.code === 'page_unreadable' ? new SitrepError('unreadable', `${path}: ${HOSTILE}.`) : error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new SitrepError('unreadable', `${path}: ${code ?? message.split('\n')[0]}.`, { cause: error });
}

async function decoded(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > LARGEST) throw new SitrepError('unreadable', `${path}: larger than 5 MB.`);
  const bytes = await readFile(path);
  if (bytes.includes(0)) throw new SitrepError('unreadable', `${path}: a binary file.`);
  try {
    // The decoder takes a byte-order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SitrepError('unreadable', `${path}: not valid UTF-8.`);
  }
}

/** Refuses a text that is empty, too large, or that UTF-8 cannot hold. */
function check(name: string, draft: Identified): Identified | SitrepError {
  const refuse = (why: string) => new SitrepError('unreadable', `${name}: ${why}.`);
  if (draft.text.trim() === '') return refuse('empty');
  if (draft.text.includes('\0')) return refuse('binary');
  if (!draft.text.isWellFormed()) return refuse('not valid Unicode');
  return Buffer.byteLength(draft.text) > LARGEST ? refuse('larger than 5 MB') : draft;
}

/** The article of a draft, as it is ingested. */
export function articleOf(draft: Identified, { tenant, topics, seen }: ReadAs): Article {
  const { id, text, title, publisher, author, url, sample, withdrawn, teaser } = draft;
  const published = draft.published === null ? null : readPublished(draft.published);
  return newArticle({
    ...{ id, tenant, text, title, publisher, author, url, published, seen, sample, topics },
    state: withdrawn ? 'withdrawn' : 'live',
    ...(teaser && { teaser: true }),
  });
}
