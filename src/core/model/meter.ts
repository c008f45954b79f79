import type { PlatformName } from './command.ts';
import type { Outcome } from './delivery.ts';
import type { ErrorCode } from './errors.ts';

/** Things that happen, with the words that tell them apart: from closed lists, never a name, a text or a secret. */
export type Counts = {
  /** Slots that were decided. */
  readonly digests: { readonly outcome: Outcome };
  /** What would have come twice: a slot that another process had, a message that had arrived, an event sent again. */
  readonly duplicates_avoided: { readonly kind: 'slot' | 'message' | 'event' };
  readonly messages: { readonly platform: PlatformName; readonly outcome: 'sent' | 'dead' };
  readonly delivery_failures: { readonly platform: PlatformName; readonly code: ErrorCode };
  readonly source_errors: { readonly code: ErrorCode };
};

/** Durations in seconds. */
export type Durations = 'ask' | 'tick';

/** How many there are now. */
export type Levels = 'deliveries_open' | 'deliveries_dead' | 'source_problems';

/** Where use cases tell what happens, for whoever watches over the bot. Never fails, never waits. */
export type Meter = {
  count<K extends keyof Counts>(name: K, labels: Counts[K], by?: number): void;
  observe(name: Durations, seconds: number): void;
  level(name: Levels, value: number): void;
};

/** Nobody watches. */
export const NO_METER: Meter = { count: () => {}, observe: () => {}, level: () => {} };
