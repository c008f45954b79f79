import { setTimeout as sleep } from 'node:timers/promises';
import {
  type APIGatewayBotInfo,
  type Client,
  Events,
  type REST,
  Routes,
  SimpleIdentifyThrottler,
  type WebSocketOptions,
} from 'discord.js';
import { SitrepError } from '../../core/model/errors.ts';
import type { Log } from '../../core/model/ports.ts';
import { badToken, isBadToken, lineOf, wireError } from './errors.ts';
import { safely, within } from './requests.ts';

/** The connection, and a budget for it: 1,000 sessions a day, beyond which Discord resets the token. */

/** How long the first connection may take. */
const CONNECT_MS = 30_000;
/** From here on, what is left of the day's sessions is spread over the rest of the day. */
const FEW_SESSIONS = 100;

/**
 * Resolves at the client's `ready`; rejects with SitrepError on a refused token or intents, or when Discord stays out
 * of reach. Without a session left for today it says so and waits.
 */
export async function connect(client: Client, token: string, log: Log): Promise<void> {
  const ready = Promise.withResolvers<true>();
  client.once(Events.ClientReady, () => ready.resolve(true));
  client.once(Events.ShardDisconnect, ({ code }) =>
    ready.reject(
      code === 4004 ? badToken() : new SitrepError('platform_refused', `Discord closed the connection (${code}).`),
    ),
  );
  ready.promise.catch(() => {});
  try {
    await sessionLeft(client.rest.setToken(token), log);
    client.login(token).catch(ready.reject);
    if (!(await within(CONNECT_MS, ready.promise, false)))
      throw new SitrepError('platform_down', 'Discord did not let the bot in within 30 seconds.');
  } catch (error) {
    throw isBadToken(error) ? badToken(error) : wireError(error, 'the connection');
  }
}

async function sessionLeft(rest: REST, log: Log): Promise<void> {
  for (;;) {
    const { session_start_limit: limit } = (await safely(() => rest.get(Routes.gatewayBot()))) as APIGatewayBotInfo;
    if (limit.remaining < FEW_SESSIONS) log.warn('discord.sessions', { left: limit.remaining, of: limit.total });
    if (limit.remaining > 0) return;
    log.error('discord.sessions', { text: 'No session is left for today; waiting.', ms: limit.reset_after });
    await sleep(Math.max(limit.reset_after, 1_000));
  }
}

/**
 * Asks, before each new session after the first, how many are left, and waits the longer the fewer: a gateway that
 * ends every session at once never uses them up.
 */
export const buildThrottle =
  (log: Log): NonNullable<WebSocketOptions['buildIdentifyThrottler']> =>
  async (manager) => {
    const { session_start_limit: start } = await manager.fetchGatewayInformation();
    const simple = new SimpleIdentifyThrottler(start.max_concurrency);
    let first = true;
    /** Kept while a connection that waits is cut and opened again. */
    let until = 0;
    const pause = async (): Promise<number> => {
      if (until > 0) return until - Date.now();
      const { session_start_limit: limit } = await manager.fetchGatewayInformation(true);
      if (limit.remaining >= FEW_SESSIONS) return 0;
      const ms = limit.reset_after / (limit.remaining + 1);
      until = Date.now() + ms;
      log.warn('discord.sessions', { left: limit.remaining, of: limit.total, ms });
      return ms;
    };
    return {
      waitForIdentify: async (shard, signal) => {
        if (!first) {
          const ms = await pause().catch((error: unknown) => {
            log.warn('discord.sessions', { error: lineOf(error) });
            return 0;
          });
          if (ms > 0) await sleep(ms, undefined, { signal });
          until = 0;
        }
        first = false;
        await simple.waitForIdentify(shard, signal);
      },
    };
  };
