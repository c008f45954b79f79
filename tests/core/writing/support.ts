import { type ActorTable, buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import type { Answer } from '../../../src/core/model/answer.ts';
import type { Article, ArticleId } from '../../../src/core/model/article.ts';
import type { Hit, Ingested } from '../../../src/core/model/ports.ts';
import { weighPlan } from '../../../src/core/retrieval/asking.ts';
import { planQuestion } from '../../../src/core/retrieval/plan.ts';
import { rank } from '../../../src/core/retrieval/rank.ts';
import { words } from '../../../src/core/retrieval/words.ts';
import { writeAnswer } from '../../../src/core/writing/answer.ts';
import { originsOf } from '../../../src/core/writing/coverage.ts';
import { loadAttribution } from '../../../src/infra/attribution.ts';
import { articleOf } from '../../article.ts';

/** The path from texts to an answer without store, index and clock, for the tests of what is written. */

export const table: ActorTable = buildActorTable();
const model = loadAttribution(process.env.SITREP_ATTRIBUTION === 'rules' ? 'rules' : 'learned');
export const NOW = Date.UTC(2026, 0, 15);

export type Draft = Partial<Omit<Article, 'version'>> & { readonly id: string; readonly text: string };

export function ingest(drafts: readonly Draft[]): Ingested[] {
  return drafts.map((draft): Ingested => {
    const article = articleOf(draft.text, { seq: 1, language: 'en', ...draft });
    return { article, analysis: analyse(article, table, model) };
  });
}

export function published(day: string): Article['published'] {
  const from = Date.parse(`${day}T00:00:00Z`);
  return { precision: 'day', from, to: from + 86_399_999, words: null };
}

/** Every passage is a hit: what the index would find in a handful of articles. */
export function answer(question: string, articles: readonly Ingested[], choices?: readonly string[]): Answer {
  const byId = new Map<ArticleId, Ingested>(articles.map((one) => [one.article.id, one]));
  const publishers = [...new Set(articles.flatMap((one) => one.article.publisher ?? []))];
  const plan = planQuestion(question, { table, publishers, now: NOW });
  const passages = articles.flatMap(({ article, analysis }) =>
    analysis.passages.map(({ start, end }, passage) => ({ article, start, end, passage })),
  );
  const stems = passages.map(
    ({ article, start, end }) => new Set(words(article.text.slice(start, end)).map((word) => word.stem)),
  );
  const count = (text: string) => {
    const own = words(text).map((word) => word.stem);
    return stems.filter((set) => own.every((word) => set.has(word))).length;
  };
  const of = new Map(plan.terms.map((term) => [term.text, count(term.text)]));
  const score = (set: ReadonlySet<string>) =>
    plan.terms.reduce(
      (sum, term) =>
        sum + (words(term.text).every((word) => set.has(word.stem)) ? term.weight / (1 + (of.get(term.text) ?? 0)) : 0),
      0,
    );
  const hits = passages
    .map(
      ({ article, start, end, passage }, at): Hit => ({
        article: article.id,
        version: article.version,
        start,
        end,
        passage,
        score: score(stems[at]!),
      }),
    )
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score);
  const evidence = rank(plan, hits, byId, { passages: passages.length, of });
  const counted = {
    articles: articles.length,
    undated: articles.filter((one) => one.article.published === null).length,
    newest: null,
    origins: originsOf(articles),
  };
  return writeAnswer({
    id: 'a1',
    made: NOW,
    question,
    plan,
    evidence,
    frequencies: { passages: passages.length, of },
    statements: articles.flatMap((one) => one.analysis.statements),
    articles: byId,
    counted,
    table,
    choosing: choices
      ? {
          asking: weighPlan(plan, { passages: passages.length, of }),
          choices,
          docs: articles,
          frequencies: {
            passages: passages.length,
            of: new Map(choices.flatMap((choice) => words(choice).map(({ text }) => [text, count(text)] as const))),
          },
          retrieved: choices.map(() => 0),
          table,
          now: NOW,
        }
      : null,
    staleAfterHours: 48,
  });
}

/** The quotes and cuts of an answer, a line a point. */
export function linesOf(found: Answer): string[] {
  return found.groups.flatMap((group) =>
    group.points.map((point) =>
      point.pieces
        .map((piece) => (piece.is === 'cut' ? '…' : piece.is === 'model' ? piece.text : piece.quote.text))
        .join(' '),
    ),
  );
}
