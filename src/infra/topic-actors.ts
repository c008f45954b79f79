import { z } from 'zod';
import { addActor } from '../core/language/actor-data.ts';
import type { ActorTable } from '../core/language/actors.ts';
import { readWords, slugOf } from '../core/language/words.ts';
import type { Actor } from '../core/model/actor.ts';
import type { Standing } from '../core/model/statement.ts';
import functionWords from '../data/function-words.json' with { type: 'json' };
import nameWords from '../data/name-words.json' with { type: 'json' };

/** More entries of one topic are not read. */
const MOST_ACTORS = 500;
const MOST_ALIASES = 30;
const MOST_WORDS = 8;
/** So many problems of one topic are told one by one. */
const MOST_TOLD = 20;

const NAME = z
  .string('write it in quotation marks')
  .trim()
  .min(2)
  .max(80)
  .regex(/^[^\p{Cc}]*$/u, 'holds a line break');
const DAY = z.iso.date('is no day such as 2024-10-01');

const ENTRY = z.strictObject({
  name: NAME.optional(),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'takes small letters, digits and single hyphens')
    .max(80)
    .optional(),
  aliases: z
    .array(NAME)
    .max(MOST_ALIASES)
    .or(NAME.transform((one) => [one]))
    .default([]),
  kind: z.enum(['person', 'organ', 'organisation', 'outlet']).optional(),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'is a code of two letters such as JP (ISO 3166-1)')
    .transform((code) => code.toUpperCase())
    .optional(),
  standing: z
    .enum(['government', 'official', 'state-media', 'media', 'international', 'expert', 'opposition', 'company'])
    .optional(),
  part_of: z.string().trim().min(1).max(80).optional(),
  /** For whoever reads the file: the role that is shown is the article's own. */
  role: z.string().max(200).optional(),
  from: DAY.optional(),
  until: DAY.optional(),
});
type Entry = z.output<typeof ENTRY>;

/** Those whose words count as a state's or an organisation's: only they may be part of one. */
const SPEAKS: ReadonlySet<Standing> = new Set(['government', 'official', 'international']);

/** Words that name nobody, whatever their capitals. */
const ORDINARY: ReadonlySet<string> = new Set([
  ...functionWords,
  ...nameWords.stop,
  ...nameWords.months,
  ...nameWords.speech,
  ...nameWords.acts,
]);

/** What is wrong with one entry, in words for whoever wrote it. */
class Wrong extends Error {}

/**
 * The actors that a topic's `brief.yaml` adds to the table, which takes them as they are accepted, so that later
 * entries and topics may be part of them. `rows` is what the file holds, whatever it is. A known actor, by slug or
 * name, takes further aliases and nothing else; an entry that is only its name or slug adds nothing to the table.
 * `declared` are the slugs of all that the topic names, in its order. What cannot be used is told, an entry or alias
 * each; the rest stays.
 */
