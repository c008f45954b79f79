import { type APIInteraction, Client } from 'discord.js';
import { afterAll, expect, test } from 'vitest';
import { callerOf } from '../../../src/adapters/discord/caller.ts';
import { EVERYTHING, interactionEvent } from '../../servers/discord/events.ts';
import { type Json, MANAGER } from '../../servers/discord/world.ts';

/** Who asks, and whether the bot may later write there by itself. */

const client = new Client({ intents: [] });
afterAll(() => client.destroy());

const [VIEW, SEND, IN_THREADS, ADMINISTRATOR] = [0x400n, 0x800n, 1n << 38n, 8n];

function canPost(granted: bigint, { type = 0, guild = '1', brought = false, ...more }: Json = {}): boolean | undefined {
  const channel = { id: '2', guild, type, parent: '3', messages: [] };
  const asked = { person: MANAGER, guild, channel, brought, granted } as never;
  const event = { ...interactionEvent('9', 'token', 2, {}, asked), ...more };
  return callerOf(client, event as unknown as APIInteraction).canPost;
}

test.each([
  ['with everything', EVERYTHING, {}, undefined],
  ['as administrator', ADMINISTRATOR, {}, undefined],
  ['without sending', EVERYTHING & ~SEND, {}, false],
  ['without seeing', EVERYTHING & ~VIEW, {}, false],
  ['in a thread', VIEW | IN_THREADS, { type: 11 }, undefined],
  ['in a thread without the right for threads', VIEW | SEND, { type: 11 }, false],
  ['brought along', EVERYTHING, { brought: true }, false],
  ['in its own direct messages', 0n, { guild: null, type: 1 }, undefined],
  ['in direct messages of others', 0n, { guild: null, type: 3, context: 2 }, false],
  ['where Discord does not say', 0n, { app_permissions: undefined }, undefined],
  ['where Discord says nothing that can be read', 0n, { app_permissions: null }, undefined],
])('%s', (_, granted, more, expected) => {
  expect(canPost(granted, more)).toBe(expected);
});
