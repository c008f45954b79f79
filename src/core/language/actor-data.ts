import collisions from '../../data/collisions.json' with { type: 'json' };
import organisationRows from '../../data/organisations.json' with { type: 'json' };
import organRows from '../../data/organs.json' with { type: 'json' };
import personRows from '../../data/people.json' with { type: 'json' };
import roleRows from '../../data/roles.json' with { type: 'json' };
import specialRows from '../../data/special-organs.json' with { type: 'json' };
import stateRows from '../../data/states.json' with { type: 'json' };
import type { Actor } from '../model/actor.ts';
import type { MentionKind, Standing } from '../model/statement.ts';
import type { Entry, Form, Head, OrganKind, RoleName } from './lexicon.ts';
import { keyOf, makePhrases, type Phrases, readWords, slugOf, type Word } from './words.ts';

type State = {
  readonly code: string;
  readonly name: string;
  readonly also?: readonly string[];
  readonly adjective?: readonly string[];
  readonly people?: readonly string[];
  readonly capital?: readonly string[];
};
type Special = { slug: string; name: string; also?: readonly string[]; post?: readonly string[]; seat?: boolean };
type Organisation = {
  slug: string;
  name: string;
  also?: readonly string[];
  kind: string;
  standing: string;
  country?: string;
  parent?: string;
  seatOf?: readonly string[];
};
type Person = {
  name: string;
  also?: readonly string[];
  country?: string;
  of: string;
  role: string;
  from?: string;
  until?: string;
  earlier?: readonly (readonly [string, string])[];
};

const STATES: readonly State[] = stateRows;
const SPECIALS: readonly Special[] = specialRows;
const ORGANISATIONS: readonly Organisation[] = organisationRows;
const PEOPLE = personRows as readonly Person[];
export const ORGANS = organRows as readonly OrganKind[];

const SHORT = new Set(collisions.short);
const TOUCHY = new Set(collisions.touchy.map(phraseKey));
const GIVEN = new Set(collisions.given.map(phraseKey));

export type ActorData = {
  readonly actors: Map<string, Actor>;
  readonly lexicon: Phrases<Entry>;
  /** Slugs of seats of power, which stand for their government. */
  readonly seats: Set<string>;
  /** Special posts ("secretary of state") that name their state by themselves. */
  readonly posts: Map<string, string>;
};

/** The whole table from the data files. Errors: a row that names an unknown actor throws. */
export function loadActorData(): ActorData {
  const data: ActorData = { actors: new Map(), lexicon: makePhrases(), seats: new Set(), posts: new Map() };
  const heads = addHeads(data.lexicon);
  for (const state of STATES) addState(data, state);
  for (const special of SPECIALS) addSpecial(data, special, heads);
  for (const organisation of ORGANISATIONS) addOrganisation(data, organisation);
  for (const person of PEOPLE) addPerson(data, person);
  for (const { slug, parent } of data.actors.values()) {
    if (parent !== null && !data.actors.has(parent)) throw new Error(`actor ${slug}: unknown parent ${parent}`);
  }
  for (const phrase of collisions.blocked) {
    const words = readWords(phrase);
    data.lexicon.add(words, { is: 'blocked', caps: capsOf(words) });
  }
  return data;
}

/** Adds an actor and its names; an actor of the same slug is replaced, its older names stay and mean what they did. */
export function addActor(data: ActorData, actor: Actor): void {
  const known = data.actors.get(actor.slug);
  const old = new Set(known === undefined ? [] : [known.name, ...known.aliases]);
  data.actors.set(actor.slug, actor);
  for (const alias of new Set([actor.name, ...actor.aliases]))
    if (!old.has(alias)) addName(data, alias, actor.slug, formOf(actor, alias));
}

function formOf({ kind }: Actor, alias: string): Form {
  if (kind === 'person') return personForm(alias);
  return kind === 'state' ? 'name' : 'own';
}

/** A single word of a person's is the family name. */
const personForm = (alias: string): Form => (readWords(alias).length > 1 ? 'person' : 'surname');

function addState(data: ActorData, state: State): void {
  const { code, name, also = [], adjective = [], people = [], capital = [] } = state;
  const slug = code.toLowerCase();
  const of = adjective[0] ?? name;
  data.actors.set(slug, {
    slug,
    kind: 'state',
    name,
    country: code,
    standing: 'government',
    parent: null,
    aliases: [...new Set([...also, ...adjective, ...people, ...capital])],
  });
  for (const organ of ORGANS) {
    const aliases = organ.body.slice(0, 2).flatMap((body) => [`${of} ${body}`, `${name}'s ${body}`]);
    data.actors.set(`${slug}-${organ.id}`, {
      slug: `${slug}-${organ.id}`,
      kind: 'organ',
      name: `${of} ${organ.name}`,
      country: code,
      standing: organ.standing,
      parent: organ.parent === null ? slug : organ.parent === 'own' ? null : `${slug}-${organ.parent}`,
      aliases,
    });
  }
  const forms: readonly (readonly [Form, readonly string[]])[] = [
    ['name', [name, ...also]],
    ['adjective', adjective.filter((word) => word !== name && !also.includes(word))],
    ['people', people.filter((word) => !adjective.includes(word))],
    ['capital', capital],
  ];
  for (const [form, words] of forms) for (const word of words) addName(data, word, slug, form);
}

