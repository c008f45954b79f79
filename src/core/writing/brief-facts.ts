import { publishedAt } from '../language/published.ts';
import type { Point, Slot } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';
import { type Fact, factPoint, pointWords } from './facts.ts';
import { textOf } from './pieces.ts';
import { remembered } from './remembered.ts';
import { type Line, readLines } from './salience.ts';
import type { Claim, Ground } from './slots/ground.ts';
import { isSpoken, leans, standsAlone } from './stands-alone.ts';
import { chooseLines, likeness, type Odds, oddsOf } from './summary.ts';

/** The facts of a brief: the sentences that would stand in a summary, a contested one first. */

export type Budget = {
  /** Words that there is room for, and words of the whole brief. */
  readonly words: number;
  readonly length: number;
  readonly facts: number;
  readonly statements: number;
  readonly goal: number;
};

export type Contested = { readonly slot: Slot; readonly claim: Claim };

/** A line of a brief and the sentences that it rests on. */
export type BriefLine = { readonly point: Point; readonly lines: readonly Line[] };

export const wordsIn = (list: readonly BriefLine[]): number =>
  list.reduce((sum, { point }) => sum + pointWords(point), 0);

/** Sentences that are read, of each article and of all together; the lead says what matters. */
const READ = { most: 25, least: 12, all: 900 };
/** Articles of a story that are read: the newest. */
const NEWEST = 20;

/** The words of each story, or of all articles as one where they tell no story together. */
export function storyOdds(articles: readonly Ingested[], stories: readonly (readonly Ingested[])[]): Odds[] {
  return (stories.length > 0 ? stories : [articles]).map((story) => {
    const newest = story.slice(0, NEWEST);
    const most = Math.ceil(READ.all / Math.max(1, newest.length));
    return oddsOf(readLines(newest, Math.max(READ.least, Math.min(READ.most, most))));
  });
}

/**
 * Sentences without the writer's opinion that together say most of what a summary would say, beside the lines that
 * stand already; a contested value weighs more, comes first and is marked. The largest story gives most of them.
 */
export function briefFacts(
  stories: readonly Odds[],
  grounds: readonly Ground[],
  claims: readonly Contested[],
  budget: Budget,
  taken: readonly Line[] = [],
): BriefLine[] {
  const chosen: BriefLine[] = [];
  let words = budget.words;
  let seats = 0;
  for (const [at, given] of seatsOf(stories, budget.facts).entries()) {
    seats += given;
    if (seats === 0) continue;
    const found = factsOf(stories[at]!, grounds, claims, { ...budget, facts: seats, words }, taken);
    seats -= found.length;
    words -= wordsIn(found);
    chosen.push(...found);
  }
  return chosen;
}

/** Lines for each story by the number of its articles (D'Hondt), at least one while there are any. */
function seatsOf(stories: readonly Odds[], lines: number): number[] {
  const seats = stories.map(() => 0);
  for (let line = 0; line < lines && stories.length > 0; line++) {
    const shares = stories.map(({ reading }, at) => reading.articles / (seats[at]! + 1));
    seats[shares.indexOf(Math.max(...shares))]!++;
  }
  return seats;
}

function factsOf(
  odds: Odds,
  grounds: readonly Ground[],
  claims: readonly Contested[],
  budget: Budget,
  taken: readonly Line[],
): BriefLine[] {
  const facts = new Map<Line, Fact>();
  const pointOf = remembered((line: Line) => {
    const fact = facts.get(line)!;
    return withoutIdleSpeaker(factPoint(fact, slotsOf(fact, claims), budget.goal));
  });
  const own = taken.filter((line) => odds.reading.lines.includes(line));
  const events = grounds.filter((ground) => odds.reading.lines.some(({ doc }) => ground.articles.includes(doc)));
  const newest = Math.max(...odds.reading.lines.flatMap(({ doc }) => publishedAt(doc.article) ?? []));
  const lines = chooseLines(odds, {
    words: budget.words,
    lines: budget.facts,
    length: budget.length,
    taken: own,
    bonus(line) {
      const fact = own.includes(line) ? null : standsAlone(line);
      if (fact === null || own.some((other) => likeness(odds, line, other) >= SAME)) return null;
      facts.set(line, fact);
      return bonusOf(fact, events, claims) + NEW * freshness(line.doc, newest);
    },
    shown: (line) => pointOf(line).pieces.flatMap((piece) => (piece.is === 'quote' ? [piece.quote.span] : [])),
    clash(a, b) {
      const [one, other] = [facts.get(a)!, facts.get(b)!];
      return restates(one, other, claims) || (likeness(odds, a, b) >= SAME && !isContrast(one, other, claims));
    },
  });
  const opens = ({ point, lines: [line] }: BriefLine) => point.differs.length > 0 && !leans(facts.get(line!)!);
  let sum = 0;
  return lines
    .map((line): BriefLine => ({ point: pointOf(line), lines: [line] }))
    .filter(({ point }) => {
      const size = pointWords(point);
      if (sum + size > budget.words) return false;
      sum += size;
      return true;
    })
    .sort((a, b) => Number(opens(b)) - Number(opens(a)));
}

