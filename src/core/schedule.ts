import type { Instant } from './model/article.ts';
import { SitrepError } from './model/errors.ts';
import type { Due, Schedule, Slot } from './model/schedule.ts';

/** How long a missed digest is still worth sending. */
export const CATCH_UP_MS = 6 * 3_600_000;
/** A digest sent later than this is marked late. */
const LATE_MS = 10 * 60_000;
/** How far back missed slots are counted; older ones are past caring. */
const LOOK_BACK_DAYS = 31;

/**
 * Which slot is due at `now`, decided from the stored last slot alone (never from a timer's memory).
 *
 * A slot's key is its nominal local time. Its instant follows RFC 5545's rule, `disambiguation: 'compatible'`:
 * in a spring gap the same time shifted past the jump, in an autumn overlap the first of the two. So there is
 * exactly one slot per local date and time, whatever the clocks do.
 *
 * @param last the last decided slot, or null before the first
 * @param from the subscription's beginning: slots at or before it are never due
 */
export function dueSlots(
  schedule: Schedule,
  last: Slot | null,
  from: Instant,
  now: Instant,
  catchUp = CATCH_UP_MS,
): Due {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(schedule.zone).toPlainDate();
  const earliest = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(schedule.zone).toPlainDate();
  const bound = today.subtract({ days: LOOK_BACK_DAYS });
  let day = Temporal.PlainDate.compare(earliest, bound) > 0 ? earliest : bound;
  // A shifted time of a gap can fall after the day's next one: order and the last slot go by instant, then by key.
  const lastAt = last === null ? Number.NEGATIVE_INFINITY : slotInstant(last, schedule.zone);
  const missed: { slot: Slot; at: Instant }[] = [];
  for (; Temporal.PlainDate.compare(day, today) <= 0; day = day.add({ days: 1 })) {
    if (!schedule.days.includes(day.dayOfWeek)) continue;
    for (const time of schedule.times) {
      const slot = `${day}T${time}`;
      const at = slotInstant(slot, schedule.zone);
      const undecided = last === null || at > lastAt || (at === lastAt && slot > last);
      if (at <= now && at > from && undecided) missed.push({ slot, at });
    }
  }
  missed.sort((a, b) => a.at - b.at || (a.slot < b.slot ? -1 : 1));
  const newest = missed.at(-1);
  if (!newest) return { due: null, skipped: [] };
  const inWindow = now - newest.at <= catchUp;
  const skipped = (inWindow ? missed.slice(0, -1) : missed).map((one) => one.slot);
  return { due: inWindow ? { ...newest, late: now - newest.at > LATE_MS } : null, skipped };
}

/** The instant of a nominal local time. Gap: shifted past the jump; overlap: the first. */
export function slotInstant(slot: Slot, zone: string): Instant {
  return Temporal.PlainDateTime.from(slot).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** The next slot after `now`, for showing. */
export function nextSlot(schedule: Schedule, now: Instant): { slot: Slot; at: Instant } | null {
  let day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(schedule.zone).toPlainDate();
  for (let n = 0; n < 9; n++, day = day.add({ days: 1 })) {
    if (!schedule.days.includes(day.dayOfWeek)) continue;
    for (const time of schedule.times) {
      const slot = `${day}T${time}`;
      const at = slotInstant(slot, schedule.zone);
      if (at > now) return { slot, at };
    }
  }
  return null;
}

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;
const DAY_WORDS: Readonly<Record<string, readonly number[]>> = {
  daily: EVERY_DAY,
  weekdays: [1, 2, 3, 4, 5],
  weekends: [6, 7],
};

/**
 * Reads "weekdays 08:00 Europe/Berlin", "8:00", "mon,thu 07:30 18:00 Asia/Tokyo". Missing days mean every day, a
 * missing zone `fallbackZone`. Throws `bad_schedule` naming the word it cannot read.
 */
export function parseSchedule(words: string, fallbackZone: string): Schedule {
  const times = new Set<string>();
  const days = new Set<number>();
  let zone: string | null = null;
  for (const word of words
    .trim()
    .split(/[\s,]+/u)
    .filter((one) => !/^(?:|at|every|day|on|and)$/iu.test(one))) {
    const time = /^(\d{1,2})[:.](\d{2})$/u.exec(word);
    const day = DAY_NAMES.findIndex((name) => new RegExp(`^${name}[a-z]{0,6}$`, 'iu').test(word));
    const many = DAY_WORDS[word.toLowerCase()];
    if (time && Number(time[1]) < 24 && Number(time[2]) < 60) times.add(`${time[1]?.padStart(2, '0')}:${time[2]}`);
    else if (many) for (const one of many) days.add(one);
    else if (day >= 0) days.add(day + 1);
    else if (isZone(word) && zone === null) zone = word;
    else throw new SitrepError('bad_schedule', `“${word.slice(0, 40)}” is no time, day or zone.`);
  }
  const [first, ...rest] = [...times].sort();
  if (first === undefined) throw new SitrepError('bad_schedule', 'The schedule names no time of day.');
  const [firstDay = 1, ...restDays] = days.size > 0 ? [...days].sort() : EVERY_DAY;
  return { times: [first, ...rest], days: [firstDay, ...restDays], zone: zone ?? fallbackZone };
}

/** A zone as the IANA database spells it, or null (also for a bare offset, which has no clock changes). */
export function zoneOf(name: string): string | null {
  try {
    return /^[A-Za-z]/u.test(name)
      ? new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
      : null;
  } catch {
    return null;
  }
}

export const isZone = (name: string): boolean => zoneOf(name) !== null;
