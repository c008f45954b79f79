import type { ActorTable } from '../language/actors.ts';
import type { Answer, Coverage, Group, Label, Point } from '../model/answer.ts';
import type { ArticleId, Instant, Many, Quote } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import type { Evidence, Frequencies } from '../retrieval/evidence.ts';
import { namesNothing } from '../retrieval/news.ts';
import type { Plan } from '../retrieval/plan.ts';
import { refusal } from '../retrieval/refuse.ts';
import { chooseAmong } from './choice.ts';
import type { ChoiceInput } from './choice-features.ts';
import { numbered } from './citations.ts';
import { writeCoverage } from './coverage.ts';
import { answerFacts } from './fact-answer.ts';
import { answerForeign } from './foreign-answer.ts';
import { listed } from './listed.ts';
import { answerPositions } from './position-answer.ts';
import { shortAnswer } from './short.ts';
import { speechQuestion } from './speech-question.ts';
import { answerStatements, type Written } from './statements-answer.ts';

export type AnswerInput = {
  readonly id: string;
  readonly made: Instant;
  readonly question: string;
  readonly plan: Plan;
  readonly evidence: Evidence;
  /** How common the question's words are. */
  readonly frequencies: Frequencies;
  /** Statements of the actors asked for, beyond those of `articles`. */
  readonly statements: readonly Statement[];
  /** The articles of evidence and statements. */
  readonly articles: ReadonlyMap<ArticleId, Ingested>;
  readonly counted: Counted;
  readonly table: ActorTable;
  /** What was read for the given choices; null without choices. */
  readonly choosing: ChoiceInput | null;
  readonly staleAfterHours: number;
};

/** One answer in one of its three states. Every point is quoted, cited and numbered; nothing is written anew. */
export function writeAnswer(input: AnswerInput): Answer {
  const written = write(input);
  const chosen = input.choosing && chooseAmong(input.choosing);
  const base = {
    kind: 'answer' as const,
    id: input.id,
    made: input.made,
    question: input.question,
    choice: chosen?.index ?? null,
    choiceSure: chosen?.sure ?? null,
    passages: input.evidence.passages,
    coverage: coverageOf(input),
  };
  if (written.status === 'not_in_sources' || written.groups.length === 0) {
    return {
      ...base,
      status: 'not_in_sources',
      groups: [],
      differences: [],
      missing: missingFor(input, written),
      short: null,
      shortSure: null,
    };
  }
  const { groups, differences } = numbered(written.groups as unknown as Many<Group>, written.differences);
  const short = written.exact ? guessed(input, written.short ?? null) : { quote: written.short ?? null, sure: null };
  return {
    ...base,
    status: written.status,
    groups,
    differences,
    missing: written.missing,
    short: short.quote,
    shortSure: short.sure,
  };
}

/** The exact words that a settled question asks for: the only figure, date or place that is given, else the likeliest span. */
function guessed({ plan, evidence, articles, frequencies, made }: AnswerInput, found: Quote | null) {
  const isAlone = ALONE.has(plan.kind) || (plan.kind === 'where' && /\bwhere\b/i.test(plan.question));
  if (found !== null && isAlone) return { quote: found, sure: null };
  return shortAnswer(plan, evidence, articles, frequencies, made) ?? { quote: found, sure: null };
}

/** `exact`: a few words may answer it. */
type Drafted = Written & { readonly short?: Quote | null; readonly exact?: boolean };

/** Kinds whose only thing in the best sentence is the answer; so it is for "where", not for "which country". */
const ALONE: ReadonlySet<Plan['kind']> = new Set(['count', 'when']);

/** Kinds of question that a few words may answer. */
const EXACT: ReadonlySet<Plan['kind']> = new Set(['who', 'when', 'where', 'count', 'what']);

