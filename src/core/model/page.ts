import type { Citation, Difference, Group, Label, Named, Point, SourceLine } from './answer.ts';
import type { Quote } from './article.ts';

/** A cell of a row: words of the bot, words of an article, or an article by its outlet, title and date. */
export type Cell = Label | Quote | Named;

/**
 * The blocks of a page. A renderer knows these and nothing else.
 * `sources` shows each cited sentence between its neighbours from the stored text.
 */
export type Block =
  | { readonly is: 'heading' | 'note'; readonly text: Label }
  | { readonly is: 'points'; readonly group: Group }
  | { readonly is: 'differences'; readonly items: readonly Difference[]; readonly detail: 'line' | 'full' }
  | {
      readonly is: 'rows';
      readonly rows: readonly (readonly Cell[])[];
      /** What may be done with each row: a menu beside it where the platform has such, else buttons when rows are few. */
      readonly menu?: readonly (readonly Action[])[];
    }
  | { readonly is: 'timeline'; readonly entries: readonly { readonly at: Label; readonly points: readonly Point[] }[] }
  | { readonly is: 'sources'; readonly items: readonly CitedSource[] }
  | { readonly is: 'image'; readonly alt: Label; readonly png: Uint8Array };

export type CitedSource = {
  readonly source: SourceLine;
  readonly cited: readonly {
    readonly citation: Citation;
    readonly before: Quote | null;
    readonly after: Quote | null;
  }[];
};

/** A button: a command with its arguments typed in, so it works after a restart. */
export type Action = {
  readonly text: Label;
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
};

/** What a command returns. `push` is the notification line and the plain-text fallback's first line. */
export type Page = {
  readonly id: string;
  readonly push: Label;
  readonly blocks: readonly Block[];
  /** At most four; on the page behind `⋯`, which shows the rest of them, at most ten. */
  readonly actions: readonly Action[];
  /** To be pasted elsewhere: no bold type, numbers without links, the addresses of the sources written out. */
  readonly plain?: true;
};
