import { type ActorTable, findActors } from '../language/actors.ts';
import { ageOf } from '../language/published.ts';
import type { Instant } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { type Asking, rarity, shareOf, termsIn, unite, united } from '../retrieval/asking.ts';
import type { Frequencies } from '../retrieval/evidence.ts';
import { isFunctionWord } from '../retrieval/lists.ts';
import { type Word, words } from '../retrieval/words.ts';
import { sentenceWords } from './doc-words.ts';

/** How well articles support one of several given answers: what {@link featuresOfChoices} counts for each of them. */

/** Counted for each choice alone. `near` words are those of the question beside a word of the choice. */
const SUPPORT = [
  'sentence',
  'window',
  'passage',
  'whole',
  'wholeWindow',
  'sum',
  'windows',
  'count',
  'articles',
  'best',
  'bestArticle',
  'title',
  'near',
  'opening',
  'pairs',
  'first',
  'fresh',
  'freshWindow',
  'old',
  'retrieved',
] as const;
type Support = (typeof SUPPORT)[number];
const OWN = ['asked', 'length', 'all', 'yes', 'no'] as const;

/** `x`: as counted; `x/`: as a share of the best choice. */
export const CHOICE_FEATURES: readonly string[] = [...SUPPORT.flatMap((name) => [name, `${name}/`]), ...OWN];

export type ChoiceInput = {
  readonly asking: Asking;
  readonly choices: readonly string[];
  /** Articles read, best first. */
  readonly docs: readonly Ingested[];
  readonly frequencies: Frequencies;
  /** Best score in the index of the question together with each choice. */
  readonly retrieved: readonly number[];
  readonly table: ActorTable;
  readonly now: Instant;
};

type Sought = {
  /** Stems with their weight; digits and number words alike. */
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
  readonly phrase: readonly string[];
  /** Slug of the actor that the choice names: "USA" is also "American". */
  readonly actor: string | null;
};

const NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const NUMBER_OF = new Map(NUMBERS.map((word, at) => [word, String(at)]));
const SCALES: Readonly<Record<string, string>> = {
  m: 'million',
  mn: 'million',
  bn: 'billion',
  tn: 'trillion',
  k: 'thousand',
};

/** "five" → "5", "1m" → "1", "million", "$2,500" → "2500": one spelling for choices and articles. */
function spelled(list: readonly Word[]): string[] {
  return list.flatMap(({ text, stem }) => {
    const digits = /^(\d[\d.,]*)(m|mn|bn|tn|k)?$/.exec(text);
    if (digits) return [digits[1]!.replace(/,/g, ''), ...(digits[2] ? [SCALES[digits[2]]!] : [])];
    return [NUMBER_OF.get(text) ?? stem];
  });
}

