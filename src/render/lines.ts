/** What every renderer starts from: a page as lines of typed fragments. Only `mark` is layout. */

export type Fragment = {
  /** `quote`, `gloss`, `cut` and `label` as CONTRACT §1; `mark` is punctuation and white space alone. */
  readonly is: 'quote' | 'gloss' | 'cut' | 'label' | 'mark';
  readonly text: string;
  readonly strong?: boolean;
  /** Where a citation number points to. */
  readonly link?: string;
};

export type Line = {
  readonly style: 'title' | 'heading' | 'point' | 'detail' | 'note';
  readonly fragments: readonly Fragment[];
  /** Lines of one unit stay together in one message when they fit it (a point with its details). */
  readonly unit: number;
};
