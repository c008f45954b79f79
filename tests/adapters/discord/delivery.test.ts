import { afterEach, beforeEach, expect, test } from 'vitest';
import { startDiscord } from '../../../src/adapters/discord/discord.ts';
import { markOf } from '../../../src/adapters/discord/platform.ts';
import type { Part, Platform } from '../../../src/core/model/ports.ts';
import { actionOf, headingOf, noteOf, pageOf } from '../../render/pages.ts';
import { type DiscordServer, startDiscordServer } from '../../servers/discord/server.ts';
import { CHANNEL, GUILD, type Json, TOKEN } from '../../servers/discord/world.ts';
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
  return { delivery: 'd1', index: 0, of: 1, key, place, payload };
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
  expect(error).toMatchObject({ code: 'platform_down', retry: true });
  expect((error as { after: number }).after).toBeGreaterThanOrEqual(30_000);
  expect(posted()).toHaveLength(1);
});

test('a channel that is gone, hidden or closed to the bot is told apart', async () => {
  const codes: unknown[] = [];
  for (const state of ['gone', 'hidden', 'mute'] as const) {
    server.channels.get(CHANNEL)!.state = state;
    codes.push(await platform.send(partOf('slot-1-0')).catch((error: { code: string }) => error.code));
  }
  expect(codes).toEqual(['channel_gone', 'platform_refused', 'platform_refused']);
  await expect(platform.find(partOf('slot-1-0'))).resolves.toBeNull();
  server.channels.get(CHANNEL)!.state = 'hidden';
  await expect(platform.find(partOf('slot-1-0'))).rejects.toMatchObject({ code: 'platform_refused' });
});

test('a page of several parts is sent as several messages, the buttons on the last', async () => {
  const long = pageOf(
    [1, 2, 3].map((n) => noteOf(`${n} ${'word '.repeat(500)}`)),
    digest.actions,
  );
  const payloads = platform.parts(long, place, null);
  for (const [index, payload] of payloads.entries())
    await platform.send({ delivery: 'd1', index, of: payloads.length, key: `slot-1-${index}`, place, payload });
  expect(there().map((one) => one.components.length)).toEqual([1, 1, 2]);
});
