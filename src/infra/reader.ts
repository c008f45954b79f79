import { readdirSync, readFileSync } from 'node:fs';
import { versionOf } from '../core/hash.ts';
import type { Actor } from '../core/model/actor.ts';
import type { AttributionMode } from './attribution.ts';

/** The code and the data that the language step is made of. */
const PARTS = [new URL('../core/language/', import.meta.url), new URL('../data/', import.meta.url)];

let release: string | null = null;

/**
 * 16 hex digits for all that decides what is found in an article (`Analyser.reader`): the language step as it is
 * installed, how statements are found, the topics' own actors. Some 15 ms the first time.
 */
export function readerOf(mode: AttributionMode, actors: readonly Actor[]): string {
  release ??= versionOf(PARTS.flatMap((folder) => filesOf(folder)).join('\n'));
  return versionOf(JSON.stringify([release, mode, actors]));
}

function filesOf(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => [parentPath, name] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([path, name]) => `${name} ${versionOf(readFileSync(`${path}/${name}`, 'latin1'))}`);
}
