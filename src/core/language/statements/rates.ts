import cues from '../../../data/cues.json' with { type: 'json' };
import type { Reading } from './reading.ts';

const RATES: Readonly<Record<string, number>> = cues.rates;

/** From this rate on a word is a cue more often than not. */
export const STRONG = 0.5;

/** The key of a token in the cue table: base form and part of speech. */
export const cueKey = (r: Reading, i: number): string => `${r.tokens[i]?.lemma ?? ''}/${r.tokens[i]?.pos ?? ''}`;

/** How often a word of this base form and part of speech heads a cue in edited news (0 to 1). */
export const cueRate = (r: Reading, i: number): number => RATES[cueKey(r, i)] ?? 0;
