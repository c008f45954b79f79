import type { ActorTable } from '../language/actors.ts';
import type { Briefing, Difference, Group, Point, SourceLine, TimelineEntry } from '../model/answer.ts';
import type { Instant, Many } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';
import { type BriefLine, type Budget, briefFacts, storyOdds, wordsIn } from './brief-facts.ts';
import { chooseDenials, chooseStatements, rankStatements, statementLines } from './brief-statements.ts';
import { numbered, numbering, numberPoint } from './citations.ts';
import { writeCoverage } from './coverage.ts';
import { contested, differencesIn, groundsOf, storiesIn } from './differences.ts';
import { openingOf } from './opening.ts';
import { differenceCitations, pointCitations } from './pages.ts';
import { writeTimeline } from './timeline.ts';

export type BriefingInput = {
  readonly id: string;
  readonly made: Instant;
  readonly topic: { readonly slug: string; readonly title: string };
  readonly length: 'short' | 'normal' | 'long' | 'digest';
  /** Words that it may have, if fewer than its length allows. */
  readonly words?: number;
  /** Scoped already, newest first, at most 60. */
  readonly articles: readonly Ingested[];
  readonly counted: Counted;
  readonly since: Instant | null;
  readonly table: ActorTable;
  readonly staleAfterHours: number;
};

/** Words of all shown quotes together, and how many lines of each kind (READING.md). */
const BUDGETS: Readonly<Record<BriefingInput['length'], Budget>> = {
  short: { words: 60, length: 60, facts: 2, statements: 1, goal: 18 },
  normal: { words: 160, length: 160, facts: 3, statements: 3, goal: 25 },
  long: { words: 350, length: 350, facts: 6, statements: 6, goal: 30 },
  digest: { words: 220, length: 220, facts: 4, statements: 4, goal: 25 },
};
/** Share of the words that the facts may take before the statements are chosen. */
const FACTS = 0.6;
/** A timeline of one entry tells nothing. */
const FEWEST_ENTRIES = 2;

/** One edition: facts, statements, differences, a timeline where at least two entries are dated. */
export function writeBriefing(input: BriefingInput): Briefing {
  const { table, topic } = input;
  const articles = input.articles.map(openingOf);
  const full = BUDGETS[input.length];
  const budget = { ...full, words: Math.min(full.words, input.words ?? full.words) };
  const stories = storiesIn(articles);
  const grounds = groundsOf(articles, table, stories);
  const found = differencesIn(grounds, articles, table);
  const claims = grounds.flatMap((ground) => contested(ground, found));
  const told = storyOdds(articles, stories);
  const ranked = rankStatements(articles, told, grounds, claims);
  const denials = chooseDenials(ranked, budget);
  const factsWithin = (words: number, beside: readonly BriefLine[]) =>
    briefFacts(
      told,
      grounds,
      claims,
      { ...budget, words },
      beside.flatMap(({ lines }) => lines),
    );
  const linesOf = (list: typeof denials) => statementLines(list, found);
  const room = budget.words - wordsIn(linesOf(denials));
  let facts = factsWithin(Math.floor(room * FACTS), linesOf(denials));
  const chosen = chooseStatements(ranked, denials, facts, { ...budget, words: budget.words - wordsIn(facts) });
  const statements = linesOf(chosen);
  // What the statements leave is for the facts.
  if (facts.length < budget.facts) {
    const more = factsWithin(budget.words - wordsIn(statements), statements);
    if (more.length >= facts.length) facts = more;
  }
  const by = numbering();
  const { groups, differences } = numbered([...group('facts', facts), ...group('statements', statements)], found, by);
  const timeline = writeTimeline(articles).map((entry) => ({
    when: entry.when,
    points: entry.points.map((point) => numberPoint(point, by)) as unknown as Many<Point>,
  }));
  const shown = timeline.length >= FEWEST_ENTRIES ? timeline : [];
  return {
    kind: 'briefing',
    id: input.id,
    made: input.made,
    topic: topic.slug,
    headline: topic.title,
    since: input.since,
    groups,
    differences,
    missing: [],
    timeline: shown,
    sources: sourcesOf(groups, differences, shown, articles),
    coverage: writeCoverage(input),
  };
}

function group(key: 'facts' | 'statements', list: readonly BriefLine[]): Group[] {
  const points = list.map(({ point }) => point);
  return points.length > 0 ? [{ head: { key }, points: points as unknown as Many<Point> }] : [];
}

/** One line for each cited article, by its number. */
export function sourcesOf(
  groups: readonly Group[],
  differences: readonly Difference[],
  timeline: readonly TimelineEntry[],
  articles: readonly Ingested[],
): SourceLine[] {
  const points = [...groups, ...timeline].flatMap((one) => one.points);
  const citations = [...pointCitations(points), ...differenceCitations(differences)];
  const byNumber = new Map(citations.map((citation) => [citation.n, citation]));
  return [...byNumber.values()]
    .sort((a, b) => a.n - b.n)
    .map(({ n, sentence, title, publisher, published, url, sample, teaser }) => {
      const { article, version } = sentence.span;
      const doc = articles.find((one) => one.article.id === article);
      return {
        n,
        article,
        version,
        title,
        publisher,
        published,
        url,
        origin: doc?.analysis.origin?.name ?? null,
        sample,
        ...(teaser && { teaser }),
      };
    });
}
