import type { Failure, Leased, Platform, Receipt } from '../core/model/delivery.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Desk } from './desk.ts';

/** Longer than any platform takes to answer: a lease that ran out belongs to a process that died. */
const LEASE_MS = 60_000;
/** What sending takes at most. Who has less of the lease left, as after a sleep of the machine, sends it another time. */
const SEND_MS = 20_000;
/** For how long one beat takes new parts: a flood waits for the next. */
const BEAT_MS = 55_000;
const AT_ONCE = 20;
/** One message a second and channel, in all processes together. */
const PACE_MS = 1_000;
/** A beat waits for what can be sent so soon; for what comes later there is another beat. */
const SOON_MS = 5_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** So often a platform that says how long to wait is taken at its word; from then on the pauses grow as well. */
const AT_ITS_WORD = 5;
/** After this many tries (about a day of pauses) a delivery is given up, visibly. */
const MAX_TRIES = 30;

type Sender = Pick<Desk, 'store' | 'clock' | 'wait' | 'log' | 'meter'>;

/** What goes on while one beat delivers. */
export type During = {
  /** Aborted when the process is to end: no part is taken any more. */
  readonly stop?: AbortSignal;
  /** Resolves when there may be something new to deliver; null when nothing more is written in this beat. */
  readonly more?: () => Promise<void> | null;
};

/**
 * Sends what is due on one platform, part after part of each delivery and one message a second to each channel; one
 * that takes long keeps no other waiting. Returns how many parts arrived. Errors: those of the store, when what was
 * taken has ended.
 */
export async function deliver(desk: Sender, platform: Platform, owner: string, during: During = {}): Promise<number> {
  const { stop, more = () => null } = during;
  const going = new Set<Promise<void>>();
  const trouble: unknown[] = [];
  const began = desk.clock();
  let sent = 0;
  // A clock that was set back would make the beat last so much longer.
  const isOver = (now: number) => stop?.aborted || trouble.length > 0 || now < began || now >= began + BEAT_MS;

  for (;;) {
    // Before the store is asked, so that nothing is missed that is written meanwhile.
    const news = more();
    const now = desk.clock();
    const free = isOver(now) ? 0 : AT_ONCE - going.size;
    const { parts, next } = free > 0 ? await take(now, free) : NOTHING;
    for (const one of parts) {
      const work: Promise<void> = deliverPart(desk, platform, one, now + LEASE_MS, stop)
        .then((arrived) => {
          sent += Number(arrived);
        })
        .catch((error: unknown) => void trouble.push(error))
        .finally(() => going.delete(work));
      going.add(work);
    }
    const pause = next !== null && next <= now + SOON_MS ? Math.max(1, next - desk.clock()) : null;
    const reasons: Promise<unknown>[] = [...going];
    if (free > 0 && !isOver(desk.clock())) {
      if (pause !== null) reasons.push(desk.wait(Math.min(pause, PACE_MS)));
      if (news !== null) reasons.push(news);
    }
    if (reasons.length === 0) break;
    await Promise.race(reasons);
  }
  if (trouble.length > 0) throw trouble[0];
  return sent;

  async function take(now: number, limit: number): ReturnType<typeof desk.store.lease> {
    const order = { platform: platform.name, owner, now, forMs: LEASE_MS, paceMs: PACE_MS, limit };
    return desk.store.lease(order).catch((error: unknown) => {
      trouble.push(error);
      return NOTHING;
    });
  }
}

const NOTHING = { parts: [], next: null } as const;

/** One part, at most once: after a doubtful try it looks for the message before sending it again. */
async function deliverPart(
  desk: Sender,
  platform: Platform,
  { part, tries, doubtful }: Leased,
  leasedUntil: number,
  stop: AbortSignal | undefined,
): Promise<boolean> {
  let result: Receipt | Failure;
  try {
    const found = doubtful ? await platform.find(part) : null;
    if (found) desk.meter.count('duplicates_avoided', { kind: 'message' });
    else if (desk.clock() > leasedUntil - SEND_MS)
      throw new SitrepError('platform_down', 'It took too long to come to sending it.');
    result = found ?? (await platform.send(part));
  } catch (error) {
    // The connection was closed under it, perhaps: whoever takes the lease over looks for the message.
    if (stop?.aborted) return false;
    result = failure(error, tries, desk.clock());
    const code = error instanceof SitrepError ? error.code : 'internal';
    desk.meter.count('delivery_failures', { platform: platform.name, code });
    if (result.retryAt === null) desk.meter.count('messages', { platform: platform.name, outcome: 'dead' });
    desk.log.warn('delivery.failed', { delivery: part.delivery, part: part.index, tries, ...result });
  }
  await desk.store.settle(part.key, result, desk.clock());
  if (!('message' in result)) return false;
  desk.meter.count('messages', { platform: platform.name, outcome: 'sent' });
  desk.log.info('delivery.sent', { delivery: part.delivery, part: part.index, message: result.message });
  return true;
}

function failure(error: unknown, tries: number, now: number): Failure {
  const known = error instanceof SitrepError;
  // The store tells a doubtful failure from a sure one by the code.
  const text = known ? `${error.code}: ${error.message}` : String(error);
  if (known && error.code === 'channel_gone') return { error: text, retryAt: null, gone: true };
  const retry = known ? error.retry : true;
  if (!retry || tries >= MAX_TRIES) return { error: text, retryAt: null };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS);
  const asked = known ? error.after : null;
  if (asked === null) return { error: text, retryAt: now + pause };
  return { error: text, retryAt: now + (tries < AT_ITS_WORD ? asked : Math.max(pause, asked)) };
}
