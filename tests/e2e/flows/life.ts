import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DiscordDriver } from '../discord.ts';
import { expect, type Reply, Wrong } from '../driver.ts';
import { type Flow, failed, firstLines, type Stage } from '../flow.ts';
import { startProcess } from '../process.ts';
import type { SlackDriver } from '../slack.ts';
import { findButton } from './buttons.ts';
import { idIn } from './commands.ts';
import { ROLE } from './settings.ts';

/** Joining, digests when they are due, and what goes wrong around a bot: channels, rights, tokens, the store. */

const discord = (stage: Stage) => stage.driver as DiscordDriver;
const slack = (stage: Stage) => stage.driver as SlackDriver;

/** Milliseconds from now until five seconds after the next time the clock shows this hour and minute in UTC. */
function until(time: string): number {
  const now = Date.now();
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const slot = new Date(now).setUTCHours(hour, minute, 5, 0);
  return (slot <= now ? slot + 24 * 3_600_000 : slot) - now;
}

/** Another time of the day for each: two minutes before all that other flows subscribe to. */
let used = 0;
function nextTime(): string {
  used += 1;
  return `04:${String(used).padStart(2, '0')}`;
}

async function subscribeAt(stage: Stage, time: string, channel: string): Promise<Reply> {
  const { driver } = stage;
  const done = await driver.command('digest subscribe', { schedule: `daily ${time} UTC` }, driver.person(true), {
    channel,
  });
  expect(failed(done) === null, firstLines(done));
  return done;
}

/** Digests are silent on Discord and carry their mark on Slack; answers in these channels are and do neither. */
const digestsIn = (stage: Stage, channel: string) =>
  stage.driver.standing(channel).filter(({ body }) => {
    if (stage.driver.platform === 'discord') return Number((body as { flags?: number }).flags ?? 0) & (1 << 12);
    return (body as { message: { metadata?: unknown } | null }).message?.metadata !== undefined;
  });

/** With the clock just past a time: beats once, and once more a minute later. */
async function passes(stage: Stage, time: string): Promise<void> {
  const { bot } = stage;
  const ahead = until(time);
  for (const more of [0, 60_000]) {
    const told = await bot.tell({ clock: ahead + more, beat: true });
    expect(told.error === undefined, `the beat failed: ${String(told.error)}`);
  }
}

/** With the steered bot, which goes again afterwards. */
async function steered(
  stage: Stage,
  work: () => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  await stage.restart({ steered: true, env });
  try {
    await work();
  } finally {
    await stage.restart();
  }
}

