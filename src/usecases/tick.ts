import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Platform } from '../core/model/ports.ts';
import { dueSlots } from '../core/schedule.ts';
import { deliver } from './deliver.ts';
import type { Desk } from './desk.ts';
import { refresh } from './ingest.ts';
import { purge } from './places.ts';
import { publish } from './publish.ts';
import { retain } from './retention.ts';

/** A tick that takes longer than this has died; another may begin. */
const TICK_LEASE_MS = 10 * 60_000;

/**
 * One beat: read the sources, publish what is due, deliver what waits, purge what was left long ago and remove what is
 * too old. Decides from the store alone, so missed and repeated beats do no harm; a lease keeps two from publishing at
 * once, also in two processes.
 */
export async function tick(desk: Desk, platforms: readonly Platform[], owner: string): Promise<void> {
  const now = desk.clock();
  if (await desk.store.once('tick', now, now + TICK_LEASE_MS)) {
    try {
      await refresh(desk);
      await publishDue(desk, platforms);
    } finally {
      await desk.store.release('tick');
    }
  }
  await Promise.all([...platforms.map((platform) => deliver(desk, platform, owner)), tidy(desk)]);
  const { open, dead } = await desk.store.queue();
  desk.meter.level('deliveries_open', open);
  desk.meter.level('deliveries_dead', dead);
  const end = desk.clock();
  desk.meter.observe('tick', Math.max(0, end - now) / 1_000);
  await desk.store.note('tick', end);
}

/** Deleting that fails or takes its time holds no delivery up. */
async function tidy(desk: Desk): Promise<void> {
  for (const [name, work] of [
    ['purge', purge],
    ['retention', retain],
  ] as const)
    await work(desk).catch((error: unknown) => desk.log.error(`${name}.failed`, { error: String(error) }));
}

/** One subscription's trouble is logged and never stops the others. */
async function publishDue(desk: Desk, platforms: readonly Platform[]): Promise<void> {
  for (const subscription of await desk.store.subscriptions(null)) {
    const platform = platforms.find((one) => one.name === subscription.place.platform);
    if (!platform || subscription.state !== 'active') continue;
    try {
      const due = dueSlots(subscription.schedule, subscription.last, subscription.made, desk.clock());
      if (due.due === null && due.skipped.length === 0) continue;
      const won = await publish(desk, platform, subscription, due);
      desk.log.info('digest.decided', { subscription: subscription.id, slot: due.due?.slot ?? null, won });
    } catch (error) {
      desk.log.error('digest.failed', { subscription: subscription.id, error: String(error) });
    }
    // Composing takes this thread: whoever asks something meanwhile is heard in between.
    await othersFirst();
  }
}
