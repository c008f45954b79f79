import { beforeEach, expect, test } from 'vitest';
import { openChat } from '../../src/commands/chat.ts';
import { commandTable } from '../../src/commands/table.ts';
import type { Args, Caller } from '../../src/core/model/command.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ingest } from '../../src/usecases/ingest.ts';
import { fillTopics } from '../../src/usecases/topics.ts';
import { articleOf } from '../article.ts';
import { openOnce } from './opened.ts';

const { app, clock } = await openOnce();
const chat = openChat(app.desk, commandTable(app.desk), { newId: () => 'id', limits: { person: 1e6, server: 1e6 } });

const DECLARED = 'japan-patriot-exports';
const [ONE, OTHER] = ['discord:1', 'slack:T1'];
const caller = (tenant = ONE, fields: Partial<Caller> = {}): Caller => ({
  place: { platform: tenant.startsWith('slack') ? 'slack' : 'discord', tenant, channel: 'c', thread: null },
  person: 'editor',
  mayManage: true,
  zone: null,
  ...fields,
});
const run = async (command: string, args: Args, who = caller()) =>
  renderTerminal(await chat.run(command, args, who), { columns: 400, color: false });
const typed = async (line: string, who = caller()) => {
  const { command, args } = chat.parse(line, who.place.tenant);
  return run(command, args, who);
};
/** Indexes an article, of one line. */
async function index(id: string, text: string, tenant = 'public', fields = {}) {
  await ingest(app.desk, [articleOf(text, { id, tenant, seen: clock(), ...fields })]);
  await fillTopics(app.desk);
}
const members = async (topic: string, tenant = ONE) =>
  (await app.desk.store.list({ tenant, topic, docs: null, since: null, until: null }, 99)).toSorted();

beforeEach(async () => {
  for (const { tenant, slug } of await app.desk.store.topics(null)) await app.desk.store.removeTopic(tenant, slug);
  await app.desk.loadTopics();
});

test('is made of a title and words, takes what is stored and what comes, and can be asked of at once', async () => {
  await index('quay', 'The port of Colón closed its quay on Monday. Lock workers went home.');
  await index('match', 'The port of Colón won at football.');
  const made = await typed('/topic add Ports of the canal: ports "lock workers" -football');
  expect(made).toContain('“Ports of the canal” is followed as ports-of-the-canal.');
  expect(made).toContain('takes ports "lock workers" -football');
  expect(made).toMatch(/^1 article$/mu);
  await index('dredger', 'A dredger left the port of Balboa on Tuesday.');
  expect(await members(`${ONE}/ports-of-the-canal`)).toEqual(['dredger', 'quay']);
  expect(await typed('/brief ports-of-the-canal')).toContain('dredger left the port');
  expect(await typed('/ask topic:ports-of-the-canal who went home?')).toContain('Lock workers went home');
  const list = await typed('/topic list');
  expect(list).toMatch(/Ports of the canal \(ports-of-the-canal\) · takes ports .* · made in this chat · 2 articles/u);
  expect(list).toMatch(/\(japan-patriot-exports\) · takes all of its own sources · set up in briefs\/ · 5 articles/u);
  expect(await typed('/help')).toContain('Ports of the canal (ports-of-the-canal)');
});

test('one article serves several topics, by words, actors and languages', async () => {
  await index('both', 'Russia said on Friday that the canal at Suez was open to all ships.', 'public', {
    language: 'en',
  });
  await typed('/topic add Canals: canal');
  await run('topic add', { title: 'Moscow', words: 'suez', actors: 'Russia,"European Union"', languages: 'en' });
  await typed('/topic add Deutsch: suez lang:de');
  expect(await members(`${ONE}/canals`)).toContain('both');
  expect(await members(`${ONE}/moscow`)).toEqual(['both']);
  expect(await members(`${ONE}/deutsch`)).toEqual([]);
  expect(await typed('/topic list')).toContain('takes suez actor:Russia,"European Union" lang:en');
});

