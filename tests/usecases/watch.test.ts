import { afterEach, expect, test } from 'vitest';
import type { Trigger } from '../../src/core/model/subscription.ts';
import { alertDue } from '../../src/usecases/watch.ts';
import { remember } from '../app.ts';
import { type Channel, openChannel, PLACE, watchFor } from './channel.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function channel(given?: Parameters<typeof openChannel>[0]): Promise<Channel> {
  const one = await openChannel(given);
  ends.push(one.end);
  return one;
}

/** One round of the clock: what arrived in it. */
async function round({ app, clock, platform, deliver, arrived }: Channel): Promise<string[]> {
  const before = arrived.length;
  clock.forward(60_000);
  await alertDue(app.desk, [platform]);
  await deliver();
  return arrived.slice(before).map(({ payload }) => payload);
}

const RUSSIA: Trigger = { is: 'statement', actor: 'ru', name: 'Russia' };
const KEYWORD: Trigger = { is: 'keyword', words: 'harbour crane' };

test('a statement of an actor, or of one that speaks for it, is told once; others that speak of it are not', async () => {
  const one = await channel();
  await one.index('old', 'The Russian foreign ministry said that the talks had failed.');
  await watchFor(one, RUSSIA);
  expect(await round(one)).toEqual([]);

  await one.index('about', 'Analysts said that Russia had lost interest. Ukraine said that Russia was not serious.');
  expect(await round(one)).toEqual([]);

  await one.index(
    'new',
    'Russian foreign ministry spokeswoman Maria Zakharova said that the sale would have grave consequences.\n' +
      'The weather was cold.',
  );
  await one.index('other', 'The Kremlin denied that a meeting was planned for the spring.');
  const [alert, ...more] = await round(one);
  expect(more).toEqual([]);
  expect(alert).toContain('Russia: 2 new statements (2 articles)');
  expect(alert).toContain('grave consequences');
  expect(alert).toContain('a meeting was planned');
  expect(alert).not.toContain('weather');
  expect(alert).toContain('2 articles');
  expect(await round(one)).toEqual([]);
});

test('a new version of an article tells only what its earlier one did not say', async () => {
  const one = await channel();
  const first = 'The Russian foreign ministry said that the sale would have grave consequences for the region.';
  await one.index('a', first);
  await watchFor(one, RUSSIA);
  await one.index('a', `An unrelated line.\n${first}`);
  expect(await round(one)).toEqual([]);
  await one.index('a', `${first}\nThe Kremlin denied that a meeting was planned for the spring.`);
  const [alert] = await round(one);
  expect(alert).toContain('Russia: 1 new statement (1 article)');
  expect(alert).not.toContain('grave consequences');
  // What is known of an article is news to no watch.
  one.clock.forward(3_600_000);
  await one.index('a', `${first}\nThe Kremlin denied that a meeting was planned for the spring.`, { title: 'A title' });
  expect(await round(one)).toEqual([]);
});

test('a keyword is found in any form of its words, a phrase in quotes as it stands, in whole words alone', async () => {
  const one = await channel();
  await watchFor(one, KEYWORD, { id: 'both' });
  await watchFor(one, { is: 'keyword', words: '"tugs arrived" café' }, { id: 'phrase' });
  await one.index('a', 'The cranes of the Harbour stand idle. A harbourmaster raised a crane.');
  await one.index('b', 'The cranes of the Harbour stand idle. Arrived tugs passed the cafe.');
  const [alert, ...more] = await round(one);
  expect(more).toEqual([]);
  expect(alert).toContain('harbour crane: 1 new sentence (2 articles)');
  expect(alert).toContain('stand idle');
  expect(alert).not.toContain('harbourmaster');
  await one.index('c', 'At the cafe they saw that two Tugs arrived before dawn.');
  expect((await round(one)).join()).toContain('before dawn');
});

test('of many sentences five are shown, one of each article first, and the rest is counted', async () => {
  const one = await channel();
  await watchFor(one, KEYWORD);
  await one.index('a', [1, 2, 3, 4, 5, 6].map((n) => `Crane ${n} of the harbour was mended on its day.`).join(' '));
  await one.index('b', 'Nobody knows why the other harbour crane fell.');
  const [alert] = await round(one);
  expect(alert).toContain('7 new sentences (2 articles)');
  expect(alert).toContain('Nobody knows why');
  expect(alert).toContain('2 more are not shown');
  expect(alert).not.toContain('Crane 5');
});

test('sources that differ otherwise than before are told, in the slot that is watched', async () => {
  const one = await channel();
  const deal = 'The government of Japan';
  await one.index('a', `${deal} agreed to export two Patriot missile batteries to the United States.`);
  await one.index('b', `${deal} agreed to export two Patriot missile batteries to the United States this year.`);
  await watchFor(one, { is: 'difference', slot: null }, { id: 'any' });
  await watchFor(one, { is: 'difference', slot: 'role' }, { id: 'role' });
  expect(await round(one)).toEqual([]);
  await one.index(
    'c',
    `${deal} agreed to export four Patriot missile batteries to the United States, an official said.`,
  );
  const [alert, ...more] = await round(one);
  expect(more).toEqual([]);
  expect(alert).toContain('Where sources differ: 1 change');
  expect(alert).toContain('four Patriot');
  expect(alert).toContain('two Patriot');
  await one.index('d', `${deal} agreed to export two Patriot missile batteries to the United States, it repeated.`);
  expect(await round(one)).toEqual([]);
});

