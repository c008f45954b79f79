import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Place } from '../../src/core/model/command.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { NO_METER } from '../../src/core/model/meter.ts';
import type { Page } from '../../src/core/model/page.ts';
import type { Subscription } from '../../src/core/model/subscription.ts';
import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { labelText } from '../../src/render/labels.ts';
import { deliver } from '../../src/usecases/deliver.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { tellGone } from '../../src/usecases/gone.ts';
import { freeze } from '../../src/usecases/parts.ts';
import { remember, scratch, steeredClock } from '../app.ts';
import { NOW, publication, subscription, watch } from '../contracts/made.ts';

/** Whoever made a digest or watch is told, once, that its channel is gone. */

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const at = (channel: string): Place => ({ platform: 'discord', tenant: 'discord:1', channel, thread: null });

async function desk() {
  const { config, remove } = scratch();
  ends.push(remove);
  const { store } = await openSqlite({ path: join(config.data, '..', 'gone.sqlite') });
  ends.push(store.close);
  const clock = steeredClock(new Date(NOW).toISOString());
  const log = remember();
  const closed = new Set<string>();
  const sent: Part[] = [];
  const platform: Platform = {
    name: 'discord',
    parts: (page: Page) => [labelText(page.push)],
    send: async (part) => {
      if (closed.has(part.place.channel))
        throw new SitrepError(part.place.channel.startsWith('@') ? 'platform_refused' : 'channel_gone', 'Closed.');
      sent.push(part);
      return { message: part.key, at: clock() };
    },
    find: async () => null,
  };
  const made = {
    store,
    clock,
    wait: clock.wait,
    log,
    meter: NO_METER,
    topics: () => [{ key: 'ports', slug: 'ports', title: 'The ports' }],
  };
  const one = made as unknown as Desk;
  return {
    store,
    closed,
    sent,
    log,
    tell: async () => {
      await Promise.all([tellGone(one, [platform]), tellGone(one, [platform])]);
      await deliver(one, platform, 'me');
    },
    /** It has an edition whose channel turns out to be gone. */
    lose: async (fields: Partial<Subscription>, by: Subscription = subscription('s1', 'discord:1')) => {
      const lost = { ...by, place: at('c'), ...fields } as Subscription;
      await store.subscribe(lost, null);
      const payloads = [{ payload: 'an edition' }];
      const parts = freeze(lost.id, '2026-11-21T08:00', lost.place, payloads);
      expect(await store.publish(publication(lost.id, '2026-11-21T08:00', { parts }))).toBe('won');
      closed.add(lost.place.channel);
      await deliver(one, platform, 'me');
    },
  };
}

test('the maker of a digest is told in their own chat, once', async () => {
  const { lose, tell, sent, store } = await desk();
  await lose({ by: '77' });
  expect(await store.untold()).toHaveLength(1);
  await tell();
  await tell();
  expect(sent.map(({ place }) => place)).toEqual([at('@77')]);
  expect(sent[0]!.payload).toContain('The ports');
  expect(sent[0]!.payload).toContain('s1');
  expect(await store.untold()).toEqual([]);
  const [last] = await store.slots('discord:1', 's1', 5);
  expect([last!.decision.outcome, last!.state]).toEqual(['gone', 'sent']);
});

test('so is the maker of a watch', async () => {
  const { lose, tell, sent } = await desk();
  await lose({ by: '77' }, watch('w1', 'discord:1'));
  await tell();
  expect(sent.map(({ place, payload }) => [place.channel, payload.includes('watch')])).toEqual([['@77', true]]);
});

test('one who takes no messages is not told again, nor is anybody told of that', async () => {
  const { lose, tell, sent, store, closed } = await desk();
  closed.add('@77');
  await lose({ by: '77' });
  await tell();
  await tell();
  expect(sent).toEqual([]);
  expect(await store.untold()).toEqual([]);
  expect((await store.queue()).open).toBe(0);
});

test.each([
  ['nobody is known to have made it', { by: '' }],
  ['it was in their own chat', { by: '77', alone: true }],
  ['it went to their own chat', { by: '77', place: at('@77') }],
] as const)('nobody is told when %s', async (_, fields) => {
  const { lose, tell, sent, store, log } = await desk();
  await lose(fields as Partial<Subscription>);
  await tell();
  await tell();
  expect(sent).toEqual([]);
  expect(await store.untold()).toEqual([]);
  if (fields.by === '')
    expect(log.lines).toContainEqual({ event: 'channel.gone', fields: { subscription: 's1', told: false } });
});
