import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type Asked,
  channelEvent,
  commandData,
  DIRECTLY,
  EVERYTHING,
  guildEvent,
  interactionEvent,
  menuData,
  pressedOn,
  saying,
  submitData,
} from './events.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { refuse, rest } from './rest.ts';
import { type Fault, openWaits } from './waits.ts';
import {
  type Asking,
  CHANNEL,
  type Channel,
  DIRECT,
  GUILD,
  type Interaction,
  type Json,
  type Message,
  READER,
  snowflake,
  TOKEN,
  type World,
} from './world.ts';

/**
 * A Discord of our own on loopback, for the real discord.js: REST and gateway as the platform behaves, strict. What
 * Discord would refuse, and any unknown path, is kept in `violations`: a test ends with that list empty.
 */

export type DiscordServer = World & {
  readonly url: string;
  readonly gateway: Gateway;
  fault(fault: Fault): void;
  /** What hangs is cut off. */
  release(): void;
  /** Moves the clock that acknowledgements and tokens are judged by. */
  advance(ms: number): void;
  /** A person types a command: `path` as `digest subscribe`, options by name (a number: the id of a role). */
  command(path: string, options?: Record<string, string>, asking?: Asking): Interaction;
  /** A person picks a command from the menu of a message. */
  pick(name: string, message: Message, asking?: Asking): Interaction;
  press(customId: string, asking?: Asking, message?: Message): Interaction;
  /** A person sends in the modal that answered `opened`; values by the fields' custom_id. */
  submit(opened: Interaction, values: Readonly<Record<string, string>>, asking?: Asking): Interaction;
  /** A person is typing into the option `focused`. */
  suggest(path: string, focused: string, typed: string, asking?: Asking): Interaction;
  redeliver(interaction: Interaction): void;
  /** A person writes; null guild is a direct message. The text holds `<@bot>` when the bot is mentioned. */
  say(text: string, asking?: Asking, replies?: Message, pings?: boolean): Message;
  repeat(message: Message): void;
  /** The bot is taken into a server; its first channel is the system channel. */
  join(guild: string, channels: string | readonly string[], permissions?: bigint): void;
  /** The bot is taken out of a server; `unavailable`: the server is only out of reach. */
  leave(guild: string, unavailable?: boolean): void;
  /** One more channel of a server, 0 text or 5 announcements; in place, no event. */
  open(guild: string, channel: string, type?: number): void;
  /** Resolves when it holds, checked after each request; fails after `ms` (5,000). */
  until(holds: () => boolean, what: string, ms?: number): Promise<void>;
  close(): Promise<void>;
};

