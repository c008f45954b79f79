import { viewProblem } from './blocks.ts';
import { type Args, messageProblem } from './rules.ts';
import { type Channel, nextTs, type Team, type View, type World } from './world.ts';

/** The Web API methods: arguments that were already checked → Slack's answer. `wrong` names a violation of the limits. */

export type Answer = { readonly ok: boolean; readonly error?: string; readonly [key: string]: unknown };
type Handler = (world: World, args: Args, wrong: (why: string) => void, team: Team) => Answer;

const refuse = (error: string): Answer => ({ ok: false, error });

/** A channel that the bot may write to, or Slack's refusal. */
function writable(world: World, id: unknown): Channel | Answer {
  const channel = world.channels.get(String(id));
  if (!channel) return refuse('channel_not_found');
  if (channel.archived) return refuse('is_archived');
  return channel.member ? channel : refuse('not_in_channel');
}

const isAnswer = (value: Channel | Answer): value is Answer => 'ok' in value;

function readable(world: World, args: Args): Answer | null {
  const channel = world.channels.get(String(args.channel));
  if (!channel) return refuse('channel_not_found');
  return channel.member ? null : refuse('not_in_channel');
}

/** What the first message of a thread says about it. */
function threadOf(world: World, { channel, ts }: { channel: string; ts: string }): object {
  const replies = world.messages.filter((one) => one.channel === channel && one.thread_ts === ts && one.ts !== ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map((one) => one.by ?? world.bot.user))];
  return { thread_ts: ts, reply_count: replies.length, reply_users: users, reply_users_count: users.length };
}

/** Newest first, in pages; metadata only when asked for. */
function listed(world: World, args: Args, wanted: (ts: string | undefined, own: string) => boolean): Answer {
  const [oldest, latest] = [Number(args.oldest ?? 0), Number(args.latest ?? Number.POSITIVE_INFINITY)];
  const within = (ts: string) =>
    (Number(ts) > oldest && Number(ts) < latest) ||
    (args.inclusive === true && (Number(ts) === oldest || Number(ts) === latest));
  const all = world.messages
    .filter((one) => one.channel === args.channel && wanted(one.thread_ts, one.ts) && within(one.ts))
    .reverse();
  const from = Number(args.cursor ?? 0);
  const size = Math.min(Number(args.limit ?? 100), 999);
  const page = all.slice(from, from + size).map(({ metadata, by, ...one }) => ({
    type: 'message',
    ...(by === undefined ? { user: world.bot.user, bot_id: world.bot.id } : { user: by }),
    ...(by !== undefined && !world.users.has(by) && { bot_id: `B-${by}` }),
    ...threadOf(world, one),
    ...one,
    ...(args.include_all_metadata === true && metadata !== undefined ? { metadata } : {}),
  }));
  const more = from + size < all.length;
  return {
    ok: true,
    messages: page,
    has_more: more,
    ...(more && { response_metadata: { next_cursor: String(from + size) } }),
  };
}

