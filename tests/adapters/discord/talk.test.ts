import { describe, expect, test } from 'vitest';
import { EVERYTHING } from '../../servers/discord/events.ts';
import { BOT, CHANNEL, DIRECT, GUILD, type Message, READER } from '../../servers/discord/world.ts';
import { messagesIn, setStage, textOf } from './stage.ts';

/** Conversations over the wire: mentions, replies, threads, direct messages. */

const stage = setStage();
const answers = (count: number, channel = CHANNEL) =>
  stage.server.until(() => messagesIn(stage, channel).length === count, `${count} messages in ${channel}`);
const said = () => stage.chat.heard.map(({ line, about }) => [line, about]);
const threads = () => stage.server.requests.filter((one) => one.path.endsWith('/threads'));

describe('replies', () => {
  test('a reply to an answer tells which page it is about', async () => {
    await stage.start();
    stage.server.say(`<@${BOT.id}> what did Russia say?`);
    await answers(1);
    stage.server.say('and China?', {}, messagesIn(stage)[0]);
    await answers(2);
    expect(said()).toEqual([
      ['what did Russia say?', null],
      ['and China?', 'a1'],
    ]);
    expect(messagesIn(stage)[1]).toMatchObject({ type: 19 });
  });

  test('a reply without a ping has no text to read, and one to somebody else is not for the bot', async () => {
    await stage.start();
    stage.server.say(`<@${BOT.id}> first`);
    await answers(1);
    stage.server.say('quietly', {}, messagesIn(stage)[0], false);
    stage.server.say('between us', {}, stage.server.say('of people'));
    stage.server.say(`<@${BOT.id}> last`);
    await answers(2);
    expect(stage.chat.heard.map((one) => one.line)).toEqual(['first', 'last']);
  });

  test('a reply to another app’s message is about nothing of ours, whatever stands in its buttons', async () => {
    await stage.start();
    stage.server.say(`<@${BOT.id}> first`);
    await answers(1);
    const foreign = { ...messagesIn(stage)[0]!, author: { ...BOT, id: '200000000000000009' } };
    stage.server.say(`<@${BOT.id}> and this?`, {}, foreign);
    await answers(2);
    expect(said()[1]).toEqual(['and this?', null]);
  });

  test('a reply whose text comes without a mention is for the bot all the same', async () => {
    await stage.start();
    stage.server.say(`<@${BOT.id}> first`);
    await answers(1);
    const reply = stage.server.say('quietly', {}, messagesIn(stage)[0], false);
    stage.server.gateway.dispatch('MESSAGE_CREATE', {
      ...reply,
      id: `${reply.id.slice(0, -1)}9`,
      content: 'and China?',
    });
    await answers(2);
    expect(said()[1]).toEqual(['and China?', 'a1']);
  });

  test('where the bot may not read back, it answers without a reply', async () => {
    const [guild, channel] = ['400000000000000061', '400000000000000062'];
    stage.server.join(guild, channel, EVERYTHING & ~(1n << 16n));
    await stage.start();
    stage.server.say(`<@${BOT.id}> x`, { guild, channel });
    await answers(1, channel);
    expect(messagesIn(stage, channel)[0]).toMatchObject({ type: 0 });
    expect(textOf(messagesIn(stage, channel)[0])).toContain('ANSWER');
  });

  test('a reply to a direct answer, and to a message that is gone', async () => {
    await stage.start();
    stage.server.say('first', { guild: null });
    await answers(1, DIRECT);
    stage.server.say('why?', { guild: null }, messagesIn(stage, DIRECT)[0]);
    await answers(2, DIRECT);
    const lost = stage.server.say('more', { guild: null });
    const event = { ...lost, id: `${lost.id.slice(0, -2)}99`, type: 19, referenced_message: null };
    stage.server.gateway.dispatch('MESSAGE_CREATE', event);
    await answers(4, DIRECT);
    expect(said()).toEqual([
      ['first', null],
      ['why?', 'a1'],
      ['more', null],
      ['more', null],
    ]);
  });
});

