import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../../src/core/model/errors.ts';
import type { Button } from '../../servers/slack/server.ts';
import type { View } from '../../servers/slack/world.ts';
import { errorOf, makeChat, pageOf } from './chat.ts';
import { accepted, acked, buttonsOf, comes, logged, modal, server, settled, start, stops, useSlack } from './stage.ts';

/** Forms: what a command still has to be told is asked in a modal, and its page stands there. */
useSlack();

const open = async (line: string, user = 'U2', channel = 'C1'): Promise<View> => {
  const [command = '', ...words] = line.split(' ');
  server().command(command, words.join(' '), { user, channel });
  await comes('views.open');
  return modal();
};
const fieldsOf = (view: View) =>
  view.blocks
    .filter((one) => one.type === 'input')
    .map((one) => [one.block_id, (one.element as { type: string }).type, one.optional]);
const submitted = async (view: View, filled: Record<string, string>, user = 'U2') =>
  acked(server().submit(view, filled, user));

describe('a form', () => {
  it('opens for what is missing, a field of its kind for each option', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await open('/brief digest subscribe');
    expect(fieldsOf(view)).toEqual([
      ['schedule', 'plain_text_input', false],
      ['topic', 'external_select', true],
      ['length', 'static_select', true],
      ['role', 'plain_text_input', true],
    ]);
    expect(view.blocks[0]).toMatchObject({ text: { text: 'Fill in: digest subscribe, please &amp; thanks' } });
    expect([chat.ran, accepted('response_url')]).toEqual([[], []]);
  });

  it('does not open for who may not run the command: running it says why', async () => {
    const chat = makeChat();
    await start(chat);
    server().command('/brief', 'digest subscribe', { user: 'U1', channel: 'C1' });
    expect(await comes('response_url')).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('Not yours'),
    });
    expect(accepted('views.open')).toEqual([]);
  });

  it('opens first when Slack takes its time to say who may manage', async () => {
    await start();
    server().fault('users.info', { is: 'hang' });
    await open('/brief digest subscribe');
  });

  it('suggests while somebody types, and never fails', async () => {
    await start();
    const view = await open('/brief digest subscribe');
    const options = async (typed: string) =>
      (await acked(server().suggest(view, 'topic', typed, 'U2'))).options as {
        text: { text: string };
        value: string;
      }[];
    expect(await options('pat')).toMatchObject([{ text: { text: 'Topic pat' }, value: 'exports' }]);
    expect(await options('broken')).toEqual([]);
    expect(await options('many')).toHaveLength(100);
    expect(await options('endless')).toEqual([]);
    // What never comes holds no stop up.
    const stopping = stops.pop()!().then(() => 'stopped');
    expect(await Promise.race([stopping, sleep(3_000, 'late')])).toBe('stopped');
    await start();
    const lost = { ...view, private_metadata: 'not ours' };
    expect(await acked(server().suggest(lost, 'topic', 'pat', 'U2'))).toEqual({ options: [] });
  });

  it('posts the page of a public command where it was asked for, and closes', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await open('/brief digest subscribe');
    expect(await submitted(view, { schedule: '08:00', topic: 'exports', length: 'short' })).toEqual({});
    expect(accepted('chat.postMessage')).toMatchObject([{ channel: 'C1' }]);
    expect(server().world.views.size).toBe(0);
    expect(chat.ran).toMatchObject([
      {
        command: 'digest subscribe',
        args: { schedule: '08:00', topic: 'exports', length: 'short' },
        caller: {
          person: 'U2',
          mayManage: true,
          zone: 'Europe/Berlin',
          place: { channel: 'C1', tenant: 'slack:T0TEAM' },
        },
      },
    ]);
  });

  it('checks the rights of who sends it', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await open('/brief digest subscribe');
    expect(await submitted(view, { schedule: '08:00' }, 'U1')).toMatchObject({ response_action: 'update' });
    expect(JSON.stringify(modal())).toContain('Ask someone');
    expect(chat.ran).toMatchObject([{ caller: { person: 'U1', mayManage: false } }]);
  });

  it('shows the page of a private command in the modal, and what its buttons open', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await open('/ask', 'U1');
    expect(await submitted(view, { question: 'what did Russia say?' }, 'U1')).toMatchObject({
      response_action: 'update',
    });
    expect(JSON.stringify(modal())).toContain('ask what did Russia say?');
    const [sources, share] = buttonsOf(modal().blocks) as [Button, Button];
    server().press(share, { user: 'U1', view: modal() });
    expect(await comes('chat.postMessage')).toMatchObject({ channel: 'C1' });
    expect(JSON.stringify(accepted('chat.postMessage'))).toContain('Shared by reader');
    server().press(sources, { user: 'U1', view: modal() });
    await comes('views.update');
    expect(JSON.stringify(modal())).toContain('digest list of C1');
  });

  it('shows there what a button could not do', async () => {
    await start();
    await submitted(await open('/ask', 'U1'), { question: 'x' }, 'U1');
    const [, share] = buttonsOf(modal().blocks) as [Button, Button];
    server().fault('chat.postMessage', { is: 'error', code: 'restricted_action' });
    server().press(share, { user: 'U1', view: modal() });
    await comes('views.update');
    expect(JSON.stringify(modal())).toMatch(/restricted_action.+Reference [0-9a-f]{8}/);
  });

  it.each([
    ['names its option', '“topic” is too long.', 'bad_option', 'topic'],
    ['is of its kind', 'There is no time in it.', 'bad_schedule', 'schedule'],
    ['holds its value', 'There is no topic “exports”.', 'unknown_topic', 'topic'],
    ['speaks of none', 'That cannot be.', 'bad_time', 'schedule'],
  ] as const)('shows an error under the field when it %s', async (_, what, code, field) => {
    await start(makeChat({ run: async () => errorOf(what, code) }));
    const view = await open('/brief digest subscribe');
    expect(await submitted(view, { schedule: 'soon', topic: 'exports' })).toEqual({
      response_action: 'errors',
      errors: { [field]: `${what} ${ERRORS[code].next}` },
    });
    expect(server().world.views.size).toBe(1);
  });

  it('shows another error as the page', async () => {
    await start(makeChat({ run: async () => errorOf('The store is full.', 'store_full') }));
    const view = await open('/ask');
    expect(await submitted(view, { question: 'x' })).toMatchObject({ response_action: 'update' });
  });

  it('says that it is being worked on, then shows the page; once when it comes twice', async () => {
    const gate = Promise.withResolvers<void>();
    const chat = makeChat();
    const { run } = chat;
    await start({ ...chat, run: async (...given) => gate.promise.then(() => run(...given)) });
    const view = await open('/ask');
    const envelope = server().submit(view, { question: 'slow' }, 'U2');
    await server().until(() => server().socket.acks.includes(envelope), 'the acknowledgement');
    expect(JSON.stringify(modal())).toContain('Working on it');
    gate.resolve();
    await comes('views.update');
    expect(JSON.stringify(modal())).toContain('ask slow');
    server().socket.redeliver(envelope);
    await settled();
    expect(chat.ran.filter((one) => one.args.question === 'slow')).toHaveLength(1);
  });

  it('answers privately when the modal was closed in the meantime', async () => {
    const gate = Promise.withResolvers<void>();
    await start(makeChat({ run: async () => gate.promise.then(() => pageOf('late')) }));
    const view = await open('/ask');
    const envelope = server().submit(view, { question: 'slow' }, 'U2');
    await server().until(() => server().socket.acks.includes(envelope), 'the acknowledgement');
    server().world.views.clear();
    gate.resolve();
    const text = expect.stringContaining('late');
    expect(await comes('chat.postEphemeral')).toMatchObject({ channel: 'C1', user: 'U2', text });
  });

  it('says how to type it when it cannot open', async () => {
    await start();
    server().fault('views.open', { is: 'error', code: 'expired_trigger_id' });
    server().command('/brief', 'digest subscribe', { user: 'U2', channel: 'C1' });
    const answer = await comes('response_url');
    expect(answer.response_type).toBe('ephemeral');
    expect(JSON.stringify(answer.blocks)).toContain('/brief digest subscribe SCHEDULE [TOPIC] [LENGTH] [ROLE]');
  });

  it('says with the id of the log line what failed unforeseen', async () => {
    const run = () => Promise.reject(new Error('secret detail'));
    await start(makeChat({ run }));
    const view = await open('/ask');
    expect(JSON.stringify(await submitted(view, { question: 'x' }))).not.toContain('secret detail');
    const id = /Reference ([0-9a-f]{8})/.exec(JSON.stringify(modal()))?.[1];
    expect(logged.filter((line) => line.includes(`"id":"${id}"`))).toHaveLength(1);
  });

  it('that is not known any more says so', async () => {
    await start();
    const view = await open('/ask');
    await submitted({ ...view, private_metadata: '{}' }, { question: 'x' });
    expect(JSON.stringify(modal())).toContain('no longer known');
  });
});

