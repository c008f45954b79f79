import { expect, it } from 'vitest';
import type { Publication } from '../../src/core/model/delivery.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { briefing, DAY, decided, NOW, parts, publication, subscription, watch } from './made.ts';
import { order } from './outbox.ts';

type Given = () => Store;
const SLOT = '2026-11-21T08:00';
const NEXT = '2026-11-22T08:00';
const LAST = '2026-11-23T08:00';
const PLACE = subscription('s').place;

/** The part of the store's contract about what is decided, told and told again. */
export function deliveriesContract(given: Given): void {
  publishing(given);
  watermarks(given);
  superseding(given);
  losing(given);
}

/** With one part; tries go by so fast that no two have the same time. */
export const edition = (id: string, slot: string, fields: Partial<Publication> = {}): Publication =>
  publication(id, slot, { parts: parts(`${id}/${slot}`, 1), ...fields });
export const nothing = (id: string, slot: string, fields: Partial<Publication> = {}): Publication =>
  publication(id, slot, { slots: [decided(slot, 'nothing-new')], edition: null, parts: [], ...fields });

/** Takes what is next, and settles this part of it. */
export async function send(store: Store, key: string, now = NOW): Promise<void> {
  await store.lease(order(now));
  await store.settle(key, { message: `m of ${key}`, at: now }, now);
}
export async function die(store: Store, key: string, now = NOW, gone?: true): Promise<void> {
  await store.lease(order(now));
  await store.settle(key, { error: 'channel_gone: no channel', retryAt: null, ...(gone && { gone }) }, now);
}
const upTo = async (store: Store, id = 's') => (await store.subscriptions(null)).find((one) => one.id === id)?.upTo;

function publishing(given: Given): void {
  it('publishes a slot once, with edition and parts', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    expect(await store.publish(publication('s', SLOT, { upTo: 7, dueAt: NOW + 5 }))).toBe('won');
    const again = publication('s', SLOT, { upTo: 9, parts: parts('again', 1), edition: briefing('again') });
    expect(await store.publish(again)).toBe('taken');
    expect(await store.kept('terminal', 'again')).toBeNull();
    expect(await store.subscriptions(null)).toMatchObject([{ last: SLOT, upTo: 0 }]);
    expect(await store.due(NOW + 4, 9)).toEqual([]);
    expect(await store.due(NOW + 5, 9)).toHaveLength(1);
    expect(await store.kept('terminal', `s ${SLOT}`)).toEqual(briefing(`s ${SLOT}`));
    const delivery = { parts: 2, delivered: 0, state: 'open', error: null, retryAt: null };
    expect(await store.slots('terminal', 's', 9)).toEqual([
      { subscription: 's', ...decided(SLOT), at: NOW, ...delivery },
    ]);
    expect(await store.slots('slack:1', 's', 9)).toEqual([]);
    expect(await store.queue()).toEqual({ open: 1, dead: 0 });
  });

  it('decides several slots together, the last of them for all', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    const late = [decided(SLOT, 'skipped'), decided(NEXT, 'skipped'), decided(LAST, 'late')] as const;
    expect(await store.publish(publication('s', LAST, { slots: late }))).toBe('won');
    expect(
      (await store.slots('terminal', 's', 9)).map(({ slot, decision, state }) => [slot, decision.outcome, state]),
    ).toEqual([
      [LAST, 'late', 'open'],
      [NEXT, 'skipped', 'none'],
      [SLOT, 'skipped', 'none'],
    ]);
    expect(await store.slots('terminal', 's', 1)).toHaveLength(1);
    const earlier = '2026-11-20T08:00';
    const lost = [decided(earlier, 'skipped'), decided(NEXT)] as const;
    expect(await store.publish(publication('s', NEXT, { slots: lost, parts: [] }))).toBe('taken');
    expect(await store.slots('terminal', 's', 9)).toHaveLength(3);
    // One that is decided already does not stop those after it.
    const next = '2026-11-24T08:00';
    expect(await store.publish(nothing('s', next, { slots: [decided(LAST, 'skipped'), decided(next)] }))).toBe('won');
    expect(await store.subscriptions(null)).toMatchObject([{ last: next }]);
    expect(await store.publish(nothing('s', earlier))).toBe('won');
    expect(await store.subscriptions(null)).toMatchObject([{ last: next }]);
    expect((await store.slots('terminal', 's', 9)).find(({ slot }) => slot === LAST)?.decision.outcome).toBe('late');
  });

  it('publishes nothing for a subscription that is paused or gone, and stops what is not delivered', async () => {
    const store = given();
    expect(await store.publish(publication('nobody', SLOT))).toBe('taken');
    await store.subscribe(subscription('s'), NOW);
    await store.setSubscription('terminal', 's', 'paused');
    expect(await store.publish(publication('s', SLOT))).toBe('taken');
    await store.setSubscription('terminal', 's', 'active');
    expect(await store.publish(publication('s', SLOT))).toBe('won');
    await store.setSubscription('terminal', 's', 'removed');
    expect((await store.lease(order(NOW))).parts).toEqual([]);
    await store.subscribe(subscription('s'), NOW);
    // A lost claim moves on, too: it would be tried for ever.
    expect(await store.publish(publication('s', SLOT, { dueAt: NOW + 9 }))).toBe('taken');
    expect(await store.subscriptions(null)).toMatchObject([{ last: SLOT }]);
    expect(await store.due(NOW + 8, 9)).toEqual([]);
  });

  it('sends corrections and word of a lost channel whatever became of the subscription, and moves nothing', async () => {
    const store = given();
    const about = (slot: string, outcome: 'correction' | 'gone'): Publication =>
      edition('s', slot, { slots: [decided(slot, outcome)], edition: null, upTo: 99, dueAt: NOW + 99 });
    expect(await store.publish(about('correction/0', 'correction'))).toBe('taken');
    await store.subscribe(subscription('s'), NOW);
    await store.publish(edition('s', SLOT, { upTo: 7 }));
    await send(store, `s/${SLOT}.0`);
    await store.setSubscription('terminal', 's', 'paused');
    expect(await store.publish(about('correction/1', 'correction'))).toBe('won');
    expect(await store.publish(about('correction/1', 'correction'))).toBe('taken');
    await send(store, 's/correction/1.0');
    expect(await store.publish(about('gone/1', 'gone'))).toBe('won');
    await die(store, 's/gone/1.0');
    expect(await store.subscriptions(null)).toMatchObject([{ last: SLOT, upTo: 7 }]);
    await store.setSubscription('terminal', 's', 'removed');
    expect(await store.publish(about('correction/2', 'correction'))).toBe('won');
    expect((await store.lease(order(NOW))).parts).toHaveLength(1);
    await store.leave('terminal', NOW);
    expect(await store.publish(about('correction/3', 'correction'))).toBe('taken');
  });
}

