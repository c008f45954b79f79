import functionWords from '../../data/function-words.json' with { type: 'json' };
import data from '../../data/questions.json' with { type: 'json' };
import wordForms from '../../data/word-forms.json' with { type: 'json' };
import type { Range } from '../model/article.ts';
import { stem } from './stem.ts';
import type { Word } from './words.ts';

/** Words that hold a question together and say nothing of what is asked. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(functionWords);
/** Words about articles and questions themselves. */
export const FRAME_WORDS: ReadonlySet<string> = new Set(data.frame);
/** Stems of words about articles and questions themselves: "report", "according", "consistent". */
export const FRAME_STEMS: ReadonlySet<string> = new Set(data.frame.map(stem));
export const PRONOUNS: ReadonlySet<string> = new Set(data.pronouns);
/** Common slips of the hand in the frame's words. */
export const TYPOS: Readonly<Record<string, string>> = data.typos;

const ACRONYMS = new Set(data.acronyms);

/** "US" and "WHO" in capitals are names, "us" and "who" are not. */
export function isFunctionWord(text: string, word: Word): boolean {
  const typed = text.slice(word.start, word.end);
  const isAcronym = ACRONYMS.has(word.text) && typed === typed.toUpperCase() && text !== text.toUpperCase();
  return FUNCTION_WORDS.has(word.text) && !isAcronym;
}

/** Whether a place touches one of the ranges. */
export const within =
  (ranges: readonly Range[]) =>
  ({ start, end }: Range): boolean =>
    ranges.some((range) => start < range.end && end > range.start);

/** For each stem of groups of words the others of its groups in order, those of its own stem left out. */
export function othersByStem(groups: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const group of groups)
    for (const own of new Set(group.map(stem))) {
      const known = all.get(own) ?? [];
      known.push(...group.filter((word) => stem(word) !== own));
      all.set(own, known);
    }
  return all;
}

const FORMS = othersByStem(wordForms);

/** Other forms of a word that stemming does not bring together: "met" for "meet", "defense" for "defence". Folded. */
export function otherForms(word: string): readonly string[] {
  const known = [...new Set(FORMS.get(stem(word)))];
  const other = /(?<=\p{L}{3}i)[sz](?=(?:e[sdr]?|ers?|ing|ations?)$)/u;
  return other.test(word) ? [...known, word.replace(other, (letter) => (letter === 's' ? 'z' : 's'))] : known;
}
