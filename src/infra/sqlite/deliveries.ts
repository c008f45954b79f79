import type { Answer, Briefing } from '../../core/model/answer.ts';
import type { Place } from '../../core/model/command.ts';
import type { Decision, Delivered, Outcome, Publication, SlotRecord } from '../../core/model/delivery.ts';
import type { Store } from '../../core/model/ports.ts';
import type { Connection, Row } from './connection.ts';
import { enqueue, placeKey, sweep } from './outbox.ts';
import { keepEdition } from './pages.ts';
import { IS_THERE } from './scope.ts';

/** For so long after a restore a message may be there already: it was sent after the backup. */
const DOUBT_MS = 24 * 3_600_000;
const RESTORED = "select 1 from moments where name = 'restored' and at > :since";

/** About something that was sent: it happens whatever has become of the subscription, and is no slot of it. */
const AFTERWARDS: readonly Outcome[] = ['correction', 'gone'];

const SUBSCRIPTION = `select tenant, kind, state, up_to from subscriptions where id = :id and ${IS_THERE}`;
/** Whoever added a source may have to be told of it. */
const ITS_TENANT = `select tenant from slots where subscription = :id and ${IS_THERE}
  union select tenant from sources where id = :id and ${IS_THERE} limit 1`;

/** Claim, edition, parts and watermark in one piece: whoever loses the claim writes none of them. */
function publishOne(db: Connection, publication: Publication): 'won' | 'taken' {
  const { subscription: id, slots, edition, parts, since, dueAt, at } = publication;
  const last = slots.at(-1) ?? slots[0];
  const afterwards = AFTERWARDS.includes(last.decision.outcome);
  const found = db.get(SUBSCRIPTION, { id });
  if (!afterwards && found?.state !== 'active') return 'taken';
  const tenant = (found ?? db.get(ITS_TENANT, { id }))?.tenant;
  if (typeof tenant !== 'string') return 'taken';
  const isDigest = !afterwards && found?.kind === 'digest';
  // Somebody else was faster, or it was made again: up to there it is told, or has nothing to tell.
  if (!afterwards && !isDigest && found?.up_to !== since) return 'taken';

  const claim = ({ slot, decision }: (typeof slots)[number]): boolean =>
    db.run(
      `insert into slots (subscription, slot, tenant, note, decision, at)
       values (:id, :slot, :tenant, :note, :decision, :at) on conflict do nothing`,
      { id, slot, tenant, note: decision.outcome, decision: JSON.stringify(decision), at },
    ) === 1;
  const won = claim(last);
  // Also after a lost claim, so that a subscription made again does not come back to it for ever.
  if (isDigest)
    db.run(
      `update subscriptions set last = max(coalesce(last, :slot), :slot), due_at = coalesce(:dueAt, due_at)
        where id = :id`,
      { id, slot: last.slot, dueAt },
    );
  if (!won) return 'taken';
  for (const one of slots.slice(0, -1)) claim(one);

  const upTo = isDigest ? reachOf(db, publication, Number(found?.up_to)) : publication.upTo;
  const [first, ...more] = parts;
  if (!afterwards && (!isDigest || !first))
    db.run('update subscriptions set up_to = max(up_to, :upTo) where id = :id', { id, upTo });
  if (edition) keepEdition(db, tenant, edition);
  if (first) {
    const restored = db.get(RESTORED, { since: at - DOUBT_MS }) !== null;
    const delivery = enqueue(db, {
      subscription: id,
      slot: last.slot,
      tenant,
      edition: edition?.id ?? null,
      between: isDigest ? { since: Math.min(since, upTo), upTo } : null,
      parts: [first, ...more],
      doubtful: restored,
    });
    for (const { article, version } of publication.had)
      db.run(
        `insert or replace into had (article, place, delivery, hash) values (:article, :place, :delivery, :version)`,
        { article, place: placeKey(first.place), delivery, version },
      );
  }
  sweep(db, at);
  return 'won';
}

const ENDED_SINCE = `select min(since) as since from deliveries
  where subscription = :id and state = 'dead' and since is not null and ended_at >= :at`;

/**
 * How far a digest's watermark may move: an edition that ended while this one was made took it back, and this one may
 * leave out what that one told.
 */
