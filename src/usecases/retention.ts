import type { Desk } from './desk.ts';

const DAY_MS = 24 * 3_600_000;

/** Removes what is older than the operator wants kept; nothing when they have not said. */
export async function retain(desk: Pick<Desk, 'store' | 'clock' | 'log' | 'retentionDays'>): Promise<void> {
  if (desk.retentionDays === null) return;
  const now = desk.clock();
  const removed = await desk.store.retain(now - desk.retentionDays * DAY_MS, now);
  if (Object.values(removed).some((count) => count > 0)) desk.log.info('retention.removed', removed);
}
