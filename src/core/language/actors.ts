import type { Actor } from '../model/actor.ts';
import type { Party } from '../model/statement.ts';
import { type ActorData, addActor, loadActorData } from './actor-data.ts';
import { findAsked } from './asked.ts';

export type { Actor } from '../model/actor.ts';

/** All actors the product knows by name, and the phrases that name them. */
export type ActorTable = ActorData;

/**
 * Builds the table from `src/data`; `extra` adds a topic's own actors and wins over a row of the same slug.
 * Errors: a data row that names an unknown parent throws.
 */
export function buildActorTable(extra: readonly Actor[] = []): ActorTable {
  const table = loadActorData();
  for (const actor of extra) addActor(table, actor);
  return table;
}

/**
 * The actors named in a short text such as a question, in order, without overlap; offsets are UTF-16. Case does not
 * matter for names that are no ordinary words; "us", "who" and the like need their capitals.
 */
export function findActors(words: string, table: ActorTable): { start: number; end: number; actor: Actor }[] {
  return findAsked(words, table);
}

/** The actor of a slug; the country mark of a person known under another state (`name@br`) is ignored. */
export function actorBySlug(slug: string, table: ActorTable): Actor | null {
  return table.actors.get(slug.replace(/@.*$/, '')) ?? null;
}

/**
 * Whether the actor is the asked one or speaks for it: ministry → government → state, official → organ. A state
 * speaks through its government, so `ru` is within `ru-government`, and a seat of power ("the Kremlin") asks for its
 * government. State media, experts, opposition and companies are within nothing but themselves. Standing is not looked
 * at: a former minister is told by the article, not by the table (see `standsFor`).
 */
export function within(slug: string | null, asked: string, table: ActorTable): boolean {
  if (slug === null) return false;
  if (slug === asked) return true;
  const [plain = slug, state] = slug.split('@');
  if (plain === asked) return true;
  const target = table.seats.has(asked) ? (table.actors.get(asked)?.parent ?? asked) : asked;
  // The article ties a person of the table to another state: only that state counts.
  if (state !== undefined) return state === target || `${state}-government` === target;
  let at: string | null = plain;
  for (let steps = 0; at !== null && steps < 8; steps++) {
    if (at === target) return true;
    at = table.actors.get(at)?.parent ?? null;
  }
  return `${plain}-government` === target;
}

/** How a speaker stands to an asked actor (see `standsFor`). */
export type Stand = 'speaks' | 'country' | null;

type Speaker = Pick<Party, 'actor' | 'country' | 'standing'> & { readonly of?: string };

/**
 * `speaks`: the speaker is the asked actor or speaks for it now. `country`: only shares the asked state's country
 * (state media, experts, former officials, opposition, companies, anonymous sources). null: neither.
 */
export function standsFor(speaker: Speaker, asked: string, table: ActorTable): Stand {
  const target = actorBySlug(asked, table);
  const named = within(speaker.actor, asked, table);
  const self = speaker.actor === asked || speaker.actor?.split('@')[0] === asked;
  if (self) return 'speaks';
  const current =
    speaker.standing === 'government' || speaker.standing === 'official' || speaker.standing === 'international';
  const here =
    target === null || speaker.country === null || target.country === null || speaker.country === target.country;
  if (current && here && (named || within(speaker.of ?? null, asked, table))) return 'speaks';
  if (target?.kind !== 'state' || speaker.country !== target.country) return null;
  return current && speaker.standing !== 'international' ? 'speaks' : 'country';
}
