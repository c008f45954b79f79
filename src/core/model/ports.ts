import type { Kept } from './answer.ts';
import type { Article, ArticleId, Hash, Instant, Range, Tenant } from './article.ts';
import type { Place, PlatformName } from './command.ts';
import type { Delivered, Failure, Leased, Publication, Receipt, SlotRecord } from './delivery.ts';
import type { Health, Item, KnownSource, Reading, Source, WaitingItem } from './source.ts';
import type { Analysis, Statement } from './statement.ts';
import type { Moment, Overview, Queue, SourceProblem, Undelivered } from './status.ts';
import type { Digest, Subscription, Watch } from './subscription.ts';
import type { OwnTopic, Progress } from './topic.ts';

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
  /** Key of a topic, or null for all. */
  readonly topic: string | null;
  /** Article ids to restrict to, or null for all; `[]` finds nothing. */
  readonly docs: readonly ArticleId[] | null;
  /** Window on `published`; undated articles are left out when either is set. */
  readonly since: Instant | null;
  readonly until: Instant | null;
  /** Articles of this outlet alone, as `publishers` names it; null or absent for all. */
  readonly outlet?: string | null;
};

/** That an article belongs to a topic, or no longer does. */
export type Membership = {
  /** Key of the topic. */
  readonly topic: string;
  /** Of the article. */
  readonly tenant: Tenant;
  readonly article: ArticleId;
  readonly joins: boolean;
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
  /** Digests, watches, topics and sources that they made: those stay without their name, but for those of their own chat. */
  readonly made: number;
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
   * `news: false`: what is new in it is indexed, but no digest or watch tells it (the backlog of a new source).
   */
  save(
    batch: readonly Ingested[],
    as?: { readonly news: boolean },
  ): Promise<readonly ('new' | 'same' | 'changed' | 'reread')[]>;
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
  /** What was reported last, and since when. */
  problems(): Promise<Overview['problems']>;
  /** Of all tenants, for whoever runs the bot. */
  overview(): Promise<Overview>;
  queue(): Promise<Queue>;
  /** Those on their way first, the oldest of each first. */
  undelivered(limit: number): Promise<readonly Undelivered[]>;

  /** A workspace's installation, sealed by whoever keeps it: the store never sees a token in clear. */
  install(tenant: Tenant, sealed: string): Promise<void>;
  installed(tenant: Tenant): Promise<string | null>;
  uninstall(tenant: Tenant): Promise<void>;

  /** All that stand in `briefs/` now, in the place of those that did; paused ones stay paused. */
  declare(sources: readonly Source[]): Promise<void>;
  addSource(source: Source): Promise<'new' | 'same'>;
  /** Never a declared one. */
  removeSource(tenant: Tenant, id: string): Promise<boolean>;
  /** Made active again, it is asked at once, also when it had been stopped. */
  pauseSource(tenant: Tenant, id: string, state: 'active' | 'paused'): Promise<boolean>;
  /** The tenant's own and the public ones. */
  sources(tenant: Tenant): Promise<readonly KnownSource[]>;
  /**
   * Active ones of all tenants that are there: folders always, of addresses those `limit` that may be asked the longest,
   * and with them all others of the same address.
   */
  dueSources(kind: Source['kind'], now: Instant, limit: number): Promise<readonly KnownSource[]>;
  /**
   * How an address was found, and what its feed holds: items that are new or have changed wait to be read from now on,
   * one that was read within the hour a little later. Those that left the feed long ago are forgotten. False: the source
   * is no more.
   */
  setHealth(tenant: Tenant, source: string, health: Health, items?: readonly Item[], at?: Instant): Promise<boolean>;
  /** Items of active sources that are there (of one, or null for all), at most so many of each and altogether. */
  dueItems(
    now: Instant,
    most: { readonly perSource: number; readonly limit: number },
    of: Pick<Source, 'tenant' | 'id'> | null,
  ): Promise<readonly WaitingItem[]>;
  /** How the reading of items went; not of one of which the feed says something else by now. */
  setReadings(read: readonly { readonly item: WaitingItem; readonly reading: Reading }[], at: Instant): Promise<void>;
  /** Active sources with a problem of which nobody was told. */
  untoldSources(): Promise<readonly KnownSource[]>;
  /** Whoever added it was told of the problem that it has since then, or nobody is to be. */
  noteTold(tenant: Tenant, source: string, since: Instant): Promise<void>;

  /** Topics made in chats, those of one tenant or (null) of all that are there; by slug. */
  topics(tenant: Tenant | null): Promise<readonly OwnTopic[]>;
  /** Makes it, or changes the one of that slug. */
  setTopic(topic: OwnTopic): Promise<'new' | 'changed'>;
  /** Its articles stay; they no longer belong to it. */
  removeTopic(tenant: Tenant, slug: string): Promise<boolean>;
  /** How far the topics with a rule have looked. */
  progress(): Promise<readonly Progress[]>;
  /**
   * Puts articles into topics and takes them out, and notes how far those topics have come. An article that became news
   * after a topic's `since` is news to it when it joins. A topic of a chat that is gone is left out.
   */
  arrange(members: readonly Membership[], progress: readonly Progress[]): Promise<void>;

  /** `dueAt`: when its first slot is due; null for a watch, and for a schedule that never is. */
  subscribe(subscription: Subscription, dueAt: Instant | null): Promise<'new' | 'same'>;
  /** Made active again, its channel counts as there. */
  setSubscription(tenant: Tenant, id: string, state: 'active' | 'paused' | 'removed'): Promise<boolean>;
  /** null: of all tenants (for whoever runs the bot). */
  subscriptions(tenant: Tenant | null): Promise<readonly Subscription[]>;
  /** Of all tenants, those that come to this channel: for a person's own chat. */
  subscriptionsTo(platform: PlatformName, channel: string): Promise<readonly Subscription[]>;
  /** Active digests that are due, the longest due first; those of servers that were left are not. */
  due(now: Instant, limit: number): Promise<readonly Digest[]>;
  /** Nothing of a due digest was to be decided: when it is due next; null for never. */
  dueAgain(subscription: string, dueAt: Instant | null): Promise<void>;
  /** Active watches whose watermark is below the newest `seq`; those of servers that were left are not. */
  waiting(): Promise<readonly Watch[]>;
  /** Nothing up to there concerned these watches: their watermarks move without a slot, never back. */
  passed(watches: readonly string[], upTo: number): Promise<void>;
  /** Paused since their channel is gone, and nobody was told of it yet (by a slot with the key `gone/` and that time). */
  untold(): Promise<readonly Subscription[]>;
  /** Decided slots, newest first. */
  slots(tenant: Tenant, subscription: string, limit: number): Promise<readonly SlotRecord[]>;

  /**
   * Claims the slots and writes edition, parts, watermarks and what the channel had in the same transaction. `taken`
   * when the last claim is somebody else's, or the subscription is gone or rests (a `correction` and `gone` do not mind).
   */
  publish(publication: Publication): Promise<'won' | 'taken'>;
  /**
   * Ends editions of a digest before `slot` of which certainly nothing was sent yet and nothing is being sent, so that
   * the one for that slot tells it all: to be called before it is made. The watermark goes back as for any that ends.
   * How many. (Another process may have made the one for `slot` already: that stays.)
   */
  supersede(subscription: string, slot: string): Promise<number>;
  /** Which version of these articles a place was told of by what was delivered there or is on its way; the newest. */
  had(place: Place, articles: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, Hash>>;
  /** Delivered editions whose kept page cites another version of this article than `version`; newest first. */
  citing(tenant: Tenant, article: ArticleId, version: Hash | null, limit: number): Promise<readonly Delivered[]>;
  /**
   * Takes the next unsettled part of each delivery (in order: never part 2 before 1 has its receipt), and no two of one
   * channel within `paceMs`, in all processes together. `next`: when something that waits now can be taken, if anything.
   */
  lease(order: {
    readonly platform: PlatformName;
    readonly owner: string;
    readonly now: Instant;
    readonly forMs: number;
    readonly paceMs: number;
    readonly limit: number;
  }): Promise<{ readonly parts: readonly Leased[]; readonly next: Instant | null }>;
  /**
   * With its last receipt a delivery is sent. A failure without another try ends it: the digest's watermark goes back
   * to where it was, so that the next edition tells it all; `gone` pauses the subscription as well.
   */
  settle(key: string, result: Receipt | Failure, now: Instant): Promise<void>;
  /** True for exactly one caller per key until `until`: dedupe of events. */
  once(key: string, now: Instant, until: Instant): Promise<boolean>;
  /** A lease on a piece of work: true for its first owner until then, and for that owner again, who so extends it. */
  hold(name: string, owner: string, now: Instant, until: Instant): Promise<boolean>;
  /** Ends a lease early, if it is still this owner's. */
  letGo(name: string, owner: string): Promise<void>;
  /** Up to which `seq` a named piece of work has come; 0 at first. It never goes back. */
  cursor(name: string): Promise<number>;
  moveCursor(name: string, seq: number): Promise<void>;
  close(): Promise<void>;
}

/** A weighted term of a query: lower-case word as typed; the index stems it. */
export type Term = { readonly text: string; readonly weight: number };

export type Query = {
  readonly terms: readonly Term[];
  readonly scope: Scope;
  /** Outlets to prefer (names as in `publishers`); null for none. */
  readonly outlets: readonly string[];
  /** The language of the question when it is not English: other inflected forms of its words are found too. */
  readonly tongue?: string | null;
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
  /**
   * In how many passages each term occurs (0 = nobody knows the word), and how many passages there are. In a `tongue` of
   * questions (see Query) a term is as common as the commonest of its inflected forms.
   */
  frequencies(
    terms: readonly string[],
    tongue?: string | null,
  ): Promise<{ readonly passages: number; readonly of: readonly number[] }>;
}
