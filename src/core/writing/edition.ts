import { type ActorTable, actorBySlug, standsFor } from '../language/actors.ts';
import type { Briefing, Group, Label, Point } from '../model/answer.ts';
import type { Many } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import { storyClusters } from '../story/events.ts';
import { storyLabel } from '../story/origins.ts';
import { sourcesOf, writeBriefing } from './briefing.ts';
import { findChanges, type Shown, saidAnew } from './changes.ts';
import { cite, numbered, numbering, numberPoint, plainPoint } from './citations.ts';
import { pointWords } from './facts.ts';
import { textOf, wordCount } from './pieces.ts';
import type { Spoken } from './statement-points.ts';

/** What a digest tells: what is new, what differs from what its channel had, and who said nothing. */

/** Two versions of one article: the one that the channel had, and the one there is. */
export type Changed = { readonly was: Ingested; readonly now: Ingested };

type EditionInput = {
  readonly topic: { readonly slug: string; readonly title: string };
  /** New to the channel, newest first, at most 60. */
  readonly articles: readonly Ingested[];
  readonly changed: readonly Changed[];
  /** What the channel had, in the versions that it had. */
  readonly known: readonly Ingested[];
  /** Slugs of the actors whose word is waited for. */
  readonly actors: readonly string[];
  readonly table: ActorTable;
};

/** An edition that is nobody's yet: its id, its time and what stands around it depend on the channel. */
export type Written = Pick<Briefing, 'groups' | 'differences' | 'timeline' | 'sources'> & {
  /** Changed articles in which a sentence is another now. */
  readonly changed: readonly Changed[];
  /** Slugs of those who said nothing new. */
  readonly silent: readonly string[];
};

/** Words of all quotes together (READING.md), and how many of them may tell what changed. */
const WORDS = 220;
const CHANGES = 90;
/** The coverage depends on the channel too. */
const NOTHING: Counted = { articles: 0, undated: 0, newest: null, origins: { named: 0, unknown: 0 } };
/** Sentences of one changed article that are shown. */
const MOST = 2;
const FEWEST_WORDS = 6;

export function writeEdition(input: EditionInput): Written {
  const { articles, changed, known, table, topic } = input;
  const seen = changed.map((one) => ({ one, lost: lostIn(one), added: addedIn(one) }));
  const really = seen.filter(({ lost, added }) => lost.length + added.length > 0);
  const before = [...known, ...really.map(({ one }) => one.was)];
  const fresh = [...articles, ...really.map(({ one }) => one.now)];
  const pairs = findChanges({
    fresh,
    known: before,
    shown: really.flatMap(({ lost }) => lost),
    table,
    only: { kinds: ['change-corrected', 'change-status', 'change-reversed', 'change-figure'], words: CHANGES },
  }).map(changedHead);
  const grown = really.flatMap(({ lost, added }) => (lost.length > 0 ? [] : added));
  const changes = [...pairs, ...grownGroup(grown, CHANGES - wordsOf(pairs))];
  // Of those whose word is waited for, what only others said before is new as well.
  const heard = input.actors.map((actor) =>
    saidAnew(fresh, before, (one) => standsFor(one, actor, table) === 'speaks'),
  );
  const said = [...saidAnew(fresh, before), ...heard.flat()];
  const news = articles.map(withoutOld(before, said));
  const told = new Set(changes.flatMap(({ points }) => points.map(sentenceKey)));
  const brief = writeBriefing({
    ...{ id: '', made: 0, topic, table, articles: news, length: 'digest', since: null, staleAfterHours: 0 },
    words: WORDS - wordsOf(changes),
    counted: NOTHING,
  });
  const groups = [...changes, ...byStory(brief.groups, articles, told, changes.length > 0)];
  const by = numbering();
  const page = numbered(groups, brief.differences, by);
  const timeline = brief.timeline.map((entry) => ({
    when: entry.when,
    points: entry.points.map((point) => numberPoint(point, by)) as unknown as Many<Point>,
  }));
  return {
    ...page,
    timeline,
    sources: sourcesOf(page.groups, page.differences, timeline, [...fresh, ...before]),
    changed: really.map(({ one }) => one),
    silent: input.actors.filter((_, at) => heard[at]?.length === 0),
  };
}

/**
 * Without what articles told before: a reprint is no news, and nothing is quoted twice. Where somebody repeats
 * themselves the sentence goes too, so that it does not stand there as if nobody had said it.
 */
