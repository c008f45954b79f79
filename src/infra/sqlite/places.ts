import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Tenant } from '../../core/model/article.ts';
import type { Personal, Settings, Store } from '../../core/model/ports.ts';
import { drop, mergeSome } from './apply.ts';
import type { Connection } from './connection.ts';
import { end } from './outbox.ts';
import { emptyTopics } from './topics.ts';

type Places = Pick<
  Store,
  | 'rate'
  | 'talk'
  | 'setTalk'
  | 'settings'
  | 'set'
  | 'leave'
  | 'tenants'
  | 'comeBack'
  | 'purge'
  | 'install'
  | 'installed'
  | 'uninstall'
>;
type Persons = Pick<Store, 'personal' | 'forget'>;

/** What was set and said where, and which servers are left. */
export function placeStore(db: Connection): Places {
  return {
    rate: (tenant, page, person, verdict, at) =>
      db.write(
        () =>
          void db.run(
            `insert into ratings (tenant, page, person, verdict, at) values (:tenant, :page, :person, :verdict, :at)
             on conflict do update set verdict = excluded.verdict, at = excluded.at`,
            { tenant, page, person, verdict, at },
          ),
      ),
    talk: (key) =>
      db.read(() => {
        const found = db.get(
          `select page, at from talks
            where tenant = :tenant and channel = :channel and thread = :thread and person = :person`,
          key,
        );
        return found && { page: String(found.page), at: Number(found.at) };
      }),
    setTalk: (key, talk) =>
      db.write(
        () =>
          void db.run(
            `insert into talks (tenant, channel, thread, person, page, at)
             values (:tenant, :channel, :thread, :person, :page, :at)
             on conflict do update set page = excluded.page, at = excluded.at`,
            { ...key, ...talk },
          ),
      ),
    settings: (tenant, channel) =>
      db.read(() => {
        const rows = db.all('select name, value from settings where tenant = :tenant and channel = :channel', {
          tenant,
          channel: channel ?? '',
        });
        return Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Settings;
      }),
    set: (tenant, channel, name, value) =>
      db.write(() => {
        const at = { tenant, channel: channel ?? '', name };
        if (value === null)
          db.run('delete from settings where tenant = :tenant and channel = :channel and name = :name', at);
        else
          db.run(
            `insert into settings (tenant, channel, name, value) values (:tenant, :channel, :name, :value)
             on conflict do update set value = excluded.value`,
            { ...at, value },
          );
      }),
    leave: (tenant, at) =>
      db.write(() => {
        db.run('insert into departures (tenant, at) values (:tenant, :at) on conflict do nothing', { tenant, at });
        const open = "select * from deliveries where tenant = :tenant and state = 'open' order by row";
        end(db, db.all(open, { tenant }), null, at);
      }),
    comeBack: async (tenant) => {
      // Chats name every server they are in whenever they connect, and most were never left.
      const left = await db.read(() => db.get('select 1 from departures where tenant = :tenant', { tenant }));
      if (left) await db.write(() => void db.run('delete from departures where tenant = :tenant', { tenant }));
    },
    tenants: (platform) => db.read(() => db.all(TENANTS, { within: platform }).map(({ tenant }) => String(tenant))),
    purge: async (before) => {
      const end = performance.now() + PURGE_MS;
      const left = 'select tenant from departures where at < :before order by tenant';
      const tenants = (await db.read(() => db.all(left, { before }))).map(({ tenant }) => String(tenant));
      const purged: Tenant[] = [];
      for (const tenant of tenants) {
        let more = true;
        for (; more && performance.now() < end; await othersFirst())
          more = await db.write(() => purgeSome(db, tenant, before));
        if (!more) purged.push(tenant);
      }
      if (tenants.length > 0) await db.wipe();
      return purged;
    },
    install: (tenant, sealed) =>
      db.write(
        () =>
          void db.run(
            `insert into installations (tenant, sealed) values (:tenant, :sealed)
             on conflict do update set sealed = excluded.sealed`,
            { tenant, sealed },
          ),
      ),
    installed: (tenant) =>
      db.read(() => {
        const found = db.get('select sealed from installations where tenant = :tenant', { tenant });
        return found && String(found.sealed);
      }),
    uninstall: (tenant) => db.write(() => void db.run('delete from installations where tenant = :tenant', { tenant })),
  };
}

/** One purge takes no longer, so that a beat ends; the next goes on with what is left. */
const PURGE_MS = 20_000;

/** Articles deleted in one step: some milliseconds, so that nobody waits for a large server's purge. */
const BITE = 20;

