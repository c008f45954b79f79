import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from '../../e2e/process.ts';
import { forgeries, KINDS } from '../../servers/slack/forgeries.ts';
import { overHttp, signed, transmit } from '../../servers/slack/http.ts';
import { startSlackServer } from '../../servers/slack/server.ts';
import type { Row } from '../frame.ts';
import { within } from '../stage.ts';

/** Requests that Slack did not send, to the HTTP mode of the real process; genuine ones in between are answered. */

const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const FORM = 'application/x-www-form-urlencoded';
const HERE = { user: 'U1', channel: 'C1' };

export const forged: Row = {
  name: 'forged',
  promise: 'forged requests do nothing',
  run: async ({ short, random, keep }) => {
    const count = short ? 90 : 1_000;
    const server = await startSlackServer();
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-forged-'));
    const port = await freePort();
    const { world, apiUrl } = server;
    const bot = await startProcess({
      data: folder,
      env: {
        SLACK_BOT_TOKEN: world.botToken,
        SLACK_SIGNING_SECRET: SECRET,
        SLACK_PORT: String(port),
        SLACK_API_URL: apiUrl,
      },
    });
    try {
      const http = overHttp(server, port, SECRET);
      await http.command('/brief', 'help', HERE);
      const answers = () =>
        server.calls.filter((one) => one.method === 'response_url' || one.method === 'chat.postMessage');
      await within(10_000, () => answers().length === 1);
      const bodies = http.sent.map(({ headers, body }) => ({
        type: String(headers['content-type']),
        body: String(body),
      }));
      const before = answers().length;
      const outcomes: Record<string, number> = {};
      let [believed, right] = [0, 0];
      for (const [n, one] of forgeries(count, { secret: SECRET, now: world.now(), random, bodies }).entries()) {
        const status = (await transmit(port, one.sent))?.status ?? 'hung up';
        outcomes[status] = (outcomes[status] ?? 0) + 1;
        keep({ kind: one.kind, status });
        if (Number(status) < 400) believed += 1;
        if (n % 20 > 0) continue;
        right += 1;
        const url = server.responseUrl(HERE);
        const fields = {
          command: '/brief',
          text: 'help',
          trigger_id: `t${n}`,
          response_url: url,
          user_id: 'U2',
          channel_id: 'C1',
          team_id: world.team,
        };
        await transmit(port, signed(SECRET, world.now(), FORM, `${new URLSearchParams(fields)}`));
      }
      await within(20_000, () => answers().length >= before + right);
      await sleep(500);
      const answered = answers().length - before;
      return {
        done: `${count} forgeries of ${Object.keys(KINDS).length} kinds over HTTP, ${right} genuine requests between them`,
        figure: `believed ${believed}, effects ${answered - right}; genuine answered ${Math.min(answered, right)} of ${right}; statuses ${JSON.stringify(outcomes)}; violations ${server.violations.length}`,
        ok: believed === 0 && answered === right && server.violations.length === 0,
      };
    } finally {
      await bot.stop();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
