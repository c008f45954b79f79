import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDiscord } from '../../../src/adapters/discord/discord.ts';
import { SitrepError } from '../../../src/core/model/errors.ts';
import { headingOf, noteOf, pageOf } from '../../render/pages.ts';
import { type DiscordServer, startDiscordServer } from '../../servers/discord/server.ts';
import { APPLICATION, BOT, CHANNEL, DIRECT, GUILD, type Json, MANAGER, TOKEN } from '../../servers/discord/world.ts';
import { fakeChat, keepLog } from './fake-chat.ts';

/** The real discord.js against a protocol server: requests and gateway events, nothing of the SDK mocked. */

const EPHEMERAL = 1 << 6;
const V2 = 1 << 15;
const SUPPRESS_EMBEDS = 1 << 2;

let server: DiscordServer;
let chat: ReturnType<typeof fakeChat>;
let log: ReturnType<typeof keepLog>;
let running: Awaited<ReturnType<typeof startDiscord>> | null;

const start = async (guild: string | null = null, token = TOKEN) => {
  running = await startDiscord({ token, apiUrl: server.url, guild }, chat, log, () => server.now());
  return running;
};
const textOf = (message: Json | null) =>
  ((message?.components ?? []) as Json[]).flatMap((one) => (one.type === 10 ? [String(one.content)] : [])).join('\n');
const buttonsOf = (message: Json | null) =>
  ((message?.components ?? []) as Json[]).flatMap((one) => (one.type === 1 ? (one.components as Json[]) : []));
const posts = () =>
  server.requests.filter((one) => one.method === 'POST' && one.path === `/channels/${CHANNEL}/messages`);

beforeEach(async () => {
  server = await startDiscordServer();
  chat = fakeChat();
  log = keepLog();
  running = null;
});

afterEach(async () => {
  await running?.stop();
  await server.close();
  expect(server.violations).toEqual([]);
});

describe('registration', () => {
  const route = `/applications/${APPLICATION}/commands`;
  const puts = () => server.requests.filter((one) => one.method === 'PUT');

  test('writes the table once, and again only when it has changed', async () => {
    await (await start()).stop();
    expect(puts()).toHaveLength(1);
    await (await start()).stop();
    expect(puts()).toHaveLength(1);
    server.commands.get(route)![0]!.description = 'older words';
    await start();
    expect(puts()).toHaveLength(2);
  });

  test('takes options, subcommands and permissions from the table and leaves hidden commands out', async () => {
    await start();
    const there = new Map(server.commands.get(route)!.map((one) => [one.name, one]));
    expect([...there.keys()].slice(0, 5)).toEqual(['ask', 'brief', 'length', 'digest', 'settings']);
    const [question, topic] = there.get('ask')!.options as Json[];
    expect(question).toMatchObject({ name: 'question', required: true });
    expect(topic).toMatchObject({ name: 'topic', autocomplete: true });
    expect(there.get('length')!.options).toMatchObject([{ choices: [{ value: 'short' }, { value: 'long' }] }]);
    expect(there.get('digest')!.options).toMatchObject([
      { type: 1, name: 'subscribe' },
      { type: 1, name: 'list' },
    ]);
    expect(there.get('settings')!.default_member_permissions).toBe('32');
    // Listing needs no permission, so the whole command stays visible and each subcommand is checked when run.
    expect(there.get('digest')!.default_member_permissions).toBeNull();
    expect(there.get('ask')).toMatchObject({ contexts: [0, 1, 2], integration_types: [0, 1] });
  });

  test('writes to one server alone when one is named', async () => {
    await start(GUILD);
    expect([...server.commands.keys()]).toEqual([`/applications/${APPLICATION}/guilds/${GUILD}/commands`]);
  });

  test('says when Discord refuses the commands', async () => {
    server.commands.set(`/applications/${APPLICATION}/commands`, []);
    server.fault({ method: 'GET', path: /\/commands$/, kind: '500', times: 9 });
    await expect(start()).rejects.toMatchObject({ code: 'platform_down' });
  });
});

