import type { AddressInfo } from 'node:net';
import { takeAck } from './acks.ts';
import { type Accepted, type Api, type Call, type Fault, makeApi } from './api.ts';
import {
  actionBody,
  commandBody,
  eventBody,
  type Json,
  type Said,
  type Spot,
  shortcutBody,
  submissionBody,
  suggestionBody,
} from './payloads.ts';
import { makeSockets, type Sockets } from './socket.ts';
import { makeWorld, nextTs, type View, type World } from './world.ts';

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
  /** What was to fail and has not yet goes well after all. */
  callOff(method: string): void;
  /** A person types a slash command; the envelope's id. */
  command(command: string, text: string, from: { user: string; channel: string }): string;
  /** A person writes a message that the bot hears: a mention in a channel, or anything in its direct message. */
  say(text: string, from: { user: string; channel: string; thread?: string }): { envelope: string; ts: string };
  /** Any event of the Events API. */
  event(event: Readonly<Record<string, unknown>>): string;
  /** A person presses this button under a message (null: an ephemeral one), in App Home or in a modal. */
  press(button: Button, from: Spot): string;
  /** A person takes the option with this value from the ⋯ menu of a row. */
  choose(menu: Menu, value: string, from: Spot): string;
  /** A person fills a modal in, by block id, and submits it. */
  submit(view: View, filled: Readonly<Record<string, string>>, user: string): string;
  /** A person types into a menu of a modal; the options are in `socket.payloads` when it is acknowledged. */
  suggest(view: View, block: string, typed: string, user: string): string;
  /** A person takes the app's entry from the menu of a message. */
  shortcut(callback: string, said: Said, from: { user: string; channel: string }): string;
  /** A fresh response_url, for what is not sent over the socket. */
  responseUrl(from: { user: string; channel: string }): string;
  /** Resolves when `ready` holds; rejects after `ms` with what was seen. */
  until(ready: () => boolean, what: string, ms?: number): Promise<void>;
  close(): Promise<void>;
};

export type Menu = {
  readonly type: 'overflow';
  readonly action_id: string;
  readonly options: readonly { readonly value: string; readonly text: { readonly text: string } }[];
};
export type Button = { readonly action_id: string; readonly value: string; readonly text: { readonly text: string } };

export async function startSlackServer(
  options: { readonly onAccepted?: (record: Accepted) => void } = {},
): Promise<SlackServer> {
  const world = makeWorld();
  const api = makeApi(world, options.onAccepted ?? (() => {}));
  await new Promise<void>((done) => api.server.listen(0, '127.0.0.1', done));
  const base = () => `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
  const waiters = new Set<() => void>();
  const changed = () => {
    for (const check of [...waiters]) check();
  };
  const socket = makeSockets(api.server, base, world.app, api.violations, changed, (body, payload) =>
    takeAck(world, api, body, payload),
  );
  api.openSocket = socket.open;
  api.changed = changed;
  const next = counter();
  const event = (body: Json) =>
    socket.send({
      type: 'events_api',
      accepts_response_payload: false,
      payload: eventBody(world, body, `Ev${next()}`),
    });
  const interact = (payload: Json, takes = false) =>
    socket.send({ type: 'interactive', accepts_response_payload: takes, payload });
  const url = (from: { user: string; channel: string }) => responseUrl(api, world, base(), from, next());

  return {
    apiUrl: `${base()}/api/`,
    world,
    calls: api.calls,
    violations: api.violations,
    socket,
    event,
    fault: (method, fault) => void api.faults.set(method, [...(api.faults.get(method) ?? []), fault]),
    callOff: (method) => void api.faults.delete(method),
    command: (command, text, from) =>
      socket.send({
        type: 'slash_commands',
        accepts_response_payload: true,
        payload: commandBody(world, command, text, from, url(from)),
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
    press: (button, from) => interact(actionBody(world, button, from, 'channel' in from ? url(from) : null)),
    choose: (menu, value, from) => {
      const chosen = menu.options.find((one) => one.value === value);
      if (!chosen) throw new Error(`no option ${value}`);
      const { options: _, ...rest } = menu;
      const action = { ...rest, selected_option: chosen };
      return interact(actionBody(world, action, from, 'channel' in from ? url(from) : null));
    },
    submit: (view, filled, user) => interact(submissionBody(world, view, filled, user), true),
    suggest: (view, block, typed, user) => interact(suggestionBody(world, view, block, typed, user), true),
    shortcut: (callback, said, from) => interact(shortcutBody(world, callback, said, from, url(from))),
    responseUrl: url,
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

function counter(): () => number {
  let n = 0;
  return () => ++n;
}
