import { describe, expect, it } from 'vitest';
import type { Part } from '../../../src/core/model/delivery.ts';
import { makeChat, pageOf } from './chat.ts';
import { accepted, comes, connected, failure, logged, server, settled, start, stops, useSlack } from './stage.ts';

/** Failures of the wire, the connection, the stop, and deliveries. */
useSlack();

describe('what goes wrong', () => {
  it('becomes one message with the id of the log line', async () => {
    const parse = () => {
      throw new Error('secret detail');
    };
    await start(makeChat({ parse }));
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    const answer = await comes('response_url');
    const id = /Reference ([0-9a-f]{8})/.exec(JSON.stringify(answer.blocks))?.[1];
    expect(id).toBeDefined();
    expect(JSON.stringify(answer)).not.toContain('secret detail');
    expect(logged.filter((line) => line.includes(`"id":"${id}"`))).toHaveLength(1);
  });

  it('costs no answer when the store does not say whether an event was handled', async () => {
    const broken = [() => new Promise<never>(() => {}), () => Promise.reject(new Error('stopped'))];
    const chat = makeChat();
    await start(chat);
    for (const [at, once] of broken.entries()) {
      chat.once = once;
      server().command('/ask', 'what now?', { user: 'U1', channel: 'C1' });
      const answer = await comes('response_url', at + 1);
      expect(answer.text).toContain('ask what now?');
    }
    expect(logged.filter((line) => line.includes('"slack_once"'))).toHaveLength(2);
  });

  it('waits for a rate limit and answers once', async () => {
    await start();
    server().fault('chat.postMessage', { is: 'rate', after: 1 });
    server().say('<@U0BOT> hello', { user: 'U1', channel: 'C1' });
    await comes('chat.postMessage');
    server().fault('response_url', { is: 'rate', after: 1 });
    await settled();
    expect(server().world.messages).toHaveLength(1);
  });

  it('answers a mention once when the answer was dropped after it was accepted', async () => {
    await start();
    server().fault('chat.postMessage', { is: 'drop-after' });
    server().say('<@U0BOT> hello', { user: 'U1', channel: 'C1' });
    await comes('conversations.replies');
    await settled();
    expect(server().world.messages).toHaveLength(1);
  });

  it('sends it again when it was dropped before', async () => {
    await start();
    server().fault('chat.postMessage', { is: 'drop-before' });
    server().say('<@U0BOT> hello', { user: 'U1', channel: 'C1' });
    await comes('chat.postMessage');
    expect(server().world.messages).toHaveLength(1);
  });

  it('tries a private answer again that Slack did not take', async () => {
    await start();
    server().fault('response_url', { is: 'status', status: 503 });
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    expect((await comes('response_url')).text).toContain('ask anything');
    await settled();
    expect(accepted('response_url')).toHaveLength(2);
  });

  it.each([
    'used_url',
    'expired_url',
  ])('goes another way when Slack says %s under a status of success', async (code) => {
    await start();
    server().fault('response_url', { is: 'error', code });
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    expect((await comes('chat.postEphemeral')).text).toContain('ask anything');
  });

  it('says so when Slack refuses an answer under a status of success', async () => {
    await start();
    server().fault('response_url', { is: 'error', code: 'invalid_blocks' });
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    expect(JSON.stringify((await comes('response_url')).blocks)).toMatch(/Reference [0-9a-f]{8}/);
  });

  it('never repeats a private answer in doubt, but says how to get it back', async () => {
    await start();
    server().fault('response_url', { is: 'drop-after' });
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    expect((await comes('response_url', 2)).text).toContain('/brief last');
    await settled();
    expect(accepted('response_url').filter((one) => String(one.text).includes('ask anything'))).toHaveLength(1);
  });
});

describe('the connection', () => {
  it.each(['refresh_requested', 'warning', 'link_disabled'] as const)('comes back after %s', async (reason) => {
    await start();
    server().socket.disconnect(reason);
    await server().until(
      () => server().socket.hellos() === 2 && server().socket.connections() === 1,
      'a new connection',
      10_000,
    );
    await settled();
  });

  it('comes back after it was cut and Slack was down for a while', async () => {
    await start();
    expect(connected()).toBe(true);
    server().fault('apps.connections.open', { is: 'drop-before' });
    server().socket.cut();
    await server().until(() => !connected(), 'the end of the connection');
    await server().until(() => server().socket.hellos() === 2, 'a new connection', 20_000);
    await settled();
    expect(connected()).toBe(true);
  });
});

describe('the stop', () => {
  it('lets an answer that is being composed go out first', async () => {
    const gate = Promise.withResolvers<void>();
    await start(makeChat({ run: async () => gate.promise.then(() => pageOf('late')) }));
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    await server().until(() => server().socket.acks.length === 1, 'the acknowledgement');
    const stopped = stops.pop()?.();
    await server().until(() => server().socket.connections() === 0, 'the end of the connection');
    gate.resolve();
    await stopped;
    expect(accepted('response_url')).toHaveLength(1);
  });
});

