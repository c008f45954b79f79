import { describe, expect, it, vi } from 'vitest';
import { renderSlack } from '../../../src/render/slack.ts';
import { button, makeChat, pageOf } from './chat.ts';
import { accepted, comes, logged, server, settled, start, useSlack } from './stage.ts';

/** Conversation in threads and direct messages, shortcuts, coming and going, and payloads that lack what is optional. */
useSlack();

const warned = (event: string) => logged.filter((line) => line.includes(`"event":"${event}"`));

describe('a conversation', () => {
  /** A digest stands in the channel. */
  const digest = (ts: string, by?: string) => {
    const page = { ...pageOf('digest', [button('Sources 2', 'sources of', { id: 'kept-1' })]), id: 'kept-1' };
    const [message] = renderSlack(page);
    server().world.messages.push({ ts, channel: 'C1', text: 'digest', blocks: message?.blocks, ...(by && { by }) });
  };

  it('under a digest is about that digest, until the bot has spoken there', async () => {
    const chat = makeChat();
    await start(chat);
    digest('7.000001');
    server().world.messages.push({ ts: '8.000001', channel: 'C1', text: 'talk', by: 'U2' });
    for (const [text, count] of [
      ['and China?', 1],
      ['why?', 2],
    ] as const) {
      server().say(`<@U0BOT> ${text}`, { user: 'U1', channel: 'C1', thread: '7.000001' });
      await comes('chat.postMessage', count);
    }
    expect(chat.about).toEqual(['kept-1', null]);
    expect(accepted('conversations.history')).toHaveLength(2);
  });

  it('under what a person wrote is about nothing, nor when Slack does not tell', async () => {
    const chat = makeChat();
    await start(chat);
    server().world.messages.push({ ts: '7.000001', channel: 'C1', text: 'talk', by: 'U2' });
    server().say('<@U0BOT> what is this?', { user: 'U1', channel: 'C1', thread: '7.000001' });
    await comes('chat.postMessage');
    digest('9.000001');
    server().fault('conversations.history', { is: 'error', code: 'missing_scope' });
    server().say('<@U0BOT> and this?', { user: 'U1', channel: 'C1', thread: '9.000001' });
    await comes('chat.postMessage', 2);
    expect(chat.about).toEqual([null, null]);
  });

  it('under another app’s message is about nothing of ours, whatever stands in its buttons', async () => {
    const chat = makeChat();
    await start(chat);
    digest('7.000001', 'U9OTHER');
    server().say('<@U0BOT> and China?', { user: 'U1', channel: 'C1', thread: '7.000001' });
    await comes('chat.postMessage');
    expect(chat.about).toEqual([null]);
  });

  it('knows who may manage, for a command in a mention', async () => {
    const chat = makeChat();
    await start(chat);
    server().say('<@U0BOT> digest subscribe 08:00', { user: 'U2', channel: 'C1' });
    await comes('chat.postMessage');
    expect(chat.ran[0]?.caller).toMatchObject({ mayManage: true, zone: 'Europe/Berlin' });
  });

  it('in a thread of the agent view shows that it is being worked on until the answer is there', async () => {
    const gate = Promise.withResolvers<void>();
    await start(makeChat({ hear: async () => gate.promise.then(() => pageOf('late')) }));
    server().say('what is new?', { user: 'U1', channel: 'D1', thread: '7.000001' });
    await comes('assistant.threads.setStatus');
    expect(server().world.statuses.get('D1/7.000001')).toContain('reading');
    gate.resolve();
    expect(await comes('chat.postMessage')).toMatchObject({ channel: 'D1', thread_ts: '7.000001' });
    expect(server().world.statuses.size).toBe(0);
  });

  it.each([
    { is: 'error', code: 'unknown_method' },
    { is: 'hang' },
  ] as const)('answers also when the status is refused: %o', async (fault) => {
    await start();
    server().fault('assistant.threads.setStatus', fault);
    server().say('what is new?', { user: 'U1', channel: 'D1', thread: '7.000001' });
    await comes('chat.postMessage');
    expect(warned('slack_failed')).toEqual([]);
  });

  it('says privately what failed where it may not write', async () => {
    await start();
    server().fault('chat.postMessage', { is: 'error', code: 'restricted_action' });
    server().fault('chat.postMessage', { is: 'error', code: 'restricted_action' });
    server().say('<@U0BOT> hello', { user: 'U1', channel: 'C1' });
    const told = await comes('chat.postEphemeral');
    expect(told).toMatchObject({ channel: 'C1', user: 'U1', text: expect.stringContaining('restricted_action') });
    const id = /Reference ([0-9a-f]{8})/.exec(JSON.stringify(told.blocks))?.[1];
    expect(warned('slack_failed').filter((line) => line.includes(`"id":"${id}"`))).toHaveLength(1);
  });

  it('in a channel that is gone costs one log line, and another that it could not be told', async () => {
    await start();
    server().say('<@U0BOT> hello', { user: 'U1', channel: 'C0' });
    await vi.waitFor(() => expect(warned('slack_not_told')).toHaveLength(1));
    expect(warned('slack_failed')).toHaveLength(1);
    expect(accepted('chat.postMessage')).toEqual([]);
  });
});

