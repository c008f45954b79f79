import { readFileSync } from 'node:fs';
import { type Model, unpack } from '../core/language/statements/learned/model.ts';

const FILE = new URL('../data/attribution.bin', import.meta.url);

/** How statements are found: by the learnt model pooled with the rules, or by the rules alone. */
export const ATTRIBUTION_MODES = ['learned', 'rules'] as const;
export type AttributionMode = (typeof ATTRIBUTION_MODES)[number];

/** What is used when nothing else is said. */
export const DEFAULT_MODE: AttributionMode = 'learned';

/** The learnt model that comes with Sitrep, or null for `rules`. Some 10 ms. */
export function loadAttribution(mode: AttributionMode): Model | null {
  return mode === 'rules' ? null : unpack(readFileSync(FILE));
}
