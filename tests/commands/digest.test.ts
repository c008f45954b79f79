import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../src/core/model/command.ts';
import type { Decision } from '../../src/core/model/delivery.ts';
import type { Subscription } from '../../src/core/model/subscription.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { freeze } from '../../src/usecases/parts.ts';
import { openOnce } from './opened.ts';

const { app, clock } = await openOnce();

let server = 0;
/** A server of its own for each test. */
let tenant = '';
beforeEach(() => {
  server += 1;
  tenant = `slack:T${server}`;
});

const as = (person: string, more: Partial<Caller> = {}, channel = 'C1'): Caller => ({
  place: { platform: 'slack', tenant, channel, thread: null },
  person,
  mayManage: false,
  zone: 'Europe/Berlin',
  ...more,
});
const manager = (channel = 'C1') => as('boss', { mayManage: true }, channel);
const say = async (line: string, caller: Caller) => {
  const { command, args } = app.chat.parse(line);
  return renderTerminal(await app.chat.run(command, args, caller), { columns: 2_000, color: false });
};
const stored = () => app.desk.store.subscriptions(tenant);
const one = async (): Promise<Subscription> => {
  const [first, ...more] = await stored();
  if (!first || more.length > 0) throw new Error(`${more.length + 1} subscriptions`);
  return first;
};

test('everything stands in one typed line, and the answer says all of it', async () => {
  const shown = await say(
    '/digest subscribe japan-patriot-exports weekdays 08:00 Europe/Berlin quiet 22:00-07:00 min 3 empty line to me',
    as('reader'),
  );
  expect(shown).toContain(
    'comes to your own chat with Sitrep weekdays 08:00 Europe/Berlin. First: Mon, Nov 23, 08:00.',
  );
  expect(shown).toContain('Quiet hours: 22:00-07:00 Europe/Berlin.');
  expect(shown).toContain('Fewer than 3 new articles wait');
  expect(shown).toContain('A day without news is said in one line.');
  expect(await one()).toMatchObject({
    kind: 'digest',
    topic: 'japan-patriot-exports',
    place: { tenant, channel: '@reader', thread: null },
    alone: true,
    by: 'reader',
    minimum: 3,
    whenEmpty: 'line',
    quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
  });
});

test('the same options by their names, as a form gives them', async () => {
  const args = { schedule: 'daily 9pm', quiet: '23-6', minimum: '2', empty: 'silent', to: 'here' };
  await app.chat.run('digest subscribe', args, manager());
  expect(await one()).toMatchObject({
    minimum: 2,
    whenEmpty: 'silent',
    quiet: { from: '23:00', to: '06:00' },
    place: { channel: 'C1' },
  });
});

test('the command subscribes the thread or forum post that it is given in', async () => {
  const caller = manager();
  await say('/digest subscribe 08:00', { ...caller, place: { ...caller.place, thread: '171.1' } });
  expect(await one()).toMatchObject({ place: { channel: 'C1', thread: '171.1' } });
});

test('in the bot’s own chat it comes there, whatever is said', async () => {
  await say('/digest subscribe 08:00 to me', as('reader', { alone: true }, 'D1'));
  expect(await one()).toMatchObject({ place: { channel: 'D1' }, alone: true });
});

test('the same order made twice says so, with the options that it has', async () => {
  await say('/digest subscribe 08:00', manager());
  expect(await say('/digest subscribe 8am', manager())).toContain('already. Next: Sat, Nov 21, 08:00.');
  const other = await say('/digest subscribe 08:00 min 4', manager());
  expect(other).toContain('Its options stay as they were.');
  expect(await one()).toMatchObject({ minimum: 1 });
  await say(`/digest pause ${(await one()).id}`, manager());
  expect(await say('/digest subscribe 08:00', manager())).toContain('It is paused: /digest resume');
});

test('a zone that nobody named is said', async () => {
  const stranger = { ...manager(), zone: null };
  expect(await say('/digest subscribe 08:00', stranger)).toContain('so these times are UTC');
  expect(await say('/digest subscribe 09:00 UTC', stranger)).not.toContain('so these times are UTC');
  expect(await say('/digest subscribe 09:00', manager())).toContain('daily 09:00 Europe/Berlin');
});

