import type { Answer, Group, Kept, Point } from '../core/model/answer.ts';
import type { ArticleId, Many, Span } from '../core/model/article.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Ingested, Scope } from '../core/model/ports.ts';
import type { Evidence } from '../core/retrieval/evidence.ts';
import { questionOf } from '../core/retrieval/followup.ts';
import type { QuestionKind } from '../core/retrieval/kind.ts';
import { namesNothing } from '../core/retrieval/news.ts';
import { type Plan, planQuestion } from '../core/retrieval/plan.ts';
import { numbering, numberPoint } from '../core/writing/citations.ts';
import { writeCoverage } from '../core/writing/coverage.ts';
import { choose, coverage, type Fact, factOf, factPoint } from '../core/writing/facts.ts';
import { allCitations, pointCitations, titleOf } from '../core/writing/pages.ts';
import { plainText } from '../core/writing/pieces.ts';
import { contentOf } from '../core/writing/relevance.ts';
import { thingsIn } from '../core/writing/things.ts';
import { limitsOf } from './ask.ts';
import { beforeOf } from './converse.ts';
import { type Asking, type Desk, idOf, keepPage, staleAfter } from './desk.ts';
import { retrieve } from './retrieve.ts';

/** Further sentences: how many, their words, and how near they must come to the best of them. */
const MORE = { points: 4, words: 140, share: 0.3 };
/** Share of its words that a sentence must hold to speak to a point, and to a page's question. */
const NEAR = { point: 0.25, page: 0.5 };
/** What a word asks for, where a sentence shows that it has it. */
const KINDS: Readonly<Record<string, QuestionKind>> = {
  why: 'why',
  when: 'when',
  where: 'where',
  who: 'who',
  'by whom': 'who',
};
/** Sentences of the evidence that are looked at. */
const READ = 60;
/** Earlier pages on the same question whose sentences are not shown again. */
const PAGES = 20;
const LONGEST = 600;

export type Closer = {
  readonly kept: Kept;
  /** Which point of the page, from 1; null for the page as a whole. */
  readonly n: number | null;
  /** The word that asks of the point ("why", "when"): then only what answers that. */
  readonly asks?: string | null;
  readonly scope: Scope;
} & Asking;

/**
 * A point of a kept page with what else the sources have on it, or what they have beyond the whole page; kept as an
 * answer to the same question, its citations numbered as on the page. Throws `bad_option` for a point that there is not.
 */
export async function lookCloser(desk: Desk, { kept, n, asks = null, scope, ...asking }: Closer): Promise<Answer> {
  const [made, upTo] = [desk.clock(), await desk.store.seq()];
  const points = kept.groups.flatMap((group) => group.points);
  const point = n === null ? null : pointAt(points, n);
  const question = questionOf(beforeOf(desk, kept));
  const before = kept.groups[0]?.head.key === 'heading-point' ? points[0] : null;
  const publishers = await desk.store.publishers(scope.tenant);
  const read = (words: string) => planQuestion(words.slice(0, LONGEST), { table: desk.table, publishers, now: made });
  const asked = read(titleOf(kept));
  // "What happened?" names nothing: the first point says what it is about.
  const on = point ?? before ?? (namesNothing(asked) ? (points[0] ?? null) : null);
  const plan = on ? read(plainText(on.pieces)) : asked;
  const { evidence, articles } = await retrieve(desk, plan, scope);
  const shown = point ? spansOf([point]) : await shownOn(desk, scope, { kept, question, asking });
  const others = near(plan, evidence, articles, on ? NEAR.point : NEAR.page).filter(
    ({ doc, range }) => !shown.some(holds(doc.article.id, range)),
  );
  const kind = KINDS[asks ?? ''] ?? 'what';
  const answering = others.filter(({ doc, range }) => thingsIn({ ...plan, kind }, doc, range)?.length !== 0);
  const by = numbering(allCitations(kept));
  const more = choose(answering, MORE).map((fact) => numberPoint(factPoint(fact, []), by));
  const groups: Group[] = [
    ...(point && n !== null ? [{ head: { key: 'heading-point', args: { n } }, points: [point] } as const] : []),
    ...(more.length > 0
      ? [{ head: { key: 'heading-more-about' }, points: more as unknown as Many<Point> } as const]
      : []),
  ];
  const base = {
    kind: 'answer' as const,
    id: idOf('closer', kept.id, n, asks, upTo, made, asking.person),
    made,
    question,
    short: null,
    shortSure: null,
    choice: null,
    choiceSure: null,
    passages: evidence.passages,
    differences: [],
    missing:
      more.length > 0
        ? []
        : [{ key: kind === 'why' ? 'no-reason-given' : kind === 'where' ? 'no-place-given' : 'none-more' } as const],
    coverage: writeCoverage({
      counted: await desk.store.count(scope),
      made,
      staleAfterHours: staleAfter(desk, scope.topic),
    }),
    upTo,
    ...limitsOf(scope),
  };
  const answer: Answer =
    groups.length > 0
      ? { ...base, status: 'answered', groups: groups as unknown as Many<Group> }
      : { ...base, status: 'not_in_sources', groups: [] };
  await keepPage(desk, scope.tenant, answer, asking);
  return answer;
}

/** Sentences of the evidence that hold enough of the words, those that hold most of them first. */
function near(
  plan: Plan,
  { sentences }: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  least: number,
): readonly Fact[] {
  const words = [...new Set(contentOf(plan))];
  const found = sentences.slice(0, READ).flatMap(({ article, index, score }) => {
    const doc = articles.get(article);
    const fact = doc ? factOf(doc, index, Math.sqrt(score), words) : null;
    const share = fact ? coverage(words, fact.stems) : 0;
    return fact && share >= least ? [{ ...fact, score: fact.score * (0.25 + share) ** 2 }] : [];
  });
  return found.sort((a, b) => b.score - a.score);
}

function pointAt(points: readonly Point[], n: number): Point {
  const point = points[n - 1];
  if (point) return point;
  const count = points.length;
  const there = count === 0 ? 'no points' : count === 1 ? 'only one point' : `only ${count} points`;
  throw new SitrepError('bad_option', `That answer has ${there}.`, {
    next: count === 0 ? 'Ask for something else.' : 'Name one of them, for example “the first point”.',
  });
}

const holds =
  (article: string, range: { readonly start: number; readonly end: number }) =>
  (span: Span): boolean =>
    span.article === article && span.start < range.end && range.start < span.end;

const spansOf = (points: readonly Point[]): readonly Span[] =>
  pointCitations(points).map(({ sentence }) => sentence.span);

/** The sentences of a page, and of every earlier one on its question. */
async function shownOn(
  desk: Desk,
  { tenant }: Scope,
  { kept, question, asking }: { readonly kept: Kept; readonly question: string; readonly asking: Asking },
): Promise<readonly Span[]> {
  const earlier = asking.person ? await desk.store.recentlyKept(tenant, asking.person, PAGES) : [];
  const same = earlier.filter((one) => questionOf(beforeOf(desk, one)) === question);
  return [kept, ...same].flatMap(allCitations).map(({ sentence }) => sentence.span);
}
