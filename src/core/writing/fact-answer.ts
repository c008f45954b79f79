import type { ActorTable } from '../language/actors.ts';
import type { Group, Label, Point, Slot } from '../model/answer.ts';
import type { ArticleId, Many, Quote } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { words } from '../retrieval/words.ts';
import { answerCount } from './count-answer.ts';
import { contested, differencesIn, groundsOf } from './differences.ts';
import { isAction, isKin } from './event.ts';
import { candidates, choose, coverage, type Fact, factPoint, pointWords } from './facts.ts';
import { quoteOf, textOf } from './pieces.ts';
import { asksFor } from './position-answer.ts';
import { contentOf } from './relevance.ts';
import { MAX_POINTS, MAX_WORDS } from './statement-order.ts';
import type { Written } from './statements-answer.ts';
import { thingsIn } from './things.ts';

/** Any question but "what did X say": sentences of the evidence, and where the sources differ on them. */

export type WrittenFacts = Written & { readonly short: Quote | null };

const NOTHING: WrittenFacts = {
  status: 'not_in_sources',
  groups: [],
  differences: [],
  missing: [],
  short: null,
};
/** Articles compared for one answer. */
const COMPARED = 10;
const LIMITS = { points: 5, words: 160, share: 0.4 };

type Input = {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly articles: ReadonlyMap<ArticleId, Ingested>;
  readonly table: ActorTable;
};

export function answerFacts({ plan, evidence, articles, table }: Input): WrittenFacts {
  if (plan.kind === 'count') {
    const counted = answerCount(plan, evidence, articles);
    return counted ? marked({ ...counted, differences: [] }, plan, evidence, articles, table) : NOTHING;
  }
  const list = candidates(plan, evidence, articles);
  const facts = plan.parts.length > 1 ? byPart(plan, list) : choose(list, LIMITS);
  if (facts.length === 0) return NOTHING;
  const reported = facts.filter((fact) => voiceOf(fact) !== 'opinion');
  const judged = facts.filter((fact) => voiceOf(fact) === 'opinion');
  const sides = plan.kind === 'yesno' ? bothSides(plan, reported) : null;
  const groups = sides ?? [...group({ key: 'facts' }, reported), ...group({ key: 'opinion' }, judged)];
  const missing: Label[] = [...(sides ? [{ key: 'both-sides' } as const] : []), ...undated(plan, facts)];
  const written: WrittenFacts = {
    status: missing.length > 0 ? 'partial' : 'answered',
    groups: within(groups),
    differences: [],
    missing,
    short: missing.length > 0 && plan.kind === 'when' ? null : shortOf(plan, facts),
  };
  return marked(written, plan, evidence, articles, table);
}

const voiceOf = (fact: Fact): string => fact.doc.analysis.sentences[fact.index]!.voice;

function group(head: Label, facts: readonly Fact[]): Group[] {
  return facts.length > 0 ? [{ head, points: facts.map((fact) => factPoint(fact, [])) as unknown as Many<Point> }] : [];
}

/** For a question of several parts the best of each part first (of its own outlets, where it names some), then the best of the rest. */
function byPart(plan: Plan, list: readonly Fact[]): Fact[] {
  const first = plan.parts.flatMap((part) => {
    const own = list.filter(
      ({ doc }) => part.outlets.length === 0 || part.outlets.includes(doc.article.publisher ?? ''),
    );
    const terms = part.terms.map((term) => term.text.slice(0, 5));
    const fits = (fact: Fact) =>
      terms.filter((term) => [...fact.stems].some((word) => word.startsWith(term.slice(0, 4)))).length;
    const best = own.toSorted((a, b) => fits(b) * Math.sqrt(b.score) - fits(a) * Math.sqrt(a.score))[0];
    return best ? [best] : [];
  });
  const lifted = first.map((fact) => ({ ...fact, score: Math.max(fact.score, list[0]?.score ?? 0) }));
  return choose([...lifted, ...list], LIMITS);
}

/** Sentences for yes and for no, when both are told: they hold most of the question and part in a negated action. */
function bothSides(plan: Plan, facts: readonly Fact[]): Group[] | null {
  const asked = [...new Set(contentOf(plan))];
  const speaking = facts.filter((fact) => coverage(asked, fact.stems) >= SPEAKS);
  const no = speaking.filter((fact) => isNegated(fact, asked) !== plan.negated);
  const yes = facts.filter((fact) => !no.includes(fact));
  if (no.length === 0 || !speaking.some((fact) => yes.includes(fact))) return null;
  return [...group({ key: 'says-yes' }, yes), ...group({ key: 'says-no' }, no)];
}

const SPEAKS = 0.6;
/** Characters before an action within which a negation is its own. */
const REACH = 30;

