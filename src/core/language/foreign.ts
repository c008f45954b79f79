import type { Actor } from '../model/actor.ts';
import type { ActorData } from './actor-data.ts';
import { fold } from './words.ts';

/** Languages whose names of states are known besides English. */
const LANGUAGES = [
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'tr',
  'ru',
  'uk',
  'ar',
  'fa',
  'he',
  'hi',
  'id',
  'vi',
  'zh',
  'ja',
  'ko',
];
/** Scripts without spaces between words are searched as they are. */
const UNSPACED = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Hangul}]/u;
const SHORTEST = 4;

type Names = { readonly words: ReadonlyMap<string, string>; readonly unspaced: readonly (readonly [string, string])[] };

let names: Names | null = null;

/** States named in another language than English ("Was sagt Russland?", 「日本」); the table of names is made once. */
export function findForeign(text: string, data: ActorData): { start: number; end: number; actor: Actor }[] {
  if (!/[^\s\d\p{P}]{2}/u.test(text)) return [];
  names ??= readNames(data);
  const found: { start: number; end: number; actor: Actor }[] = [];
  const push = (start: number, end: number, slug: string): void => {
    const actor = data.actors.get(slug);
    const free = found.every((other) => other.end <= start || end <= other.start);
    if (actor !== undefined && free) found.push({ start, end, actor });
  };
  if (UNSPACED.test(text)) {
    for (const [name, slug] of names.unspaced) {
      const at = text.indexOf(name);
      if (at >= 0) push(at, at + name.length, slug);
    }
  }
  const words = [...text.matchAll(/[\p{L}\p{M}]+/gu)];
  for (let length = 4; length > 0; length--) {
    for (let i = 0; i + length <= words.length; i++) {
      const start = words[i]!.index;
      const last = words[i + length - 1]!;
      const end = last.index + last[0].length;
      const slug = names.words.get(fold(text.slice(start, end)));
      // English sentences hold small words that name a state elsewhere ("man", "fas").
      if (slug !== undefined && /^[^\p{Ll}]/u.test(text.slice(start))) push(start, end, slug);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function readNames(data: ActorData): Names {
  const words = new Map<string, string>();
  const unspaced: [string, string][] = [];
  // What reads as English was judged there already ("Jordan Peterson").
  const english = new Set<string>();
  const states = [...data.actors.values()].filter(({ kind, country }) => kind === 'state' && country !== null);
  for (const { name, aliases } of states) for (const alias of [name, ...aliases]) english.add(fold(alias));
  for (const language of LANGUAGES) {
    const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const { slug, country } of states) {
      const name = /^[A-Z]{2}$/.test(country ?? '') ? regions.of(country ?? '') : undefined;
      if (name === undefined) continue;
      if (UNSPACED.test(name)) unspaced.push([name, slug]);
      else if (name.length >= SHORTEST && !english.has(fold(name)))
        words.set(fold(name), words.get(fold(name)) ?? slug);
    }
  }
  unspaced.sort(([a], [b]) => b.length - a.length);
  return { words, unspaced };
}
