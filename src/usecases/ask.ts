import { slugOf } from '../core/language/words.ts';
import type { Answer } from '../core/model/answer.ts';
import type { ArticleId } from '../core/model/article.ts';
import type { Ingested, Scope } from '../core/model/ports.ts';
import type { Statement } from '../core/model/statement.ts';
import { type Plan, planQuestion } from '../core/retrieval/plan.ts';
import { respell } from '../core/retrieval/spelling.ts';
import { writeAnswer } from '../core/writing/answer.ts';
import { changes, changesSince, untimed } from './changes.ts';
import { readChoices } from './choose.ts';
import { type Asking, byId, type Desk, idOf, keepPage, staleAfter, WINDOW } from './desk.ts';
import { readQuestion } from './question.ts';
import { hints } from './refused.ts';
import { retrieve } from './retrieve.ts';

/** Statements read for one question: the newest ones by the actors asked for. */
const STATEMENTS = 120;

export type Asked = {
  readonly question: string;
  readonly scope: Scope;
  readonly choices?: readonly string[];
} & Asking;

/** One question → one cited answer, kept under its id. Throws `bad_question` for an empty or endless one. */
export async function ask(desk: Desk, asked: Asked): Promise<Answer> {
  const question = readQuestion(asked.question);
  const now = desk.clock();
  const publishers = await desk.store.publishers(asked.scope.tenant);
  const plan = planQuestion(question, { table: desk.table, publishers, now });
  const since = await changesSince(desk, plan, asked);
  if (since !== null) return changes(desk, { ...asked, question, scope: untimed(asked.scope), since, plan });
  const upTo = await desk.store.seq();
  const order: Order = {
    ...asked,
    question,
    id: idOf('answer', question, asked.scope, asked.choices ?? null, upTo, now),
  };
  const first = await answerTo(desk, order, plan, now);
  const answer = first.status === 'not_in_sources' ? await reconsidered(desk, order, plan, first) : first;
  const kept = { ...answer, upTo };
  await keepPage(desk, asked.scope.tenant, kept, asked);
  return kept;
}

type Order = Asked & { readonly id: string };

async function answerTo(
  desk: Desk,
  { id, question, choices, scope: wanted }: Order,
  plan: Plan,
  made: number,
): Promise<Answer> {
  const scope = windowOf(wanted, plan);
  const { evidence, articles, frequencies } = await retrieve(desk, plan, scope);
  const statements = await spoken(desk, plan, scope);
  const known = await withSpeakers(desk, scope, articles, statements);
  return writeAnswer({
    id,
    made,
    question,
    plan,
    evidence,
    frequencies,
    statements: statements.filter((one) => known.has(one.article)),
    articles: known,
    counted: await desk.store.count(scope),
    table: desk.table,
    choosing: choices?.length ? await readChoices(desk, plan, scope, articles, choices) : null,
    staleAfterHours: staleAfter(desk, scope.topic),
  });
}

const windowOf = (scope: Scope, plan: Plan): Scope => ({
  ...scope,
  since: scope.since ?? plan.since,
  until: scope.until ?? plan.until,
});

/** Nothing found: once more with slips of the hand put right, else with what may help whoever asked. */
async function reconsidered(desk: Desk, order: Order, plan: Plan, first: Answer): Promise<Answer> {
  const respelt = await respell(plan.question, async (words) => (await desk.index.frequencies(words)).of);
  if (respelt !== null) {
    const publishers = await desk.store.publishers(order.scope.tenant);
    const again = planQuestion(respelt, { table: desk.table, publishers, now: first.made });
    const second = await answerTo(desk, order, again, first.made);
    if (second.status !== 'not_in_sources')
      return { ...second, missing: [{ key: 'read-as', args: { text: respelt } }, ...second.missing] };
  }
  const helpful = await hints(desk, plan, windowOf(order.scope, plan), first);
  return { ...first, missing: [...helpful, ...first.missing] };
}

/** Statements by those asked for: actors of the table, persons by their name, or anybody ("who said what"). */
async function spoken(desk: Desk, plan: Plan, scope: Scope): Promise<readonly Statement[]> {
  if (plan.kind !== 'said' && plan.kind !== 'compare') return [];
  const named = plan.kind === 'said' ? plan.asked : plan.actors;
  // A state or an organ speaks through others: all of its country's are read, and the writer tells them apart.
  const keys = named.flatMap(({ slug, kind, country }) =>
    (kind === 'state' || kind === 'organ') && country !== null ? [slug, country] : [slug],
  );
  const actors = [...keys, ...plan.askedWords.map(slugOf)];
  if (actors.length === 0 && plan.kind === 'compare') return [];
  return desk.store.statements({ scope, actors: actors.length > 0 ? actors : null, limit: STATEMENTS });
}

/** The articles of the statements beside those found, the newest of them. */
async function withSpeakers(
  desk: Desk,
  scope: Scope,
  found: ReadonlyMap<ArticleId, Ingested>,
  statements: readonly Statement[],
): Promise<ReadonlyMap<ArticleId, Ingested>> {
  const speaking = new Set(statements.map((one) => one.article));
  const missing = [...speaking].filter((id) => !found.has(id)).slice(0, WINDOW);
  return missing.length === 0 ? found : new Map([...found, ...byId(await desk.store.articles(scope.tenant, missing))]);
}
