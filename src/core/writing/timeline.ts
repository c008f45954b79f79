import { publishedAt } from '../language/published.ts';
import type { Point, TimelineEntry } from '../model/answer.ts';
import type { Instant, Many, When } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { numbering, numberPoint, plainPoint } from './citations.ts';
import { sentenceStems } from './doc-words.ts';
import { openingOf } from './opening.ts';
import { sentenceAt, textOf, wordCount } from './pieces.ts';
import { cosine, documentCounts, overlap, type Vector, vectorOf } from './vectors.ts';

/** Dated events: dates in the texts, resolved against each article's own date, ranked by how many articles tell them. */

/** What a timeline shall hold; a window leaves out what does not lie within it, ends included. */
export type TimelineWanted = {
  /** Dates at most; 12 when not given. */
  readonly entries?: number;
  /** Sentences a date at most; 2 when not given. */
  readonly sentences?: number;
  readonly first?: Instant | null;
  readonly last?: Instant | null;
};

type Resolved = Exclude<When, { precision: 'unresolved' }>;
type Telling = { readonly doc: Ingested; readonly sentence: number; readonly when: Resolved };

const ENTRIES = 12;
const SENTENCES = 2;
const DAY = 86_400_000;
const FEWEST_WORDS = 5;
/** The day of what is undated. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Entries oldest first; citations numbered from 1. Dates that nobody can resolve, and years alone, make no entry. */
export function writeTimeline(articles: readonly Ingested[], wanted: TimelineWanted = {}): TimelineEntry[] {
  const { entries = ENTRIES, sentences = SENTENCES, first, last } = wanted;
  const inWindow = ({ when }: Telling) => when.from >= (first ?? when.from) && when.to <= (last ?? when.to);
  const all = articles.map(openingOf).flatMap(tellings).filter(inWindow);
  const days = [...new Set(all.filter(({ when }) => isOneDay(when)).map(({ when }) => when.from))];
  const told = all.filter(({ when }) => isOneDay(when) || !days.some((day) => within(day, when)));
  const published = Map.groupBy(articles, ({ article }) => Math.floor((publishedAt(article) ?? NEVER) / DAY));
  const chosen = [...Map.groupBy(told, ({ when }) => `${when.from}/${when.to}`).values()]
    .map((group) => ({ group, score: dateScore(group, published) }))
    .sort((a, b) => b.score - a.score || a.group[0]!.when.from - b.group[0]!.when.from)
    .slice(0, entries)
    .map(({ group }) => group)
    .sort((a, b) => a[0]!.when.from - b[0]!.when.from || b[0]!.when.to - a[0]!.when.to);
  const by = numbering();
  const shown = new Set<string>();
  return chosen.map((group) => {
    const best = central(group, sentences, shown);
    for (const one of best) shown.add(keyOf(one));
    return { when: group[0]!.when, points: best.map((one) => numberPoint(pointOf(one), by)) as unknown as Many<Point> };
  });
}

const isOneDay = ({ from, to }: Resolved): boolean => to - from < DAY;

/** A month or several days tell nothing where a day of theirs is told. */
const within = (day: Instant, when: Resolved): boolean => when.from <= day && day <= when.to;

/** The stamp of a page or of a reader's comment ("Apr 2, 2019 9:15 am") dates no event. */
const STAMP = /\b(?:19|20)\d\d\b.*\d[:.]\d\d|\d[:.]\d\d.*\b(?:19|20)\d\d\b/s;

function tellings(doc: Ingested): Telling[] {
  const { dates, sentences } = doc.analysis;
  return dates.flatMap(({ start, when }) => {
    if (when.precision === 'unresolved' || when.precision === 'year' || STAMP.test(when.words?.text ?? '')) return [];
    const sentence = sentenceAt(doc, start);
    const found = sentences[sentence];
    if (found?.voice !== 'report' || wordCount(textOf(doc, found)) < FEWEST_WORDS) return [];
    return [{ doc, sentence, when: when.precision === 'instant' ? dayOf(when) : when }];
  });
}

function dayOf(when: Resolved): Resolved {
  const from = Math.floor(when.from / DAY) * DAY;
  return { ...when, precision: 'day', from, to: from + DAY - 1 };
}

/** What an article adds to its vote for each doubling of the days that lie between the event and it. */
const LATER = 2;
/** What an article adds to the day on which it was published. */
const PUBLISHED = 0.5;
/** What a month or several days count beside a day: they seldom are one event. */
const COARSE = 0.25;

/**
 * One vote for each article that mentions the day, the more the later it still does, half a vote for each published on
 * it: what is looked back on mattered. Measured on dated news timelines (timeline17); any slope from 2 to 4 does as well.
 */
function dateScore(group: readonly Telling[], published: ReadonlyMap<number, readonly Ingested[]>): number {
  const [{ when }] = group as [Telling, ...Telling[]];
  const { from, to } = when;
  let score = 0;
  for (const doc of new Set(group.map((one) => one.doc))) {
    const later = Math.max(0, Math.floor(((publishedAt(doc.article) ?? NEVER) - to) / DAY) + 1);
    score += 1 + LATER * Math.log2(1 + later);
  }
  if (isOneDay(when)) return score + PUBLISHED * (published.get(Math.floor(from / DAY))?.length ?? 0);
  for (const [day, docs] of published) if (within(day * DAY, when)) score += PUBLISHED * docs.length;
  return COARSE * score;
}

/** Sentences that share more of their words than this say the same. */
const SAME = 0.5;

const keyOf = ({ doc, sentence }: Telling): string => `${doc.article.id}#${sentence}`;

/** The sentences nearest to all that is told of the date, none twice, nor one shown at another date if there is a choice. */
function central(group: readonly Telling[], most: number, shown: ReadonlySet<string>): Telling[] {
  const all = [...new Map(group.map((one) => [keyOf(one), one])).values()];
  const fresh = all.filter((one) => !shown.has(keyOf(one)));
  const once = fresh.length > 0 ? fresh : all;
  const stems = once.map((one) => sentenceStems(one.doc, one.sentence));
  const counts = documentCounts(stems.map((one) => [...one]));
  const vectors = stems.map((one) => vectorOf([...one], counts, once.length));
  const sum = new Map<string, number>();
  for (const vector of vectors) for (const [word, weight] of vector) sum.set(word, (sum.get(word) ?? 0) + weight);
  const ranked = once
    .map((one, at) => ({ one, stems: stems[at]!, score: cosine(vectors[at] as Vector, sum) }))
    .sort((a, b) => b.score - a.score);
  const chosen: typeof ranked = [];
  for (const other of ranked) {
    if (chosen.length === most) break;
    if (!chosen.some((one) => overlap(one.stems, other.stems) > SAME)) chosen.push(other);
  }
  return chosen.map(({ one }) => one);
}

const pointOf = ({ doc, sentence }: Telling): Point => plainPoint(doc, doc.analysis.sentences[sentence]!);
