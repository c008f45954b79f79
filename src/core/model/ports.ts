import type { Briefing, Kept } from './answer.ts';
import type { Article, ArticleId, Hash, Instant, Range, Tenant } from './article.ts';
import type { Place, PlatformName } from './command.ts';
import type { Page } from './page.ts';
import type { Schedule, Slot as ScheduleSlot } from './schedule.ts';
import type { Analysis, Statement } from './statement.ts';
import type { Moment, Overview, Queue, SourceProblem, Undelivered } from './status.ts';

/** An article with what the language step knows of it: the unit of ingest. */
export type Ingested = { readonly article: Article; readonly analysis: Analysis };

/** The wall clock, handed in. */
export type Clock = () => Instant;

/** Structured events; one line each. Never give it a secret. */
export type Log = {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
};

/** The language step of ingest: in this process or in a worker. Keeps the order of its input. */
export type Analyser = {
  /** Changes with whatever changes its findings: the release, how statements are found, the topics' own actors. */
  readonly reader: string;
  analyse(articles: readonly Article[]): Promise<readonly Analysis[]>;
  close(): Promise<void>;
};

/** Which articles a reader may see and wants. Rows of the reader's tenant and `public` ones. */
export type Scope = {
  readonly tenant: Tenant;
  /** Slug of a topic, or null for all. */
  readonly topic: string | null;
  /** Article ids to restrict to, or null for all; `[]` finds nothing. */
  readonly docs: readonly ArticleId[] | null;
  /** Window on `published`; undated articles are left out when either is set. */
  readonly since: Instant | null;
  readonly until: Instant | null;
  /** Articles of this outlet alone, as `publishers` names it; null or absent for all. */
  readonly outlet?: string | null;
};

export type StatementFilter = {
  readonly scope: Scope;
  /** Slugs or ISO countries of the speaker (or of `via`); null for any. */
  readonly actors: readonly string[] | null;
  readonly limit: number;
};

export type Counted = {
  readonly articles: number;
  /** Undated ones of the scope; left out of `articles` when the scope is limited in time. */
  readonly undated: number;
  readonly limited?: boolean;
  readonly newest: Instant | null;
  /** By language (ISO 639-1) the articles that are searched by word alone: nobody's statements are found in them. */
  readonly unread?: Readonly<Record<string, number>>;
  /** Distinct origins that articles name, and articles that name none. */
  readonly origins: { readonly named: number; readonly unknown: number };
};

export type Subscription = {
  readonly id: string;
  readonly place: Place;
  readonly topic: string;
  readonly schedule: Schedule;
  readonly state: 'active' | 'paused';
  readonly by: string;
  readonly made: Instant;
  /** Its channel is somebody's own chat with the bot: nobody else is shown it. */
  readonly alone?: true;
  /** The last slot that was decided (sent or skipped), or null. */
  readonly last: ScheduleSlot | null;
  /** The store's `seq` up to which the last delivered edition reached; 0 before the first. */
  readonly upTo: number;
};

/** A folder or file that articles come from. `declared` ones stand in `briefs/` and cannot be removed from a chat. */
export type Source = {
  readonly id: string;
  readonly tenant: Tenant;
  readonly topic: string;
  readonly path: string;
  readonly declared: boolean;
  readonly state: 'active' | 'paused';
  readonly by: string;
  readonly made: Instant;
};

/** One message of a page, rendered once and frozen: what is delivered, also after a restart with another renderer. */
export type Part = {
  readonly delivery: string;
  readonly index: number;
  readonly of: number;
  /** Unique for each part; at most 25 characters, so that it can be Discord's `nonce`. */
  readonly key: string;
  readonly place: Place;
  readonly payload: string;
};

/** Proof of a delivery: the platform's id of the message. */
export type Receipt = { readonly message: string; readonly at: Instant };
export type Failure = { readonly error: string; readonly retryAt: Instant | null };

/** A part taken for delivery. `doubtful` means an earlier try may have arrived: look for it first. */
export type Leased = { readonly part: Part; readonly tries: number; readonly doubtful: boolean };

/** Who asks, and where. */
export type Asker = { readonly tenant: Tenant; readonly channel: string; readonly person: string };
/** Up to where something was known: the store's `seq`, and when that was. */
export type Mark = { readonly seq: number; readonly at: Instant };

/** What a server, or one of its channels, has set. What is absent is as the wider place has it, in the end the default. */
export type Settings = {
  /** Slug of the topic that is meant when none is named. */
  readonly topic?: string;
  /** IANA zone of schedules that name none, and of times. */
  readonly zone?: string;
  /** Who sees an answer first. Default: private. */
  readonly answers?: 'private' | 'public';
  /** The platform's id of the role or group that a digest mentions. */
  readonly role?: string;
  /** Who may have the bot fetch and index an article by its address. Default: managers. */
  readonly links?: 'nobody' | 'managers' | 'everyone';
  /** Whether a mention opens a thread on Discord. Default: off, it is answered by a reply. */
  readonly threads?: 'on' | 'off';
};
export type SettingName = keyof Settings;

