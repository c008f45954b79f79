import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { terminalPlatform } from '../../src/adapters/terminal/terminal.ts';
import { startBot } from '../../src/bot.ts';
import type { Caller } from '../../src/core/model/command.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { labelText } from '../../src/render/labels.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { QUIET, scratch, steeredClock, TERMINAL } from '../app.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const CALLER = { ...TERMINAL, zone: 'Europe/Berlin' };

async function desk(platform?: (clock: () => number) => Platform) {
  const { folder, remove } = scratch();
  ends.push(remove);
  const briefs = join(folder, 'briefs');
  cpSync(join(import.meta.dirname, '../../briefs'), briefs, { recursive: true });
  const { config } = scratch({ SITREP_BRIEFS: briefs, SITREP_DATA: join(folder, 'data') });
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const printed: string[] = [];
  const output = new Writable({
    write: (chunk, _, done) => {
      printed.push(String(chunk));
      done();
    },
  });
  const terminal = {
    input: process.stdin,
    output,
    interactive: false,
    style: { columns: 100, color: false },
    zone: 'UTC',
  };
  const bot = await startBot(config, { clock, wait: clock.wait, log: QUIET, inline: true }, [
    platform?.(clock) ?? terminalPlatform(terminal, clock),
  ]);
  ends.push(bot.stop);
  const articles = join(briefs, 'japan-patriot-exports/articles');
  const say = async (command: string, args = {}) => bot.app.chat.run(command, args, CALLER);
  return { bot, clock, printed, articles, say, config };
}

test('a digest arrives at its local time, once, and a quiet day posts nothing', async () => {
  const { bot, clock, printed, articles, say } = await desk();
  const page = await say('digest subscribe', { schedule: 'daily 08:00 Europe/Berlin' });
  expect(labelText(page.push)).toContain('First: Sat, Nov 21, 08:00.');

  clock.set('2026-11-21T06:59:00Z');
  await bot.beat();
  expect(printed).toEqual([]);
  clock.set('2026-11-21T07:00:00Z');
  await bot.beat();
  await bot.beat();
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain('Japan’s Patriot exports');

  clock.set('2026-11-22T07:00:00Z');
  await bot.beat();
  expect(printed).toHaveLength(1);
  const list = await say('digest list');
  expect(JSON.stringify(list)).toContain('decision-nothing-new');

  writeFileSync(
    join(articles, '6-new.md'),
    '---\ntitle: New\npublisher: Sitrep sample\nsample: true\n---\nThe Japanese government said that the export of Patriot missiles would go on.\n',
  );
  clock.set('2026-11-23T07:00:00Z');
  await bot.beat();
  expect(printed).toHaveLength(2);
  expect(printed[1]).toContain('would go on');
  expect(printed[1]).not.toContain('Zakharova');
});

test('a digest that is late says so, and missed ones are counted', async () => {
  const { bot, clock, printed, say } = await desk();
  await say('digest subscribe', { schedule: '08:00 UTC' });
  clock.set('2026-11-23T09:00:00Z');
  await bot.beat();
  expect(printed.join('')).toContain('Late');
  expect(printed.join('')).toContain('2 earlier editions');
});

test('a paused digest is not sent, a resumed one is, a removed one is gone', async () => {
  const { bot, clock, printed, say } = await desk();
  const { id } = await say('digest subscribe', { schedule: '08:00 UTC' });
  await say('digest pause', { id });
  clock.set('2026-11-21T08:00:00Z');
  await bot.beat();
  expect(printed).toEqual([]);
  await say('digest resume', { id });
  clock.set('2026-11-22T08:00:00Z');
  await bot.beat();
  expect(printed).toHaveLength(1);
  await say('digest remove', { id });
  expect(JSON.stringify(await say('digest list'))).not.toContain(id);
});

test('a platform that is down is tried again; an answer that was lost is looked for, not repeated', async () => {
  const arrived: Part[] = [];
  let mode: 'down' | 'lost' | 'up' = 'down';
  const flaky = (): Platform => ({
    name: 'terminal',
    parts: () => ['one', 'two', 'three'],
    send: async (part) => {
      if (mode === 'down') throw new SitrepError('platform_down', 'No answer.');
      arrived.push(part);
      if (mode === 'lost') throw new SitrepError('platform_down', 'The answer was lost.');
      return { message: part.key, at: 0 };
    },
    find: async (part) => (arrived.some((one) => one.key === part.key) ? { message: part.key, at: 0 } : null),
  });
  const { bot, clock, say } = await desk(flaky);
  await say('digest subscribe', { schedule: '08:00 UTC' });
  clock.set('2026-11-21T08:00:00Z');
  await bot.beat();
  expect(arrived).toEqual([]);
  for (mode = 'lost'; arrived.length < 3; ) {
    clock.forward(3_600_000);
    await bot.beat();
  }
  mode = 'up';
  for (let n = 0; n < 5; n++) {
    clock.forward(3_600_000);
    await bot.beat();
  }
  expect(arrived.map((part) => part.payload)).toEqual(['one', 'two', 'three']);
  expect(new Set(arrived.map((part) => part.key)).size).toBe(3);
  for (const part of arrived) expect(part.key.length).toBeLessThanOrEqual(25);
});

