import { FRAME_STEMS, FRAME_WORDS, FUNCTION_WORDS } from './lists.ts';
import { stem } from './stem.ts';

/** Words one slip of the hand away from a typed one (Norvig, "How to Write a Spelling Corrector"). */

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Shorter words are one slip away from too many others; longer ones are no words. */
const LENGTHS = { least: 3, careful: 5, most: 24 };
/** Typed words that are looked at. */
const MOST_WORDS = 12;

/** A word that may be misspelt, with its place in the question. */
type Typed = { readonly start: number; readonly text: string };

/** Words in small letters that hold no question together: names are never respelt, so that an unknown one stays unknown. */
export function respellable(question: string): Typed[] {
  return [...question.matchAll(/(?<![\p{L}\p{N}'’])[a-z]+(?![\p{L}\p{N}])/gu)]
    .map(({ 0: text, index }) => ({ text, start: index }))
    .filter(({ text }) => text.length >= LENGTHS.least && text.length <= LENGTHS.most && !isFrame(text))
    .slice(0, MOST_WORDS);
}

const isFrame = (word: string): boolean => FUNCTION_WORDS.has(word) || FRAME_STEMS.has(stem(word));

const isListed = (word: string): boolean => FUNCTION_WORDS.has(word) || FRAME_WORDS.has(word);

/** The index knows stems alone: "thans" would be "than" to it, with an ending that such a word never has. */
const isNoEnding = (word: string): boolean =>
  isListed(word) || !(FUNCTION_WORDS.has(stem(word)) || FRAME_STEMS.has(stem(word)));

/** Candidates, likeliest slips first: two letters in the wrong order, one left out, one too many, one for another. */
export function nearWords(word: string): string[][] {
  const splits = Array.from({ length: word.length + 1 }, (_, at) => [word.slice(0, at), word.slice(at)] as const);
  const swapped = splits.flatMap(([a, b]) => (b.length > 1 ? [`${a}${b[1]}${b[0]}${b.slice(2)}`] : []));
  const longer = splits.flatMap(([a, b]) => [...LETTERS].map((letter) => `${a}${letter}${b}`));
  if (word.length < LENGTHS.careful) return [swapped, longer];
  const shorter = splits.flatMap(([a, b]) => (b.length > 0 ? [`${a}${b.slice(1)}`] : []));
  const other = splits.flatMap(([a, b]) =>
    b.length > 0 ? [...LETTERS].map((letter) => `${a}${letter}${b.slice(1)}`) : [],
  );
  return [swapped, longer, shorter, other].map((list) => [...new Set(list)].filter((near) => near !== word));
}

/**
 * The question with its unknown words respelt as known ones, or null when there are none. `known` tells in how many
 * passages each word occurs, in order.
 */
export async function respell(
  question: string,
  known: (words: readonly string[]) => Promise<readonly number[]>,
): Promise<string | null> {
  const typed = respellable(question);
  const counts = await known(typed.map(({ text }) => text));
  let out = question;
  for (const [at, { text, start }] of [...typed.entries()].reverse()) {
    const better = counts[at] === 0 ? await nearest(text, known) : null;
    if (better !== null) out = `${out.slice(0, start)}${better}${out.slice(start + text.length)}`;
  }
  return out === question ? null : out;
}

/** The first kind of slip that leads to a known word; of several the commonest. A word of the frame is known to all. */
async function nearest(
  word: string,
  known: (words: readonly string[]) => Promise<readonly number[]>,
): Promise<string | null> {
  for (const near of nearWords(word)) {
    const candidates = near.filter(isNoEnding);
    const frame = candidates.find(isListed);
    if (frame !== undefined) return frame;
    const counts = await known(candidates);
    const most = Math.max(0, ...counts);
    if (most > 0) return candidates[counts.indexOf(most)] ?? null;
  }
  return null;
}
