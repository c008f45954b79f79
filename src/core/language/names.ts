import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Standing } from '../model/statement.ts';
import { BODY_WORDS } from './actor-data.ts';
import type { ActorEntry } from './lexicon.ts';
import type { Scene } from './scene.ts';

/** A run of capitalised words that may name a person, or, with `body` set, an organisation no table knows. */
export type Run = { readonly from: number; readonly to: number; readonly body: Standing | null };

const STOP = new Set(nameWords.stop);
const PARTICLES = new Set(nameWords.particles);
const SUFFIXES = new Set(nameWords.suffixes);
const HYPHEN_STOPS = new Set(nameWords.hyphenStops);
/** Parts of speech that open a sentence with a capital and name nobody. */
const ORDINARY = new Set(['DET', 'PRON', 'ADP', 'CCONJ', 'SCONJ', 'ADV', 'AUX', 'VERB', 'PART', 'NUM', 'INTJ', 'ADJ']);
const LONGEST = 6;

/** The runs of an article, in order, without overlap. Headlines give none: their capitals tell nothing. */
export function findRuns(scene: Scene): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < scene.words.length; ) {
    const to = startsName(scene, i) ? nameEnd(scene, i) : i;
    if (to > i) runs.push(withBody(scene, i, to));
    i = Math.max(to, i + 1, runs.at(-1)?.to ?? 0);
  }
  return runs;
}

function startsName(scene: Scene, at: number): boolean {
  const word = scene.words[at]!;
  if (word.caps === 0 || STOP.has(word.key) || word.key === "'s" || scene.atoms[at] !== undefined) return false;
  if (scene.headline[scene.sentence[at]!]) return false;
  return !(scene.first[at] && ORDINARY.has(scene.pos[at]!)) && /^\p{L}/u.test(word.key);
}

/** One past the last word of the name that starts at `at`. */
function nameEnd(scene: Scene, at: number): number {
  const { words, sentence } = scene;
  let end = at + 1;
  for (let i = at + 1; i < words.length && i - at < LONGEST; i++) {
    if (sentence[i] !== sentence[at]) break;
    const { key, gap } = words[i]!;
    const initial = gap === '.' && /^\p{L}{1,2}$/u.test(words[i - 1]!.key);
    if (SUFFIXES.has(key) && (gap === '' || gap === ',')) return i + 1;
    if (gap !== '' && gap !== '-' && !initial) break;
    if (continues(scene, at, i)) end = i + 1;
    else if (!PARTICLES.has(key) || scene.atoms[i]?.actors.length) break;
  }
  return end;
}

function continues(scene: Scene, at: number, i: number): boolean {
  const { key, caps, gap } = scene.words[i]!;
  const atom = scene.atoms[i];
  if (caps === 0) {
    const part = gap === '-' && key.length <= 6 && !HYPHEN_STOPS.has(key) && !/(?:ed|ing|ist)$/.test(key);
    return part && atom?.actors.length === undefined;
  }
  // "A." and "I." are initials inside a name.
  const initial = key.length === 1 && scene.words[i + 1]?.gap === '.';
  if (STOP.has(key) && !initial) return false;
  if (atom === undefined) return true;
  // "Angus King said": a title may close a name, but not stand before another.
  if (atom.actors.length > 0 || atom.to - atom.from > 1 || i === at || atom.head?.is === 'body') return false;
  return (scene.words[i + 1]?.caps ?? 0) === 0 && i - at < 3 && atom.head?.organ !== 'mfa';
}

/** Tells organisations from persons by their words and takes "of Tokyo" with "University". */
function withBody(scene: Scene, from: number, to: number): Run {
  const { words, atoms } = scene;
  let body: Standing | null = null;
  for (let i = from; i < to; i++) body = bodyOf(words[i]!.key, i > from || to > from + 1) ?? body;
  if (to === from + 1 && words[from]!.caps === 2 && words[from]!.key.length > 1) body = 'unknown';
  let end = to;
  if (body !== null) {
    for (let steps = 0; steps < 3; steps++) {
      if (!/^(?:of|for|on)$/.test(words[end]?.key ?? '') || words[end]!.gap !== '') break;
      const next = words[end + 1]?.key === 'the' ? end + 2 : end + 1;
      const atom = atoms[next];
      if ((words[next]?.caps ?? 0) === 0 || words[next]!.gap !== '' || STOP.has(words[next]!.key)) break;
      end = atom !== undefined ? atom.to : nameEnd(scene, next);
    }
  }
  return { from, to: end, body };
}

/** A word that names an organisation or thing rather than a person. */
export function isBodyWord(key: string): boolean {
  return bodyOf(key, true) !== null;
}

function bodyOf(key: string, inside: boolean): Standing | null {
  if (!inside) return null;
  return BODY_WORDS.find(([, words]) => words.has(key))?.[0] ?? null;
}

/** The person of the table whose name these words are, or null. */
export function knownPerson(scene: Scene, from: number, to: number): ActorEntry | null {
  const found = scene.table.lexicon.at(scene.words, from).find((phrase) => phrase.to === to);
  const entry = found?.values.find(
    (value) => value.is === 'actor' && (value.form === 'person' || value.form === 'surname'),
  );
  return entry?.is === 'actor' ? entry : null;
}
