import { expect, it } from 'vitest';
import type { Store } from '../../src/core/model/ports.ts';
import { briefing, DAY, decided, made, NOW, parts, publication, scope, subscription } from './made.ts';
import { order } from './outbox.ts';

type Given = () => Store;

/** The part of the store's contract that is about servers, their channels and the persons in them. */
export function placesContract(given: Given): void {
  said(given);
  persons(given);
  chats(given);
  departures(given);
}

function said(given: Given): void {
  it('keeps settings of a channel and of its server apart, and takes them back', async () => {
    const store = given();
    expect(await store.settings('slack:1', 'c')).toEqual({});
    await store.set('slack:1', 'c', 'zone', 'Asia/Tokyo');
    await store.set('slack:1', null, 'zone', 'UTC');
    await store.set('slack:1', null, 'role', 'S1');
    await store.set('slack:1', 'c', 'zone', 'Europe/Berlin');
    expect(await store.settings('slack:1', 'c')).toEqual({ zone: 'Europe/Berlin' });
    expect(await store.settings('slack:1', null)).toEqual({ zone: 'UTC', role: 'S1' });
    for (const [tenant, channel] of [
      ['slack:1', 'd'],
      ['slack:2', 'c'],
      ['slack:2', null],
    ] as const)
      expect(await store.settings(tenant, channel)).toEqual({});
    await store.set('slack:1', null, 'zone', null);
    await store.set('slack:1', 'c', 'topic', null);
    expect(await store.settings('slack:1', null)).toEqual({ role: 'S1' });
    expect(await store.settings('slack:1', 'c')).toEqual({ zone: 'Europe/Berlin' });
  });

  it('knows where a conversation stands, in a thread and for a person', async () => {
    const store = given();
    const key = { tenant: 'slack:1', channel: 'c', thread: '', person: 'reader' };
    expect(await store.talk(key)).toBeNull();
    await store.setTalk(key, { page: 'p1', at: NOW });
    await store.setTalk({ ...key, thread: 't', person: '' }, { page: 'p2', at: NOW });
    await store.setTalk(key, { page: 'p3', at: NOW + 1 });
    expect(await store.talk(key)).toEqual({ page: 'p3', at: NOW + 1 });
    expect(await store.talk({ ...key, thread: 't', person: '' })).toEqual({ page: 'p2', at: NOW });
    for (const other of [{ tenant: 'slack:2' }, { channel: 'd' }, { thread: 'u' }, { person: 'editor' }])
      expect(await store.talk({ ...key, ...other })).toBeNull();
  });

  it('keeps an installation until it ends', async () => {
    const store = given();
    await store.install('slack:1', 'sealed');
    await store.install('slack:1', 'sealed again');
    expect(await store.installed('slack:1')).toBe('sealed again');
    expect(await store.installed('slack:2')).toBeNull();
    await store.uninstall('slack:2');
    expect(await store.installed('slack:1')).toBe('sealed again');
    await store.uninstall('slack:1');
    expect(await store.installed('slack:1')).toBeNull();
  });
}

const NOTHING = { pages: 0, marks: 0, talks: 0, ratings: 0, made: 0 };

/** One of each kind that is kept of a person in a tenant. */
async function leaveTraces(store: Store, tenant: string, person: string): Promise<void> {
  const id = `${tenant} ${person}`;
  await store.keep(tenant, { ...briefing(id), upTo: 1 }, person, 'c');
  await store.setTalk({ tenant, channel: 'c', thread: '', person }, { page: id, at: NOW });
  await store.setTalk({ tenant, channel: 'c', thread: id, person: '' }, { page: id, at: NOW });
  await store.rate(tenant, id, person, 'up', NOW);
  await store.rate(tenant, id, person, 'down', NOW);
  await store.subscribe({ ...subscription(id, tenant), by: person }, NOW);
  await store.addSource({
    id,
    tenant,
    kind: 'folder',
    topic: 'x',
    path: 'news',
    declared: false,
    state: 'active',
    by: person,
    made: NOW,
  });
}

