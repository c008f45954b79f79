import type { Hit, Query } from '../../core/model/ports.ts';
import { beginningOf, familyOf, isTongue } from '../../core/retrieval/tongue.ts';
import type { Connection, Row } from './connection.ts';
import { spellings, visible } from './scope.ts';
import { isFunctionWord, terms } from './terms.ts';
import { rowWindow } from './time.ts';

/**
 * The planned query. FTS5 scores every row that matches, so cost grows with the commonness of the words: common words
 * do not select passages, they only take part in ranking the best ones again.
 * https://www.sqlite.org/fts5.html#the_bm25_function
 */

/** A word is common when it stands in more passages than this share of them, and than this number. */
const COMMON_SHARE = 1 / 20;
const COMMON = 5_000;
/** How many passages are ranked again by all words. */
const DEPTH = 100;
/** With fewer passages than this, the next rarest word selects as well. */
const ENOUGH = 10;
/** Up to this many documents their passages are all ranked, without a search. */
const FEW = 64;
/** A question of 10,000 characters is cut to its rarest words. */
const MOST_TERMS = 64;

/** BM25's own constants, as FTS5 has them. */
const K1 = 1.2;
const B = 0.75;
/** How much a word counts by where it stands. */
const WEIGHTS = { title: 1, outlet: 1, body: 1, aliases: 0.5 };
/** What a passage of a preferred outlet gains: a factor. */
const PREFERRED = 1.4;

/** A distinct word of the question that the index knows. */
export type Known = { readonly word: string; readonly weight: number; readonly passages: number; readonly idf: number };
export type Figures = { readonly passages: number; readonly words: number };

export function figuresOf(db: Connection): Figures {
  const row = db.get('select passages, words from index_state');
  return { passages: Number(row?.passages), words: Number(row?.words) };
}

/** In how many passages each word occurs; words that nobody knows are left out. */
export function frequenciesOf(db: Connection, found: readonly string[]): Map<string, number> {
  const rows = db.all(
    'select f.word, f.passages from json_each(:words) w cross join frequencies f on f.word = w.value',
    { words: JSON.stringify([...new Set(found)]) },
  );
  return new Map(rows.map((row) => [String(row.word), Number(row.passages)]));
}

/** Words of the index that are looked at for the other forms of one word, and how many forms are taken. */
const LOOKED_AT = 5_000;
const FORMS = 8;

/** For each word its inflected forms that the index knows, the commonest few; itself alone in English. */
export function formsOf(
  db: Connection,
  found: readonly string[],
  tongue: string | null,
): ReadonlyMap<string, readonly string[]> {
  if (tongue === null || !isTongue(tongue)) return new Map(found.map((word) => [word, [word]]));
  return new Map(
    found.map((word) => {
      const family = familyOf(word, tongue);
      const rows = db.all(
        `select word from (select word, passages from frequencies where word >= :from and word < :to limit :limit)
          order by passages desc, word`,
        { from: beginningOf(family), to: `${beginningOf(family)}\u{10ffff}`, limit: LOOKED_AT },
      );
      const kin = rows.map((row) => String(row.word)).filter((form) => familyOf(form, tongue) === family);
      return [word, [...new Set([word, ...kin.slice(0, FORMS)])]];
    }),
  );
}

/**
 * The words of a query that the index knows, rarest first. A word that is said twice counts by its greatest weight;
 * function words count when there is nothing else.
 */
