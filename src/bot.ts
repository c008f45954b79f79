import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, openApp, type Surroundings } from './app.ts';
import type { Config } from './config.ts';
import type { Platform } from './core/model/delivery.ts';
import { SitrepError } from './core/model/errors.ts';
import type { Store } from './core/model/ports.ts';
import { sealedInstallations } from './infra/installations.ts';
import { deriveKey } from './infra/seal.ts';
import { refresh } from './usecases/ingest.ts';
import { tick } from './usecases/tick.ts';
import { warmUp } from './usecases/warm.ts';

/**
 * A running bot: its chats are connected, `beat` is one tick of its clock, also while another still works. `stop` ends
 * the beats early: what is on its way is finished within seconds, or taken over by whoever comes next.
 */
export type Bot = {
  readonly app: App;
  /** Where its figures are served; null: nowhere. */
  readonly metricsPort: number | null;
  beat(): Promise<void>;
  stop(): Promise<void>;
};

type Started = { readonly platform: Platform; connected(): boolean; stop(): Promise<void> };

/** After so long without a beat something holds the bot up. */
const LATE_BEAT_MS = 3 * 60_000;
/** Beats that hang are not joined by ever more of them. */
const MOST_BEATS = 5;
/** What a stop leaves them, so that all of it takes less than ten seconds. */
const LAST_BEATS_MS = 3_000;
/** A store that takes longer to answer does not. */
const STORE_MS = 2_000;

/** Connects every chat whose token is set. An SDK is loaded only then: each takes a second to import. */
export async function startBot(config: Config, around: Surroundings, extra: readonly Platform[] = []): Promise<Bot> {
  const telemetry = config.metrics && (await import('./infra/telemetry.ts')).openTelemetry();
  const app = await openApp(config, { ...around, ...(telemetry && { meter: telemetry.meter }) });
  const started: Started[] = [];
  let beaten: number | null = null;
  let health: { readonly port: number; stop(): Promise<void> } | null = null;
  const stopping = new AbortController();
  const beats = new Set<Promise<void>>();
  const end = async () => {
    stopping.abort();
    // Before the chats are left: what is being sent goes out over them.
    await Promise.race([Promise.allSettled(beats), sleep(LAST_BEATS_MS, undefined, { ref: false })]);
    await health?.stop();
    await Promise.allSettled(started.map((one) => one.stop()));
    await app.close();
  };
  let ended: Promise<void> | null = null;
  const stop = () => {
    ended ??= end();
    return ended;
  };
  try {
    if (config.metrics && telemetry) {
      const missing = () => whatIsMissing(config, app.desk, started, beaten);
      // Before the chats, which may take their time: a supervisor sees that it is alive.
      health = await (await import('./infra/health.ts')).serveHealth({ ...config.metrics, telemetry, missing });
      around.log.info('metrics.listening', { host: config.metrics.host, port: health.port });
    }
    await refresh(app.desk);
    if (config.discord || config.slack) await warmUp(app.desk);
    // Side by side: one may have to wait for its platform.
    const starts = await Promise.allSettled([...connects(config, app, around)]);
    for (const start of starts) if (start.status === 'fulfilled') started.push(start.value);
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  } catch (error) {
    await stop();
    // Nothing tries again by itself before the first connection.
    if (error instanceof SitrepError && error.code === 'platform_down')
      throw new SitrepError('platform_unreachable', error.message, { cause: error });
    throw error;
  }
  const platforms = [...started.map((one) => one.platform), ...extra];
  return {
    app,
    metricsPort: health?.port ?? null,
    beat: async () => {
      if (stopping.signal.aborted || beats.size >= MOST_BEATS) return;
      const beat = tick(app.desk, platforms, randomUUID(), stopping.signal).then(
        () => {
          beaten = around.clock();
        },
        (error: unknown) => {
          // Whatever it was in the middle of was taken from it.
          if (!stopping.signal.aborted) throw error;
        },
      );
      beats.add(beat);
      await beat.finally(() => beats.delete(beat));
    },
    stop,
  };
}

/** Of the store, the chats that are configured and the clock those that do not work at the moment. */
async function whatIsMissing(
  config: Config,
  { store, clock }: App['desk'],
  started: readonly Started[],
  beaten: number | null,
): Promise<string[]> {
  const silent = sleep(STORE_MS, false, { ref: false });
  const answers = store.seq().then(
    () => true,
    () => false,
  );
  const wanted = (['discord', 'slack'] as const).filter((name) => config[name] !== null);
  const isOff = (name: string) => !started.some((one) => one.platform.name === name && one.connected());
  const isLate = beaten === null || clock() - beaten > LATE_BEAT_MS;
  return [
    ...((await Promise.race([answers, silent])) ? [] : ['store']),
    ...wanted.filter(isOff),
    ...(isLate ? ['clock'] : []),
  ];
}

function* connects({ discord, slack }: Config, app: App, { log, clock }: Surroundings): Iterable<Promise<Started>> {
  if (discord) {
    const access = { token: discord.token.reveal(), guild: discord.guild, apiUrl: discord.apiUrl };
    yield import('./adapters/discord/discord.ts').then(({ startDiscord }) =>
      startDiscord(access, app.chat, log, clock),
    );
  }
  if (slack) {
    const access = slackAccess(slack, app.desk.store);
    yield import('./adapters/slack/slack.ts').then(({ startSlack }) => startSlack(access, app.chat, log, clock));
  }
}

/** What the adapter is told of a mode, its secrets in clear; installations go to the store, sealed. */
function slackAccess(slack: NonNullable<Config['slack']>, store: Store) {
  const { apiUrl } = slack;
  if (slack.mode === 'socket') return { botToken: slack.bot.reveal(), appToken: slack.app.reveal(), apiUrl };
  const http = { ...slack.http, signingSecret: slack.http.signingSecret.reveal() };
  if (slack.mode === 'http') return { botToken: slack.bot.reveal(), http, apiUrl };
  const seal = slack.seal.reveal();
  const stateSecret = deriveKey(seal, 'state of an installation').toString('base64url');
  const client = { clientId: slack.clientId, clientSecret: slack.clientSecret.reveal(), stateSecret };
  return { install: { ...client, installations: sealedInstallations(store, seal) }, http, apiUrl };
}
