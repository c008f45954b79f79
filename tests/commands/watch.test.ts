import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../src/core/model/command.ts';
import type { Watch } from '../../src/core/model/subscription.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { openOnce } from './opened.ts';

const { app } = await openOnce();

let server = 0;
let tenant = '';
beforeEach(() => {
  server += 1;
  tenant = `slack:T${server}`;
});

const as = (person: string, mayManage = false): Caller => ({
  place: { platform: 'slack', tenant, channel: 'C1', thread: null },
  person,
  mayManage,
  zone: 'Europe/Berlin',
});
const show = (page: Parameters<typeof renderTerminal>[0]) => renderTerminal(page, { columns: 2_000, color: false });
const say = async (line: string, caller: Caller) => {
  const { command, args } = app.chat.parse(line);
  return show(await app.chat.run(command, args, caller));
};
const only = async (): Promise<Watch> => {
  const all = await app.desk.store.subscriptions(tenant);
  const [one] = all;
  if (all.length !== 1 || one?.kind !== 'watch') throw new Error(`${all.length} subscriptions`);
  return one;
};

test.each([
  ['/watch Russia', { is: 'statement', actor: 'ru', name: 'Russia' }, 'Watching for a new statement by Russia.'],
  ['/watch actor the Kremlin', { is: 'statement' }, 'a new statement by'],
  ['/watch actor zakharova', { is: 'statement' }, 'Zakharova'],
  [
    '/watch word "grain corridor" ships',
    { is: 'keyword', words: '"grain corridor" ships' },
    'the words "grain corridor" ships',
  ],
  ['/watch differences', { is: 'difference', slot: null }, 'sources that differ.'],
  ['/watch differences number', { is: 'difference', slot: 'number' }, 'sources that differ on number'],
  [
    '/watch question what did Brazil say about cheese?',
    { is: 'answer' },
    'an answer to “what did Brazil say about cheese?”',
  ],
  ['/watch what did Brazil say about cheese?', { is: 'answer' }, 'an answer to “what did Brazil say'],
])('%s', async (line, trigger, said) => {
  const shown = await say(line, as('boss', true));
  expect(shown).toContain(said);
  expect(shown).toContain('Alerts come here, at most 6 an hour.');
  const watch = await only();
  expect(watch).toMatchObject({ trigger, place: { channel: 'C1' }, quiet: null, mostPerHour: 6, topic: null });
  expect(watch.upTo).toBe(await app.desk.store.seq());
  expect(await say(line, as('boss', true))).toContain('already');
  expect(await say('/watch', as('boss', true))).toContain(watch.id);
});

test('who may not manage the channel gets it alone, and is told so', async () => {
  const shown = await say('/watch Russia quiet 22:00-07:00 most 2 an hour', as('reader'));
  expect(shown).toContain('Alerts come to your own chat with Sitrep, at most 2 an hour.');
  expect(shown).toContain('these come to you alone');
  expect(shown).toContain('Quiet hours: 22:00-07:00 Europe/Berlin.');
  expect(await only()).toMatchObject({ place: { channel: '@reader' }, alone: true, mostPerHour: 2 });
  expect(await say('/watch Japan to here', as('reader'))).toContain('only who manages the channel may');
});

test('differences in anything take options too', async () => {
  expect(await say('/watch differences quiet 22-7', as('boss', true))).toContain('Quiet hours: 22:00-07:00');
  expect(await only()).toMatchObject({ trigger: { is: 'difference', slot: null } });
});

test('spoken to in a channel it understands the same', async () => {
  expect(show(await app.chat.hear('watch Russia', as('boss', true), null))).toContain('Watching for');
  expect(await only()).toMatchObject({ trigger: { actor: 'ru' } });
});