describe('commands', () => {
  test('acknowledges at once, then edits the answer in: private, no preview, no ping', async () => {
    await start();
    let release = () => {};
    chat.before = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const asked = server.command('ask', { question: 'what did they say?' });
    await server.until(() => chat.ran.length === 1, 'the command');
    expect(asked.reply).toEqual({ type: 5, data: { flags: EPHEMERAL } });
    expect(asked.edits).toBe(0);
    release();
    await server.until(() => asked.edits === 1, 'the answer');
    expect(textOf(asked.original)).toBe(
      '### ANSWER\n• The minister said no. [[1]](<https://news.example/1>)\n-# Searched 1',
    );
    expect(asked.original!.flags).toBe(EPHEMERAL | V2 | SUPPRESS_EMBEDS);
    expect(server.channels.get(CHANNEL)!.messages).toEqual([]);
    expect(chat.ran[0]).toMatchObject({
      command: 'ask',
      args: { question: 'what did they say?' },
      caller: { place: { platform: 'discord', tenant: `discord:${GUILD}`, channel: CHANNEL }, mayManage: false },
    });
    expect(buttonsOf(asked.original).map((one) => one.custom_id)).toEqual(['sources.of?id=a1', 'share?id=a1']);
  });

  test('answers a public command in the channel', async () => {
    await start();
    const asked = server.command('brief');
    await server.until(() => asked.edits === 1, 'the answer');
    expect(asked.reply).toEqual({ type: 5, data: { flags: 0 } });
    expect(server.channels.get(CHANNEL)!.messages).toEqual([asked.original]);
  });

  test('names subcommands by their path and tells who may manage', async () => {
    await start();
    const first = server.command('digest subscribe', {}, { person: MANAGER });
    const second = server.command('digest list');
    await server.until(() => first.edits + second.edits === 2, 'both answers');
    expect(chat.ran.map((one) => [one.command, one.caller.mayManage])).toEqual([
      ['digest subscribe', true],
      ['digest list', false],
    ]);
  });

  test('gives a person who brought the bot along, or writes directly, a tenant of their own', async () => {
    await start();
    const brought = server.command('ask', { question: 'x' }, { brought: true });
    const direct = server.command('ask', { question: 'x' }, { guild: null });
    await server.until(() => brought.edits + direct.edits === 2, 'both answers');
    const tenant = `discord:dm-${String((direct.event.user as Json).id)}`;
    expect(chat.ran.map((one) => one.caller.place.tenant)).toEqual([tenant, tenant]);
    // In the bot's own direct messages an answer is an ordinary message, which stays.
    expect(direct.reply).toEqual({ type: 5, data: { flags: 0 } });
  });

  test('sends a long page as an edit and follow-ups, in order, all private', async () => {
    await start();
    const words = (n: number) => `${n} ${'word '.repeat(300)}`;
    chat.page = pageOf([headingOf('LONG'), ...[1, 2, 3, 4, 5].map((n) => noteOf(words(n)))]);
    const asked = server.command('ask', { question: 'x' });
    await server.until(() => asked.followups.length === 2, 'the rest');
    const texts = [asked.original, ...asked.followups].map(textOf);
    const starts = texts.map((text) => [...text.matchAll(/^-# (\d) word/gm)].map((match) => match[1]));
    expect(starts).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect(texts.every((text, at) => text.endsWith(`-# ${at + 1} of 3`))).toBe(true);
    expect(asked.followups.every((one) => Number(one.flags) & EPHEMERAL)).toBe(true);
  });

  test('handles an interaction once, however often it is delivered', async () => {
    await start();
    const asked = server.command('ask', { question: 'x' });
    server.redeliver(asked);
    await server.until(() => asked.edits === 1, 'the answer');
    server.redeliver(asked);
    const other = server.command('brief');
    await server.until(() => other.edits === 1, 'another answer');
    expect(chat.ran.map((one) => one.command)).toEqual(['ask', 'brief']);
    expect(asked.edits).toBe(1);
  });

  test('survives an expired interaction and a lost socket, each in one line of the log', async () => {
    await start();
    const late = server.command('ask', { question: 'late' });
    server.advance(4_000);
    await server.until(() => log.lines.some((line) => line.event === 'discord.interaction'), 'the log');
    expect(late.reply).toBeNull();
    expect(log.lines.filter((line) => line.level === 'warn')).toEqual([
      { level: 'warn', event: 'discord.interaction', fields: { id: late.id, error: '10062 Unknown interaction' } },
    ]);
    server.fault({ path: /callback$/, kind: 'drop-after', times: 1 });
    server.fault({ path: /@original$/, kind: 'drop-before', times: 1 });
    const next = server.command('ask', { question: 'next' });
    await server.until(() => next.edits === 1, 'the answer');
    expect(JSON.stringify(log.lines)).not.toContain(next.token);
  });

  test('answers after 5xx and a rate limit', async () => {
    await start();
    server.fault({ path: /callback$/, kind: '500', times: 1 });
    server.fault({ path: /@original$/, kind: '429', times: 1, after: 0.05 });
    const asked = server.command('ask', { question: 'x' });
    await server.until(() => asked.edits === 1, 'the answer');
  });

  test('keeps interactions that arrive while it is away', async () => {
    await start();
    server.gateway.cut();
    const missed = server.command('ask', { question: 'missed' });
    await server.until(() => missed.edits === 1, 'the answer');
    server.gateway.reconnect();
    const again = server.command('ask', { question: 'again' });
    await server.until(() => again.edits === 1, 'the second answer');
    expect(server.gateway.counts.resume).toBeGreaterThan(0);
    expect(server.gateway.counts.identify).toBe(1);
  });

  test('begins a new session when the old one is over, and answers on', async () => {
    await start();
    server.gateway.invalidate();
    await server.until(() => server.gateway.counts.identify === 2, 'a new session', 15_000);
    const asked = server.command('ask', { question: 'x' });
    await server.until(() => asked.edits === 1, 'the answer');
  }, 20_000);
});

describe('buttons and suggestions', () => {
  test('a button runs its command and answers privately in a message of its own', async () => {
    await start();
    const pressed = server.press('sources.of?id=a1&n=2');
    await server.until(() => pressed.edits === 1, 'the answer');
    expect(chat.ran).toMatchObject([{ command: 'sources of', args: { id: 'a1', n: '2' } }]);
    expect(pressed.reply).toEqual({ type: 5, data: { flags: EPHEMERAL } });
  });

  test('Share posts publicly and names who shared', async () => {
    await start();
    const pressed = server.press('share?id=a1');
    await server.until(() => pressed.edits === 1, 'the answer');
    expect(server.channels.get(CHANNEL)!.messages).toEqual([pressed.original]);
    expect(textOf(pressed.original)).toContain('-# Shared by The reader');
  });

  test('a button that is not ours is told to the chat, not dropped', async () => {
    await start();
    const pressed = server.press('nonsense');
    await server.until(() => pressed.edits === 1, 'the answer');
    expect(chat.ran).toMatchObject([{ command: 'nonsense', args: {} }]);
  });

  test('suggests at most 25 choices of at most 100 characters', async () => {
    await start();
    const typing = server.suggest('ask', 'topic', 'jap');
    await server.until(() => typing.reply !== null, 'the choices');
    const { choices } = typing.reply!.data as { choices: { name: string; value: string }[] };
    expect(choices).toHaveLength(25);
    expect(choices[0]!.name).toHaveLength(100);
    expect(choices[3]!.value).toBe('topic-3');
    const nothing = server.suggest('ask', 'question', 'jap');
    await server.until(() => nothing.reply !== null, 'no choices');
    expect(nothing.reply!.data).toEqual({ choices: [] });
  });
});

describe('messages', () => {
  test('answers a mention with a reply, without the mention in the question', async () => {
    await start();
    const message = server.say(`<@${BOT.id}> what did they say?`);
    const there = server.channels.get(CHANNEL)!.messages;
    await server.until(() => there.length === 1, 'the reply');
    expect(chat.heard).toMatchObject([{ line: 'what did they say?', caller: { mayManage: false }, about: null }]);
    expect(there[0]).toMatchObject({ message_reference: { message_id: message.id } });
    server.repeat(message);
    const next = server.say(`<@!${BOT.id}> and now?`, { person: MANAGER });
    await server.until(() => there.length === 2, 'the next reply');
    expect(there[1]).toMatchObject({ message_reference: { message_id: next.id } });
    expect(chat.heard[1]!.caller.mayManage).toBe(true);
  });

  test('answers direct messages, and greets an empty mention', async () => {
    await start();
    server.say('what did they say?', { guild: null });
    server.say(`<@${BOT.id}>`);
    await server.until(() => server.channels.get(DIRECT)!.messages.length === 1, 'the direct answer');
    await server.until(() => server.channels.get(CHANNEL)!.messages.length === 1, 'the greeting');
    expect(chat.heard.map((one) => one.line)).toEqual(['what did they say?', '']);
    expect(chat.heard[0]!.caller.place.tenant).toMatch(/^discord:dm-\d+$/);
    expect(textOf(server.channels.get(CHANNEL)!.messages[0]!)).toBe('### WELCOME');
  });

  test('reads nothing that is not for it', async () => {
    await start();
    server.say('only among us');
    const own = { ...server.say(`<@${BOT.id}> hello`), id: '1', author: { ...BOT } };
    server.gateway.dispatch('MESSAGE_CREATE', own);
    await server.until(() => server.channels.get(CHANNEL)!.messages.length === 1, 'the one answer');
    expect(chat.heard.map((one) => one.line)).toEqual(['hello']);
  });

  test('posts one reply when the answer to the post is lost', async () => {
    await start();
    server.fault({ method: 'POST', path: /messages$/, kind: 'drop-after', times: 1 });
    server.say(`<@${BOT.id}> hello`);
    await server.until(() => posts().length === 2, 'both posts');
    expect(server.channels.get(CHANNEL)!.messages).toHaveLength(1);
  });

  test('greets a new server in its system channel, once', async () => {
    await start();
    server.join('400000000000000077', '400000000000000078');
    const there = server.channels.get('400000000000000078')!.messages;
    await server.until(() => there.length === 1, 'the greeting');
    expect(textOf(there[0]!)).toBe('### WELCOME');
    expect(server.channels.get(CHANNEL)!.messages).toEqual([]);
  });
});

describe('a wrong token', () => {
  test('is told at once, by name', async () => {
    await expect(start(null, 'wrong')).rejects.toThrow('DISCORD_TOKEN was refused by Discord');
    const error = await start(null, 'wrong').catch((one: unknown) => one);
    expect(error).toBeInstanceOf(SitrepError);
    expect(error).toMatchObject({ code: 'bad_token', retry: false });
  });

  test('also when only the gateway refuses it', async () => {
    server.gateway.refuse();
    await expect(start()).rejects.toMatchObject({ code: 'bad_token' });
  });
});
