import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { discordInvite, examineDiscord } from '../../src/adapters/discord/examine.ts';
import { examineSlack } from '../../src/adapters/slack/examine.ts';
import { SLACK_MANIFEST } from '../../src/adapters/slack/manifest.ts';
import type { Finding } from '../../src/core/finding.ts';

/** What `sitrep doctor` finds out about a platform, asked of a server that answers as the test says. */

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

type Reply = { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> };

async function serving(replies: Readonly<Record<string, Reply>>): Promise<string> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    const reply = replies[path] ?? { status: 404, body: {} };
    const authorized = /^(?:Bot|Bearer) good/u.test(request.headers.authorization ?? '');
    const { status = 200, body, headers } = authorized ? reply : { status: 401, body: {}, headers: {} };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/api`;
}

const bad = (findings: readonly Finding[]) => findings.filter(({ ok }) => !ok).map(({ check, text }) => [check, text]);
const ALL = String((1n << 60n) - 1n);

const DISCORD = {
  '/api/v10/applications/@me': { body: { id: '42', name: 'sitrep' } },
  '/api/v10/gateway/bot': { body: { session_start_limit: { remaining: 900 } } },
  '/api/v10/applications/42/commands': { body: [{}, {}] },
  '/api/v10/users/@me/guilds': { body: [{ name: 'Desk', permissions: ALL }] },
};

test('a Discord that is well has a token, starts, commands, servers and the right time', async () => {
  const apiUrl = await serving(DISCORD);
  const findings = await examineDiscord({ token: 'good', apiUrl }, null, Date.now);
  expect(bad(findings)).toEqual([]);
  expect(findings.map(({ check }) => check).sort()).toEqual(
    ['clock', 'commands', 'servers', 'starts', 'token'].map((one) => `discord ${one}`),
  );
  expect(await discordInvite({ token: 'good', apiUrl })).toMatch(
    /^https:\/\/discord\.com\/oauth2\/authorize\?client_id=42&scope=bot\+applications\.commands&permissions=\d+$/u,
  );
});

test.each([
  [
    'a permission',
    { '/api/v10/users/@me/guilds': { body: [{ name: 'Desk', permissions: '1024' }] } },
    'servers',
    'SendMessages',
  ],
  ['a server', { '/api/v10/users/@me/guilds': { body: [] } }, 'servers', 'discord-invite'],
  ['starts', { '/api/v10/gateway/bot': { body: { session_start_limit: { remaining: 0 } } } }, 'starts', 'wait a day'],
  ['an answer', { '/api/v10/gateway/bot': { status: 500, body: {} } }, 'starts', 'HTTP 500'],
])('a Discord that lacks %s says what to do', async (_, change, check, text) => {
  const apiUrl = await serving({ ...DISCORD, ...change });
  const findings = bad(await examineDiscord({ token: 'good', apiUrl }, null, Date.now));
  expect(findings).toEqual([[`discord ${check}`, expect.stringContaining(text)]]);
});

test('a clock that is off is told, with how far', async () => {
  const apiUrl = await serving(DISCORD);
  const findings = await examineDiscord({ token: 'good', apiUrl }, null, () => Date.now() + 10 * 60_000);
  expect(bad(findings)).toEqual([['discord clock', expect.stringMatching(/^(?:599|600|601) s fast/u)]]);
});

test('a refused token and a platform out of reach are one line each, without the token', async () => {
  const apiUrl = await serving(DISCORD);
  const refused = bad(await examineDiscord({ token: 'wrong-canary', apiUrl }, null, Date.now));
  expect(refused).toEqual([['discord token', expect.stringContaining('DISCORD_TOKEN was refused')]]);
  const gone = { token: 'wrong-canary', apiUrl: 'http://127.0.0.1:9/api' };
  const unreached = bad(await examineDiscord(gone, null, Date.now));
  expect(unreached).toEqual([['discord token', expect.stringContaining('cannot be reached')]]);
  expect(JSON.stringify([refused, unreached])).not.toContain('canary');
  await expect(discordInvite(gone)).rejects.toMatchObject({ code: 'platform_unreachable' });
});

const scopes = SLACK_MANIFEST.oauth_config.scopes.bot;
const slack = (given: readonly string[]) => ({
  '/api/auth.test': {
    body: { ok: true, team: 'Team', user: 'sitrep' },
    headers: { 'x-oauth-scopes': given.join(', ') },
  },
  '/api/apps.connections.open': { body: { ok: true, url: 'wss://nowhere' } },
});

test('a Slack that is well has both tokens, all scopes and the right time', async () => {
  const apiUrl = `${await serving(slack(scopes))}/`;
  const findings = await examineSlack({ bot: 'good', app: 'good', apiUrl }, Date.now);
  expect(bad(findings)).toEqual([]);
  expect(findings).toHaveLength(4);
});

test('missing scopes and refused tokens of Slack are named', async () => {
  const lacking = `${await serving(slack(scopes.slice(1)))}/`;
  expect(bad(await examineSlack({ bot: 'good', app: 'good', apiUrl: lacking }, Date.now))).toEqual([
    ['slack scopes', expect.stringContaining(`${scopes[0]} missing`)],
  ]);
  const refusing = `${await serving({ '/api/auth.test': { body: { ok: false, error: 'invalid_auth' } } })}/`;
  expect(bad(await examineSlack({ bot: 'good', app: null, apiUrl: refusing }, Date.now))).toEqual([
    ['slack bot token', expect.stringContaining('SLACK_BOT_TOKEN was refused (invalid_auth)')],
  ]);
});
