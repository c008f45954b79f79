import { SitrepError } from '../core/model/errors.ts';
import type { Failure, Leased, Platform, Receipt } from '../core/model/ports.ts';
import type { Desk } from './desk.ts';

/** Longer than any platform takes to answer: a lease that ran out belongs to a process that died. */
const LEASE_MS = 60_000;
/** For how long one beat takes new parts: a delivery of several parts goes out in one beat, a flood waits for the next. */
const BEAT_MS = 45_000;
const AT_ONCE = 20;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** After this many tries (about a day of pauses) a delivery is given up, visibly. */
const MAX_TRIES = 30;

/**
 * Sends what is due on one platform, part after part of each delivery; one that takes long keeps no other waiting.
 * Returns how many parts arrived.
 */
export async function deliver(desk: Desk, platform: Platform, owner: string): Promise<number> {
  const going = new Set<Promise<void>>();
  const end = desk.clock() + BEAT_MS;
  let sent = 0;
  for (;;) {
    const now = desk.clock();
    const free = now < end ? AT_ONCE - going.size : 0;
    const leased = free > 0 ? await desk.store.lease(platform.name, owner, now, LEASE_MS, free) : [];
    for (const one of leased) {
      const work = deliverPart(desk, platform, one).then((arrived) => {
        sent += Number(arrived);
        going.delete(work);
      });
      going.add(work);
    }
    if (going.size === 0) return sent;
    await Promise.race(going);
  }
}

/** One part, at most once: after a doubtful try it looks for the message before sending it again. */
async function deliverPart(desk: Desk, platform: Platform, leased: Leased): Promise<boolean> {
  const { part, tries } = leased;
  let result: Receipt | Failure;
  try {
    const found = leased.doubtful ? await platform.find(part) : null;
    if (found) desk.meter.count('duplicates_avoided', { kind: 'message' });
    result = found ?? (await platform.send(part));
  } catch (error) {
    result = failure(error, tries, desk.clock());
    const code = error instanceof SitrepError ? error.code : 'internal';
    desk.meter.count('delivery_failures', { platform: platform.name, code });
    if (result.retryAt === null) desk.meter.count('messages', { platform: platform.name, outcome: 'dead' });
    desk.log.warn('delivery.failed', { delivery: part.delivery, part: part.index, tries, ...result });
  }
  await desk.store.settle(part.key, result);
  if (!('message' in result)) return false;
  desk.meter.count('messages', { platform: platform.name, outcome: 'sent' });
  desk.log.info('delivery.sent', { delivery: part.delivery, part: part.index, message: result.message });
  return true;
}

function failure(error: unknown, tries: number, now: number): Failure {
  const known = error instanceof SitrepError;
  // The store tells a doubtful failure from a sure one by the code.
  const text = known ? `${error.code}: ${error.message}` : String(error);
  const retry = known ? error.retry : true;
  if (!retry || tries >= MAX_TRIES) return { error: text, retryAt: null };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS);
  const asked = known ? (error.after ?? 0) : 0;
  return { error: text, retryAt: now + Math.max(pause, asked) };
}