/** `clock`: milliseconds; default a clock that stands still until `advance`. */
export async function startDiscordServer(options: { readonly clock?: () => number } = {}): Promise<DiscordServer> {
  const started = Date.now();
  const clock = options.clock ?? (() => started);
  let ahead = 0;
  const faults: Fault[] = [];
  const hanging = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  const guilds: Json[] = [];
  const world: World = {
    onAccepted: () => {},
    violations: [],
    requests: [],
    channels: new Map(),
    interactions: new Map(),
    said: new Map(),
    permissions: new Map(),
    strangers: new Set(),
    commands: new Map(),
    nonces: new Map(),
    now: () => clock() + ahead,
    dispatch: (type, data) => gateway.dispatch(type, data),
  };
  const waits = openWaits((text) => world.violations.push(text));
  const open = (id: string, guild: string | null, type = guild === null ? 1 : 0): Channel => {
    const channel: Channel = { id, guild, type, state: 'open', messages: [] };
    world.channels.set(id, channel);
    return channel;
  };
  const install = (guild: string, channels: readonly string[], permissions: bigint) => {
    world.permissions.set(guild, permissions);
    const opened = channels.map((id) => open(id, guild));
    guilds.push(guildEvent(guild, opened, permissions));
  };
  install(GUILD, [CHANNEL], EVERYTHING);
  open(DIRECT, null);

  const http = createServer((request, response) => {
    void handle(request, response).finally(() => {
      for (const check of waiting) check();
    });
  });
  const gateway = startGateway(
    http,
    TOKEN,
    () => guilds,
    (text) => world.violations.push(text),
  );

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    const url = new URL(request.url ?? '/', 'http://discord');
    const path = decodeURIComponent(url.pathname).replace(/^\/api\/v10/, '');
    const fault = faults.find((one) => one.times > 0 && (one.method ?? method) === method && one.path.test(path));
    if (fault) fault.times--;
    if (fault?.kind === 'drop-before') return void request.socket.destroy();
    const body = await bodyOf(request);
    const route = `${method} ${path}`;
    const call = { method, path, query: url.searchParams, body, authorization: request.headers.authorization };
    const answer =
      (fault ? waits.injected(fault, route) : waits.refused(route, path)) ??
      (fault?.kind === 'hang'
        ? { status: 0 }
        : !url.pathname.startsWith('/api/v10/')
          ? refuse(404, 0, `not the API: ${path}`)
          : rest(world, call, gateway.information()));
    world.requests.push({ method, path, body, status: answer.status });
    if (fault?.kind === 'drop-after') return void request.socket.destroy();
    if (fault?.kind === 'hang' || fault?.kind === 'hang-after') return void hanging.add(response);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const port = (http.address() as { port: number }).port;

  const release = () => {
    for (const response of hanging) response.destroy();
    hanging.clear();
  };
  const full = (asking: Asking = {}): Asked => {
    const { person = READER, guild = GUILD, brought = false } = asking;
    const id = asking.channel ?? (guild === null ? DIRECT : CHANNEL);
    const granted = guild === null ? DIRECTLY : (world.permissions.get(guild) ?? EVERYTHING);
    return { person, guild, brought, granted, channel: world.channels.get(id) ?? open(id, guild) };
  };
  const interact = (kind: Interaction['kind'], data: Json, asking?: Asking, extra: Json = {}, onMessage = false) => {
    const asked = full(asking);
    const id = snowflake(world.now());
    const token = `interaction-token-${id}`;
    const type = { command: 2, message: 2, button: 3, autocomplete: 4, modal: 5 }[kind];
    const event = { ...interactionEvent(id, token, type, data, asked), ...extra };
    const [channel, made] = [asked.channel.id, world.now()];
    const interaction: Interaction = {
      ...{ id, token, kind, onMessage, brought: asked.brought, made, event, channel },
      ...{ reply: null, original: null, edits: 0, followups: [] },
    };
    world.interactions.set(id, interaction);
    gateway.dispatch('INTERACTION_CREATE', event);
    return interaction;
  };
  const optionOf = ([name, value]: [string, string]) => ({ name, type: name === 'role' ? 8 : 3, value });

  return Object.assign(world, {
    url: `http://127.0.0.1:${port}/api`,
    gateway,
    fault: (fault) => void faults.push(fault),
    release,
    advance: (ms) => {
      ahead += ms;
    },
    command: (path, values = {}, asking) =>
      interact('command', commandData(path, Object.entries(values).map(optionOf)), asking),
    pick: (name, message, asking) => interact('message', menuData(name, message), asking),
    suggest: (path, focused, typed, asking) =>
      interact('autocomplete', commandData(path, [{ name: focused, type: 3, value: typed, focused: true }]), asking),
    press: (customId, asking, message) => {
      const asked = full(asking);
      const on = message ?? pressedOn(asked.channel, world.now(), asked);
      const data = { custom_id: customId, component_type: 2, id: 1 };
      return interact('button', data, asking, { message: on }, true);
    },
    submit: (opened, values, asking) => {
      if (opened.reply?.type !== 9) throw new Error('there is no modal to send in');
      const { message } = opened.event;
      const data = submitData(opened.reply.data as Json, values);
      return interact('modal', data, asking, message === undefined ? {} : { message }, opened.onMessage);
    },
    redeliver: (interaction) => gateway.dispatch('INTERACTION_CREATE', interaction.event),
    say: (text, asking, replies, pings) => {
      const message = saying(text, full(asking), world.now(), replies, pings);
      world.said.set(message.id, message);
      gateway.dispatch('MESSAGE_CREATE', message);
      return message;
    },
    repeat: (message) => gateway.dispatch('MESSAGE_CREATE', world.said.get(message.id)),
    join: (guild, channels, permissions = EVERYTHING) => {
      install(guild, typeof channels === 'string' ? [channels] : channels, permissions);
      gateway.dispatch('GUILD_CREATE', guilds.at(-1));
    },
    leave: (guild, unavailable = false) => {
      gateway.dispatch('GUILD_DELETE', { id: guild, ...(unavailable && { unavailable }) });
      if (unavailable) return;
      world.permissions.delete(guild);
      guilds.splice(
        guilds.findIndex((one) => one.id === guild),
        1,
      );
      for (const channel of world.channels.values()) if (channel.guild === guild) channel.state = 'hidden';
    },
    open: (guild, channel, type) => {
      const event = guilds.find((one) => one.id === guild);
      (event?.channels as Json[] | undefined)?.push(channelEvent(open(channel, guild, type)));
    },
    until: (holds, what, ms = 5_000) =>
      new Promise((resolve, reject) => {
        const end = (done: () => void) => {
          clearTimeout(timer);
          clearInterval(beat);
          waiting.delete(check);
          done();
        };
        const check = () => {
          if (holds()) end(resolve);
        };
        const timer = setTimeout(() => end(() => reject(new Error(`waited in vain for ${what}`))), ms);
        const beat = setInterval(check, 50);
        waiting.add(check);
        check();
      }),
    close: async () => {
      gateway.close();
      release();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  } satisfies Omit<DiscordServer, keyof World>);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? null : JSON.parse(text);
}
