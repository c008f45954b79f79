import { setTimeout as sleep } from 'node:timers/promises';
import { SLACK_MANIFEST } from '../../src/adapters/slack/manifest.ts';
import { type Menu, type Button as Pressed, type SlackServer, startSlackServer } from '../servers/slack/server.ts';
import type { Message as Kept } from '../servers/slack/world.ts';
import {
  ANSWER_MS,
  type Button,
  type Driver,
  type FormShown,
  type Message,
  QUIET_MS,
  type Reply,
  replyOf,
  type Sent,
  type Shown,
  type Spot,
  type Who,
  Wrong,
} from './driver.ts';

/** The protocol server of Slack, as flows use it. */

/** What shows something to people; the other calls only ask. */
const SHOWING = new Set([
  ...['chat.postMessage', 'chat.update', 'chat.postEphemeral', 'response_url', 'views.publish', 'views.open'],
  ...[
    'views.update',
    'views.push',
    'view_submission',
    'assistant.threads.setSuggestedPrompts',
    'assistant.threads.setStatus',
  ],
  ...['chat.startStream', 'chat.appendStream', 'chat.stopStream'],
]);

/** Options that take the rest of a typed line. */
const LAST = new Set(['question', 'quotation', 'schedule', 'path', 'text']);

/** The callback of the entry in a message's menu. */
const [{ callback_id: SHORTCUT }] = SLACK_MANIFEST.features.shortcuts;

type Json = Readonly<Record<string, unknown>>;

export type SlackDriver = Driver & {
  readonly server: SlackServer;
  /** An event of this person's that the bot answers: by publishing App Home, or in the channel. */
  event(event: Json, who: Who, channel?: string): Promise<Reply>;
};

