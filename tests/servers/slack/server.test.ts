import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type SlackServer, startSlackServer } from './server.ts';

/** The protocol server itself: what Slack refuses must not pass, or the adapter's tests would show nothing. */

let server: SlackServer;
beforeEach(async () => {
  server = await startSlackServer();
});
afterEach(() => server.close());

type Reply = { ok: boolean; error?: string; url?: string };

async function call(method: string, args: Record<string, string>, token = server.world.botToken): Promise<Reply> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
  const init = { method: 'POST', headers, body: new URLSearchParams(args) };
  return (await (await fetch(server.apiUrl + method, init)).json()) as Reply;
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const post = (blocks: unknown, more = {}) =>
  call('chat.postMessage', { channel: 'C1', text: 'x', blocks: JSON.stringify(blocks), ...more });
const button = (id: string, text = 'b') => ({
  type: 'button',
  action_id: id,
  value: 'v',
  text: { type: 'plain_text', text },
});

describe('the Web API', () => {
  it('takes a good message', async () => {
    expect((await post([section('hello')])).ok).toBe(true);
    expect(server.violations).toEqual([]);
  });

  it.each([
    ['an unknown method', () => call('chat.shout', {})],
    ['an unknown argument', () => call('chat.postMessage', { channel: 'C1', text: 'x', colour: 'red' })],
    ['a missing argument', () => call('chat.postMessage', { text: 'x' })],
    ['blocks that are no JSON', () => call('chat.postMessage', { channel: 'C1', text: 'x', blocks: '[' })],
    ['no fallback text', () => post([section('x')], { text: '' })],
    ['51 blocks', () => post(Array.from({ length: 51 }, () => section('x')))],
    ['a section that is too long', () => post([section('x'.repeat(3_001))])],
    ['an empty section', () => post([section('')])],
    [
      'a header that is too long',
      () => post([{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }]),
    ],
    ['a header in mrkdwn', () => post([{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }])],
    ['too many characters over all', () => post(Array.from({ length: 5 }, () => section('x'.repeat(2_900))))],
    ['an unknown block', () => post([{ type: 'banner' }])],
    ['an unknown field', () => post([{ ...section('x'), colour: 'red' }])],
    ['eleven elements of context', () => post([{ type: 'context', elements: Array(11).fill(section('x').text) }])],
    ['one action_id twice', () => post([{ type: 'actions', elements: [button('a'), button('a')] }])],
    ['a button text that is too long', () => post([{ type: 'actions', elements: [button('a', 'x'.repeat(76))] }])],
    ['metadata without a payload', () => post([section('x')], { metadata: '{"event_type":"e"}' })],
  ])('refuses %s, as a violation', async (_, send) => {
    expect((await send()).ok).toBe(false);
    expect(server.violations).toHaveLength(1);
    expect(server.world.messages).toEqual([]);
  });

  it.each([
    ['C0', 'channel_not_found'],
    ['C2', 'not_in_channel'],
  ])('refuses channel %s with %s, which is no violation', async (channel, error) => {
    expect(await call('chat.postMessage', { channel, text: 'x' })).toEqual({ ok: false, error });
    expect(server.violations).toEqual([]);
  });

  it('refuses wrong tokens, and one token in place of the other', async () => {
    expect(await call('auth.test', {}, 'xoxb-other')).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await call('apps.connections.open', {})).toEqual({ ok: false, error: 'invalid_auth' });
  });

  it('opens a view once for a trigger, within three seconds', async () => {
    let now = 1_000_000;
    server.world.now = () => now;
    const view = JSON.stringify({
      type: 'modal',
      title: { type: 'plain_text', text: 'Brief' },
      blocks: [section('x')],
    });
    server.world.triggers.set('t1', now).set('t2', now);
    expect((await call('views.open', { trigger_id: 't1', view })).ok).toBe(true);
    expect((await call('views.open', { trigger_id: 't1', view })).error).toBe('invalid_trigger_id');
    now += 3_001;
    expect((await call('views.open', { trigger_id: 't2', view })).error).toBe('expired_trigger_id');
  });

  it('shows metadata only when it is asked for', async () => {
    await post([section('x')], { metadata: '{"event_type":"e","event_payload":{"key":"k"}}' });
    const read = async (more: Record<string, string>) =>
      JSON.stringify(await call('conversations.history', { channel: 'C1', ...more }));
    expect(await read({})).not.toContain('"key"');
    expect(await read({ include_all_metadata: 'true' })).toContain('"key":"k"');
  });
});

describe('Socket Mode', () => {
  type Opened = { socket: WebSocket; heard: Record<string, unknown>[] };
  async function open(url: string): Promise<Opened> {
    const socket = new WebSocket(url);
    const heard: Record<string, unknown>[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data))));
    socket.on('error', () => {});
    await new Promise((done) => socket.once('message', done).once('close', done));
    return { socket, heard };
  }
  const ticket = async () => (await call('apps.connections.open', {}, server.world.appToken)).url ?? '';

  it('says hello for a ticket, once', async () => {
    const url = await ticket();
    expect((await open(url)).heard[0]).toMatchObject({ type: 'hello' });
    expect((await open(url)).heard).toEqual([]);
    expect(server.violations).toEqual(['socket opened without a fresh ticket']);
  });

  it('counts what is acknowledged, and what should not be', async () => {
    const { socket } = await open(await ticket());
    const envelope = server.say('hello', { user: 'U1', channel: 'D1' }).envelope;
    const acknowledge = (id: string, payload: object = {}) => socket.send(JSON.stringify({ envelope_id: id, payload }));
    acknowledge(envelope);
    await server.until(() => server.socket.acks.length === 1, 'the acknowledgement');
    expect(server.violations).toEqual([]);
    acknowledge(envelope);
    acknowledge('env-unknown');
    await server.until(() => server.socket.acks.length === 3, 'the others');
    expect(server.violations).toEqual([
      `envelope ${envelope} acknowledged twice`,
      'ack of an unknown envelope env-unknown',
    ]);
  });
});

describe('response_urls', () => {
  async function url(): Promise<string> {
    const socket = new WebSocket((await call('apps.connections.open', {}, server.world.appToken)).url ?? '');
    const heard = new Promise<string>((done) => {
      socket.on('message', (data) => {
        const { payload } = JSON.parse(String(data)) as { payload?: { response_url: string } };
        if (payload) done(payload.response_url);
      });
    });
    server.command('/brief', '', { user: 'U1', channel: 'C1' });
    const found = await heard;
    socket.close();
    await server.until(() => server.socket.connections() === 0, 'the end');
    return found;
  }
  const respond = async (to: string, body: object) =>
    (await fetch(to, { method: 'POST', body: JSON.stringify(body) })).text();

  it('take five messages, and no unknown field', async () => {
    const to = await url();
    for (let i = 0; i < 5; i++) expect(await respond(to, { text: 'x' })).toBe('ok');
    expect(server.violations).toEqual([]);
    await respond(to, { text: 'x' });
    await respond(await url(), { text: 'x', colour: 'red' });
    expect(server.violations).toEqual(['response_url used more than five times', 'response_url: unknown field colour']);
  });

  it('live for thirty minutes', async () => {
    let now = 1_000_000;
    server.world.now = () => now;
    const to = await url();
    now += 30 * 60_000 + 1;
    expect(await respond(to, { text: 'x' })).toContain('expired_url');
  });
});
