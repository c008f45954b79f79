import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import MiniSearch from 'minisearch';
import type { Query, Scope } from '../../src/core/model/ports.ts';
import { connect } from '../../src/infra/sqlite/connection.ts';
import { indexOver } from '../../src/infra/sqlite/open.ts';
import { isFunctionWord, terms } from '../../src/infra/sqlite/terms.ts';
import { generate, questions } from './generate.ts';

/** CPU milliseconds per question of each engine, and how much of the exhaustive result the planned query finds. */
export type SearchFigures = {
  readonly passages: number;
  /** The index: all words given to it. */
  readonly planned: number;
  /** FTS5 as its documentation shows it, with all words, and without function words. */
  readonly byRank: number;
  readonly byRankContent: number;
  /** BM25 of every passage that holds a word of the question, function words aside. */
  readonly exhaustive: number;
  readonly miniSearch: number;
  /** Share of the exhaustive ten best that are among the planned ten. */
  readonly recall: number;
};

const TOP = 10;
const EVERYTHING: Scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };
const wordsOf = (question: string): string[] => question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

type Passage = { readonly id: number; readonly title: string; readonly outlet: string; readonly body: string };

/** The same questions, all their words, through the planned query and through three others, over the same passages. */
export async function compareSearch(path: string, count: number, asked: number): Promise<SearchFigures> {
  const connection = await connect(path);
  const index = indexOver(connection);
  const texts = questions([...generate(count)], asked);
  const passages = passagesOf(connection.all(PASSAGES));

  const planned = await measure(texts, async (question) => {
    const query: Query = {
      terms: wordsOf(question).map((text) => ({ text, weight: 1 })),
      scope: EVERYTHING,
      outlets: [],
      limit: TOP,
    };
    return (await index.search(query)).map(({ article, passage }) => `${article}.${passage}`);
  });
  const all = await measure(texts, (question) =>
    connection
      .all(EXHAUSTIVE, { match: matching(terms(contentOf(wordsOf(question)).join(' '))) })
      .map(({ id, n }) => `${id}.${n}`),
  );
  const shares = texts.map((_, n) => {
    const wanted = all.results[n]!;
    return wanted.length === 0 ? 1 : wanted.filter((id) => planned.results[n]!.includes(id)).length / wanted.length;
  });
  connection.close();

  const folder = mkdtempSync(join(tmpdir(), 'sitrep-bench-'));
  const plain = plainFts(join(folder, 'plain.sqlite'), passages);
  const byRank = await measure(texts, (question) =>
    plain.all(matching(wordsOf(question))).map(({ rowid }) => String(rowid)),
  );
  const byRankContent = await measure(texts, (question) =>
    plain.all(matching(contentOf(wordsOf(question)))).map(({ rowid }) => String(rowid)),
  );
  plain.close();
  rmSync(folder, { recursive: true });

  const mini = new MiniSearch<Passage>({ fields: ['title', 'outlet', 'body'] });
  mini.addAll(passages);
  const miniSearch = await measure(texts, (question) =>
    mini
      .search(question)
      .slice(0, TOP)
      .map(({ id }) => String(id)),
  );
  return {
    passages: passages.length,
    planned: planned.cpu,
    byRank: byRank.cpu,
    byRankContent: byRankContent.cpu,
    exhaustive: all.cpu,
    miniSearch: miniSearch.cpu,
    recall: shares.reduce((sum, share) => sum + share, 0) / shares.length,
  };
}

const PASSAGES = `
  select p.row, a.publisher, v.meta, substr(v.text, p.start + 1, p.end - p.start) as body
    from passages p join documents d on d.document = p.document
    join articles a on a.tenant = d.tenant and a.id = d.id join versions v on v.article = a.row and v.hash = a.hash`;

function passagesOf(rows: readonly Record<string, string | number | null>[]): Passage[] {
  return rows.map(({ publisher, meta, body }, id) => ({
    id,
    title: String((JSON.parse(String(meta)) as { title: string | null }).title),
    outlet: String(publisher),
    body: String(body),
  }));
}

/** BM25 over everything that matches, on the index's own table with its own weights. */
const EXHAUSTIVE = `
  select d.id, p.n, bm25(passage_search, 1, 1, 1, 0.5) as score
    from passage_search f cross join passages p on p.row = f.rowid cross join documents d on d.document = p.document
   where f.passage_search match :match order by score, f.rowid desc limit ${TOP}`;

const isContent = (word: string): boolean => terms(word).some((term) => !isFunctionWord(term));
/** The words without function words, unless there are no others. */
function contentOf(words: readonly string[]): readonly string[] {
  const content = words.filter(isContent);
  return content.length > 0 ? content : words;
}

const matching = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(' OR ');

/** FTS5 as its documentation shows it. */
function plainFts(
  path: string,
  passages: readonly Passage[],
): {
  all(match: string): Record<string, unknown>[];
  close(): void;
} {
  const database = new DatabaseSync(path);
  database.exec(`create virtual table plain using fts5 (title, outlet, body, tokenize = 'porter unicode61'); begin`);
  const insert = database.prepare('insert into plain (rowid, title, outlet, body) values (?, ?, ?, ?)');
  for (const { id, title, outlet, body } of passages) insert.run(id, title, outlet, body);
  database.exec('commit');
  const select = database.prepare(`select rowid from plain where plain match ? order by rank limit ${TOP}`);
  return { all: (match) => select.all(match), close: () => database.close() };
}

async function measure(
  texts: readonly string[],
  search: (question: string) => readonly string[] | Promise<readonly string[]>,
): Promise<{ cpu: number; results: readonly (readonly string[])[] }> {
  await search(texts[0]!);
  const results: (readonly string[])[] = [];
  const before = process.cpuUsage();
  for (const text of texts) results.push(await search(text));
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1_000 / texts.length, results };
}
