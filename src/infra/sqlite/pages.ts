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

type Pages = Pick<Store, 'keep' | 'kept' | 'lastKept'>;

/** Answers and briefings that were given. */
export function pageStore(db: Connection): Pages {
  return {
    keep: (tenant, page, person) => db.write(() => keepPage(db, tenant, page, person)),
    kept: (tenant, id) =>
      db.read(() => parsed(db.get('select body from pages where tenant = :tenant and id = :id', { tenant, id }))),
    lastKept: (tenant, person) =>
      db.read(() =>
        parsed(
          db.get('select body from pages where tenant = :tenant and person = :person order by row desc limit 1', {
            tenant,
            person,
          }),
        ),
      ),
  };
}
