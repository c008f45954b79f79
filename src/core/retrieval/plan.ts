import { type Actor, type ActorTable, actorBySlug, findActors } from '../language/actors.ts';
import { readText } from '../language/tokens.ts';
import type { Instant } from '../model/article.ts';
import type { Term } from '../model/ports.ts';
import { readAsked } from './asked.ts';
import { countedUnit, type QuestionKind } from './kind.ts';
import { FRAME_STEMS, FUNCTION_WORDS, isFunctionWord, otherForms, TYPOS, within } from './lists.ts';
import { findNames } from './names.ts';
import { findOutlets, type OutletMention } from './outlets.ts';
import { type Part, splitParts } from './parts.ts';
import { synonymsOf } from './synonyms.ts';
import { findTimes, type Stretch, type Times } from './times.ts';
import { type Tongue, tongueOf, type Unit, unitsOf } from './tongue.ts';
import { fold, type Word, words } from './words.ts';

/** A question, understood: what to search for, and what a good answer must hold. */
export type Plan = {
  /** As typed. */
  readonly question: string;
  readonly kind: QuestionKind;
  /** Words to search and rank by, each once. Content words weigh 1; words of the frame and other names of an actor less. */
  readonly terms: readonly Term[];
  /** The question cut at commas and connectives: what each part asks, and of which outlets. */
  readonly parts: readonly Part[];
  /** Outlets named, as the index writes them. */
  readonly outlets: readonly string[];
  /** Names that stand where an outlet's stands and that the index has no outlet for. */
  readonly unknownOutlets: readonly string[];
  /** Whose words are asked for, as far as the actor table knows them. */
  readonly asked: readonly Actor[];
  /** Those whose words are asked for and whom the table does not know, as typed: a name, a surname, a role. */
  readonly askedWords: readonly string[];
  /** Topic words of "what did X say about Y", folded. */
  readonly about: readonly string[];
  /** All actors of the table that the question names, in order. */
  readonly actors: readonly Actor[];
  /** Capitalised names that no table knows, as typed. */
  readonly names: readonly string[];
  /** Content words that are verbs, adjectives or adverbs, folded: an article may well say them otherwise. */
  readonly loose: readonly string[];
  /** Dates that may date an article or an event. */
  readonly dates: readonly Stretch[];
  /** The window that the question sets on publication. */
  readonly since: Instant | null;
  readonly until: Instant | null;
  /** What a "how many" question counts, as quantities name their unit. */
  readonly unit: string | null;
  readonly negated: boolean;
  /** The language of a question that is not English: only what it looks for is read, as `units`. */
  readonly tongue: Tongue | null;
  readonly units: readonly Unit[];
};

export type PlanContext = {
  readonly table: ActorTable;
  /** Outlets of the index. */
  readonly publishers: readonly string[];
  readonly now: Instant;
};

/** Longer questions are read up to here. */
const MAX_LENGTH = 2_000;
const MAX_TERMS = 48;
const MAX_ALIASES = 6;
/** Parts of speech, as wink names them. */
const LOOSE = new Set(['VERB', 'ADJ', 'ADV']);
const FRAME_WEIGHT = 0.2;
const ALIAS_WEIGHT = 0.4;
const FORM_WEIGHT = 0.8;
const SYNONYM_WEIGHT = 0.35;
/** Questions of up to so many content words are also searched by other words for them. */
const FEW = 6;

