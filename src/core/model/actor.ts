import type { MentionKind, Standing } from './statement.ts';

/**
 * One row of the actor table. `slug` is stable (`ru`, `ru-mfa`, `un`, `kyodo-news`, `maria-zakharova`); `country` is
 * ISO 3166-1 alpha-2; `parent` the actor it speaks for (`ru-mfa` → `ru-government` → `ru`), null where it speaks for
 * itself alone: state media, experts, opposition and companies have a country and no parent. `from` and `until`
 * (ISO days) bound a person's office, `earlier` are terms before that one.
 */
export type Actor = {
  readonly slug: string;
  readonly kind: MentionKind;
  readonly name: string;
  readonly country: string | null;
  readonly standing: Standing;
  readonly parent: string | null;
  readonly aliases: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly earlier?: readonly (readonly [from: string, until: string])[];
};
