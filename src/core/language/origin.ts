import type { Range, Sentence, Span } from '../model/article.ts';
import type { Analysis, Mention, Origin } from '../model/statement.ts';
import { agencyCredit, outletKey } from './agencies.ts';

/** How far into an article its origin is named; later ones are the source of a detail. */
const OPENING = 10;
const NAME = String.raw`(?:[Tt]he )?(\p{Lu}[\p{L}\p{M}.&’'-]*(?: (?:of |the )?\p{Lu}[\p{L}\p{M}.&’'-]*){0,4})`;
/** "TOKYO (Agency) —", "(Agency) -" */
const DATELINE = new RegExp(String.raw`^.{0,60}?\(${NAME}\)\s*[-–—]`, 'u');
const BEFORE_NAME = [
  /\b(?:first )?(?:reported|published|broken|obtained|revealed) by\s+(?:the )?$/i,
  /\b(?:according to|citing|quoting|cited by|with reference to|on the authority of)\s+(?:a report (?:by|in|from) )?(?:the )?$/i,
  /\b(?:told|in an interview with|a report (?:by|in|from))\s+(?:the )?$/i,
];
const AFTER_NAME =
  /^(?:,? citing [^.]{3,60}?,?)? (?:has |have |first |also )?(?:reported|reports|revealed|reveals|learned|learnt)\b/i;
const CUES = /\b(?:(?:reported|published|revealed) by|according to|citing|with reference to)\s+/giu;
/** Names that are an outlet's by their own words, when no table knows them. */
const OUTLET_WORD =
  /\b(?:News|Times|Post|Press|Agency|Journal|Daily|Herald|Tribune|Gazette|Telegraph|Guardian|Broadcasting|Radio|TV|Television|Newspaper|Magazine|Wire|Reuters)\b/;

/**
 * Who reported first-hand, as far as the article's opening says: a dateline ("(Agency) —"), else the first outlet that
 * is credited ("reported by", "according to", "told", "… reported, citing"). Outlets are those of the actor table and
 * names that say so themselves ("… News"); else an agency's byline or credit line, in any language. `at` spans the
 * credit. null when nobody is named: unknown, never guessed.
 */
export function findOrigin(
  text: string,
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  span: (range: Range) => Span,
): Origin | null {
  const outlets = mentions.filter(({ kind }) => kind === 'outlet');
  const opening = sentences.filter(({ voice }) => voice !== 'boilerplate').slice(0, OPENING);
  for (const sentence of opening) {
    const words = text.slice(sentence.start, Math.min(sentence.end, sentence.start + 2000));
    const dateline = DATELINE.exec(words);
    if (dateline?.[1] !== undefined) {
      const start = sentence.start + words.indexOf('(');
      const range = { start, end: sentence.start + dateline[0].lastIndexOf(')') + 1 };
      const known = outlets.find((outlet) => outlet.start >= range.start && outlet.end <= range.end);
      if (known !== undefined || OUTLET_WORD.test(dateline[1]) || /^\p{Lu}{2,4}$/u.test(dateline[1])) {
        return { name: known?.name ?? dateline[1], actor: known?.entity ?? null, at: span(range) };
      }
    }
    const credited = creditIn(text, sentence, outlets, span) ?? creditByName(words, sentence.start, span);
    if (credited !== null) return credited;
  }
  const agency = agencyCredit(text, sentences);
  return agency && { name: agency.name, actor: agency.actor, at: span(agency.range) };
}

function creditIn(
  text: string,
  sentence: Range,
  outlets: readonly Mention[],
  span: (range: Range) => Span,
): Origin | null {
  for (const outlet of outlets) {
    if (outlet.start < sentence.start || outlet.end > sentence.end) continue;
    const before = text.slice(Math.max(sentence.start, outlet.start - 60), outlet.start);
    const cue = BEFORE_NAME.map((pattern) => pattern.exec(before)).find((hit) => hit !== null);
    const credit = { name: outlet.name, actor: outlet.entity };
    if (cue) return { ...credit, at: span({ start: outlet.start - cue[0].length, end: outlet.end }) };
    const after = AFTER_NAME.exec(text.slice(outlet.end, Math.min(sentence.end, outlet.end + 120)));
    if (after) return { ...credit, at: span({ start: outlet.start, end: outlet.end + after[0].length }) };
  }
  return null;
}

/** An outlet that no table knows but whose own name says what it is. */
function creditByName(words: string, offset: number, span: (range: Range) => Span): Origin | null {
  const pattern = new RegExp(NAME, 'uy');
  for (const cue of words.matchAll(CUES)) {
    pattern.lastIndex = cue.index + cue[0].length;
    const name = pattern.exec(words)?.[1];
    if (name === undefined || !OUTLET_WORD.test(name)) continue;
    const end = pattern.lastIndex - (/[.'’]$/.exec(name)?.[0].length ?? 0);
    const clean = name.replace(/[.'’]$/, '').replace(/['’]s$/, '');
    return { name: clean, actor: null, at: span({ start: offset + cue.index, end: offset + end }) };
  }
  return null;
}

/** Two articles with the same key report from one origin, be it a publisher's; null: the article names none. */
export function originKey({ origin }: Pick<Analysis, 'origin'>): string | null {
  return origin === null ? null : outletKey(origin.name, origin.actor);
}
