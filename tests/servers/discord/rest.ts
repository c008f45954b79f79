import { channelEvent } from './events.ts';
import { checkCallback, checkModal } from './modals.ts';
import { checkCommands, checkMessage, checkSchema, isEmpty } from './rules.ts';
import {
  APPLICATION,
  BOT,
  type Channel,
  directOf,
  type Interaction,
  type Json,
  type Message,
  memberOf,
  snowflake,
  stored,
  TOKEN,
  type World,
} from './world.ts';

/** The REST paths the bot may use. Every body is checked; what breaks a rule is refused as Discord does, and kept. */

export type Call = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly authorization: string | undefined;
};
export type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };
type Handler = (world: World, call: Call, groups: Record<string, string>) => Answer;

export const refuse = (status: number, code: number, message: string): Answer => ({ status, body: { code, message } });

const EPHEMERAL = 1 << 6;
/** A nonce is remembered for a few minutes, an interaction's token for fifteen, its first reply is due within three seconds. */
const NONCE_MS = 5 * 60_000;
const TOKEN_MS = 15 * 60_000;
const REPLY_MS = 3_000;
/** Of an app that the person has brought along. */
const MOST_FOLLOW_UPS = 5;
const CREATE_THREADS = 1n << 35n;
const WRITE_IN_THREADS = 1n << 38n;
const READ_HISTORY = 1n << 16n;

const ROUTES: readonly [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^\/users\/@me$/, () => ({ status: 200, body: BOT })],
  ['GET', /^\/users\/@me\/guilds$/, guildsOf],
  ['GET', /^\/applications\/@me$/, () => ({ status: 200, body: { id: APPLICATION, bot: BOT, flags: 0 } })],
  ['GET', /^(?<route>\/applications\/\d+(?:\/guilds\/\d+)?\/commands)$/, listCommands],
  ['PUT', /^(?<route>\/applications\/\d+(?:\/guilds\/\d+)?\/commands)$/, putCommands],
  ['POST', /^\/interactions\/(?<id>\d+)\/(?<token>[^/]+)\/callback$/, callback],
  ['POST', /^\/webhooks\/\d+\/(?<token>[^/]+)$/, followUp],
  ['PATCH', /^\/webhooks\/\d+\/(?<token>[^/]+)\/messages\/@original$/, editOriginal],
  ['DELETE', /^\/webhooks\/\d+\/(?<token>[^/]+)\/messages\/(?<message>@original|\d+)$/, deleteMessage],
  ['POST', /^\/channels\/(?<channel>\d+)\/messages$/, createMessage],
  ['GET', /^\/channels\/(?<channel>\d+)\/messages$/, readMessages],
  ['PATCH', /^\/channels\/(?<channel>\d+)\/messages\/(?<message>\d+)$/, editMessage],
  ['POST', /^\/users\/@me\/channels$/, openDirect],
  ['GET', /^\/guilds\/(?<guild>\d+)\/members\/(?<person>\d+)$/, readMember],
  ['POST', /^\/channels\/(?<channel>\d+)\/messages\/(?<message>\d+)\/threads$/, createThread],
];

export function rest(world: World, call: Call, gateway: Json): Answer {
  const free = /^\/(?:interactions|webhooks)\//.test(call.path);
  if (!free && call.authorization !== `Bot ${TOKEN}`) return refuse(401, 0, '401: Unauthorized');
  if (call.method === 'GET' && call.path === '/gateway/bot') return { status: 200, body: gateway };
  for (const [method, path, handler] of ROUTES) {
    const match = path.exec(call.path);
    if (match && method === call.method) return handler(world, call, { ...match.groups });
  }
  world.violations.push(`unknown path ${call.method} ${call.path}`);
  return refuse(404, 0, '404: Not Found');
}

/** 50035 with what is wrong, kept as violations; null when the body is good. */
function invalid(world: World, call: Call, broken: readonly string[]): Answer | null {
  if (broken.length === 0) return null;
  world.violations.push(...broken.map((text) => `${call.method} ${call.path}: ${text}`));
  return refuse(400, 50035, `Invalid Form Body: ${broken.join('; ')}`);
}

function guildsOf(world: World): Answer {
  const body = [...world.permissions].map(([id, granted]) => ({ id, name: 'Desk', permissions: String(granted) }));
  return { status: 200, body };
}

