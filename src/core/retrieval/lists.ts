import functionWords from '../../data/function-words.json' with { type: 'json' };
import data from '../../data/questions.json' with { type: 'json' };
import type { Range } from '../model/article.ts';
import { stem } from './stem.ts';
import type { Word } from './words.ts';

/** Words that hold a question together and say nothing of what is asked. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(functionWords);
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
