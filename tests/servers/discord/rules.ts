// @ts-expect-error its schemas are published as JavaScript without types; `Schema` below is what we use of them.
import * as spec from 'discord-api-spec/zod';

/**
 * What Discord would refuse. Each check gives the broken rules, none when the body is good: first Discord's published
 * schema (npm `discord-api-spec`), then unknown properties (zod strips them, so what it gives back is compared with
 * what came in), then the rules that the schema misses.
 */

type Json = Record<string, unknown>;
type Schema = {
  safeParse(value: unknown): {
    success: boolean;
    data?: unknown;
    error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
  };
};

const schemas = spec as unknown as Record<string, Schema>;

export const SCHEMAS = {
  createMessage: 'MessageCreateRequestSchema',
  editMessage: 'MessageEditRequestPartialSchema',
  createFollowup: 'IncomingWebhookRequestPartialSchema',
  editOriginal: 'IncomingWebhookUpdateRequestPartialSchema',
  command: 'ApplicationCommandUpdateRequestSchema',
  reply: 'CreateMessageInteractionCallbackRequestSchema',
  update: 'UpdateMessageInteractionCallbackRequestSchema',
  autocomplete: 'ApplicationCommandAutocompleteCallbackRequestSchema',
  openDirect: 'CreatePrivateChannelRequestSchema',
  createThread: 'CreateTextThreadWithMessageRequestSchema',
  modal: 'ModalInteractionCallbackRequestSchema',
} as const;

export function checkSchema(kind: keyof typeof SCHEMAS, body: unknown): string[] {
  const schema = schemas[SCHEMAS[kind]];
  if (!schema) return [`the schema ${SCHEMAS[kind]} is not in discord-api-spec`];
  const result = schema.safeParse(body);
  if (result.success) return unknownProperties(body, result.data, kind);
  return (result.error?.issues ?? []).map((issue) => `${kind}.${issue.path.join('.')}: ${issue.message}`);
}

/** Paths that are in `sent` and not in `known`, which zod has stripped. */
function unknownProperties(sent: unknown, known: unknown, path: string): string[] {
  if (sent === null || typeof sent !== 'object') return [];
  return Object.entries(sent).flatMap(([key, value]) => {
    const there = known !== null && typeof known === 'object' && key in known;
    return there
      ? unknownProperties(value, (known as Json)[key], `${path}.${key}`)
      : [`${path}.${key}: no such property`];
  });
}

const FLAGS = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, suppressNotifications: 1 << 12, componentsV2: 1 << 15 };
const MAY_BE_SET = {
  create: FLAGS.suppressEmbeds | FLAGS.suppressNotifications | FLAGS.componentsV2,
  webhook: FLAGS.suppressEmbeds | FLAGS.suppressNotifications | FLAGS.componentsV2 | FLAGS.ephemeral,
  edit: FLAGS.suppressEmbeds | FLAGS.componentsV2,
} as const;

/** `create` a channel's message, `webhook` a follow-up or first reply, `edit` either. */
export function checkMessage(body: Json, how: keyof typeof MAY_BE_SET): string[] {
  const out: string[] = [];
  const flags = Number(body.flags ?? 0);
  if (flags & ~MAY_BE_SET[how]) out.push(`flags: ${flags} may not be set here (${how})`);
  const content = typeof body.content === 'string' ? body.content : '';
  const embeds = Array.isArray(body.embeds) ? (body.embeds as Json[]) : [];
  const components = Array.isArray(body.components) ? (body.components as Json[]) : [];
  const all = nested(components);

  if (content.length > 2_000) out.push(`content: ${content.length} characters, 2,000 are allowed`);
  if (embeds.map(embedLength).reduce((a, b) => a + b, 0) > 6_000) out.push('embeds: more than 6,000 characters');
  if (flags & FLAGS.componentsV2) {
    for (const key of ['content', 'embeds', 'poll', 'sticker_ids'])
      if (body[key] !== undefined && body[key] !== null) out.push(`${key}: not beside Components V2`);
    if (all.length > 40) out.push(`components: ${all.length}, 40 are allowed`);
    const texts = all.filter((one) => one.type === 10).map((one) => String(one.content));
    const length = texts.reduce((sum, one) => sum + one.length, 0);
    if (length > 4_000) out.push(`components: ${length} characters of text, 4,000 are allowed`);
    if (texts.some((one) => one.trim() === '')) out.push('components: an empty text display');
  } else {
    if (components.length > 5) out.push(`components: ${components.length} rows, 5 are allowed`);
    if (components.some((one) => one.type !== 1)) out.push('components: without Components V2 only rows');
  }
  const count = (values: readonly unknown[]) => values.filter((value, at) => values.indexOf(value) !== at);
  const ids = all.map((one) => one.custom_id).filter((id) => id !== undefined);
  for (const id of count(ids)) out.push(`components: custom_id ${String(id)} twice`);
  for (const id of count(all.map((one) => one.id).filter((one) => one !== undefined)))
    out.push(`components: id ${String(id)} twice`);
  for (const one of all.filter((component) => component.type === 2)) out.push(...checkButton(one));
  if (!promisesNoPing(body, how)) out.push('allowed_mentions: not {parse: []}');
  return out;
}

