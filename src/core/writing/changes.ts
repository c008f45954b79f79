import type { ActorTable } from '../language/actors.ts';
import type { Citation, Group, LabelKey, Point } from '../model/answer.ts';
import type { Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Party, Quantity } from '../model/statement.ts';
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import { storyClusters } from '../story/events.ts';
import { plainPoint } from './citations.ts';
import { shorten } from './cut.ts';
import { groundsOf } from './differences.ts';
import { sentenceWords } from './doc-words.ts';
import { LADDER } from './event-mentions.ts';
import { pointWords } from './facts.ts';
import { isAnaphoric } from './gloss.ts';
import { openingOf } from './opening.ts';
import { sentenceAt, spanPieces, textOf, wordCount } from './pieces.ts';
import { holds } from './protected.ts';
import { remembered } from './remembered.ts';
import type { Claim } from './slots/ground.ts';
import { statusClaims } from './slots/status.ts';
import { standingRank } from './speakers.ts';
import { folded, pointOf, type Spoken, spokenOf } from './statement-points.ts';
import { leadOf } from './stories.ts';
import { containment, overlap } from './vectors.ts';

/**
 * What changed for a reader: what the articles since then say that those before did not. Pairs stand side by side, the
 * earlier sentence and the later one, each cited; which of them is right is not said.
 */

/** A cited sentence that the reader has seen, of an article whose text is another now. `now` is null when it was withdrawn. */
export type Shown = { readonly citation: Citation; readonly then: Ingested; readonly now: Ingested | null };

export type ChangesInput = {
  /** Articles that are new or have another text since, newest first. */
  readonly fresh: readonly Ingested[];
  /** What was there before: other articles, and the earlier versions of changed ones. */
  readonly known: readonly Ingested[];
  readonly shown: readonly Shown[];
  readonly table: ActorTable;
  /** These kinds alone, of so many words together; when left out all of them, as many as an answer holds. */
  readonly only?: { readonly kinds: readonly LabelKey[]; readonly words: number };
};

/** At most twelve points and 300 words, a pair whole or not at all (CONTRACT §4). */
const LIMITS = { points: 12, words: 300 };
/** Of each kind at most. */
const MOST = 3;
const FEWEST_WORDS = 6;
/** Sentences read of each article: the lead says what matters. */
const READ = 40;

/** Groups in the order shown, citations not yet numbered; none when nothing changed. */
export function findChanges(given: ChangesInput): Group[] {
  const input = { ...given, fresh: given.fresh.map(openingOf), known: given.known.map(openingOf) };
  const told = new Set<string>();
  const known = indexLines(input.known.flatMap(linesOf));
  const old = new Set(known.lines.map((line) => line.text));
  const lines = input.fresh.flatMap(linesOf).filter((line) => !old.has(line.text));
  const [stories, followed] = newStories(input);
  const later = lines.filter((line) => followed.has(line.doc));
  const near = remembered((line: Line) => nearest(line, known));
  const take = (found: readonly Found[]): Many<Point>[] =>
    found
      .filter(({ lines: own }) => own.every((line) => !told.has(keyOf(line))))
      .slice(0, MOST)
      .map(({ points, lines: own }) => {
        for (const line of own) told.add(keyOf(line));
        return points;
      });
  const kinds: (readonly [LabelKey, () => readonly Found[]])[] = [
    ['change-corrected', () => corrections(input.shown)],
    ['change-status', () => newStatus(input)],
    ['change-reversed', () => reversals(later, near)],
    ['change-figure', () => newFigures(later, near)],
    ['change-story', () => stories],
    ['change-statement', () => newStatements(input, told)],
    ['change-fact', () => newFacts(later, near)],
  ];
  const { only } = input;
  const wanted = kinds.filter(([key]) => only?.kinds.includes(key) ?? true);
  return withinLimits(
    wanted.map(([key, find]) => [key, take(find())]),
    only?.words,
  );
}

