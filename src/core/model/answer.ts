import type labels from '../../data/labels.json';
import type { ArticleId, Hash, Instant, Many, Quote, Range, Span, When } from './article.ts';
import type { Found, Verdict } from './check.ts';
import type { Party, Polarity, StatementKind } from './statement.ts';

/** A key of the closed catalogue `src/data/labels.json`. */
export type LabelKey = keyof typeof labels;

/**
 * Words of the bot itself. Arguments are counts, dates, zones, names from the actor table, the operator's own
 * topic words, or quotes. A label never states a fact about the world. An argument that is a Label is nested.
 */
export type Label = { readonly key: LabelKey; readonly args?: Readonly<Record<string, LabelArg>> };
export type LabelArg = string | number | When | Quote | Label | readonly Label[];

/**
 * What may be shown (CONTRACT §1). Nothing else has a type, so nothing else can be rendered. `marked` words differ from
 * those that were asked about.
 */
export type Piece =
  | { readonly is: 'quote' | 'gloss'; readonly quote: Quote; readonly marked?: true }
  | { readonly is: 'cut' }
  | { readonly is: 'model'; readonly text: string; readonly support: Many<Span>; readonly check: 'passed' };

/** Whole sentence(s); the pieces of its point lie inside. `n` numbers the article in order of first appearance. */
export type Citation = {
  readonly n: number;
  readonly sentence: Quote;
  readonly title: string | null;
  readonly publisher: string | null;
  readonly published: When | null;
  readonly url: string | null;
  /** `url#:~:text=…` when it matches exactly one place, else the plain url, else null. */
  readonly link: string | null;
  readonly sample: boolean;
  readonly teaser?: true;
};

export type Slot = 'status' | 'number' | 'date' | 'place' | 'destination' | 'role' | 'yes-no';
export const SLOTS: readonly Slot[] = ['status', 'number', 'date', 'place', 'destination', 'role', 'yes-no'];

export type Relation = 'by' | 'about' | 'relayed';

export type Said = {
  /** null: the speaker is unknown. */
  readonly by: Party | null;
  readonly relation: Relation;
  readonly kind: StatementKind;
  readonly polarity: Polarity;
  readonly via: readonly Party[];
};

/** One cited line. */
export type Point = {
  readonly pieces: Many<Piece>;
  readonly citations: Many<Citation>;
  /** The same statement or fact elsewhere. */
  readonly alsoIn: readonly Citation[];
  /** Slots in which sources differ on this very point. */
  readonly differs: readonly Slot[];
  /** null for a plain fact. */
  readonly said: Said | null;
  /** Of a change: the sentence before it, the one after it, or one that its article no longer holds. */
  readonly change?: 'had' | 'now' | 'gone';
  /** How a quotation that was asked about stands here. */
  readonly found?: Found;
};

export type Position = {
  /** A word of the slot's own scale ("agreed", "2 battery"), used for grouping; never shown as a fact. */
  readonly value: string;
  readonly pieces: Many<Piece>;
  readonly citations: Many<Citation>;
  readonly said: Said | null;
};

export type Difference = {
  readonly slot: Slot;
  readonly args: Readonly<Record<string, string>>;
  readonly kind: 'conflict' | 'update' | 'scope' | 'undecided';
  readonly positions: readonly [Position, Position, ...Position[]];
};

export type Group = { readonly head: Label; readonly points: Many<Point> };

export type Coverage = {
  readonly articles: number;
  readonly undated: number;
  /** Limited in time: the undated ones were left out. */
  readonly limited?: boolean;
  /** By language (ISO 639-1) the articles that are not read for statements; left out when there are none. */
  readonly unread?: Readonly<Record<string, number>>;
  readonly origins: { readonly named: number; readonly unknown: number };
  readonly newest: Instant | null;
  readonly stale: boolean;
};

type Base = {
  readonly id: string;
  readonly made: Instant;
  readonly groups: readonly Group[];
  readonly differences: readonly Difference[];
  readonly missing: readonly Label[];
  readonly coverage: Coverage;
  /** The store's `seq` when it was made: what is newer has changed since. */
  readonly upTo?: number;
};

/** A passage as the contract shows it: ranked, at most ten, each at most 190 words. */
export type RankedPassage = Range & {
  readonly article: ArticleId;
  readonly version: Hash;
  readonly score: number;
};

