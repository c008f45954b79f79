import { expect, test } from 'vitest';
import { openSeen } from '../../src/commands/seen.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { NO_METER } from '../../src/core/model/meter.ts';
import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { steeredClock } from '../app.ts';

const clock = steeredClock('2026-11-20T12:00:00Z');

test('a key is seen first once in 24 hours, also by another process on the store', async () => {
  const { store } = await openSqlite({ path: ':memory:' });
  const [one, other] = [openSeen({ store, clock, meter: NO_METER }), openSeen({ store, clock, meter: NO_METER })];
  expect(await Promise.all([one('k'), one('k'), other('k'), one('l')])).toEqual([true, false, false, true]);
  clock.forward(24 * 3_600_000 - 1);
  expect(await one('k')).toBe(false);
  clock.forward(2);
  expect([await one('k'), await other('k')]).toEqual([true, false]);
  await store.close();
});

test('many keys are remembered by the store, not by the process alone', async () => {
  const { store } = await openSqlite({ path: ':memory:' });
  const seen = openSeen({ store, clock, meter: NO_METER });
  for (let n = 0; n < 25_000; n++) await seen(`k${n}`);
  expect(await seen('k0')).toBe(false);
  await store.close();
});

test('a store that fails has not seen it', async () => {
  const { store } = await openSqlite({ path: ':memory:' });
  let broken = true;
  const once = (...args: Parameters<typeof store.once>) =>
    broken ? Promise.reject(new SitrepError('store_busy', 'The store is busy.')) : store.once(...args);
  const seen = openSeen({ store: { ...store, once }, clock, meter: NO_METER });
  await expect(seen('k')).rejects.toThrow('busy');
  broken = false;
  expect(await seen('k')).toBe(true);
  await store.close();
});