/** Reads a question. Never throws: what it cannot read stays a word to search for. */
export function planQuestion(question: string, { table, publishers, now }: PlanContext): Plan {
  const text = clean(question);
  const tongue = tongueOf(text);
  if (tongue !== null) return planForeign(question, text, tongue);
  const named = findActors(text, table);
  const outlets = findOutlets(text, publishers, named);
  const isOutlet = within(outlets);
  const actors = named.filter((mention) => !isOutlet(mention));
  const times = findTimes(text, now);
  const asked = readAsked(text, table, outlets);
  const limits = timeLimits(text, asked.kind, times, outlets);
  const isTaken = within([...outlets, ...times.limits, ...times.dates]);
  const isActor = within(actors);
  const found = words(text).filter((word) => !isTaken(word) && !isFunctionWord(text, word) && !isInitial(word));
  const content = found.filter((word) => isActor(word) || !FRAME_STEMS.has(word.stem));
  const topic = asked.topic;
  const { tokens } = readText(text);
  const isLoose = within(tokens.filter((token) => LOOSE.has(token.pos)));
  return {
    question,
    kind: asked.kind,
    terms: weigh(content, found, namesOf(actors, table)),
    parts: splitParts(text, content, outlets),
    outlets: [...new Set(outlets.flatMap((mention) => mention.outlets))],
    unknownOutlets: outlets.filter((mention) => mention.outlets.length === 0).map((mention) => mention.name),
    asked: asked.actors,
    askedWords: asked.words,
    about: topic
      ? content.filter((word) => word.start >= topic.start && word.end <= topic.end).map((word) => word.text)
      : [],
    actors: [...new Set(actors.map(({ actor }) => actor))],
    names: findNames(text, [...outlets, ...times.limits, ...times.dates, ...actors]),
    loose: content.filter((word) => isLoose(word) && !isActor(word)).map((word) => word.text),
    dates: times.dates.map(({ from, to }) => ({ from, to })),
    ...limits,
    unit: asked.kind === 'count' ? countedUnit(text, tokens) : null,
    negated: /\b(?:not|never|no|without)\b|n['’]t\b/i.test(text),
    tongue,
    units: [],
  };
}

/** A question in another language: its units are the content, what else it says in a script without spaces is frame. */
function planForeign(question: string, text: string, tongue: Tongue): Plan {
  const units = unitsOf(text, tongue);
  const isIn = ({ start, end }: Word, unit: Unit): boolean => start >= unit.start && end <= unit.end;
  const all = words(text);
  const content = all.filter((word) => units.some((unit) => isIn(word, unit)));
  const frame = tongue === 'ja' || tongue === 'zh' ? all.filter((word) => !content.includes(word)) : [];
  const loose = units.filter((unit) => unit.loose);
  const terms = weigh(content, [...content, ...frame], [], false);
  return {
    question,
    kind: 'what',
    terms,
    parts: content.length > 0 ? [{ terms: terms.filter(({ weight }) => weight === 1), outlets: [], lacking: 0 }] : [],
    outlets: [],
    unknownOutlets: [],
    asked: [],
    askedWords: [],
    about: [],
    actors: [],
    names: [],
    loose: content.filter((word) => loose.some((unit) => isIn(word, unit))).map((word) => word.text),
    dates: [],
    since: null,
    until: null,
    unit: null,
    negated: false,
    tongue,
    units,
  };
}

/** The letters of "U.S." say nothing one by one. */
const isInitial = ({ text }: Word): boolean => /^[a-z]$/.test(text);

/** What search engines take for commands: words in capitals between others, wildcards, fields. */
const OPERATORS =
  /\b(?:AND|OR|NOT|NEAR(?:\/\d+)?)\b\s*\(?|,\s*\d+\s*\)|[*^~]\d*|\b(?:title|body|text|outlet|site|intitle):/g;

/** One line of bounded length, without search commands; common slips in the frame's words put right. */
function clean(question: string): string {
  const typed = question.slice(0, MAX_LENGTH).toWellFormed();
  const plain = /\p{Ll}/u.test(typed) ? typed.replace(OPERATORS, ' ') : typed;
  const line = plain.replace(/\s+/gu, ' ').trim();
  return line.replace(/\p{L}+/gu, (word) => TYPOS[word.toLowerCase()] ?? word);
}

/** Other names of the actors, and of the states whose organs they are: single words, the commonest few of each. */
function namesOf(mentions: readonly { readonly actor: Actor }[], table: ActorTable): string[] {
  const actors = new Set(
    mentions.flatMap(({ actor }) => [actor, stateOf(actor, table)]).filter((actor) => actor !== null),
  );
  return [...actors].flatMap(({ name, aliases }) => {
    const single = [name, ...aliases].map(fold).filter((alias) => /^[\p{L}\p{N}]{2,}$/u.test(alias));
    return [...new Set(single)].filter((alias) => !FUNCTION_WORDS.has(alias)).slice(0, MAX_ALIASES);
  });
}

function stateOf({ kind, parent }: Actor, table: ActorTable): Actor | null {
  let at = kind === 'organ' ? parent : null;
  for (let steps = 0; at !== null && steps < 8; steps++) {
    const actor = actorBySlug(at, table);
    if (actor?.kind === 'state') return actor;
    at = actor?.parent ?? null;
  }
  return null;
}

function weigh(content: readonly Word[], found: readonly Word[], aliases: readonly string[], english = true): Term[] {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    if (weights.size < MAX_TERMS && !weights.has(text)) weights.set(text, weight);
  };
  for (const { text } of content) add(text, 1);
  if (english) for (const { text } of content) for (const form of otherForms(text)) add(form, FORM_WEIGHT);
  // A short question says its thing in one way of many.
  if (english && content.length <= FEW)
    for (const { stem } of content) for (const word of synonymsOf(stem)) add(word, SYNONYM_WEIGHT);
  for (const alias of aliases) add(alias, ALIAS_WEIGHT);
  for (const { text } of found) add(text, FRAME_WEIGHT);
  return [...weights].map(([text, weight]) => ({ text, weight }));
}

/**
 * Which time words limit the articles. "Since" and "in the last …" always do. Other dates do where somebody's words or
 * news of a time are asked for; elsewhere, and beside an outlet, they may as well date the event or another report.
 */
function timeLimits(
  text: string,
  kind: QuestionKind,
  times: Times,
  outlets: readonly OutletMention[],
): { since: Instant | null; until: Instant | null } {
  const limits: { since: Instant | null; until: Instant | null }[] = [...times.limits];
  const [only, ...more] = times.dates;
  if (
    only &&
    more.length === 0 &&
    limits.length === 0 &&
    outlets.length === 0 &&
    (kind === 'said' || kind === 'changed')
  ) {
    const before = text.slice(Math.max(0, only.start - 10), only.start);
    if (/\bafter $/i.test(before)) limits.push({ since: only.to + 1, until: null });
    else if (/\bbefore $/i.test(before)) limits.push({ since: null, until: only.from - 1 });
    else limits.push({ since: only.from, until: only.to });
  }
  const pick = (side: 'since' | 'until', best: (...values: number[]) => number): Instant | null => {
    const values = limits.map((limit) => limit[side]).filter((value) => value !== null);
    return values.length > 0 ? best(...values) : null;
  };
  return { since: pick('since', Math.max), until: pick('until', Math.min) };
}
