import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Caller } from '../../src/core/model/command.ts';
import { labelText } from '../../src/render/labels.ts';
import { BEHIND_BRIEF } from '../../src/render/slack.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ingestPaths, refresh } from '../../src/usecases/ingest.ts';
import { QUIET, remember, scratch, steeredClock, TERMINAL } from '../app.ts';

const here = scratch();
const log = remember();
let app: App;
beforeAll(async () => {
  app = await openApp(here.config, { clock: steeredClock('2026-11-20T12:00:00Z'), log, inline: true });
  await refresh(app.desk);
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const say = (command: string, args = {}, caller: Caller = TERMINAL) => app.chat.run(command, args, caller);
const text = async (command: string, args = {}, caller: Caller = TERMINAL) =>
  renderTerminal(await say(command, args, caller), { columns: 200, color: false });
const guest: Caller = {
  place: { platform: 'discord', tenant: 'discord:1', channel: '2', thread: null },
  person: '3',
  mayManage: false,
  zone: null,
};

test('Slack knows what stands behind /brief: every command but the two that it has itself', () => {
  const behind = app.chat.commands.filter(({ name, hidden }) => !hidden && name !== 'brief' && name !== 'ask');
  expect([...BEHIND_BRIEF].sort()).toEqual(behind.map(({ name }) => name).sort());
});

test.each([
  ['/ask what did Russia say?', 'ask', { question: 'what did Russia say?' }],
  ['what did Russia say?', 'ask', { question: 'what did Russia say?' }],
  ['/brief', 'brief', {}],
  ['/brief japan-patriot-exports 7d short', 'brief', { topic: 'japan-patriot-exports', since: '7d', length: 'short' }],
  ['/brief what did Russia say?', 'brief', { question: 'what did Russia say?' }],
  ['/brief ask what did Russia say?', 'ask', { question: 'what did Russia say?' }],
  ['/brief digest subscribe weekdays 08:00', 'digest subscribe', { schedule: 'weekdays 08:00' }],
  ['BRIEF help', 'help', {}],
  ['/digest', 'digest', {}],
  ['/digest pause ab12', 'digest pause', { id: 'ab12' }],
  ['/compare status', 'compare', { slot: 'status' }],
  ['/who Russia', 'who', { actor: 'Russia' }],
  ['who Russia', 'who', { actor: 'Russia' }],
  ['/check “It cannot be ruled out …” she said', 'check', { quotation: '“It cannot be ruled out …” she said' }],
  ['check "a risk to the balance"', 'check', { quotation: '"a risk to the balance"' }],
  ['/brief check “Will you sign?”', 'check', { quotation: '“Will you sign?”' }],
  ['check whether Japan agreed, will you?', 'ask', { question: 'check whether Japan agreed, will you?' }],
  ['who makes the missiles?', 'ask', { question: 'who makes the missiles?' }],
  ['/brief who makes the missiles?', 'ask', { question: 'who makes the missiles?' }],
  ['help me understand the deal', 'ask', { question: 'help me understand the deal' }],
  ['compare what Russia and Japan said', 'ask', { question: 'compare what Russia and Japan said' }],
  ['cited abc', 'ask', { question: 'cited abc' }],
  ['/cited abc', '?cited', {}],
  ['/frob now', '?frob', {}],
  ['/ 7 days', 'ask', { question: ' 7 days' }],
  ['/digest frob', 'digest ?frob', {}],
  ['/brief sources frob', 'sources ?frob', {}],
  ['settings for the radar?', 'ask', { question: 'settings for the radar?' }],
  ['privacy laws in China', 'ask', { question: 'privacy laws in China' }],
  ['digest list', 'digest list', {}],
  ['/brief who Russia topic:japan-patriot-exports', 'who', { actor: 'Russia', topic: 'japan-patriot-exports' }],
  [
    '/ask what did Russia say? outlet:The Coast Gazette since:3 days',
    'ask',
    { question: 'what did Russia say?', outlet: 'The Coast Gazette', since: '3 days' },
  ],
  ['topic:exports what did Russia say?', 'ask', { question: 'what did Russia say?', topic: 'exports' }],
  ['since:last week who spoke?', 'ask', { question: 'who spoke?', since: 'last week' }],
  ['/ask outlet:"The Coast" who spoke?', 'ask', { question: 'who spoke?', outlet: 'The Coast' }],
  [
    '/brief outlet:“The Coast” Topic:exports short',
    'brief',
    { outlet: 'The Coast', topic: 'exports', length: 'short' },
  ],
  ['is it so? note:draft ratio 3:1', 'ask', { question: 'is it so? note:draft ratio 3:1' }],
  ['what topic: peace', 'ask', { question: 'what topic: peace' }],
  ['since:7d', 'ask', { question: 'since:7d' }],
  ['/check "his topic:exports speech"', 'check', { quotation: '"his topic:exports speech"' }],
  ['/watch', 'watch', {}],
  ['/watch Russia', 'watch', { actor: 'Russia' }],
  ['watch Russia', 'watch', { actor: 'Russia' }],
  ['/brief watch Russia to me', 'watch', { actor: 'Russia to me' }],
  ['/brief watch word grain corridor', 'watch word', { words: 'grain corridor' }],
  ['watch differences number', 'watch differences', { slot: 'number' }],
  ['watch question how many missiles?', 'watch question', { question: 'how many missiles?' }],
  ['watch this', 'watch this', {}],
  ['watch the skies, will you?', 'ask', { question: 'watch the skies, will you?' }],
  ['/digest status ab12', 'digest status', { id: 'ab12' }],
  ['/digest subscribe 08:00 to:me', 'digest subscribe', { schedule: '08:00', to: 'me' }],
  ['/digest subscribe 08:00 topic:exports', 'digest subscribe', { schedule: '08:00', topic: 'exports' }],
  ['/brief 3 days', 'brief', { since: '3 days' }],
  ['/brief yesterday', 'brief', { since: 'yesterday' }],
  ['/brief since Monday', 'brief', { since: 'since Monday' }],
  [
    '/brief japan-patriot-exports since last week long',
    'brief',
    { topic: 'japan-patriot-exports', since: 'since last week', length: 'long' },
  ],
  ['/changes 2 weeks', 'changes', { since: '2 weeks' }],
  ['/brief 3 dogs', 'brief', { question: '3 dogs' }],
  ['/brief what happened yesterday', 'brief', { question: 'what happened yesterday' }],
  ['https://news.example/a', 'link', { text: 'https://news.example/a' }],
  ['/brief <https://news.example/a|news.example>', 'link', { text: '<https://news.example/a|news.example>' }],
  ['ask https://news.example/a why', 'ask', { question: 'https://news.example/a why' }],
])('“%s” is /%s', (line, command, args) => {
  expect(app.chat.parse(line)).toEqual({ command, args });
});

test('any line and any argument give a page, never an exception', async () => {
  const commands = app.chat.commands.flatMap((one) => [
    one.name,
    ...(one.sub ?? []).map((sub) => `${one.name} ${sub.name}`),
  ]);
  const word = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('"*" NEAR AND', '７d', '../../etc', '-1'),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands, 'nonsense'), word, word, async (command, a, b) => {
      const names = app.chat.find(command)?.options.map((option) => option.name) ?? ['x'];
      const page = await say(command, Object.fromEntries(names.map((name, at) => [name, at % 2 ? a : b])));
      expect(page.blocks.length).toBeGreaterThan(0);
      expect(page.actions.length).toBeLessThanOrEqual(4);
      app.chat.parse(`${a} ${b}`);
    }),
    { numRuns: 150 },
  );
});

