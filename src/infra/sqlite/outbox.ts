import type { Instant } from '../../core/model/article.ts';
import type { Place } from '../../core/model/command.ts';
import type { Act, Failure, Leased, Part, Receipt } from '../../core/model/delivery.ts';
import type { Store } from '../../core/model/ports.ts';
import { personIn } from '../../core/own-chat.ts';
import type { Connection, Row } from './connection.ts';

/** The outbox: what waits for a channel, who sends it, and what became of it. */

/** Where something goes. */
export const placeKey = ({ tenant, channel, thread }: Place): string => JSON.stringify([tenant, channel, thread]);

/** What takes one message at a time: on Discord a thread is a channel of its own. */
const channelKey = ({ platform, tenant, channel, thread }: Place): string =>
  JSON.stringify([platform, tenant, channel, platform === 'discord' ? thread : null]);

/** A delivery with its parts, to be taken from now on. `edition`: the id of its page. */
export type Sending = {
  readonly subscription: string;
  readonly slot: string;
  readonly tenant: string;
  readonly edition: string | null;
  /** Between which watermarks it lies; null: none moves with it. */
  readonly between: { readonly since: number; readonly upTo: number } | null;
  readonly parts: readonly [Part, ...Part[]];
  /** Its parts may be there already. */
  readonly doubtful: boolean;
};

/** Puts a delivery into the outbox; its row. */
export function enqueue(db: Connection, sending: Sending): number {
  const { subscription, slot, tenant, edition, between, parts, doubtful } = sending;
  const { delivery, place } = parts[0];
  const channel = channelKey(place);
  const row = db.get(
    `insert into deliveries (id, subscription, slot, platform, tenant, place, channel, person, edition, since, up_to)
     values (:delivery, :subscription, :slot, :platform, :tenant, :place, :channel, :person, :edition, :since, :upTo)
     returning row`,
    {
      delivery,
      subscription,
      slot,
      platform: place.platform,
      tenant,
      place: placeKey(place),
      channel,
      person: personIn(place.channel),
      edition,
      since: between?.since ?? null,
      upTo: between?.upTo ?? null,
    },
  )?.row;
  for (const part of parts)
    db.run(
      `insert into parts (key, delivery, idx, total, place, payload, act, doubtful)
       values (:key, :delivery, :idx, :total, :place, :payload, :act, :doubtful)`,
      {
        key: part.key,
        delivery,
        idx: part.index,
        total: part.of,
        place: JSON.stringify(part.place),
        payload: part.payload,
        act: JSON.stringify(part.act),
        doubtful: Number(doubtful),
      },
    );
  db.run(
    `insert into channels (channel, platform, tenant, pace, next_at) values (:channel, :platform, :tenant, 0, 0)
     on conflict do nothing`,
    { channel, platform: place.platform, tenant: place.tenant },
  );
  requeue(db, channel);
  return Number(row);
}

/** Works out when the next part of a channel can be taken. Whatever changes its open deliveries calls this. */
export function requeue(db: Connection, channel: string): void {
  // With nothing open the inner minimum is null, and so is the larger of the two.
  db.run(
    `update channels set ready_at = max(next_at,
       (select min(ready_at) from deliveries d where d.channel = channels.channel and d.state = 'open'))
      where channel = :channel`,
    { channel },
  );
}

/** Forgets channels that nothing waits for and that may be written to again. */
export function sweep(db: Connection, now: Instant): void {
  db.run('delete from channels where ready_at is null and next_at <= :now', { now });
}

const IS_READY = 'platform = :platform and ready_at <= :now';
const READY = `select channel from channels where ${IS_READY} order by ready_at limit :limit`;
const NEXT = 'select min(ready_at) as at from channels where platform = :platform and ready_at is not null';

/** The first missing part of what goes next to a channel: what has begun, else the oldest that waits for no later try. */
const HEAD = `
  select d.row, p.* from (
    select row, id from deliveries indexed by deliveries_open
     where channel = :channel and state = 'open' and ready_at <= :now
     order by begun desc, row limit 1) d
    join parts p on p.delivery = d.id and p.sent_at is null order by p.idx limit 1`;

