import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { NO_METER } from '../../src/core/model/meter.ts';
import type { Page } from '../../src/core/model/page.ts';
import type { Health, Source } from '../../src/core/model/source.ts';
import { newHealth } from '../../src/core/source/health.ts';
import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { labelText } from '../../src/render/labels.ts';
import { tellBroken } from '../../src/usecases/broken.ts';
import { deliver } from '../../src/usecases/deliver.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { remember, scratch, steeredClock } from '../app.ts';
import { NOW } from '../contracts/made.ts';

/** Whoever added a source is told, once, that it cannot be read any more. */

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const DAY = 86_400_000;
const SOURCE: Source = {
  id: 's1',
  tenant: 'discord:1',
  topic: 'x',
  kind: 'web',
  path: 'https://lake.example/feed',
  declared: false,
  state: 'active',
  by: '77',
  made: NOW,
};
const PROBLEM = { code: 'page_unreachable', text: 'lake.example cannot be reached.', since: NOW } as const;

async function desk() {
  const { config, remove } = scratch();
  ends.push(remove);
  const { store } = await openSqlite({ path: join(config.data, '..', 'broken.sqlite') });
  ends.push(store.close);
  const clock = steeredClock(new Date(NOW).toISOString());
  const sent: Part[] = [];
  const platform: Platform = {
    name: 'discord',
    parts: (page: Page) => [labelText(page.push)],
    send: async (part) => {
      sent.push(part);
      return { message: part.key, at: clock() };
    },
    find: async () => null,
  };
  const one = { store, clock, wait: clock.wait, log: remember(), meter: NO_METER, topics: () => [] } as unknown as Desk;
  return {
    store,
    clock,
    sent,
    has: (given: Partial<Health>, source = SOURCE) =>
      store.setHealth(source.tenant, source.id, { ...newHealth(NOW), ...given }),
    tell: async () => {
      await Promise.all([tellBroken(one, [platform]), tellBroken(one, [platform])]);
      await deliver(one, platform, 'me');
      return sent.splice(0).map(({ place, payload }) => [place.tenant, place.channel, payload]);
    },
  };
}

test('who added it is told in their own chat, once until it was good again', async () => {
  const { store, clock, has, tell } = await desk();
  await store.addSource(SOURCE);
  await has({ problem: PROBLEM, failures: 1 });
  expect(await tell()).toEqual([]);
  clock.forward(DAY);
  expect(await tell()).toEqual([
    ['discord:1', '@77', expect.stringMatching(/lake\.example\/feed cannot be read: lake\.example cannot .*s1/)],
  ]);
  clock.forward(DAY);
  expect(await tell()).toEqual([]);
  expect((await store.sources('discord:1'))[0]?.health?.told).toBe(true);
  await has({});
  await has({ problem: { ...PROBLEM, since: clock() }, stopped: true });
  expect(await tell()).toEqual([['discord:1', '@77', expect.stringContaining('is not asked again')]]);
});

test.each([
  ['it stands in briefs/', { declared: true, tenant: 'public', by: '' }],
  ['nobody is known to have added it', { by: '' }],
  ['it was paused', { state: 'paused' }],
  ['their chat is not connected', { tenant: 'slack:1' }],
] as const)('nobody is told when %s', async (_, given) => {
  const { store, has, tell } = await desk();
  const source: Source = { ...SOURCE, ...given };
  await store.addSource(source);
  await has({ problem: PROBLEM, stopped: true }, source);
  expect(await tell()).toEqual([]);
});
