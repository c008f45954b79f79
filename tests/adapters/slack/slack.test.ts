import { describe, expect, it } from 'vitest';
import type { Button } from '../../servers/slack/server.ts';
import { makeChat, pageOf } from './chat.ts';
import { accepted, buttonsOf, comes, failure, logged, server, settled, start, useSlack } from './stage.ts';

/** What people type and press, and what the server accepts. */
useSlack();

describe('the start', () => {
  it('names the bot token when that is wrong', async () => {
    const error = await failure(start(makeChat(), { bot: 'xoxb-wrong' }));
    expect([error.code, error.message]).toEqual(['bad_token', 'SLACK_BOT_TOKEN was refused by Slack (invalid_auth)']);
    expect(server().calls).toEqual([]);
  });

  it('names the app token when that is wrong', async () => {
    const error = await failure(start(makeChat(), { app: 'xapp-wrong' }));
    expect([error.code, error.message]).toEqual(['bad_token', 'SLACK_APP_TOKEN was refused by Slack (invalid_auth)']);
  });

  it('tells a Slack that is down from a wrong token', async () => {
    server().fault('auth.test', { is: 'status', status: 503 });
    expect((await failure(start())).code).toBe('platform_down');
  });
});

describe('slash commands', () => {
  it('acknowledges, then answers /brief privately over the response_url', async () => {
    await start();
    const envelope = server().command('/brief', '', { user: 'U1', channel: 'C1' });
    const answer = await comes('response_url');
    expect(server().socket.acks).toEqual([envelope]);
    expect(answer).toMatchObject({
      response_type: 'ephemeral',
      replace_original: false,
      text: expect.stringContaining('brief'),
    });
    expect(server().world.messages).toEqual([]);
  });

  it('acknowledges before the answer is composed', async () => {
    const gate = Promise.withResolvers<void>();
    await start(makeChat({ run: async () => gate.promise.then(() => pageOf('late')) }));
    const envelope = server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    await server().until(() => server().socket.acks.includes(envelope), 'the acknowledgement');
    expect(accepted('response_url')).toEqual([]);
    gate.resolve();
    await comes('response_url');
  });

  it('takes /ask, and a question behind /brief, in the words that were typed', async () => {
    const chat = makeChat();
    await start(chat);
    server().command('/ask', 'how many missiles?', { user: 'U1', channel: 'C1' });
    await comes('response_url');
    server().command('/brief', 'what did Russia say?', { user: 'U1', channel: 'C1' });
    await comes('response_url', 2);
    expect(chat.ran.map((one) => [one.command, one.args.question])).toEqual([
      ['ask', 'how many missiles?'],
      ['ask', 'what did Russia say?'],
    ]);
    expect(chat.ran[0]?.caller).toEqual({
      place: { platform: 'slack', tenant: 'slack:T0TEAM', channel: 'C1', thread: null },
      person: 'U1',
      mayManage: false,
      alone: false,
      zone: null,
    });
  });

  it('answers in the channel when the command is public, and where the bot is no member', async () => {
    await start();
    server().command('/brief', 'digest subscribe 08:00', { user: 'U2', channel: 'C2' });
    expect(await comes('response_url')).toMatchObject({ response_type: 'in_channel', channel: 'C2' });
  });

  it('answers in the channel where its settings say so, and names nobody for that', async () => {
    await start(makeChat({ audience: async () => 'public' }));
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    const [sources] = buttonsOf((await comes('response_url')).blocks);
    server().press(sources as Button, { user: 'U1', channel: 'C1', message: null });
    expect(await comes('response_url', 2)).toMatchObject({ response_type: 'in_channel' });
    expect(accepted('response_url')[0]).toMatchObject({ response_type: 'in_channel' });
    expect(JSON.stringify(accepted('response_url'))).not.toContain('Shared by');
  });

  it('keeps an error private also when the command is public', async () => {
    const push = { key: 'error', args: { text: 'No.', next: 'Ask.' } } as const;
    await start(makeChat({ run: async () => ({ ...pageOf('x'), push }) }));
    server().command('/brief', 'digest subscribe 08:00', { user: 'U1', channel: 'C1' });
    expect(await comes('response_url')).toMatchObject({ response_type: 'ephemeral' });
  });

  it('answers with an ordinary message in its own chat', async () => {
    await start();
    server().command('/ask', 'anything', { user: 'U1', channel: 'D1' });
    expect(await comes('chat.postMessage')).toMatchObject({ channel: 'D1' });
    expect(accepted('response_url')).toEqual([]);
  });

  it('answers privately in a direct message between people', async () => {
    await start();
    server().command('/ask', 'anything', { user: 'U1', channel: 'D9' });
    expect(await comes('response_url')).toMatchObject({ response_type: 'ephemeral' });
  });

  it('handles a redelivered envelope once and acknowledges it again', async () => {
    const chat = makeChat();
    await start(chat);
    const envelope = server().command('/ask', 'once', { user: 'U1', channel: 'C1' });
    await comes('response_url');
    server().socket.redeliver(envelope);
    await server().until(
      () => server().socket.acks.filter((id) => id === envelope).length === 2,
      'two acknowledgements',
    );
    await settled();
    expect(chat.ran.filter((one) => one.args.question === 'once')).toHaveLength(1);
  });
});

