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

const DAYS =
  /^(?:(mon)(?:days?)?|(tue)(?:s|sdays?)?|(wed)(?:nesdays?)?|(thu)(?:r|rs|rsdays?)?|(fri)(?:days?)?|(sat)(?:urdays?)?|(sun)(?:days?)?)$/iu;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;
const DAY_WORDS: Readonly<Record<string, readonly number[]>> = {
  daily: EVERY_DAY,
  everyday: EVERY_DAY,
  weekday: [1, 2, 3, 4, 5],
  weekdays: [1, 2, 3, 4, 5],
  weekend: [6, 7],
  weekends: [6, 7],
};
const TIME_WORDS: Readonly<Record<string, string>> = { noon: '12:00', midday: '12:00', midnight: '00:00' };
const FILLERS = /^(?:every|each|days?|on|and|&|the|in|o['’]?clock|time)$/iu;
/** A longer line is no schedule. */
const LONGEST = 200;

/**
 * Reads "weekdays 08:00 Europe/Berlin", "every Monday at 8am", "mon,thu 07:30 18:00 Tokyo". Missing days mean every
 * day, a missing zone `fallbackZone`. An hour alone counts behind "at", on the clock of 24 hours. Throws `bad_schedule`
 * naming what it cannot read.
 */
export function parseSchedule(words: string, fallbackZone: string): Schedule {
  const times = new Set<string>();
  const days = new Set<number>();
  const others: string[] = [];
  let isHour = false;
  for (const word of wordsOf(words)) {
    const lower = word.toLowerCase();
    const time = TIME_WORDS[lower] ?? clockTime(lower);
    const hour = /^\d{1,2}$/u.test(word) ? Number(word) : null;
    const many = daysOf(lower);
    if (lower === 'at') isHour = true;
    else if (time !== null) times.add(time);
    else if (hour !== null) times.add(hourAlone(word, hour, isHour && !/[ap]\.?m\b/iu.test(words)));
    else if (many !== null) for (const one of many) days.add(one);
    else if (!FILLERS.test(word)) others.push(word);
    // "at 8 and 18": those that follow are hours too.
    if (many !== null || others.length > 0) isHour = false;
  }
  const zone = others.length === 0 ? fallbackZone : placeZone(others);
  const [first, ...rest] = [...times].sort();
  if (first === undefined) throw new SitrepError('bad_schedule', 'The schedule names no time of day.');
  const [firstDay = 1, ...restDays] = days.size > 0 ? [...days].sort() : EVERY_DAY;
  return { times: [first, ...rest], days: [firstDay, ...restDays], zone };
}

/** "8 p.m." and "12 noon" are one word. */
function wordsOf(typed: string): string[] {
  if (typed.length > LONGEST) throw unread(typed);
  const joined = typed.replace(/(\d)\s*([ap])\.?m\b\.?/giu, '$1$2m').replace(/\b12\s+(noon|midnight)\b/giu, '$1');
  return joined.split(/[\s,;]+/u).filter(Boolean);
}

/** `HH:MM` of "8:05", "18.30", "8am" or "8:30pm"; null for anything else. */
function clockTime(word: string): string | null {
  const [, hours, minutes = '00', half] = /^(\d{1,2})(?:[:.](\d{2}))?([ap]m)?$/u.exec(word) ?? [];
  if (hours === undefined || (half === undefined && !/[:.]/u.test(word))) return null;
  const said = Number(hours);
  const isHour = half === undefined ? said < 24 : said >= 1 && said <= 12;
  if (!isHour || Number(minutes) > 59) throw unread(word);
  const hour = half === undefined ? said : (said % 12) + (half === 'pm' ? 12 : 0);
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}

/** An hour without minutes. */
function hourAlone(word: string, hour: number, isClear: boolean): string {
  const clock = `${String(hour).padStart(2, '0')}:00`;
  if (hour > 23) throw unread(word);
  if (!isClear)
    throw new SitrepError('bad_schedule', `“${word}” is not sure to be a time: write ${clock}, or am or pm behind it.`);
  return clock;
}

/** ISO weekdays of "mon", "Mondays", "weekdays" or "mon-fri"; null for anything else. */
function daysOf(word: string): readonly number[] | null {
  const many = DAY_WORDS[word];
  if (many) return many;
  const ends = word.split(/[-–]/u).map((name) => DAYS.exec(name)?.slice(1).findIndex(Boolean) ?? -1);
  const [from = -1, to = from] = ends;
  if (ends.length > 2 || from < 0 || to < 0) return null;
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, at) => ((from + at) % 7) + 1);
}

const unread = (word: string) => new SitrepError('bad_schedule', `“${word.slice(0, 40)}” is no time, day or zone.`);

const AREAS = [
  ...['Africa', 'America', 'Antarctica', 'Arctic', 'Asia', 'Atlantic', 'Australia', 'Europe', 'Indian', 'Pacific'],
  ...['America/Argentina', 'America/Indiana', 'America/Kentucky', 'America/North_Dakota'],
];

/** The zone of its name, or of a city that one zone is named after ("Berlin", "new york"). */
function placeZone(words: readonly string[]): string {
  const [only, ...more] = words;
  if (only !== undefined && more.length === 0 && isZone(only)) return only;
  const city = words.join('_').replace(/^\(|\)$/gu, '');
  const zones = /^[\p{L}_'’-]{2,40}$/u.test(city) ? AREAS.flatMap((area) => zoneOf(`${area}/${city}`) ?? []) : [];
  const [zone, ...others] = new Set(zones);
  if (zone === undefined || others.length > 0) throw unread(words.find((word) => !isZone(word)) ?? words.join(' '));
  return zone;
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
