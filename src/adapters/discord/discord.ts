import { ChannelType, Client, Events, GatewayIntentBits, Options, Partials, REST } from 'discord.js';
import type { Chat } from '../../core/model/command.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock, Log, Platform } from '../../core/model/ports.ts';
import { badToken, isBadToken, lineOf, wireError } from './errors.ts';
import { onInteraction, type Wire } from './interactions.ts';
import { onJoin, onMessage } from './messages.ts';
import { discordPlatform } from './platform.ts';
import { register } from './register.ts';

/** The adapter of Discord: events in, parts out, on discord.js. */

export type DiscordConfig = {
  readonly token: string;
  /** `DISCORD_API_URL`, without the version; null for Discord itself. The gateway is found through it. */
  readonly apiUrl: string | null;
  /** Registers the commands in this server alone (at once, for development); null for everywhere. */
  readonly guild: string | null;
};

/** How long the first connection may take. */
const CONNECT_MS = 30_000;
/** How long `stop` waits for answers that are being composed. */
const STOP_MS = 5_000;
/** A delivery waits this long for a rate limit by itself; longer ones go back to the queue, where nobody waits. */
const PATIENCE_MS = 5_000;

/**
 * Connects, registers the command table, then answers. Resolves when ready. No privileged intent is asked for.
 * Throws SitrepError: `bad_token`, `platform_down` (not reachable), `platform_refused` (commands, intents).
 */
export async function startDiscord(
  config: DiscordConfig,
  chat: Chat,
  log: Log,
  clock: Clock,
): Promise<{ platform: Platform; stop(): Promise<void> }> {
  const api = config.apiUrl === null ? {} : { api: config.apiUrl.replace(/\/+$/, '') };
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    rest: api,
    waitGuildTimeout: 5_000,
    // What people say is not kept.
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
  });
  const strict = new REST({
    ...api,
    retries: 0,
    rejectOnRateLimit: (limit) =>
      limit.route.startsWith('/channels') && Math.max(limit.timeToReset, limit.retryAfter) > PATIENCE_MS,
  }).setToken(config.token);
  const wire: Wire = { chat, log, rest: client.rest, strict };

  const busy = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    busy.add(work);
    void work.finally(() => busy.delete(work));
  };
  // discord.js drops the first direct message of a person unless the event says what kind of channel it came from,
  // which Discord does not document that it does; a message without a server is a direct one.
  client.on(Events.Raw, (packet: { t: string | null; d: { guild_id?: string; channel_type?: number } }) => {
    if (packet.t === 'MESSAGE_CREATE' && !packet.d.guild_id) packet.d.channel_type ??= ChannelType.DM;
  });
  client.on(Events.InteractionCreate, (interaction) => track(onInteraction(wire, interaction)));
  client.on(Events.MessageCreate, (message) => track(onMessage(wire, message, client.user?.id ?? '')));
  client.on(Events.GuildCreate, (guild) => track(onJoin(wire, guild)));
  client.on(Events.Error, (error) => log.error('discord.error', { error: lineOf(error) }));
  client.on(Events.Warn, (text) => log.warn('discord.warn', { text }));
  client.on(Events.ShardError, (error) => log.warn('discord.connection', { error: lineOf(error) }));
  client.on(Events.ShardReconnecting, () => log.info('discord.reconnecting'));
  client.on(Events.ShardResume, () => log.info('discord.resumed'));
  client.on(Events.ShardDisconnect, ({ code }) => log.error('discord.disconnected', { code }));

  try {
    await connected(client, config.token);
    await register(client.rest, client.application!.id, config.guild, chat.commands, log);
  } catch (error) {
    await client.destroy();
    throw error;
  }
  log.info('discord.ready', { guilds: client.guilds.cache.size });
  return {
    platform: discordPlatform(strict, client.user!.id, clock),
    stop: async () => {
      client.removeAllListeners(Events.InteractionCreate);
      client.removeAllListeners(Events.MessageCreate);
      client.removeAllListeners(Events.GuildCreate);
      client.removeAllListeners(Events.ShardReconnecting);
      await within(STOP_MS, Promise.allSettled(busy));
      await client.destroy();
    },
  };
}

/** Resolves at the client's `ready`; rejects on a refused token or intents, or when Discord stays out of reach. */
async function connected(client: Client, token: string): Promise<void> {
  const ready = Promise.withResolvers<void>();
  client.once(Events.ClientReady, () => ready.resolve());
  client.once(Events.ShardDisconnect, ({ code }) =>
    ready.reject(
      code === 4004 ? badToken() : new SitrepError('platform_refused', `Discord closed the connection (${code}).`),
    ),
  );
  client.login(token).catch(ready.reject);
  try {
    const inTime = await within(
      CONNECT_MS,
      ready.promise.then(() => true),
    );
    if (!inTime) throw new SitrepError('platform_down', 'Discord did not let the bot in within 30 seconds.');
  } catch (error) {
    throw isBadToken(error) ? badToken(error) : wireError(error, 'the connection');
  }
}

/** The promise's value, or null after `ms`. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
