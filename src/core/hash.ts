import { createHash } from 'node:crypto';
import type { Hash } from './model/article.ts';

/** The version of a text: the first 16 hex digits of the SHA-256 of its UTF-8 (CONTRACT §3). */
export function versionOf(text: string): Hash {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
}