function withoutOld(before: readonly Ingested[], said: readonly Spoken[]): (doc: Ingested) => Ingested {
  const texts = new Set(before.flatMap((doc) => doc.analysis.sentences.map((one) => textOf(doc, one))));
  const anew = new Set(said.map(({ statement }) => statement));
  const isTold = (one: Statement) =>
    one.speaker !== null && one.kind !== 'ascribed' && one.polarity !== 'withheld' && !anew.has(one);
  return (doc) => {
    const { sentences, statements } = doc.analysis;
    const touches = (at: number) => (one: Statement) => one.sentences[0] <= at && at < one.sentences[1];
    const isOld = sentences.map((one, at) => {
      const text = textOf(doc, one);
      if (texts.has(text) && wordCount(text) >= FEWEST_WORDS) return true;
      const here = statements.filter(touches(at));
      return here.some(isTold) && !here.some((other) => anew.has(other));
    });
    if (!isOld.includes(true)) return doc;
    const kept = sentences.map((one, at) => (isOld[at] ? { ...one, voice: 'boilerplate' as const } : one));
    const left = statements.filter((one) => anew.has(one) || !isOld.slice(...one.sentences).includes(true));
    return { ...doc, analysis: { ...doc.analysis, sentences: kept, statements: left } };
  };
}

/** Names as the table gives them. */
export const namesOf = (slugs: readonly string[], table: ActorTable): string[] =>
  slugs.map((slug) => actorBySlug(slug, table)?.name ?? slug);

const wordsOf = (groups: readonly Group[]): number =>
  groups.flatMap(({ points }) => points).reduce((sum, point) => sum + pointWords(point), 0);

const sentenceKey = ({ citations: [{ sentence }] }: Point): string =>
  `${sentence.span.article}/${sentence.span.version}#${sentence.span.start}`;

/** To a reader of answers a sentence is no longer there "as it was shown"; a channel is told since when. */
const changedHead = (group: Group): Group =>
  group.head.key === 'change-corrected' ? { ...group, head: { key: 'digest-changed' } } : group;

/** Sentences that the article no longer holds. */
function lostIn({ was: then, now }: Changed): Shown[] {
  return then.analysis.sentences
    .filter((one) => wordCount(textOf(then, one)) >= FEWEST_WORDS && !now.article.text.includes(textOf(then, one)))
    .slice(0, MOST)
    .map((one) => ({ citation: cite(then, one), then, now }));
}

/** Sentences that it did not hold before. */
function addedIn({ was, now }: Changed): Point[] {
  return now.analysis.sentences
    .filter((one) => wordCount(textOf(now, one)) >= FEWEST_WORDS && !was.article.text.includes(textOf(now, one)))
    .slice(0, MOST)
    .map((one) => ({ ...plainPoint(now, one), change: 'now' }));
}

/** Articles that only grew, as far as there is room. */
function grownGroup(added: readonly Point[], room: number): Group[] {
  let left = room;
  const points = added.filter((point) => {
    const size = pointWords(point);
    if (size > left) return false;
    left -= size;
    return true;
  });
  return points.length > 0 ? [{ head: { key: 'digest-grown' }, points: points as unknown as Many<Point> }] : [];
}

/**
 * Facts under the story that they are of, where several articles tell it; what stands above is not told again. `below`:
 * something stands above that other facts must not seem to be part of.
 */
function byStory(
  groups: readonly Group[],
  articles: readonly Ingested[],
  told: ReadonlySet<string>,
  below: boolean,
): Group[] {
  const stories = storyClusters(articles).filter((story) => story.length > 1);
  return groups.flatMap(({ head, points }) => {
    const left = points.filter((point) => !told.has(sentenceKey(point)));
    if (head.key !== 'facts') return groupOf(head, left);
    const storyOf = (point: Point) =>
      stories.find((story) => story.some(({ article }) => article.id === point.citations[0].sentence.span.article)) ??
      null;
    const parts = Map.groupBy(left, storyOf);
    const single = parts.get(null) ?? [];
    return [
      ...[...parts].flatMap(([story, own]) => (story ? groupOf(storyLabel(story), own) : [])),
      ...groupOf({ key: parts.size > 1 || below ? 'digest-others' : 'facts' }, single),
    ];
  });
}

const groupOf = (head: Label, points: readonly Point[]): Group[] =>
  points.length > 0 ? [{ head, points: points as unknown as Many<Point> }] : [];
