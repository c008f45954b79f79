import words from '../../../../data/cue-words.json' with { type: 'json' };
import { isTime } from '../phrases.ts';
import type { Reading } from '../reading.ts';

/** FNV-1a of a string, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** How often a word stands inside a cue, as a bin: 0 unknown, else 1 + 3 × rate bin (0–6) + count bin (0–2). */
export type Rates = { readonly byLemma: (key: number) => number; readonly byForm: (key: number) => number };

const RATE_BORDERS = [0.02, 0.08, 0.2, 0.4, 0.6, 0.8];

/** The bin of a word seen `seen` times, `inside` of them in a cue. */
export function rateBin(inside: number, seen: number): number {
  if (seen <= 0) return 0;
  const rate = inside / (seen + 1);
  const bin = RATE_BORDERS.filter((border) => rate >= border).length;
  return 1 + 3 * bin + (seen < 6 ? 0 : seen < 40 ? 1 : 2);
}

/** From 0 (never a cue) to 6. */
export const levelOf = (bin: number): number => (bin === 0 ? 0 : Math.floor((bin - 1) / 3));

/** Key of the form and of the base form with its part of speech; names are one word, so that none is learnt. */
export function keysOf(r: Reading, i: number): { form: number; lemma: number } {
  const token = r.tokens[i]!;
  const masked = token.pos === 'PROPN' && !isTime(token) ? '<name>' : token.pos === 'NUM' ? '<number>' : null;
  return { form: hashOf(masked ?? token.lower), lemma: hashOf(`${masked ?? token.lemma}/${token.pos}`) };
}

const TAGS = ['', 'ADJ', 'ADP', 'ADV', 'AUX', 'CCONJ', 'DET', 'INTJ', 'NOUN', 'NUM', 'PART', 'PRON', 'PROPN', 'PUNCT'];
const MORE_TAGS = ['SCONJ', 'SYM', 'VERB', 'X', 'SPACE'];
const TAG = new Map([...TAGS, ...MORE_TAGS].map((tag, at) => [tag, at]));
export const tagOf = (pos: string): number => TAG.get(pos) ?? 17;
export const VERB = tagOf('VERB');
export const NOUN = tagOf('NOUN');
export const ADJ = tagOf('ADJ');
export const PUNCT = tagOf('PUNCT');

const CLASSES = [words.documents, words.institutions, words.officials, words.experts, words.anonymous, words.media];
const CLASS = new Map(CLASSES.flatMap((list, at) => list.map((word) => [word, at + 1] as const)));
/** The kind of noun that can speak, 1–6, or 0. */
export const nounKind = (lemma: string): number => CLASS.get(lemma) ?? 0;
