import collisions from '../../data/collisions.json' with { type: 'json' };
import type { Actor } from '../model/actor.ts';
import type { ActorData } from './actor-data.ts';
import { MODIFIERS } from './actor-data.ts';
import { findForeign } from './foreign.ts';
import { type ActorEntry, type Atom, capsFit, type Entry, findAtoms } from './lexicon.ts';
import { readWords, type Word } from './words.ts';

type Found = { start: number; end: number; actor: Actor };

const BEFORE = new Set(collisions.before);
const AFTER = new Set(collisions.after);
const PLACE = new Set(collisions.place);
/** A question is short; what lies beyond is not looked at. */
const LONGEST = 4000;

/** See `findActors`. */
export function findAsked(text: string, data: ActorData): Found[] {
  const words = readWords(text.slice(0, LONGEST));
  const isHead = (at: number): boolean => headAt(words, at, data);
  const shouted = words.length > 1 && words.every(({ caps, key }) => caps === 2 || key.length < 2 || key === "'s");
  const atoms = findAtoms(words, data.lexicon, (entry, from, to) => isAsked(entry, from, to, words, shouted, isHead));
  const found: Found[] = [];
  const push = (slug: string, from: number, to: number): void => {
    const actor = data.actors.get(slug);
    if (actor !== undefined) found.push({ start: words[from]!.start, end: words[to - 1]!.end, actor });
  };
  for (let i = 0; i < atoms.length; i++) {
    const organ = organAt(atoms, i, words, data);
    if (organ !== null) {
      push(organ.slug, atoms[i]!.from, atoms[organ.last]!.to);
      i = organ.last;
      continue;
    }
    // "Russian President Vladimir Putin" asks for the person.
    if (isBeforePerson(atoms, i, words, data)) continue;
    const slug = atoms[i]!.actors[0]?.slug;
    if (slug !== undefined) push(slug, atoms[i]!.from, atoms[i]!.to);
  }
  return found.length > 0 ? found : findForeign(text.slice(0, LONGEST), data);
}

/** An organ named by its state before or behind, from the atom `at` on: its slug and the last atom it takes. */
function organAt(atoms: readonly Atom[], at: number, words: readonly Word[], data: ActorData) {
  const atom = atoms[at]!;
  const next = atoms[at + 1];
  const state = stateOf(atom, data);
  if (state !== null && next?.head?.organ != null && owns(words, atom.to, next.from)) {
    // A person's name behind the post is what was asked for: "Russian President Putin".
    if (isBeforePerson(atoms, at, words, data)) return null;
    return { slug: slugOf(state, next.head.organ, data), last: withRoles(atoms, at + 1) };
  }
  if (atom.head === null) {
    const own = atom.actors[0];
    return own !== undefined && data.actors.get(own.slug)?.kind === 'organ'
      ? { slug: own.slug, last: withRoles(atoms, at) }
      : null;
  }
  if (atom.head.organ === null) return null;
  const special = data.posts.get(
    words
      .slice(atom.from, atom.to)
      .map(({ key }) => key)
      .join(' '),
  );
  const between = words
    .slice(atom.to, next?.from)
    .map(({ key }) => key)
    .join(' ');
  if (next !== undefined && (between === 'of' || between === 'of the' || between === 'for the')) {
    const owner = stateOf(next, data);
    if (owner !== null) return { slug: slugOf(owner, atom.head.organ, data), last: at + 1 };
  }
  if (special === undefined || (next?.from === atom.to && isPerson(next))) return null;
  return { slug: special, last: at };
}

function isBeforePerson(atoms: readonly Atom[], at: number, words: readonly Word[], data: ActorData): boolean {
  const [atom, next, after] = [atoms[at]!, atoms[at + 1], atoms[at + 2]];
  if (next?.head?.is !== 'post' || after?.from !== next.to || !isPerson(after)) return false;
  return stateOf(atom, data) !== null && owns(words, atom.to, next.from);
}

const slugOf = (state: string, organ: string, data: ActorData): string =>
  data.actors.has(`${state}-${organ}`) ? `${state}-${organ}` : state;

