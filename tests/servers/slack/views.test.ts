import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Accepted } from './api.ts';
import { viewProblem } from './blocks.ts';
import { type SlackServer, startSlackServer } from './server.ts';
import type { View } from './world.ts';

/** Modals and what an acknowledgement carries: what Slack refuses is a violation. */

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(value), value });
const input = (element: object, more = {}) => ({
  type: 'input',
  block_id: 'b',
  label: plain('Label'),
  element,
  ...more,
});
const typed = (more = {}) => ({ type: 'plain_text_input', action_id: 'a', ...more });
const modal = (blocks: unknown, more = {}) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Send'),
  blocks,
  ...more,
});
const options = (count: number) => Array.from({ length: count }, (_, n) => option(`o${n}`));

describe('a view', () => {
  it.each([
    ['typed words', typed({ multiline: true, max_length: 3_000, placeholder: plain('x') })],
    ['a menu', { type: 'static_select', action_id: 'a', options: options(100), initial_option: option('o7') }],
    ['an outer menu', { type: 'external_select', action_id: 'a', min_query_length: 0 }],
    [
      'a channel',
      { type: 'conversations_select', action_id: 'a', filter: { include: ['public'], exclude_bot_users: true } },
    ],
  ])('takes %s', (_, element) => {
    expect(viewProblem(modal([input(element)]), 'modal')).toBeNull();
  });

  it('takes a menu beside a row', () => {
    const row = {
      type: 'section',
      text: plain('row'),
      accessory: { type: 'overflow', action_id: 'a', options: options(5) },
    };
    expect(viewProblem({ type: 'home', blocks: [row], private_metadata: 'D1' }, 'home')).toBeNull();
  });

  it.each([
    ['a title of 25 characters', modal([input(typed())], { title: plain('x'.repeat(25)) })],
    ['no title', modal([input(typed())], { title: undefined })],
    ['inputs that cannot be submitted', modal([input(typed())], { submit: undefined })],
    ['private_metadata of 3,001', modal([input(typed())], { private_metadata: 'x'.repeat(3_001) })],
    ['callback_id of 256', modal([input(typed())], { callback_id: 'x'.repeat(256) })],
    ['101 blocks', modal(Array.from({ length: 101 }, () => ({ type: 'divider' })))],
    ['one block_id twice', modal([input(typed()), input(typed({ action_id: 'c' }))])],
    ['one action_id twice', modal([input(typed()), input(typed(), { block_id: 'c' })])],
    ['an unknown field', modal([input(typed())], { colour: 'red' })],
    ['an unknown element', modal([input({ type: 'slider', action_id: 'a' })])],
    ['a label that is too long', modal([input(typed(), { label: plain('x'.repeat(2_001)) })])],
    ['a placeholder that is too long', modal([input(typed({ placeholder: plain('x'.repeat(151)) }))])],
    ['max_length of 3,001', modal([input(typed({ max_length: 3_001 }))])],
    ['101 options', modal([input({ type: 'static_select', action_id: 'a', options: options(101) })])],
    ['no options', modal([input({ type: 'static_select', action_id: 'a', options: [] })])],
    ['one value twice', modal([input({ type: 'static_select', action_id: 'a', options: [option('x'), option('x')] })])],
    [
      'an option text of 76',
      modal([input({ type: 'static_select', action_id: 'a', options: [option('x'.repeat(76))] })]),
    ],
    [
      'a value of 151',
      modal([input({ type: 'static_select', action_id: 'a', options: [{ ...option('x'), value: 'x'.repeat(151) }] })]),
    ],
    [
      'a strange first option',
      modal([input({ type: 'static_select', action_id: 'a', options: options(2), initial_option: option('x') })]),
    ],
    [
      'a strange filter',
      modal([input({ type: 'conversations_select', action_id: 'a', filter: { include: ['all'] } })]),
    ],
    [
      'six options in a row’s menu',
      modal([
        { type: 'section', text: plain('x'), accessory: { type: 'overflow', action_id: 'a', options: options(6) } },
      ]),
    ],
    ['a Home', { ...modal([input(typed())]), type: 'home' }],
  ])('refuses %s', (_, view) => {
    expect(viewProblem(view, 'modal')).not.toBeNull();
  });
});