/** "The drugmakers: … the drugmakers said": of whom nothing is known, the words themselves tell enough. */
const withoutIdleSpeaker = (point: Point): Point =>
  point.said?.by?.standing === 'unknown' && point.said.kind !== 'direct' ? { ...point, said: null } : point;

/** In points of F, which a line of a brief raises by about 10. */
const CONTESTED = 0.06;
const DEED = 0.03;
const ASIDE = -0.05;
const SPOKEN = -0.15;
const LEANING = -0.04;
const NEW = 0.04;
const LEAD = 0.06;

function bonusOf(fact: Fact, grounds: readonly Ground[], claims: readonly Contested[]): number {
  const { doc, index } = fact;
  const isSaid = isSpoken(doc, index) && !isStep(doc, index, claims);
  return (
    CONTESTED * Math.min(2, slotsOf(fact, claims).length) +
    (grounds.some((ground) => isOnDeed(fact, ground)) ? DEED : 0) +
    (grounds.length === 0 || grounds.some((ground) => isOnThing(fact, ground)) ? 0 : ASIDE) +
    (isSaid ? SPOKEN : 0) +
    (leans(fact) ? LEANING : 0) +
    LEAD / (1 + index / 4)
  );
}

const HALF_LIFE = 2 * 86_400_000;

/** 1 for the newest, half of it two days before; 0 for an undated article. */
function freshness({ article }: Ingested, newest: number): number {
  const at = publishedAt(article);
  return at === null ? 0 : 0.5 ** ((newest - at) / HALF_LIFE);
}

/** The likeness from which two lines tell the same. */
export const SAME = 0.5;

function slotsOf(fact: Fact, claims: readonly Contested[]): Slot[] {
  const own = claims.filter(({ claim }) => isIn(fact, claim));
  return [...new Set(own.map((one) => one.slot))];
}

function isIn(fact: Fact, claim: Claim): boolean {
  return claim.doc === fact.doc && claim.range.start >= fact.range.start && claim.range.end <= fact.range.end;
}

/** Two lines on the status of one event say the same thing twice: the differences show the rest. */
function restates(one: Fact, other: Fact, claims: readonly Contested[]): boolean {
  const [a, b] = [slotsOf(one, claims), slotsOf(other, claims)];
  return b.length > 0 && b.some((slot) => a.includes(slot));
}

/** Each states a contested value that the other does not: alike, and both needed. */
function isContrast(one: Fact, other: Fact, claims: readonly Contested[]): boolean {
  const [a, b] = [slotsOf(one, claims), slotsOf(other, claims)];
  return a.some((slot) => !b.includes(slot)) && b.some((slot) => !a.includes(slot));
}

function isOnDeed(fact: Fact, { event: { objects, actions } }: Ground): boolean {
  return meets(fact, objects.slice(0, 2)) && meets(fact, actions);
}

const isOnThing = (fact: Fact, { event }: Ground): boolean => meets(fact, event.objects.slice(0, 3));

function meets(fact: Fact, stems: Iterable<string>): boolean {
  for (const word of stems) if (fact.stems.has(word)) return true;
  return false;
}

/** "agreed to send", "confirmed the export": a deed told as a fact, although somebody's words bring it. */
export function isStep(doc: Ingested, index: number, claims: readonly Contested[]): boolean {
  const sentence = doc.analysis.sentences[index]!;
  const inside = (range: { start: number; end: number }) => range.start >= sentence.start && range.end <= sentence.end;
  const quoted = /["“”]/.test(textOf(doc, sentence));
  const spoken = doc.analysis.statements.some(
    (one) => one.cue !== null && inside(one.cue) && SPEECH.test(textOf(doc, one.cue)),
  );
  return (
    !quoted &&
    !spoken &&
    claims.some(({ slot, claim }) => slot === 'status' && claim.doc === doc && inside(claim.range))
  );
}

const SPEECH =
  /\b(?:said|says?|saying|told|tells?|warn\w*|add(?:s|ed)|claim\w*|argu\w+|stat(?:es?|ed|ing)|den(?:y|ies|ied|ying)|insist\w*|explain\w*|according|called|accus\w+|stress\w*|emphasi[sz]\w*)\b/i;