test('two processes on one store send each digest once', async () => {
  const sent: string[] = [];
  const platform = (): Platform => ({
    name: 'terminal',
    parts: () => ['only'],
    send: async (part) => {
      sent.push(part.key);
      return { message: part.key, at: 0 };
    },
    find: async () => null,
  });
  const { bot, clock, say, config } = await desk(platform);
  const other = await startBot(config, { clock, wait: clock.wait, log: QUIET, inline: true }, [platform()]);
  ends.push(other.stop);
  await say('digest subscribe', { schedule: '08:00 12:00 UTC' });
  for (const time of ['2026-11-21T08:00:00Z', '2026-11-21T12:00:00Z', '2026-11-22T08:00:00Z']) {
    clock.set(time);
    await Promise.all([bot.beat(), other.beat(), bot.beat()]);
  }
  expect(sent).toHaveLength(1);
});

test('a topic folder that is not there is named and the bot runs', async () => {
  const { config, remove } = scratch({ SITREP_BRIEFS: '/no/such/folder' });
  ends.push(remove);
  mkdirSync(config.data, { recursive: true });
  const lines: string[] = [];
  const log = { ...QUIET, warn: (_: string, fields = {}) => void lines.push(JSON.stringify(fields)) };
  const bot = await startBot(config, { clock: () => 0, log, inline: true });
  await bot.stop();
  expect(lines.join('')).toContain('/no/such/folder');
});

test('a platform that cannot be reached at the start is said, with what to do, and nothing stays open', async () => {
  const { config, remove } = scratch({ DISCORD_TOKEN: 'canary', DISCORD_API_URL: 'http://127.0.0.1:9/api' });
  ends.push(remove);
  const starting = startBot(config, { clock: () => 0, log: QUIET, inline: true });
  await expect(starting).rejects.toMatchObject({ code: 'platform_unreachable' });
  await expect(starting).rejects.not.toThrow('canary');
});

test('a digest of somebody’s own chat with the bot is nobody else’s to see, preview or change', async () => {
  const { bot } = await desk();
  const at = (channel: string, more: Partial<Caller> = {}): Caller => ({
    place: { platform: 'slack', tenant: 'slack:T1', channel, thread: null },
    person: channel,
    mayManage: true,
    zone: null,
    ...more,
  });
  const own = at('D1', { alone: true, mayManage: false });
  const say = (caller: Caller, command: string, args = {}) => bot.app.chat.run(command, args, caller);
  const { id } = await say(own, 'digest subscribe', { schedule: '08:00 UTC' });
  const open = (await say(at('C1'), 'digest subscribe', { schedule: '09:00 UTC' })).id;
  const list = async (caller: Caller) => JSON.stringify(await say(caller, 'digest list'));
  expect(await list(own)).toContain(id);
  expect(await list(own)).toContain(open);
  for (const other of [at('C1'), at('D2', { alone: true })]) {
    expect(await list(other)).not.toContain(id);
    expect(await list(other)).not.toContain('D1');
    for (const command of ['digest preview', 'digest pause', 'digest remove'])
      expect((await say(other, command, { id })).push).toMatchObject({ args: { code: 'unknown_digest' } });
  }
  expect((await say(own, 'digest remove', { id })).push.key).toBe('digest-removed');
});

test('a list, and what is suggested, tell a digest by its title; a channel’s id is for those who manage them all', async () => {
  const { bot } = await desk();
  const { chat } = bot.app;
  const at = (channel: string, more: Partial<Caller> = {}): Caller => ({
    place: { platform: 'slack', tenant: 'slack:T1', channel, thread: null },
    person: 'editor',
    mayManage: true,
    zone: null,
    ...more,
  });
  const list = async (caller: Caller) =>
    renderTerminal(await chat.run('digest list', {}, caller), { columns: 300, color: false });
  const { id } = await chat.run('digest subscribe', { schedule: 'weekdays 08:00 Europe/Berlin' }, at('C1'));
  const first = 'Japan’s Patriot exports to the United States · weekdays 08:00 Europe/Berlin · ';
  const rest = `next Mon, Nov 23, 08:00 · id ${id}`;
  expect(await list(at('C1'))).toContain(first + rest);
  expect(await list(at('C2'))).toContain(`${first}in channel C1 · ${rest}`);
  for (const more of [{ mayManage: false }, { onlyHere: true }])
    expect(await list(at('C2', more))).toContain(`${first}in another channel · ${rest}`);
  const [option] = chat.find('digest pause')!.options;
  expect(await option!.suggest!('patriot', at('C1'))).toEqual([
    {
      text: expect.stringMatching(/^Japan’s Patriot exports to the United States · weekdays 08:00 .* · \w+$/u),
      value: id,
    },
  ]);
});

test('a preview says that it is one', async () => {
  const { say } = await desk();
  await say('digest subscribe', { schedule: '08:00' });
  const { blocks } = await say('digest preview');
  expect(blocks.slice(0, 2)).toEqual([
    expect.objectContaining({ is: 'heading' }),
    { is: 'note', text: expect.objectContaining({ key: 'digest-preview' }) },
  ]);
  expect(blocks.length).toBeGreaterThan(2);
});

test('no digest is promised where the bot may not post', async () => {
  const { bot } = await desk();
  const refused = await bot.app.chat.run('digest subscribe', { schedule: '08:00' }, { ...CALLER, canPost: false });
  expect(labelText(refused.push)).toContain('may not post here by itself');
  expect(labelText(refused.push)).toContain('Add the bot here and let it send messages');
  expect(await bot.app.desk.store.subscriptions(null)).toEqual([]);
});
