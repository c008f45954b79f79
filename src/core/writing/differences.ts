import type { ActorTable } from '../language/actors.ts';
import { type Difference, SLOTS, type Slot } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';
import { storyClusters } from '../story/events.ts';
import { numbered } from './citations.ts';
import { type Event, linesOf, sharedEvent } from './event.ts';
import { openingOf } from './opening.ts';
import { dateDifferences } from './slots/date.ts';
import { denialDifference } from './slots/denial.ts';
import { destinationClaims, destinationDifference } from './slots/destination.ts';
import type { Claim, Ground } from './slots/ground.ts';
import { numberClaims, numberDifference } from './slots/number.ts';
import { placeDifferences } from './slots/place.ts';
import { roleDifferences } from './slots/role.ts';
import { statusClaims, statusDifference } from './slots/status.ts';
import { yesNoDifference } from './slots/yes-no.ts';

/**
 * Where articles on one event differ, slot by slot in the order of {@link SLOTS}, with citations numbered from 1.
 * Never a verdict: positions side by side, an update told from a conflict by dates alone.
 */
export function findDifferences(all: readonly Ingested[], table: ActorTable, slot?: Slot): Difference[] {
  const articles = all.map(openingOf);
  const found = differencesIn(groundsOf(articles, table), articles, table);
  return numbered([], slot === undefined ? found : found.filter((one) => one.slot === slot)).differences;
}

/** The same for events found before, and not yet numbered. */
export function differencesIn(
  grounds: readonly Ground[],
  articles: readonly Ingested[],
  table: ActorTable,
): Difference[] {
  const found = [
    ...grounds.flatMap((ground) =>
      [
        statusDifference(ground),
        numberDifference(ground),
        destinationDifference(ground),
        yesNoDifference(ground) ?? denialDifference(ground.articles),
      ].filter((one) => one !== null),
    ),
    ...dateDifferences(articles),
    ...placeDifferences(articles),
    ...roleDifferences(articles, table),
  ];
  return found.sort((a, b) => SLOTS.indexOf(a.slot) - SLOTS.indexOf(b.slot));
}

/** Share of the articles that the largest story must reach for its event to stand for all of them. */
const COMMON = 0.6;
const MAX_EVENTS = 5;

/** All the articles when most of them tell one story, else the stories of several articles, the largest first. */
export function storiesIn(articles: readonly Ingested[]): readonly (readonly Ingested[])[] {
  const clusters = storyClusters(articles).sort((a, b) => b.length - a.length);
  if ((clusters[0]?.length ?? 0) >= COMMON * articles.length) return articles.length > 0 ? [articles] : [];
  return clusters.filter((cluster) => cluster.length > 1).slice(0, MAX_EVENTS);
}

/** The event of each story that has one. */
export function groundsOf(
  articles: readonly Ingested[],
  table: ActorTable,
  stories: readonly (readonly Ingested[])[] = storiesIn(articles),
): Ground[] {
  return stories.flatMap((story) => groundOf(story, table) ?? []);
}

function groundOf(articles: readonly Ingested[], table: ActorTable): Ground | null {
  const lines = articles.flatMap(linesOf);
  const event: Event | null = sharedEvent(lines);
  return event && { articles, lines, event, table };
}

/** What the differing slots rest on, for marking a line that states a contested value. */
export function contested(ground: Ground, differences: readonly Difference[]): { slot: Slot; claim: Claim }[] {
  const slots = new Set(differences.map((one) => one.slot));
  return [
    ...(slots.has('status') ? statusClaims(ground).map((claim) => ({ slot: 'status' as const, claim })) : []),
    ...(slots.has('number') ? numberClaims(ground).map((claim) => ({ slot: 'number' as const, claim })) : []),
    ...(slots.has('destination')
      ? destinationClaims(ground).map((claim) => ({ slot: 'destination' as const, claim }))
      : []),
    ...differences.filter(({ slot }) => slot === 'date' || slot === 'place').flatMap((one) => shownIn(ground, one)),
  ];
}

/** The sentences that stand for the positions of a difference. */
function shownIn({ articles }: Ground, { slot, positions }: Difference): { slot: Slot; claim: Claim }[] {
  return positions.flatMap(({ value, citations }) =>
    citations.flatMap(({ sentence: { span } }) => {
      const doc = articles.find((one) => one.article.id === span.article);
      return doc ? [{ slot, claim: { doc, range: span, value, weight: 0 } }] : [];
    }),
  );
}
