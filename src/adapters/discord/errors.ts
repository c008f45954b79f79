import { DiscordAPIError, DiscordjsError, HTTPError, RateLimitError } from 'discord.js';
import { SitrepError } from '../../core/model/errors.ts';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
export const CODES = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  missingPermission: 50013,
  /** A reply to a message needs the permission to read it. */
  unreadable: 160002,
  threadExists: 160004,
} as const;

/**
 * Any failure of a request as a {@link SitrepError} whose message names `what` was tried. `platform_down` means doubt:
 * the request may have been accepted. A refusal (4xx) never was.
 */
export function wireError(error: unknown, what: string): SitrepError {
  if (error instanceof SitrepError) return error;
  if (error instanceof RateLimitError)
    return new SitrepError('platform_down', `Discord asks to wait before ${what}.`, {
      after: Math.ceil(Math.max(error.retryAfter, error.timeToReset)),
      cause: error,
    });
  if (isBadToken(error)) return badToken(error);
  if (error instanceof DiscordAPIError) {
    if (error.code === CODES.unknownChannel || error.code === CODES.unknownGuild)
      return new SitrepError('channel_gone', `Discord has no such channel any more (${what}).`, { cause: error });
    return new SitrepError('platform_refused', `Discord refused ${what}: ${lineOf(error)}.`, { cause: error });
  }
  return new SitrepError('platform_down', `Discord did not answer ${what}: ${lineOf(error)}.`, { cause: error });
}

/** What closes a channel to the bot until somebody opens it again. */
const CLOSED: ReadonlySet<unknown> = new Set([CODES.missingAccess, CODES.missingPermission]);

/**
 * The same of a delivery: a channel that the bot may not write to is as good as gone. A token that was refused may be
 * put right by the operator: what waits is not given up for it.
 */
export function channelError(error: unknown, what: string): SitrepError {
  const failure = wireError(error, what);
  if (error instanceof RateLimitError)
    return new SitrepError('too_fast', failure.message, { after: failure.after ?? 0, cause: error });
  if (error instanceof DiscordAPIError && CLOSED.has(error.code))
    return new SitrepError('channel_gone', `Discord refused ${what}: ${lineOf(error)}.`, { cause: error });
  if (isBadToken(error))
    return new SitrepError('platform_down', `Discord refuses the bot’s token (${what}).`, { cause: error });
  return failure;
}

/** One line for people and logs; never a request's URL, which holds an interaction's token. */
export function lineOf(error: unknown): string {
  if (error instanceof HTTPError) return `HTTP ${error.status}`;
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof DiscordAPIError ? `${error.code} ` : '';
  return `${code}${text}`.replace(/\s+/g, ' ').slice(0, 300);
}

/** 401 from REST, 4004 from the gateway (which discord.js tells as a bare error of this message). */
export function isBadToken(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  if (error instanceof DiscordjsError) return error.code === 'TokenInvalid';
  // After a 401 discord.js forgets the token.
  return error instanceof Error && /^Authentication failed$|^Expected token to be set/.test(error.message);
}

export function badToken(cause?: unknown): SitrepError {
  return new SitrepError('bad_token', 'DISCORD_TOKEN was refused by Discord.', { cause });
}
