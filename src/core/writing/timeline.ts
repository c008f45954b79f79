import type { Point, TimelineEntry } from '../model/answer.ts';
import type { Many, When } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { cite, numbering, numberPoint } from './citations.ts';
import { shorten } from './cut.ts';
import { sentenceStems } from './doc-words.ts';
import { sentenceAt, textOf, wordCount } from './pieces.ts';
import { documentCounts } from './vectors.ts';

/** Dated events: dates in the texts, resolved against each article's own date, ranked by how many articles tell them. */

type Resolved = Exclude<When, { precision: 'unresolved' }>;
type Telling = { readonly doc: Ingested; readonly sentence: number; readonly when: Resolved };

const ENTRIES = 12;
const SENTENCES = 2;
const DAY = 86_400_000;
const FEWEST_WORDS = 5;

/** At most twelve entries, oldest first; citations numbered from 1. Unresolved dates make no entry. */
export function writeTimeline(articles: readonly Ingested[]): TimelineEntry[] {
  const byDate = Map.groupBy(articles.flatMap(tellings), ({ when }) => `${when.precision}/${when.from}`);
  const chosen = [...byDate.values()]
    .map((told) => ({ told, score: dateScore(told, articles) }))
    .sort((a, b) => b.score - a.score || a.told[0]!.when.from - b.told[0]!.when.from)
    .slice(0, ENTRIES)
    .map(({ told }) => told)
    .sort((a, b) => a[0]!.when.from - b[0]!.when.from || b[0]!.when.to - a[0]!.when.to);
  const by = numbering();
  const counts = documentCounts(
    articles.map((doc) => doc.analysis.sentences.flatMap((_, at) => [...sentenceStems(doc, at)])),
  );
  return chosen.map((told) => ({
    when: told[0]!.when,
    points: best(told, counts).map((one) => numberPoint(pointOf(one), by)) as unknown as Many<Point>,
  }));
}

function tellings(doc: Ingested): Telling[] {
  const { dates, sentences } = doc.analysis;
  return dates.flatMap(({ start, when }) => {
    if (when.precision === 'unresolved' || when.precision === 'year') return [];
    const sentence = sentenceAt(doc, start);
    const found = sentences[sentence];
    if (found?.voice !== 'report' || wordCount(textOf(doc, found)) < FEWEST_WORDS) return [];
    return [{ doc, sentence, when }];
  });
}

/**
 * One vote for each article that mentions the day, three more for each that still does so two days later, half a vote
 * for each published on it: measured on dated news timelines (timeline17).
 */
function dateScore(told: readonly Telling[], articles: readonly Ingested[]): number {
  const { from, to } = told[0]!.when;
  const docs = new Set(told.map((one) => one.doc));
  const later = [...docs].filter((doc) => publishedAt(doc) > to + 2 * DAY).length;
  const published = articles.filter((doc) => publishedAt(doc) >= from && publishedAt(doc) <= to).length;
  return docs.size + 3 * later + 0.5 * published;
}

function publishedAt({ article: { published } }: Ingested): number {
  return published === null || published.precision === 'unresolved' ? Number.NEGATIVE_INFINITY : published.from;
}

/** The sentences whose words most articles share, from different articles. */
function best(told: readonly Telling[], counts: ReadonlyMap<string, number>): Telling[] {
  const scored = told
    .map((one) => {
      const stems = sentenceStems(one.doc, one.sentence);
      const shared = [...stems].reduce((sum, word) => sum + Math.log(counts.get(word) ?? 1), 0);
      return { one, score: shared / Math.sqrt(stems.size + 1) };
    })
    .sort((a, b) => b.score - a.score);
  const seen = new Set<Ingested>();
  return scored
    .map(({ one }) => one)
    .filter(({ doc }) => !seen.has(doc) && seen.add(doc))
    .slice(0, SENTENCES);
}

function pointOf({ doc, sentence }: Telling): Point {
  const range = doc.analysis.sentences[sentence]!;
  return {
    pieces: shorten(doc.article, range),
    citations: [cite(doc, range)],
    alsoIn: [],
    differs: [],
    said: null,
  };
}