type Order = Parameters<Store['lease']>[0];

function leaseOf(db: Connection, { platform, owner, now, forMs, paceMs, limit }: Order): Leased[] {
  const leased: Leased[] = [];
  for (const { channel } of db.all(READY, { platform, now, limit })) {
    const row = db.get(HEAD, { channel: channel ?? null, now });
    if (row === null) {
      requeue(db, String(channel));
      continue;
    }
    const end = now + forMs;
    const { key = null, row: delivery = null } = row;
    db.run('update parts set owner = :owner, leased_until = :end, tries = tries + 1 where key = :key', {
      owner,
      end,
      key,
    });
    db.run('update deliveries set ready_at = :end where row = :delivery', { end, delivery });
    // Nothing else goes there until its fate is known.
    db.run('update channels set pace = :paceMs, next_at = :next, ready_at = :next where channel = :channel', {
      paceMs,
      next: Math.max(end, now + paceMs),
      channel: channel ?? null,
    });
    leased.push(leasedPart(row));
  }
  return leased;
}

function leasedPart(row: Row): Leased {
  return {
    part: {
      delivery: String(row.delivery),
      index: Number(row.idx),
      of: Number(row.total),
      key: String(row.key),
      place: JSON.parse(String(row.place)) as Place,
      payload: String(row.payload),
      act: JSON.parse(String(row.act)) as Act,
    },
    tries: Number(row.tries),
    // Still leased although the lease is over: whoever had it is gone, perhaps after the message went out.
    doubtful: row.owner !== null || row.doubtful === 1,
  };
}

/** Failures after which the message is certainly not there; after any other it may be. */
const REFUSED = /^(platform_refused|channel_gone|too_fast)\b/;

const DELIVERY = 'select * from deliveries where id = :id';

function fail(db: Connection, key: string, { error, retryAt, gone }: Failure, now: Instant): void {
  const part = db.get(
    `update parts set owner = null, leased_until = null, retry_at = :retryAt, error = :error,
            doubtful = max(doubtful, :doubtful)
      where key = :key and sent_at is null returning delivery, idx`,
    { key, retryAt, error, doubtful: REFUSED.test(error) ? 0 : 1 },
  );
  const delivery = part && db.get(DELIVERY, { id: part.delivery ?? null });
  if (!delivery) return;
  const isOpen = delivery.state === 'open';
  if (retryAt !== null)
    db.run('update deliveries set ready_at = :retryAt where row = :row', { retryAt, row: delivery.row ?? null });
  // A channel that is written to too fast is left alone, and nothing comes between the parts of what has begun.
  const holds = isOpen && (Number(part.idx) > 0 || /^too_fast\b/.test(error));
  pace(db, String(delivery.channel), now, holds ? (retryAt ?? now) : now);
  if (retryAt === null && isOpen) end(db, [delivery], null, now);
  if (gone) loseChannel(db, delivery, error, now);
}

function arrive(db: Connection, key: string, { message, at }: Receipt, now: Instant): void {
  const part = db.get(
    `update parts set owner = null, leased_until = null, retry_at = null, error = null, message = :message, sent_at = :at
      where key = :key and sent_at is null returning delivery`,
    { key, message, at },
  );
  const delivery = part && db.get(DELIVERY, { id: part.delivery ?? null });
  if (!delivery) return;
  const { id = null, row = null, subscription = null, up_to: upTo = null } = delivery;
  // One that was ended while its last message was on its way is sent all the same.
  const isSent =
    db.run(
      `update deliveries set state = 'sent', ended_at = :now
        where row = :row and not exists (select 1 from parts where delivery = :id and sent_at is null)`,
      { id, row, now },
    ) === 1;
  if (isSent && upTo !== null)
    db.run("update subscriptions set up_to = max(up_to, :upTo) where id = :subscription and kind = 'digest'", {
      subscription,
      upTo,
    });
  if (!isSent) db.run('update deliveries set ready_at = 0, begun = 1 where row = :row', { row });
  pace(db, String(delivery.channel), now, now);
}

