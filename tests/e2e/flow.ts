import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../../src/core/model/command.ts';
import type { Driver, Reply } from './driver.ts';
import { type BotProcess, startProcess } from './process.ts';

/** What a flow gets: one platform, the running bot, the table of commands that it was built from. */
export type Stage = {
  readonly driver: Driver;
  readonly table: readonly Command[];
  readonly data: string;
  readonly bot: BotProcess;
  /** Everything any process of this stage has logged. */
  lines(): readonly string[];
  /** Stops the bot and starts it again on the same data folder; `steered` is `bot.ts` with its clock. */
  restart(how?: { steered?: boolean; env?: Readonly<Record<string, string>> }): Promise<BotProcess>;
  /** The address of the article that "Brief this" may fetch. */
  readonly article: string;
  /** Commands that a button has named so far. */
  readonly pressed: Set<string>;
};

export type Flow = {
  readonly name: string;
  readonly only?: 'discord' | 'slack';
  /** Looks back when all is done: the bot need not run any more. */
  readonly after?: true;
  readonly run: (stage: Stage) => Promise<void>;
};

/** An error page names the message id of the log; that stands nowhere else. */
export const failed = (reply: Reply): string | null => /Reference \w+/u.exec(reply.text)?.[0] ?? null;

export const firstLines = (reply: Reply): string => reply.text.replace(/\s+/gu, ' ').slice(0, 160);

export async function openBot(driver: Driver, folder: string, env: Readonly<Record<string, string>>) {
  const data = join(folder, driver.platform);
  const all: BotProcess[] = [];
  const start = async (how: { steered?: boolean; env?: Readonly<Record<string, string>> } = {}) => {
    const bot = await startProcess({
      entry: how.steered ? 'tests/e2e/bot.ts' : 'src/main.ts',
      data,
      env: { ...driver.env, ...env, ...how.env },
    });
    all.push(bot);
    return bot;
  };
  let bot = await start();
  return {
    data,
    get bot() {
      return bot;
    },
    lines: () => all.flatMap((one) => one.lines),
    restart: async (how?: { steered?: boolean; env?: Readonly<Record<string, string>> }) => {
      await bot.stop();
      bot = await start(how);
      return bot;
    },
    close: async () => {
      await bot.stop();
    },
    remove: () => rmSync(data, { recursive: true, force: true }),
  };
}

/** Every command that can be typed, by its path. */
export function leaves(table: readonly Command[], above = ''): readonly { path: string; command: Command }[] {
  return table.flatMap((command) => {
    const path = `${above}${command.name}`;
    if (command.sub && command.sub.length > 0) return leaves(command.sub, `${path} `);
    return [{ path, command }];
  });
}
