/**
 * When a digest is due: at each of `times` on the days that all fields allow. Weekdays are ISO: 1 Monday … 7 Sunday.
 * "Every 6 hours" and cron lines are read into the same fields.
 */
export type Schedule = {
  /** Local times `HH:MM`, sorted, without repeats; at least one. */
  readonly times: readonly [string, ...string[]];
  /** ISO weekdays, sorted; at least one. */
  readonly days: readonly [number, ...number[]];
  /** Days of the month, sorted; absent: all. With `days` limited too, either is enough, as in cron. */
  readonly dates?: readonly [number, ...number[]];
  /** Months 1 to 12, sorted; absent: all. */
  readonly months?: readonly [number, ...number[]];
  /** IANA zone. */
  readonly zone: string;
};

/** Local times between which nothing is posted, `HH:MM`; `from` after `to` reaches over midnight. */
export type Quiet = { readonly from: string; readonly to: string; readonly zone: string };

/** One due local time, its key `YYYY-MM-DDTHH:MM` in the subscription's zone (the nominal time, also in a gap). */
export type Slot = string;

/** `due`: the newest missed slot inside the window, or null. `skipped`: older ones, oldest first. */
export type Due = {
  readonly due: { readonly slot: Slot; readonly at: number; readonly late: boolean } | null;
  readonly skipped: readonly Slot[];
};
