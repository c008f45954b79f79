import type { LabelKey } from './answer.ts';
import type { Tenant } from './article.ts';
import type { Page } from './page.ts';

export type PlatformName = 'discord' | 'slack' | 'terminal';

/** A channel in a chat. `thread` narrows it; null for the channel itself. */
export type Place = {
  readonly platform: PlatformName;
  readonly tenant: Tenant;
  readonly channel: string;
  readonly thread: string | null;
};

/** Who asks, from where, and what they may do. The adapter has checked `mayManage` with the platform. */
export type Caller = {
  readonly place: Place;
  readonly person: string;
  readonly mayManage: boolean;
  /** IANA zone, when the platform tells it. */
  readonly zone: string | null;
};

/** A suggestion for an option: `value` is typed in, `text` is shown. Both at most 100 characters. */
export type Suggestion = { readonly text: string; readonly value: string };

export type Option = {
  readonly name: string;
  readonly describe: LabelKey;
  readonly required: boolean;
  /** `rest` takes all the remaining words of a typed line. */
  readonly kind: 'word' | 'rest';
  readonly choices?: readonly string[];
  readonly suggest?: (typed: string, caller: Caller) => Promise<readonly Suggestion[]>;
};

/** Values by option name, as typed; missing ones are absent. */
export type Args = Readonly<Record<string, string>>;

/**
 * One command of the table that all platforms share. `sub` commands make `/digest subscribe` and the like; a
 * command with `sub` has no `run` of its own. `hidden` ones are reached by buttons alone (`sources of an answer`).
 */
export type Command = {
  readonly name: string;
  readonly describe: LabelKey;
  readonly options: readonly Option[];
  readonly reply: 'private' | 'public';
  readonly needs: 'read' | 'manage';
  readonly hidden?: boolean;
  readonly sub?: readonly Command[];
  /** Reads the words typed after the command's name; without it they fill the options in order. */
  readonly typed?: (words: string) => Args;
  readonly run: (args: Args, caller: Caller) => Promise<Page>;
};

/**
 * What a chat adapter gets from `main`: the table of commands and the few things it may do with it. Commands are
 * named by their path, words joined by a space (`digest subscribe`).
 */
export type Chat = {
  readonly commands: readonly Command[];
  /** Runs a command. Never throws: an error becomes a page that names the thing and the message id of the log. */
  run(command: string, args: Args, caller: Caller): Promise<Page>;
  /** Reads a typed line or a mention forgivingly: a word that is no command begins a question. */
  parse(line: string): { readonly command: string; readonly args: Args };
  /** The command behind a path, or null: for `reply`, `needs` and options. */
  find(command: string): Command | null;
  /** True the first time within 24 hours: deduplicates events, envelopes and interactions. */
  once(key: string): Promise<boolean>;
  /** What to show first in a server, a direct message or App Home: example questions, how to subscribe. */
  welcome(caller: Caller): Promise<Page>;
};
