import { type Args, blocksProblem, messageProblem } from './rules.ts';
import { type Channel, nextTs, type World } from './world.ts';

/** The Web API methods: arguments that were already checked → Slack's answer. `wrong` names a violation of the limits. */

export type Answer = { readonly ok: boolean; readonly error?: string; readonly [key: string]: unknown };
type Handler = (world: World, args: Args, wrong: (why: string) => void) => Answer;

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

/** Newest first, in pages; metadata only when asked for. */
function listed(world: World, args: Args, wanted: (ts: string | undefined, own: string) => boolean): Answer {
  const all = world.messages.filter((one) => one.channel === args.channel && wanted(one.thread_ts, one.ts)).reverse();
  const from = Number(args.cursor ?? 0);
  const size = Math.min(Number(args.limit ?? 100), 999);
  const page = all.slice(from, from + size).map(({ metadata, ...one }) => ({
    type: 'message',
    bot_id: world.bot.id,
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
  'auth.test': (world) => ({
    ok: true,
    url: 'https://team.slack.example/',
    team: 'Team',
    user: 'sitrep',
    team_id: world.team,
    user_id: world.bot.user,
    bot_id: world.bot.id,
  }),
  'chat.postMessage': (world, args, wrong) => {
    const channel = writable(world, args.channel);
    if (isAnswer(channel)) return channel;
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
    if (!world.users.has(String(args.users))) return refuse('user_not_found');
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
    const view = args.view as { type: string; blocks: Record<string, unknown>[] };
    const why = view.type === 'home' ? blocksProblem(view.blocks, 100) : `view of type ${view.type}`;
    if (why !== null) {
      wrong(`views.publish: ${why}`);
      return refuse('invalid_arguments');
    }
    if (!world.users.has(String(args.user_id))) return refuse('not_found');
    world.homes.set(String(args.user_id), view);
    return { ok: true, view: { id: 'V1', ...view } };
  },
  'views.open': (world, args, wrong) => {
    const born = world.triggers.get(String(args.trigger_id));
    if (born === undefined) return refuse('invalid_trigger_id');
    world.triggers.delete(String(args.trigger_id));
    if (world.now() - born > 3_000) return refuse('expired_trigger_id');
    const view = args.view as { type: string; title?: { text?: string }; blocks: unknown };
    const why = view.type === 'modal' ? blocksProblem(view.blocks, 100) : `view of type ${view.type}`;
    const title = view.title?.text ?? '';
    if (why !== null || title.length < 1 || title.length > 24) {
      wrong(`views.open: ${why ?? `title of ${title.length}`}`);
      return refuse('invalid_arguments');
    }
    return { ok: true, view: { id: 'V2', ...view } };
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
