import type { Ingested } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';
import { type Columns, columnsOf } from './terms.ts';
import { freeRows, stretchOf } from './time.ts';

const COLUMNS: readonly (keyof Columns)[] = ['title', 'outlet', 'body', 'aliases'];

/** What a batch adds to (or takes from) the figures that ranking needs. */
type Tally = { passages: number; words: number; readonly of: Map<string, number> };

/** Splits a column of `passage_words` again. */
const split = (column: string): string[] => (column === '' ? [] : column.split(' '));

function tally(sum: Tally, columns: Columns, sign: 1 | -1): number {
  const all = COLUMNS.flatMap((column) => split(columns[column]));
  sum.passages += sign;
  sum.words += sign * all.length;
  for (const word of new Set(all)) sum.of.set(word, (sum.of.get(word) ?? 0) + sign);
  return all.length;
}

const columnsIn = (row: Row): Columns => ({
  title: String(row.title),
  outlet: String(row.outlet),
  body: String(row.body),
  aliases: String(row.aliases),
});

function remove(db: Connection, tenant: string, id: string, sum: Tally): void {
  const document = db.get('select document from documents where tenant = :tenant and id = :id', {
    tenant,
    id,
  })?.document;
  if (document === undefined || document === null) return;
  const rows = db.all(
    'select w.* from passages p join passage_words w on w.row = p.row where p.document = :document order by p.row',
    { document },
  );
  for (const found of rows) {
    const [row, columns] = [Number(found.row), columnsIn(found)];
    tally(sum, columns, -1);
    db.run(
      `insert into passage_search (passage_search, rowid, title, outlet, body, aliases)
       values ('delete', :row, :title, :outlet, :body, :aliases)`,
      { row, ...columns },
    );
    db.run('delete from passage_words where row = :row', { row });
  }
  db.run('delete from documents where document = :document', { document });
}

function add(db: Connection, one: Ingested, sum: Tally): { row: number; columns: Columns }[] {
  const { article, analysis } = one;
  const stretch = stretchOf(article);
  const document = Number(
    db.get(
      `insert into documents (tenant, id, hash, seq, dated, since, until, publisher, topics)
       values (:tenant, :id, :hash, :seq, :dated, :since, :until, :publisher, :topics) returning document`,
      {
        tenant: article.tenant,
        id: article.id,
        hash: article.version,
        seq: article.seq,
        ...stretch,
        publisher: article.publisher,
        topics: JSON.stringify(article.topics),
      },
    )?.document,
  );
  const first = freeRows(db, 'passages', stretch.since, analysis.passages.length);
  return columnsOf(one).map((columns, n) => {
    const { start, end } = analysis.passages[n]!;
    const row = first + n;
    const words = tally(sum, columns, 1);
    db.run(
      `insert into passages (row, document, n, start, end, words) values (:row, :document, :n, :start, :end, :words)`,
      { row, document, n, start, end, words },
    );
    db.run(
      `insert into passage_words (row, title, outlet, body, aliases) values (:row, :title, :outlet, :body, :aliases)`,
      { row, ...columns },
    );
    return { row, columns };
  });
}

/** Brings the index up to a run of changes, inside a transaction. What it has applied already is left out. */
export function apply(db: Connection, changes: readonly Ingested[]): void {
  const at = Number(db.get('select at from index_state')?.at);
  const fresh = changes.filter(({ article }) => article.seq > at).sort((a, b) => a.article.seq - b.article.seq);
  const newest = fresh.at(-1)?.article.seq;
  if (newest === undefined) return;
  const sum: Tally = { passages: 0, words: 0, of: new Map() };
  const latest = new Map(fresh.map((one) => [JSON.stringify([one.article.tenant, one.article.id]), one]));
  for (const { article } of latest.values()) remove(db, article.tenant, article.id, sum);
  const added = [...latest.values()]
    .filter(({ article }) => article.state === 'live')
    .flatMap((one) => add(db, one, sum));
  // FTS5 writes its buffer out whenever a row id is not above the one before.
  for (const { row, columns } of added.sort((a, b) => a.row - b.row))
    db.run(
      `insert into passage_search (rowid, title, outlet, body, aliases)
       values (:row, :title, :outlet, :body, :aliases)`,
      { row, ...columns },
    );
  settle(db, sum);
  db.run('update index_state set at = :newest', { newest });
}

/** Takes documents out of the index, inside a transaction: what is deleted for good comes with no change. */
export function drop(db: Connection, gone: readonly { readonly tenant: string; readonly id: string }[]): void {
  const sum: Tally = { passages: 0, words: 0, of: new Map() };
  for (const { tenant, id } of gone) remove(db, tenant, id, sum);
  settle(db, sum);
}

/** Pages of the index that one step rewrites: some milliseconds. */
const MERGED = 64;

/**
 * One step of writing the index anew without the words of what was dropped, which only stop being found until then;
 * true while there is more. https://www.sqlite.org/fts5.html#the_merge_command
 */
export function mergeSome(db: Connection): boolean {
  const written = () => Number(db.get('select total_changes() as n')?.n);
  const before = written();
  db.run("insert into passage_search (passage_search, rank) values ('merge', :pages)", { pages: -MERGED });
  return written() - before > 1;
}

/** Adds a batch to the figures. */
function settle(db: Connection, sum: Tally): void {
  db.run(
    `insert into frequencies (word, passages) select key, value from json_each(:of) where value <> 0
     on conflict do update set passages = passages + excluded.passages`,
    { of: JSON.stringify(Object.fromEntries(sum.of)) },
  );
  const gone = [...sum.of].filter(([, change]) => change < 0).map(([word]) => word);
  if (gone.length > 0)
    db.run('delete from frequencies where passages <= 0 and word in (select value from json_each(:gone))', {
      gone: JSON.stringify(gone),
    });
  db.run('update index_state set passages = passages + :passages, words = words + :words', {
    passages: sum.passages,
    words: sum.words,
  });
}
