import { SitrepError } from '../model/errors.ts';
import { clockOf } from './clock.ts';
import { shown } from './zones.ts';

/** What a line names, before it is checked; empty `days` and `dates` mean all, empty `months` too. */
export type Fields = {
  readonly times: readonly string[];
  readonly days: readonly number[];
  readonly dates: readonly number[];
  readonly months: readonly number[];
  /** The words of a zone; none: the usual one. */
  readonly place: readonly string[];
};

const MACROS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

type Field = { readonly name: string; readonly from: number; readonly to: number; readonly words?: readonly string[] };

const MINUTE: Field = { name: 'minute', from: 0, to: 59 };
const HOUR: Field = { name: 'hour', from: 0, to: 23 };
const DATE: Field = { name: 'day of the month', from: 1, to: 31 };
const MONTH: Field = {
  name: 'month',
  from: 1,
  to: 12,
  words: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
/** 7 is Sunday too. */
const DAY: Field = {
  name: 'day of the week',
  from: 0,
  to: 7,
  words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};

const NUMBERS = /^[\d*,/-]*[\d*]$/u;
const NAMES = /^(?:(?:[a-z]{3}|[\d*/-]+)(?:[,-]|$))+$/iu;

/**
 * A cron line of five fields or `@daily`, with the words of a zone behind it or `CRON_TZ=` before it; null when the
 * words are no cron. Throws `bad_schedule` for one that is wrong.
 */
export function cronFields(typed: string): Fields | null {
  const line = typed.replace(/^cron[:\s]\s*/iu, '').replace(/^[`'"“]+|[`'"”]+$/gu, '');
  const [, zone, rest = line] = /^(?:CRON_)?TZ=(\S+)\s+(.+)$/u.exec(line) ?? [];
  const [first = '', ...others] = rest.split(/\s+/u);
  const macro = first.startsWith('@') ? MACROS[first.toLowerCase()] : first;
  if (macro === undefined) throw wrong(`“${shown(first)}” is no time of a cron line.`);
  const words = [...macro.split(' '), ...others];
  if (!isCron(words)) return null;
  const count = words.findIndex((word, at) => at >= 5 && !isField(word));
  const fields = words.slice(0, count < 0 ? words.length : count);
  if (fields.length === 6) throw wrong('A cron line has five fields here: leave the seconds away.');
  const [minutes = '', hours = '', dates = '', months = '', days = ''] = fields;
  if (fields.length > 6 || days === '') throw wrong('A cron line has five fields, such as 0 8 * * 1-5.');
  const clock = valuesOf(hours, HOUR).flatMap((hour) => valuesOf(minutes, MINUTE).map((minute) => hour * 60 + minute));
  return {
    times: clock.map(clockOf),
    ...daysOf(days, dates),
    months: valuesOf(months, MONTH),
    place: [...(zone === undefined ? [] : [zone]), ...words.slice(fields.length)],
  };
}

const isField = (word: string): boolean =>
  NUMBERS.test(word) || (NAMES.test(word) && DAY.words?.includes(word.slice(0, 3).toLowerCase()) === true);

/** A star is in nothing else that people write; without one, all five fields look like it. */
function isCron(words: readonly string[]): boolean {
  const [minute = '', hour = '', date = '', month = '', day = ''] = words;
  if (words.some((word) => /^[\d,/-]*\*/u.test(word))) return true;
  return [minute, hour, date].every((word) => NUMBERS.test(word)) && NAMES.test(month) && NAMES.test(day);
}

/** Both limited: either is enough. Crons differ about a star with a step beside another limit, so that is refused. */
function daysOf(days: string, dates: string): Pick<Fields, 'days' | 'dates'> {
  const week = new Set(valuesOf(days, DAY).map((day) => day % 7 || 7));
  const month = valuesOf(dates, DATE);
  const isWeek = days.startsWith('*');
  const isMonth = dates.startsWith('*');
  if (isWeek !== isMonth && week.size < 7 && month.length < 31)
    throw wrong(`Crons differ about “${shown(isWeek ? days : dates)}” beside another day: write the days out.`);
  if (isWeek && isMonth && week.size < 7 && month.length < 31)
    throw wrong('Crons differ about two steps of days: write the days out.');
  const isEither = !isWeek && !isMonth;
  if (isEither && (week.size === 7 || month.length === 31)) return { days: [], dates: [] };
  return { days: week.size === 7 ? [] : [...week], dates: month.length === 31 ? [] : month };
}

/** The numbers of one field, a list of numbers or names, ranges and steps, in order. */
function valuesOf(text: string, field: Field): number[] {
  const values = text.split(',').flatMap((part) => {
    const [, one = '', other, by] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,4}))?$/u.exec(part) ?? [];
    const isAll = one === '*';
    const from = isAll ? field.from : numberOf(one, field, text);
    // Of the two numbers of Sunday a range begins with 0 and ends with 7.
    const last = field === DAY ? 6 : field.to;
    const said = other === undefined ? (isAll || by !== undefined ? last : from) : numberOf(other, field, text);
    const to = field === DAY && said === 0 && from > 0 ? 7 : said;
    if (one === '' || (isAll && other !== undefined) || by === '0' || from > to) throw notField(text, field);
    const step = by === undefined ? 1 : Number(by);
    if (step === 0) throw notField(text, field);
    return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function numberOf(word: string, field: Field, text: string): number {
  const named = field.words?.indexOf(word.toLowerCase()) ?? -1;
  const value = named >= 0 ? named : /^\d{1,2}$/u.test(word) ? Number(word) : Number.NaN;
  if (!(value >= field.from && value <= field.to)) throw notField(text, field);
  return value;
}

const notField = (text: string, { name }: Field) => wrong(`“${shown(text)}” is no ${name} of a cron line.`);

const wrong = (message: string) => new SitrepError('bad_schedule', message);
