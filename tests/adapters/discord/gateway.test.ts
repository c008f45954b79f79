import { expect, test } from 'vitest';
import { BOT, GUILD } from '../../servers/discord/world.ts';
import { lines, messagesIn, setStage } from './stage.ts';

/** The connection: sessions, resumes, servers that are out of reach. */

const stage = setStage();
const answered = (asked: { edits: number }, ms?: number) =>
  stage.server.until(() => asked.edits === 1, 'the answer', ms);

test('an interaction is answered while servers are still out of reach', async () => {
  stage.server.gateway.withhold(GUILD);
  const starting = stage.start();
  await stage.server.until(() => stage.server.gateway.counts.identify === 1, 'the session');
  const asked = stage.server.command('ask', { question: 'x' });
  const message = stage.server.say(`<@${BOT.id}> hello`);
  await answered(asked);
  await stage.server.until(() => messagesIn(stage).length === 1, `an answer to ${message.id}`);
  expect(lines(stage, 'discord.ready')).toEqual([]);
  await starting;
  // Out of reach is neither joined nor left.
  await stage.server.until(() => stage.chat.tenants.length > 0, 'the servers of the session');
  expect(stage.chat.tenants).toEqual([`present discord:${GUILD}`]);
}, 15_000);

test('nothing is lost over cuts, lost sockets and reconnects', async () => {
  const { connected } = await stage.start();
  const { gateway } = stage.server;
  for (const end of [gateway.cut, gateway.reconnect, gateway.vanish, () => gateway.cut(4001), gateway.reconnect]) {
    const before = gateway.counts.resume;
    end();
    const asked = stage.server.command('ask', { question: 'missed' });
    await answered(asked);
    await stage.server.until(() => gateway.counts.resume > before, 'the resume');
    await stage.server.until(connected, 'the connection');
  }
  expect(gateway.counts.identify).toBe(1);
  expect(stage.chat.ran).toHaveLength(5);
}, 20_000);

test('without a session left for today it says so, waits, and begins then', async () => {
  const { limit } = stage.server.gateway;
  Object.assign(limit, { remaining: 0, reset_after: 150 });
  const starting = stage.start();
  await stage.server.until(() => lines(stage, 'discord.sessions').some((one) => one.level === 'error'), 'the log');
  expect(stage.server.gateway.counts.identify).toBe(0);
  limit.remaining = 1_000;
  await starting;
  expect(stage.server.gateway.counts.identify).toBe(1);
});

test('few sessions left are spread over the rest of the day', async () => {
  await stage.start();
  Object.assign(stage.server.gateway.limit, { remaining: 9, reset_after: 60_000 });
  stage.server.gateway.invalidate();
  await stage.server.until(() => lines(stage, 'discord.sessions').length === 1, 'the log');
  expect(lines(stage, 'discord.sessions')[0]!.fields).toEqual({ left: 9, of: 1_000, ms: 6_000 });
});

test('a gateway that answers late or badly at first is asked again', async () => {
  stage.server.fault({ path: /gateway\/bot$/, kind: '500', times: 2 });
  stage.server.fault({ path: /gateway\/bot$/, kind: 'drop-after', times: 1 });
  await stage.start();
  expect(lines(stage, 'discord.ready')).toHaveLength(1);
});

test('a token that is refused later is named in the log, and the bot knows that it is off', async () => {
  const running = await stage.start();
  expect(running.connected()).toBe(true);
  stage.server.gateway.refuse();
  stage.server.gateway.cut(4004);
  await stage.server.until(() => lines(stage, 'discord.disconnected').length === 1, 'the log');
  expect(lines(stage, 'discord.disconnected')[0]).toMatchObject({ level: 'error', fields: { code: 4004 } });
  expect(running.connected()).toBe(false);
});