test.each([
  ['08:00 quiet 07:00-09:00', 'lies in the quiet hours 07:00-09:00 Europe/Berlin'],
  ['08:00 min 51', '“51” is no “minimum”: a number from 1 to 50.'],
  ['08:00 min 0', '“0” is no “minimum”'],
  ['08:00 quiet:sometimes', 'sometimes'],
  ['08:00 empty:loud', '“loud” is no choice for “empty”, only silent, line.'],
  ['08:00 to:everybody', '“everybody” is no choice for “to”, only here, me.'],
  ['25:00', '25:00'],
  ['08:00 Nowhere/Land', 'Nowhere/Land'],
  ['whenever', 'whenever'],
])('“%s” is refused in one line', async (words, expected) => {
  const shown = await say(`/digest subscribe ${words}`, manager());
  expect(shown).toContain(expected);
  expect(shown.split('\n').filter((line) => line.trim() !== '')).toHaveLength(2);
  expect(await stored()).toEqual([]);
});

test('a cron line of a day that there never is', async () => {
  expect(await say('/digest subscribe 0 8 31 2 *', manager())).toMatch(/never|no day/iu);
  expect(await stored()).toEqual([]);
});

test('into a channel only who manages it, to oneself everybody', async () => {
  const refused = await say('/digest subscribe 08:00', as('reader'));
  expect(refused).toContain('only who manages the channel may. Say `to me`');
  expect(await say('/digest subscribe 08:00 to here', as('reader'))).toContain('only who manages');
  expect(await say('/digest subscribe 08:00 to me', as('reader'))).toContain('your own chat with Sitrep');
  expect(await say('/digest subscribe 08:00', { ...manager(), canPost: false })).toContain('may not post here');
});

test('nobody sees or changes what comes to another alone, not even who manages the server', async () => {
  await say('/digest subscribe 08:00 to me', as('reader'));
  await say('/watch Russia to me', as('reader'));
  const id = (await stored()).find(({ kind }) => kind === 'digest')?.id ?? '';
  for (const caller of [manager(), as('other'), as('other', { alone: true }, 'D2')]) {
    for (const line of ['/digest list', '/digest status', '/watch list'])
      expect(await say(line, caller)).not.toContain(id);
    for (const verb of ['status', 'preview', 'pause', 'resume', 'remove'])
      expect(await say(`/digest ${verb} ${id}`, caller)).toContain('There is no digest');
    const option = app.chat.find('digest pause')?.options[0];
    expect(await option?.suggest?.('', caller)).toEqual([]);
  }
  const heard = await app.chat.hear('digest list', as('reader'), null);
  expect(renderTerminal(heard, { columns: 2_000, color: false })).not.toContain(id);
  expect(await say('/digest list', as('reader', {}, 'C9'))).toContain(
    `to you alone · next Sat, Nov 21, 08:00 · id ${id}`,
  );
  expect(await say(`/digest remove ${id}`, as('reader', {}, 'C9'))).toContain('is removed');
  expect(await say('/privacy', as('reader'))).toContain('1 digest or watch that comes to you alone');
  expect(await say('/privacy delete', as('reader', { alone: true }, 'D3'))).toContain('1 digest or watch');
  expect(await stored()).toEqual([]);
});

test('on Discord a person’s own chat shows and changes what comes there from servers', async () => {
  tenant = 'discord:4711';
  const place = { platform: 'discord', tenant, channel: '5', thread: null } as const;
  const reader: Caller = { place, person: '77', mayManage: false, zone: null };
  await app.chat.run('watch word', { words: 'Patriot', to: 'me' }, reader);
  const { id } = await one();
  const { id: page } = await app.chat.run('ask', { question: 'what did Russia say?' }, reader);
  const chat: Caller = {
    ...reader,
    place: { ...place, tenant: 'discord:dm-77', channel: '6' },
    alone: true,
    mayManage: true,
  };
  expect(await say('/watch list', chat)).toContain(id);
  expect(renderTerminal(await app.chat.run('cited', { id: page }, chat), { columns: 2_000, color: false })).toContain(
    'Sitrep sample',
  );
  const stranger = { ...chat, person: '78', place: { ...chat.place, tenant: 'discord:dm-78' } };
  expect(await say('/watch list', stranger)).not.toContain(id);
  expect((await app.chat.run('cited', { id: page }, stranger)).push.key).toBe('error');
  // Nor does who has left the server: what came from there is paused for it.
  const [order] = await stored();
  const own = { ...order!.place, channel: '@78' };
  await app.desk.store.subscribe({ ...order!, id: 'left', place: own, state: 'paused', gone: 1 }, null);
  expect((await app.chat.run('cited', { id: page }, stranger)).push.key).toBe('error');
  await app.desk.store.setSubscription(tenant, 'left', 'removed');
  expect(await say(`/watch remove ${id}`, chat)).toContain('is removed');
  expect(await stored()).toEqual([]);
});

