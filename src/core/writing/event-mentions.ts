import status from '../../data/status.json' with { type: 'json' };
import { readText } from '../language/tokens.ts';
import type { Range } from '../model/article.ts';
import type { Event, Line } from './event.ts';
import { textOf } from './pieces.ts';

/** Places that say how far the event has come (the ladder of statuses). */

export type Status = keyof typeof status.cues;
export const LADDER = status.ladder as readonly Status[];

export type EventMention = {
  readonly line: Line;
  readonly status: Status;
  readonly negated: boolean;
  /** Index of the action word and of the cue in `line.words`. */
  readonly action: number;
  readonly cue: number;
  /** True for a verb ("agreed to send"), false for a noun ("the potential export"). */
  readonly verbal: boolean;
};

const CUES = new Map(LADDER.flatMap((value) => status.cues[value].map((word) => [word, value] as const)));
const AUXILIARIES = new Set(status.auxiliaries);
const HYPOTHETICAL = new Set(status.hypothetical);
const PAST = new Set(status.irregularPast);
const ANAPHORS = new Set(status.anaphors);
/** Words between a cue and its action. */
const REACH = 4;
/** Words between the action and the thing acted on. */
const OBJECT_REACH = 9;

/** All mentions of the event with a status, in the order of the text; questions and conditions say none. */
export function eventMentions(lines: readonly Line[], event: Event): EventMention[] {
  return lines.flatMap((line, at) => {
    const text = textOf(line.doc, line.doc.analysis.sentences[line.index]!);
    if (/\?\W*$/.test(text)) return [];
    const before = lines[at - 1]?.doc === line.doc ? lines[at - 1] : undefined;
    return line.words.flatMap((word, index) => {
      if (!event.actions.has(word.stem) || !actsOnObject(line, index, event.objects, before)) return [];
      const found = servesAnother(line, index) ? null : (statusOf(line, index) ?? statusAfter(line, index));
      return found ? [{ line, action: index, ...found }] : [];
    });
  });
}

/** One of the two main objects stands near, or two others; or the sentence points back ("the batch") to one before it. */
function actsOnObject(line: Line, index: number, objects: readonly string[], before: Line | undefined): boolean {
  const { words } = line;
  const [main, rest] = [objects.slice(0, 2), objects.slice(2)];
  const near = new Set(
    words.slice(Math.max(0, index - OBJECT_REACH), index + OBJECT_REACH + 1).map((word) => word.stem),
  );
  if (main.some((one) => near.has(one)) || (rest.length > 1 && rest.every((one) => near.has(one)))) return true;
  // The subject may stand far before its verb: "These missiles, made under licence and …, are being sent".
  if (words.slice(0, 3).some((word) => main.includes(word.stem))) return true;
  const pointing =
    words[index - 1]?.text === 'the' || words.slice(0, 2).some((word) => /^(?:they|these|those|it)$/.test(word.text));
  return pointing && (before?.words.some((word) => main.includes(word.stem)) ?? false);
}

/** "continues supplying Ukraine": the receiver stands where the thing acted on should. */
function servesAnother(line: Line, index: number): boolean {
  const next = line.words[index + 1];
  return (
    next?.named === true && line.doc.analysis.mentions.some((one) => one.start === next.start && one.country !== null)
  );
}

function statusOf(line: Line, index: number) {
  const { words } = line;
  const word = words[index]!;
  const form = word.text;
  const participle = form.endsWith('ed') || PAST.has(form);
  for (let back = 1; back <= REACH + 1 && index - back >= 0; back++) {
    const at = index - back;
    const cue = words[at]!;
    if (broken(line, at, at + 1) || cue.text === 'only' || hyphened(line, at)) return null;
    if (HYPOTHETICAL.has(cue.text) && !(AUXILIARIES.has(cue.text) && participle)) return null;
    const value = CUES.get(cue.text);
    // "could be sent only to A" limits, it does not foresee.
    if (MODAL.test(cue.text) && words.slice(index + 1, index + 3).some((word) => LIMITS.test(word.text))) return null;
    if (value !== undefined && !hypotheticalBefore(line, at)) {
      const verbal =
        !NOUN_CUE.test(cue.text) &&
        !(ADJECTIVE.test(cue.text) && !/^(?:to|be|been|being)$/.test(words[index - 1]!.text));
      return { status: value, negated: negatedBefore(line, at, index), cue: at, verbal };
    }
    if (AUXILIARIES.has(cue.text) && participle && back <= 3)
      return { status: 'done' as const, negated: negatedBefore(line, at, index), cue: at, verbal: true };
  }
  return null;
}

/** "The batch was completed", "the sale may be approved": the first modal or participle behind the noun. */
function statusAfter(line: Line, index: number) {
  const { words } = line;
  let negated = false;
  for (let at = index + 1; at < words.length && at <= index + 1 + REACH; at++) {
    if (broken(line, at - 1, at)) return null;
    const { text } = words[at]!;
    const value = CUES.get(text);
    if (at > index + 1 && value !== undefined && (MODAL.test(text) || text.endsWith('ed')))
      return { status: value, negated, cue: at, verbal: true };
    if (at === index + 1 && MODAL.test(text) && value !== undefined && HAPPENS.test(words[at + 1]?.text ?? ''))
      return { status: value, negated, cue: at, verbal: true };
    if (NEGATION.test(text)) negated = true;
    else if (!AFTER.test(text)) return null;
  }
  return null;
}

