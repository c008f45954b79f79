import nameWords from '../../data/name-words.json' with { type: 'json' };
import { lastBefore } from './focus.ts';
import { knownPerson, type Run } from './names.ts';
import type { PersonNamings } from './offices.ts';
import { type Person, standingThen } from './persons.ts';
import type { Scene } from './scene.ts';

const PARTICLES = new Set(nameWords.particles);
const SUFFIXES = new Set(nameWords.suffixes);
/** Of one family name, so many persons are weighed. */
const MOST = 50;

export type Resolved = { readonly person: Person; readonly from: number; readonly to: number };

/** A person with the different forms of the name that the article uses. */
type Entry = PersonNamings & { readonly forms: readonly (readonly string[])[] };
type Index = ReadonlyMap<string, readonly Entry[]>;

/**
 * The rest of the places where known persons are named: in full again, by family name alone, or by given name where
 * that is unmistakable. The latest person of a name before the place wins, else the first after it.
 */
export function resolveNames(scene: Scene, persons: readonly PersonNamings[], runs: readonly Run[]): Resolved[] {
  const found: Resolved[] = [];
  const taken = new Set(persons.flatMap(({ namings }) => namings.map(({ from }) => from)));
  const index = makeIndex(persons);
  for (const run of runs) {
    if (taken.has(run.from) || run.body !== null) continue;
    const entry = personFor(scene, index, run);
    if (entry !== null) found.push({ person: entry, from: run.from, to: run.to });
  }
  scene.words.forEach(({ caps }, at) => {
    if (caps === 0 || !scene.headline[scene.sentence[at]!] || scene.atoms[at] !== undefined) return;
    const entry = personFor(scene, index, { from: at, to: at + 1, body: null });
    if (entry !== null) found.push({ person: entry, from: givenStart(scene, index, entry, at), to: at + 1 });
  });
  return found;
}

function makeIndex(persons: readonly PersonNamings[]): Index {
  const index = new Map<string, Entry[]>();
  for (const named of persons) {
    const forms = [...new Map(named.namings.map(({ keys }) => [keys.join(' '), keys])).values()];
    const entry = { ...named, forms };
    for (const key of new Set(forms.flatMap((keys) => [lastOf(keys), keys[0]!]))) {
      const entries = index.get(key);
      if (entries === undefined) index.set(key, [entry]);
      else if (entries.length < MOST) entries.push(entry);
    }
  }
  return index;
}

/** In a headline a full name is found from its last word backwards. */
function givenStart({ words }: Scene, index: Index, person: Person, at: number): number {
  const forms = index.get(words[at]!.key)?.find((entry) => entry.person === person)?.forms;
  const full = forms?.find(
    (keys) => keys.length > 1 && keys.every((key, i) => words[at - keys.length + 1 + i]?.key === key),
  );
  return full === undefined ? at : at - full.length + 1;
}

function personFor(scene: Scene, index: Index, run: Run): Person | null {
  const { words } = scene;
  const keys = words.slice(run.from, run.to).map(({ key }) => key);
  const last = lastOf(keys);
  const candidates = (index.get(last) ?? []).filter(({ forms }) => forms.some((form) => mayBe(form, keys)));
  // A given name alone opens a sentence too often as a plain word ("Will", "Mark").
  const byLast = candidates.filter(({ forms }) => forms.some((form) => lastOf(form) === last));
  const isRisky = scene.first[run.from] || keys.length > 1 || scene.headline[scene.sentence[run.from]!];
  const best = latest(byLast.length > 0 ? byLast : isRisky ? [] : candidates, run.from);
  if (best !== undefined) return best.person;
  return keys.length === 1 ? tablePerson(scene, run) : null;
}

/** The person named last before a place, else the first. */
function latest(pool: readonly Entry[], at: number): Entry | undefined {
  let best = pool[0];
  let bestAt = -1;
  for (const entry of pool) {
    const last = entry.namings[lastBefore(entry.namings, at, ({ from }) => from)]?.from ?? -1;
    if (last > bestAt) {
      best = entry;
      bestAt = last;
    }
  }
  return best;
}

/** The same name, or its first or last word alone. */
function mayBe(full: readonly string[], keys: readonly string[]): boolean {
  const plain = keys.filter((key) => !PARTICLES.has(key));
  if (plain.length === 1) return lastOf(full) === plain[0] || full[0] === plain[0];
  return keys[0] === full[0] && lastOf(keys) === lastOf(full);
}

const lastOf = (keys: readonly string[]): string =>
  keys.filter((key) => !SUFFIXES.has(key)).at(-1) ?? keys.at(-1) ?? '';

/** Somebody well known, by family name alone and nowhere in full. */
function tablePerson(scene: Scene, run: Run): Person | null {
  const entry = knownPerson(scene, run.from, run.to);
  const actor = entry === null ? undefined : scene.table.actors.get(entry.slug);
  if (actor === undefined) return null;
  const { slug, name, country, parent } = actor;
  return { entity: slug, name, country, standing: standingThen(actor, scene.published), of: parent };
}
