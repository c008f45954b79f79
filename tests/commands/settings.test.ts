import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { openChat } from '../../src/commands/chat.ts';
import { commandTable } from '../../src/commands/table.ts';
import type { Args, Caller, Chat } from '../../src/core/model/command.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ingestPaths, refresh } from '../../src/usecases/ingest.ts';
import { settingsOf } from '../../src/usecases/places.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';

const here = scratch();
let app: App;
let chat: Chat;
beforeAll(async () => {
  const briefs = join(here.folder, 'briefs');
  cpSync(join(import.meta.dirname, '../../briefs'), briefs, { recursive: true });
  app = await openApp(
    { ...here.config, briefs },
    { clock: steeredClock('2026-11-20T12:00:00Z'), log: QUIET, inline: true },
  );
  await refresh(app.desk);
  const { desk } = app;
  // A second topic, so that one has to be named or set, with one article of its own.
  const harbours = join(here.folder, 'harbours.txt');
  writeFileSync(harbours, 'Kenya said that the port of Mombasa would open on Sunday.');
  const [first] = desk.topics('public');
  const all = [
    ...desk.topics('public'),
    { ...first!, key: 'harbours', slug: 'harbours', title: 'Harbours', sources: [harbours] },
  ];
  const two = { ...desk, topics: () => all };
  chat = openChat(two, commandTable(two), {
    newId: () => 'id',
    limits: { person: 1e6, server: 1e6 },
  });
  await ingestPaths(two, [harbours], { tenant: 'public', topics: ['harbours'] });
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const PATRIOT = 'japan-patriot-exports';
const callerIn = (channel: string, tenant = 'discord:111111111111111111'): Caller => ({
  place: { platform: tenant.startsWith('slack') ? 'slack' : 'discord', tenant, channel, thread: null },
  person: '5',
  mayManage: true,
  zone: null,
});
const run = async (command: string, args: Args, caller: Caller) =>
  renderTerminal(await chat.run(command, args, caller), { columns: 300, color: false });
const typed = async (line: string, caller: Caller) => {
  const { command, args } = chat.parse(line);
  return run(command, args, caller);
};

test('what holds is the channel’s own, else the server’s, else the default, and it says which', async () => {
  const one = callerIn('1');
  expect(await typed('/settings', one)).toMatch(/Who sees an answer first.*private.*default/u);
  expect(await typed('/settings answers public server', one)).toMatch(
    /whole server[\s\S]*public.*set for the whole server/u,
  );
  expect(await typed('/settings answers private', one)).toMatch(/this channel[\s\S]*private.*set for this channel/u);
  expect(await settingsOf(app.desk, one.place)).toMatchObject({ answers: 'private' });
  expect(await settingsOf(app.desk, callerIn('2').place)).toMatchObject({ answers: 'public', links: 'managers' });
  expect(await settingsOf(app.desk, callerIn('1', 'slack:T1').place)).toMatchObject({ answers: 'private' });
  expect(await typed('/settings answers reset', one)).toMatch(
    /removed from this channel[\s\S]*public.*set for the whole server/u,
  );
  expect(await typed('/settings answers reset server', one)).toMatch(/removed from the server[\s\S]*private.*default/u);
  expect(await typed('/settings show', one)).toMatch(/Default topic · not set\n/u);
});

test('a setting without a value is shown with how to change it, and stays', async () => {
  const one = callerIn('shown');
  await typed('/settings answers public', one);
  const shown = await typed('/settings answers', one);
  expect(shown).toMatch(/Who sees an answer first · public · set for this channel/u);
  expect(shown).toContain('/settings answers private|public');
  expect(await typed('/settings answers server', one)).toMatch(/Who sees an answer first · private · default/u);
  expect(await typed('/settings zone', one)).toContain('/settings zone Europe/Berlin');
  expect(await settingsOf(app.desk, one.place)).toMatchObject({ answers: 'public' });

  const { actions } = await chat.run('settings answers', {}, one);
  expect(actions).toMatchObject([{ command: 'settings answers', args: { answers: 'reset', where: 'channel' } }]);
  expect((await chat.run('settings answers', { where: 'server' }, one)).actions).toEqual([]);
  await chat.run(actions[0]!.command, actions[0]!.args, one);
  expect(await settingsOf(app.desk, one.place)).toMatchObject({ answers: 'private' });
});

test.each([
  ['topic', 'harbours', ['reset', 'default', 'None', 'off']],
  ['zone', 'Europe/Berlin', ['reset', 'default', 'none', 'off']],
  ['role', '222222222222222222', ['reset', 'default', 'none', 'off']],
  ['threads', 'on', ['reset', 'default', 'none']],
] as const)('%s is taken back', async (name, value, words) => {
  const one = callerIn('back');
  const before = await settingsOf(app.desk, one.place);
  for (const word of words) {
    await typed(`/settings ${name} ${value}`, one);
    expect((await settingsOf(app.desk, one.place))[name]).toBe(value);
    expect(await typed(`/settings ${name} ${word}`, one)).toContain('Setting removed from this channel');
    expect(await settingsOf(app.desk, one.place)).toEqual(before);
  }
});

test('where off is a value it is set', async () => {
  const one = callerIn('off');
  await typed('/settings threads on server', one);
  await typed('/settings threads off', one);
  expect(await app.desk.store.settings(one.place.tenant, 'off')).toEqual({ threads: 'off' });
  await typed('/settings threads reset server', one);
});

test('the page shows the zone that holds, a topic by its title, and no role’s id', async () => {
  const one = callerIn('page');
  expect(await typed('/settings', one)).toContain('Time zone · UTC · default');
  expect(await typed('/settings', { ...one, zone: 'Asia/Tokyo' })).toContain('Time zone · Asia/Tokyo · your own');
  await typed('/settings topic harbours', one);
  await typed('/settings role 222222222222222222', one);
  const shown = await typed('/settings', { ...one, zone: 'Asia/Tokyo' });
  expect(shown).toContain('Default topic · Harbours · set for this channel');
  expect(shown).toContain('Role that a digest mentions · set (not called here) · set for this channel');
  expect(shown).not.toContain('2222');
});

test('who created a channel manages that channel, not the others and not the whole server', async () => {
  const [admin, creator] = [callerIn('C1', 'slack:T7'), { ...callerIn('C2', 'slack:T7'), onlyHere: true }];
  await typed('/digest subscribe harbours 08:00', admin);
  const [{ id } = { id: '' }] = await app.desk.store.subscriptions('slack:T7');
  for (const verb of ['pause', 'remove'])
    expect(await typed(`/digest ${verb} ${id}`, creator)).toContain('is the digest of a channel');
  expect(await app.desk.store.subscriptions('slack:T7')).toMatchObject([{ id, state: 'active' }]);
  expect(await typed('/settings answers public server', creator)).toContain('not in the whole server');
  expect(await settingsOf(app.desk, admin.place)).toMatchObject({ answers: 'private' });

  await typed('/settings answers public', creator);
  expect(await settingsOf(app.desk, creator.place)).toMatchObject({ answers: 'public' });
  await typed('/digest subscribe harbours 09:00', creator);
  const own = (await app.desk.store.subscriptions('slack:T7')).find(({ place }) => place.channel === 'C2')!;
  await typed(`/digest remove ${own.id}`, creator);
  expect((await app.desk.store.subscriptions('slack:T7')).map((one) => one.id)).toEqual([id]);
});

test.each([
  ['/settings zone Europe/Berlin server', { zone: 'Europe/Berlin', where: 'server' }],
  ['/settings zone europe/berlin Channel', { zone: 'europe/berlin', where: 'channel' }],
  ['/settings zone server', { where: 'server' }],
  ['/settings zone', {}],
  [
    '/settings role <!subteam^S0123456|@the editors> server',
    { role: '<!subteam^S0123456|@the editors>', where: 'server' },
  ],
  ['/brief settings topic a-server', { topic: 'a-server' }],
])('“%s” is read', (line, args) => {
  expect(chat.parse(line).args).toEqual(args);
});

test.each([
  ['discord:111111111111111111', '<@&222222222222222222>', '222222222222222222'],
  ['discord:111111111111111111', '222222222222222222', '222222222222222222'],
  ['slack:T1', '<!subteam^S0123456>', 'S0123456'],
  ['slack:T1', '<!subteam^S0123456|@editors>', 'S0123456'],
  ['slack:T1', 'S0123456', 'S0123456'],
])('in %s the role “%s” is kept as its id', async (tenant, words, id) => {
  const caller = callerIn('role', tenant);
  await typed(`/settings role ${words}`, caller);
  expect((await settingsOf(app.desk, caller.place)).role).toBe(id);
  await typed('/settings role reset', caller);
  expect((await settingsOf(app.desk, caller.place)).role).toBeUndefined();
});

test.each([
  [
    '@everyone',
    '<@&111111111111111111>',
    'everyone',
    'here',
    '<@222222222222222222>',
    'S0123456',
    '222222222222222222 x',
    '<#222222222222222222>',
  ],
  [
    '<!everyone>',
    '<!channel>',
    '<!here>',
    '<@U0123456>',
    '222222222222222222',
    'S',
    '<!subteam^S0123456> <!here>',
    'C0123456',
  ],
])('no role is a mention of all, of a person, or of the other platform (%s …)', async (...words) => {
  const caller = callerIn('role', words[0] === '@everyone' ? 'discord:111111111111111111' : 'slack:T1');
  for (const role of words) {
    expect(await run('settings role', { role }, caller), role).toContain('no role or group');
    expect((await settingsOf(app.desk, caller.place)).role, role).toBeUndefined();
  }
});

test('any words for a role leave an id or nothing', async () => {
  const piece = fc.constantFrom(
    '<',
    '@',
    '&',
    '!',
    '>',
    '|',
    'everyone',
    'here',
    'subteam^',
    'S0123456',
    '222222222222222222',
    ' ',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom('discord:1', 'slack:T1'),
      async (words, tenant) => {
        const caller = callerIn('any', tenant);
        await run('settings role', { role: words.join('') }, caller);
        expect((await settingsOf(app.desk, caller.place)).role ?? 'S0123456').toMatch(
          /^(?:(?:S0123456)+|(?:222222222222222222)+)$/u,
        );
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ['settings topic', { topic: 'no-such' }, '“no-such”'],
  ['settings zone', { zone: 'Mars/Olympus' }, '“Mars/Olympus” is no time zone'],
  ['settings zone', { zone: '+02:00' }, '“+02:00” is no time zone'],
  ['settings answers', { answers: 'loud' }, '“loud” is no choice for “answers”, only private, public'],
  ['settings links', { links: 'all' }, '“all” is no choice for “links”, only nobody, managers, everyone'],
  ['settings threads', { threads: 'maybe' }, '“maybe” is no choice'],
  ['settings zone', { zone: 'UTC', where: 'galaxy' }, '“galaxy” is no choice for “where”, only channel, server'],
])('%s %o says what is wrong, and changes nothing', async (command, args, expected) => {
  const caller = callerIn('wrong');
  const before = await settingsOf(app.desk, caller.place);
  expect(await run(command, args, caller)).toContain(expected);
  expect(await settingsOf(app.desk, caller.place)).toEqual(before);
});

test('who may not manage reads the settings and changes none', async () => {
  const guest = { ...callerIn('1'), mayManage: false };
  expect(await typed('/settings', guest)).toContain('Settings in this channel');
  for (const name of ['topic', 'zone', 'answers', 'role', 'links', 'threads'])
    expect(await typed(`/settings ${name}`, guest)).toContain('changes what everybody here gets');
});

test('zones, topics and outlets are suggested while they are typed, few and short enough', async () => {
  const caller = callerIn('1');
  const suggest = async (command: string, option: string, words: string, who = caller) =>
    (await chat
      .find(command)
      ?.options.find((one) => one.name === option)
      ?.suggest?.(words, who)) ?? [];
  expect(await suggest('settings zone', 'zone', 'new york')).toEqual([
    { text: 'America/New York', value: 'America/New_York' },
  ]);
  expect(await suggest('settings zone', 'zone', '')).toHaveLength(25);
  for (const name of ['zone', 'topic'])
    expect((await suggest(`settings ${name}`, name, 'RES')).at(-1)).toEqual({ text: 'reset', value: 'reset' });
  expect(chat.find('settings links')!.options[0]!.choices).toEqual(['nobody', 'managers', 'everyone', 'reset']);
  expect((await suggest('settings topic', 'topic', 'PATRI')).map(({ value }) => value)).toEqual([PATRIOT]);
  const long = 'Ö'.repeat(150);
  const file = join(here.folder, 'long.jsonl');
  writeFileSync(file, JSON.stringify({ id: 'long', text: 'Kenya spoke.', publisher: long }));
  await app.desk.store.addSource({
    id: 'long',
    tenant: 'discord:7',
    kind: 'folder',
    topic: PATRIOT,
    path: file,
    declared: false,
    state: 'active',
    by: '',
    made: 0,
  });
  await refresh(app.desk);
  const other = callerIn('1', 'discord:7');
  for (const command of ['ask', 'brief', 'who', 'compare']) {
    expect((await suggest(command, 'outlet', 'SITREP')).map(({ value }) => value)).toEqual(['Sitrep sample']);
    const [own] = await suggest(command, 'outlet', 'öö', other);
    expect(own).toEqual({ text: long.slice(0, 100), value: long.slice(0, 100) });
    expect(await suggest(command, 'outlet', 'öö')).toEqual([]);
  }
  expect(
    await run('ask', { question: 'what did Kenya say?', outlet: long.slice(0, 100).toLowerCase() }, other),
  ).not.toContain('No article here comes from');
});

test('an outlet narrows what is read, however it is written, and an unknown one is named', async () => {
  const caller = callerIn('outlet');
  expect(await run('ask', { question: 'what did Russia say?', outlet: 'sitrep SAMPLE' }, caller)).toContain(
    'Zakharova',
  );
  for (const command of ['ask', 'brief', 'who', 'compare'])
    expect(
      await run(command, { question: 'what did Russia say?', topic: PATRIOT, outlet: 'No Gazette' }, caller),
    ).toContain('No article here comes from No Gazette. Outlets here: ');
  // The article of the other topic names no outlet.
  expect(await run('ask', { question: 'what did Kenya say?', outlet: 'Sitrep sample' }, caller)).not.toContain(
    'Mombasa',
  );
});

test('the topic of a channel is meant when none is named', async () => {
  const caller = callerIn('topic');
  expect(await typed('/brief', caller)).toContain(`Which topic? There are ${PATRIOT}, harbours.`);
  expect(await run('digest subscribe', { schedule: '08:00 UTC' }, caller)).toContain('Which topic?');
  await typed('/settings topic harbours', caller);
  expect(await typed('/brief', caller)).toContain('Mombasa');
  expect(await typed(`/brief ${PATRIOT}`, caller)).toContain('Zakharova');
  expect(await run('digest subscribe', { schedule: '08:00 UTC' }, caller)).toContain('“Harbours”');
  expect(await typed('/who', caller)).not.toContain('Zakharova');
  expect(await run('ask', { question: 'what did Kenya say?' }, caller)).toContain('Mombasa');
  // The channel's topic has no answer: the question named no topic, so the others are asked.
  expect(await run('ask', { question: 'what did Russia say?' }, caller)).toContain('Zakharova');
  expect(await run('ask', { question: 'what did Russia say?', topic: 'harbours' }, caller)).not.toContain('Zakharova');
  // Nor does what goes on from an answer in it name one.
  const talk = async (line: string) =>
    renderTerminal(await chat.hear(line, { ...caller, person: 'talker' }, null), { columns: 300, color: false });
  expect(await talk('what did Kenya say?')).toContain('Mombasa');
  expect(await talk('and Russia?')).toContain('Zakharova');
  expect(await typed('/brief', callerIn('elsewhere'))).toContain('Which topic?');
});

test('a schedule without a zone has the place’s, then the person’s, then UTC', async () => {
  const caller = callerIn('zone', 'discord:8');
  const subscribe = (schedule: string, who: Caller) => run('digest subscribe', { schedule, topic: PATRIOT }, who);
  expect(await subscribe('06:00', caller)).toContain('06:00 UTC');
  expect(await subscribe('06:00', { ...caller, zone: 'America/New_York' })).toContain('06:00 America/New_York');
  await typed('/settings zone asia/tokyo server', caller);
  expect(await subscribe('06:00', { ...caller, zone: 'America/New_York' })).toContain('06:00 Asia/Tokyo');
  await typed('/settings zone Europe/Berlin', caller);
  expect(await subscribe('06:00', caller)).toContain('06:00 Europe/Berlin');
  expect(await subscribe('06:00 Africa/Nairobi', caller)).toContain('06:00 Africa/Nairobi');
});
