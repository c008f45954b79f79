import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkCallback, checkModal } from './modals.ts';
import { checkCommands, checkMessage, checkSchema } from './rules.ts';
import { type DiscordServer, startDiscordServer } from './server.ts';
import { CHANNEL, TOKEN } from './world.ts';

/** The protocol server refuses what Discord refuses: without this, a test against it would prove nothing. */

const V2 = 1 << 15;
const quiet = { allowed_mentions: { parse: [] } };
const text = (content: string, more = {}) => ({ type: 10, content, ...more });
const button = (more = {}) => ({ type: 2, style: 2, label: 'L', custom_id: 'c', ...more });
const row = (...components: object[]) => ({ type: 1, components });

describe('messages', () => {
  test.each([
    ['plain', { content: 'hello', ...quiet }],
    ['components', { flags: V2, components: [text('hello'), row(button())], ...quiet }],
  ])('%s passes', (_, body) => {
    expect([...checkSchema('createMessage', body), ...checkMessage(body, 'create')]).toEqual([]);
  });

  test.each([
    ['2,001 characters', { content: 'x'.repeat(2_001), ...quiet }, /2,000/],
    ['no allowed_mentions', { content: 'x' }, /allowed_mentions/],
    ['pings allowed', { content: 'x', allowed_mentions: { parse: ['everyone'] } }, /allowed_mentions/],
    ['content beside V2', { flags: V2, content: 'x', components: [text('x')], ...quiet }, /content/],
    ['4,001 characters', { flags: V2, components: [text('x'.repeat(4_000)), text('y')], ...quiet }, /4,000/],
    ['41 components', { flags: V2, components: Array(41).fill(text('x')), ...quiet }, /40/],
    ['an empty text', { flags: V2, components: [text(' ')], ...quiet }, /empty/],
    [
      'six rows',
      { content: 'x', components: Array.from({ length: 6 }, (_, n) => row(button({ custom_id: `${n}` }))), ...quiet },
      /5 are allowed/,
    ],
    ['a text without V2', { content: 'x', components: [text('x')], ...quiet }, /only rows/],
    ['a custom_id twice', { content: 'x', components: [row(button(), button())], ...quiet }, /twice/],
    ['an id twice', { flags: V2, components: [text('x', { id: 3 }), text('y', { id: 3 })], ...quiet }, /id 3 twice/],
    ['a link without its URL', { content: 'x', components: [row({ type: 2, style: 5, label: 'L' })], ...quiet }, /URL/],
    ['a button without words', { content: 'x', components: [row(button({ label: '' }))], ...quiet }, /label/],
    ['an ephemeral channel message', { content: 'x', flags: 64, ...quiet }, /flags/],
    [
      '6,001 in embeds',
      { embeds: [{ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) }], ...quiet },
      /6,000/,
    ],
  ])('%s does not', (_, body, message) => {
    expect(checkMessage(body, 'create').join()).toMatch(message);
  });

  test('unknown properties are found at any depth, wrong types by the schema', () => {
    const deep = { flags: V2, components: [row(button({ colour: 'red' }))], ...quiet };
    expect(checkSchema('createMessage', deep)).toEqual([
      'createMessage.components.0.components.0.colour: no such property',
    ]);
    expect(checkSchema('createMessage', { content: 'x', ephemeral: true })).toHaveLength(1);
    expect(checkSchema('createMessage', { content: 7 })).not.toEqual([]);
    expect(checkSchema('createMessage', { content: 'x', nonce: 'n'.repeat(26) })).not.toEqual([]);
  });
});

describe('commands', () => {
  const option = (name: string, more = {}) => ({ type: 3, name, description: 'd', ...more });
  const command = (more = {}) => ({ type: 1, name: 'ask', description: 'd', ...more });

  test('a good one passes', () => {
    expect(checkCommands([command({ options: [option('a', { required: true }), option('b')] })], true)).toEqual([]);
  });

  test.each([
    ['capitals', [command({ name: 'Ask' })], /name/],
    ['no description', [command({ description: '' })], /description/],
    ['a required option last', [command({ options: [option('a'), option('b', { required: true })] })], /required/],
    ['a name twice', [command(), command()], /twice/],
    ['an option twice', [command({ options: [option('a'), option('a')] })], /twice/],
    [
      'subcommands beside options',
      [command({ options: [option('a'), { type: 1, name: 's', description: 'd' }] })],
      /beside/,
    ],
    ['101 commands', Array.from({ length: 101 }, (_, n) => command({ name: `c${n}` })), /100/],
  ])('%s does not', (_, commands, message) => {
    expect(checkCommands(commands, true).join()).toMatch(message);
  });
});

