import type { Range } from '../model/article.ts';
import { eachWord, fold } from '../retrieval/words.ts';

/** Finding the words of a rule in a text. */

/** Scripts that write words without spaces between them: such terms are looked for as they are, within longer runs too. */
const SPACELESS = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
/** Words of fewer letters have no plural that is taken off. */
const SHORTEST = 4;

/** A stretch of text to look in, with what is needed to look again and again. */
export type Ground = {
  readonly text: string;
  /** Where it begins in the whole. */
  readonly from: number;
  readonly words: readonly (Range & { readonly form: string; readonly folded: string })[];
  /** Lower case and composed, unit for unit as the text; for scripts without spaces. */
  readonly plain: string;
};

/** Reads a stretch once for all rules. */
export function groundOf(text: string, from = 0): Ground {
  const words: Ground['words'][number][] = [];
  eachWord(text, (start, end) => {
    const folded = compose(fold(text.slice(start, end)));
    words.push({ start, end, folded, form: formOf(folded) });
  });
  return { text, from, words, plain: lowerInPlace(text) };
}

/**
 * The first place where a term stands: its words one after the other, each a whole word whatever its case, accents and
 * plural ending (`port` is `Ports`, never `report`); of a term in a script without spaces its characters. null: nowhere.
 */
export function findTerm(term: string, ground: Ground): Range | null {
  if (SPACELESS.test(term)) {
    const wanted = lowerInPlace(term.normalize('NFC').replace(/\s+/gu, ''));
    const start = ground.plain.indexOf(wanted);
    return start < 0 || wanted === '' ? null : { start, end: start + wanted.length };
  }
  const units = unitsOf(term);
  const [first] = units;
  if (first === undefined) return null;
  const { words } = ground;
  for (let at = 0; at + units.length <= words.length; at++)
    if (units.every((unit, n) => isUnit(unit, words[at + n]!)))
      return { start: words[at]!.start, end: words[at + units.length - 1]!.end };
  return null;
}

/** Whether anything can be looked for: punctuation alone has no word. */
export const hasWord = (term: string): boolean => SPACELESS.test(term) || unitsOf(term).some(({ form }) => form !== '');

/** False when a term certainly stands nowhere among words of these forms: most terms do not, and this is soon seen. */
export function mayStand(term: string, forms: ReadonlySet<string>): boolean {
  if (SPACELESS.test(term)) return true;
  const [first] = unitsOf(term);
  return first === undefined || first.isBeginning || forms.has(first.form);
}

type Unit = { readonly form: string; readonly folded: string; readonly isBeginning: boolean };

const remembered = new Map<string, readonly Unit[]>();
const REMEMBERED = 10_000;

function unitsOf(term: string): readonly Unit[] {
  const known = remembered.get(term);
  if (known) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const units = groundOf(term).words.map(({ folded, form, end }) => ({ folded, form, isBeginning: term[end] === '*' }));
  remembered.set(term, units);
  return units;
}

const isUnit = ({ form, folded, isBeginning }: Unit, word: Ground['words'][number]): boolean =>
  isBeginning ? word.folded.startsWith(folded) : word.form === form;

/** Marks are gone; what is left of decomposed letters, such as Hangul, is put together again. */
const compose = (folded: string): string => folded.normalize('NFC');

/** Words in -s that are no plural of the word without it. */
const NO_PLURAL: ReadonlySet<string> = new Set(['news']);

/** A word without the ending of a regular English plural, so that `port` and `ports` are one. */
function formOf(folded: string): string {
  if (folded.length < SHORTEST || !/^[a-z]+s$/u.test(folded) || /(?:ss|us|is)$/u.test(folded) || NO_PLURAL.has(folded))
    return folded;
  if (folded.endsWith('ies')) return folded.length > SHORTEST ? `${folded.slice(0, -3)}y` : folded;
  return /(?:s|x|z|ch|sh)es$/u.test(folded) ? folded.slice(0, -2) : folded.slice(0, -1);
}

/** Lower case with every offset kept: what would change its length stays as it is. */
function lowerInPlace(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return [...text].map((char) => (char.toLowerCase().length === char.length ? char.toLowerCase() : char)).join('');
}
