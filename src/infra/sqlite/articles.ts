import { isRead } from '../../core/language/detect.ts';
import { originKey } from '../../core/language/origin.ts';
import type { Article, ArticleId, Hash, Tenant } from '../../core/model/article.ts';
import type { Ingested, Store } from '../../core/model/ports.ts';
import type { Analysis, Party, Statement } from '../../core/model/statement.ts';
import type { Connection, Row } from './connection.ts';
import { visible } from './scope.ts';
import { freeRows, stretchOf } from './time.ts';

type Outcome = 'new' | 'same' | 'changed' | 'reread';

/** What the columns of `articles` do not hold. */
type Meta = Pick<
  Article,
  'title' | 'publisher' | 'author' | 'url' | 'published' | 'seen' | 'language' | 'sample' | 'teaser'
>;

function metaOf({ title, publisher, author, url, published, seen, language, sample, teaser }: Article): Meta {
  return { title, publisher, author, url, published, seen, language, sample, ...(teaser && { teaser }) };
}

const sameMeta = (a: Meta, b: Meta): boolean => JSON.stringify({ ...a, seen: 0 }) === JSON.stringify({ ...b, seen: 0 });

/** Saves one article with the number it gets if it is news. */
function saveOne(db: Connection, one: Ingested, seq: number, isTold: boolean): Outcome {
  const { article, analysis } = one;
  const { tenant, id, version: hash } = article;
  const found = db.get(
    `select a.row, a.hash, a.seq, a.state, a.dated, a.since, a.reader, v.meta from articles a
       left join versions v on v.article = a.row and v.hash = :hash
      where a.tenant = :tenant and a.id = :id`,
    { tenant, id, hash },
  );
  // Read out of the store, and changed or withdrawn there by another process while it was analysed.
  if (article.seq > 0 && found?.seq !== article.seq) return 'same';
  const known = found && typeof found.meta === 'string' ? (JSON.parse(found.meta) as Meta) : null;
  const same = found?.hash === hash && found.state === 'live' && known && sameMeta(known, metaOf(article));
  const isNews = !same || hasNewTopic(db, Number(found.row), article);
  if (!isNews && found.reader === (analysis.reader ?? null)) return 'same';
  // A version is as old as its first sight, also when it comes back.
  const row = found ? update(db, one, seq, found) : insert(db, one, seq);
  if (isNews && isTold) db.run('update articles set news = seq where row = :row', { row });
  for (const topic of article.topics)
    db.run('insert or ignore into article_topics (topic, article) values (:topic, :row)', { topic, row });
  saveVersion(db, row, { article: { ...article, seen: known?.seen ?? article.seen }, analysis });
  saveActors(db, row, tenant, analysis.statements);
  return !found ? 'new' : isNews ? 'changed' : 'reread';
}

function hasNewTopic(db: Connection, row: number, article: Article): boolean {
  const has = topicsOf(db, row);
  return article.topics.some((topic) => !has.includes(topic));
}

function topicsOf(db: Connection, row: number): string[] {
  return db
    .all('select topic from article_topics where article = :row order by topic', { row })
    .map(({ topic }) => String(topic));
}

function insert(db: Connection, { article, analysis }: Ingested, seq: number): number {
  const stretch = stretchOf(article);
  const row = freeRows(db, 'articles', stretch.since);
  const { tenant, id, version: hash, publisher } = article;
  db.run(
    `insert into articles (row, tenant, id, hash, seq, state, dated, since, until, publisher, origin, reader, unread)
     values (:row, :tenant, :id, :hash, :seq, 'live', :dated, :since, :until, :publisher, :origin, :reader, :unread)`,
    { row, tenant, id, hash, seq, ...stretch, publisher, ...foundBy(analysis) },
  );
  return row;
}

/** The row moves when the date of publication does; an undated article stays where it was first seen. */
function update(db: Connection, { article, analysis }: Ingested, seq: number, found: Row): number {
  const old = Number(found.row);
  const stretch = stretchOf(article);
  const moves = stretch.dated !== found.dated || (stretch.dated === 1 && stretch.since !== found.since);
  const row = moves ? freeRows(db, 'articles', stretch.since) : old;
  const since = stretch.dated === 0 && !moves ? Number(found.since) : stretch.since;
  const until = stretch.dated === 0 ? since : stretch.until;
  db.run(
    `update articles set row = :row, hash = :hash, seq = :seq, state = 'live', dated = :dated, since = :since,
            until = :until, publisher = :publisher, origin = :origin, reader = :reader,
            unread = :unread where row = :old`,
    {
      row,
      hash: article.version,
      seq,
      dated: stretch.dated,
      since,
      until,
      publisher: article.publisher,
      ...foundBy(analysis),
      old,
    },
  );
  return row;
}

/** What the language step found that articles are counted and chosen by. */
function foundBy(analysis: Analysis): { origin: string | null; reader: string | null; unread: string | null } {
  const { language, reader = null } = analysis;
  return { origin: originKey(analysis), reader, unread: isRead(language) ? null : language };
}

function saveVersion(db: Connection, row: number, { article, analysis }: Ingested): void {
  const { statements, ...rest } = analysis;
  const version = Number(
    db.get(
      `insert into versions (article, hash, meta, analysis, text) values (:row, :hash, :meta, :analysis, :text)
       on conflict (article, hash) do update set meta = excluded.meta, analysis = excluded.analysis
       returning version`,
      {
        row,
        hash: article.version,
        meta: JSON.stringify(metaOf(article)),
        analysis: JSON.stringify(rest),
        text: article.text,
      },
    )?.version,
  );
  db.run('delete from statements where version = :version', { version });
  statements.forEach((statement, n) => {
    db.run('insert into statements (version, n, body) values (:version, :n, :body)', {
      version,
      n,
      body: JSON.stringify(statement),
    });
  });
}

