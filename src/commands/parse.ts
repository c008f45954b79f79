import type { Args, Command } from '../core/model/command.ts';

/** Reading what people type, against the table of commands. */

/** Stands before a typed name that is no command, so that it never finds a hidden one. */
const UNKNOWN = '?';

/** The command of a path such as `digest subscribe`, or null. */
export function findCommand(commands: readonly Command[], path: string): Command | null {
  const [name, ...rest] = path.split(' ');
  const command = commands.find((one) => one.name === name) ?? null;
  return command && rest.length > 0 ? findCommand(command.sub ?? [], rest.join(' ')) : command;
}

/**
 * A typed line: `/brief 7d`, `brief ask what …`, `digest subscribe 08:00`. The leading command may be repeated, as
 * Slack's one command has everything behind it. A line that begins with no command is a question; a word behind a
 * slash, or behind one that has sub-commands, is meant as a command also when there is none of that name.
 * `behind`: it is known already that a command is meant.
 */
export function parseLine(commands: readonly Command[], line: string, behind = false): { command: string; args: Args } {
  const meant = behind || /^\/\p{L}/u.test(line.trim());
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
  const next = commands.find((one) => one.name === second.toLowerCase() && !one.hidden);
  return command.name === 'brief' && next
    ? parseLine(commands, words, next.sub !== undefined)
    : { command: command.name, args: readWords(command, words) };
}

/** Whether words behind a bare command name can be meant for it: `who makes …?` and `help me see …` are questions. */
function takes(command: Command, words: string): boolean {
  const [first = ''] = split(words.toLowerCase());
  const [option] = command.options;
  if (words === '' || command.typed) return true;
  if (command.sub) return command.sub.some((one) => one.name === first);
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

/** Names a command that is not there, and for a sub-command the ones that there are. */
export function unknown(commands: readonly Command[], path: string): string {
  const [name, sub] = path.split(' ');
  const subs = sub === undefined ? [] : (commands.find((one) => one.name === name)?.sub ?? []);
  const there = subs.length > 0 ? `, only ${subs.map((one) => one.name).join(', ')}` : '';
  return `There is no command “/${path.replaceAll(UNKNOWN, '').slice(0, 40)}”${there}.`;
}
