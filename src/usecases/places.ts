import type { Tenant } from '../core/model/article.ts';
import type { Caller, Place, PlatformName } from '../core/model/command.ts';
import type { Settings } from '../core/model/ports.ts';
import { personIn } from '../core/own-chat.ts';
import type { Desk } from './desk.ts';

/** Where a person is the same one: an id holds in all servers of Discord, and in one workspace of Slack. */
export const reachOf = ({ platform, tenant }: Pick<Place, 'platform' | 'tenant'>): PlatformName | Tenant =>
  platform === 'discord' ? platform : tenant;

/** What holds where nobody has set anything; a topic, a zone and a role have no default. */
const DEFAULTS = { answers: 'private', links: 'managers', threads: 'off' } as const satisfies Settings;

/** Where a channel's settings come from, the narrowest first. */
export type Layers = { readonly channel: Settings; readonly server: Settings; readonly default: Settings };

/** What a channel, its server and the bot itself have set. A thread has its channel's. */
export async function layersOf(
  { store }: Pick<Desk, 'store'>,
  { tenant, channel }: Pick<Place, 'tenant' | 'channel'>,
): Promise<Layers> {
  const [own, server] = await Promise.all([store.settings(tenant, channel), store.settings(tenant, null)]);
  return { channel: own, server, default: DEFAULTS };
}

/** What holds in a channel: its own settings over its server's over the defaults. */
export async function settingsOf(
  desk: Pick<Desk, 'store'>,
  place: Pick<Place, 'tenant' | 'channel'>,
): Promise<Settings> {
  const layers = await layersOf(desk, place);
  return { ...layers.default, ...layers.server, ...layers.channel };
}

/** The role or group that a digest mentions there, if any; in a person's own chat there is nobody else to call. */
export async function roleOf(desk: Pick<Desk, 'store'>, place: Place): Promise<string | null> {
  if (personIn(place.channel) !== null) return null;
  return (await settingsOf(desk, place)).role ?? null;
}

/** The zone of schedules that name none: the place's, else the person's, else UTC. */
export const zoneFor = ({ zone }: Settings, caller: Pick<Caller, 'zone'>): string => zone ?? caller.zone ?? 'UTC';

/** Whether a tenant is one person alone, in their own chat with the bot, as on Discord. */
export const isPersons = (tenant: Tenant): boolean => /^\w+:dm-/u.test(tenant);

/** The bot was taken out of a server or workspace: nothing is sent there from now on. */
export async function left(
  { store, clock, log }: Pick<Desk, 'store' | 'clock' | 'log'>,
  tenant: Tenant,
): Promise<void> {
  await store.leave(tenant, clock());
  log.info('place.left', { tenant });
}

/** It is there, for the first time, still or again. */
export async function joined({ store }: Pick<Desk, 'store'>, tenant: Tenant): Promise<void> {
  await store.comeBack(tenant);
}

/**
 * The servers of a platform that the bot is in, as it finds them when it connects: it was taken out of the others. A
 * person's own chat with the bot is nobody's server.
 */
export async function present(
  desk: Pick<Desk, 'store' | 'clock' | 'log'>,
  platform: PlatformName,
  tenants: readonly Tenant[],
): Promise<void> {
  const here = new Set(tenants);
  const known = await desk.store.tenants(platform);
  for (const tenant of known) if (!here.has(tenant) && !isPersons(tenant)) await left(desk, tenant);
  for (const tenant of tenants) await joined(desk, tenant);
}

/** Deletes everything of one tenant now: as if it had been left at the beginning of time. */
export async function purgeNow({ store }: Pick<Desk, 'store'>, tenant: Tenant): Promise<void> {
  await store.leave(tenant, 0);
  await store.purge(1);
}

const DAY_MS = 24 * 3_600_000;

/** Deletes everything of the servers that were left too long ago. */
export async function purge(desk: Pick<Desk, 'store' | 'clock' | 'log' | 'keepDays'>): Promise<void> {
  const tenants = await desk.store.purge(desk.clock() - desk.keepDays * DAY_MS);
  if (tenants.length > 0) desk.log.info('place.purged', { tenants });
}
