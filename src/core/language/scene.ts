import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Range, Sentence, When } from '../model/article.ts';
import { ORGANS } from './actor-data.ts';
import type { ActorTable } from './actors.ts';
import { type Atom, capsFit, type Entry, findAtoms } from './lexicon.ts';
import type { Token } from './tokens.ts';
import { type Phrases, readWords, type Word } from './words.ts';

/** An article as its names are looked for: words with what the table knows of them. Arrays run beside `words`. */
export type Scene = {
  readonly text: string;
  readonly table: ActorTable;
  readonly published: When | null;
  readonly words: readonly Word[];
  /** The atom that covers a word. */
  readonly atoms: readonly (Atom | undefined)[];
  /** Universal part of speech, lemma and sentence of each word; `first`: it opens a sentence or quotation. */
  readonly pos: readonly string[];
  readonly lemmas: readonly string[];
  readonly sentence: readonly number[];
  readonly first: readonly boolean[];
  /** By sentence: written in title case or capitals, so that capitals tell nothing. */
  readonly headline: readonly boolean[];
};

const NEEDS_THE = new Set(nameWords.needsThe);
const STOP = new Set(nameWords.stop);

export function readScene(
  text: string,
  tokens: readonly Token[],
  sentences: readonly Sentence[],
  table: ActorTable,
  published: When | null,
): Scene {
  const words = readWords(text);
  const at = places(words, sentences);
  // A line too long for the tagger has no tokens.
  const tags = places(words, tokens).map((index, i) => {
    const token = tokens[index];
    return token !== undefined && token.end > words[i]!.start ? token : undefined;
  });
  const pos = tags.map((token) => token?.pos ?? 'X');
  const { headline, shouted } = styleOf({ text, words, sentence: at, pos }, sentences);
  const first = words.map(({ gap }, i) => i === 0 || at[i] !== at[i - 1] || /["“‘:\n]/.test(gap));
  const accept = (entry: Entry, from: number, to: number): boolean =>
    isNamed(entry, from, to, words, shouted[at[from]!] ?? false);
  const atoms: (Atom | undefined)[] = words.map(() => undefined);
  const persons = new Set<string>();
  for (const atom of findAtoms(words, table.lexicon, accept)) {
    const title = headline[at[atom.from]!] ?? false;
    if (isGivenName(atom, table.lexicon, words, atoms, pos, first, title)) {
      persons.add(words[atom.from]!.key);
      continue;
    }
    if (!title && isBranch(atom, words, atoms, pos, table)) continue;
    atoms.fill(atom, atom.from, atom.to);
  }
  if (persons.size > 0) keepPersons(atoms, words, persons);
  settle(atoms, table);
  lend(atoms, words, table);
  unclaim(atoms, words, table);
  const lemmas = tags.map((token, i) => token?.lemma ?? words[i]!.key);
  return { text, table, published, words, atoms, pos, lemmas, sentence: at, first, headline };
}

/**
 * An alias of several actors ("Congolese", "Brussels") means the one whose state the article names plainly, else an
 * organisation before the state in whose capital it sits.
 */
function settle(atoms: (Atom | undefined)[], table: ActorTable): void {
  const plain = new Set<string>();
  for (const atom of atoms) if (atom !== undefined && !isShared(atom) && atom.actors[0]) plain.add(atom.actors[0].slug);
  for (let i = 0; i < atoms.length; i++) {
    const atom = atoms[i];
    if (atom === undefined || atom.from !== i || !isShared(atom)) continue;
    const best =
      atom.actors.find(({ slug }) => plain.has(slug)) ??
      atom.actors.find(({ slug }) => table.actors.get(slug)?.kind === 'organisation') ??
      atom.actors[0]!;
    atoms.fill({ ...atom, actors: [best] }, i, atom.to);
  }
}

const ORGAN_IDS = new Set(ORGANS.map(({ id }) => id));

/** "Kenya's Self-Defense Forces": behind a state the own name of one state's organ is that state's organ. */
function lend(atoms: (Atom | undefined)[], words: readonly Word[], table: ActorTable): void {
  for (let i = 0; i < atoms.length; i++) {
    const atom = atoms[i];
    const slug = atom?.actors[0]?.slug;
    if (atom === undefined || slug === undefined || atom.from !== i || !ORGAN_IDS.has(slug.slice(3))) continue;
    const owner = atoms[words[i - 1]?.key === "'s" ? i - 2 : i - 1]?.actors[0];
    if (owner === undefined || words[i]!.gap !== '' || table.actors.get(owner.slug)?.kind !== 'state') continue;
    const head = { is: 'body', organ: slug.slice(3), role: null, many: false } as const;
    atoms.fill({ ...atom, actors: [], head }, i, atom.to);
  }
}

/**
 * "The Supreme Court", "the Senate", "the Ministry of Defence": a name that organs of many states bear is one state's own
 * only where the article names that state, another of its organs, or two of them in this way; else it is read as the
 * plain noun, whose state the passage tells.
 */
function unclaim(atoms: (Atom | undefined)[], words: readonly Word[], table: ActorTable): void {
  const certain = new Map<string, number>();
  const doubtful = new Map<string, Set<string>>();
  const ownerOf = (atom: Atom): string | null => table.actors.get(atom.actors[0]?.slug ?? '')?.country ?? null;
  const isCommon = ({ actors, head }: Atom): boolean =>
    head?.is === 'body' && actors[0]?.form === 'own' && ORGAN_IDS.has(actors[0].slug.slice(3));
  atoms.forEach((atom, i) => {
    const country = atom === undefined || atom.from !== i ? null : ownerOf(atom);
    if (atom === undefined || country === null) return;
    if (!isCommon(atom)) certain.set(country, (certain.get(country) ?? 0) + 1);
    else if (doubtful.has(country)) doubtful.get(country)!.add(atom.actors[0]!.slug);
    else doubtful.set(country, new Set([atom.actors[0]!.slug]));
  });
  // One word of a state among many of another claims nothing.
  const least = Math.max(0, ...certain.values()) / RARE;
  const claims = (country: string): boolean =>
    (certain.get(country) ?? 0) > least || (certain.size === 0 && (doubtful.get(country)?.size ?? 0) > 1);
  for (let i = 0; i < words.length; i++) {
    const atom = atoms[i];
    if (atom === undefined || atom.from !== i || !isCommon(atom) || claims(ownerOf(atom) ?? '')) continue;
    atoms.fill({ ...atom, actors: [] }, i, atom.to);
  }
}

const RARE = 4;

const isShared = ({ actors }: Atom): boolean => actors.some(({ slug }) => slug !== actors[0]!.slug);

/** For each word the index of the last range that starts at or before it. */
function places(words: readonly Word[], ranges: readonly Range[]): number[] {
  let at = 0;
  return words.map(({ start }) => {
    while (at + 1 < ranges.length && ranges[at + 1]!.start <= start) at++;
    return at;
  });
}

/** Share of capitalised words from which on a sentence is taken for a headline. */
const HEADLINE = 0.7;

/** Which sentences are headlines (title case: no verb in small letters) and which are in capitals throughout. */
function styleOf(scene: Pick<Scene, 'text' | 'words' | 'sentence' | 'pos'>, sentences: readonly Range[]) {
  const { text, words, sentence, pos } = scene;
  const counts = sentences.map(() => ({ long: 0, caps: 0, all: 0, verbs: 0 }));
  words.forEach(({ key, caps }, i) => {
    const count = counts[sentence[i]!];
    if (count === undefined) return;
    if (caps === 0 && pos[i] === 'VERB') count.verbs++;
    if (key.length < 4) return;
    count.long++;
    if (caps > 0) count.caps++;
    if (caps === 2) count.all++;
  });
  return {
    headline: counts.map(({ long, caps, verbs }, i) => {
      // Without a full stop a shorter line will do.
      const enough = /[.!?]["'”’]?$/.test(text.slice(sentences[i]!.end - 2, sentences[i]!.end)) ? 4 : 2;
      return long >= enough && verbs === 0 && caps >= HEADLINE * long;
    }),
    shouted: counts.map(({ long, all }) => long >= 3 && all >= HEADLINE * long),
  };
}

function isNamed(entry: Entry, from: number, to: number, words: readonly Word[], shouted: boolean): boolean {
  if (entry.is === 'head') return true;
  if (!capsFit(words, from, entry.caps)) return false;
  if (entry.is === 'blocked') return true;
  if (entry.form === 'person' || entry.form === 'surname') return false;
  const key = words
    .slice(from, to)
    .map((word) => word.key)
    .join(' ');
  if (to - from > 1) return !NEEDS_THE.has(key) || words[from - 1]?.key === 'the';
  if (shouted && entry.loose === 'no' && key !== 'us') return false;
  return !NEEDS_THE.has(key) || words[from - 1]?.key === 'the' || words[from - 1]?.key === "'s" || entry.caps[0] === 2;
}

/** "Yahoo Japan", "Air India": the state's name closes the name of somebody else. */
function isBranch(
  { actors, from }: Atom,
  words: readonly Word[],
  atoms: readonly (Atom | undefined)[],
  pos: readonly string[],
  table: ActorTable,
): boolean {
  const before = words[from - 1];
  if (before === undefined || words[from]!.gap !== '' || words[from]!.caps !== 1 || before.caps === 0) return false;
  const owner = atoms[from - 1];
  const company = owner !== undefined && table.actors.get(owner.actors[0]?.slug ?? '')?.standing === 'company';
  if ((owner !== undefined && !company) || pos[from - 1] !== 'PROPN' || STOP.has(before.key)) return false;
  const [actor] = actors;
  return (
    actor?.form === 'name' &&
    table.actors.get(actor.slug)?.kind === 'state' &&
    !/^\p{L}+ern$|^(?:east|west|north|south|central|upper|lower|greater|new|nazi|soviet|imperial)$/u.test(before.key)
  );
}

/** "Lia Holland … Holland said": a state that goes by no other name in the article is the person's family name. */
function keepPersons(atoms: (Atom | undefined)[], words: readonly Word[], persons: ReadonlySet<string>): void {
  const isLent = (atom: Atom): boolean => atom.to - atom.from === 1 && persons.has(words[atom.from]!.key);
  const plain = new Set(
    atoms.flatMap((atom) => (atom === undefined || isLent(atom) ? [] : atom.actors.map(({ slug }) => slug))),
  );
  for (let i = 0; i < atoms.length; i++) {
    const atom = atoms[i];
    if (atom !== undefined && isLent(atom) && !atom.actors.some(({ slug }) => plain.has(slug))) atoms[i] = undefined;
  }
}

/** The name of a state or town that is part of a person's here: "Michael Jordan", "Sofia Coppola". */
function isGivenName(
  atom: Atom,
  lexicon: Phrases<Entry>,
  words: readonly Word[],
  atoms: readonly (Atom | undefined)[],
  pos: readonly string[],
  first: readonly boolean[],
  headline: boolean,
): boolean {
  if (headline || atom.actors.length === 0 || !atom.actors.every(({ given }) => given)) return false;
  const { from, to } = atom;
  const before = words[from - 1];
  const joined = words[from]!.gap === '' && before !== undefined && !first[from];
  if (joined && before.caps > 0 && !first[from - 1] && atoms[from - 1] === undefined && pos[from - 1] === 'PROPN')
    return true;
  const after = words[to];
  if (after === undefined || after.caps !== 1 || after.gap !== '' || pos[to] !== 'PROPN' || first[to]) return false;
  return !lexicon.at(words, to).some(({ values }) => values.some(({ is }) => is === 'head'));
}
