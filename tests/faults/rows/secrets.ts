import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../e2e/driver.ts';
import { leaks } from '../../e2e/harm.ts';
import { startProcess } from '../../e2e/process.ts';
import { TOKEN } from '../../servers/discord/world.ts';
import type { Row } from '../frame.ts';
import { openStage, within } from '../stage.ts';

/** Canaries in place of every token and secret, through answers, failures of every kind, and refused starts. */

const CANARY = {
  SLACK_SIGNING_SECRET: 'canary-signing-secret-3f9c1b7a',
  SLACK_CLIENT_SECRET: 'canary-client-secret-77ab20cd',
  SITREP_SECRET: 'canary-sealing-secret-0123456789abcdef0123',
};

export const secrets: Row = {
  name: 'secrets',
  promise: 'secrets stay secret',
  run: async ({ short, keep }) => {
    const stage = await openStage({ servers: 3, env: { SITREP_LOG: 'debug' } });
    const { discord, slack } = stage;
    const records: Message[] = [];
    const chained = discord.onAccepted;
    discord.onAccepted = (record) => {
      chained(record);
      records.push({
        platform: 'discord',
        kind: record.kind,
        channel: record.channel,
        audience: '',
        body: record.body,
      });
    };
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-secrets-'));
    try {
      const all = [TOKEN, slack.world.botToken, slack.world.appToken, ...Object.values(CANARY)];
      const troubles = short ? 1 : 8;
      for (let n = 0; n < troubles; n++) {
        discord.fault({ method: 'PATCH', path: /@original/, kind: '500', times: 6 });
        stage.discordCommand('help', {}, n);
        discord.fault({ method: 'POST', path: /callback/, kind: 'drop-before', times: 3 });
        stage.discordCommand('ask', { question: 'what did Russia say?' }, n);
        discord.fault({ method: 'POST', path: /messages$/, kind: 'drop-before', times: 4 });
        stage.discordMessage('help', n);
        for (const fault of [
          { is: 'status', status: 500 },
          { is: 'drop-before' },
          { is: 'error', code: 'invalid_auth' },
        ] as const) {
          slack.fault('chat.postMessage', fault);
          slack.fault('response_url', fault);
          stage.slackMessage('help');
          stage.slackCommand('help');
        }
        await sleep(short ? 1_000 : 4_000);
      }
      if (!short) {
        slack.socket.cut();
        slack.fault('apps.connections.open', { is: 'error', code: 'invalid_auth' });
        discord.gateway.cut();
        await sleep(8_000);
      }
      await within(short ? 3_000 : 40_000, () => stage.asked.every((one) => one.answerMs !== null));
      const lines = [...stage.bot.lines];
      const said = [...records];
      for (const { method, args } of slack.calls)
        said.push({ platform: 'slack', kind: method, channel: '', audience: '', body: args });

      let starts = 0;
      for (const env of refused(discord.url, slack.apiUrl, slack.world.botToken, slack.world.appToken, short)) {
        const data = join(folder, String(starts++));
        mkdirSync(data);
        const bot = await startProcess({ data, env, wait: 'quiet' });
        await within(12_000, () => !bot.running());
        await bot.stop();
        lines.push(...bot.lines);
      }
      const urls = ['interaction-token-', '/secret'];
      const found = leaks([...all, ...urls], lines, stage.data, said);
      const elsewhere = leaks(all, [], folder, []);
      for (const one of [...found, ...elsewhere]) keep({ found: one });
      const count = found.length + elsewhere.length;
      return {
        done: `${all.length} tokens and secrets, interaction tokens and response_urls; ${lines.length} log lines (debug), ${said.length} messages, the store, ${starts} refused starts, ${troubles} rounds of failures`,
        figure: `found ${count} times${count > 0 ? `: ${[...found, ...elsewhere].slice(0, 2).join('; ')}` : ''}`,
        ok: count === 0 && lines.length > 5,
      };
    } finally {
      await stage.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Environments that the bot ends on, each with secrets that stand in the way. */
function refused(discord: string, slack: string, bot: string, app: string, short: boolean): Record<string, string>[] {
  const api = { DISCORD_API_URL: discord, SLACK_API_URL: slack };
  const all = [
    { ...api, DISCORD_TOKEN: CANARY.SITREP_SECRET },
    { ...api, SLACK_BOT_TOKEN: CANARY.SLACK_CLIENT_SECRET, SLACK_APP_TOKEN: app },
    { ...api, SLACK_BOT_TOKEN: bot, SLACK_SIGNING_SECRET: CANARY.SLACK_SIGNING_SECRET, SLACK_PORT: '1' },
    { ...api, ...CANARY, SLACK_CLIENT_ID: '1.1', SLACK_PORT: 'canary-port', DISCORD_GUILD: CANARY.SITREP_SECRET },
    { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: 'http://127.0.0.1:1/api' },
  ];
  return short ? all.slice(0, 1) : all;
}