function listCommands(world: World, _call: Call, { route = '' }: Record<string, string>): Answer {
  return { status: 200, body: world.commands.get(route) ?? [] };
}

function putCommands(world: World, call: Call, { route = '' }: Record<string, string>): Answer {
  const sent = call.body as Json[];
  const global = !route.includes('/guilds/');
  const bad = invalid(world, call, checkCommands(sent, global));
  if (bad) return bad;
  const kept = sent.map((command) => ({
    ...withDefaults(command),
    id: snowflake(world.now()),
    application_id: APPLICATION,
    version: snowflake(world.now()),
    default_member_permissions:
      command.default_member_permissions == null ? null : String(command.default_member_permissions),
    ...(global && { contexts: command.contexts ?? null, integration_types: command.integration_types ?? [0] }),
    nsfw: false,
  }));
  world.commands.set(route, kept);
  return { status: 200, body: kept };
}

/** Discord does not give back what is false or empty. */
function withDefaults(item: Json): Json {
  return Object.fromEntries(
    Object.entries(item).flatMap(([key, value]): [string, unknown][] => {
      if (value === false || (Array.isArray(value) && value.length === 0)) return [];
      return [[key, key === 'options' ? (value as Json[]).map(withDefaults) : value]];
    }),
  );
}

function callback(world: World, call: Call, { id = '', token }: Record<string, string>): Answer {
  const interaction = world.interactions.get(id);
  const body = call.body as Json;
  const kind = { 4: 'reply', 5: 'reply', 6: 'update', 7: 'update', 8: 'autocomplete', 9: 'modal' } as const;
  const schema = kind[body.type as keyof typeof kind];
  if (!schema) return invalid(world, call, [`no callback of type ${String(body.type)}`])!;
  const data = (body.data ?? {}) as Json;
  const broken = checkSchema(schema, body);
  if (body.type === 4) broken.push(...checkMessage(data, 'webhook'));
  if (body.type === 5 && Number(data.flags ?? 0) & ~EPHEMERAL) broken.push('a deferral may only be ephemeral');
  if (interaction) broken.push(...checkCallback(Number(body.type), interaction));
  if (body.type === 9) broken.push(...checkModal(data));
  const bad = invalid(world, call, broken);
  if (bad) return bad;
  if (!interaction || interaction.token !== token) return refuse(404, 10062, 'Unknown interaction');
  if (interaction.reply) return refuse(400, 40060, 'Interaction has already been acknowledged.');
  if (world.now() - interaction.made > REPLY_MS) return refuse(404, 10062, 'Unknown interaction');
  interaction.reply = body;
  world.onAccepted({ at: world.now(), kind: 'callback', channel: interaction.channel, interaction: id, body });
  if (body.type === 4 || body.type === 5) {
    interaction.original = stored(data, snowflake(world.now()), interaction.channel, BOT, world.now());
    world.said.set(interaction.original.id, interaction.original);
    show(world, interaction, interaction.original);
  }
  return { status: 204 };
}

/** A public message stands in its channel; an ephemeral one is seen by one person and never read back. */
function show(world: World, interaction: Interaction, message: Message): void {
  if (!(Number(message.flags) & EPHEMERAL)) world.channels.get(interaction.channel)?.messages.push(message);
}

function byToken(world: World, token: string | undefined): Interaction | Answer {
  const found = [...world.interactions.values()].find((one) => one.token === token);
  if (!found?.reply) return refuse(404, 10015, 'Unknown Webhook');
  if (world.now() - found.made > TOKEN_MS) return refuse(401, 50027, 'Invalid Webhook Token');
  return found;
}

function followUp(world: World, call: Call, { token }: Record<string, string>): Answer {
  const body = call.body as Json;
  const bad = invalid(world, call, [...checkSchema('createFollowup', body), ...checkMessage(body, 'webhook')]);
  if (bad) return bad;
  const interaction = byToken(world, token);
  if ('status' in interaction) return interaction;
  if (isEmpty(body)) return refuse(400, 50006, 'Cannot send an empty message');
  const message = stored(body, snowflake(world.now()), interaction.channel, BOT, world.now());
  world.said.set(message.id, message);
  if (interaction.brought && interaction.followups.length >= MOST_FOLLOW_UPS)
    return refuse(400, 40094, 'This interaction has reached the maximum number of follow up messages');
  interaction.followups.push(message);
  const { channel, id } = interaction;
  world.onAccepted({ at: world.now(), kind: 'follow-up', channel, interaction: id, body });
  show(world, interaction, message);
  return { status: 200, body: message };
}

