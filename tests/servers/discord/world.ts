/** What the protocol server knows: channels, messages, interactions, commands; and the events it makes of them. */

export type Json = Record<string, unknown>;

export type Channel = {
  readonly id: string;
  readonly guild: string | null;
  /** `gone`: 10003. `hidden`: 50001. `mute`: 50013. */
  state: 'open' | 'gone' | 'hidden' | 'mute';
  readonly messages: Message[];
};

export type Message = Json & { id: string; channel_id: string; author: Json; content: string; components: Json[] };

export type Interaction = {
  readonly id: string;
  readonly token: string;
  readonly kind: 'command' | 'button' | 'autocomplete';
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

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
};

export type World = {
  readonly violations: string[];
  readonly requests: Request[];
  readonly channels: Map<string, Channel>;
  readonly interactions: Map<string, Interaction>;
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
let increment = 0;

/** An id made at `now`; later ones are greater. */
export function snowflake(now: number): string {
  increment = (increment + 1) % 4_096;
  return String((BigInt(Math.trunc(now) - EPOCH) << 22n) | BigInt(increment));
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

/** A server with one text channel, which is its system channel. */
export function guildEvent(guild: string, channel: string): Json {
  const role = (id: string, name: string, permissions: string): Json => ({
    id,
    name,
    permissions,
    color: 0,
    hoist: false,
    position: 0,
    managed: false,
    mentionable: false,
    flags: 0,
  });
  return {
    id: guild,
    name: 'Desk',
    icon: null,
    owner_id: MANAGER.id,
    roles: [role(guild, '@everyone', String(0x400n | 0x800n | 0x10000n)), role('500000000000000001', 'desk', '32')],
    emojis: [],
    stickers: [],
    features: [],
    system_channel_id: channel,
    system_channel_flags: 0,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    preferred_locale: 'en-US',
    afk_timeout: 0,
    afk_channel_id: null,
    application_id: null,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    vanity_url_code: null,
    premium_progress_bar_enabled: false,
    joined_at: '2026-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
    member_count: 3,
    members: [{ ...memberOf({ id: BOT.id, name: BOT.username, permissions: 0n }), user: BOT }],
    channels: [{ ...channelEvent(channel, guild), permission_overwrites: [] }],
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export const channelEvent = (id: string, guild: string | null): Json =>
  guild === null
    ? { id, type: 1, last_message_id: null, recipients: [userOf(READER)] }
    : { id, type: 0, guild_id: guild, name: 'news', position: 0, nsfw: false, permissions: '2048' };

export type Asking = {
  readonly person?: Person;
  readonly guild?: string | null;
  readonly channel?: string;
  /** The bot was brought along by the person; the server has not installed it. */
  readonly brought?: boolean;
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
export function interactionEvent(id: string, token: string, type: number, data: Json, asking: Required<Asking>): Json {
  const { person, guild, channel, brought } = asking;
  return {
    id,
    application_id: APPLICATION,
    type,
    token,
    version: 1,
    data,
    channel_id: channel,
    channel: channelEvent(channel, guild),
    ...(guild === null
      ? { user: userOf(person) }
      : {
          guild_id: guild,
          guild: { id: guild, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: memberOf(person),
        }),
    app_permissions: '2147485696',
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: brought ? { '1': person.id } : { '0': guild ?? '0' },
    context: guild === null ? 1 : 0,
    attachment_size_limit: 10_485_760,
  };
}

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
