import { afterEach, expect, test } from 'vitest';
import type { Part } from '../../src/core/model/delivery.ts';
import type { Digest } from '../../src/core/model/subscription.ts';
import { correctDelivered } from '../../src/usecases/correct.ts';
import { publish } from '../../src/usecases/publish.ts';
import { alertDue } from '../../src/usecases/watch.ts';
import { type Channel, openChannel, PLACE, watchFor } from './channel.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const KEYWORD = { is: 'keyword', words: 'crane' } as const;

async function channel(given?: Parameters<typeof openChannel>[0]): Promise<Channel> {
  const one = await openChannel(given);
  ends.push(one.end);
  // The very first round finds nothing to look back at.
  await one.index('zero', 'A bakery opened in Lyon.');
  await correctDelivered(one.app.desk, [one.platform]);
  return one;
}

/** One round of the clock: what arrived in it. */
async function round({ app, clock, platform, deliver, arrived }: Channel): Promise<readonly Part[]> {
  const before = arrived.length;
  clock.forward(60_000);
  await correctDelivered(app.desk, [platform]);
  await deliver();
  return arrived.slice(before);
}

/** An alert of these articles, delivered. */
async function alerted(one: Channel, articles: Readonly<Record<string, string>>): Promise<void> {
  await watchFor(one, KEYWORD);
  for (const [id, text] of Object.entries(articles)) await one.index(id, text, { title: `Title of ${id}` });
  await alertDue(one.app.desk, [one.platform]);
  await one.deliver();
  expect(one.arrived.length).toBeGreaterThan(0);
}

const FELL = 'The harbour crane fell on Monday and hit two parked cars.';

test('an edit of a cited sentence edits the message once, and a reply says what changed', async () => {
  const one = await channel();
  await alerted(one, { a: `${FELL}\nThe weather was cold.` });
  await one.index('a', 'The harbour crane fell on Monday and hit three parked cars.\nThe weather was cold.', {
    title: 'Title of a',
  });
  const [edit, reply, ...more] = await round(one);
  expect(more).toEqual([]);
  expect(edit?.act).toEqual({ is: 'edit', message: 'm1' });
  expect(edit?.payload).toContain('Corrected Nov 20, 2026: see the reply.');
  expect(edit?.payload).toContain(`BEFORE ${FELL}`);
  expect(reply?.act).toEqual({ is: 'reply', message: 'm1' });
  expect(reply?.payload).toContain(': 1 sentence above no longer stands as shown');
  expect(reply?.payload).toContain('[1] Title of a · changed since');
  expect(reply?.payload).toContain(`BEFORE ${FELL} [1]`);
  expect(reply?.payload).toContain('NOW The harbour crane fell on Monday and hit three parked cars. [1]');
  expect(await round(one)).toEqual([]);
});

test('an edit elsewhere in the article, or of its white space and title, does nothing', async () => {
  const one = await channel();
  await alerted(one, { a: `${FELL}\nThe weather was cold.` });
  await one.index('a', `A new beginning.\n${FELL.replace(' hit', '  hit')}\nThe weather was warm.`);
  await one.index('b', 'Another article tells of a crane.');
  expect(await round(one)).toEqual([]);
  expect(await one.app.desk.store.slots(PLACE.tenant, 'w1', 10)).toHaveLength(1);
  // What changes after that is told once, whatever else changes then.
  await one.index('a', 'Everything is different in this text.');
  expect((await round(one)).map(({ act }) => act.is)).toEqual(['edit', 'reply']);
  await one.index('a', 'Everything is different once more.');
  expect(await round(one)).toEqual([]);
});

test('a sentence that is gone, and an article that is withdrawn, are said so', async () => {
  const one = await channel();
  await alerted(one, { a: FELL, b: 'Nobody saw the crane in the night before that.' });
  await one.app.desk.store.withdraw('public', 'a');
  const [edit, reply] = await round(one);
  expect(edit?.payload).toContain(`NO LONGER THERE ${FELL}`);
  expect(reply?.payload).toContain('[1] Title of a · withdrawn since');
  expect(reply?.payload).toContain(`NO LONGER THERE ${FELL}`);
  await one.index('b', 'This text has nothing to do with it at all.');
  const [again, second] = await round(one);
  expect(again?.payload.match(/NO LONGER THERE|BEFORE/g)).toHaveLength(2);
  expect(second?.payload).toContain('NO LONGER THERE Nobody saw');
  expect(second?.payload).not.toContain(FELL);
});

test('several articles that changed together make one edit and one reply', async () => {
  const one = await channel();
  await alerted(one, { a: FELL, b: 'Nobody saw the crane in the night before that.' });
  await one.index('a', 'Different.');
  await one.index('b', 'Also different.');
  const arrived = await round(one);
  expect(arrived.map(({ act }) => act.is)).toEqual(['edit', 'reply']);
  expect(arrived[1]?.payload).toContain(': 2 sentences above no longer stand as shown');
  const slots = await one.app.desk.store.slots(PLACE.tenant, 'w1', 10);
  expect(slots.map(({ decision }) => decision.outcome)).toEqual(['correction', 'correction', 'alert']);
});