function editOriginal(world: World, call: Call, { token }: Record<string, string>): Answer {
  const body = call.body as Json;
  const bad = invalid(world, call, [...checkSchema('editOriginal', body), ...checkMessage(body, 'edit')]);
  if (bad) return bad;
  const interaction = byToken(world, token);
  if ('status' in interaction) return interaction;
  if (!interaction.original) return refuse(404, 10008, 'Unknown Message');
  const edited = stored(body, interaction.original.id, interaction.channel, BOT, world.now());
  Object.assign(interaction.original, edited, { flags: Number(interaction.original.flags) | Number(edited.flags) });
  interaction.edits++;
  const { channel, id } = interaction;
  world.onAccepted({ at: world.now(), kind: 'edit', channel, interaction: id, body });
  return { status: 200, body: interaction.original };
}

function deleteMessage(world: World, _call: Call, { token, message: id = '' }: Record<string, string>): Answer {
  const interaction = byToken(world, token);
  if ('status' in interaction) return interaction;
  const { original, followups, channel } = interaction;
  const message = id === '@original' ? original : followups.find((one) => one.id === id);
  if (!message) return refuse(404, 10008, 'Unknown Message');
  if (message === original) interaction.original = null;
  else followups.splice(followups.indexOf(message), 1);
  const messages = world.channels.get(channel)?.messages ?? [];
  const at = messages.indexOf(message);
  if (at >= 0) messages.splice(at, 1);
  world.onAccepted({ at: world.now(), kind: 'delete', channel, interaction: interaction.id, body: {} });
  return { status: 204 };
}

/** A thread has the id of the message it was opened from. */
function createThread(world: World, call: Call, { channel: id, message = '' }: Record<string, string>): Answer {
  const body = call.body as Json;
  const bad = invalid(world, call, checkSchema('createThread', body));
  if (bad) return bad;
  const channel = reachable(world, id, false);
  if ('status' in channel) return channel;
  const { guild, type = 0 } = channel;
  if (guild === null || (type !== 0 && type !== 5))
    return refuse(400, 50024, 'Cannot execute action on this channel type');
  if (!((world.permissions.get(guild) ?? 0n) & CREATE_THREADS)) return refuse(403, 50013, 'Missing Permissions');
  if (world.said.get(message)?.channel_id !== channel.id) return refuse(404, 10008, 'Unknown Message');
  if (world.channels.has(message)) return refuse(400, 160004, 'A thread has already been created for this message');
  const name = String(body.name);
  const thread: Channel = { id: message, guild, type: 11, parent: channel.id, name, state: 'open', messages: [] };
  world.channels.set(message, thread);
  world.onAccepted({ at: world.now(), kind: 'thread', channel: channel.id, body });
  const event = channelEvent(thread);
  world.dispatch('THREAD_CREATE', { ...event, newly_created: true });
  return { status: 201, body: event };
}

function reachable(world: World, id: string | undefined, writing: boolean): Channel | Answer {
  const channel = world.channels.get(id ?? '');
  if (!channel || channel.state === 'gone') return refuse(404, 10003, 'Unknown Channel');
  if (channel.state === 'hidden') return refuse(403, 50001, 'Missing Access');
  if (writing && channel.type === 15) return refuse(400, 50008, 'Cannot send messages in a non-text channel');
  if (writing && channel.state === 'closed') return refuse(403, 50007, 'Cannot send messages to this user');
  if (writing && channel.state === 'locked') return refuse(403, 160005, 'Thread is locked');
  const threads = channel.type !== 11 || (world.permissions.get(channel.guild ?? '') ?? 0n) & WRITE_IN_THREADS;
  if (writing && (channel.state === 'mute' || !threads)) return refuse(403, 50013, 'Missing Permissions');
  return channel;
}

