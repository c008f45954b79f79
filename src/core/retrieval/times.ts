import { casual } from 'chrono-node/en';
import type { Instant, Range } from '../model/article.ts';

/** Stretch of time, both ends included. */
export type Stretch = { readonly from: Instant; readonly to: Instant };

/**
 * What a question says about time. `limits` are wishes for articles of a window ("since Tuesday", "in the last 3
 * days"); `dates` are other dates in it, which may date an event or an article. Days are UTC days.
 */
export type Times = {
  readonly limits: readonly (Range & { readonly since: Instant | null; readonly until: Instant | null })[];
  readonly dates: readonly (Range & Stretch & { readonly relative: boolean })[];
};

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { h: DAY / 24, d: DAY, w: 7 * DAY, m: 30 * DAY, y: 365 * DAY };
const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** "in the last 3 days", "past week", "last 24 hours", "7d": a window that ends now. */
const WINDOW =
  /\b(?:(?:in|over|during|within|for|from) )?(?:the )?(?:last|past|previous) (?:(\d{1,3}|couple of|few|one|two|three|four|five|six|seven|eight|nine|ten) )?(hour|day|week|month|year)s\b|\b(?:in|over|during|within) the (?:last|past) (hour|day|week|month|year)\b|(?<![\p{L}\p{N}-])(\d{1,3})(h|d|w)(?=[\s?.!]*$)/giu;
const RELATIVE =
  /\b(?:(today|tonight|this morning)|(yesterday|last night)|(this|last|past|previous) (week(?:end)?|month|year))\b/gi;
const YEAR = /\b(?:in|during|since|of|for|until|before|after) ((?:19|20)\d\d)\b(?![-/:.]\d)/gi;
/** Words that chrono-node takes for dates and that are mostly something else. */
const NO_DATE = /^(?:may|march|sat|sun|mon|now|second|(?:at )?\d{1,2}:\d\d.*|\d{1,2} ?[ap]m)$/i;
const BEFORE_DATE =
  /\b(since|after|from|starting|until|till|before|up to|through)(?: (?:the|its|a|about|around|early|late|mid|end of|start of|beginning of|evening of|morning of))* $/i;

const dayOf = (at: Instant): Instant => Math.floor(at / DAY) * DAY;
const isoWeekday = (at: Instant): number => ((Math.floor(at / DAY) + 3) % 7) + 1;

/** Reads the time words of a question against the clock that is handed in. */
export function findTimes(question: string, now: Instant): Times {
  const limits: (Range & { since: Instant | null; until: Instant | null })[] = [];
  const dates: (Range & Stretch & { relative: boolean })[] = [];
  const taken = (start: number, end: number): boolean =>
    [...limits, ...dates].some((r) => start < r.end && end > r.start);

  for (const match of question.matchAll(WINDOW)) {
    const amount = match[1] === undefined ? (match[4] ?? '1') : match[1].toLowerCase();
    const count = /^\d/.test(amount)
      ? Number(amount)
      : amount === 'few'
        ? 3
        : amount === 'couple of'
          ? 2
          : NUMBERS.indexOf(amount);
    // "the last weeks" without a number is a few of them.
    const times = match[1] === undefined && match[2] !== undefined ? 3 : count;
    const unit = (match[2] ?? match[3] ?? match[5] ?? 'd')[0]!.toLowerCase();
    limits.push({ ...span(match), since: now - times * UNITS[unit]!, until: null });
  }
  const add = (range: Range, stretch: Stretch, relative: boolean): void => {
    if (taken(range.start, range.end)) return;
    const lead = BEFORE_DATE.exec(question.slice(Math.max(0, range.start - 40), range.start));
    const word = lead?.[1]?.toLowerCase();
    const start = lead ? range.start - lead[0].length : range.start;
    if (word === 'since' || word === 'starting')
      limits.push({ start, end: range.end, since: stretch.from, until: null });
    else if (word === 'until' || word === 'till' || word === 'up to')
      limits.push({ start, end: range.end, since: null, until: stretch.to });
    else dates.push({ ...range, ...stretch, relative });
  };
  for (const match of question.matchAll(RELATIVE)) add(span(match), relativeStretch(match, now), true);
  for (const found of chronoDates(question, now)) add(found, found, false);
  for (const match of question.matchAll(YEAR)) {
    const year = Number(match[1]);
    const start = match.index + match[0].length - 4;
    add({ start, end: start + 4 }, { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1) - 1 }, false);
  }
  return {
    limits,
    dates: joined(
      question,
      dates.sort((a, b) => a.start - b.start),
    ),
  };
}

