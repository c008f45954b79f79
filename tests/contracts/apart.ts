import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Settings, Store } from '../../src/core/model/ports.ts';
import { briefing, DAY, made, NOW, publication, scope, subscription } from './made.ts';
import { ownTopic } from './topics.ts';

const SLOT = '2026-11-21T08:00';

type Operation = { readonly what: (typeof WHATS)[number]; readonly tenant: 0 | 1; readonly n: number };
const TENANTS = ['discord:1', 'slack:1'] as const;
const WHATS = [
  'save',
  'change',
  'withdraw',
  'keep',
  'talk',
  'rate',
  'set',
  'unset',
  'source',
  'unsource',
  'topic',
  'join',
  'untopic',
  'subscribe',
  'publish',
  'pause',
  'install',
  'forget',
  'leave',
  'comeBack',
  'purge',
] as const;

/** One operation by a tenant. Ids and people are the same for both; every text and value carries the tenant. */
async function operate(store: Store, { what, tenant: which, n }: Operation): Promise<void> {
  const tenant = TENANTS[which];
  const mark = `canary of ${tenant}`;
  const id = `${n}`;
  const platform = which === 0 ? 'discord' : 'slack';
  const article = (text: string) =>
    made(id, text, {
      tenant,
      publisher: mark,
      topics: ['birds'],
      says: [{ actor: 'nl', country: 'NL', words: text }],
    });
  const doing: Record<Operation['what'], () => Promise<unknown>> = {
    save: () => store.save([article(`Bird ${n}, a ${mark}.`)]),
    change: () => store.save([article(`Bird ${n} again, a ${mark}.`)]),
    withdraw: () => store.withdraw(tenant, id),
    keep: () => store.keep(tenant, { ...briefing(id), headline: mark, upTo: n }, 'reader', 'c'),
    talk: () => store.setTalk({ tenant, channel: 'c', thread: '', person: 'reader' }, { page: mark, at: NOW }),
    rate: () => store.rate(tenant, id, 'reader', 'up', NOW),
    set: () => store.set(tenant, n % 2 === 0 ? null : 'c', 'topic', mark),
    unset: () => store.set(tenant, n % 2 === 0 ? null : 'c', 'topic', null),
    source: () =>
      store.addSource({
        id,
        tenant,
        kind: 'folder',
        topic: 'x',
        path: mark,
        declared: false,
        state: 'active',
        by: 'reader',
        made: NOW,
      }),
    unsource: () => store.removeSource(tenant, id),
    // Two servers have topics of one name.
    topic: () => store.setTopic(ownTopic(tenant, `topic-${n % 2}`, { title: mark, by: 'reader' })),
    join: () =>
      store.arrange(
        [{ topic: `${tenant}/topic-${n % 2}`, tenant, article: id, joins: n < 4 }],
        [{ topic: `${tenant}/topic-${n % 2}`, tenant, rule: mark, since: 0, at: n }],
      ),
    untopic: () => store.removeTopic(tenant, `topic-${n % 2}`),
    // An id of a subscription is made from its place.
    subscribe: () => store.subscribe({ ...subscription(`${tenant} ${id}`, tenant), topic: mark }, NOW),
    publish: () =>
      store.publish(
        publication(`${tenant} ${id}`, SLOT, {
          edition: { ...briefing(`e${id}`), headline: mark },
          parts: [
            {
              delivery: `${tenant} ${id}`,
              index: 0,
              of: 1,
              key: `${tenant} ${id}`,
              place: subscription('', tenant).place,
              payload: mark,
              act: { is: 'send' },
            },
          ],
        }),
      ),
    pause: () => store.setSubscription(tenant, `${tenant} ${id}`, 'paused'),
    install: () => store.install(tenant, mark),
    forget: () => store.forget(platform, 'reader'),
    leave: () => store.leave(tenant, NOW),
    comeBack: () => store.comeBack(tenant),
    purge: () => store.purge(NOW + n - 3),
  };
  await doing[what]();
}

