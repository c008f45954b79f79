import { setTimeout as sleep } from 'node:timers/promises';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import type { Chat } from '../../core/model/command.ts';
import type { Platform } from '../../core/model/delivery.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import { type Connection, stayConnected } from './connection.ts';
import { toStartError } from './errors.ts';
import { type Desk, listen } from './handlers.ts';
import { type Believed, gate, type Listen, type Routes, serve } from './http.ts';
import { type InstallConfig, installer } from './installations.ts';
import { sdkLogger } from './logger.ts';
import { PATHS } from './manifest-http.ts';
import { askPeople } from './people.ts';
import { slackPlatform } from './platform.ts';
import { manyWorkspaces, type OpenDesk, teamOf, tenantOf, type Workspaces } from './workspaces.ts';

type Http = Listen & { readonly signingSecret: string };

/** Socket Mode; HTTP for one workspace; HTTP for many that install the app. */
export type SlackConfig = {
  /** Ends in `/api/`; null for Slack itself. */
  readonly apiUrl: string | null;
} & (
  | { readonly botToken: string; readonly appToken: string }
  | { readonly botToken: string; readonly http: Http }
  | { readonly install: InstallConfig; readonly http: Http }
);

const TIMEOUT_MS = 15_000;
const LAST_ANSWERS_MS = 5_000;

/**
 * The Slack adapter, on Bolt: events in, parts out. Resolves when the socket is open, or the port.
 * Errors: SitrepError `bad_token`, which names the variable; `platform_down` when Slack cannot be reached; `bad_config`
 * when the port cannot be taken.
 */
export async function startSlack(
  config: SlackConfig,
  chat: Chat,
  log: Log,
  clock: Clock,
): Promise<Connection & { platform: Platform }> {
  const logger = sdkLogger(log, secretsOf(config));
  // No retries: after a dropped answer the SDK would send the same message again.
  const options = {
    logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    ...(config.apiUrl !== null && { slackApiUrl: config.apiUrl }),
  };
  const busy: Desk['busy'] = new Set();
  const platform = slackPlatform(async (tenant) => (await deskFor(workspaces, tenant)).web, clock);
  const open: OpenDesk = (team, { token, user }) => {
    const web = new webApi.WebClient(token, options);
    const people = askPeople(web, clock, log);
    return { web, chat, log, platform, people, tenant: tenantOf(team), botUser: user, busy };
  };
  const many = 'install' in config ? manyWorkspaces(config.install.installations, open, chat, clock, log) : null;
  const one = 'botToken' in config ? await identify(config.botToken, options, open) : null;
  const workspaces: Pick<Workspaces, 'of'> = many ?? { of: async () => one };
  if (one) await chat.joined(one.tenant);

  const receiver = receiverOf(config, options);
  const app = new App({
    receiver,
    logger,
    logLevel: LogLevel.WARN,
    clientOptions: options,
    convoStore: false,
    // Nothing is looked up before the acknowledgement: the listeners find the workspace, with its token.
    authorize: async () => ({}),
  });
  listen(app, workspaces.of, { chat, log, busy });
  const alone = { gone: async () => (one ? chat.left(one.tenant) : undefined) };
  listenForGoing(app, many ?? alone, { log, busy });

  const wire = await connect(receiver);
  return {
    platform,
    connected: wire.connected,
    stop: async () => {
      await wire.stop();
      await Promise.race([idle(busy), sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
    },
  };

  async function connect(to: SocketModeReceiver | HTTPReceiver): Promise<Connection> {
    if (to instanceof SocketModeReceiver) {
      const connection = await stayConnected(to.client, log).catch((error: unknown) => {
        throw toStartError(error, 'SLACK_APP_TOKEN');
      });
      log.info('slack_connected', { team: one && teamOf(one.tenant) });
      return connection;
    }
    const { http } = config as { readonly http: Http };
    const routes: Routes = new Map([
      [`POST ${PATHS.events}`, gate(http.signingSecret, clock, log, to.requestListener)],
      ...(many && 'install' in config ? installRoutes(config.install, many) : []),
    ]);
    const server = await serve(http, routes, log);
    log.info('slack_listening', { host: http.host, port: server.port });
    return { connected: () => true, stop: server.stop };
  }

  function installRoutes(install: InstallConfig, { installed }: Workspaces) {
    const pages = installer(install, { apiUrl: config.apiUrl, clientOptions: options, log, clock, installed });
    return [PATHS.install, PATHS.redirect].map((path) => [`GET ${path}`, pages] as const);
  }
}

type Options = webApi.WebClientOptions & { readonly logger: ReturnType<typeof sdkLogger> };

function receiverOf(config: SlackConfig, options: Options): SocketModeReceiver | HTTPReceiver {
  const { logger } = options;
  if ('appToken' in config)
    return new SocketModeReceiver({
      appToken: config.appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: options },
      customPropertiesExtractor: ({ envelope_id: envelopeId }: { envelope_id: string }) => ({ envelopeId }),
    });
  return new HTTPReceiver({
    endpoints: [PATHS.events],
    logger,
    signingSecret: config.http.signingSecret,
    // The gate has checked it, on the clock that was handed in.
    signatureVerification: false,
    customPropertiesExtractor: (request) => ({ envelopeId: (request as Believed).deliveryId }),
  });
}

/** The one workspace of a token, as Slack names it. */
async function identify(token: string, options: Options, open: OpenDesk): Promise<Desk> {
  const answer = await new webApi.WebClient(token, options).auth.test().catch((error: unknown) => {
    throw toStartError(error, 'SLACK_BOT_TOKEN');
  });
  if (answer.user_id === undefined || answer.team_id === undefined)
    throw new SitrepError('bad_token', 'SLACK_BOT_TOKEN is not the token of a bot (xoxb-…)');
  return open(answer.team_id, { token, user: answer.user_id });
}

/** Where a part goes: never with another workspace's token. Errors as the Platform port. */
async function deskFor(workspaces: Pick<Workspaces, 'of'>, tenant: string): Promise<Desk> {
  const team = teamOf(tenant);
  const desk = await workspaces.of(team).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : 'its installation cannot be read';
    // Nothing was sent: it need not be looked for.
    throw new SitrepError('platform_down', `Workspace ${team}: ${why}`, { after: 60_000, cause: error });
  });
  if (desk?.tenant !== tenant)
    throw new SitrepError('platform_refused', `Workspace ${team}: Sitrep is not installed there (any more).`);
  return desk;
}

/** A workspace takes the app out, or its bot's token away: then what is kept of the installation is deleted. */
function listenForGoing(app: App, { gone }: Pick<Workspaces, 'gone'>, { log, busy }: Pick<Desk, 'log' | 'busy'>): void {
  const go = (body: { team_id: string; event_time: number }) => {
    const going = gone(body.team_id, body.event_time * 1_000).catch((error: unknown) =>
      log.error('slack_not_uninstalled', { team: body.team_id, text: String(error) }),
    );
    busy.add(going);
    void going.finally(() => busy.delete(going));
  };
  app.event('app_uninstalled', async ({ body }) => go(body));
  app.event('tokens_revoked', async ({ event, body }) => {
    if ((event.tokens.bot ?? []).length > 0) go(body);
  });
}

/** Resolves when nothing is being answered any more. */
async function idle(busy: Desk['busy']): Promise<void> {
  while (busy.size > 0) await Promise.allSettled([...busy]);
}

function secretsOf(config: SlackConfig): string[] {
  const tokens = 'botToken' in config ? [config.botToken] : [config.install.clientSecret, config.install.stateSecret];
  return [...tokens, 'appToken' in config ? config.appToken : config.http.signingSecret];
}
