import type { Label, LabelKey } from './answer.ts';
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
  /** It is this channel alone that they may manage, as who created it. */
  readonly onlyHere?: boolean;
  /** Nobody else reads along: the bot's own chat with this person, the terminal. */
  readonly alone?: boolean;
  /** false: the bot may not write there by itself later. */
  readonly canPost?: boolean;
  /** Others read what they are answered: nothing in it may be theirs alone. */
  readonly overheard?: boolean;
  /** IANA zone, when the platform tells it. */
  readonly zone: string | null;
};

/** A suggestion for an option: `value` is typed in, `text` is shown. Both at most 100 characters. */
export type Suggestion = { readonly text: string; readonly value: string };

export type Option = {
  readonly name: string;
  readonly describe: LabelKey;
  readonly required: boolean;
  /** `rest` takes all the remaining words of a typed line; `role` is a role or group of the platform, by its id. */
  readonly kind: 'word' | 'rest' | 'role';
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
  /** Who sees the page first: the caller, everybody there, or (`answer`) whoever the channel's settings say. */
  readonly reply: 'private' | 'public' | 'answer';
  /**
   * `self`: everybody for themselves, and whoever may manage for the channel; what it is about decides, so it is
   * checked when it runs.
   */
  readonly needs: 'read' | 'manage' | 'self';
  readonly hidden?: boolean;
  /** It shows what is one person's alone: never where others read along. */
  readonly personal?: boolean;
  /** Also stands in the menu of every message under this name; what the message says, links too, is `args.text`. */
  readonly onMessage?: LabelKey;
  readonly sub?: readonly Command[];
  /** Reads the words typed after the command's name; without it they fill the options in order. */
  readonly typed?: (words: string, tenant: Tenant) => Args;
  readonly run: (args: Args, caller: Caller) => Promise<Page>;
};

/** What a command still has to be told, to be asked for in one form. `args` are known already. */
export type Form = {
  readonly command: string;
  readonly args: Args;
  readonly title: Label;
  readonly fields: readonly Option[];
};

/**
 * What a chat adapter gets from `main`: the table of commands and the few things it may do with it. Commands are
 * named by their path, words joined by a space (`digest subscribe`).
 */
export type Chat = {
  readonly commands: readonly Command[];
  /** Runs a command. Never throws: an error becomes a page that names the thing and the message id of the log. */
  run(command: string, args: Args, caller: Caller): Promise<Page>;
  /** Reads a typed line forgivingly: a word that is no command begins a question. Without a tenant its topics are not known. */
  parse(line: string, tenant?: Tenant): { readonly command: string; readonly args: Args };
  /**
   * Somebody spoke to the bot (a mention, a direct message, a reply): a command, a question, or words that go on from
   * what was said there before. `about`: the id of the kept page that the message replies to. Nothing said: the
   * welcome. Never throws.
   */
  hear(line: string, caller: Caller, about: string | null): Promise<Page>;
  /** The command behind a path, or null: for `reply`, `needs` and options. */
  find(command: string): Command | null;
  /** Who sees a command's page there, by the command and the channel's settings. Never throws. */
  audience(command: string, caller: Caller): Promise<'private' | 'public'>;
  /** Whether a mention is answered in a thread of its own there, on platforms where that is a choice. */
  threads(caller: Caller): Promise<boolean>;
  /** What is missing of a command, for a platform with forms; null when it can run, or when running it says why not. */
  form(command: string, args: Args, caller: Caller): Form | null;
  /** The bot was taken out of a server or workspace: nothing is sent there any more, and it is purged after some days. */
  left(tenant: Tenant): Promise<void>;
  /** It is there (again). */
  joined(tenant: Tenant): Promise<void>;
  /** All servers of a platform that it is in: those that it was taken out of while it was off count as left. */
  present(platform: PlatformName, tenants: readonly Tenant[]): Promise<void>;
  /** True the first time within 24 hours: deduplicates events, envelopes and interactions. */
  once(key: string): Promise<boolean>;
  /** What to show first in a server, a direct message or App Home: example questions, how to subscribe. */
  welcome(caller: Caller): Promise<Page>;
};