function watermarks(given: Given): void {
  it('moves a digest’s watermark when the last part of its edition arrived, a watch’s at once', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    await store.subscribe(watch('w'), null);
    await store.publish(publication('s', SLOT, { upTo: 7 }));
    await store.publish(edition('w', 'alert/7', { slots: [decided('alert/7', 'alert')], upTo: 7 }));
    expect([await upTo(store), await upTo(store, 'w')]).toEqual([0, 7]);
    await send(store, `s/${SLOT}.0`);
    expect(await upTo(store)).toBe(0);
    await send(store, `s/${SLOT}.1`);
    expect(await upTo(store)).toBe(7);
    await die(store, 'w/alert/7.0');
    expect(await upTo(store, 'w')).toBe(7);
  });

  it('lets a watch speak from its watermark alone: what was passed meanwhile was told, or is no news', async () => {
    const store = given();
    await store.subscribe(watch('w'), null);
    await store.passed(['w'], 5);
    const alert = (since: number, upTo: number) =>
      store.publish(edition('w', `after/${since}`, { slots: [decided(`after/${since}`, 'alert')], since, upTo }));
    expect(await alert(0, 9)).toBe('taken');
    expect(await alert(5, 9)).toBe('won');
    expect(await alert(5, 12)).toBe('taken');
    expect(await store.slots('terminal', 'w', 9)).toHaveLength(1);
  });

  it('moves it at once when there is nothing to send, as far as it is told to, and never back', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    await store.publish(nothing('s', SLOT, { upTo: 5 }));
    expect(await upTo(store)).toBe(5);
    await store.publish(nothing('s', NEXT, { slots: [decided(NEXT, 'few')], since: 5, upTo: 5 }));
    await store.publish(nothing('s', LAST, { slots: [decided(LAST, 'skipped')], since: 5, upTo: 0 }));
    expect(await upTo(store)).toBe(5);
  });

  it('takes it back when an edition is given up, also under those that count on it', async () => {
    const store = given();
    await store.subscribe({ ...subscription('s'), upTo: 3 }, NOW);
    await store.publish(edition('s', SLOT, { since: 3, upTo: 7 }));
    await store.publish(nothing('s', NEXT, { since: 3, upTo: 9, at: NOW + 1 }));
    await store.publish(edition('s', LAST, { since: 9, upTo: 12, at: NOW + 2 }));
    expect(await upTo(store)).toBe(9);
    await die(store, `s/${SLOT}.0`, NOW + 3);
    expect(await upTo(store)).toBe(3);
    // The later one left out what the first told: it does not pass for told.
    await send(store, `s/${LAST}.0`, NOW + 4);
    expect(await upTo(store)).toBe(3);
    await store.publish(edition('s', '2026-11-24T08:00', { since: 3, upTo: 12, at: NOW + 5 }));
    await send(store, 's/2026-11-24T08:00.0', NOW + 6);
    expect(await upTo(store)).toBe(12);
  });

  it('takes it back as well when an earlier one is given up after a later one arrived', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    await store.publish(edition('s', SLOT, { upTo: 7 }));
    await store.lease(order(NOW));
    await store.settle(`s/${SLOT}.0`, { error: 'platform_down', retryAt: NOW + 9 }, NOW);
    await store.publish(edition('s', NEXT, { upTo: 9, at: NOW + 1 }));
    await send(store, `s/${NEXT}.0`, NOW + 1);
    expect(await upTo(store)).toBe(9);
    await die(store, `s/${SLOT}.0`, NOW + 9);
    expect(await upTo(store)).toBe(0);
  });

  it('does not move it past an edition that was given up while another one was made', async () => {
    for (const [before, during] of [
      [0, 3],
      [5, 0],
    ] as const) {
      const id = `s${before}`;
      const store = given();
      await store.subscribe({ ...subscription(id), upTo: before }, NOW);
      await store.publish(edition(id, SLOT, { since: before, upTo: 7 }));
      if (during > 0) await store.publish(nothing(id, '2026-11-21T09:00', { since: before, upTo: during }));
      const since = Math.max(before, during);
      await die(store, `${id}/${SLOT}.0`, NOW + 1);
      // Made from what was known when the first was on its way still.
      await store.publish(edition(id, NEXT, { since, upTo: 12, at: NOW + 1 }));
      await send(store, `${id}/${NEXT}.0`, NOW + 2);
      expect(await upTo(store, id)).toBe(before);
      await store.publish(nothing(id, LAST, { since: before, upTo: 13, at: NOW + 3 }));
      expect(await upTo(store, id)).toBe(13);
    }
  });
}