describe('deliveries', () => {
  const part = (payload: string, change: Partial<Part> = {}): Part => ({
    delivery: 'd1',
    index: 0,
    of: 1,
    key: 'key-1',
    place: { platform: 'slack', tenant: 'slack:T0TEAM', channel: 'C1', thread: null },
    payload,
    act: { is: 'send' },
    ...change,
  });

  it('sends a part and gives its receipt', async () => {
    const platform = await start();
    const place = part('').place;
    const [payload = ''] = platform.parts(pageOf('digest'), place, null);
    const receipt = await platform.send(part(payload));
    expect(receipt).toEqual({ message: server().world.messages[0]?.ts, at: 1_000 });
    expect(accepted('chat.postMessage')[0]).toMatchObject({ unfurl_links: false, unfurl_media: false });
  });

  it('finds a part whose answer was dropped: one message only', async () => {
    const platform = await start();
    const one = part(platform.parts(pageOf('digest'), part('').place, null)[0] ?? '');
    server().fault('chat.postMessage', { is: 'drop-after' });
    expect((await failure(platform.send(one))).code).toBe('platform_down');
    expect(await platform.find(one)).toEqual({ message: server().world.messages[0]?.ts, at: 1_000 });
    expect(await platform.find({ ...one, key: 'key-2' })).toBeNull();
    expect(server().world.messages).toHaveLength(1);
  });

  it('finds it behind more than a page of other messages, and in a thread', async () => {
    const platform = await start();
    const one = part(platform.parts(pageOf('digest'), part('').place, null)[0] ?? '');
    const { message } = await platform.send(one);
    const thread = { ...one, key: 'key-3', place: { ...one.place, thread: message } };
    const reply = await platform.send(thread);
    for (let i = 0; i < 250; i++) server().world.messages.push({ ts: `9.${i}`, channel: 'C1', text: 'talk' });
    expect((await platform.find(one))?.message).toBe(message);
    expect((await platform.find(thread))?.message).toBe(reply.message);
  });

  it.each([
    ['channel_not_found', 'channel_gone'],
    ['is_archived', 'channel_gone'],
    ['not_in_channel', 'channel_gone'],
    ['restricted_action', 'platform_refused'],
    ['internal_error', 'platform_down'],
    ['token_revoked', 'platform_down'],
  ])('maps %s to %s', async (code, expected) => {
    const platform = await start();
    server().fault('chat.postMessage', { is: 'error', code });
    const error = await failure(platform.send(part(platform.parts(pageOf('x'), part('').place, null)[0] ?? '')));
    expect([error.code, error.message.includes(code)]).toEqual([expected, true]);
  });

  it('edits a message in its place, and again without harm', async () => {
    const platform = await start();
    const text = (words: string) => platform.parts(pageOf(words), part('').place, null)[0] ?? '';
    const { message } = await platform.send(part(text('digest')));
    const edit = part(text('corrected'), { key: 'key-2', act: { is: 'edit', message } });
    expect(await platform.find(edit)).toBeNull();
    for (let n = 0; n < 2; n++) expect((await platform.send(edit)).message).toBe(message);
    expect(server().world.messages.map(({ ts, text }) => [ts, text.includes('corrected')])).toEqual([[message, true]]);
    expect((await platform.find(part(text('digest'))))?.message).toBe(message);
    server().world.messages.length = 0;
    expect((await platform.send(edit)).message).toBe(message);
  });

  it('replies below a message, once, and below the first one of a thread', async () => {
    const platform = await start();
    const [payload = ''] = platform.parts(pageOf('digest'), part('').place, null);
    const { message } = await platform.send(part(payload));
    const reply = part(payload, { key: 'key-2', act: { is: 'reply', message } });
    server().fault('chat.postMessage', { is: 'drop-after' });
    expect((await failure(platform.send(reply))).code).toBe('platform_down');
    const found = (await platform.find(reply))?.message ?? '';
    expect(server().world.messages.map((one) => [one.ts, one.thread_ts])).toEqual([
      [message, undefined],
      [found, message],
    ]);
    const below = { ...reply, key: 'key-3', place: { ...reply.place, thread: message } };
    await platform.send({ ...below, act: { is: 'reply', message: found } });
    expect(server().world.messages[2]?.thread_ts).toBe(message);
  });

  it('writes to a person in their own chat, which is opened once; one who is gone is no channel that is gone', async () => {
    const platform = await start();
    const [payload = ''] = platform.parts(pageOf('digest'), part('').place, null);
    const to = (person: string, key: string) =>
      part(payload, { key, place: { ...part('').place, channel: `@${person}` } });
    for (const key of ['key-1', 'key-2']) await platform.send(to('U2', key));
    expect(server().world.messages.map((one) => one.channel)).toEqual(['DU2', 'DU2']);
    expect((await platform.find(to('U2', 'key-2')))?.message).toBe(server().world.messages[1]?.ts);
    expect(accepted('conversations.open')).toHaveLength(1);
    Object.assign(server().world.users.get('U1')!, { deleted: true });
    expect((await failure(platform.send(to('U1', 'key-3')))).code).toBe('platform_refused');
    server().fault('chat.postMessage', { is: 'error', code: 'channel_not_found' });
    expect((await failure(platform.send(to('U2', 'key-4')))).code).toBe('platform_refused');
  });

  it('passes on how long a rate limit lasts', async () => {
    const platform = await start();
    server().fault('chat.postMessage', { is: 'rate', after: 7 });
    const error = await failure(platform.send(part(platform.parts(pageOf('x'), part('').place, null)[0] ?? '')));
    expect([error.code, error.after]).toEqual(['too_fast', 7_000]);
  });
});
