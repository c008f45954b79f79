#!/usr/bin/env node
import { runTerminal, type Terminal, terminalPlatform } from './adapters/terminal/terminal.ts';
import { startBot } from './bot.ts';
import { type Config, readConfig, readEnvironment, secretsOf } from './config.ts';
import { errorLine, SitrepError } from './core/model/errors.ts';
import { startHeartbeat } from './infra/cron.ts';
import { openLog, openPlainLog } from './infra/log.ts';

/** `npm start`: the bot when a token is set, else the terminal chat. */

const HARD_STOP_MS = 10_000;

async function main(config: Config): Promise<void> {
  const chats = config.discord !== null || config.slack !== null;
  const log =
    chats || config.log !== null
      ? openLog(config.log ?? 'info', secretsOf(config))
      : openPlainLog((line) => process.stderr.write(line));
  const terminal = chats ? null : openTerminal(config);
  const clock = () => Date.now();
  const platforms = terminal ? [terminalPlatform(terminal, clock)] : [];
  // Lines from a pipe are answered and done: no worker threads, no clock.
  const brief = terminal !== null && !terminal.interactive;
  const bot = await startBot(config, { clock, log, inline: brief }, platforms);
  const stopHeartbeat = brief ? async () => {} : startHeartbeat(bot.beat, log);

  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= stopHeartbeat().then(() => bot.stop());
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
      stop().then(() => process.exit(0));
    });

  const firstBeat = () => bot.beat().catch((error: unknown) => log.error('tick.failed', { error: String(error) }));
  if (terminal) {
    // Beside the chat: what is followed on the web may take its time.
    if (!brief) void firstBeat();
    await runTerminal(terminal, bot.app.chat);
    await stop();
  } else {
    log.info('started', { discord: config.discord !== null, slack: config.slack !== null });
    await firstBeat();
  }
}

function openTerminal(config: Config): Terminal {
  const { stdin, stdout } = process;
  return {
    input: stdin,
    output: stdout,
    interactive: Boolean(stdin.isTTY && stdout.isTTY),
    style: {
      get columns() {
        return Math.min(stdout.columns ?? 100, 110);
      },
      color: Boolean(stdout.isTTY && stdout.hasColors()),
    },
    zone: config.zone,
  };
}

try {
  await main(readConfig(readEnvironment()));
} catch (error) {
  if (!(error instanceof SitrepError)) throw error;
  process.stderr.write(`sitrep: ${errorLine(error)}\n`);
  process.exitCode = 1;
}