/** All that a tenant can read of what both have done, each thing by the key that both use. */
async function view(store: Store, which: 0 | 1): Promise<unknown> {
  const tenant = TENANTS[which];
  const ids = Array.from({ length: 6 }, (_, n) => `${n}`);
  const all = scope(tenant);
  const birds = scope(tenant, { topic: 'birds', docs: ids, outlet: `CANARY of ${tenant}` });
  const each = <T>(get: (id: string) => Promise<T>) => Promise.all(ids.map(get));
  const textOf = (one: { article: { text: string; state: string } } | null) =>
    one && [one.article.text, one.article.state];
  const settings = async (channel: string | null): Promise<Settings> => store.settings(tenant, channel);
  return {
    list: (await store.list(all, 99)).toSorted(),
    birds: (await store.list(birds, 99)).toSorted(),
    counts: [(await store.count(all)).articles, (await store.count(birds)).articles],
    newer: (await store.newer(all, 0, 99)).toSorted(),
    said: (await store.statements({ scope: all, actors: null, limit: 99 })).map(({ article }) => article).toSorted(),
    publishers: await store.publishers(tenant),
    articles: await each(async (id) => textOf(await store.article(tenant, id))),
    previous: await each(async (id) => textOf(await store.previous(tenant, id))),
    kept: await each(async (id) => {
      const page = await store.kept(tenant, id);
      return page?.kind === 'briefing' ? page.headline : null;
    }),
    editions: await each(async (id) => (await store.kept(tenant, `e${id}`)) !== null),
    last: (await store.lastKept(tenant, 'reader'))?.id ?? null,
    mark: (await store.marked({ tenant, channel: 'c', person: 'reader' }))?.seq ?? null,
    talk: await store.talk({ tenant, channel: 'c', thread: '', person: 'reader' }),
    settings: [await settings(null), await settings('c')],
    personal: await store.personal(which === 0 ? 'discord' : 'slack', 'reader'),
    installed: await store.installed(tenant),
    topics: (await store.topics(tenant)).map(({ slug, title, by }) => [slug, title, by]),
    progress: (await store.progress())
      .filter((one) => one.tenant === tenant)
      .map(({ topic, rule, at }) => [topic, rule, at]),
    members: (await store.list(scope(tenant, { topic: `${tenant}/topic-0` }), 99)).toSorted(),
    sources: (await store.sources(tenant)).map(({ source: { id, path } }) => [id, path]),
    subscriptions: (await store.subscriptions(tenant)).map(({ id, topic, state }) => [id, topic, state]),
    slots: await each(async (id) => (await store.slots(tenant, `${tenant} ${id}`, 9)).length),
  };
}

/** The part of the store's contract that says that one server never sees another: any operations, two servers. */
export function apartContract(given: () => Store): void {
  it('shows a server nothing of another: what one does is as if the other were not there (any operations)', async () => {
    const operation = fc.record({
      what: fc.constantFrom(...WHATS),
      tenant: fc.constantFrom(0 as const, 1 as const),
      n: fc.nat(5),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
        const store = given();
        const leaveNothing = async () => {
          for (const tenant of TENANTS) {
            await store.comeBack(tenant);
            await store.leave(tenant, NOW - DAY);
          }
          await store.purge(NOW);
          for (const tenant of TENANTS) await store.comeBack(tenant);
        };
        await leaveNothing();
        for (const one of operations) await operate(store, one);
        const together = [await view(store, 0), await view(store, 1)];
        await leaveNothing();
        for (const which of [0, 1] as const) {
          const other = TENANTS[which === 0 ? 1 : 0];
          expect(JSON.stringify(together[which])).not.toContain(`canary of ${other}`);
          // A purge is the operator's and reaches whoever has left.
          for (const one of operations)
            if (one.tenant === which || one.what === 'purge') await operate(store, { ...one, tenant: which });
          expect(await view(store, which)).toEqual(together[which]);
          await leaveNothing();
        }
      }),
      { numRuns: 25 },
    );
  });
}
