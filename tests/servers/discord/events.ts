import {
  APPLICATION,
  BOT,
  type Channel,
  type Json,
  type Message,
  memberOf,
  type Person,
  READER,
  snowflake,
  userOf,
} from './world.ts';

/** What the gateway tells: servers, channels, interactions and messages as Discord writes them. */

/** View, send, read back, open threads and write there. */
export const EVERYTHING = 0x400n | 0x800n | 0x1_0000n | (1n << 35n) | (1n << 38n);

/** Of direct messages Discord tells no more: attach, embed, mention everyone, external emojis. */
export const DIRECTLY = 0x8000n | 0x4000n | 0x2_0000n | 0x4_0000n;

/** A server; its first channel is its system channel. */
export function guildEvent(guild: string, channels: readonly Channel[], permissions = EVERYTHING): Json {
  const role = (id: string, name: string, granted: bigint): Json => ({
    id,
    name,
    permissions: String(granted),
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
    owner_id: '300000000000000099',
    roles: [role(guild, '@everyone', permissions), role('500000000000000001', 'desk', 32n)],
    emojis: [],
    stickers: [],
    features: [],
    system_channel_id: channels[0]?.id ?? null,
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
    channels: channels
      .filter((one) => one.type !== 11)
      .map((one) => ({ ...channelEvent(one), permission_overwrites: [] })),
    threads: channels.filter((one) => one.type === 11).map((one) => channelEvent(one)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function channelEvent({ id, guild, type = 0, parent, name = 'news' }: Channel): Json {
  if (guild === null) return { id, type: 1, last_message_id: null, recipients: [userOf(READER)] };
  const base = {
    id,
    type,
    guild_id: guild,
    name,
    position: 0,
    nsfw: false,
    permissions: '2048',
    parent_id: parent ?? null,
  };
  if (type !== 11) return base;
  const thread_metadata = {
    archived: false,
    auto_archive_duration: 1_440,
    archive_timestamp: '2026-01-01T00:00:00.000Z',
    locked: false,
  };
  return { ...base, owner_id: BOT.id, message_count: 0, member_count: 1, total_message_sent: 0, thread_metadata };
}

export type Asked = {
  readonly person: Person;
  readonly guild: string | null;
  readonly channel: Channel;
  readonly brought: boolean;
  /** What the bot may do there, as a bit set. */
  readonly granted: bigint;
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
export function interactionEvent(id: string, token: string, type: number, data: Json, asked: Asked): Json {
  const { person, guild, channel, brought, granted } = asked;
  return {
    id,
    application_id: APPLICATION,
    type,
    token,
    version: 1,
    data,
    channel_id: channel.id,
    channel: channelEvent(channel),
    ...(guild === null
      ? { user: userOf(person) }
      : {
          guild_id: guild,
          guild: { id: guild, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: memberOf(person),
        }),
    app_permissions: String(granted),
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: brought ? { '1': person.id } : { '0': guild ?? '0' },
    context: guild === null ? 1 : 0,
    attachment_size_limit: 10_485_760,
  };
}

/** `digest subscribe` → a command whose option is a subcommand. */
export function commandData(path: string, options: readonly Json[]): Json {
  const [name, ...below] = path.split(' ');
  const inner = below.reduceRight<readonly Json[]>(
    (inside, word, at) => [{ name: word, type: below.length - at === 1 ? 1 : 2, options: inside }],
    options,
  );
  return { id: '600000000000000001', name, type: 1, options: inner };
}

/** A command from the menu of `message`. */
export const menuData = (name: string, message: Message): Json => ({
  id: '600000000000000002',
  name,
  type: 3,
  target_id: message.id,
  resolved: { messages: { [message.id]: message } },
});

/** A modal as it is sent in: `values` by the fields' custom_id; what is not filled in is empty. */
export function submitData(modal: Json, values: Readonly<Record<string, string>>): Json {
  const components = (modal.components as Json[]).map((label, at) => {
    const field = label.component as Json;
    const value = values[String(field.custom_id)] ?? '';
    const filled = field.type === 4 ? { value } : { values: value === '' ? [] : [value] };
    return {
      type: 18,
      id: at * 2 + 1,
      component: { type: field.type, id: at * 2 + 2, custom_id: field.custom_id, ...filled },
    };
  });
  return { custom_id: modal.custom_id, components };
}

/** What a person writes; `replies` to an earlier message, which goes along. */
export function saying(text: string, asked: Asked, now: number, replies?: Message, pings = true): Message {
  const { person, guild, channel } = asked;
  const named = new RegExp(`<@!?${BOT.id}>`).test(text);
  const mentioned = named || (pings && replies?.author.id === BOT.id);
  const { user: _, ...member } = memberOf(person);
  return {
    id: snowflake(now),
    channel_id: channel.id,
    author: userOf(person),
    // Without the message content intent Discord empties what is not for the bot.
    content: mentioned || guild === null ? text : '',
    timestamp: new Date(now).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: mentioned ? [{ ...BOT, member: {} }] : [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    type: replies ? 19 : 0,
    ...(replies && {
      message_reference: { type: 0, message_id: replies.id, channel_id: channel.id, ...(guild && { guild_id: guild }) },
      referenced_message: replies,
    }),
    ...(guild === null ? {} : { guild_id: guild, member, channel_type: channel.type }),
  };
}

/** The message that holds the pressed button. */
export function pressedOn(channel: Channel, now: number, asked: Asked): Message {
  return { ...saying('', asked, now), author: BOT, channel: channelEvent(channel), application_id: APPLICATION };
}
