import type { Quote, Range, Span } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { quoteOf } from './pieces.ts';

/** Ends as a sentence does, what closes it behind. */
const ENDED = /[.!?…:;][\s"'”’»)\]]*$/u;

/**
 * The sentences right before and after a cited span, from the stored text of its version; null where there is none. A
 * heading stays apart from the text below it: side by side they would read as one sentence.
 */
export function neighbours(
  { start, end }: Span,
  from: Ingested | undefined,
): { readonly before: Quote | null; readonly after: Quote | null } {
  if (!from) return { before: null, after: null };
  const { sentences } = from.analysis;
  const quote = (at: number): Quote | null => {
    const one = sentences[at];
    return one ? quoteOf(from.article, one) : null;
  };
  const goesOn = (at: number): boolean => {
    const [left, right] = [sentences[at], sentences[at + 1]];
    if (!left || !right) return false;
    const isEnded = (one: Range) => ENDED.test(from.article.text.slice(one.start, one.end));
    return left.paragraph === right.paragraph || (isEnded(left) && isEnded(right));
  };
  const first = sentences.findIndex((one) => one.end > start);
  const last = sentences.findLastIndex((one) => one.start < end);
  return { before: goesOn(first - 1) ? quote(first - 1) : null, after: goesOn(last) ? quote(last + 1) : null };
}
