import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startBot } from '../../src/bot.ts';
import type { Part, Platform } from '../../src/core/model/delivery.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import type { Source } from '../../src/core/model/source.ts';
import type { Digest } from '../../src/core/model/subscription.ts';
import { deliver } from '../../src/usecases/deliver.ts';
import { publish } from '../../src/usecases/publish.ts';
import { remember, scratch, steeredClock, TERMINAL } from '../app.ts';
import { made, NOW, subscription } from '../contracts/made.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const DAY = 86_400_000;

/** A bot whose figures are served, with one platform that is told how to send. */
async function watched(env: NodeJS.ProcessEnv = {}) {
  const { config, remove } = scratch({ SITREP_METRICS_PORT: '0', ...env });
  ends.push(remove);
  const clock = steeredClock(new Date(NOW).toISOString());
  const log = remember();
  let trouble: SitrepError | null = null;
  let there = false;
  const platform: Platform = {
    name: 'discord',
    parts: () => ['first', 'second'],
    send: async (part: Part) => {
      if (trouble) throw trouble;
      return { message: part.key, at: clock() };
    },
    find: async (part: Part) => (there ? { message: part.key, at: clock() } : null),
  };
  const bot = await startBot(config, { clock, wait: clock.wait, log, inline: true }, [platform]);
  ends.push(bot.stop);
  const base = `http://127.0.0.1:${bot.metricsPort}`;
  return {
    bot,
    desk: bot.app.desk,
    clock,
    log,
    platform,
    get: (path: string, init?: RequestInit) => fetch(`${base}${path}`, init),
    /** The lines of one metric. */
    figures: async (name: string) =>
      (await (await fetch(`${base}/metrics`)).text()).split('\n').filter((line) => line.startsWith(`sitrep_${name}`)),
    fail: (error: SitrepError | null) => {
      trouble = error;
    },
    arrived: (is: boolean) => {
      there = is;
    },
  };
}

test('nothing is served unless it is asked for', async () => {
  const { config, remove } = scratch();
  ends.push(remove);
  const bot = await startBot(config, { clock: () => NOW, log: remember(), inline: true });
  ends.push(bot.stop);
  expect(bot.metricsPort).toBeNull();
});

test('it is alive at once, and ready as long as its clock beats and its store answers', async () => {
  const { bot, clock, get } = await watched();
  const ready = async () => {
    const answer = await get('/readyz');
    return [answer.status, await answer.json()];
  };
  expect(await (await get('/healthz')).json()).toEqual({ ok: true });
  expect(await ready()).toEqual([503, { ready: false, missing: ['clock'] }]);
  await bot.beat();
  expect(await ready()).toEqual([200, { ready: true, missing: [] }]);
  clock.forward(3 * 60_000);
  expect((await ready())[0]).toBe(200);
  clock.forward(1);
  expect(await ready()).toEqual([503, { ready: false, missing: ['clock'] }]);
  await bot.beat();
  await bot.app.desk.store.close();
  expect(await ready()).toEqual([503, { ready: false, missing: ['store'] }]);
});

test('it is only read, and only what is there', async () => {
  const { get } = await watched();
  expect((await get('/')).status).toBe(404);
  expect((await get('/metrics/../etc')).status).toBe(404);
  expect((await get('/metrics', { method: 'POST', body: 'x' })).status).toBe(405);
  expect((await get('/healthz', { method: 'HEAD' })).status).toBe(200);
});

test('a port that is taken is said with its variable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  ends.push(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(watched({ SITREP_METRICS_PORT: String(port) })).rejects.toMatchObject({
    code: 'bad_config',
    message: expect.stringContaining('SITREP_METRICS_PORT'),
  });
});