function isNegated(fact: Fact, asked: readonly string[]): boolean {
  const text = textOf(fact.doc, fact.range);
  return words(text)
    .filter((word) => isAction(word.stem) && isKin(word.stem, new Set(asked)))
    .some((word) =>
      /\b(?:not|never|no|cannot|den(?:y|ies|ied)|refus\w+|reject\w+)\b|n['’]t\b/i.test(
        text.slice(Math.max(0, word.start - REACH), word.start),
      ),
    );
}

/** A "when" without any date in the sentences found, a "where" without a place. */
function undated(plan: Plan, facts: readonly Fact[]): Label[] {
  if (plan.kind === 'why')
    return facts.some((fact) => thingsIn(plan, fact.doc, fact.range)?.length) ? [] : [{ key: 'no-reason-given' }];
  if (plan.kind === 'where')
    return facts.some((fact) => thingsIn(plan, fact.doc, fact.range)?.length) ? [] : [{ key: 'no-place-given' }];
  if (plan.kind !== 'when') return [];
  const future = AHEAD.test(plan.question);
  const dated = facts.some(
    (fact) =>
      (thingsIn(plan, fact.doc, fact.range)?.length ?? 0) > 0 &&
      (!future || FORESEEN.test(textOf(fact.doc, fact.range))),
  );
  return dated ? [] : [{ key: 'no-date-given' }];
}

/** "When will …": the date of something past is no answer. */
const AHEAD = /^(?:when|what (?:day|date|month|year)|which (?:day|date|month|year))\b.*\b(?:will|going to|due to)\b/i;
const FORESEEN = /\b(?:will|would|expected|scheduled|due|plan(?:s|ned)?|set to|to be|by the end)\b/i;

/** Nothing but names beside the question word. */
function asksForRole(plan: Plan): boolean {
  const names = new Set(
    plan.actors.flatMap((actor) => words([actor.name, ...actor.aliases].join(' '))).map((word) => word.stem),
  );
  for (const word of words(plan.names.join(' '))) names.add(word.stem);
  return contentOf(plan).every((word) => names.has(word));
}

/** The exact words asked for, only when the best sentence holds just one thing of the kind. */
function shortOf(plan: Plan, facts: readonly Fact[]): Quote | null {
  const best = facts[0];
  if (!best) return null;
  // "Who is A?" asks for no name; a body is no person.
  const names = plan.kind === 'who' && asksForRole(plan);
  const found =
    names || plan.kind === 'count' || plan.kind === 'why' ? [] : (thingsIn(plan, best.doc, best.range) ?? []);
  const [only, ...more] = found;
  return only && more.length === 0 ? quoteOf(best.doc.article, { start: only.start, end: only.end }) : null;
}

/** At most twelve points of together at most 300 words. */
function within(groups: readonly Group[]): Group[] {
  let points = 0;
  let sum = 0;
  return groups.flatMap(({ head, points: list }) => {
    const kept = list.filter((point) => {
      const size = pointWords(point);
      if (points >= MAX_POINTS || sum + size > MAX_WORDS) return false;
      points++;
      sum += size;
      return true;
    });
    return kept.length > 0 ? [{ head, points: kept as unknown as Many<Point> }] : [];
  });
}

const OF_KIND: Readonly<Record<string, readonly Slot[]>> = {
  count: ['number'],
  yesno: ['yes-no', 'destination', 'status'],
  compare: ['status', 'number', 'destination', 'yes-no'],
};

/** Marks the points that state a contested value, and keeps the differences that they or the question turn on. */
function marked(
  written: WrittenFacts,
  plan: Plan,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  table: ActorTable,
): WrittenFacts {
  const docs = evidence.articles.slice(0, COMPARED).flatMap(({ article }) => articles.get(article) ?? []);
  const grounds = groundsOf(docs, table);
  const differences = differencesIn(grounds, docs, table);
  const claims = grounds.flatMap((ground) => contested(ground, differences));
  const groups = written.groups.map(({ head, points }) => ({
    head,
    points: points.map((point): Point => {
      const { article, start, end } = point.citations[0].sentence.span;
      const own = claims.filter(
        ({ claim }) => claim.doc.article.id === article && claim.range.start >= start && claim.range.end <= end,
      );
      return { ...point, differs: [...new Set([...point.differs, ...own.map((one) => one.slot)])] };
    }) as unknown as Many<Point>,
  }));
  const shown = new Set<Slot>(groups.flatMap(({ points }) => points.flatMap((point) => point.differs)));
  const turned = new Set(OF_KIND[plan.kind] ?? []);
  const asked = contentOf(plan);
  const onEvent = grounds.some((ground) => ground.event.objects.slice(0, 2).some((word) => asked.includes(word)));
  const kept = differences.filter(
    (one) => onEvent && shown.has(one.slot) && (turned.size === 0 || turned.has(one.slot)),
  );
  const split = plan.kind === 'yesno' && written.missing.length === 0 && kept.some((one) => asksFor(plan, one));
  if (!split) return { ...written, groups, differences: kept };
  return { ...written, status: 'partial', missing: [{ key: 'both-sides' }], groups, differences: kept };
}