const ITS_ARTICLES = `
  select id from articles where tenant = :tenant
  union select id from documents where tenant = :tenant limit :limit`;

const TABLES = [
  'pages',
  'cited',
  'problems',
  'marks',
  'talks',
  'ratings',
  'settings',
  'installations',
  'sources',
  'topics',
  'topic_progress',
  'subscriptions',
  'slots',
  'deliveries',
  'channels',
  'departures',
] as const;

/**
 * One step of deleting a tenant: some articles with all their versions and what the index knows of them; when none are
 * left, what the index still holds of their words; then everything else. True while there is more to delete. A tenant
 * that has come back is left alone.
 */
function purgeSome(db: Connection, tenant: Tenant, before: number): boolean {
  const left = db.get('select 1 from departures where tenant = :tenant and at < :before', { tenant, before });
  if (left === null) return false;
  const ids = db.all(ITS_ARTICLES, { tenant, limit: BITE }).map(({ id }) => String(id));
  if (ids.length > 0) {
    drop(
      db,
      ids.map((id) => ({ tenant, id })),
    );
    for (const id of ids) db.run('delete from articles where tenant = :tenant and id = :id', { tenant, id });
    // What is remembered under the newest number, such as counts, holds no longer.
    db.run('update sequence set seq = seq + 1');
    return true;
  }
  if (mergeSome(db)) return true;
  emptyTopics(db, tenant);
  for (const table of TABLES) db.run(`delete from ${table} where tenant = :tenant`, { tenant });
  return false;
}

/** One tenant, or those of a platform (`discord:…`). A person without an id is nobody. */
const ITS_TENANTS = "(tenant = :within or tenant glob :within || ':*') and :person <> ''";
const MINE = `person = :person and ${ITS_TENANTS}`;
/** Where a person talked, and a thread that stands at a page of theirs. */
const MY_TALKS = `${ITS_TENANTS} and (person = :person or exists (
  select 1 from pages p where p.tenant = talks.tenant and p.id = talks.page and p.person = :person))`;
const MADE = `json_extract(body, '$.by') = :person and ${ITS_TENANTS}`;

/** The person's own chat with the bot: whatever was sent or is to be sent there. */
const MY_CHAT = `'@' || :person and ${ITS_TENANTS}`;
const MY_EDITIONS = `(select tenant, edition from deliveries where ${MINE})`;
const MY_ORDERS = `subscriptions where json_extract(body, '$.place.channel') = ${MY_CHAT}`;
const FORGET_CHAT = [
  `delete from pages where (tenant, id) in ${MY_EDITIONS}`,
  `delete from cited where (tenant, page) in ${MY_EDITIONS}`,
  `delete from deliveries where ${MINE}`,
  `delete from channels where channel ->> 2 = ${MY_CHAT}`,
  `delete from slots where subscription in (select id from ${MY_ORDERS})`,
  `delete from ${MY_ORDERS}`,
] as const;

/** A server is known by what people did there. */
const TENANTS = `select tenant from (
    select tenant from pages union select tenant from subscriptions union select tenant from sources
    union select tenant from topics union select tenant from settings union select tenant from articles except select tenant from departures)
  where tenant glob :within || ':*' order by tenant`;

/** What is kept of a person. */
export function personStore(db: Connection): Persons {
  return {
    personal: (within, person) => db.read(() => personalOf(db, within, person)),
    forget: async (within, person) => {
      const gone = await db.write(() => {
        const who = { within, person };
        const had = personalOf(db, within, person);
        db.run(`delete from talks where ${MY_TALKS}`, who);
        for (const table of ['pages', 'marks', 'ratings']) db.run(`delete from ${table} where ${MINE}`, who);
        for (const statement of FORGET_CHAT) db.run(statement, who);
        for (const table of ['subscriptions', 'sources', 'topics'])
          db.run(`update ${table} set body = json_set(body, '$.by', '') where ${MADE}`, who);
        return had;
      });
      await db.wipe();
      return gone;
    },
  };
}

function personalOf(db: Connection, within: string, person: string): Personal {
  const count = (table: string, where: string): number =>
    Number(db.get(`select count(*) as n from ${table} where ${where}`, { within, person })?.n);
  return {
    pages: count('pages', MINE),
    marks: count('marks', MINE),
    talks: count('talks', MY_TALKS),
    ratings: count('ratings', MINE),
    made: count('subscriptions', MADE) + count('sources', MADE) + count('topics', MADE),
  };
}
