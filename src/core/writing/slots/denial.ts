import type { Difference } from '../../model/answer.ts';
import type { Range } from '../../model/article.ts';
import type { Ingested } from '../../model/ports.ts';
import { textOf } from '../pieces.ts';
import { stanceOf } from '../stance.ts';
import { refutes } from '../stance-features.ts';
import { tellingStems } from './alike.ts';
import { type Claim, differenceOf } from './ground.ts';

/**
 * The opening of one article that another one speaks against: a sentence that holds most of the opening calls it
 * false or is somebody's denial, and the model of stances does not think otherwise. Neither alone is right often enough.
 */
export function denialDifference(articles: readonly Ingested[]): Difference | null {
  const read = articles.slice(0, MOST);
  const denials = read.flatMap(denialsIn);
  const claims = read.flatMap((doc): Claim[] => {
    const opening = denials.length === 0 ? null : openingOf(doc);
    if (opening === null) return [];
    const against = denials.filter((one) => one.doc !== doc && holds(one, opening.stems));
    const no = against.flatMap((one): Claim[] => {
      const all = one.doc.analysis.sentences.map((sentence) => textOf(one.doc, sentence));
      const { disagree } = stanceOf(textOf(doc, opening.range), all).likely;
      return disagree >= SURE ? [{ doc: one.doc, range: one.range, value: 'no', weight: disagree }] : [];
    });
    return no.length > 0 ? [{ doc, range: opening.range, value: 'yes', weight: 0 }, ...no] : [];
  });
  return claims.length === 0 ? null : differenceOf('yes-no', claims, (a, b) => (a < b ? 1 : -1));
}

/** Articles compared, content words an opening needs, how sure the model must be. */
const MOST = 12;
const FEWEST = 4;
const SURE = 0.3;
/** Share of the opening that a sentence which calls it false must hold, and the words that somebody denies. */
const HELD = { sentence: 0.5, denied: 0.4 };

/** "Reports that … are false", "it is not true that …". */
const CALLED_FALSE =
  /\b(?:is|are|was|were|as|been|be|calls?|called|calling)\s+(?:\p{L}+\s+){0,2}?(?:a\s+)?(?:hoax|fake|false|untrue|fabricat\p{L}+|bogus|debunked|retracted|baseless|unfounded)\b|\b(?:not|never)\s+true\b|\bno\s+truth\b|\bdebunk\p{L}*\b/iu;

type Opening = { readonly range: Range; readonly stems: ReadonlySet<string> };
type Denial = Opening & { readonly doc: Ingested; readonly least: number };

/** The first sentence that reports something, unless it refutes something itself. */
function openingOf(doc: Ingested): Opening | null {
  const lead = doc.analysis.sentences.findIndex(({ voice }) => voice === 'report');
  const sentence = doc.analysis.sentences[lead];
  if (sentence === undefined || refutes(textOf(doc, sentence))) return null;
  const stems = tellingStems(doc, lead, []);
  return stems.size < FEWEST ? null : { range: { start: sentence.start, end: sentence.end }, stems };
}

/** Sentences that call something false, and those with a denial, of which only the words denied count. */
function denialsIn(doc: Ingested): Denial[] {
  const { sentences, statements } = doc.analysis;
  const denied = statements.filter(({ polarity, kind }) => polarity === 'denied' && kind !== 'ascribed');
  const called = CALLED_FALSE.test(doc.article.text);
  if (denied.length === 0 && !called) return [];
  return sentences.flatMap((sentence, index): Denial[] => {
    if (sentence.voice !== 'report') return [];
    const range = { start: sentence.start, end: sentence.end };
    const inside = denied.find(({ content: [first] }) => first.start >= range.start && first.end <= range.end);
    if (inside) {
      const [{ start, end }] = inside.content;
      const around = [
        { start: range.start, end: start },
        { start: end, end: range.end },
      ];
      return [{ doc, range, stems: tellingStems(doc, index, around), least: HELD.denied }];
    }
    if (!called || !CALLED_FALSE.test(textOf(doc, sentence))) return [];
    return [{ doc, range, stems: tellingStems(doc, index, []), least: HELD.sentence }];
  });
}

function holds({ stems, least }: Denial, opening: ReadonlySet<string>): boolean {
  let held = 0;
  for (const stem of opening) if (stems.has(stem)) held++;
  return held >= least * opening.size;
}
