import { blocksProblem } from './blocks.ts';

/**
 * What Slack refuses, as far as we send it: the arguments of each method (https://docs.slack.dev/reference/methods). A
 * refusal is also a violation: the test fails.
 */

export { blocksProblem };

type Shape = 'string' | 'boolean' | 'number' | 'json';
type Method = {
  readonly needs: readonly string[];
  readonly takes: Readonly<Record<string, Shape>>;
  readonly app?: true;
  /** Takes no token: the app says who it is by its client secret. */
  readonly open?: true;
};

const MESSAGE = { channel: 'string', text: 'string', blocks: 'json', thread_ts: 'string' } as const;
const PREVIEWS = { unfurl_links: 'boolean', unfurl_media: 'boolean' } as const;
const PAGED = { cursor: 'string', limit: 'number', inclusive: 'boolean', latest: 'string', oldest: 'string' } as const;

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': { needs: [], takes: {} },
  'apps.connections.open': { needs: [], takes: {}, app: true },
  'oauth.v2.access': {
    needs: ['client_id', 'client_secret', 'code'],
    takes: { client_id: 'string', client_secret: 'string', code: 'string', redirect_uri: 'string' },
    open: true,
  },
  'chat.postMessage': {
    needs: ['channel'],
    takes: {
      ...MESSAGE,
      ...PREVIEWS,
      metadata: 'json',
      reply_broadcast: 'boolean',
      link_names: 'boolean',
      parse: 'string',
    },
  },
  'chat.update': { needs: ['channel', 'ts'], takes: { ...MESSAGE, ts: 'string', metadata: 'json' } },
  'chat.postEphemeral': { needs: ['channel', 'user'], takes: { ...MESSAGE, user: 'string', link_names: 'boolean' } },
  'chat.delete': { needs: ['channel', 'ts'], takes: { channel: 'string', ts: 'string' } },
  'conversations.open': { needs: [], takes: { users: 'string', channel: 'string', return_im: 'boolean' } },
  'conversations.info': { needs: ['channel'], takes: { channel: 'string', include_num_members: 'boolean' } },
  'conversations.history': {
    needs: ['channel'],
    takes: { channel: 'string', include_all_metadata: 'boolean', ...PAGED },
  },
  'conversations.replies': {
    needs: ['channel', 'ts'],
    takes: { channel: 'string', ts: 'string', include_all_metadata: 'boolean', ...PAGED },
  },
  'users.info': { needs: ['user'], takes: { user: 'string', include_locale: 'boolean' } },
  'views.publish': { needs: ['user_id', 'view'], takes: { user_id: 'string', view: 'json', hash: 'string' } },
  'views.open': { needs: ['trigger_id', 'view'], takes: { trigger_id: 'string', view: 'json' } },
  'views.update': {
    needs: ['view'],
    takes: { view: 'json', view_id: 'string', external_id: 'string', hash: 'string' },
  },
  'assistant.threads.setStatus': {
    needs: ['channel_id', 'thread_ts', 'status'],
    takes: { channel_id: 'string', thread_ts: 'string', status: 'string' },
  },
  'assistant.threads.setSuggestedPrompts': {
    needs: ['channel_id', 'prompts'],
    takes: { channel_id: 'string', prompts: 'json', title: 'string' },
  },
};

/** Keys of a body posted to a response_url. */
export const RESPONSE_KEYS = [
  ...['text', 'blocks', 'response_type', 'replace_original', 'delete_original', 'thread_ts'],
  ...['unfurl_links', 'unfurl_media'],
];

export type Args = Readonly<Record<string, unknown>>;

/** The arguments with their JSON read; or what is wrong with them. */
export function readArgs(method: string, form: URLSearchParams): { args: Args } | { wrong: string } {
  const rule = METHODS[method];
  if (!rule) return { wrong: `unknown method ${method}` };
  const args: Record<string, unknown> = {};
  for (const [key, value] of form) {
    // Added by the SDK to every call of a client that knows its team.
    if (key === 'team_id') continue;
    const shape = rule.takes[key];
    if (!shape) return { wrong: `${method}: unknown argument ${key}` };
    if (shape === 'boolean' && value !== 'true' && value !== 'false')
      return { wrong: `${method}: ${key} is no boolean` };
    if (shape === 'number' && !/^\d+$/.test(value)) return { wrong: `${method}: ${key} is no number` };
    try {
      args[key] = shape === 'string' ? value : JSON.parse(value);
    } catch {
      return { wrong: `${method}: ${key} is no JSON` };
    }
  }
  for (const key of rule.needs) if (args[key] === undefined) return { wrong: `${method}: ${key} is missing` };
  return { args };
}

/** What is wrong with a message, as Slack's error code and why; null when nothing is. */
export function messageProblem(body: Args): { code: string; why: string } | null {
  const text = typeof body.text === 'string' ? body.text : '';
  if (body.blocks === undefined && text.trim() === '') return { code: 'no_text', why: 'neither text nor blocks' };
  if (text.trim() === '') return { code: 'no_text', why: 'no fallback text beside the blocks' };
  if (text.length > 40_000) return { code: 'msg_too_long', why: `text of ${text.length}` };
  if (text.length > 4_000) return { code: 'msg_too_long', why: `text of ${text.length}, 4,000 are advised` };
  if (body.blocks === undefined) return null;
  const why = blocksProblem(body.blocks, 50);
  if (why !== null) return { code: 'invalid_blocks', why };
  const total = JSON.stringify(body.blocks).length;
  return total > 13_200
    ? { code: 'msg_blocks_too_long', why: `${total} characters of blocks` }
    : metadataProblem(body.metadata);
}

function metadataProblem(metadata: unknown): { code: string; why: string } | null {
  if (metadata === undefined) return null;
  const { event_type: type, event_payload: payload, ...rest } = metadata as Record<string, unknown>;
  const good =
    typeof type === 'string' && typeof payload === 'object' && payload !== null && Object.keys(rest).length === 0;
  return good ? null : { code: 'invalid_metadata_format', why: JSON.stringify(metadata) };
}
