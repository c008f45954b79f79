import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDiscord } from '../../../src/adapters/discord/discord.ts';
import { markOf } from '../../../src/adapters/discord/platform.ts';
import type { Part, Platform } from '../../../src/core/model/delivery.ts';
import { actionOf, headingOf, noteOf, pageOf } from '../../render/pages.ts';
import { type DiscordServer, startDiscordServer } from '../../servers/discord/server.ts';
import { CHANNEL, type Channel, directOf, GUILD, type Json, READER, TOKEN } from '../../servers/discord/world.ts';
import { fakeChat, keepLog } from './fake-chat.ts';

/** Digests over the wire: once, whatever happens to the answer of the request. */

let server: DiscordServer;
let running: Awaited<ReturnType<typeof startDiscord>>;
let platform: Platform;

const place = { platform: 'discord', tenant: `discord:${GUILD}`, channel: CHANNEL, thread: null } as const;
const digest = pageOf(
  [headingOf('DIGEST'), noteOf('Nothing new')],
  [actionOf('Sources 1', 'sources of', { id: 'b1' })],
);
const partOf = (key: string, page = digest): Part => {
  const [payload = ''] = platform.parts(page, place, null);
  return { delivery: 'd1', index: 0, of: 1, key, place, payload, act: { is: 'send' } };
};
const there = () => server.channels.get(CHANNEL)!.messages;
const posted = () => server.requests.filter((one) => one.method === 'POST');

beforeEach(async () => {
  server = await startDiscordServer();
  const config = { token: TOKEN, apiUrl: server.url, guild: null };
  running = await startDiscord(config, fakeChat(), keepLog(), () => server.now());
  platform = running.platform;
});

afterEach(async () => {
  await running.stop();
  await server.close();
  expect(server.violations).toEqual([]);
});

test('sends a part silently, without previews and pings, and gives the receipt', async () => {
  const receipt = await platform.send(partOf('slot-1-0'));
  expect(there()).toHaveLength(1);
  expect(receipt).toEqual({ message: there()[0]!.id, at: server.now() });
  expect(posted()[0]!.body).toMatchObject({
    flags: (1 << 15) | (1 << 12) | (1 << 2),
    allowed_mentions: { parse: [] },
    nonce: 'slot-1-0',
    enforce_nonce: true,
  });
});

test('a lost answer is doubtful, and sending again shows the part once', async () => {
  server.fault({ method: 'POST', path: /messages$/, kind: 'drop-after', times: 1 });
  const part = partOf('slot-1-0');
  await expect(platform.send(part)).rejects.toMatchObject({ code: 'platform_down', retry: true });
  expect(posted()).toHaveLength(1);
  const receipt = await platform.send(part);
  expect(there().map((one) => one.id)).toEqual([receipt.message]);
});

test('after the nonce is forgotten the part is still found in the history', async () => {
  server.fault({ method: 'POST', path: /messages$/, kind: 'drop-after', times: 1 });
  const part = partOf('slot-1-0');
  expect(await platform.find(part)).toBeNull();
  await platform.send(part).catch(() => {});
  server.advance(60 * 60_000);
  for (let n = 0; n < 130; n++) await platform.send(partOf(`other-${n}`));
  expect((await platform.find(part))?.message).toBe(there()[0]!.id);
  expect(await platform.find(partOf('slot-2-0'))).toBeNull();
});

test('only the bot’s own message is taken for the part', async () => {
  const part = partOf('slot-1-0');
  const mark = { type: 10, id: markOf(part.key), content: 'x' };
  there().push({ ...(await sentCopy()), author: { id: '300000000000000009' }, components: [mark] });
  expect(await platform.find(part)).toBeNull();
});

const sentCopy = async () => {
  await platform.send(partOf('copied'));
  return { ...there().pop()! };
};

test('never repeats a request by itself', async () => {
  for (const kind of ['500', 'drop-before', 'drop-after'] as const) {
    server.fault({ method: 'POST', path: /messages$/, kind, times: 1 });
    await expect(platform.send(partOf(`part-${kind}`))).rejects.toMatchObject({ code: 'platform_down' });
  }
  expect(posted().map((one) => (one.body as Json | null)?.nonce)).toEqual(['part-500', 'part-drop-after']);
});

test('a long rate limit goes back to the queue with its time', async () => {
  server.fault({ method: 'POST', path: /messages$/, kind: '429', times: 1, after: 30 });
  const error = await platform.send(partOf('slot-1-0')).catch((one: unknown) => one);
  expect(error).toMatchObject({ code: 'too_fast', retry: true });
  expect((error as { after: number }).after).toBeGreaterThanOrEqual(30_000);
  expect(posted()).toHaveLength(1);
});

test('a channel that is gone, hidden or closed to the bot is gone for a digest', async () => {
  const codes: unknown[] = [];
  for (const state of ['gone', 'hidden', 'mute'] as const) {
    server.channels.get(CHANNEL)!.state = state;
    codes.push(await platform.send(partOf('slot-1-0')).catch((error: { code: string }) => error.code));
  }
  expect(codes).toEqual(['channel_gone', 'channel_gone', 'channel_gone']);
  await expect(platform.find(partOf('slot-1-0'))).resolves.toBeNull();
  server.channels.get(CHANNEL)!.state = 'hidden';
  await expect(platform.find(partOf('slot-1-0'))).rejects.toMatchObject({ code: 'channel_gone' });
});

