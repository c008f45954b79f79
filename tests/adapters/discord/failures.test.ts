import { describe, expect, test } from 'vitest';
import { headingOf, noteOf, pageOf } from '../../render/pages.ts';
import { BOT, CHANNEL, GUILD, type Json, READER, snowflake } from '../../servers/discord/world.ts';
import { idIn, lines, messagesIn, setStage, textOf } from './stage.ts';

/** Everything the wire does to an answer: what the person is told, what the log says, what others notice. */

const stage = setStage();
const answered = (asked: { edits: number }, what = 'the answer', ms?: number) =>
  stage.server.until(() => asked.edits === 1, what, ms);
const long = () => pageOf([headingOf('LONG'), ...[1, 2, 3, 4, 5].map((n) => noteOf(`${n} ${'word '.repeat(300)}`))]);

describe('an answer that Discord refuses', () => {
  test('is told to the person with the id of the log', async () => {
    await stage.start();
    stage.server.fault({ path: /@original$/, kind: 'refuse', times: 1 });
    const asked = stage.server.command('ask', { question: 'x' });
    await answered(asked);
    const [line] = lines(stage, 'discord.unanswered');
    expect(line).toMatchObject({ level: 'error', fields: { of: asked.id } });
    expect(idIn(asked.original)).toBe(line!.fields.id);
    expect(textOf(asked.original)).toContain('Discord did not take this answer.');
  });

  test('so is a later part of it, and a reply to a mention', async () => {
    await stage.start();
    stage.chat.page = long();
    stage.server.fault({ method: 'POST', path: /^\/webhooks\/\d+\/[^/]+$/, kind: 'refuse', times: 1 });
    const asked = stage.server.command('ask', { question: 'x' });
    await stage.server.until(() => asked.followups.length === 1, 'the failure');
    stage.server.fault({ path: /messages$/, kind: 'refuse', times: 1 });
    stage.server.say(`<@${BOT.id}> x`);
    await stage.server.until(() => messagesIn(stage).length === 1, 'the failure of the reply');
    expect([idIn(asked.followups[0]), idIn(messagesIn(stage)[0])]).toEqual(
      lines(stage, 'discord.unanswered').map((one) => one.fields.id),
    );
  });

  test('a later part in doubt is not repeated, but it is said how to get the whole back', async () => {
    await stage.start();
    stage.chat.page = long();
    stage.server.fault({ method: 'POST', path: /^\/webhooks\/\d+\/[^/]+$/, kind: 'drop-before', times: 1 });
    const asked = stage.server.command('ask', { question: 'x' });
    await stage.server.until(() => asked.followups.length === 1, 'what became of it');
    expect(textOf(asked.followups[0])).toContain('/last');
    expect(idIn(asked.followups[0])).toBe(lines(stage, 'discord.unanswered')[0]!.fields.id);
    expect(asked.edits).toBe(1);
  });

  test('a channel that is gone or closed is one line of the log', async () => {
    await stage.start();
    for (const state of ['gone', 'hidden', 'mute'] as const) {
      stage.server.channels.get(CHANNEL)!.state = state;
      const message = stage.server.say(`<@${BOT.id}> x`);
      await stage.server.until(() => stage.log.lines.some((one) => one.fields.of === message.id), state);
      const asked = stage.server.command('ask', { question: 'x' });
      await answered(asked);
    }
    expect(lines(stage, 'discord.unanswered')).toHaveLength(3);
    expect(messagesIn(stage)).toEqual([]);
  });

  test('after fifteen minutes, or with its message deleted, it is one line of the log', async () => {
    await stage.start();
    for (const [at, code] of [
      [() => stage.server.advance(15 * 60_000 + 1), '50027'],
      [deleteAll, '10008'],
    ] as const) {
      stage.chat.before = async () => void at();
      const asked = stage.server.command('ask', { question: 'x' });
      await stage.server.until(() => lines(stage, 'discord.unanswered').length > 0, 'the log');
      expect(stage.log.lines.pop()).toMatchObject({ fields: { of: asked.id, error: expect.stringContaining(code) } });
      expect(asked.edits).toBe(0);
    }
  });

  const deleteAll = () => {
    for (const one of stage.server.interactions.values()) one.original = null;
  };

  test('one that somebody else has acknowledged is left alone', async () => {
    await stage.start();
    stage.server.fault({ path: /callback$/, kind: 'refuse', code: 40060, times: 1 });
    const asked = stage.server.command('ask', { question: 'x' });
    await stage.server.until(() => lines(stage, 'discord.already').length === 1, 'the log');
    expect([stage.chat.ran, asked.edits]).toEqual([[], 0]);
  });

  test('follow-ups in a server without the bot stay within five', async () => {
    await stage.start();
    stage.chat.page = pageOf([
      headingOf('LONG'),
      ...Array.from({ length: 40 }, (_, n) => noteOf(`${n} ${'word '.repeat(300)}`)),
    ]);
    const asked = stage.server.command('ask', { question: 'x' }, { brought: true });
    await stage.server.until(() => asked.followups.length === 4, 'the parts');
    expect(lines(stage, 'discord.unanswered')).toEqual([]);
  });
});

