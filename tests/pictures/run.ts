import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openApp } from '../../src/app.ts';
import type { Caller, PlatformName } from '../../src/core/model/command.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { renderSlack } from '../../src/render/slack.ts';
import { refresh } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';
import { discordHtml, pageHtml, type Shown, slackHtml } from './html.ts';

/**
 * `npm run pictures`: the README's pictures of both chats, from what the bot really sends. Chromium (Debian's package
 * `chromium`) takes them; it is not needed for anything else.
 */

const OUT = resolve(import.meta.dirname, '../../docs/pictures');
const LINES = { discord: ['/ask what did Russia say?'], slack: ['/brief'] } as const;
const WIDTH = 704;

const callerOn = (platform: PlatformName): Caller => ({
  place: { platform, tenant: `${platform}:1`, channel: 'desk', thread: null },
  person: 'reader',
  mayManage: false,
  zone: null,
});

async function exchanges(platform: 'discord' | 'slack'): Promise<Shown[]> {
  const { config, remove } = scratch();
  const app = await openApp(config, { clock: steeredClock('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
  try {
    await refresh(app.desk);
    const shown: Shown[] = [];
    for (const line of LINES[platform]) {
      const { command, args } = app.chat.parse(line);
      const page = await app.chat.run(command, args, callerOn(platform));
      const body =
        platform === 'discord'
          ? renderDiscord(page).map((message) => discordHtml(message.components))
          : renderSlack(page).map((message) => slackHtml(message.blocks));
      shown.push({ asked: line, body: body.join('') });
    }
    return shown;
  } finally {
    await app.close();
    remove();
  }
}

/** As tall as its content: the page says how tall it is, then the picture is taken. */
function photograph(page: string, to: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-picture-'));
  try {
    const file = join(folder, 'page.html');
    const measure = '<script>document.title=document.documentElement.scrollHeight</script>';
    writeFileSync(file, `${page}${measure}`);
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      `--user-data-dir=${folder}/profile`,
    ];
    const dom = execFileSync('chromium', [...flags, '--window-size=704,10', '--dump-dom', file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
    const height = Number(/<title>(\d+)<\/title>/.exec(dom)?.[1] ?? 1_200);
    execFileSync(
      'chromium',
      [...flags, `--window-size=${WIDTH},${height}`, '--force-device-scale-factor=1.5', `--screenshot=${to}`, file],
      { stdio: 'ignore' },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

mkdirSync(OUT, { recursive: true });
for (const platform of ['discord', 'slack'] as const) {
  const to = join(OUT, `${platform}.png`);
  photograph(pageHtml(platform, await exchanges(platform)), to);
  process.stdout.write(`${to}\n`);
}
