import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bot, startBot } from '../../../src/bot.ts';
import { scratch, steeredClock } from '../../app.ts';
import { type Button, type SlackServer, startSlackServer } from '../../servers/slack/server.ts';
import type { View } from '../../servers/slack/world.ts';
import { buttonsOf } from './stage.ts';

/** The whole bot on Slack: the real commands over the topic that comes with the project, its store and its clock. */

const clock = steeredClock('2026-11-20T12:00:00Z');
let server: SlackServer;
let bot: Bot;
let remove: () => void;
let errors: string[];

beforeEach(async () => {
  clock.set('2026-11-20T12:00:00Z');
  server = await startSlackServer();
  server.world.now = clock;
  const { world, apiUrl } = server;
  const tokens = { SLACK_BOT_TOKEN: world.botToken, SLACK_APP_TOKEN: world.appToken, SLACK_API_URL: apiUrl };
  const made = scratch(tokens);
  remove = made.remove;
  errors = [];
  const log = { info: () => {}, warn: () => {}, error: (event: string) => void errors.push(event) };
  bot = await startBot(made.config, { clock, wait: clock.wait, log, inline: true });
});

afterEach(async () => {
  await bot.stop();
  await server.close();
  remove();
  expect(server.violations).toEqual([]);
  expect(errors).toEqual([]);
});

const answers = () => server.calls.filter((call) => call.method === 'response_url').map((call) => call.args);

/** What the command brings over the response_url. */
async function answered(send: () => void): Promise<Readonly<Record<string, unknown>>> {
  const before = answers().length;
  send();
  await server.until(() => answers().length > before, 'an answer', 15_000);
  return answers()[before] ?? {};
}

const typed = (line: string, user = 'U1') => {
  const [command = '', ...words] = line.split(' ');
  return answered(() => server.command(command, words.join(' '), { user, channel: 'C1' }));
};

const pressed = (button: Button | undefined, channel = 'C1') =>
  answered(() => server.press(button as Button, { user: 'U1', channel, message: null }));

it('answers every command behind /brief', async () => {
  const lines = [
    '',
    'ask what did Russia say?',
    'who',
    'check grave consequences',
    'compare',
    'digest list',
    'sources list',
    'settings show',
    'privacy show',
    'changes',
    'last',
    'help',
  ];
  for (const words of lines) {
    const { text, response_type: type } = await typed(`/brief ${words}`.trim());
    expect([words, type, String(text).length > 10]).toEqual([words, 'ephemeral', true]);
  }
});

it('takes a question behind /brief for the same as /ask', async () => {
  const [asked, briefed] = [await typed('/ask what did Russia say?'), await typed('/brief what did Russia say?')];
  expect(briefed.blocks).toEqual(asked.blocks);
  expect(JSON.stringify(asked.blocks)).toContain('Zakharova');
});

it('opens what the buttons of an answer say, and shares it by name', async () => {
  const buttons = buttonsOf((await typed('/ask what did Russia say?')).blocks);
  expect(buttons.map((one) => one.text.text.replace(/\d+/, 'n'))).toContain('Sources n');
  for (const button of buttons) {
    const opened = await pressed(button);
    const shares = button.text.text === 'Share';
    expect(opened.response_type).toBe(shares ? 'in_channel' : 'ephemeral');
    expect(JSON.stringify(opened.blocks).includes('Shared by reader')).toBe(shares);
  }
});

it('checks a pasted quotation behind /brief: the changed word in bold, its speaker, the sources', async () => {
  const { blocks } = await typed('/brief check “It can be ruled out that … Patriot missiles will end up in Ukraine”');
  const shown = JSON.stringify(blocks);
  for (const part of [
    '*ALTERED: 1 word replaced*',
    'It *cannot* be ruled out that under',
    'Maria Zakharova',
    'asked “can”, source “cannot”',
  ])
    expect(shown).toContain(part);
  const [sources] = buttonsOf(blocks);
  expect(JSON.stringify((await pressed(sources)).blocks)).toContain('Sitrep sample');
});

it('shows the ledger by standing, and its buttons open what a speaker said', async () => {
  const { blocks } = await typed('/brief who');
  expect(JSON.stringify(blocks)).toMatch(/Government.+Maria Zakharova\* · Russia.+State media, not the government/u);
  const russia = buttonsOf(blocks).find((one) => one.text.text === 'Russia');
  expect(JSON.stringify((await pressed(russia)).blocks)).toContain('*DENIED*');
});