/** After a try: the next one there has to wait for the channel's pace, from now on, and until `least`. */
function pace(db: Connection, channel: string, now: Instant, least: Instant): void {
  db.run('update channels set next_at = max(:now + pace, :least) where channel = :channel', { channel, now, least });
  requeue(db, channel);
}

/** Pauses the subscription whose channel is gone, and ends whatever else waits for that place. */
function loseChannel(
  db: Connection,
  { slot, subscription = null, channel = null, place = null }: Row,
  error: string,
  now: Instant,
) {
  // That somebody cannot be told that their channel is gone says nothing of that channel.
  if (!String(slot).startsWith('gone/'))
    db.run("update subscriptions set state = 'paused', gone_at = coalesce(gone_at, :now) where id = :subscription", {
      subscription,
      now,
    });
  const waiting =
    "select * from deliveries where channel = :channel and state = 'open' and place = :place order by row";
  end(db, db.all(waiting, { channel, place }), error, now);
}

/**
 * Ends open deliveries (rows of the table) for good. An edition takes the watermark of its digest back with it, also
 * under those that were made while it was on its way and leave out what it tells. `error`: why, if nobody said yet.
 */
export function end(db: Connection, deliveries: readonly Row[], error: string | null, now: Instant | null): void {
  for (const { row = null, id = null, subscription = null, since = null } of deliveries) {
    db.run("update deliveries set state = 'dead', ended_at = :now where row = :row", { row, now });
    if (error !== null)
      db.run('update parts set error = :error where delivery = :id and sent_at is null', { id, error });
    if (since === null) continue;
    db.run("update subscriptions set up_to = min(up_to, :since) where id = :subscription and kind = 'digest'", {
      subscription,
      since,
    });
    db.run(
      `update deliveries indexed by deliveries_unsent set up_to = min(up_to, :since)
        where subscription = :subscription and row > :row and state = 'open' and up_to is not null`,
      { subscription, row, since },
    );
  }
  for (const channel of new Set(deliveries.map((one) => String(one.channel)))) requeue(db, channel);
}

type Outbox = Pick<Store, 'lease' | 'settle' | 'supersede'>;

/** Taking parts and telling what became of them. */
export function outboxStore(db: Connection): Outbox {
  const nextOf = ({ platform, now }: Order): Instant | null => {
    const at = db.get(NEXT, { platform })?.at;
    return typeof at === 'number' ? Math.max(at, now) : null;
  };
  return {
    lease: async (order) => {
      // Most of the time nothing is due, and then no lock is taken.
      const { platform, now } = order;
      const isReady = () => db.get(`select 1 from channels where ${IS_READY} limit 1`, { platform, now }) !== null;
      const idle = await db.read(() => (isReady() && order.limit > 0 ? null : { parts: [], next: nextOf(order) }));
      return idle ?? db.write(() => ({ parts: leaseOf(db, order), next: nextOf(order) }));
    },
    settle: (key, result, now) =>
      db.write(() => ('message' in result ? arrive(db, key, result, now) : fail(db, key, result, now))),
    supersede: async (subscription, slot) => {
      const unsent = () => db.all(UNSENT, { subscription, slot });
      if ((await db.read(unsent)).length === 0) return 0;
      return db.write(() => {
        const found = unsent();
        end(db, found, 'superseded', null);
        return found.length;
      });
    },
  };
}

/** Editions of which nothing can have been sent: a lease that ran out may have been used. */
const UNSENT = `
  select d.* from deliveries d indexed by deliveries_unsent
   where d.subscription = :subscription and d.state = 'open' and d.since is not null and d.slot < :slot
     and not exists (select 1 from parts where delivery = d.id and (sent_at is not null or doubtful = 1 or owner is not null))
   order by d.row`;
