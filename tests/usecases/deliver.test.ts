import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Place } from '../../src/core/model/command.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { NO_METER } from '../../src/core/model/meter.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { type During, deliver } from '../../src/usecases/deliver.ts';
import { freeze } from '../../src/usecases/parts.ts';
import { remember, type SteeredClock, scratch, steeredClock } from '../app.ts';
import { NOW, publication, subscription } from '../contracts/made.ts';

/** One beat's deliveries over a real store, on a clock that waiting moves on. */

const ends: (() => unknown)[] = [];
let store: Store;
let clock: SteeredClock;
let log: ReturnType<typeof remember>;

beforeEach(async () => {
  const { config, remove } = scratch();
  ends.push(remove);
  store = (await openSqlite({ path: join(config.data, '..', 'deliver.sqlite') })).store;
  ends.push(store.close);
  clock = steeredClock(new Date(NOW).toISOString());
  log = remember();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const at = (channel: string): Place => ({ platform: 'discord', tenant: 'discord:1', channel, thread: null });

/** An edition of so many messages for a channel, due now. */
async function edition(channel: string, messages = 1, slot = '2026-11-21T08:00'): Promise<void> {
  const id = `${channel}-digest`;
  await store.subscribe({ ...subscription(id, 'discord:1'), place: at(channel) }, null);
  const payloads = Array.from({ length: messages }, (_, n) => ({ payload: `${channel} ${n + 1}/${messages}` }));
  const fields = { parts: freeze(id, slot, at(channel), payloads), at: clock() };
  expect(await store.publish(publication(id, slot, fields))).toBe('won');
}

type Sent = { readonly what: string; readonly channel: string; readonly at: number };

/** A chat that takes what it gets; `send` may do otherwise first. */
function chat(send: (part: Part) => Promise<void> | void = () => {}, find = false) {
  const sent: Sent[] = [];
  const platform: Platform = {
    name: 'discord',
    parts: () => [],
    send: async (part) => {
      await send(part);
      sent.push({ what: part.payload, channel: part.place.channel, at: clock() });
      return { message: part.key, at: clock() };
    },
    find: async (part) => (find ? { message: part.key, at: clock() } : null),
  };
  return { platform, sent };
}

const beat = (platform: Platform, during?: During, owner = 'me') =>
  deliver({ store, clock, wait: clock.wait, log, meter: NO_METER }, platform, owner, during);

test('fifty messages for one channel go out in one beat, one a second, each edition in order', async () => {
  for (let n = 0; n < 10; n++) await edition('desk', 5, `2026-11-21T08:0${n}`);
  const { platform, sent } = chat();
  expect(await beat(platform)).toBe(50);
  expect(sent.map(({ what }) => what)).toEqual(Array.from({ length: 50 }, (_, n) => `desk ${(n % 5) + 1}/5`));
  const gaps = sent.slice(1).map((one, n) => one.at - sent[n]!.at);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(sent.at(-1)!.at - NOW).toBeLessThanOrEqual(60_000);
});

test('two at once keep the pace of a channel together, and send nothing twice', async () => {
  for (const channel of ['one', 'two', 'three']) await edition(channel, 5);
  const { platform, sent } = chat();
  const [mine, others] = await Promise.all([beat(platform), beat(platform, {}, 'other')]);
  expect(mine + others).toBe(15);
  expect(new Set(sent.map(({ what }) => what)).size).toBe(15);
  for (const channel of ['one', 'two', 'three']) {
    const there = sent.filter((one) => one.channel === channel);
    for (const [n, one] of there.slice(1).entries()) expect(one.at - there[n]!.at).toBeGreaterThanOrEqual(1_000);
  }
});

test('a beat takes nothing more when its time is over; the next goes on', async () => {
  await edition('desk', 40);
  await edition('desk', 40, '2026-11-21T09:00');
  const { platform, sent } = chat();
  expect(await beat(platform)).toBeLessThan(60);
  expect(clock() - NOW).toBeLessThanOrEqual(60_000);
  await beat(platform);
  expect(sent).toHaveLength(80);
});

test('what was taken before the machine slept is left to whoever has it now', async () => {
  await edition('desk');
  const { platform, sent } = chat();
  const { lease } = store;
  const asleep: Store['lease'] = async (order) => {
    const taken = await lease(order);
    if (taken.parts.length > 0) clock.forward(3_600_000);
    return taken;
  };
  const desk = { store: { ...store, lease: asleep }, clock, wait: clock.wait, log, meter: NO_METER };
  expect(await deliver(desk, platform, 'me')).toBe(0);
  expect(sent).toEqual([]);
  clock.forward(60_000);
  expect(await beat(platform, {}, 'other')).toBe(1);
});

test('a clock that is set back ends the beat instead of drawing it out', async () => {
  await edition('desk', 5);
  const { platform } = chat(() => clock.forward(-3_600_000));
  expect(await beat(platform)).toBe(1);
});

test('how long a platform asks to wait is honoured; other pauses grow, until it is given up', async () => {
  await edition('busy');
  const tries: number[] = [];
  let after: number | null = 7_000;
  const { platform } = chat(() => {
    tries.push(clock());
    if (after !== null) throw new SitrepError('too_fast', 'Wait.', { after });
    throw new SitrepError('platform_down', 'No answer.');
  });
  await beat(platform);
  clock.forward(1_999);
  await beat(platform);
  expect(tries).toEqual([NOW]);
  clock.forward(1);
  after = null;
  // What can be sent within moments is waited for.
  await beat(platform);
  expect(tries).toEqual([NOW, NOW + 7_000]);
  for (let n = 0; n < 40; n++) {
    await beat(platform);
    clock.forward(3_600_000);
  }
  expect(tries).toHaveLength(31);
  const { dead, open } = await store.queue();
  expect([dead, open]).toEqual([1, 0]);
  const paused = log.lines.map(({ fields }) => fields as { retryAt: number | null });
  expect(paused.at(-1)!.retryAt).toBeNull();
});

test('a few requests to wait that are short do not use the tries up within the minute', async () => {
  await edition('busy');
  let tries = 0;
  const { platform } = chat(() => {
    tries += 1;
    throw new SitrepError('too_fast', 'Wait.', { after: 100 });
  });
  const end = clock() + 60_000;
  while (clock() < end) {
    await beat(platform);
    clock.forward(1_000);
  }
  expect(tries).toBeLessThan(10);
});

test('a doubtful message is looked for before it is sent again', async () => {
  await edition('desk');
  const lost = chat(() => {
    throw new SitrepError('platform_down', 'The answer was lost.');
  });
  expect(await beat(lost.platform)).toBe(0);
  clock.forward(60_000);
  const there = chat(() => {}, true);
  expect(await beat(there.platform)).toBe(1);
  expect(there.sent).toEqual([]);
});

test('who has looked for too long does not send any more', async () => {
  await edition('desk');
  await beat(
    chat(() => {
      throw new SitrepError('platform_down', 'The answer was lost.');
    }).platform,
  );
  clock.forward(60_000);
  const { platform, sent } = chat();
  const slowly: Platform = {
    ...platform,
    find: async () => {
      clock.forward(50_000);
      return null;
    },
  };
  expect(await beat(slowly)).toBe(0);
  expect(sent).toEqual([]);
  clock.forward(60_000);
  expect(await beat(platform)).toBe(1);
});

test('a channel that is gone pauses its subscription; the others go on', async () => {
  for (const channel of ['gone', 'here']) await edition(channel, 2);
  const { platform, sent } = chat((part) => {
    if (part.place.channel === 'gone') throw new SitrepError('channel_gone', 'No such channel.');
  });
  expect(await beat(platform)).toBe(2);
  expect(sent.map(({ channel }) => channel)).toEqual(['here', 'here']);
  expect((await store.untold()).map(({ id, state, gone }) => [id, state, gone])).toEqual([
    ['gone-digest', 'paused', NOW],
  ]);
  await edition('here', 1, '2026-11-21T09:00');
  expect(await beat(platform)).toBe(1);
});

test('one that hangs keeps no other waiting, nor what comes after it', async () => {
  for (const channel of ['slow', 'fast']) await edition(channel);
  const hang = Promise.withResolvers<void>();
  let bell = Promise.withResolvers<void>();
  const { platform, sent } = chat(({ place }) => (place.channel === 'slow' ? hang.promise : undefined));
  let more = true;
  const delivering = beat(platform, { more: () => (more ? bell.promise : null) });
  while (sent.length < 1) await sleep(1);
  await edition('late');
  const rung = bell;
  bell = Promise.withResolvers();
  rung.resolve();
  while (sent.length < 2) await sleep(1);
  expect(sent.map(({ channel }) => channel)).toEqual(['fast', 'late']);
  more = false;
  bell.resolve();
  hang.resolve();
  expect(await delivering).toBe(3);
});

test('once a stop was asked nothing is taken; what is on its way ends, or is looked for by the next', async () => {
  for (const channel of ['sent', 'cut', 'later']) await edition(channel, 2);
  const stop = new AbortController();
  const { platform, sent } = chat(({ place }) => {
    stop.abort();
    if (place.channel === 'cut') throw new SitrepError('platform_down', 'The connection was closed.');
  });
  expect(await beat(platform, { stop: stop.signal })).toBe(2);
  expect(await beat(platform, { stop: stop.signal })).toBe(0);
  expect(log.lines.filter(({ event }) => event === 'delivery.failed')).toEqual([]);
  clock.forward(60_000);
  const looked: string[] = [];
  const next = chat();
  const find = async ({ payload }: Part) => {
    looked.push(payload);
    return null;
  };
  await beat({ ...next.platform, find }, {}, 'next');
  expect(looked).toEqual(['cut 1/2']);
  expect([...sent, ...next.sent].map(({ what }) => what).toSorted()).toEqual(
    ['cut', 'later', 'sent'].flatMap((channel) => [`${channel} 1/2`, `${channel} 2/2`]),
  );
});

test('a receipt that cannot be written ends the beat with its trouble; the message is looked for, not repeated', async () => {
  await edition('desk', 2);
  const { platform, sent } = chat();
  const { settle } = store;
  store.settle = () => Promise.reject(new SitrepError('store_full', 'The disk is full.'));
  await expect(beat(platform)).rejects.toMatchObject({ code: 'store_full' });
  store.settle = settle;
  clock.forward(60_000);
  const found = { ...platform, find: async (part: Part) => ({ message: part.key, at: clock() }) };
  expect(await beat(found)).toBe(2);
  expect(sent.map(({ what }) => what)).toEqual(['desk 1/2', 'desk 2/2']);
});