/** Points of one change with the sentences that they show. */
type Found = { readonly points: Many<Point>; readonly lines: readonly Line[] };
type Line = {
  readonly doc: Ingested;
  readonly index: number;
  readonly range: Range;
  readonly text: string;
  /** Stems of the words that carry meaning; figures left out. */
  readonly stems: ReadonlySet<string>;
};

const keyOf = ({ doc, range }: Pick<Line, 'doc' | 'range'>): string => `${doc.article.id}#${range.start}`;

function lineOf(doc: Ingested, index: number): Line {
  const range = doc.analysis.sentences[index]!;
  const words = sentenceWords(doc, index).filter((word) => !FUNCTION_WORDS.has(word.text) && !/\d/.test(word.text));
  return { doc, index, range, text: textOf(doc, range), stems: new Set(words.map((word) => word.stem)) };
}

function linesOf(doc: Ingested): Line[] {
  return doc.analysis.sentences
    .slice(0, READ)
    .flatMap(({ voice }, index) => (voice === 'report' ? [lineOf(doc, index)] : []))
    .filter((line) => wordCount(line.text) >= FEWEST_WORDS);
}

/** The sentence as a line of the page. */
function point({ doc, range }: Pick<Line, 'doc' | 'range'>, change?: Point['change'], needs?: Range): Point {
  const short = shorten(doc.article, range);
  const isKept =
    !needs ||
    short.some((one) => one.is === 'quote' && one.quote.span.start <= needs.start && needs.end <= one.quote.span.end);
  const pieces = isKept ? short : spanPieces(doc.article, range, [range]);
  return { ...plainPoint(doc, range, pieces), ...(change && { change }) };
}

const pair = (had: Line, now: Line, needs: readonly [Range?, Range?] = []): Found => ({
  points: [point(had, 'had', needs[0]), point(now, 'now', needs[1])],
  lines: [had, now],
});

type LineIndex = { readonly lines: readonly Line[]; readonly postings: ReadonlyMap<string, readonly number[]> };

function indexLines(lines: readonly Line[]): LineIndex {
  const postings = new Map<string, number[]>();
  for (const [at, { stems }] of lines.entries())
    for (const stem of stems) {
      const list = postings.get(stem);
      if (list) list.push(at);
      else postings.set(stem, [at]);
    }
  return { lines, postings };
}

type Near = { readonly line: Line; readonly alike: number; readonly held: number };
/** What was told before and is nearest to a line, looked for once. */
type NearTo = (line: Line) => readonly Near[];

