import type { Instant } from '../../core/model/article.ts';
import type { Store } from '../../core/model/ports.ts';
import type { Health, Item, ItemDraft, KnownSource, Source, WaitingItem } from '../../core/model/source.ts';
import { newHealth } from '../../core/source/health.ts';
import type { Connection, Row } from './connection.ts';
import { IS_THERE, visible } from './scope.ts';

type Sources = Pick<
  Store,
  | 'declare'
  | 'addSource'
  | 'removeSource'
  | 'pauseSource'
  | 'sources'
  | 'dueSources'
  | 'setHealth'
  | 'dueItems'
  | 'setReadings'
  | 'untoldSources'
  | 'noteTold'
>;

/** An item that is read again waits for so long after it was read. */
const AGAIN_MS = 3_600_000;
/** What was read that long ago and is no longer in the feed is forgotten. */
const FORGOTTEN_MS = 30 * 24 * 3_600_000;
/** Items that left the feed before they were read: of more the oldest are forgotten. */
const MOST_UNREAD = 2_000;

const SELECT = `select s.body, s.state, h.body as health, h.next_at, h.stopped
  from sources s left join source_health h on h.tenant = s.tenant and h.source = s.id`;

function sourceOf({ body, state }: Row): Source {
  return { ...(JSON.parse(String(body)) as Source), state: state === 'active' ? 'active' : 'paused' };
}

function knownOf(row: Row): KnownSource {
  const { health, next_at: nextAt, stopped } = row;
  const known = typeof health === 'string' ? (JSON.parse(health) as Health) : null;
  return { source: sourceOf(row), health: known && { ...known, nextAt: Number(nextAt), stopped: stopped === 1 } };
}

/** Of a source `s`: nobody paused it, its topic can be read, and its tenant is there. */
const IS_ACTIVE = `s.state = 'active' and s.body ->> '$.resting' is null and s.${IS_THERE}`;

/** Nobody is to wait for so long: it was set by a clock that was ahead. */
const FAR_MS = 2 * 24 * 3_600_000;

/** Those that wait the longest, and all that share an address with them. */
const DUE = `${SELECT}
  where ${IS_ACTIVE} and h.stopped = 0 and h.address in (
    select h.address from source_health h join sources s on s.tenant = h.tenant and s.id = h.source
     where (h.next_at <= :now or h.next_at > :far) and h.stopped = 0 and ${IS_ACTIVE}
     order by h.next_at limit :limit)
  order by h.next_at, s.tenant, s.id`;

/** By an index of those alone that wait, source by source; the first of each before the second of any. */
const WAITING = `
  with first as (
    select i.rowid as item, i.next_at as due,
           row_number() over (partition by i.tenant, i.source order by i.next_at, i.rowid) as turn
      from sources s cross join items i on i.tenant = s.tenant and i.source = s.id
     where s.kind = 'web' and ${IS_ACTIVE}
       and (:tenant is null or (s.tenant = :tenant and s.id = :source))
       and i.rowid in (select rowid from items
                        where tenant = s.tenant and source = s.id and next_at <= :now order by next_at, rowid limit :perSource)
     order by turn, due, item limit :limit)
  select i.*, s.body, s.state
    from first cross join items i on i.rowid = first.item cross join sources s on s.tenant = i.tenant and s.id = i.source
   order by turn, due, item`;

const waitingOf = (row: Row): WaitingItem => ({
  key: String(row.key),
  print: String(row.print),
  backlog: row.backlog === 1,
  draft: JSON.parse(String(row.draft)) as ItemDraft,
  source: sourceOf(row),
  changed: row.read_print !== null && row.read_print !== row.print,
  reading: {
    article: row.article === null ? null : String(row.article),
    tries: Number(row.tries),
    gone: row.gone_at === null ? null : Number(row.gone_at),
    nextAt: row.next_at === null ? null : Number(row.next_at),
  },
});

