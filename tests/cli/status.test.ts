import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../src/infra/sqlite/store.ts';
import { made, NOW, publication, subscription } from '../contracts/made.ts';
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
  for (const [id, state] of [
    ['one', 'active'],
    ['two', 'paused'],
  ] as const)
    await store.subscribe({ ...subscription(id), place, state });
  const slot = '2026-11-21T08:00';
  await store.publish(publication('one', slot));
  await store.lease('terminal', 'me', NOW, 1, 9);
  await store.settle(`one/${slot}.0`, { error: 'channel_gone: line\nbreak', retryAt: null });
  await store.report([{ tenant: 'public', path: 'x', code: 'not_found', text: 'x: no such file.' }], NOW);
  await store.note('tick', NOW);
  await store.close();

  const lines = await here(['status'], 'some');
  expect([lines.code, lines.err]).toEqual([0, '']);
  expect(lines.out).toContain('x: no such file. (since 2026-11-21)');
  expect(lines.out).toMatch(
    /one ports → slack:1 C1: next \d{4}-.+ 08:00 Europe\/Berlin; last 2026-11-21 08:00 sent, 0 of 2/u,
  );
  expect(lines.out).toContain('two ports → slack:1 C1: paused; none yet');
  expect(lines.out).toContain('0 open, 1 given up');
  expect(JSON.parse((await here(['status', '--json'], 'some')).out)).toMatchObject({
    lastTick: '2026-11-21T08:00:00.000Z',
    lastBackup: null,
    articles: { live: 1, withdrawn: 0, versions: 1, newest: null },
    sources: { problems: [{ path: 'x', code: 'not_found' }] },
    digests: [
      { id: 'one', channel: 'C1', state: 'active', last: { slot, note: 'sent', parts: 2, delivered: 0 } },
      { id: 'two', state: 'paused', next: null, last: null },
    ],
    deliveries: { open: 0, dead: 1 },
  });
  await here(['backup', join(folder, 'copy.sqlite')], 'some');
  expect(JSON.parse((await here(['status', '--json'], 'some')).out).lastBackup).toMatch(/^\d{4}-/u);

  const dead = await here(['deliveries'], 'some');
  expect(dead.out).toMatch(
    /^dead {2}one 2026-11-21 08:00 → terminal here: message 1 of 2, 1 try, given up; .+line break\n$/u,
  );
  expect(JSON.parse((await here(['deliveries', '--json'], 'some')).out)).toMatchObject([
    { subscription: 'one', state: 'dead', part: 1, of: 2, tries: 1, retryAt: null },
  ]);
});
