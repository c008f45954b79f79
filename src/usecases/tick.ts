import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Platform } from '../core/model/delivery.ts';
import { isStoreTrouble } from '../core/model/errors.ts';
import type { Digest } from '../core/model/subscription.ts';
import { dueSlots, nextSlot } from '../core/schedule/due.ts';
import { quietEnds } from '../core/schedule/quiet.ts';
import { tellBroken } from './broken.ts';
import { correctDelivered } from './correct.ts';
import { deliver } from './deliver.ts';
import type { Desk } from './desk.ts';
import { follow } from './follow.ts';
import { tellGone } from './gone.ts';
import { refresh } from './ingest.ts';
import { purge } from './places.ts';
import { publish } from './publish.ts';
import { retain } from './retention.ts';
import { fillTopics } from './topics.ts';
import { alertDue } from './watch.ts';

/** Whoever works says so again and again; after so long without a word they have died, and another may begin. */
const LEASE_MS = 2 * 60_000;
const EXTEND_MS = 5_000;
/** The sources are read once a minute; a beat never comes to the millisecond. */
const REFRESH_MS = 58_000;
/** How many due digests are taken out of the store at once. */
const BITE = 50;

/**
 * One beat: read the sources, publish what is due, deliver what waits and follow what is on the web, side by side; then
 * purge what was left long ago and remove what is too old. Decides from the store alone, so missed, repeated and overlapping beats do no harm:
 * leases keep two from reading the sources or publishing at once, in all processes together. `owner` is this beat's
 * own. Once `stop` is aborted nothing more is begun. Errors: the first that kept the beat from its work, as a full
 * store; all else that can be done is done.
 */
export async function tick(
  desk: Desk,
  platforms: readonly Platform[],
  owner: string,
  stop?: AbortSignal,
): Promise<void> {
  const began = desk.clock();
  const news = openNews();
  const round = refreshInTurn(desk, owner)
    .then(() => publishInTurn(desk, platforms, owner, stop, news.ring))
    .finally(news.end);
  const delivering = platforms.map((platform) =>
    deliver(desk, platform, owner, { more: news.next, ...(stop && { stop }) }),
  );
  const following = followInTurn(desk, owner, stop);
  const work = [round, following, ...delivering, round.then(() => (stop?.aborted ? undefined : tidy(desk)))];
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const { open, dead } = await desk.store.queue();
  desk.meter.level('deliveries_open', open);
  desk.meter.level('deliveries_dead', dead);
  desk.meter.level('source_problems', (await desk.store.problems()).length);
  const end = desk.clock();
  desk.meter.observe('tick', Math.max(0, end - began) / 1_000);
  await desk.store.note('tick', end);
}

/** Tells who delivers when something new was written, and when nothing more comes. */
function openNews() {
  let bell: PromiseWithResolvers<void> | null = Promise.withResolvers();
  return {
    next: () => bell?.promise ?? null,
    ring: () => {
      bell?.resolve();
      bell = Promise.withResolvers();
    },
    end: () => {
      bell?.resolve();
      bell = null;
    },
  };
}

const refreshing = new WeakSet<Desk>();

/** Reads the sources when it is time. One that hangs holds this up and nothing else: the next beat publishes without. */
async function refreshInTurn(desk: Desk, owner: string): Promise<void> {
  if (refreshing.has(desk)) return;
  refreshing.add(desk);
  try {
    // Topics may have been made through another process, and this one may not be the one that reads.
    await desk.loadTopics();
    // It runs out when the next reading is due.
    await underLease(desk, { name: 'refresh', owner, forMs: REFRESH_MS, isReturned: false }, async () => {
      await refresh(desk);
      await fillTopics(desk);
    });
  } catch (error) {
    goOn(desk, 'refresh.failed', error);
  } finally {
    refreshing.delete(desk);
  }
}

/** Follows the addresses when it is time, however long it takes: what it brings is published at the next beat. */
async function followInTurn(desk: Desk, owner: string, stop: AbortSignal | undefined): Promise<void> {
  if (stop?.aborted) return;
  try {
    await underLease(desk, { name: 'follow', owner, forMs: REFRESH_MS, isReturned: false }, () => follow(desk, stop));
  } catch (error) {
    if (!stop?.aborted) goOn(desk, 'follow.failed', error);
  }
}