describe('callbacks and modals', () => {
  const label = (component: object) => ({ type: 18, label: 'L', component });
  const text = (more = {}) => label({ type: 4, custom_id: 'a', style: 1, ...more });
  const list = (more = {}) => label({ type: 3, custom_id: 'b', options: [{ label: 'x', value: 'x' }], ...more });
  const modal = (...components: object[]) => ({ custom_id: 'm', title: 'T', components });

  test('a good modal passes', () => {
    const good = modal(text(), list({ required: false, min_values: 0 }), label({ type: 6, custom_id: 'r' }));
    expect([...checkSchema('modal', { type: 9, data: good }), ...checkModal(good)]).toEqual([]);
  });

  test.each([
    ['six fields', modal(...Array.from({ length: 6 }, (_, n) => text({ custom_id: `${n}` }))), /5 are allowed/],
    ['a field twice', modal(text(), text()), /twice/],
    ['a row', modal({ type: 1, components: [{ type: 4, custom_id: 'a', style: 1, label: 'L' }] }), /deprecated/],
    ['no field', modal({ type: 10, content: 'x' }), /no field/],
    ['two labels', modal(text({ label: 'M' })), /stands around/],
    ['a required list of none', modal(list({ min_values: 0 })), /required/],
    ['a value twice', modal(list({ options: Array(2).fill({ label: 'x', value: 'x' }) })), /twice/],
    ['lengths that exclude all', modal(text({ min_length: 9, max_length: 3 })), /min_length/],
  ])('%s does not', (_, one, message) => {
    expect(checkModal(one).join()).toMatch(message);
  });

  test('the schema bounds titles, labels and lists', () => {
    for (const bad of [
      { ...modal(text()), title: 'x'.repeat(46) },
      modal({ ...text(), label: 'x'.repeat(46) }),
      modal(list({ options: [] })),
      { ...modal(text()), colour: 1 },
    ])
      expect(checkSchema('modal', { type: 9, data: bad })).not.toEqual([]);
  });

  test.each([
    [4, 'autocomplete', false],
    [8, 'command', false],
    [8, 'button', true],
    [7, 'command', false],
    [6, 'modal', false],
    [9, 'modal', true],
    [9, 'autocomplete', false],
  ] as const)('callback %i does not answer %s', (type, kind, onMessage) => {
    expect(checkCallback(type, { kind, onMessage })).toHaveLength(1);
  });

  test.each([
    [5, 'message', false],
    [6, 'button', true],
    [7, 'modal', true],
    [8, 'autocomplete', false],
    [9, 'button', true],
  ] as const)('callback %i answers %s', (type, kind, onMessage) => {
    expect(checkCallback(type, { kind, onMessage })).toEqual([]);
  });

  test('a menu holds fifteen commands, each but a name', () => {
    const menu = (name: string, more = {}) => ({ type: 3, name, ...more });
    expect(checkCommands([menu('Brief this'), menu('Check that')], true)).toEqual([]);
    expect(checkCommands([menu('A', { description: 'd' })], true).join()).toMatch(/no description/);
    const many = Array.from({ length: 16 }, (_, n) => menu(`N ${n}`));
    expect(checkCommands(many, true).join()).toMatch(/15/);
  });
});