function addSpecial(data: ActorData, row: Special, heads: ReadonlySet<string>): void {
  const { slug, name, also = [], post = [], seat = false } = row;
  const state = slug.slice(0, 2);
  const common = data.actors.get(slug);
  data.actors.set(slug, {
    slug,
    kind: 'organ',
    name,
    country: state.toUpperCase(),
    standing: common?.standing ?? 'government',
    parent: common?.parent ?? `${state}-government`,
    aliases: [...also, ...post, ...(common?.aliases ?? [])],
  });
  if (seat) data.seats.add(slug);
  for (const alias of [name, ...also]) {
    // "US Congress" is read as state and noun, as for every other state.
    const words = readWords(alias);
    const isPlain = data.lexicon
      .at(words, 0)
      .some(({ to, values }) => values.some((entry) => isOf(entry, state)) && heads.has(keyOfAll(words.slice(to))));
    if (!isPlain) addName(data, alias, slug, 'own');
  }
  for (const title of post) {
    data.posts.set(phraseKey(title), slug);
    data.lexicon.add(readWords(title), {
      is: 'head',
      head: { is: 'post', organ: slug.slice(3), role: null, many: false },
    });
  }
}

const isOf = (entry: Entry, slug: string): boolean => entry.is === 'actor' && entry.slug === slug;

function addOrganisation(data: ActorData, row: Organisation): void {
  const { slug, name, also = [], parent = null, seatOf = [] } = row;
  const country = row.country ?? (row.kind === 'organ' ? (parent?.slice(0, 2).toUpperCase() ?? null) : null);
  const kind = row.kind as MentionKind;
  const standing = row.standing as Standing;
  data.actors.set(slug, { slug, kind, name, country, standing, parent, aliases: also });
  for (const alias of [name, ...also]) addName(data, alias, slug, 'own');
  for (const city of seatOf) addName(data, city, slug, 'capital');
}

function addPerson(data: ActorData, row: Person): void {
  const slug = slugOf(row.name);
  const office = data.actors.get(row.of);
  data.actors.set(slug, {
    slug,
    kind: 'person',
    name: row.name,
    country: row.country ?? null,
    standing: office?.standing === 'international' ? 'international' : (office?.standing ?? 'government'),
    parent: row.of,
    aliases: row.also ?? [],
    ...(row.from === undefined ? {} : { from: row.from }),
    ...(row.until === undefined ? {} : { until: row.until }),
    ...(row.earlier === undefined ? {} : { earlier: row.earlier }),
  });
  for (const alias of [row.name, ...(row.also ?? [])]) addName(data, alias, slug, personForm(alias));
}

function addName(data: ActorData, alias: string, slug: string, form: Form): void {
  const words = readWords(alias);
  const caps = capsOf(words);
  const key = keyOfAll(words);
  const acronym = caps.length === 1 && caps[0] === 2 && key.replaceAll('.', '').length <= 4;
  const loose = TOUCHY.has(key) ? 'context' : acronym && !SHORT.has(key) ? 'no' : 'yes';
  data.lexicon.add(words, { is: 'actor', slug, form, caps, loose, given: GIVEN.has(key) });
}

function capsOf(words: readonly Word[]): number[] {
  return words.map(({ caps }) => caps);
}

function keyOfAll(words: readonly Word[]): string {
  return words.map(({ key }) => key).join(' ');
}

function phraseKey(phrase: string): string {
  return keyOfAll(readWords(phrase));
}

/** Adds nouns that head a speaker, and their plurals; an organ's own nouns come before plain roles. Gives their keys. */
function addHeads(lexicon: Phrases<Entry>): ReadonlySet<string> {
  const known = new Set<string>();
  const add = (phrase: string, head: Head): void => {
    const words = readWords(phrase);
    const key = keyOfAll(words);
    if (known.has(key)) return;
    known.add(key);
    lexicon.add(words, { is: 'head', head });
  };
  for (const { id, body, post } of ORGANS) {
    for (const noun of body) add(noun, { is: 'body', organ: id, role: null, many: isPlural(noun) });
    for (const noun of post) {
      add(noun, { is: 'post', organ: id, role: null, many: false });
      add(pluralOf(noun), { is: 'post', organ: id, role: null, many: true });
    }
  }
  for (const role of ROLES) {
    for (const noun of roleRows[role]) {
      add(noun, { is: 'role', organ: null, role, many: isPlural(noun) });
      if (!isPlural(noun)) add(pluralOf(noun), { is: 'role', organ: null, role, many: true });
    }
  }
  for (const noun of roleRows.honorific) add(noun, { is: 'title', organ: null, role: null, many: false });
  return known;
}

const ROLES: readonly RoleName[] = [
  'anonymous',
  'spokesperson',
  'government',
  'official',
  'expert',
  'media',
  'company',
  'opposition',
  'unknown',
];

const isPlural = (noun: string): boolean => /(?:[^s']s|men|women|people|media|police|press)$/.test(noun);

/** Plural of the head of a post: the word before "of", "for", "to" or "in", else the last. */
function pluralOf(noun: string): string {
  const at = noun.search(/ (?:of|for|to|in) /);
  const [first, rest] = at < 0 ? [noun, ''] : [noun.slice(0, at), noun.slice(at)];
  const plural = /[^aeo]y$/.test(first)
    ? `${first.slice(0, -1)}ies`
    : /man$/.test(first)
      ? `${first.slice(0, -2)}en`
      : /s$/.test(first)
        ? first
        : `${first}s`;
  return plural + rest;
}

/** Words that may stand inside a role or an organ's name, and those that put it in the past. */
export const MODIFIERS = new Set(roleRows.mods.map(keyOf));
export const PAST = new Set(roleRows.former.map(keyOf));
/** Words that show that a capitalised name is no person, by the standing they suggest. */
export const BODY_WORDS: readonly (readonly [Standing, ReadonlySet<string>])[] = [
  ['company', new Set(roleRows.companyWords)],
  ['media', new Set(roleRows.mediaWords)],
  ['expert', new Set(roleRows.expertWords)],
  ['unknown', new Set(roleRows.bodyWords)],
];
