import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../src/infra/sqlite/store.ts';
import { decided, made, NOW, parts, publication, subscription, watch } from '../contracts/made.ts';
import { inProcess } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'sitrep-status-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (args: readonly string[], data: string) => inProcess(args, { SITREP_DATA: join(folder, data) });

test('without a store there is nothing to tell, and none is made', async () => {
  for (const verb of ['status', 'deliveries']) {
    const { code, out, err } = await here([verb], 'none');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^sitrep: .+none\/sitrep\.sqlite: there is no store yet\. .+\n$/u);
  }
});

test('status and deliveries tell what the store knows, as lines and as JSON', async () => {
  const store = await openStore({ path: join(folder, 'some', 'sitrep.sqlite') });
  await store.save([made('a', 'A.')]);
  const place = { platform: 'slack', tenant: 'slack:1', channel: 'C1', thread: null } as const;
  for (const [id, state, gone] of [
    ['one', 'active', null],
    ['two', 'paused', null],
    ['three', 'paused', NOW],
  ] as const)
    await store.subscribe({ ...subscription(id), place, state, gone }, NOW);
  await store.subscribe(watch('four'), null);
  const slot = '2026-11-21T08:00';
  const decision = { outcome: 'late', fresh: 3, older: 0, broken: 2, stale: true } as const;
  await store.publish(publication('one', slot, { slots: [{ slot, decision }] }));
  await store.publish(publication('four', 'alert/1', { slots: [decided('alert/1', 'alert')], parts: parts('w', 1) }));
  await store.lease({ platform: 'terminal', owner: 'me', now: NOW, forMs: 1, paceMs: 0, limit: 9 });
  await store.settle(`one/${slot}.0`, { error: 'platform_refused: line\nbreak', retryAt: null }, NOW);
  await store.report([{ tenant: 'public', path: 'x', code: 'not_found', text: 'x: no such file.' }], NOW);
  await store.note('tick', NOW);
  await store.close();

  const lines = await here(['status'], 'some');
  expect([lines.code, lines.err]).toEqual([0, '']);
  expect(lines.out).toContain('x: no such file. (since 2026-11-21)');
  expect(lines.out).toMatch(
    /one ports, .+ → slack:1 C1: next \d{4}-.+ 08:00 Europe\/Berlin; last 2026-11-21 08:00 late, /u,
  );
  expect(lines.out).toContain(
    'late, 0 of 2 messages arrived, given up: platform_refused: line break, sources not read: 2, no new articles for long\n',
  );
  expect(lines.out).toMatch(/two ports, .+ → slack:1 C1: paused; none yet\n/u);
  expect(lines.out).toMatch(/three ports, .+ → slack:1 C1: paused, its channel is gone since 2026-11-21; none yet\n/u);
  expect(lines.out).toContain(
    'four “crane” in ports → terminal here: active; last 2026-11-21 08:00 UTC alert, 0 of 1 messages arrived\n',
  );
  expect(lines.out).toContain('1 open, 1 given up');
  expect(JSON.parse((await here(['status', '--json'], 'some')).out)).toMatchObject({
    lastTick: '2026-11-21T08:00:00.000Z',
    lastBackup: null,
    articles: { live: 1, withdrawn: 0, versions: 1, newest: null },
    sources: { problems: [{ path: 'x', code: 'not_found' }] },
    digests: [
      { id: 'one', channel: 'C1', state: 'active', last: { slot, decision, state: 'dead', parts: 2, delivered: 0 } },
      { id: 'three', state: 'paused', gone: '2026-11-21T08:00:00.000Z', next: null },
      { id: 'two', state: 'paused', gone: null, next: null, last: null },
    ],
    watches: [{ id: 'four', trigger: { is: 'keyword', words: 'crane' }, next: null, last: { slot: 'alert/1' } }],
    deliveries: { open: 1, dead: 1 },
  });
  await here(['backup', join(folder, 'copy.sqlite')], 'some');
  expect(JSON.parse((await here(['status', '--json'], 'some')).out).lastBackup).toMatch(/^\d{4}-/u);

  const dead = await here(['deliveries'], 'some');
  expect(dead.out).toMatch(
    /\ndead {2}one 2026-11-21 08:00 → terminal here: message 1 of 2, 1 try, given up; .+line break\n$/u,
  );
  expect(JSON.parse((await here(['deliveries', '--json'], 'some')).out)).toMatchObject([
    { subscription: 'four', state: 'open' },
    { subscription: 'one', state: 'dead', part: 1, of: 2, tries: 1, retryAt: null },
  ]);
});
