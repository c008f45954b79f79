import { schedule } from 'node-cron';
import type { Log } from '../core/model/ports.ts';

/**
 * A beat every 20 seconds, so that what is news is out within the minute. node-cron is a heartbeat only: what is due is
 * decided from the store, so a beat that comes late, twice or not at all does no harm; nor does one that begins while
 * another still delivers a flood or waits for a source.
 */
export function startHeartbeat(beat: () => Promise<void>, log: Log): () => Promise<void> {
  const logger = {
    info: () => {},
    debug: () => {},
    warn: (text: string) => log.warn('cron', { text }),
    error: (text: string | Error) => log.error('cron', { text: String(text) }),
  };
  const task = schedule(
    '*/20 * * * * *',
    () => beat().catch((error: unknown) => log.error('tick.failed', { error: String(error) })),
    { suppressMissedWarning: true, logger },
  );
  return async () => {
    await task.destroy();
  };
}
