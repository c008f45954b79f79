import { setTimeout as sleep } from 'node:timers/promises';
import { type DiscordServer, startDiscordServer } from '../servers/discord/server.ts';
import {
  type Asking,
  CHANNEL,
  GUILD,
  type Interaction,
  type Json,
  type Message as Kept,
  type Person,
  TOKEN,
} from '../servers/discord/world.ts';
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

/** The protocol server of Discord, as flows use it. */

const EPHEMERAL = 1 << 6;
/** Who wrote the message that somebody else takes "Brief this" from. */
const AUTHOR: Who = { id: '320000000000000001', name: 'author', manages: false };

export type DiscordDriver = Driver & { readonly server: DiscordServer };

export async function startDiscordDriver(): Promise<DiscordDriver> {
  const server = await startDiscordServer();
  const commands: Sent[] = [];
  const messages: Message[] = [];
  let [people, channels, latest] = [0, 0, 0];
  /** When each interaction was first acknowledged. */
  const acked = new Map<string, number>();
  let last: (() => void) | null = null;

  server.onAccepted = ({ kind, channel, interaction, body }) => {
    latest = performance.now();
    const asked = interaction === undefined ? undefined : server.interactions.get(interaction);
    if (kind === 'callback' && interaction !== undefined) acked.set(interaction, latest);
    const data = (asked?.reply?.data ?? {}) as Json;
    const hidden = (Number(data.flags ?? 0) | (kind === 'follow-up' ? Number(body.flags ?? 0) : 0)) & EPHEMERAL;
    const place = server.channels.get(channel)?.guild === null ? 'direct message' : 'channel';
    messages.push({ platform: 'discord', kind, channel, audience: hidden ? 'one person' : place, body });
  };

  const asking = (who: Who, spot: Spot = {}): Asking => ({
    person: personOf(who),
    ...(spot.direct ? { guild: null } : {}),
    ...(spot.channel ? { channel: spot.channel } : {}),
    ...(spot.server ? { guild: spot.server } : {}),
  });
  const forms = new Map<string, Interaction>();
  const keep = (kind: string, who: Who, sent: Sent) =>
    void commands.push({ platform: 'discord', at: new Date().toISOString(), kind, person: who.id, ...sent });

  /** The whole answer to an interaction: nothing more came for a while after its first words. */
  async function answerTo(asked: Interaction, began: number): Promise<Reply> {
    last = () => server.redeliver(asked);
    const isForm = () => asked.reply?.type === 9;
    const isAnswered = () => isForm() || asked.edits > 0 || asked.reply?.type === 4 || asked.reply?.type === 7;
    await wait(isAnswered, () => `no answer to ${JSON.stringify(asked.event.data).slice(0, 200)}`);
    const ms = performance.now() - began;
    await quiet(() => latest);
    const ackMs = (acked.get(asked.id) ?? Number.NaN) - began;
    if (isForm()) {
      forms.set(asked.id, asked);
      return replyOf([], formOf(asked.id, (asked.reply?.data ?? {}) as Json), ackMs, ms);
    }
    const all = [asked.original, ...asked.followups].filter((one) => one !== null);
    return replyOf(all.map(shownOf), null, ackMs, ms);
  }

  return {
    platform: 'discord',
    server,
    env: { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: server.url },
    secrets: [TOKEN, 'interaction-token-'],
    get violations() {
      return server.violations;
    },
    commands,
    messages,
    channel: CHANNEL,
    person: (manages = false) => {
      people += 1;
      return { id: String(310000000000000000n + BigInt(people)), name: `reader ${people}`, manages };
    },
    newChannel: () => {
      channels += 1;
      const id = String(410000000000000000n + BigInt(channels));
      server.open(GUILD, id);
      return id;
    },
    command: (path, options, who, spot) => {
      keep('command', who, { command: path, options });
      return answerTo(server.command(path, { ...options }, asking(who, spot)), performance.now());
    },
    press: (button, shown, who) => {
      keep('button', who, { label: button.label, id: button.id });
      const on = shown.body as Kept;
      const place = { person: personOf(who), channel: on.channel_id, ...guildOf(server, on.channel_id) };
      return answerTo(server.press(button.id, place, on), performance.now());
    },
    submit: (form, values, who) => {
      keep('form', who, { title: form.title, values });
      return answerTo(server.submit(forms.get(form.id)!, values, asking(who)), performance.now());
    },
    say: async (text, who, spot = {}) => {
      const line = spot.direct ? text : `<@200000000000000001> ${text}`;
      keep('message', who, { text: line, direct: spot.direct === true });
      const began = performance.now();
      const channel = spot.after ? (spot.after.body as Kept).channel_id : spot.channel;
      const replied = spot.after && !spot.direct ? (spot.after.body as Kept) : undefined;
      const said = server.say(line, asking(who, { ...spot, ...(channel && { channel }) }), replied);
      last = () => server.repeat(said);
      const here = () => [
        ...(server.channels.get(said.channel_id)?.messages ?? []).filter(
          (one) => (one.message_reference as Json | undefined)?.message_id === said.id,
        ),
        // A thread has the id of the message that it hangs on; whoever speaks in one is answered there.
        ...(server.channels.get(said.id)?.messages ?? []),
      ];
      await wait(
        () => here().length > 0,
        () => `no answer to “${line.slice(0, 80)}”`,
      );
      const ms = performance.now() - began;
      await quiet(() => latest);
      return replyOf(here().map(shownOf), null, ms, ms);
    },
    onMessage: (text, who) => {
      keep('message command', who, { text });
      const message = server.say(text, asking(AUTHOR));
      // What is picked comes whole, whoever it is for.
      const whole = { ...message, content: text };
      return answerTo(server.pick('Brief this', whole, asking(who)), performance.now());
    },
    suggest: async (path, option, typed, who) => {
      keep('suggestions', who, { command: path, option, typed });
      const asked = server.suggest(path, option, typed, asking(who));
      await wait(
        () => asked.reply !== null,
        () => `no suggestions for ${path} ${option}`,
      );
      const { choices } = (asked.reply?.data ?? {}) as { choices?: { value: string }[] };
      return (choices ?? []).map((one) => one.value);
    },
    again: async () => {
      const before = latest;
      last?.();
      await sleep(600);
      if (latest !== before) throw new Wrong('a second answer to an event that came twice');
    },
    spoil: (channel, how) => {
      server.channels.get(channel)!.state = how;
    },
    standing: (channel) => (server.channels.get(channel)?.messages ?? []).map(shownOf),
    close: () => server.close(),
  };
}

