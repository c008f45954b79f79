import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Store } from '../../core/model/ports.ts';
import { drop } from './apply.ts';
import type { Connection, Row } from './connection.ts';

/** One round takes no longer, so that a beat ends; the next goes on with what is left. */
const ROUND_MS = 5_000;
/** Articles, versions or pages of one step: some milliseconds, so that nobody waits for it. */
const BITE = 20;

/** What is removed after a time: answers, and texts that are no longer what their article says. */
export function retentionStore(db: Connection): Pick<Store, 'retain'> {
  return {
    retain: async (before, now) => {
      const end = performance.now() + ROUND_MS;
      const removed = { versions: 0, articles: 0, pages: 0 };
      for (let more = true; more && performance.now() < end; await othersFirst())
        more = await db.write(() => {
          const looked = lookThrough(db, now);
          const gone = removeSome(db, before);
          for (const name of ['versions', 'articles', 'pages'] as const) removed[name] += gone[name];
          return looked || gone.versions + gone.articles + gone.pages > 0;
        });
      return removed;
    },
  };
}

/** The version that an article says now; all of a withdrawn article are old. */
const IS_LIVE = "a.state = 'live' and v.hash = a.hash";

/** Notes since when versions are old, of articles that changed since it was last looked; true while there are more. */
function lookThrough(db: Connection, now: number): boolean {
  const changed = db.all(
    'select row, seq from articles where seq > (select seq from retired_state) order by seq limit :limit',
    { limit: BITE },
  );
  for (const { row = null } of changed) {
    const versions = `select v.version from articles a join versions v on v.article = a.row where a.row = :row`;
    db.run(`delete from retired where version in (${versions} and ${IS_LIVE})`, { row });
    db.run(`insert or ignore into retired (version, at) select version, :now from (${versions} and not (${IS_LIVE}))`, {
      row,
      now,
    });
  }
  const seq = changed.at(-1)?.seq;
  if (seq !== undefined) db.run('update retired_state set seq = :seq', { seq });
  return changed.length === BITE;
}

/** A digest cites it; one of the same server, or a public article in anybody's. */
const IS_CITED = `exists (select 1 from cited c where c.article = a.id and c.hash = v.hash
  and (a.tenant = 'public' or c.tenant = a.tenant))`;

/** The newest version of a withdrawn article goes last, with the article itself. */
const OLD = `
  select v.version, a.row, a.tenant, a.id, v.hash = a.hash as newest
    from retired r join versions v on v.version = r.version join articles a on a.row = v.article
   where r.at < :before and not ${IS_CITED} and not (${IS_LIVE})
     and (v.hash <> a.hash or not exists (select 1 from versions o where o.article = a.row and o.version <> v.version))
   order by r.at limit :limit`;

/** Nobody needs to know any more where it was told of: in its own server, or anywhere for a public one. */
const FORGET_HAD = `delete from had where article = :id
  and (:tenant = 'public' or (select tenant from deliveries where row = delivery) = :tenant)`;

const OLD_PAGES =
  "select row, tenant, id, json_extract(body, '$.made') as made from pages where lasting = 0 order by row";

function removeSome(db: Connection, before: number) {
  const old = db.all(OLD, { before, limit: BITE });
  const articles = old.filter(({ newest }) => newest === 1);
  for (const { version = null } of old) db.run('delete from versions where version = :version', { version });
  drop(
    db,
    articles.map(({ tenant, id }) => ({ tenant: String(tenant), id: String(id) })),
  );
  for (const { row = null } of articles) db.run('delete from articles where row = :row', { row });
  for (const { id = null, tenant = null } of articles) db.run(FORGET_HAD, { id, tenant });
  // Pages are numbered as they are kept: the first that is young enough ends the list.
  const pages = db.all(`${OLD_PAGES} limit :limit`, { limit: BITE }).filter(({ made }) => Number(made) < before);
  for (const page of pages) removePage(db, page);
  return { versions: old.length, articles: articles.length, pages: pages.length };
}

function removePage(db: Connection, { row = null, tenant = null, id = null }: Row): void {
  db.run('delete from pages where row = :row', { row });
  db.run('delete from ratings where tenant = :tenant and page = :id', { tenant, id });
  db.run('delete from talks where tenant = :tenant and page = :id', { tenant, id });
}
