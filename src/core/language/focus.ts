import type { Chain } from './chains.ts';
import type { Atom } from './lexicon.ts';
import { isPlace, isSubject } from './places.ts';
import type { Scene } from './scene.ts';

/** Index of the last item that lies before a place, or -1; the items are in order. */
export function lastBefore<T>(items: readonly T[], at: number, place: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (place(items[middle]!) < at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A state at a place of the text, and how strongly it draws "the government" and "the foreign ministry" to itself. */
type Signal = { readonly at: number; readonly country: string; readonly weight: number };

/** `strict`: for a person, whom a doubtful state would misplace, only the sentences right before count. */
export type Focus = (at: number, organ: string | null, strict?: boolean) => string | null;

const SUBJECT = 3;
const OWNER = 1.5;
const MOVED = 0.7;
const PASSING = 0.3;
const AGENCY = 0.5;
/** A name in the sentence itself is worth more than one before it. */
const HERE = 1.5;
const FADE = 0.75;
const WINDOW = 6;
const NEAR = 1;
/** At most so many names are weighed; keeps the cost linear in any text. */
const MOST = 60;
const SAME_ORGAN = 3;
const ORGAN_FADE = 0.9;
/** The first state must be this much stronger than the second to be clear. */
const CLEAR = 1.5;
/** A name in passing is no focus. */
const LEAST = 0.6;

/**
 * Tells whose "the government" is meant at a word: the state that leads the sentences before, by how often and how
 * recently it was named (as a subject three times as strong), or the one whose organ of that kind was named. null
 * when no state is clearly ahead.
 */
export function makeFocus(scene: Scene, chains: readonly Chain[]): Focus {
  const signals = readSignals(scene);
  const organs = chains.filter(({ owner, organ }) => owner?.country != null && organ !== null);
  const everywhere = new Set(signals.filter(({ weight }) => weight >= 1).map(({ country }) => country));
  return (at, organ, strict = false) => {
    const here = scene.sentence[at]!;
    const scores = new Map<string, number>();
    const add = (country: string, score: number): void => {
      scores.set(country, (scores.get(country) ?? 0) + score);
    };
    for (let i = lastBefore(signals, at, ({ at }) => at), left = MOST; i >= 0 && left > 0; i--, left--) {
      const { country, weight, at: place } = signals[i]!;
      const distance = here - scene.sentence[place]!;
      if (distance > (strict ? NEAR : WINDOW)) break;
      add(country, weight * (distance === 0 ? HERE : FADE ** distance));
    }
    for (let i = lastBefore(organs, at, ({ from }) => from), left = MOST; i >= 0 && left > 0; i--, left--) {
      const chain = organs[i]!;
      if (chain.organ !== organ) continue;
      add(chain.owner?.country ?? '', SAME_ORGAN * ORGAN_FADE ** (here - scene.sentence[chain.from]!));
      break;
    }
    if (scores.size === 0 && everywhere.size === 1) return [...everywhere][0] ?? null;
    const [best, second] = [...scores].sort(([, a], [, b]) => b - a);
    if (best === undefined) return null;
    return best[1] >= LEAST && best[1] >= (strict ? 2 : 1) * CLEAR * (second?.[1] ?? 0) ? best[0] : null;
  };
}

function readSignals(scene: Scene): Signal[] {
  const { table, atoms } = scene;
  const signals: Signal[] = [];
  for (let i = 0; i < atoms.length; i++) {
    const atom = atoms[i];
    if (atom === undefined || atom.from !== i || atom.actors.length === 0) continue;
    const actor = table.actors.get(atom.actors[0]!.slug);
    if (actor?.country == null || (actor.kind !== 'state' && actor.kind !== 'organ')) continue;
    // "NASA images" say little of whose government is meant.
    const part = actor.kind === 'organ' ? AGENCY : 1;
    signals.push({ at: i, country: actor.country, weight: part * weightOf(scene, atom) });
  }
  return signals;
}

function weightOf(scene: Scene, atom: Atom): number {
  const { words, pos } = scene;
  const before = words[atom.from]!.gap === '' ? (words[atom.from - 1]?.key ?? '') : '';
  const after = words[atom.to];
  // "In Paris, the government said": a scene that is set counts, a place in passing hardly.
  if (isPlace(scene, atom)) return before === 'in' && scene.first[atom.from - 1] ? SUBJECT : PASSING;
  if (after?.key === "'s" || atom.actors[0]?.form === 'adjective') return OWNER;
  if (/^(?:to|from|for|in|against|at|near|with|on|over)$/.test(before)) return MOVED;
  // A state that opens its sentence is its topic: "Hungary, whose minister …".
  if (scene.first[atom.from] && after?.gap === ',') return OWNER;
  return isSubject(scene, atom.to, before) && !/^(?:VERB|ADP)$/.test(pos[atom.from - 1] ?? '') ? SUBJECT : 1;
}
