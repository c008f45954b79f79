import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Standing } from '../model/statement.ts';
import { MODIFIERS, ORGANS, PAST } from './actor-data.ts';
import type { Atom, Head } from './lexicon.ts';
import type { Run } from './names.ts';
import { isVerbAfterAll } from './places.ts';
import type { Scene } from './scene.ts';

/** Whose organ or official it is: a state, an organisation or an organ by its own name, as the words say. */
export type Owner = {
  readonly slug: string;
  readonly country: string | null;
  readonly isState: boolean;
  readonly standing: Standing;
  readonly from: number;
  readonly to: number;
};

/**
 * The words around a noun of office: "[former] [U.S.] [deputy assistant secretary]", "[Russian] [Foreign Ministry]
 * [spokesperson]", "head of [the IAEA]". `to` is one past the noun, `end` one past an "of …" behind it.
 */
export type Chain = {
  readonly from: number;
  readonly to: number;
  readonly end: number;
  readonly owner: Owner | null;
  /** Id of a common organ, null for a plain role. */
  readonly organ: string | null;
  readonly head: Head;
  /** Last word of the head noun. */
  readonly noun: string;
  readonly past: boolean;
  readonly unnamed: boolean;
  /** "the" or an owner stands before it. */
  readonly definite: boolean;
};

/** A noun that no table knows stands right before ("union president"): the office is that body's, not a state's. */
export function isQualified({ words, pos, atoms, first }: Scene, { from, owner }: Chain): boolean {
  if (owner !== null || from === 0 || first[from] || words[from]!.gap !== '' || atoms[from - 1] !== undefined)
    return false;
  return /^(?:NOUN|PROPN)$/.test(pos[from - 1]!) && !DAYS.test(words[from - 1]!.key);
}

const DAYS = /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/;
const ADJECTIVAL = new Set(nameWords.adjectival);

/** Organs whose town tells nothing of their state: "the embassy in Paris", "reporters in Ankara". */
const UNSEATED = new Set([
  'embassy',
  'un-mission',
  'experts',
  'media',
  'state-media',
  'opposition',
  'officials',
  'military',
]);

/** Words without meaning of their own between an owner and a noun of office ("Japanese *trade union* leader"). */
const LOOSE_WORDS = 3;
/** Longest chain in words; keeps the cost linear in any text. */
const LONGEST = 24;

/** All chains of an article from left to right, without overlap. */
export function findChains(scene: Scene, runs: readonly Run[]): Chain[] {
  const chains: Chain[] = [];
  const starts = new Map(runs.map((run) => [run.from, run]));
  for (let i = 0; i < scene.words.length; ) {
    const chain = readChain(scene, i, starts, 0);
    if (chain === null) i++;
    else {
      chains.push(chain);
      i = chain.end;
    }
  }
  return chains;
}

type Reading = { at: number; owner: Owner | null; heads: Atom[]; past: boolean; unnamed: boolean; loose: number };

function readChain(scene: Scene, from: number, runs: ReadonlyMap<number, Run>, depth: number): Chain | null {
  const { words, sentence } = scene;
  const state: Reading = { at: from, owner: null, heads: [], past: false, unnamed: false, loose: 0 };
  let to = from;
  while (state.at < words.length && state.at - from < LONGEST && sentence[state.at] === sentence[from]) {
    if (state.at > from && !/^-?$/.test(words[state.at]!.gap) && !isAbbreviated(scene, state.at)) break;
    const heads = state.heads.length;
    if (!step(scene, state, from, runs)) break;
    if (state.heads.length > heads) to = state.at;
  }
  const last = state.heads.at(-1)?.head;
  if (last == null || last.is === 'title' || isAttribute(scene, state.heads.at(-1)!)) return null;
  const organ = state.heads.map(({ head }) => head?.organ ?? null).find((id) => id !== null && id !== 'officials');
  const before = words[from - 1]?.key ?? '';
  const chain: Chain = {
    from,
    to,
    end: to,
    owner: state.owner,
    organ: organ ?? last.organ,
    head: last,
    noun: words[to - 1]!.key,
    past: state.past,
    unnamed: state.unnamed,
    definite: before === 'the' || before === 'its' || before === 'their' || state.owner !== null,
  };
  return depth < 2 ? extend(scene, chain, runs, depth) : chain;
}

/** "China's *military* activities", "a *source* of concern": the noun names no speaker here. */
function isAttribute({ words, pos, sentence }: Scene, { from, to, head }: Atom): boolean {
  const after = words[to];
  if (after === undefined || sentence[to] !== sentence[from]) return false;
  if (head?.role === 'anonymous') return after.key === 'of' && after.gap === '';
  if (!ADJECTIVAL.has(words[to - 1]!.key) || to - from > 1 || (after.gap !== '' && after.gap !== '-')) return false;
  return pos[to] === 'NOUN' || pos[to] === 'ADJ' || after.gap === '-';
}

const isAbbreviated = ({ words }: Scene, at: number): boolean =>
  words[at]!.gap === '.' && /^(?:gen|lt|maj|col|adm|sen|rep|gov|rev|prof|brig|cmdr|sgt|hon)$/.test(words[at - 1]!.key);

