import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Actor } from '../model/actor.ts';
import type { When } from '../model/article.ts';
import type { Standing } from '../model/statement.ts';
import { type Chain, isQualified, officeOf, standingOf } from './chains.ts';
import { type Focus, lastBefore } from './focus.ts';
import { knownPerson } from './names.ts';
import type { Naming } from './namings.ts';
import { publishedAt } from './published.ts';
import type { Scene } from './scene.ts';
import { slugOf } from './words.ts';

/** A person of the article: what its role words say, filled from the table only where they say nothing. */
export type Person = {
  readonly entity: string;
  /** The fullest form in the article. */
  readonly name: string;
  readonly country: string | null;
  readonly standing: Standing;
  readonly of: string | null;
};

const PARTICLES = new Set(nameWords.particles);
const SUFFIXES = new Set(nameWords.suffixes);

/** Of one family name, so many persons are told apart; keeps the cost linear in any text. */
const MOST = 50;

/** The persons behind the namings: a name without given name joins its fuller form. */
export function gatherPersons(
  scene: Scene,
  namings: readonly Naming[],
  chains: readonly Chain[],
  focus: Focus,
): readonly { person: Person; namings: readonly Naming[] }[] {
  const groups: Naming[][] = [];
  const byLast = new Map<string, Naming[][]>();
  const join = (naming: Naming): void => {
    const last = lastOf(naming.keys);
    const known = byLast.get(last) ?? [];
    const group = known.slice(-MOST).find((group) => group.some((other) => isSame(other.keys, naming.keys)));
    if (group !== undefined) group.push(naming);
    else {
      const fresh = [naming];
      groups.push(fresh);
      byLast.set(last, [...known, fresh]);
    }
  };
  // Full names first, so that "President NAME" finds the fullest form wherever it stands.
  for (const naming of namings) if (naming.keys.length > 1) join(naming);
  for (const naming of namings) if (naming.keys.length === 1) join(naming);
  return groups.map((group) => {
    const sorted = group.toSorted((a, b) => a.from - b.from);
    return { person: describe(scene, sorted, chains, focus), namings: sorted };
  });
}

const lastOf = (keys: readonly string[]): string => {
  const plain = keys.filter((key) => !SUFFIXES.has(key));
  return plain.at(-1) ?? keys.at(-1) ?? '';
};

/** Same family name, and one form has no given name or the same. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 1 || PARTICLES.has(short[0]!)) return lastOf(long) === lastOf(short);
  return short[0] === long[0] && lastOf(short) === lastOf(long);
}

/** What the table says of a person's standing on the day of the article; an undated article takes the office as held. */
export function standingThen({ standing, from, until, earlier = [] }: Actor, published: When | null): Standing {
  if (published === null || published.precision === 'unresolved') return standing;
  const terms = [...earlier, [from, until] as const];
  const isOver = (day: string | undefined): boolean => day !== undefined && published.from > Date.parse(day);
  const hasBegun = (day: string | undefined): boolean => day === undefined || published.to >= Date.parse(day);
  if (terms.some(([begin, end]) => hasBegun(begin) && !isOver(end))) return standing;
  return terms.some(([, end]) => isOver(end)) ? 'former' : 'unknown';
}

function describe(scene: Scene, group: readonly Naming[], chains: readonly Chain[], focus: Focus): Person {
  const { text, words, table } = scene;
  const fullest = group.reduce((best, naming) => (naming.keys.length > best.keys.length ? naming : best));
  const name = text.slice(words[fullest.from]!.start, words[fullest.to - 1]!.end);
  const entry = group.map(({ from, to }) => knownPerson(scene, from, to)).find((found) => found !== null);
  const known = entry == null ? undefined : table.actors.get(entry.slug);
  const facts = group.flatMap(({ chain }) => (chain === null ? [] : [chain]));
  const owned = facts.find(({ owner }) => owner?.country != null);
  const given = facts.map(standingOf).find((standing) => standing !== 'unknown');
  const international = facts.find(({ owner }) => owner !== null && owner.country === null);
  const near =
    owned === undefined && international === undefined ? nearOwner(scene, facts, chains, known === undefined) : null;
  let country = owned?.owner?.country ?? near?.country ?? (facts.length === 0 ? possessorOf(scene, group) : null);
  if (country === null && international === undefined) country = known?.country ?? focusOf(scene, facts, focus);
  const clash = known?.country != null && country !== null && country !== known.country;
  const entity = known === undefined ? slugOf(name) : clash ? `${known.slug}@${country?.toLowerCase()}` : known.slug;
  const of = near?.slug ?? facts.map((chain) => officeOf(chain, country)).find((slug) => slug !== null) ?? null;
  // "The party's spokesman NAME": no office holder at the time of an article without a date.
  const undated = publishedAt(scene) === null;
  const speaksForSomebody = facts.some((chain) => chain.head.role === 'spokesperson' && isQualified(scene, chain));
  const standing =
    given ??
    (near !== null
      ? 'government'
      : known === undefined || clash || (undated && speaksForSomebody)
        ? 'unknown'
        : standingThen(known, scene.published));
  return { entity, name, country, standing, of };
}

/** "Ukraine's NAME": the state whose person it is. */
function possessorOf({ words, atoms, table }: Scene, group: readonly Naming[]): string | null {
  for (const { from } of group) {
    const slug =
      words[from - 1]?.key === "'s" && words[from]!.gap === '' ? atoms[from - 2]?.actors[0]?.slug : undefined;
    const actor = slug === undefined ? undefined : table.actors.get(slug);
    if (actor?.kind === 'state') return actor.country;
  }
  return null;
}

const isBare = (scene: Scene, chain: Chain): boolean => chain.owner === null && !isQualified(scene, chain);

/** A bare office ("Foreign Minister NAME") is the focused state's. */
function focusOf(scene: Scene, facts: readonly Chain[], focus: Focus): string | null {
  const bare = facts.find((chain) => isBare(scene, chain) && (chain.head.is === 'post' || chain.organ !== null));
  return bare === undefined ? null : focus(bare.from, bare.organ, true);
}

/**
 * A spokesperson without an owner speaks for the organ named right before: in the same sentence, or, for somebody no
 * table knows, in the sentence before.
 */
function nearOwner(scene: Scene, facts: readonly Chain[], chains: readonly Chain[], unknown: boolean) {
  const bare = facts.find(
    (chain) => isBare(scene, chain) && chain.organ === null && chain.head.role === 'spokesperson',
  );
  if (bare === undefined) return null;
  const here = scene.sentence[bare.from]!;
  for (let i = lastBefore(chains, bare.from, ({ from }) => from); i >= 0; i--) {
    const { owner, organ, head, from } = chains[i]!;
    if (here - scene.sentence[from]! > (unknown ? 1 : 0)) return null;
    if (owner?.country == null || organ === null || head.is !== 'body' || organ === 'experts') continue;
    const slug = officeOf(chains[i]!, null);
    if (slug !== null) return { slug, country: owner.country };
  }
  return null;
}
