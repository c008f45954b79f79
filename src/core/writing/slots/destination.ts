import destinations from '../../../data/destinations.json' with { type: 'json' };
import type { Difference } from '../../model/answer.ts';
import type { Range } from '../../model/article.ts';
import type { Mention } from '../../model/statement.ts';
import type { Line } from '../event.ts';
import { textOf } from '../pieces.ts';
import { holds } from '../protected.ts';
import { type Claim, differenceOf, type Ground, saidAt } from './ground.ts';

/** Where the things end up: "only to A" against "may end up in B". Without an exclusive claim there is nothing to oppose. */

const phrases = (list: readonly string[]): string =>
  [...list]
    .sort((a, b) => b.length - a.length)
    .map((one) => one.replace(/ /g, '\\s+'))
    .join('|');
const EXCLUSIVE = new RegExp(`\\b(?:${phrases(destinations.exclusive)})\\b`, 'iu');
const MOVES = new RegExp(`\\b(?:${phrases(destinations.movement)})\\b`, 'giu');

export function destinationDifference(ground: Ground): Difference | null {
  const claims = destinationClaims(ground);
  const reserved = new Set(claims.filter((one) => one.value.startsWith('only ')).map((one) => one.value.slice(5)));
  if (reserved.size === 0) return null;
  return differenceOf(
    'destination',
    claims,
    (a, b) => Number(b.startsWith('only ')) - Number(a.startsWith('only ')) || a.localeCompare(b),
  );
}

export function destinationClaims(ground: Ground): Claim[] {
  return ground.lines.flatMap((line) => {
    const sentence = line.doc.analysis.sentences[line.index]!;
    const text = textOf(line.doc, sentence);
    if (
      /\?\W*$/.test(text) ||
      !line.words.some((word) => ground.event.objects.slice(0, 2).includes(word.stem) || word.text === 'they')
    )
      return [];
    return placesIn(line, sentence).flatMap((place) => claimAt(ground, line, sentence, place));
  });
}

function placesIn(line: Line, sentence: Range): Mention[] {
  return line.doc.analysis.mentions.filter(
    (one) =>
      one.country !== null &&
      one.kind !== 'person' &&
      one.kind !== 'outlet' &&
      one.start >= sentence.start &&
      one.end <= sentence.end,
  );
}

/** Words between the movement and the place. */
const REACH = 5;

function claimAt(ground: Ground, line: Line, sentence: Range, place: Mention): Claim[] {
  const { text } = line.doc.article;
  const at = line.words.findIndex((word) => word.end > place.start);
  const from = clauseStart(text, sentence, place.start);
  const before = line.words.slice(0, at).filter((word) => word.start >= from);
  const near = before.slice(-REACH);
  const first = near[0]?.start ?? place.start;
  const moved = [...text.slice(first, place.start).matchAll(MOVES)].length > 0;
  const acted = near.some((word) => ground.event.actions.has(word.stem)) && leadsTo(text, place.start);
  if (!moved && !acted) return [];
  const clause = { start: before[0]?.start ?? place.start, end: clauseEnd(text, sentence, place.end) };
  const words = text.slice(clause.start, place.start);
  if (!line.words.some((word) => word.start >= clause.start && word.end <= clause.end && isThing(ground, word)))
    return [];
  const value = place.country!.toLowerCase();
  const exclusive = EXCLUSIVE.test(words);
  // "not to A" puts the things nowhere.
  if (!exclusive && holds('negation', text.slice(clause.start, clause.end))) return [];
  const doc = line.doc;
  const said = saidAt(doc, clause) === null ? 0 : 0.5;
  const voice = doc.analysis.sentences[line.index]!.voice === 'report' ? 0.5 : 0;
  const weight =
    (moved ? 1 : 0) + (/\b(?:in|to|by)\s+(?:the\s+)?$/i.test(words) ? 0.5 : 0) + said + voice - line.index / 1000;
  return [{ doc, range: clause, value: exclusive ? `only ${value}` : value, weight }];
}

function isThing(ground: Ground, word: { stem: string; text: string }): boolean {
  return (
    ground.event.objects.slice(0, 2).includes(word.stem) ||
    /^(?:they|it|them|these|those|weapons|goods|ones)$/.test(word.text)
  );
}

const leadsTo = (text: string, at: number): boolean =>
  /\b(?:to|into|in|for)\s+(?:the\s+)?$/i.test(text.slice(Math.max(0, at - 12), at));

function clauseStart(text: string, sentence: Range, at: number): number {
  const before = text.slice(sentence.start, at);
  const marks = [
    ...before.matchAll(/[,;:"“]\s|["“]|\s[–—-]\s|—|\b(?:that|while|because|although|though|but|and|as|saying)\s/giu),
  ];
  const last = marks.at(-1);
  return last ? sentence.start + last.index + last[0].length : sentence.start;
}

function clauseEnd(text: string, sentence: Range, at: number): number {
  const rest = text.slice(at, sentence.end);
  const stop = rest.search(
    /[,;:"”]|\s[–—-]\s|—|\.\s*["”']?\s*$|\b(?:while|because|although|though|but|and|as|amid)\s/u,
  );
  return stop < 0 ? sentence.end : at + stop;
}
