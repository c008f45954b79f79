import nameWords from '../../data/name-words.json' with { type: 'json' };
import { bodyOwner, type Chain, type Owner, ownerOf } from './chains.ts';
import type { Head } from './lexicon.ts';
import { isBodyWord, knownPerson, type Run } from './names.ts';
import type { Scene } from './scene.ts';

/** A place where a person is named, with the words of the role given there. */
export type Naming = {
  readonly from: number;
  readonly to: number;
  readonly chain: Chain | null;
  readonly role: readonly [number, number] | null;
  readonly keys: readonly string[];
};

const SPEECH = new Set(nameWords.speech);
/** Nouns of office that are bodies, not persons: "law firm NAME". */
const BODIES = new Set([
  'company',
  'firm',
  'manufacturer',
  'tank',
  'press',
  'media',
  'service',
  'commentary',
  'editorial',
]);

/** Where persons are named by name and role, in order; `taken` are the chains used up by them. */
export function findNamings(scene: Scene, chains: readonly Chain[], runs: readonly Run[]) {
  const namings = new Map<number, Naming>();
  const taken = new Set<Chain>();
  const starts = new Map(runs.map((run) => [run.from, run]));
  const ends = new Map(runs.map((run) => [run.to, run]));
  const add = (run: Run, chain: Chain | null, role: readonly [number, number] | null): void => {
    const old = namings.get(run.from);
    if (old === undefined || (old.chain === null && chain !== null)) {
      const keys = scene.words.slice(run.from, run.to).map(({ key }) => key);
      const home = chain?.owner == null ? ownerBehind(scene, run, starts) : null;
      namings.set(run.from, {
        from: run.from,
        to: run.to,
        chain: home === null ? chain : atHome(run, chain, home),
        role,
        keys,
      });
    }
    if (chain !== null) taken.add(chain);
  };
  let before: Chain | undefined;
  for (const chain of chains) {
    const last: Chain | undefined = before;
    before = chain;
    if (!isPersonal(chain, scene.headline[scene.sentence[chain.from]!] ?? false)) continue;
    const behind = nameBehind(scene, chain, starts);
    if (behind !== null && last !== undefined && isOffice(scene, last, chain)) {
      // "the army spokesman, Col. NAME": the office says more than the rank.
      taken.add(chain);
      add(behind, last, [last.from, last.end]);
    } else if (behind !== null) add(behind, chain, [chain.from, chain.end]);
    const ahead = behind === null ? nameAhead(scene, chain, ends) : null;
    if (ahead !== null) add(ahead, chain, [chain.from, roleEnd(scene, chain)]);
  }
  const full = new Map(runs.filter(isFull).map((run) => [lastKey(scene, run), run]));
  for (const run of runs) {
    if (run.body !== null) continue;
    const speaks = isSpeaking(scene, run, (run) => ownerBehind(scene, run, starts)?.to ?? run.to);
    // "FAMILY NAME said" makes a person of the full name elsewhere in the article.
    const longer = speaks && !isFull(run) ? full.get(lastKey(scene, run)) : undefined;
    if (longer !== undefined) add(longer, null, null);
    if (isKnown(scene, run) || isTitled(scene, run) || (speaks && isFull(run)) || longer !== undefined)
      add(run, null, null);
  }
  return { namings: [...namings.values()].sort((a, b) => a.from - b.from), taken };
}

/** "NAME of Kenya", "NAME of the Bank of England", "NAME from Keio University": whom the person belongs to. */
function ownerBehind(scene: Scene, { to }: Run, starts: ReadonlyMap<number, Run>): Owner | null {
  const { words, atoms } = scene;
  const link = words[to];
  if (link === undefined || link.gap !== '' || !/^(?:of|from|at|with)$/.test(link.key)) return null;
  const at = words[to + 1]?.key === 'the' ? to + 2 : to + 1;
  if (words[at] === undefined || words[at]!.gap !== '') return null;
  const atom = atoms[at];
  const owner = atom !== undefined && atom.actors.length > 0 ? ownerOf(scene, atom) : bodyOwner(scene, starts.get(at));
  // "NAME of Kenya" but not "NAME from London": a town says where somebody is.
  return owner?.isState && (link.key !== 'of' || atom?.actors[0]?.form !== 'name') ? null : owner;
}

const MEMBER: Head = { is: 'role', organ: null, role: 'unknown', many: false };

/** The role with its owner, or for a name without role the membership alone. */
function atHome(run: Run, chain: Chain | null, owner: Owner): Chain {
  if (chain !== null) return { ...chain, owner };
  const { from, to } = owner;
  return {
    from,
    to,
    end: to,
    owner,
    organ: null,
    head: MEMBER,
    noun: 'member',
    past: false,
    unnamed: false,
    definite: run.from < from,
  };
}

function isPersonal({ head, owner, noun }: Chain, headline: boolean): boolean {
  if (BODIES.has(noun)) return false;
  if (head.many || head.role === 'anonymous' || head.is === 'body' || head.is === 'title') return false;
  // In title case "To Host NAME" gives no role.
  return !headline || head.is === 'post' || owner !== null;
}

/** An office with a comma and a rank behind it. */
function isOffice({ words, sentence }: Scene, office: Chain, rank: Chain): boolean {
  if (office.end !== rank.from || words[rank.from]!.gap !== ',' || sentence[office.from] !== sentence[rank.from])
    return false;
  return office.definite && isPersonal(office, false) && rank.owner === null && rank.head.role === 'official';
}

