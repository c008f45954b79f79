import nameWords from '../../data/name-words.json' with { type: 'json' };
import type { Mention, MentionKind, Standing } from '../model/statement.ts';
import { type Chain, isQualified, officeOf, standingOf } from './chains.ts';
import { type Focus, lastBefore } from './focus.ts';
import type { Naming } from './namings.ts';
import type { Person } from './persons.ts';
import { isVerbAfterAll } from './places.ts';
import type { Scene } from './scene.ts';

/** What a noun of office without a name stands for. */
export type Named = {
  readonly from: number;
  readonly to: number;
  readonly kind: MentionKind;
  readonly entity: string;
  /** null: the words themselves. */
  readonly name: string | null;
  readonly country: string | null;
  readonly standing: Standing;
  readonly of: string | null;
};

export type PersonNamings = { readonly person: Person; readonly namings: readonly Naming[] };

type Around = {
  /** The chain before, for "Chinese state media and analysts". */
  readonly before: Chain | null;
  readonly focus: Focus;
  readonly persons: readonly PersonNamings[];
};

const BARE_BODIES = new Set(nameWords.bareBodies);
const MINISTRIES = new Set(nameWords.ministries);
/** "a senior official said": one of them speaks; "I am a negotiator" is no speaker. */
const SINGLE = new Set(nameWords.single);
const LOCAL = new Set(nameWords.local);
/** A definite office is looked for this many sentences back. */
const REACH = 8;

/** "Japan's defence minister", "Chinese state media", "the foreign ministry", "government sources"; null for nobody. */
export function nameOffice(scene: Scene, chain: Chain, { before, focus, persons }: Around): Named | null {
  const shared =
    chain.owner === null && before !== null && isShared(scene, before, chain)
      ? { ...chain, owner: before.owner }
      : chain;
  if (shared.owner !== null) return owned(scene, shared);
  const person = definitePerson(scene, chain, persons);
  if (person !== null) return person;
  return bare(scene, chain, focus);
}

/** Two groups joined by "and" share the owner before the first. */
function isShared({ words }: Scene, before: Chain, chain: Chain): boolean {
  if (before.owner === null || !before.head.many || !chain.head.many) return false;
  const between = words.slice(before.end, chain.from).map(({ key }) => key);
  return between.length === 1 && (between[0] === 'and' || between[0] === 'or');
}

function owned(scene: Scene, chain: Chain): Named | null {
  const { owner, head, organ } = chain;
  const standing = standingOf(chain);
  const country = owner?.country ?? null;
  const base = { from: chain.from, to: chain.end, country, standing, of: null };
  const state = country?.toLowerCase();
  if (standing === 'anonymous') {
    return { ...base, kind: 'organ', entity: state === undefined ? 'sources' : `${state}-sources`, name: null };
  }
  if (standing === 'former') {
    return { ...base, kind: 'organ', entity: state === undefined ? 'former' : `${state}-former`, name: null };
  }
  if (head.role === 'expert' && state !== undefined)
    return { ...base, kind: 'organ', entity: `${state}-experts`, name: null };
  const own = owner === null ? undefined : scene.table.actors.get(owner.slug);
  if (standing === 'expert' || owner?.slug.startsWith('~')) {
    if (!head.many || !(organ === 'experts' || organ === 'officials' || head.role === 'expert')) return null;
    const group = standing === 'expert' ? 'experts' : organ === 'officials' ? 'officials' : null;
    if (own !== undefined && !owner?.isState) return { ...base, kind: own.kind, entity: own.slug, name: null };
    return group === null
      ? null
      : { ...base, kind: 'organ', entity: state === undefined ? group : `${state}-${group}`, name: null };
  }
  // "Russia's TASS news agency" is the agency itself.
  if (own?.kind === 'outlet' && (organ === 'media' || organ === 'state-media')) {
    return { ...base, kind: own.kind, entity: own.slug, name: own.name, standing: own.standing };
  }
  // A lone "Russian activist" or "Japanese worker" is nobody's voice but their own.
  const plain = organ === null && (head.role === 'unknown' || head.role === 'company' || head.role === 'media');
  if (plain && !(owner !== null && (!owner.isState || standing === 'government'))) return null;
  // "Mexico City's mayor" is no voice of the state.
  if (organ === null && head.role === 'official' && owner?.isState && LOCAL.has(chain.noun)) return null;
  const general = head.role === 'official' ? 'officials' : 'government';
  const office = organ === null && owner?.isState ? `${state}-${general}` : officeOf(chain, null);
  const actor = office === null ? undefined : scene.table.actors.get(office);
  if (actor === undefined) return null;
  const kind = actor.kind === 'state' ? 'organ' : actor.kind;
  const isWhole = head.is === 'body' || head.is === 'post' || organ !== null;
  return { ...base, kind, entity: actor.slug, name: isWhole || !owner?.isState ? actor.name : null };
}

