import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Caller } from '../../src/core/model/command.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { TERMINAL } from '../app.ts';
import { made } from '../contracts/made.ts';
import { openOnce } from './opened.ts';

const { app, clock, folder } = await openOnce();

async function say(caller: Caller, command: string, args = {}): Promise<string> {
  clock.forward(1_000);
  return renderTerminal(await app.chat.run(command, args, caller), { columns: 300, color: false });
}

const person = (id: string, tenant = 'discord:1'): Caller => ({
  place: { platform: tenant.startsWith('slack') ? 'slack' : 'discord', tenant, channel: '2', thread: null },
  person: id,
  mayManage: true,
  zone: null,
});

test.each([person('3'), TERMINAL])('shows what is kept of a person, deletes it, and tells how much', async (caller) => {
  expect(await say(caller, 'privacy')).toContain('Nothing is kept.');
  await say(caller, 'ask', { question: 'what did Russia say?' });
  await say(caller, 'ask', { question: 'what did Japan say?' });
  await say(caller, 'digest subscribe', { schedule: '08:00' });
  const shown = await say(caller, 'privacy show');
  for (const line of [
    '2 answers with your questions',
    'When you last asked in 1 channel',
    '1 digest, watch, topic or source',
    '30 days',
  ])
    expect(shown).toContain(line);
  const { actions } = await app.chat.run('privacy', {}, caller);
  expect(actions.map(({ command }) => command)).toEqual(['privacy delete']);
  const gone = await say(caller, 'privacy delete');
  for (const line of ['Deleted', '2 answers', '1 channel']) expect(gone).toContain(line);
  expect(gone).toContain('1 digest, watch, topic or source that you made for others stays, without your name.');
  expect(gone).not.toContain('• 1 digest');
  expect(gone).not.toContain('This chat’s settings');
  expect(await say(caller, 'privacy show')).toContain('Nothing is kept.');
  expect(await say(caller, 'last')).toContain('You have not asked anything here yet');
  expect(await say(caller, 'digest list')).toContain('daily 08:00');
});

test('reaches one person in all servers of the platform, and nobody else', async () => {
  const [reader, elsewhere] = [person('4'), person('4', 'discord:9')];
  const [editor, onSlack] = [person('5'), person('4', 'slack:T1')];
  for (const caller of [reader, editor, elsewhere, onSlack])
    await say(caller, 'ask', { question: 'what did Russia say?' });
  expect(await say(elsewhere, 'privacy')).toContain('2 answers');
  expect(await say(elsewhere, 'privacy delete')).toContain('2 answers');
  expect(await say(reader, 'privacy')).toContain('Nothing is kept.');
  expect(await say(editor, 'privacy')).toContain('1 answer with');
  expect(await say(onSlack, 'privacy')).toContain('1 answer with');
});

test('in a chat that is the person’s alone, its settings, digests and linked articles go too, and nobody else’s', async () => {
  const { store } = app.desk;
  const [own, server] = [person('8', 'discord:dm-8'), person('8', 'discord:3')];
  for (const { place } of [own, server, person('9', 'discord:dm-9')]) {
    await store.set(place.tenant, null, 'zone', 'UTC');
    await store.save([made('linked', 'A crane.', { tenant: place.tenant })]);
  }
  for (const caller of [own, server]) await say(caller, 'digest subscribe', { schedule: '08:00' });
  await say(own, 'ask', { question: 'what did Russia say?' });

  expect(await say(own, 'privacy')).toContain('With the rest go this chat’s settings, its digests');
  const gone = await say(own, 'privacy delete');
  for (const line of [
    '1 answer with',
    '1 digest, watch, topic or source that you made for others stays',
    'This chat’s settings, its digests',
  ])
    expect(gone).toContain(line);
  expect(await store.settings('discord:dm-8', null)).toEqual({});
  expect(await store.subscriptions('discord:dm-8')).toEqual([]);
  expect(await store.article('discord:dm-8', 'linked')).toBeNull();
  for (const tenant of ['discord:3', 'discord:dm-9']) {
    expect(await store.settings(tenant, null)).toEqual({ zone: 'UTC' });
    expect(await store.article(tenant, 'linked')).not.toBeNull();
  }
  expect(await store.subscriptions('discord:3')).toMatchObject([{ by: '' }]);

  await say(own, 'ask', { question: 'what did Russia say?' });
  expect(await say(own, 'last')).toContain('Zakharova');
  await say(server, 'privacy delete');
  expect(await store.settings('discord:3', null)).toEqual({ zone: 'UTC' });
});

test('what was asked is in no file any more', async () => {
  await say(person('6'), 'ask', { question: 'what did Russia say about the xylocanary?' });
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && readFileSync(join(one.parentPath, one.name)).includes('xylocanary'))
      .map(({ name }) => name);
  expect(files()).not.toEqual([]);
  await say(person('6'), 'privacy delete');
  expect(files()).toEqual([]);
});

test('everybody may read and delete their own, and nobody else sees it', async () => {
  const guest = { ...person('7', 'discord:7'), mayManage: false };
  await say(guest, 'ask', { question: 'what did Russia say?' });
  await app.desk.store.set('discord:7', null, 'answers', 'public');
  for (const command of ['privacy', 'privacy show', 'privacy delete'])
    expect(await app.chat.audience(command, guest)).toBe('private');
  expect(await app.chat.audience('ask', guest)).toBe('public');
  expect(await say(guest, 'privacy delete')).toContain('1 answer with');
});
