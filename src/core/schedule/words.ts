import { SitrepError } from '../model/errors.ts';
import type { Schedule } from '../model/schedule.ts';
import { clockOf, clockTime, joinHalves, minutesOf, TIME, wholeHour } from './clock.ts';
import { cronFields, type Fields } from './cron.ts';
import { placeZone, shown, spelled, unread } from './zones.ts';

/** A schedule in people's words, and back. */

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;
const DAY_WORDS = new Map<string, readonly number[]>([
  ['daily', EVERY_DAY],
  ['everyday', EVERY_DAY],
  ['weekday', [1, 2, 3, 4, 5]],
  ['weekdays', [1, 2, 3, 4, 5]],
  ['weekend', [6, 7]],
  ['weekends', [6, 7]],
]);
const DAYS =
  /^(?:(mon)(?:days?)?|(tue)(?:s|sdays?)?|(wed)(?:nesdays?)?|(thu)(?:r|rs|rsdays?)?|(fri)(?:days?)?|(sat)(?:urdays?)?|(sun)(?:days?)?)$/iu;
const MONTHS =
  /^(?:(jan)(?:uary)?|(feb)(?:ruary)?|(mar)(?:ch)?|(apr)(?:il)?|(may)|(june?)|(july?)|(aug)(?:ust)?|(sept?)(?:ember)?|(oct)(?:ober)?|(nov)(?:ember)?|(dec)(?:ember)?)$/iu;
