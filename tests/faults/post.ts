import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../src/core/model/ports.ts';
import type { Digest, Subscription } from '../../src/core/model/subscription.ts';
import { openSqlite } from '../../src/infra/sqlite/open.ts';
import { freeze } from '../../src/usecases/parts.ts';
import { type BotProcess, type Start, startProcess } from '../e2e/process.ts';
import { type DiscordServer, startDiscordServer } from '../servers/discord/server.ts';
import { GUILD, TOKEN } from '../servers/discord/world.ts';
import { type SlackServer, startSlackServer } from '../servers/slack/server.ts';

/** Both protocol servers, topics on disk, a store with subscriptions, and as many bots on them as a row starts. */

export type Chat = 'discord' | 'slack';

/** One message that a server took in, or one that it changed. */
export type Taken = {
  readonly platform: Chat;
  readonly kind: 'message' | 'edit';
  readonly channel: string;
  /** The part's own key; '' when it carries none. */
  readonly key: string;
  /** Real milliseconds of this process (`performance.now`), and those of the steered clock. */
  readonly ms: number;
  readonly clock: number;
  /** The message that it replies to; '' when it is none. */
  readonly reply: string;
  /** The whole body as it was sent. */
  readonly text: string;
};

export type PostOptions = {
  /** Channels on each platform, besides the first one of each. */
  readonly channels?: number;
  /** Topics `t0`, `t1` …, each with a folder of articles. */
  readonly topics?: number;
  readonly only?: readonly Chat[];
  /** How many times faster than the real one the clock runs. */
  readonly speed?: number;
  /** What the clock says at first; default Monday 23 November 2026, 07:00 UTC. `null`: the real clock. */
  readonly at?: number | null;
  readonly env?: Readonly<Record<string, string>>;
  /** Asked after each message: whether the answer to the next one is dropped. */
  readonly drops?: () => boolean;
};

export type Post = {
  readonly discord: DiscordServer;
  readonly slack: SlackServer;
  readonly data: string;
  readonly briefs: string;
  readonly platforms: readonly Chat[];
  readonly taken: readonly Taken[];
  /** Called for each. */
  onTaken: (one: Taken) => void;
  /** Answers dropped after the message was accepted. */
  readonly dropped: number;
  /** The next message is accepted and its answer dropped. */
  drop(platform: Chat): void;
  channels(platform: Chat): readonly string[];
  clock(): number;
  /** Sets the steered clock, of the bots that run too. */
  set(at: number): Promise<void>;
  /** Writes an article into a topic's folder, whole or not at all. */
  write(topic: string, name: string, text: string): void;
  /** In the store, from this process. */
  store<T>(work: (store: Store) => Promise<T>): Promise<T>;
  subscribe(all: readonly { readonly one: Subscription; readonly due: number | null }[]): Promise<void>;
  rows(sql: string): Record<string, unknown>[];
  start(more?: Partial<Start>): Promise<BotProcess>;
  /** SIGKILL to all that run. */
  kill(): Promise<void>;
  /** How often each part was accepted; parts that share a key and messages without one are told by their channel. */
  counts(): ReadonlyMap<string, number>;
  violations(): readonly string[];
  close(): Promise<void>;
};

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
/** Monday 23 November 2026, 07:00 UTC. */
export const BEGIN = Date.UTC(2026, 10, 23, 7);
/** Later than any lease of a process that was killed. */
export const LEASE_OVER_MS = 125_000;

/** Where Discord takes a message in. */
export const POSTING = /^\/channels\/\d+\/messages$/;