it('answers a mention in its thread and a direct message where it was written', async () => {
  const { ts } = server.say('<@U0BOT> what did Russia say?', { user: 'U1', channel: 'C1' });
  await server.until(() => server.world.messages.length === 1, 'the mention', 15_000);
  server.say('what did Russia say?', { user: 'U1', channel: 'D1' });
  await server.until(() => server.world.messages.length === 2, 'the direct message', 15_000);
  const [thread, direct] = server.world.messages;
  expect([thread?.thread_ts, direct?.channel, direct?.thread_ts]).toEqual([ts, 'D1', undefined]);
  expect(direct?.blocks).toEqual(thread?.blocks);
});

it('asks in a form for what a digest needs, says under the field what is wrong with it, and subscribes', async () => {
  server.command('/brief', 'digest subscribe', { user: 'U2', channel: 'C1' });
  await server.until(() => server.world.views.size === 1, 'the form', 15_000);
  const view = [...server.world.views.values()][0] as View;
  const carried = async (envelope: string) => {
    await server.until(() => server.socket.payloads.has(envelope), 'the acknowledgement', 15_000);
    return server.socket.payloads.get(envelope);
  };
  const options = await carried(server.suggest(view, 'topic', 'patriot', 'U2'));
  expect(options).toMatchObject({ options: [{ value: 'japan-patriot-exports' }] });
  const wrong = await carried(server.submit(view, { schedule: 'when the sun is up' }, 'U2'));
  expect(wrong).toMatchObject({ response_action: 'errors', errors: { schedule: expect.stringContaining('08:00') } });
  const filled = { schedule: 'daily 08:00 Europe/Berlin', topic: 'japan-patriot-exports' };
  const done = await carried(server.submit(view, filled, 'U2'));
  expect(done).toMatchObject({ response_action: 'update' });
  expect(JSON.stringify(done)).toContain('comes here daily 08:00 Europe/Berlin. First: ');
  expect(server.world.messages).toEqual([]);
  server.event({ type: 'app_home_opened', user: 'U2', channel: 'D2', tab: 'home', event_ts: '1.1' });
  await server.until(() => server.world.homes.has('U2'), 'the Home tab', 15_000);
  expect(JSON.stringify(server.world.homes.get('U2'))).toMatch(/japan-patriot-exports.+digest\.pause.+New digest/);
});

it('briefs what a message links to, from its menu', async () => {
  const { text } = await answered(() =>
    server.shortcut('link', { text: 'no link at all' }, { user: 'U1', channel: 'C1' }),
  );
  expect(String(text).length).toBeGreaterThan(10);
});

it('refuses who may not manage, and a channel where it is no member, privately; nothing is stored', async () => {
  const refused = async (user: string, channel: string) =>
    answered(() => server.command('/brief', 'digest subscribe daily 08:00', { user, channel }));
  expect(await refused('U1', 'C1')).toMatchObject({
    response_type: 'ephemeral',
    text: expect.stringContaining('changes what everybody here gets'),
  });
  expect(await refused('U2', 'C2')).toMatchObject({
    response_type: 'ephemeral',
    text: expect.stringContaining('may not post here by itself'),
  });
  expect(await bot.app.desk.store.subscriptions(null)).toEqual([]);
});

it('lets those who manage subscribe; the digest arrives at its slot, once, though its answer was dropped', async () => {
  const refused = await typed('/brief digest subscribe daily 08:00 Europe/Berlin');
  expect([refused.response_type, String(refused.text).includes('changes what everybody')]).toEqual(['ephemeral', true]);
  await typed('/brief digest subscribe daily 08:00 Europe/Berlin', 'U2');
  const posted = () => server.world.messages.filter((one) => one.metadata !== undefined);
  clock.set('2026-11-21T06:59:00Z');
  await bot.beat();
  expect(posted()).toEqual([]);
  server.fault('chat.postMessage', { is: 'drop-after' });
  for (const minute of ['00', '05', '10', '30']) {
    clock.set(`2026-11-21T07:${minute}:00Z`);
    await bot.beat();
  }
  expect(posted().map((one) => [one.channel, one.text.includes('Patriot')])).toEqual([['C1', true]]);
  expect(server.calls.map((call) => call.method)).toContain('conversations.history');
});
