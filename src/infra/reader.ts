import { readdirSync, readFileSync } from 'node:fs';
import { versionOf } from '../core/hash.ts';
import type { Actor } from '../core/model/actor.ts';
import type { AttributionMode } from './attribution.ts';

const CODE = new URL('../core/language/', import.meta.url);
const DATA = new URL('../data/', import.meta.url);
const IMPORT = /data\/([\w-]+\.json)'/g;

let release: string | null = null;

/**
 * 16 hex digits for all that decides what is found in an article (`Analyser.reader`): the language step as it is
 * installed, how statements are found, the topics' own actors. Some 15 ms the first time.
 */
export function readerOf(mode: AttributionMode, actors: readonly Actor[]): string {
  release ??= versionOf(installed().join('\n'));
  return versionOf(JSON.stringify([release, mode, actors]));
}

/** The code of the language step, the data that it imports and the weights; not the words of answers and labels. */
function installed(): string[] {
  const code = readdirSync(CODE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readFileSync(new URL(name, CODE), 'latin1'));
  const data = new Set(code.flatMap((text) => [...text.matchAll(IMPORT)].map(([, name]) => name!)));
  const weights = [...data, 'attribution.bin'].sort().map((name) => readFileSync(new URL(name, DATA), 'latin1'));
  return [...code, ...weights].map(versionOf);
}