export async function openPost(options: PostOptions = {}): Promise<Post> {
  const {
    channels = 0,
    topics = 1,
    only = ['discord', 'slack'],
    speed = 1,
    at = BEGIN,
    env = {},
    drops: isDropped = () => false,
  } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-post-'));
  const [data, briefs] = [join(folder, 'data'), join(folder, 'briefs')];
  mkdirSync(data, { recursive: true });
  for (let n = 0; n < topics; n++) {
    mkdirSync(join(briefs, `t${n}`, 'articles'), { recursive: true });
    writeFileSync(join(briefs, `t${n}`, 'brief.yaml'), `title: Harbours ${n}\nsources: [articles]\n`);
  }
  const since = Date.now();
  const fast = () => Math.round(since + (Date.now() - since) * speed);
  let ahead = at === null ? 0 : at - fast();
  const clock = () => fast() + ahead;

  const taken: Taken[] = [];
  const bots = new Set<BotProcess>();
  const drops: { times: number }[] = [];
  let [asked, answered] = [0, 0];
  const take = (one: Omit<Taken, 'ms' | 'clock' | 'text'>, body: unknown) => {
    const whole = { ...one, ms: performance.now(), clock: clock(), text: JSON.stringify(body) };
    taken.push(whole);
    if (one.kind === 'message' && isDropped()) post.drop(one.platform);
    post.onTaken(whole);
  };
  const discord = await startDiscordServer({ clock });
  discord.onAccepted = ({ kind, channel, interaction, body }) => {
    if (interaction !== undefined || (kind !== 'message' && kind !== 'edit')) return;
    const reply = (body.message_reference as { message_id?: string } | undefined)?.message_id ?? '';
    take({ platform: 'discord', kind, channel, key: String(body.nonce ?? ''), reply }, body);
  };
  const slack = await startSlackServer({
    onAccepted: ({ kind, channel, body }) => {
      if (kind !== 'message' && kind !== 'update') return;
      if (kind === 'message' && asked > answered) answered += 1;
      const { metadata, thread_ts } = body as { metadata?: { event_payload?: { key?: string } }; thread_ts?: string };
      const as = { kind: kind === 'update' ? ('edit' as const) : kind, channel: channel ?? '' };
      take({ platform: 'slack', ...as, key: metadata?.event_payload?.key ?? '', reply: thread_ts ?? '' }, body);
    },
  });
  slack.world.now = clock;
  const places: Record<Chat, string[]> = { discord: [], slack: [] };
  for (let n = 0; n < channels; n++) {
    const [one, other] = [`${45n * 10n ** 16n + BigInt(n)}`, `C8${String(n).padStart(5, '0')}`];
    discord.open(GUILD, one);
    slack.world.channels.set(other, { id: other, name: `desk-${n}`, creator: 'U3', member: true });
    places.discord.push(one);
    places.slack.push(other);
  }

  const path = join(data, 'sitrep.sqlite');
  const post: Post = {
    discord,
    slack,
    data,
    briefs,
    platforms: only,
    taken,
    onTaken: () => {},
    get dropped() {
      return answered + drops.filter((one) => one.times === 0).length;
    },
    drop: (platform) => {
      if (platform === 'slack') {
        asked += 1;
        slack.fault('chat.postMessage', { is: 'drop-after' });
      } else {
        const fault = { method: 'POST', path: POSTING, kind: 'drop-after' as const, times: 1 };
        drops.push(fault);
        discord.fault(fault);
      }
    },
    channels: (platform) => places[platform],
    clock,
    set: async (to) => {
      ahead = to - fast();
      await Promise.all([...bots].map((bot) => bot.tell({ clock: ahead })));
    },
    write: (topic, name, text) => {
      const file = join(briefs, topic, 'articles', `${name}.md`);
      const half = join(dirname(file), `.${name}`);
      writeFileSync(half, text);
      renameSync(half, file);
    },
    store: async (work) => {
      const { store } = await openSqlite({ path });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    subscribe: (all) =>
      post.store(async (store) => {
        for (const { one, due } of all) await store.subscribe(one, due);
      }),
    rows: (sql) => {
      const file = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
      try {
        return file.prepare(sql).all() as Record<string, unknown>[];
      } finally {
        file.close();
      }
    },
    start: async (more = {}) => {
      const bot = await startProcess({
        entry: 'tests/e2e/bot.ts',
        data,
        ...more,
        env: {
          ...(only.includes('discord') && { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.url }),
          ...(only.includes('slack') && {
            SLACK_BOT_TOKEN: slack.world.botToken,
            SLACK_APP_TOKEN: slack.world.appToken,
            SLACK_API_URL: slack.apiUrl,
          }),
          SITREP_BRIEFS: briefs,
          SITREP_TEST_AHEAD_MS: String(ahead),
          SITREP_TEST_SPEED: String(speed),
          SITREP_TEST_SINCE_MS: String(since),
          ...env,
          ...more.env,
        },
      });
      bots.add(bot);
      return bot;
    },
    kill: async () => {
      await Promise.all([...bots].map((bot) => bot.stop('SIGKILL')));
      bots.clear();
    },
    counts: () => {
      const counts = new Map<string, number>();
      for (const { kind, key, channel } of taken)
        if (kind === 'message') counts.set(key || channel, (counts.get(key || channel) ?? 0) + 1);
      return counts;
    },
    violations: () => [...discord.violations, ...slack.violations],
    close: async () => {
      await post.kill();
      await Promise.all([discord.close(), slack.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return post;
}

const TENANT = { discord: `discord:${GUILD}`, slack: 'slack:T0TEAM' } as const;
const MAKER = { discord: '300000000000000001', slack: 'U1' } as const;

export const placeOf = (platform: Chat, channel: string) =>
  ({ platform, tenant: TENANT[platform], channel, thread: null }) as const;

/** A digest that is due every day at 08:00 UTC, first an hour after the clock's beginning. */
export const digestOf = (
  platform: Chat,
  channel: string,
  id = `${platform}-${channel}`,
  more: Partial<Digest> = {},
): Digest => ({
  kind: 'digest',
  id,
  place: placeOf(platform, channel),
  state: 'active',
  gone: null,
  by: MAKER[platform],
  made: BEGIN,
  quiet: null,
  upTo: 0,
  topic: 't0',
  schedule: { times: ['08:00'], days: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC' },
  minimum: 1,
  whenEmpty: 'silent',
  last: null,
  ...more,
});

/** When the n-th daily slot of `digestOf` is due, from 0, and its key. */
export const slotAt = (n: number): number => BEGIN + HOUR_MS + n * DAY_MS;
export const slotOf = (at: number): string => new Date(at).toISOString().slice(0, 16);

/** The key that the part must have, worked out here from what identifies it. */
export const keyOf = (one: Subscription, slot: string, part = 0): string =>
  freeze(
    one.id,
    slot,
    one.place,
    Array.from({ length: part + 1 }, () => ({ payload: '' })),
  )[part]!.key;

/** A short report with statements in it; every `n` is another one. */
export function report(n: number, more = ''): string {
  const ships = 3 + (n % 90);
  return `---
title: Harbour report ${n}
publisher: Harbour desk
---
The Norwegian foreign ministry said on Monday that ${ships} ships had left harbour ${n} before the storm.

“Harbour ${n} stays open for everybody who needs it,” the Norwegian foreign minister said.

Sweden denied that it had closed harbour ${n} to ${ships + 4} of its own ships.
${more}`;
}

/** One beat that is allowed to fail or to be cut short. */
export async function beat(bot: BotProcess): Promise<string | null> {
  const { error } = await bot.tell({ beat: true });
  return typeof error === 'string' ? error : null;
}
