import data from '../../data/languages.json' with { type: 'json' };
import type { Range } from '../model/article.ts';
import { FUNCTION_WORDS } from './lists.ts';
import { stem } from './stem.ts';
import { fold, words } from './words.ts';

/** Languages other than English in which questions are read for what they look for, and for nothing else. */
export type Tongue = keyof typeof data;

type Table = {
  /** Question words and auxiliaries: a line with one of them is a question in this language. */
  readonly signs: ReadonlySet<string>;
  /** These and all others that hold a question together. */
  readonly words: ReadonlySet<string>;
  /** Words before a noun: articles, prepositions. */
  readonly nominal: ReadonlySet<string>;
  /** Question words that ask for a number, and for a time. */
  readonly amount: ReadonlySet<string>;
  readonly time: ReadonlySet<string>;
  /** Numbers in words. */
  readonly numbers: ReadonlySet<string>;
  /** Endings of inflection, longest first, folded. */
  readonly endings: readonly string[];
};

const TABLES = new Map(
  Object.entries(data).map(
    ([code, { signs, words: all, nominal, amount, time, numbers, endings }]): [Tongue, Table] => [
      code as Tongue,
      {
        signs: new Set(signs),
        words: new Set([...signs, ...all]),
        nominal: new Set(nominal),
        amount: new Set(amount),
        time: new Set(time),
        numbers: new Set(numbers),
        endings,
      },
    ],
  ),
);
const tableOf = (tongue: Tongue): Table => TABLES.get(tongue)!;

export const isTongue = (code: string): code is Tongue => TABLES.has(code as Tongue);

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
/** Share of the letters that makes a script the question's. */
const MOST = 0.4;
/** The languages of the Latin script, with letters and marks that English does without. */
const LATIN = [
  ['de', /[äöüß„]/iu],
  ['fr', /[èêàâçùûîôœ]/iu],
  ['es', /[¿¡ñáíóú]/iu],
] as const;

/** Words that a language's own letters weigh as much as. */
const SPELT = 1.5;

