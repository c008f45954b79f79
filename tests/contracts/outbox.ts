import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlatformName } from '../../src/core/model/command.ts';
import type { Part } from '../../src/core/model/delivery.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { DAY, NOW, parts, publication, subscription } from './made.ts';

type Given = () => Store;
const SLOT = '2026-11-21T08:00';

type Order = Parameters<Store['lease']>[0];
export const order = (now: number, fields: Partial<Order> = {}): Order => ({
  platform: 'terminal',
  owner: 'me',
  now,
  forMs: 1_000,
  paceMs: 0,
  limit: 10,
  ...fields,
});

/** The part of the store's contract about taking parts and telling what became of them. */
export function outboxContract(given: Given): void {
  taking(given);
  pacing(given);
}

/** Parts of a delivery to a channel of their own. */
const partsTo = (delivery: string, count: number, channel: string, place: Partial<Part['place']> = {}): Part[] =>
  parts(delivery, count).map((part) => ({ ...part, place: { ...part.place, channel, ...place } }));

async function publishTo(store: Store, id: string, count: number, channel: string, place: Partial<Part['place']> = {}) {
  await store.subscribe(subscription(id), null);
  await store.publish(publication(id, SLOT, { parts: partsTo(id, count, channel, place) }));
}

async function taken(store: Store, now: number, fields: Partial<Order> = {}): Promise<string[]> {
  const { parts: leased } = await store.lease(order(now, fields));
  return leased.map(({ part, doubtful }) => part.key + (doubtful ? '?' : ''));
}

function taking(given: Given): void {
  it('hands out parts in order, each to one taker, and looks twice at one that was lost', async () => {
    const store = given();
    await store.subscribe(subscription('s'), null);
    await store.publish(publication('s', SLOT));
    const key = `s/${SLOT}`;
    expect(await store.lease(order(NOW, { platform: 'discord' }))).toEqual({ parts: [], next: null });
    expect(await store.lease(order(NOW))).toEqual({
      parts: [{ part: parts(key, 2)[0], tries: 0, doubtful: false }],
      next: NOW + 1_000,
    });
    expect(await taken(store, NOW + 999)).toEqual([]);
    expect(await taken(store, NOW + 1_000)).toEqual([`${key}.0?`]);
    await store.settle(`${key}.0`, { message: 'm1', at: NOW }, NOW + 1_001);
    expect(await taken(store, NOW + 1_001)).toEqual([`${key}.1`]);
    await store.settle(`${key}.0`, { error: 'platform_down', retryAt: NOW }, NOW + 1_001);
    await store.settle(`${key}.1`, { message: 'm2', at: NOW }, NOW + 1_001);
    expect(await store.lease(order(NOW + DAY))).toEqual({ parts: [], next: null });
    expect(await store.slots('terminal', 's', 1)).toMatchObject([{ parts: 2, delivered: 2, state: 'sent' }]);
  });

  it('keeps what is done with a part', async () => {
    const store = given();
    await store.subscribe(subscription('s'), null);
    const acts = [{ is: 'edit', message: 'm1' } as const, { is: 'reply', message: 'm2' } as const];
    const some = parts('d', 2).map((part, n) => ({ ...part, act: acts[n]! }));
    await store.publish(publication('s', SLOT, { parts: some }));
    expect((await store.lease(order(NOW))).parts[0]?.part).toEqual(some[0]);
    await store.settle('d.0', { message: 'm1', at: NOW }, NOW);
    expect((await store.lease(order(NOW))).parts[0]?.part).toEqual(some[1]);
  });

  it('waits for a retry, and stops a delivery that can never arrive', async () => {
    const store = given();
    await publishTo(store, 's', 2, 'a');
    await publishTo(store, 't', 2, 'b');
    expect(await taken(store, NOW, { limit: 1 })).toEqual(['s.0']);
    expect(await taken(store, NOW, { limit: 1 })).toEqual(['t.0']);
    await store.settle('s.0', { error: 'platform_down: no answer', retryAt: NOW + 500 }, NOW);
    await store.settle('t.0', { error: 'platform_refused', retryAt: NOW + 600 }, NOW);
    expect(await store.slots('terminal', 's', 1)).toMatchObject([
      { state: 'open', error: 'platform_down: no answer', retryAt: NOW + 500 },
    ]);
    expect(await store.lease(order(NOW + 499))).toEqual({ parts: [], next: NOW + 500 });
    expect(await taken(store, NOW + 600)).toEqual(['s.0?', 't.0']);
    await store.settle('s.0', { message: 'm', at: NOW }, NOW);
    await store.settle('t.0', { error: 'platform_refused: no', retryAt: null }, NOW);
    expect(await store.slots('terminal', 't', 1)).toMatchObject([
      { state: 'dead', error: 'platform_refused: no', retryAt: null },
    ]);
    expect(await taken(store, NOW + DAY)).toEqual(['s.1']);
  });

  it('never hands out a part before those in front of it arrived (any order of events)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('take', 'arrive', 'fail', 'refuse', 'wait', 'lose'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.uuid(),
        async (events, count, id) => {
          const store = given();
          await publishTo(store, id, count, id);
          let [now, sent] = [NOW, 0];
          let held: string | null = null;
          for (const event of events) {
            if (event === 'take') {
              const { parts: leased } = await store.lease(order(now, { forMs: DAY, limit: 1_000 }));
              const mine = leased.filter(({ part }) => part.delivery === id);
              expect(mine.length).toBeLessThanOrEqual(1);
              if (held !== null) expect(mine).toEqual([]);
              if (mine[0]) {
                expect(mine[0].part.index).toBe(sent);
                held = mine[0].part.key;
              }
            }
            if (event === 'wait') now += 100;
            if (event === 'lose' && held !== null) {
              now += DAY;
              held = null;
            }
            if (held === null || !['arrive', 'fail', 'refuse'].includes(event)) continue;
            if (event === 'arrive') {
              await store.settle(held, { message: 'm', at: now }, now);
              sent += 1;
            } else {
              const error = event === 'fail' ? 'platform_down' : 'platform_refused';
              await store.settle(held, { error, retryAt: now + 150 }, now);
            }
            held = null;
          }
          expect((await store.slots('terminal', id, 1))[0]).toMatchObject({ parts: count, delivered: sent });
          await store.setSubscription('terminal', id, 'removed');
        },
      ),
      { numRuns: 60 },
    );
  });
}

