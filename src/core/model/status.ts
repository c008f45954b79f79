import type { Instant, Tenant } from './article.ts';
import type { Place } from './command.ts';
import type { ErrorCode } from './errors.ts';
import type { Slot } from './schedule.ts';

/** What the store can tell of itself and of its work. */

/** Something that could not be read of a source. */
export type SourceProblem = {
  readonly tenant: Tenant;
  readonly path: string;
  readonly code: ErrorCode;
  /** In one line, with what to do. */
  readonly text: string;
};

/** Things of which the last time is noted: a beat of the clock, a backup, a restore. */
export type Moment = 'tick' | 'backup' | 'restored';

export type Overview = {
  /** Size of the file. */
  readonly bytes: number;
  readonly articles: { readonly live: number; readonly withdrawn: number; readonly versions: number };
  /** When the newest dated article was published. */
  readonly newest: Instant | null;
  readonly sources: number;
  readonly problems: readonly (SourceProblem & { readonly since: Instant })[];
  readonly queue: Queue;
  readonly moments: Readonly<Record<Moment, Instant | null>>;
};

/** Deliveries that are not done: on their way, and given up. */
export type Queue = { readonly open: number; readonly dead: number };

/** A delivery that is not done, at its first part without a receipt. */
export type Undelivered = {
  readonly delivery: string;
  readonly subscription: string;
  readonly slot: Slot;
  readonly place: Place;
  readonly state: 'open' | 'dead';
  readonly part: number;
  readonly of: number;
  readonly tries: number;
  /** Why the last try failed; null before the first, and when its digest was removed. */
  readonly error: string | null;
  /** When it is tried again; null: at once, or never. */
  readonly retryAt: Instant | null;
};
