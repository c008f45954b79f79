import {
  type APIMessage,
  ChannelType,
  DiscordAPIError,
  type GatewayMessageCreateDispatchData,
  type Guild,
  MessageType,
  PermissionFlagsBits,
  Routes,
} from 'discord.js';
import type { Caller } from '../../core/model/command.ts';
import type { Page } from '../../core/model/page.ts';
import { decodeAction } from '../../render/action-id.ts';
import { clean } from '../../render/clean.ts';
import { type DiscordMessage, renderDiscord } from '../../render/discord.ts';
import { clip } from '../../render/fit.ts';
import { LIMITS } from '../../render/limits.ts';
import { failurePage, isRefusal, refused } from './answers.ts';
import { authorOf, may, placeOf } from './caller.ts';
import { CODES, lineOf } from './errors.ts';
import { MESSAGE_MS, safely } from './requests.ts';
import { isFirst, type Wire } from './wire.ts';

/** A thread that is not open by then is not waited for. */
const THREAD_MS = 3_000;

/**
 * Mentions of the bot, replies to it and its direct messages: Discord gives their text without the message content
 * intent. Nothing else that is said is read. Never throws.
 */
export async function onMessage(wire: Wire, message: GatewayMessageCreateDispatchData): Promise<void> {
  try {
    const line = saidTo(wire.client.user?.id, message);
    if (line === null) return;
    if (!(await isFirst(wire, message.id))) return;
    const caller = authorOf(wire.client, message);
    const thread = await openThread(wire, message, line, caller);
    const place = thread === null ? caller.place : { ...caller.place, thread };
    const { referenced_message: replied } = message;
    // What another app has put into its buttons is none of ours.
    const about = replied?.author?.id === wire.client.user?.id ? pageIn(replied) : null;
    const page = await wire.chat.hear(line, { ...caller, place }, about);
    const reference = thread === null ? { message_id: message.id, fail_if_not_exists: false } : undefined;
    await post(wire, thread ?? message.channel_id, message.id, page, reference);
  } catch (error) {
    wire.log.warn('discord.message', { id: message.id, error: lineOf(error) });
  }
}

/** What a message says to the bot, '' for a bare mention; null when it is not for the bot. */
function saidTo(me: string | undefined, message: GatewayMessageCreateDispatchData): string | null {
  const { author, type = MessageType.Default, guild_id, mentions = [], referenced_message, content = '' } = message;
  if (!message.id || !message.channel_id || !author || author.bot || message.webhook_id) return null;
  if (type !== MessageType.Default && type !== MessageType.Reply) return null;
  const naming = new RegExp(`<@!?${me}>`, 'g');
  const line = content.replaceAll(naming, ' ').trim();
  const mentioned = mentions.some(({ id }) => id === me) || line.length < content.trim().length;
  // A reply that does not ping comes without its text, unless the server lets the bot read everything.
  const replied = referenced_message?.author?.id === me && line !== '';
  return !guild_id || mentioned || replied ? line : null;
}

/** The kept page that a message of the bot shows: its buttons name it. */
function pageIn(message: APIMessage | null | undefined): string | null {
  type Component = { readonly custom_id?: string; readonly components?: readonly Component[] };
  const ids = (items: readonly Component[] = []): readonly string[] =>
    items.flatMap((one) => [...(one.custom_id ? [one.custom_id] : []), ...ids(one.components)]);
  const named = ids(message?.components as readonly Component[] | undefined).map((id) => decodeAction(id)?.args.id);
  return named.find((id) => id !== undefined) ?? null;
}

/** The thread to answer in: where the channel's settings ask for one and the bot may open it. null: answer by a reply. */
async function openThread(
  { chat, client, log }: Wire,
  { id, guild_id, channel_id, channel_type }: GatewayMessageCreateDispatchData,
  line: string,
  caller: Caller,
): Promise<string | null> {
  const name = clip(clean(line.replace(/<[@#][!&]?\d+>/g, ' ')).trim(), LIMITS.discord.threadName);
  if (!guild_id || caller.place.thread !== null || name === '' || !(await chat.threads(caller))) return null;
  const channel = client.guilds.cache.get(guild_id)?.channels.cache.get(channel_id);
  if ((channel?.type ?? channel_type ?? ChannelType.GuildText) !== ChannelType.GuildText) return null;
  if (!may(channel, PermissionFlagsBits.CreatePublicThreads | PermissionFlagsBits.SendMessagesInThreads)) return null;
  try {
    const signal = AbortSignal.timeout(THREAD_MS);
    const made = await client.rest.post(Routes.threads(channel_id, id), { body: { name }, signal });
    return (made as { id: string }).id;
  } catch (error) {
    // A thread has the id of the message it began with.
    if (error instanceof DiscordAPIError && error.code === CODES.threadExists) return id;
    log.info('discord.thread', { id, error: lineOf(error) });
    return null;
  }
}

/** A server that has just installed the bot: what to do first, in the first channel where it may write. */
export async function onJoin(wire: Wire, guild: Guild): Promise<void> {
  try {
    const texts = [...guild.channels.cache.values()].filter((one) => one.type === ChannelType.GuildText);
    const first = texts.toSorted((a, b) => a.rawPosition - b.rawPosition);
    const needed = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages;
    const channel = [guild.systemChannel, ...first].find((one) => one && may(one, needed));
    if (!channel || !(await isFirst(wire, `joined-${guild.id}`))) return;
    const place = placeOf(guild.id, guild.ownerId, channel.id, null);
    const page = await wire.chat.welcome({ place, person: guild.ownerId, mayManage: false, zone: null });
    await post(wire, channel.id, guild.id, page);
  } catch (error) {
    wire.log.warn('discord.join', { guild: guild.id, error: lineOf(error) });
  }
}

/** The nonce makes it safe to repeat: Discord answers a second one with the first message. */
async function post(wire: Wire, channel: string, id: string, page: Page, reference?: object): Promise<void> {
  let count = 0;
  let replied = reference;
  const send = (message: DiscordMessage) => {
    const nonce = { nonce: `${id}-${count}`, enforce_nonce: true };
    const body = { ...message, ...nonce, ...(replied && count === 0 && { message_reference: replied }) };
    return safely(() => wire.client.rest.post(Routes.channelMessages(channel), { body }), MESSAGE_MS);
  };
  const unreplied = (message: DiscordMessage) => (error: unknown) => {
    if (!(error instanceof DiscordAPIError && error.code === CODES.unreadable)) throw error;
    replied = undefined;
    return send(message);
  };
  try {
    for (const message of renderDiscord(page)) {
      await send(message).catch(unreplied(message));
      count++;
    }
  } catch (error) {
    const told = refused(wire, id, error);
    if (isRefusal(error)) await send(renderDiscord(failurePage(told))[0]!);
  }
}
