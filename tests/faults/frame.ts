/** What every promise's row shares: its shape, its randomness, small statistics. */

/** How much is done: everything, or a little of it inside `npm test`. */
export type Size = {
  readonly short: boolean;
  readonly seed: number;
  /** Uniform in [0, 1), from the seed. */
  readonly random: () => number;
  /** One record of what was done or accepted, for `--out`. */
  readonly keep: (record: Readonly<Record<string, unknown>>) => void;
};

export type Outcome = {
  /** What was done, with its numbers. */
  readonly done: string;
  readonly figure: string;
  readonly ok: boolean;
};

export type Row = {
  readonly name: string;
  /** The promise in a few words. */
  readonly promise: string;
  readonly run: (size: Size) => Promise<Outcome>;
};

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [out[at], out[other]] = [out[other] as T, out[at] as T];
  }
  return out;
}

/** The smallest value that at least this share of them does not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const round = (value: number): string => (Number.isFinite(value) ? String(Math.round(value)) : '–');
