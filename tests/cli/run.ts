import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { runCli } from '../../src/cli/program.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

const NO_TOKENS = { DISCORD_TOKEN: '', SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' };

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs a program of `src` as a process of its own, without tokens, with a store of its own. */
export function runNode(
  script: string,
  args: readonly string[],
  options: { data: string; input?: string; hangUp?: boolean },
): Promise<Ran> {
  const env = {
    ...process.env,
    SITREP_DATA: options.data,
    ...NO_TOKENS,
  };
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      cwd: ROOT,
      env,
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    // As `head` does: reads a little and goes away.
    if (options.hangUp) child.stdout.once('data', () => child.stdout.destroy());
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.once('error', fail);
    child.once('close', (code) => done({ code, out, err }));
    child.stdin.end(options.input ?? '');
  });
}

export const sitrep = (args: readonly string[], data: string) => runNode('src/cli.ts', args, { data });

/** The same command line in this process, which has loaded the language model already. One at a time. */
export async function inProcess(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const before = { ...process.env };
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ['stdout', 'stderr'] as const)
    process[name].write = ((text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    }) as typeof process.stdout.write;
  Object.assign(process.env, NO_TOKENS, env);
  try {
    await runCli(args);
    return { code: Number(process.exitCode ?? 0), out: written.stdout, err: written.stderr };
  } finally {
    process.exitCode = undefined;
    process.env = before;
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
  }
}

/** JSON Lines as values. */
export const jsonLines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
