/**
 * What Slack refuses, as far as we send it: the arguments of each method and the limits of Block Kit
 * (https://docs.slack.dev/reference/methods, /reference/block-kit/blocks). A refusal is also a violation: the test fails.
 */

type Shape = 'string' | 'boolean' | 'number' | 'json';
type Method = {
  readonly needs: readonly string[];
  readonly takes: Readonly<Record<string, Shape>>;
  readonly app?: true;
};

const MESSAGE = { channel: 'string', text: 'string', blocks: 'json', thread_ts: 'string' } as const;
const PREVIEWS = { unfurl_links: 'boolean', unfurl_media: 'boolean' } as const;
const PAGED = { cursor: 'string', limit: 'number', inclusive: 'boolean', latest: 'string', oldest: 'string' } as const;

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': { needs: [], takes: {} },
  'apps.connections.open': { needs: [], takes: {}, app: true },
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

/** What is wrong with a list of blocks; null when nothing is. */
export function blocksProblem(blocks: unknown, most: number): string | null {
  if (!Array.isArray(blocks) || blocks.length === 0) return 'no blocks';
  if (blocks.length > most) return `${blocks.length} blocks`;
  const actionIds = new Set<string>();
  for (const block of blocks) {
    const why = blockProblem(block as Record<string, unknown>, actionIds);
    if (why !== null) return `${why} in ${JSON.stringify(block).slice(0, 200)}`;
  }
  return null;
}

function blockProblem(block: Record<string, unknown>, actionIds: Set<string>): string | null {
  switch (block.type) {
    case 'header':
      return only(block, ['type', 'text', 'block_id']) ?? textProblem(block.text, ['plain_text'], 150);
    case 'section':
      return (
        only(block, ['type', 'text', 'block_id', 'expand']) ?? textProblem(block.text, ['mrkdwn', 'plain_text'], 3_000)
      );
    case 'divider':
      return only(block, ['type', 'block_id']);
    case 'context': {
      const elements = block.elements as unknown[];
      if (!Array.isArray(elements) || elements.length < 1 || elements.length > 10) return 'number of elements';
      const wrong = elements
        .map((one) => textProblem(one, ['mrkdwn', 'plain_text'], 3_000))
        .find((why) => why !== null);
      return only(block, ['type', 'elements', 'block_id']) ?? wrong ?? null;
    }
    case 'actions': {
      const elements = block.elements as Record<string, unknown>[];
      if (!Array.isArray(elements) || elements.length < 1 || elements.length > 25) return 'number of elements';
      const wrong = elements.map((one) => buttonProblem(one, actionIds)).find((why) => why !== null);
      return only(block, ['type', 'elements', 'block_id']) ?? wrong ?? null;
    }
    default:
      return `unknown block type ${String(block.type)}`;
  }
}

function buttonProblem(button: Record<string, unknown>, actionIds: Set<string>): string | null {
  if (button.type !== 'button') return `unknown element ${String(button.type)}`;
  const id = button.action_id;
  if (typeof id !== 'string' || id.length < 1 || id.length > 255) return 'action_id';
  if (actionIds.has(id)) return `action_id ${id} twice`;
  actionIds.add(id);
  if (typeof button.value !== 'string' || button.value.length > 2_000) return 'value';
  return only(button, ['type', 'action_id', 'text', 'value', 'style']) ?? textProblem(button.text, ['plain_text'], 75);
}

function textProblem(text: unknown, types: readonly string[], most: number): string | null {
  if (typeof text !== 'object' || text === null) return 'no text object';
  const { type, text: words, ...rest } = text as Record<string, unknown>;
  if (typeof type !== 'string' || !types.includes(type)) return `text of type ${String(type)}`;
  if (typeof words !== 'string' || words.length < 1 || words.length > most)
    return `text length ${String(words).length}`;
  const allowed = type === 'mrkdwn' ? 'verbatim' : 'emoji';
  const extra = Object.keys(rest).find((key) => key !== allowed || typeof rest[key] !== 'boolean');
  return extra === undefined ? null : `unknown field ${extra}`;
}

function only(object: Record<string, unknown>, keys: readonly string[]): string | null {
  const extra = Object.keys(object).find((key) => !keys.includes(key));
  return extra === undefined ? null : `unknown field ${extra}`;
}