test.each([
  ['/watch Frobnia', '“Frobnia” is no actor that is known. Heard here: ', 'there is `/watch word`'],
  ['/watch word the', 'no “words” in the that only some articles have', ''],
  ['/watch word !?', 'no “words”', ''],
  ['/watch differences colour', '“colour” cannot be compared', ''],
  ['/watch Russia most 61', 'is no “most”: a number from 1 to 60', ''],
  ['/watch Russia topic:nothing', 'There is no topic “nothing”', ''],
  ['/watch question what changed since yesterday?', 'no question that gets its first answer', ''],
  ['/watch this', 'Nothing was asked here before', ''],
])('“%s” is refused with what to do', async (line, what, next) => {
  const shown = await say(line, as('boss', true));
  expect(shown).toContain(what);
  expect(shown).toContain(next);
  expect(await app.desk.store.subscriptions(tenant)).toEqual([]);
});

test('a question that is answered already shows its answer instead', async () => {
  const shown = await say('/watch question what did Russia say?', as('boss', true));
  expect(shown).toContain('The sources speak of this already');
  expect(shown).toContain('Zakharova');
  expect(await app.desk.store.subscriptions(tenant)).toEqual([]);
});

test('the button under a refusal watches that question, however long, also as words and for the one topic', async () => {
  const question = `what did Brazil say about cheese and ${'very '.repeat(60)}old wine?`;
  const answer = await app.chat.run('ask', { question, topic: 'japan-patriot-exports' }, as('reader'));
  const button = answer.actions.find(({ command }) => command === 'watch this');
  expect(show(await app.chat.run('watch this', button?.args ?? {}, as('reader')))).toContain('Watching for an answer');
  expect(await only()).toMatchObject({ trigger: { is: 'answer', question }, topic: 'japan-patriot-exports' });
  expect(show(await app.chat.hear('watch this', as('reader'), null))).toContain('already');
  const other = await app.chat.run('watch this', button?.args ?? {}, {
    ...as('x'),
    place: { ...as('x').place, tenant: 'slack:none' },
  });
  expect(other.push.key).toBe('error');
});

test('a number that no article gives can be waited for, an answer with its sources cannot', async () => {
  const counted = await app.chat.run('ask', { question: 'how many missiles?' }, as('reader'));
  expect(counted.actions.map(({ command }) => command).slice(0, 2)).toEqual(['cited', 'watch this']);
  expect(show(await app.chat.run('watch this', { id: counted.id }, as('reader')))).toContain('Watching for an answer');
  const answered = await app.chat.run('ask', { question: 'what did Russia say?' }, as('reader'));
  expect(answered.actions.map(({ command }) => command)).not.toContain('watch this');
});

test('pause, resume and remove, by either command', async () => {
  await say('/watch Russia', as('boss', true));
  const { id } = await only();
  expect(await say(`/watch pause ${id}`, as('reader'))).toContain('is the watch of a channel');
  expect(await say(`/digest pause ${id}`, as('boss', true))).toContain(
    'The watch for a new statement by Russia is paused.',
  );
  expect(await say('/watch list', as('reader'))).toContain('paused');
  expect(await say(`/watch resume ${id}`, as('boss', true))).toContain('is on again');
  expect(await say(`/watch remove ${id}`, as('boss', true))).toContain('is removed');
  expect(await app.desk.store.subscriptions(tenant)).toEqual([]);
});

test('a hundred in a channel, 25 for one person, and no more', async () => {
  for (let n = 0; n < 101; n++) await app.chat.run('watch word', { words: `harbour ${n}x` }, as('boss', true));
  expect(await app.desk.store.subscriptions(tenant)).toHaveLength(100);
  expect(await say('/watch word quay', as('boss', true))).toContain('There are 100 watches here already');
  for (let n = 0; n < 26; n++) await app.chat.run('watch word', { words: `harbour ${n}x` }, as('reader'));
  expect(await say('/watch word quay', as('reader'))).toContain('There are 25 watches');
});

test('actors are suggested from those who speak', async () => {
  const [actor] = app.chat.find('watch actor')?.options ?? [];
  expect((await actor?.suggest?.('zakh', as('reader')))?.map(({ value }) => value)).toEqual(['Maria Zakharova']);
});
