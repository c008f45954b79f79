import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { type Bot, startBot } from '../../src/bot.ts';
import type { Place } from '../../src/core/model/command.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { tick } from '../../src/usecases/tick.ts';
import { remember, scratch, steeredClock } from '../app.ts';
import { made, NOW, subscription } from '../contracts/made.ts';

/** Beats of the whole bot over a real store: what one does beside another, and what stops it. */

const ends: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const end of ends.splice(0).reverse()) await end();
});

const at = (channel: string): Place => ({ platform: 'discord', tenant: 'discord:1', channel, thread: null });

/** A bot with one topic and one article of it, and a chat that keeps what it gets. `others` are bots on the same store. */
async function bot(send: (part: Part) => Promise<void> | void = () => {}) {
  const { folder, remove } = scratch();
  ends.push(remove);
  const briefs = join(folder, 'briefs');
  mkdirSync(join(briefs, 'ports'), { recursive: true });
  writeFileSync(join(briefs, 'ports/brief.yaml'), 'title: The ports\nsources: [articles]\n');
  mkdirSync(join(briefs, 'ports/articles'));
  const { config } = scratch({ SITREP_BRIEFS: briefs, SITREP_DATA: join(folder, 'data') });
  const clock = steeredClock(new Date(NOW).toISOString());
  const log = remember();
  const sent: Part[] = [];
  const platform: Platform = {
    name: 'discord',
    parts: () => ['an edition'],
    send: async (part) => {
      await send(part);
      sent.push(part);
      return { message: part.key, at: clock() };
    },
    find: async () => null,
  };
  const start = async (): Promise<Bot> => {
    const one = await startBot(config, { clock, wait: clock.wait, log, inline: true }, [platform]);
    ends.push(one.stop);
    return one;
  };
  const first = await start();
  const { desk } = first.app;
  const { article, analysis } = made('a', 'A crane stood.', { topics: ['ports'] });
  // As read by this very reader: it need not be read again.
  await desk.store.save([{ article, analysis: { ...analysis, reader: desk.analyser.reader } }]);
  const subscribe = async (ids: readonly string[]) => {
    const one = { ...subscription('', 'discord:1'), made: NOW - 86_400_000 };
    for (const id of ids) await desk.store.subscribe({ ...one, id, place: at(id) }, NOW - 3_600_000);
  };
  return { desk, first, start, clock, log, sent, platform, subscribe };
}

/** The same desk with a store of which some methods are others. */
const withStore = (desk: Desk, store: Partial<Desk['store']>): Desk => ({
  ...desk,
  store: { ...desk.store, ...store },
});

const names = (count: number, prefix = 's') => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

test('several on one store read the sources once a minute, and publish and send each edition once', async () => {
  const { first, start, sent, subscribe, clock } = await bot();
  const others = [await start(), await start()];
  await subscribe(names(12));
  let reads = 0;
  for (const { app } of [first, ...others]) {
    const { read } = app.desk;
    (app.desk as { read: Desk['read'] }).read = (...args) => {
      reads += 1;
      return read(...args);
    };
  }
  await Promise.all([first, ...others, first].map((one) => one.beat()));
  expect([...sent.map(({ place }) => place.channel)].toSorted()).toEqual(names(12).toSorted());
  expect(reads).toBe(1);
  clock.forward(20_000);
  await others[0]!.beat();
  expect(reads).toBe(1);
  clock.forward(40_000);
  await others[1]!.beat();
  expect([reads, sent.length]).toEqual([2, 12]);
});

test('the first editions leave while others are still composed', async () => {
  const { desk, sent, platform, subscribe } = await bot();
  await subscribe(names(3));
  const { publish } = desk.store;
  let published = 0;
  const slowly = withStore(desk, {
    publish: async (publication) => {
      while (sent.length < published) await sleep(1);
      published += 1;
      return publish(publication);
    },
  });
  await tick(slowly, [platform], 'me');
  expect(sent).toHaveLength(3);
});

