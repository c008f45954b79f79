import type { Args, Caller, Chat, Command } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import type { Desk } from '../usecases/desk.ts';
import { welcomePage } from './help.ts';

const DAY_MS = 86_400_000;

/** What the adapters get: the table of commands with finding, reading and running. `newId` names an error's message. */
export function openChat(desk: Desk, commands: readonly Command[], newId: () => string): Chat {
  const find = (path: string) => findCommand(commands, path);
  return {
    commands,
    find,
    parse: (line) => parseLine(commands, line),
    run: async (path, args, caller) => {
      try {
        const command = find(path);
        if (!command) throw new SitrepError('unknown_command', unknown(commands, path));
        check(path, command, args, caller);
        return await command.run(args, caller);
      } catch (error) {
        return failed(desk, newId(), path, error);
      }
    },
    once: (key) => desk.store.once(key, desk.clock(), desk.clock() + DAY_MS),
    welcome: async () => welcomePage(desk),
  };
}

/** Stands before a typed name that is no command, so that it never finds a hidden one. */
const UNKNOWN = '?';

function findCommand(commands: readonly Command[], path: string): Command | null {
  const [name, ...rest] = path.split(' ');
  const command = commands.find((one) => one.name === name) ?? null;
  return command && rest.length > 0 ? findCommand(command.sub ?? [], rest.join(' ')) : command;
}

/**
 * A typed line: `/brief 7d`, `brief ask what …`, `digest subscribe 08:00`. The leading command may be repeated, as
 * Slack's one command has everything behind it. A line that begins with no command is a question; a word behind a
 * slash, or behind a command that has sub-commands only, is meant as a command also when there is none of that name.
 */
export function parseLine(commands: readonly Command[], line: string): { command: string; args: Args } {
  const meant = /^\/\p{L}/u.test(line.trim());
  const text = line.trim().replace(/^\//u, '');
  const [name = '', words] = split(text);
  const command = commands.find((one) => one.name === name.toLowerCase() && !one.hidden);
  if (!command && meant) return { command: `${UNKNOWN}${name}`, args: {} };
  if (!command || (!meant && !takes(command, words))) return { command: 'ask', args: { question: text } };
  const [second = '', rest] = split(words);
  const sub = command.sub?.find((one) => one.name === second.toLowerCase());
  if (sub) return { command: `${command.name} ${sub.name}`, args: readWords(sub, rest) };
  if (command.sub && second !== '') return { command: `${command.name} ${UNKNOWN}${second}`, args: {} };
  // `/brief ask …` but not `brief help me understand`: only brief carries the others behind it.
  const behind = command.name === 'brief' && commands.some((one) => one.name === second.toLowerCase() && !one.hidden);
  return behind ? parseLine(commands, words) : { command: command.name, args: readWords(command, words) };
}

/** Whether words behind a bare command name can be meant for it: `who makes …?` and `help me see …` are questions. */
function takes(command: Command, words: string): boolean {
  const [first = ''] = split(words.toLowerCase());
  const [option] = command.options;
  if (words === '' || command.typed || command.sub) return true;
  if (option?.choices) return option.choices.includes(first);
  return option !== undefined && (command.name === 'ask' || !words.endsWith('?'));
}

function split(text: string): [string, string] {
  const at = text.search(/\s/u);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()];
}

/** Words fill the options in order; a `rest` option takes all that remain. */
function readWords(command: Command, words: string): Args {
  if (command.typed) return command.typed(words);
  const args: Record<string, string> = {};
  let left = words;
  for (const option of command.options) {
    if (!left) break;
    const [word, rest] = option.kind === 'rest' ? [left, ''] : split(left);
    args[option.name] = word;
    left = rest;
  }
  return args;
}

/** Names the thing, and for a sub-command the ones that there are. */
function unknown(commands: readonly Command[], path: string): string {
  const [name, sub] = path.split(' ');
  const subs = sub === undefined ? [] : (commands.find((one) => one.name === name)?.sub ?? []);
  const there = subs.length > 0 ? `, only ${subs.map((one) => one.name).join(', ')}` : '';
  return `There is no command “/${path.replaceAll(UNKNOWN, '').slice(0, 40)}”${there}.`;
}

function usage(command: Command): string {
  return command.options.map((one) => (one.required ? one.name : `[${one.name}]`)).join(' ');
}

function check(path: string, command: Command, args: Args, caller: Caller): void {
  if (command.needs === 'manage' && !caller.mayManage)
    throw new SitrepError('not_allowed', `“/${path}” changes what everybody here gets.`);
  for (const option of command.options)
    if (option.required && !args[option.name]?.trim())
      throw new SitrepError('bad_option', `“${option.name}” is missing: /${path} ${usage(command)}.`);
}

/** One message to the person and one log line, with the same id. Unforeseen errors keep their details to the log. */
function failed(desk: Desk, id: string, command: string, cause: unknown): Page {
  const known = cause instanceof SitrepError;
  const error = known ? cause : new SitrepError('internal', 'Something went wrong here; nothing stored is lost.');
  const details = known ? {} : { stack: cause instanceof Error ? cause.stack : String(cause) };
  desk.log[known ? 'info' : 'error']('command.failed', {
    id,
    command,
    code: error.code,
    text: error.message,
    ...details,
  });
  const push = { key: 'error', args: { text: error.message, next: error.next } } as const;
  return {
    id,
    push,
    blocks: [
      { is: 'heading', text: push },
      { is: 'note', text: { key: 'error-id', args: { id } } },
    ],
    actions: [],
  };
}
