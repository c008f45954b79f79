import type { Tenant } from '../../core/model/article.ts';
import type { Scope } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';
import { rowWindow } from './time.ts';

const PUBLIC: Tenant = 'public';

type Values = Record<string, string | number>;
export type Clause = {
  /** Names the articles `a`, by the way that reads fewest of them, and the column that orders it by row. */
  readonly from: string;
  readonly row: string;
  /** All conditions again, on `a` alone, for another way to it. */
  readonly where: string;
  readonly values: Values;
};

/** True of rows whose tenant the bot has not left. */
export const IS_THERE = 'tenant not in (select tenant from departures)';

/** A reader sees rows of its own tenant and public ones. */
export function visible(tenant: Tenant): readonly Tenant[] {
  return tenant === PUBLIC ? [PUBLIC] : [tenant, PUBLIC];
}

/**
 * The articles `a` of one of the tenants that a scope's reader sees: live, of its topic, ids and time window. A public
 * article makes way for the reader's own one of the same id, since an id names one article to a reader.
 */
function inScope(connection: Connection, scope: Scope, tenant: Tenant): Clause {
  const where = ["a.tenant = :tenant and a.state = 'live'"];
  const values: Values = { tenant };
  if (tenant !== scope.tenant) {
    where.push("not exists (select 1 from articles o where o.tenant = :reader and o.id = a.id and o.state = 'live')");
    values.reader = scope.tenant;
  }
  const windowed = scope.since !== null || scope.until !== null;
  if (windowed) {
    const window = rowWindow(connection, 'articles', scope);
    where.push('a.dated = 1 and a.row between :from and :to');
    values.from = window.from;
    values.to = window.to;
    if (scope.since !== null) {
      where.push('a.until >= :since');
      values.since = scope.since;
    }
    if (scope.until !== null) {
      where.push('a.since <= :until');
      values.until = scope.until;
    }
  }
  let [from, row] = ['articles a', 'a.row'];
  if (typeof scope.outlet === 'string') {
    where.push('a.publisher in (select value from json_each(:outlets))');
    values.outlets = spellings(connection, 'articles', [tenant], scope.outlet);
    from = 'json_each(:outlets) o cross join articles a on a.tenant = :tenant and a.publisher = o.value';
  }
  if (scope.topic !== null) {
    where.push('exists (select 1 from article_topics where topic = :topic and article = a.row)');
    values.topic = scope.topic;
    const range = windowed ? 'and t.article between :from and :to' : '';
    from = `article_topics t cross join articles a on t.topic = :topic ${range} and a.row = t.article`;
    row = 't.article';
  }
  if (scope.docs !== null) {
    where.push('a.id in (select value from json_each(:docs))');
    values.docs = JSON.stringify([...new Set(scope.docs)]);
    from = 'json_each(:docs) d cross join articles a on a.tenant = :tenant and a.id = d.value';
    row = 'a.row';
  }
  return { from, row, where: where.join(' and '), values };
}

/** The rows of every visible tenant, each queried by its index. */
export function eachTenant(connection: Connection, scope: Scope, query: (clause: Clause) => Row[]): Row[] {
  return visible(scope.tenant).flatMap((tenant) => query(inScope(connection, scope, tenant)));
}

const STORED = {
  articles: "articles where tenant = :tenant and state = 'live' and publisher is not null",
  documents: 'documents where tenant = :tenant and publisher is not null',
} as const;

/** Each distinct publisher of a tenant by one step in the index, however many articles carry the name. */
export function publishersOf(connection: Connection, table: keyof typeof STORED, tenant: Tenant): string[] {
  const rows = connection.all(
    `with recursive names (name) as (
       select min(publisher) from ${STORED[table]}
       union all
       select (select min(publisher) from ${STORED[table]} and publisher > name) from names where name is not null)
     select name from names where name is not null`,
    { tenant },
  );
  return rows.map(({ name }) => String(name));
}

/** How these tenants' articles spell an outlet, in upper and lower case, as a JSON array. */
export function spellings(
  connection: Connection,
  table: keyof typeof STORED,
  tenants: readonly Tenant[],
  outlet: string,
): string {
  const name = outlet.toLowerCase();
  const known = new Set(tenants.flatMap((tenant) => publishersOf(connection, table, tenant)));
  return JSON.stringify([...known].filter((one) => one.toLowerCase() === name));
}
