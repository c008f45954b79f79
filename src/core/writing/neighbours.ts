import type { Quote, Span } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { quoteOf } from './pieces.ts';

/** The sentences right before and after a cited span, from the stored text of its version; null where there is none. */
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
  const first = sentences.findIndex((one) => one.end > start);
  const last = sentences.findLastIndex((one) => one.start < end);
  return { before: quote(first - 1), after: quote(last + 1) };
}
