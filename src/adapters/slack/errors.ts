import { SitrepError } from '../../core/model/errors.ts';

/** What the SDK throws → the one error type. Codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors */

/** The token is no good (any more). While running it is tried again: the operator may put it right. */
const TOKEN = new Set([
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'not_allowed_token_type'],
  ...['user_removed_from_team', 'team_disabled', 'org_login_required'],
]);
const GONE = new Set(['channel_not_found', 'is_archived', 'channel_is_archived', 'not_in_channel']);
/** Slack failed by its own account; the message may have arrived all the same. */
const DOWN = new Set([
  ...['ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'],
  ...['team_added_to_org', 'slack_unavailable', 'timeout'],
]);

type Thrown = {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly retryAfter?: unknown;
  readonly data?: { readonly error?: unknown };
};

/** Slack's own error code ("channel_not_found"), or null when Slack did not answer so. */
export function slackCode(error: unknown): string | null {
  const { code, data } = (error ?? {}) as Thrown;
  return code === 'slack_webapi_platform_error' ? String(data?.error).slice(0, 80) : null;
}

/**
 * `channel_gone`, `platform_refused`, or `platform_down`, which is doubtful unless `after` says when to come back.
 * `what` names the thing that failed.
 */
export function toFailure(error: unknown, what: string): SitrepError {
  if (error instanceof SitrepError) return error;
  const thrown = (error ?? {}) as Thrown;
  if (typeof thrown.retryAfter === 'number')
    return new SitrepError('platform_down', `${what}: Slack asks to wait.`, { after: thrown.retryAfter * 1_000 });
  const code = slackCode(error);
  if (code === null) return new SitrepError('platform_down', `${what}: Slack cannot be reached (${reason(thrown)}).`);
  if (GONE.has(code)) return new SitrepError('channel_gone', `${what}: Slack says ${code}.`);
  if (DOWN.has(code)) return new SitrepError('platform_down', `${what}: Slack says ${code}.`);
  if (TOKEN.has(code)) return new SitrepError('platform_down', `${what}: Slack refuses the bot’s token (${code}).`);
  return new SitrepError('platform_refused', `${what}: Slack says ${code}.`);
}

/** At the start: a refusal names the variable that holds the token; anything else is `platform_down`. */
export function toStartError(error: unknown, variable: string): SitrepError {
  const code = slackCode(error);
  if (code === null || DOWN.has(code)) return toFailure(error, 'Starting');
  return new SitrepError('bad_token', `${variable} was refused by Slack (${code})`);
}

function reason(thrown: Thrown): string {
  if (typeof thrown.statusCode === 'number') return `HTTP ${thrown.statusCode}`;
  return typeof thrown.code === 'string' ? thrown.code : 'no answer';
}