test('an answer has its sources, and they come back under its id', async () => {
  const answer = await say('ask', { question: 'what did Russia say?' });
  const sources = answer.actions.find((action) => action.command === 'cited');
  expect(sources).toBeDefined();
  const shown = await text('cited', sources?.args ?? {});
  expect(shown).toContain('sample, retold');
  expect(shown).toContain('Sitrep sample');
  expect(await text('last')).toContain('Zakharova');
  expect(await text('share', sources?.args ?? {})).not.toContain('Share');
});

test('an answer of one server is not found from another', async () => {
  const { id } = await say('ask', { question: 'what did Russia say?' });
  expect(labelText((await say('cited', { id }, guest)).push)).toContain('no answer');
});

test('who may not manage is told so, also when the platform let the command through', async () => {
  for (const command of ['digest subscribe', 'sources add', 'sources remove'])
    expect(await text(command, { schedule: '08:00', path: '/', id: 'x' }, guest)).toContain('changes what everybody');
});

test('a chat names sources only inside the folder that is open to chats', async () => {
  const manager = { ...guest, mayManage: true };
  const inside = join(here.config.sources, 'inside.txt');
  mkdirSync(here.config.sources, { recursive: true });
  writeFileSync(inside, 'Kenya said that the port of Mombasa would open on Sunday.');
  symlinkSync('/etc', join(here.config.sources, 'way-out'));
  for (const path of ['/etc/hostname', '../sitrep.sqlite', 'way-out/hostname'])
    expect(await text('sources add', { path }, manager)).not.toContain('indexed');
  expect(await text('sources add', { path: 'inside.txt' }, manager)).toContain('1 article indexed');
  expect(await text('ask', { question: 'what did Kenya say?' }, manager)).toContain('Mombasa');
  expect(await text('ask', { question: 'what did Kenya say?' })).not.toContain('Mombasa');
  expect(await text('sources list', {}, manager)).toContain('set up in briefs/');
});

