import type { Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';

/** What is written of an article is written of its opening: a book in one file must not hold up a digest. */

/** Far more than a long article has. */
const SENTENCES = 300;

const OPENINGS = new WeakMap<Ingested, Ingested>();

/** The article with the analysis of its first 300 sentences; the same one when it has no more. Its text stays whole. */
export function openingOf(doc: Ingested): Ingested {
  const { sentences, passages, statements, mentions, dates, quantities } = doc.analysis;
  const last = sentences[SENTENCES - 1];
  if (last === undefined || sentences.length === SENTENCES) return doc;
  const known = OPENINGS.get(doc);
  if (known) return known;
  const within = ({ end }: Range) => end <= last.end;
  const opening: Ingested = {
    ...doc,
    analysis: {
      ...doc.analysis,
      sentences: sentences.slice(0, SENTENCES),
      passages: passages.filter((one) => one.last <= SENTENCES),
      statements: statements.filter((one) => one.sentences[1] <= SENTENCES),
      mentions: mentions.filter(within),
      dates: dates.filter(within),
      quantities: quantities.filter(within),
    },
  };
  OPENINGS.set(doc, opening);
  return opening;
}
