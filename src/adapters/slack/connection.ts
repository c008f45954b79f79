import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../core/model/ports.ts';
import { slackCode } from './errors.ts';

type Client = SocketModeReceiver['client'];

const CONNECT_MS = 30_000;
const CLOSE_MS = 3_000;
/** A connection that lived shorter counts as a failure, so that a server that always hangs up is not hammered. */
const SHORT_MS = 10_000;
const LONGEST_WAIT_MS = 60_000;

export type Connection = { connected(): boolean; stop(): Promise<void> };

/**
 * Opens the socket and keeps it open. Bolt's own reconnecting waits five seconds, gives up on the first network error
 * while it reconnects, and then ends the process with an unhandled rejection; here it starts at once and never gives up.
 * Rejects when the first connection fails, with the SDK's error.
 */
export async function stayConnected(client: Client, log: Log): Promise<Connection> {
  const stopping = new AbortController();
  let [connecting, failures, since] = [true, 0, performance.now()];

  async function connect(): Promise<void> {
    const late = new AbortController();
    const timeout = sleep(CONNECT_MS, undefined, { signal: late.signal }).then(() => {
      // Its end would otherwise be taken for the end of the next connection.
      client.disconnect().catch(() => {});
      throw new Error('Slack said no hello');
    });
    try {
      await Promise.race([client.start(), timeout]);
      since = performance.now();
    } finally {
      late.abort();
      timeout.catch(() => {});
    }
  }

  async function reconnect(): Promise<void> {
    connecting = true;
    failures = performance.now() - since < SHORT_MS ? failures + 1 : 0;
    while (!stopping.signal.aborted) {
      try {
        if (failures > 0)
          await sleep(Math.min(500 * 2 ** failures, LONGEST_WAIT_MS), undefined, { signal: stopping.signal });
        await connect();
        log.info('slack_reconnected');
        break;
      } catch (error) {
        if (stopping.signal.aborted) break;
        failures += 1;
        log.warn('slack_not_connected', { code: slackCode(error) ?? 'no answer', failures });
      }
    }
    connecting = false;
  }

  client.on('disconnected', () => {
    if (!connecting && !stopping.signal.aborted) void reconnect();
  });
  await connect();
  connecting = false;
  return {
    connected: () => !connecting,
    stop: async () => {
      stopping.abort();
      await Promise.race([client.disconnect(), sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
