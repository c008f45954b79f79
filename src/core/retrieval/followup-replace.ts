import data from '../../data/followups.json' with { type: 'json' };
import roles from '../../data/roles.json' with { type: 'json' };
import standings from '../../data/standings.json' with { type: 'json' };
import { findActors } from '../language/actors.ts';
import type { Range } from '../model/article.ts';
import {
  type Asked,
  at,
  BE,
  clauseOf,
  cutOut,
  lowerFirst,
  possessive,
  thingsIn,
  timesOf,
  tokensOf,
  upperFirst,
  withItsArticle,
} from './followup-clause.ts';
import { isFunctionWord, within } from './lists.ts';
import { findNames } from './names.ts';
import { asksForNews, namesNothing } from './news.ts';
import { findOutlets } from './outlets.ts';
import type { PlanContext } from './plan.ts';
import { findTimes } from './times.ts';
import { words } from './words.ts';

/** A question with one of its parts put otherwise: a speaker, an outlet, a time, a thing. */

const { spokesperson, government, official, expert, media, company, opposition, anonymous, unknown } = roles;
/** Phrases for those who speak without a name: "experts", "state media", "the ministry". */
const ROLES: ReadonlySet<string> = new Set([
  ...[spokesperson, government, official, expert, media, company, opposition, anonymous, unknown].flat(),
  ...Object.values(standings.nouns).flat(),
  ...data.bodies,
]);
const ROLE_WORDS: ReadonlySet<string> = new Set([...ROLES].flatMap((phrase) => phrase.split(' ')));
/** Where a name stands that the question has no place for. */
const BESIDE = ' with regard to ';

const JOINING =
  /^(?:the|an?|and|or|both|of|for|other|others|all|any|some|in|on|during|within|from|since|until|before|after|between|to|last|this|over|at|by)$/;
const isJoining = (word: string): boolean => JOINING.test(word);

/** Whether nothing but words that hold phrases together stands outside the ranges. */
function isAll(text: string, ranges: readonly Range[]): boolean {
  const isTaken = within(ranges);
  return (
    ranges.length > 0 &&
    words(text)
      .filter((word) => !isTaken(word))
      .every((word) => (isJoining(word.text) && isFunctionWord(text, word)) || ROLE_WORDS.has(word.text))
  );
}

const PREPOSITION = /^(?:about|on|regarding|concerning|over|to|from|in|at|by|with|for|against|into|near|of) /iu;