/** Where a conversation stands: its last kept page. `person` is '' in a thread, which all that write there share. */
export type TalkKey = {
  readonly tenant: Tenant;
  readonly channel: string;
  readonly thread: string;
  readonly person: string;
};
export type Talk = { readonly page: string; readonly at: Instant };

/** How much is kept of a person. */
export type Personal = {
  /** Answers, briefings and checks. */
  readonly pages: number;
  /** Up to where they asked in a channel. */
  readonly marks: number;
  readonly talks: number;
  readonly ratings: number;
  /** Digests and sources that they made: those stay when the rest is deleted, without their name. */
  readonly made: number;
};

/** What is written in one step when a slot is due: the claim, the edition, its frozen parts, the new watermark. */
export type Publication = {
  readonly subscription: string;
  readonly slot: ScheduleSlot;
  /** null: nothing to post; `note` says why. */
  readonly edition: Briefing | null;
  readonly parts: readonly Part[];
  readonly upTo: number;
  readonly note: string;
  readonly at: Instant;
};

export type SlotRecord = {
  readonly subscription: string;
  readonly slot: ScheduleSlot;
  readonly note: string;
  readonly at: Instant;
  readonly parts: number;
  readonly delivered: number;
};

/**
 * The store. Every method is one atomic step over plain data; no transaction callbacks. Every query carries its
 * tenant. Errors: SitrepError with `store_full`, `store_busy`, `store_unreadable`.
 */
export interface Store {
  /**
   * Saves articles; the same text again changes nothing, another text becomes a new version. The same text with an
   * analysis of another `reader` takes the new analysis and is no news. One that was read out of the store (`seq` above
   * 0) and has changed there since stays as it is there. In input order.
   */
  save(batch: readonly Ingested[]): Promise<readonly ('new' | 'same' | 'changed' | 'reread')[]>;
  /** Marks an article withdrawn; it no longer answers, what was cited stays readable. */
  withdraw(tenant: Tenant, id: ArticleId): Promise<void>;
  /** Live and withdrawn articles after `afterSeq`, in `seq` order: what an index is kept up from. */
  changes(afterSeq: number, limit: number): Promise<readonly Ingested[]>;
  /** Live articles whose newest version was last read by another reader, with `seq <= upTo`; highest `seq` first. */
  outdated(reader: string, upTo: number, limit: number): Promise<readonly Ingested[]>;
  /** The newest `seq`. */
  seq(): Promise<number>;
  /** One version (default: the newest) of an article. */
  article(tenant: Tenant, id: ArticleId, version?: Hash): Promise<Ingested | null>;
  /** The version that was stored before the newest one, or null. */
  previous(tenant: Tenant, id: ArticleId): Promise<Ingested | null>;
  /** Newest live versions by id; missing ones are left out. Order of `ids`. */
  articles(tenant: Tenant, ids: readonly ArticleId[]): Promise<readonly Ingested[]>;
  /** Ids of live articles in scope, newest first (by published, else first seen), at most `limit`. */
  list(scope: Scope, limit: number): Promise<readonly ArticleId[]>;
  count(scope: Scope): Promise<Counted>;
  /** Ids of live articles in scope that are news since `afterSeq`, in that order; one that was only read again is not. */
  newer(scope: Scope, afterSeq: number, limit: number): Promise<readonly ArticleId[]>;
  /** Statements in scope, newest article first, in the order of the text within one. */
  statements(filter: StatementFilter): Promise<readonly Statement[]>;
  /** Distinct publishers of the tenant's articles: outlets a question may name. */
  publishers(tenant: Tenant): Promise<readonly string[]>;

  /** With a channel it also marks up to where the person has asked there (`page.upTo`). */
  keep(tenant: Tenant, page: Kept, person: string | null, channel?: string): Promise<void>;
  kept(tenant: Tenant, id: string): Promise<Kept | null>;
  /** The last answer or briefing made for this person, or null. */
  lastKept(tenant: Tenant, person: string): Promise<Kept | null>;
  /** The same, newest first. */
  recentlyKept(tenant: Tenant, person: string, limit: number): Promise<readonly Kept[]>;
  /** Up to where a person has asked in a channel, or null. */
  marked(asker: Asker): Promise<Mark | null>;

  /** `up` or `down` for a kept page; a person's later word replaces the earlier one. */
  rate(tenant: Tenant, page: string, person: string, verdict: 'up' | 'down', at: Instant): Promise<void>;
  talk(key: TalkKey): Promise<Talk | null>;
  setTalk(key: TalkKey, talk: Talk): Promise<void>;

  /** What was set for this very place; null: for the whole server. */
  settings(tenant: Tenant, channel: string | null): Promise<Settings>;
  /** null takes a setting back. */
  set(tenant: Tenant, channel: string | null, name: SettingName, value: string | null): Promise<void>;

  /** `within`: a tenant, or a platform where a person has one id in all of its servers. */
  personal(within: Tenant | PlatformName, person: string): Promise<Personal>;
  /** Deletes what `personal` counts, and tells how much that was. */
  forget(within: Tenant | PlatformName, person: string): Promise<Personal>;