function persons(given: Given): void {
  it('counts what is kept of a person in all servers of a platform, and forgets that alone', async () => {
    const store = given();
    const tenants = ['discord:1', 'discord:dm-reader', 'slack:1', 'terminal', 'public'];
    for (const tenant of tenants) for (const person of ['reader', 'editor']) await leaveTraces(store, tenant, person);
    const each = { pages: 1, marks: 1, talks: 2, ratings: 1, made: 2 };
    const twice = { pages: 2, marks: 2, talks: 4, ratings: 2, made: 4 };
    expect(await store.personal('discord', 'reader')).toEqual(twice);
    expect(await store.personal('slack', 'reader')).toEqual(each);
    expect(await store.personal('terminal', 'reader')).toEqual(each);
    expect(await store.personal('discord', '')).toEqual(NOTHING);

    expect(await store.forget('discord', 'reader')).toEqual(twice);
    expect(await store.personal('discord', 'reader')).toEqual(NOTHING);
    expect(await store.forget('discord', 'reader')).toEqual(NOTHING);
    expect(await store.personal('discord', 'editor')).toEqual(twice);
    expect(await store.personal('slack', 'reader')).toEqual(each);
    expect(await store.personal('terminal', 'reader')).toEqual(each);
    expect(await store.lastKept('discord:1', 'reader')).toBeNull();
    expect(await store.kept('discord:1', 'discord:1 reader')).toBeNull();
    expect(await store.marked({ tenant: 'discord:1', channel: 'c', person: 'reader' })).toBeNull();
    expect((await store.lastKept('discord:1', 'editor'))?.id).toBe('discord:1 editor');

    const makers = (await store.subscriptions('discord:1')).map(({ id, by }) => [id, by]);
    expect(makers).toEqual([
      ['discord:1 editor', 'editor'],
      ['discord:1 reader', ''],
    ]);
    const sources = (await store.sources('discord:1')).filter(({ source }) => source.tenant === 'discord:1');
    expect(sources.map(({ source }) => source.by)).toEqual(['editor', '']);
  });
}

function chats(given: Given): void {
  it('forgets what a person had sent to their own chat with the bot, and that alone', async () => {
    const store = given();
    const key = `gone/${NOW}`;
    for (const tenant of ['discord:1', 'slack:1'])
      for (const person of ['reader', 'editor']) {
        const id = `${tenant} ${person}`;
        const own = { ...subscription(id, tenant).place, tenant, channel: `@${person}` };
        const to = (delivery: string, place = own) => parts(delivery, 1, tenant).map((part) => ({ ...part, place }));
        await store.subscribe({ ...subscription(id, tenant), place: own, by: person }, NOW);
        const had = [{ article: 'a', version: 'v' }];
        await store.publish(publication(id, SLOT, { parts: to(id), edition: briefing(id), had }));
        // A channel of theirs is gone, and that they are told.
        const elsewhere = `${id} elsewhere`;
        await store.subscribe({ ...subscription(elsewhere, tenant), by: person, state: 'paused', gone: NOW }, null);
        const told = { slots: [decided(key, 'gone')], edition: null, parts: to(elsewhere) } as const;
        expect(await store.publish(publication(elsewhere, key, told))).toBe('won');
      }
    expect(await store.queue()).toEqual({ open: 8, dead: 0 });
    await store.forget('discord', 'reader');
    expect(await store.queue()).toEqual({ open: 6, dead: 0 });
    expect((await store.subscriptions('discord:1')).map(({ id, by }) => [id, by])).toEqual([
      ['discord:1 editor', 'editor'],
      ['discord:1 editor elsewhere', 'editor'],
      ['discord:1 reader elsewhere', ''],
    ]);
    expect(await store.kept('discord:1', 'discord:1 reader')).toBeNull();
    expect(await store.kept('discord:1', 'discord:1 editor')).not.toBeNull();
    expect(await store.kept('slack:1', 'slack:1 reader')).not.toBeNull();
    expect(await store.slots('discord:1', 'discord:1 reader', 9)).toEqual([]);
    // Nobody is told a second time.
    expect(await store.untold()).toEqual([]);
    const own = { ...subscription('', 'discord:1').place, channel: '@reader' };
    expect(await store.had(own, ['a'])).toEqual(new Map());
    expect(await store.had({ ...own, channel: '@editor' }, ['a'])).toEqual(new Map([['a', 'v']]));
    const sent: string[] = [];
    for (let n = 0; n < 9; n += 1)
      for (const { part } of (await store.lease(order(NOW, { limit: 99 }))).parts) {
        sent.push(`${part.place.tenant} ${part.place.channel}`);
        await store.settle(part.key, { message: 'm', at: NOW }, NOW);
      }
    expect(new Set(sent)).toEqual(new Set(['discord:1 @editor', 'slack:1 @editor', 'slack:1 @reader']));
    expect(sent).toHaveLength(6);
  });
}

