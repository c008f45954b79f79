import type { Place } from '../../core/model/command.ts';
import type { Failure, Leased, Publication, Receipt, SlotRecord, Store } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';
import { keepEdition } from './pages.ts';
import { IS_THERE } from './scope.ts';

/** For so long after a restore a message may be there already: it was sent after the backup. */
const DOUBT_MS = 24 * 3_600_000;
const RESTORED = "select 1 from moments where name = 'restored' and at > :since";

/** Claim, edition, parts and watermark in one piece: whoever loses the claim writes none of them. */
function publishOne(db: Connection, publication: Publication): 'won' | 'taken' {
  const { subscription: id, slot, edition, parts, upTo, note, at } = publication;
  const tenant = db.get(`select tenant from subscriptions where id = :id and state = 'active' and ${IS_THERE}`, {
    id,
  })?.tenant;
  if (typeof tenant !== 'string') return 'taken';
  const won =
    db.run(
      `insert into slots (subscription, slot, tenant, note, at) values (:id, :slot, :tenant, :note, :at)
       on conflict do nothing`,
      { id, slot, tenant, note, at },
    ) === 1;
  // Also after a lost claim, so that a subscription made again does not come back to it for ever.
  db.run('update subscriptions set last = max(coalesce(last, :slot), :slot) where id = :id', { id, slot });
  if (!won) return 'taken';
  db.run('update subscriptions set up_to = max(up_to, :upTo) where id = :id', { id, upTo });
  if (edition) keepEdition(db, tenant, edition);
  const restored = db.get(RESTORED, { since: at - DOUBT_MS }) !== null;
  for (const part of parts) {
    db.run(
      `insert into deliveries (id, subscription, slot, platform) values (:delivery, :id, :slot, :platform)
       on conflict do nothing`,
      { delivery: part.delivery, id, slot, platform: part.place.platform },
    );
    db.run(
      `insert into parts (key, delivery, idx, total, place, payload, doubtful)
       values (:key, :delivery, :idx, :total, :place, :payload, :doubtful)`,
      {
        doubtful: Number(restored),
        key: part.key,
        delivery: part.delivery,
        idx: part.index,
        total: part.of,
        place: JSON.stringify(part.place),
        payload: part.payload,
      },
    );
  }
  return 'won';
}

/** Of each open delivery the first part without a receipt, unless it is in somebody's hands or waits for a retry. */
const DUE = `
  select p.* from deliveries d
    join parts p on p.delivery = d.id
     and p.idx = (select min(idx) from parts where delivery = d.id and sent_at is null)
   where d.platform = :platform and d.state = 'open'
     and coalesce(p.leased_until, :now) <= :now and coalesce(p.retry_at, :now) <= :now
   order by d.row limit :limit`;

function leasedPart(row: Row): Leased {
  return {
    part: {
      delivery: String(row.delivery),
      index: Number(row.idx),
      of: Number(row.total),
      key: String(row.key),
      place: JSON.parse(String(row.place)) as Place,
      payload: String(row.payload),
    },
    tries: Number(row.tries),
    // Still leased although the lease is over: whoever had it is gone, perhaps after the message went out.
    doubtful: row.owner !== null || row.doubtful === 1,
  };
}

/** Failures after which the message is certainly not there; after any other it may be. */
const REFUSED = /^(platform_refused|channel_gone)\b/;

function fail(db: Connection, key: string, { error, retryAt }: Failure): void {
  const part = db.get(
    `update parts set owner = null, leased_until = null, retry_at = :retryAt, error = :error,
            doubtful = max(doubtful, :doubtful)
      where key = :key and sent_at is null returning delivery`,
    { key, retryAt, error, doubtful: REFUSED.test(error) ? 0 : 1 },
  );
  if (part && retryAt === null)
    db.run("update deliveries set state = 'dead' where id = :id", { id: part.delivery ?? null });
}

function arrive(db: Connection, key: string, { message, at }: Receipt): void {
  const part = db.get(
    `update parts set owner = null, leased_until = null, retry_at = null, error = null, message = :message, sent_at = :at
      where key = :key and sent_at is null returning delivery`,
    { key, message, at },
  );
  if (part)
    db.run(
      `update deliveries set state = 'sent'
        where id = :id and not exists (select 1 from parts where delivery = :id and sent_at is null)`,
      { id: part.delivery ?? null },
    );
}

const SLOTS = `
  select s.*, (select count(*) from deliveries d join parts p on p.delivery = d.id
                where d.subscription = s.subscription and d.slot = s.slot) as parts,
         (select count(p.sent_at) from deliveries d join parts p on p.delivery = d.id
           where d.subscription = s.subscription and d.slot = s.slot) as delivered
    from slots s where s.tenant = :tenant and s.subscription = :subscription order by s.slot desc limit :limit`;

function slotRecord(row: Row): SlotRecord {
  return {
    subscription: String(row.subscription),
    slot: String(row.slot),
    note: String(row.note),
    at: Number(row.at),
    parts: Number(row.parts),
    delivered: Number(row.delivered),
  };
}

type Deliveries = Pick<Store, 'slots' | 'publish' | 'lease' | 'settle' | 'once' | 'release'>;

/** Slots, the outbox and short-lived claims. */
export function deliveryStore(db: Connection): Deliveries {
  return {
    slots: (tenant, subscription, limit) =>
      db.read(() => db.all(SLOTS, { tenant, subscription, limit }).map(slotRecord)),
    publish: (publication) => db.write(() => publishOne(db, publication)),
    lease: async (platform, owner, now, forMs, limit) => {
      // Most of the time nothing is due, and then no lock is taken.
      const due = (): Row[] => db.all(DUE, { platform, now, limit });
      if ((await db.read(due)).length === 0) return [];
      return db.write(() =>
        due().map((row) => {
          db.run('update parts set owner = :owner, leased_until = :end, tries = tries + 1 where key = :key', {
            owner,
            end: now + forMs,
            key: row.key ?? null,
          });
          return leasedPart(row);
        }),
      );
    },
    settle: (key, result) => db.write(() => ('message' in result ? arrive(db, key, result) : fail(db, key, result))),
    once: (key, now, until) =>
      db.write(() => {
        db.run('delete from once where until <= :now', { now });
        return (
          db.run('insert into once (key, until) values (:key, :until) on conflict do nothing', { key, until }) === 1
        );
      }),
    release: (key) => db.write(() => void db.run('delete from once where key = :key', { key })),
  };
}