export async function startSlackDriver(): Promise<SlackDriver> {
  const server = await startSlackServer();
  const { world } = server;
  const commands: Sent[] = [];
  let [people, channels] = [0, 0];
  let last: string | null = null;

  const keep = (kind: string, who: Who, sent: Sent) =>
    void commands.push({ platform: 'slack', at: new Date().toISOString(), kind, person: who.id, ...sent });
  const where = (who: Who, spot: Spot = {}) => {
    if (!spot.direct) return spot.channel ?? 'C1';
    const id = `D${who.id}`;
    world.channels.set(id, { id, name: 'directmessage', member: true, im: who.id });
    return id;
  };

  /** What is shown from call `from` on to this person, or in this channel (and thread). */
  async function answerTo(
    envelope: string,
    who: Who,
    channel: string,
    thread: string | null,
    from: number,
    what: string,
  ): Promise<Reply> {
    last = envelope;
    const began = performance.now();
    const mine = () =>
      server.calls.slice(from).filter(({ method, args }) => {
        if (!SHOWING.has(method)) return false;
        if (method === 'response_url' || method === 'chat.postEphemeral') return args.user === who.id;
        if (method === 'views.publish') return args.user_id === who.id;
        if (method === 'views.open') return true;
        // Only what a form says back; that it was taken is no answer yet.
        if (method === 'view_submission') return args.errors !== undefined || args.view !== undefined;
        return args.channel === channel && (thread === null || args.thread_ts === thread);
      });
    const acked = () => server.socket.acks.includes(envelope);
    let [ackMs, count] = [Number.NaN, 0];
    while (!(acked() && mine().length > 0)) {
      if (Number.isNaN(ackMs) && acked()) ackMs = performance.now() - began;
      if (performance.now() - began > ANSWER_MS) throw new Wrong(`no answer to ${what}`);
      await sleep(10);
    }
    const ms = performance.now() - began;
    for (let since = performance.now(); performance.now() - since < QUIET_MS; await sleep(20))
      if (mine().length !== count) [count, since] = [mine().length, performance.now()];
    const form = mine().find((one) => one.method === 'views.open');
    const view = form && formOf(form.answer.view as Json);
    const shown = mine()
      .filter((one) => one !== form)
      .map(({ method, args, answer }) => shownOf(method, args, String(answer.ts ?? ''), channel));
    return replyOf(shown, view ?? null, Number.isNaN(ackMs) ? ms : ackMs, ms);
  }

  const answerOf = (path: string, who: Who) => {
    const from = server.calls.length;
    const envelope = server.command('/brief', path === 'brief' ? '' : path, { user: who.id, channel: 'C1' });
    return answerTo(envelope, who, 'C1', null, from, `/brief ${path}`);
  };

  return {
    platform: 'slack',
    server,
    env: { SLACK_BOT_TOKEN: world.botToken, SLACK_APP_TOKEN: world.appToken, SLACK_API_URL: server.apiUrl },
    secrets: [world.botToken, world.appToken, '/secret'],
    get violations() {
      return server.violations;
    },
    commands,
    get messages() {
      return server.calls.filter((one) => SHOWING.has(one.method)).map(({ method, args }) => recordOf(method, args));
    },
    channel: 'C1',
    person: (manages = false) => {
      people += 1;
      const id = `U1${String(people).padStart(5, '0')}`;
      world.users.set(id, { id, name: `reader${people}`, tz: 'Europe/Berlin', ...(manages && { is_admin: true }) });
      return { id, name: `reader${people}`, manages };
    },
    newChannel: () => {
      channels += 1;
      const id = `C2${String(channels).padStart(5, '0')}`;
      world.channels.set(id, { id, name: `desk-${channels}`, creator: 'U3', member: true });
      return id;
    },
    command: (path, options, who, spot) => {
      // What takes all the remaining words stands last, as people type it.
      const typed = Object.entries(options).toSorted(([a], [b]) => Number(LAST.has(a)) - Number(LAST.has(b)));
      const words = [path, ...typed.map(([, value]) => value)].join(' ').trim();
      const text = path === 'brief' ? words.slice('brief'.length).trim() : words;
      keep('command', who, { command: '/brief', text });
      const [from, channel] = [server.calls.length, where(who, spot)];
      const envelope = server.command('/brief', text, { user: who.id, channel });
      return answerTo(envelope, who, channel, null, from, `/brief ${text.slice(0, 80)}`);
    },
    press: (button, shown, who) => {
      keep('button', who, { label: button.label, id: button.id });
      const from = server.calls.length;
      const body = shown.body as { channel: string; home: boolean; message: Kept | null };
      const raw = button.raw as Pressed | Menu;
      const spot = body.home
        ? ({ user: who.id, home: true } as const)
        : { user: who.id, channel: body.channel, message: body.message };
      const envelope = 'options' in raw ? server.choose(raw, button.id, spot) : server.press(raw, spot);
      const thread = shown.thread === '' ? null : shown.thread;
      return answerTo(envelope, who, body.channel, thread, from, `the button “${button.label}”`);
    },
    submit: (form, values, who) => {
      keep('form', who, { title: form.title, values });
      const from = server.calls.length;
      const view = world.views.get(form.id);
      if (!view) throw new Wrong(`the form “${form.title}” is not open any more`);
      const envelope = server.submit(view, values, who.id);
      return answerTo(envelope, who, 'C1', null, from, `the form “${form.title}”`);
    },
    say: (text, who, spot = {}) => {
      const line = spot.direct ? text : `<@U0BOT> ${text}`;
      keep('message', who, { text: line, direct: spot.direct === true });
      const from = server.calls.length;
      const after = spot.after?.thread || undefined;
      const channel = spot.after ? (spot.after.body as { channel: string }).channel : where(who, spot);
      const said = server.say(line, { user: who.id, channel, ...(after && { thread: after }) });
      const thread = spot.direct ? null : (after ?? said.ts);
      return answerTo(said.envelope, who, channel, thread, from, `“${line.slice(0, 80)}”`);
    },
    onMessage: (text, who) => {
      keep('message shortcut', who, { text });
      const from = server.calls.length;
      const envelope = server.shortcut(SHORTCUT, { text }, { user: who.id, channel: 'C1' });
      return answerTo(envelope, who, 'C1', null, from, `“Brief this” on “${text.slice(0, 60)}”`);
    },
    suggest: async (path, option, typed, who) => {
      // Slack suggests in forms alone: the option must stand in the one that the bare command opens.
      const form = (await answerOf(path, who)).form;
      const view = form && world.views.get(form.id);
      const field = form?.fields.find((one) => one.name === option);
      if (!view || !field) throw new Wrong(`/${path} opens no form with “${option}”`);
      keep('suggestions', who, { command: path, option, typed });
      const from = server.calls.length;
      server.suggest(view, field.name, typed, who.id);
      const found = () => server.calls.slice(from).find((one) => one.method === 'block_suggestion');
      for (let n = 0; n < 500 && !found(); n++) await sleep(10);
      const options = (found()?.args.options ?? []) as { value: string }[];
      return options.map((one) => one.value);
    },
    again: async () => {
      const before = server.calls.length;
      if (last !== null) server.socket.redeliver(last);
      await sleep(600);
      const shown = server.calls.slice(before).filter((one) => SHOWING.has(one.method));
      if (shown.length > 0) throw new Wrong('a second answer to an event that came twice');
    },
    event: (event, who, channel = 'C1') => {
      keep('event', who, event);
      const from = server.calls.length;
      return answerTo(server.event(event), who, channel, null, from, `the event ${String(event.type)}`);
    },
    spoil: (channel, how) => {
      const it = world.channels.get(channel);
      if (it && how === 'gone') it.archived = true;
      else if (it) it.member = false;
    },
    standing: (channel) =>
      world.messages
        .filter((one) => one.channel === channel)
        .map((one) => shownOf('chat.postMessage', { ...one }, one.ts, channel)),
    close: () => server.close(),
  };
}

