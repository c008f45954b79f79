import type { ParsedComponents, ParsedResult } from 'chrono-node';
import * as english from 'chrono-node/en';
import type { Instant, Quote, Range, Span, When } from '../model/article.ts';
import type { DateMention } from '../model/statement.ts';
import {
  DAY,
  dayOf,
  monthAround,
  monthDay,
  monthOf,
  type Reference,
  relative,
  type Tense,
  weekday,
  yearOf,
} from './calendar.ts';

/** A sentence without one of these has no date; most are passed over for the price of this test. */
const CUE =
  /\d{4}|\d[/-]\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\b(?:today|tonight|yesterday|tomorrow|ago|last|this|next|in (?:an?|\w+) (?:days?|weeks?|months?|years?))\b/i;
const YEAR = /(?<![\d.,])(?:1[6-9]|20)\d\d(?![\d.,]*\d)/;
const MONTH =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/i;
const WEEKDAY = /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/i;
const RELATIVE =
  /^(?:(?:on|in)\s+)?(?:today|tonight|yesterday|tomorrow|(?:last|this|next|the next|the last)\s+(?:week(?:end)?|month|year)|(?:an?|[\p{L}-]+|\d+)\s+(?:days?|weeks?|months?|years?)\s+ago|in\s+(?:an?|[\p{L}-]+|\d+)\s+(?:days?|weeks?|months?|years?))$/iu;
/** Words that narrow or place a month, week or year; they belong to the date's own words. */
const BEFORE =
  /(?:\b(?:early|mid|late|earlier|later|last|next|this|(?:the )?(?:start|beginning|middle|end) of)[\s-]+)+$/i;
