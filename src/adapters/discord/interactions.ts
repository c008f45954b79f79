import {
  type APIApplicationCommandInteractionDataOption,
  type APIInteraction,
  type APIMessage,
  ApplicationCommandType,
  ComponentType,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
} from 'discord.js';
import type { Args, Caller, Chat, Suggestion } from '../../core/model/command.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import { errorPage, sharedBy } from '../../core/writing/notices.ts';
import { decodeAction } from '../../render/action-id.ts';
import { type DiscordModal, renderDiscordForm } from '../../render/discord-form.ts';
import { clip } from '../../render/fit.ts';
import { LIMITS } from '../../render/limits.ts';
import { acknowledge, respond } from './answers.ts';
import { callerOf, isBrought, isDirect } from './caller.ts';
import { lineOf } from './errors.ts';
import { onMessages } from './register.ts';
import { within } from './requests.ts';
import { BEFORE_ACK_MS, isFirst, type Wire } from './wire.ts';

type Asked = { readonly command: string; readonly args: Args };

const SUGGEST_MS = 1_500;

/** Acknowledges at once, runs the command, edits the answer in. Never throws; a failure is one line of the log. */
export async function onInteraction(wire: Wire, event: APIInteraction): Promise<void> {
  try {
    // Without these it cannot be answered.
    if (!event.id || !event.token) return;
    if (event.type === InteractionType.ApplicationCommandAutocomplete) return await suggest(wire, event);
    const asked = askedIn(wire.chat, event);
    if (asked) await answer(wire, event, asked);
  } catch (error) {
    wire.log.warn('discord.interaction', { id: event.id, error: lineOf(error) });
  }
}

async function answer(wire: Wire, event: APIInteraction, { command, args }: Asked): Promise<void> {
  const { chat } = wire;
  const caller = callerOf(wire.client, event);
  const shown = chat.find(command)?.reply;
  const [first, audience, form] = await Promise.all([
    isFirst(wire, event.id),
    within(BEFORE_ACK_MS, chat.audience(command, caller), shown).catch(() => shown),
    mayAsk(event) ? formOf(wire, command, args, caller) : null,
  ]);
  if (!first) return;
  if (form) {
    await acknowledge(wire, event, InteractionResponseType.Modal, form);
    return;
  }
  // In the bot's own direct messages nobody else reads along, and an ordinary message stays.
  const flags = audience === 'public' || isDirect(event) ? 0 : MessageFlags.Ephemeral;
  if (!(await acknowledge(wire, event, InteractionResponseType.DeferredChannelMessageWithSource, { flags }))) return;
  const shares = event.type === InteractionType.MessageComponent && shown === 'public';
  await respond(wire, event, flags, async () => {
    const page = await chat.run(command, args, caller);
    if (isOfAnother(event, page, caller)) return errorPage(page.id, notYours());
    return shares && page.push.key !== 'error' ? sharedBy(page, nameOf(event)) : page;
  });
}

/** Where a person brought the bot along, what they asked is kept for them alone, and others press buttons of it too. */
function isOfAnother(event: APIInteraction, { push }: Page, { person }: Caller): boolean {
  if (event.type !== InteractionType.MessageComponent || !isBrought(event)) return false;
  return push.args?.code === 'unknown_id' && event.message.interaction_metadata?.user.id !== person;
}

const notYours = () => new SitrepError('not_yours', 'Only who asked can open this here.');

async function suggest(
  wire: Wire,
  event: APIInteraction & { type: InteractionType.ApplicationCommandAutocomplete },
): Promise<void> {
  const focused = leaves(event.data.options).find((one) => 'focused' in one && one.focused);
  const option = wire.chat.find(pathOf(event.data))?.options.find((one) => one.name === focused?.name);
  const typed = String(focused?.value ?? '').trim();
  let found: readonly Suggestion[] = [];
  try {
    if (option?.suggest) found = await within(SUGGEST_MS, option.suggest(typed, callerOf(wire.client, event)), []);
    else found = (option?.choices ?? []).filter((one) => one.includes(typed)).map((one) => ({ text: one, value: one }));
  } catch (error) {
    wire.log.warn('discord.suggest', { id: event.id, error: lineOf(error) });
  }
  const { suggestions, suggestionText } = LIMITS.discord;
  const choices = found
    .filter((one) => one.value !== '' && one.value.length <= suggestionText)
    .slice(0, suggestions)
    .map((one) => ({ name: clip(one.text.trim() || one.value, suggestionText), value: one.value }));
  await acknowledge(wire, event, InteractionResponseType.ApplicationCommandAutocompleteResult, { choices });
}

