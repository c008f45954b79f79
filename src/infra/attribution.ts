import { readFileSync } from 'node:fs';
import { type Model, unpack } from '../core/language/statements/learned/model.ts';

const FILE = new URL('../data/attribution.bin', import.meta.url);

/**
 * How statements are found: by both learnt models pooled with the rules, by the faster of the two with the rules (about
 * half the time and a fifth of the memory), or by the rules alone.
 */
export const ATTRIBUTION_MODES = ['learned', 'fast', 'rules'] as const;
export type AttributionMode = (typeof ATTRIBUTION_MODES)[number];

/** What is used when nothing else is said. */
export const DEFAULT_MODE: AttributionMode = 'learned';

/** The learnt model that comes with Sitrep, or null for `rules`. Some 20 ms. */
export function loadAttribution(mode: AttributionMode): Model | null {
  return mode === 'rules' ? null : unpack(readFileSync(FILE), mode === 'fast');
}