type Dated = Range & Stretch & { readonly relative: boolean };

/** "between 3 May and 5 June" is one stretch. */
function joined(question: string, dates: readonly Dated[]): Dated[] {
  const result: Dated[] = [];
  for (const date of dates) {
    const last = result.at(-1);
    const ahead = last && question.slice(Math.max(0, last.start - 12), last.start);
    const between = last && question.slice(last.end, date.start);
    if (!last || !/\b(?:between|from) $/i.test(ahead!) || !/^ (?:and|to|until|through) $/i.test(between!))
      result.push(date);
    else
      result[result.length - 1] = {
        ...last,
        end: date.end,
        from: Math.min(last.from, date.from),
        to: Math.max(last.to, date.to),
      };
  }
  return result;
}

const span = (match: RegExpExecArray): Range => ({ start: match.index, end: match.index + match[0].length });

function relativeStretch(match: RegExpExecArray, now: Instant): Stretch {
  const today = dayOf(now);
  if (match[1]) return { from: today, to: today + DAY - 1 };
  if (match[2]) return { from: today - DAY, to: today - 1 };
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const back = match[3]!.toLowerCase() === 'this' ? 0 : 1;
  switch (match[4]!.toLowerCase()) {
    case 'month':
      return { from: Date.UTC(year, month - back, 1), to: Date.UTC(year, month - back + 1, 1) - 1 };
    case 'year':
      return { from: Date.UTC(year - back, 0, 1), to: Date.UTC(year - back + 1, 0, 1) - 1 };
    case 'weekend': {
      const since = (isoWeekday(now) + 1) % 7;
      const saturday = today - (back === 1 && since < 2 ? since + 7 : since) * DAY;
      return { from: saturday, to: saturday + 2 * DAY - 1 };
    }
    default: {
      // On a Monday "this week" still means the days just gone.
      if (back === 0) return { from: today - 6 * DAY, to: today + DAY - 1 };
      const monday = today - (isoWeekday(now) - 1) * DAY;
      return { from: monday - 7 * DAY, to: monday - 1 };
    }
  }
}

function* chronoDates(question: string, now: Instant): Generator<Range & Stretch> {
  const reference = { instant: new Date(now), timezone: 0 };
  for (const found of casual.parse(question, reference, { forwardDate: false })) {
    const { start, text, index } = found;
    if (NO_DATE.test(text)) continue;
    const hasDay = start.isCertain('day');
    const weekday = !hasDay && start.isCertain('weekday');
    if (!hasDay && !weekday && !start.isCertain('month')) continue;
    let year = start.get('year')!;
    const month = start.get('month')! - 1;
    // Without a year the latest one that has begun is meant.
    if (!start.isCertain('year') && !weekday && Date.UTC(year, month, hasDay ? start.get('day')! : 1) > now) year--;
    const range = { start: index, end: index + text.length };
    if (!hasDay && !weekday) {
      yield { ...range, from: Date.UTC(year, month, 1), to: Date.UTC(year, month + 1, 1) - 1 };
      continue;
    }
    let from = Date.UTC(year, month, start.get('day')!);
    if (weekday) while (from > now) from -= 7 * DAY;
    const end = found.end ? Date.UTC(found.end.get('year')!, found.end.get('month')! - 1, found.end.get('day')!) : from;
    yield { ...range, from, to: Math.max(from, end) + DAY - 1 };
  }
}
