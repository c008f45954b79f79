import { afterEach, beforeEach, expect } from 'vitest';
import { startDiscord } from '../../../src/adapters/discord/discord.ts';
import { type DiscordServer, startDiscordServer } from '../../servers/discord/server.ts';
import { CHANNEL, type Json, TOKEN } from '../../servers/discord/world.ts';
import { type FakeChat, fakeChat, keepLog } from './fake-chat.ts';

/** A protocol server, a chat and a log for each test, and the real adapter between them once it is started. */
export type Stage = {
  server: DiscordServer;
  chat: FakeChat;
  log: ReturnType<typeof keepLog>;
  start(): Promise<Awaited<ReturnType<typeof startDiscord>>>;
};

/** Every test of the file ends without a violation, unless it takes them out of the list itself. */
export function setStage(): Stage {
  const running: Awaited<ReturnType<typeof startDiscord>>[] = [];
  const stage = {} as Stage;
  beforeEach(async () => {
    const server = await startDiscordServer();
    const [chat, log] = [fakeChat(), keepLog()];
    const start = async () => {
      const config = { token: TOKEN, apiUrl: server.url, guild: null };
      running.push(await startDiscord(config, chat, log, () => server.now()));
      return running.at(-1)!;
    };
    Object.assign(stage, { server, chat, log, start });
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
    await stage.server.close();
    expect(stage.server.violations).toEqual([]);
  });
  return stage;
}

export const textOf = (message: Json | null | undefined) =>
  ((message?.components ?? []) as Json[]).flatMap((one) => (one.type === 10 ? [String(one.content)] : [])).join('\n');

export const messagesIn = (stage: Stage, channel = CHANNEL) => stage.server.channels.get(channel)?.messages ?? [];

/** The log's lines of one kind. */
export const lines = (stage: Stage, event: string) => stage.log.lines.filter((one) => one.event === event);

/** The id that a message shows to be reported. */
export const idIn = (message: Json | null | undefined) => /Reference (\w+)/.exec(textOf(message))?.[1];