/** Our own rule, on every send and edit. A message of its own may name the one role that a setting asks for. */
function promisesNoPing(body: Json, how: keyof typeof MAY_BE_SET): boolean {
  const allowed = body.allowed_mentions as Json | undefined;
  const list = (value: unknown) => (Array.isArray(value) ? value.length : 0);
  const roles = list(allowed?.roles) <= (how === 'create' ? 1 : 0);
  return (
    Array.isArray(allowed?.parse) && !allowed.parse.length && !list(allowed.users) && roles && !allowed.replied_user
  );
}

function checkButton(button: Json): string[] {
  const out: string[] = [];
  if (button.style === 5) {
    if (typeof button.url !== 'string') out.push('button: a link needs its URL');
    if (button.custom_id !== undefined) out.push('button: a link has no custom_id');
  } else if (typeof button.custom_id !== 'string') out.push('button: no custom_id');
  if (!button.label && !button.emoji) out.push('button: neither label nor emoji');
  if (button.style === 6) out.push('button: premium ones are not ours');
  return out;
}

const embedLength = (embed: Json): number =>
  [embed.title, embed.description, (embed.footer as Json)?.text, (embed.author as Json)?.name]
    .concat(((embed.fields as Json[]) ?? []).flatMap((field) => [field.name, field.value]))
    .reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 0), 0);

/** Components with those inside containers, rows and sections. */
function nested(components: readonly Json[]): Json[] {
  return components.flatMap((one) => [
    one,
    ...nested(Array.isArray(one.components) ? (one.components as Json[]) : []),
    ...(one.accessory ? nested([one.accessory as Json]) : []),
  ]);
}

/** Discord's 50006: nothing to show. */
export function isEmpty(body: Json): boolean {
  const filled = (value: unknown) => Array.isArray(value) && value.length > 0;
  return !(String(body.content ?? '').trim() || filled(body.embeds) || filled(body.components) || body.poll);
}

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

const isMenu = (command: Json) => command.type === 2 || command.type === 3;

/** https://docs.discord.com/developers/interactions/application-commands */
export function checkCommands(commands: readonly Json[], global: boolean): string[] {
  const out = commands.flatMap((command) => [
    ...checkSchema('command', command),
    ...(isMenu(command) ? checkMenu(command) : checkOptions(String(command.name), command, true)),
    ...(!global && (command.contexts || command.integration_types) ? ['command: contexts are for global ones'] : []),
  ]);
  if (commands.filter((one) => !isMenu(one)).length > 100) out.push('commands: more than 100');
  for (const type of [2, 3])
    if (commands.filter((one) => one.type === type).length > 15) out.push(`commands of a menu: more than 15`);
  const names = commands.map((one) => `${String(one.type ?? 1)} ${String(one.name)}`);
  if (new Set(names).size < names.length) out.push('commands: a name twice');
  for (const command of commands)
    if (JSON.stringify(texts(command)).length > 8_000) out.push(`/${String(command.name)}: more than 8,000 characters`);
  return out;
}

/** A command of a message's or person's menu: a name of any letters, no description, no options. */
function checkMenu(command: Json): string[] {
  const out: string[] = [];
  if (command.description) out.push(`${String(command.name)}: a menu's command has no description`);
  if (command.options) out.push(`${String(command.name)}: a menu's command has no options`);
  return out;
}

function checkOptions(path: string, item: Json, top: boolean): string[] {
  const out: string[] = [];
  const name = String(item.name);
  if (!NAME.test(name) || name !== name.toLowerCase()) out.push(`/${path}: not a command's name`);
  if (!item.description) out.push(`/${path}: no description`);
  const options = (item.options as Json[] | undefined) ?? [];
  const subs = options.filter((one) => one.type === 1 || one.type === 2);
  if (subs.length > 0 && subs.length < options.length) out.push(`/${path}: subcommands beside options`);
  if (subs.length > 0 && !top && item.type !== 2) out.push(`/${path}: subcommands below a subcommand`);
  if (item.type === 2 && options.some((one) => one.type !== 1)) out.push(`/${path}: a group holds subcommands only`);
  const first = options.findIndex((one) => one.required !== true);
  if (first >= 0 && options.slice(first).some((one) => one.required === true))
    out.push(`/${path}: a required option after one that is not`);
  if (new Set(options.map((one) => one.name)).size < options.length) out.push(`/${path}: an option's name twice`);
  for (const one of options) {
    if (one.autocomplete === true && Array.isArray(one.choices) && one.choices.length > 0)
      out.push(`/${path} ${String(one.name)}: choices and autocomplete`);
    out.push(...checkOptions(`${path} ${String(one.name)}`, one, false));
  }
  return out;
}

const texts = (item: Json): unknown[] => [
  item.name,
  item.description,
  ((item.choices as Json[]) ?? []).map((choice) => [choice.name, choice.value]),
  ((item.options as Json[]) ?? []).map(texts),
];
