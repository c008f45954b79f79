import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bot, startBot } from '../../../src/bot.ts';
import { scratch, steeredClock } from '../../app.ts';
import { EVERYTHING } from '../../servers/discord/events.ts';
import { type DiscordServer, startDiscordServer } from '../../servers/discord/server.ts';
import {
  BOT,
  CHANNEL,
  GUILD,
  type Interaction,
  type Json,
  MANAGER,
  READER,
  TOKEN,
} from '../../servers/discord/world.ts';
import { keepLog } from './fake-chat.ts';

/** The whole bot on Discord: the real commands over the topic that comes with the project, its store and its clock. */

const clock = steeredClock('2026-11-20T12:00:00Z');
let server: DiscordServer;
let bot: Bot;
let remove: () => void;
let log: ReturnType<typeof keepLog>;

beforeEach(async () => {
  clock.set('2026-11-20T12:00:00Z');
  server = await startDiscordServer();
  log = keepLog();
  const made = scratch({ DISCORD_TOKEN: TOKEN, DISCORD_API_URL: server.url, SITREP_METRICS_PORT: '0' });
  remove = made.remove;
  bot = await startBot(made.config, { clock, wait: clock.wait, log, inline: true });
});

afterEach(async () => {
  await bot.stop();
  await server.close();
  remove();
  expect(server.violations).toEqual([]);
  expect(log.lines.filter((line) => line.level === 'error')).toEqual([]);
});

const components = (message: Json | null) => (message?.components ?? []) as Json[];
const textOf = (message: Json | null) => String(components(message)[0]?.content);
const buttonsOf = (message: Json | null) =>
  components(message).flatMap((one) => (one.type === 1 ? (one.components as Json[]) : []));
const answered = async (asked: Interaction) => {
  await server.until(() => asked.edits === 1, `an answer to ${JSON.stringify(asked.event.data)}`);
  return asked.original;
};
const there = () => server.channels.get(CHANNEL)!.messages;

test('every command of the table answers', async () => {
  const answers: string[] = [];
  for (const [path, options] of [
    ['ask', { question: 'what did Russia say?' }],
    ['brief', {}],
    ['who', {}],
    ['check', { quotation: 'grave consequences' }],
    ['compare', {}],
    ['digest list', {}],
    ['sources list', {}],
    ['last', {}],
    ['help', {}],
  ] as const)
    answers.push(textOf(await answered(server.command(path, options))));
  expect(answers.filter((text) => text.length < 20)).toEqual([]);
});

test('it is ready while Discord hears it, and its figures hold no secret', async () => {
  const at = (path: string) => fetch(`http://127.0.0.1:${bot.metricsPort}${path}`);
  const missing = async () => ((await (await at('/readyz')).json()) as { missing: string[] }).missing;
  await bot.beat();
  expect(await missing()).toEqual([]);
  await answered(server.command('ask', { question: 'what did Russia say?' }));
  server.gateway.reconnect();
  while ((await missing()).join() !== 'discord') await new Promise(setImmediate);
  await server.until(() => server.gateway.counts.resume === 1, 'the resume');
  while ((await missing()).length > 0) await new Promise(setImmediate);
  const figures = await (await at('/metrics')).text();
  expect(figures).toContain('sitrep_ask_seconds_count 1');
  for (const secret of [TOKEN, GUILD, CHANNEL, 'Russia']) expect(figures).not.toContain(secret);
});

test('a subscription is nobody else’s to see; of a refused one nothing is stored', async () => {
  const [guild, channel] = ['400000000000000071', '400000000000000072'];
  server.join(guild, channel, EVERYTHING & ~0x800n);
  const schedule = { schedule: 'daily 08:00' };
  const [unable, mute] = [
    server.command('digest subscribe', schedule),
    server.command('digest subscribe', schedule, { guild, channel, person: MANAGER }),
  ];
  expect(textOf(await answered(unable))).toContain('changes what everybody here gets');
  expect(textOf(await answered(mute))).toContain('may not post here by itself');
  for (const { reply } of [unable, mute]) expect(reply).toEqual({ type: 5, data: { flags: 64 } });
  expect(await bot.app.desk.store.subscriptions(null)).toEqual([]);
  const able = server.command('digest subscribe', schedule, { person: MANAGER });
  expect(textOf(await answered(able))).toContain('comes here');
  expect(able.reply).toEqual({ type: 5, data: { flags: 64 } });
});

test('where a person brought the bot along, another one is told why its buttons open nothing', async () => {
  const asked = server.command('ask', { question: 'what did Russia say?' }, { brought: true });
  const [button] = buttonsOf(await answered(asked));
  const press = (person: typeof MANAGER) => server.press(String(button!.custom_id), { person, brought: true });
  expect(textOf(await answered(press(MANAGER)))).toContain('Only who asked can open this here. Ask it yourself.');
  expect(textOf(await answered(press(READER)))).not.toContain('Only who asked');
});