test('an error is one line for the person and one for the log, with the same id', async () => {
  const page = await say('brief', { topic: 'no-such-topic' });
  const shown = renderTerminal(page, { columns: 200, color: false });
  expect(shown).toContain('no-such-topic');
  expect(shown).toContain(page.id);
  expect(log.lines.at(-1)?.fields).toMatchObject({ id: page.id, code: 'unknown_topic' });
});

test.each([
  ['?frob', {}, 'There is no command “/frob”.'],
  ['digest ?frob', {}, 'There is no command “/digest frob”, only subscribe, list, status, preview'],
  ['digest pause', {}, '“id” is missing: /digest pause id. Type it again'],
  ['digest pause', { id: 'frob' }, 'There is no digest or watch “frob” here. `/digest list` shows the ids.'],
  ['digest preview', { id: 'frob' }, 'There is no digest “frob” here. `/digest list` shows the ids.'],
  ['digest preview', {}, 'No digest here yet.'],
  ['sources remove', { id: 'frob' }, 'There is no source “frob” here. `/sources list` shows the ids.'],
  ['compare', { slot: 'colour' }, '“colour” cannot be compared, only status, number'],
])('“%s” says what is wrong and what to do', async (command, args, expected) => {
  const alone = { ...TERMINAL, place: { ...TERMINAL.place, tenant: 'discord:9' } };
  expect(await text(command, args, alone)).toContain(expected);
});

test('a digest says its days by their name, and its next run with the day of the week', async () => {
  const shown = await text('digest subscribe', { schedule: 'weekdays 08:00 Europe/Berlin' });
  expect(shown).toContain('weekdays 08:00 Europe/Berlin. First: Mon, Nov 23, 08:00.');
  expect(await text('digest list')).toMatch(
    /Japan’s Patriot exports to the United States · weekdays 08:00 Europe\/Berlin · next Mon, Nov 23, 08:00 · id [0-9a-f]{8}/u,
  );
});

test('lines name a speaker and a standing once', async () => {
  const russia = await text('ask', { question: 'what did Russia say?' });
  expect(russia).not.toMatch(/^(?:• | +)Russia(?::|$)/mu);
  const china = await text('ask', { question: 'what did China say?' });
  expect(china).toContain('Chinese state media, not the government:');
  expect(china).not.toContain('state media, state media');
  expect(china).toContain('not said\n• Beijing');
});

test('/who lists speakers by standing, with country, role, statements and denials', async () => {
  const shown = await text('who');
  const at = [
    'Government\n',
    'State media, not the government\n',
    'Experts, not the government\n',
    'Former official',
  ].map((head) => shown.indexOf(`\n${head}`));
  expect(at.every((place, n) => place > (at[n - 1] ?? 0))).toBe(true);
  expect(shown).toMatch(/^• Maria Zakharova · Russia · “Kremlin spokesperson” · \d statements$/mu);
  expect(shown).toMatch(/^• Russia · \d statements · 2 DENIED$/mu);
});

test('/who goes on over pages, and keeps its topic', async () => {
  const folder = join(here.folder, 'ministers');
  mkdirSync(folder);
  const states = [
    'Kenya',
    'Chad',
    'Mali',
    'Niger',
    'Ghana',
    'Togo',
    'Benin',
    'Egypt',
    'Libya',
    'Sudan',
    'Malawi',
    'Zambia',
  ];
  for (const state of states)
    writeFileSync(
      join(folder, `${state}.txt`),
      `The foreign ministry of ${state} said that the road would open. The defence ministry of ${state} said that it would close.`,
    );
  const elsewhere = { ...TERMINAL, place: { ...TERMINAL.place, tenant: 'slack:9' } };
  await ingestPaths(app.desk, [folder], { tenant: 'slack:9', topics: ['roads'] });
  const first = await say('who', {}, elsewhere);
  const more = first.actions.find((action) => action.args.page === '2');
  expect(first.actions.length).toBeLessThanOrEqual(4);
  const [one, two] = [await text('who', {}, elsewhere), await text('who', more?.args ?? {}, elsewhere)];
  expect(one).toMatch(/Page 1 of \d, \d+ speakers/u);
  expect(two).toMatch(/Page 2 of \d/u);
  const rows = (shown: string) => shown.split('\n').filter((line) => line.startsWith('• '));
  expect(rows(one)).toHaveLength(20);
  expect(rows(two).filter((row) => rows(one).includes(row))).toEqual([]);
  expect(rows(await text('who', { page: '-7' }, elsewhere))).toEqual(rows(one));
  expect(rows(await text('who', { page: '999' }, elsewhere)).length).toBeGreaterThan(0);
});

