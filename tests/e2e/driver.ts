/** What a flow or a fault does on either platform, and what it sees there. */

/** A person of the server or workspace. Each flow takes its own, so that limits a person do not join two flows. */
export type Who = { readonly id: string; readonly name: string; readonly manages: boolean };

export type Button = { readonly label: string; readonly id: string; readonly raw: unknown };

/** One message as it was accepted. */
export type Shown = {
  /** Everything a person reads in it, markup included. */
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly audience: 'private' | 'public';
  /** The message's own id where it stays in a channel; '' for a private one. */
  readonly id: string;
  readonly thread: string;
  readonly body: unknown;
};

export type FormShown = { readonly id: string; readonly title: string; readonly fields: readonly FormField[] };
export type FormField = { readonly name: string; readonly required: boolean; readonly body: unknown };

export type Reply = {
  readonly messages: readonly Shown[];
  readonly form: FormShown | null;
  /** Of all messages. */
  readonly text: string;
  readonly buttons: readonly Button[];
  /** Milliseconds to the first acknowledgement, and to the first words. */
  readonly ackMs: number;
  readonly ms: number;
};

/** Where somebody speaks. */
export type Spot = {
  readonly channel?: string;
  /** The bot's own conversation with that person. */
  readonly direct?: boolean;
  /** Another server that has the bot (Discord alone; a Slack app in Socket Mode has one workspace). */
  readonly server?: string;
  /** Goes on in the thread or below the message that this one stands in. */
  readonly after?: Shown;
};

export type Sent = Readonly<Record<string, unknown>>;

/** One record of `messages.jsonl`. */
export type Message = {
  readonly platform: 'discord' | 'slack';
  readonly kind: string;
  readonly channel: string;
  readonly audience: string;
  readonly body: unknown;
};

/** Either platform's protocol server with its people, as a flow uses it. Waiting calls reject when nothing comes. */
export interface Driver {
  readonly platform: 'discord' | 'slack';
  readonly env: Readonly<Record<string, string>>;
  /** What must stand nowhere: tokens and secrets. */
  readonly secrets: readonly string[];
  readonly violations: readonly string[];
  readonly commands: readonly Sent[];
  readonly messages: readonly Message[];
  /** The channel that everything is said in when nothing else is named. */
  readonly channel: string;
  person(manages?: boolean): Who;
  /** A further channel that the bot may write to. */
  newChannel(): string;
  command(path: string, options: Readonly<Record<string, string>>, who: Who, spot?: Spot): Promise<Reply>;
  press(button: Button, shown: Shown, who: Who): Promise<Reply>;
  submit(form: FormShown, values: Readonly<Record<string, string>>, who: Who): Promise<Reply>;
  say(text: string, who: Who, spot?: Spot): Promise<Reply>;
  /** "Brief this" on somebody's message. */
  onMessage(text: string, who: Who): Promise<Reply>;
  /** What is suggested while `typed` is being typed. */
  suggest(path: string, option: string, typed: string, who: Who): Promise<readonly string[]>;
  /** The very same event again; resolves when it was acknowledged or left alone. */
  again(): Promise<void>;
  /** The channel is deleted (or archived), or the bot may no longer write there. */
  spoil(channel: string, how: 'gone' | 'mute'): void;
  /** Messages that stand in a channel now. */
  standing(channel: string): readonly Shown[];
  close(): Promise<void>;
}

/** A flow's failure: what went wrong, for the table. */
export class Wrong extends Error {}

export function expect(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Wrong(what);
}

/** How long an answer may take. */
export const ANSWER_MS = 20_000;
/** So long nothing more comes: the answer is whole. */
export const QUIET_MS = 120;

export const replyOf = (messages: readonly Shown[], form: FormShown | null, ackMs: number, ms: number): Reply => ({
  messages,
  form,
  text: messages.map((one) => one.text).join('\n'),
  buttons: messages.flatMap((one) => one.buttons),
  ackMs,
  ms,
});
