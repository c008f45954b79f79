import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../../../src/bot.ts';
import { labelText } from '../../../src/render/labels.ts';
import { scratch, steeredClock } from '../../app.ts';
import { overHttp, type SlackHttp } from '../../servers/slack/http.ts';
import { type SlackServer, startSlackServer } from '../../servers/slack/server.ts';
import type { Grant, Team } from '../../servers/slack/world.ts';
import { answersOf, lines, portIn } from './http-stage.ts';
import { buttonsOf } from './stage.ts';

/** The whole bot over HTTP for many workspaces: each installs the app, and none ever sees anything of another. */

const SECRETS = {
  SLACK_CLIENT_SECRET: 'canary-client-secret',
  SLACK_SIGNING_SECRET: 'canary-signing-secret',
  SITREP_SECRET: 'canary-of-the-secret-that-seals-0123456789',
};
const ONE: Grant = { token: 'xoxb-canary-1-one', team: { id: 'T1', bot: { user: 'U1BOT', id: 'B1BOT' } } };
const TWO: Grant = { token: 'xoxb-canary-2-two', team: { id: 'T2', bot: { user: 'U2BOT', id: 'B2BOT' } } };
const HOME: Readonly<Record<string, string>> = { C1: 'T1', D1: 'T1', C9: 'T2', D9: 'T2' };

const clock = steeredClock('2026-11-20T12:00:00Z');
const log = lines();
let server: SlackServer;
let made: ReturnType<typeof scratch>;
let bot: Bot;
let http: SlackHttp;

async function startAgain(env: NodeJS.ProcessEnv = {}): Promise<void> {
  log.logged.length = 0;
  const config = scratch({ ...settings(), ...env });
  config.remove();
  bot = await startBot({ ...config.config, data: made.config.data }, { clock, wait: clock.wait, log, inline: true });
  http = overHttp(server, portIn(log.logged), SECRETS.SLACK_SIGNING_SECRET);
}

const settings = () => ({
  ...SECRETS,
  SLACK_CLIENT_ID: server.world.oauth.clientId,
  SLACK_PORT: '0',
  SLACK_API_URL: server.apiUrl,
});

beforeEach(async () => {
  clock.set('2026-11-20T12:00:00Z');
  server = await startSlackServer();
  const { world } = server;
  world.now = clock;
  world.oauth.clientSecret = SECRETS.SLACK_CLIENT_SECRET;
  world.channels.set('C9', { id: 'C9', name: 'newsroom', creator: 'U3', member: true });
  world.channels.set('D9', { id: 'D9', name: 'directmessage', member: true, im: 'U1' });
  made = scratch(settings());
  await startAgain();
});

afterEach(async () => {
  await bot.stop();
  const kept = readdirSync(made.config.data, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('sqlite'))
    .map((file) => readFileSync(join(made.config.data, file)).toString('latin1'));
  await server.close();
  made.remove();
  expect(server.violations).toEqual([]);
  // Every message went out by the token of the workspace that its channel is in.
  const strays = server.calls.filter(
    ({ args, team }) => team && HOME[String(args.channel)] && HOME[String(args.channel)] !== team,
  );
  expect(strays).toEqual([]);
  const canaries = [...Object.values(SECRETS), ONE.token, TWO.token];
  const shown = server.calls
    .filter((call) => call.method !== 'oauth.v2.access')
    .map(({ args }) => JSON.stringify(args));
  expect(kept.join('').length).toBeGreaterThan(10_000);
  for (const texts of [kept, log.logged, shown])
    expect(canaries.filter((one) => texts.some((text) => text.includes(one)))).toEqual([]);
});

const ask = async (line: string, team: Team, from: { user: string; channel: string }) => {
  const before = answersOf(server).length;
  const [command = '', ...words] = line.split(' ');
  await http.command(command, words.join(' '), from, team);
  await server.until(() => answersOf(server).length > before, `the answer to ${line}`, 15_000);
  return answersOf(server)[before] ?? {};
};
const kept = (team: Team) => bot.app.desk.store.installed(`slack:${team.id}`);
const IN_ONE = { user: 'U1', channel: 'C1' };
const IN_TWO = { user: 'U1', channel: 'C9' };
const event = (type: string, more: object = {}) => ({ type, ...more });