describe('who may manage', () => {
  const manages = async (user: string, channel: string) => {
    const chat = makeChat();
    await start(chat);
    server().command('/brief', 'digest subscribe 08:00', { user, channel });
    await server().until(() => chat.ran.length === 1, 'the command');
    return chat.ran[0]?.caller;
  };

  it('lets a workspace admin, with the zone of the profile', async () => {
    const caller = await manages('U2', 'C1');
    expect(caller).toMatchObject({ mayManage: true, zone: 'Europe/Berlin' });
    expect(caller?.onlyHere).toBeUndefined();
  });

  it('lets the creator of the channel, there alone', async () => {
    expect(await manages('U3', 'C1')).toMatchObject({ mayManage: true, onlyHere: true });
  });

  it('lets nobody else', async () => {
    expect(await manages('U1', 'C1')).toMatchObject({ mayManage: false, zone: 'Asia/Tokyo' });
  });

  it('tells where the app may not post: where it is no member, or in a chat of others', async () => {
    const chat = makeChat();
    await start(chat);
    const canPost = async (channel: string) => {
      const before = chat.ran.length;
      server().command('/brief', 'digest subscribe 08:00', { user: 'U2', channel });
      await server().until(() => chat.ran.length > before, 'the command');
      return chat.ran[before]!.caller.canPost;
    };
    expect(await canPost('C1')).toBeUndefined();
    expect(await canPost('C2')).toBe(false);
    expect(await canPost('G9')).toBe(false);
    expect(await canPost('D9')).toBe(false);
    // It was invited: that holds at once.
    const { channels } = server().world;
    channels.set('C2', { ...channels.get('C2')!, member: true });
    expect(await canPost('C2')).toBeUndefined();
    server().fault('conversations.info', { is: 'status', status: 500 });
    channels.set('C3', { ...channels.get('C1')!, id: 'C3', member: false });
    expect(await canPost('C3')).toBeUndefined();
  });

  it('is asked for a question that is an address, typed or said, since it may be fetched', async () => {
    const chat = makeChat();
    await start(chat);
    server().command('/ask', 'https://news.example/a', { user: 'U2', channel: 'C1' });
    server().say('<@U0BOT> <https://news.example/a>', { user: 'U2', channel: 'C1' });
    await server().until(() => chat.ran.length === 2, 'both');
    expect(chat.ran.map(({ caller }) => caller.mayManage)).toEqual([true, true]);
  });

  it('lets nobody when Slack does not say', async () => {
    server().fault('users.info', { is: 'status', status: 500 });
    expect(await manages('U2', 'C1')).toMatchObject({ mayManage: false });
  });
});