const isPerson = (atom: Atom): boolean => atom.actors.some(({ form }) => form === 'person' || form === 'surname');

/** Takes the role behind an organ with it: "foreign ministry spokesperson". */
function withRoles(atoms: readonly Atom[], last: number): number {
  const next = atoms[last + 1];
  return next?.head?.is === 'role' && next.from === atoms[last]!.to ? last + 1 : last;
}

function stateOf(atom: Atom, data: ActorData): string | null {
  return atom.actors.find(({ slug }) => data.actors.get(slug)?.kind === 'state')?.slug ?? null;
}

/** Nothing but a possessive and modifiers ("new", "deputy") stands between an owner and the organ. */
function owns(words: readonly Word[], from: number, to: number): boolean {
  if (to - from > 3) return false;
  return words
    .slice(from, to)
    .every(({ key, gap }, i) => gap === '' && ((i === 0 && key === "'s") || MODIFIERS.has(key)));
}

function headAt(words: readonly Word[], at: number, data: ActorData): boolean {
  return data.lexicon
    .at(words, at)
    .some(({ values }) => values.some((entry) => entry.is === 'head' && entry.head.organ !== null));
}

type IsHead = (at: number) => boolean;

function isAsked(entry: Entry, from: number, to: number, words: readonly Word[], shouted: boolean, isHead: IsHead) {
  if (entry.is === 'head') return true;
  const fits = capsFit(words, from, entry.caps);
  if (entry.is === 'blocked') return fits;
  const before = words[from - 1];
  const after = words[to];
  if (entry.form === 'capital' && before !== undefined && PLACE.has(before.key)) return false;
  if (fits && !shouted) return !isPartOfName(entry, from, to, words, isHead) && !isAsking(words, from, to, entry);
  if (entry.loose === 'yes' && fits) return !isTold(words, from, entry);
  const single = to - from === 1 ? words[from]!.key : '';
  if (single === 'us') return (before?.key === 'the' && before.gap !== "'") || (after !== undefined && isHead(to));
  if (entry.loose === 'no') return shouted && fits && single !== 'who' && single !== 'it';
  if (entry.loose === 'yes') return true;
  if (entry.form === 'people') return before?.key === 'the';
  if (after?.key === "'s" || isHead(to)) return true;
  if (entry.form === 'adjective') return false;
  const asked = before !== undefined && (BEFORE.has(before.key) || before.key === 'the');
  return asked && (after === undefined || AFTER.has(after.key));
}

/** "WHO said that?" asks who; "WHO" elsewhere is the organisation. */
function isAsking(words: readonly Word[], from: number, to: number, entry: ActorEntry): boolean {
  return from === 0 && to === 1 && words[0]!.key === 'who' && entry.caps[0] === 2 && words.length > 1;
}

/** In a line of capitals "TELL US" names no state. */
function isTold(words: readonly Word[], from: number, entry: ActorEntry): boolean {
  if (entry.caps.length > 1 || words[from]!.key !== 'us') return false;
  const before = words[from - 1]?.key ?? '';
  return /^(?:tell|give|show|let|told|gave|for|of|with|to|all|both)$/.test(before);
}

/** The alias is the given or family name of somebody else: "Jordan Peterson", "Michelle Obama". */
function isPartOfName(entry: ActorEntry, from: number, to: number, words: readonly Word[], isHead: IsHead): boolean {
  if (!entry.given && entry.form !== 'surname') return false;
  const before = words[from - 1];
  const after = words[to];
  const led =
    before?.caps === 1 &&
    (from > 1 || !/^(?:who|so|and|but|may)$/.test(before.key)) &&
    words[from]!.gap === '' &&
    !isTitle(before) &&
    !isHead(from - 1);
  const followed = after !== undefined && after.caps === 1 && after.gap === '' && !AFTER.has(after.key) && !isHead(to);
  return led || followed;
}

const isTitle = ({ key }: Word): boolean =>
  BEFORE.has(key) ||
  MODIFIERS.has(key) ||
  /^(?:president|minister|premier|secretary|chancellor|king|mr|mrs|ms|dr)$/.test(key);