describe('a slow or broken part', () => {
  test('an acknowledgement that hangs is sent again in time', async () => {
    await stage.start();
    stage.server.fault({ path: /callback$/, kind: 'hang', times: 1 });
    stage.server.fault({ path: /callback$/, kind: 'hang-after', times: 1 });
    const [first, second] = [
      stage.server.command('ask', { question: 'x' }),
      stage.server.command('ask', { question: 'y' }),
    ];
    await answered(first);
    await answered(second);
    expect(stage.chat.ran).toHaveLength(2);
  });

  test('a server whose channel hangs, waits or fails delays no other', async () => {
    await stage.start();
    const [guild, channel] = ['400000000000000061', '400000000000000062'];
    stage.server.join(guild, channel);
    await stage.server.until(() => messagesIn(stage, channel).length === 1, 'the greeting');
    const broken = new RegExp(`/channels/${channel}/`);
    stage.server.fault({ path: broken, kind: 'hang', times: 1 });
    stage.server.fault({ path: broken, kind: '429', after: 1, times: 1 });
    stage.server.fault({ path: broken, kind: '500', times: 3 });
    for (let n = 0; n < 4; n++) stage.server.say(`<@${BOT.id}> ${n}`, { guild, channel });
    const asked = stage.server.command('ask', { question: 'x' }, { guild, channel });
    for (let n = 0; n < 4; n++) stage.server.say(`<@${BOT.id}> ${n}`);
    await stage.server.until(() => messagesIn(stage).length === 4, 'the other’s answers');
    await answered(asked);
    expect(messagesIn(stage, channel)).toHaveLength(1);
    stage.server.release();
    await stage.server.until(() => messagesIn(stage, channel).length === 5, 'its own answers');
  });

  test('a limit of one channel, told in the body alone, is kept by messages and digests', async () => {
    const { platform } = await stage.start();
    stage.server.fault({ method: 'POST', path: /messages$/, kind: '429', after: 0.6, bare: true, times: 1 });
    stage.server.say(`<@${BOT.id}> x`);
    await stage.server.until(() => stage.server.requests.some((one) => one.status === 429), 'the limit');
    const place = { platform: 'discord', tenant: `discord:${GUILD}`, channel: CHANNEL, thread: null } as const;
    const [payload = ''] = platform.parts(stage.chat.page, place, null);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await platform.send({ delivery: 'd', index: 0, of: 1, key: 'k', place, payload, act: { is: 'send' } });
    await stage.server.until(() => messagesIn(stage).length === 2, 'both');
    expect(stage.server.requests.filter((one) => one.status === 429)).toHaveLength(1);
  });

  test('a limit of everything, told in the body alone, holds all channels and no interaction', async () => {
    await stage.start();
    stage.server.fault({ method: 'POST', path: /messages$/, kind: '429-global', after: 0.6, bare: true, times: 1 });
    stage.server.say(`<@${BOT.id}> x`);
    await stage.server.until(() => stage.server.requests.some((one) => one.status === 429), 'the limit');
    await new Promise((resolve) => setTimeout(resolve, 300));
    stage.server.say('x', { guild: null });
    const asked = stage.server.command('ask', { question: 'x' });
    await answered(asked);
    expect(messagesIn(stage)).toEqual([]);
    await stage.server.until(() => messagesIn(stage).length === 1, 'the answer');
    expect(stage.server.requests.filter((one) => one.status === 429)).toHaveLength(1);
  });

  test('a rate limit that ends too late is not waited for', async () => {
    await stage.start();
    stage.server.fault({ path: /@original$/, kind: '429', after: 16 * 60, times: 1 });
    stage.server.command('ask', { question: 'x' });
    await stage.server.until(() => lines(stage, 'discord.unanswered').length === 1, 'the interaction given up');
    stage.server.fault({ path: /messages$/, kind: '429', after: 31, times: 1 });
    stage.server.say(`<@${BOT.id}> x`);
    await stage.server.until(() => lines(stage, 'discord.unanswered').length === 2, 'the message given up');
  });

  test('a store that hangs or fails costs neither the acknowledgement nor the answer', async () => {
    await stage.start();
    const { once, audience } = stage.chat;
    for (const broken of [() => new Promise<never>(() => {}), () => Promise.reject(new Error('stopped'))]) {
      stage.chat.once = broken;
      stage.chat.audience = broken;
      const asked = stage.server.command('ask', { question: 'x' });
      await answered(asked);
      expect(asked.reply).toEqual({ type: 5, data: { flags: 64 } });
    }
    Object.assign(stage.chat, { once, audience });
  });

  test('suggestions that hang or fail are none', async () => {
    await stage.start();
    const topic = stage.chat.find('ask')!.options[0]! as { suggest?: unknown };
    for (const broken of [() => new Promise<never>(() => {}), () => Promise.reject(new Error('stopped'))]) {
      topic.suggest = broken;
      const typing = stage.server.suggest('ask', 'topic', 'x');
      await stage.server.until(() => typing.reply !== null, 'no choices');
      expect(typing.reply!.data).toEqual({ choices: [] });
    }
    const strange = stage.server.suggest('nothing like it', 'topic', 'x');
    await stage.server.until(() => strange.reply !== null, 'no choices');
  });
});