/** What is asked for, by typing, from a message's menu, by a button or by a form; null for what is not ours. */
function askedIn(chat: Chat, event: APIInteraction): Asked | null {
  if (event.type === InteractionType.ApplicationCommand) {
    const { data } = event;
    if (data.type === ApplicationCommandType.Message)
      return {
        command: onMessages(chat.commands).find((one) => one.name === data.name)?.path ?? data.name,
        args: { text: textOf(data.resolved?.messages?.[data.target_id]) },
      };
    if ((data.type ?? ApplicationCommandType.ChatInput) !== ApplicationCommandType.ChatInput) return null;
    const options = 'options' in data ? leaves(data.options) : [];
    return { command: pathOf(data), args: Object.fromEntries(options.map((one) => [one.name, String(one.value)])) };
  }
  if (event.type === InteractionType.MessageComponent)
    // An id that is not ours names no command; running it says so.
    return event.data.component_type === ComponentType.Button ? actionOf(event.data.custom_id) : null;
  if (event.type !== InteractionType.ModalSubmit) return null;
  const { command, args } = actionOf(event.data.custom_id);
  return { command, args: { ...args, ...filledIn(event.data.components) } };
}

const actionOf = (id: string): Asked => decodeAction(id) ?? { command: id, args: {} };

type Field = { custom_id?: string; value?: unknown; values?: readonly string[] };
type Filled = Field & { component?: Filled; components?: readonly Filled[] };

/** The fields of a form that hold something; labels, and rows in older clients, hold them. */
function filledIn(components: readonly unknown[] | undefined): Args {
  const fields = (items: readonly Filled[]): readonly Filled[] =>
    items.flatMap((one) => [one, ...fields(one.component ? [one.component] : (one.components ?? []))]);
  return Object.fromEntries(
    fields((components ?? []) as readonly Filled[]).flatMap(({ custom_id, value, values }) => {
      const text = String(value ?? values?.[0] ?? '').trim();
      return custom_id === undefined || text === '' ? [] : [[custom_id, text]];
    }),
  );
}

/** A form opens no other, and who picks a message has nothing to add to it. */
const mayAsk = ({ type, data }: APIInteraction): boolean =>
  type !== InteractionType.ModalSubmit && !(data && 'target_id' in data);

/** What is still to be asked, with what there is to choose from; null when nothing is, or when it cannot be said in time. */
async function formOf(wire: Wire, command: string, args: Args, caller: Caller): Promise<DiscordModal | null> {
  try {
    const form = wire.chat.form(command, args, caller);
    if (form === null) return null;
    const suggested = form.fields.map(async ({ name, suggest: find }) =>
      find ? [[name, await within(BEFORE_ACK_MS, find('', caller), []).catch(() => [])] as const] : [],
    );
    return renderDiscordForm(form, new Map((await Promise.all(suggested)).flat()));
  } catch (error) {
    wire.log.warn('discord.form', { command, error: lineOf(error) });
    return null;
  }
}

/** What a message says, also as a forwarded one, with the addresses of its previews; its attachments stay unread. */
function textOf(message: Partial<APIMessage> | undefined): string {
  if (!message) return '';
  const forwarded = (message.message_snapshots ?? []).map((one) => textOf(one.message));
  const links = (message.embeds ?? []).map((one) => one.url ?? '');
  return [message.content ?? '', ...forwarded, ...links].filter((one) => one !== '').join('\n');
}

type Option = APIApplicationCommandInteractionDataOption<InteractionType>;
type Leaf = { readonly name: string; readonly value: unknown; readonly focused?: boolean };

function pathOf(data: { readonly name: string; readonly options?: readonly Option[] }): string {
  const below = data.options?.find((one) => one.type === 1 || one.type === 2);
  return below ? `${data.name} ${pathOf(below as typeof data)}` : data.name;
}

function leaves(options: readonly Option[] | undefined): readonly Leaf[] {
  return (options ?? []).flatMap((one) => ('value' in one ? [one] : leaves(one.options)));
}

function nameOf({ member, user }: APIInteraction): string {
  const who = member?.user ?? user;
  return member?.nick ?? who?.global_name ?? who?.username ?? '';
}
