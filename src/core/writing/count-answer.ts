import type { Group, Label, Point } from '../model/answer.ts';
import type { ArticleId, Many, Quote } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Quantity } from '../model/statement.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { words } from '../retrieval/words.ts';
import { isKin, type Line, linesOf } from './event.ts';
import { candidates, choose, type Fact, factOf, factPoint } from './facts.ts';
import { quoteOf, textOf } from './pieces.ts';
import { contentOf } from './relevance.ts';
import { unitStems, withholdsNumber } from './unknowns.ts';

/** "How many": a figure with the unit asked for, or what there is instead: "undisclosed", a figure of another unit. */

export type Counted = {
  readonly status: 'answered' | 'partial';
  readonly groups: Many<Group>;
  readonly missing: readonly Label[];
  readonly short: Quote | null;
};

const ARTICLES = 10;
const LIMITS = { points: 3, words: 120, share: 0.4 };

type Figure = Fact & { readonly quantity: Quantity };

/** null when no article speaks to it. */
export function answerCount(
  plan: Plan,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
): Counted | null {
  const unit = plan.unit ?? '';
  const asked = unitStems(unit);
  const lines = evidence.articles.slice(0, ARTICLES).flatMap(({ article }) => {
    const doc = articles.get(article);
    return doc ? linesOf(doc) : [];
  });
  const wanted = termsBeside(plan, asked);
  const score = new Map(evidence.sentences.map((one) => [`${one.article}/${one.index}`, one.score]));
  const figures = lines.flatMap((line) =>
    figuresIn(plan, line, wanted, score.get(`${line.doc.article.id}/${line.index}`) ?? 0),
  );
  const best = figures.toSorted((a, b) => b.score - a.score);
  const same = best.filter((one) => isUnit(one.quantity, asked, unit));
  if (same.length > 0) {
    const points = choose(same, LIMITS).map((one) => factPoint(one, []));
    return {
      status: 'answered',
      groups: [{ head: { key: 'facts' }, points: many(points) }],
      missing: [],
      short: shortOf(same),
    };
  }
  const withheld = lines
    .filter((line) => withholdsNumber(line, asked))
    .flatMap((line) => factOf(line.doc, line.index, 1) ?? []);
  const others = best.filter((one) => unitStems(one.quantity.of).some((word) => asked.includes(word)));
  if (withheld.length + others.length === 0) return nearest(plan, evidence, articles, askedNoun(plan, asked, unit));
  const groups: Group[] = [];
  if (withheld.length > 0)
    groups.push({
      head: { key: 'facts' },
      points: many(choose(withheld, LIMITS).map((one) => factPoint(one, []))),
    });
  const noun = askedNoun(plan, asked, unit);
  for (const [other, list] of Map.groupBy(others, (one) => one.quantity.unit)) {
    const points = choose(list, { ...LIMITS, points: 2 }).map((one) => factPoint(one, []));
    groups.push({
      head: { key: 'other-unit', args: { unit: other, shown: nounOf(list[0]!), asked: noun } },
      points: many(points),
    });
  }
  return {
    status: 'partial',
    groups: groups as unknown as Many<Group>,
    missing: missingOf(askedNoun(plan, asked, unit)),
    short: null,
  };
}

const many = (points: readonly Point[]): Many<Point> => points as unknown as Many<Point>;

function missingOf(noun: string): Label[] {
  return [{ key: 'number-not-given', args: { asked: noun } }];
}

/** The unit as the question writes it ("missiles"). */
function askedNoun(plan: Plan, asked: readonly string[], unit: string): string {
  const typed = words(plan.question).find((word) => asked.includes(word.stem));
  return typed?.text ?? unit;
}

/** The counted noun as the article writes it ("batteries"); a sum of money has none. */
function nounOf({ doc, quantity }: Figure): string {
  const last = words(textOf(doc, quantity)).at(-1);
  return last && /^\p{L}+$/u.test(last.text) ? last.text : quantity.unit;
}

/** Content words of the question beside the unit: what the figure must be a figure of. */
function termsBeside(plan: Plan, asked: readonly string[]): string[] {
  return contentOf(plan).filter((word) => !asked.includes(word));
}

/** Figures of a line that speaks of what is asked: every second word of the question, an action by any of its verbs. */
function figuresIn(plan: Plan, line: Line, wanted: readonly string[], score: number): Figure[] {
  const sentence = line.doc.analysis.sentences[line.index]!;
  const inside = line.doc.analysis.quantities.filter((one) => one.start >= sentence.start && one.end <= sentence.end);
  if (inside.length === 0) return [];
  const stems = new Set(line.words.map((word) => word.stem));
  const met = wanted.filter((word) => stems.has(word) || isKin(word, stems)).length;
  if (wanted.length > 0 && met * 2 < wanted.length) return [];
  const near = inside.filter((quantity) => isOfAsked(plan, line, quantity));
  if (near.length === 0) return [];
  const fact = factOf(line.doc, line.index, score + met / (10 * Math.max(1, wanted.length)));
  return fact ? near.map((quantity) => ({ ...fact, quantity })) : [];
}

/** Somebody whom the question names stands in the clause of the figure, or nowhere in its sentence. */
function isOfAsked(plan: Plan, { doc, index }: Line, quantity: Quantity): boolean {
  if (plan.actors.length === 0) return true;
  const sentence = doc.analysis.sentences[index]!;
  const text = textOf(doc, sentence);
  const at = quantity.start - sentence.start;
  const marks = [...text.matchAll(CLAUSE)].map((match) => match.index);
  const start = sentence.start + (marks.findLast((mark) => mark <= at) ?? 0);
  const end = sentence.start + (marks.find((mark) => mark > at) ?? text.length);
  const places = doc.analysis.mentions.filter(
    (one) =>
      one.start >= sentence.start &&
      one.end <= sentence.end &&
      plan.actors.some(
        (actor) => one.entity === actor.slug || (actor.kind === 'state' && one.country === actor.country),
      ),
  );
  return places.length === 0 || places.some((one) => one.start >= start && one.end <= end);
}

/** Words that open a circumstance or another clause. */
const CLAUSE = /[;:—]|\b(?:amid|as part of|while|because|although|though|despite|after|before|whereas|over)\b/giu;

function isUnit(quantity: Quantity, asked: readonly string[], unit: string): boolean {
  if (quantity.unit === unit) return true;
  const own = unitStems(quantity.unit);
  if (own.some((word) => asked.includes(word))) return true;
  const sum = /^(?:[A-Z]{3}|%)$/.test(quantity.unit);
  // "how much aid": a sum of money for it.
  if (sum && unitStems(quantity.of).some((word) => asked.includes(word))) return true;
  // "how much": any money or share answers when no unit is asked for.
  return asked.length === 0 && sum;
}

/** The figure itself when only one is given. */
function shortOf(figures: readonly Figure[]): Quote | null {
  const values = new Set(figures.map((one) => `${one.quantity.value} ${one.quantity.unit}`));
  const first = figures[0];
  return first && values.size === 1 ? quoteOf(first.doc.article, first.quantity) : null;
}

/** The articles speak of it and give no figure: the nearest sentences, said to be that. */
function nearest(
  plan: Plan,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  noun: string,
): Counted | null {
  const points = choose(candidates(plan, evidence, articles), { points: 2, words: 80, share: 0.6 }).map((one) =>
    factPoint(one, []),
  );
  if (points.length === 0) return null;
  return {
    status: 'partial',
    groups: [{ head: { key: 'facts' }, points: many(points) }],
    missing: missingOf(noun),
    short: null,
  };
}
