import { type BaseInteraction, type Message, PermissionFlagsBits } from 'discord.js';
import type { Caller } from '../../core/model/command.ts';

/**
 * Who asks, from where. In a server that has not installed the bot (a person brought it along), and in direct
 * messages, the tenant is the person: that server's sources are not theirs to read.
 */
export function callerOf(interaction: BaseInteraction): Caller {
  const owners = interaction.authorizingIntegrationOwners;
  const brought = owners.userId !== null && owners.guildId === null;
  return {
    place: placeOf(brought ? null : interaction.guildId, interaction.user.id, interaction.channelId ?? ''),
    person: interaction.user.id,
    mayManage:
      interaction.guildId === null || (interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false),
    zone: null,
  };
}

export function authorOf(message: Message): Caller {
  return {
    place: placeOf(message.guildId, message.author.id, message.channelId),
    person: message.author.id,
    mayManage: message.guildId === null || (message.member?.permissions.has(PermissionFlagsBits.ManageGuild) ?? false),
    zone: null,
  };
}

/** A thread is a channel of its own on Discord. */
export function placeOf(guild: string | null, person: string, channel: string): Caller['place'] {
  const tenant = guild === null ? `discord:dm-${person}` : `discord:${guild}`;
  return { platform: 'discord', tenant, channel, thread: null };
}