function pacing(given: Given): void {
  const PACE = { paceMs: 1_000, forMs: 60_000 };

  it('gives a channel one part at a time and within its pace, its deliveries in order, others beside it', async () => {
    const store = given();
    for (const id of ['a1', 'a2']) await publishTo(store, id, 2, 'a');
    await publishTo(store, 'b1', 1, 'b');
    expect((await taken(store, NOW, PACE)).toSorted()).toEqual(['a1.0', 'b1.0']);
    // Nothing else goes there while one is on its way, however long that takes.
    expect(await taken(store, NOW + 5_000, { ...PACE, owner: 'you' })).toEqual([]);
    await store.settle('a1.0', { message: 'm', at: NOW }, NOW + 5_000);
    expect(await store.lease(order(NOW + 5_999, PACE))).toEqual({ parts: [], next: NOW + 6_000 });
    expect(await taken(store, NOW + 6_000, PACE)).toEqual(['a1.1']);
    await store.settle('a1.1', { message: 'm', at: NOW }, NOW + 6_000);
    expect(await taken(store, NOW + 7_000, PACE)).toEqual(['a2.0']);
    // Also after a pause with nothing to send.
    await store.settle('b1.0', { message: 'm', at: NOW }, NOW + 7_000);
    await publishTo(store, 'b2', 1, 'b');
    expect(await taken(store, NOW + 7_999, PACE)).toEqual([]);
    expect(await taken(store, NOW + 8_000, PACE)).toEqual(['b2.0']);
  });

  it('takes a thread for a channel of its own on Discord, and for its channel elsewhere', async () => {
    const store = given();
    const publishBoth = async (platform: PlatformName) => {
      const tenant = `${platform}:1`;
      await publishTo(store, `${platform} channel`, 1, 'c', { platform, tenant });
      await publishTo(store, `${platform} thread`, 1, 'c', { platform, tenant, thread: 't' });
      await publishTo(store, `${platform} other`, 1, 'c', { platform, tenant: `${platform}:2` });
    };
    await publishBoth('discord');
    await publishBoth('slack');
    expect(await taken(store, NOW, { ...PACE, platform: 'discord' })).toHaveLength(3);
    expect((await taken(store, NOW, { ...PACE, platform: 'slack' })).toSorted()).toEqual([
      'slack channel.0',
      'slack other.0',
    ]);
  });

  it('lets a channel that is written to too fast rest, and others by when one delivery waits', async () => {
    const store = given();
    for (const id of ['s', 't']) await publishTo(store, id, 2, 'a');
    expect(await taken(store, NOW)).toEqual(['s.0']);
    await store.settle('s.0', { error: 'too_fast: wait', retryAt: NOW + 500 }, NOW);
    expect(await store.lease(order(NOW + 499))).toEqual({ parts: [], next: NOW + 500 });
    expect(await taken(store, NOW + 500)).toEqual(['s.0']);
    await store.settle('s.0', { error: 'platform_down', retryAt: NOW + 900 }, NOW + 500);
    expect(await taken(store, NOW + 500)).toEqual(['t.0']);
    // What has begun is not interrupted by anything.
    await store.settle('t.0', { message: 'm', at: NOW }, NOW + 500);
    expect(await taken(store, NOW + 500)).toEqual(['t.1']);
    await store.settle('t.1', { error: 'platform_down', retryAt: NOW + 2_000 }, NOW + 500);
    expect(await store.lease(order(NOW + 1_999))).toEqual({ parts: [], next: NOW + 2_000 });
    expect(await taken(store, NOW + 2_000)).toEqual(['t.1?']);
    await store.settle('t.1', { message: 'm', at: NOW }, NOW + 2_000);
    expect(await taken(store, NOW + 2_000)).toEqual(['s.0?']);
  });

  it('keeps to one at a time, the pace and the order for any deliveries, and sends them all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ channel: fc.nat(2), count: fc.integer({ min: 1, max: 3 }) }), { maxLength: 5 }),
        fc.array(fc.record({ ms: fc.nat(900), fails: fc.boolean() }), { minLength: 1, maxLength: 9 }),
        fc.uuid(),
        async (deliveries, fates, run) => {
          const store = given();
          for (const [n, { channel, count }] of deliveries.entries())
            await publishTo(store, `${run} ${n}`, count, `${run} ${channel}`);
          const wanted = deliveries.flatMap(({ count }, n) => parts(`${run} ${n}`, count).map(({ key }) => key));
          const sent: string[] = [];
          const last = new Map<string, number>();
          let [now, n] = [NOW, 0];
          for (let next: number | null = NOW; next !== null; ) {
            now = Math.max(now, next);
            const order = { ...PACE, limit: 1 + (n % 3), owner: `${n % 2}` };
            const leased = await store.lease({ platform: 'terminal', now, ...order });
            const began = now;
            for (const { part } of leased.parts) {
              expect(now - (last.get(part.place.channel) ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1_000);
              last.set(part.place.channel, began);
            }
            expect(leased.parts.length).toBeLessThanOrEqual(order.limit);
            for (const { part } of leased.parts) {
              const { ms, fails } = fates[n++ % fates.length]!;
              now += ms;
              if (fails && n < 20)
                await store.settle(part.key, { error: 'platform_refused', retryAt: now + 3_000 }, now);
              else {
                await store.settle(part.key, { message: part.key, at: now }, now);
                sent.push(part.key);
              }
            }
            next = (await store.lease({ platform: 'terminal', now, ...order, limit: 0 })).next;
          }
          expect(sent.toSorted()).toEqual(wanted.toSorted());
          for (const [d, { count }] of deliveries.entries()) {
            const mine = sent.filter((key) => key.startsWith(`${run} ${d}.`));
            expect(mine).toEqual(parts(`${run} ${d}`, count).map(({ key }) => key));
          }
        },
      ),
      { numRuns: 20 },
    );
  });
}
