/** When a digest is due. Weekdays are ISO: 1 Monday … 7 Sunday. */
export type Schedule = {
  /** Local times `HH:MM`, sorted, without repeats; at least one. */
  readonly times: readonly [string, ...string[]];
  /** ISO weekdays, sorted; at least one. */
  readonly days: readonly [number, ...number[]];
  /** IANA zone. */
  readonly zone: string;
};

/** One due local time, its key `YYYY-MM-DDTHH:MM` in the subscription's zone (the nominal time, also in a gap). */
export type Slot = string;

/** `due`: the newest missed slot inside the window, or null. `skipped`: older ones, oldest first. */
export type Due = {
  readonly due: { readonly slot: Slot; readonly at: number; readonly late: boolean } | null;
  readonly skipped: readonly Slot[];
};