function superseding(given: Given): void {
  it('ends an edition that nobody has tried to send, and no other', async () => {
    const store = given();
    const ids = ['new', 'refused', 'leased', 'lost', 'doubtful', 'begun', 'done'];
    for (const id of ids) {
      const place = { ...PLACE, channel: id };
      await store.subscribe({ ...subscription(id), upTo: 2 }, NOW);
      const some = parts(id, 2).map((part) => ({ ...part, place }));
      await store.publish(publication(id, SLOT, { parts: id === 'done' ? some.slice(0, 1) : some, since: 1, upTo: 7 }));
    }
    await store.lease(order(NOW, { forMs: 10, limit: 99 }));
    await store.settle('refused.0', { error: 'platform_refused', retryAt: NOW }, NOW);
    await store.settle('doubtful.0', { error: 'platform_down', retryAt: NOW }, NOW);
    for (const id of ['begun', 'done']) await store.settle(`${id}.0`, { message: 'm', at: NOW }, NOW);
    // Nobody took this one.
    await store.subscribe({ ...subscription('fresh'), upTo: 2 }, NOW);
    await store.publish(edition('fresh', SLOT, { since: 1, upTo: 7 }));
    // That for the same slot stays: another process has made it.
    expect(await store.supersede('fresh', SLOT)).toBe(0);
    const ended: Record<string, number> = {};
    for (const id of [...ids, 'fresh', 'nobody']) ended[id] = await store.supersede(id, NEXT);
    expect(ended).toEqual({
      new: 0,
      refused: 1,
      leased: 0,
      lost: 0,
      doubtful: 0,
      begun: 0,
      done: 0,
      fresh: 1,
      nobody: 0,
    });
    for (const id of ['refused', 'fresh']) {
      expect(await upTo(store, id)).toBe(1);
      expect(await store.slots('terminal', id, 1)).toMatchObject([
        { state: 'dead', error: 'superseded', retryAt: null },
      ]);
      expect(await store.supersede(id, NEXT)).toBe(0);
    }
    expect(await upTo(store, 'done')).toBe(7);
    const left = (await store.lease(order(NOW + DAY, { limit: 99 }))).parts.map(({ part }) => part.key);
    expect(left.toSorted()).toEqual(['begun.1', 'doubtful.0', 'leased.0', 'lost.0', 'new.0']);
  });

  it('leaves alerts and corrections alone', async () => {
    const store = given();
    await store.subscribe(watch('w'), null);
    await store.subscribe(subscription('s'), NOW);
    await store.publish(edition('w', 'alert/1', { slots: [decided('alert/1', 'alert')] }));
    await store.publish(edition('s', 'correction/1', { slots: [decided('correction/1', 'correction')] }));
    expect([await store.supersede('w', 'z'), await store.supersede('s', 'z')]).toEqual([0, 0]);
    expect(await store.queue()).toEqual({ open: 2, dead: 0 });
  });
}

