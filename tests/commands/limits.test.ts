import { expect, test } from 'vitest';
import { openLimits } from '../../src/commands/limits.ts';
import type { Caller } from '../../src/core/model/command.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import { TERMINAL } from '../app.ts';

const asker = (person: string, server = '1'): Caller => ({
  place: { platform: 'discord', tenant: `discord:${server}`, channel: 'c', thread: null },
  person,
  mayManage: false,
  zone: null,
});

async function taken(allow: (caller: Caller) => Promise<void>, caller: Caller, times: number): Promise<number> {
  let count = 0;
  for (let n = 0; n < times; n++) {
    const refusal = await allow(caller).catch((error: unknown) => error);
    if (refusal === undefined) count++;
    else expect(refusal).toMatchObject({ code: 'too_fast', retry: true });
  }
  return count;
}

test('one person asks so often a minute, on all servers together, and takes nothing from the others', async () => {
  const allow = openLimits({ person: 5, server: 8 });
  expect(await taken(allow, asker('a'), 7)).toBe(5);
  expect(await taken(allow, asker('a', '2'), 1)).toBe(0);
  expect(await taken(allow, asker('b'), 5)).toBe(3);
  expect(await taken(allow, asker('b', '2'), 1)).toBe(0);
  expect(await taken(allow, asker('c', '2'), 1)).toBe(1);
});

test('the refusal says how long it lasts', async () => {
  const allow = openLimits({ person: 1, server: 9 });
  await allow(asker('a'));
  const refusal = await allow(asker('a')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(SitrepError);
  const { message, after, next } = refusal as SitrepError;
  expect(message).toMatch(/^You have asked once within a minute\. It goes on in \d+ seconds?\.$/u);
  expect(after).toBeGreaterThan(0);
  expect(next).not.toBe('');
});

test('nobody is slowed down in the terminal', async () => {
  expect(await taken(openLimits({ person: 1, server: 1 }), TERMINAL, 50)).toBe(50);
});
