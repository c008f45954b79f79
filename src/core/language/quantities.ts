import numbers from '../../data/numbers.json' with { type: 'json' };
import type { Quantity } from '../model/statement.ts';
import type { Token } from './tokens.ts';

const table = <T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> => new Map(Object.entries(entries));
const WORDS = table(numbers.words);
const SCALES = table(numbers.scales);
const MONEY_SCALES = table(numbers.moneyScales);
const SIGNS = table(numbers.signs);
const CURRENCIES = table(numbers.currencies);
const ABOUT = new Set(numbers.about);
const MONTHS = new Set(numbers.months);
/** "60,000", "1.5", "7" */
const DIGITS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d{1,15}(?:\.\d+)?$/;
/** The longest noun phrase after a number that is read as its unit. */
const PHRASE = 6;

/**
 * Numbers with what they count, in order of the text: "two Patriot missile batteries" is 2 of unit "battery" of
 * "patriot missile"; "$60bn" is 6e10 USD; "20 percent of voters" is 20 "%" of "voters". The range takes in the words
 * that bound the number ("more than", "up to"). Dates, times, ordinals, years, names ("F-16") and bare numbers are
 * left out; in "10 to 15 missiles" both numbers have the unit.
 */
export function findQuantities(text: string, tokens: readonly Token[]): Quantity[] {
  const found: Quantity[] = [];
  let i = 0;
  while (i < tokens.length) {
    const number = numberAt(text, tokens, i);
    if (number === null) {
      i++;
      continue;
    }
    const unit = unitAt(text, tokens, number);
    if (unit !== null) {
      const start = tokens[aboutBefore(tokens, number.first)]!.start;
      const end = tokens[unit.last]!.end;
      found.push({ start, end, value: number.value, unit: unit.unit, of: unit.of });
    }
    i = Math.max(i + 1, number.next);
  }
  return found;
}

/** `first`: its first token (a currency sign before it too); `next`: the token after it; `money`: its currency. */
type Found = { value: number; first: number; next: number; money: string | null };

function numberAt(text: string, tokens: readonly Token[], at: number): Found | null {
  const sign = signAt(text, tokens, at);
  const begin = sign === null ? at : sign.next;
  const first = tokens[begin];
  if (first === undefined || first.sentence !== tokens[at]!.sentence) return null;
  let next = begin;
  let value = 0;
  if (DIGITS.test(first.text)) {
    value = Number(first.text.replaceAll(',', ''));
    next++;
    if (sign === null && isDated(tokens, begin)) return null;
  } else {
    const spelt = speltAt(tokens, begin);
    if (spelt === null) return null;
    ({ value, next } = spelt);
  }
  for (let scale = tokens[next]; scale !== undefined && scale.sentence === first.sentence; scale = tokens[next]) {
    const by = SCALES.get(scale.lower) ?? (sign === null ? undefined : MONEY_SCALES.get(scale.lower));
    if (by === undefined) break;
    value *= by;
    next++;
  }
  if (!Number.isFinite(value)) return null;
  const half = tokens[at - 1]?.lower === 'half' && first.lower === 'a' && tokens[at - 1]?.sentence === first.sentence;
  return { value: half ? value / 2 : value, first: half ? at - 1 : at, next, money: sign?.money ?? null };
}

/** "$", "US$", "HK$": one token or two without a space. */
function signAt(text: string, tokens: readonly Token[], at: number): { money: string; next: number } | null {
  for (const size of [2, 1]) {
    const last = tokens[at + size - 1];
    if (last === undefined) continue;
    const money = SIGNS.get(text.slice(tokens[at]!.start, last.end).toLowerCase());
    if (money !== undefined) return { money, next: at + size };
  }
  return null;
}

/** "two hundred and fifty", "twenty-five", "a dozen". */
function speltAt(tokens: readonly Token[], at: number): { value: number; next: number } | null {
  const { lower, sentence } = tokens[at]!;
  const follower = tokens[at + 1];
  if ((lower === 'a' || lower === 'an') && follower !== undefined && SCALES.has(follower.lower))
    return { value: 1, next: at + 1 };
  let value = 0;
  let next = at;
  for (let token = tokens[next]; token !== undefined && token.sentence === sentence; token = tokens[next]) {
    const one = wordValue(token.lower);
    if (one !== null) value += one;
    // wink parts "twenty-five".
    else if (
      token.text === '-' &&
      value % 10 === 0 &&
      value >= 20 &&
      (wordValue(tokens[next + 1]?.lower ?? '') ?? 10) < 10
    ) {
      next++;
      continue;
    } else if (token.lower === 'hundred' && value > 0) value *= 100;
    else if (!(token.lower === 'and' && value >= 100 && wordValue(tokens[next + 1]?.lower ?? '') !== null)) break;
    next++;
    // "one, two": words in a row add up only below a hundred and after a ten.
    if (one !== null && one < 20 && tokens[next]?.lower !== 'hundred' && tokens[next]?.lower !== 'and') break;
  }
  return next > at ? { value, next } : null;
}

function wordValue(word: string): number | null {
  const whole = WORDS.get(word);
  if (whole !== undefined) return whole;
  const [tens, units, more] = word.split('-');
  const ten = WORDS.get(tens ?? '');
  const unit = WORDS.get(units ?? '');
  return ten !== undefined && ten >= 20 && unit !== undefined && unit < 10 && more === undefined ? ten + unit : null;
}