/** Names of speakers and nothing else ("China", "the Kremlin and Kyiv", "analysts", a capitalised name), or null. */
export function speakersIn(phrase: string, { table }: PlanContext): string | null {
  const text = phrase.replace(/['’]s?$/u, '');
  const found = findActors(text, table);
  if (PREPOSITION.test(text)) return null;
  if (isAll(text, found)) {
    const [first] = found;
    if (/\p{Lu}/u.test(text) || !isNamed(text, found)) return text;
    const article = /^the /i.test(text) ? 'the ' : '';
    return first ? article + found.map(({ actor }) => actor.name).join(' and ') : text;
  }
  const bare = text.replace(/^(?:the|other|some|any|these|those) /iu, '');
  if (ROLES.has(bare.toLowerCase()) || ROLES.has(bare.toLowerCase().split(' ').at(-1) ?? '')) return text;
  const [name, ...others] = findNames(text, [], true);
  return name !== undefined && others.length === 0 && name === bare ? text : null;
}

/** Whether the names alone say who is meant: not so in "russian officials". */
const isNamed = (text: string, found: readonly Range[]): boolean =>
  words(text).every((word) => within(found)(word) || isFunctionWord(text, word));

/** Whether they are an outlet: known by the index, or by the table. */
export function outletIn(phrase: string, { table, publishers }: PlanContext): { name: string; known: string } | null {
  const lead = 'according to ';
  const text = lead + phrase;
  const actors = findActors(text, table);
  const named = findOutlets(text, publishers, actors).find(
    ({ start, end }) => start <= lead.length && end >= text.length,
  );
  const actor = actors.find((one) => one.start <= lead.length + 4 && one.end >= text.length)?.actor;
  if (named) return { name: phrase, known: named.outlets[0] ?? actor?.name ?? phrase };
  return actor?.kind === 'outlet' ? { name: /\p{Lu}/u.test(phrase) ? phrase : actor.name, known: actor.name } : null;
}

/** Counted from a time that is not said. */
const VAGUE_TIME = /\b(?:before|after|then|earlier|later)$/i;

/** A phrase of time and nothing else, as it stands in a question ("in 2023", "on Monday"), or null. */
export function timeIn(phrase: string, { now }: PlanContext): string | null {
  const isSpan = /^(?:last|past|previous) \d/i.test(phrase);
  const isYear = /^(?:19|20)\d\d$/.test(phrase);
  const text = isYear ? `in ${phrase}` : isSpan ? `in the ${phrase}` : phrase;
  if (VAGUE_TIME.test(text)) return null;
  const { limits, dates } = findTimes(text, now);
  if (!isAll(text, [...limits, ...dates])) return null;
  const [only] = dates;
  if (limits.length > 0 || !only || only.relative || only.start > 0 || PREPOSITION.test(text)) return text;
  return /^(?:\d|\p{L}+day\b)|\d/iu.test(text.replace(/\b(?:19|20)\d\d$/, '')) ? `on ${text}` : `in ${text}`;
}

/** The same question to others, or about them where it asks for nobody's words. */
export function withSpeakers(asked: Asked, names: string, known: PlanContext): string {
  const { text, plan, subject, topic, actors } = asked;
  if (plan.kind === 'said' && subject !== null) {
    const slugs = findActors(names, known.table).map(({ actor }) => actor.slug);
    const told = topic === null ? [] : actors.filter((one) => within([topic])(one));
    const isAbout = told.length > 0 && told.every(({ actor }) => slugs.includes(actor.slug));
    // "And China?" after what Russia said about China asks for the other side's words about the first.
    const turned = isAbout && topic !== null ? cutOut(text, topic, at(text, subject)) : text;
    return cutOut(turned, subject, names);
  }
  if (namesNothing(plan) || asksForNews(plan)) return `What did ${names} say${timesOf(asked)}`;
  const beside = text.lastIndexOf(BESIDE);
  const target = actors.find(({ start }) => beside >= 0 && start > beside) ?? actors[0];
  const isStranger = findActors(names, known.table).length === 0;
  if (!target && isStranger && plan.kind !== 'count' && asked.things.length > 0) return withThing(asked, names);
  if (!target) return text + BESIDE + names;
  // "Latvian troops" are one name of Latvia’s own.
  const owned = /^\p{Lu}\p{L}*(?:an|ese|ish|ch|i)(?= \p{Ll})/u.exec(at(text, target))?.[0];
  if (owned !== undefined && /^\p{Lu}/u.test(names))
    return cutOut(text, { start: target.start, end: target.start + owned.length }, possessive(names));
  const isOwner = /^ \p{Ll}/u.test(text.slice(target.end)) && isModifier(asked, target);
  const bare = names.replace(/^the /i, '');
  // "The Japanese side" has the article of the side.
  return isOwner ? cutOut(text, target, possessive(bare)) : cutOut(text, withItsArticle(text, target), names);
}

/** "Russian troops": the name stands before what is its. */
function isModifier({ text, tokens }: Asked, { start, end, actor }: Asked['actors'][number]): boolean {
  const next = tokens.find((token) => token.start >= end);
  return (
    next?.pos === 'NOUN' && text.slice(start, end) !== actor.name && /(?:an|ese|ish|ch|i)$/.test(text.slice(start, end))
  );
}

export function withTime(asked: Asked, time: string): string {
  const { plan } = asked;
  return asksForNews(plan) && plan.kind !== 'changed' ? `What happened ${time}` : `${timeless(asked)} ${time}`;
}

export function withOutlet({ text, outlets }: Asked, name: string): string {
  const [first, ...others] = outlets;
  return first && others.length === 0 ? cutOut(text, first, name) : `${text} according to ${name}`;
}

const ABOUT = /^(?:about|on|regarding|concerning|over)$/i;

/** "About X", "to X": in the place of what stands behind that preposition, else behind the question. */
export function withPhrase(asked: Asked, preposition: string, thing: string): string {
  const { text, plan, subject, things, actors } = asked;
  if (plan.kind === 'said' && subject !== null && ABOUT.test(preposition)) return withTopic(asked, thing);
  if (ABOUT.test(preposition) && (namesNothing(plan) || asksForNews(plan)))
    return `What about ${thing}${timesOf(asked)}`;
  const place = [...actors, ...things].find(({ start }) =>
    new RegExp(`(?:^|\\s)${preposition} (?:the |a |an )?$`, 'i').test(text.slice(0, start)),
  );
  return place ? cutOut(text, withItsArticle(text, place), thing) : beforeTimes(asked, ` ${preposition} ${thing}`);
}

const timeless = ({ text, times }: Asked): string =>
  times.toReversed().reduce((line, range) => cutOut(line, range), text);

/** With more words before its times. */
const beforeTimes = (asked: Asked, more: string): string => `${timeless(asked)}${more}${timesOf(asked)}`;

/** The same words asked for about something else. */
export function withTopic(asked: Asked, thing: string): string {
  const { text, topic } = asked;
  if (topic === null) return beforeTimes(asked, ` about ${thing}`);
  const kept = asked.times.filter((time) => time.start >= topic.start && time.end <= topic.end);
  return cutOut(text, topic, `${thing}${kept.map((time) => ` ${at(text, time).trim()}`).join('')}`);
}

/** The same question about another thing: what is counted, what is done or what words are about. */
export function withThing(asked: Asked, thing: string): string {
  const { text, plan, subject, things } = asked;
  if (plan.kind === 'said' && subject !== null) return withTopic(asked, thing);
  if (namesNothing(plan) || asksForNews(plan)) return `What about ${thing}${timesOf(asked)}`;
  // What stands behind a preposition is a place, a time or a means.
  const free = things.filter(({ start }) => !BEHIND.test(text.slice(0, start)));
  // "Which countries bought the drones?" is asked of other drones.
  const target = plan.kind !== 'count' && /^(?:which|what) \p{L}/iu.test(text) ? (free[1] ?? free[0]) : free[0];
  if (!target) return text + BESIDE + thing;
  const isCounted = /\b(?:many|much|which|what) $/i.test(text.slice(0, target.start));
  return cutOut(text, withItsArticle(text, target), isCounted ? thing.replace(/^(?:the|an?) /i, '') : thing);
}

const BEHIND = /\b(?:in|at|on|near|from|to|by|with|into|during|for|against|after|before|since) (?:the |an? )?$/i;

/** A word that asks, put to what was asked: "why" → "Why were missiles exported". */
export function withWord(asked: Asked, word: string): string | null {
  const clause = clauseOf(asked);
  if (/^how (?:many|much)/i.test(word)) return clause === null ? null : counted(clause, upperFirst(word));
  if (/^who/i.test(word)) return clause === null ? null : whoOf(upperFirst(word), clause, asked);
  const { text, plan, subject, topic } = asked;
  // "Why did A say that" would bring the same words again.
  if (/^why$/i.test(word) && plan.kind === 'said' && subject !== null)
    return `Why ${possessive(at(text, subject))} position${topic === null ? timesOf(asked) : ` on ${at(text, topic)}`}`;
  if (/^why not$/i.test(word)) return clause === null ? null : `Why ${negated(clause)}`;
  if (clause !== null) return `${upperFirst(word)} ${clause}`;
  const noun =
    /^(?:(?:what|who|how)(?:['’]s| (?:is|are|was|were|about))(?: with)?|how (?:many|much)) (?<thing>.+)$/i.exec(
      asked.text,
    )?.groups?.thing;
  if (namesNothing(asked.plan)) return null;
  return word.toLowerCase() === 'why' ? `Why ${noun ?? asked.text}` : `${upperFirst(word)}: ${noun ?? asked.text}`;
}

/** "Were missiles exported" → "How many missiles were exported"; null where nothing in it can be counted. */
function counted(clause: string, word: string): string | null {
  const tokens = tokensOf(clause);
  const aux = tokens[0];
  const target = thingsIn(clause, tokens, []).find(({ plural }) => plural);
  if (!aux || !target) return null;
  const thing = at(clause, target).replace(/^(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten) /i, '');
  return `${word} ${thing} ${cutOut(clause, withItsArticle(clause, target))}`;
}

/** "Were missiles exported" → "By whom were missiles exported"; "did Japan export missiles" → "Who did export missiles". */
function whoOf(word: string, clause: string, { actors, text, plan, topic }: Asked): string {
  if (plan.kind === 'said') return `Who said what${topic === null ? '' : ` about ${at(text, topic)}`}`;
  const tokens = tokensOf(clause);
  const isPassive =
    BE.test(tokens[0]?.lower ?? '') && tokens.some(({ pos, lower }) => pos === 'VERB' && !lower.endsWith('ing'));
  if (isPassive) return `By ${lowerFirst(word).replace('who', 'whom')} ${clause}`;
  const names = actors.map((range) => at(text, range));
  const name = names.find((one) =>
    clause
      .slice(tokens[0]?.end ?? 0)
      .replace(/^ (?:the )?/, '')
      .startsWith(one),
  );
  return name === undefined
    ? `${word}: ${clause}`
    : `${word} ${clause.replace(new RegExp(`(?:the )?${quoted(name)} ?`), '')}`;
}

const CONTRACTED: Readonly<Record<string, string>> = { will: 'won’t', can: 'can’t', shall: 'shan’t' };

/** "Has A approved it" → "hasn’t A approved it". */
const negated = (clause: string): string =>
  clause.replace(
    /^\p{L}+(?!\p{L}|['’])/u,
    (aux) => CONTRACTED[aux.toLowerCase()] ?? (aux.toLowerCase().endsWith('n') ? aux : `${aux}n’t`),
  );

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