function knownTerms(db: Connection, { terms: asked, tongue = null }: Query, figures: Figures): Known[] {
  const weights = new Map<string, number>();
  for (const { text, weight } of asked)
    for (const forms of formsOf(db, terms(text), tongue).values())
      for (const form of forms) weights.set(form, Math.max(weights.get(form) ?? 0, weight));
  const of = frequenciesOf(db, [...weights.keys()]);
  const known = [...of]
    .map(([word, passages]) => ({
      word,
      weight: weights.get(word) ?? 0,
      passages,
      // Lucene's form: FTS5's falls to nothing for a word in half of the passages, which in a few articles many are.
      idf: Math.log(1 + (figures.passages - passages + 0.5) / (passages + 0.5)),
    }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.passages - b.passages);
  const content = tongue === null ? known.filter(({ word }) => !isFunctionWord(word)) : known;
  return (content.length > 0 ? content : known).slice(0, MOST_TERMS);
}

/**
 * Which words select: `first` together at once, then one after the other of `later` while too little is found.
 * `known` comes rarest first.
 */
export function planOf(known: readonly Known[], passages: number): { first: Known[]; later: Known[] } {
  const common = Math.max(COMMON, passages * COMMON_SHARE);
  const first = known.filter((one, n) => n === 0 || one.passages <= common);
  return { first, later: known.slice(first.length) };
}

type Scoping = { readonly where: string; readonly values: Record<string, string | number> };

/** Conditions on `f` (the search table) and `d` (the documents) for what a query's reader may and wants to see. */
function scoping(db: Connection, { scope }: Query): Scoping {
  const tenants = visible(scope.tenant);
  const where = ['d.tenant in (select value from json_each(:tenants))'];
  const values: Record<string, string | number> = { tenants: JSON.stringify(tenants) };
  if (typeof scope.outlet === 'string') {
    where.push('d.publisher in (select value from json_each(:outlet))');
    values.outlet = spellings(db, 'documents', tenants, scope.outlet);
  }
  if (scope.topic !== null) {
    where.push('exists (select 1 from json_each(d.topics) where value = :topic)');
    values.topic = scope.topic;
  }
  if (scope.docs !== null) {
    where.push('d.id in (select value from json_each(:docs))');
    values.docs = JSON.stringify(scope.docs);
  }
  if (scope.since !== null || scope.until !== null) {
    const window = rowWindow(db, 'documents', scope);
    where.push('d.dated = 1 and p.row between :from and :to');
    values.from = window.from;
    values.to = window.to;
    if (scope.since !== null) {
      where.push('d.until >= :since');
      values.since = scope.since;
    }
    if (scope.until !== null) {
      where.push('d.since <= :until');
      values.until = scope.until;
    }
  }
  return { where: where.join(' and '), values };
}

const BM25 = `bm25(passage_search, ${WEIGHTS.title}, ${WEIGHTS.outlet}, ${WEIGHTS.body}, ${WEIGHTS.aliases})`;

/** Joins the passage `p` and the document `d` of a row id. */
const joined = (row: string): string =>
  `cross join passages p on p.row = ${row} cross join documents d on d.document = p.document`;

/** The best passages in which one of the words occurs. `order by rank` would cost 2 to 12 times more. */
function select(db: Connection, words: readonly Known[], scope: Scoping, limit: number): number[] {
  const match = words.map(({ word }) => `"${word}"`).join(' OR ');
  const { from, to } = scope.values;
  const windowed = from !== undefined && to !== undefined;
  const matching = `f.passage_search match :match ${windowed ? 'and f.rowid between :from and :to' : ''}`;
  // To look every match up in the other tables costs as much again as to score it, and most readers may see most
  // passages: so first the best of all, and only if the scope leaves few of them the best within the scope.
  const best = db.all(
    `select f.rowid, ${BM25} as score from passage_search f where ${matching} order by score, f.rowid desc limit :limit`,
    { match, limit, ...(windowed && { from, to }) },
  );
  const rows = JSON.stringify(best.map(({ rowid }) => rowid));
  const seen = db.all(`select p.row from json_each(:rows) r ${joined('r.value')} where ${scope.where}`, {
    ...scope.values,
    rows,
  });
  const found =
    best.length < limit || seen.length >= limit / 2
      ? seen
      : db.all(
          `select p.row, ${BM25} as score from passage_search f ${joined('f.rowid')}
            where ${matching} and ${scope.where} order by score, f.rowid desc limit :limit`,
          { ...scope.values, match, limit },
        );
  return found.map(({ row }) => Number(row));
}

/** Passages to rank: all of a few documents, else what the words of the plan select. */
function candidates(db: Connection, query: Query, known: readonly Known[], figures: Figures): number[] {
  const scope = scoping(db, query);
  if (query.scope.docs !== null && query.scope.docs.length <= FEW)
    return db
      .all(
        `select p.row from documents d join passages p on p.document = d.document where ${scope.where}`,
        scope.values,
      )
      .map(({ row }) => Number(row));
  const plan = planOf(known, figures.passages);
  // When all words select, the order is nearly right already: the weights of the terms alone can change it.
  const depth = plan.later.length > 0 ? Math.max(DEPTH, query.limit) : 2 * query.limit;
  const selecting = [...plan.first];
  let rows = select(db, selecting, scope, depth);
  for (const next of plan.later) {
    if (rows.length >= Math.min(ENOUGH, query.limit)) break;
    selecting.push(next);
    rows = select(db, selecting, scope, depth);
  }
  if (query.outlets.length === 0) return rows;
  const preferred: Scoping = {
    where: `${scope.where} and d.publisher in (select value from json_each(:outlets))`,
    values: { ...scope.values, outlets: JSON.stringify(query.outlets) },
  };
  return [...new Set([...rows, ...select(db, selecting, preferred, depth)])];
}

const SPACE = 32;

/** Calls `found` for every one of the words in a column of `passage_words`; takes no string of its own for the others. */
function eachKnown(column: string, words: ReadonlyMap<number, readonly Known[]>, found: (one: Known) => void): void {
  let hash = 0;
  let start = 0;
  for (let at = 0; at <= column.length; at += 1) {
    const code = at < column.length ? column.charCodeAt(at) : SPACE;
    if (code !== SPACE) {
      hash = (Math.imul(hash, 31) + code) | 0;
      continue;
    }
    const word = words.get(hash)?.find((one) => one.word === column.slice(start, at));
    if (word) found(word);
    hash = 0;
    start = at + 1;
  }
}

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = (Math.imul(hash, 31) + word.charCodeAt(at)) | 0;
  return hash;
}

