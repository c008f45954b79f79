import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, readEnvironment } from '../config.ts';
import type { Instant } from '../core/model/article.ts';
import type { Place } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { SlotRecord, Store, Subscription } from '../core/model/ports.ts';
import type { Undelivered } from '../core/model/status.ts';
import { nextSlot } from '../core/schedule.ts';
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

type Digest = { readonly subscription: Subscription; readonly next: Instant | null; readonly last: SlotRecord | null };

export const statusVerb = (json: boolean): Promise<void> =>
  withStore(async (store, path) => {
    const now = Date.now();
    const overview = await store.overview();
    const digests: Digest[] = [];
    for (const subscription of await store.subscriptions(null)) {
      const [last = null] = await store.slots(subscription.place.tenant, subscription.id, 1);
      const next = subscription.state === 'active' ? (nextSlot(subscription.schedule, now)?.at ?? null) : null;
      digests.push({ subscription, next, last });
    }
    const { bytes, articles, newest, sources, problems, queue, moments } = overview;
    if (json)
      return printJson({
        store: { path, bytes },
        lastTick: iso(moments.tick),
        lastBackup: iso(moments.backup),
        lastRestore: iso(moments.restored),
        articles: { ...articles, newest: iso(newest) },
        sources: { added: sources, problems: problems.map((one) => ({ ...one, since: iso(one.since) })) },
        digests: digests.map(({ subscription: { id, topic, state, place, schedule }, next, last }) => ({
          id,
          topic,
          state,
          ...place,
          zone: schedule.zone,
          next: iso(next),
          last: last && { ...last, at: iso(last.at) },
        })),
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
      ...digests.map((one) => ['', digestLine(one)]),
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

function digestLine({ subscription: { id, topic, state, place, schedule }, next, last }: Digest): string {
  const then = next === null ? state : `next ${local(next, schedule.zone)}`;
  const before = last === null ? 'none yet' : `last ${last.slot.replace('T', ' ')} ${last.note}${arrived(last)}`;
  return `${id} ${topic} → ${placeName(place)}: ${then}; ${before}`;
}

const arrived = ({ parts, delivered }: SlotRecord): string =>
  parts === 0 ? '' : `, ${delivered} of ${parts} messages arrived`;

function deliveryLine(
  { subscription, slot, place, state, part, of, tries, error, retryAt }: Undelivered,
  now: number,
): string {
  const when =
    retryAt === null || retryAt <= now ? 'is tried at the next beat' : `is tried again ${local(retryAt, 'UTC')} UTC`;
  const tried = tries === 1 ? '1 try' : `${tries} tries`;
  return `${state === 'open' ? 'open' : 'dead'}  ${subscription} ${slot.replace('T', ' ')} → ${placeName(place)}: message ${part} of ${of}, ${tried}, ${
    state === 'open' ? when : 'given up'
  }; ${error ?? (state === 'open' ? 'no error' : 'its digest was removed')}`;
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
