import type { Plan } from './plan.ts';
import { stem } from './stem.ts';

/** "What happened?", "what's new today?": whatever matters is asked for, and nothing else is named. */

const NEWS =
  /\b(?:happen(?:s|ed|ing)?|new|news|going on|latest|headlines?|main (?:points?|facts?|thing)|key (?:points?|facts?)|summar(?:y|i[sz]e)|brief(?:ing)?|matters|changed|updates?)\b/iu;
const FRAME: ReadonlySet<string> = new Set(
  'happen new news going go latest headline main key point fact thing summary summarize summarise brief briefing matter change update anything something tell story today now'
    .split(' ')
    .map((word) => stem(word)),
);
const CONTENT = 1;

export function asksForNews(plan: Plan): boolean {
  return (plan.kind === 'what' || plan.kind === 'changed') && NEWS.test(plan.question) && namesNothing(plan);
}

/** Whether a question holds no word to look for, no name and no outlet. */
export function namesNothing({ terms, actors, names, outlets, unknownOutlets, asked, askedWords }: Plan): boolean {
  return (
    [actors, names, outlets, unknownOutlets, asked, askedWords].every((list) => list.length === 0) &&
    terms.every(({ text, weight }) => weight < CONTENT || FRAME.has(stem(text)))
  );
}
