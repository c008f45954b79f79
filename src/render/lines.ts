import type { Instant } from '../core/model/article.ts';
import type { Action } from '../core/model/page.ts';

/** What every renderer starts from: a page as lines of typed fragments. Only `mark` is layout. */

export type Fragment = {
  /** `quote`, `gloss`, `cut` and `label` as CONTRACT §1; `mark` is punctuation and white space alone. */
  readonly is: 'quote' | 'gloss' | 'cut' | 'label' | 'mark';
  readonly text: string;
  readonly strong?: boolean;
  /** Where a citation number points to. */
  readonly link?: string;
  /** Of a label that is an instant, written out in UTC: a platform that knows the reader's zone shows it in that. */
  readonly at?: Instant;
};

export type Line = {
  /** `text`: a sentence of the bot as it stands, neither a title nor an aside. */
  readonly style: 'title' | 'heading' | 'text' | 'point' | 'detail' | 'note';
  readonly fragments: readonly Fragment[];
  /** Lines of one unit stay together in one message when they fit it (a point with its details). */
  readonly unit: number;
  /** What may be done with this row. */
  readonly menu?: readonly Action[];
};
