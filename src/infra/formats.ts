import { createReadStream } from 'node:fs';
import { parse } from 'yaml';
import { SitrepError } from '../core/model/errors.ts';

/** An article as a file gives it; `published` is as written. Metadata that is missing or no text is null. */
export type Draft = {
  readonly text: string;
  readonly title: string | null;
  readonly publisher: string | null;
  readonly author: string | null;
  readonly url: string | null;
  readonly published: string | null;
  readonly sample: boolean;
  /** Its publisher took it back: what is stored of it answers no more. */
  readonly withdrawn: boolean;
};

type Fields = Readonly<Record<string, unknown>>;

export function readPlain(words: string): Draft {
  return draftOf(words, {});
}

/** Markdown with YAML front matter between two `---` lines, if it begins with one. Throws when that is broken. */
export function readMarkdown(words: string): Draft {
  const open = /^---[ \t]*(?:\r\n|\n|\r)/.exec(words);
  if (open === null) return draftOf(words, {});
  const close = /(?:^|\r\n|\n|\r)---[ \t]*(?:\r\n|\n|\r|$)/.exec(words.slice(open[0].length));
  if (close === null) throw new Error('the front matter has no end (a line “---”)');
  const fields: unknown = parseYaml(words.slice(open[0].length, open[0].length + close.index));
  const body = words.slice(open[0].length + close.index + close[0].length);
  if (fields === null) return draftOf(body, {});
  if (!isFields(fields)) throw new Error('the front matter is not a list of “name: value”');
  return draftOf(body, fields);
}

function parseYaml(words: string): unknown {
  try {
    return parse(words, { prettyErrors: false });
  } catch (error) {
    const [first] = (error as Error).message.split('\n');
    throw new Error(`the front matter is broken: ${first}`, { cause: error });
  }
}

/** A line longer than this is skipped unread: an article of 5 MB fits, escaped too. */
const LONGEST_LINE = 32_000_000;

/**
 * JSON Lines: `text`, `body` or `sentences` (joined by a line break), `source`, `outlet` or `publisher`, `published_at`,
 * `published` or `date`. A line without an id gets the file's name, from the second such line on with its number. A
 * malformed line is an error that names it; empty lines are skipped.
 */
export async function* readJsonLines(
  path: string,
  name: string,
): AsyncGenerator<(Draft & { id: string }) | SitrepError> {
  let number = 0;
  let unnamed = 0;
  let articles = 0;
  for await (const bytes of linesOf(path)) {
    number++;
    if (bytes !== null && bytes.length === 0) continue;
    const where = `${path} line ${number}`;
    const fields = bytes === null ? `longer than ${LONGEST_LINE / 1e6} MB` : fieldsOf(bytes);
    if (fields === '') continue;
    articles++;
    if (typeof fields === 'string') {
      yield new SitrepError('unreadable', `${where}: ${fields}.`);
      continue;
    }
    const text = textOf(fields);
    const id = idOf(fields.id);
    if (text === null) yield new SitrepError('unreadable', `${where}: has no text, body or sentences.`);
    else if (id === '')
      yield new SitrepError('unreadable', `${where}: its id is not a word of at most 300 characters.`);
    else yield { ...draftOf(text, fields), id: id ?? (unnamed++ === 0 ? name : `${name}#${number}`) };
  }
  if (articles === 0) yield new SitrepError('unreadable', `${path}: empty.`);
}

/** The lines of a file as bytes; null for one that is too long to hold. */
async function* linesOf(path: string): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (): Buffer | null => {
    const line = size > LONGEST_LINE ? null : Buffer.concat(parts);
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      size += at - from;
      yield take();
      from = at + 1;
    }
    size += chunk.length - from;
    if (size > LONGEST_LINE) parts = [];
    else parts.push(chunk.subarray(from));
  }
  if (size > 0) yield take();
}

/** The object of a line, or why it is none; '' for a line of white space. */
function fieldsOf(bytes: Buffer): Fields | string {
  let words: string;
  try {
    words = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return 'not valid UTF-8';
  }
  if (words.trim() === '') return '';
  try {
    const value: unknown = JSON.parse(words);
    return isFields(value) ? value : 'not a JSON object';
  } catch {
    return 'malformed JSON';
  }
}

function textOf(fields: Fields): string | null {
  const text = fields.text ?? fields.body;
  if (typeof text === 'string') return text;
  const { sentences } = fields;
  return Array.isArray(sentences) && sentences.every((each) => typeof each === 'string') ? sentences.join('\n') : null;
}

/** null when there is none; '' when it is not usable. */
function idOf(id: unknown): string | null {
  if (id === undefined || id === null) return null;
  const words = typeof id === 'number' ? String(id) : id;
  return typeof words === 'string' && /^[^\p{Cc}]{1,300}$/u.test(words) && words.isWellFormed() ? words : '';
}

/** A draft of what somebody else wrote down: words are cut and cleaned, an address is one of the web or none. */
export function draftOf(text: string, fields: Fields): Draft {
  const url = wordOf(fields.url);
  return {
    text,
    title: wordOf(fields.title),
    publisher: wordOf(fields.publisher) ?? wordOf(fields.outlet) ?? wordOf(fields.source),
    author: wordOf(fields.author),
    url: url !== null && /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : null,
    published: wordOf(fields.published_at) ?? wordOf(fields.published) ?? wordOf(fields.date),
    sample: fields.sample === true,
    withdrawn: fields.withdrawn === true,
  };
}

/** A text or a number as one line of at most 500 characters; null for anything else. */
function wordOf(value: unknown): string | null {
  const words = value instanceof Date ? value.toISOString() : typeof value === 'number' ? String(value) : value;
  if (typeof words !== 'string') return null;
  return (
    words
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, 500)
      .toWellFormed() || null
  );
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