describe('over the wire', () => {
  let server: DiscordServer;
  beforeEach(async () => {
    server = await startDiscordServer();
  });
  afterEach(() => server.close());

  const call = (method: string, path: string, body?: object, token = TOKEN) =>
    fetch(`${server.url}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });

  test('an unknown path and a bad body are violations', async () => {
    expect((await call('POST', `/channels/${CHANNEL}/typing`)).status).toBe(404);
    expect((await call('POST', `/channels/${CHANNEL}/messages`, { content: 'x' })).status).toBe(400);
    expect(server.violations).toHaveLength(2);
  });

  test('a wrong token is 401, an empty message 50006', async () => {
    expect((await call('GET', '/gateway/bot', undefined, 'wrong')).status).toBe(401);
    const empty = await call('POST', `/channels/${CHANNEL}/messages`, { content: ' ', ...quiet });
    expect(await empty.json()).toMatchObject({ code: 50006 });
  });

  test('a nonce holds for minutes, and only when enforced', async () => {
    const path = `/channels/${CHANNEL}/messages`;
    const body = { content: 'x', nonce: 'n1', enforce_nonce: true, ...quiet };
    await call('POST', path, body);
    await call('POST', path, body);
    expect(server.channels.get(CHANNEL)!.messages).toHaveLength(1);
    await call('POST', path, { ...body, enforce_nonce: false });
    server.advance(10 * 60_000);
    await call('POST', path, body);
    expect(server.channels.get(CHANNEL)!.messages).toHaveLength(3);
  });

  test('a wait that was told is a wait: for its route, or for everything but interactions', async () => {
    const [messages, read] = [`/channels/${CHANNEL}/messages`, `/channels/${CHANNEL}/messages?limit=1`];
    server.fault({ method: 'POST', path: /messages$/, kind: '429', after: 0.7, times: 1 });
    const first = await call('POST', messages, { content: 'x', ...quiet });
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '0.7']);
    await sleep(300);
    expect((await call('GET', read)).status).toBe(200);
    expect((await call('POST', messages, { content: 'x', ...quiet })).status).toBe(429);
    expect(server.violations).toHaveLength(1);
    await sleep(450);
    expect((await call('POST', messages, { content: 'x', ...quiet })).status).toBe(200);
    server.fault({ path: /messages/, kind: '429-global', after: 0.6, times: 1 });
    await call('GET', read);
    await sleep(300);
    expect((await call('GET', '/users/@me')).status).toBe(429);
    const asked = server.command('ask');
    expect((await call('POST', `/interactions/${asked.id}/${asked.token}/callback`, { type: 5 })).status).toBe(204);
    expect(server.violations).toHaveLength(2);
  });

  test('what hangs is never answered, before or after it was accepted', async () => {
    const path = `/channels/${CHANNEL}/messages`;
    const accepted: string[] = [];
    server.onAccepted = ({ kind }) => accepted.push(kind);
    for (const kind of ['hang', 'hang-after'] as const) {
      server.fault({ path: /messages$/, kind, times: 1 });
      const request = call('POST', path, { content: kind, ...quiet }).catch(() => 'gone');
      await server.until(
        () => server.requests.some((one) => (one.body as { content?: string })?.content === kind),
        kind,
      );
      server.release();
      expect(await request).toBe('gone');
    }
    expect(accepted).toEqual(['message']);
  });

  test('a person who brought the bot along sees five follow-ups', async () => {
    const asked = server.command('ask', {}, { brought: true });
    await call('POST', `/interactions/${asked.id}/${asked.token}/callback`, { type: 5 });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++)
      statuses.push((await call('POST', `/webhooks/1/${asked.token}`, { content: `${n}`, ...quiet })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 400]);
    const [one] = asked.followups;
    expect((await call('DELETE', `/webhooks/1/${asked.token}/messages/${one!.id}`)).status).toBe(204);
    expect(asked.followups).toHaveLength(4);
  });

  test('a thread begins once, with a message of a text channel, where the bot may open one', async () => {
    const question = server.say('hello');
    const path = `/channels/${CHANNEL}/messages/${question.id}/threads`;
    expect((await call('POST', path, { name: 'T' })).status).toBe(201);
    expect(await (await call('POST', path, { name: 'T' })).json()).toMatchObject({ code: 160004 });
    const lost = `/channels/${CHANNEL}/messages/1/threads`;
    expect(await (await call('POST', lost, { name: 'T' })).json()).toMatchObject({ code: 10008 });
    server.join('400000000000000031', '400000000000000032', 0x800n);
    const other = server.say('hello', { guild: '400000000000000031', channel: '400000000000000032' });
    const closed = `/channels/400000000000000032/messages/${other.id}/threads`;
    expect(await (await call('POST', closed, { name: 'T' })).json()).toMatchObject({ code: 50013 });
    expect(server.violations).toEqual([]);
    await call('POST', path, { name: '' });
    expect(server.violations).toHaveLength(1);
  });

  test('an acknowledgement is due within three seconds, once, and its token lives fifteen minutes', async () => {
    const asked = server.command('ask');
    const late = server.command('ask');
    const reply = (id: string, token: string) => call('POST', `/interactions/${id}/${token}/callback`, { type: 5 });
    const edit = () => call('PATCH', `/webhooks/1/${asked.token}/messages/@original`, { content: 'x', ...quiet });
    expect((await edit()).status).toBe(404);
    expect((await reply(asked.id, asked.token)).status).toBe(204);
    expect(await (await reply(asked.id, asked.token)).json()).toMatchObject({ code: 40060 });
    server.advance(3_001);
    expect(await (await reply(late.id, late.token)).json()).toMatchObject({ code: 10062 });
    expect((await edit()).status).toBe(200);
    server.advance(15 * 60_000);
    expect(await (await edit()).json()).toMatchObject({ code: 50027 });
    expect(server.violations).toEqual([]);
  });
});
