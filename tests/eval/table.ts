/** What a measured set gives back, and the one table that shows it. */

export type Row = {
  readonly set: string;
  readonly metric: string;
  /** This run's figure; null when nothing could be scored (no gold). */
  readonly value: number | null;
  readonly floor: number | null;
  /** The best published figure or another yardstick, with a word on what it is; null when there is none. */
  readonly best: string | null;
  /** Items scored. */
  readonly items: number;
};

export type EvalContext = {
  /** Folder of the set: its README and files. */
  readonly folder: string;
  readonly side: 'dev' | 'test';
  /** Where predictions are written, or null. */
  readonly out: string | null;
};

/** A set: `run` is called when its folder is there. Notes are printed below the table. */
export type EvalSet = {
  readonly name: string;
  /** The folder whose articles it takes, when it is another set's. */
  readonly data?: string;
  /** Its texts are this project's own: there is no folder to look for. */
  readonly own?: true;
  run(context: EvalContext): Promise<{ readonly rows: readonly Row[]; readonly notes: readonly string[] }>;
};

export function formatTable(rows: readonly Row[]): string {
  const head = ['set', 'metric', 'this run', 'floor', 'best published', 'items'];
  const lines = rows.map((row) => [
    row.set,
    row.metric,
    row.value === null ? 'unscored' : figure(row.value),
    row.floor === null ? '–' : figure(row.floor),
    row.best ?? '–',
    String(row.items),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i < 2 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.map(line)].join('\n');
}

/** Shares below 1 keep three decimals, percentages one. */
const figure = (value: number): string => (Math.abs(value) <= 1 ? value.toFixed(3) : value.toFixed(1));