function soughtOf(choice: string, { passages, of }: Frequencies, table: ActorTable): Sought {
  const list = words(choice);
  const content = list.filter((word) => !isFunctionWord(choice, word));
  const kept = content.length > 0 ? content : list;
  const weights = new Map<string, number>();
  for (const word of kept)
    for (const stem of spelled([word])) weights.set(stem, Math.max(0.5, rarity(passages, of.get(word.text) ?? 0)));
  const named = findActors(choice, table);
  const isActor = named.length === 1 && named[0]!.end - named[0]!.start >= choice.trim().length - 4;
  return {
    weights,
    total: sum(weights.values()),
    phrase: spelled(kept),
    actor: isActor ? named[0]!.actor.slug : null,
  };
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

type Line = {
  readonly stems: readonly string[];
  readonly own: number;
  readonly asked: Uint8Array;
  readonly actors: ReadonlySet<string>;
};
type Text = {
  readonly lines: readonly Line[];
  readonly asked: Uint8Array;
  readonly title: readonly string[];
  readonly titleAsked: number;
  /** Days since it was published; null for undated. */
  readonly age: number | null;
};

/** The rows of CHOICE_FEATURES, one a choice. Linear in words × choices. */
export function featuresOfChoices(input: ChoiceInput): number[][] {
  const { asking, choices, docs, frequencies, retrieved, table, now } = input;
  const sought = choices.map((choice) => soughtOf(choice, frequencies, table));
  const texts = docs.map((doc) => readText(asking, doc, now));
  const top = Math.max(1e-9, ...retrieved);
  const support = sought.map((one, at) => ({
    ...supportOf(asking, one, texts),
    retrieved: (retrieved[at] ?? 0) / top,
  }));
  const most = Object.fromEntries(SUPPORT.map((name) => [name, Math.max(...support.map((one) => one[name]))]));
  const askedStems = new Set(spelled(words(asking.plan.question)));
  const counted = support.map((one) => one.sum);
  return support.map((one, at) => {
    const relative = SUPPORT.flatMap((name) => {
      const value = one[name];
      const best = most[name]!;
      return [value, best > 0 ? value / best : 0];
    });
    const { weights, total } = sought[at]!;
    const asked = sum([...weights].map(([stem, weight]) => (askedStems.has(stem) ? weight : 0))) / (total || 1);
    const others = counted.filter((_, other) => other !== at).sort((a, b) => b - a);
    const isAll = /^(?:all|both)\b.*\b(?:above|these|them)\b/i.test(choices[at]!);
    const sure = Math.min(1, Math.max(0, ...texts.flatMap(({ lines }) => lines.map((line) => line.own))));
    return [
      ...relative,
      asked,
      Math.log(1 + sought[at]!.phrase.length),
      isAll ? (others[1] ?? 0) / (others[0] || 1) : 0,
      /^(?:true|yes)\W*$/i.test(choices[at]!) ? sure : 0,
      /^(?:false|no)\W*$/i.test(choices[at]!) ? sure : 0,
    ];
  });
}

function readText(asking: Asking, doc: Ingested, now: Instant): Text {
  const asked = new Uint8Array(asking.terms.length);
  const lines = doc.analysis.sentences.flatMap((sentence, index): Line[] => {
    if (sentence.voice === 'boilerplate') return [];
    const list = sentenceWords(doc, index);
    const here = termsIn(asking, list);
    unite(asked, here);
    return [
      {
        stems: spelled(list),
        own: shareOf(asking, here),
        asked: here,
        actors: new Set(
          doc.analysis.mentions
            .filter((one) => one.start >= sentence.start && one.end <= sentence.end)
            .map((one) => one.entity),
        ),
      },
    ];
  });
  const title = words(doc.article.title ?? '');
  const inTitle = termsIn(asking, title);
  unite(asked, inTitle);
  return { lines, asked, title: spelled(title), titleAsked: shareOf(asking, inTitle), age: ageOf(doc.article, now) };
}

/** Days within which an article is fresh. */
const FRESH = 21;

/** Words between a word of the choice and a word of the question that still stand together. */
const REACH = 12;
const OPENING = 3;

function supportOf(asking: Asking, sought: Sought, texts: readonly Text[]): Omit<Record<Support, number>, 'retrieved'> {
  const out = {
    sentence: 0,
    window: 0,
    passage: 0,
    whole: 0,
    wholeWindow: 0,
    sum: 0,
    windows: 0,
    count: 0,
    articles: 0,
    best: 0,
    bestArticle: 0,
    title: 0,
    near: 0,
    opening: 0,
    pairs: 0,
    first: 0,
    fresh: 0,
    freshWindow: 0,
    old: 0,
  };
  const raise = (name: Exclude<Support, 'retrieved'>, value: number): void => {
    if (value > out[name]) out[name] = value;
  };
  const terms = asking.terms.length;
  const ranked = texts.map((text) => shareOf(asking, text.asked));
  for (const [rank, text] of texts.entries()) {
    const doc = ranked[rank]!;
    let inside = false;
    let covered = 0;
    const seen = new Set<string>();
    for (const [at, line] of text.lines.entries()) {
      const named = sought.actor !== null && line.actors.has(sought.actor);
      const own = Math.max(coverage(sought, line.stems, seen), named ? 1 : 0);
      if (own === 0) continue;
      const whole = named || (own > 0.999 && holdsPhrase(sought.phrase, line.stems));
      const [left, right] = [text.lines[at - 1], text.lines[at + 1]];
      const window = shareOf(asking, united(terms, [line.asked, left?.asked, right?.asked]));
      const wide = shareOf(
        asking,
        united(terms, [
          line.asked,
          left?.asked,
          right?.asked,
          text.lines[at - 2]?.asked,
          text.lines[at + 2]?.asked,
          text.lines[0]?.asked,
        ]),
      );
      raise('sentence', line.own * own);
      raise('window', window * own);
      raise('passage', wide * own);
      if (text.age !== null) raise(text.age < FRESH ? 'fresh' : 'old', line.own * own);
      if (text.age !== null && text.age < FRESH) raise('freshWindow', window * own);
      raise('best', own);
      if (at < OPENING) raise('opening', (line.own + doc) * own);
      raise('near', nearness(asking, sought, line.stems) * own);
      raise('pairs', bigrams(sought.phrase, line.stems) * (line.own + 0.2 * doc));
      out.windows += window ** 2 * own ** 2;
      if (!whole) continue;
      inside = true;
      out.count++;
      raise('whole', line.own + 0.3 * window + 0.3 * doc);
      raise('wholeWindow', wide + 0.5 * doc);
      raise('first', 1 / (1 + rank));
      out.sum += line.own ** 2 + 0.1 * doc ** 2;
    }
    covered = coverage(sought, [...seen], new Set());
    raise('bestArticle', covered * doc);
    raise('title', coverage(sought, text.title, seen) * (0.2 + text.titleAsked));
    if (inside) out.articles += doc ** 2;
  }
  out.sum = Math.log1p(out.sum);
  out.windows = Math.log1p(out.windows);
  out.count = Math.log1p(out.count);
  out.articles = Math.log1p(out.articles);
  return out;
}

function coverage({ weights, total }: Sought, stems: readonly string[], seen: Set<string>): number {
  let covered = 0;
  const counted = new Set<string>();
  for (const stem of stems) {
    const weight = weights.get(stem);
    if (weight === undefined || counted.has(stem)) continue;
    counted.add(stem);
    seen.add(stem);
    covered += weight;
  }
  return total > 0 ? covered / total : 0;
}

/** The words of a phrase in order, with at most one other word between two of them. */
function holdsPhrase(phrase: readonly string[], stems: readonly string[]): boolean {
  return stems.some((_, start) => {
    let at = start;
    for (const [place, word] of phrase.entries()) {
      if (stems[at] === word) at++;
      else if (place > 0 && stems[at + 1] === word) at += 2;
      else return false;
    }
    return true;
  });
}

function bigrams(phrase: readonly string[], stems: readonly string[]): number {
  if (phrase.length < 2) return stems.includes(phrase[0] ?? '') ? 1 : 0;
  const pairs = phrase.slice(1).map((word, at) => `${phrase[at]} ${word}`);
  const here = new Set(stems.slice(1).map((word, at) => `${stems[at]} ${word}`));
  return pairs.filter((pair) => here.has(pair)).length / pairs.length;
}

/** The question's words by how near they stand to the choice. */
function nearness(asking: Asking, { weights }: Sought, stems: readonly string[]): number {
  const places = stems.flatMap((stem, at) => (weights.has(stem) ? [at] : []));
  if (places.length === 0) return 0;
  const best = new Map<number, number>();
  for (const [at, stem] of stems.entries()) {
    const term = asking.byStem.get(stem);
    if (term === undefined || weights.has(stem)) continue;
    const gap = Math.min(...places.map((place) => Math.abs(place - at)));
    if (gap > REACH) continue;
    best.set(term, Math.max(best.get(term) ?? 0, 1 - gap / (REACH + 1)));
  }
  return asking.total > 0 ? sum([...best].map(([term, value]) => value * asking.terms[term]!.value)) / asking.total : 0;
}
