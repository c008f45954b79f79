import { readFileSync } from 'node:fs';
import { type Model, unpack } from '../core/language/statements/learned/model.ts';

const FILE = new URL('../data/attribution.bin', import.meta.url);

/** How statements are found: by the learnt model pooled with the rules, or by the rules alone. */
export type AttributionMode = 'learned' | 'rules';

/** The learnt model that comes with Sitrep, or null for `rules`. Some 10 ms. */
export function loadAttribution(mode: AttributionMode): Model | null {
  return mode === 'rules' ? null : unpack(readFileSync(FILE));
}