test('so many and no more, of a channel and of a server', async () => {
  const times = (from: number, count: number) =>
    Array.from(
      { length: count },
      (_, n) => `${String(Math.floor((from + n) / 60)).padStart(2, '0')}:${String((from + n) % 60).padStart(2, '0')}`,
    );
  for (const time of times(0, 50)) await app.chat.run('digest subscribe', { schedule: time }, manager());
  expect(await say('/digest subscribe 23:00', manager())).toContain('There are 50 digests here already');
  expect(await say('/digest subscribe 00:00', manager())).toContain('already. Next:');
  expect(await say('/digest subscribe 23:00', manager('C2'))).toContain('First:');
  const listed = await say('/digest list', manager());
  expect(listed).toContain('51 digests');
  expect(listed).toContain('Page 1 of 3');
  expect(listed.split('\n').filter((line) => line.includes(' · id '))).toHaveLength(20);
  const last = await app.chat.run('digest list', { page: '3' }, manager());
  expect(
    renderTerminal(last, { columns: 2_000, color: false })
      .split('\n')
      .filter((line) => line.includes(' · id ')),
  ).toHaveLength(11);
  const [made] = await stored();
  for (let n = 51; n < 500; n++)
    await app.desk.store.subscribe({ ...made!, id: `x${n}`, place: { ...made!.place, channel: `C${n}` } }, null);
  expect(await say('/digest subscribe 23:30', manager('C900'))).toContain('This server has 500 digests and watches');
  expect(await say('/digest subscribe 23:30 to me', as('reader'))).toContain('First:');
}, 20_000);

const NONE: Decision = { outcome: 'sent', fresh: 0, older: 0, broken: 0, stale: false };
/** A decided slot, with so many messages. */
async function decide(order: Subscription, slot: string, decision: Partial<Decision>, messages = 0) {
  const payloads = Array.from({ length: messages }, (_, n) => ({ payload: `${n}` }));
  const parts = freeze(order.id, slot, order.place, payloads);
  await app.desk.store.publish({
    subscription: order.id,
    slots: [{ slot, decision: { ...NONE, ...decision } }],
    ...{ edition: null, parts, since: 0, upTo: 0, had: [], dueAt: null, at: clock() },
  });
  return parts;
}

test('status says why the last one was as it was, and what is still on its way', async () => {
  await say('/digest subscribe 08:00 quiet 22:00-07:00', manager());
  const order = await one();
  const id = order.id;
  expect(await say(`/digest status ${id}`, manager())).toContain('Nothing was due yet.');
  await decide(order, '2026-11-18T08:00', { outcome: 'skipped' });
  await decide(order, '2026-11-19T08:00', { outcome: 'few', fresh: 1 });
  const [part] = await decide(
    order,
    '2026-11-20T08:00',
    { outcome: 'late', fresh: 12, older: 3, broken: 2, stale: true },
    2,
  );
  const all = await say('/digest status', manager());
  expect(all).toContain('daily 08:00 Europe/Berlin · quiet 22:00-07:00 · next Sat, Nov 21, 08:00');
  expect(all).toContain(
    'last Fri, Nov 20, 08:00: made late, 12 new or changed articles, 3 older ones named · 2 sources could not be read · the newest article is old',
  );
  expect(all).toContain('0 of 2 messages arrived · not all of it is delivered yet');
  const full = await say(`/digest status ${id}`, as('reader'));
  expect(full).toContain('Quiet hours: 22:00-07:00 Europe/Berlin.');
  expect(full).toContain('Thu, Nov 19, 08:00: nothing sent, only 1 new or changed article: too few');
  expect(full).toContain('Wed, Nov 18, 08:00: skipped, it was missed for too long');

  await app.desk.store.lease({ platform: 'slack', owner: 'a', now: clock(), forMs: 1_000, paceMs: 0, limit: 5 });
  await app.desk.store.settle(part!.key, { error: 'rate limited', retryAt: clock() + 60_000 }, clock());
  expect(await say(`/digest status ${id}`, manager())).toContain('next try Fri, Nov 20, 13:01 (rate limited)');
  await app.desk.store.settle(part!.key, { error: 'not_in_channel', retryAt: null, gone: true }, clock());
  const gone = await say('/digest status', manager());
  expect(gone).toContain('given up, not all of it was delivered (not_in_channel)');
  expect(gone).toContain('its channel is gone');
});
