import type { AddressInfo } from 'node:net';
import { type Api, type Call, type Fault, makeApi } from './api.ts';
import { makeSockets, type Sockets } from './socket.ts';
import { type Message, makeWorld, nextTs, type World } from './world.ts';

/** A Slack on loopback for the real Bolt. Strict: what Slack does not know or refuses ends up in `violations`. */
export type SlackServer = {
  /** What goes into SLACK_API_URL. */
  readonly apiUrl: string;
  readonly world: World;
  readonly calls: readonly Call[];
  readonly violations: readonly string[];
  readonly socket: Sockets;
  /** The next call of this method (or `response_url`) fails so. */
  fault(method: string, fault: Fault): void;
  /** A person types a slash command; the envelope's id. */
  command(command: string, text: string, from: { user: string; channel: string }): string;
  /** A person writes a message that the bot hears: a mention in a channel, or anything in its direct message. */
  say(text: string, from: { user: string; channel: string; thread?: string }): { envelope: string; ts: string };
  /** Any event of the Events API. */
  event(event: Readonly<Record<string, unknown>>): string;
  /** A person presses the button with this text under a message (null: an ephemeral one) or in App Home. */
  press(
    button: Button,
    from: { user: string; channel: string; message: Message | null } | { user: string; home: true },
  ): string;
  /** Resolves when `ready` holds; rejects after `ms` with what was seen. */
  until(ready: () => boolean, what: string, ms?: number): Promise<void>;
  close(): Promise<void>;
};

export type Button = { readonly action_id: string; readonly value: string; readonly text: { readonly text: string } };

export async function startSlackServer(): Promise<SlackServer> {
  const world = makeWorld();
  const api = makeApi(world);
  await new Promise<void>((done) => api.server.listen(0, '127.0.0.1', done));
  const base = () => `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
  const waiters = new Set<() => void>();
  const changed = () => {
    for (const check of [...waiters]) check();
  };
  const socket = makeSockets(api.server, base, world.app, api.violations, changed);
  api.openSocket = socket.open;
  api.changed = changed;
  const next = counter();
  const people = { team_id: world.team, api_app_id: world.app, token: 'verification' };

  const trigger = () => {
    const id = `trigger-${next()}`;
    world.triggers.set(id, world.now());
    return id;
  };
  const event = (body: Readonly<Record<string, unknown>>) =>
    socket.send({
      type: 'events_api',
      accepts_response_payload: false,
      payload: {
        ...people,
        event: body,
        type: 'event_callback',
        event_id: `Ev${next()}`,
        event_time: Math.floor(world.now() / 1_000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: world.team,
            user_id: world.bot.user,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
        event_context: 'context',
      },
    });

  return {
    apiUrl: `${base()}/api/`,
    world,
    calls: api.calls,
    violations: api.violations,
    socket,
    event,
    fault: (method, fault) => void api.faults.set(method, [...(api.faults.get(method) ?? []), fault]),
    command: (command, text, from) =>
      socket.send({
        type: 'slash_commands',
        accepts_response_payload: true,
        payload: {
          ...people,
          team_domain: 'team',
          channel_id: from.channel,
          channel_name: world.channels.get(from.channel)?.name ?? 'directmessage',
          user_id: from.user,
          user_name: world.users.get(from.user)?.name,
          command,
          text,
          is_enterprise_install: 'false',
          response_url: responseUrl(api, world, base(), from, next()),
          trigger_id: trigger(),
        },
      }),
    say: (text, from) => {
      const ts = nextTs(world);
      const direct = world.channels.get(from.channel)?.im !== undefined;
      const envelope = event({
        type: direct ? 'message' : 'app_mention',
        ...(direct && { channel_type: 'im' }),
        user: from.user,
        text,
        ts,
        channel: from.channel,
        event_ts: ts,
        team: world.team,
        ...(from.thread !== undefined && { thread_ts: from.thread }),
      });
      return { envelope, ts };
    },
    press: (button, from) =>
      socket.send({
        type: 'interactive',
        accepts_response_payload: false,
        payload: {
          ...pressed(world, from),
          type: 'block_actions',
          api_app_id: world.app,
          token: 'verification',
          trigger_id: trigger(),
          team: { id: world.team, domain: 'team' },
          enterprise: null,
          is_enterprise_install: false,
          state: { values: {} },
          ...('channel' in from && { response_url: responseUrl(api, world, base(), from, next()) }),
          actions: [{ type: 'button', block_id: 'b1', action_ts: nextTs(world), ...button }],
        },
      }),
    until: (ready, what, ms = 5_000) =>
      new Promise((resolve, reject) => {
        const done = (result: () => void) => {
          clearTimeout(timer);
          waiters.delete(check);
          result();
        };
        const check = () => ready() && done(resolve);
        const seen = () =>
          `${what}; calls: ${api.calls.map((one) => one.method).join(' ')}; ${api.violations.join('; ')}`;
        const timer = setTimeout(() => done(() => reject(new Error(`never came: ${seen()}`))), ms);
        waiters.add(check);
        check();
      }),
    close: async () => {
      socket.close();
      api.server.closeAllConnections();
      await new Promise((done) => api.server.close(done));
    },
  };
}

function responseUrl(api: Api, world: World, base: string, from: { user: string; channel: string }, n: number): string {
  const path = `/actions/${world.team}/${n}/secret`;
  api.responseUrls.set(path, { channel: from.channel, user: from.user, born: world.now(), uses: 0 });
  return base + path;
}

function pressed(
  world: World,
  from: { user: string; channel: string; message: Message | null } | { user: string; home: true },
): object {
  const user = { id: from.user, username: world.users.get(from.user)?.name, name: 'n', team_id: world.team };
  if ('home' in from) return { user, container: { type: 'view', view_id: 'V1' }, view: { id: 'V1', type: 'home' } };
  const channel = { id: from.channel, name: world.channels.get(from.channel)?.name };
  const { message } = from;
  if (message === null) {
    const container = { type: 'message', message_ts: nextTs(world), channel_id: from.channel, is_ephemeral: true };
    return { user, channel, container };
  }
  const container = { type: 'message', message_ts: message.ts, channel_id: from.channel, is_ephemeral: false };
  return { user, channel, container, message: { type: 'message', bot_id: world.bot.id, ...message } };
}

function counter(): () => number {
  let n = 0;
  return () => ++n;
}