function losing(given: Given): void {
  it('pauses a subscription whose channel is gone, ends what waits for it, and knows who was told', async () => {
    const store = given();
    const thread = { ...PLACE, thread: 't' };
    for (const id of ['s', 't']) {
      await store.subscribe({ ...subscription(id), upTo: 4 }, NOW);
      await store.publish(edition(id, SLOT, { since: 2, upTo: 7 }));
    }
    await store.subscribe({ ...subscription('thread'), place: thread }, NOW);
    const there = parts('thread', 1).map((part) => ({ ...part, place: thread }));
    await store.publish(publication('thread', SLOT, { parts: there }));
    expect(await store.untold()).toEqual([]);
    await die(store, `s/${SLOT}.0`, NOW + 5, true);
    expect((await store.subscriptions(null)).map(({ id, state, gone, upTo: at }) => [id, state, gone, at])).toEqual([
      ['s', 'paused', NOW + 5, 2],
      ['t', 'active', null, 2],
      ['thread', 'active', null, 0],
    ]);
    for (const id of ['s', 't'])
      expect(await store.slots('terminal', id, 1)).toMatchObject([
        { state: 'dead', error: 'channel_gone: no channel' },
      ]);
    expect((await store.lease(order(NOW + 5))).parts.map(({ part }) => part.key)).toEqual(['thread.0']);
    expect((await store.untold()).map(({ id }) => id)).toEqual(['s']);
    const own = { ...PLACE, channel: '@someone' };
    const key = `gone/${NOW + 5}`;
    const told = parts(`s/${key}`, 1).map((part) => ({ ...part, place: own }));
    expect(
      await store.publish(publication('s', key, { slots: [decided(key, 'gone')], edition: null, parts: told })),
    ).toBe('won');
    expect(await store.untold()).toEqual([]);
    // That its maker cannot be reached is no news of the channel.
    await die(store, `s/${key}.0`, NOW + 6, true);
    expect(await store.untold()).toEqual([]);
    expect((await store.subscriptions(null))[0]?.gone).toBe(NOW + 5);

    await store.setSubscription('terminal', 's', 'active');
    expect((await store.subscriptions(null))[0]).toMatchObject({ state: 'active', gone: null });
    await store.publish(edition('s', NEXT));
    await die(store, `s/${NEXT}.0`, NOW + 9, true);
    expect((await store.untold()).map(({ gone }) => gone)).toEqual([NOW + 9]);
    await store.leave('terminal', NOW);
    expect(await store.untold()).toEqual([]);
  });

  it('counts a message that arrives after its delivery was ended', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    await store.publish(edition('s', SLOT, { upTo: 7 }));
    await store.lease(order(NOW));
    await store.leave('terminal', NOW);
    await store.comeBack('terminal');
    expect(await store.slots('terminal', 's', 1)).toMatchObject([{ state: 'dead' }]);
    await store.settle(`s/${SLOT}.0`, { message: 'm', at: NOW }, NOW);
    expect(await store.slots('terminal', 's', 1)).toMatchObject([{ state: 'sent', delivered: 1 }]);
    expect(await upTo(store)).toBe(7);
  });
}
