import { clockFinding, type Finding, findOut, unreached } from '../../core/finding.ts';
import type { Instant } from '../../core/model/article.ts';
import { SitrepError } from '../../core/model/errors.ts';
import { SLACK_MANIFEST } from './manifest.ts';

/** What `sitrep doctor` asks of Slack: one request for each token, without connecting. */

export type Access = {
  /** null where every workspace has its own. */
  readonly bot: string | null;
  /** null in HTTP mode. */
  readonly app: string | null;
  readonly apiUrl: string | null;
};

const SLACK = 'https://slack.com/api/';
const TIMEOUT_MS = 10_000;

type Reply = { readonly ok?: boolean; readonly error?: string; readonly team?: string; readonly user?: string };

async function call(apiUrl: string | null, method: string, token: string): Promise<{ body: Reply; headers: Headers }> {
  const answer = await fetch(`${(apiUrl ?? SLACK).replace(/\/*$/, '/')}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw unreached('Slack', error);
  });
  if (!answer.ok) throw new SitrepError('platform_refused', `Slack answered ${method} with HTTP ${answer.status}.`);
  return { body: (await answer.json()) as Reply, headers: answer.headers };
}

/** Tokens, scopes and the clock. Never throws. */
export async function examineSlack({ bot, app, apiUrl }: Access, now: () => Instant): Promise<Finding[]> {
  const findings: Finding[] = [];
  const add = async (check: string, work: () => Promise<Omit<Finding, 'check'>>) => {
    findings.push(await findOut(`slack ${check}`, work));
  };
  const refused = (variable: string, { error }: Reply) => ({
    ok: false,
    text: `${variable} was refused (${error ?? 'no reason given'}): copy it again from the app’s page into .env.`,
  });
  if (bot !== null)
    await add('bot token', async () => {
      const { body, headers } = await call(apiUrl, 'auth.test', bot);
      if (!body.ok) return refused('SLACK_BOT_TOKEN', body);
      findings.push(clockFinding('slack clock', headers.get('date'), now()), scopes(headers.get('x-oauth-scopes')));
      return { ok: true, text: `taken, ${body.user ?? 'the bot'} in ${body.team ?? 'its workspace'}` };
    });
  if (app !== null)
    await add('app token', async () => {
      const { body } = await call(apiUrl, 'apps.connections.open', app);
      return body.ok ? { ok: true, text: 'taken, Socket Mode is on' } : refused('SLACK_APP_TOKEN', body);
    });
  return findings;
}

function scopes(header: string | null): Finding {
  const check = 'slack scopes';
  if (header === null) return { check, ok: true, text: 'not told by Slack' };
  const given = new Set(header.split(',').map((one) => one.trim()));
  const missing = SLACK_MANIFEST.oauth_config.scopes.bot.filter((one) => !given.has(one));
  if (missing.length === 0) return { check, ok: true, text: 'all there' };
  return {
    check,
    ok: false,
    text: `${missing.join(', ')} missing: update the app from \`sitrep slack-manifest\` and install it again.`,
  };
}
