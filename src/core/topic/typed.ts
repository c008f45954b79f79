import { siteOf } from '../address.ts';
import { type ActorTable, actorBySlug, findActors } from '../language/actors.ts';
import { SitrepError } from '../model/errors.ts';
import type { Rule } from '../model/topic.ts';
import { fold } from '../retrieval/words.ts';
import { hasWord } from './term.ts';

/** Rules as people type them: `ports canal +tariff -football "lock workers" actor:Russia lang:en,de source:example.org`. */

const MOST = 40;
const LONGEST = 60;

/** A name before a colon with one value or several, with commas between them; or a word or phrase, behind a sign or not. */
const QUOTED = `"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」`;
const ONE = String.raw`(?:${QUOTED}|[^\s,"“„«「]+)`;
const NAME = 'actors?|lang(?:uages?)?|sources?|outlets?';
const TOKEN = new RegExp(
  String.raw`(?<sign>[+\-−–])?(?:(?<name>${NAME}):\s?(?<list>${ONE}(?:,\s?${ONE})*)|(?<term>${ONE}))|(?<other>[^\s,])`,
  'giu',
);
const VALUE = new RegExp(String.raw`${QUOTED}|[^\s,"“„«「]+`, 'gu');
/** A name without a value. */
const EMPTY = new RegExp(`^(?:${NAME}):$`, 'iu');
/** The beginning of a word, of one letter. */
const WIDE = /(?<![\p{L}\p{N}])[\p{L}\p{N}]?\*/u;
const MARKS = /^["“„«「]|["“”»」]$/gu;

/**
 * Reads a typed line. Bare words and phrases in quotation marks: one of them is enough; `+` before one asks for it, `-`
 * refuses it; `actor:`, `lang:` and `source:` take one or several with commas. Throws `bad_topic` or `unknown_actor`
 * naming what cannot be read.
 */
export function parseRule(typed: string, table: ActorTable): Rule {
  const rule = { any: [], must: [], not: [], actors: [], languages: [], sources: [] } as {
    -readonly [K in keyof Rule]: string[];
  };
  for (const { 0: all, groups = {} } of typed.normalize('NFC').matchAll(TOKEN)) {
    const { sign, name, list, term = '', other } = groups;
    if (other !== undefined && /\p{Quotation_Mark}/u.test(other))
      throw bad(`The quotation mark ${other} has no other half`);
    if (name !== undefined && sign !== undefined) throw bad(`“${all}” cannot be asked for or refused, only words can`);
    if (EMPTY.test(term)) throw bad(`“${term}” names nothing`);
    if (/^[+\-−–]$/u.test(term)) throw bad(`“${term}” stands alone: it belongs right before a word`);
    // A semicolon or “&” between words.
    if (sign === undefined && list === undefined && !/[\p{L}\p{N}"“„«「*]/u.test(term)) continue;
    const part = name === undefined ? termPart(sign) : namedPart(name);
    const values = [...(list ?? term).matchAll(VALUE)].map(([one]) => bare(one));
    rule[part].push(...values.filter(Boolean));
  }
  return readRule(rule, table);
}

const bare = (value: string): string => value.replace(MARKS, '').replace(/\s+/gu, ' ').trim();

const termPart = (sign: string | undefined) => (sign === undefined ? 'any' : sign === '+' ? 'must' : 'not');

function namedPart(name: string): 'actors' | 'languages' | 'sources' {
  if (/^actor/iu.test(name)) return 'actors';
  return /^lang/iu.test(name) ? 'languages' : 'sources';
}

/**
 * A rule as it is written down, with actors by name or slug and each thing once. Throws `bad_topic` for one that asks for
 * nothing, for too much, or for what cannot be found in any text, and `unknown_actor`.
 */
export function readRule(written: Rule, table: ActorTable): Rule {
  const rule: Rule = {
    any: once(written.any),
    must: once(written.must),
    not: once(written.not),
    actors: once(written.actors.map((one) => actorOf(one, table))),
    languages: once(written.languages.map(languageOf)),
    sources: once(written.sources.map(sourceOf)),
  };
  const all = Object.values(rule).flat();
  if (all.length === 0) throw bad('Without a word, an actor, a language or a source every article would be taken');
  if (all.length > MOST) throw bad(`${all.length} words and names are too many for one topic, ${MOST} at most`);
  const long = all.find((one) => one.length > LONGEST);
  if (long !== undefined) throw bad(`“${long.slice(0, LONGEST)}…” is too long, ${LONGEST} characters at most`);
  for (const term of [...rule.any, ...rule.must, ...rule.not]) {
    if (!hasWord(term)) throw bad(`“${term}” has no word that could stand in an article`);
    if (WIDE.test(term)) throw bad(`“${term}” begins too many words`);
  }
  const both = rule.not.find((term) => [...rule.any, ...rule.must].some((one) => fold(one) === fold(term)));
  if (both !== undefined) throw bad(`“${both}” is both asked for and refused`);
  return rule;
}

const once = (all: readonly string[]): readonly string[] => [...new Map(all.map((one) => [fold(one), one])).values()];

/** A site by its address or its host. */
function sourceOf(typed: string): string {
  return /^https?:\/\//iu.test(typed) && URL.canParse(typed) ? siteOf(new URL(typed).hostname) : typed;
}

/** An actor by a name, or by its slug. */
function actorOf(typed: string, table: ActorTable): string {
  const [found, ...others] = findActors(typed, table);
  if (found && others.length === 0) return found.actor.slug;
  const slug = typed.toLowerCase();
  if (actorBySlug(slug, table)) return slug;
  throw noActor(typed);
}

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** A language by its code. */
function languageOf(typed: string): string {
  const code = typed.toLowerCase().split(/[-_]/u)[0]!;
  if (/^[a-z]{2}$/u.test(code) && LANGUAGES.of(code) !== undefined) return code;
  throw bad(`“${typed}” is no code of a language, such as en or de`);
}

/** The line that is read as this rule again, with the actors by their names. */
export function ruleText(rule: Rule, table: ActorTable): string {
  const named = (name: string, all: readonly string[]) =>
    all.length > 0 ? [`${name}:${all.map(quoted).join(',')}`] : [];
  return [
    ...rule.any.map(quoted),
    ...rule.must.map((term) => `+${quoted(term)}`),
    ...rule.not.map((term) => `-${quoted(term)}`),
    ...named(
      'actor',
      rule.actors.map((slug) => nameOf(slug, table)),
    ),
    ...named('lang', rule.languages),
    ...named('source', rule.sources),
  ].join(' ');
}

/** The name, when it is read as the same actor again. */
function nameOf(slug: string, table: ActorTable): string {
  const name = actorBySlug(slug, table)?.name ?? slug;
  const [found, ...others] = findActors(name, table);
  return found?.actor.slug === slug && others.length === 0 ? name : slug;
}

const quoted = (words: string): string =>
  /[\s,:"“”„«»「」]|^[+\-−–]/u.test(words) ? `"${words.replaceAll('"', '')}"` : words;

const bad = (what: string) => new SitrepError('bad_topic', `${what}.`);
const noActor = (typed: string) =>
  new SitrepError('unknown_actor', `“${typed.slice(0, LONGEST)}” is no actor that is known.`);