test('the buttons of an answer open what they say', async () => {
  const answer = await answered(server.command('ask', { question: 'what did Russia say?' }));
  const buttons = buttonsOf(answer);
  expect(buttons.map((one) => String(one.label).replace(/\d+/, 'n'))).toContain('Sources n');
  for (const one of buttons) {
    const opened = await answered(server.press(String(one.custom_id), {}, answer!));
    expect(textOf(opened).length).toBeGreaterThan(20);
  }
  expect(there().map((one) => textOf(one).includes('-# Shared by The reader'))).toEqual([true]);
});

test('a pasted quotation is checked: the verdict, the changed word in bold, its speaker, the sources', async () => {
  const quotation = '“It can be ruled out that under an already tested scheme Patriot missiles will end up in Ukraine”';
  const answer = await answered(server.command('check', { quotation }));
  const shown = textOf(answer);
  expect(shown).toContain('**ALTERED: 1 word replaced**');
  expect(shown).toContain('“It **cannot** be ruled out that under');
  expect(shown).toContain('Maria Zakharova');
  expect(shown).toContain('asked “can”, source “cannot”');
  const [sources] = buttonsOf(answer);
  expect(textOf(await answered(server.press(String(sources!.custom_id), {}, answer!)))).toContain('grave consequences');
});

test('the ledger lists speakers by standing, and its buttons open what they said', async () => {
  const ledger = await answered(server.command('who', {}));
  expect(textOf(ledger)).toMatch(
    /Government[\s\S]+Maria Zakharova\*\* · Russia[\s\S]+State media, not the government/u,
  );
  const russia = buttonsOf(ledger).find((one) => one.label === 'Russia');
  expect(textOf(await answered(server.press(String(russia!.custom_id), {}, ledger!)))).toContain('**DENIED**');
});

test('a digest is subscribed by those who manage the server, and arrives at its slot', async () => {
  const refused = await answered(server.command('digest subscribe', { schedule: 'daily 08:00 Europe/Berlin' }));
  expect(textOf(refused)).toContain('changes what everybody here gets');
  await answered(server.command('digest subscribe', { schedule: 'daily 08:00 Europe/Berlin' }, { person: MANAGER }));
  const before = there().length;
  clock.set('2026-11-21T06:59:00Z');
  await bot.beat();
  expect(there()).toHaveLength(before);
  server.fault({ method: 'POST', path: /messages$/, kind: 'drop-after', times: 1 });
  clock.set('2026-11-21T07:00:00Z');
  await bot.beat();
  for (const minute of ['05', '10', '30']) {
    clock.set(`2026-11-21T07:${minute}:00Z`);
    await bot.beat();
  }
  const digest = there().slice(before);
  expect(digest.map((one) => textOf(one).includes('Patriot'))).toEqual([true]);
  expect(Number(digest[0]!.flags) & (1 << 12)).toBeTruthy();
});

test('a mention opens a thread where the settings say so, and a reply there goes on from the answer', async () => {
  await answered(server.command('settings threads', { threads: 'on' }, { person: MANAGER }));
  const question = server.say(`<@${BOT.id}> what did Russia say?`);
  const thread = () => server.channels.get(question.id)?.messages ?? [];
  await server.until(() => thread().length === 1, 'the answer');
  server.say('and China?', { channel: question.id }, thread()[0]);
  await server.until(() => thread().length === 2, 'the next answer');
  expect(thread().map((one) => textOf(one).split('\n')[0])).toEqual([
    expect.stringContaining('Russia'),
    expect.stringContaining('China'),
  ]);
});

test('what is missing is asked for in a form, and the settings make answers public', async () => {
  const opened = server.command('digest subscribe', {}, { person: MANAGER });
  await server.until(() => opened.reply !== null, 'the form');
  expect(opened.reply).toMatchObject({ type: 9, data: { custom_id: 'digest.subscribe?' } });
  const sent = server.submit(opened, { schedule: 'daily 08:00 Europe/Berlin' }, { person: MANAGER });
  expect(textOf(await answered(sent))).toContain('08:00');
  await answered(server.command('settings answers', { answers: 'public' }, { person: MANAGER }));
  const before = there().length;
  await answered(server.command('ask', { question: 'what did Russia say?' }));
  expect(there()).toHaveLength(before + 1);
});

test('another server does not open this one’s answers', async () => {
  const answer = await answered(server.command('ask', { question: 'what did Russia say?' }));
  const [sources] = buttonsOf(answer);
  const elsewhere = await answered(server.press(String(sources!.custom_id), { guild: '400000000000000099' }));
  expect(textOf(elsewhere)).not.toContain('Patriot');
  expect(GUILD).not.toBe('400000000000000099');
});
