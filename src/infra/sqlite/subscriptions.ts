import type { Source, Store, Subscription } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';
import { IS_THERE, visible } from './scope.ts';

const sourceOf = (row: Row): Source => ({
  ...(JSON.parse(String(row.body)) as Source),
  state: row.state === 'active' ? 'active' : 'paused',
});

type Sources = Pick<Store, 'addSource' | 'removeSource' | 'pauseSource' | 'sources' | 'allSources'>;

/** Where articles come from. Declared sources stand in `briefs/`: they can be paused here, not removed. */
export function sourceStore(db: Connection): Sources {
  return {
    addSource: (source) =>
      db.write(() => {
        const { tenant, id, state } = source;
        const added = db.run(
          `insert into sources (tenant, id, declared, state, body) values (:tenant, :id, :declared, :state, :body)
           on conflict do nothing`,
          { tenant, id, declared: Number(source.declared), state, body: JSON.stringify(source) },
        );
        return added === 1 ? 'new' : 'same';
      }),
    removeSource: (tenant, id) =>
      db.write(
        () => db.run('delete from sources where tenant = :tenant and id = :id and declared = 0', { tenant, id }) === 1,
      ),
    pauseSource: (tenant, id, state) =>
      db.write(
        () =>
          db.run('update sources set state = :state where tenant = :tenant and id = :id', { tenant, id, state }) === 1,
      ),
    sources: (tenant) =>
      db.read(() =>
        visible(tenant).flatMap((owner) =>
          db.all('select body, state from sources where tenant = :owner order by id', { owner }).map(sourceOf),
        ),
      ),
    allSources: () =>
      db.read(() => db.all(`select body, state from sources where ${IS_THERE} order by tenant, id`).map(sourceOf)),
  };
}

const subscriptionOf = (row: Row): Subscription => ({
  ...(JSON.parse(String(row.body)) as Subscription),
  state: row.state === 'active' ? 'active' : 'paused',
  last: typeof row.last === 'string' ? row.last : null,
  upTo: Number(row.up_to),
});

type Subscriptions = Pick<Store, 'subscribe' | 'setSubscription' | 'subscriptions'>;

/** Standing orders of channels. A removed one leaves its claimed slots behind and stops what is not delivered yet. */
export function subscriptionStore(db: Connection): Subscriptions {
  return {
    subscribe: (subscription) =>
      db.write(() => {
        const { id, place, state, last, upTo } = subscription;
        const added = db.run(
          `insert into subscriptions (id, tenant, state, last, up_to, body)
           values (:id, :tenant, :state, :last, :upTo, :body) on conflict do nothing`,
          { id, tenant: place.tenant, state, last, upTo, body: JSON.stringify(subscription) },
        );
        return added === 1 ? 'new' : 'same';
      }),
    setSubscription: (tenant, id, state) =>
      db.write(() => {
        if (state !== 'removed')
          return (
            db.run('update subscriptions set state = :state where tenant = :tenant and id = :id', {
              tenant,
              id,
              state,
            }) === 1
          );
        const removed = db.run('delete from subscriptions where tenant = :tenant and id = :id', { tenant, id }) === 1;
        if (removed) db.run("update deliveries set state = 'dead' where subscription = :id and state = 'open'", { id });
        return removed;
      }),
    subscriptions: (tenant) =>
      db.read(() =>
        db
          .all(
            tenant === null
              ? `select * from subscriptions where ${IS_THERE} order by id`
              : 'select * from subscriptions where tenant = :tenant order by id',
            tenant === null ? {} : { tenant },
          )
          .map(subscriptionOf),
      ),
  };
}