const FILLERS =
  /^(?:every|each|days?|week|month|weekly|monthly|on|of|and|or|&|at|the|in|o['’]?clock|time|mornings?|topic|here)$/iu;
const DAY_NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Of each month in its longest year. */
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_MINUTES = 1_440;
/** Two editions lie so far apart at least, taken over a day. */
const LEAST_MINUTES = 30;
const MOST_TIMES = DAY_MINUTES / LEAST_MINUTES;
/** A longer line is no schedule; the longest that `scheduleText` writes is shorter. */
const LONGEST = 700;

/**
 * Reads "weekdays 08:00 Europe/Berlin", "every Monday at 8am", "mon,thu 07:30 18:00 Tokyo", "every 6 hours", "hourly
 * from 9:00 to 17:00", "on the 1st and 15th at noon", "Fri or the 13th 08:00", and cron lines of five fields with or
 * without a zone behind them. Missing days mean every day, a missing zone `fallbackZone`. An hour alone counts behind
 * "at", on the clock of 24 hours. Throws `bad_schedule` naming what it cannot read or what can never be.
 */
export function parseSchedule(words: string, fallbackZone: string): Schedule {
  if (words.length > LONGEST) throw unread(words);
  const typed = words.trim();
  const fields = cronFields(typed) ?? wordFields(joinHalves(typed));
  const zone = fields.place.length === 0 ? spelled(fallbackZone) : placeZone(fields.place);
  return scheduleOf(fields, zone);
}

/** The one form of a schedule: sorted, without repeats, all days or months left out. */
function scheduleOf(fields: Fields, zone: string): Schedule {
  const times = [...new Set(fields.times)].sort();
  const dates = inOrder(fields.dates);
  const months = inOrder(fields.months);
  const [first, ...rest] = times;
  if (first === undefined) throw wrong('The schedule names no time of day.');
  if (times.length > MOST_TIMES) throw wrong(`That is ${times.length} times a day: ${MOST} is the most.`);
  const isAll = dates.length === 31;
  const [day = 1, ...days] = fields.days.length > 0 && !isAll ? inOrder(fields.days) : EVERY_DAY;
  const [date, ...others] = isAll ? [] : dates;
  const [month, ...further] = months.length === 12 ? [] : months;
  const inSome = months.length > 0 ? months : MONTH_DAYS.map((_, at) => at + 1);
  if (date !== undefined && fields.days.length === 0 && inSome.every((one) => date > (MONTH_DAYS[one - 1] ?? 0)))
    throw wrong(`That never comes: there is no ${nth(date)} in ${monthsText(inSome)}.`);
  return {
    times: [first, ...rest],
    days: [day, ...days],
    ...(date !== undefined && { dates: [date, ...others] }),
    ...(month !== undefined && { months: [month, ...further] }),
    zone,
  };
}

const inOrder = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

const wrong = (message: string) => new SitrepError('bad_schedule', message);

const MOST = `every ${LEAST_MINUTES} minutes`;

const NUMBER_WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** "every 6 hours", "every 2h from 09:00", "hourly from 9 to 17", "every half an hour"; not "every second Monday". */
const EVERY = new RegExp(
  [
    `\\b(?:(?:every|each)\\s+(?:(\\d+|half|${NUMBER_WORDS.join('|')})(?:\\s+an?\\b)?[\\s-]*)?`,
    '(second(?!\\s+(?:mon|tue|wed|thu|fri|sat|sun|week|day))|seconds|secs?|s|min(?:ute)?s?|m|hours?|hrs?|h|days?|weeks?|months?|years?)|(half-?\\s?hourly|hourly))\\b',
    `(?:\\s+(?:from|between|starting(?:\\s+(?:at|from))?)\\s+(${TIME})(?![\\d:.])`,
    `(?:\\s*(?:-|–|to|until|till|and)\\s*(${TIME})(?![\\d:.]))?)?`,
  ].join(''),
  'giu',
);

function wordFields(typed: string): Fields {
  for (const every of typed.matchAll(EVERY)) {
    const times = everyTimes(every);
    if (times === null) continue;
    const fields = plainFields(typed.replace(every[0], ' '));
    if (fields.times.length === 0) return { ...fields, times };
    throw wrong(`“${shown(every[0])}” and ${fields.times[0]} do not go together: write “from ${fields.times[0]}”.`);
  }
  return plainFields(typed);
}

/** The times of a phrase of `EVERY`; null for "every day", "every week" and "every month", which name none. */
function everyTimes([phrase, said = '1', unit = 'h', hourly, from, to]: RegExpMatchArray): string[] | null {
  const isHalf = said.toLowerCase() === 'half' || /^half/iu.test(hourly ?? '');
  const count = isHalf ? 0.5 : NUMBER_WORDS.indexOf(said.toLowerCase()) + 1 || Number(said);
  const kind = unit.toLowerCase();
  if (/^(?:d|w|mo|y)/u.test(kind)) {
    if (count === 1 && !kind.startsWith('y') && from === undefined) return null;
    throw wrong(`“${shown(phrase)}” cannot be read: name the days of the week or of the month.`);
  }
  const step = kind.startsWith('s') ? count / 60 : kind.startsWith('m') ? count : count * 60;
  if (step < LEAST_MINUTES) throw wrong(`“${shown(phrase)}” is too often: ${MOST} is the most.`);
  const first = from === undefined ? 0 : minutesOf(edge(from));
  const last = to === undefined ? first + DAY_MINUTES - step : minutesOf(edge(to));
  if (to !== undefined && last <= first) throw wrong(`“${shown(phrase)}” ends before it begins.`);
  if (!(to === undefined ? comesOut(step) : Number.isInteger(step)))
    throw wrong(`“${shown(phrase)}” does not come out even in a day: 1, 2, 3, 4, 6, 8, 12 or 24 hours do.`);
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, at) => clockOf(first + at * step));
}

/** Whether steps of so many minutes are at the same times every day. */
const comesOut = (step: number): boolean => step === LEAST_MINUTES || (step % 60 === 0 && DAY_MINUTES % step === 0);

const edge = (word: string): string => clockTime(word.toLowerCase()) ?? wholeHour(word);