type Lease = { readonly name: string; readonly owner: string; readonly forMs: number; readonly isReturned: boolean };

/**
 * Works under a lease that is extended as long as it takes, then returned or left to run out. While another has it there
 * is nothing to do.
 */
async function underLease(
  { store, clock, log }: Desk,
  { name, owner, forMs, isReturned }: Lease,
  work: () => Promise<unknown>,
): Promise<void> {
  const hold = async () => {
    const now = clock();
    return store.hold(name, owner, now, now + forMs);
  };
  if (!(await hold())) return;
  const timer = setInterval(() => {
    hold().catch((error: unknown) => log.warn('lease.not-extended', { name, error: String(error) }));
  }, EXTEND_MS).unref();
  try {
    await work();
  } finally {
    clearInterval(timer);
    // It runs out by itself as well.
    if (isReturned) await store.letGo(name, owner).catch(() => {});
  }
}

/** Whoever has the lease publishes, however long it takes; for the others there is nothing to do. */
async function publishInTurn(
  desk: Desk,
  platforms: readonly Platform[],
  owner: string,
  stop: AbortSignal | undefined,
  written: () => void,
): Promise<void> {
  if (stop?.aborted) return;
  const steps: readonly (readonly [name: string, step: () => Promise<void>])[] = [
    ['alerts', () => alertDue(desk, platforms)],
    ['digests', () => publishDue(desk, platforms, stop, written)],
    ['corrections', () => correctDelivered(desk, platforms)],
    ['gone', () => tellGone(desk, platforms)],
    ['broken', () => tellBroken(desk, platforms)],
  ];
  await underLease(desk, { name: 'tick', owner, forMs: LEASE_MS, isReturned: true }, async () => {
    for (const [name, step] of steps) {
      if (stop?.aborted) return;
      await step().catch((error: unknown) => goOn(desk, `${name}.failed`, error));
      written();
    }
  });
}

/** One trouble is logged and stops nothing else; a store that takes no more ends the round. */
function goOn(desk: Desk, event: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void {
  if (isStoreTrouble(error)) throw error;
  desk.log.error(event, { ...fields, error: String(error) });
}

/** Deleting that fails or takes its time holds no delivery up. */
async function tidy(desk: Desk): Promise<void> {
  for (const [name, work] of [
    ['purge', purge],
    ['retention', retain],
  ] as const)
    await work(desk).catch((error: unknown) => desk.log.error(`${name}.failed`, { error: String(error) }));
}

/** Everything that is due, the longest due first. What stays due for its trouble is asked again at the next beat. */
async function publishDue(
  desk: Desk,
  platforms: readonly Platform[],
  stop: AbortSignal | undefined,
  written: () => void,
): Promise<void> {
  const tried = new Set<string>();
  for (let limit = BITE; ; ) {
    const due = await desk.store.due(desk.clock(), limit);
    const fresh = due.filter(({ id }) => !tried.has(id));
    for (const digest of fresh) {
      if (stop?.aborted) return;
      tried.add(digest.id);
      await publishOne(desk, platforms, digest).catch((error: unknown) =>
        goOn(desk, 'digest.failed', error, { subscription: digest.id }),
      );
      written();
      // Composing takes this thread: whoever asks something meanwhile is heard in between.
      await othersFirst();
    }
    if (due.length < limit) return;
    // All of these stay due: behind them there may be others.
    if (fresh.length === 0) limit *= 2;
  }
}

async function publishOne(desk: Desk, platforms: readonly Platform[], digest: Digest): Promise<void> {
  const platform = platforms.find((one) => one.name === digest.place.platform);
  if (!platform) return;
  const { id, schedule, last, made, quiet } = digest;
  const now = desk.clock();
  const due = dueSlots(schedule, last, made, now, { quiet });
  if (due.due === null && due.skipped.length === 0) {
    const awake = quiet ? quietEnds(quiet, now) : now;
    return desk.store.dueAgain(id, awake > now ? awake : (nextSlot(schedule, now, quiet)?.at ?? null));
  }
  const won = await publish(desk, platform, digest, due);
  desk.log.info('digest.decided', { subscription: digest.id, slot: due.due?.slot ?? null, won });
}
