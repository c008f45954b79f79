import type { Term } from '../model/ports.ts';
import type { OutletMention } from './outlets.ts';
import type { Word } from './words.ts';

/** A part of a question: its content words and the outlets that stand in it; `lacking` counts those nobody has. */
export type Part = { readonly terms: readonly Term[]; readonly outlets: readonly string[]; readonly lacking: number };

const BORDER =
  /[,;:?()—–]|\b(?:while|whereas|and|but|or|compared (?:to|with)|in (?:contrast|comparison) (?:to|with)|after|before|then|than|as well as|versus|vs)\b/gi;
/** "the same source" points back at the outlet before. */
const SAME = /\bthe same (?:news )?(?:source|publication|outlet|newspaper|site|website)\b/i;
const LEAST = 2;

/**
 * Cuts a question at commas and connectives. A piece with fewer than two content words joins the one before it, so
 * that "as reported by The Verge" gives its outlet to what was reported. At least one part, unless nothing is asked.
 */
export function splitParts(text: string, content: readonly Word[], outlets: readonly OutletMention[]): Part[] {
  const named = (at: number): boolean => outlets.some((mention) => at > mention.start && at < mention.end);
  const marks = [...text.matchAll(BORDER)].map((match) => match.index).filter((at) => !named(at));
  const cuts = [...marks, ...secondOutlets(marks, outlets)].sort((a, b) => a - b);
  const parts: { terms: Map<string, number>; outlets: Set<string>; lacking: number }[] = [];
  let start = 0;
  for (const end of [...cuts, text.length]) {
    const inside = ({ start: from }: { start: number }): boolean => from >= start && from < end;
    const own = content.filter(inside).map((word) => word.text);
    const mentions = outlets.filter(inside);
    const from = mentions.flatMap((mention) => mention.outlets);
    const lacking = mentions.filter((mention) => mention.outlets.length === 0).length;
    const last = parts.at(-1);
    const same = SAME.test(text.slice(start, end)) && last ? [...last.outlets] : [];
    if (last && (own.length < LEAST || last.terms.size < LEAST)) {
      for (const term of own) last.terms.set(term, 1);
      for (const outlet of from) last.outlets.add(outlet);
      last.lacking += lacking;
    } else if (own.length > 0 || mentions.length > 0) {
      parts.push({ terms: new Map(own.map((term) => [term, 1])), outlets: new Set([...from, ...same]), lacking });
    }
    start = end;
  }
  return parts.map(({ terms, outlets: names, lacking }) => ({
    terms: [...terms].map(([word, weight]) => ({ text: word, weight })),
    outlets: [...names],
    lacking,
  }));
}

/** Two outlets between two borders part there: "The Verge says … as Fortune implies …". */
function secondOutlets(borders: readonly number[], outlets: readonly OutletMention[]): number[] {
  return outlets
    .filter((mention, index) => {
      const before = outlets[index - 1];
      return before !== undefined && !borders.some((at) => at >= before.end && at <= mention.start);
    })
    .map((mention) => mention.start);
}