const MONTH_COMPANY = /\b(?:in|since|by|until|till|from|during|of|for|to|through|and|between|before|after|around)\s+$/i;
/** "Black Friday", "Sunday Times": names, not days. */
const NAMED_BEFORE = /\b(?:Black|Good|Super|Bloody|Ash|Cyber|Giving|Easter|Palm|Fat|Holy|The)\s+$/;
const NAMED_AFTER = /^\s+(?:Times|Mail|Telegraph|Mirror|Herald|Night|Post|Express|Islands?)\b/;
/** A year alone: not part of a number, an amount, a range of pages or a decade. */
const BARE_YEAR = /(?<![\p{L}\d$€£¥#.,/:-])(?:19|20)\d\d(?![\p{L}\d%]|[.,:/]\d|\s*(?:%|percent|per cent))/gu;
const YEAR_BEFORE =
  /(?:\b(?:in|since|by|until|till|during|late|early|mid|through|before|after|from|between|of|summer|winter|spring|autumn|fall|the|an?|his|her|their|its)|['’]s|(?:19|20)\d\d(?:,| and| to| or)?)[\s-]+$|\($/i;
const PLURAL_AFTER = /^\s+(?!(?:was|is|has|as|its|this)\b)\p{Ll}{2,}s\b/u;
/** Longer lines hold no dates that a reader would find; bounds the cost of hostile text. */
const LONGEST = 4000;
/** Any fixed reference: with no date of publication only fully explicit dates are kept from it. */
const NO_DATE = Date.UTC(2000, 0, 1, 12);

type Locale = { readonly parse: typeof english.parse };

/** Other languages than English are loaded when an article needs one: all of them take 12 MB and a fifth of a second. */
const LOADERS: Readonly<Record<string, () => Promise<Locale>>> = {
  de: () => import('chrono-node/de'),
  es: () => import('chrono-node/es'),
  fi: () => import('chrono-node/fi'),
  fr: () => import('chrono-node/fr'),
  it: () => import('chrono-node/it'),
  ja: () => import('chrono-node/ja'),
  nl: () => import('chrono-node/nl'),
  pt: () => import('chrono-node/pt'),
  ru: () => import('chrono-node/ru'),
  sv: () => import('chrono-node/sv'),
  uk: () => import('chrono-node/uk'),
  vi: () => import('chrono-node/vi'),
  zh: () => import('chrono-node/zh'),
};

const locales = new Map<string, Locale>([['en', english]]);

/** Makes the written dates of a language known to `findDates`. A language nobody knows changes nothing. */
export async function loadDates(language: string | null): Promise<void> {
  if (language === null || locales.has(language) || !Object.hasOwn(LOADERS, language)) return;
  locales.set(language, await LOADERS[language]!());
}

/**
 * Dates in a text, resolved against the article's own date and never the wall clock, in UTC, in order of the text. A
 * weekday is the last one up to publication unless the verb nearby is future; a month-day without a year takes the
 * nearest year with a penalty for the future; "mid-November" and "last week" keep month precision, with the exact
 * first and last instant in `from` and `to`. Without a date of publication relative dates are `unresolved`. In other
 * languages than English only dates with a year are read.
 */
export function findDates(
  text: string,
  sentences: readonly Range[],
  published: When | null,
  span: (range: Range) => Span,
  language: string | null = 'en',
): DateMention[] {
  const reference = referenceOf(published);
  const locale = locales.get(language ?? 'en');
  const english = (language ?? 'en') === 'en';
  const found: DateMention[] = [];
  for (const sentence of sentences) {
    if (sentence.end - sentence.start > LONGEST) continue;
    const words = text.slice(sentence.start, sentence.end);
    if (english ? !CUE.test(words) : !YEAR.test(words)) continue;
    for (const { range, resolve } of candidates(words, reference, locale, english)) {
      const at = { start: sentence.start + range.start, end: sentence.start + range.end };
      const quote: Quote = { span: span(at), text: text.slice(at.start, at.end) };
      const resolved = resolve();
      found.push({
        ...at,
        when: resolved === null ? { precision: 'unresolved', words: quote } : { ...resolved, words: quote },
      });
    }
  }
  return found;
}

/** Only a date of publication that is known to the day can place a weekday. */
function referenceOf(published: When | null): Reference | null {
  if (published === null || (published.precision !== 'day' && published.precision !== 'instant')) return null;
  return { day: Math.floor(published.from / DAY) * DAY };
}

type Resolved = { precision: 'instant' | 'day' | 'month' | 'year'; from: Instant; to: Instant };
type Candidate = { range: Range; resolve: () => Resolved | null };

function candidates(
  words: string,
  reference: Reference | null,
  locale: Locale | undefined,
  english: boolean,
): Candidate[] {
  const instant = new Date(reference === null ? NO_DATE : reference.day + DAY / 2);
  const parsed = locale?.parse(words, { instant, timezone: 0 }, { forwardDate: false }) ?? [];
  const found = parsed.flatMap((result) => {
    const range = { start: result.index, end: result.index + result.text.replace(/[\s,;.]+$/, '').length };
    const resolve = english ? readEnglish(words, range, result, reference) : explicit(result);
    return resolve === null ? [] : [{ range: english ? widen(words, range) : range, resolve }];
  });
  if (english) found.push(...bareYears(words, found));
  return found.sort((a, b) => a.range.start - b.range.start);
}

function bareYears(words: string, taken: readonly Candidate[]): Candidate[] {
  return [...words.matchAll(BARE_YEAR)].flatMap((hit) => {
    const year = Number(hit[0]);
    const range = { start: hit.index, end: hit.index + 4 };
    if (!YEAR_BEFORE.test(words.slice(Math.max(0, range.start - 40), range.start))) return [];
    // "2000 soldiers" is a count; "2016 elections" is not.
    if (year % 50 === 0 && PLURAL_AFTER.test(words.slice(range.end))) return [];
    if (taken.some((other) => other.range.start < range.end && other.range.end > range.start)) return [];
    return [{ range: widen(words, range), resolve: () => yearOf(year) }];
  });
}

/** Takes "mid-", "earlier", "the end of" into the date's words. */
function widen(words: string, range: Range): Range {
  const before = BEFORE.exec(words.slice(Math.max(0, range.start - 40), range.start))?.[0] ?? '';
  return { start: range.start - before.length, end: range.end };
}

type Result = ParsedResult;

/** A date with its year; null when the words have none. The calendar's own check refuses 31 June. */
function explicit(result: Result): (() => Resolved) | null {
  const { start, end } = result;
  if (!YEAR.test(result.text) || !start.isCertain('month') || !start.isCertain('year')) return null;
  if (start.isCertain('timezoneOffset') && start.isCertain('hour')) {
    const at = start.date().getTime();
    return () => ({ precision: 'instant', from: at, to: at });
  }
  const slashes = /^(\d{1,2})[/.](\d{1,2})[/.]\d{4}$/.exec(result.text);
  // 04/05/2024 is April or May, by country: nobody's guess to make.
  if (slashes !== null && Number(slashes[1]) <= 12 && Number(slashes[2]) <= 12 && slashes[1] !== slashes[2])
    return null;
  const first = partOf(start);
  const last = end?.isCertain('month') ? partOf(end) : first;
  return () => ({ precision: first.precision, from: first.from, to: Math.max(first.to, last.to) });
}

function partOf(part: ParsedComponents): Resolved {
  const year = part.get('year') ?? 0;
  const month = part.get('month') ?? 1;
  return part.isCertain('day') ? dayOf(Date.UTC(year, month - 1, part.get('day') ?? 1)) : monthOf(year, month);
}

/** How to resolve an English date, or null when the words are no date (times, durations, fractions, names, "may"). */
function readEnglish(
  words: string,
  range: Range,
  result: Result,
  reference: Reference | null,
): (() => Resolved | null) | null {
  const { text, start } = result;
  if (YEAR.test(text)) return explicit(result);
  const before = words.slice(0, range.start);
  const after = words.slice(range.end);
  const lead = BEFORE.exec(before)?.[0].toLowerCase() ?? '';
  const tense = /\bsince\s+$/i.test(before) ? 'past' : tenseNear(before, after);
  if (start.isCertain('month') && MONTH.test(text)) {
    // "may" and "march" are words; a month is capitalised.
    if (!/\b[A-Z]/.test(text)) return null;
    if (!start.isCertain('day')) {
      if (lead === '' && !MONTH_COMPANY.test(before) && !/\bof\b/.test(text)) return null;
      const side = /\blast\b/.test(lead) ? 'past' : /\bnext\b/.test(lead) ? 'future' : null;
      return () => reference && monthAround(reference, start.get('month') ?? 1, tense, side);
    }
    if (/^\D*$/.test(text)) return () => reference && monthAround(reference, start.get('month') ?? 1, tense, null);
    const last = result.end ?? start;
    return () => {
      if (reference === null) return null;
      const first = monthDay(reference, start.get('month') ?? 1, start.get('day') ?? 1, tense);
      const days = monthDay({ day: first.from }, last.get('month') ?? 1, last.get('day') ?? 1, 'future');
      return { ...first, to: Math.max(first.to, days.to) };
    };
  }
  if (WEEKDAY.test(text) && start.isCertain('weekday')) {
    if (NAMED_BEFORE.test(before) || NAMED_AFTER.test(after)) return null;
    const side = /\blast\b/i.test(text) ? 'past' : /\bnext\b/i.test(text) ? 'future' : null;
    return () => reference && weekday(reference, start.get('weekday') ?? 0, tense, side);
  }
  if (RELATIVE.test(text)) return () => reference && relative(reference, text, start);
  return null;
}

/** A modal with the verb it governs, so that "will be held" holds no past; "would have opened" is none. */
const MODAL =
  "(?:(?:will|shall|won['’]t)\\b|(?:would(?:n['’]t)?|might|(?-i:may))\\b(?!(?:\\s+\\p{Ll}+)?\\s+have\\b)|['’]ll\\b)(?:\\s+(?:not|also|then|soon|now|likely|\\p{Ll}+ly))*(?:\\s+be)?(?:\\s+\\p{Ll}+ly)?(?:\\s+\\p{Ll}+)?";
const BOUND_TO =
  '\\b(?:is|are|was|were|about|set|due|likely|going|ready|expected|scheduled)\\s+to(?:\\s+be)?(?:\\s+\\p{Ll}+)?';
const AHEAD = '\\b(?:to be|due|expect(?:s|ed)?|schedul\\p{Ll}+|slated|hopes?|intends?|upcoming|next|ahead of)\\b';
/** What is to come, before and after a date. */
const COMING = `${MODAL}|${BOUND_TO}|${AHEAD}`;
/** "vowed to march": what was vowed is to come; the vow itself, after its own date, is not. */
const MEANT =
  '\\b(?:plan(?:s|ned|ning)?|(?:vow|pledg|promis|threaten|prepar|want|intend|expect|hop|aim|propos|urg)(?:e|es|s|ed|ing)?)(?:\\s+(?!to\\b)\\p{L}+){0,2}\\s+to(?:\\s+be)?\\s+\\p{Ll}+';
const FUTURE_BEFORE = new RegExp(`${COMING}|${MEANT}`, 'giu');
const FUTURE_AFTER = new RegExp(COMING, 'giu');
const PAST =
  /\b(?:\p{Ll}+ed|said|says|told|met|was|were|had|did|made|came|went|began|took|gave|held|saw|left|won|lost|sent|spoke|wrote|struck|hit|fell|rose|shot|found|brought|thought|became|led|put|cut|set)\b/giu;
/** "The group on Monday will …": the verb that stands right behind a date is the date's own. */
const NEXT_WORD = /^\s*(?:(?<past>(?:was|were)(?!\s+to\b)|had|did)|(?<future>will|would|(?:is|are|was|were)\s+to))\b/iu;

/** The tense of the verb nearest to a date: one right behind it, else the last before it, else the first after it. */
function tenseNear(before: string, after: string): Tense {
  const next = NEXT_WORD.exec(after)?.groups;
  if (next) return next.past === undefined ? 'future' : 'past';
  const [near, rest] = [before.slice(-90), after.slice(0, 90)];
  return tenseIn(near, FUTURE_BEFORE, -1) ?? tenseIn(rest, FUTURE_AFTER, 0);
}

/** Of the last verb (`at` -1) or the first one (0) that tells a time. */
function tenseIn(words: string, coming: RegExp, at: -1 | 0): Tense {
  const futures = [...words.matchAll(coming)];
  const governed = (index: number) => futures.some((hit) => hit.index <= index && index < hit.index + hit[0].length);
  const future = futures.at(at)?.index;
  const past = [...words.matchAll(PAST)]
    .map((hit) => hit.index)
    .filter((index) => !governed(index))
    .at(at);
  if (future === undefined) return past === undefined ? null : 'past';
  return past === undefined || future < past === (at === 0) ? 'future' : 'past';
}
