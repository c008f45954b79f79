import type { Counted, Scope, StatementFilter, Store } from '../../core/model/ports.ts';
import type { Statement } from '../../core/model/statement.ts';
import { newestSeq } from './articles.ts';
import type { Connection, Row } from './connection.ts';
import { eachTenant, publishersOf, visible } from './scope.ts';

const number = (row: Row, column: string): number => Number(row[column] ?? 0);
const newestFirst = (a: Row, b: Row): number => number(b, 'row') - number(a, 'row');

function statementsOf(db: Connection, { scope, actors, limit }: StatementFilter): Statement[] {
  const found = new Map<string, Row>();
  const keys = actors === null ? [null] : new Set(actors);
  for (const actor of keys) {
    const rows = eachTenant(db, scope, ({ from, row, where, values }) => {
      const speaking =
        actor === null
          ? from
          : scope.docs === null
            ? 'statement_actors k cross join articles a on a.row = k.article'
            : `${from} cross join statement_actors k on k.article = a.row`;
      const [asked, order] =
        actor === null ? ['', row] : ['and k.tenant = :tenant and k.actor = :actor and k.n = s.n', 'k.article'];
      return db.all(
        `select a.row, s.n, s.body from ${speaking}
           cross join versions v on v.article = a.row and v.hash = a.hash
           cross join statements s on s.version = v.version
          where ${where} ${asked} order by ${order} desc, s.n limit :limit`,
        { ...values, ...(actor !== null && { actor }), limit },
      );
    });
    for (const one of rows) found.set(`${one.row}#${one.n}`, one);
  }
  return [...found.values()]
    .sort((a, b) => newestFirst(a, b) || number(a, 'n') - number(b, 'n'))
    .slice(0, limit)
    .map(({ body }) => JSON.parse(String(body)) as Statement);
}

function countOf(db: Connection, scope: Scope): Counted {
  const dated = eachTenant(db, scope, ({ from, where, values }) =>
    db.all(
      `select a.origin, count(*) as articles, sum(a.dated = 0) as undated,
              max(case a.dated when 1 then a.since end) as newest
         from ${from} where ${where} group by a.origin`,
      values,
    ),
  );
  const windowed = scope.since !== null || scope.until !== null;
  // A time window leaves undated articles out; they are counted all the same.
  const undated = windowed
    ? eachTenant(db, { ...scope, since: null, until: null }, ({ from, where, values }) =>
        db.all(`select count(*) as undated from ${from} where a.dated = 0 and ${where}`, values),
      )
    : dated;
  const newest = dated.map((row) => row.newest).filter((at) => typeof at === 'number');
  const named = new Set(dated.map((row) => row.origin).filter((origin) => origin !== null));
  const unread = new Map<string, number>();
  for (const row of eachTenant(db, scope, ({ from, where, values }) =>
    db.all(
      `select a.unread, count(*) as articles from ${from} where a.unread is not null and ${where} group by a.unread`,
      values,
    ),
  ))
    unread.set(String(row.unread), (unread.get(String(row.unread)) ?? 0) + number(row, 'articles'));
  const unknown = dated.filter((row) => row.origin === null);
  return {
    articles: dated.reduce((sum, row) => sum + number(row, 'articles'), 0),
    undated: undated.reduce((sum, row) => sum + number(row, 'undated'), 0),
    ...(windowed && { limited: true }),
    ...(unread.size > 0 && { unread: Object.fromEntries(unread) }),
    newest: newest.length > 0 ? Math.max(...newest) : null,
    origins: { named: named.size, unknown: unknown.reduce((sum, row) => sum + number(row, 'articles'), 0) },
  };
}

/** Scopes whose counts are remembered; the same few are asked for again and again. */
const REMEMBERED = 64;

/** Counts, each made once: they change with `seq` alone, in whichever process. */
function counter(db: Connection): (scope: Scope) => Counted {
  const remembered = new Map<string, Counted>();
  let made = -1;
  return (scope) => {
    const seq = newestSeq(db);
    if (seq !== made || remembered.size >= REMEMBERED) remembered.clear();
    made = seq;
    const key = JSON.stringify(scope);
    const known = remembered.get(key) ?? countOf(db, scope);
    remembered.set(key, known);
    return known;
  };
}

const NEWS = 'select a.news, a.id from articles a indexed by articles_by_news where a.news > :afterSeq';
/** What joined a topic later than it was indexed. */
const JOINED = `select t.news, a.id from article_topics t cross join articles a on a.row = t.article
  where t.topic = :topic and t.news > 0 and t.news > :afterSeq`;

function newerOf(db: Connection, scope: Scope, afterSeq: number, limit: number): string[] {
  const found = (select: string): Row[] =>
    eachTenant(db, scope, ({ where, values }) =>
      db.all(`${select} and ${where} order by 1 limit :limit`, { ...values, afterSeq, limit }),
    );
  const rows = scope.topic === null ? found(NEWS) : [...found(NEWS), ...found(JOINED)];
  return [...new Set(rows.sort((a, b) => number(a, 'news') - number(b, 'news')).map(({ id }) => String(id)))].slice(
    0,
    limit,
  );
}

type Lists = Pick<Store, 'list' | 'count' | 'newer' | 'statements' | 'publishers'>;

/** What stands in a scope. */
export function lists(db: Connection): Lists {
  const count = counter(db);
  return {
    list: (scope, limit) =>
      db.read(() =>
        eachTenant(db, scope, ({ from, row, where, values }) =>
          db.all(`select a.row, a.id from ${from} where ${where} order by ${row} desc limit :limit`, {
            ...values,
            limit,
          }),
        )
          .sort(newestFirst)
          .slice(0, limit)
          .map(({ id }) => String(id)),
      ),
    count: (scope) => db.read(() => count(scope)),
    newer: (scope, afterSeq, limit) => db.read(() => newerOf(db, scope, afterSeq, limit)),
    statements: (filter) => db.read(() => statementsOf(db, filter)),
    publishers: (tenant) =>
      db.read(() => [...new Set(visible(tenant).flatMap((owner) => publishersOf(db, 'articles', owner)))].sort()),
  };
}