export type Answer = Base & {
  readonly kind: 'answer';
  readonly question: string;
  readonly short: Quote | null;
  /** How likely `short` is right, 0 to 1; null without one, and for the one figure or date that is given. */
  readonly shortSure: number | null;
  /** Index of the best supported of the given choices; null without choices. */
  readonly choice: number | null;
  /** How likely the choice is right, 0 to 1; null without choices. */
  readonly choiceSure: number | null;
  readonly passages: readonly RankedPassage[];
  /** What it was limited to beside its words: so is what goes on from it. */
  readonly within?: { readonly topic?: string; readonly outlet?: string };
  /**
   * Where the answer is what changed: from when on, and in how many articles: new ones, those with another text, and
   * those that were indexed since and are older.
   */
  readonly since?: {
    readonly at: Instant;
    readonly fresh: number;
    readonly changed: number;
    readonly older: number;
  };
} & (
    | { readonly status: 'answered' | 'partial'; readonly groups: Many<Group> }
    | { readonly status: 'not_in_sources'; readonly groups: readonly [] }
  );

/** A quotation held against the sources: where it stands, exact or altered, and who said it. */
export type QuotationCheck = Base & {
  readonly kind: 'check';
  /** The words as they were pasted. */
  readonly question: string;
  readonly verdict: Verdict;
  /** Number of the earliest article with these words; null when none of them is dated. */
  readonly first: number | null;
};

export type TimelineEntry = { readonly when: When; readonly points: Many<Point> };

export type SourceLine = {
  readonly n: number;
  readonly article: ArticleId;
  readonly version: Hash;
  readonly title: string | null;
  readonly publisher: string | null;
  readonly published: When | null;
  readonly url: string | null;
  readonly origin: string | null;
  readonly sample: boolean;
  readonly teaser?: true;
};

/** One edition on a topic. */
export type Briefing = Base & {
  readonly kind: 'briefing';
  readonly topic: string;
  /** The operator's own title. */
  readonly headline: string;
  readonly since: Instant | null;
  readonly timeline: readonly TimelineEntry[];
  readonly sources: readonly SourceLine[];
  /** Of a digest: what stands around the news. */
  readonly edition?: Edition;
};

/** An article that is named and not quoted. */
export type Named = Omit<SourceLine, 'n'>;

/** How an edition of a digest follows the one before, and what it does not quote. */
export type Edition = {
  /** When the edition before was made; null: this is the first. */
  readonly before: Instant | null;
  /** When it was due, if that is a while ago; else null. */
  readonly late: Instant | null;
  /** Editions before it that were missed. */
  readonly skipped: number;
  /** Newly indexed articles; how many of them it was written from; those that the channel had in another version. */
  readonly fresh: number;
  readonly read: number;
  readonly changed: number;
  /** Names of declared actors that said nothing new. */
  readonly silent: readonly string[];
  /** New articles, where none of them has a line to show. */
  readonly listed: readonly Named[];
  /** The newest of those newly indexed that are older than the edition before, and how many there are. */
  readonly older: readonly Named[];
  readonly olderCount: number;
  /** Files and folders of the topic that could not be read. */
  readonly broken: number;
  /** When the newest article of the topic was published, if that is long ago for it. */
  readonly staleSince: Instant | null;
};

/** Positions side by side: where the newest articles of a scope differ. */
export type Comparison = Base & {
  readonly kind: 'comparison';
  /** The command as it is typed. */
  readonly question: string;
  readonly groups: readonly [];
};

/** What is kept under its id, for its buttons. */
export type Kept = Answer | Briefing | QuotationCheck | Comparison;

/** Articles on one event. */
export type Story = {
  readonly id: string;
  readonly articles: Many<ArticleId>;
  /** The sentence that stands for the story. */
  readonly lead: Point;
  readonly origins: { readonly named: number; readonly unknown: number };
  readonly grouping: Grouping;
};

/** Why articles count as one origin or as several. */
export type Grouping = {
  /** "3 articles, 3 outlets, 1 origin (Reuters)". */
  readonly head: Label;
  readonly articles: readonly Named[];
  /** Distinct outlets, as far as the articles name theirs. */
  readonly outlets: number;
  /** Named origins; copies share the one that any of them credits. */
  readonly origins: readonly {
    readonly name: string;
    readonly articles: Many<ArticleId>;
    /** The words that credit it; none where an article's own outlet or byline is the agency. */
    readonly credits: readonly Quote[];
  }[];
  /** Articles whose origin nobody names; never counted as independent. */
  readonly unknown: readonly ArticleId[];
  /** Each copy, the earlier article that it shares most with, and the share of the shorter one's phrases (0–1). */
  readonly copies: readonly { readonly article: ArticleId; readonly of: ArticleId; readonly share: number }[];
  /** Outlets of the story that one publisher owns. */
  readonly families: readonly { readonly name: string; readonly outlets: Many<string> }[];
};
