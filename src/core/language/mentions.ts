import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Sentence, When } from '../model/article.ts';
import type { Mention } from '../model/statement.ts';
import type { ActorTable } from './actors.ts';
import { type Chain, findChains } from './chains.ts';
import { makeFocus } from './focus.ts';
import type { Atom } from './lexicon.ts';
import { findRuns, type Run } from './names.ts';
import { findNamings } from './namings.ts';
import { type Named, nameOffice, repeatMinistries } from './offices.ts';
import { gatherPersons, type Person } from './persons.ts';
import { isPlace, isVerbAfterAll } from './places.ts';
import { resolveNames } from './resolve.ts';
import { readScene, type Scene } from './scene.ts';
import type { Token } from './tokens.ts';
import { slugOf } from './words.ts';

/**
 * All actors named in an article, in order, without overlap. Persons come from the article first: role and name, later
 * the family name alone; their country and standing are what the role words say, and the table only fills what they
 * leave open. A bare "the foreign ministry" belongs to the state in focus; a capital counts where it acts, not where it
 * is a place. `published` bounds what the table says of offices. Offsets are UTF-16 and exact; any input is accepted.
 */
export function findMentions(
  text: string,
  tokens: readonly Token[],
  sentences: readonly Sentence[],
  table: ActorTable,
  published: When | null = null,
): Mention[] {
  const scene = readScene(text, tokens, sentences, table, published);
  const runs = findRuns(scene);
  const chains = findChains(scene, runs);
  const focus = makeFocus(scene, chains);
  const { namings, taken } = findNamings(scene, chains, runs);
  const persons = gatherPersons(scene, namings, chains, focus);
  const page = makePage(scene);
  for (const { person, namings } of persons) {
    for (const { from, to, role } of namings) page.add(namePerson(scene, person, from, to), role);
  }
  for (const { person, from, to } of resolveNames(scene, persons, runs)) {
    page.add(namePerson(scene, person, from, to), null);
  }
  let before: Chain | null = null;
  for (const chain of chains) {
    if (!taken.has(chain)) page.add(nameOffice(scene, chain, { before, focus, persons }), null);
    before = chain;
  }
  for (const named of repeatMinistries(scene, page.mentions)) page.add(named, null);
  for (let i = 0; i < scene.atoms.length; i = scene.atoms[i]?.to ?? i + 1) {
    const atom = scene.atoms[i];
    if (atom !== undefined && atom.actors.length > 0 && !isPlace(scene, atom))
      page.add(nameAtom(scene, atom), null, atom);
  }
  for (const run of runs) page.add(nameOrganisation(scene, run), null);
  return page.mentions.sort((a, b) => a.start - b.start);
}

/** Collects mentions; a word belongs to the first that takes it, and a role's words to the role alone. */
function makePage(scene: Scene) {
  const { text, words } = scene;
  const covered = new Uint8Array(words.length);
  const mentions: Mention[] = [];
  const isFree = (from: number, to: number): boolean => covered.subarray(from, to).every((mark) => mark === 0);
  const add = (named: Named | null, role: readonly [number, number] | null, atom: Atom | null = null): void => {
    if (named === null || !isFree(named.from, named.to)) return;
    const { from, to, kind, entity, name, country, standing, of } = named;
    covered.fill(1, from, to);
    const roleRange = role !== null && isFree(role[0], role[1]) ? role : null;
    if (roleRange !== null) covered.fill(1, roleRange[0], roleRange[1]);
    const start = words[from]!.start;
    const end = words[to - 1]!.end;
    mentions.push({
      start,
      end,
      kind,
      entity,
      name: name ?? text.slice(start, end),
      country,
      standing,
      role: roleRange === null ? null : { start: words[roleRange[0]]!.start, end: words[roleRange[1] - 1]!.end },
      ...(of === null ? {} : { of }),
      ...(isModifier(scene, to, atom) ? { modifier: true as const } : {}),
    });
  };
  return { mentions, add };
}

/** A possessive, or a state's name right before a noun: "Russian troops", "Japan's decision", "US-led". */
function isModifier(scene: Scene, to: number, atom: Atom | null): boolean {
  const { words, pos } = scene;
  const after = words[to];
  if (after === undefined) return false;
  if (after.key === "'s") return true;
  if (atom === null || (after.gap !== '' && after.gap !== '-')) return false;
  return (
    after.gap === '-' ||
    (/^(?:NOUN|PROPN|ADJ)$/.test(pos[to]!) && (atom.actors[0]?.form === 'adjective' || !isVerbAfterAll(scene, to)))
  );
}

/** A person, or the government a person leads: "the NAME administration". */
function namePerson({ table, words, atoms }: Scene, person: Person, from: number, to: number): Named {
  const at = words[to]?.key === "'s" ? to + 1 : to;
  const head = words[at]?.gap === '' ? atoms[at] : undefined;
  if (head?.head?.organ !== 'government' || head.head.is !== 'body') return { ...person, kind: 'person', from, to };
  const actor = table.actors.get(`${person.country?.toLowerCase()}-government`);
  const { country, standing } = actor ?? { country: null, standing: 'government' as const };
  const entity = actor?.slug ?? `${person.entity}-government`;
  return { from, to: head.to, kind: 'organ', entity, name: actor?.name ?? null, country, standing, of: null };
}

function nameAtom({ table }: Scene, atom: Atom): Named | null {
  const actor = table.actors.get(atom.actors[0]!.slug);
  if (actor === undefined) return null;
  const { slug, kind, name, country, standing } = actor;
  return { from: atom.from, to: atom.to, kind, entity: slug, name, country, standing, of: null };
}

const ORGANISATION = new Set(nameWords.organisation);

/** An organisation that no table knows, by the words of its name: "Keio University", "Sakura Motors". */
function nameOrganisation({ text, words }: Scene, run: Run): Named | null {
  if (run.body === null || run.to - run.from < 2) return null;
  const keys = words.slice(run.from, run.to).map(({ key }) => key);
  if (run.body === 'unknown' && !keys.some((key) => ORGANISATION.has(key))) return null;
  const name = text.slice(words[run.from]!.start, words[run.to - 1]!.end);
  const kind = run.body === 'media' ? 'outlet' : 'organisation';
  return { from: run.from, to: run.to, kind, entity: slugOf(name), name, country: null, standing: run.body, of: null };
}
