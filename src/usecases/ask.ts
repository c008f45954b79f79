import { slugOf } from '../core/language/words.ts';
import type { Answer } from '../core/model/answer.ts';
import type { ArticleId } from '../core/model/article.ts';
import type { Ingested, Scope } from '../core/model/ports.ts';
import type { Statement } from '../core/model/statement.ts';
import { asksForNews } from '../core/retrieval/news.ts';
import { type Plan, planQuestion } from '../core/retrieval/plan.ts';
import { respell } from '../core/retrieval/spelling.ts';
import { writeAnswer } from '../core/writing/answer.ts';
import { asAnswer, quotationIn } from '../core/writing/check/answer.ts';
import { news } from './brief.ts';
import { changes, changesSince } from './changes.ts';
import { held } from './check.ts';
import { readChoices } from './choose.ts';
import { type Asking, byId, type Desk, idOf, keepPage, staleAfter, WINDOW } from './desk.ts';
import { readQuestion } from './question.ts';
import { commonness, hints } from './refused.ts';
import { retrieve } from './retrieve.ts';

/** Statements read for one question: the newest ones by the actors asked for. */
const STATEMENTS = 120;

export type Asked = {
  readonly question: string;
  readonly scope: Scope;
  readonly choices?: readonly string[];
  /** `false`: it is not kept. */
  readonly keep?: false;
} & Asking;

/** One question → one cited answer, kept under its id. Throws `bad_question` for an empty or endless one. */
export async function ask(desk: Desk, asked: Asked): Promise<Answer> {
  const question = readQuestion(asked.question);
  const now = desk.clock();
  const answer = await answerNow(desk, asked, question, now);
  desk.meter.observe('ask', Math.max(0, desk.clock() - now) / 1_000);
  return answer;
}

async function answerNow(desk: Desk, asked: Asked, question: string, now: number): Promise<Answer> {
  const publishers = await desk.store.publishers(asked.scope.tenant);
  const plan = planQuestion(question, { table: desk.table, publishers, now });
  // Who gives choices wants one of them, here and in what follows.
  const since = asked.choices?.length ? null : await changesSince(desk, plan, asked);
  if (since !== null) return changes(desk, { ...asked, question, since, plan });
  const upTo = await desk.store.seq();
  const order: Order = {
    ...asked,
    question,
    id: idOf('answer', question, asked.scope, asked.choices ?? null, upTo, now, asked.person),
  };
  const answer = await answered(desk, order, plan, now);
  const kept = { ...answer, upTo, ...limitsOf(asked.scope) };
  if (asked.keep !== false) await keepPage(desk, asked.scope.tenant, kept, asked);
  return kept;
}

/** A topic and an outlet that stand beside the question. */
export const limitsOf = ({ topic, outlet }: Scope): Pick<Answer, 'within'> =>
  topic || outlet ? { within: { ...(topic && { topic }), ...(outlet && { outlet }) } } : {};

type Order = Asked & { readonly id: string };

async function answered(desk: Desk, order: Order, plan: Plan, now: number): Promise<Answer> {
  const isNews = asksForNews(plan) && !order.choices?.length;
  const scope = windowOf(order.scope, plan, isNews ? plan.dates[0] : undefined);
  const told = isNews ? await news(desk, { ...order, scope }, now) : null;
  if (told !== null) return told;
  const first = await answerTo(desk, { ...order, scope }, plan, now);
  const quoted = quotationIn(plan.question);
  if (quoted !== null) return asAnswer(first, await held(desk, quoted, scope));
  return first.status === 'not_in_sources' ? reconsidered(desk, order, plan, first) : first;
}

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

/** `day`: a stretch that the question names, when it limits the articles. */
const windowOf = (scope: Scope, plan: Plan, day?: Plan['dates'][number]): Scope => ({
  ...scope,
  since: scope.since ?? plan.since ?? day?.from ?? null,
  until: scope.until ?? plan.until ?? day?.to ?? null,
});

/** Nothing found: once more with slips of the hand put right, else with what may help whoever asked. */
async function reconsidered(desk: Desk, order: Order, plan: Plan, first: Answer): Promise<Answer> {
  // A slip in a word of another language cannot be told from the word.
  const respelt = plan.tongue !== null ? null : await respell(plan.question, commonness(desk, order.scope.tenant));
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
