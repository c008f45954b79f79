import { afterEach, expect, test } from 'vitest';
import { startBot } from '../../src/bot.ts';
import type { Place } from '../../src/core/model/command.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { deliver } from '../../src/usecases/deliver.ts';
import { joined, left, present, purge, settingsOf } from '../../src/usecases/places.ts';
import { tick } from '../../src/usecases/tick.ts';
import { remember, scratch, steeredClock } from '../app.ts';
import { made, NOW, parts, publication, subscription } from '../contracts/made.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A bot with one platform that remembers what it was asked to mention and to send. */
async function bot(send?: (part: Part) => Promise<void>) {
  const { config, remove } = scratch();
  ends.push(remove);
  const clock = steeredClock(new Date(NOW).toISOString());
  const log = remember();
  const mentions: (string | null)[] = [];
  const sent: Part[] = [];
  const platform: Platform = {
    name: 'discord',
    parts: (_, __, mention = null) => {
      mentions.push(mention);
      return ['first', 'second'];
    },
    send: async (part) => {
      await send?.(part);
      sent.push(part);
      return { message: part.key, at: clock() };
    },
    find: async () => null,
  };
  const started = await startBot(config, { clock, wait: clock.wait, log, inline: true }, [platform]);
  ends.push(started.stop);
  return { desk: started.app.desk, beat: started.beat, clock, log, mentions, sent, platform };
}

const DAY = 24 * 3_600_000;
const placeIn = (tenant: string, channel = 'c'): Place => ({ platform: 'discord', tenant, channel, thread: null });

test('a channel’s own settings come before its server’s, and those before the defaults', async () => {
  const { desk } = await bot();
  const place = placeIn('discord:1');
  expect(await settingsOf(desk, place)).toEqual({ answers: 'private', links: 'managers', threads: 'off' });
  await desk.store.set('discord:1', null, 'links', 'everyone');
  await desk.store.set('discord:1', null, 'answers', 'public');
  await desk.store.set('discord:1', 'c', 'answers', 'private');
  await desk.store.set('discord:1', 'c', 'role', '7');
  const own = { answers: 'private', links: 'everyone', threads: 'off', role: '7' };
  expect(await settingsOf(desk, place)).toEqual(own);
  expect(await settingsOf(desk, { ...place, thread: 't' } as Place)).toEqual(own);
  expect(await settingsOf(desk, placeIn('discord:1', 'd'))).toEqual({
    answers: 'public',
    links: 'everyone',
    threads: 'off',
  });
});

test('a digest mentions the role of its place, where one is set, and in nobody’s own chat', async () => {
  const { desk, beat, clock, mentions } = await bot();
  const topic = desk.topics('public')[0]!.slug;
  for (const channel of ['c', 'd', '@9'])
    await desk.store.subscribe(
      { ...subscription(channel), place: placeIn('discord:1', channel), topic, made: NOW - DAY },
      NOW,
    );
  await desk.store.set('discord:1', null, 'role', '7');
  await desk.store.set('discord:1', 'd', 'role', '8');
  clock.set('2026-11-21T08:00:00Z');
  await beat();
  expect(mentions.toSorted()).toEqual(['7', '8', null]);
});

test('what the bot has left gets nothing; when it is back its digests go on', async () => {
  const { desk, beat, clock, sent, log } = await bot();
  const topic = desk.topics('public')[0]!.slug;
  for (const tenant of ['discord:1', 'discord:2'])
    await desk.store.subscribe({ ...subscription(tenant), place: placeIn(tenant), topic }, NOW);
  await left(desk, 'discord:1');
  clock.set('2026-11-22T08:00:00Z');
  await beat();
  expect(sent.map(({ place }) => place.tenant)).toEqual(['discord:2', 'discord:2']);
  await joined(desk, 'discord:1');
  await beat();
  expect(sent.slice(2).map(({ place, index }) => [place.tenant, index])).toEqual([
    ['discord:1', 0],
    ['discord:1', 1],
  ]);
  expect(log.lines).toContainEqual({ event: 'place.left', fields: { tenant: 'discord:1' } });
});

test('what was left is purged by a beat after 30 days, not before', async () => {
  const { desk, beat, clock, log } = await bot();
  await desk.store.save([made('a', 'A crane.', { tenant: 'discord:1' })]);
  await left(desk, 'discord:1');
  clock.forward(30 * DAY);
  await beat();
  expect(await desk.store.article('discord:1', 'a')).not.toBeNull();
  clock.forward(60_000);
  await beat();
  expect(await desk.store.article('discord:1', 'a')).toBeNull();
  expect(log.lines.at(-1)).toEqual({ event: 'place.purged', fields: { tenants: ['discord:1'] } });
});

test('a purge that fails holds no delivery up', async () => {
  const { desk, clock, sent, platform, log } = await bot();
  const topic = desk.topics('public')[0]!.slug;
  await desk.store.subscribe({ ...subscription('s'), place: placeIn('discord:1'), topic }, NOW);
  clock.set('2026-11-22T08:00:00Z');
  const purge = () => Promise.reject(new SitrepError('store_busy', 'Another process writes.'));
  await tick({ ...desk, store: { ...desk.store, purge } }, [platform], 'me');
  expect(sent).toHaveLength(2);
  expect(log.lines.map(({ event }) => event)).toContain('purge.failed');
});

test('servers that the bot was taken out of while it was off count as left when it connects', async () => {
  const { desk } = await bot();
  for (const tenant of ['discord:1', 'discord:2', 'discord:dm-reader', 'slack:1'])
    await desk.store.set(tenant, null, 'zone', 'UTC');
  await left(desk, 'discord:1');
  await present(desk, 'discord', ['discord:1']);
  expect(await desk.store.tenants('discord')).toEqual(['discord:1', 'discord:dm-reader']);
  expect(await desk.store.tenants('slack')).toEqual(['slack:1']);
});

test('the operator says for how many days it is kept', async () => {
  const { desk, clock } = await bot();
  await desk.store.set('discord:1', null, 'zone', 'UTC');
  await left(desk, 'discord:1');
  clock.forward(2 * DAY + 1);
  await purge({ ...desk, keepDays: 3 });
  expect(await desk.store.settings('discord:1', null)).toEqual({ zone: 'UTC' });
  await purge({ ...desk, keepDays: 2 });
  expect(await desk.store.settings('discord:1', null)).toEqual({});
});

test('one that answers slowly, or not at all, keeps no other waiting', async () => {
  const slow = Promise.withResolvers<void>();
  const { desk, sent, platform } = await bot(async ({ place }) => {
    if (place.tenant === 'discord:slow') await slow.promise;
    if (place.tenant === 'discord:down') throw new SitrepError('platform_down', 'No answer.');
  });
  const tenants = ['discord:slow', 'discord:down', ...Array.from({ length: 30 }, (_, n) => `discord:${n}`)];
  for (const tenant of tenants) {
    await desk.store.subscribe({ ...subscription(tenant), place: placeIn(tenant) }, null);
    const two = parts(`${tenant}/s`, 2).map((part) => ({ ...part, place: placeIn(tenant) }));
    await desk.store.publish(publication(tenant, '2026-11-21T08:00', { parts: two }));
  }
  const delivering = deliver(desk, platform, 'me');
  while (sent.length < 60) await new Promise(setImmediate);
  expect(new Set(sent.map(({ place }) => place.tenant)).size).toBe(30);
  slow.resolve();
  expect(await delivering).toBe(62);
});