/** "the president", "the spokeswoman": the last person of the article who was given that role. */
function definitePerson(scene: Scene, chain: Chain, persons: readonly PersonNamings[]): Named | null {
  if (!chain.definite || chain.head.many || chain.head.is === 'body' || chain.end > chain.to) return null;
  if (scene.words[chain.from - 1]?.key !== 'the') return null;
  const here = scene.sentence[chain.from]!;
  let best: { person: Person; at: number } | null = null;
  for (const { person, namings } of persons) {
    const last = namings[lastBefore(namings, chain.from, ({ from }) => from)];
    if (last === undefined || here - scene.sentence[last.from]! > REACH || (best !== null && last.from < best.at))
      continue;
    const holds = namings.some(
      ({ from, chain: role }) => from < chain.from && role !== null && isSameRole(role, chain),
    );
    if (holds) best = { person, at: last.from };
  }
  if (best === null) return null;
  const { entity, name, country, standing, of } = best.person;
  return { from: chain.from, to: chain.to, kind: 'person', entity, name, country, standing, of };
}

/** "Sen. NAME" is "the senator" later. */
const TITLES: ReadonlyMap<string, string> = new Map(Object.entries(nameWords.titles));
const fullTitle = (noun: string): string => TITLES.get(noun) ?? noun;

function isSameRole(a: Chain, b: Chain): boolean {
  if (a.head.role === 'spokesperson' && b.head.role === 'spokesperson') return true;
  if (fullTitle(a.noun) !== fullTitle(b.noun)) return false;
  return b.organ === null || a.organ === b.organ || TITLES.has(a.noun);
}

function isNounNext(scene: Scene, { from, end }: Chain): boolean {
  const { words, pos, sentence } = scene;
  if (words[end]?.gap !== '' || sentence[end] !== sentence[from]) return false;
  return /^(?:NOUN|PROPN|ADJ)$/.test(pos[end]!) && !isVerbAfterAll(scene, end);
}

function bare(scene: Scene, chain: Chain, focus: Focus): Named | null {
  const { words, text } = scene;
  const { head, organ } = chain;
  const standing = standingOf(chain);
  const base = { from: chain.from, to: chain.end, name: null, country: null, standing, of: null };
  if (head.role === 'anonymous' || standing === 'anonymous') return { ...base, kind: 'organ', entity: 'sources' };
  if (standing === 'former') return head.many ? { ...base, kind: 'organ', entity: 'former' } : null;
  if (organ === 'experts' || (head.role === 'expert' && head.many))
    return { ...base, kind: 'organ', entity: 'experts' };
  if (organ === 'officials' || (head.role === 'official' && organ === null)) {
    const group = head.many ? organ === 'officials' || chain.noun === 'politicians' : SINGLE.has(chain.noun);
    return group ? { ...base, kind: 'organ', entity: 'officials' } : null;
  }
  if (organ === null || organ === 'media' || isQualified(scene, chain)) return null;
  const phrase = text.slice(words[chain.from]!.start, words[chain.to - 1]!.end).toLowerCase();
  const before = words[chain.from - 1]?.key ?? '';
  // "a cabinet meeting", "the government plan": a noun behind takes the speech away.
  if (head.is === 'body' && isNounNext(scene, chain)) return null;
  const isBody = MINISTRIES.has(organ) || BARE_BODIES.has(phrase) || head.is === 'post' || head.is === 'role';
  if (!isBody || (!/^(?:the|a|an|its|their)$/.test(before) && !head.many && words[chain.from]!.caps === 0)) return null;
  // "a commander in chief who acts" is anybody.
  if (head.is === 'post' && /^an?$/.test(before)) return null;
  // "According to authorities there": of a place, not of the state spoken of.
  const country = words[chain.to]?.key === 'there' && words[chain.to]!.gap === '' ? null : focus(chain.from, organ);
  if (country === null) return { ...base, kind: 'organ', entity: unowned(scene, organ) };
  const slug = `${country.toLowerCase()}-${organ}`;
  // One senator is not the parliament.
  const whole = organ !== 'parliament' || head.is === 'body' || head.many;
  return {
    ...base,
    kind: 'organ',
    entity: slug,
    name: whole ? (scene.table.actors.get(slug)?.name ?? null) : null,
    country,
  };
}

/** An organ of nobody knows which state; "pm" alone would be Saint Pierre and Miquelon. */
const unowned = ({ table }: Scene, organ: string): string => (table.actors.has(organ) ? `any-${organ}` : organ);

/** "The ministry said": the ministry that was named last. */
export function repeatMinistries({ words, table, text }: Scene, mentions: readonly Mention[]): Named[] {
  const ministries = mentions
    .filter(
      ({ entity, start, end }) =>
        MINISTRIES.has(entity.slice(3)) && /minist|department|office/i.test(text.slice(start, end)),
    )
    .sort((a, b) => a.start - b.start);
  const found: Named[] = [];
  words.forEach(({ key, start }, at) => {
    if ((key !== 'ministry' && key !== 'department') || words[at - 1]?.key !== 'the') return;
    const last = ministries[lastBefore(ministries, start, ({ start }) => start)];
    const actor = last === undefined ? undefined : table.actors.get(last.entity);
    if (last === undefined || actor === undefined) return;
    const { entity, country, standing } = last;
    found.push({ from: at, to: at + 1, kind: 'organ', entity, name: actor.name, country, standing, of: null });
  });
  return found;
}