test('the first answer to a question is told, and ends the watch', async () => {
  const one = await channel();
  await one.index('a', 'The port of Varna closed in March after a storm.');
  await watchFor(one, { is: 'answer', question: 'When will the Odesa lighthouse be repaired?' });
  await one.index('b', 'A bakery in Lyon opened on Monday.');
  expect(await round(one)).toEqual([]);
  await one.index('c', 'The Odesa lighthouse will be repaired in May 2027, the port authority said.');
  const [alert] = await round(one);
  expect(alert).toContain('Now in the sources: When will the Odesa lighthouse be repaired?');
  expect(alert).toContain('May 2027');
  expect(alert).toContain('This watch has ended');
  expect(alert).not.toContain('Stop');
  await one.index('d', 'The Odesa lighthouse will be repaired in June 2027, the ministry said.');
  expect(await round(one)).toEqual([]);
  expect(await one.app.desk.store.subscriptions(null)).toEqual([]);
});

test('quiet hours and the most of an hour keep news back, which then comes as one alert', async () => {
  const one = await channel();
  await watchFor(one, KEYWORD, { id: 'quiet', quiet: { from: '22:00', to: '07:00', zone: 'UTC' } });
  await watchFor(one, { is: 'keyword', words: 'crane' }, { id: 'capped', mostPerHour: 1 });
  one.clock.set('2026-11-20T22:00:00Z');
  await one.index('a', 'The first harbour crane fell.');
  expect(await round(one)).toEqual([expect.stringContaining('crane: 1 new sentence')]);
  await one.index('b', 'The second harbour crane fell.');
  await one.index('c', 'The third harbour crane fell.');
  expect(await round(one)).toEqual([]);
  one.clock.set('2026-11-20T23:30:00Z');
  expect(await round(one)).toEqual([expect.stringContaining('crane: 2 new sentences (2 articles)')]);
  one.clock.set('2026-11-21T07:00:00Z');
  expect(await round(one)).toEqual([expect.stringContaining('harbour crane: 3 new sentences (3 articles)')]);
  expect(await round(one)).toEqual([]);
});

test('two processes tell it once; a watch without news leaves no trace', async () => {
  const one = await channel();
  const other = await one.another();
  const watch = await watchFor(one, KEYWORD);
  for (let n = 1; n <= 4; n++) {
    await one.index(`a${n}`, n % 2 === 1 ? 'A bakery opened.' : `The harbour crane number ${n} fell.`);
    await Promise.all([alertDue(one.app.desk, [one.platform]), alertDue(other.desk, [one.platform])]);
  }
  await one.deliver();
  expect(one.arrived.map(({ payload }) => /number \d/.exec(payload)?.[0])).toEqual(['number 2', 'number 4']);
  const slots = await one.app.desk.store.slots(PLACE.tenant, watch.id, 10);
  expect(slots.map(({ decision }) => decision.outcome)).toEqual(['alert', 'alert']);
});

test('an alert is kept with its sources, and says how to stop it', async () => {
  const one = await channel();
  const pages: unknown[] = [];
  const platform = { ...one.platform, parts: (page: unknown) => [String(pages.push(page))] };
  await watchFor(one, KEYWORD);
  await one.index('a', 'The harbour crane fell.', { tenant: PLACE.tenant });
  await alertDue(one.app.desk, [platform]);
  const [page] = pages as [{ id: string; actions: unknown }];
  expect(page.actions).toMatchObject([
    { command: 'cited', args: { id: page.id } },
    { command: 'watch remove', args: { id: 'w1' } },
  ]);
  expect(JSON.stringify(await one.app.desk.store.kept(PLACE.tenant, page.id))).toContain('harbour crane fell');
});

test('the trouble of one watch is logged and stops no other; one of a chat that is off waits', async () => {
  const log = remember();
  const one = await channel({ log });
  await watchFor(one, { is: 'answer', question: ' ' }, { id: 'bad' });
  await watchFor(one, KEYWORD, { id: 'good' });
  await watchFor(one, KEYWORD, { id: 'off', place: { ...PLACE, platform: 'slack', tenant: 'slack:T1' } });
  await one.index('a', 'The harbour crane fell.');
  expect(await round(one)).toHaveLength(1);
  expect(log.lines.filter(({ event }) => event === 'watch.failed')).toEqual([
    { event: 'watch.failed', fields: expect.objectContaining({ watch: 'bad' }) },
  ]);
  expect((await one.app.desk.store.waiting()).map(({ id }) => id)).toEqual(['off']);
});

test('a clock that was ahead, when a watch was made or spoke, keeps no news from it', async () => {
  const one = await channel();
  one.clock.set('2026-11-22T12:00:00Z');
  await watchFor(one, KEYWORD, { mostPerHour: 1 });
  await one.index('a', 'The first harbour crane fell.');
  expect(await round(one)).toHaveLength(1);
  one.clock.set('2026-11-20T12:00:00Z');
  // It was sent by the same clock: what paces the channel is not looked at here.
  const { platform, app, clock } = one;
  await one.index('b', 'The second harbour crane fell.');
  clock.forward(60_000);
  await alertDue(app.desk, [platform]);
  const slots = await app.desk.store.slots(PLACE.tenant, 'w1', 10);
  expect(slots.map(({ decision }) => decision.outcome)).toEqual(['alert', 'alert']);
});
