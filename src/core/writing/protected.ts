import hedges from '../../data/hedges.json' with { type: 'json' };

/**
 * The words that a cut may not take away (CONTRACT §1.2): negation and denial, modals, hedges, conditions, limits,
 * the speaker or "according to", numbers and dates.
 */

type Guard = keyof typeof hedges;

const literal = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/'/g, "['’]");

/** `n't`, `'ll` and `'d` hang on the word before them. */
function pattern(entries: readonly string[]): RegExp {
  const alternatives = [...entries]
    .sort((a, b) => b.length - a.length)
    .map((word) => (/^(?:n)?'/.test(word) ? `(?<=\\p{L})${literal(word)}` : `(?<![\\p{L}\\p{N}])${literal(word)}`));
  return new RegExp(`(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

const PATTERNS = Object.fromEntries(Object.entries(hedges).map(([name, list]) => [name, pattern(list)])) as Record<
  Guard,
  RegExp
>;
const ALL = pattern(Object.values(hedges).flat());
const DIGITS = /\p{N}+(?:[.,:]\p{N}+)*/gu;
const MONEY = /[$€£¥%]/u;

/** True when the text holds any protected word, a figure or a sum of money. */
export function isProtected(text: string): boolean {
  return text.search(ALL) >= 0 || text.search(DIGITS) >= 0 || MONEY.test(text);
}

/** True when the text holds a word of this kind. */
export function holds(guard: Guard, text: string): boolean {
  return text.search(PATTERNS[guard]) >= 0;
}