test('two processes, and one that died before it could say how far it was, correct once', async () => {
  const one = await channel();
  await alerted(one, { a: FELL, b: 'Nobody saw the crane in the night before that.' });
  const other = await one.another();
  await one.index('a', 'Different.');
  const dying = { ...one.app.desk, store: { ...one.app.desk.store, moveCursor: () => Promise.reject(new Error()) } };
  await expect(correctDelivered(dying, [one.platform])).rejects.toThrow();
  await one.index('b', 'Also different.');
  await Promise.all([correctDelivered(one.app.desk, [one.platform]), correctDelivered(other.desk, [one.platform])]);
  await one.deliver();
  const replies = one.arrived.filter(({ act }) => act.is === 'reply').map(({ payload }) => payload);
  expect(replies).toHaveLength(2);
  expect(replies[0]).toContain(FELL);
  expect(replies[1]).not.toContain(FELL);
});

test.each([
  [3, 'BEFORE'],
  [4, 'Corrected'],
])('of several messages those that read otherwise are edited, and nothing is lost: %i lines each', async (size, mark) => {
  const one = await channel({ size });
  const articles = Object.fromEntries(
    ['one', 'two', 'three', 'four'].map((n) => [n, `The crane of berth ${n} was painted in its own colour.`]),
  );
  await alerted(one, articles);
  const sent = one.arrived.length;
  expect(sent).toBeGreaterThan(1);
  const at = one.arrived.findIndex(({ payload }) => payload.includes('berth four'));
  await one.index('four', 'Different.');
  const arrived = await round(one);
  const edits = arrived.filter(({ act }) => act.is === 'edit');
  const [reply] = arrived.filter(({ act }) => act.is === 'reply');
  expect(edits[0]?.payload).toContain(mark);
  expect(reply?.act).toEqual({ is: 'reply', message: `m${at + 1}` });
  const standing = one.arrived.slice(0, sent).map(({ payload }, index) => {
    const edit = edits.find(({ act }) => act.is === 'edit' && act.message === `m${index + 1}`);
    return edit?.payload ?? payload;
  });
  for (const n of Object.keys(articles)) expect(standing.join('\n').split(`berth ${n}`)).toHaveLength(2);
});

test('what is older than a month stands as it is, also after a removed watch', async () => {
  const one = await channel();
  await alerted(one, { a: FELL });
  await one.app.desk.store.setSubscription(PLACE.tenant, 'w1', 'removed');
  one.clock.forward(29 * 86_400_000);
  await one.index('a', 'The harbour crane fell on Monday and hit three parked cars.');
  expect(await round(one)).toHaveLength(2);
  one.clock.forward(2 * 86_400_000);
  await one.index('a', 'Different.');
  expect(await round(one)).toEqual([]);
});

test('a digest is corrected as an alert is', async () => {
  const one = await channel();
  const digest: Digest = {
    ...{ kind: 'digest', id: 'd1', place: PLACE, state: 'active', gone: null, by: 'editor', made: one.clock() },
    ...{ quiet: null, upTo: 0, topic: 't', minimum: 1, whenEmpty: 'silent', last: null },
    schedule: { times: ['08:00'], days: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC' },
  };
  const desk = { ...one.app.desk, topics: () => [topic('t')] };
  await desk.store.subscribe(digest, one.clock());
  const claim =
    'The foreign ministry of Russia said that the harbour crane had been sold to Japan for two million dollars.';
  await one.index('a', claim);
  await publish(desk, one.platform, digest, {
    due: { slot: '2026-11-20T08:00', at: one.clock(), late: false },
    skipped: [],
  });
  await one.deliver();
  expect(one.arrived[0]?.payload).toContain('two million');
  await one.index('a', claim.replace('two', 'three'));
  const [edit, reply] = await round(one);
  expect(edit?.payload).toContain('Corrected');
  expect(
    edit?.payload
      .split('\n')
      .filter((line) => !/Corrected/.test(line))
      .join('\n')
      .replaceAll('BEFORE ', ''),
  ).toBe(one.arrived[0]?.payload);
  expect(reply?.payload).toContain('three million');
});

const topic = (slug: string) => ({
  ...{ key: slug, slug, tenant: 'public', declared: true, rule: null },
  ...{ title: 'Ports', questions: [], staleAfter: 48, sources: [], actors: [] },
});

test('what stands in a chat that is off here is corrected by whoever serves it', async () => {
  const one = await channel();
  await alerted(one, { a: FELL });
  await one.index('a', 'Different.');
  await correctDelivered(one.app.desk, [{ ...one.platform, name: 'slack' }]);
  expect((await round(one)).map(({ act }) => act.is)).toEqual(['edit', 'reply']);
});
