import { expect, it } from 'vitest';
import type { Place } from '../../src/core/model/command.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { briefing, DAY, made, NOW, subscription, watch } from './made.ts';

type Given = () => Store;

/** The part of the store's contract about pages, sources, subscriptions and who does what. */
export function deskContract(given: Given): void {
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

  it('keeps digests and watches per tenant', async () => {
    const store = given();
    expect(await store.subscribe(subscription('one', 'slack:1'), NOW)).toBe('new');
    expect(await store.subscribe(subscription('one', 'slack:1'), NOW)).toBe('same');
    await store.subscribe(watch('two', 'discord:1'), null);
    expect(await store.subscriptions('slack:1')).toEqual([subscription('one', 'slack:1')]);
    expect(await store.subscriptions(null)).toEqual([subscription('one', 'slack:1'), watch('two', 'discord:1')]);
    expect(await store.setSubscription('slack:2', 'one', 'paused')).toBe(false);
    expect(await store.setSubscription('slack:1', 'one', 'paused')).toBe(true);
    expect((await store.subscriptions('slack:1'))[0]?.state).toBe('paused');
    expect(await store.setSubscription('slack:2', 'one', 'removed')).toBe(false);
    expect(await store.setSubscription('slack:1', 'one', 'removed')).toBe(true);
    expect(await store.subscriptions('slack:1')).toEqual([]);
    expect(await store.subscribe(subscription('one', 'slack:1'), NOW)).toBe('new');
  });

  it('finds in all servers what comes to a person', async () => {
    const store = given();
    const place = { platform: 'discord', tenant: 'discord:1', channel: '@7', thread: null } as const;
    const at = (id: string, more: Partial<Place>) =>
      store.subscribe({ ...subscription(id), place: { ...place, ...more } }, NOW);
    await at('a', {});
    await at('b', { tenant: 'discord:2' });
    await at('c', { tenant: 'discord:3' });
    await at('other', { channel: '@8' });
    await at('elsewhere', { platform: 'slack', tenant: 'slack:1' });
    await store.leave('discord:3', NOW);
    expect((await store.subscriptionsTo('discord', '@7')).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('tells which digests are due, the longest due first', async () => {
    const store = given();
    const due = async (now: number, limit = 9) => (await store.due(now, limit)).map(({ id }) => id);
    await store.subscribe(subscription('later', 'slack:1'), NOW + 2);
    await store.subscribe(subscription('first', 'slack:2'), NOW);
    await store.subscribe({ ...subscription('rests'), state: 'paused' }, NOW);
    await store.subscribe(subscription('never'), null);
    await store.subscribe(watch('watch'), NOW);
    expect(await due(NOW - 1)).toEqual([]);
    expect(await due(NOW)).toEqual(['first']);
    expect(await due(NOW + 2)).toEqual(['first', 'later']);
    expect(await due(NOW + 2, 1)).toEqual(['first']);
    await store.dueAgain('first', NOW + 9);
    await store.dueAgain('watch', NOW);
    expect(await due(NOW + 8)).toEqual(['later']);
    await store.dueAgain('later', null);
    expect(await due(NOW + DAY)).toEqual(['first']);
    await store.leave('slack:2', NOW);
    expect(await due(NOW + DAY)).toEqual([]);
    await store.comeBack('slack:2');
    await store.setSubscription('slack:2', 'first', 'paused');
    expect(await due(NOW + DAY)).toEqual([]);
    // Made active again they are looked at at once.
    for (const [tenant, id] of [
      ['slack:2', 'first'],
      ['terminal', 'rests'],
    ] as const)
      await store.setSubscription(tenant, id, 'active');
    expect((await due(NOW)).toSorted()).toEqual(['first', 'rests']);
  });

  it('tells which watches have not seen everything', async () => {
    const store = given();
    const waiting = async () => (await store.waiting()).map(({ id }) => id);
    await store.subscribe(watch('one', 'slack:1'), null);
    await store.subscribe({ ...watch('two'), upTo: 1 }, null);
    await store.subscribe({ ...watch('rests'), state: 'paused' }, null);
    await store.subscribe(subscription('digest'), null);
    expect(await waiting()).toEqual([]);
    await store.save([made('a', 'A.')]);
    expect(await waiting()).toEqual(['one']);
    await store.save([made('b', 'B.')]);
    expect(await waiting()).toEqual(['one', 'two']);
    await store.passed(['two', 'digest'], 2);
    await store.passed(['two'], 1);
    expect(await waiting()).toEqual(['one']);
    await store.leave('slack:1', NOW);
    expect(await waiting()).toEqual([]);
    expect((await store.subscriptions('terminal')).map(({ id, upTo }) => [id, upTo])).toEqual([
      ['digest', 0],
      ['rests', 0],
      ['two', 2],
    ]);
  });

  it('lets one caller have a key until it ends', async () => {
    const store = given();
    expect(await store.once('k', NOW, NOW + 10)).toBe(true);
    expect(await store.once('k', NOW + 9, NOW + 99)).toBe(false);
    expect(await store.once('k', NOW + 10, NOW + 20)).toBe(true);
    expect(await store.once('other', NOW + 10, NOW + 20)).toBe(true);
  });

  it('leases work to one owner, who may extend it and end it early', async () => {
    const store = given();
    expect(await store.hold('work', 'me', NOW, NOW + 10)).toBe(true);
    expect(await store.hold('work', 'you', NOW + 9, NOW + 99)).toBe(false);
    expect(await store.hold('other', 'you', NOW + 9, NOW + 99)).toBe(true);
    expect(await store.hold('work', 'me', NOW + 9, NOW + 20)).toBe(true);
    // It never gets shorter by asking again.
    expect(await store.hold('work', 'me', NOW + 9, NOW + 12)).toBe(true);
    expect(await store.hold('work', 'you', NOW + 19, NOW + 99)).toBe(false);
    await store.letGo('work', 'you');
    expect(await store.hold('work', 'you', NOW + 19, NOW + 99)).toBe(false);
    expect(await store.hold('work', 'you', NOW + 20, NOW + 30)).toBe(true);
    expect(await store.hold('work', 'me', NOW + 21, NOW + 99)).toBe(false);
    await store.letGo('work', 'you');
    expect(await store.hold('work', 'me', NOW + 22, NOW + 99)).toBe(true);
  });

  it('takes a lease of a clock that was ahead for one that is over', async () => {
    const store = given();
    expect(await store.hold('work', 'me', NOW + DAY, NOW + DAY + 100)).toBe(true);
    expect(await store.hold('work', 'you', NOW, NOW + 100)).toBe(true);
    // One that was taken by a clock a little ahead is held.
    expect(await store.hold('work', 'me', NOW - 90, NOW + 10)).toBe(false);
  });

  it('knows how far a piece of work has come, and never goes back', async () => {
    const store = given();
    expect(await store.cursor('work')).toBe(0);
    for (const seq of [3, 7, 5]) await store.moveCursor('work', seq);
    expect(await store.cursor('work')).toBe(7);
    expect(await store.cursor('other')).toBe(0);
  });
}
