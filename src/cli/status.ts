import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, readEnvironment } from '../config.ts';
import type { Instant } from '../core/model/article.ts';
import type { Place } from '../core/model/command.ts';
import type { SlotRecord } from '../core/model/delivery.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Store } from '../core/model/ports.ts';
import type { Undelivered } from '../core/model/status.ts';
import type { Subscription, Trigger } from '../core/model/subscription.ts';
import { nextSlot } from '../core/schedule/due.ts';
import { scheduleText } from '../core/schedule/words.ts';
import { openStore } from '../infra/sqlite/store.ts';
import { printJson } from './reading.ts';

/** `sitrep status` and `sitrep deliveries`: what the store tells of the bot's work, whether it runs or not. */

/** Deliveries that are listed. */
const MOST = 1_000;

async function withStore(work: (store: Store, path: string) => Promise<void>): Promise<void> {
  const path = join(readConfig(readEnvironment()).data, 'sitrep.sqlite');
  if (!existsSync(path)) throw new SitrepError('not_found', `${path}: there is no store yet.`);
  const store = await openStore({ path });
  try {
    await work(store, path);
  } finally {
    await store.close();
  }
}

/** `next`: when a digest is due; null for a watch, and for what rests. */
type Order = { readonly subscription: Subscription; readonly next: Instant | null; readonly last: SlotRecord | null };

export const statusVerb = (json: boolean): Promise<void> =>
  withStore(async (store, path) => {
    const now = Date.now();
    const overview = await store.overview();
    const orders: Order[] = [];
    for (const subscription of await store.subscriptions(null)) {
      const [last = null] = await store.slots(subscription.place.tenant, subscription.id, 1);
      orders.push({ subscription, next: nextOf(subscription, now), last });
    }
    const digests = orders.filter(({ subscription }) => subscription.kind === 'digest');
    const watches = orders.filter(({ subscription }) => subscription.kind === 'watch');
    const { bytes, articles, newest, sources, problems, queue, moments } = overview;
    if (json)
      return printJson({
        store: { path, bytes },
        lastTick: iso(moments.tick),
        lastBackup: iso(moments.backup),
        lastRestore: iso(moments.restored),
        articles: { ...articles, newest: iso(newest) },
        sources: { added: sources, problems: problems.map((one) => ({ ...one, since: iso(one.since) })) },
        digests: digests.map(jsonOf),
        watches: watches.map(jsonOf),
        deliveries: queue,
      });
    const lines = [
      ['store', `${path}, ${(bytes / 1e6).toFixed(1)} MB`],
      ['bot', moments.tick === null ? 'has not run on this store' : `last beat ${ago(moments.tick, now)}`],
      ['backup', moments.backup === null ? 'none known' : ago(moments.backup, now)],
      ...(moments.restored === null ? [] : [['restored', ago(moments.restored, now)]]),
      [
        'articles',
        `${articles.live}, newest ${newest === null ? 'without a date' : `of ${day(newest)}`}; ${articles.withdrawn} withdrawn; ${articles.versions} versions`,
      ],
      [
        'sources',
        `${sources} added in chats; ${problems.length === 0 ? 'no problem' : `problems: ${problems.length}`}`,
      ],
      ...problems.map(({ text, since }) => ['', `${text} (since ${day(since)})`]),
      ['digests', `${digests.length}`],
      ...digests.map((one) => ['', orderLine(one)]),
      ['watches', `${watches.length}`],
      ...watches.map((one) => ['', orderLine(one)]),
      [
        'deliveries',
        `${queue.open} open, ${queue.dead} given up${queue.open + queue.dead > 0 ? ': `sitrep deliveries` lists them' : ''}`,
      ],
    ];
    for (const [name = '', text = ''] of lines) process.stdout.write(`${name.padEnd(11)} ${plain(text)}\n`);
  });

export const deliveriesVerb = (json: boolean): Promise<void> =>
  withStore(async (store) => {
    const now = Date.now();
    const waiting = await store.undelivered(MOST);
    if (json) return printJson(waiting.map((one) => ({ ...one, retryAt: iso(one.retryAt) })));
    for (const one of waiting) process.stdout.write(`${plain(deliveryLine(one, now))}\n`);
    if (waiting.length === 0) process.stdout.write('Nothing waits, nothing was given up.\n');
  });

