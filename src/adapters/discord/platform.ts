import { createHash } from 'node:crypto';
import { MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js';
import type { Clock, Part, Platform, Receipt } from '../../core/model/ports.ts';
import { type DiscordMessage, renderDiscord } from '../../render/discord.ts';
import { wireError } from './errors.ts';

type Stored = {
  readonly id: string;
  readonly author?: { readonly id: string };
  readonly components?: readonly { readonly id?: number }[];
};

/** How much of a channel's history is read back: pages of 100 messages. */
const PAGES = 3;

/**
 * Delivery of digests. `send` makes one request and no more (`rest` does not repeat): `nonce` with `enforce_nonce`
 * makes Discord answer a second one with the first message, but only for some minutes, and the history does not
 * tell nonces. So each part also carries a mark of its key as the `id` of its first component
 * (https://docs.discord.com/developers/components/reference#anatomy-of-a-component: ours to choose, kept with the
 * message, shown to nobody), and `find` looks for the bot's own message with that mark. It sees the newest 300
 * messages, and none in a channel whose history the bot may not read.
 */
export function discordPlatform(rest: REST, me: string, clock: Clock): Platform {
  return {
    name: 'discord',
    parts: (page, _, mention) =>
      renderDiscord(page, { mention }).map((message) =>
        JSON.stringify({ ...message, flags: message.flags | MessageFlags.SuppressNotifications }),
      ),
    send: async (part) => {
      try {
        const route = Routes.channelMessages(part.place.thread ?? part.place.channel);
        const sent = (await rest.post(route, { body: bodyOf(part) })) as Stored;
        return { message: sent.id, at: clock() };
      } catch (error) {
        throw wireError(error, 'a digest');
      }
    },
    find: async (part) => {
      try {
        return await lookBack(rest, me, part);
      } catch (error) {
        throw wireError(error, 'reading a channel');
      }
    },
  };
}

function bodyOf(part: Part): object {
  const message = JSON.parse(part.payload) as DiscordMessage;
  const [text, ...rows] = message.components;
  return {
    ...message,
    components: [{ ...text, id: markOf(part.key) }, ...rows],
    nonce: part.key,
    enforce_nonce: true,
  };
}

async function lookBack(rest: REST, me: string, part: Part): Promise<Receipt | null> {
  const mark = markOf(part.key);
  const route = Routes.channelMessages(part.place.thread ?? part.place.channel);
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