/** The channels in which a digest arrives the next morning. */
async function digests(): Promise<string[]> {
  const before = server.world.messages.length;
  clock.set('2026-11-21T07:00:00Z');
  await bot.beat();
  return server.world.messages.slice(before).map((one) => one.channel);
}

describe('an installation', () => {
  it('leads to Slack and back, and from then on the workspace is answered', async () => {
    const { page } = await http.begin();
    expect([page.pathname, page.searchParams.get('client_id')]).toEqual(['/oauth/v2/authorize', '11.22']);
    const done = await http.install(ONE);
    expect([done.status, done.body]).toEqual([200, expect.stringContaining('is installed')]);
    const { text } = await ask('/ask what did Russia say?', ONE.team, IN_ONE);
    expect(String(text).length).toBeGreaterThan(10);
  });

  it('a form that is sent in is acknowledged while its workspace is still being looked for', async () => {
    await http.install(ONE);
    await http.command('/ask', '', IN_ONE, ONE.team);
    const views = () => [...server.world.views.values()];
    await server.until(() => views().length === 1, 'the form');
    // What is known of the workspace is forgotten by now, and the store takes its time.
    clock.forward(61_000);
    const { store } = bot.app.desk;
    const { installed } = store;
    const gate = Promise.withResolvers<void>();
    store.installed = (tenant) => gate.promise.then(() => installed(tenant));
    const { body } = await http.submit(views()[0]!, { question: 'what did Russia say?' }, 'U1', ONE.team);
    expect(body).toContain(labelText({ key: 'form-working' }));
    gate.resolve();
    await server.until(() => JSON.stringify(views()).includes('Zakharova'), 'the answer in the form');
  });

  it('survives a restart, and is not readable with another secret', async () => {
    await http.install(ONE);
    await bot.stop();
    await startAgain();
    await ask('/brief help', ONE.team, IN_ONE);
    await bot.stop();
    await startAgain({ SITREP_SECRET: 'another-secret-that-is-long-enough-0123456789' });
    const before = answersOf(server).length;
    await http.command('/brief', 'help', IN_ONE, ONE.team);
    await http.install(TWO);
    await ask('/brief help', TWO.team, IN_TWO);
    expect(answersOf(server)).toHaveLength(before + 1);
    expect(log.logged.filter((line) => line.includes('SITREP_SECRET')).length).toBeGreaterThan(0);
  });

  it('is refused without its cookie, with the state of another one, or with a state that was made up', async () => {
    const [mine, other] = [await http.begin(), await http.begin()];
    const { oauth } = server.world;
    oauth.grants.set('good', ONE);
    const back = (state: string | null) =>
      `/slack/oauth_redirect?${new URLSearchParams({ code: 'good', state: state ?? '' })}`;
    const state = mine.page.searchParams.get('state');
    const made = 'eyJhbGciOiJub25lIn0.eyJpbnN0YWxsT3B0aW9ucyI6e30sIm5vdyI6IjIwOTktMDEtMDEifQ.';
    const name = mine.cookie.split('=')[0];
    const tries: [string, string | undefined][] = [
      [back(state), undefined],
      [back(state), other.cookie],
      [back(null), mine.cookie],
      [back(made), `${name}=${made}`],
      [back(`${state}x`), `${mine.cookie}x`],
      [`/slack/oauth_redirect?state=${state}`, mine.cookie],
      [`/slack/oauth_redirect?error=access_denied&state=${state}`, mine.cookie],
    ];
    for (const [path, cookie] of tries) {
      const { status, body } = await http.browse(path, cookie);
      expect([status, body]).toEqual([400, expect.stringContaining('was not installed')]);
    }
    expect([oauth.grants.size, await kept(ONE.team)]).toEqual([1, null]);
    expect((await http.browse(back(state), mine.cookie)).status).toBe(200);
    expect((await http.browse(back(state), mine.cookie)).status).toBe(400);
    expect(await kept(ONE.team)).not.toBeNull();
  });

  it('of a whole organisation, or with tokens that expire, is refused and says why', async () => {
    const whole = await http.install({ ...ONE, organisation: true });
    expect([whole.status, whole.body]).toEqual([403, expect.stringContaining('organisation')]);
    const rotating = await http.install({ ...ONE, more: { refresh_token: 'xoxe-1', expires_in: 43_200 } });
    expect([rotating.status, rotating.body]).toEqual([403, expect.stringContaining('rotation')]);
    expect(await kept(ONE.team)).toBeNull();
  });
});