/** BM25 over the stored words of one passage, columns weighted as FTS5 does it, with the weights of the query's terms. */
function scoreOf(row: Row, words: ReadonlyMap<number, readonly Known[]>, figures: Figures): number {
  const counts = new Map<Known, number>();
  for (const [column, weight] of Object.entries(WEIGHTS))
    eachKnown(String(row[column]), words, (one) => counts.set(one, (counts.get(one) ?? 0) + weight));
  const length = 1 - B + (B * Number(row.words) * figures.passages) / Math.max(1, figures.words);
  let score = 0;
  for (const [{ idf, weight }, count] of counts) score += (weight * idf * count * (K1 + 1)) / (count + K1 * length);
  return score;
}

/** The best passages for a query, best first; the newer one where two are equal. */
export function search(db: Connection, query: Query): Hit[] {
  const figures = figuresOf(db);
  const known = knownTerms(db, query, figures);
  if (known.length === 0 || query.limit <= 0 || query.scope.docs?.length === 0) return [];
  const words = Map.groupBy(known, ({ word }) => hashOf(word));
  const outlets = new Set(query.outlets);
  // A public article makes way for the reader's own one of the same id.
  const rows = db.all(
    `select p.*, w.title, w.outlet, w.body, w.aliases, d.id, d.hash, d.publisher
       from json_each(:rows) r cross join passages p on p.row = r.value
       cross join passage_words w on w.row = p.row cross join documents d on d.document = p.document
      where d.tenant = :reader or not exists (select 1 from documents o where o.tenant = :reader and o.id = d.id)`,
    { rows: JSON.stringify(candidates(db, query, known, figures)), reader: query.scope.tenant },
  );
  return rows
    .map((row) => ({
      row: Number(row.row),
      score: scoreOf(row, words, figures) * (outlets.has(String(row.publisher)) ? PREFERRED : 1),
      found: row,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.row - a.row)
    .slice(0, query.limit)
    .map(({ score, found }) => ({
      article: String(found.id),
      version: String(found.hash),
      passage: Number(found.n),
      start: Number(found.start),
      end: Number(found.end),
      score,
    }));
}