test('/who with a verb behind it asks for somebody', async () => {
  expect(await text('who', { actor: 'builds the Patriot under licence' })).toContain('Mitsubishi');
  expect(await text('who', { actor: 'russia' })).toContain('Zakharova');
});

test('help lists every command that is not behind a button', async () => {
  const shown = await text('help');
  for (const one of app.chat.commands) expect(shown.includes(`/${one.name}`)).toBe(!one.hidden);
});

test('an unforeseen error keeps its details to the log', async () => {
  const broken = await openApp(here.config, { clock: () => 0, log: QUIET, inline: true });
  await broken.close();
  const page = await broken.chat.run('brief', {}, TERMINAL);
  expect(renderTerminal(page, { columns: 200, color: false })).not.toMatch(/sqlite|database|at .*\.ts/iu);
});

const hear = async (line: string, caller: Caller = TERMINAL) =>
  renderTerminal(await app.chat.hear(line, caller, null), { columns: 200, color: false });

test.each([
  'hi',
  'Hello there!',
  'hey',
  'ok, thanks',
  'Thank you so much 🙂',
  'good morning',
  'who are you?',
  'What can you do?',
  'help me',
])('“%s” is answered by the welcome', async (line) => {
  const welcome = labelText({ key: 'welcome' });
  expect(await hear(line, { ...TERMINAL, person: 'greeter' })).toContain(welcome);
  expect(await text('ask', { question: line })).toContain(welcome);
  expect(await text('brief', { question: line })).toContain(welcome);
});

test.each([
  'thanks to whom did the talks end?',
  'what can you do about the missiles?',
  'hello Kitty sales',
])('“%s” is a question', async (line) => expect(await hear(line)).not.toContain(labelText({ key: 'welcome' })));

test('a greeting goes on from no answer', async () => {
  const reader: Caller = { ...TERMINAL, person: 'polite' };
  await hear('what did Russia say?', reader);
  for (const line of ['Hello', 'Thanks!', 'OK'])
    expect(await hear(line, reader), line).toContain(labelText({ key: 'welcome' }));
  expect(await hear('and China?', reader)).toMatch(/^what did China say/iu);
});

test('a near miss of a command names it, and searches nothing', async () => {
  for (const [line, meant] of [
    ['hlep', '/help'],
    ['/dgiest', '/digest'],
    ['Comapre', '/compare'],
    ['/setings', '/settings'],
  ] as const)
    expect(await hear(line), line).toContain(`Did you mean ${meant}?`);
  expect(await text('?dgiest')).toContain('Did you mean /digest?');
  expect(await hear('/frobnicate')).toContain('There is no command “/frobnicate”.');
});

test('what is one person’s alone is never said aloud, and nothing is deleted by it', async () => {
  await say('ask', { question: 'what did Russia say?' }, guest);
  for (const line of ['/last', '/privacy', 'privacy', '/privacy delete']) {
    const aloud = await hear(line, guest);
    expect(aloud, line).toContain(`/${line.replace('/', '')}`);
    expect(aloud.trim().split('\n'), line).toHaveLength(1);
  }
  expect(await hear('/last', { ...guest, alone: true })).toContain('what did Russia say?');
  expect(await text('last', {}, guest)).toContain('what did Russia say?');
});

test('"sources" after an answer asks for its own, with a slash or without an answer for the list', async () => {
  const reader: Caller = { ...TERMINAL, person: 'sourcer' };
  const list = await hear('/sources', reader);
  expect(await hear('sources', reader)).toBe(list);
  await hear('what did Russia say?', reader);
  expect(await hear('Sources', reader)).toContain('Moscow warns Tokyo');
  expect(await hear('/sources', reader)).toBe(list);
});

test('an outlet that is not there is answered with those that are, a check that finds nothing with a next step', async () => {
  const found = await text('ask', { question: 'what did Russia say?', outlet: 'Reuters' });
  expect(found).toContain('No article here comes from Reuters. Outlets here: Sitrep sample.');
  expect(found).not.toContain('/help');
  expect(await text('check', { quotation: '"the lighthouse will be painted blue by June"' })).toContain(
    'Try more of them',
  );
});