export const lifeFlows: readonly Flow[] = [
  {
    name: 'joining a server: three example questions and how to subscribe',
    only: 'discord',
    run: async (stage) => {
      const { server } = discord(stage);
      server.join('440000000000000001', '440000000000000002');
      const there = () => stage.driver.standing('440000000000000002');
      await server.until(() => there().length > 0, 'a welcome');
      const [first] = there();
      expect(first!.buttons.length >= 3, `${first!.buttons.length} buttons`);
      expect(/subscribe/u.test(first!.text), first!.text.slice(0, 160));
    },
  },
  {
    name: 'joining a channel: three example questions and how to subscribe',
    only: 'slack',
    run: async (stage) => {
      const channel = stage.driver.newChannel();
      const event = { type: 'member_joined_channel', user: 'U0BOT', channel, channel_type: 'C', team: 'T0TEAM' };
      const reply = await slack(stage).event(event, stage.driver.person(), channel);
      expect(reply.buttons.length >= 3 && /subscribe/u.test(reply.text), firstLines(reply));
    },
  },
  {
    name: 'App Home: opened, a digest paused, resumed, removed',
    only: 'slack',
    run: async (stage) => {
      const { driver } = stage;
      const channel = driver.newChannel();
      await subscribeAt(stage, '03:33', channel);
      const who = driver.person(true);
      const open = () =>
        slack(stage).event({ type: 'app_home_opened', user: who.id, channel: `D${who.id}`, tab: 'home' }, who);
      for (const [label, shows] of [
        [/pause/iu, /paused/iu],
        [/resume/iu, /./u],
        [/remove/iu, /./u],
      ] as const) {
        const home = await open();
        expect(home.text.includes('03:33') || label.source === 'x', `the digest is not shown: ${firstLines(home)}`);
        const { button, on } = await findButton(stage, home, label, who);
        const after = await driver.press(button, on, who);
        expect(failed(after) === null && shows.test(after.text), firstLines(after));
      }
    },
  },
  {
    name: 'App Home: suggested prompts on the Messages tab',
    only: 'slack',
    run: async (stage) => {
      const who = stage.driver.person();
      const { world } = slack(stage).server;
      const channel = `D${who.id}`;
      world.channels.set(channel, { id: channel, name: 'directmessage', member: true, im: who.id });
      slack(stage).server.event({ type: 'app_home_opened', user: who.id, channel, tab: 'messages' });
      for (let n = 0; n < 300 && !world.prompts.has(channel); n++) await sleep(20);
      expect((world.prompts.get(channel)?.length ?? 0) >= 3, `${world.prompts.get(channel)?.length ?? 0} prompts`);
    },
  },
  {
    name: 'brought along by a person: it answers, and that server’s sources stay its own',
    only: 'discord',
    run: async (stage) => {
      const { server } = discord(stage);
      const who = { id: '320000000000000002', name: 'guest', permissions: 0x800n };
      const asked = server.command('ask', { question: 'what did Russia say?' }, { person: who, brought: true });
      await server.until(() => asked.edits > 0, 'an answer');
      expect(JSON.stringify(asked.original).includes('Zakharova'), 'no answer');
      const listed = server.command('sources list', {}, { person: who, brought: true });
      await server.until(() => listed.edits > 0, 'the list');
      expect(!JSON.stringify(listed.original).includes('desk'), 'it shows the server’s sources');
    },
  },
  {
    name: 'commands are registered once, and not again after a restart',
    only: 'discord',
    run: async (stage) => {
      const { requests } = discord(stage).server;
      const puts = () => requests.filter((one) => one.method === 'PUT' && one.path.endsWith('/commands')).length;
      const before = puts();
      await stage.restart();
      expect(before === 1 && puts() === 1, `${puts()} PUTs`);
    },
  },
  {
    name: 'a digest that is due: once, with the role it mentions and nobody else',
    run: (stage) =>
      steered(stage, async () => {
        const { driver } = stage;
        const [channel, time] = [driver.newChannel(), nextTime()];
        const role = ROLE[driver.platform];
        const set = await driver.command('settings role', { role }, driver.person(true), { channel });
        expect(failed(set) === null, firstLines(set));
        await subscribeAt(stage, time, channel);
        expect(digestsIn(stage, channel).length === 0, 'it came before its time');
        await passes(stage, time);
        const came = digestsIn(stage, channel);
        expect(came.length === 1, `${came.length} messages`);
        expect(came[0]!.text.includes(role), 'the role is not mentioned');
      }),
  },
  {
    name: 'a digest after a channel was deleted: the others come, the log names it',
    run: (stage) =>
      steered(stage, async () => {
        const [gone, good, time] = [stage.driver.newChannel(), stage.driver.newChannel(), nextTime()];
        await subscribeAt(stage, time, gone);
        await subscribeAt(stage, time, good);
        stage.driver.spoil(gone, 'gone');
        await passes(stage, time);
        expect(digestsIn(stage, good).length === 1, `${digestsIn(stage, good).length} in the other channel`);
        expect(
          stage.bot.lines.some((line) => /channel_gone|no such channel|is_archived/u.test(line)),
          'not in the log',
        );
      }),
  },
  {
    name: 'a digest after the right to write was lost: the others come, the log says so',
    run: (stage) =>
      steered(stage, async () => {
        const [mute, good, time] = [stage.driver.newChannel(), stage.driver.newChannel(), nextTime()];
        await subscribeAt(stage, time, mute);
        await subscribeAt(stage, time, good);
        stage.driver.spoil(mute, 'mute');
        await passes(stage, time);
        expect(digestsIn(stage, good).length === 1, `${digestsIn(stage, good).length} in the other channel`);
        expect(
          stage.bot.lines.some((line) => /platform_refused|refused|not_in_channel/u.test(line)),
          'not in the log',
        );
      }),
  },
  {
    name: 'a mention where the bot may not write: one line in the log, and it goes on',
    run: async (stage) => {
      const { driver } = stage;
      const channel = driver.newChannel();
      driver.spoil(channel, 'mute');
      const before = stage.lines().length;
      await driver.say('what did Russia say?', driver.person(), { channel }).then(
        () => Promise.reject(new Wrong('it was answered all the same')),
        () => {},
      );
      expect(
        stage
          .lines()
          .slice(before)
          .some((line) => /"level":(?:40|50)/u.test(line)),
        'no line in the log',
      );
      const next = await driver.command('help', {}, driver.person());
      expect(failed(next) === null, firstLines(next));
    },
  },
  {
    name: 'an answer that comes after fifteen minutes',
    only: 'discord',
    run: async (stage) => {
      const { server } = discord(stage);
      server.fault({ method: 'PATCH', path: /@original/, kind: '429', times: 1, after: 1 });
      const asked = server.command('ask', { question: 'what did Russia say?' });
      await server.until(() => asked.reply !== null, 'the acknowledgement');
      server.advance(16 * 60_000);
      await sleep(2_500);
      expect(asked.edits === 0, 'the token still lived');
      const next = await stage.driver.command('help', {}, stage.driver.person());
      expect(failed(next) === null, firstLines(next));
    },
  },
  {
    name: 'an answer that comes after the response_url is over',
    only: 'slack',
    run: async (stage) => {
      const { server } = slack(stage);
      server.fault('response_url', { is: 'rate', after: 1 });
      const who = stage.driver.person();
      server.command('/brief', 'help', { user: who.id, channel: 'C1' });
      await sleep(300);
      server.world.now = () => Date.now() + 31 * 60_000;
      await sleep(2_500);
      const next = await stage.driver.command('help', {}, stage.driver.person());
      expect(failed(next) === null, firstLines(next));
    },
  },
  {
    name: 'the store held by another process: a clear message with its id, then it goes on',
    run: async (stage) => {
      const { driver } = stage;
      const other = new DatabaseSync(join(stage.data, 'sitrep.sqlite'));
      other.exec('BEGIN IMMEDIATE');
      let reply: Reply;
      try {
        reply = await driver.command('digest subscribe', { schedule: 'daily 05:55 UTC' }, driver.person(true));
      } finally {
        other.exec('ROLLBACK');
        other.close();
      }
      const id = failed(reply)?.split(' ').at(-1);
      expect(id, `no message id: ${firstLines(reply)}`);
      expect(
        stage.lines().some((line) => line.includes(id)),
        `${id} is not in the log`,
      );
      expect(!/SQLITE|database is locked/u.test(reply.text), firstLines(reply));
      const next = await driver.command('ask', { question: 'what did Russia say?' }, driver.person());
      expect(failed(next) === null, firstLines(next));
    },
  },
  {
    name: 'a wrong token at the start: one line that names it, and the end',
    run: async (stage) => {
      const { driver } = stage;
      const name = driver.platform === 'discord' ? 'DISCORD_TOKEN' : 'SLACK_BOT_TOKEN';
      const env = { ...driver.env, [name]: 'xoxb-a-wrong-token' };
      const bot = await startProcess({ data: join(stage.data, '..', 'wrong'), env, wait: 'quiet' });
      for (let n = 0; n < 300 && bot.running(); n++) await sleep(50);
      const status = await bot.stop();
      const said = bot.lines.join('\n');
      expect(status === 1, `it ended with ${status}`);
      expect(
        said.includes(name) && !said.includes('xoxb-a-wrong-token') && !/\n\s+at /u.test(said),
        said.slice(0, 200),
      );
    },
  },
  {
    name: 'a token revoked while it runs: the log says so, and it does not fall over',
    only: 'slack',
    run: async (stage) => {
      const { server } = slack(stage);
      server.fault('chat.postMessage', { is: 'error', code: 'token_revoked' });
      server.fault('chat.postMessage', { is: 'error', code: 'token_revoked' });
      server.fault('chat.postMessage', { is: 'error', code: 'token_revoked' });
      server.say('<@U0BOT> help', { user: stage.driver.person().id, channel: 'C1' });
      await stage.bot.line((line) => line.includes('token_revoked'), 'the revoked token', 15_000);
      await sleep(3_000);
      const next = await stage.driver.command('help', {}, stage.driver.person());
      expect(failed(next) === null, firstLines(next));
    },
  },
  {
    name: 'SIGTERM ends it cleanly',
    run: async ({ bot }) => {
      const status = await bot.stop();
      expect(status === 0, `it ended with ${status}`);
    },
  },
  {
    name: 'taken out: no more digests, and after N days nothing of it is kept',
    run: (stage) =>
      steered(stage, async () => {
        const time = nextTime();
        const place = await settle(stage, time);
        await takeOut(stage, place);
        await passes(stage, time);
        expect(digestsIn(stage, place.channel).length === 0, 'a digest was sent all the same');
        await stage.bot.tell({ clock: 40 * 24 * 3_600_000, beat: true });
        await stage.bot.tell({ clock: 41 * 24 * 3_600_000, beat: true });
        const left = rowsOf(stage, place.tenant);
        expect(left.length === 0, `still stored: ${left.join(', ')}`);
      }),
  },
  {
    name: 'a token revoked while it runs: the log says so',
    only: 'discord',
    run: async (stage) => {
      const { gateway } = discord(stage).server;
      gateway.refuse();
      gateway.invalidate();
      await stage.bot.line(
        (line) => /"code":4004|DISCORD_TOKEN|TokenInvalid|invalid token/iu.test(line),
        'the revoked token',
        15_000,
      );
      const said = stage.bot.lines.slice(-5).join('\n');
      expect(!/\n\s+at /u.test(said), said);
    },
  },
];

