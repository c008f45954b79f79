import type { ActorTable } from '../language/actors.ts';
import type { Answer, Coverage, Group, Label, Point } from '../model/answer.ts';
import type { ArticleId, Instant, Many, Quote } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { refusal } from '../retrieval/refuse.ts';
import { words } from '../retrieval/words.ts';
import { numbered } from './citations.ts';
import { writeCoverage } from './coverage.ts';
import { answerFacts } from './fact-answer.ts';
import { textOf } from './pieces.ts';
import { answerPositions } from './position-answer.ts';
import { speechQuestion } from './speech-question.ts';
import { answerStatements, type Written } from './statements-answer.ts';

export type AnswerInput = {
  readonly id: string;
  readonly made: Instant;
  readonly question: string;
  readonly plan: Plan;
  readonly evidence: Evidence;
  /** Statements of the actors asked for, beyond those of `articles`. */
  readonly statements: readonly Statement[];
  /** The articles of evidence and statements. */
  readonly articles: ReadonlyMap<ArticleId, Ingested>;
  readonly counted: Counted;
  readonly table: ActorTable;
  readonly choices?: readonly string[];
  readonly staleAfterHours: number;
};

/** One answer in one of its three states. Every point is quoted, cited and numbered; nothing is written anew. */
export function writeAnswer(input: AnswerInput): Answer {
  const { evidence, articles, choices } = input;
  const written = write(input);
  const base = {
    kind: 'answer' as const,
    id: input.id,
    made: input.made,
    question: input.question,
    choice: choices && choices.length > 0 ? bestChoice(choices, evidence, articles) : null,
    passages: evidence.passages,
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
    };
  }
  const { groups, differences } = numbered(written.groups as unknown as Many<Group>, written.differences);
  return {
    ...base,
    status: written.status,
    groups,
    differences,
    missing: written.missing,
    short: written.short ?? null,
  };
}

/** What somebody said is settled by the statements alone; anything else may be refused before it is written. */
function write(input: AnswerInput): Written & { readonly short?: Quote | null } {
  const { plan, evidence, articles, table } = input;
  const speakers = speakersOf(plan);
  if (speakers !== null) return answerStatements({ ...input, plan: speakers });
  const spoken = writeSpoken(input);
  if (spoken !== null) return spoken;
  const positions = answerPositions(plan, evidence, articles, table);
  if (positions !== null) return positions;
  const { refuse, score } = refusal(plan, evidence);
  // An even chance is no reason to hold back what was found.
  return refuse && score > 0.5 ? NOTHING : answerFacts({ plan, evidence, articles, table });
}

/** "Did A deny it?", "who criticised it?": somebody's words settle it, or null. */
function writeSpoken(input: AnswerInput): (Written & { readonly short?: Quote | null }) | null {
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
  return { ...written, short: first && dates.every((one) => one.text === first.text) ? first : null };
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
  if (unknownNames.length > 0) return [{ key: 'unknown-names', args: { names: unknownNames.join(', ') } }];
  if (plan.kind !== 'said') return [];
  const names = [...plan.asked.map((actor) => actor.name), ...plan.askedWords];
  return names.length > 0 ? [{ key: 'no-statement-by', args: { name: names.join(', ') } }] : [];
}

const READ = 30;

/** The choice whose words stand in the heaviest sentences; the first of equals. */
function bestChoice(
  choices: readonly string[],
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
): number {
  const read = evidence.sentences.slice(0, READ).flatMap(({ article, index, score }) => {
    const doc = articles.get(article);
    const sentence = doc?.analysis.sentences[index];
    return doc && sentence ? [{ score, stems: new Set(words(textOf(doc, sentence)).map((word) => word.stem)) }] : [];
  });
  const support = choices.map((choice) => {
    const asked = [...new Set(words(choice).map((word) => word.stem))];
    if (asked.length === 0) return 0;
    return read.reduce(
      (sum, { score, stems }) => sum + score * (asked.filter((word) => stems.has(word)).length / asked.length) ** 2,
      0,
    );
  });
  return support.indexOf(Math.max(...support));
}