describe('events with little in them', () => {
  const bare = (type: number, data: Json, more: Json = {}) => {
    const id = snowflake(stage.server.now());
    const base = { token: `interaction-token-${id}`, kind: 'command' as const, onMessage: type === 3, brought: false };
    const event = { id, application_id: '200000000000000002', type, token: base.token, version: 1, data, ...more };
    const state = { made: stage.server.now(), channel: CHANNEL, reply: null, original: null, edits: 0, followups: [] };
    const interaction = { id, ...base, event, ...state };
    stage.server.interactions.set(id, interaction);
    stage.server.gateway.dispatch('INTERACTION_CREATE', event);
    return interaction;
  };

  test('interactions are answered without member, channel, owners, entitlements, context and kind', async () => {
    await stage.start();
    const user = { id: READER.id, username: 'reader' };
    const asked = [
      bare(2, { name: 'ask', options: [{ name: 'question', type: 3, value: 'x' }] }, { channel_id: CHANNEL, user }),
      bare(2, { name: 'length' }, { channel_id: CHANNEL, guild_id: GUILD, member: { user } }),
      bare(3, { custom_id: 'sources.of?id=a1', component_type: 2 }, { guild_id: GUILD, member: { user }, context: 9 }),
      bare(2, { name: 'digest', options: [{ name: 'list', type: 1 }] }, { channel: { id: CHANNEL, type: 77 }, user }),
      bare(2, { name: 'brief', type: 1 }),
    ];
    for (const one of asked) await answered(one);
    expect(stage.chat.ran.map((one) => one.command).sort()).toEqual([
      'ask',
      'brief',
      'digest list',
      'length',
      'sources of',
    ]);
    expect(stage.chat.ran.filter((one) => one.caller.mayManage && one.caller.place.tenant.includes(GUILD))).toEqual([]);
  });

  test('what is not known is passed over', async () => {
    await stage.start();
    bare(1, {});
    bare(9, {});
    bare(2, { name: 'greet', type: 2, target_id: '1' });
    bare(3, { custom_id: 'x', component_type: 3, values: [] });
    for (const message of [
      { id: '1', channel_id: CHANNEL },
      { id: '2', author: { id: READER.id }, type: 7, content: 'joined' },
    ])
      stage.server.gateway.dispatch('MESSAGE_CREATE', message);
    stage.server.gateway.dispatch('SOMETHING_NEW', { id: '3' });
    const asked = stage.server.command('ask', { question: 'x' });
    await answered(asked);
    expect(stage.chat.ran).toHaveLength(1);
    expect(stage.log.lines.filter((one) => one.level !== 'info')).toEqual([]);
  });

  /** The event with each of its fields, at any depth, once left out and once null. */
  const spoilt = (event: Json): readonly Json[] =>
    Object.keys(event).flatMap((key) => {
      const { [key]: value, ...rest } = event;
      const inner =
        value !== null && typeof value === 'object' && !Array.isArray(value)
          ? spoilt(value as Json).map((one) => ({ ...event, [key]: one }))
          : [];
      return [rest, { ...event, [key]: null }, ...inner];
    });

  test('any field missing or null costs no more than that one answer', async () => {
    await stage.start();
    const { server } = stage;
    const opened = server.command('watch');
    await server.until(() => opened.reply !== null, 'the modal');
    const answer = server.command('ask', { question: 'x' });
    await answered(answer);
    const good = [
      server.command('ask', { question: 'x', topic: 'y' }),
      server.press('sources.of?id=a1'),
      server.suggest('ask', 'topic', 'x'),
      server.submit(opened, { question: 'x' }),
      server.pick('a menu', answer.original!),
    ];
    const events: [string, Json][] = good.flatMap((one) =>
      spoilt(one.event).map((event): [string, Json] => ['INTERACTION_CREATE', event]),
    );
    const message = server.say(`<@${BOT.id}> x`, {}, answer.original!);
    for (const event of spoilt(message)) events.push(['MESSAGE_CREATE', event]);
    for (const [type, event] of events) {
      const id = snowflake(server.now());
      const known = good.find((one) => one.id === event.id);
      if (known) server.interactions.set(id, { ...known, id, reply: null, original: null, followups: [] });
      server.gateway.dispatch(type, event.id ? { ...event, id } : event);
    }
    expect(events.length).toBeGreaterThan(400);
    const last = server.command('ask', { question: 'the last' });
    await answered(last);
    const mine = () => [...server.interactions.values()].filter((one) => one.reply !== null);
    await server.until(() => mine().length > events.length / 2, 'most of the answers', 20_000);
    expect(stage.log.lines.filter((one) => one.level === 'error')).toEqual([]);
  });

  test('messages are answered without server, member, mentions and kind', async () => {
    await stage.start();
    const author = { id: READER.id, username: 'reader' };
    const base = { channel_id: CHANNEL, author, content: `<@${BOT.id}> hello` };
    stage.server.gateway.dispatch('MESSAGE_CREATE', { ...base, id: snowflake(stage.server.now()), guild_id: GUILD });
    const elsewhere = '400000000000000099';
    stage.server.gateway.dispatch('MESSAGE_CREATE', {
      ...base,
      id: snowflake(stage.server.now()),
      guild_id: elsewhere,
    });
    await stage.server.until(() => messagesIn(stage).length === 2, 'both');
    expect(stage.chat.heard.map((one) => [one.line, one.caller.mayManage])).toEqual([
      ['hello', false],
      ['hello', false],
    ]);
  });
});