function saveActors(db: Connection, row: number, tenant: Tenant, statements: readonly Statement[]): void {
  db.run('delete from statement_actors where article = :row', { row });
  statements.forEach((statement, n) => {
    for (const actor of actorsOf(statement))
      db.run('insert into statement_actors (tenant, actor, article, n) values (:tenant, :actor, :row, :n)', {
        tenant,
        actor,
        row,
        n,
      });
  });
}

/** Slugs and countries under which a statement is found. */
function actorsOf({ speaker, via }: Statement): Set<string> {
  const parties: readonly Party[] = speaker ? [speaker, ...via] : via;
  return new Set(parties.flatMap(({ actor, country }) => [actor, country]).filter((key) => key !== null));
}

/** Articles that are kept in memory as they were read: the newest ones are asked for again and again. */
const REMEMBERED = 400;

/**
 * Reads versions of articles. `seq` changes with all that is stored of an article, in whichever process, so what is
 * remembered under it is never old.
 */
type Reader = (found: Row) => Ingested;

function openReader(db: Connection): Reader {
  const remembered = new Map<string, Ingested>();
  return (found) => {
    const key = `${found.version}@${found.seq}`;
    const one = remembered.get(key) ?? ingested(db, found);
    // Taken out and put back at the end: the first of the map is the one not asked for longest.
    remembered.delete(key);
    remembered.set(key, one);
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
    return one;
  };
}

const SELECT = `select a.row, a.tenant, a.id, a.seq, a.state, v.version, v.hash
  from articles a join versions v on v.article = a.row`;

function ingested(db: Connection, row: Row): Ingested {
  const version = row.version ?? null;
  const stored = db.get('select meta, analysis, text from versions where version = :version', { version });
  const statements = db
    .all('select body from statements where version = :version order by n', { version })
    .map(({ body }) => JSON.parse(String(body)) as Statement);
  const meta = JSON.parse(String(stored?.meta)) as Meta;
  const analysis = JSON.parse(String(stored?.analysis)) as Omit<Analysis, 'statements'>;
  return {
    article: {
      ...meta,
      id: String(row.id),
      version: String(row.hash),
      tenant: String(row.tenant),
      seq: Number(row.seq),
      text: String(stored?.text),
      state: row.state === 'live' ? 'live' : 'withdrawn',
      topics: topicsOf(db, Number(row.row)),
    },
    analysis: { ...analysis, statements },
  };
}

/** The newest version, or the one asked for; the reader's own before a public one, a live one before a withdrawn one. */
function locate(db: Connection, tenant: Tenant, id: ArticleId, version: Hash | null): Row | null {
  const rows = visible(tenant).flatMap((owner) =>
    db.all(`${SELECT} and v.hash = coalesce(:version, a.hash) where a.tenant = :owner and a.id = :id`, {
      owner,
      id,
      version,
    }),
  );
  return rows.find(({ state }) => state === 'live') ?? rows[0] ?? null;
}

/** The number of the last change of any article. */
export const newestSeq = (db: Connection): number => Number(db.get('select seq from sequence')?.seq);

const PREVIOUS =
  'select version, hash from versions where article = :row and hash <> :hash order by version desc limit 1';

type Articles = Pick<Store, 'save' | 'withdraw' | 'changes' | 'outdated' | 'seq' | 'article' | 'previous' | 'articles'>;

/** Articles and their versions. */
export function articleStore(db: Connection): Articles {
  const read = openReader(db);
  const advance = (seq: number): number => db.run('update sequence set seq = :seq', { seq });
  return {
    save: (batch, { news } = { news: true }) =>
      db.write(() => {
        let seq = newestSeq(db);
        const outcomes = batch.map((one) => {
          const outcome = saveOne(db, one, seq + 1, news);
          if (outcome !== 'same') seq += 1;
          return outcome;
        });
        advance(seq);
        return outcomes;
      }),
    withdraw: (tenant, id) =>
      db.write(() => {
        const seq = newestSeq(db) + 1;
        const withdrawn = db.get(
          `update articles set state = 'withdrawn', seq = :seq where tenant = :tenant and id = :id and state = 'live'
           returning row`,
          { seq, tenant, id },
        );
        if (!withdrawn) return;
        db.run('delete from statement_actors where article = :row', { row: withdrawn.row ?? null });
        advance(seq);
      }),
    changes: (afterSeq, limit) =>
      db.read(() =>
        db
          .all(`${SELECT} and v.hash = a.hash where a.seq > :afterSeq order by a.seq limit :limit`, { afterSeq, limit })
          .map((row) => ingested(db, row)),
      ),
    outdated: (reader, upTo, limit) =>
      db.read(() =>
        db
          .all(
            `${SELECT} and v.hash = a.hash
              where (a.reader is null or a.reader < :reader or a.reader > :reader) and a.state = 'live' and a.seq <= :upTo
              order by a.seq desc limit :limit`,
            { reader, upTo, limit },
          )
          .map((row) => ingested(db, row)),
      ),
    seq: () => db.read(() => newestSeq(db)),
    article: (tenant, id, version) =>
      db.read(() => {
        const found = locate(db, tenant, id, version ?? null);
        return found && read(found);
      }),
    previous: (tenant, id) =>
      db.read(() => {
        const newest = locate(db, tenant, id, null);
        const before = newest && db.get(PREVIOUS, { row: newest.row ?? null, hash: newest.hash ?? null });
        return newest && before && read({ ...newest, ...before });
      }),
    articles: (tenant, ids) =>
      db.read(() =>
        ids.flatMap((id) => {
          const found = locate(db, tenant, id, null);
          return found?.state === 'live' ? [read(found)] : [];
        }),
      ),
  };
}
