/** What the Slack server knows: one workspace with its people, channels and messages. Plain data that tests may set. */

export type User = { id: string; name: string; tz: string; is_admin?: boolean; is_owner?: boolean };
export type Channel = { id: string; name: string; creator?: string; member: boolean; archived?: boolean; im?: string };
export type Message = {
  ts: string;
  channel: string;
  text: string;
  blocks?: unknown;
  thread_ts?: string;
  metadata?: unknown;
};

export type World = {
  team: string;
  app: string;
  bot: { user: string; id: string };
  botToken: string;
  appToken: string;
  users: Map<string, User>;
  channels: Map<string, Channel>;
  messages: Message[];
  /** App Home views by person. */
  homes: Map<string, { type: string; blocks: Record<string, unknown>[] }>;
  prompts: Map<string, readonly { title: string; message: string }[]>;
  /** When each trigger was made; one opens a view once, within three seconds. */
  triggers: Map<string, number>;
  /** Milliseconds; steered by the test. */
  now: () => number;
};

export function makeWorld(): World {
  return {
    team: 'T0TEAM',
    app: 'A0APP',
    bot: { user: 'U0BOT', id: 'B0BOT' },
    botToken: 'xoxb-1-good-bot-token',
    appToken: 'xapp-1-good-app-token',
    users: new Map([
      ['U1', { id: 'U1', name: 'reader', tz: 'Asia/Tokyo' }],
      ['U2', { id: 'U2', name: 'editor', tz: 'Europe/Berlin', is_admin: true }],
      ['U3', { id: 'U3', name: 'founder', tz: 'UTC' }],
    ]),
    channels: new Map([
      ['C1', { id: 'C1', name: 'desk', creator: 'U3', member: true }],
      ['C2', { id: 'C2', name: 'elsewhere', creator: 'U3', member: false }],
      ['D1', { id: 'D1', name: 'directmessage', member: true, im: 'U1' }],
    ]),
    messages: [],
    homes: new Map(),
    prompts: new Map(),
    triggers: new Map(),
    now: () => Date.now(),
  };
}

let count = 0;

/** A message id that grows: `seconds.microseconds`. */
export function nextTs(world: World): string {
  count += 1;
  return `${Math.floor(world.now() / 1_000)}.${String(count).padStart(6, '0')}`;
}
