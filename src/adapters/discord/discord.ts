import {
  type APIInteraction,
  Client,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  type GatewayMessageCreateDispatchData,
  Options,
  REST,
  Status,
} from 'discord.js';
import type { Chat } from '../../core/model/command.ts';
import type { Platform } from '../../core/model/delivery.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import { lineOf } from './errors.ts';
import { onInteraction } from './interactions.ts';
import { onJoin, onMessage } from './messages.ts';
import { discordPlatform } from './platform.ts';
import { register } from './register.ts';
import { REST_OPTIONS, within } from './requests.ts';
import { buildThrottle, connect } from './sessions.ts';
import type { Wire } from './wire.ts';

/** The adapter of Discord: events in, parts out, on discord.js. */

export type DiscordConfig = {
  readonly token: string;
  /** `DISCORD_API_URL`, without the version; null for Discord itself. The gateway is found through it. */
  readonly apiUrl: string | null;
  /** Registers the commands in this server alone (at once, for development); null for everywhere. */
  readonly guild: string | null;
};

/** How long `stop` waits for answers that are being composed. */
const STOP_MS = 5_000;
/** A session names its servers as it begins; one that it tells of within this time is there as well. */
const ROLL_MS = 1_000;
/** A connection that hears of what happens; it does from its beginning, before every server has told of itself. */
const LISTENING: ReadonlySet<Status> = new Set([Status.Ready, Status.WaitingForGuilds]);
/** What was left of a token's interactions is forgotten after this; discord.js would keep it for an hour. */
const SWEEP_MS = 60_000;

/**
 * Connects, registers the command table, then answers. Resolves when ready. No privileged intent is asked for.
 * Throws SitrepError: `bad_token`, `platform_down` (not reachable), `platform_refused` (commands, intents).
 */
export async function startDiscord(
  config: DiscordConfig,
  chat: Chat,
  log: Log,
  clock: Clock,
): Promise<{ platform: Platform; connected(): boolean; stop(): Promise<void> }> {
  const api = config.apiUrl === null ? {} : { api: config.apiUrl.replace(/\/+$/, '') };
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    allowedMentions: { parse: [] },
    rest: { ...REST_OPTIONS, ...api },
    ws: { buildIdentifyThrottler: buildThrottle(log) },
    // Events do not wait for it, only the start does.
    waitGuildTimeout: 1_000,
    // What people say is not kept.
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
  });
  // Requests that carry an interaction's token do not count for the bot's own global limit, nor wait for it.
  const hooks = new REST({ ...REST_OPTIONS, ...api, globalRequestsPerSecond: 1_000, handlerSweepInterval: SWEEP_MS });
  const wire: Wire = { client, hooks, chat, log };

  const busy = new Set<Promise<void>>();
  const track = (name: string, work: Promise<void>) => {
    const done = work.catch((error: unknown) => log.warn(name, { error: lineOf(error) }));
    busy.add(done);
    void done.finally(() => busy.delete(done));
  };
  const roll = openRoll((guilds) => track('discord.present', chat.present('discord', guilds.map(tenantOf))));
  client.on(Events.Raw, (packet: Packet) => receive(wire, packet, track, roll));
  client.on(Events.GuildCreate, (guild) => track('discord.join', onJoin(wire, guild)));
  client.on(Events.Error, (error) => log.error('discord.error', { error: lineOf(error) }));
  client.on(Events.Warn, (text) => log.warn('discord.warn', { text }));
  client.on(Events.ShardError, (error) => log.warn('discord.connection', { error: lineOf(error) }));
  client.on(Events.ShardReconnecting, () => log.info('discord.reconnecting'));
  client.on(Events.ShardResume, () => log.info('discord.resumed'));
  // Discord takes no more of this token or these intents; only a new start can help.
  client.on(Events.ShardDisconnect, ({ code }) =>
    log.error('discord.disconnected', { code, text: 'Off Discord until it is started again.' }),
  );

  try {
    await connect(client, config.token, log);
    await register(client.rest, client.application!.id, config.guild, chat.commands, log);
  } catch (error) {
    roll.close();
    await client.destroy();
    throw error;
  }
  log.info('discord.ready', { guilds: client.guilds.cache.size });
  return {
    platform: discordPlatform(client.rest, client.user!.id, clock),
    connected: () => client.isReady() && client.ws.shards.every(({ status }) => LISTENING.has(status)),
    stop: async () => {
      roll.close();
      client.removeAllListeners(Events.Raw);
      client.removeAllListeners(Events.GuildCreate);
      client.removeAllListeners(Events.ShardReconnecting);
      await within(STOP_MS, Promise.allSettled(busy), null);
      await client.destroy();
    },
  };
}

const tenantOf = (guild: string) => `discord:${guild}`;

/** The servers of a session, told a moment after it began. */
function openRoll(tell: (guilds: readonly string[]) => void) {
  const here = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  return {
    begin: (guilds: readonly string[]) => {
      here.clear();
      for (const id of guilds) here.add(id);
      clearTimeout(timer);
      timer = setTimeout(() => tell([...here]), ROLL_MS);
    },
    add: (guild: string) => void here.add(guild),
    drop: (guild: string) => void here.delete(guild),
    close: () => clearTimeout(timer),
  };
}

type Packet = { t: string | null; readonly d: unknown };

/**
 * Interactions and messages are taken from the gateway as they come. discord.js would hold them back until every
 * server has told of itself, which takes longer than a first reply may; it drops the first direct message of a
 * person; and it throws where a field is missing that it does not need. So it does not get to see them.
 */
function receive(
  wire: Wire,
  packet: Packet,
  track: (name: string, work: Promise<void>) => void,
  roll: ReturnType<typeof openRoll>,
): void {
  const { chat } = wire;
  switch (packet.t) {
    case GatewayDispatchEvents.InteractionCreate:
      track('discord.interaction', onInteraction(wire, packet.d as APIInteraction));
      packet.t = null;
      break;
    case GatewayDispatchEvents.MessageCreate:
      track('discord.message', onMessage(wire, packet.d as GatewayMessageCreateDispatchData));
      packet.t = null;
      break;
    case GatewayDispatchEvents.Ready: {
      const { guilds } = packet.d as { guilds?: readonly { id: string }[] };
      if (guilds) roll.begin(guilds.map(({ id }) => id));
      break;
    }
    case GatewayDispatchEvents.GuildCreate:
    case GatewayDispatchEvents.GuildDelete: {
      const { id, unavailable } = packet.d as { id: string; unavailable?: boolean };
      // Out of reach for a while is neither.
      if (unavailable) break;
      if (packet.t === GatewayDispatchEvents.GuildCreate) {
        roll.add(id);
        track('discord.joined', chat.joined(tenantOf(id)));
      } else {
        roll.drop(id);
        track('discord.left', chat.left(tenantOf(id)));
      }
    }
  }
}