function reachOf(db: Connection, { subscription: id, since, upTo, at }: Publication, current: number): number {
  const ended = db.get(ENDED_SINCE, { id, at })?.since;
  return Math.min(upTo, current < since ? current : upTo, typeof ended === 'number' ? ended : upTo);
}

/** What became of a slot's delivery, and of its first part that did not arrive. */
const SLOTS = `
  select s.*, d.state, p.error, case d.state when 'open' then p.retry_at end as retry_at,
         (select count(*) from parts where delivery = d.id) as parts,
         (select count(sent_at) from parts where delivery = d.id) as delivered
    from (select * from slots where tenant = :tenant and subscription = :subscription
           order by at desc, slot desc limit :limit) s
    left join deliveries d on d.subscription = s.subscription and d.slot = s.slot
    left join parts p on p.delivery = d.id
     and p.idx = (select min(idx) from parts where delivery = d.id and sent_at is null)
   order by s.at desc, s.slot desc`;

function slotRecord(row: Row): SlotRecord {
  const nothing = { fresh: 0, older: 0, broken: 0, stale: false };
  const { state, decision } = row;
  return {
    subscription: String(row.subscription),
    slot: String(row.slot),
    // What an earlier release decided is known by its outcome alone.
    decision:
      decision === null || decision === undefined
        ? { outcome: String(row.note) as Outcome, ...nothing }
        : (JSON.parse(String(decision)) as Decision),
    at: Number(row.at),
    parts: Number(row.parts),
    delivered: Number(row.delivered),
    state: state === 'open' || state === 'sent' || state === 'dead' ? state : 'none',
    error: typeof row.error === 'string' ? row.error : null,
    retryAt: typeof row.retry_at === 'number' ? row.retry_at : null,
  };
}

const HAD = `
  select h.article, h.hash from json_each(:articles) a
    cross join had h on h.article = a.value and h.place = :place
    cross join deliveries d on d.row = h.delivery and d.state <> 'dead'
   order by d.row`;

/**
 * A server's own article of that id stands in the place of the public one, so its editions do not cite the public one.
 */
const CITING = `
  select d.row, d.id, d.subscription, d.slot, d.ended_at, p.body from cited c
    cross join deliveries d on d.edition = c.page and d.tenant = c.tenant and d.state = 'sent'
    cross join pages p on p.tenant = c.tenant and p.id = c.page
   where c.article = :article and (:version is null or c.hash <> :version)
     and (c.tenant = :tenant or :tenant = 'public' and not exists (
       select 1 from articles o where o.tenant = c.tenant and o.id = c.article))
     and c.tenant not in (select tenant from departures)
   group by d.row order by d.row desc limit :limit`;

const SENT = 'select place, message from parts where delivery = :id order by idx';

function deliveredOf(db: Connection, row: Row): readonly Delivered[] {
  const sent = db.all(SENT, { id: row.id ?? null });
  const [message, ...more] = sent.map((part) => String(part.message));
  if (message === undefined) return [];
  return [
    {
      subscription: String(row.subscription),
      delivery: String(row.id),
      slot: String(row.slot),
      place: JSON.parse(String(sent[0]?.place)) as Place,
      edition: JSON.parse(String(row.body)) as Briefing | Answer,
      messages: [message, ...more],
      at: Number(row.ended_at),
    },
  ];
}

type Deliveries = Pick<Store, 'slots' | 'publish' | 'had' | 'citing'>;

/** What was decided, and what was told where. */
export function deliveryStore(db: Connection): Deliveries {
  return {
    slots: (tenant, subscription, limit) =>
      db.read(() => db.all(SLOTS, { tenant, subscription, limit }).map(slotRecord)),
    publish: (publication) => db.write(() => publishOne(db, publication)),
    had: (place, articles) =>
      db.read(() => {
        // The newest comes last, and stays.
        const rows = db.all(HAD, { place: placeKey(place), articles: JSON.stringify(articles) });
        return new Map(rows.map(({ article, hash }) => [String(article), String(hash)]));
      }),
    citing: (tenant, article, version, limit) =>
      db.read(() => db.all(CITING, { tenant, article, version, limit }).flatMap((row) => deliveredOf(db, row))),
  };
}