test('servers never see each other’s, also of one name', async () => {
  await index('mine', 'Herring boats left the harbour of Esbjerg on Monday.', ONE);
  await index('theirs', 'Cod boats left the harbour of Esbjerg on Monday.', OTHER);
  await typed('/topic add Boats: boats');
  await typed('/topic add Boats: boats +cod', caller(OTHER));
  expect(await members(`${ONE}/boats`)).toEqual(['mine']);
  expect(await members(`${OTHER}/boats`, OTHER)).toEqual(['theirs']);
  // Not even by its key.
  expect(await members(`${OTHER}/boats`)).toEqual([]);
  expect(await typed(`/brief topic:${OTHER}/boats`)).toContain('There is no topic');
  expect(await typed('/topic list')).not.toContain('+cod');
  expect(await typed('/topic remove boats')).toContain('is removed');
  expect(await members(`${OTHER}/boats`, OTHER)).toEqual(['theirs']);
  expect(await typed('/brief boats', caller(OTHER))).toContain('Cod boats');
  expect(await typed('/topic test boats', caller('discord:3'))).toContain('boats: none of');
});

test('a channel’s digest of it tells what joins it, and a private article of another server is never in it', async () => {
  await typed('/topic add Cranes: crane');
  await run('digest subscribe', { schedule: 'daily 08:00 UTC', topic: 'cranes' });
  await index('crane', 'A crane fell in the yard on Thursday.');
  await index('secret', 'A secret crane fell.', OTHER);
  const preview = await typed('/digest preview');
  expect(preview).toContain('A crane fell in the yard');
  expect(preview).not.toContain('secret');
});

test('words and title are changed, and the articles follow', async () => {
  await index('tug', 'A tug sank off Cork.');
  await index('ferry', 'A ferry sank off Cork.');
  await typed('/topic add Sunk: tug');
  expect(await typed('/topic edit sunk ferry title:"Sunk ferries"')).toContain('“Sunk ferries” (sunk) is changed.');
  expect(await members(`${ONE}/sunk`)).toEqual(['ferry']);
  expect(await typed('/topic edit sunk')).toContain('Nothing of “sunk” is to be changed.');
  expect(await typed('/topic list')).toContain('Sunk ferries (sunk) · takes ferry');
});

test('what is removed says what rests with it', async () => {
  await typed('/topic add Wrecks: wreck');
  await run('digest subscribe', { schedule: 'daily 08:00 UTC', topic: 'wrecks' });
  await run('watch word', { words: 'anchor', topic: 'wrecks', to: 'here' });
  const gone = await typed('/topic remove wrecks');
  expect(gone).toContain('“Wrecks” is removed; it had no article.');
  expect(gone).toContain('2 digests and watches of it rest. Make a topic called wrecks again and resume them');
  const orders = await app.desk.store.subscriptions(ONE);
  const states = orders.filter(({ topic }) => topic === `${ONE}/wrecks`).map(({ state }) => state);
  expect(states).toEqual(['paused', 'paused']);
  expect(await typed('/topic remove wrecks')).toContain('There is no topic “wrecks”');
});

test('shows why an article is taken or not, by id, by its text, and for words that are not saved', async () => {
  await index('strike', 'Dockers walked out. The port of Brest stayed shut.', 'public', { publisher: 'The Coast' });
  await typed('/topic add Brest: brest -dockers actor:France');
  const told = await typed('/topic test brest strike');
  expect(told).toMatch(/^Not taken: Brest \(brest\)$/mu);
  expect(told).toContain('The Coast');
  expect(told).toMatch(/✓ “brest” · The port of Brest stayed shut\./u);
  expect(told).toMatch(/✗ -“dockers” · Dockers walked out\./u);
  expect(told).toContain('✗ none is named of: France');
  const text = 'France said on Friday that the port of Brest would open its gates again within days.';
  const pasted = await typed(`/topic test brest ${text}`);
  expect(pasted).toMatch(/^Taken: Brest/mu);
  expect(pasted).toContain(`✓ France is named · ${text}`);
  expect(await app.desk.store.articles(ONE, ['pasted'])).toEqual([]);
  expect(await typed('/topic test words:"port +shut" article:strike')).toMatch(/^Taken: port \+shut$/mu);
  expect(await typed('/topic test brest nothing')).toContain('There is no article “nothing” here');
  expect(await typed(`/topic test ${DECLARED} strike`)).toContain('takes every article of its own sources');
});

