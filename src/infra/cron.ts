import { schedule } from 'node-cron';
import type { Log } from '../core/model/ports.ts';

/**
 * A beat at every full minute. node-cron is a heartbeat only: what is due is decided from the store, so a beat that
 * comes late, twice or not at all does no harm.
 */
export function startHeartbeat(beat: () => Promise<void>, log: Log): () => Promise<void> {
  const logger = {
    info: () => {},
    debug: () => {},
    warn: (text: string) => log.warn('cron', { text }),
    error: (text: string | Error) => log.error('cron', { text: String(text) }),
  };
  const task = schedule(
    '* * * * *',
    () => beat().catch((error: unknown) => log.error('tick.failed', { error: String(error) })),
    { noOverlap: true, suppressMissedWarning: true, logger },
  );
  return async () => {
    await task.destroy();
  };
}
