import standings from '../../data/standings.json' with { type: 'json' };
import { type Actor, type ActorTable, actorBySlug, standsFor, within } from '../language/actors.ts';
import type { Relation } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';
import type { Mention, Party, Standing, Statement } from '../model/statement.ts';
import type { Plan } from '../retrieval/plan.ts';
import { fold, words } from '../retrieval/words.ts';

/** Whose words a question asks for, and which statements are theirs. */

export type Wanted = {
  readonly actors: readonly Actor[];
  /** Names and roles the actor table does not know, as typed. */
  readonly words: readonly string[];
  /** "analysts", "state media": only speakers of this standing; null for any that may speak for the asked. */
  readonly standing: Standing | null;
};

const NOUNS = Object.entries(standings.nouns)
  .flatMap(([standing, nouns]) => nouns.map((noun) => [noun, standing as Standing] as const))
  .sort(([a], [b]) => b.length - a.length);

/** Those who speak for a state. */
const OF_STATE: ReadonlySet<Standing> = new Set(['government', 'official']);

export function wantedOf(plan: Plan, table: ActorTable): Wanted {
  // A piece of an actor's name ("United" of "United States") stands for the actor.
  const partOf = (typed: string): Actor | undefined =>
    plan.actors.find(
      (actor) => fold(actor.name).split(' ').length > 1 && ` ${fold(actor.name)} `.includes(` ${fold(typed)} `),
    );
  const pieces = plan.askedWords.flatMap((typed) => partOf(typed) ?? []);
  return {
    actors: [...new Set([...plan.asked, ...pieces].map((actor) => governmentOf(actor, plan.question, table)))],
    words: plan.askedWords.filter((typed) => partOf(typed) === undefined),
    standing: standingAsked(plan),
  };
}

/** "The NAME administration", and a state's "government": all who speak for the state. */
function governmentOf(actor: Actor, question: string, table: ActorTable): Actor {
  const state = actor.country === null ? null : actorBySlug(actor.country.toLowerCase(), table);
  if (state === null) return actor;
  if (actor.slug === `${state.slug}-government`) return state;
  if (actor.kind !== 'person') return actor;
  const asked = fold(question);
  const names = [actor.name, ...actor.aliases].map(fold);
  const heads = names.some((name) => LED.test(asked.slice(asked.indexOf(name) + name.length)) && asked.includes(name));
  return heads ? state : actor;
}

/** "The NAME administration" of somebody only the articles know: the state whose government it is there. */
export function withGovernments(
  wanted: Wanted,
  question: string,
  docs: readonly Ingested[],
  table: ActorTable,
): Wanted {
  const asked = fold(question);
  const known = wanted.words.flatMap((typed) => {
    const name = fold(typed);
    const led = LED.exec(asked.slice(asked.indexOf(name) + name.length))?.[0] ?? (LEADS.test(name) ? '' : null);
    if (led === null) return [];
    const mention = docs
      .flatMap(({ article, analysis }) => analysis.mentions.map((one) => ({ one, text: article.text })))
      .find(({ one, text }) => isGovernment(one) && fold(text.slice(one.start, one.end)).endsWith(name + led));
    const state = mention?.one.country ? actorBySlug(mention.one.country.toLowerCase(), table) : null;
    return state ? [{ typed, state }] : [];
  });
  if (known.length === 0) return wanted;
  const rest = wanted.words.filter((typed) => !known.some((one) => one.typed === typed));
  return { ...wanted, actors: [...wanted.actors, ...known.map((one) => one.state)], words: rest };
}