  /** The bot is no longer there: subscriptions rest, open deliveries end. */
  leave(tenant: Tenant, at: Instant): Promise<void>;
  /** It is back before the purge: what rested goes on. */
  comeBack(tenant: Tenant): Promise<void>;
  /** Those of a platform of whom anything is kept and that were not left. */
  tenants(platform: PlatformName): Promise<readonly Tenant[]>;
  /**
   * Deletes everything of the tenants that were left before `before`; of which nothing is left. In small steps, so that
   * nobody waits for it, and for some seconds only: what is left over then goes on the next time.
   */
  purge(before: Instant): Promise<readonly Tenant[]>;

  /**
   * Removes what is older than `before`: pages, withdrawn articles, and versions that are no longer what their article
   * says, since they were. Never what is live, nor what a digest cites, nor that digest's page. Times are those of the
   * first call that finds something old. In small steps and for some seconds only, as `purge`; how much it was.
   */
  retain(
    before: Instant,
    now: Instant,
  ): Promise<{ readonly versions: number; readonly articles: number; readonly pages: number }>;

  /** Notes when something last happened. */
  note(name: Moment, at: Instant): Promise<void>;
  /** All that could not be read at the last reading of the sources, in the place of what was reported before. */
  report(problems: readonly SourceProblem[], at: Instant): Promise<void>;
  /** Of all tenants, for whoever runs the bot. */
  overview(): Promise<Overview>;
  queue(): Promise<Queue>;
  /** Those on their way first, the oldest of each first. */
  undelivered(limit: number): Promise<readonly Undelivered[]>;

  /** A workspace's installation, sealed by whoever keeps it: the store never sees a token in clear. */
  install(tenant: Tenant, sealed: string): Promise<void>;
  installed(tenant: Tenant): Promise<string | null>;
  uninstall(tenant: Tenant): Promise<void>;

  addSource(source: Source): Promise<'new' | 'same'>;
  removeSource(tenant: Tenant, id: string): Promise<boolean>;
  pauseSource(tenant: Tenant, id: string, state: 'active' | 'paused'): Promise<boolean>;
  sources(tenant: Tenant): Promise<readonly Source[]>;
  /** Of all tenants: for reading them again. */
  allSources(): Promise<readonly Source[]>;

  subscribe(subscription: Subscription): Promise<'new' | 'same'>;
  setSubscription(tenant: Tenant, id: string, state: 'active' | 'paused' | 'removed'): Promise<boolean>;
  /** null: of all tenants (for the clock alone). */
  subscriptions(tenant: Tenant | null): Promise<readonly Subscription[]>;
  slots(tenant: Tenant, subscription: string, limit: number): Promise<readonly SlotRecord[]>;

  /** Claims the slot and writes edition, parts and watermark in the same transaction. */
  publish(publication: Publication): Promise<'won' | 'taken'>;
  /** Takes the next unsettled part of each delivery (in order: never part 2 before 1 has its receipt). */
  lease(platform: PlatformName, owner: string, now: Instant, forMs: number, limit: number): Promise<readonly Leased[]>;
  settle(key: string, result: Receipt | Failure): Promise<void>;
  /** True for exactly one caller per key until `until`: event dedupe, tick lease. */
  once(key: string, now: Instant, until: Instant): Promise<boolean>;
  /** Ends a `once` early (a lease that is done). */
  release(key: string): Promise<void>;
  close(): Promise<void>;
}

/** A weighted term of a query: lower-case word as typed; the index stems it. */
export type Term = { readonly text: string; readonly weight: number };

export type Query = {
  readonly terms: readonly Term[];
  readonly scope: Scope;
  /** Outlets to prefer (names as in `publishers`); null for none. */
  readonly outlets: readonly string[];
  readonly limit: number;
};

export type Hit = Range & {
  readonly article: ArticleId;
  readonly version: Hash;
  /** Index in `Analysis.passages`. */
  readonly passage: number;
  /** Higher is better. */
  readonly score: number;
};

/** Full-text search over passages. Kept up from `Store.changes`, in this process or another. */
export interface Index {
  apply(changes: readonly Ingested[]): Promise<void>;
  /** The `seq` it has applied. */
  at(): Promise<number>;
  search(query: Query): Promise<readonly Hit[]>;
  /** In how many passages each term occurs (0 = nobody knows the word), and how many passages there are. */
  frequencies(terms: readonly string[]): Promise<{ readonly passages: number; readonly of: readonly number[] }>;
}

/** A chat: renders pages to frozen payloads, sends one part, finds one that may have arrived. */
export interface Platform {
  readonly name: PlatformName;
  /** `mention`: the id of the role or group that the first part mentions, or null. */
  parts(page: Page, place: Place, mention: string | null): readonly string[];
  /** Errors: SitrepError `platform_down` (doubtful), `platform_refused`, `channel_gone`. */
  send(part: Part): Promise<Receipt>;
  /** The receipt of a part that has arrived already, or null. */
  find(part: Part): Promise<Receipt | null>;
}