describe('an acknowledgement', () => {
  let server: SlackServer;
  let accepted: Accepted[];
  let socket: WebSocket;
  const view = modal([input({ type: 'external_select', action_id: 'field:b' })]) as unknown as View;

  beforeEach(async () => {
    accepted = [];
    server = await startSlackServer({ onAccepted: (record) => accepted.push(record) });
    const headers = {
      authorization: `Bearer ${server.world.appToken}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const answer = await fetch(`${server.apiUrl}apps.connections.open`, { method: 'POST', headers });
    socket = new WebSocket(((await answer.json()) as { url: string }).url);
    await new Promise((done) => socket.once('message', done));
    server.world.views.set('V9', { ...view, id: 'V9' });
  });
  afterEach(async () => {
    socket.close();
    await server.close();
  });
  const send = async (envelope: string, payload: object) => {
    socket.send(JSON.stringify({ envelope_id: envelope, payload }));
    await server.until(() => server.socket.acks.includes(envelope), 'the acknowledgement');
  };
  const submit = (payload: object) => send(server.submit({ ...view, id: 'V9' }, { b: 'x' }, 'U1'), payload);
  const suggest = (payload: object) => send(server.suggest({ ...view, id: 'V9' }, 'b', 'x', 'U1'), payload);

  it('closes a modal, or puts another in its place', async () => {
    const next = { type: 'modal', title: plain('Title'), blocks: [{ type: 'divider' }] };
    await submit({ response_action: 'update', view: next });
    expect(server.world.views.get('V9')).toMatchObject({ blocks: [{ type: 'divider' }] });
    expect(accepted).toMatchObject([{ kind: 'modal', channel: null, body: { view: next, view_id: 'V9' } }]);
    await submit({});
    expect([server.world.views.size, accepted.length, server.violations]).toEqual([0, 1, []]);
  });

  it('shows errors under the fields, and takes options', async () => {
    await submit({ response_action: 'errors', errors: { b: 'No.' } });
    await suggest({ options: options(100) });
    await suggest({ options: [] });
    expect([server.violations, server.calls.map((one) => one.method).slice(1)]).toEqual([
      [],
      ['view_submission', 'block_suggestion', 'block_suggestion'],
    ]);
  });

  it.each([
    ['errors of no field', () => submit({ response_action: 'errors', errors: { c: 'No.' } })],
    ['no errors', () => submit({ response_action: 'errors', errors: {} })],
    ['an unknown action', () => submit({ response_action: 'shout' })],
    ['a bad view', () => submit({ response_action: 'update', view: modal([]) })],
    ['a view without its action', () => submit({ view: modal([input(typed())]) })],
    ['something else', () => submit({ text: 'x' })],
    ['101 options', () => suggest({ options: options(101) })],
    ['no list of options', () => suggest({})],
  ])('may not carry %s', async (_, answer) => {
    await answer();
    expect(server.violations).toHaveLength(1);
    expect(accepted).toEqual([]);
  });

  it('is one of a field that is filled in', () => {
    expect(() => server.submit({ ...view, id: 'V9' }, {}, 'U1')).toThrow('b must be filled in');
    expect(() => server.submit({ ...view, id: 'V9' }, { b: 'x', c: 'y' }, 'U1')).toThrow('no field c');
  });
});

it('keeps several workspaces apart by their tokens', async () => {
  const server = await startSlackServer();
  server.world.others.set('xoxb-2', { id: 'T2', bot: { user: 'U2BOT', id: 'B2BOT' } });
  const headers = { authorization: 'Bearer xoxb-2', 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${server.apiUrl}auth.test`, { method: 'POST', headers });
  expect(await answer.json()).toMatchObject({ ok: true, team_id: 'T2', user_id: 'U2BOT', bot_id: 'B2BOT' });
  expect(server.calls).toMatchObject([{ method: 'auth.test', team: 'T2' }]);
  await server.close();
});