/** Where articles come from, how it is doing and what waits to be read there. */
export function sourceStore(db: Connection): Sources {
  return {
    declare: async (sources) => {
      const wanted = new Map(sources.map((one) => [keyOf(one), one]));
      const declared = () => db.all('select tenant, id, body from sources where declared = 1');
      const isAsWanted = (row: Row) => {
        const one = wanted.get(keyOf(row));
        return one !== undefined && bodyOf(one) === row.body;
      };
      const stored = await db.read(declared);
      if (stored.length === wanted.size && stored.every(isAsWanted)) return;
      await db.write(() => {
        for (const { tenant = null, id = null } of declared().filter((row) => !wanted.has(keyOf(row))))
          db.run('delete from sources where tenant = :tenant and id = :id', { tenant, id });
        for (const one of wanted.values()) add(db, one, 'set body = excluded.body, declared = 1');
      });
    },
    addSource: (source) => db.write(() => (add(db, source, 'nothing') ? 'new' : 'same')),
    removeSource: (tenant, id) =>
      db.write(
        () => db.run('delete from sources where tenant = :tenant and id = :id and declared = 0', { tenant, id }) === 1,
      ),
    pauseSource: (tenant, id, state) =>
      db.write(() => {
        if (state === 'active')
          db.run(
            `update source_health set next_at = 0, stopped = 0, body = json_set(body, '$.failures', 0)
              where tenant = :tenant and source = :id
                and exists (select 1 from sources where tenant = :tenant and id = :id and (state = 'paused' or stopped = 1))`,
            { tenant, id },
          );
        const set = 'update sources set state = :state where tenant = :tenant and id = :id';
        return db.run(set, { tenant, id, state }) === 1;
      }),
    sources: (tenant) =>
      db.read(() =>
        visible(tenant).flatMap((owner) =>
          db.all(`${SELECT} where s.tenant = :owner order by s.id`, { owner }).map(knownOf),
        ),
      ),
    dueSources: (kind, now, limit) =>
      db.read(() => {
        if (kind === 'web') return db.all(DUE, { now, far: now + FAR_MS, limit }).map(knownOf);
        const folders = `${SELECT} where s.kind = 'folder' and ${IS_ACTIVE}
          order by s.declared desc, s.tenant, s.body ->> 'topic', s.body ->> 'path' limit :limit`;
        return db.all(folders, { limit }).map(knownOf);
      }),
    setHealth: (tenant, source, health, items = [], at = health.checkedAt ?? 0) =>
      db.write(() => {
        const found = db.run(
          `update source_health set next_at = :nextAt, stopped = :stopped, untold = :untold,
                  address = coalesce(:address, address), body = :body
            where tenant = :tenant and source = :source`,
          {
            tenant,
            source,
            nextAt: health.nextAt,
            stopped: Number(health.stopped),
            untold: Number(health.problem !== null && !health.told),
            address: health.address,
            body: JSON.stringify(health),
          },
        );
        if (found === 1 && items.length > 0) note(db, { tenant, source, at }, items);
        return found === 1;
      }),
    dueItems: (now, { perSource, limit }, of) =>
      db.read(() => {
        const values = { now, perSource, limit, tenant: of?.tenant ?? null, source: of?.id ?? null };
        return db.all(WAITING, values).map(waitingOf);
      }),
    setReadings: (read, at) =>
      db.write(() => {
        for (const { item, reading } of read) {
          const { source, key, print } = item;
          const { article, tries, gone, nextAt } = reading;
          db.run(
            `update items set article = :article, tries = :tries, gone_at = :gone, next_at = :nextAt, read_at = :at,
                    read_print = :print
              where tenant = :tenant and source = :source and key = :key and print = :print`,
            { tenant: source.tenant, source: source.id, key, print, article, tries, gone, nextAt, at },
          );
        }
      }),
    noteTold: (tenant, source, since) =>
      db.write(
        () =>
          void db.run(
            `update source_health set untold = 0, body = json_set(body, '$.told', json('true'))
              where tenant = :tenant and source = :source and body ->> '$.problem.since' = :since`,
            { tenant, source, since },
          ),
      ),
    untoldSources: () =>
      db.read(() => db.all(`${SELECT} where h.untold = 1 and ${IS_ACTIVE} order by s.tenant, s.id`).map(knownOf)),
  };
}

const keyOf = ({ tenant, id }: Record<'tenant' | 'id', unknown> | Row) => JSON.stringify([tenant, id]);
const bodyOf = (source: Source) => JSON.stringify({ ...source, state: 'active' });

/** Adds a source, and of one on the web that it was never asked; `known`: what becomes of one that is there. */
function add(db: Connection, source: Source, known: string): boolean {
  const { tenant, id, kind, state, declared, path, made } = source;
  const added = db.run(
    `insert into sources (tenant, id, declared, state, kind, body) values (:tenant, :id, :declared, :state, :kind, :body)
     on conflict do ${known === 'nothing' ? known : `update ${known}`}`,
    { tenant, id, declared: Number(declared), state, kind, body: bodyOf(source) },
  );
  if (kind === 'web')
    db.run(
      `insert into source_health (tenant, source, address, next_at, body) values (:tenant, :id, :path, :made, :body)
       on conflict do nothing`,
      { tenant, id, path, made, body: JSON.stringify(newHealth(made)) },
    );
  return added === 1;
}

/** What a feed holds now. */
function note(
  db: Connection,
  { tenant, source, at }: { readonly tenant: string; readonly source: string; readonly at: Instant },
  items: readonly Item[],
): void {
  const rows = db.all('select key, print, read_at from items where tenant = :tenant and source = :source', {
    tenant,
    source,
  });
  const known = new Map(rows.map((row) => [String(row.key), row]));
  for (const { key, print, backlog, draft } of items) {
    const old = known.get(key);
    if (old?.print === print) continue;
    const values = { tenant, source, key, print, draft: JSON.stringify(draft) };
    if (!old)
      db.run(
        `insert into items (tenant, source, key, print, backlog, draft, next_at)
         values (:tenant, :source, :key, :print, :backlog, :draft, :at)`,
        { ...values, backlog: Number(backlog), at },
      );
    else if (old.read_at === null)
      db.run(
        'update items set print = :print, draft = :draft where tenant = :tenant and source = :source and key = :key',
        values,
      );
    else
      db.run(
        `update items set print = :print, draft = :draft, backlog = 0, tries = 0, next_at = max(:at, read_at + :again)
          where tenant = :tenant and source = :source and key = :key`,
        { ...values, at, again: AGAIN_MS },
      );
  }
  const left = `delete from items where tenant = :tenant and source = :source
    and key not in (select value from json_each(:keys))`;
  const its = { tenant, source, keys: JSON.stringify(items.map(({ key }) => key)) };
  db.run(`${left} and next_at is null and read_at < :before`, { ...its, before: at - FORGOTTEN_MS });
  db.run(
    `${left} and read_at is null and rowid not in (
       select rowid from items where tenant = :tenant and source = :source and read_at is null
        order by rowid desc limit :most)`,
    { ...its, most: MOST_UNREAD },
  );
}