test('a round of publishing that takes its time is joined by no other; one whose process died is followed', async () => {
  const { desk, platform, subscribe, clock, sent } = await bot();
  await subscribe(['s']);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const gate = Promise.withResolvers<void>();
  let rounds = 0;
  const { due } = desk.store;
  const slowly = withStore(desk, {
    due: async (...args) => {
      rounds += 1;
      await gate.promise;
      return due(...args);
    },
  });
  const first = tick(slowly, [platform], 'first');
  while (rounds < 1) await sleep(1);
  for (let minute = 0; minute < 10; minute++) {
    for (let n = 0; n < 12; n++) {
      clock.forward(5_000);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    await tick(slowly, [platform], `other ${minute}`);
  }
  expect(rounds).toBe(1);
  // Nobody extends what a dead process held.
  vi.clearAllTimers();
  clock.forward(121_000);
  await tick(desk, [platform], 'heir');
  expect(sent).toHaveLength(1);
  gate.resolve();
  await first;
  expect(sent).toHaveLength(1);
});

test('a source that hangs holds up neither what is due nor the next beats, and is not read twice at once', async () => {
  const { desk, platform, subscribe, clock, sent } = await bot();
  const hang = Promise.withResolvers<never>();
  hang.promise.catch(() => {});
  let reads = 0;
  const hanging: Desk = {
    ...desk,
    read: () => {
      reads += 1;
      return hang.promise;
    },
  };
  const first = tick(hanging, [platform], 'first');
  while (reads < 1) await sleep(1);
  await subscribe(['s']);
  for (const owner of ['second', 'third', 'fourth']) {
    clock.forward(30_000);
    await tick(hanging, [platform], owner);
  }
  expect([sent.length, reads]).toEqual([1, 1]);
  hang.reject(new SitrepError('unreadable', 'At last.'));
  await first;
});

test('trouble with some, however many, stops no other', async () => {
  const { desk, platform, subscribe, sent, log } = await bot();
  await subscribe([...names(55, 'broken'), ...names(5, 'fine')]);
  const parts: Platform['parts'] = (_, { channel }) => {
    if (channel.startsWith('broken')) throw new Error('It cannot be rendered.');
    return ['an edition'];
  };
  await tick(desk, [{ ...platform, parts }], 'me');
  expect(sent).toHaveLength(5);
  expect(log.lines.filter(({ event }) => event === 'digest.failed')).toHaveLength(55);
});

test('what cannot be published here, however much, is asked for few times', async () => {
  const { desk, platform, subscribe, sent } = await bot();
  await subscribe(names(2_000));
  let asked = 0;
  const { due } = desk.store;
  const counting = withStore(desk, {
    due: async (now, limit) => {
      const found = await due(now, limit);
      asked += found.length;
      return found;
    },
  });
  await tick(counting, [{ ...platform, name: 'slack' }], 'me');
  expect(sent).toEqual([]);
  expect(asked).toBeLessThan(5 * 2_000);
});

test('a store that takes nothing ends the beat with one error; the next beat goes on', async () => {
  const { desk, platform, subscribe, sent, log } = await bot();
  await subscribe(names(5));
  const full = () => Promise.reject(new SitrepError('store_full', 'The disk is full.'));
  await expect(tick(withStore(desk, { publish: full }), [platform], 'me')).rejects.toMatchObject({
    code: 'store_full',
  });
  expect(log.lines.filter(({ event }) => event.endsWith('.failed'))).toEqual([]);
  await tick(desk, [platform], 'me again');
  expect(sent).toHaveLength(5);
});

test('nothing due costs no look at any subscription', async () => {
  const { desk, platform, subscribe, sent } = await bot();
  await subscribe(['due']);
  const listed = vi.fn(desk.store.subscriptions);
  const due = vi.fn(desk.store.due);
  const watched = withStore(desk, { subscriptions: listed, due });
  await tick(watched, [platform], 'me');
  expect(sent).toHaveLength(1);
  listed.mockClear();
  due.mockClear();
  await tick(watched, [platform], 'me again');
  expect([listed.mock.calls.length, due.mock.calls.length]).toEqual([0, 1]);
  expect(await due.mock.results[0]?.value).toEqual([]);
});

test('a stop ends a beat early, waits for what is being sent, and begins nothing more', async () => {
  const hang = Promise.withResolvers<void>();
  const { first, subscribe, sent, desk } = await bot(() => hang.promise);
  await subscribe(names(30));
  const beating = first.beat();
  while ((await desk.store.queue()).open === 0) await sleep(1);
  const stopping = first.stop();
  hang.resolve();
  await stopping;
  await beating;
  await first.beat();
  expect(sent.length).toBeLessThanOrEqual(20);
});

test('a stop does not wait for one that hangs', async () => {
  const { first, subscribe, desk, log } = await bot(() => new Promise<void>(() => {}));
  await subscribe(['s']);
  const beating = first.beat();
  beating.catch(() => {});
  while ((await desk.store.queue()).open === 0) await sleep(1);
  await first.stop();
  expect(log.lines.filter(({ event }) => event === 'delivery.failed')).toEqual([]);
});