test('a token that is refused meanwhile gives nothing up', async () => {
  server.fault({ method: 'POST', path: /messages$/, kind: 'refuse', status: 401, code: 0, times: 1 });
  await expect(platform.send(partOf('slot-1-0'))).rejects.toMatchObject({ code: 'platform_down', retry: true });
});

test('a message is edited in its place, silently, and again without harm', async () => {
  const { message } = await platform.send(partOf('slot-1-0'));
  const [payload = ''] = platform.parts(pageOf([noteOf('Corrected')]), place, '500000000000000001');
  const edit: Part = { ...partOf('correction-0'), payload, act: { is: 'edit', message } };
  expect(await platform.find(edit)).toBeNull();
  expect((await platform.send(edit)).message).toBe(message);
  await platform.send(edit);
  expect(there()).toHaveLength(1);
  expect(JSON.stringify(there()[0]!.components)).toContain('Corrected');
});

test('the correction of a message that was deleted is done', async () => {
  const { message } = await platform.send(partOf('slot-1-0'));
  there().pop();
  const edit: Part = { ...partOf('correction-0'), act: { is: 'edit', message } };
  expect((await platform.send(edit)).message).toBe(message);
  await platform.send({ ...partOf('correction-1'), act: { is: 'reply', message } });
  expect(there()).toHaveLength(1);
});

test('a reply names its message, arrives once, and is found', async () => {
  const { message } = await platform.send(partOf('slot-1-0'));
  const reply: Part = { ...partOf('correction-1'), act: { is: 'reply', message } };
  server.fault({ method: 'POST', path: /messages$/, kind: 'drop-after', times: 1 });
  await expect(platform.send(reply)).rejects.toMatchObject({ code: 'platform_down' });
  const found = await platform.find(reply);
  expect(there().map((one) => one.id)).toEqual([message, found?.message]);
  expect(there()[1]!.message_reference).toMatchObject({ message_id: message });
  server.permissions.set(GUILD, 0x400n | 0x800n);
  await platform.send({ ...reply, key: 'correction-2' });
  expect(there()[2]!.message_reference).toBeUndefined();
});

test('a digest goes into a thread or a forum post; an archived one opens, a locked one refuses', async () => {
  const [forum, post] = ['410000000000000001', '410000000000000002'];
  server.channels.set(forum, { id: forum, guild: GUILD, type: 15, state: 'open', messages: [] });
  const thread = { id: post, guild: GUILD, type: 11, parent: forum, state: 'archived', messages: [] } as Channel;
  server.channels.set(post, thread);
  const part: Part = { ...partOf('slot-1-0'), place: { ...place, channel: forum, thread: post } };
  const { message } = await platform.send(part);
  expect([thread.state, thread.messages.map((one) => one.id)]).toEqual(['open', [message]]);
  expect((await platform.find(part))?.message).toBe(message);
  thread.state = 'locked';
  await expect(platform.send({ ...part, key: 'slot-2-0' })).rejects.toMatchObject({ code: 'platform_refused' });
});

test('a person is written to in their own chat, which is opened once; one who is closed to it is left alone', async () => {
  const [own, reader] = [directOf(READER.id), { ...place, channel: `@${READER.id}` }];
  const part: Part = { ...partOf('gone-0'), place: reader };
  const { message } = await platform.send(part);
  expect((await platform.find(part))?.message).toBe(message);
  await platform.send({ ...part, key: 'gone-1' });
  expect(server.channels.get(own)!.messages).toHaveLength(2);
  expect(posted().filter((one) => one.path === '/users/@me/channels')).toHaveLength(1);
  for (const state of ['closed', 'gone'] as const) {
    server.channels.get(own)!.state = state;
    await expect(platform.send({ ...part, key: 'gone-2' })).rejects.toMatchObject({ code: 'platform_refused' });
  }
});

test('nothing of a server comes to somebody who has left it; what is of no server does', async () => {
  const reader = { ...place, channel: `@${READER.id}` };
  const part: Part = { ...partOf('slot-1-0'), place: reader };
  await platform.send(part);
  server.strangers.add(READER.id);
  await expect(platform.send({ ...part, key: 'slot-2-0' })).rejects.toMatchObject({ code: 'channel_gone' });
  expect(server.channels.get(directOf(READER.id))!.messages).toHaveLength(1);
  const own: Part = { ...partOf('slot-3-0'), place: { ...reader, tenant: `discord:dm-${READER.id}` } };
  await platform.send(own);
  // The bot is not there either: nobody knows who is.
  await platform.send({ ...part, key: 'slot-4-0', place: { ...reader, tenant: 'discord:990000000000000001' } });
  // Whether somebody is there still cannot be told: it is tried again.
  server.strangers.clear();
  server.fault({ method: 'GET', path: /members/, kind: 'drop-after', times: 1 });
  await expect(platform.send({ ...part, key: 'slot-5-0' })).rejects.toMatchObject({ code: 'platform_down' });
});

test('a page of several parts is sent as several messages, the buttons on the last', async () => {
  const long = pageOf(
    [1, 2, 3].map((n) => noteOf(`${n} ${'word '.repeat(500)}`)),
    digest.actions,
  );
  const payloads = platform.parts(long, place, null);
  for (const [index, payload] of payloads.entries())
    await platform.send({ ...partOf(`slot-1-${index}`), index, of: payloads.length, payload });
  expect(there().map((one) => one.components.length)).toEqual([1, 1, 2]);
});
