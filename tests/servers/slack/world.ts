/** What the Slack server knows: one workspace with its people, channels and messages. Plain data that tests may set. */

export type User = {
  id: string;
  name: string;
  tz: string;
  is_admin?: boolean;
  is_owner?: boolean;
  /** The account is no more: nobody can write to it. */
  deleted?: boolean;
};
export type Channel = { id: string; name: string; creator?: string; member: boolean; archived?: boolean; im?: string };
export type Message = {
  ts: string;
  channel: string;
  text: string;
  blocks?: unknown;
  thread_ts?: string;
  metadata?: unknown;
  /** Who wrote it; the bot when absent. */
  by?: string;
};

/** A modal that stands open. */
export type View = {
  readonly id: string;
  readonly type: string;
  readonly blocks: Record<string, unknown>[];
  readonly private_metadata?: string;
  readonly callback_id?: string;
  readonly [key: string]: unknown;
};

/** A workspace as the bot is installed in it. */
export type Team = { readonly id: string; readonly bot: { readonly user: string; readonly id: string } };

/** What a person has consented to on Slack's page, until the app exchanges its code. */
export type Grant = {
  readonly token: string;
  readonly team: Team;
  readonly organisation?: boolean;
  /** Further fields of the answer. */
  readonly more?: Readonly<Record<string, unknown>>;
};

export type World = {
  team: string;
  app: string;
  bot: { user: string; id: string };
  botToken: string;
  /** Further workspaces by their bot token; people, channels and messages are in one pot, told apart by their ids. */
  others: Map<string, Team>;
  appToken: string;
  /** The app's own credentials, and consents by their code. */
  oauth: { clientId: string; clientSecret: string; grants: Map<string, Grant> };
  users: Map<string, User>;
  channels: Map<string, Channel>;
  messages: Message[];
  /** App Home views by person. */
  homes: Map<string, { type: string; blocks: Record<string, unknown>[]; private_metadata?: string }>;
  /** Open modals by id. */
  views: Map<string, View>;
  /** Status lines of the agent view, `channel/thread`; the reply clears them. */
  statuses: Map<string, string>;
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
    others: new Map(),
    appToken: 'xapp-1-good-app-token',
    oauth: { clientId: '11.22', clientSecret: 'good-client-secret', grants: new Map() },
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
    views: new Map(),
    statuses: new Map(),
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

/** The workspace that a bot token is for, or null. */
export function teamOf(world: World, token: string | undefined): Team | null {
  if (token === world.botToken) return { id: world.team, bot: world.bot };
  return world.others.get(token ?? '') ?? null;
}