function createMessage(world: World, call: Call, { channel: id }: Record<string, string>): Answer {
  const body = call.body as Json;
  const bad = invalid(world, call, [...checkSchema('createMessage', body), ...checkMessage(body, 'create')]);
  if (bad) return bad;
  const channel = reachable(world, id, true);
  if ('status' in channel) return channel;
  if (isEmpty(body)) return refuse(400, 50006, 'Cannot send an empty message');
  const replied = body.message_reference as Json | undefined;
  if (replied && channel.guild !== null && !((world.permissions.get(channel.guild) ?? 0n) & READ_HISTORY))
    return refuse(400, 160002, 'Cannot reply without permission to read message history');
  if (replied && replied.fail_if_not_exists !== false && !world.said.has(String(replied.message_id)))
    return refuse(400, 50035, 'Invalid Form Body: MESSAGE_REFERENCE_UNKNOWN_MESSAGE');
  const nonce = body.nonce === undefined ? null : `${channel.id}/${String(body.nonce)}`;
  const known = nonce === null ? undefined : world.nonces.get(nonce);
  if (known && body.enforce_nonce === true && world.now() - known.at <= NONCE_MS)
    return { status: 200, body: { ...known.message, nonce: body.nonce } };
  const message = stored(body, snowflake(world.now()), channel.id, BOT, world.now());
  if (channel.state === 'archived') channel.state = 'open';
  channel.messages.push(message);
  world.said.set(message.id, message);
  world.onAccepted({ at: world.now(), kind: 'message', channel: channel.id, message: message.id, body });
  if (nonce !== null) world.nonces.set(nonce, { message, at: world.now() });
  const place = channel.guild === null ? {} : { guild_id: channel.guild };
  world.dispatch('MESSAGE_CREATE', { ...message, ...place, channel_type: channel.type ?? 0, nonce: body.nonce });
  return { status: 200, body: { ...message, nonce: body.nonce } };
}

/** https://docs.discord.com/developers/resources/message#edit-message: one's own alone, and none in an archived thread. */
function editMessage(world: World, call: Call, { channel: id, message: of = '' }: Record<string, string>): Answer {
  const body = call.body as Json;
  const bad = invalid(world, call, [...checkSchema('editMessage', body), ...checkMessage(body, 'edit')]);
  if (bad) return bad;
  const channel = reachable(world, id, false);
  if ('status' in channel) return channel;
  if (channel.state === 'archived' || channel.state === 'locked')
    return refuse(400, 50083, 'Tried to perform an operation on an archived thread');
  const message = channel.messages.find((one) => one.id === of);
  if (!message) return refuse(404, 10008, 'Unknown Message');
  if (message.author.id !== BOT.id) return refuse(403, 50005, 'Cannot edit a message authored by another user');
  const flags = Number(message.flags) | Number(body.flags ?? 0);
  const { components, content } = stored({ ...message, ...body }, of, channel.id, BOT, world.now());
  Object.assign(message, { components, content, flags, edited_timestamp: new Date(world.now()).toISOString() });
  world.onAccepted({ at: world.now(), kind: 'edit', channel: channel.id, message: of, body });
  return { status: 200, body: message };
}

/** A person's own chat with the bot: always the same one. */
function openDirect(world: World, call: Call): Answer {
  const bad = invalid(world, call, checkSchema('openDirect', call.body));
  if (bad) return bad;
  const id = directOf(String((call.body as Json).recipient_id));
  const channel = world.channels.get(id) ?? { id, guild: null, type: 1, state: 'open', messages: [] };
  world.channels.set(id, channel);
  return { status: 200, body: channelEvent(channel) };
}

function readMember(world: World, _call: Call, { guild = '', person = '' }: Record<string, string>): Answer {
  if (!world.permissions.has(guild)) return refuse(404, 10004, 'Unknown Guild');
  if (world.strangers.has(person)) return refuse(404, 10007, 'Unknown Member');
  return { status: 200, body: memberOf({ id: person, name: 'someone', permissions: 0n }) };
}

/** Newest first; the nonce is not told. */
function readMessages(world: World, call: Call, { channel: id }: Record<string, string>): Answer {
  const channel = reachable(world, id, false);
  if ('status' in channel) return channel;
  const limit = Number(call.query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100)) return invalid(world, call, [`limit ${limit}`])!;
  const before = call.query.get('before');
  const older = channel.messages.filter((one) => before === null || BigInt(one.id) < BigInt(before));
  return { status: 200, body: older.toReversed().slice(0, limit) };
}
