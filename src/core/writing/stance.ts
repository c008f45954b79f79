import data from '../../data/stance.json' with { type: 'json' };
import { linear, softmax } from '../linear.ts';
import { STANCE_FEATURES, stanceRow } from './stance-features.ts';

/** Whether a text agrees with a claim, disagrees, only tells of it, or speaks of something else: a linear model. */

export const STANCES = ['agree', 'disagree', 'discuss', 'unrelated'] as const;
export type Stance = (typeof STANCES)[number];

/** Weights by stance and feature; `bias` is the feature that is always 1. What is not named weighs nothing. */
export type StanceModel = Readonly<Record<Stance, Readonly<Record<string, number>>>>;

export type Judged = {
  readonly stance: Stance;
  /** Of each stance, as the model sees it; together 1. */
  readonly likely: Readonly<Record<Stance, number>>;
};

/** How the sentences of a text stand to a claim (a headline, a sentence). Never throws; no sentences are unrelated. */
export function stanceOf(claim: string, sentences: readonly string[], model: StanceModel = data): Judged {
  return judge(stanceRow(claim, sentences), model);
}

/** The same for a row of STANCE_FEATURES. */
export function judge(row: readonly number[], model: StanceModel): Judged {
  const scores = STANCES.map((stance) => linear(STANCE_FEATURES, model[stance], model[stance].bias)(row));
  const shares = softmax(scores);
  const likely = Object.fromEntries(STANCES.map((stance, at) => [stance, shares[at]!])) as Record<Stance, number>;
  return { stance: STANCES[scores.indexOf(Math.max(...scores))]!, likely };
}
