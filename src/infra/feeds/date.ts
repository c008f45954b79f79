import { publishedAt, readPublished } from '../../core/language/published.ts';
import type { Instant } from '../../core/model/article.ts';

/** Dates before are counters that were never set: those of 1970 and around it. */
const FIRST = Date.UTC(1970, 0, 3);

/** When a date of a feed is; null for one that is not certain. */
export function dateAt(written: string | null): Instant | null {
  const published = written === null ? null : readPublished(written);
  const at = publishedAt({ published });
  return at === null || Math.abs(at) < FIRST ? null : at;
}