/** "Defense Minister NAME"; with a comma between, the role must be definite: "the IAEA chief, NAME,". */
function nameBehind(scene: Scene, chain: Chain, starts: ReadonlyMap<number, Run>): Run | null {
  const { words, atoms, sentence } = scene;
  // "fellow NAMES", "a major NAME": an adjective.
  if (/^(?:fellow|major)$/.test(chain.noun) && words[chain.to - 1]!.caps === 0 && words[chain.end]?.gap === '')
    return null;
  let at = chain.end;
  if (atoms[at]?.head?.is === 'title') at = atoms[at]!.to;
  const run = starts.get(at) ?? knownRun(scene, at);
  if (run == null || !isName(scene, run) || sentence[at] !== sentence[chain.from]) return null;
  const { gap } = words[chain.end]!;
  if (gap === '' || gap === '.') return run;
  const after = words[run.to];
  const closed = after === undefined || after.gap !== '' || sentence[run.to] !== sentence[at] || after.key === "'s";
  const linked = closed || scene.pos[run.to] === 'VERB' || /^(?:of|from|at|who)$/.test(after?.key ?? '');
  // "another analyst, NAME of Keio University,"
  const named =
    chain.definite || (run.to - run.from > 1 && /^(?:a|an|another|one)$/.test(words[chain.from - 1]?.key ?? ''));
  return gap === ',' && named && linked ? run : null;
}

/** Behind an office even "Nathan Deal" is a name; "Act" or "Bank" alone is none. */
function isName({ words }: Scene, { from, to, body }: Run): boolean {
  const { key } = words[from]!;
  return to - from > 1 ? body === null || body === 'unknown' : key.length > 1 && !isBodyWord(key);
}

/** A person of the table in a headline, where capitals show no names. */
function knownRun(scene: Scene, at: number): Run | null {
  if (at >= scene.words.length) return null;
  const found = scene.table.lexicon.at(scene.words, at);
  for (const { to } of found) if (knownPerson(scene, at, to) !== null) return { from: at, to, body: null };
  return null;
}

/** "NAME, a former U.S. official," and "NAME (the head of the IAEA)". */
function nameAhead(scene: Scene, chain: Chain, ends: ReadonlyMap<number, Run>): Run | null {
  const { words, sentence } = scene;
  const article = /^(?:the|a|an|its|his|her|their)$/.test(words[chain.from - 1]?.key ?? '');
  const start = article ? chain.from - 1 : chain.from;
  const run = ends.get(start);
  if (run === undefined || run.body !== null || sentence[run.from] !== sentence[start]) return null;
  if (!/^(?:,|\(|—|–)$/.test(words[start]!.gap)) return null;
  // "In Geneva, the minister said": a single word behind a preposition is a place.
  const single = run.to - run.from === 1;
  if (single && (/^(?:in|at|from|near|to|on|of)$/.test(words[run.from - 1]?.key ?? '') || scene.first[run.from]))
    return null;
  const end = roleEnd(scene, chain);
  const after = words[end];
  const closed = after === undefined || sentence[end] !== sentence[start] || after.gap !== '' || after.key === 'who';
  return closed ? run : null;
}

const ROLE_WORDS = 14;

/** One past the words of a role: prepositional phrases behind it belong to it, up to a mark or a verb. */
function roleEnd({ words, pos, sentence }: Scene, chain: Chain): number {
  let end = chain.end;
  for (let i = chain.end; i < words.length && i - chain.end < ROLE_WORDS; i++) {
    const word = words[i]!;
    if (sentence[i] !== sentence[chain.from] || (word.gap !== '' && word.gap !== '-')) return i;
    if (/^(?:VERB|AUX|PRON|SCONJ)$/.test(pos[i]!) || /^(?:who|that|which|whose)$/.test(word.key)) return end;
    if (i === chain.end && !/^(?:of|for|at|on|in|to|with|from)$/.test(word.key)) return end;
    if (pos[i] === 'NOUN' || pos[i] === 'PROPN') end = i + 1;
  }
  return end;
}

function isKnown(scene: Scene, run: Run): boolean {
  return knownPerson(scene, run.from, run.to) !== null;
}

function isTitled({ atoms, words }: Scene, run: Run): boolean {
  return atoms[run.from - 1]?.head?.is === 'title' && /^\.?$/.test(words[run.from]!.gap);
}

const isFull = ({ from, to, body }: Run): boolean => body === null && to - from > 1;
const lastKey = ({ words }: Scene, { to }: Run): string => words[to - 1]!.key;

/** A name that speaks: "said NAME", "NAME added", "according to NAME", "NAME, 45,". */
function isSpeaking({ words, pos, lemmas, sentence }: Scene, run: Run, behind: (run: Run) => number): boolean {
  const after = words[run.to];
  if (after !== undefined && sentence[run.to] === sentence[run.from]) {
    const next = behind(run);
    if (words[next]?.gap === '' && pos[next] === 'VERB' && SPEECH.has(lemmas[next]!)) return true;
    if (after.gap === ',' && (/^\d{2}$/.test(after.key) || after.key === 'who')) return true;
  }
  const before = words[run.from]!.gap === '' ? words[run.from - 1] : undefined;
  if (before === undefined || before.caps > 0) return false;
  if (before.key === 'to' && words[run.from - 2]?.key === 'according') return true;
  return SPEECH.has(lemmas[run.from - 1]!) && pos[run.from - 1] === 'VERB';
}
