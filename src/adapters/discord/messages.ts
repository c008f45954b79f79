import { type Guild, type Message, PermissionFlagsBits, Routes } from 'discord.js';
import type { Page } from '../../core/model/page.ts';
import { renderDiscord } from '../../render/discord.ts';
import { authorOf, placeOf } from './caller.ts';
import { lineOf, twice } from './errors.ts';
import { isFirst, type Wire } from './interactions.ts';

/**
 * Mentions of the bot in a server, and its direct messages: Discord gives their text without the message content
 * intent. Nothing else that is said is read. Never throws.
 */
export async function onMessage(wire: Wire, message: Message, me: string): Promise<void> {
  if (message.author.bot || message.system || message.webhookId !== null) return;
  if (message.guildId !== null && !message.mentions.users.has(me)) return;
  try {
    if (!(await isFirst(wire, message.id))) return;
    const caller = authorOf(message);
    const line = message.content.replaceAll(new RegExp(`<@!?${me}>`, 'g'), ' ').trim();
    let page: Page;
    if (line === '') page = await wire.chat.welcome(caller);
    else {
      const { command, args } = wire.chat.parse(line);
      page = await wire.chat.run(command, args, caller);
    }
    const reference = { message_id: message.id, fail_if_not_exists: false };
    await post(wire, message.channelId, message.id, page, reference);
  } catch (error) {
    wire.log.warn('discord.message', { id: message.id, error: lineOf(error) });
  }
}

/** A server that has just installed the bot: what to do first, in its system channel if it may write there. */
export async function onJoin(wire: Wire, guild: Guild): Promise<void> {
  try {
    const channel = guild.systemChannel;
    const needed = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages;
    const may = channel && guild.members.me && channel.permissionsFor(guild.members.me).has(needed);
    if (!may || !(await isFirst(wire, `joined-${guild.id}`))) return;
    const place = placeOf(guild.id, guild.ownerId, channel.id);
    const page = await wire.chat.welcome({ place, person: guild.ownerId, mayManage: false, zone: null });
    await post(wire, channel.id, guild.id, page);
  } catch (error) {
    wire.log.warn('discord.join', { guild: guild.id, error: lineOf(error) });
  }
}

/** The nonce makes it safe to repeat: Discord answers a second one with the first message. */
async function post(wire: Wire, channel: string, id: string, page: Page, reference?: object): Promise<void> {
  for (const [index, message] of renderDiscord(page).entries()) {
    const body = {
      ...message,
      nonce: `${id}-${index}`,
      enforce_nonce: true,
      ...(reference && index === 0 && { message_reference: reference }),
    };
    await twice(() => wire.rest.post(Routes.channelMessages(channel), { body }));
  }
}
