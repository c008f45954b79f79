import type { ArticleId } from '../core/model/article.ts';
import type { Index, Ingested, Scope, Store } from '../core/model/ports.ts';
import { weighPlan } from '../core/retrieval/asking.ts';
import { isFunctionWord } from '../core/retrieval/lists.ts';
import type { Plan } from '../core/retrieval/plan.ts';
import { words } from '../core/retrieval/words.ts';
import type { ChoiceInput } from '../core/writing/choice-features.ts';
import type { Desk } from './desk.ts';

/** Passages looked at for one choice, choices looked at, and characters read of each. */
const LIMITS = { passages: 8, choices: 20, characters: 300 };
/** Words of at least this weight are content. */
const CONTENT = 0.9;

type Ports = Pick<Desk, 'table' | 'clock'> & {
  readonly store: Pick<Store, 'articles'>;
  readonly index: Pick<Index, 'search' | 'frequencies'>;
};

/** What the articles of the scope say of each given answer: those found for the question and, choice by choice, more. */
export async function readChoices(
  { store, index, table, clock }: Ports,
  plan: Plan,
  scope: Scope,
  found: ReadonlyMap<ArticleId, Ingested>,
  given: readonly string[],
): Promise<ChoiceInput> {
  const choices = given.slice(0, LIMITS.choices).map((choice) => choice.slice(0, LIMITS.characters).toWellFormed());
  const asked = plan.terms.filter((term) => term.weight >= CONTENT);
  const own = choices.map((choice) =>
    words(choice)
      .filter((word) => !isFunctionWord(choice, word))
      .map(({ text }) => ({ text, weight: 1 })),
  );
  const hits = await Promise.all(
    own.map((terms) =>
      index.search({ terms: [...asked, ...terms], scope, outlets: plan.outlets, limit: LIMITS.passages }),
    ),
  );
  const missing = [...new Set(hits.flat().map((hit) => hit.article))].filter((id) => !found.has(id));
  const more = await store.articles(scope.tenant, missing);
  const terms = [...new Set([...plan.terms, ...own.flat()].map((term) => term.text))];
  const { passages, of } = await index.frequencies(terms);
  const frequencies = { passages, of: new Map(terms.map((term, at) => [term, of[at] ?? 0])) };
  return {
    asking: weighPlan(plan, frequencies),
    choices,
    docs: [...found.values(), ...more],
    frequencies,
    retrieved: hits.map((list) => list[0]?.score ?? 0),
    table,
    now: clock(),
  };
}
