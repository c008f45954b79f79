/** What the protocol server knows: channels, messages, interactions, commands; and the events it makes of them. */

export type Json = Record<string, unknown>;

export type Channel = {
  readonly id: string;
  readonly guild: string | null;
  /** 0 text, 5 announcements, 11 thread or forum post, 15 forum. Default: text, or direct without a server. */
  readonly type?: number;
  /** Of a thread: the channel it hangs on. */
  readonly parent?: string;
  readonly name?: string;
  /**
   * `gone`: 10003. `hidden`: 50001. `mute`: 50013. `closed`: 50007, a person's own chat. Of a thread: `archived` opens
   * by the next message, `locked` by none: 160005.
   */
  state: 'open' | 'gone' | 'hidden' | 'mute' | 'closed' | 'archived' | 'locked';
  readonly messages: Message[];
};

export type Message = Json & { id: string; channel_id: string; author: Json; content: string; components: Json[] };

export type Interaction = {
  readonly id: string;
  readonly token: string;
  /** `message` is a command from a message's menu, `modal` a form that was sent in. */
  readonly kind: 'command' | 'message' | 'button' | 'autocomplete' | 'modal';
  /** A button, or a modal that a button opened: it may also update the message. */
  readonly onMessage: boolean;
  /** The server has not installed the bot: at most five follow-ups. */
  readonly brought: boolean;
  readonly made: number;
  readonly event: Json;
  readonly channel: string;
  /** The first reply, as it was sent. */
  reply: Json | null;
  /** The message it became: the deferred one until it is edited. */
  original: Message | null;
  edits: number;
  readonly followups: Message[];
};

export const TOKEN = 'a-token-of-the-tests';
export const GUILD = '400000000000000001';
export const CHANNEL = '400000000000000002';
export const DIRECT = '400000000000000003';

/** The chat of the bot with a person, once the bot has opened it. */
export const directOf = (person: string): string => `9${person.slice(1)}`;

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
};

/** What the server took in, as it was sent: for harnesses that keep a record. `at`: milliseconds, the server's clock. */
export type Accepted = {
  readonly at: number;
  readonly kind: 'callback' | 'edit' | 'follow-up' | 'message' | 'thread' | 'delete';
  readonly channel: string;
  /** The interaction it answers. */
  readonly interaction?: string;
  /** The id of the channel's message that was made or edited by the bot itself. */
  readonly message?: string;
  readonly body: Json;
};

export type World = {
  /** Called for each message, edit, thread and first reply that is accepted; to be replaced by who listens. */
  onAccepted: (record: Accepted) => void;
  readonly violations: string[];
  readonly requests: Request[];
  readonly channels: Map<string, Channel>;
  readonly interactions: Map<string, Interaction>;
  /** Every message of a person and of the bot, by id. */
  readonly said: Map<string, Message>;
  /** What the bot may do in a server, as a bit set. */
  readonly permissions: Map<string, bigint>;
  /** Ids of people who are in none of the servers any more. */
  readonly strangers: Set<string>;
  /** By route: global, or a guild's. */
  readonly commands: Map<string, Json[]>;
  readonly nonces: Map<string, { message: Message; at: number }>;
  now(): number;
  /** An event to the gateway's session. */
  dispatch(type: string, data: unknown): void;
};

export const BOT = { id: '200000000000000001', username: 'sitrep', discriminator: '0', avatar: null, bot: true };
export const APPLICATION = '200000000000000002';

/** Milliseconds of 2015-01-01, from which Discord's ids count. */
const EPOCH = 1_420_070_400_000;
let last = 0n;

/** An id made at `now`; later ones are greater, however many are made. */
export function snowflake(now: number): string {
  const at = BigInt(Math.trunc(now) - EPOCH) << 22n;
  last = at > last ? at : last + 1n;
  return String(last);
}

/** A person with what they may do in the server, as a bit set; Manage Server is 1 << 5. */
export type Person = { readonly id: string; readonly name: string; readonly permissions: bigint };

export const READER: Person = { id: '300000000000000001', name: 'reader', permissions: 0x800n };
export const MANAGER: Person = { id: '300000000000000002', name: 'manager', permissions: 0x820n };

export const userOf = (person: Person): Json => ({
  id: person.id,
  username: person.name,
  global_name: `The ${person.name}`,
  discriminator: '0',
  avatar: null,
});

export const memberOf = (person: Person): Json => ({
  user: userOf(person),
  roles: person.permissions & 0x20n ? ['500000000000000001'] : [],
  joined_at: '2026-01-01T00:00:00.000Z',
  deaf: false,
  mute: false,
  nick: null,
  avatar: null,
  flags: 0,
  permissions: String(person.permissions),
});

export type Asking = {
  readonly person?: Person;
  readonly guild?: string | null;
  readonly channel?: string;
  /** The bot was brought along by the person; the server has not installed it. */
  readonly brought?: boolean;
};

/** A message as Discord keeps it: text as sent, components numbered, no nonce. */
export function stored(body: Json, id: string, channel: string, author: Json, now: number): Message {
  const flags = Number(body.flags ?? 0);
  return {
    id,
    channel_id: channel,
    author,
    content: String(body.content ?? ''),
    timestamp: new Date(now).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: (body.embeds as Json[]) ?? [],
    pinned: false,
    type: body.message_reference ? 19 : 0,
    flags,
    components: numbered((body.components as Json[]) ?? []),
    ...(body.message_reference ? { message_reference: body.message_reference as Json } : {}),
  };
}

/** Components without an id get the next free number, as Discord does. */
function numbered(components: readonly Json[]): Json[] {
  const taken = new Set<unknown>();
  const collect = (items: readonly Json[]): void => {
    for (const one of items) {
      taken.add(one.id);
      collect((one.components as Json[]) ?? []);
    }
  };
  collect(components);
  let next = 0;
  const number = (items: readonly Json[]): Json[] =>
    items.map((one) => {
      if (one.id === undefined)
        do next++;
        while (taken.has(next));
      return {
        ...one,
        id: one.id ?? next,
        ...(Array.isArray(one.components) && { components: number(one.components as Json[]) }),
      };
    });
  return number(components);
}
