import { createHash } from 'node:crypto';
import { DiscordAPIError, MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js';
import type { Place } from '../../core/model/command.ts';
import type { Part, Platform, Receipt } from '../../core/model/delivery.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock } from '../../core/model/ports.ts';
import { personIn } from '../../core/own-chat.ts';
import { type DiscordMessage, renderDiscord } from '../../render/discord.ts';
import { CODES, channelError, isBadToken } from './errors.ts';

type Stored = {
  readonly id: string;
  readonly author?: { readonly id: string };
  readonly components?: readonly { readonly id?: number }[];
};

/** How much of a channel's history is read back: pages of 100 messages. */
const PAGES = 3;

/** So many persons' own chats are remembered by their ids. */
const MOST_CHATS = 1_000;

/**
 * Delivery of digests. `send` makes one request and no more (`rest` does not repeat): `nonce` with `enforce_nonce`
 * makes Discord answer a second one with the first message, but only for some minutes, and the history does not
 * tell nonces. So each part also carries a mark of its key as the `id` of its first component
 * (https://docs.discord.com/developers/components/reference#anatomy-of-a-component: ours to choose, kept with the
 * message, shown to nobody), and `find` looks for the bot's own message with that mark. It sees the newest 300
 * messages, and none in a channel whose history the bot may not read.
 */
export function discordPlatform(rest: REST, me: string, clock: Clock): Platform {
  const channelOf = openChats(rest);
  return {
    name: 'discord',
    parts: (page, _, mention) =>
      renderDiscord(page, { mention: mention ?? null }).map((message) =>
        JSON.stringify({ ...message, flags: message.flags | MessageFlags.SuppressNotifications }),
      ),
    send: async (part) => {
      try {
        // Before the first message alone: the others follow within seconds.
        if (part.index === 0) await membership(rest, part.place);
        const channel = await channelOf(part.place);
        if (part.act.is === 'edit') {
          await edit(rest, channel, part.act.message, part);
          return { message: part.act.message, at: clock() };
        }
        return { message: await post(rest, channel, part), at: clock() };
      } catch (error) {
        throw deliveryError(error, part.place, 'a digest');
      }
    },
    find: async (part) => {
      if (part.act.is === 'edit') return null;
      try {
        return await lookBack(rest, me, await channelOf(part.place), part.key);
      } catch (error) {
        throw deliveryError(error, part.place, 'reading a channel');
      }
    },
  };
}

/** The id of the channel, thread or post; a person's own chat is opened once. */
function openChats(rest: REST): (place: Place) => Promise<string> {
  const known = new Map<string, string>();
  return async ({ channel, thread }) => {
    const person = personIn(channel);
    if (person === null) return thread ?? channel;
    const opened = known.get(person);
    if (opened !== undefined) return opened;
    const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: person } })) as { id: string };
    if (known.size >= MOST_CHATS) known.clear();
    known.set(person, id);
    return id;
  };
}

/**
 * What comes to a person from a server is not for who has left it. Throws `channel_gone`; where the bot is not there
 * itself, nobody knows.
 */
async function membership(rest: REST, { tenant, channel }: Place): Promise<void> {
  const person = personIn(channel);
  const guild = /^discord:(\d+)$/.exec(tenant)?.[1];
  if (person === null || guild === undefined) return;
  try {
    await rest.get(Routes.guildMember(guild, person));
  } catch (error) {
    if (!(error instanceof DiscordAPIError) || isBadToken(error)) throw error;
    if (error.code === CODES.unknownMember)
      throw new SitrepError('channel_gone', 'Whoever ordered this has left the server.', { cause: error });
  }
}

/** A person who takes no message is no channel that is gone; what is there to tell, and whom? */
function deliveryError(error: unknown, { channel }: Place, what: string): SitrepError {
  if (error instanceof SitrepError) return error;
  const failure = channelError(error, what);
  if (failure.code !== 'channel_gone' || personIn(channel) === null) return failure;
  return new SitrepError('platform_refused', failure.message, { cause: error });
}

async function post(rest: REST, channel: string, part: Part): Promise<string> {
  const route = Routes.channelMessages(channel);
  const body = bodyOf(part);
  if (part.act.is !== 'reply') return ((await rest.post(route, { body })) as Stored).id;
  try {
    // To a message that was deleted it is no reply, but it is there.
    const reference = { message_id: part.act.message, fail_if_not_exists: false };
    return ((await rest.post(route, { body: { ...body, message_reference: reference } })) as Stored).id;
  } catch (error) {
    if (!(error instanceof DiscordAPIError && error.code === CODES.unreadable)) throw error;
    return ((await rest.post(route, { body })) as Stored).id;
  }
}

function bodyOf({ payload, key }: Part): object {
  const message = JSON.parse(payload) as DiscordMessage;
  const [text, ...rows] = message.components;
  return {
    ...message,
    components: [{ ...text, id: markOf(key) }, ...rows],
    nonce: key,
    enforce_nonce: true,
  };
}

/** A message that was deleted needs no correction: then it is done. Nobody is called by an edit. */
async function edit(rest: REST, channel: string, id: string, { payload }: Part): Promise<void> {
  const { flags, components } = JSON.parse(payload) as DiscordMessage;
  const body = { flags: flags & ~MessageFlags.SuppressNotifications, allowed_mentions: { parse: [] }, components };
  try {
    await rest.patch(Routes.channelMessage(channel, id), { body });
  } catch (error) {
    if (!(error instanceof DiscordAPIError && error.code === CODES.unknownMessage)) throw error;
  }
}

async function lookBack(rest: REST, me: string, channel: string, key: string): Promise<Receipt | null> {
  const mark = markOf(key);
  const route = Routes.channelMessages(channel);
  let before: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const query = new URLSearchParams({ limit: '100', ...(before !== null && { before }) });
    const messages = (await rest.get(route, { query })) as readonly Stored[];
    const found = messages.find((one) => one.author?.id === me && one.components?.[0]?.id === mark);
    if (found) return { message: found.id, at: SnowflakeUtil.timestampFrom(found.id) };
    if (messages.length < 100) return null;
    before = messages.at(-1)!.id;
  }
  return null;
}

/** 31 bits of the key's hash, above any id that Discord counts up by itself. */
export function markOf(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE() & 0x3fffffff) + 0x40000000;
}
