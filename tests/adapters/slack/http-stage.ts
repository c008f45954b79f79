import { afterEach, beforeEach, expect } from 'vitest';
import { startSlack } from '../../../src/adapters/slack/slack.ts';
import type { Log } from '../../../src/core/model/ports.ts';
import { type SteeredClock, steeredClock } from '../../app.ts';
import { overHttp, type SlackHttp } from '../../servers/slack/http.ts';
import { type SlackServer, startSlackServer } from '../../servers/slack/server.ts';
import { makeChat, type TestChat } from './chat.ts';

/** The real Bolt in HTTP mode for one workspace, on a port of its own, behind the signatures of a protocol server. */

export const SIGNING_SECRET = 'canary-signing-secret';

export type Stage = {
  readonly server: SlackServer;
  readonly http: SlackHttp;
  readonly chat: TestChat;
  readonly clock: SteeredClock;
  readonly port: number;
  readonly logged: readonly string[];
  stop(): Promise<void>;
};

export const answersOf = (server: SlackServer) =>
  server.calls.filter((call) => call.method === 'response_url').map((call) => call.args);

/** A log that is read as lines. */
export function lines(): Log & { readonly logged: string[] } {
  const logged: string[] = [];
  const write = (event: string, fields?: object) => void logged.push(JSON.stringify({ event, ...fields }));
  return { logged, info: write, warn: write, error: write };
}

/** The port that the bot says it listens on. */
export function portIn(logged: readonly string[]): number {
  const line = logged.find((one) => one.includes('"slack_listening"'));
  return (JSON.parse(line ?? '{}') as { port?: number }).port ?? 0;
}

/** A stage for each test; at its end nothing that Slack would refuse was sent, and no secret stands in the log. */
export function useStage(): (change?: Partial<TestChat>) => Promise<Stage> {
  let server: SlackServer;
  let stops: (() => Promise<void>)[];
  const log = lines();
  beforeEach(async () => {
    server = await startSlackServer();
    stops = [];
    log.logged.length = 0;
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
    await server.close();
    expect(server.violations).toEqual([]);
    const canaries = [SIGNING_SECRET, server.world.botToken];
    expect(log.logged.filter((line) => canaries.some((one) => line.includes(one)))).toEqual([]);
  });
  return async (change = {}) => {
    const clock = steeredClock('2026-11-20T12:00:00Z');
    server.world.now = clock;
    const chat = makeChat(change);
    const listen = { host: '127.0.0.1', port: 0, signingSecret: SIGNING_SECRET };
    const config = { botToken: server.world.botToken, http: listen, apiUrl: server.apiUrl };
    const { stop } = await startSlack(config, chat, log, clock);
    stops.push(stop);
    const port = portIn(log.logged);
    return { server, http: overHttp(server, port, SIGNING_SECRET), chat, clock, port, logged: log.logged, stop };
  };
}
