import type { Ingested } from '../model/ports.ts';
import { words } from '../retrieval/words.ts';
import { pointsBack } from './event-mentions.ts';
import { textOf } from './pieces.ts';
import type { Ground } from './slots/ground.ts';
import { standingRank } from './speakers.ts';
import { type Spoken, spokenWords } from './statement-points.ts';

/** Which statements are on the topic, in what order they stand, and how many fit. */

/** Limits of an answer (CONTRACT §4). */
export const MAX_POINTS = 12;
export const MAX_WORDS = 300;

/** By speaker: standing, then date (newest first), then the article with most to say, then its own order. */
export function inOrder(list: readonly Spoken[]): Spoken[] {
  const bySpeaker = Map.groupBy(list, ({ statement: { speaker } }) => speaker?.actor ?? speaker?.name ?? '');
  const count = new Map<Ingested, number>();
  for (const { doc } of list) count.set(doc, (count.get(doc) ?? 0) + 1);
  const first = (run: readonly Spoken[]) => run.toSorted(byPlace)[0]!;
  const byPlace = (a: Spoken, b: Spoken) =>
    dateOf(b) - dateOf(a) ||
    count.get(b.doc)! - count.get(a.doc)! ||
    (a.doc.article.id < b.doc.article.id ? -1 : a.doc.article.id > b.doc.article.id ? 1 : 0) ||
    a.sentences.start - b.sentences.start ||
    a.statement.content[0].start - b.statement.content[0].start;
  return [...bySpeaker.values()]
    .sort((a, b) => rankOf(a[0]!) - rankOf(b[0]!) || byPlace(first(a), first(b)))
    .flatMap((run) => run.toSorted(byPlace));
}

const rankOf = ({ statement }: Spoken): number => standingRank(statement.speaker?.standing ?? 'unknown');

function dateOf({ statement, doc }: Spoken): number {
  const when = statement.when ?? doc.article.published;
  return when === null || when.precision === 'unresolved' ? 0 : when.from;
}

/** As many as fit the limits of an answer, in order; denials are never the ones left out. */
export function fitting(list: readonly Spoken[]): Spoken[] {
  const first = [...list].sort(
    (a, b) => Number(b.statement.polarity === 'denied') - Number(a.statement.polarity === 'denied'),
  );
  const kept = new Set<Spoken>();
  let sum = 0;
  for (const one of first) {
    const size = spokenWords(one);
    if (kept.size >= MAX_POINTS || sum + size > MAX_WORDS) continue;
    kept.add(one);
    sum += size;
  }
  return list.filter((one) => kept.has(one));
}

/**
 * Statements on the event the articles share: by their own words, by pointing back at it ("the move"), by naming the
 * one who acts, or by standing right beside such a statement of the same speaker.
 */
export function onTopic(list: readonly Spoken[], ground: Ground): Spoken[] {
  const on = new Set(list.filter((one) => isOnTopic(one, ground)));
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of list) {
      if (on.has(one) || ![...on].some((other) => isBeside(one, other))) continue;
      on.add(one);
      grown = true;
    }
  }
  return [...on];
}

export function isOnTopic(one: Spoken, ground: Ground): boolean {
  const shown = one.pieces.map((piece) => (piece.is === 'quote' ? piece.quote.text : '')).join(' ');
  const stems = words(shown).map((word) => word.stem);
  if (stems.some((word) => ground.event.objects.slice(0, 3).includes(word)) || pointsBack(shown)) return true;
  const around = new Set(words(textOf(one.doc, one.sentences)).map((word) => word.stem));
  if (
    ground.event.objects.slice(0, 2).some((word) => around.has(word)) &&
    [...ground.event.actions].some((word) => around.has(word))
  )
    return true;
  // "such transfers": an action of the event that points back.
  return [...shown.matchAll(/\b(?:such|these|those|this|the)\s+(\p{L}+)/giu)].some((match) =>
    words(match[1]!).some((word) => ground.event.actions.has(word.stem)),
  );
}

/** Characters between two statements of one speaker that go on with one another. */
const BESIDE = 400;

function isBeside(one: Spoken, other: Spoken): boolean {
  if (one.doc !== other.doc || one.statement.speaker?.country !== other.statement.speaker?.country) return false;
  const gap = Math.max(one.sentences.start, other.sentences.start) - Math.min(one.sentences.end, other.sentences.end);
  return gap < BESIDE;
}
