import { slugOf } from '../core/language/words.ts';
import type { Answer } from '../core/model/answer.ts';
import type { ArticleId } from '../core/model/article.ts';
import type { Ingested, Scope } from '../core/model/ports.ts';
import type { Statement } from '../core/model/statement.ts';
import { type Plan, planQuestion } from '../core/retrieval/plan.ts';
import { writeAnswer } from '../core/writing/answer.ts';
import { byId, type Desk, idOf, keepPage, staleAfter, WINDOW } from './desk.ts';
import { readQuestion } from './question.ts';
import { retrieve } from './retrieve.ts';

/** Statements read for one question: the newest ones by the actors asked for. */
const STATEMENTS = 120;

export type Asked = {
  readonly question: string;
  readonly scope: Scope;
  readonly choices?: readonly string[];
  /** Whose answer it is, for `/brief last`; null in scripts. */
  readonly person?: string | null;
};

/** One question → one cited answer, kept under its id. Throws `bad_question` for an empty or endless one. */
export async function ask(desk: Desk, asked: Asked): Promise<Answer> {
  const question = readQuestion(asked.question);
  const now = desk.clock();
  const publishers = await desk.store.publishers(asked.scope.tenant);
  const plan = planQuestion(question, { table: desk.table, publishers, now });
  const scope: Scope = {
    ...asked.scope,
    since: asked.scope.since ?? plan.since,
    until: asked.scope.until ?? plan.until,
  };
  const { evidence, articles } = await retrieve(desk, plan, scope);
  const statements = await spoken(desk, plan, scope);
  const known = await withSpeakers(desk, scope, articles, statements);
  const answer = writeAnswer({
    id: idOf('answer', question, scope, asked.choices ?? null, await desk.store.seq(), now),
    made: now,
    question,
    plan,
    evidence,
    statements: statements.filter((one) => known.has(one.article)),
    articles: known,
    counted: await desk.store.count(scope),
    table: desk.table,
    ...(asked.choices && { choices: asked.choices }),
    staleAfterHours: staleAfter(desk, scope.topic),
  });
  await keepPage(desk, asked.scope.tenant, answer, asked.person ?? null);
  return answer;
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
