import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  PermissionFlagsBits,
  type REST,
  Routes,
} from 'discord.js';
import type { Command, Option } from '../../core/model/command.ts';
import type { Log } from '../../core/model/ports.ts';
import { clip } from '../../render/fit.ts';
import { labelText } from '../../render/labels.ts';
import { LIMITS } from '../../render/limits.ts';
import { wireError } from './errors.ts';
import { safely } from './requests.ts';

/** The command table as Discord registers it. */

type Json = Record<string, unknown>;

/**
 * The bodies of the one PUT. `manage` commands are shown to those with Manage Server (a server may change that, so it
 * is checked again when run); a command whose subcommands differ is shown to all. Contexts exist for global ones only.
 */
function commandBodies(commands: readonly Command[], global: boolean): readonly Json[] {
  const common = (command: Command): Json => ({
    default_member_permissions: onlyManaging(command) ? Number(PermissionFlagsBits.ManageGuild) : null,
    // Installed by a server or a person; in servers, the bot's own direct messages, and other private channels.
    ...(global && { integration_types: [0, 1], contexts: [0, 1, 2] }),
  });
  const typed = commands
    .filter((command) => !command.hidden)
    .map((command) => ({
      type: ApplicationCommandType.ChatInput,
      ...described(command),
      options: optionsOf(command),
      ...common(command),
    }));
  const menu = onMessages(commands)
    .slice(0, LIMITS.discord.menuCommands)
    .map(({ name, command }) => ({ type: ApplicationCommandType.Message, name, ...common(command) }));
  return [...typed, ...menu];
}

/** The commands in the menu of a message, wherever they stand in the table, by the name that they have there. */
export function onMessages(
  commands: readonly Command[],
  above = '',
): readonly { readonly name: string; readonly path: string; readonly command: Command }[] {
  return commands.flatMap((command) => {
    const path = `${above}${command.name}`;
    const name = command.onMessage && clip(labelText({ key: command.onMessage }), LIMITS.discord.commandName);
    return [...(name ? [{ name, path, command }] : []), ...onMessages(command.sub ?? [], `${path} `)];
  });
}

/** Writes the table when Discord's differs. Throws SitrepError `platform_down`, `platform_refused`, `bad_token`. */
export async function register(
  rest: REST,
  application: string,
  guild: string | null,
  commands: readonly Command[],
  log: Log,
): Promise<void> {
  const route =
    guild === null ? Routes.applicationCommands(application) : Routes.applicationGuildCommands(application, guild);
  const body = commandBodies(commands, guild === null);
  try {
    const there = (await safely(() => rest.get(route))) as readonly Json[];
    const same = isDeepStrictEqual(byName(body), byName(there));
    if (!same) await safely(() => rest.put(route, { body }));
    log.info('discord.commands', { count: body.length, written: !same, guild });
  } catch (error) {
    throw wireError(error, 'registering its commands');
  }
}

const described = (item: { name: string; describe: Command['describe'] }) => ({
  name: item.name,
  description: clip(labelText({ key: item.describe }), LIMITS.discord.commandDescription),
});

function optionsOf(command: Command): readonly Json[] {
  if (command.sub && command.sub.length > 0)
    return command.sub
      .filter((sub) => !sub.hidden)
      .map((sub) => ({
        type: sub.sub ? ApplicationCommandOptionType.SubcommandGroup : ApplicationCommandOptionType.Subcommand,
        ...described(sub),
        options: optionsOf(sub),
      }));
  // Discord wants the required ones first.
  return [...command.options]
    .sort((a, b) => Number(b.required) - Number(a.required))
    .slice(0, LIMITS.discord.options)
    .map(optionBody);
}

function optionBody(option: Option): Json {
  if (option.kind === 'role')
    return { type: ApplicationCommandOptionType.Role, ...described(option), required: option.required };
  const choices = listed(option) ? option.choices : undefined;
  return {
    type: ApplicationCommandOptionType.String,
    ...described(option),
    required: option.required,
    ...(choices
      ? { choices: choices.map((value) => ({ name: value, value })) }
      : { autocomplete: option.suggest !== undefined || option.choices !== undefined }),
  };
}

/** Whether Discord can hold the choices in the command itself; else they are suggested while typing. */
const listed = (option: Option) =>
  option.choices !== undefined &&
  option.choices.length <= LIMITS.discord.suggestions &&
  option.choices.every((choice) => choice.length <= LIMITS.discord.suggestionText);

const onlyManaging = (command: Command): boolean =>
  command.sub && command.sub.length > 0 ? command.sub.every(onlyManaging) : command.needs === 'manage';

/** What we set, without what Discord adds (ids, versions, defaults), so that the two can be compared. */
function byName(commands: readonly Json[]): readonly Json[] {
  return commands.map(known).sort((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
}

function known(item: Json): Json {
  const list = (value: unknown) => (Array.isArray(value) ? (value as Json[]) : []);
  return {
    type: item.type ?? 1,
    name: item.name,
    // Of a menu's command Discord gives back an empty one.
    description: item.description ?? '',
    required: item.required ?? false,
    autocomplete: item.autocomplete ?? false,
    permissions: item.default_member_permissions == null ? null : String(item.default_member_permissions),
    types: [...list(item.integration_types)].sort(),
    contexts: [...list(item.contexts)].sort(),
    choices: list(item.choices).map(({ name, value }) => ({ name, value })),
    options: list(item.options).map(known),
  };
}