/** What somebody said is settled by the statements alone; anything else may be refused before it is written. */
function write(input: AnswerInput): Drafted {
  const { plan, evidence, articles, table } = input;
  const speakers = speakersOf(plan);
  if (speakers !== null) return answerStatements({ ...input, plan: speakers });
  if (plan.tongue !== null) return answerForeign(plan, evidence, articles, input.frequencies);
  // "What did say?" names nothing to look for, and any sentence would answer it.
  if (namesNothing(plan) && plan.dates.length === 0) return NOTHING;
  const spoken = writeSpoken(input);
  if (spoken !== null) return spoken;
  const positions = answerPositions(plan, evidence, articles, table);
  if (positions !== null) return positions;
  const { refuse, score } = refusal(plan, evidence);
  // An even chance is no reason to hold back what was found.
  if (refuse && score > 0.5) return NOTHING;
  const facts = answerFacts({ plan, evidence, articles, table });
  return { ...facts, exact: facts.status === 'answered' && EXACT.has(plan.kind) };
}

/** "Did A deny it?", "who criticised it?": somebody's words settle it, or null. */
function writeSpoken(input: AnswerInput): Drafted | null {
  const asked = speechQuestion(input.plan, input.table);
  if (asked === null) return null;
  const written = answerStatements({ ...input, plan: asked.plan, fits: asked.fits });
  if (written.status !== 'answered') return null;
  if (input.plan.kind !== 'when') return written;
  const dates = input.statements
    .concat([...input.articles.values()].flatMap((doc) => doc.analysis.statements))
    .filter((one) => written.groups.some((group) => group.points.some((point) => isIn(one, point))))
    .flatMap((one) => one.when?.words ?? []);
  const [first] = dates;
  // Nobody's words are dated: a sentence may be.
  if (first === undefined) return null;
  return {
    ...written,
    groups: written.groups.map(withDates(dates)),
    short: dates.every((one) => one.text === first.text) ? first : null,
  };
}

/** "When did A speak?": the date stands beside the words, so their whole sentence is shown, once. */
const withDates =
  (dates: readonly Quote[]) =>
  ({ head, points }: Group): Group => {
    const whole = points.map((point): Point => {
      const { sentence } = point.citations[0];
      const shows = point.pieces.some(
        (piece) => piece.is === 'quote' && dates.some((date) => holdsSpan(piece.quote, date)),
      );
      const isDated = dates.some((date) => holdsSpan(sentence, date));
      return shows || !isDated ? point : { ...point, pieces: [{ is: 'quote', quote: sentence }] };
    });
    const once = whole.filter(
      ({ pieces: [first] }, at) =>
        first.is !== 'quote' ||
        !whole.slice(0, at).some(({ pieces: [other] }) => other.is === 'quote' && holdsSpan(other.quote, first.quote)),
    );
    return { head: { ...head, args: { ...head.args, count: once.length } }, points: once as unknown as Many<Point> };
  };

function holdsSpan({ span: outer }: Quote, { span: inner }: Quote): boolean {
  return outer.article === inner.article && outer.start <= inner.start && inner.end <= outer.end;
}

function isIn({ article, content: [first] }: Statement, { citations: [{ sentence }] }: Point): boolean {
  return sentence.span.article === article && sentence.span.start <= first.start && first.end <= sentence.span.end;
}

const NOTHING: Written = { status: 'not_in_sources', groups: [], differences: [], missing: [] };

/** The plan as a question for somebody's words, or null: "compare what A and B say" asks for two at once. */
function speakersOf(plan: Plan): Plan | null {
  if (plan.kind === 'said') return plan;
  const compared = plan.kind === 'compare' && plan.actors.length > 1 && SPEECH.test(plan.question);
  return compared ? { ...plan, asked: plan.actors } : null;
}

const SPEECH = /\b(?:sa(?:y|ys|id)|statements?|positions?|views?|reactions?|words)\b/i;

function coverageOf({ counted, made, staleAfterHours }: AnswerInput): Coverage {
  return writeCoverage({ counted, made, staleAfterHours });
}

/** Why there is nothing: a name no article knows, or somebody who says nothing. */
function missingFor({ plan, evidence }: AnswerInput, written: Written): readonly Label[] {
  if (written.missing.length > 0) return written.missing;
  const { unknownNames } = evidence.coverage;
  if (unknownNames.length > 0) return [{ key: 'unknown-names', args: { names: listed(unknownNames) } }];
  if (plan.kind !== 'said') return [];
  const names = [...plan.asked.map((actor) => actor.name), ...plan.askedWords];
  return names.length > 0 ? [{ key: 'no-statement-by', args: { name: listed(names) } }] : [];
}
