import { nextTs, type Team, type View, type World } from './world.ts';

/** The bodies that Slack sends, the same over a socket and over HTTP (https://docs.slack.dev/reference/interaction-payloads). */

export type Json = Readonly<Record<string, unknown>>;
type Here = { readonly user: string; readonly channel: string };

/** A message as its shortcut sends it. */
export type Said = { readonly text: string; readonly by?: string } & Json;

const common = (world: World, team: Team) => ({ team_id: team.id, api_app_id: world.app, token: 'verification' });

const own = (world: World): Team => ({ id: world.team, bot: world.bot });

/** Opens one view, once, within three seconds. */
function trigger(world: World): string {
  const id = `trigger-${nextTs(world)}`;
  world.triggers.set(id, world.now());
  return id;
}

export function eventBody(world: World, event: Json, id: string, team: Team = own(world)): Json {
  const installed = { enterprise_id: null, team_id: team.id, user_id: team.bot.user, is_bot: true };
  return {
    ...common(world, team),
    event,
    type: 'event_callback',
    event_id: id,
    event_time: Math.floor(world.now() / 1_000),
    authorizations: [{ ...installed, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event_context: 'context',
  };
}

export function commandBody(
  world: World,
  command: string,
  text: string,
  from: Here,
  responseUrl: string,
  team: Team = own(world),
): Json {
  return {
    ...common(world, team),
    team_domain: 'team',
    channel_id: from.channel,
    channel_name: world.channels.get(from.channel)?.name ?? 'directmessage',
    user_id: from.user,
    user_name: world.users.get(from.user)?.name,
    command,
    text,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger(world),
  };
}

/** What every interaction says of who and where. */
function interaction(world: World, user: string, team: Team): Json {
  return {
    api_app_id: world.app,
    token: 'verification',
    trigger_id: trigger(world),
    team: { id: team.id, domain: 'team' },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, username: world.users.get(user)?.name, name: 'n', team_id: team.id },
  };
}

export type Spot =
  | (Here & { readonly message: { readonly ts: string } | null })
  | { readonly user: string; readonly home: true }
  | { readonly user: string; readonly view: View };

/** A button or menu was used, under a message (null: an ephemeral one), in App Home or in a modal. */
export function actionBody(
  world: World,
  action: Json,
  from: Spot,
  responseUrl: string | null,
  team: Team = own(world),
): Json {
  return {
    ...interaction(world, from.user, team),
    ...place(world, from),
    type: 'block_actions',
    state: { values: {} },
    ...(responseUrl !== null && { response_url: responseUrl }),
    actions: [{ type: 'button', block_id: 'b1', action_ts: nextTs(world), ...action }],
  };
}

function place(world: World, from: Spot): Json {
  if ('home' in from)
    return {
      container: { type: 'view', view_id: 'V1' },
      view: { type: 'home', ...world.homes.get(from.user), id: 'V1' },
    };
  if ('view' in from) return { container: { type: 'view', view_id: from.view.id }, view: viewIn(world, from.view, {}) };
  const channel = { id: from.channel, name: world.channels.get(from.channel)?.name };
  const { message } = from;
  const container = { type: 'message', message_ts: message?.ts ?? nextTs(world), channel_id: from.channel };
  if (message === null) return { channel, container: { ...container, is_ephemeral: true } };
  return {
    channel,
    container: { ...container, is_ephemeral: false },
    message: { type: 'message', bot_id: world.bot.id, ...message },
  };
}

const viewIn = (world: World, view: View, values: Json): Json => ({
  ...view,
  team_id: world.team,
  app_id: world.app,
  bot_id: world.bot.id,
  state: { values },
  hash: `${view.id}.hash`,
  previous_view_id: null,
  root_view_id: view.id,
});

/** Somebody fills a modal in, by block id, and submits it. Throws where Slack would not let them. */
export function submissionBody(
  world: World,
  view: View,
  filled: Readonly<Record<string, string>>,
  user: string,
  team: Team = own(world),
): Json {
  const values: Record<string, Json> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const [id, element] = [String(block.block_id), block.element as Json];
    const value = filled[id] ?? (typeof element.initial_value === 'string' ? element.initial_value : undefined);
    if (value === undefined && block.optional !== true) throw new Error(`${id} must be filled in`);
    values[id] = { [String(element.action_id)]: stateOf(element, value) };
  }
  for (const id of Object.keys(filled)) if (!values[id]) throw new Error(`no field ${id}`);
  return {
    ...interaction(world, user, team),
    type: 'view_submission',
    view: viewIn(world, view, values),
    response_urls: [],
  };
}

function stateOf(element: Json, value: string | undefined): Json {
  const { type } = element;
  if (type === 'plain_text_input') return { type, value: value ?? null };
  if (type === 'conversations_select') return { type, selected_conversation: value ?? null };
  const options = (element.options ?? []) as Json[];
  const known = options.find((one) => one.value === value);
  if (type === 'static_select' && value !== undefined && !known) throw new Error(`no option ${value}`);
  const chosen = known ?? { text: { type: 'plain_text', text: value }, value };
  return { type, selected_option: value === undefined ? null : chosen };
}

/** Somebody types into a menu whose options the app gives. */
export function suggestionBody(
  world: World,
  view: View,
  block: string,
  typed: string,
  user: string,
  team: Team = own(world),
): Json {
  const found = view.blocks.find((one) => one.block_id === block);
  const element = (found?.element ?? {}) as Json;
  if (element.type !== 'external_select') throw new Error(`${block} has no suggestions`);
  const { trigger_id: _, ...rest } = interaction(world, user, team);
  return {
    ...rest,
    type: 'block_suggestion',
    action_id: element.action_id,
    block_id: block,
    value: typed,
    container: { type: 'view', view_id: view.id },
    view: viewIn(world, view, {}),
  };
}

/** The shortcut of a message's menu. */
export function shortcutBody(
  world: World,
  callback: string,
  said: Said,
  from: Here,
  responseUrl: string,
  team: Team = own(world),
): Json {
  const { by, ...message } = said;
  const ts = nextTs(world);
  return {
    ...interaction(world, from.user, team),
    type: 'message_action',
    callback_id: callback,
    action_ts: nextTs(world),
    message_ts: ts,
    channel: { id: from.channel, name: world.channels.get(from.channel)?.name ?? 'directmessage' },
    message: { type: 'message', user: by ?? 'U3', ts, ...message },
    response_url: responseUrl,
  };
}
