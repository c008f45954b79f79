import { expect, it } from 'vitest';
import type { Answer } from '../../src/core/model/answer.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { die, edition, nothing, send } from './deliveries.ts';
import { decided, made, NOW, publication, subscription, watch } from './made.ts';
import { citing } from './status.ts';

type Given = () => Store;
const SLOT = '2026-11-21T08:00';
const PLACE = subscription('s').place;

/** The part of the store's contract about what a place was told of, and what delivered editions cite. */
export function toldContract(given: Given): void {
  const version = (text: string) => made('a', text).article.version;

  it('knows which version of an article a place was told of, by what is there or on its way', async () => {
    const store = given();
    const had = async (place = PLACE, ...ids: readonly string[]) =>
      Object.fromEntries(await store.had(place, ids.length > 0 ? ids : ['a', 'b', 'c']));
    for (const id of ['s', 't', 'u']) await store.subscribe(subscription(id), NOW);
    const tell = (id: string, ...told: readonly (readonly [article: string, version: string])[]) =>
      store.publish(edition(id, SLOT, { had: told.map(([article, version]) => ({ article, version })) }));
    expect(await had()).toEqual({});
    await tell('s', ['a', 'v1'], ['b', 'v1']);
    await tell('t', ['a', 'v2']);
    expect(await had()).toEqual({ a: 'v2', b: 'v1' });
    expect(await had(PLACE, 'b')).toEqual({ b: 'v1' });
    for (const other of [{ tenant: 'slack:1' }, { channel: 'there' }, { thread: 't' }])
      expect(await had({ ...PLACE, ...other })).toEqual({});
    await send(store, `s/${SLOT}.0`);
    await die(store, `t/${SLOT}.0`);
    expect(await had()).toEqual({ a: 'v1', b: 'v1' });
    // Where nothing is sent nobody is told.
    await store.publish(nothing('u', SLOT, { had: [{ article: 'c', version: 'v1' }] }));
    expect(await had()).toEqual({ a: 'v1', b: 'v1' });
  });

  it('finds delivered editions, answers too, that cite another version of an article', async () => {
    const store = given();
    const answer = (id: string, ...cited: Parameters<typeof citing>[1][]): Answer =>
      ({ ...citing(id, ...cited), kind: 'answer', question: 'What?', status: 'answered' }) as never;
    await store.subscribe(subscription('s'), NOW);
    await store.subscribe(watch('w'), null);
    const [one, two] = [version('One.'), version('Two.')];
    await store.publish(publication('s', SLOT, { edition: citing('e1', ['a', one], ['b', 'vb']) }));
    const alert = { slots: [decided('alert/1', 'alert')], edition: answer('e2', ['a', two], ['a', one]) } as const;
    await store.publish(edition('w', 'alert/1', alert));
    const found = async (...asked: Parameters<Store['citing']>) =>
      (await store.citing(...asked)).map((each) => each.edition.id);
    expect(await found('terminal', 'a', null, 9)).toEqual([]);
    await send(store, `s/${SLOT}.0`);
    expect(await found('terminal', 'a', null, 9)).toEqual([]);
    await send(store, `s/${SLOT}.1`, NOW + 1);
    await send(store, 'w/alert/1.0', NOW + 2);
    expect(await found('terminal', 'a', null, 9)).toEqual(['e2', 'e1']);
    expect(await found('terminal', 'a', null, 1)).toEqual(['e2']);
    expect(await found('terminal', 'a', two, 9)).toEqual(['e2', 'e1']);
    expect(await found('terminal', 'a', one, 9)).toEqual(['e2']);
    expect(await found('terminal', 'b', 'vb', 9)).toEqual([]);
    expect(await store.citing('terminal', 'b', null, 9)).toEqual([
      {
        subscription: 's',
        delivery: `s/${SLOT}`,
        slot: SLOT,
        place: PLACE,
        edition: citing('e1', ['a', one], ['b', 'vb']),
        messages: [`m of s/${SLOT}.0`, `m of s/${SLOT}.1`],
        at: NOW + 1,
      },
    ]);
    expect(await store.citing('terminal', 'nothing', null, 9)).toEqual([]);
  });

  it('looks for citations of a public article everywhere, of a server’s own one there alone', async () => {
    const store = given();
    const tenants = ['slack:1', 'slack:2', 'slack:3'];
    for (const tenant of tenants) {
      await store.subscribe(subscription(tenant, tenant), NOW);
      await store.publish(edition(tenant, SLOT, { edition: citing('e', ['a', 'v1']) }));
      await send(store, `${tenant}/${SLOT}.0`);
    }
    await store.save([made('a', 'Public.'), made('a', 'Its own.', { tenant: 'slack:2' })]);
    const found = async (tenant: string) =>
      (await store.citing(tenant, 'a', null, 9)).map(({ subscription: id }) => id);
    expect(await found('slack:1')).toEqual(['slack:1']);
    expect(await found('slack:2')).toEqual(['slack:2']);
    expect(await found('public')).toEqual(['slack:3', 'slack:1']);
    await store.leave('slack:3', NOW);
    expect(await found('public')).toEqual(['slack:1']);
  });

  it('cites what a page says now', async () => {
    const store = given();
    await store.subscribe(subscription('s'), NOW);
    await store.publish(edition('s', SLOT, { edition: citing('e', ['a', 'v1']) }));
    await send(store, `s/${SLOT}.0`);
    const correction = { slots: [decided('correction/1', 'correction')], edition: citing('e', ['a', 'v2']) } as const;
    await store.publish(edition('s', 'correction/1', correction));
    expect(await store.citing('terminal', 'a', 'v2', 9)).toEqual([]);
    expect(await store.citing('terminal', 'a', 'v3', 9)).toHaveLength(1);
  });
}
