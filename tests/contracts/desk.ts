import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Store } from '../../src/core/model/ports.ts';
import { briefing, DAY, NOW, parts, publication, subscription } from './made.ts';

type Given = () => Store;

/** The part of the store's contract that is not about articles: pages, sources, subscriptions, slots, deliveries. */
export function deskContract(given: Given): void {
  desk(given);
  deliveries(given);
}

function desk(given: Given): void {
  it('keeps answers and briefings per tenant and person', async () => {
    const store = given();
    await store.keep('slack:1', briefing('p1'), 'ann');
    await store.keep('slack:1', briefing('p2'), 'ann');
    await store.keep('slack:1', briefing('p3'), null);
    expect(await store.kept('slack:1', 'p1')).toEqual(briefing('p1'));
    expect(await store.kept('slack:2', 'p1')).toBeNull();
    expect((await store.lastKept('slack:1', 'ann'))?.id).toBe('p2');
    await store.keep('slack:1', briefing('p1'), 'ann');
    expect((await store.lastKept('slack:1', 'ann'))?.id).toBe('p1');
    expect(await store.lastKept('slack:1', 'bob')).toBeNull();
    expect(await store.lastKept('slack:2', 'ann')).toBeNull();
  });

  it('gives the newest pages of a person first', async () => {
    const store = given();
    for (const id of ['p1', 'p2', 'p3']) await store.keep('slack:1', briefing(id), 'ann');
    const ids = async (tenant: string, limit = 9) =>
      (await store.recentlyKept(tenant, 'ann', limit)).map((page) => page.id);
    expect(await ids('slack:1')).toEqual(['p3', 'p2', 'p1']);
    expect(await ids('slack:1', 2)).toEqual(['p3', 'p2']);
    expect(await ids('slack:2')).toEqual([]);
  });

  it('marks up to where a person has asked in a channel, never backwards', async () => {
    const store = given();
    const ann = { tenant: 'slack:1', channel: 'c', person: 'ann' };
    expect(await store.marked(ann)).toBeNull();
    await store.keep(ann.tenant, { ...briefing('p1'), upTo: 7 }, ann.person, ann.channel);
    expect(await store.marked(ann)).toEqual({ seq: 7, at: NOW });
    await store.keep(ann.tenant, { ...briefing('p2'), upTo: 5, made: NOW + 1 }, ann.person, ann.channel);
    await store.keep(ann.tenant, { ...briefing('p3'), upTo: 9 }, ann.person);
    await store.keep(ann.tenant, { ...briefing('p4'), upTo: 9 }, null, ann.channel);
    await store.keep(ann.tenant, briefing('p5'), ann.person, ann.channel);
    expect(await store.marked(ann)).toEqual({ seq: 7, at: NOW });
    await store.keep(ann.tenant, { ...briefing('p6'), upTo: 7, made: NOW + 2 }, ann.person, ann.channel);
    expect(await store.marked(ann)).toEqual({ seq: 7, at: NOW + 2 });
    for (const other of [{ tenant: 'slack:2' }, { channel: 'd' }, { person: 'bob' }])
      expect(await store.marked({ ...ann, ...other })).toBeNull();
  });

  it('keeps sources; a declared one can be paused, not removed', async () => {
    const store = given();
    const source = { id: 's', tenant: 'slack:1', topic: 'x', path: 'news', declared: false, by: 'ann', made: NOW };
    expect(await store.addSource({ ...source, state: 'active' })).toBe('new');
    expect(await store.addSource({ ...source, state: 'paused' })).toBe('same');
    await store.addSource({ ...source, id: 'd', tenant: 'public', declared: true, state: 'active' });
    expect((await store.sources('slack:1')).map(({ id, state }) => [id, state])).toEqual([
      ['s', 'active'],
      ['d', 'active'],
    ]);
    expect((await store.sources('slack:2')).map(({ id }) => id)).toEqual(['d']);
    expect((await store.allSources()).map(({ id }) => id)).toEqual(['d', 's']);
    expect(await store.pauseSource('public', 'd', 'paused')).toBe(true);
    expect(await store.removeSource('public', 'd')).toBe(false);
    expect(await store.removeSource('slack:2', 's')).toBe(false);
    expect(await store.removeSource('slack:1', 's')).toBe(true);
    expect(await store.allSources()).toMatchObject([{ id: 'd', state: 'paused', declared: true }]);
  });

  it('keeps subscriptions per tenant', async () => {
    const store = given();
    expect(await store.subscribe(subscription('one', 'slack:1'))).toBe('new');
    expect(await store.subscribe(subscription('one', 'slack:1'))).toBe('same');
    await store.subscribe(subscription('two', 'discord:1'));
    expect(await store.subscriptions('slack:1')).toEqual([subscription('one', 'slack:1')]);
    expect((await store.subscriptions(null)).map(({ id }) => id)).toEqual(['one', 'two']);
    expect(await store.setSubscription('slack:2', 'one', 'paused')).toBe(false);
    expect(await store.setSubscription('slack:1', 'one', 'paused')).toBe(true);
    expect((await store.subscriptions('slack:1'))[0]?.state).toBe('paused');
    expect(await store.setSubscription('slack:2', 'one', 'removed')).toBe(false);
    expect(await store.setSubscription('slack:1', 'one', 'removed')).toBe(true);
    expect(await store.subscriptions('slack:1')).toEqual([]);
    expect(await store.subscribe(subscription('one', 'slack:1'))).toBe('new');
  });

  it('lets one caller have a key until it ends', async () => {
    const store = given();
    expect(await store.once('k', NOW, NOW + 10)).toBe(true);
    expect(await store.once('k', NOW + 9, NOW + 99)).toBe(false);
    expect(await store.once('k', NOW + 10, NOW + 20)).toBe(true);
    expect(await store.once('other', NOW + 10, NOW + 20)).toBe(true);
    await store.release('k');
    expect(await store.once('k', NOW + 11, NOW + 20)).toBe(true);
  });
}

