import types from '../../data/answer-types.json' with { type: 'json' };
import states from '../../data/states.json' with { type: 'json' };
import { readText, type Token } from '../language/tokens.ts';
import type { Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { textOf } from './pieces.ts';

/** Spans of a sentence that may be a short answer, and what kind of thing each is and a question wants. */

/** What a question wants in a few words. `thing`: a common noun; `count`: a bare number; `measure`: a number with its unit. */
export const WANTS = [
  'country',
  'region',
  'city',
  'person',
  'group',
  'title',
  'named',
  'day',
  'money',
  'percent',
  'count',
  'measure',
  'thing',
] as const;
export type Wants = (typeof WANTS)[number];

export const CLASSES = [
  'country',
  'region',
  'city',
  'person',
  'group',
  'quoted',
  'capital',
  'single',
  'acronym',
  'date',
  'year',
  'money',
  'percent',
  'number',
  'measure',
  'noun',
] as const;
export type SpanClass = (typeof CLASSES)[number];

export type ShortSpan = Range & { readonly is: SpanClass };

export type Wanted = {
  readonly wants: Wants;
  /** The noun that the question asks for ("chain" in "which sportswear chain"), lower case; null for none. */
  readonly head: string | null;
};

const HEADS = new Map(
  Object.entries(types.heads).flatMap(([wants, list]) => list.map((word) => [word, wants as Wants] as const)),
);
const KIND_OF = /^(?:type|kind|sort|form|part|one|piece|pair|name|style|brand)$/;
const WHO_IS = /^[Ww]ho(?:['’]s|\s+(?:is|was|are|were))\s+(?:\p{Lu}[\p{L}.’'-]*\s*)+$/u;
const OPENING = /^(?:\p{L}+,?\s+){0,2}?(which|what|whose|whom|who|where|when|how)\b/iu;
const WH = /\b(?:which|what|whose|whom|who|where|when|how)\b/gi;

/** What a question wants, or null when no few words answer it ("why", yes or no). */
export function wantedBy(question: string): Wanted | null {
  const clause = question
    .trim()
    .replace(/[?.!\s]+$/u, '')
    .split(/(?<=\p{L}{3}[”"’)]?[.?!])\s+/u)
    .at(-1)!;
  // "Which …", "in which …"; else the last one, for others may be relative: "passengers who …".
  const first = OPENING.exec(clause);
  const late = /,\s+(?:approximately\s+|about\s+|around\s+)?(how\s+(?:many|much|old))\b/iu.exec(clause);
  const at = late
    ? late.index + late[0].length - late[1]!.length
    : first
      ? first[0].length - first[1]!.length
      : ([...clause.matchAll(WH)].at(-1)?.index ?? -1);
  if (at < 0) return null;
  const rest = clause.slice(at);
  const wh = /^\p{L}+/u.exec(rest)![0].toLowerCase();
  // "Who is A?" asks for no name.
  if (WHO_IS.test(rest)) return null;
  if (/^(?:who|whom)$/.test(wh)) return { wants: 'person', head: null };
  if (wh === 'when') return { wants: 'day', head: null };
  if (wh === 'where') return { wants: 'city', head: null };
  const { tokens } = readText(rest);
  if (wh === 'how') return wantedByHow(rest, tokens);
  const phrase = nounAfter(tokens, 1);
  if (/^what\s+percentage|^what\s+(?:share|proportion)/i.test(rest)) return { wants: 'percent', head: null };
  if (/\bage\b/i.test(rest) && phrase?.lemma === 'age') return { wants: 'count', head: 'age' };
  if (phrase === null) {
    // "What is the name of the mission?", "what was the magnitude?"
    const copula = /^(?:what|which)(?:['’]s|\s+(?:is|was|are|were|will\s+be))\s+(?:the|an?|his|her|their|its)\s+/i.exec(
      rest,
    );
    const asked = copula && nounAfter(readText(rest.slice(copula[0].length)).tokens, 0);
    return asked ? ofHead(asked.lemma) : null;
  }
  return ofHead(phrase.lemma);
}

const MEASURED =
  /^(?:rate|magnitude|score|price|cost|amount|number|average|temperature|record|speed|size|height|length|expectancy)$/;

/** Nouns for which a sentence is wanted. */
const TOLD =
  /^(?:news|latest|update|story|situation|status|reason|difference|problem|reaction|position|view|consequence|impact|effect|plan|point|background|outcome)s?$/;

function ofHead(lemma: string): Wanted | null {
  if (TOLD.test(lemma)) return null;
  if (/^(?:amount|cost|price|salary|fee)$/.test(lemma)) return { wants: 'money', head: lemma };
  if (MEASURED.test(lemma)) return { wants: 'measure', head: lemma };
  return { wants: HEADS.get(lemma) ?? 'thing', head: lemma };
}

function wantedByHow(rest: string, tokens: readonly Token[]): Wanted | null {
  const [, next, unit] = tokens;
  if (next?.lower === 'many')
    return { wants: 'count', head: unit === undefined ? null : (nounAfter(tokens, 2)?.lemma ?? null) };
  if (next?.lower === 'old') return { wants: 'count', head: 'age' };
  if (next?.lower === 'much')
    return /\b(?:percent|of\s+(?:the|its|his|her|their|\p{L}+['’]s))\b/iu.test(rest.slice(0, 40))
      ? { wants: 'percent', head: null }
      : { wants: 'money', head: null };
  return next && types.measures.includes(next.lower) ? { wants: 'measure', head: next.lower } : null;
}

/** The head of the noun phrase at a token: the noun behind "type of" rather than "type". */
function nounAfter(tokens: readonly Token[], from: number): Token | null {
  let head: Token | null = null;
  for (const [at, token] of tokens.entries()) {
    if (at < from) continue;
    // "which of these companies"
    if (head === null && /^(?:of|these|those|the|following)$/.test(token.lower)) continue;
    if (token.lower === 'of' && head !== null) {
      const behind = /^(?:these|those|the|following)$/.test(tokens[at + 1]?.lower ?? '');
      const inner = KIND_OF.test(head.lemma) || behind ? nounAfter(tokens, at + 1) : null;
      return inner ?? head;
    }
    const modifies =
      /^(?:ADJ|NUM|DET|PART)$/.test(token.pos) || token.text === '-' || /(?:ed|ing|en)$/.test(token.lower);
    if (token.pos === 'NOUN' || token.pos === 'PROPN') head = token;
    else if (head !== null && token.lower === "'s") break;
    // "which UK religious group", "which U.S. senator"
    else if (head !== null && !(head.pos === 'PROPN' && (token.pos === 'ADJ' || token.text === '.'))) break;
    else if (head === null && !modifies) break;
  }
  return head;
}

const COUNTRIES = new Set(
  states.flatMap((state) => [state.name, ...('also' in state && state.also ? state.also : [])]),
);
const CITIES = new Set([
  ...types.cities,
  ...states.flatMap((state) => ('capital' in state && state.capital ? state.capital : [])),
]);
const REGIONS = new Set(types.regions);

const CAPITAL =
  /\p{Lu}[\p{L}\p{M}\p{N}.’'-]*(?:(?:\s+(?:of|the|de|la|del|van|von|al|bin|and|for)){0,2}\s+(?:&\s+)?\p{Lu}[\p{L}\p{M}\p{N}.’'-]*|\s+\d{1,3}(?![\p{N}.,]))*/gu;
const QUOTED = /[“"‘]([^”"“’]{2,60}|[^”"“]{2,60}(?=[”"]))[”"’]/gu;
const NUMBER =
  /(?<![\p{L}\p{N}.,-])(?:(US\$|[$£€¥])\s?)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:a|one)\s+hundred)(?![\p{L}-]))(?:\s?(%|per\s?cent\b|percent\b|(?:million|billion|trillion|thousand|m|bn|tn|k)\b(?:\s+(?:dollars|euros|pounds|yen))?|(?:dollars|euros|pounds|yen|cents)\b))?/giu;
const UNIT =
  /^[\s-]+((?:(?:light|square|cubic|metric|nautical)[\s-])?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centuries|miles?|kilomet(?:er|re)s?|km|met(?:er|re)s?|feet|foot|inch(?:es)?|pounds?|tons?|tonnes?|degrees?|acres?|gallons?|lit(?:er|re)s?|mph))\b(?:[\s-](?:old|long|tall)\b)?/iu;

/** Words that begin many a sentence and no name. */
const OPENERS =
  /^(?:the|a|an|in|on|at|it|he|she|they|we|i|this|that|these|those|but|and|for|as|if|when|while|after|before|there|here|his|her|its|their|our|my|you|your|what|who|how|why|where|which|one|some|many|most|more|all|no|not|also|by|from|with|to|of|or|so|since|now|then|last|next|according|during|despite|under|over|about|both|each|every|others?|another|supporters|critics|experts|analysts|officials|such|than|yes|mr|mrs|ms|dr)$/i;

const CALENDAR =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december)$/i;

/** Longer sentences are a list or a table. */
const LONGEST = 900;

/** Spans of the sentence at an index, each once; common nouns only when asked for, for they cost a reading of the text. */
export function spansIn(doc: Ingested, index: number, nouns: boolean): ShortSpan[] {
  const sentence = doc.analysis.sentences[index]!;
  const text = textOf(doc, sentence);
  if (text.length > LONGEST) return [];
  const found = new Map<string, ShortSpan>();
  const add = (start: number, end: number, is: SpanClass): void => {
    const key = `${start}-${end}`;
    if (end > start && !found.has(key)) found.set(key, { start, end, is });
  };
  const { mentions, dates } = doc.analysis;
  const at = (offset: number): number => sentence.start + offset;
  for (const one of mentions) {
    if (one.start < sentence.start || one.end > sentence.end) continue;
    if (one.kind === 'person') add(one.start, one.end, 'person');
    else if (one.kind === 'organisation' || one.kind === 'organ' || one.kind === 'outlet')
      add(one.start, one.end, 'group');
  }
  for (const one of dates) if (one.start >= sentence.start && one.end <= sentence.end) add(one.start, one.end, 'date');
  for (const match of text.matchAll(/(?<![\p{N}.,$£€-])(?:1[6-9]|20)\d\d(?:s\b|(?![\p{N}.,%]\p{N}|\p{L}))/gu))
    add(at(match.index), at(match.index + match[0].length), 'year');
  for (const match of text.matchAll(QUOTED)) {
    const start = match.index + 1;
    const inner = match[1]!.replace(/[,.;:!?]+$/u, '');
    if (inner.split(/\s+/u).length <= 8) add(at(start), at(start + inner.length), 'quoted');
  }
  for (const match of text.matchAll(NUMBER)) addNumber(text, match, (start, end, is) => add(at(start), at(end), is));
  for (const match of text.matchAll(CAPITAL))
    addName(match[0], match.index, (start, end, is) => add(at(start), at(end), is));
  if (nouns) for (const { start, end } of nounPhrases(text)) add(at(start), at(end), 'noun');
  return [...found.values()];
}

type Add = (start: number, end: number, is: SpanClass) => void;

function addNumber(text: string, match: RegExpExecArray, add: Add): void {
  const end = match.index + match[0].length;
  const [whole, sign, , tail = ''] = match;
  const isMoney = sign !== undefined || /dollar|euro|pound|yen|cents/i.test(tail);
  const isShare = /%|cent\b/i.test(tail) && !/cents/i.test(tail);
  add(match.index, end, isMoney ? 'money' : isShare ? 'percent' : 'number');
  const unit = UNIT.exec(text.slice(end));
  if (unit && !isMoney && !isShare) add(match.index, match.index + whole.length + unit[0].length, 'measure');
}

/** A run of capitals, and without the words that only begin its sentence. */
function addName(name: string, index: number, add: Add): void {
  let text = name.replace(/(?:['’]s|[.,'’-])+$/u, '');
  let start = index;
  for (
    let first = /^([\p{L}\p{M}’'.-]+)\s+/u.exec(text);
    first !== null && OPENERS.test(first[1]!);
    first = /^([\p{L}\p{M}’'.-]+)\s+/u.exec(text)
  ) {
    start += first[0].length;
    text = text.slice(first[0].length);
  }
  if (text.length < 2 || CALENDAR.test(text) || OPENERS.test(text) || !/^[\p{Lu}\p{N}]/u.test(text)) return;
  add(start, start + text.length, classOf(text));
  // "Apple and Google", "France's Macron": each part too.
  for (const joint of text.matchAll(/(?:['’]s)?\s+(?:(?:and|of|for)\s+)?(?:the\s+)?/gu)) {
    if (!/['’]s|[a-z]/u.test(joint[0])) continue;
    const before = text.slice(0, joint.index);
    const after = text.slice(joint.index + joint[0].length);
    if (before.length > 1) add(start, start + before.length, classOf(before));
    if (/^\p{Lu}/u.test(after)) add(start + text.length - after.length, start + text.length, classOf(after));
  }
}

/** What kind of place a name is; null for what is no place or not known to be one. */
export function placeClass(name: string): 'country' | 'region' | 'city' | null {
  const is = classOf(name);
  return is === 'country' || is === 'region' || is === 'city' ? is : null;
}

function classOf(name: string): SpanClass {
  if (COUNTRIES.has(name)) return 'country';
  if (REGIONS.has(name)) return 'region';
  if (CITIES.has(name)) return 'city';
  if (/^\p{Lu}[\p{Lu}\p{N}.&-]*$/u.test(name)) return 'acronym';
  return /\s/u.test(name) ? 'capital' : 'single';
}

/** Runs of adjectives and nouns that end in a noun, and their last words without the adjectives. */
function nounPhrases(text: string): Range[] {
  const { tokens } = readText(text);
  const found: Range[] = [];
  let first = -1;
  let noun = -1;
  const flush = (last: number): void => {
    if (noun >= 0 && last >= first) {
      found.push({ start: tokens[first]!.start, end: tokens[last]!.end });
      if (noun > first) found.push({ start: tokens[noun]!.start, end: tokens[last]!.end });
    }
    first = -1;
    noun = -1;
  };
  for (const [at, { pos }] of tokens.entries()) {
    if (pos === 'NOUN' || pos === 'PROPN') {
      if (first < 0) first = at;
      if (noun < 0) noun = at;
    } else if (pos === 'ADJ' && noun < 0) first = first < 0 ? at : first;
    else {
      flush(at - 1);
    }
  }
  flush(tokens.length - 1);
  return found;
}
