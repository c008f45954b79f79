import type { Instant, Quote, Tenant } from './article.ts';

/** A standing order: what to follow; a folder in `briefs/`, or words that somebody gave in a chat. */
export type Topic = {
  /** Names it among all topics of all servers: of a declared one its slug, else `<tenant>/<slug>`. Stored, never shown. */
  readonly key: string;
  /** What people type and read; one of a name for each reader. */
  readonly slug: string;
  /** `public`: declared in `briefs/`. */
  readonly tenant: Tenant;
  readonly declared: boolean;
  /** The operator's own title, shown as the headline. */
  readonly title: string;
  /** Which articles it takes; null: those of its own sources, all of them. */
  readonly rule: Rule | null;
  /** Example questions for the greeting. */
  readonly questions: readonly string[];
  /** Age of the newest article, in hours, above which coverage is called stale. */
  readonly staleAfter: number;
  /** Folders, files and addresses that its articles come from; paths are absolute. */
  readonly sources: readonly string[];
  /** Slugs of the actors that the topic declares, in its order: a digest says which of them said nothing new. */
  readonly actors: readonly string[];
};

/** A topic that was made in a chat, as it is stored. */
export type OwnTopic = {
  readonly tenant: Tenant;
  readonly slug: string;
  readonly title: string;
  readonly rule: Rule;
  readonly by: string;
  readonly made: Instant;
};

/**
 * Which articles belong to a topic: with one of `any`, all of `must` and none of `not`, naming one of the actors, in one
 * of the languages, from one of the sources. What is empty asks for nothing. A term is a word, a phrase of words in
 * order, or the beginning of a word (`port*`).
 */
export type Rule = {
  readonly any: readonly string[];
  readonly must: readonly string[];
  readonly not: readonly string[];
  /** Slugs of the actor table: the actor is named, or one that speaks for it. */
  readonly actors: readonly string[];
  /** ISO 639-1. */
  readonly languages: readonly string[];
  /** Outlets by name, or sites by their host. */
  readonly sources: readonly string[];
};

/** Where something was found: in the title, or at words of a sentence. */
export type Match =
  | { readonly in: 'title'; readonly words: string }
  | { readonly in: 'text'; readonly words: Quote; readonly sentence: Quote };

/** One part of a rule and what became of it: `holds` when it speaks for taking the article. */
export type Reason = {
  readonly part: keyof Rule;
  /** The part's own words, or slug. All of them where none was found of several of which one would do. */
  readonly of: readonly string[];
  readonly holds: boolean;
  readonly at: Match | null;
};

export type Judgement = { readonly taken: boolean; readonly why: readonly Reason[] };

/** How far a topic has looked through the stored articles by a rule. */
export type Progress = {
  /** Key of the topic. */
  readonly topic: string;
  readonly tenant: Tenant;
  /** A hash of the rule. */
  readonly rule: string;
  /** The store's `seq` when the rule was first used: what was stored before is no news to the topic. */
  readonly since: number;
  readonly at: number;
};
