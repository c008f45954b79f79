import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApp } from '../../src/app.ts';
import type { Command } from '../../src/core/model/command.ts';
import { QUIET, scratch } from '../app.ts';
import { newsSite } from '../news-site.ts';
import { startDiscordDriver } from './discord.ts';
import { type Driver, Wrong } from './driver.ts';
import { type Flow, openBot, type Stage } from './flow.ts';
import { buttonFlows } from './flows/buttons.ts';
import { commandFlows } from './flows/commands.ts';
import { endFlows } from './flows/end.ts';
import { inputFlows } from './flows/input.ts';
import { lifeFlows } from './flows/life.ts';
import { settingFlows } from './flows/settings.ts';
import { talkFlows } from './flows/talk.ts';
import { startSlackDriver } from './slack.ts';

/**
 * `npm run e2e [-- --out DIR] [--only discord|slack] [--flow WORDS]`: the bot as a real process, the protocol servers
 * on loopback, the real SDKs between them. Prints flow × platform × result; with `--out` writes every command sent and
 * every message accepted as JSON Lines.
 */

const { values } = parseArgs({
  options: { out: { type: 'string' }, only: { type: 'string' }, flow: { type: 'string' } },
});
const PLATFORMS = (['discord', 'slack'] as const).filter((one) => values.only === undefined || values.only === one);
if (PLATFORMS.length === 0) {
  console.error('e2e: --only takes discord or slack');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'sitrep-e2e-'));
const pages = createServer(newsSite);
await new Promise<void>((done) => pages.listen(0, '127.0.0.1', done));
const host = `127.0.0.1:${(pages.address() as AddressInfo).port}`;

const table = await productTable();
const flows: readonly Flow[] = [
  ...commandFlows(table),
  ...settingFlows,
  ...talkFlows,
  ...inputFlows,
  ...buttonFlows,
  ...lifeFlows,
  ...endFlows,
];

/** Result by flow and platform; '' is ok, absent is not for this platform. */
const results = new Map<string, Map<string, string>>();
const drivers = await Promise.all(
  PLATFORMS.map((name) => (name === 'discord' ? startDiscordDriver() : startSlackDriver())),
);
await Promise.all(drivers.map(runAll));

print();
if (values.out !== undefined) {
  mkdirSync(values.out, { recursive: true });
  const lines = (all: readonly object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('');
  writeFileSync(join(values.out, 'commands.jsonl'), lines(drivers.flatMap((one) => one.commands)));
  writeFileSync(join(values.out, 'messages.jsonl'), lines(drivers.flatMap((one) => one.messages)));
}
const wrong = [...results.values()].flatMap((one) => [...one.values()]).filter((text) => text !== '').length;
for (const driver of drivers) await driver.close();
pages.close();
rmSync(folder, { recursive: true, force: true });
process.exit(wrong > 0 ? 1 : 0);

/** The table that the bot builds for itself: a command that is new in it needs a flow. */
async function productTable(): Promise<readonly Command[]> {
  const { config, remove } = scratch();
  const app = await openApp(config, { clock: () => Date.now(), log: QUIET, inline: true });
  const { commands } = app.chat;
  await app.close();
  remove();
  return commands;
}

/** A folder of dated articles that `/sources add desk` reads: dates make a timeline. */
function writeDesk(path: string): void {
  mkdirSync(path, { recursive: true });
  const articles = [
    ['2026-11-03', 'Japan said on 2 November that it will export Patriot missiles to the United States.'],
    ['2026-11-10', 'The United States received a first batch of Patriot missiles from Japan on 9 November.'],
    ['2026-11-17', 'Russia warned Japan on 16 November that the export of Patriot missiles will have consequences.'],
  ];
  for (const [date, text] of articles)
    writeFileSync(join(path, `${date}.md`), `---\ntitle: Patriot exports, ${date}\npublished: ${date}\n---\n${text}\n`);
}

async function runAll(driver: Driver): Promise<void> {
  writeDesk(join(folder, driver.platform, 'sources', 'desk'));
  const bot = await openBot(driver, folder, { SITREP_FETCH_ALLOW: host });
  const stage: Stage = {
    driver,
    table,
    data: bot.data,
    get bot() {
      return bot.bot;
    },
    lines: bot.lines,
    restart: bot.restart,
    article: `http://${host}/ferry.html`,
    pressed: new Set(),
  };
  for (const flow of flows) {
    if (flow.only !== undefined && flow.only !== driver.platform) continue;
    if (values.flow !== undefined && !flow.name.includes(values.flow)) continue;
    const known = driver.violations.length;
    let result = '';
    try {
      if (!stage.bot.running() && flow.after !== true) await stage.restart();
      await flow.run(stage);
    } catch (error) {
      result = error instanceof Wrong ? error.message : String((error as Error)?.stack ?? error);
    }
    const broken = driver.violations.slice(known);
    if (broken.length > 0) result = [result, `violations: ${broken.slice(0, 3).join('; ')}`].filter(Boolean).join('; ');
    const row = results.get(flow.name) ?? new Map<string, string>();
    results.set(flow.name, row.set(driver.platform, result.replace(/\s+/gu, ' ').slice(0, 400)));
    if (result !== '') console.error(`${driver.platform}: ${flow.name}: ${result.slice(0, 300)}`);
  }
  await bot.close();
}

function print(): void {
  const width = Math.max(...flows.map((one) => one.name.length));
  let [done, good] = [0, 0];
  for (const { name } of flows) {
    const row = results.get(name);
    if (!row) continue;
    for (const [platform, text] of row) {
      done += 1;
      if (text === '') good += 1;
      console.log(`${name.padEnd(width)} | ${platform.padEnd(7)} | ${text === '' ? 'ok' : text}`);
    }
  }
  console.log(`${results.size} flows, ${done} runs on ${PLATFORMS.join(' and ')}: ${good} ok, ${done - good} failed`);
}