/** The language of a question when it is plainly one of these; null for English and for any other. */
export function tongueOf(question: string): Tongue | null {
  const letters = count(question, /\p{L}/gu);
  const kana = count(question, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = count(question, /\p{Script=Han}/gu);
  if (kana + han > MOST * letters) return kana > 0 ? 'ja' : 'zh';
  if (count(question, /\p{Script=Cyrillic}/gu) > MOST * letters) return cyrillic(question);
  const typed = words(question).map(({ text }) => text);
  const english = typed.filter((word) => FUNCTION_WORDS.has(word)).length;
  const [opening = ''] = typed;
  const found = LATIN.map(([tongue, letters]) => {
    const { signs, words: all } = tableOf(tongue);
    const own = typed.filter((word) => all.has(word)).length;
    const isOpening = question.endsWith('?') && signs.has(opening) && !FUNCTION_WORDS.has(opening);
    const isAsked = typed.some((word) => signs.has(word)) || (english === 0 && question.endsWith('?'));
    const isSpelt = letters.test(question);
    const fits = own > english && ((own > 1 && isAsked) || isOpening || isSpelt);
    return { tongue, own: fits ? own + (isSpelt ? SPELT : 0) : 0 };
  });
  const best = found.reduce((most, one) => (one.own > most.own ? one : most));
  return best.own > 0 ? best.tongue : null;
}

/** Ukrainian by its own letters, else by its words; other languages of the script pass for Russian. */
function cyrillic(question: string): Tongue {
  if (/[іїєґ]/iu.test(question)) return 'uk';
  if (/[ыэъё]/iu.test(question)) return 'ru';
  const typed = words(question);
  const own = (tongue: Tongue): number => typed.filter(({ text }) => tableOf(tongue).words.has(text)).length;
  return own('uk') > own('ru') ? 'uk' : 'ru';
}

/** What is left of a word without its endings is no shorter. */
const SHORTEST = 4;
const SHORTEST_CYRILLIC = 3;

/** Ukrainian has another vowel in a closed syllable: "доріг", "дорога". */
const CLOSED = /і([бвгджзклмнпрстфхцчш])$/u;
/** The vowel that comes and goes before the last consonant of a Slavic word: "рынок", "рынка". */
const FLEETING = /(?<=[а-яіїєґ])([бвгджзклмнпрстфхцчшщ])[оеи]([клнрц])$/u;

/** What all forms of a family of words begin with. */
export const beginningOf = (family: string): string =>
  /^\p{Script=Cyrillic}{4}/u.test(family) ? family.slice(0, Math.max(3, family.length - 2)) : family;

/**
 * What the inflected forms of a word have in common: its stem without endings, one after the other, as the light
 * stemmers do (J. Savoy, "Light stemming approaches", SAC 2006). The stem itself in languages without inflection.
 */
export function familyOf(root: string, tongue: Tongue): string {
  const { endings } = tableOf(tongue);
  const least = /\p{Script=Cyrillic}/u.test(root) ? SHORTEST_CYRILLIC : SHORTEST;
  let family = root;
  for (;;) {
    const ending = endings.find((one) => family.length - one.length >= least && family.endsWith(one));
    if (ending === undefined) return family.replace(CLOSED, 'о$1').replace(FLEETING, '$1$2');
    family = family.slice(0, -ending.length);
  }
}

/**
 * A thing that a question names: a word, or a run of characters in scripts without spaces. `loose`: by its place more
 * likely a verb or an adjective, for which an article may well have another word.
 */
export type Unit = Range & { readonly text: string; readonly loose: boolean };

/** The units of a question, in order. */
export function unitsOf(text: string, tongue: Tongue): Unit[] {
  if (tongue === 'ja' || tongue === 'zh') return unspaced(text, tongue);
  const table = tableOf(tongue);
  const all = words(text);
  const isProper = (at: number): boolean => at > 0 && /\p{Lu}/u.test(text.charAt(all[at]!.start));
  const hasNouns = tongue === 'de' && all.some((_, at) => isProper(at));
  const isNoun = (at: number): boolean => {
    const before = all[at - 1]?.text ?? '';
    // "Welche Gebühr", "quel niveau": the thing asked for need not be called so.
    if (KIND.test(before)) return false;
    if (isProper(at)) return true;
    if (hasNouns) return false;
    if (table.nominal.size > 0) return table.nominal.has(before);
    // "Когда построят …": what follows a question word is a verb, unless that asks for a number or a kind of it.
    const particle = all[at + 1]?.text === 'ли';
    return !particle && (!table.signs.has(before) || table.amount.has(before));
  };
  return all.flatMap(({ start, end, text: word }, at): Unit[] =>
    word.length < 2 || table.words.has(word) ? [] : [{ start, end, text: word, loose: !isNoun(at) }],
  );
}

const KIND = /^(?:welche[rsmn]?|quel(?:le)?s?)$/u;

const SEGMENTERS = new Map<Tongue, Intl.Segmenter>();

/** Words of Chinese and Japanese; of a Japanese word its characters without the inflection behind them. */
function unspaced(text: string, tongue: 'ja' | 'zh'): Unit[] {
  const segmenter = SEGMENTERS.get(tongue) ?? new Intl.Segmenter(tongue, { granularity: 'word' });
  SEGMENTERS.set(tongue, segmenter);
  const { words: frame } = tableOf(tongue);
  const segments = joined(
    [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike),
    frame,
  );
  const isAsking = (at: number): boolean => VERBAL.test(segments[at]?.segment ?? '');
  return segments.flatMap(({ segment, index }, at): Unit[] => {
    const bare = tongue === 'ja' ? segment.replace(/\p{Script=Hiragana}+$/u, '') : segment;
    if (bare === '' || frame.has(bare) || frame.has(segment)) return [];
    const next = segments[at + 1]?.segment ?? '';
    const loose =
      tongue === 'ja'
        ? bare !== segment || /^[しさすせ]/u.test(next)
        : isAsking(at - 1) || OBJECT.test(text.slice(index + segment.length));
    return [{ start: index, end: index + bare.length, text: fold(bare), loose }];
  });
}

type Segment = Pick<Intl.SegmentData, 'segment' | 'index'>;

/** Characters that the segmenter leaves alone join their like, and one behind a word ("図書" + "館") is left to that. */
function joined(segments: readonly Segment[], frame: ReadonlySet<string>): Segment[] {
  const out: { segment: string; index: number; single: boolean }[] = [];
  for (const { segment, index } of segments) {
    const single = /^\p{Script=Han}$/u.test(segment) && !frame.has(segment);
    const last = out.at(-1);
    const touches = last !== undefined && last.index + last.segment.length === index && !frame.has(last.segment);
    if (single && touches && last.single) last.segment += segment;
    else if (!(single && touches && /\p{Script=Han}$/u.test(last.segment))) out.push({ segment, index, single });
  }
  return out;
}

/** Before a Chinese verb, and behind one whose object is asked for. */
const VERBAL = /^(?:要|会|能|将|已|已经|被|为什么|为何|怎么|什么时候|时候|何时|几|可以)$/u;
const OBJECT = /^(?:什么(?!时候)|了|多少|过|到)/u;

/** The stem that stands for a folded word in a question of this language; null is English. */
export const keyOf = (word: string, tongue: Tongue | null): string =>
  tongue === null ? stem(word) : familyOf(stem(word), tongue);

/** What a question wants to know of a thing, as far as its question word tells. */
export function wantedBy(question: string, tongue: Tongue): 'number' | 'time' | null {
  const { amount, time } = tableOf(tongue);
  const isAsked = (among: ReadonlySet<string>): boolean =>
    tongue === 'ja' || tongue === 'zh'
      ? [...among].some((word) => question.includes(word))
      : words(question).some(({ text }) => among.has(text));
  return isAsked(amount) ? 'number' : isAsked(time) ? 'time' : null;
}

const CALENDAR = new Map<Tongue, ReadonlySet<string>>();

/** Families of the names of months and days of the week. */
function calendarOf(tongue: Tongue): ReadonlySet<string> {
  const known = CALENDAR.get(tongue);
  if (known !== undefined) return known;
  const names = (options: Intl.DateTimeFormatOptions): string[] => {
    const format = new Intl.DateTimeFormat(tongue, { ...options, timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, n) => format.format(Date.UTC(2024, n, n + 1)));
  };
  const all = [...names({ month: 'long' }), ...names({ month: 'long', day: 'numeric' }), ...names({ weekday: 'long' })];
  const found = new Set(words(all.join(' ')).map(({ stem: root }) => familyOf(root, tongue)));
  for (const one of found) if (/\p{N}/u.test(one) || one.length < 3) found.delete(one);
  CALENDAR.set(tongue, found);
  return found;
}

const DAYS = /(?:\d|[一二三四五六七八九十])\s*[年月日号號]|曜日|星期|周[一二三四五六日]/u;

/** Whether a text holds a number or a time. */
export function holdsWanted(text: string, wanted: 'number' | 'time', tongue: Tongue): boolean {
  const isUnspaced = tongue === 'ja' || tongue === 'zh';
  if (wanted === 'time') {
    if (isUnspaced) return DAYS.test(text);
    const calendar = calendarOf(tongue);
    return (
      /(?<!\d)(?:1[89]|20)\d\d(?!\d)/.test(text) ||
      words(text).some(({ stem: root }) => calendar.has(familyOf(root, tongue)))
    );
  }
  const { numbers } = tableOf(tongue);
  if (/\p{N}/u.test(text)) return true;
  return isUnspaced
    ? [...numbers].some((one) => text.includes(one))
    : words(text).some((word) => numbers.has(word.text));
}
