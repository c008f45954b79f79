import { describe, expect, test } from 'vitest';
import { labelText } from '../../../src/render/labels.ts';
import { APPLICATION, CHANNEL, GUILD, type Json, MANAGER, snowflake } from '../../servers/discord/world.ts';
import { setStage, textOf } from './stage.ts';

/** Modals and the menus of messages over the wire. */

const stage = setStage();
const MENU = labelText({ key: 'command-brief' }).slice(0, 32);
const menuName = () =>
  String(
    stage.server.commands.get(`/applications/${APPLICATION}/commands`)?.find((one) => one.type === 3)?.name ?? MENU,
  );

describe('forms', () => {
  test('a command that still has to be told something opens a modal, which runs it', async () => {
    await stage.start();
    const opened = stage.server.press('watch?topic=missiles');
    await stage.server.until(() => opened.reply !== null, 'the modal');
    expect(opened.reply).toMatchObject({ type: 9, data: { custom_id: 'watch?topic=missiles' } });
    expect(stage.chat.ran).toEqual([]);
    const sent = stage.server.submit(opened, { question: ' what now? ', length: 'short' });
    await stage.server.until(() => sent.edits === 1, 'the answer');
    expect(sent.reply).toEqual({ type: 5, data: { flags: 64 } });
    expect(stage.chat.ran).toMatchObject([
      { command: 'watch', args: { topic: 'missiles', question: 'what now?', length: 'short' } },
    ]);
  });

  test('shows suggestions as a list, a role by its picker, required fields first', async () => {
    await stage.start();
    const opened = stage.server.command('watch');
    await stage.server.until(() => opened.reply !== null, 'the modal');
    const fields = ((opened.reply?.data as Json).components as Json[]).map((one) => one.component as Json);
    expect(fields.map((one) => [one.custom_id, one.type, one.required])).toEqual([
      ['topic', 3, true],
      ['question', 4, true],
      ['length', 3, false],
      ['role', 6, false],
    ]);
    expect(fields[0]!.options).toEqual([{ label: 'Exports of missiles', value: 'missiles' }]);
    const role = '500000000000000001';
    const sent = stage.server.submit(opened, { topic: 'missiles', question: 'x', role });
    await stage.server.until(() => sent.edits === 1, 'the answer');
    expect(stage.chat.ran[0]!.args).toEqual({ topic: 'missiles', question: 'x', role });
  });

  test('what is still missing after a form is said by running, and a form sent in twice runs once', async () => {
    await stage.start();
    const opened = stage.server.command('watch');
    await stage.server.until(() => opened.reply !== null, 'the modal');
    const sent = stage.server.submit(opened, {});
    stage.server.redeliver(sent);
    await stage.server.until(() => sent.edits === 1, 'the answer');
    expect(stage.chat.ran.map((one) => one.args)).toEqual([{}]);
  });

  test('arguments too long for a form are run as they are', async () => {
    await stage.start();
    const asked = stage.server.command('watch', { question: 'long '.repeat(40) });
    await stage.server.until(() => asked.edits === 1, 'the answer');
    expect(stage.chat.ran).toHaveLength(1);
  });

  test('rows of older clients are read as well', async () => {
    await stage.start();
    const opened = stage.server.command('watch');
    await stage.server.until(() => opened.reply !== null, 'the modal');
    const id = snowflake(stage.server.now());
    const rows = [{ type: 1, components: [{ type: 4, custom_id: 'question', value: 'in a row' }] }];
    const event = { ...opened.event, id, type: 5, data: { custom_id: 'watch?topic=missiles', components: rows } };
    const kind = { ...opened, id, token: String(opened.token), kind: 'modal' as const, event, reply: null, edits: 0 };
    stage.server.interactions.delete(opened.id);
    stage.server.interactions.set(id, kind);
    stage.server.gateway.dispatch('INTERACTION_CREATE', event);
    await stage.server.until(() => kind.edits === 1, 'the answer');
    expect(stage.chat.ran[0]!.args).toEqual({ topic: 'missiles', question: 'in a row' });
  });
});

describe('the menu of a message', () => {
  test('holds the commands of the table that are for messages, once registered the same', async () => {
    await (await stage.start()).stop();
    const there = stage.server.commands.get(`/applications/${APPLICATION}/commands`)!;
    expect(there.filter((one) => one.type === 3)).toMatchObject([{ contexts: [0, 1, 2], integration_types: [0, 1] }]);
    expect(there.filter((one) => one.name === 'read')).toEqual([]);
    const [role] = there.find((one) => one.name === 'settings')!.options as Json[];
    expect(role).toMatchObject({ type: 8, name: 'role' });
    await stage.start();
    expect(stage.server.requests.filter((one) => one.method === 'PUT')).toHaveLength(1);
  });

  test('gives what the message says and links, its attachments unread', async () => {
    await stage.start();
    const message = {
      ...stage.server.say('nothing of this is read'),
      content: 'Look at this: https://news.example/1',
      embeds: [{ type: 'link', url: 'https://news.example/2', title: 'T' }],
      attachments: [{ id: '1', filename: 'secret.txt', url: 'https://cdn.example/secret.txt' }],
    };
    const asked = stage.server.pick(menuName(), message, { person: MANAGER });
    await stage.server.until(() => asked.edits === 1, 'the answer');
    expect(asked.reply).toEqual({ type: 5, data: { flags: 64 } });
    expect(textOf(asked.original)).toContain('ANSWER');
    expect(stage.chat.ran).toMatchObject([
      {
        command: 'read',
        args: { text: 'Look at this: https://news.example/1\nhttps://news.example/2' },
        caller: { mayManage: true, place: { tenant: `discord:${GUILD}`, channel: CHANNEL } },
      },
    ]);
  });

  test('reads a forwarded message, and survives one that is missing', async () => {
    await stage.start();
    const { content: _, ...bare } = stage.server.say('x');
    const forwarded = {
      ...bare,
      message_snapshots: [{ message: { content: 'forwarded', embeds: [{ url: 'https://news.example/3' }] } }],
    };
    const first = stage.server.pick(menuName(), forwarded as never);
    await stage.server.until(() => first.edits === 1, 'the answer');
    const second = stage.server.pick(menuName(), { id: '1' } as never);
    await stage.server.until(() => second.edits === 1, 'the second answer');
    const texts = stage.chat.ran.map((one) => one.args.text);
    expect(texts).toEqual(['forwarded\nhttps://news.example/3', '']);
  });
});
