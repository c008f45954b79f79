import data from '../../data/choice.json' with { type: 'json' };
import { linear, softmax } from '../linear.ts';
import { CHOICE_FEATURES, type ChoiceInput, featuresOfChoices } from './choice-features.ts';

/** The best supported of several given answers: a linear model over what the articles say of each. */

export type Chosen = {
  readonly index: number;
  /** How likely it is the right one, 0 to 1, as the model sees it. */
  readonly sure: number;
};

/** A feature that the model does not name weighs nothing. */
export type ChoiceModel = { readonly weights: Readonly<Record<string, number>> };

/** "All of these, except", "which of them did not": the least supported is the right one. */
const REVERSED =
  /\b(?:except|but not)\W*$|^(?:which|who)\b.*(?:\bnot\b|n['’]t\b)|\b(?:did|does|is|was|were|has)n['’]t\W*$/iu;

/** One row of CHOICE_FEATURES a choice, turned about when the question asks for the odd one out. */
export function choiceRows(input: ChoiceInput): number[][] {
  const rows = featuresOfChoices(input);
  if (!REVERSED.test(lastSentence(input.asking.plan.question))) return rows;
  return rows.map((row) => row.map((value) => (value === 0 ? 0 : -value)));
}

/** null without choices. Choices that nothing speaks for are all as likely; the first of equals is chosen. */
export function chooseAmong(input: ChoiceInput, model: ChoiceModel = data): Chosen | null {
  if (input.choices.length === 0) return null;
  return likeliest(softmax(choiceRows(input).map(linear(CHOICE_FEATURES, model.weights))));
}

/** The first of the likeliest. */
export function likeliest(shares: Float64Array): Chosen {
  const sure = Math.max(...shares);
  return { index: shares.indexOf(sure), sure };
}

const lastSentence = (question: string): string =>
  question
    .trim()
    .split(/[.?!]\s+/u)
    .at(-1) ?? '';
