import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The bot as a process of its own, as `npm start` runs it. */

const ROOT = resolve(import.meta.dirname, '../..');
const FLAGS = ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'];
const START_MS = 60_000;
const STOP_MS = 15_000;

export type BotProcess = {
  readonly pid: number;
  /** Every line it wrote, to either stream, over its whole life. */
  readonly lines: readonly string[];
  /** Resolves with the first line that holds, past or to come; rejects after `ms`. */
  line(holds: (line: string) => boolean, what: string, ms?: number): Promise<string>;
  /** Asks the steered entry (`bot.ts`) something; see there. `error` in the answer when that fails or the bot ends. */
  tell(request: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Ends it; its exit status, or the signal's name. SIGKILL follows when it hangs. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
  running(): boolean;
};

export type Start = {
  /** Below the project's folder. */
  readonly entry?: 'src/main.ts' | 'tests/e2e/bot.ts';
  readonly data: string;
  readonly env: Readonly<Record<string, string>>;
  /** `quiet`: do not wait until it has started; it is expected to fail. */
  readonly wait?: 'started' | 'quiet';
};

/** Starts the bot with nothing of this process's environment but the path. Rejects with its output when it ends early. */
export async function startProcess({ entry = 'src/main.ts', data, env, wait = 'started' }: Start): Promise<BotProcess> {
  mkdirSync(data, { recursive: true });
  const child: ChildProcess = spawn(process.execPath, [...FLAGS, join(ROOT, entry)], {
    // A folder without a `.env`.
    cwd: data,
    env: { PATH: process.env.PATH, HOME: data, SITREP_DATA: data, SITREP_ZONE: 'UTC', SITREP_LOG: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const answers = new Map<number, (answer: Record<string, unknown>) => void>();
  const heard = () => {
    for (const check of [...listeners]) check();
  };
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line);
      heard();
    });
  child.on('exit', () => {
    heard();
    // Nobody is left to answer.
    for (const [n, answer] of answers) answer({ n, error: 'the bot has ended' });
    answers.clear();
  });
  const running = () => child.exitCode === null && child.signalCode === null;
  child.on('message', (message: { n: number } & Record<string, unknown>) => {
    answers.get(message.n)?.(message);
    answers.delete(message.n);
  });
  let asked = 0;

  const bot: BotProcess = {
    pid: child.pid ?? 0,
    lines,
    running,
    line: (holds, what, ms = START_MS) =>
      new Promise((done, fail) => {
        const end = (finish: () => void) => {
          clearTimeout(timer);
          listeners.delete(check);
          finish();
        };
        const tail = () => lines.slice(-8).join('\n');
        const check = () => {
          const found = lines.find(holds);
          if (found !== undefined) end(() => done(found));
          else if (!running()) end(() => fail(new Error(`the bot ended before ${what}:\n${tail()}`)));
        };
        const timer = setTimeout(() => end(() => fail(new Error(`the bot never logged ${what}:\n${tail()}`))), ms);
        listeners.add(check);
        check();
      }),
    tell: (request) =>
      new Promise((done) => {
        asked += 1;
        const n = asked;
        const ended = () => done({ n, error: 'the bot has ended' });
        if (!running()) return ended();
        answers.set(n, done);
        // One that was just killed seems to run until its exit is heard of.
        child.send({ n, ...request }, (error) => error && ended());
      }),
    stop: async (signal = 'SIGTERM') => {
      if (!running()) return child.exitCode ?? child.signalCode ?? 'gone';
      const ended = once(child, 'exit');
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
      return child.exitCode ?? child.signalCode ?? 'gone';
    },
  };
  if (wait === 'started') await bot.line((line) => line.includes('"event":"started"'), 'that it has started');
  return bot;
}
