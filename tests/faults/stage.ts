import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BotProcess, startProcess } from '../e2e/process.ts';
import { type DiscordServer, startDiscordServer } from '../servers/discord/server.ts';
import { type Person, TOKEN } from '../servers/discord/world.ts';
import { type SlackServer, startSlackServer } from '../servers/slack/server.ts';

/** Both protocol servers and the bot between them as a process of its own, with many people on both. */

/** One thing that somebody asked, and what came of it; times in milliseconds from when it was sent. */
export type Asked = {
  readonly platform: 'discord' | 'slack';
  readonly what: string;
  readonly at: number;
  ackMs: number | null;
  answerMs: number | null;
  /** Further answers than the first: there should be none. */
  more: number;
  /** The first words of the answer. */
  text: string;
};

export type Stage = {
  readonly discord: DiscordServer;
  readonly slack: SlackServer;
  readonly bot: BotProcess;
  readonly data: string;
  readonly asked: readonly Asked[];
  /** A person nobody has seen yet asks. `server` chooses one of the Discord servers. */
  discordCommand(path: string, options: Record<string, string>, server?: number): Asked & { again(): void };
  discordMessage(text: string, server?: number): Asked & { again(): void };
  slackCommand(text: string): Asked & { again(): void };
  slackMessage(text: string): Asked & { again(): void };
  violations(): readonly string[];
  restart(): Promise<BotProcess>;
  close(): Promise<void>;
};

export type StageOptions = {
  readonly entry?: 'src/main.ts' | 'tests/e2e/bot.ts';
  readonly env?: Readonly<Record<string, string>>;
  /** Discord servers that have the bot. */
  readonly servers?: number;
};

const wordsOf = (body: unknown): string => JSON.stringify(body).slice(0, 20_000);

export async function openStage({ entry, env = {}, servers = 1 }: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-faults-'));
  const data = join(folder, 'data');
  const [discord, slack] = await Promise.all([startDiscordServer(), startSlackServer()]);
  const guilds = Array.from({ length: servers }, (_, n) => ({
    guild: `${42n * 10n ** 16n + BigInt(n)}`,
    channel: `${43n * 10n ** 16n + BigInt(n)}`,
  }));
  for (const { guild, channel } of guilds) discord.join(guild, channel);

  const asked: Asked[] = [];
  const byInteraction = new Map<string, Asked>();
  const byMessage = new Map<string, Asked>();
  const byPerson = new Map<string, Asked>();
  const byThread = new Map<string, Asked>();
  const byEnvelope = new Map<string, Asked>();
  let people = 0;

  const note = (what: Asked['what'], platform: Asked['platform']): Asked => {
    const one: Asked = { platform, what, at: performance.now(), ackMs: null, answerMs: null, more: 0, text: '' };
    asked.push(one);
    return one;
  };
  const answer = (one: Asked | undefined, body: unknown): void => {
    if (!one) return;
    if (one.answerMs !== null) one.more += 1;
    else [one.answerMs, one.text] = [performance.now() - one.at, wordsOf(body)];
  };
  discord.onAccepted = ({ kind, interaction, body }) => {
    const one = interaction === undefined ? undefined : byInteraction.get(interaction);
    if (kind === 'callback' && one) one.ackMs = performance.now() - one.at;
    if (kind === 'callback' && body.type !== 4 && body.type !== 7) return;
    if (kind === 'callback' || kind === 'edit') answer(one, body);
    else if (kind === 'message') {
      const about = (body.message_reference as { message_id?: string } | undefined)?.message_id;
      answer(about === undefined ? undefined : byMessage.get(about), body);
    }
  };
  // The server keeps acknowledgements and calls in lists that only grow.
  let [acks, calls] = [0, 0];
  const look = () => {
    for (; acks < slack.socket.acks.length; acks++) {
      const one = byEnvelope.get(slack.socket.acks[acks] ?? '');
      if (one && one.ackMs === null) one.ackMs = performance.now() - one.at;
    }
    for (; calls < slack.calls.length; calls++) {
      const { method, args } = slack.calls[calls]!;
      if (method === 'response_url') answer(byPerson.get(String(args.user)), args);
      else if (method === 'chat.postMessage') answer(byThread.get(String(args.thread_ts)), args);
    }
  };
  const beat = setInterval(look, 2);

  const start = () =>
    startProcess({
      ...(entry && { entry }),
      data,
      env: {
        DISCORD_TOKEN: TOKEN,
        DISCORD_API_URL: discord.url,
        SLACK_BOT_TOKEN: slack.world.botToken,
        SLACK_APP_TOKEN: slack.world.appToken,
        SLACK_API_URL: slack.apiUrl,
        SITREP_LOG: 'info',
        ...env,
      },
    });
  let bot = await start();

  const someone = (): Person => {
    people += 1;
    return { id: String(32n * 10n ** 16n + BigInt(people)), name: `reader ${people}`, permissions: 0x800n };
  };
  const place = (server: number) => guilds[server % guilds.length]!;
  const user = (): string => {
    people += 1;
    const id = `U3${String(people).padStart(6, '0')}`;
    slack.world.users.set(id, { id, name: `reader${people}`, tz: 'UTC' });
    return id;
  };

  return {
    discord,
    slack,
    data,
    asked,
    get bot() {
      return bot;
    },
    discordCommand: (path, options, server = people) => {
      const one = note(path, 'discord');
      const interaction = discord.command(path, options, { person: someone(), ...place(server) });
      byInteraction.set(interaction.id, one);
      return Object.assign(one, { again: () => discord.redeliver(interaction) });
    },
    discordMessage: (text, server = people) => {
      const one = note('message', 'discord');
      const said = discord.say(`<@200000000000000001> ${text}`, { person: someone(), ...place(server) });
      byMessage.set(said.id, one);
      return Object.assign(one, { again: () => discord.repeat(said) });
    },
    slackCommand: (text) => {
      const [one, id] = [note(`/brief ${text}`, 'slack'), user()];
      byPerson.set(id, one);
      const envelope = slack.command('/brief', text, { user: id, channel: 'C1' });
      byEnvelope.set(envelope, one);
      return Object.assign(one, { again: () => slack.socket.redeliver(envelope) });
    },
    slackMessage: (text) => {
      const [one, id] = [note('message', 'slack'), user()];
      const said = slack.say(`<@U0BOT> ${text}`, { user: id, channel: 'C1' });
      byThread.set(said.ts, one);
      byEnvelope.set(said.envelope, one);
      return Object.assign(one, { again: () => slack.socket.redeliver(said.envelope) });
    },
    violations: () => [...discord.violations, ...slack.violations],
    restart: async () => {
      await bot.stop();
      bot = await start();
      return bot;
    },
    close: async () => {
      await bot.stop();
      clearInterval(beat);
      await Promise.all([discord.close(), slack.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until it holds, at most `ms`; whether it did. */
export async function within(ms: number, holds: () => boolean): Promise<boolean> {
  const until = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > until) return false;
    await sleep(20);
  }
  return true;
}