/** Takes the next word or phrase into the chain; false where the chain ends. */
function step(scene: Scene, state: Reading, from: number, runs: ReadonlyMap<number, Run>): boolean {
  const { words, atoms, pos } = scene;
  const word = words[state.at]!;
  const atom = atoms[state.at];
  if (word.key === "'s") {
    state.at++;
    return state.at - 1 > from && (state.owner?.to === state.at - 1 || state.heads.at(-1)?.to === state.at - 1);
  }
  if (PAST.has(word.key) && (word.key !== 'then' || words[state.at + 1]?.gap === '-')) {
    if (state.heads.length > 0) return false;
    state.past = word.key !== 'then' && word.key !== 'late' ? true : state.past || word.key === 'then';
    state.at++;
    return true;
  }
  if (atom !== undefined && atom.actors.length > 0 && !(atom.head !== null && state.owner !== null)) {
    // An owner stands before its noun; "state news agency TASS" is the agency itself.
    if (state.heads.length > 0 || !mayOwn(scene, atom)) return false;
    state.owner = ownerOf(scene, atom);
    state.at = atom.to;
    state.loose = 0;
    return state.owner !== null;
  }
  if (atom?.head != null && atom.head.is !== 'title') {
    state.heads.push(atom);
    state.at = atom.to;
    state.loose = 0;
    return true;
  }
  if (MODIFIERS.has(word.key)) {
    state.unnamed ||= word.key === 'unnamed' || word.key === 'anonymous';
    state.at++;
    return true;
  }
  const run = runs.get(state.at);
  if (run?.body != null && state.heads.length === 0 && headFollows(scene, run.to)) {
    const { key } = words[run.to - 1]!;
    state.owner = { slug: `~${key}`, country: null, isState: false, standing: run.body, from: run.from, to: run.to };
    state.at = run.to;
    return true;
  }
  // "former Florida Gov. NAME": a place that no table knows.
  if (run !== undefined && run.body === null && state.past && state.heads.length === 0 && headFollows(scene, run.to)) {
    state.at = run.to;
    return true;
  }
  const ordinary = word.caps === 0 && /^(?:NOUN|ADJ)$/.test(pos[state.at]!);
  if (!ordinary || state.owner === null || state.heads.length > 0 || ++state.loose > LOOSE_WORDS) return false;
  // "Ankara summons envoy": a bare name needs more than the tagger's word that no verb follows.
  if (state.owner.to === state.at && isVerbAfterAll(scene, state.at)) return false;
  state.at++;
  return roleAhead(scene, state.at, LOOSE_WORDS - state.loose);
}

function headFollows({ words, atoms }: Scene, at: number): boolean {
  const next = words[at]?.key === "'s" ? at + 1 : at;
  return atoms[next]?.head != null && words[next]!.gap === '';
}

/** A noun for a person follows within a few ordinary words; an organ's own noun would need no such filling. */
function roleAhead({ words, atoms, pos }: Scene, at: number, reach: number): boolean {
  for (let i = at; i <= at + reach && i < words.length; i++) {
    if (words[i]!.gap !== '' && words[i]!.gap !== '-') return false;
    const head = atoms[i]?.head;
    if (head != null && atoms[i]!.actors.length === 0) return head.is === 'role' || head.is === 'post';
    if (words[i]!.caps > 0 || !/^(?:NOUN|ADJ)$/.test(pos[i]!)) return false;
  }
  return false;
}

/** "pro-Russian", "US-led" and "Tokyo-based" own nothing; a capital needs a possessive or a noun of office. */
function mayOwn({ words, atoms }: Scene, atom: Atom): boolean {
  const before = words[atom.from - 1];
  if (words[atom.from]!.gap === '-' && /^(?:pro|anti|non|un|trans|post|pre)$/.test(before?.key ?? '')) return false;
  const after = words[atom.to];
  if (after === undefined) return false;
  if (after.gap === '-' && atoms[atom.to] === undefined) return false;
  return true;
}

export function ownerOf({ table }: Scene, atom: Atom): Owner | null {
  const slug = atom.actors[0]?.slug;
  const actor = slug === undefined ? undefined : table.actors.get(slug);
  if (actor === undefined) return null;
  const { country, kind, standing } = actor;
  return { slug: actor.slug, country, isState: kind === 'state', standing, from: atom.from, to: atom.to };
}

