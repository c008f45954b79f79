import type { Desk } from '../usecases/desk.ts';

const DAY_MS = 86_400_000;
/** Keys that this process has seen lately: most repeats come within seconds and cost no write. */
const MOST = 20_000;

/** True for the first caller of a key within 24 hours, over all processes on the store. */
export function openSeen(desk: Pick<Desk, 'store' | 'clock' | 'meter'>): (key: string) => Promise<boolean> {
  const until = new Map<string, number>();
  const first = async (key: string): Promise<boolean> => {
    const now = desk.clock();
    if ((until.get(key) ?? 0) > now) return false;
    until.delete(key);
    until.set(key, now + DAY_MS);
    if (until.size > MOST) until.delete(until.keys().next().value as string);
    try {
      return await desk.store.once(key, now, now + DAY_MS);
    } catch (error) {
      until.delete(key);
      throw error;
    }
  };
  return async (key) => {
    const isFirst = await first(key);
    if (!isFirst) desk.meter.count('duplicates_avoided', { kind: 'event' });
    return isFirst;
  };
}