test('says how many stored articles words would take, and names the newest five', async () => {
  for (const n of [1, 2, 3, 4, 5, 6]) await index(`eel-${n}`, `Eel number ${n} was seen.`, ONE, { title: `Eel ${n}` });
  const found = await typed('/topic test eels -"number 6"');
  expect(found).toMatch(/^eels -"number 6": 5 of \d+ articles$/mu);
  expect(found).toContain('Eel 5');
  const all = await typed('/topic test eels');
  expect(all).toMatch(/^eels: 6 of/mu);
  expect(all).toContain('The newest 5 are named.');
  expect(all.match(/Eel \d/gu)).toHaveLength(5);
  expect(await typed('/topic test eels', caller(OTHER))).toMatch(/^eels: none of/mu);
});

test.each<[line: string, says: string]>([
  ['/topic add Ports', '“words” is missing'],
  ['/topic add Ports: -', 'stands alone'],
  ['/topic add Ports: actor:Frobnia', '“Frobnia” is no actor that is known'],
  ['/topic add !!!: ports', 'no letter or digit'],
  [`/topic add ${'x'.repeat(121)}: ports`, 'at most 120'],
  ['/topic add Japan Patriot exports: missiles', 'There is a topic “japan-patriot-exports” in briefs/ already.'],
  [`/topic edit ${DECLARED} missiles`, 'is declared in briefs/ and is not changed from a chat'],
  [`/topic remove ${DECLARED}`, 'is declared in briefs/'],
  ['/topic edit nothing ports', 'There is no topic “nothing”'],
  ['/topic frob', 'only list, add, edit, remove, test'],
])('refuses %j by name', async (line, says) => {
  expect(await typed(line)).toContain(says);
  expect(await app.desk.store.topics(ONE)).toEqual([]);
});

test('the same title twice, and too many topics, are refused', async () => {
  await typed('/topic add Ports: ports');
  expect(await typed('/topic add Pórts!: quays')).toContain('`/topic edit ports` changes it');
  const [topic] = await app.desk.store.topics(ONE);
  for (let n = 1; n < 50; n++) await app.desk.store.setTopic({ ...topic!, slug: `ports-${n}` });
  expect(await typed('/topic add More: ports')).toContain('This server has 50 topics of its own');
  expect(await typed('/topic list')).toContain('51 topics');
  expect(await typed('/topic list 3')).toContain('ports-');
  expect(await typed('/topic add More: ports', caller(OTHER))).toContain('is followed as more');
});

test('only those who manage the whole server make and change topics; everybody sees them', async () => {
  const reader = caller(ONE, { mayManage: false });
  for (const line of ['add A: b', 'edit a c', 'remove a', 'test a'])
    expect(await typed(`/topic ${line}`, reader)).toContain('changes what everybody here gets');
  expect(await typed('/topic add A: b', caller(ONE, { onlyHere: true }))).toContain('Topics are the whole server’s');
  expect(await typed('/topic list', reader)).toContain('1 topic');
});

test('a form asks for what is missing, on the platforms that have forms', () => {
  const fields = (command: string, args: Args) => chat.form(command, args, caller())?.fields.map(({ name }) => name);
  expect(fields('topic add', {})).toEqual(['title', 'words', 'actors', 'languages']);
  expect(fields('topic add', { title: 'Ports' })).toEqual(['words', 'actors', 'languages']);
  expect(fields('topic edit', {})).toEqual(['topic', 'words', 'title', 'actors', 'languages']);
  expect(fields('topic test', {})).toBeUndefined();
});

test.each([
  ['/brief topic add Ports of the canal: ports canal', { title: 'Ports of the canal', words: 'ports canal' }],
  ['topic add Ports: "lock workers" +canal', { title: 'Ports', words: '"lock workers" +canal' }],
  [
    '/topic add title:Ports words:"ports canal" actors:Russia',
    { title: 'Ports', words: 'ports canal', actors: 'Russia' },
  ],
])('%j is typed anywhere', (line, args) => {
  expect(chat.parse(line, ONE)).toEqual({ command: 'topic add', args });
});

test('a server’s own topic is its channel’s default like any other', async () => {
  await index('lamp', 'The lighthouse lamp went out on Sunday.');
  await typed('/topic add Lighthouses: lighthouse');
  expect(await typed('/settings topic lighthouses')).toContain('Lighthouses');
  expect(await typed('/brief')).toContain('lighthouse lamp');
  await typed('/topic remove lighthouses');
  expect(await typed('/brief')).toContain('Japan’s Patriot exports');
  await app.desk.store.set(ONE, 'c', 'topic', null);
});
