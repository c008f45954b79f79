import type { ArticleId, Hash, Many, Passage, Quote, Range, Sentence, Span, When } from './article.ts';

export type Standing =
  | 'government'
  | 'official'
  | 'state-media'
  | 'media'
  | 'international'
  | 'expert'
  | 'former'
  | 'opposition'
  | 'company'
  | 'anonymous'
  | 'unknown';

/** Who speaks. State media, experts, former officials, companies and the opposition have a country but are never the government. */
export type Party = {
  /** The name shown: the table's for a known actor, the article's fullest form for a person. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** A stable slug of the actor table (`ru`, `ru-mfa`, `un`, `kyodo-news`), or of the person's name. */
  readonly actor: string | null;
  readonly standing: Standing;
  /** The roles the article gives, verbatim ("official spokesperson"). */
  readonly roles: readonly Quote[];
  /** Slug of the state, organ or organisation a person speaks for by the article's own role words. */
  readonly of?: string;
};

export type StatementKind = 'direct' | 'indirect' | 'mixed' | 'ascribed';
export type Polarity = 'asserted' | 'denied' | 'withheld';

/** Who said what. `ascribed` is a view, feeling or aim the writer gives to someone; never shown as said. */
export type Statement = {
  /** `<article>/<version>#<n>`; stable for one version and one release of the language step. */
  readonly id: string;
  readonly article: ArticleId;
  readonly version: Hash;
  readonly kind: StatementKind;
  readonly polarity: Polarity;
  /** null: the speaker is not named or not certain. `at` is the span of the words that stand for the speaker. */
  readonly speaker: (Party & { readonly at: Span }) | null;
  /** Outermost first: Kyodo, citing government sources. */
  readonly via: readonly Party[];
  readonly cue: Span | null;
  readonly content: Many<Span>;
  /** Slugs of actors mentioned in the content. */
  readonly about: readonly string[];
  readonly when: When | null;
  /** Index of the first sentence it touches and one past the last. */
  readonly sentences: readonly [number, number];
};

export type MentionKind = 'state' | 'organ' | 'person' | 'organisation' | 'outlet';

/** A place where an actor is named. */
export type Mention = Range & {
  readonly kind: MentionKind;
  /** Key of the entity within the article: the table's slug, else the slug of the person's fullest name. */
  readonly entity: string;
  readonly name: string;
  readonly country: string | null;
  readonly standing: Standing;
  /** The role words beside a person's name ("Defense Minister", "official spokesperson"). */
  readonly role: Range | null;
  /** Slug of the state, organ or organisation a person's role words name: whom the person speaks for. */
  readonly of?: string;
  /** A demonym or possessive before a noun ("Russian troops", "Japan's decision"): names no speaker. */
  readonly modifier?: true;
};

/** A date in the text, resolved against the article's own date (never the wall clock). */
export type DateMention = Range & { readonly when: When };

/** A count or measure with its unit: "two Patriot missile batteries", "$60bn", "100,000 troops". */
export type Quantity = Range & {
  readonly value: number;
  /** Lower-case head noun, singular ("battery", "missile", "troop"), a currency ("USD"), or "%". */
  readonly unit: string;
  /** The words that modify the unit ("Patriot missile"), lower case. */
  readonly of: string;
};

/** Who reported first-hand, as far as the article says ("Kyodo News, with reference to government sources"). */
export type Origin = { readonly name: string; readonly actor: string | null; readonly at: Span };

/** All that the language step knows of one version of one article. Plain data; stored beside the text. */
export type Analysis = {
  readonly article: ArticleId;
  readonly version: Hash;
  readonly language: string | null;
  readonly sentences: readonly Sentence[];
  readonly passages: readonly Passage[];
  readonly mentions: readonly Mention[];
  readonly statements: readonly Statement[];
  readonly dates: readonly DateMention[];
  readonly quantities: readonly Quantity[];
  readonly origin: Origin | null;
  /** What read it: `Analyser.reader`. */
  readonly reader?: string;
};