/** Everything but an interval, word by word. */
function plainFields(typed: string): Fields {
  const times: string[] = [];
  const days: number[] = [];
  const dates: number[] = [];
  const months: number[] = [];
  const place: string[] = [];
  const words = typed.split(/[\s,;]+/u).filter(Boolean);
  const has = (word: string) => words.some((one) => one.toLowerCase() === word);
  const isHalved = /[ap]\.?m\b/iu.test(typed);
  // What a number alone is: an hour behind "at" ("at 8 and 18": those that follow too), a date behind "the".
  let alone: 'hour' | 'date' | null = null;
  for (const word of words) {
    const lower = word.toLowerCase();
    const time = clockTime(lower);
    const date = /^(\d{1,2})(st|nd|rd|th)?$/u.exec(lower);
    const week = DAY_WORDS.get(lower) ?? rangeOf(lower, DAYS, 7);
    const year = rangeOf(lower, MONTHS, 12);
    if (lower === 'at') alone = 'hour';
    else if (lower === 'the') alone = 'date';
    else if (time !== null) times.push(time);
    else if (date && (date[2] !== undefined || alone === 'date')) dates.push(dateOf(word, Number(date[1])));
    else if (date) times.push(hourAlone(word, alone === 'hour' && !isHalved));
    else if (week !== null) days.push(...week);
    else if (year !== null) months.push(...year);
    else if (!FILLERS.test(word)) place.push(word);
    if (week !== null || year !== null || place.length > 0) alone = null;
  }
  const isUnion = days.length > 0 && dates.length > 0;
  if (isUnion && !has('or')) throw wrong('Weekdays beside days of the month: write “Fri or the 13th” for either.');
  if ((has('weekly') || has('week')) && days.length === 0)
    throw wrong('Weekly on which day? Write “weekly on Monday 08:00”, for example.');
  if ((has('monthly') || has('month')) && dates.length === 0)
    throw wrong('Monthly on which day? Write “monthly on the 1st 08:00”, for example.');
  const isEvery = isUnion && new Set(days).size === 7;
  return { times, days: isEvery ? [] : days, dates: isEvery ? [] : dates, months, place };
}

/** An hour without minutes. */
function hourAlone(word: string, isClear: boolean): string {
  const clock = wholeHour(word);
  if (!isClear) throw wrong(`“${word}” is not sure to be a time: write ${clock}, or am or pm behind it.`);
  return clock;
}

function dateOf(word: string, date: number): number {
  if (date < 1 || date > 31) throw wrong(`“${word}” is no day of a month.`);
  return date;
}

/** Numbers from 1 of "mon", "Mondays" or "mon-fri" by the groups of `names`; null for anything else. */
function rangeOf(word: string, names: RegExp, count: number): readonly number[] | null {
  const ends = word.split(/[-–]/u).map((name) => names.exec(name)?.slice(1).findIndex(Boolean) ?? -1);
  const [from = -1, to = from] = ends;
  if (ends.length > 2 || from < 0 || to < 0) return null;
  return Array.from({ length: ((to - from + count) % count) + 1 }, (_, at) => ((from + at) % count) + 1);
}

/** Days that have a name together, by their numbers. */
const RUNS: Readonly<Record<string, string>> = { '1234567': 'daily', '12345': 'weekdays', '67': 'weekends' };

/** The shortest exact words of a schedule: `parseSchedule` reads them back as the same one. */
export function scheduleText({ times, days, dates, months, zone }: Schedule): string {
  const isDaily = days.length === 7;
  const list = `${isDaily && !dates ? 'daily ' : ''}${times.join(' ')}`;
  const every = everyText(times);
  const when = every !== null && every.length < list.length ? every : list;
  const week = RUNS[days.join('')] ?? days.map((day) => DAY_NAMES[day - 1]).join(' ');
  const parts = dates
    ? [when, `on ${isDaily ? '' : `${week} or `}the ${listText(dates.map(nth))}`]
    : [...(isDaily ? [] : [week]), when];
  if (months) parts.push(`in ${monthsText(months)}`);
  return [...parts, zone].join(' ');
}

/** Times in equal steps as an interval, or null. */
function everyText(times: readonly string[]): string | null {
  const minutes = times.map(minutesOf);
  const [first = 0, second = 0] = minutes;
  const step = second - first;
  if (times.length < 2 || step < LEAST_MINUTES || minutes.some((one, at) => one !== first + at * step)) return null;
  const name = step === 60 ? 'hourly' : step % 60 === 0 ? `every ${step / 60} hours` : `every ${step} minutes`;
  const isRound = comesOut(step) && step * times.length === DAY_MINUTES;
  if (isRound) return first === 0 ? name : `${name} from ${times[0]}`;
  return `${name} from ${times[0]} to ${times.at(-1)}`;
}

const listText = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const monthsText = (months: readonly number[]): string => listText(months.map((month) => MONTH_NAMES[month - 1] ?? ''));

function nth(number: number): string {
  const last = number % 100 > 10 && number % 100 < 14 ? 0 : number % 10;
  return `${number}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
