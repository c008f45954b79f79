import type { Query, Scope } from '../model/ports.ts';
import type { Plan } from './plan.ts';

/** Below this weight a word is of the question's frame: it selects only when there is nothing else. */
const FRAME = 0.3;

/** The narrower of two limits of time. */
function tighter(a: number | null, b: number | null, pick: (...values: number[]) => number): number | null {
  if (a === null || b === null) return a ?? b;
  return pick(a, b);
}

/** The scope narrowed to the window that the question itself sets. */
function narrowed(plan: Plan, scope: Scope): Scope {
  return {
    ...scope,
    since: tighter(plan.since, scope.since, Math.max),
    until: tighter(plan.until, scope.until, Math.min),
  };
}

/** The query for a whole question. */
export function toQuery(plan: Plan, scope: Scope, limit: number): Query {
  const content = plan.terms.filter((term) => term.weight >= FRAME);
  const terms = content.length > 0 ? content : plan.terms;
  return { terms, scope: narrowed(plan, scope), outlets: plan.outlets, limit, tongue: plan.tongue };
}

/** A query for each of the first parts of a question that has several, so that none is drowned by the others. */
export function toPartQueries(plan: Plan, scope: Scope, limit: number, most: number): Query[] {
  if (plan.parts.length < 2) return [];
  return plan.parts
    .filter((part) => part.terms.length > 1)
    .slice(0, most)
    .map((part) => ({ terms: part.terms, scope: narrowed(plan, scope), outlets: part.outlets, limit }));
}
