import {
  type APIInteraction,
  type Channel,
  type Client,
  type GatewayMessageCreateDispatchData,
  type GuildBasedChannel,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';
import type { Caller, Place } from '../../core/model/command.ts';

/** Who asks, from where, read from Discord's own events; a field that is missing costs no more than what it told. */

const MANAGES = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

/**
 * In a server that has not installed the bot (a person brought it along), and in direct messages, the tenant is the
 * person: that server's sources are not theirs to read.
 */
export function callerOf(client: Client, event: APIInteraction): Caller {
  const guild = event.guild_id ?? null;
  const person = event.member?.user?.id ?? event.user?.id ?? '';
  const channel = event.channel?.id ?? event.channel_id ?? '';
  const parent =
    event.channel && 'parent_id' in event.channel && isThread(event.channel.type) && event.channel.parent_id;
  return {
    place: placeOf(isBrought(event) ? null : guild, person, channel, parent || parentOf(client, channel)),
    person,
    mayManage: guild === null || (BigInt(event.member?.permissions ?? 0) & MANAGES) !== 0n,
    alone: isDirect(event),
    ...(isShutOut(event) && { canPost: false }),
    zone: null,
  };
}

/** The server has not installed the bot: a person brought it along. */
export function isBrought(event: APIInteraction): boolean {
  const owners = event.authorizing_integration_owners ?? {};
  return owners[1] !== undefined && owners[0] === undefined;
}

/** Whether the bot can answer there and yet never write by itself. What the event does not tell is no hindrance. */
function isShutOut(event: APIInteraction): boolean {
  const { context, guild_id, channel, app_permissions: granted } = event;
  if (isDirect(event)) return false;
  if (context === InteractionContextType.PrivateChannel || isBrought(event)) return true;
  // Of direct messages Discord tells only some permissions.
  if (!guild_id || !/^\d+$/.test(granted ?? '')) return false;
  const { Administrator, ViewChannel, SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  const needed = ViewChannel | (isThread(channel?.type) ? SendMessagesInThreads : SendMessages);
  const bits = BigInt(granted);
  return (bits & Administrator) === 0n && (bits & needed) !== needed;
}

/** An event of a message does not tell what its author may do: their roles are looked up. */
export function authorOf(client: Client, message: GatewayMessageCreateDispatchData): Caller {
  const { author, channel_id: channel, guild_id = null } = message;
  const guild = guild_id === null ? null : client.guilds.cache.get(guild_id);
  const roles = [guild_id ?? '', ...(message.member?.roles ?? [])].map((id) => guild?.roles.cache.get(id));
  const granted = roles.reduce((sum, role) => sum | (role?.permissions.bitfield ?? 0n), 0n);
  return {
    place: placeOf(guild_id, author.id, channel, parentOf(client, channel)),
    person: author.id,
    mayManage: guild === null || guild?.ownerId === author.id || (granted & MANAGES) !== 0n,
    alone: guild_id === null,
    zone: null,
  };
}

/** Discord writes to a thread as to a channel; here it belongs to the channel that it hangs on. */
export function placeOf(guild: string | null, person: string, channel: string, parent: string | null): Place {
  const tenant = guild === null ? `discord:dm-${person}` : `discord:${guild}`;
  return { platform: 'discord', tenant, channel: parent ?? channel, thread: parent === null ? null : channel };
}

/** Whether nobody else reads along: the bot's own direct messages. */
export const isDirect = ({ context, guild_id, channel }: APIInteraction): boolean =>
  context === undefined ? guild_id === undefined && channel?.type === 1 : context === InteractionContextType.BotDM;

const isThread = (type: number | undefined) => type === 10 || type === 11 || type === 12;

function parentOf(client: Client, channel: string): string | null {
  const known: Channel | undefined = client.channels.cache.get(channel);
  return known?.isThread() ? known.parentId : null;
}

/** Whether the bot may do all of that in a channel; true also when it cannot be told, then trying will tell. */
export function may(channel: GuildBasedChannel | undefined, needed: bigint): boolean {
  try {
    const me = channel?.guild.members.me;
    return !channel || !me || channel.permissionsFor(me).has(needed);
  } catch {
    return true;
  }
}