describe('a response_url that is over', () => {
  const over = { is: 'status', status: 404 } as const;

  it('gives way to a message that one person sees', async () => {
    await start();
    server().fault('response_url', over);
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    expect(await comes('chat.postEphemeral')).toMatchObject({
      channel: 'C1',
      user: 'U1',
      text: expect.stringContaining('ask anything'),
    });
  });

  it('and one that Slack never takes', async () => {
    await start();
    for (let i = 0; i < 3; i++) server().fault('response_url', { is: 'rate', after: 0 });
    server().command('/ask', 'anything', { user: 'U1', channel: 'C1' });
    expect(await comes('chat.postEphemeral')).toMatchObject({ text: expect.stringContaining('ask anything') });
    expect(accepted('response_url')).toEqual([]);
  });

  it('gives way to an ordinary message when the answer is for everybody', async () => {
    await start();
    server().fault('response_url', over);
    server().command('/brief', 'digest subscribe 08:00', { user: 'U2', channel: 'C1' });
    expect(await comes('chat.postMessage')).toMatchObject({ channel: 'C1' });
  });

  it('gives way to the chat with the app where the bot is no member', async () => {
    await start();
    server().world.channels.set('U1', { id: 'U1', name: 'directmessage', member: true, im: 'U1' });
    server().fault('response_url', over);
    server().command('/ask', 'anything', { user: 'U1', channel: 'C2' });
    expect(await comes('chat.postMessage')).toMatchObject({
      channel: 'U1',
      text: expect.stringContaining('ask anything'),
    });
  });

  it('and nothing else to go by costs one failure', async () => {
    await start();
    for (let i = 0; i < 2; i++) server().fault('response_url', over);
    server().command('/ask', 'anything', { user: 'U1', channel: 'C2' });
    await vi.waitFor(() => expect(warned('slack_not_told')).toHaveLength(1));
    expect(warned('slack_failed')).toHaveLength(1);
  });
});

describe('the shortcut of a message', () => {
  it('hands over what the message says and links to, and answers privately', async () => {
    const chat = makeChat();
    await start(chat);
    const link = { type: 'link', url: 'https://example.org/a?b=1&c=2' };
    server().shortcut(
      'link',
      {
        text: 'Read <https://example.org/one|this> &amp; that',
        blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [link] }] }],
        attachments: [{ from_url: 'https://example.org/two', title_link: 'https://example.org/two' }],
      },
      { user: 'U1', channel: 'C1' },
    );
    expect(await comes('response_url')).toMatchObject({ response_type: 'ephemeral', user: 'U1' });
    expect(chat.ran).toMatchObject([
      {
        command: 'link',
        args: {
          text: 'Read this & that https://example.org/one https://example.org/a?b=1&c=2 https://example.org/two',
        },
        caller: { person: 'U1', place: { channel: 'C1' } },
      },
    ]);
  });
});

describe('coming and going', () => {
  it('is told at the start, and when the app is taken out or the bot’s token', async () => {
    const chat = makeChat();
    await start(chat);
    expect([chat.joined.tenants, chat.left.tenants]).toEqual([['slack:T0TEAM'], []]);
    server().event({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } });
    await settled();
    expect(chat.left.tenants).toEqual([]);
    server().event({ type: 'app_uninstalled' });
    server().event({ type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } });
    await server().until(() => chat.left.tenants.length === 2, 'both');
    expect(chat.left.tenants).toEqual(['slack:T0TEAM', 'slack:T0TEAM']);
  });
});

describe('payloads that lack what is optional', () => {
  const interactive = (payload: object) =>
    server().socket.send({ type: 'interactive', accepts_response_payload: false, payload });

  it('a command without trigger, team and channel name', async () => {
    await start();
    const given = { command: '/ask', text: 'anything', channel_id: 'C1', user_id: 'U1' };
    server().socket.send({ type: 'slash_commands', accepts_response_payload: true, payload: given });
    expect(await comes('chat.postEphemeral')).toMatchObject({ channel: 'C1', user: 'U1' });
  });

  it('a command without its text', async () => {
    const chat = makeChat();
    await start(chat);
    const given = { command: '/brief', channel_id: 'C1', user_id: 'U1', team_id: 'T0TEAM' };
    server().socket.send({ type: 'slash_commands', accepts_response_payload: true, payload: given });
    await comes('chat.postEphemeral');
    expect(chat.ran[0]?.command).toBe('brief');
  });

  it('a button without container, names, channel and value', async () => {
    const chat = makeChat();
    await start(chat);
    const actions = [{ type: 'button', action_id: 'sitrep:0', value: 'digest.list?' }];
    interactive({ type: 'block_actions', user: { id: 'U1' }, team: null, channel: { id: 'C1' }, actions });
    expect(await comes('chat.postEphemeral')).toMatchObject({ text: expect.stringContaining('digest list') });
    interactive({ type: 'block_actions', user: { id: 'U1' }, actions: [{ type: 'button', action_id: 'sitrep:0' }] });
    await settled();
    expect(chat.ran.map((one) => one.command)).toContain('');
  });

  it('a shortcut without message', async () => {
    const chat = makeChat();
    await start(chat);
    const who = { user: { id: 'U1' }, team: { id: 'T0TEAM' }, channel: { id: 'C1' } };
    interactive({ type: 'message_action', callback_id: 'link', ...who });
    await comes('chat.postEphemeral');
    expect(chat.ran).toMatchObject([{ command: 'link', args: { text: '' } }]);
  });

  it('an App Home event without its tab, a mention without its time', async () => {
    await start();
    server().event({ type: 'app_home_opened', user: 'U1', channel: 'D1' });
    await comes('views.publish');
    server().event({ type: 'app_mention', user: 'U1', channel: 'C1', text: '<@U0BOT> hello' });
    await comes('chat.postMessage');
    await settled();
    expect(logged.filter((line) => line.includes('slack_failed'))).toEqual([]);
  });
});