describe('App Home', () => {
  const home = async () => {
    server().event({ type: 'app_home_opened', user: 'U3', channel: 'D1', tab: 'home', event_ts: '1.1' });
    await comes('views.publish');
    return server().world.homes.get('U3');
  };
  const newDigest = async (): Promise<View> => {
    const view = await home();
    const button = view?.blocks
      .flatMap((one) => (one.elements ?? []) as Button[])
      .find((one) => one.text?.text === 'New digest');
    server().press(button as Button, { user: 'U3', home: true });
    await comes('views.open');
    return modal();
  };

  it('makes a new digest for a channel that is chosen there', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await newDigest();
    expect(fieldsOf(view)[0]).toEqual(['sitrep:channel', 'conversations_select', false]);
    expect(await submitted(view, { 'sitrep:channel': 'C1', schedule: '08:00' }, 'U3')).toEqual({});
    expect(server().world.messages).toMatchObject([{ channel: 'C1' }]);
    await comes('views.publish', 2);
    const made = chat.ran.find((one) => one.command === 'digest subscribe');
    expect(made?.caller).toMatchObject({
      mayManage: true,
      place: { channel: 'C1', tenant: 'slack:T0TEAM' },
      person: 'U3',
    });
  });

  it('checks the rights for the chosen channel', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await newDigest();
    await submitted(view, { 'sitrep:channel': 'C1', schedule: '08:00' }, 'U1');
    expect(JSON.stringify(modal())).toContain('Not yours');
    expect(server().world.messages).toEqual([]);
  });

  it('says so when the bot may not write in the chosen channel', async () => {
    await start();
    const view = await newDigest();
    await submitted(view, { 'sitrep:channel': 'C2', schedule: '08:00' }, 'U3');
    expect(JSON.stringify(modal())).toMatch(/digest subscribe 08:00.+not_in_channel.+Reference/);
  });

  it('runs what is chosen from the menu of a row, and shows the list anew', async () => {
    const chat = makeChat();
    await start(chat);
    const view = await home();
    const menu = view?.blocks.map((one) => one.accessory).find((one) => one !== undefined);
    server().choose(menu as Parameters<ReturnType<typeof server>['choose']>[0], 'digest.pause?id=d1', {
      user: 'U3',
      home: true,
    });
    await comes('views.publish', 2);
    expect(chat.ran.find((one) => one.command === 'digest pause')).toMatchObject({
      args: { id: 'd1' },
      caller: { person: 'U3', place: { channel: 'D1' } },
    });
  });
});
