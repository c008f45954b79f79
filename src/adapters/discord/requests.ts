import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultRestOptions, DiscordAPIError, RateLimitError, type RESTOptions } from 'discord.js';

/** How requests are made: nothing is repeated unless it may arrive twice, and no wait of one place holds up another. */

/** A request that hangs is given up after this; whether it arrived is not known then. */
const TIMEOUT_MS = 10_000;
/** A message to a channel waits this long in line for a rate limit; longer ones are rejected with the time. */
const PATIENCE_MS = 5_000;
/** For so long an interaction can be answered: no wait for it is longer. */
export const TOKEN_MS = 15 * 60_000;
/** A message is not held back longer than this for a rate limit. */
export const MESSAGE_MS = 30_000;
/** Pauses before what may arrive twice is tried again. */
const PAUSES_MS = [100, 400, 1_000];

/**
 * For discord.js, which keeps a line per route and channel, or per interaction. There is one of it, so that all
 * know the limits that one was told; it repeats nothing by itself, for only the caller knows what may arrive twice.
 */
export const REST_OPTIONS: Partial<RESTOptions> = {
  retries: 0,
  timeout: TIMEOUT_MS,
  rejectOnRateLimit: (limit) => {
    const wait = Math.max(limit.timeToReset, limit.retryAfter);
    if (/^\/(?:(?:users\/@me\/)?channels|guilds\/:id\/members)/.test(limit.route)) return wait > PATIENCE_MS;
    return /^\/(?:webhooks|interactions)/.test(limit.route) && wait > TOKEN_MS;
  },
  makeRequest: async (url, init) => {
    const response = await DefaultRestOptions.makeRequest(url, init);
    return response.status === 429 ? limited(response) : response;
  },
};

/** discord.js reads a rate limit from headers alone, and without them asks again at once: the body says it too. */
async function limited(response: Awaited<ReturnType<RESTOptions['makeRequest']>>): Promise<Response> {
  const text = await response.text();
  const headers = new Headers(Object.fromEntries(response.headers));
  const told = afterOf(text);
  const after = String(Number(headers.get('retry-after')) || told.after || 1);
  headers.set('retry-after', after);
  if (told.global) headers.set('x-ratelimit-global', 'true');
  else if (!headers.has('x-ratelimit-global')) {
    headers.set('x-ratelimit-remaining', '0');
    headers.set('x-ratelimit-reset-after', after);
  }
  return new Response(text, { status: 429, headers });
}

function afterOf(text: string): { after: number; global: boolean } {
  try {
    const body = JSON.parse(text) as { retry_after?: unknown; global?: unknown };
    return { after: Number(body.retry_after) || 0, global: body.global === true };
  } catch {
    return { after: 0, global: false };
  }
}

/**
 * Tries again what may safely arrive twice, unless Discord refused it, or asks to wait until more than `most`
 * milliseconds from now. Throws the last failure.
 */
export async function safely<T>(
  request: () => Promise<T>,
  most = Number.POSITIVE_INFINITY,
  pauses: readonly number[] = PAUSES_MS,
): Promise<T> {
  const end = performance.now() + most;
  for (const pause of pauses) {
    try {
      return await request();
    } catch (error) {
      if (error instanceof DiscordAPIError) throw error;
      const wait = error instanceof RateLimitError ? Math.max(error.retryAfter, error.timeToReset) : pause;
      if (performance.now() + wait > end) throw error;
      await sleep(wait);
    }
  }
  return request();
}

/** The promise's value, or `late` after `ms`. Rejects as the promise does. */
export async function within<T, L>(ms: number, promise: Promise<T>, late: L): Promise<T | L> {
  const timer = new AbortController();
  const end = sleep(ms, late, { signal: timer.signal });
  end.catch(() => {});
  try {
    return await Promise.race([promise, end]);
  } finally {
    timer.abort();
  }
}
