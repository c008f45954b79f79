import type { RequestListener, ServerResponse } from 'node:http';
import { HTTPReceiver, type Installation, type Logger, type webApi } from '@slack/bolt';
import type { LabelKey } from '../../core/model/answer.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import { labelText } from '../../render/labels.ts';
import { rarely, redact } from './logger.ts';
import { SLACK_MANIFEST } from './manifest.ts';
import { PATHS } from './manifest-http.ts';

/** The app in many workspaces: each installs it by OAuth, and brings its own token. */

/** Texts by tenant, kept sealed; whoever gives this keeps the tokens out of the store in clear. */
export type Installations = {
  save(tenant: string, text: string): Promise<void>;
  find(tenant: string): Promise<string | null>;
  remove(tenant: string): Promise<void>;
};

/** What is kept of a workspace's installation. `since`: when it was made, in milliseconds. */
export type Installed = {
  readonly token: string;
  readonly user: string;
  readonly since: number;
};

export type InstallConfig = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs the state of an installation under way. */
  readonly stateSecret: string;
  readonly installations: Installations;
};

type Surroundings = {
  readonly apiUrl: string | null;
  readonly clientOptions: webApi.WebClientOptions & { readonly logger: Logger };
  readonly log: Log;
  readonly clock: Clock;
  readonly installed: (team: string, bot: Omit<Installed, 'since'>) => Promise<void>;
};

/**
 * Serves the two pages of an installation: to Slack's page of consent and back, with the state checked against the
 * browser's cookie. `installed` keeps what came of it; when it throws, the person is told that nothing was installed.
 */
export function installer(
  { clientId, clientSecret, stateSecret }: InstallConfig,
  { apiUrl, clientOptions, log, clock, installed }: Surroundings,
): RequestListener {
  const tell = rarely(log, clock, 'slack_not_installed');
  const { logger } = clientOptions;
  const receiver = new HTTPReceiver({
    // It serves these two pages alone: no endpoint takes events.
    ...{ endpoints: [], signingSecret: '', signatureVerification: false },
    // What it calls an error is told by `failure`, once: anybody can bring it about.
    ...{ clientId, clientSecret, stateSecret, logger: { ...logger, error: () => {} } },
    scopes: [...SLACK_MANIFEST.oauth_config.scopes.bot],
    installerOptions: {
      directInstall: true,
      installPath: PATHS.install,
      redirectUriPath: PATHS.redirect,
      clientOptions,
      ...(apiUrl !== null && { authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href }),
      callbackOptions: {
        // Kept here and not in an InstallationStore, since an installation may still be refused.
        afterInstallation: async (installation, _options, _request, response) => {
          const refused = refusal(installation);
          const { team, bot } = installation;
          if (refused !== null || !team || !bot) {
            tell(refused ?? 'no team or bot');
            page(response, 403, refused ?? 'install-failed');
          } else {
            await installed(team.id, { token: bot.token, user: bot.userId });
            log.info('slack_installed', { team: team.id });
            page(response, 200, 'install-done');
          }
          return false;
        },
        failure: (error, _options, _request, response) => {
          tell(redact(error.message, [clientSecret]).slice(0, 300));
          page(response, error instanceof SitrepError ? 500 : 400, 'install-failed');
        },
      },
    },
  });
  return receiver.requestListener;
}

/** Sitrep keeps one token for each workspace, which does not expire. */
function refusal(installation: Installation): LabelKey | null {
  if (installation.isEnterpriseInstall === true) return 'install-organisation';
  return installation.bot?.refreshToken === undefined ? null : 'install-rotation';
}

function page(response: ServerResponse, status: number, key: LabelKey): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  response.writeHead(status, headers).end(`${labelText({ key })}\n`);
}
