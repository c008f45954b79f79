import type { Quiet, Schedule } from '../../../src/core/model/schedule.ts';

/**
 * A second way to a schedule's slots, slow and written differently: it walks minute by minute through the local clock
 * of `Intl.DateTimeFormat`, in whole numbers, and takes a time when the clock shows it first.
 */

const MINUTE = 60_000;
/** Zones change their clocks at quarters of an hour. */
const STEP = 15;
const DAY = 1_440;

export type SlowSlot = { readonly slot: string; readonly at: number };

/** Minutes that a zone's clock is ahead of UTC, at any minute of a stretch of years. */
type Ahead = (minute: number) => number;

const known = new Map<string, Ahead>();

function aheadIn(zone: string, from: number, to: number): Ahead {
  const key = `${zone} ${from} ${to}`;
  const old = known.get(key);
  if (old) return old;
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const ahead = new Int16Array(Math.ceil((to - from) / STEP) + 1);
  for (let at = 0; at < ahead.length; at++) {
    const minute = from + at * STEP;
    ahead[at] = Date.parse(`${clock.format(minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE - minute;
  }
  const read = (minute: number) => ahead[Math.floor((minute - from) / STEP)] ?? Number.NaN;
  known.set(key, read);
  return read;
}

/** A stretch of time in whole days, in which slots are counted. */
export type Stretch = { readonly from: number; readonly to: number };

export const stretch = (from: string, to: string): Stretch => ({
  from: Date.parse(`${from}T00:00Z`) / MINUTE,
  to: Date.parse(`${to}T00:00Z`) / MINUTE,
});

/** All slots whose instants lie in the stretch, by instant, then by key. */
export function slowSlots(schedule: Schedule, quiet: Quiet | null, { from, to }: Stretch): SlowSlot[] {
  const ahead = aheadIn(schedule.zone, from - 3 * DAY, to);
  const wanted = new Set(schedule.times.map(minutes));
  const found: SlowSlot[] = [];
  let shown = from - 2 * DAY + ahead(from - 2 * DAY);
  for (let minute = from - 2 * DAY; minute < to; minute++) {
    const local = minute + ahead(minute);
    // Those between are times that the clock jumped over: they come as late as if it had not jumped.
    for (let nominal = shown + 1; nominal <= local; nominal++) {
      if (!wanted.has(((nominal % DAY) + DAY) % DAY)) continue;
      const at = nominal === local ? minute : nominal - ahead(minute - 1);
      const slot = new Date(nominal * MINUTE).toISOString().slice(0, 16);
      if (at >= from && at < to && isDate(schedule, slot) && !isSilent(schedule, quiet, slot, at, { from, to }))
        found.push({ slot, at: at * MINUTE });
    }
    shown = Math.max(shown, local);
  }
  return found.sort((a, b) => a.at - b.at || (a.slot < b.slot ? -1 : 1));
}

function isDate({ days, dates, months }: Schedule, slot: string): boolean {
  const date = new Date(`${slot.slice(0, 10)}T00:00Z`);
  if (months && !months.includes(date.getUTCMonth() + 1)) return false;
  const isWeekday = days.includes(date.getUTCDay() || 7);
  if (!dates) return isWeekday;
  return dates.includes(date.getUTCDate()) || (days.length < 7 && isWeekday);
}

const minutes = (clock: string): number => Number(clock.split(':')[0]) * 60 + Number(clock.split(':')[1]);

function isBetween({ from, to }: Quiet, minute: number): boolean {
  const begins = minutes(from);
  const long = (minutes(to) - begins + DAY) % DAY;
  return (minute - begins + DAY) % DAY < long;
}

function isSilent({ zone }: Schedule, quiet: Quiet | null, slot: string, at: number, span: Stretch): boolean {
  if (!quiet) return false;
  return (quiet.zone === zone && isBetween(quiet, minutes(slot.slice(11)))) || isQuietMinute(quiet, at, span);
}

function isQuietMinute(quiet: Quiet, minute: number, { from, to }: Stretch): boolean {
  const local = minute + aheadIn(quiet.zone, from - 3 * DAY, to)(minute);
  return isBetween(quiet, ((local % DAY) + DAY) % DAY);
}

export const slowQuiet = (quiet: Quiet | null, now: number, span: Stretch): boolean =>
  quiet !== null && isQuietMinute(quiet, Math.floor(now / MINUTE), span);

/** Milliseconds outside of quiet hours between a slot's instant and `now`. */
export function slowAwake(quiet: Quiet | null, at: number, now: number, span: Stretch): number {
  let awake = 0;
  for (let minute = at; minute < now; minute += MINUTE)
    if (!slowQuiet(quiet, minute, span)) awake += Math.min(MINUTE, now - minute);
  return awake;
}

const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Santiago', 'Asia/Beirut'],
  ...['Pacific/Chatham', 'America/Havana', 'Asia/Tokyo', 'Atlantic/Azores', 'America/Nuuk', 'Africa/Casablanca', 'UTC'],
];

/** A schedule as people have them, with quiet hours or without. */
export function randomOrder(random: () => number): { schedule: Schedule; quiet: Quiet | null } {
  const pick = (count: number) => Math.floor(random() * count);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = () => `${two(pick(24))}:${two(pick(2) === 0 ? pick(4) * 15 : pick(60))}`;
  const some = (count: number, share: number) => {
    const all = Array.from({ length: count }, (_, at) => at + 1);
    const kept = all.filter(() => random() < share);
    return (kept.length > 0 ? kept : all) as [number, ...number[]];
  };
  const zone = ZONES[pick(ZONES.length)] ?? 'UTC';
  const times = [...new Set(Array.from({ length: 1 + pick(5) }, time))].sort() as [string, ...string[]];
  const schedule: Schedule = {
    times,
    days: random() < 0.5 ? [1, 2, 3, 4, 5, 6, 7] : some(7, 0.5),
    ...(random() < 0.2 && { dates: some(31, 0.2) }),
    ...(random() < 0.1 && { months: some(12, 0.6) }),
    zone,
  };
  const [from, to] = [time(), time()];
  const isLoud = from === to || random() < 0.6;
  return { schedule, quiet: isLoud ? null : { from, to, zone: random() < 0.7 ? zone : 'Asia/Tokyo' } };
}
