import type { Article } from '../model/article.ts';
import { loadDates } from './dates.ts';

/** Below this many letters a guess is noise. */
const ENOUGH_LETTERS = 60;
/** The detector reads no more than this. */
const SAMPLE = 4000;
/** Words that are frequent in English and in no other language of the same script. */
const ENGLISH =
  /\b(?:the|of|and|that|with|was|has|have|from|this|are|which|their|would|its|were|been|said|they|but|not|by)\b/gi;
/** In English prose at least a fifth of the words are such words, in headlines fewer. */
const SHARE = 0.12;

/** Whether the language step reads a text of this language for speakers and statements; an unknown one is tried. */
export const isRead = (language: string | null): boolean => language === null || /^en(?:-|$)/i.test(language);

/** Whether a text is plainly English by its function words: the common case, for a thousandth of the detector's cost. */
export function looksEnglish(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const words = sample.match(/\p{L}+/gu)?.length ?? 0;
  return words >= 15 && (sample.match(ENGLISH)?.length ?? 0) / words >= SHARE;
}

/** Share of the letters that makes a script the text's, and what a headline holds at least. */
const MOST = 0.5;
const FEWEST = 10;

/** Japanese and Chinese by their script: a few characters tell as much as a sentence of another. */
function byScript(text: string): string | null {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const [letters, kana] = [count(/\p{L}/gu), count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)];
  const han = count(/\p{Script=Han}/gu);
  if (letters < FEWEST || kana + han < MOST * letters) return null;
  return kana > KANA * (kana + han) ? 'ja' : 'zh';
}

/** No Japanese sentence does without; a Chinese one may name something Japanese. */
const KANA = 0.1;

/**
 * The language of a text as ISO 639-1, or null when it has fewer letters than `enough` or the detector is not sure. Its tables
 * take a second and 100 MB to load, so they are loaded with the first text that is not plainly English.
 */
export async function detectLanguage(text: string, enough = ENOUGH_LETTERS): Promise<string | null> {
  if (looksEnglish(text)) return 'en';
  const sample = text.slice(0, SAMPLE);
  const plain = byScript(sample);
  if (plain !== null) return plain;
  if ((sample.match(/\p{L}/gu)?.length ?? 0) < enough) return null;
  const { eld } = await import('eld/small');
  const guess = eld.detect(sample);
  return guess.language !== '' && guess.isReliable() ? guess.language : null;
}

/** The article with its language, and all at hand that `analyse` needs to read it. */
export async function withLanguage(article: Article): Promise<Article> {
  const language = article.language ?? (await detectLanguage(article.text));
  await loadDates(language);
  return { ...article, language };
}
