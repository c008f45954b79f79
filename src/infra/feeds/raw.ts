import type { Text } from './text.ts';

/** A feed as its publisher wrote it, in one vocabulary for all formats; nothing is guessed. */

export type Link = {
  readonly rel: string;
  readonly type: string;
  readonly href: string;
  readonly title?: string;
  readonly hreflang?: string;
};

export type Person = { readonly name: string | null; readonly email: string | null; readonly url: string | null };

/** What feeds and items have in common. Dates are as written. */
export type RawHead = {
  readonly id: string | null;
  readonly title: Text | null;
  /** Of a feed its description, of an item its summary. */
  readonly summary: Text | null;
  /** The page: the first link to one. */
  readonly link: string | null;
  readonly links: readonly Link[];
  readonly authors: readonly Person[];
  readonly publisher: Person | null;
  readonly published: string | null;
  readonly updated: string | null;
  readonly language: string | null;
};

export type RawItem = RawHead & {
  readonly contents: readonly Text[];
  /** Its address before a counting service replaced it. */
  readonly original: string | null;
  /** The feed that it was taken over from. */
  readonly source: RawHead | null;
  /** Whether the id is also the link. */
  readonly idIsLink: boolean;
};

export type RawFeed = RawHead & {
  readonly encoding: string;
  readonly ttlMinutes: number | null;
  readonly items: readonly RawItem[];
  readonly total: number;
};
