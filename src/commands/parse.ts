import type { Tenant } from '../core/model/article.ts';
import type { Args, Command, Option } from '../core/model/command.ts';
import { nearWords } from '../core/retrieval/spelling.ts';
import { splitTime } from './time.ts';

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
export function parseLine(
  commands: readonly Command[],
  line: string,
  tenant: Tenant,
  behind = false,
): { command: string; args: Args } {
  const meant = behind || /^\/\p{L}/u.test(line.trim());
  const text = line.trim().replace(/^\//u, '');
  const [name = '', words] = split(text);
  const command = commands.find((one) => one.name === name.toLowerCase() && !one.hidden);
  if (!command && meant) return { command: `${UNKNOWN}${name}`, args: {} };
  if (!command || (!meant && !takes(command, words))) return { command: 'ask', args: readQuestion(commands, text) };
  const [second = '', rest] = split(words);
  const sub = command.sub?.find((one) => one.name === second.toLowerCase());
  if (sub) return { command: `${command.name} ${sub.name}`, args: readWords(sub, rest, tenant) };
  // One with options of its own takes what begins with no sub-command's name: `/watch Russia`.
  if (command.sub && command.options.length === 0 && second !== '')
    return { command: `${command.name} ${UNKNOWN}${second}`, args: {} };
  // `/brief ask …` but not `brief help me understand`: only brief carries the others behind it.
  const next = commands.find((one) => one.name === second.toLowerCase() && !one.hidden);
  return command.name === 'brief' && next
    ? parseLine(commands, words, tenant, next.sub !== undefined)
    : { command: command.name, args: readWords(command, words, tenant) };
}

/** Whether words behind a bare command name can be meant for it: `who makes …?` and `help me see …` are questions. */
function takes(command: Command, words: string): boolean {
  const [first = ''] = split(words.toLowerCase());
  const [option] = command.options;
  if (words === '' || command.typed) return true;
  if (command.sub?.some((one) => one.name === first)) return true;
  if (command.sub && option === undefined) return false;
  if (option?.choices) return option.choices.includes(first);
  return option !== undefined && (command.name === 'ask' || !words.endsWith('?'));
}

function split(text: string): [string, string] {
  const at = text.search(/\s/u);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()];
}

/** Words fill the options in order; a `rest` option takes all that remain. Those that are named stand anywhere. */
function readWords(command: Command, words: string, tenant: Tenant): Args {
  const { named, rest } = readNamed(command, words);
  if (command.typed) return { ...command.typed(rest, tenant), ...named };
  const args: Record<string, string> = { ...named };
  let left = rest;
  for (const option of command.options) {
    if (!left) break;
    if (named[option.name] !== undefined) continue;
    const [word, more] = option.kind === 'rest' ? [left, ''] : split(left);
    args[option.name] = word;
    left = more;
  }
  return args;
}

/** A question with the options that are named in it, if anything else is said. */
function readQuestion(commands: readonly Command[], text: string): Args {
  const ask = commands.find(({ name }) => name === 'ask');
  const { named, rest } = ask ? readNamed(ask, text) : NOTHING_NAMED;
  return rest === '' || Object.keys(named).length === 0 ? { question: text } : { question: rest, ...named };
}

type Named = { readonly named: Args; readonly rest: string };
const NOTHING_NAMED: Named = { named: {}, rest: '' };
const QUOTED = /(?<!\S)(?:"[^"]*"|“[^”]*”)/gu;
const VALUE = /^(?:"(?<straight>[^"]*)"|“(?<curly>[^”]*)”)\s*(?<after>.*)$/su;

/**
 * `topic:fisheries outlet:The Coast since:7d` and what is left without them. Only a command's own options are read, by
 * their exact names; what stands in quotation marks of its own is somebody's words.
 */
function readNamed(command: Command, words: string): Named {
  if (command.options.length === 0) return { named: {}, rest: words };
  const plain = words.replace(QUOTED, (quoted) => ' '.repeat(quoted.length));
  const names = command.options.map(({ name }) => name).join('|');
  const marks = [...plain.matchAll(new RegExp(`(?<!\\S)(${names}):(?=\\S)`, 'giu'))];
  const named: Record<string, string> = {};
  const left = [words.slice(0, marks[0]?.index)];
  for (const [at, mark] of marks.entries()) {
    const said = words.slice(mark.index + mark[0].length, marks[at + 1]?.index).trim();
    const option = command.options.find(({ name }) => name === mark[1]!.toLowerCase())!;
    const [value, more] = readValue(option, said);
    named[option.name] = value;
    left.push(more);
  }
  return marks.length === 0 ? { named, rest: words } : { named, rest: left.join(' ').replace(/\s+/gu, ' ').trim() };
}

/** The words of a value, and what stands behind it. */
function readValue({ name, kind }: Option, said: string): [string, string] {
  const quoted = VALUE.exec(said)?.groups;
  if (quoted) return [quoted.straight ?? quoted.curly ?? '', quoted.after ?? ''];
  if (kind === 'rest') return [said, ''];
  return name === 'since' ? splitTime(said) : split(said);
}

/** The command that a typed word is one slip of the hand away from, or null. */
export function nearCommand(commands: readonly Command[], typed: string): string | null {
  const word = typed.toLowerCase().replace(UNKNOWN, '');
  if (!/^[a-z]{3,12}$/u.test(word)) return null;
  const names = commands.flatMap(({ name, hidden }) => (hidden ? [] : [name]));
  return nearWords(word).flatMap((near) => names.filter((name) => near.includes(name)))[0] ?? null;
}

/** Names a command that is not there, and for a sub-command the ones that there are. */
export function unknown(commands: readonly Command[], path: string): string {
  const [name, sub] = path.split(' ');
  const subs = sub === undefined ? [] : (commands.find((one) => one.name === name)?.sub ?? []);
  const there = subs.length > 0 ? `, only ${subs.map((one) => one.name).join(', ')}` : '';
  return `There is no command “/${path.replaceAll(UNKNOWN, '').slice(0, 40)}”${there}.`;
}
