import type { Answer, Briefing } from './answer.ts';
import type { ArticleId, Hash, Instant } from './article.ts';
import type { Place, PlatformName } from './command.ts';
import type { Page } from './page.ts';

/** The way of an edition into its channel: claimed and frozen in one step, sent part after part, proved by receipts. */

/** What is done with a part: a new message, a new text for one that stands there, or a reply to one. */
export type Act =
  | { readonly is: 'send' }
  | { readonly is: 'edit'; readonly message: string }
  | { readonly is: 'reply'; readonly message: string };

/** One message of a page, rendered once and frozen: what is delivered, also after a restart with another renderer. */
export type Part = {
  readonly delivery: string;
  readonly index: number;
  readonly of: number;
  /** Unique for each part; at most 25 characters, so that it can be Discord's `nonce`. */
  readonly key: string;
  readonly place: Place;
  readonly payload: string;
  readonly act: Act;
};

/** Proof of a delivery: the platform's id of the message. */
export type Receipt = { readonly message: string; readonly at: Instant };
/** `gone`: the channel is no more, or no longer open to the bot; its subscription is paused with it. */
export type Failure = { readonly error: string; readonly retryAt: Instant | null; readonly gone?: true };

/** A part taken for delivery. `doubtful` means an earlier try may have arrived: look for it first. */
export type Leased = { readonly part: Part; readonly tries: number; readonly doubtful: boolean };

/**
 * What was decided about a slot. `few`: less than the subscription's minimum, which waits. `line`: a quiet day said in
 * one line. `alert`, `correction` and `gone` (its maker is told that the channel is) are no slots of a schedule.
 */
export type Outcome = 'sent' | 'late' | 'line' | 'nothing-new' | 'few' | 'skipped' | 'alert' | 'correction' | 'gone';

/** A decision with what it was taken from, for `/digest status`. */
export type Decision = {
  readonly outcome: Outcome;
  /** Newly indexed articles that the edition tells of, and those of them that are older than the last edition. */
  readonly fresh: number;
  readonly older: number;
  /** Sources of the topic that could not be read. */
  readonly broken: number;
  readonly stale: boolean;
};

/** What is written in one step: the claims, the edition, its frozen parts, the watermark. */
export type Publication = {
  readonly subscription: string;
  /** Keys that are decided together, oldest first; the last is the one whose claim wins or loses. */
  readonly slots: readonly [SlotDecision, ...SlotDecision[]];
  /** null: nothing to post, or nothing that is kept. */
  readonly edition: Briefing | Answer | null;
  readonly parts: readonly Part[];
  /** The watermark from which it was made, and the one that holds when it is delivered. */
  readonly since: number;
  readonly upTo: number;
  /** What the channel has then been told of. */
  readonly had: readonly Had[];
  /** When the subscription is due again; null for a watch, and for what is no slot of a schedule: it stays as it was. */
  readonly dueAt: Instant | null;
  /** When its making began: what ended since may have been counted on in making it. */
  readonly at: Instant;
};

export type SlotDecision = { readonly slot: string; readonly decision: Decision };
export type Had = { readonly article: ArticleId; readonly version: Hash };

/** A decided slot and what became of it. */
export type SlotRecord = SlotDecision & {
  readonly subscription: string;
  readonly at: Instant;
  readonly parts: number;
  readonly delivered: number;
  /** `none`: there was nothing to deliver. */
  readonly state: 'none' | 'open' | 'sent' | 'dead';
  /** Why the last try failed, and when there is another; null when none failed, or none follows. */
  readonly error: string | null;
  readonly retryAt: Instant | null;
};

/** An edition that stands in a channel, for correcting it. */
export type Delivered = {
  readonly subscription: string;
  readonly delivery: string;
  readonly slot: string;
  readonly place: Place;
  readonly edition: Briefing | Answer;
  /** The platform's ids of its messages, in order. */
  readonly messages: readonly [string, ...string[]];
  readonly at: Instant;
};

export interface Platform {
  readonly name: PlatformName;
  /** Renders a page for a place: one payload a message. `mention`: the role or group to mention in the first one. */
  parts(page: Page, place: Place, mention?: string | null): readonly string[];
  /** Does what the part says. Errors: SitrepError `platform_down` (doubtful), `platform_refused`, `channel_gone`, `too_fast`. */
  send(part: Part): Promise<Receipt>;
  /** Looks whether a doubtful part arrived; an edit can simply be done again, so of one it finds nothing. */
  find(part: Part): Promise<Receipt | null>;
}