/** Whether digits belong to a date, a time, a score, a number of a thing ("No. 5") or are a year. */
function isDated(tokens: readonly Token[], at: number): boolean {
  const { lower, sentence, start, end } = tokens[at]!;
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  const near = [before, after].filter((token) => token?.sentence === sentence).map((token) => token?.lower ?? '');
  if (near.some((word) => MONTHS.has(word))) return true;
  if (before?.lower === 'no.' || before?.text === '#' || before?.text === ':' || before?.text === '/') return true;
  if ((before?.end === start && /^[-–/]$/.test(before.text)) || (after?.start === end && /^[-–/:]$/.test(after.text)))
    return true;
  if (after !== undefined && /^[ap]\.?m\.?$/.test(after.lower)) return true;
  return /^(?:19|20)\d\d$/.test(lower) && (/^(?:in|since|by|until|during)$/.test(near[0] ?? '') || !isPlural(after));
}

const isPlural = (token: Token | undefined): boolean => token?.pos === 'NOUN' && token.lower !== token.lemma;

type Unit = { unit: string; of: string; last: number };

function unitAt(text: string, tokens: readonly Token[], number: Found): Unit | null {
  const { next, money } = number;
  const token = tokens[next];
  const sentence = tokens[number.first]!.sentence;
  if (money !== null) return { unit: money, of: ofAfter(text, tokens, next, sentence), last: next - 1 };
  if (token === undefined || token.sentence !== sentence) return null;
  if (
    token.text === '%' ||
    token.lower === 'percent' ||
    (token.lower === 'per' && tokens[next + 1]?.lower === 'cent')
  ) {
    const last = token.lower === 'per' ? next + 1 : next;
    return { unit: '%', of: ofAfter(text, tokens, last + 1, sentence), last };
  }
  const named = CURRENCIES.get(token.lemma);
  if (named !== undefined && token.pos !== 'VERB') {
    return { unit: named, of: ofAfter(text, tokens, next + 1, sentence), last: next };
  }
  const phrase = phraseAt(tokens, next, sentence, number.value !== 1) ?? behindOf(tokens, next, sentence);
  if (phrase !== null) {
    const head = tokens[phrase.last]!;
    return { unit: singular(head), of: words(text, tokens, phrase.first, phrase.last), last: phrase.last };
  }
  // "10 to 15 missiles", "two or three batteries": the unit stands after the second number.
  if (!/^(?:to|or|and|-|–)$/.test(token.lower)) return null;
  const second = numberAt(text, tokens, next + 1);
  const unit = second === null ? null : unitAt(text, tokens, second);
  return unit && { ...unit, last: next - 1 };
}

/** "two of the missiles" */
function behindOf(tokens: readonly Token[], at: number, sentence: number): { first: number; last: number } | null {
  if (tokens[at]?.lower !== 'of') return null;
  const skip = /^(?:DET|PRON)$/.test(tokens[at + 1]?.pos ?? '') ? 2 : 1;
  return phraseAt(tokens, at + skip, sentence, true);
}

/** The noun phrase at `at`: modifiers and a run of nouns; it ends at the first plural noun no other noun follows. */
function phraseAt(
  tokens: readonly Token[],
  at: number,
  sentence: number,
  many: boolean,
): { first: number; last: number } | null {
  let last = -1;
  for (let i = at; i < at + PHRASE; i++) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== sentence) break;
    // "air-defence" is three tokens.
    if (
      last === i - 1 &&
      token.text === '-' &&
      token.start === tokens[last]?.end &&
      tokens[i + 1]?.start === token.end
    ) {
      last = -1;
      continue;
    }
    if (!/\p{L}/u.test(token.text)) break;
    const noun = token.pos === 'NOUN' || token.pos === 'PROPN';
    if (last >= 0 && !noun && (!many || isPlural(tokens[last]))) break;
    if (!noun && !isModifier(token)) break;
    if (noun) last = i;
  }
  return last < 0 ? null : { first: at, last };
}

/** Adjectives and participles ("wounded", "guided"). */
const isModifier = ({ pos, lower }: Token): boolean =>
  pos === 'ADJ' || (pos === 'VERB' && /(?:ed|en|ing)$/.test(lower));

function singular({ lemma, lower, pos }: Token): string {
  if (pos === 'PROPN' && lemma === lower && /[^s]s$/.test(lemma)) return lemma.slice(0, -1);
  return lemma;
}

/** What an amount or a share is of: "$5m aid package", "$5m in aid", "20% of voters"; empty when not said. */
function ofAfter(text: string, tokens: readonly Token[], at: number, sentence: number): string {
  let from = at;
  if (/^(?:in|of|worth)$/.test(tokens[from]?.lower ?? '')) from++;
  if (tokens[from]?.lower === 'of') from++;
  if (from > at && /^(?:DET|PRON)$/.test(tokens[from]?.pos ?? '')) from++;
  const phrase = phraseAt(tokens, from, sentence, true);
  return phrase === null ? '' : words(text, tokens, phrase.first, phrase.last + 1);
}

function words(text: string, tokens: readonly Token[], first: number, past: number): string {
  if (first >= past) return '';
  return text
    .slice(tokens[first]!.start, tokens[past - 1]!.end)
    .toLowerCase()
    .replace(/\s+/g, ' ');
}

/** Index of the first token of the bounding words before a number ("more than"), else of the number itself. */
function aboutBefore(tokens: readonly Token[], at: number): number {
  for (const size of [3, 2, 1]) {
    const run = tokens.slice(Math.max(0, at - size), at);
    if (run.length === size && run.every((token) => token.sentence === tokens[at]!.sentence)) {
      if (ABOUT.has(run.map((token) => token.lower).join(' '))) return at - size;
    }
  }
  return at;
}