type Place = { readonly tenant: string; readonly channel: string; readonly server: string };

/** A server of its own on Discord, the workspace on Slack; somebody asks there and subscribes. */
async function settle(stage: Stage, time: string): Promise<Place> {
  const { driver } = stage;
  const server = '450000000000000001';
  const channel = driver.platform === 'discord' ? '450000000000000002' : driver.newChannel();
  if (driver.platform === 'discord') discord(stage).server.join(server, channel);
  const spot = driver.platform === 'discord' ? { server, channel } : { channel };
  await driver.command('ask', { question: 'what did Russia say?' }, driver.person(), spot);
  const done = await driver.command('digest subscribe', { schedule: `daily ${time} UTC` }, driver.person(true), spot);
  idIn(done);
  const tenant = driver.platform === 'discord' ? `discord:${server}` : 'slack:T0TEAM';
  expect(rowsOf(stage, tenant).length > 0, 'nothing of it was stored in the first place');
  return { tenant, channel, server };
}

async function takeOut(stage: Stage, { server, tenant }: Place): Promise<void> {
  if (stage.driver.platform === 'discord') discord(stage).server.leave(server);
  else slack(stage).server.event({ type: 'app_uninstalled' });
  await stage.bot.line((line) => line.includes('place.left') && line.includes(tenant), 'that it was taken out', 10_000);
}

/** Tables that still hold rows of a tenant. */
function rowsOf(stage: Stage, tenant: string): string[] {
  const store = new DatabaseSync(join(stage.data, 'sitrep.sqlite'), { readOnly: true });
  try {
    const tables = store.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return tables.flatMap(({ name }) => {
      const columns = store.prepare(`pragma table_info("${name}")`).all() as { name: string }[];
      if (!columns.some((one) => one.name === 'tenant')) return [];
      const { n } = store.prepare(`select count(*) as n from "${name}" where tenant = ?`).get(tenant) as { n: number };
      return n > 0 ? [`${name} (${n})`] : [];
    });
  } finally {
    store.close();
  }
}
