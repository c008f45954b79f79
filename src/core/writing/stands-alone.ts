import { isRead } from '../language/detect.ts';
import type { Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { pointsBack } from './event-mentions.ts';
import { type Fact, factOf } from './facts.ts';
import { isAnaphoric } from './gloss.ts';
import { textOf, wordCount } from './pieces.ts';
import { openQuotations } from './quote-marks.ts';
import { remembered } from './remembered.ts';
import type { Line } from './salience.ts';
import { isTitle } from './statement-points.ts';

/** Which sentences can be read without the ones around them. */

const FEWEST_WORDS = 7;
const MOST_WORDS = 45;
const MOST_CHARACTERS = 600;

/** A whole reported sentence that can be read without the ones around it; else null. Lines are asked about twice. */
export const standsAlone = remembered(({ doc, index }: Line): Fact | null => {
  const sentence = doc.analysis.sentences[index]!;
  if (sentence.voice !== 'report') return null;
  if (sentence.end - sentence.start > MOST_CHARACTERS) return null;
  const text = textOf(doc, sentence);
  const size = wordCount(text);
  const own = text.replace(QUOTATION, '');
  const isOpen =
    size < FEWEST_WORDS ||
    size > MOST_WORDS ||
    isAnaphoric(text) ||
    pointsBack(text.slice(0, OPENING).replace(SAYS_WHICH, '')) ||
    !/[.!?。！？](?:["”’'“」』]|\s?»)?$/.test(text) ||
    (!isRead(doc.article.language) && openQuotations(text, doc.article.text) !== 0) ||
    EXCERPT.test(text) ||
    /^\p{Ll}/u.test(text) ||
    NOT_TOLD.test(own) ||
    isDangling(doc, sentence) ||
    isHalfQuoted(text) ||
    (/^["“]/.test(text) && isSpoken(doc, index)) ||
    isTitle(text);
  return isOpen ? null : factOf(doc, index, 1);
});

/** Characters in which a bare noun points back. */
const OPENING = 40;
/** "The sale of four barges" says itself which. */
const SAYS_WHICH = /\bthe\s+\p{L}+\s+(?=(?:of|to|between|that|which|by|from|with|on|for)\b)/giu;
/** Cut off at either end by whoever made the excerpt. */
const EXCERPT = /^\W*(?:\.\.\.|…)|(?:\.\.\.|…|\[\+\d+ chars\])["”’')\]]*$/;
const QUOTATION = /"[^"]*"|“[^”]*”/g;
/** The writer speaks to the reader, or the page of itself; a heading runs into the sentence ("Why it matters: …"). */
const NOT_TOLD =
  /\b(?:I|[Ww]e|[Oo]ur|us|me|[Mm]y|[Yy]ou|[Yy]our)\b|^\p{Lu}[\p{L}'’ ]{2,25}: ?\p{Lu}|\b[Uu]pdated (?:at|on)\b|\d[:.]\d\d (?:[ap]m )?(?:GMT|UTC|[A-Z][SD]T)\b/u;
const PERSONAL = /\b(?:he|she|his|her|him|himself|herself)\b/i;

/** "In response, he left": a person who is named before this sentence. */
function isDangling(doc: Ingested, sentence: Range): boolean {
  const text = textOf(doc, sentence).replace(QUOTATION, (quoted) => ' '.repeat(quoted.length));
  const at = PERSONAL.exec(text)?.index ?? -1;
  if (at < 0) return false;
  const isNamed = doc.analysis.mentions.some((one) => one.start >= sentence.start && one.start < sentence.start + at);
  return !isNamed && !/\s\p{Lu}|\b(?:man|woman|boy|girl|president|minister)\b/u.test(text.slice(0, at));
}

/** A quotation that another sentence opened or closes. */
function isHalfQuoted(text: string): boolean {
  const straight = text.match(/"/g)?.length ?? 0;
  const [open, close] = [text.match(/“/g)?.length ?? 0, text.match(/”/g)?.length ?? 0];
  return straight % 2 === 1 || open !== close;
}

/** "The searches", "The case" further down: known from what was before. */
const DEFINITE = /^["“]?The\s+\p{Ll}/u;
const LEANS =
  /^["“]?(?:but|and|so|yet|or|meanwhile|however|also|still|then|instead|moreover|furthermore|additionally|besides|nevertheless|nonetheless|similarly|likewise|indeed|plus|again|thus|hence|therefore|in addition|as a result|at the same time|on the other hand|for example|for instance|in fact|in turn|of course)\b/i;

/** True for a sentence that can be read alone and yet leans on what was before it. */
export function leans({ doc, index, range }: Fact): boolean {
  const text = textOf(doc, range);
  return LEANS.test(text) || (index > 0 && DEFINITE.test(text));
}

/** A sentence that a statement covers belongs to the statements. */
export function isSpoken(doc: Ingested, index: number): boolean {
  return doc.analysis.statements.some(
    (one) => one.kind !== 'ascribed' && one.speaker !== null && one.sentences[0] <= index && index < one.sentences[1],
  );
}
