import type { Answer, Briefing, Kept } from '../../core/model/answer.ts';
import type { Tenant } from '../../core/model/article.ts';
import type { Store } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';

const parsed = <T>(row: Row | null): T | null => (row ? (JSON.parse(String(row.body)) as T) : null);

/** Keeps an answer or a briefing, so that its buttons work later; the same id again replaces it. */
function keepPage(db: Connection, tenant: Tenant, page: Kept, person: string | null): void {
  db.run(
    `insert or replace into pages (tenant, id, person, body, lasting) values (:tenant, :id, :person, :body,
       coalesce((select lasting from pages where tenant = :tenant and id = :id), 0))`,
    { tenant, id: page.id, person, body: JSON.stringify(page) },
  );
}

/** Keeps what is delivered, for ever, with the versions that it cites. */
export function keepEdition(db: Connection, tenant: Tenant, edition: Briefing | Answer): void {
  keepPage(db, tenant, edition, null);
  db.run('update pages set lasting = 1 where tenant = :tenant and id = :id', { tenant, id: edition.id });
  db.run('delete from cited where tenant = :tenant and page = :id', { tenant, id: edition.id });
  db.run(
    `insert or ignore into cited (article, hash, tenant, page)
     select json_extract(value, '$.article'), json_extract(value, '$.version'), :tenant, :id from json_tree(:body)
      where type = 'object' and json_extract(value, '$.article') is not null
        and json_extract(value, '$.version') is not null`,
    { tenant, id: edition.id, body: JSON.stringify(edition) },
  );
}

type Pages = Pick<Store, 'keep' | 'kept' | 'lastKept' | 'recentlyKept' | 'marked'>;

/** Answers and briefings that were given. */
export function pageStore(db: Connection): Pages {
  const recent = (tenant: Tenant, person: string, limit: number): Kept[] =>
    db
      .all('select body from pages where tenant = :tenant and person = :person order by row desc limit :limit', {
        tenant,
        person,
        limit,
      })
      .map((row) => parsed<Kept>(row)!);
  return {
    keep: (tenant, page, person, channel) =>
      db.write(() => {
        keepPage(db, tenant, page, person);
        if (person === null || channel === undefined || page.upTo === undefined) return;
        db.run(
          `insert into marks (tenant, channel, person, seq, at) values (:tenant, :channel, :person, :seq, :at)
           on conflict do update set seq = excluded.seq, at = excluded.at where excluded.seq >= seq`,
          { tenant, channel, person, seq: page.upTo, at: page.made },
        );
      }),
    kept: (tenant, id) =>
      db.read(() => parsed(db.get('select body from pages where tenant = :tenant and id = :id', { tenant, id }))),
    lastKept: (tenant, person) => db.read(() => recent(tenant, person, 1)[0] ?? null),
    recentlyKept: (tenant, person, limit) => db.read(() => recent(tenant, person, limit)),
    marked: ({ tenant, channel, person }) =>
      db.read(() => {
        const found = db.get(
          'select seq, at from marks where tenant = :tenant and channel = :channel and person = :person',
          { tenant, channel, person },
        );
        return found && { seq: Number(found.seq), at: Number(found.at) };
      }),
  };
}