function recordOf(method: string, args: Json): Message {
  const ephemeral =
    method === 'chat.postEphemeral' || (method === 'response_url' && args.response_type !== 'in_channel');
  const view = method.startsWith('views.');
  const direct = String(args.channel ?? '').startsWith('D');
  const audience = ephemeral || view ? 'one person' : direct ? 'direct message' : 'channel';
  const channel = String(args.channel ?? args.channel_id ?? args.user_id ?? '');
  return { platform: 'slack', kind: method, channel, audience, body: args };
}

function shownOf(method: string, args: Json, ts: string, channel: string): Shown {
  const view = args.view as Json | undefined;
  const blocks = (args.blocks ?? view?.blocks ?? []) as Json[];
  const elements = blocks.flatMap((one) => [
    ...((one.elements as Json[]) ?? []),
    ...(one.accessory ? [one.accessory as Json] : []),
  ]);
  const open = method === 'chat.postMessage' || args.response_type === 'in_channel';
  const at = ts;
  const message = at === '' ? null : { ...args, ts: at };
  return {
    text: [
      typeof args.text === 'string' ? args.text : '',
      ...Object.values((args.errors ?? {}) as Json).map(String),
      ...blocks.map(wordsOf),
    ]
      .filter(Boolean)
      .join('\n'),
    buttons: elements.flatMap(buttonsOf),
    audience: open ? 'public' : 'private',
    id: at,
    thread: String(args.thread_ts ?? at),
    body: { channel: String(args.channel ?? channel), home: method === 'views.publish', message },
  };
}

/** A button, or each entry of a row's ⋯ menu. */
function buttonsOf(one: Json): Button[] {
  const label = (it: Json) => String((it.text as Json | undefined)?.text);
  if (one.type === 'button') return [{ label: label(one), id: String(one.value ?? one.action_id), raw: one }];
  if (one.type !== 'overflow') return [];
  return (one.options as Json[]).map((it) => ({ label: label(it), id: String(it.value), raw: one }));
}

/** All words of a block that are no buttons. */
function wordsOf(block: Json): string {
  const texts = [
    block.text,
    ...((block.elements as Json[]) ?? []).filter((one) => one.type !== 'button' && one.type !== 'overflow'),
  ];
  return texts
    .flatMap((one) => (typeof one === 'object' && one !== null ? [(one as Json).text] : []))
    .filter((one) => typeof one === 'string')
    .join('\n');
}

function formOf(view: Json): FormShown {
  const inputs = ((view.blocks ?? []) as Json[]).filter((one) => one.type === 'input');
  return {
    id: String(view.id),
    title: String((view.title as Json | undefined)?.text),
    fields: inputs.map((one) => ({ name: String(one.block_id), required: one.optional !== true, body: one })),
  };
}
