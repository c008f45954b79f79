import type { Standing } from '../model/statement.ts';
import type { Phrases, Word } from './words.ts';

/** How an alias names its actor. `own`: an organ, organisation or outlet by its own name. */
export type Form = 'name' | 'adjective' | 'people' | 'capital' | 'own' | 'person' | 'surname';

/**
 * A noun that heads the name of an organ or of a speaker: `body` ("foreign ministry"), `post` ("foreign minister"),
 * `role` ("spokesperson", "analysts"), `title` ("Mr"). `organ` is the id of a common organ, null for a plain role.
 */
export type Head = {
  readonly is: 'body' | 'post' | 'role' | 'title';
  readonly organ: string | null;
  readonly role: RoleName | null;
  readonly many: boolean;
};

export type RoleName =
  | 'spokesperson'
  | 'government'
  | 'official'
  | 'expert'
  | 'media'
  | 'company'
  | 'opposition'
  | 'unknown'
  | 'anonymous';

/**
 * What a phrase may mean. `caps` are the capitals its words must show (as in `Word.caps`); `loose`: whether it also
 * counts in small letters in a question (`context`: only where the words around it say so).
 */
export type Entry =
  | {
      readonly is: 'actor';
      readonly slug: string;
      readonly form: Form;
      readonly caps: readonly number[];
      readonly loose: 'yes' | 'context' | 'no';
      /** The alias is a given name or family name too ("Jordan", "Washington"). */
      readonly given: boolean;
    }
  | { readonly is: 'head'; readonly head: Head }
  | { readonly is: 'blocked'; readonly caps: readonly number[] };

export type ActorEntry = Extract<Entry, { is: 'actor' }>;

/** Words `from` (inclusive) to `to` (exclusive) and what they may mean. */
export type Atom = {
  readonly from: number;
  readonly to: number;
  readonly actors: readonly ActorEntry[];
  readonly head: Head | null;
};

/** An organ every state has: its id, how it is named, its standing and whom it speaks for. */
export type OrganKind = {
  readonly id: string;
  readonly name: string;
  /** Id of another organ, null for the state itself, `own` for nobody else. */
  readonly parent: string | null;
  readonly standing: Standing;
  readonly body: readonly string[];
  readonly post: readonly string[];
};

/** Whether the words show the capitals an alias needs; a word in capitals satisfies all but a line in capitals. */
export function capsFit(words: readonly Word[], from: number, caps: readonly number[]): boolean {
  return caps.every((need, i) => words[from + i]!.caps >= need);
}

/**
 * The longest phrases of the lexicon in a run of words, from left to right, without overlap. `accept` says whether an
 * entry counts at this place.
 */
export function findAtoms(
  words: readonly Word[],
  lexicon: Phrases<Entry>,
  accept: (entry: Entry, from: number, to: number) => boolean,
): Atom[] {
  const atoms: Atom[] = [];
  for (let i = 0; i < words.length; i++) {
    for (const { to, values } of lexicon.at(words, i)) {
      const kept = values.filter((entry) => accept(entry, i, to));
      if (kept.length === 0) continue;
      if (!kept.some(({ is }) => is === 'blocked')) atoms.push(toAtom(i, to, kept));
      i = to - 1;
      break;
    }
  }
  return atoms;
}

function toAtom(from: number, to: number, entries: readonly Entry[]): Atom {
  const actors = entries.filter((entry): entry is ActorEntry => entry.is === 'actor');
  const head = entries.find((entry) => entry.is === 'head');
  return { from, to, actors, head: head?.is === 'head' ? head.head : null };
}