describe('two workspaces', () => {
  it('see nothing of each other, even by the same person’s id and by the other’s buttons', async () => {
    await http.install(ONE);
    await http.install(TWO);
    const { blocks } = await ask('/ask what did Russia say?', ONE.team, IN_ONE);
    expect(JSON.stringify(blocks)).toContain('Zakharova');
    const last = await ask('/brief last', TWO.team, IN_TWO);
    expect(JSON.stringify(last.blocks)).not.toContain('Zakharova');
    for (const button of buttonsOf(blocks).filter((one) => /Share|Sources/.test(one.text.text))) {
      const before = answersOf(server).length;
      await http.press(button, { ...IN_TWO, message: null }, TWO.team);
      await server.until(() => answersOf(server).length > before, button.text.text, 15_000);
      const shown = answersOf(server)[before];
      expect([shown?.response_type, JSON.stringify(shown?.blocks).includes('Zakharova')]).toEqual(['ephemeral', false]);
    }
  });

  it('are spoken to by their own bots: mentions, direct messages, digests', async () => {
    await http.install(ONE);
    await http.install(TWO);
    await http.say('<@U1BOT> what did Russia say?', IN_ONE, ONE.team);
    await http.say('<@U2BOT> what did Russia say?', IN_TWO, TWO.team);
    await http.say('what did Russia say?', { user: 'U1', channel: 'D9' }, TWO.team);
    await server.until(() => server.world.messages.length === 3, 'three answers', 15_000);
    for (const [team, channel] of [
      [ONE.team, 'C1'],
      [TWO.team, 'C9'],
    ] as const)
      await ask('/brief digest subscribe daily 08:00 Europe/Berlin', team, { user: 'U2', channel });
    expect((await digests()).sort()).toEqual(['C1', 'C9']);
  });
});

describe('a workspace that takes the app out', () => {
  it('is forgotten, gets nothing any more, and the other goes on', async () => {
    await http.install(ONE);
    await http.install(TWO);
    for (const [team, channel] of [
      [ONE.team, 'C1'],
      [TWO.team, 'C9'],
    ] as const)
      await ask('/brief digest subscribe daily 08:00 Europe/Berlin', team, { user: 'U2', channel });
    await http.event(event('app_uninstalled'), ONE.team);
    await http.event(event('tokens_revoked', { tokens: { oauth: [], bot: ['U1BOT'] } }), ONE.team);
    await until(async () => (await kept(ONE.team)) === null);
    const before = answersOf(server).length;
    await http.command('/brief', 'help', IN_ONE, ONE.team);
    await http.say('<@U1BOT> hello', IN_ONE, ONE.team);
    await ask('/brief help', TWO.team, IN_TWO);
    expect(answersOf(server)).toHaveLength(before + 1);
    expect(log.logged.filter((line) => line.includes('"slack_unknown_team"')).length).toBeGreaterThan(0);
    expect(await digests()).toEqual(['C9']);
  });

  it('is kept when only a person’s token was revoked, or when it has installed the app again since', async () => {
    await http.install(ONE);
    await http.event(event('tokens_revoked', { tokens: { oauth: ['U1'], bot: [] } }), ONE.team);
    const late = clock();
    clock.forward(3_600_000);
    await http.install(ONE);
    server.world.now = () => late;
    // Slack sends it hours later, signed then.
    const body = JSON.parse(String(http.sent.at(-1)?.body)) as object;
    server.world.now = clock;
    const told = { ...body, event: event('app_uninstalled'), event_id: 'EvLate', event_time: Math.floor(late / 1_000) };
    await http.deliver('json', JSON.stringify(told));
    await ask('/brief help', ONE.team, IN_ONE);
    expect(await kept(ONE.team)).not.toBeNull();
  });

  it('may come back', async () => {
    await http.install(ONE);
    await http.event(event('app_uninstalled'), ONE.team);
    await until(async () => (await kept(ONE.team)) === null);
    clock.forward(60_000);
    await http.install(ONE);
    await ask('/brief help', ONE.team, IN_ONE);
  });
});

async function until(ready: () => Promise<boolean>): Promise<void> {
  for (let tried = 0; tried < 200; tried++) {
    if (await ready()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('never came');
}
