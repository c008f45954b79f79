import { setTimeout as sleep } from 'node:timers/promises';
import { App, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import type { Chat } from '../../core/model/command.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock, Log, Platform } from '../../core/model/ports.ts';
import { stayConnected } from './connection.ts';
import { toStartError } from './errors.ts';
import { type Desk, listen } from './handlers.ts';
import { sdkLogger } from './logger.ts';
import { askPeople } from './people.ts';
import { slackPlatform } from './platform.ts';

export type SlackConfig = {
  readonly botToken: string;
  readonly appToken: string;
  /** Ends in `/api/`; null for Slack itself. */
  readonly apiUrl: string | null;
};

const TIMEOUT_MS = 15_000;
const LAST_ANSWERS_MS = 5_000;

/**
 * The Slack adapter, on Bolt in Socket Mode: events in, parts out. Resolves when the socket is open.
 * Errors: SitrepError `bad_token`, which names the variable; `platform_down` when Slack cannot be reached.
 */
export async function startSlack(
  config: SlackConfig,
  chat: Chat,
  log: Log,
  clock: Clock,
): Promise<{ platform: Platform; stop(): Promise<void> }> {
  const logger = sdkLogger(log, [config.botToken, config.appToken]);
  // No retries: after a dropped answer the SDK would send the same message again.
  const options = {
    logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    ...(config.apiUrl !== null && { slackApiUrl: config.apiUrl }),
  };
  const web = new webApi.WebClient(config.botToken, options);
  const me = await identify(web);
  const receiver = new SocketModeReceiver({
    appToken: config.appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: options },
    customPropertiesExtractor: ({ envelope_id: envelopeId }: { envelope_id: string }) => ({ envelopeId }),
  });
  const app = new App({
    receiver,
    logger,
    logLevel: LogLevel.WARN,
    clientOptions: options,
    convoStore: false,
    authorize: async () => ({ botToken: config.botToken, botUserId: me.user, teamId: me.team, ...me.botId }),
  });
  const platform = slackPlatform(web, clock);
  const busy: Desk['busy'] = new Set();
  const people = askPeople(web, clock, log);
  listen(app, { web, chat, log, platform, people, tenant: `slack:${me.team}`, botUser: me.user, busy });
  const connection = await stayConnected(receiver.client, log).catch((error: unknown) => {
    throw toStartError(error, 'SLACK_APP_TOKEN');
  });
  log.info('slack_connected', { team: me.team });
  return {
    platform,
    stop: async () => {
      await connection.stop();
      await Promise.race([Promise.allSettled([...busy]), sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
    },
  };
}

type Me = { readonly user: string; readonly team: string; readonly botId: { readonly botId?: string } };

async function identify(web: webApi.WebClient): Promise<Me> {
  const answer = await web.auth.test().catch((error: unknown) => {
    throw toStartError(error, 'SLACK_BOT_TOKEN');
  });
  if (answer.user_id === undefined || answer.team_id === undefined)
    throw new SitrepError('bad_token', 'SLACK_BOT_TOKEN is not the token of a bot (xoxb-…)');
  return {
    user: answer.user_id,
    team: answer.team_id,
    botId: answer.bot_id === undefined ? {} : { botId: answer.bot_id },
  };
}