describe('threads', () => {
  const inThread = (question: Message) => stage.server.channels.get(question.id);

  test('opens one where the settings say so, answers and goes on there', async () => {
    stage.chat.isThreaded = true;
    await stage.start();
    const question = stage.server.say(`<@${BOT.id}> what did <@!300000000000000009> say?\n${'word '.repeat(40)}`);
    await answers(1, question.id);
    const { name, parent } = inThread(question)!;
    expect([parent, name?.startsWith('what did say? word'), name!.length <= 90]).toEqual([CHANNEL, true, true]);
    expect(messagesIn(stage)).toEqual([]);
    expect(messagesIn(stage, question.id)[0]).not.toHaveProperty('message_reference');
    const place = { platform: 'discord', tenant: `discord:${GUILD}`, channel: CHANNEL, thread: question.id };
    expect(stage.chat.heard[0]!.caller.place).toEqual(place);

    const next = stage.server.say(`<@${BOT.id}> and now?`, { channel: question.id });
    await answers(2, question.id);
    expect(stage.chat.heard[1]!.caller.place).toEqual(place);
    expect(messagesIn(stage, question.id)[1]).toMatchObject({ message_reference: { message_id: next.id } });
    const asked = stage.server.command('ask', { question: 'x' }, { channel: question.id });
    await stage.server.until(() => asked.edits === 1, 'an answer in the thread');
    expect(stage.chat.ran[0]!.caller.place).toEqual(place);
    expect(threads()).toHaveLength(1);
  });

  test('without the setting nothing is opened', async () => {
    await stage.start();
    stage.server.say(`<@${BOT.id}> x`);
    await answers(1);
    expect(threads()).toEqual([]);
  });

  test('a bare mention, a direct message and a channel of announcements are answered by a reply', async () => {
    stage.chat.isThreaded = true;
    stage.server.open(GUILD, '400000000000000005', 5);
    await stage.start();
    stage.server.say(`<@${BOT.id}>`);
    stage.server.say('x', { guild: null });
    stage.server.say(`<@${BOT.id}> x`, { channel: '400000000000000005' });
    await answers(1);
    await answers(1, DIRECT);
    await answers(1, '400000000000000005');
    expect(threads()).toEqual([]);
  });

  test('where the bot may not open one, or that fails, it replies', async () => {
    stage.chat.isThreaded = true;
    const [guild, channel] = ['400000000000000051', '400000000000000052'];
    stage.server.join(guild, channel, EVERYTHING & ~(1n << 35n));
    await stage.start();
    stage.server.say(`<@${BOT.id}> x`, { guild, channel });
    await answers(1, channel);
    expect(threads()).toEqual([]);
    stage.server.fault({ path: /threads$/, kind: 'refuse', status: 403, code: 50013, times: 1 });
    stage.server.say(`<@${BOT.id}> y`);
    await answers(1);
    expect(messagesIn(stage)[0]).toMatchObject({ type: 19 });
  });

  test('a thread whose creation was not answered is found by its second creation', async () => {
    stage.chat.isThreaded = true;
    await stage.start();
    const question = stage.server.say(`<@${BOT.id}> x`);
    await answers(1, question.id);
    const other = stage.server.say(`<@${BOT.id}> y`);
    stage.server.channels.set(other.id, { ...inThread(question)!, id: other.id, messages: [] });
    await answers(1, other.id);
    expect(messagesIn(stage)).toEqual([]);
  });

  test('a digest of a thread is sent there and found there', async () => {
    stage.chat.isThreaded = true;
    const { platform } = await stage.start();
    const question = stage.server.say(`<@${BOT.id}> x`);
    await answers(1, question.id);
    const place = { platform: 'discord', tenant: `discord:${GUILD}`, channel: CHANNEL, thread: question.id } as const;
    const [payload = ''] = platform.parts(stage.chat.page, place, null);
    const part = { delivery: 'd', index: 0, of: 1, key: 'k', place, payload, act: { is: 'send' } } as const;
    const receipt = await platform.send(part);
    expect(messagesIn(stage, question.id).at(-1)!.id).toBe(receipt.message);
    expect((await platform.find(part))?.message).toBe(receipt.message);
  });
});

describe('servers come and go', () => {
  const OTHER = '400000000000000077';

  test('tells which are there at the start, which come, and which have taken the bot out', async () => {
    await stage.start();
    stage.server.join(OTHER, ['400000000000000078']);
    await answers(1, '400000000000000078');
    stage.server.leave(OTHER, true);
    stage.server.leave(OTHER);
    await stage.server.until(() => stage.chat.tenants.length === 4, 'all three');
    expect(stage.chat.tenants).toEqual([
      `joined discord:${GUILD}`,
      `joined discord:${OTHER}`,
      `left discord:${OTHER}`,
      `present discord:${GUILD}`,
    ]);
    stage.server.join(OTHER, ['400000000000000078']);
    await stage.server.until(() => stage.chat.tenants.length === 4, 'the return');
    expect(messagesIn(stage, '400000000000000078')).toEqual([]);
  });

  test('a server that a session does not name and then tells of is there', async () => {
    stage.server.gateway.namesNone();
    await stage.start();
    await stage.server.until(() => stage.chat.tenants.length === 2, 'both');
    expect(stage.chat.tenants).toEqual([`joined discord:${GUILD}`, `present discord:${GUILD}`]);
  });

  test('greets in the first channel where it may write', async () => {
    await stage.start();
    const channels = ['400000000000000079', '400000000000000080'];
    stage.server.gateway.dispatch('GUILD_CREATE', { ...minimal(OTHER, channels), system_channel_id: null });
    for (const id of channels) stage.server.channels.set(id, { id, guild: OTHER, state: 'open', messages: [] });
    await answers(1, channels[0]);
    expect(textOf(messagesIn(stage, channels[0])[0])).toBe('### WELCOME');
    expect(stage.chat.ran).toEqual([]);
  });

  /** As little of a server as another implementation may send. */
  const minimal = (id: string, channels: readonly string[]) => ({
    id,
    name: 'Desk',
    owner_id: READER.id,
    roles: [],
    channels: channels.map((channel, position) => ({ id: channel, type: 0, name: 'news', position })),
  });
});
