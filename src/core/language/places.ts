import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Atom } from './lexicon.ts';
import type { Scene } from './scene.ts';

const PLACE = new Set(nameWords.place);
const MONTHS = new Set(nameWords.months);
const SPEECH = new Set(nameWords.speech);
const ACTS = new Set(nameWords.acts);
const FROM = new Set(nameWords.from);
const TO = new Set(nameWords.to);
const NOUN = /^(?:NOUN|PROPN|ADJ|NUM)$/;

/** Whether a capital or seat stands for a place here, not for its state: "in Tokyo", "flew to Moscow", "Paris streets". */
export function isPlace(scene: Scene, atom: Atom): boolean {
  if (atom.actors[0]?.form !== 'capital') return false;
  const { words, atoms, pos, lemmas, sentence } = scene;
  const at = atom.from;
  const same = (i: number): boolean => i >= 0 && i < words.length && sentence[i] === sentence[at];
  const before = same(at - 1) && words[at]!.gap === '' ? words[at - 1]! : undefined;
  if (before !== undefined) {
    if (PLACE.has(before.key)) return true;
    const noun = lemmas[at - 2] ?? '';
    if (before.key === 'from' && !FROM.has(noun)) return true;
    if (before.key === 'to' && !TO.has(noun) && !(pos[at - 2] === 'ADJ')) return true;
    if (before.caps > 0 && atoms[at - 1] === undefined && pos[at - 1] === 'PROPN' && !scene.headline[sentence[at]!])
      return true;
  }
  const after = same(atom.to) ? words[atom.to]! : undefined;
  if (after === undefined) return false;
  // A dateline: "TOKYO (Kyodo) -", "Moscow, Jan 5", "SEOUL, Nov. 3".
  if (scene.first[at] && after.gap === ',' && MONTHS.has(after.key)) return true;
  if (scene.first[at] && /^(?:\(|—|–|--?)/.test(after.gap) && scene.text[words[atom.to - 1]!.end] === ' ') return true;
  if (after.gap === '-') return /^(?:based|born|area|bound|region)$/.test(after.key);
  if (
    after.gap === ',' &&
    atoms[atom.to]?.actors.some(({ form, slug }) => form === 'name' && slug === atom.actors[0]?.slug)
  ) {
    return true;
  }
  if (after.gap !== '' || after.key === "'s" || atoms[atom.to]?.head != null) return false;
  return NOUN.test(pos[atom.to]!) && !isVerbAfterAll(scene, atom.to);
}

/** The tagger takes verbs behind a name for plural nouns ("Tokyo plans"): a known verb or an object behind tells. */
export function isVerbAfterAll({ words, pos, lemmas, atoms }: Scene, at: number): boolean {
  const lemma = lemmas[at]!;
  if (atoms[at]?.actors.length) return false;
  const { key } = words[at]!;
  const stem = key.replace(/(?:s|ed)$/, '');
  if (SPEECH.has(lemma) || SPEECH.has(stem)) return true;
  if (key !== stem && (ACTS.has(stem) || ACTS.has(lemma) || ACTS.has(key.replace(/(?:es|d)$/, '')))) return true;
  const next = words[at + 1];
  return (
    /(?:s|ed)$/.test(words[at]!.key) &&
    next?.gap === '' &&
    /^(?:to|that|the|its|a|an|it|no|as)$/.test(next.key) &&
    pos[at] !== 'ADJ'
  );
}

/** A verb follows, perhaps behind an adverb. */
export function isSubject({ words, pos, sentence }: Scene, at: number, before: string): boolean {
  if (/^(?:of|by|for|and)$/.test(before)) return false;
  let i = at;
  while (pos[i] === 'ADV' && words[i]!.gap === '' && i - at < 3) i++;
  const word = words[i];
  if (word === undefined || word.gap !== '' || sentence[i] !== sentence[at - 1]) return false;
  return pos[i] === 'AUX' || (pos[i] === 'VERB' && !/ing$/.test(word.key));
}