/** Takes "of Japan", "for the Russian Foreign Ministry", "at the IAEA" behind the noun into the chain. */
function extend(scene: Scene, chain: Chain, runs: ReadonlyMap<number, Run>, depth: number): Chain {
  const { words, atoms, sentence } = scene;
  const link = words[chain.to];
  if (link === undefined || link.gap !== '' || sentence[chain.to] !== sentence[chain.from]) return chain;
  if (!/^(?:of|for|at|from|with|to|in)$/.test(link.key)) return chain;
  if (link.key === 'in') return seated(scene, chain);
  if ((chain.organ === 'experts' || chain.head.role === 'expert') && !/^(?:of|at|with|from)$/.test(link.key))
    return chain;
  const at = /^(?:the|a|an)$/.test(words[chain.to + 1]?.key ?? '') ? chain.to + 2 : chain.to + 1;
  if (words[at] === undefined || words[at]!.gap !== '') return chain;
  const inner = readChain(scene, at, runs, depth + 1);
  if (inner !== null && inner.head.is !== 'role' && link.key !== 'to') {
    const named = inner.head.is === 'post' && runs.has(inner.end);
    const organ = chain.organ ?? (named ? null : inner.organ);
    return { ...chain, owner: chain.owner ?? inner.owner, organ, end: named ? chain.to : inner.end, definite: true };
  }
  const atom = atoms[at];
  const owner =
    atom === undefined || atom.actors.length === 0
      ? bodyOwner(scene, runs.get(at), link.key === 'of' && PRESIDES.has(chain.noun))
      : ownerOf(scene, atom);
  if (
    owner === null &&
    chain.owner === null &&
    link.key === 'of' &&
    PRESIDES.has(chain.noun) &&
    !REALM.test(words[at]!.key)
  ) {
    const nobody = {
      slug: '~',
      country: null,
      isState: false,
      standing: 'unknown',
      from: chain.to,
      to: chain.to,
    } as const;
    return { ...chain, owner: nobody, definite: true };
  }
  if (owner === null || (link.key === 'to' && owner.isState)) return chain;
  if (
    owner.isState &&
    (link.key === 'at' || link.key === 'with' || (link.key === 'from' && chain.head.role !== 'expert'))
  ) {
    return chain;
  }
  return { ...chain, owner: chain.owner ?? owner, end: owner.to, definite: true };
}

/** "the foreign ministry in Athens": a capital right behind an organ says whose it is. */
function seated(scene: Scene, chain: Chain): Chain {
  const atom = scene.atoms[chain.to + 1];
  if (chain.owner !== null || chain.organ === null || UNSEATED.has(chain.organ)) return chain;
  if (atom?.actors[0]?.form !== 'capital' || scene.words[chain.to + 1]!.gap !== '') return chain;
  return { ...chain, owner: ownerOf(scene, atom), end: atom.to, definite: true };
}

/** Heads of states, but of clubs and colleges too: "president of NAME" with a name no table knows is no state's. */
const PRESIDES = new Set(['president', 'chairman', 'chairwoman', 'treasurer']);
const REALM = /^(?:country|nation|republic|state|federation|union|council|senate|parliament|court|assembly|supreme)$/;

/** An organisation that no table knows, as owner; `any`: whatever else the name may be. */
export function bodyOwner({ text, words }: Scene, run: Run | undefined, any = false): Owner | null {
  if (run === undefined || (run.body === null && !any)) return null;
  const slug = `~${text.slice(words[run.from]!.start, words[run.to - 1]!.end)}`;
  return { slug, country: null, isState: false, standing: run.body ?? 'unknown', from: run.from, to: run.to };
}

/** Roles whose standing does not come from whom they work for. */
const KEEPS: ReadonlySet<string> = new Set(['expert', 'media', 'company', 'opposition']);
const STANDING = new Map(ORGANS.map(({ id, standing }) => [id, standing]));

/** The standing the words give, with the owner taken into account; `unknown` when they give none. */
export function standingOf(chain: Chain): Standing {
  if (chain.past) return 'former';
  if (chain.unnamed || chain.head.role === 'anonymous') return 'anonymous';
  const organ = chain.organ === null ? null : (STANDING.get(chain.organ) ?? null);
  if (organ === 'opposition' || organ === 'state-media' || organ === 'expert') return organ;
  const { owner, head } = chain;
  if (owner !== null && !owner.isState && owner.standing !== 'government' && owner.standing !== 'official') {
    // Analysts and reporters of an organisation keep their own standing.
    return head.role !== null && KEEPS.has(head.role) ? (head.role as Standing) : owner.standing;
  }
  if (head.role === null) return head.organ === 'officials' ? 'official' : (organ ?? 'unknown');
  if (head.role === 'spokesperson' || head.role === 'unknown') {
    const leads = /^(?:leader|leaders|chief|head)$/.test(chain.noun) || head.role === 'spokesperson';
    return organ ?? (owner !== null && (leads || !owner.isState) ? owner.standing : 'unknown');
  }
  // "Defence attorney NAME" speaks for a client; "U.S. Attorney" and "district attorney" say whose they are.
  if (chain.noun === 'attorney' && owner === null && chain.to - chain.from === 1) return 'unknown';
  return head.role as Standing;
}

/** Slug of whom the words speak for: the organ of the owner's state, else the owner; null when they name nobody. */
export function officeOf(chain: Chain, country: string | null): string | null {
  const { owner, organ } = chain;
  if (owner?.slug.startsWith('~')) return null;
  if (owner !== null && !owner.isState && (organ === null || organ === 'officials' || owner.country === null))
    return owner.slug;
  const state = (owner?.country ?? country)?.toLowerCase();
  if (state === undefined) return null;
  return organ === null ? (owner?.slug ?? state) : `${state}-${organ}`;
}