const personOf = (who: Who): Person => ({ id: who.id, name: who.name, permissions: who.manages ? 0x820n : 0x800n });

const guildOf = (server: DiscordServer, channel: string) => ({ guild: server.channels.get(channel)?.guild ?? null });

async function wait(holds: () => boolean, what: () => string): Promise<void> {
  const until = performance.now() + ANSWER_MS;
  while (!holds()) {
    if (performance.now() > until) throw new Wrong(what());
    await sleep(10);
  }
}

async function quiet(latest: () => number): Promise<void> {
  while (performance.now() - latest() < QUIET_MS) await sleep(20);
}

function shownOf(message: Kept): Shown {
  const all = nested((message.components ?? []) as Json[]);
  const embeds = (message.embeds ?? []) as Json[];
  const text = [
    message.content,
    ...embeds.flatMap((one) => [one.title, one.description, JSON.stringify(one.fields ?? '')]),
    ...all.map((one) => one.content),
  ];
  return {
    text: text.filter((one) => typeof one === 'string' && one !== '').join('\n'),
    buttons: all.filter((one) => one.type === 2 && one.custom_id !== undefined).map(buttonOf),
    audience: Number(message.flags ?? 0) & EPHEMERAL ? 'private' : 'public',
    id: message.id,
    thread: '',
    body: message,
  };
}

const buttonOf = (one: Json): Button => ({ label: String(one.label), id: String(one.custom_id), raw: one });

function nested(components: readonly Json[]): Json[] {
  return components.flatMap((one) => [
    one,
    ...nested((one.components as Json[]) ?? []),
    ...(one.component ? nested([one.component as Json]) : []),
    ...(one.accessory ? nested([one.accessory as Json]) : []),
  ]);
}

function formOf(id: string, data: Json): FormShown {
  const fields = nested((data.components ?? []) as Json[]).filter((one) => one.custom_id !== undefined);
  return {
    id,
    title: String(data.title),
    fields: fields.map((one) => ({ name: String(one.custom_id), required: one.required !== false, body: one })),
  };
}
