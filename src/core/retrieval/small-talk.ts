import data from '../../data/small-talk.json' with { type: 'json' };
import { fold } from './words.ts';

/** Greetings, thanks and questions about the bot itself: words that ask nothing of the articles. */

const PHRASES: ReadonlySet<string> = new Set(data);
const LONGEST = Math.max(...data.map((phrase) => phrase.split(' ').length));
/** Longer lines are not only that. */
const MOST_WORDS = 12;

/** Whether a line is made of such words alone ("hi there!", "ok, thanks"). */
export function isSmallTalk(line: string): boolean {
  const typed = fold(line.slice(0, 200)).replace(/['’]/gu, '');
  const words = typed.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0 || words.length > MOST_WORDS) return false;
  for (let at = 0; at < words.length; ) {
    const length = phraseAt(words, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
}

/** How many words the longest phrase has that begins there; 0 for none. */
function phraseAt(words: readonly string[], at: number): number {
  for (let length = Math.min(LONGEST, words.length - at); length > 0; length--)
    if (PHRASES.has(words.slice(at, at + length).join(' '))) return length;
  return 0;
}
