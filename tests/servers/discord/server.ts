import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Gateway, startGateway } from './gateway.ts';
import { type Answer, refuse, rest } from './rest.ts';
import {
  APPLICATION,
  type Asking,
  BOT,
  CHANNEL,
  channelEvent,
  DIRECT,
  GUILD,
  guildEvent,
  type Interaction,
  interactionEvent,
  type Json,
  type Message,
  memberOf,
  type Person,
  READER,
  snowflake,
  TOKEN,
  userOf,
  type World,
} from './world.ts';

/**
 * A Discord of our own on loopback, for the real discord.js: REST and gateway as the platform behaves, strict. What
 * Discord would refuse, and any unknown path, is kept in `violations`: a test ends with that list empty.
 */

export type Fault = {
  readonly method?: string;
  readonly path: RegExp;
  /** `drop-before`: the socket is destroyed unread; `drop-after`: accepted, then destroyed without an answer. */
  readonly kind: '429' | '429-global' | '500' | 'drop-before' | 'drop-after';
  times: number;
  /** Seconds, for 429. */
  readonly after?: number;
};

export type DiscordServer = World & {
  readonly url: string;
  readonly gateway: Gateway;
  fault(fault: Fault): void;
  /** Moves the clock that acknowledgements and tokens are judged by. */
  advance(ms: number): void;
  /** A person types a command: `path` as `digest subscribe`, options by name. */
  command(path: string, options?: Record<string, string>, asking?: Asking): Interaction;
  press(customId: string, asking?: Asking, message?: Message): Interaction;
  /** A person is typing into the option `focused`. */
  suggest(path: string, focused: string, typed: string, asking?: Asking): Interaction;
  redeliver(interaction: Interaction): void;
  /** A person writes; null guild is a direct message. The text holds `<@bot>` when the bot is mentioned. */
  say(text: string, asking?: Asking): Message;
  repeat(message: Message): void;
  join(guild: string, channel: string): void;
  /** Resolves when it holds, checked after each request; fails after `ms` (5,000). */
  until(holds: () => boolean, what: string, ms?: number): Promise<void>;
  close(): Promise<void>;
};

export async function startDiscordServer(): Promise<DiscordServer> {
  const started = Date.now();
  let ahead = 0;
  const faults: Fault[] = [];
  const waiting = new Set<() => void>();
  const guilds: Json[] = [guildEvent(GUILD, CHANNEL)];
  const events = new Map<string, Json>();
  const world: World = {
    violations: [],
    requests: [],
    channels: new Map(),
    interactions: new Map(),
    commands: new Map(),
    nonces: new Map(),
    now: () => started + ahead,
    dispatch: (type, data) => gateway.dispatch(type, data),
  };
  const open = (id: string, guild: string | null) => world.channels.set(id, { id, guild, state: 'open', messages: [] });
  open(CHANNEL, GUILD);
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
    const injected = fault ? injectedAnswer(fault) : null;
    const answer =
      injected ??
      (!url.pathname.startsWith('/api/v10/')
        ? refuse(404, 0, `not the API: ${path}`)
        : rest(
            world,
            { method, path, query: url.searchParams, body, authorization: request.headers.authorization },
            port(),
          ));
    world.requests.push({ method, path, body, status: answer.status });
    if (fault?.kind === 'drop-after') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const port = () => (http.address() as { port: number }).port;

  const full = (asking: Asking = {}): Required<Asking> => {
    const guild = asking.guild === undefined ? GUILD : asking.guild;
    const channel = asking.channel ?? (guild === null ? DIRECT : CHANNEL);
    return { person: asking.person ?? READER, guild, channel, brought: asking.brought ?? false };
  };
  const interact = (kind: Interaction['kind'], type: number, data: Json, asking: Asking = {}, extra: Json = {}) => {
    const id = snowflake(world.now());
    const token = `interaction-token-${id}`;
    const event = { ...interactionEvent(id, token, type, data, full(asking)), ...extra };
    const { channel } = full(asking);
    const interaction: Interaction = {
      ...{ id, token, kind, made: world.now(), event, channel, reply: null, original: null, edits: 0, followups: [] },
    };
    world.interactions.set(id, interaction);
    gateway.dispatch('INTERACTION_CREATE', event);
    return interaction;
  };

  return {
    ...world,
    url: `http://127.0.0.1:${port()}/api`,
    gateway,
    fault: (fault) => void faults.push(fault),
    advance: (ms) => {
      ahead += ms;
    },
    command: (path, options = {}, asking) => {
      const values = Object.entries(options).map(([name, value]) => ({ name, type: 3, value }));
      return interact('command', 2, commandData(path, values), asking);
    },
    suggest: (path, focused, typed, asking) =>
      interact('autocomplete', 4, commandData(path, [{ name: focused, type: 3, value: typed, focused: true }]), asking),
    press: (customId, asking, message) =>
      interact('button', 3, { custom_id: customId, component_type: 2, id: 1 }, asking, {
        message: message ?? pressedOn(full(asking).channel, world.now()),
      }),
    redeliver: (interaction) => gateway.dispatch('INTERACTION_CREATE', interaction.event),
    say: (text, asking) => {
      const message = saying(text, full(asking), world.now());
      events.set(message.id, message);
      gateway.dispatch('MESSAGE_CREATE', message);
      return message;
    },
    repeat: (message) => gateway.dispatch('MESSAGE_CREATE', events.get(message.id)),
    join: (guild, channel) => {
      open(channel, guild);
      guilds.push(guildEvent(guild, channel));
      gateway.dispatch('GUILD_CREATE', guilds.at(-1));
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
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? null : JSON.parse(text);
}

function injectedAnswer(fault: Fault): Answer | null {
  const after = fault.after ?? 1;
  if (fault.kind === '500') return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
  if (fault.kind !== '429' && fault.kind !== '429-global') return null;
  const global = fault.kind === '429-global';
  return {
    status: 429,
    headers: {
      'retry-after': String(after),
      'x-ratelimit-scope': 'user',
      ...(global && { 'x-ratelimit-global': 'true' }),
    },
    body: { message: 'You are being rate limited.', retry_after: after, global },
  };
}

/** `digest subscribe` → a command whose option is a subcommand. */
function commandData(path: string, options: readonly Json[]): Json {
  const [name, ...below] = path.split(' ');
  const inner = below.reduceRight<readonly Json[]>(
    (inside, word, at) => [{ name: word, type: below.length - at === 1 ? 1 : 2, options: inside }],
    options,
  );
  return { id: '600000000000000001', name, type: 1, options: inner };
}

function saying(text: string, { person, guild, channel }: Required<Asking>, now: number): Message {
  const mentioned = new RegExp(`<@!?${BOT.id}>`).test(text);
  const { user: _, ...member } = memberOf(person);
  return {
    id: snowflake(now),
    channel_id: channel,
    author: userOf(person as Person),
    // Without the message content intent Discord empties what is not for the bot.
    content: mentioned || guild === null ? text : '',
    timestamp: new Date(now).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: mentioned ? [{ ...BOT, member: {} }] : [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    type: 0,
    ...(guild === null ? {} : { guild_id: guild, member, channel_type: 0 }),
  };
}

/** The message that holds the pressed button. */
function pressedOn(channel: string, now: number): Message {
  const place = { person: READER, guild: GUILD, channel, brought: false };
  return { ...saying('', place, now), author: BOT, channel: channelEvent(channel, GUILD), application_id: APPLICATION };
}
