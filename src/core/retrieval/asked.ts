import { type Actor, type ActorTable, findActors } from '../language/actors.ts';
import type { Range } from '../model/article.ts';
import { otherKind, type QuestionKind, readKind } from './kind.ts';
import { FUNCTION_WORDS, PRONOUNS, within } from './lists.ts';
import { findNames } from './names.ts';
import type { OutletMention } from './outlets.ts';
import { words } from './words.ts';

export type AskedOf = {
  readonly kind: QuestionKind;
  readonly actors: readonly Actor[];
  readonly words: readonly string[];
  readonly topic: Range | null;
};

/** Whose words are asked for. Without anybody who could speak it is a question of another kind. */
export function readAsked(text: string, table: ActorTable, outlets: readonly OutletMention[]): AskedOf {
  const { kind, subject, topic } = readKind(text);
  const short = kind === 'what' ? shortForm(text, table) : null;
  if (short) return short;
  if (kind !== 'said' || subject === null) return { kind, actors: [], words: [], topic };
  if (/^(?:nobody|no[ -]one|none|nothing)\b/i.test(text.slice(subject.start, subject.end)))
    return { kind: 'what', actors: [], words: [], topic: null };
  const actors: Actor[] = [];
  const unknown: string[] = [];
  for (const segment of segments(text, subject)) {
    const typed = text.slice(segment.start, segment.end);
    const found = findActors(typed, table);
    const press = outlets.map(({ start, end }) => ({ start: start - segment.start, end: end - segment.start }));
    const names = findNames(typed, [...found, ...press], true);
    // "Kremlin spokesperson NAME" asks for the person, "the Chinese ministry" for the actor.
    const speaker = names.at(-1) ?? null;
    if (speaker !== null && !found.some(({ end }) => end > typed.lastIndexOf(speaker))) unknown.push(speaker);
    else if (found.length > 0) actors.push(...found.map(({ actor }) => actor));
    else if (!within(outlets)(segment)) unknown.push(...plainSpeaker(typed));
  }
  const pronoun = words(text.slice(subject.start, subject.end)).every(
    (word) => PRONOUNS.has(word.text) || FUNCTION_WORDS.has(word.text),
  );
  if (actors.length === 0 && unknown.length === 0 && !pronoun)
    return { kind: otherKind(text), actors: [], words: [], topic: null };
  return { kind, actors: [...new Set(actors)], words: unknown, topic };
}

/** "Russia on Ukraine?": an actor, "on" or "about", a topic. */
function shortForm(text: string, table: ActorTable): AskedOf | null {
  const match = /^(?:the )?(?<who>[^?]{2,60}?) (?:on|about) (?<topic>[^?]{2,100})\??$/iu.exec(text);
  const who = match?.groups?.who;
  const topic = match?.groups?.topic;
  if (who === undefined || topic === undefined) return null;
  const found = findActors(who, table);
  if (found.length !== 1 || found[0]!.start > 4 || found[0]!.end < who.length) return null;
  const start = text.lastIndexOf(topic);
  return { kind: 'said', actors: [found[0]!.actor], words: [], topic: { start, end: start + topic.length } };
}

function* segments(text: string, { start, end }: Range): Generator<Range> {
  let at = start;
  for (const piece of text.slice(start, end).split(/(,? and |,? or |, )/i)) {
    if (!/^(?:,? and |,? or |, )$/i.test(piece) && piece !== '') yield { start: at, end: at + piece.length };
    at += piece.length;
  }
}

/** A role or a name in small letters ("analysts", "the defense minister"): its words, at most five of them. */
function plainSpeaker(typed: string): string[] {
  const bare = typed.replace(/^(?:the|a|an|any|some|all|other) /i, '').replace(/['’]s?$/u, '');
  const content = words(bare);
  const fits =
    content.length > 0 &&
    content.length <= 5 &&
    !content.every((word) => PRONOUNS.has(word.text) || FUNCTION_WORDS.has(word.text));
  return fits && !content.some((word) => /^(?:did|does|do|is|are|was|were|article|report|story)$/.test(word.text))
    ? [bare]
    : [];
}
