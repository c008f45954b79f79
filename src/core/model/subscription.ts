import type { Slot as ClaimSlot } from './answer.ts';
import type { Instant } from './article.ts';
import type { Place } from './command.ts';
import type { Quiet, Schedule, Slot } from './schedule.ts';

/** Standing orders of a channel: a digest by the clock, or a watch that waits for something to happen. */

type Order = {
  readonly id: string;
  /** A channel `@` and a person's id is that person's own chat with the bot, found when something is sent there. */
  readonly place: Place;
  readonly state: 'active' | 'paused';
  /** Since when its channel is known to be gone; that paused it. null: it is not. */
  readonly gone: Instant | null;
  readonly by: string;
  readonly made: Instant;
  /** Its channel is somebody's own chat with the bot: nobody else is shown it. */
  readonly alone?: true;
  readonly quiet: Quiet | null;
  /** The store's `seq` up to which the channel was told; 0 before the first edition. It goes back when one is given up. */
  readonly upTo: number;
};

export type Digest = Order & {
  readonly kind: 'digest';
  readonly topic: string;
  readonly schedule: Schedule;
  /** Fewer new articles than this wait for the next edition. At least 1. */
  readonly minimum: number;
  /** What a quiet day posts: nothing, or one line. */
  readonly whenEmpty: 'silent' | 'line';
  /** The last slot that was decided (sent or skipped), or null. */
  readonly last: Slot | null;
};

export type Watch = Order & {
  readonly kind: 'watch';
  /** Slug of a topic; null: all that the channel may see. */
  readonly topic: string | null;
  readonly trigger: Trigger;
  /** More alerts than this in an hour wait and come as one. */
  readonly mostPerHour: number;
};

export type Subscription = Digest | Watch;

/** What a watch waits for, in articles indexed after it was made. */
export type Trigger =
  /** A statement by this actor (slug) or one that speaks for it. `name` is shown. */
  | { readonly is: 'statement'; readonly actor: string; readonly name: string }
  /** A sentence with all of these words. */
  | { readonly is: 'keyword'; readonly words: string }
  /** Sources differ otherwise than before, in one slot or in any. */
  | { readonly is: 'difference'; readonly slot: ClaimSlot | null }
  /** An answer to a question that had none. */
  | { readonly is: 'answer'; readonly question: string };