function deliveries(given: Given): void {
  const SLOT = '2026-11-21T08:00';
  const take = async (now: number, limit = 10): Promise<string[]> =>
    (await given().lease('terminal', 'me', now, 1_000, limit)).map(
      ({ part, doubtful }) => part.key + (doubtful ? '?' : ''),
    );

  it('publishes a slot once, with edition, parts and watermark', async () => {
    const store = given();
    await store.subscribe(subscription('s'));
    expect(await store.publish(publication('s', SLOT, { upTo: 7 }))).toBe('won');
    expect(await store.publish(publication('s', SLOT, { upTo: 9, parts: parts('again', 1) }))).toBe('taken');
    expect(await store.subscriptions(null)).toMatchObject([{ last: SLOT, upTo: 7 }]);
    expect(await store.kept('terminal', `s ${SLOT}`)).toEqual(briefing(`s ${SLOT}`));
    expect(await store.slots('terminal', 's', 9)).toEqual([
      { subscription: 's', slot: SLOT, note: 'sent', at: NOW, parts: 2, delivered: 0 },
    ]);
    expect(await store.slots('slack:1', 's', 9)).toEqual([]);
    expect(await take(NOW)).toEqual([`s/${SLOT}.0`]);
  });

  it('keeps a note for a slot with nothing to post, and never goes back', async () => {
    const store = given();
    await store.subscribe(subscription('s'));
    await store.publish(publication('s', SLOT, { upTo: 5 }));
    const skipped = { edition: null, parts: [], note: 'skipped', upTo: 0 };
    expect(await store.publish(publication('s', '2026-11-20T08:00', skipped))).toBe('won');
    expect(await store.subscriptions(null)).toMatchObject([{ last: SLOT, upTo: 5 }]);
    expect((await store.slots('terminal', 's', 9)).map(({ note }) => note)).toEqual(['sent', 'skipped']);
    expect(await store.slots('terminal', 's', 1)).toHaveLength(1);
  });

  it('publishes nothing for a subscription that is paused or gone, and stops what is not delivered', async () => {
    const store = given();
    expect(await store.publish(publication('nobody', SLOT))).toBe('taken');
    await store.subscribe(subscription('s'));
    await store.setSubscription('terminal', 's', 'paused');
    expect(await store.publish(publication('s', SLOT))).toBe('taken');
    await store.setSubscription('terminal', 's', 'active');
    expect(await store.publish(publication('s', SLOT))).toBe('won');
    await store.setSubscription('terminal', 's', 'removed');
    expect(await take(NOW)).toEqual([]);
    await store.subscribe(subscription('s'));
    expect(await store.publish(publication('s', SLOT))).toBe('taken');
    expect(await store.subscriptions(null)).toMatchObject([{ last: SLOT }]);
  });

  it('hands out parts in order, each to one taker, and looks twice at one that was lost', async () => {
    const store = given();
    await store.subscribe(subscription('s'));
    await store.publish(publication('s', SLOT));
    expect(await store.lease('discord', 'me', NOW, 1_000, 10)).toEqual([]);
    expect(await store.lease('terminal', 'me', NOW, 1_000, 10)).toEqual([
      { part: parts(`s/${SLOT}`, 2)[0], tries: 0, doubtful: false },
    ]);
    expect(await take(NOW + 999)).toEqual([]);
    expect(await take(NOW + 1_000)).toEqual([`s/${SLOT}.0?`]);
    await store.settle(`s/${SLOT}.0`, { message: 'm1', at: NOW });
    expect(await take(NOW + 1_001)).toEqual([`s/${SLOT}.1`]);
    await store.settle(`s/${SLOT}.0`, { error: 'platform_down', retryAt: NOW });
    await store.settle(`s/${SLOT}.1`, { message: 'm2', at: NOW });
    expect(await take(NOW + DAY)).toEqual([]);
    expect(await store.slots('terminal', 's', 1)).toMatchObject([{ parts: 2, delivered: 2 }]);
  });

  it('waits for a retry, and stops a delivery that can never arrive', async () => {
    const store = given();
    await store.subscribe(subscription('s'));
    await store.subscribe(subscription('t'));
    await store.publish(publication('s', SLOT));
    await store.publish(publication('t', SLOT));
    expect(await take(NOW, 1)).toEqual([`s/${SLOT}.0`]);
    expect(await take(NOW, 1)).toEqual([`t/${SLOT}.0`]);
    await store.settle(`s/${SLOT}.0`, { error: 'platform_down: no answer', retryAt: NOW + 500 });
    await store.settle(`t/${SLOT}.0`, { error: 'platform_refused', retryAt: NOW + 500 });
    expect(await take(NOW + 499)).toEqual([]);
    expect(await take(NOW + 500)).toEqual([`s/${SLOT}.0?`, `t/${SLOT}.0`]);
    await store.settle(`s/${SLOT}.0`, { message: 'm', at: NOW });
    await store.settle(`t/${SLOT}.0`, { error: 'channel_gone', retryAt: null });
    expect(await take(NOW + DAY)).toEqual([`s/${SLOT}.1`]);
  });

  it('never hands out a part before those in front of it arrived (any order of events)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('take', 'arrive', 'fail', 'refuse', 'wait', 'lose'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.uuid(),
        async (events, count, id) => {
          const store = given();
          await store.subscribe(subscription(id));
          await store.publish(publication(id, SLOT, { parts: parts(id, count) }));
          let [now, sent] = [NOW, 0];
          let held: string | null = null;
          for (const event of events) {
            if (event === 'take') {
              const taken = await store.lease('terminal', 'me', now, DAY, 1_000);
              const mine = taken.filter(({ part }) => part.delivery === id);
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
              await store.settle(held, { message: 'm', at: now });
              sent += 1;
            } else
              await store.settle(held, {
                error: event === 'fail' ? 'platform_down' : 'platform_refused',
                retryAt: now + 150,
              });
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
