import hedges from '../../data/hedges.json' with { type: 'json' };

/**
 * The words that a cut may not take away (CONTRACT §1.2): negation and denial, modals, hedges, conditions, limits,
 * the speaker or "according to", numbers and dates.
 */

type Guard = keyof typeof hedges;

/**
 * Entries by their first word, looked up word by word: one pattern of all of them takes V8 longer to compile than a
 * whole brief takes to write. `endings` hang on the word before them ("n't", "'ll").
 */
type Lexicon = { readonly entries: ReadonlyMap<string, readonly string[]>; readonly endings: readonly string[] };

const WORD = /[\p{L}\p{N}]+/gu;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;
const LETTER = /\p{L}/u;

function lexicon(list: readonly string[]): Lexicon {
  const isEnding = (entry: string) => /^n?'/.test(entry);
  const lower = list.map((entry) => entry.toLowerCase());
  return {
    entries: Map.groupBy(
      lower.filter((entry) => !isEnding(entry)),
      (entry) => entry.match(WORD)?.[0] ?? entry,
    ),
    endings: lower.filter(isEnding),
  };
}

const LEXICONS = Object.fromEntries(Object.entries(hedges).map(([name, list]) => [name, lexicon(list)])) as Record<
  Guard,
  Lexicon
>;
const ALL = lexicon(Object.values(hedges).flat());

function holdsAny({ entries, endings }: Lexicon, text: string): boolean {
  const folded = text.toLowerCase().replaceAll('’', "'");
  const endsAt = (at: number) => !WORD_CHARACTER.test(folded.charAt(at));
  for (const { 0: word, index } of folded.matchAll(WORD)) {
    const known = entries.get(word);
    if (known?.some((entry) => folded.startsWith(entry, index) && endsAt(index + entry.length))) return true;
  }
  return endings.some((ending) => {
    for (let at = folded.indexOf(ending); at >= 0; at = folded.indexOf(ending, at + 1))
      if (at > 0 && LETTER.test(folded.charAt(at - 1)) && endsAt(at + ending.length)) return true;
    return false;
  });
}

const DIGITS = /\p{N}+(?:[.,:]\p{N}+)*/gu;
const MONEY = /[$€£¥%]/u;

/** True when the text holds any protected word, a figure or a sum of money. */
export function isProtected(text: string): boolean {
  return holdsAny(ALL, text) || text.search(DIGITS) >= 0 || MONEY.test(text);
}

/** True when the text holds a word of this kind. */
export function holds(guard: Guard, text: string): boolean {
  return holdsAny(LEXICONS[guard], text);
}