export const HANDLERS: Readonly<Record<string, Handler>> = {
  'auth.test': (_world, _args, _wrong, team) => ({
    ok: true,
    url: 'https://team.slack.example/',
    team: 'Team',
    user: 'sitrep',
    team_id: team.id,
    user_id: team.bot.user,
    bot_id: team.bot.id,
  }),
  'oauth.v2.access': (world, args) => {
    const { clientId, clientSecret, grants } = world.oauth;
    if (args.client_id !== clientId) return refuse('invalid_client_id');
    if (args.client_secret !== clientSecret) return refuse('bad_client_secret');
    const grant = grants.get(String(args.code));
    // A code is good for one exchange.
    if (!grants.delete(String(args.code)) || !grant) return refuse('invalid_code');
    const { token, team, organisation, more } = grant;
    world.others.set(token, team);
    return {
      ok: true,
      app_id: world.app,
      authed_user: { id: 'U3' },
      scope: 'chat:write,commands',
      token_type: 'bot',
      access_token: token,
      bot_user_id: team.bot.user,
      team: organisation ? null : { id: team.id, name: 'Team' },
      enterprise: organisation ? { id: 'E0ORG', name: 'Organisation' } : null,
      is_enterprise_install: organisation === true,
      ...more,
    };
  },
  'chat.postMessage': (world, args, wrong) => {
    const channel = writable(world, args.channel);
    if (isAnswer(channel)) return channel;
    const parent = world.messages.find((one) => one.channel === channel.id && one.ts === args.thread_ts);
    if (parent?.thread_ts !== undefined && parent.thread_ts !== parent.ts)
      wrong('chat.postMessage: thread_ts of a reply, where that of its thread is meant');
    const problem = messageProblem(args);
    if (problem) {
      wrong(`chat.postMessage: ${problem.code}: ${problem.why}`);
      return refuse(problem.code);
    }
    const ts = nextTs(world);
    world.messages.push({
      ts,
      channel: channel.id,
      text: String(args.text),
      blocks: args.blocks,
      ...(args.thread_ts !== undefined && { thread_ts: String(args.thread_ts) }),
      metadata: args.metadata,
    });
    world.statuses.delete(`${channel.id}/${String(args.thread_ts)}`);
    return {
      ok: true,
      channel: channel.id,
      ts,
      message: { type: 'message', text: args.text, ts, bot_id: world.bot.id },
    };
  },
  'chat.update': (world, args, wrong) => {
    const message = world.messages.find((one) => one.channel === args.channel && one.ts === args.ts);
    if (!message) return refuse('message_not_found');
    const problem = messageProblem(args);
    if (problem) {
      wrong(`chat.update: ${problem.code}: ${problem.why}`);
      return refuse(problem.code);
    }
    Object.assign(message, { text: args.text, blocks: args.blocks });
    return { ok: true, channel: message.channel, ts: message.ts, text: message.text };
  },
  'chat.postEphemeral': (world, args, wrong) => {
    const channel = writable(world, args.channel);
    if (isAnswer(channel)) return channel;
    if (!world.users.has(String(args.user))) return refuse('user_not_in_channel');
    const problem = messageProblem(args);
    if (problem) {
      wrong(`chat.postEphemeral: ${problem.code}: ${problem.why}`);
      return refuse(problem.code);
    }
    return { ok: true, message_ts: nextTs(world) };
  },
  'chat.delete': (world, args) => {
    const at = world.messages.findIndex((one) => one.channel === args.channel && one.ts === args.ts);
    if (at < 0) return refuse('message_not_found');
    world.messages.splice(at, 1);
    return { ok: true, channel: args.channel, ts: args.ts };
  },
  'conversations.open': (world, args) => {
    const user = world.users.get(String(args.users));
    if (!user) return refuse('user_not_found');
    if (user.deleted) return refuse('user_disabled');
    const known = [...world.channels.values()].find((one) => one.im === args.users);
    const id = known?.id ?? `D${String(args.users)}`;
    world.channels.set(id, known ?? { id, name: 'directmessage', member: true, im: String(args.users) });
    return { ok: true, channel: { id } };
  },
  'conversations.info': (world, args) => {
    const channel = world.channels.get(String(args.channel));
    if (!channel) return refuse('channel_not_found');
    const { id, name, creator, member, im } = channel;
    if (im !== undefined) return { ok: true, channel: { id, is_im: true, user: im, is_archived: false } };
    return {
      ok: true,
      channel: { id, name, creator, is_im: false, is_member: member, is_archived: channel.archived === true },
    };
  },
  'conversations.history': (world, args) =>
    readable(world, args) ?? listed(world, args, (thread) => thread === undefined),
  'conversations.replies': (world, args) =>
    readable(world, args) ?? listed(world, args, (thread, own) => thread === args.ts || own === args.ts),
  'users.info': (world, args) => {
    const user = world.users.get(String(args.user));
    return user ? { ok: true, user: { ...user, team_id: world.team } } : refuse('user_not_found');
  },
  'views.publish': (world, args, wrong) => {
    const why = viewProblem(args.view, 'home');
    if (why !== null) {
      wrong(`views.publish: ${why}`);
      return refuse('invalid_arguments');
    }
    if (!world.users.has(String(args.user_id))) return refuse('not_found');
    const view = args.view as View;
    world.homes.set(String(args.user_id), view);
    return { ok: true, view: { ...view, id: 'V1' } };
  },
  'views.open': (world, args, wrong) => {
    const born = world.triggers.get(String(args.trigger_id));
    if (born === undefined) return refuse('invalid_trigger_id');
    world.triggers.delete(String(args.trigger_id));
    if (world.now() - born > 3_000) return refuse('expired_trigger_id');
    return shown(world, `VM${nextTs(world)}`, args.view, (why) => wrong(`views.open: ${why}`));
  },
  'views.update': (world, args, wrong) => {
    const id = String(args.view_id);
    if (!world.views.has(id)) return refuse('not_found');
    return shown(world, id, args.view, (why) => wrong(`views.update: ${why}`));
  },
  'assistant.threads.setStatus': (world, args) => {
    if (!world.channels.get(String(args.channel_id))?.im) return refuse('channel_not_found');
    world.statuses.set(`${args.channel_id}/${args.thread_ts}`, String(args.status));
    return { ok: true };
  },
  'assistant.threads.setSuggestedPrompts': (world, args, wrong) => {
    const prompts = args.prompts as { title: string; message: string }[];
    if (!Array.isArray(prompts) || prompts.length < 1 || prompts.length > 4) {
      wrong('setSuggestedPrompts: 1 to 4 prompts');
      return refuse('invalid_arguments');
    }
    world.prompts.set(String(args.channel_id), prompts);
    return { ok: true };
  },
};

/** A modal stands there with this view from now on. */
export function shown(world: World, id: string, view: unknown, wrong: (why: string) => void): Answer {
  const why = viewProblem(view, 'modal');
  if (why !== null) {
    wrong(why);
    return refuse('invalid_arguments');
  }
  const modal = { ...(view as View), id };
  world.views.set(id, modal);
  return { ok: true, view: modal };
}
