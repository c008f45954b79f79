import status from '../../data/status.json' with { type: 'json' };
import type { Piece } from '../model/answer.ts';
import type { Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { clauseAround, type EventMention } from './event-mentions.ts';
import { quoteOf, sentenceAt, textOf, trimmed } from './pieces.ts';

/** Pronouns and bare noun phrases: when a sentence cannot stand alone, and what may be glossed (CONTRACT §1.3). */

const NOUNS = status.anaphors.join('|');
const PRONOUN = /^["“‘'(]*(?:he|she|it|they|this|these|those|his|her|its|their|such|both|others|some|that)\b/iu;
const BARE = new RegExp(
  `^["“‘'(]*(?:the|this|that|such an?)\\s+(?:${NOUNS})s?\\b(?!\\s+(?:of|to|that|which|between|on|with|for|by|from)\\b)`,
  'iu',
);
/** Connectives may stand before the pronoun. */
const LEAD =
  /^["“‘'(]*(?:(?:however|but|and|also|yet|still|then|meanwhile|instead|later|additionally|moreover|furthermore|in addition|at the same time|as a result|for now),?\s+)+/iu;
/** "It is expected that", "It cannot be ruled out": no antecedent is meant. */
const EMPTY_IT =
  /^["“‘'(]*it(?:['’]s|\s+(?:is|was|cannot|can|may|could|would|will|has|had|seems|appears|remains))\s+(?:not\s+|also\s+|be\s+|been\s+|\p{L}+ly\s+)*(?:clear|unclear|possible|likely|unlikely|important|crucial|ruled|expected|believed|thought|known|unknown|said|reported|hoped|feared|true|time|too|worth|hard|difficult|necessary|that|seen)\b/iu;

/** True when the first words point at something said before. */
export function isAnaphoric(text: string): boolean {
  const bare = text.replace(LEAD, '');
  return (PRONOUN.test(bare) && !EMPTY_IT.test(bare)) || BARE.test(bare);
}

const ANAPHOR = new RegExp(`\\b(?:the|this|that|such an?)\\s+(?:${NOUNS})\\b(?!\\s+(?:of|to|that|which)\\b)`, 'giu');

/**
 * "the move" with the event it means in brackets. Only when the sentence right before, in the same paragraph, names
 * the event by exactly one noun phrase and the quoted words hold exactly one such anaphor; else the pieces as they are.
 */
export function glossed(doc: Ingested, pieces: Many<Piece>, mentions: readonly EventMention[]): Many<Piece> {
  const found = pieces.flatMap((piece, at) =>
    piece.is === 'quote'
      ? [...piece.quote.text.matchAll(ANAPHOR)].map((match) => ({ at, match, quote: piece.quote }))
      : [],
  );
  const [one, ...more] = found;
  if (!one || more.length > 0) return pieces;
  const antecedent = antecedentOf(doc, sentenceAt(doc, one.quote.span.start + one.match.index), mentions);
  if (antecedent === null) return pieces;
  const cut = one.quote.span.start + one.match.index + one.match[0].length;
  const parts: Piece[] = [
    { is: 'quote', quote: quoteOf(doc.article, { start: one.quote.span.start, end: cut }) },
    { is: 'gloss', quote: quoteOf(doc.article, antecedent) },
  ];
  const rest = trimmed(doc.article.text, { start: cut, end: one.quote.span.end });
  if (rest.end > rest.start) parts.push({ is: 'quote', quote: quoteOf(doc.article, rest) });
  return [...pieces.slice(0, one.at), ...parts, ...pieces.slice(one.at + 1)] as unknown as Many<Piece>;
}

function antecedentOf(doc: Ingested, sentence: number, mentions: readonly EventMention[]): Range | null {
  const { sentences } = doc.analysis;
  const [here, before] = [sentences[sentence], sentences[sentence - 1]];
  if (!here || !before || here.paragraph !== before.paragraph) return null;
  const named = mentions.filter(
    (one) => one.line.doc === doc && one.line.index === sentence - 1 && !one.verbal && !one.negated,
  );
  const [only, ...others] = named;
  if (!only || others.length > 0) return null;
  const range = clauseAround(only);
  return textOf(doc, range).split(/\s+/).length >= 4 ? range : null;
}
