import { afterEach, beforeEach, expect } from 'vitest';
import { startSlack } from '../../../src/adapters/slack/slack.ts';
import type { Platform } from '../../../src/core/model/delivery.ts';
import { SitrepError } from '../../../src/core/model/errors.ts';
import type { Log } from '../../../src/core/model/ports.ts';
import { type Button, type SlackServer, startSlackServer } from '../../servers/slack/server.ts';
import type { View } from '../../servers/slack/world.ts';
import { makeChat, type TestChat } from './chat.ts';

/**
 * The real Bolt against a protocol server of its own for each test. At its end nothing that Slack would refuse was
 * sent, and no token stands in the log.
 */

let current: SlackServer;
export const logged: string[] = [];
export const stops: (() => Promise<void>)[] = [];
let listening = () => false;
export const connected = (): boolean => listening();

export const server = (): SlackServer => current;

export function useSlack(): void {
  beforeEach(async () => {
    current = await startSlackServer();
    logged.length = 0;
    stops.length = 0;
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
    await current.close();
    expect(current.violations).toEqual([]);
    const tokens = [current.world.botToken, current.world.appToken];
    expect(logged.filter((line) => tokens.some((token) => line.includes(token)))).toEqual([]);
  });
}

function log(): Log {
  const write = (event: string, fields?: object) => void logged.push(JSON.stringify({ event, ...fields }));
  return { info: write, warn: write, error: write };
}

export async function start(
  chat: TestChat = makeChat(),
  tokens: { bot?: string; app?: string } = {},
): Promise<Platform> {
  const config = {
    botToken: tokens.bot ?? current.world.botToken,
    appToken: tokens.app ?? current.world.appToken,
    apiUrl: current.apiUrl,
  };
  const started = await startSlack(config, chat, log(), () => 1_000);
  stops.push(started.stop);
  listening = started.connected;
  return started.platform;
}

export const accepted = (method: string) =>
  current.calls.filter((call) => call.method === method).map((call) => call.args);

export const buttonsOf = (blocks: unknown): Button[] =>
  (blocks as { type: string; elements?: Button[] }[]).find((block) => block.type === 'actions')?.elements ?? [];

/** The arguments of the n-th accepted call of a method. */
export async function comes(method: string, count = 1): Promise<Readonly<Record<string, unknown>>> {
  await current.until(() => accepted(method).length >= count, `${count} × ${method}`);
  return accepted(method)[count - 1] ?? {};
}

/** The modal that was opened last, as it stands now. */
export const modal = (): View => [...current.world.views.values()].at(-1) as View;

/** What the acknowledgement of an envelope carried. */
export async function acked(envelope: string): Promise<Readonly<Record<string, unknown>>> {
  await current.until(() => current.socket.payloads.has(envelope), 'the acknowledgement');
  return current.socket.payloads.get(envelope) ?? {};
}

/** Everything that was delivered has been handled: another command, sent after it, is answered. */
export async function settled(): Promise<void> {
  const before = accepted('response_url').length;
  current.command('/ask', 'last of all', { user: 'U1', channel: 'C1' });
  await current.until(() => accepted('response_url').length > before, 'the last command');
}

export async function failure(work: Promise<unknown>): Promise<SitrepError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SitrepError);
  return error as SitrepError;
}
