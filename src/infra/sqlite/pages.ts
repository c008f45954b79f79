import type { Kept } from '../../core/model/answer.ts';
import type { Tenant } from '../../core/model/article.ts';
import type { Store } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';

const parsed = <T>(row: Row | null): T | null => (row ? (JSON.parse(String(row.body)) as T) : null);

/** Keeps an answer or a briefing, so that its buttons work later; the same id again replaces it. */
export function keepPage(db: Connection, tenant: Tenant, page: Kept, person: string | null): void {
  db.run(`insert or replace into pages (tenant, id, person, body) values (:tenant, :id, :person, :body)`, {
    tenant,
    id: page.id,
    person,
    body: JSON.stringify(page),
  });
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
