import type { Tenant } from '../model/article.ts';
import { fold } from '../retrieval/words.ts';

/** Names of topics. */

const LONGEST = 40;

/** The key of a tenant's own topic. */
export const keyOf = (tenant: Tenant, slug: string): string => `${tenant}/${slug}`;

/** What people type and read of a key. */
export const slugIn = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** The name that a title is typed by: small letters of any script, digits and hyphens; '' when it has none of them. */
export function slugFor(title: string): string {
  const words = fold(title.normalize('NFKC'))
    .normalize('NFC')
    .replace(/['’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const [first = ''] = words;
  // Whole words, as many as there is room for.
  const slug = words
    .slice(1)
    .reduce((all, word) => (`${all}-${word}`.length > LONGEST ? all : `${all}-${word}`), first);
  return [...slug].slice(0, LONGEST).join('');
}