const nextOf = (order: Subscription, now: Instant): Instant | null =>
  order.kind === 'digest' && order.state === 'active' ? (nextSlot(order.schedule, now, order.quiet)?.at ?? null) : null;

function jsonOf({ subscription, next, last }: Order) {
  const { id, topic, state, gone, place } = subscription;
  return {
    id,
    topic,
    ...(subscription.kind === 'digest'
      ? { schedule: scheduleText(subscription.schedule), zone: subscription.schedule.zone }
      : { trigger: subscription.trigger }),
    state,
    gone: iso(gone),
    ...place,
    next: iso(next),
    last: last && { ...last, at: iso(last.at), retryAt: iso(last.retryAt) },
  };
}

function orderLine({ subscription, next, last }: Order): string {
  const { id, topic, state, gone, place } = subscription;
  const what =
    subscription.kind === 'digest'
      ? `${topic}, ${scheduleText(subscription.schedule)}`
      : [triggerText(subscription.trigger), topic].filter(Boolean).join(' in ');
  const then =
    gone !== null
      ? `paused, its channel is gone since ${day(gone)}`
      : subscription.kind === 'digest' && next !== null
        ? `next ${local(next, subscription.schedule.zone)}`
        : state;
  return `${id} ${what} → ${placeName(place)}: ${then}; ${last === null ? 'none yet' : lastLine(last)}`;
}

function triggerText(trigger: Trigger): string {
  switch (trigger.is) {
    case 'statement':
      return `statements of ${trigger.name}`;
    case 'keyword':
      return `“${trigger.words}”`;
    case 'difference':
      return trigger.slot === null ? 'differences' : `differences in ${trigger.slot}`;
    case 'answer':
      return `an answer to “${trigger.question}”`;
  }
}

/** What was decided last, what became of it, and what is wrong with it or with its sources. */
function lastLine({ slot, at, decision, parts, delivered, state, error }: SlotRecord): string {
  const { outcome, broken, stale } = decision;
  // Only the slots of a schedule are named by a local time.
  const when = /^\d{4}-/u.test(slot) ? slot.replace('T', ' ') : `${local(at, 'UTC')} UTC`;
  return [
    `last ${when} ${outcome}`,
    ...(parts === 0 ? [] : [`${delivered} of ${parts} messages arrived`]),
    ...(state === 'dead' ? [`given up: ${error ?? 'ended'}`] : error === null ? [] : [error]),
    ...(broken === 0 ? [] : [`sources not read: ${broken}`]),
    ...(stale ? ['no new articles for long'] : []),
  ].join(', ');
}

function deliveryLine(
  { subscription, slot, place, state, part, of, tries, error, retryAt }: Undelivered,
  now: number,
): string {
  const when =
    retryAt === null || retryAt <= now ? 'is tried at the next beat' : `is tried again ${local(retryAt, 'UTC')} UTC`;
  const tried = tries === 1 ? '1 try' : `${tries} tries`;
  return `${state}  ${subscription} ${slot.replace('T', ' ')} → ${placeName(place)}: message ${part} of ${of}, ${tried}, ${
    state === 'open' ? when : 'given up'
  }; ${error ?? (state === 'open' ? 'no error' : 'ended with its subscription')}`;
}

const placeName = ({ tenant, channel, thread }: Place): string => [tenant, channel, thread].filter(Boolean).join(' ');

const iso = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());
const day = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

function local(at: Instant, zone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return `${time.toPlainDate()} ${time.toPlainTime().toString({ smallestUnit: 'minute' })}${zone === 'UTC' ? '' : ` ${zone}`}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

function ago(at: Instant, now: Instant): string {
  const unit = UNITS.find(([, ms]) => now - at >= ms);
  return unit ? `${Math.floor((now - at) / unit[1])} ${unit[0]} ago` : 'just now';
}

/** Names and errors of other systems may hold line breaks and worse. */
const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');