/** Sentences that share words, the most alike first: `alike` is Jaccard's coefficient, `held` the share of ours there. */
function nearest({ stems }: Line, { lines, postings }: LineIndex): Near[] {
  const shared = new Map<number, number>();
  for (const stem of stems) for (const at of postings.get(stem) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
  return [...shared]
    .map(([at, count]): Near => {
      const line = lines[at]!;
      return { line, alike: count / (stems.size + line.stems.size - count), held: count / stems.size };
    })
    .sort((a, b) => b.alike - a.alike);
}

/** Sentences with this share of their words in common are the same sentence, written anew. */
const REWRITTEN = 0.4;

/** A sentence that the reader was shown and that its article no longer holds; beside it what stands there now. */
export function corrections(shown: readonly Shown[]): Found[] {
  return shown.flatMap(({ citation, then, now }): Found[] => {
    const { span, text } = citation.sentence;
    if (now?.article.text.includes(text)) return [];
    const index = sentenceAt(then, span.start);
    if (index < 0) return [];
    const had = { ...lineOf(then, index), range: span, text };
    const read = now && openingOf(now);
    const own = read ? nearest(had, indexLines(read.analysis.sentences.map((_, at) => lineOf(read, at)))) : [];
    const [next] = own.filter((one) => one.alike >= REWRITTEN);
    return next ? [pair(had, next.line)] : [{ points: [point(had, 'gone')], lines: [had] }];
  });
}

/** Two steps of one event are told in sentences with this share of common words. */
const ONE_EVENT = 0.15;

const rankOf = (value: string): number => LADDER.findIndex((step) => value === step || value === `not-${step}`);

/** A step of the event that nobody told before, further than any that was told, or a step now said not to be so. */
function newStatus({ fresh, known, table }: ChangesInput): Found[] {
  if (known.length === 0) return [];
  const recent = new Set(fresh);
  return groundsOf([...fresh, ...known], table).flatMap((ground) => {
    const claims = statusClaims(ground);
    const before = claims.filter((one) => !recent.has(one.doc));
    const values = new Set(before.map((one) => one.value));
    const had = best(before);
    if (had === null) return [];
    const after = claims.filter((one) => recent.has(one.doc) && !values.has(one.value));
    const now = best(after.filter((one) => rankOf(one.value) > rankOf(had.value) || one.value === `not-${had.value}`));
    if (now === null) return [];
    const [from, to] = [lineAt(had), lineAt(now)];
    const isOne = from && to && overlap(from.stems, to.stems) >= ONE_EVENT;
    return isOne ? [pair(from, to, [had.range, now.range])] : [];
  });
}

function best(claims: readonly Claim[]): Claim | null {
  return claims.reduce<Claim | null>((top, one) => {
    if (top === null) return one;
    const higher = rankOf(one.value) - rankOf(top.value) || one.weight - top.weight;
    return higher > 0 ? one : top;
  }, null);
}

function lineAt({ doc, range }: Claim): Line | null {
  const index = sentenceAt(doc, range.start);
  return index < 0 ? null : lineOf(doc, index);
}

/** The same said with and without a negation. */
const OPPOSED = 0.5;

function reversals(later: readonly Line[], near: NearTo): Found[] {
  return later.flatMap((line) => {
    const negated = holds('negation', line.text);
    const alike = near(line).filter((one) => one.alike >= OPPOSED);
    const isNews = alike.length > 0 && alike.every((one) => holds('negation', one.line.text) !== negated);
    return isNews ? [pair(alike[0]!.line, line)] : [];
  });
}

/** Alike enough, figures aside, to count the same thing; of times and shares, that everything has, more is asked. */
const COUNTED = 0.34;
const COUNTED_COMMON = 0.5;
const COMMON_UNITS = /^(?:%|second|minute|hour|day|week|month|year|time|age|am|pm)$/;

function newFigures(later: readonly Line[], near: NearTo): Found[] {
  return later.flatMap((line) => {
    for (const figure of figuresIn(line)) {
      const least = COMMON_UNITS.test(figure.unit) ? COUNTED_COMMON : COUNTED;
      const same = near(line)
        .filter((one) => one.alike >= least)
        .flatMap((one) =>
          figuresIn(one.line)
            .filter((other) => other.unit === figure.unit && isOfOne(other, figure))
            .map((other) => ({ line: one.line, other })),
        );
      const [had] = same;
      if (had && same.every(({ other }) => other.value !== figure.value))
        return [pair(had.line, line, [had.other, figure])];
    }
    return [];
  });
}

function figuresIn({ doc, range }: Line): Quantity[] {
  return doc.analysis.quantities.filter((one) => one.start >= range.start && one.end <= range.end);
}

const isOfOne = (a: Quantity, b: Quantity): boolean => a.of === '' || b.of === '' || a.of === b.of;

/** Stories that only new articles tell, by their lead; and the new articles that follow up an older one. */
function newStories({ fresh, known }: ChangesInput): [Found[], Set<Ingested>] {
  const recent = new Set(fresh);
  const followed = new Set<Ingested>();
  const ids = new Set(known.map((doc) => doc.article.id));
  const found: Found[] = [];
  for (const cluster of storyClusters([...fresh, ...known])) {
    const isNew = cluster.every((doc) => recent.has(doc) && !ids.has(doc.article.id));
    if (isNew) {
      const [doc] = cluster as [Ingested, ...Ingested[]];
      const lead = leadOf(doc);
      const { start } = lead.citations[0].sentence.span;
      found.push({ points: [lead], lines: [lineOf(doc, Math.max(0, sentenceAt(doc, start)))] });
    } else for (const doc of cluster) if (recent.has(doc)) followed.add(doc);
  }
  return [found, followed];
}

const SAME_WORDS = 0.6;
const HELD_WORDS = 0.8;

/** Statements that no article told before, governments first. */
function newStatements({ fresh, known }: ChangesInput, told: ReadonlySet<string>): Found[] {
  return folded(saidAnew(fresh, known))
    .map((one) => ({ one, line: lineOf(one.doc, Math.max(0, sentenceAt(one.doc, one.sentences.start))) }))
    .filter(({ line }) => !told.has(keyOf(line)))
    .sort((a, b) => standingOf(a.one) - standingOf(b.one))
    .map(({ one, line }) => ({ points: [pointOf(one)], lines: [line] }));
}

/**
 * What is said in `fresh` and was not in `known`; views that the writer ascribes to somebody are never said. `by`: only
 * what those say counts, so that somebody's word is new where only others said the same before.
 */
export function saidAnew(
  fresh: readonly Ingested[],
  known: readonly Ingested[],
  by: (speaker: Party) => boolean = () => true,
): Spoken[] {
  const spoken = (doc: Ingested) => spokenIn(doc, by);
  const before = known.map(openingOf).flatMap(spoken);
  const isKnown = (one: Spoken) =>
    before.some(
      (other) =>
        other.statement.polarity === one.statement.polarity &&
        (overlap(one.stems, other.stems) >= SAME_WORDS || containment(one.stems, other.stems) >= HELD_WORDS),
    );
  const texts = new Set(before.map((one) => textOf(one.doc, one.sentences)));
  return fresh
    .map(openingOf)
    .flatMap(spoken)
    .filter((one) => !texts.has(textOf(one.doc, one.sentences)) && !isKnown(one));
}

const standingOf = ({ statement: { speaker } }: Spoken): number => standingRank(speaker?.standing ?? 'unknown');

function spokenIn(doc: Ingested, by: (speaker: Party) => boolean): Spoken[] {
  return doc.analysis.statements
    .filter((one) => one.speaker !== null && by(one.speaker) && one.kind !== 'ascribed' && one.polarity !== 'withheld')
    .map((one) => spokenOf(doc, one, 'by'));
}

/** A sentence most of whose words stood in one sentence before is no news. */
const NEWS = 0.6;

/** Sentences of followed-up stories that tell what none before told, the leads first. */
function newFacts(later: readonly Line[], near: NearTo): Found[] {
  return later
    .filter((line) => !isAnaphoric(line.text) && !isSpoken(line))
    .filter((line) => near(line).every((one) => one.alike < NEWS && one.held < NEWS))
    .sort((a, b) => a.index - b.index)
    .map((line) => ({ points: [point(line)], lines: [line] }));
}

const isSpoken = ({ doc, index }: Line): boolean =>
  doc.analysis.statements.some(({ sentences: [first, end] }) => first <= index && index < end);

function withinLimits(
  kinds: readonly (readonly [LabelKey, readonly Many<Point>[]])[],
  most: number = LIMITS.words,
): Group[] {
  let [points, words] = [0, 0];
  return kinds.flatMap(([key, changes]) => {
    const kept = changes.filter((change) => {
      const size = change.reduce((sum, one) => sum + pointWords(one), 0);
      if (points + change.length > LIMITS.points || words + size > most) return false;
      points += change.length;
      words += size;
      return true;
    });
    return kept.length > 0
      ? [{ head: { key, args: { count: kept.length } }, points: kept.flat() as unknown as Many<Point> }]
      : [];
  });
}
