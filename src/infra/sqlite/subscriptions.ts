import type { Store } from '../../core/model/ports.ts';
import type { Subscription } from '../../core/model/subscription.ts';
import type { Connection, Row } from './connection.ts';
import { end } from './outbox.ts';
import { IS_THERE } from './scope.ts';

function subscriptionOf(row: Row): Subscription {
  const body = JSON.parse(String(row.body)) as Subscription;
  const now = {
    state: row.state === 'active' ? 'active' : 'paused',
    gone: typeof row.gone_at === 'number' ? row.gone_at : null,
    upTo: Number(row.up_to),
  } as const;
  if (body.kind === 'watch') return { ...body, ...now };
  return { ...body, ...now, last: typeof row.last === 'string' ? row.last : null };
}

const TO = `select * from subscriptions
  where json_extract(body, '$.place.channel') = :channel and json_extract(body, '$.place.platform') = :platform
    and ${IS_THERE} order by id`;
/** Each by an index of those alone that are active, or gone. */
const DUE = `select * from subscriptions
  where state = 'active' and kind = 'digest' and due_at <= :now and ${IS_THERE} order by due_at limit :limit`;
const WAITING = `select * from subscriptions
  where state = 'active' and kind = 'watch' and up_to < (select seq from sequence) and ${IS_THERE} order by up_to`;
const UNTOLD = `select * from subscriptions s
  where gone_at is not null and state = 'paused' and ${IS_THERE}
    and not exists (select 1 from slots where subscription = s.id and slot = 'gone/' || s.gone_at)
  order by gone_at`;

type Subscriptions = Pick<
  Store,
  | 'subscribe'
  | 'setSubscription'
  | 'subscriptions'
  | 'subscriptionsTo'
  | 'due'
  | 'dueAgain'
  | 'waiting'
  | 'passed'
  | 'untold'
>;

/** Standing orders of channels. A removed one leaves its claimed slots behind and stops what is not delivered yet. */
export function subscriptionStore(db: Connection): Subscriptions {
  const list = <T extends Subscription>(sql: string, values = {}) =>
    db.read(() => db.all(sql, values).map((row) => subscriptionOf(row) as T));
  return {
    subscribe: (subscription, dueAt) =>
      db.write(() => {
        const { id, kind, place, state, gone, upTo } = subscription;
        const last = kind === 'digest' ? subscription.last : null;
        const added = db.run(
          `insert into subscriptions (id, tenant, kind, state, last, up_to, due_at, gone_at, body)
           values (:id, :tenant, :kind, :state, :last, :upTo, :dueAt, :gone, :body) on conflict do nothing`,
          { id, tenant: place.tenant, kind, state, last, upTo, dueAt, gone, body: JSON.stringify(subscription) },
        );
        return added === 1 ? 'new' : 'same';
      }),
    setSubscription: (tenant, id, state) =>
      db.write(() => {
        if (state === 'removed') return remove(db, tenant, id);
        const again = state === 'active' ? ", gone_at = null, due_at = case kind when 'digest' then 0 end" : '';
        const set = `update subscriptions set state = :state ${again} where tenant = :tenant and id = :id`;
        return db.run(set, { tenant, id, state }) === 1;
      }),
    subscriptions: (tenant) =>
      tenant === null
        ? list(`select * from subscriptions where ${IS_THERE} order by id`)
        : list('select * from subscriptions where tenant = :tenant order by id', { tenant }),
    subscriptionsTo: (platform, channel) => list(TO, { platform, channel }),
    due: (now, limit) => list(DUE, { now, limit }),
    dueAgain: (id, dueAt) =>
      db.write(
        () => void db.run("update subscriptions set due_at = :dueAt where id = :id and kind = 'digest'", { id, dueAt }),
      ),
    waiting: () => list(WAITING),
    passed: (watches, upTo) =>
      db.write(
        () =>
          void db.run(
            `update subscriptions set up_to = max(up_to, :upTo)
              where id in (select value from json_each(:watches)) and kind = 'watch'`,
            { watches: JSON.stringify(watches), upTo },
          ),
      ),
    untold: () => list(UNTOLD),
  };
}

function remove(db: Connection, tenant: string, id: string): boolean {
  if (db.run('delete from subscriptions where tenant = :tenant and id = :id', { tenant, id }) === 0) return false;
  end(
    db,
    db.all("select * from deliveries where subscription = :id and state = 'open' order by row", { id }),
    null,
    null,
  );
  return true;
}