describe('mentions and direct messages', () => {
  it('answers a mention in its thread, without the mention in the question', async () => {
    const chat = makeChat();
    await start(chat);
    const { ts } = server().say('<@U0BOT> what did <@U2|editor> &amp; Russia say?', { user: 'U1', channel: 'C1' });
    expect(await comes('chat.postMessage')).toMatchObject({ channel: 'C1', thread_ts: ts });
    expect(chat.ran[0]?.args.question).toBe('what did editor & Russia say?');
    expect(chat.ran[0]?.caller.place.thread).toBe(ts);
  });

  it('stays in the thread it was mentioned in', async () => {
    await start();
    server().say('<@U0BOT> and China?', { user: 'U1', channel: 'C1', thread: '7.000001' });
    expect(await comes('chat.postMessage')).toMatchObject({ thread_ts: '7.000001' });
  });

  it('greets when there is nothing but the mention', async () => {
    await start();
    server().say('<@U0BOT>', { user: 'U1', channel: 'C1' });
    expect((await comes('chat.postMessage')).text).toContain('welcome');
  });

  it('answers a direct message where it was written, and once when it is redelivered', async () => {
    const chat = makeChat();
    await start(chat);
    const { envelope } = server().say('what is new?', { user: 'U1', channel: 'D1' });
    const answer = await comes('chat.postMessage');
    expect([answer.channel, answer.thread_ts]).toEqual(['D1', undefined]);
    server().socket.redeliver(envelope);
    await settled();
    expect(accepted('chat.postMessage')).toHaveLength(1);
  });

  it('hears neither edits, nor bots, nor itself', async () => {
    const chat = makeChat();
    await start(chat);
    const base = { type: 'message', channel: 'D1', channel_type: 'im', ts: '9.1', text: 'x' };
    server().event({ ...base, user: 'U1', subtype: 'message_changed' });
    server().event({ ...base, user: 'U1', bot_id: 'B9' });
    server().event({ ...base, type: 'app_mention', user: 'U9', bot_id: 'B9', channel: 'C1' });
    server().event({ ...base, user: 'U0BOT' });
    server().event({ ...base, user: 'U1', channel: 'C1', channel_type: 'channel' });
    await settled();
    expect(chat.ran.map((one) => one.args.question)).toEqual(['last of all']);
  });

  it('greets a channel that it was added to', async () => {
    await start();
    server().event({
      type: 'member_joined_channel',
      user: 'U0BOT',
      channel: 'C1',
      channel_type: 'C',
      team: 'T0TEAM',
      inviter: 'U1',
    });
    expect(await comes('chat.postMessage')).toMatchObject({ channel: 'C1', text: expect.stringContaining('welcome') });
  });
});

describe('buttons', () => {
  it('run the command that is typed into them, privately', async () => {
    const chat = makeChat();
    await start(chat);
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    const [first] = buttonsOf((await comes('response_url')).blocks);
    server().press(first as Button, { user: 'U1', channel: 'C1', message: null });
    expect(await comes('response_url', 2)).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(chat.ran[1]).toMatchObject({ command: 'digest list', args: {} });
  });

  it('share names who shared, in the channel', async () => {
    await start();
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    const share = buttonsOf((await comes('response_url')).blocks).find((one) => one.text.text === 'Share');
    server().press(share as Button, { user: 'U1', channel: 'C1', message: null });
    const shared = await comes('response_url', 2);
    expect(shared).toMatchObject({ response_type: 'in_channel', replace_original: false });
    expect(JSON.stringify(shared.blocks)).toContain('Shared by reader');
  });

  it('of a message in a thread answer in that thread', async () => {
    await start();
    server().say('<@U0BOT> hello', { user: 'U1', channel: 'C1', thread: '7.000001' });
    await comes('chat.postMessage');
    const message = server().world.messages[0] ?? null;
    server().press(buttonsOf(message?.blocks)[0] as Button, { user: 'U1', channel: 'C1', message });
    expect(await comes('response_url')).toMatchObject({ thread_ts: '7.000001' });
  });
});

describe('App Home', () => {
  it('shows how to begin and the digests, and a button there changes the view', async () => {
    const chat = makeChat();
    await start(chat);
    server().event({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1.1' });
    await comes('views.publish');
    const home = JSON.stringify(server().world.homes.get('U1'));
    expect(home).toContain('welcome');
    expect(home).toContain('digest list');
    server().press(buttonsOf(server().world.homes.get('U1')?.blocks)[0] as Button, { user: 'U1', home: true });
    await comes('views.publish', 2);
    expect(JSON.stringify(server().world.homes.get('U1'))).toContain('ask What did Russia say?');
  });

  it('suggests prompts in the messages tab, and skips them when Slack refuses', async () => {
    const chat = makeChat();
    await start(chat);
    server().event({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages', event_ts: '1.1' });
    await comes('assistant.threads.setSuggestedPrompts');
    const prompt = { title: 'What did Russia say?', message: 'What did Russia say?' };
    expect(server().world.prompts.get('D1')).toEqual([prompt]);
    server().fault('assistant.threads.setSuggestedPrompts', { is: 'error', code: 'unknown_method' });
    server().event({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages', event_ts: '1.2' });
    await settled();
    expect(logged.filter((line) => line.includes('slack_failed'))).toEqual([]);
  });
});