const isGovernment = (mention: Mention): boolean => mention.entity.endsWith('-government');
const LEADS = /\s(?:administration|government|cabinet)$/i;
const LED = /^(?:['’]s)? (?:administration|government|cabinet)\b/;

/** The standing that the question's own words name, beside an actor or alone. */
function standingAsked(plan: Plan): Standing | null {
  const text = fold(plan.question);
  const subject = plan.askedWords.map(fold).join(' ');
  for (const [noun, standing] of NOUNS) {
    if (new RegExp(`(?:^|\\s)${noun}$`).test(subject)) return standing;
    // "Chinese state media": right behind the name of the actor.
    const names = plan.asked.flatMap((actor) => [actor.name, ...actor.aliases]).map(fold);
    if (names.some((name) => text.includes(`${name} ${noun} `) || text.includes(`${name} ${noun}?`))) return standing;
  }
  return null;
}

/** How a statement relates to the asked: `null` for neither by nor relayed. */
export function relationTo(wanted: Wanted, statement: Statement, doc: Ingested, table: ActorTable): Relation | null {
  const { speaker, via } = statement;
  // "Who said what?": everybody who is known to speak.
  if (wanted.actors.length + wanted.words.length === 0)
    return speaker !== null && speaker.standing !== 'unknown' ? 'by' : null;
  if (speaker !== null && isWanted(wanted, speaker, { text: doc.article.text, at: wordsAt(doc, statement) }, table)) {
    return via.some((party) => OF_STATE.has(party.standing) || party.standing === 'opposition') ? 'relayed' : 'by';
  }
  return via.some((party) => isWanted(wanted, party, { text: doc.article.text, at: party.name }, table))
    ? 'relayed'
    : null;
}

function wordsAt(doc: Ingested, { speaker }: Statement): string {
  if (speaker === null) return '';
  const typed = doc.article.text.slice(speaker.at.start, speaker.at.end);
  // Of two who speak together each has a role of its own.
  const at = /\band\b/.test(typed) && speaker.roles.length > 0 ? '' : typed;
  return [at, speaker.name, ...speaker.roles.map((role) => role.text)].join(' ');
}

function isWanted(wanted: Wanted, party: Party, place: { text: string; at: string }, table: ActorTable): boolean {
  const { actors, standing } = wanted;
  if (actors.some((actor) => speaksFor(actor, party, standing, table))) return true;
  return wanted.words.some((asked) => fitsWords(asked, party, place, actors.length === 0 ? standing : null));
}

function speaksFor(actor: Actor, party: Party, standing: Standing | null, table: ActorTable): boolean {
  if (standing !== null) {
    const sameCountry = actor.country !== null && party.country === actor.country;
    const fits = party.standing === standing || (standing === 'official' && party.standing === 'government');
    return fits && (sameCountry || within(party.actor, actor.slug, table));
  }
  // "Chinese state media": each outlet of that standing.
  if (actor.standing === 'state-media' && actor.kind === 'organ' && party.standing === 'state-media')
    return party.country === actor.country;
  return standsFor(party, actor.slug, table) === 'speaks';
}

/**
 * A name by its words (a surname is enough), a role by its words among those that stand for the speaker; a fuller name
 * than the speaker's when the article prints it in full somewhere.
 */
function fitsWords(
  asked: string,
  party: Party,
  { text, at }: { text: string; at: string },
  standing: Standing | null,
): boolean {
  if (standing !== null && party.standing === standing) return true;
  if (standing !== null && ALL_OF[standing]?.test(fold(asked))) return false;
  // "Jordan’s own allies", "a Jordan opponent": somebody else.
  const named = fold(party.name);
  const owner = /^['’]s?(?:\s|$)/.test(named.slice(named.indexOf(fold(asked)) + fold(asked).length));
  if (party.actor === null && ((named.includes(fold(asked)) && owner) || (OTHERS.test(named) && !OTHERS.test(asked))))
    return false;
  const wanted = words(asked)
    .filter((word) => word.text.length > 2 && word.text !== 'the')
    .map((word) => word.stem);
  const name = words(party.name).map((word) => word.stem);
  // A deputy or former holder of an office is not its holder.
  // "officials" is no "official spokesperson".
  const office = LESSER.test(at) && !LESSER.test(asked) ? '' : at;
  const known = new Set([...name, ...words(office).map((word) => word.stem)]);
  if (wanted.length > 0 && wanted.every((word) => known.has(word))) return true;
  const isPart = name.length > 0 && name.at(-1) === wanted.at(-1) && name.every((word) => wanted.includes(word));
  return isPart && party.standing !== 'government' && fold(text).includes(fold(asked));
}

const OTHERS = /\b(?:opponents?|ally|allies|critics?|rivals?|foes?|supporters?|backers?)\b/i;
const LESSER = /\b(?:former|formerly|deputy|assistant|vice|acting|under|ex)\b/i;

const ALL_OF: Readonly<Partial<Record<Standing, RegExp>>> = {
  expert: /^experts?$/,
  'state-media': /^state(?:-run)? media$/,
  company: /^(?:companies|firms)$/,
  official: /^officials$/,
};

/** Whether the words asked for ("security experts") stand in the speaker's own words: closer than a like standing. */
export function isSoNamed(asked: readonly string[], statement: Statement, doc: Ingested): boolean {
  // "experts" and "state media" are all of that standing; "analysts" are those who are called so.
  const { standing } = statement.speaker ?? {};
  if (asked.some((one) => standing !== undefined && ALL_OF[standing]?.test(fold(one)))) return true;
  const own = new Set(words(wordsAt(doc, statement)).map((word) => word.stem));
  return asked.some((one) => words(one).every((word) => own.has(word.stem)));
}

/** Other voices of the asked states: media, experts, former officials, companies, the opposition. */
export function isCompatriot(wanted: Wanted, statement: Statement): boolean {
  const { speaker } = statement;
  if (speaker === null || speaker.country === null || OF_STATE.has(speaker.standing)) return false;
  return wanted.actors.some((actor) => actor.kind === 'state' && actor.country === speaker.country);
}

export function standingRank(standing: Standing): number {
  return standings.order.indexOf(standing);
}
