import { format } from 'node:util';
import { type Logger, LogLevel } from '@slack/bolt';
import type { Clock, Log } from '../../core/model/ports.ts';

/** Tokens, tickets of sockets and secrets of response_urls, wherever they stand in a text. */
export function redact(text: string, secrets: readonly string[]): string {
  let out = text;
  for (const secret of secrets) if (secret !== '') out = out.replaceAll(secret, '[secret]');
  return out
    .replace(/\bx(?:ox[a-z]|app|wfp)-[\w-]+/gi, '[secret]')
    .replace(/\b((?:wss?|https?):\/\/[^\s/?#]+)[^\s'")]*/gi, '$1/…');
}

/** The SDK's own log, at warn and above, one line each. Slack's debug lines hold tickets and people's words: dropped. */
export function sdkLogger(log: Log, secrets: readonly string[]): Logger {
  const line = (parts: readonly unknown[]) => ({
    text: redact(format(...parts.map((part) => (part instanceof Error ? part.message : part))), secrets).slice(0, 500),
  });
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn('slack_sdk', line(parts)),
    error: (...parts) => log.warn('slack_sdk', line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

const QUIET_MS = 60_000;

/** For what anybody can bring about: one line a minute at most, with how many were held back before it. */
export function rarely(log: Log, clock: Clock, event: string): (reason: string) => void {
  let [next, held] = [Number.NEGATIVE_INFINITY, 0];
  return (reason) => {
    if (clock() < next) {
      held += 1;
      return;
    }
    log.warn(event, { reason, ...(held > 0 && { before: held }) });
    [next, held] = [clock() + QUIET_MS, 0];
  };
}
