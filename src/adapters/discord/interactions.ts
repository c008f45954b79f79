import {
  type AutocompleteInteraction,
  type BaseInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type CommandInteractionOption,
  DiscordAPIError,
  type Interaction,
  InteractionContextType,
  InteractionResponseType,
  MessageFlags,
  type REST,
  Routes,
} from 'discord.js';
import type { Args, Chat, Suggestion } from '../../core/model/command.ts';
import type { Page } from '../../core/model/page.ts';
import type { Log } from '../../core/model/ports.ts';
import { decodeAction } from '../../render/action-id.ts';
import { renderDiscord } from '../../render/discord.ts';
import { clip } from '../../render/fit.ts';
import { LIMITS } from '../../render/limits.ts';
import { callerOf } from './caller.ts';
import { CODES, lineOf, twice } from './errors.ts';

/** What the handlers work with. Bodies go as plain JSON: what the renderer made is what Discord gets. */
export type Wire = {
  readonly chat: Chat;
  readonly log: Log;
  /** Repeats after 5xx and time-outs: for requests that may arrive twice (acknowledge, edit, with a nonce). */
  readonly rest: REST;
  /** Never repeats: for messages without a nonce. */
  readonly strict: REST;
};

type Asked = { readonly command: string; readonly args: Args };

/** Acknowledges at once, runs the command, edits the answer in. Never throws; a failure is one line of the log. */
export async function onInteraction(wire: Wire, interaction: Interaction): Promise<void> {
  try {
    if (interaction.isAutocomplete()) await suggest(wire, interaction);
    else if (interaction.isChatInputCommand()) await answer(wire, interaction, typed(interaction));
    else if (interaction.isButton()) await answer(wire, interaction, pressed(interaction));
  } catch (error) {
    wire.log.warn('discord.interaction', { id: interaction.id, error: lineOf(error) });
  }
}

async function answer(
  wire: Wire,
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  asked: Asked,
): Promise<void> {
  if (!(await isFirst(wire, interaction.id))) return;
  const open = wire.chat.find(asked.command)?.reply === 'public';
  // In the bot's own direct messages nobody else reads along, and an ordinary message stays.
  const hidden = !open && interaction.context !== InteractionContextType.BotDM;
  const flags = hidden ? MessageFlags.Ephemeral : 0;
  await acknowledge(wire, interaction, InteractionResponseType.DeferredChannelMessageWithSource, { flags });

  const page = await wire.chat.run(asked.command, asked.args, callerOf(interaction));
  const named =
    open && interaction.isButton() && page.push.key !== 'error' ? sharedBy(page, nameOf(interaction)) : page;
  const [first, ...more] = renderDiscord(named);
  const auth = false;
  const edit = Routes.webhookMessage(interaction.applicationId, interaction.token, '@original');
  await twice(() => wire.rest.patch(edit, { body: first, auth }));
  // A follow-up has no nonce: repeating one in doubt could show it twice, so what follows then stays unsent.
  for (const body of more)
    await wire.strict.post(Routes.webhook(interaction.applicationId, interaction.token), {
      body: { ...body, flags: body.flags | flags },
      auth,
    });
}

async function suggest(wire: Wire, interaction: AutocompleteInteraction): Promise<void> {
  const focused = interaction.options.getFocused(true);
  const option = wire.chat.find(pathOf(interaction))?.options.find((one) => one.name === focused.name);
  const typedIn = String(focused.value).trim();
  let found: readonly Suggestion[] = [];
  try {
    if (option?.suggest) found = await option.suggest(typedIn, callerOf(interaction));
    else
      found = (option?.choices ?? []).filter((one) => one.includes(typedIn)).map((one) => ({ text: one, value: one }));
  } catch (error) {
    wire.log.warn('discord.suggest', { id: interaction.id, error: lineOf(error) });
  }
  const { suggestions, suggestionText } = LIMITS.discord;
  const choices = found
    .filter((one) => one.value !== '' && one.value.length <= suggestionText)
    .slice(0, suggestions)
    .map((one) => ({ name: clip(one.text.trim() || one.value, suggestionText), value: one.value }));
  await acknowledge(wire, interaction, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices });
}

/** Already acknowledged counts as done: it was our own repeated request. */
async function acknowledge(wire: Wire, interaction: BaseInteraction, type: number, data: object): Promise<void> {
  const route = Routes.interactionCallback(interaction.id, interaction.token);
  try {
    await twice(() => wire.rest.post(route, { body: { type, data }, auth: false }));
  } catch (error) {
    if (!(error instanceof DiscordAPIError && error.code === CODES.alreadyAcknowledged)) throw error;
  }
}

/** When the store cannot tell, the person still gets an answer. */
export async function isFirst(wire: Pick<Wire, 'chat' | 'log'>, id: string): Promise<boolean> {
  try {
    return await wire.chat.once(`discord:${id}`);
  } catch (error) {
    wire.log.warn('discord.once', { id, error: lineOf(error) });
    return true;
  }
}

const typed = (interaction: ChatInputCommandInteraction): Asked => ({
  command: pathOf(interaction),
  args: Object.fromEntries(leaves(interaction.options.data).map((option) => [option.name, String(option.value)])),
});

/** A button whose id is not ours names no command; running it says so. */
const pressed = (interaction: ButtonInteraction): Asked =>
  decodeAction(interaction.customId) ?? { command: interaction.customId, args: {} };

function pathOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction): string {
  const { options, commandName } = interaction;
  return [commandName, options.getSubcommandGroup(false), options.getSubcommand(false)].filter(Boolean).join(' ');
}

function leaves(options: readonly CommandInteractionOption[]): readonly CommandInteractionOption[] {
  return options.flatMap((option) => (option.value === undefined ? leaves(option.options ?? []) : [option]));
}

/** What one person makes public names that person. */
function sharedBy(page: Page, name: string): Page {
  return { ...page, blocks: [...page.blocks, { is: 'note', text: { key: 'shared-by', args: { name } } }] };
}

function nameOf(interaction: ButtonInteraction): string {
  const member = interaction.member;
  const nick = member === null ? null : 'displayName' in member ? member.displayName : member.nick;
  return nick ?? interaction.user.displayName;
}
