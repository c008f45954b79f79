import data from '../../data/refusal.json' with { type: 'json' };
import { linear, logistic } from '../linear.ts';
import type { Coverage, Evidence } from './evidence.ts';
import type { Plan } from './plan.ts';

/** Whether the articles speak to a question at all; `score` is how likely they do not, 0 to 1. */
export type Refusal = {
  readonly refuse: boolean;
  readonly score: number;
  readonly why: 'unknown-name' | 'no-coverage' | 'no-outlet' | null;
};

/** What the model looks at: the figures of Coverage, and how many content words there are to cover. */
export const REFUSAL_FEATURES = [
  'known',
  'passage',
  'article',
  'ownPassage',
  'ownArticle',
  'together',
  'worstPart',
  'parts',
  'names',
  'namesTogether',
  'outletsMissing',
  'unknownNames',
  'many',
] as const;
export type RefusalFeature = (typeof REFUSAL_FEATURES)[number];

/** A logistic model over REFUSAL_FEATURES; a feature that it does not name weighs nothing. */
type Logistic = { readonly bias: number; readonly weights: Readonly<Partial<Record<RefusalFeature, number>>> };

/** `outlets` for questions that name outlets, `open` for all others. */
export type RefusalModel = { readonly outlets: Logistic; readonly open: Logistic };

/** Words of at least this weight are content. */
const CONTENT = 0.9;
/** From this many content words on a question is a long one, of which a single name may well be a slip. */
const LONG = 10;
/** How sure it must be. A short question says its thing in one way of many, so missing words say less. */
const SURE = { long: 0.5, short: 0.9 };

const contentWords = (plan: Plan): number => plan.terms.filter((term) => term.weight >= CONTENT).length;

const namesOutlets = (plan: Plan): boolean => plan.outlets.length + plan.unknownOutlets.length > 0;

export function refusalFeatures(plan: Plan, coverage: Coverage): number[] {
  const values: Record<RefusalFeature, number> = {
    ...coverage,
    unknownNames: coverage.unknownNames.length > 0 ? 1 : 0,
    many: Math.log(Math.max(1, contentWords(plan))),
  };
  return REFUSAL_FEATURES.map((name) => values[name]);
}

/**
 * Decides from what was found, never from the wording of the question. Somebody's words are refused here only when no
 * article knows who is asked for: what they said is for the statements to tell.
 */
export function refusal(plan: Plan, { sentences, coverage }: Evidence, models: RefusalModel = data): Refusal {
  const content = contentWords(plan);
  const sure = (why: Refusal['why']): Refusal => ({ refuse: true, score: 1, why });
  if (isUnknown(plan, coverage, content)) return sure('unknown-name');
  if (plan.unknownOutlets.length > 0 && plan.outlets.length === 0) return sure('no-outlet');
  if (content === 0) return { refuse: false, score: 0, why: null };
  if (sentences.length === 0) return sure('no-coverage');
  const model = namesOutlets(plan) ? models.outlets : models.open;
  const score = logistic(linear(REFUSAL_FEATURES, model.weights, model.bias)(refusalFeatures(plan, coverage)));
  const isSomebody = plan.asked.length + plan.askedWords.length > 0;
  if (isSomebody || score < (content < LONG ? SURE.short : SURE.long)) return { refuse: false, score, why: null };
  return { refuse: true, score, why: coverage.outletsMissing > 0 ? 'no-outlet' : 'no-coverage' };
}

/** A name that no article knows settles it, unless others are asked about beside it or the question is a long one. */
function isUnknown(plan: Plan, { unknownNames, actorsMissing }: Coverage, content: number): boolean {
  const { asked, askedWords, actors, names } = plan;
  if (asked.length > 0 && askedWords.length === 0 && actorsMissing.length === asked.length) return true;
  const several = asked.length + askedWords.length > 1 || (plan.kind === 'compare' && actors.length + names.length > 1);
  const isLastHope = !(several && actors.length + names.length > unknownNames.length);
  return unknownNames.length > 0 && content < LONG && isLastHope;
}
