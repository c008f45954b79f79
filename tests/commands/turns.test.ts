import { expect, test } from 'vitest';
import { openTurns } from '../../src/commands/turns.ts';

test('servers that wait take turns, however much one of them asks', async () => {
  const turn = openTurns();
  const order: string[] = [];
  const ask = (server: string) => turn(server).then(() => void order.push(server));
  await Promise.all([...Array.from({ length: 5 }, () => ask('busy')), ask('quiet'), ask('other')]);
  expect(order).toEqual(['busy', 'quiet', 'other', 'busy', 'busy', 'busy', 'busy']);
  await ask('quiet');
  expect(order).toHaveLength(8);
});

test('other work of the event loop goes on between two turns', async () => {
  const turn = openTurns();
  let between = 0;
  const beat = setInterval(() => void between++, 0);
  const work = async () => {
    await turn('server');
    const until = performance.now() + 5;
    while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: 20 }, work));
  clearInterval(beat);
  expect(between).toBeGreaterThan(10);
});

test('work that waits holds no turn', async () => {
  const turn = openTurns();
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = turn('slow').then(() => promise);
  await turn('quick');
  resolve();
  await slow;
});