test('digests, messages, failures and what would have come twice are counted', async () => {
  const { bot, desk, clock, platform, figures, fail, arrived } = await watched();
  const topic = desk.topics('public')[0]!.slug;
  const place = { platform: 'discord', tenant: 'discord:canary', channel: 'canary', thread: null } as const;
  await desk.store.subscribe({ ...subscription('canary'), place, topic, by: '', made: NOW - DAY }, NOW - DAY);
  fail(new SitrepError('platform_down', 'The canary does not answer.'));
  await bot.beat();
  expect(await figures('digests_total')).toEqual(['sitrep_digests_total{outcome="late"} 1']);
  expect(await figures('delivery_failures_total')).toEqual([
    'sitrep_delivery_failures_total{platform="discord",code="platform_down"} 1',
  ]);
  expect(await figures('deliveries_open')).toEqual(['sitrep_deliveries_open 1']);
  fail(null);
  arrived(true);
  clock.forward(60_000);
  await bot.beat();
  expect(await figures('messages_total')).toEqual(['sitrep_messages_total{platform="discord",outcome="sent"} 2']);
  expect(await figures('deliveries_open')).toEqual(['sitrep_deliveries_open 0']);

  const due = { due: { slot: '2026-11-21T08:00', at: NOW, late: false }, skipped: [] };
  expect(await publish(desk, platform, (await desk.store.subscriptions(null))[0] as Digest, due)).toBe(false);
  expect(await desk.store.once('event', NOW, NOW + 1)).toBe(true);
  expect([await bot.app.chat.once('key'), await bot.app.chat.once('key')]).toEqual([true, false]);
  expect((await figures('duplicates_avoided_total')).toSorted()).toEqual([
    'sitrep_duplicates_avoided_total{kind="event"} 1',
    'sitrep_duplicates_avoided_total{kind="message"} 1',
    'sitrep_duplicates_avoided_total{kind="slot"} 1',
  ]);

  clock.set('2026-11-24T12:00:00Z');
  await bot.beat();
  expect((await figures('digests_total')).toSorted()).toEqual([
    'sitrep_digests_total{outcome="late"} 1',
    'sitrep_digests_total{outcome="nothing-new"} 1',
    'sitrep_digests_total{outcome="skipped"} 2',
  ]);

  await desk.store.save([made('new', 'The ships left.', { topics: [topic] })]);
  clock.set('2026-11-25T07:00:00Z');
  fail(new SitrepError('channel_gone', 'The canary is gone.'));
  await bot.beat();
  expect(await figures('messages_total')).toContain('sitrep_messages_total{platform="discord",outcome="dead"} 1');
  expect(await figures('deliveries_dead')).toEqual(['sitrep_deliveries_dead 1']);
  await deliver(desk, platform, 'other');

  const page = await bot.app.chat.run('ask', { question: 'what did the canary say?' }, TERMINAL);
  expect(page.push.key).not.toBe('error');
  expect(await figures('ask_seconds_count')).toEqual(['sitrep_ask_seconds_count 1']);
  expect((await figures('')).join('\n')).not.toContain('canary');
});

test('sources that cannot be read are counted when they break, and stand in the store', async () => {
  const { desk, bot, figures } = await watched();
  const folder: Source = {
    id: 'x',
    tenant: 'discord:canary',
    kind: 'folder',
    topic: desk.topics(null)[0]!.key,
    path: '/nowhere/canary',
    declared: false,
    state: 'active',
    by: 'reader',
    made: NOW,
  };
  await desk.store.addSource(folder);
  await desk.store.addSource({ ...folder, id: 'y', kind: 'web', path: 'https://127.0.0.1/canary' });
  await bot.beat();
  await bot.beat();
  expect((await figures('source_errors_total')).toSorted()).toEqual([
    'sitrep_source_errors_total{code="address_refused"} 1',
    'sitrep_source_errors_total{code="not_found"} 1',
  ]);
  expect(await figures('source_problems')).toEqual(['sitrep_source_problems 2']);
  expect(await desk.store.overview()).toMatchObject({
    problems: [
      { tenant: 'discord:canary', code: 'not_found', path: '/nowhere/canary', since: NOW },
      { tenant: 'discord:canary', code: 'address_refused', path: 'https://127.0.0.1/canary', since: NOW },
    ],
    moments: { tick: NOW },
  });
});

test('what is too old goes on a beat, as the operator says, and a failure holds nothing up', async () => {
  const { desk, bot, clock, log } = await watched({ SITREP_RETENTION_DAYS: '7' });
  await desk.store.save([made('a', 'A one.', { tenant: 'slack:1' })]);
  await desk.store.save([made('a', 'A two.', { tenant: 'slack:1' })]);
  await bot.beat();
  clock.forward(7 * DAY);
  await bot.beat();
  expect(await desk.store.previous('slack:1', 'a')).not.toBeNull();
  clock.forward(60_000);
  await bot.beat();
  expect(await desk.store.previous('slack:1', 'a')).toBeNull();
  expect(log.lines).toContainEqual({ event: 'retention.removed', fields: { versions: 1, articles: 0, pages: 0 } });
  const privacy = JSON.stringify(await bot.app.chat.run('privacy', {}, TERMINAL));
  expect(privacy).toContain('"key":"privacy-retention","args":{"days":7}');
});
