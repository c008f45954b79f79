import type { Instant } from '../model/article.ts';
import type { Due, Quiet, Schedule, Slot } from '../model/schedule.ts';
import { isAwakeLonger, isQuiet, isQuietTime } from './quiet.ts';

/** How long a missed digest is still worth sending. */
export const CATCH_UP_MS = 6 * 3_600_000;
/** A digest sent later than this is marked late. */
const LATE_MS = 10 * 60_000;
/** How far back missed slots are counted; older ones are past caring. */
const LOOK_BACK_DAYS = 31;
/** The 29th of February is at most this far away. */
const LOOK_AHEAD_YEARS = 8;
/** A schedule whose slots lie in quiet hours on so many of its days has none: a year of changing clocks is seen. */
const QUIET_DAYS = 400;

type At = { readonly slot: Slot; readonly at: Instant };

/**
 * Which slot is due at `now`, decided from the stored last slot alone (never from a timer's memory).
 *
 * A slot's key is its nominal local time. Its instant follows RFC 5545's rule, `disambiguation: 'compatible'`:
 * in a spring gap the same time shifted past the jump, in an autumn overlap the first of the two. So there is
 * exactly one slot per local date and time, whatever the clocks do. In quiet hours nothing is due and nothing skipped:
 * what was missed before them is decided at their end, and they do not count as being off.
 *
 * @param last the last decided slot, or null before the first
 * @param from the subscription's beginning: slots at or before it are never due
 */
export function dueSlots(
  schedule: Schedule,
  last: Slot | null,
  from: Instant,
  now: Instant,
  { quiet = null, catchUp = CATCH_UP_MS }: { readonly quiet?: Quiet | null; readonly catchUp?: number } = {},
): Due {
  if (quiet && isQuiet(quiet, now)) return { due: null, skipped: [] };
  const today = localDate(now, schedule.zone);
  const since = last === null ? localDate(from, schedule.zone) : Temporal.PlainDate.from(last.slice(0, 10));
  // A gap at midnight shifts a time of the day before past the first ones of the day: that day counts too.
  const earliest = since.subtract({ days: 1 });
  const bound = today.subtract({ days: LOOK_BACK_DAYS });
  let day = Temporal.PlainDate.compare(earliest, bound) > 0 ? earliest : bound;
  // For the same reason the order and the last slot go by instant, then by key.
  const lastAt = last === null ? Number.NEGATIVE_INFINITY : slotInstant(last, schedule.zone);
  const missed: At[] = [];
  for (; Temporal.PlainDate.compare(day, today) <= 0; day = day.add({ days: 1 }))
    for (const { slot, at } of slotsOn(schedule, day, quiet)) {
      const undecided = last === null || at > lastAt || (at === lastAt && slot > last);
      if (at <= now && at > from && undecided) missed.push({ slot, at });
    }
  missed.sort(inOrder);
  const newest = missed.at(-1);
  if (!newest) return { due: null, skipped: [] };
  const isOver = isAwakeLonger(quiet, newest.at, now, catchUp);
  const skipped = (isOver ? missed : missed.slice(0, -1)).map((one) => one.slot);
  return { due: isOver ? null : { ...newest, late: now - newest.at > LATE_MS }, skipped };
}

/** The next slot after `now`; null when there is none in eight years, as when all of them lie in quiet hours. */
export function nextSlot(schedule: Schedule, now: Instant, quiet: Quiet | null = null): At | null {
  const today = localDate(now, schedule.zone);
  const end = today.add({ years: LOOK_AHEAD_YEARS });
  let found: At[] = [];
  let tried = 0;
  for (let day = today.subtract({ days: 1 }); Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    const isLast = found.length > 0;
    found = [...found, ...slotsOn(schedule, day, quiet).filter(({ at }) => at > now)].sort(inOrder);
    // A gap can shift a slot past the first ones of the day after, so that day is looked at too.
    if (isLast) break;
    if (isDay(schedule, day)) tried += 1;
    if (tried > QUIET_DAYS) break;
  }
  return found[0] ?? null;
}

/** The instant of a nominal local time. Gap: shifted past the jump; overlap: the first. */
export function slotInstant(slot: Slot, zone: string): Instant {
  return Temporal.PlainDateTime.from(slot).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

const inOrder = (one: At, other: At): number => one.at - other.at || (one.slot < other.slot ? -1 : 1);

const localDate = (at: Instant, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();

/** The slots whose nominal date this is. */
function slotsOn(schedule: Schedule, day: Temporal.PlainDate, quiet: Quiet | null): At[] {
  if (!isDay(schedule, day)) return [];
  return schedule.times.flatMap((time) => {
    // A time in quiet hours stays none on the one day a year that a gap shifts it out of them.
    if (quiet?.zone === schedule.zone && isQuietTime(quiet, time)) return [];
    const slot = `${day}T${time}`;
    const at = slotInstant(slot, schedule.zone);
    return quiet && isQuiet(quiet, at) ? [] : [{ slot, at }];
  });
}

/** Days and dates both limited: either is enough, as in cron. */
function isDay({ days, dates, months }: Schedule, day: Temporal.PlainDate): boolean {
  if (months && !months.includes(day.month)) return false;
  const isDate = dates?.includes(day.day) ?? false;
  return dates && days.length === 7 ? isDate : isDate || days.includes(day.dayOfWeek);
}
