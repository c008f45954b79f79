import type { Answer } from './rest.ts';

/** Faults to inject, and the rate limits they begin, which are then really enforced. */

export type Fault = {
  readonly method?: string;
  readonly path: RegExp;
  /**
   * `drop-before`: the socket is destroyed unread; `drop-after`: accepted, then destroyed without an answer; `hang`:
   * read and never answered; `hang-after`: accepted and never answered; `refuse`: `status` and `code`.
   */
  readonly kind: '429' | '429-global' | '500' | 'drop-before' | 'drop-after' | 'hang' | 'hang-after' | 'refuse';
  times: number;
  /** Seconds, for 429. */
  readonly after?: number;
  /** The 429 says so in its body alone. */
  readonly bare?: boolean;
  readonly status?: number;
  readonly code?: number;
};

/** A request that was on its way when the limit was told is no violation. */
const ON_ITS_WAY_MS = 250;
/** Clocks and timers of the client may be off by this much. */
const SLACK_MS = 20;

type Wait = { readonly route: string | null; readonly since: number; readonly until: number };

export type Waits = {
  /** The answer of a fault, or null when it lets the request through. Begins the wait of a 429. */
  injected(fault: Fault, route: string): Answer | null;
  /** 429 when the route, or everything, has still to wait. */
  refused(route: string, path: string): Answer | null;
};

/** Interactions and their webhooks do not count for the global limit, as Discord says. */
const isFree = (path: string) => /^\/(?:interactions|webhooks)\//.test(path);

export function openWaits(violation: (text: string) => void): Waits {
  const waits: Wait[] = [];
  return {
    injected: (fault, route) => {
      if (fault.kind === '500') return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
      if (fault.kind === 'refuse')
        return { status: fault.status ?? 400, body: { message: 'Refused', code: fault.code ?? 50035 } };
      if (fault.kind !== '429' && fault.kind !== '429-global') return null;
      const global = fault.kind === '429-global';
      const after = fault.after ?? 1;
      waits.push({ route: global ? null : route, since: Date.now(), until: Date.now() + after * 1_000 });
      const answer = limited(after, global);
      return fault.bare ? { ...answer, headers: {} } : answer;
    },
    refused: (route, path) => {
      const now = Date.now();
      const wait = waits.find(
        (one) => now < one.until - SLACK_MS && (one.route === null ? !isFree(path) : one.route === route),
      );
      if (!wait) return null;
      if (now > wait.since + ON_ITS_WAY_MS)
        violation(`${route} was sent ${wait.until - now} ms before its rate limit ended`);
      return limited((wait.until - now) / 1_000, wait.route === null);
    },
  };
}

/** https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit */
function limited(after: number, global: boolean): Answer {
  const bucket = { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': String(after) };
  return {
    status: 429,
    headers: {
      'retry-after': String(after),
      'x-ratelimit-scope': global ? 'global' : 'user',
      ...(global ? { 'x-ratelimit-global': 'true' } : bucket),
    },
    body: { message: 'You are being rate limited.', retry_after: after, global },
  };
}