export function readTopicActors(
  rows: unknown,
  topic: string,
  table: ActorTable,
): { readonly actors: readonly Actor[]; readonly declared: readonly string[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const actors: Actor[] = [];
  const declared: string[] = [];
  if (!Array.isArray(rows))
    return { actors, declared, problems: ['actors is no list: begin each entry with “- name: …”'] };
  if (rows.length > MOST_ACTORS)
    problems.push(`actors has ${rows.length} entries, of which the first ${MOST_ACTORS} are read: remove some`);
  const entryOf = (n: number): string => `actors, entry ${n + 1}`;
  const open: { n: number; entry: Entry }[] = [];
  const named: { n: number; name: string }[] = [];
  for (const [n, row] of rows.slice(0, MOST_ACTORS).entries()) {
    if (typeof row === 'string') {
      named.push({ n, name: row.trim() });
      continue;
    }
    const { data, error } = ENTRY.safeParse(row);
    if (data) open.push({ n, entry: data });
    else problems.push(`${entryOf(n)}: ${told(error.issues[0])}`);
  }
  const take = ({ n, entry }: { n: number; entry: Entry }): void => {
    try {
      const where = `${entryOf(n)} (${entry.name ?? entry.slug})`;
      const actor = actorOf(entry, topic, table, (text) => problems.push(`${where}: ${text}`));
      addActor(table, actor);
      actors.push(actor);
      declared[n] = actor.slug;
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      problems.push(`${entryOf(n)} (${entry.name ?? entry.slug ?? 'no name'}): ${error.message}`);
    }
  };
  // An entry waits for the one it is part of.
  const isReady = ({ entry }: { entry: Entry }): boolean =>
    entry.part_of === undefined || parentOf(entry.part_of, table) !== null;
  for (;;) {
    const ready = open.findIndex(isReady);
    if (ready < 0) break;
    for (const one of open.splice(ready, 1)) take(one);
  }
  for (const { n, entry } of open)
    problems.push(`${entryOf(n)} (${entry.name ?? entry.slug}): part_of “${entry.part_of}” is nobody that is known`);
  for (const { n, name } of named) {
    const [slug, ...others] = table.actors.has(name) ? [name] : namedBy(name, table);
    if (slug === undefined) problems.push(`${entryOf(n)} (${name.slice(0, 80)}): is nobody that is known: add “name:”`);
    else if (others.length > 0)
      problems.push(`${entryOf(n)} (${name}): may be ${[slug, ...others].join(' or ')}: name one`);
    else declared[n] = slug;
  }
  const more = problems.length - MOST_TOLD;
  return {
    actors,
    declared: [...new Set(declared.filter((slug) => slug !== undefined))],
    problems: more > 0 ? [...problems.slice(0, MOST_TOLD), `and ${more} more`] : problems,
  };
}

function told(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'cannot be read';
  return `${issue.path.join('.') || 'the entry'}: ${issue.message.replace(/\.$/u, '')}`;
}

/** Throws `Wrong` for an entry that cannot be used; tells of single aliases. */
function actorOf(entry: Entry, topic: string, table: ActorTable, tell: (text: string) => void): Actor {
  const known = knownBy(entry, table);
  const slug = known?.slug ?? entry.slug ?? `${slugOf(topic)}-${slugOf(entry.name ?? '')}`;
  const aliases = entry.aliases.filter((alias) => {
    const wrong = wrongWith(alias, slug, table);
    if (wrong !== null) tell(`the alias “${alias}” ${wrong}`);
    return wrong === null;
  });
  if (known !== null) {
    const given = (['kind', 'country', 'standing', 'part_of', 'from', 'until'] as const).filter(
      (key) => entry[key] !== undefined,
    );
    if (given.length > 0)
      tell(`${known.slug} (${known.name}) is known already and takes aliases only: leave out ${given.join(', ')}`);
    return { ...known, aliases: [...new Set([...known.aliases, ...aliases])] };
  }
  if (entry.name === undefined)
    throw new Wrong(entry.slug ? `nobody has the slug ${entry.slug}: give a name` : 'give a name');
  const wrong = wrongWith(entry.name, slug, table);
  if (wrong !== null) throw new Wrong(`the name ${wrong}`);
  if (table.actors.has(slug)) throw new Wrong(`the slug ${slug} is taken: give it another “slug:”`);
  return { ...placed(entry, table), slug, name: entry.name, aliases, ...officeOf(entry) };
}

function placed(entry: Entry, table: ActorTable): Pick<Actor, 'kind' | 'country' | 'standing' | 'parent'> {
  const kind = entry.kind ?? 'organisation';
  const owner = entry.part_of ?? (kind === 'organ' ? entry.country?.toLowerCase() : undefined);
  if (kind === 'organ' && owner === undefined) throw new Wrong('an organ needs part_of or a country');
  const parent = owner === undefined ? null : table.actors.get(parentOf(owner, table) ?? '');
  if (entry.country !== undefined && table.actors.get(entry.country.toLowerCase())?.kind !== 'state')
    throw new Wrong(`country ${entry.country} is no state’s code (ISO 3166-1, two letters)`);
  const country = entry.country ?? parent?.country ?? null;
  if (parent?.country != null && country !== parent.country)
    throw new Wrong(`country ${country} is not that of ${parent.slug}, whose part it is: leave one of them out`);
  const standing = entry.standing ?? parent?.standing ?? (kind === 'outlet' ? 'media' : 'unknown');
  if (parent != null && SPEAKS.has(parent.standing) && !SPEAKS.has(standing))
    throw new Wrong(`${standing} never speaks for ${parent.slug}: leave part_of out and give the country`);
  // What belongs to a government is found under it, as every ministry is.
  const slug = parent?.kind === 'state' && standing === 'government' ? `${parent.slug}-government` : parent?.slug;
  return { kind, country, standing, parent: slug ?? null };
}

function officeOf({ kind, from, until }: Entry): Pick<Actor, 'from' | 'until'> {
  if ((from ?? until) !== undefined && kind !== 'person') throw new Wrong('from and until are for a person’s office');
  if (from !== undefined && until !== undefined && until <= from) throw new Wrong('until is not after from');
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}

/** The actor of the table that an entry adds to: by its slug, or by a name that is that actor's alone. */
function knownBy({ slug, name }: Entry, table: ActorTable): Actor | null {
  if (slug !== undefined) return table.actors.get(slug) ?? null;
  const [only, ...others] = name === undefined ? [] : namedBy(name, table);
  return only !== undefined && others.length === 0 ? (table.actors.get(only) ?? null) : null;
}

function parentOf(owner: string, table: ActorTable): string | null {
  if (table.actors.has(owner)) return owner;
  return namedBy(owner, table)[0] ?? null;
}

function namedBy(name: string, table: ActorTable): string[] {
  const slugs = meaningsOf(name, table).flatMap((entry) => (entry.is === 'actor' ? [entry.slug] : []));
  return [...new Set(slugs)];
}

function meaningsOf(name: string, { lexicon }: ActorTable) {
  const words = readWords(name);
  return words.length === 0 ? [] : (lexicon.at(words, 0).find(({ to }) => to === words.length)?.values ?? []);
}

/** Why a name would be found where nobody is meant, or null. */
function wrongWith(name: string, slug: string, table: ActorTable): string | null {
  const words = readWords(name);
  if (!/\p{L}/u.test(name)) return 'has no letter';
  if (words.length > MOST_WORDS) return `has more than ${MOST_WORDS} words`;
  if (name === name.toLowerCase() && name !== name.toUpperCase())
    return 'has no capital and would be found in ordinary words: write it as articles do';
  if (words.every(({ key }) => ORDINARY.has(key) || key.length < 2)) return 'is an ordinary word: leave it out';
  const meanings = meaningsOf(name, table);
  if (meanings.some(({ is }) => is === 'head'))
    return 'names an office that every state has: write it with whose it is';
  if (meanings.some(({ is }) => is === 'blocked')) return 'names no actor: leave it out';
  const other = namedBy(name, table).find((one) => one !== slug);
  return other === undefined
    ? null
    : `is ${other} (${table.actors.get(other)?.name}) already: add names to that one under “slug: ${other}”`;
}