const SLOT = '2026-11-21T08:00';

function departures(given: Given): void {
  /** To a channel of its own. */
  const publishing = (store: Store, id: string, slot = SLOT) =>
    store.publish(
      publication(id, slot, {
        parts: parts(`${id}/${slot}`, 2).map((part) => ({ ...part, place: { ...part.place, channel: id } })),
      }),
    );
  const due = async (store: Store) => (await store.subscriptions(null)).map(({ id }) => id);
  const leased = async (store: Store, now = NOW) =>
    (await store.lease(order(now, { forMs: 1, limit: 99 }))).parts.map(({ part }) => part.key);

  it('rests where the bot has left, ends what was not delivered, and goes on when it is back', async () => {
    const store = given();
    for (const tenant of ['slack:1', 'slack:2']) {
      await leaveTraces(store, tenant, 'reader');
      expect(await publishing(store, `${tenant} reader`)).toBe('won');
    }
    expect(await leased(store)).toHaveLength(2);
    await store.settle(`slack:1 reader/${SLOT}.0`, { message: 'm', at: NOW }, NOW);
    await store.leave('slack:1', NOW);
    await store.leave('slack:1', NOW + DAY);
    expect(await due(store)).toEqual(['slack:2 reader']);
    expect((await store.dueSources('folder', NOW, 100)).map(({ source }) => source.tenant)).toEqual(['slack:2']);
    expect(await leased(store, NOW + 1)).toEqual([`slack:2 reader/${SLOT}.0`]);
    expect(await publishing(store, 'slack:1 reader', '2026-11-22T08:00')).toBe('taken');
    expect(await publishing(store, 'slack:2 reader', '2026-11-22T08:00')).toBe('won');

    await store.comeBack('slack:1');
    expect(await due(store)).toEqual(['slack:1 reader', 'slack:2 reader']);
    expect(await store.dueSources('folder', NOW, 100)).toHaveLength(2);
    expect(await publishing(store, 'slack:1 reader', '2026-11-22T08:00')).toBe('won');
    // What had ended stays ended.
    expect(await leased(store, NOW + 2)).not.toContain(`slack:1 reader/${SLOT}.1`);
    expect(await store.purge(NOW + 99 * DAY)).toEqual([]);
  });

  it('names the servers of a platform that were not left', async () => {
    const store = given();
    await store.set('discord:1', null, 'zone', 'UTC');
    await store.keep('discord:dm-reader', briefing('p1'), 'reader');
    await store.subscribe(subscription('s', 'discord:2'), NOW);
    await store.set('slack:1', null, 'zone', 'UTC');
    expect(await store.tenants('discord')).toEqual(['discord:1', 'discord:2', 'discord:dm-reader']);
    await store.leave('discord:2', NOW);
    expect(await store.tenants('discord')).toEqual(['discord:1', 'discord:dm-reader']);
    expect(await store.tenants('terminal')).toEqual([]);
  });

  it('purges a server that was left before then, whole, and no other', async () => {
    const store = given();
    const tenants = ['public', 'slack:1', 'slack:2', 'slack:3'];
    for (const tenant of tenants) {
      await store.save(
        Array.from({ length: 45 }, (_, n) =>
          made(`${tenant} ${n}`, `Canary ${n} sang in ${tenant}.`, {
            tenant,
            publisher: `Paper of ${tenant}`,
            topics: ['birds'],
            says: [{ actor: 'nl', country: 'NL', words: `Canary ${n}` }],
          }),
        ),
      );
      await store.save([made(`${tenant} 0`, 'Another text.', { tenant })]);
      await store.withdraw(tenant, `${tenant} 1`);
      await leaveTraces(store, tenant, 'reader');
      await publishing(store, `${tenant} reader`);
      await store.set(tenant, 'c', 'zone', 'UTC');
      await store.install(tenant, 'sealed');
    }
    expect((await store.count(scope('slack:1'))).articles).toBe(88);
    await store.leave('slack:1', NOW);
    await store.leave('slack:2', NOW + DAY);
    expect(await store.purge(NOW)).toEqual([]);
    expect(await store.purge(NOW + DAY)).toEqual(['slack:1']);
    expect(await store.purge(NOW + DAY)).toEqual([]);

    const seen = async (tenant: string) => ({
      own: (await store.list(scope(tenant), 999)).filter((id) => id.startsWith(`${tenant} `)).length,
      articles: (await store.count(scope(tenant))).articles,
      withdrawn: await store.article(tenant, `${tenant} 1`).then((one) => one?.article.state ?? null),
      publishers: (await store.publishers(tenant)).length,
      page: (await store.lastKept(tenant, 'reader'))?.id ?? null,
      mark: (await store.marked({ tenant, channel: 'c', person: 'reader' }))?.seq ?? null,
      talk: (await store.talk({ tenant, channel: 'c', thread: '', person: 'reader' }))?.page ?? null,
      settings: Object.keys(await store.settings(tenant, 'c')),
      installed: await store.installed(tenant),
      sources: (await store.sources(tenant)).filter(({ source }) => source.tenant === tenant).length,
      subscriptions: (await store.subscriptions(tenant)).length,
      slots: (await store.slots(tenant, `${tenant} reader`, 9)).length,
    });
    expect(await seen('slack:1')).toEqual({
      own: 0,
      articles: 44,
      withdrawn: null,
      publishers: 1,
      page: null,
      mark: null,
      talk: null,
      settings: [],
      installed: null,
      sources: 0,
      subscriptions: 0,
      slots: 0,
    });
    for (const tenant of ['slack:2', 'slack:3'])
      expect(await seen(tenant)).toEqual({
        own: 44,
        articles: 88,
        withdrawn: 'withdrawn',
        publishers: 2,
        page: `${tenant} reader`,
        mark: 1,
        talk: `${tenant} reader`,
        settings: ['zone'],
        installed: 'sealed',
        sources: 1,
        subscriptions: 1,
        slots: 1,
      });
    expect(await due(store)).toEqual(['public reader', 'slack:3 reader']);
    expect((await leased(store)).toSorted()).toEqual([`public reader/${SLOT}.0`, `slack:3 reader/${SLOT}.0`]);
    // Who comes back begins anew; nothing of a purged slot is in the way.
    await store.comeBack('slack:1');
    await store.subscribe(subscription('slack:1 reader', 'slack:1'), NOW);
    expect(await publishing(store, 'slack:1 reader')).toBe('won');
    expect(await store.save([made('slack:1 7', 'New.', { tenant: 'slack:1' })])).toEqual(['new']);
  });
}
