import type { Point } from '../model/answer.ts';
import type { ArticleId, Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { type Asking, weighPlan } from '../retrieval/asking.ts';
import type { Evidence, Frequencies } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { familyOf, holdsWanted, type Tongue, type Unit, wantedBy } from '../retrieval/tongue.ts';
import { fold, words } from '../retrieval/words.ts';
import { choose, type Fact, factPoint } from './facts.ts';
import { textOf } from './pieces.ts';
import { openQuotations } from './quote-marks.ts';
import type { Written } from './statements-answer.ts';

/**
 * Questions in other languages than English: whole sentences that hold the things the question names. Nothing else of
 * it is read, so a sentence is shown only when its article leaves none of those things out.
 */

const NOTHING: Written = { status: 'not_in_sources', groups: [], differences: [], missing: [] };
/** Sentences of the evidence that are looked at. */
const CANDIDATES = 150;
const LIMITS = { points: 3, words: 160, share: 0.75 };
/** Up to so many things none may be missing; of more this share of their worth may not. */
const FEW = 3;
const LEAST = 0.6;
/** What stands beside a sentence or in the title says less than what stands in it. */
const BESIDE = 0.4;
/** A word that is only part of a longer one: "Hafen" in "Nordhafen". */
const PART = 0.7;
const LONG_PART = { tail: 4, head: 5 };
const ENDING = 3;

type Weighed = Unit & { readonly worth: number };

export function answerForeign(
  plan: Plan,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  frequencies: Frequencies,
): Written {
  const { tongue } = plan;
  if (tongue === null) return NOTHING;
  const units = worthOf(plan, weighPlan(plan, frequencies), tongue);
  if (units.length === 0) return NOTHING;
  const wanted = wantedBy(plan.question, tongue);
  const isWanted = ({ doc, range }: { doc: Ingested; range: Range }): boolean =>
    wanted !== null && holdsWanted(textOf(doc, range), wanted, tongue);
  const found = evidence.sentences.slice(0, CANDIDATES).flatMap(({ article, index, score }): Fact[] => {
    const doc = articles.get(article);
    const sentence = doc?.analysis.sentences[index];
    if (!doc || !sentence) return [];
    if (!(doc.analysis.language === tongue || doc.analysis.language === null)) return [];
    const range = withQuotation(doc, index);
    const own = heldIn(textOf(doc, range), units, tongue);
    const wide = heldIn(around(doc, index), units, tongue);
    if (sum(own) === 0 || !isEnough(units, wide)) return [];
    const worth = units.reduce(
      (total, unit, at) => total + unit.worth * Math.max(own[at]!, BESIDE * wide[at]!) * (unit.loose ? LOOSE : 1),
      0,
    );
    const fit = isWanted({ doc, range }) ? FIT : 1;
    const stems = new Set(words(textOf(doc, range)).map(({ stem }) => stem));
    return [{ doc, index, range, stems, score: fit * worth * (1 + score), alsoIn: [] }];
  });
  const facts = choose(
    found.sort((a, b) => b.score - a.score),
    LIMITS,
  );
  if (facts.length === 0) return NOTHING;
  const points = facts.map((fact): Point => factPoint(fact, [])) as unknown as Many<Point>;
  const groups = [{ head: { key: 'facts' }, points }] as const;
  if (wanted === null || facts.some(isWanted)) return { status: 'answered', groups, differences: [], missing: [] };
  const missing = [{ key: wanted === 'time' ? 'no-date-given' : 'no-number-given' }] as const;
  return { status: 'partial', groups, differences: [], missing };
}

/** What a sentence with a number or a time gains where that is asked for. */
const FIT = 2;
/** A verb or an adjective decides between sentences less than a thing. */
const LOOSE = 0.6;

/** Each thing once, with how much it matters. */
function worthOf(plan: Plan, asking: Asking, tongue: Tongue): Weighed[] {
  const seen = new Map<string, Weighed>();
  for (const unit of plan.units) {
    const own = words(unit.text).flatMap(
      ({ stem }) => asking.terms[asking.byStem.get(familyOf(stem, tongue)) ?? -1] ?? [],
    );
    const worth = own.length > 0 ? sum(own.map((term) => term.worth)) / own.length : 1;
    if (!seen.has(unit.text)) seen.set(unit.text, { ...unit, worth });
  }
  return [...seen.values()];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Whether none of a few things is missing, or most of many; verbs and adjectives decide where there is nothing else. */
function isEnough(units: readonly Weighed[], held: readonly number[]): boolean {
  const things = units.some((unit) => !unit.loose) ? units.filter((unit) => !unit.loose) : units;
  const worth = things.map((unit) => (held[units.indexOf(unit)]! > 0 ? unit.worth : 0));
  if (things.length <= FEW) return worth.every((value) => value > 0);
  return sum(worth) >= LEAST * sum(things.map((unit) => unit.worth));
}

/** How much of each unit a text holds, 0 to 1. */
function heldIn(text: string, units: readonly Weighed[], tongue: Tongue): number[] {
  if (tongue === 'ja' || tongue === 'zh') {
    const folded = fold(text);
    return units.map((unit) => {
      if (folded.includes(unit.text)) return 1;
      const pairs = words(unit.text).map((word) => word.text);
      return pairs.length > 1 && pairs.filter((pair) => folded.includes(pair)).length >= pairs.length / 2 ? PART : 0;
    });
  }
  const typed = words(text);
  const families = new Set(typed.map(({ stem }) => familyOf(stem, tongue)));
  return units.map((unit) => {
    const own = words(unit.text).map(({ stem }) => familyOf(stem, tongue));
    if (own.every((family) => families.has(family))) return 1;
    const isPart = (family: string): boolean =>
      family.length >= LONG_PART.tail &&
      typed.some(
        (word) =>
          word.text.slice(-family.length - ENDING).includes(family) ||
          (family.length >= LONG_PART.head && word.text.startsWith(family)),
      );
    return tongue === 'de' && own.every(isPart) ? PART : 0;
  });
}

/** The passage around a sentence, with the first sentence and the title of the article. */
function around({ article, analysis: { sentences, passages } }: Ingested, index: number): string {
  const passage = passages.find(({ first, last }) => first <= index && index < last);
  const near = [sentences[0]!, passage ?? sentences[index]!];
  return [article.title ?? '', ...near.map(({ start, end }) => article.text.slice(start, end))].join('\n');
}

/** A quotation runs over no more sentences. */
const LONGEST = 4;

/** A sentence that closes or opens a quotation, with the sentences of its paragraph in which that began or ends. */
function withQuotation(doc: Ingested, index: number): Range {
  const { sentences } = doc.analysis;
  const here = sentences[index]!;
  const balance = (range: Range): number => openQuotations(textOf(doc, range), doc.article.text);
  const own = balance(here);
  if (own === 0) return here;
  const step = own < 0 ? -1 : 1;
  for (let at = index + step; Math.abs(at - index) < LONGEST; at += step) {
    const other = sentences[at];
    if (!other || other.paragraph !== here.paragraph) return here;
    const whole = { start: Math.min(here.start, other.start), end: Math.max(here.end, other.end) };
    if (balance(whole) === 0) return whole;
  }
  return here;
}