const LIMITS = /^(?:only|exclusively|solely)$/;
/** "The sale may go ahead": not "the sale may upset them". */
const HAPPENS =
  /^(?:be|not|never|still|yet|also|soon|go|take|happen|occur|start|begin|proceed|come|follow|have|end|stop)$/;
const MODAL = /^(?:may|might|could|will|would)$/;
const AFTER = /^(?:is|are|was|were|has|have|had|been|be|now|also|already|finally|formally|officially|recently)$/;

/** "decision-making" decides nothing. */
function hyphened(line: Line, at: number): boolean {
  return line.doc.article.text.startsWith('-', line.words[at]!.end) && at + 1 < line.words.length;
}

/** "The decision to send": a noun that needs no clause of its own around it. */
const NOUN_CUE =
  /^(?:decision|plans?|agreement|approval|proposal|intention|possibility|preparations|completion|confirmation)$/;

const ADJECTIVE =
  /^(?:potential|possible|proposed|prospective|hypothetical|eventual|planned|expected|scheduled|upcoming|forthcoming|ongoing)$/;

function hypotheticalBefore(line: Line, index: number): boolean {
  for (let at = index - 1; at >= Math.max(0, index - 3); at--) {
    if (broken(line, at, at + 1)) return false;
    if (HYPOTHETICAL.has(line.words[at]!.text)) return true;
  }
  return false;
}

/** Punctuation that ends a clause between two neighbouring words. */
function broken(line: Line, left: number, right: number): boolean {
  const { start } = line.words[right]!;
  return /[,;:()"“”]|\s[–—-]\s|—/u.test(line.doc.article.text.slice(line.words[left]!.end, start));
}

/** A negation in the same clause before the action: "has not agreed", "none of them were built". */
function negatedBefore(line: Line, cue: number, action: number): boolean {
  let from = cue;
  while (from > 0 && !broken(line, from - 1, from) && !OPENERS_LEFT.has(line.words[from - 1]!.text)) from--;
  return NEGATION.test(line.doc.article.text.slice(line.words[from]!.start, line.words[action]!.start));
}

const NEGATION =
  /\b(?:not|never|no|none|neither|nor|cannot|without|den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|fail(?:s|ed|ing)?|lack)\b|n['’]t\b/i;

/** True when the sentence points back to the event with a bare noun ("the move", "such a scenario"). */
export function pointsBack(text: string): boolean {
  for (const match of text.matchAll(/\b(?:the|this|that|such an?|these|those)\s+(\p{L}+)/giu)) {
    if (ANAPHORS.has(match[1]!.toLowerCase())) return true;
  }
  return false;
}

/** The clause around a mention of the event: up to marks of punctuation, words that open another clause, a verb. */
export function clauseAround(mention: EventMention): Range {
  const { line, cue, action } = mention;
  const { words } = line;
  const first = Math.min(cue, action);
  let left = first;
  if (mention.verbal)
    while (left > 0 && !broken(line, left - 1, left) && !OPENERS_LEFT.has(words[left - 1]!.text)) left--;
  else
    while (
      left > 0 &&
      !broken(line, left - 1, left) &&
      (words[left - 1]!.named || DETERMINER.test(words[left - 1]!.text))
    )
      left--;
  const verbs = mention.verbal ? NONE : verbsOf(line);
  let right = action;
  while (right + 1 < words.length && !broken(line, right, right + 1)) {
    const next = words[right + 1]!;
    if (OPENERS_RIGHT.has(next.text) || verbs.has(next.start)) break;
    right++;
  }
  while (right > action && DANGLING.test(words[right]!.text)) right--;
  return { start: words[left]!.start, end: words[right]!.end };
}

const DETERMINER = /^(?:the|an?|its|their|this|his|her|our)$/;
const DANGLING = /^(?:the|an?|to|of|for|and|or|in|on|by|with|from|that|at)$/;
const NONE: ReadonlySet<number> = new Set();

/** Offsets of the finite verbs of a sentence: where the noun phrase before them ends. */
function verbsOf(line: Line): ReadonlySet<number> {
  const sentence = line.doc.analysis.sentences[line.index]!;
  const { tokens } = readText(textOf(line.doc, sentence));
  const finite = tokens.filter((token, at) => {
    if (token.pos === 'AUX') return true;
    // "domestically produced Patriot": a participle before a noun is part of the phrase.
    return token.pos === 'VERB' && !/(?:ed|ing)$/.test(token.lower) && tokens[at - 1]?.lower !== 'to';
  });
  return new Set(finite.map((token) => sentence.start + token.start));
}

const OPENERS_LEFT = new Set([
  'as',
  'that',
  'saying',
  'said',
  'while',
  'because',
  'although',
  'though',
  'after',
  'when',
  'whereas',
  'which',
  'since',
  'but',
]);
const OPENERS_RIGHT = new Set([
  'as',
  'amid',
  'while',
  'because',
  'although',
  'though',
  'after',
  'when',
  'whereas',
  'which',
  'who',
  'where',
  'since',
  'but',
  'following',
]);
