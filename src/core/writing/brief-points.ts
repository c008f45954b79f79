import type { Difference, Point, Slot } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';
import { words } from '../retrieval/words.ts';
import { centralities } from './centrality.ts';
import { eventMentions, pointsBack } from './event-mentions.ts';
import { type Fact, factOf, factPoint, pointWords } from './facts.ts';
import { glossed, isAnaphoric } from './gloss.ts';
import { textOf, wordCount } from './pieces.ts';
import type { Claim, Ground } from './slots/ground.ts';
import { standingRank } from './speakers.ts';
import { folded, isTitle, pointOf, type Spoken, spokenOf } from './statement-points.ts';
import { overlap } from './vectors.ts';

/** What goes into a brief: the facts most articles turn on, a contested one first, and who says what about them. */

export type Budget = {
  readonly words: number;
  readonly facts: number;
  readonly statements: number;
  readonly goal: number;
};

/** Sentences that are read, of each article and of all together; the lead says what matters. */
const READ = { most: 40, least: 12, all: 900 };
const readOf = (articles: number): number =>
  Math.max(READ.least, Math.min(READ.most, Math.ceil(READ.all / Math.max(1, articles))));
/** Candidates that are tried for a line. */
const TRIED = 80;
const FEWEST_WORDS = 7;
const MOST_WORDS = 45;

type Contested = { readonly slot: Slot; readonly claim: Claim };

/** Central sentences without the writer's opinion, each adding something; a contested value weighs more and is marked. */
export function briefFacts(
  articles: readonly Ingested[],
  grounds: readonly Ground[],
  claims: readonly Contested[],
  budget: Budget,
): Point[] {
  const scored = scoreFacts(articles, grounds, claims).sort((a, b) => b.score - a.score);
  const taken: { fact: Fact; point: Point }[] = [];
  let sum = 0;
  for (const fact of scored.slice(0, TRIED)) {
    if (taken.length >= budget.facts) break;
    if (taken.some((one) => overlap(one.fact.stems, fact.stems) >= SAME || restates(one.fact, fact, claims))) continue;
    const point = factPoint(fact, slotsOf(fact, claims), budget.goal);
    const size = pointWords(point);
    if (sum + size > budget.words) continue;
    taken.push({ fact, point });
    sum += size;
  }
  return taken.map((one) => one.point);
}

const SAME = 0.4;

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

function scoreFacts(articles: readonly Ingested[], grounds: readonly Ground[], claims: readonly Contested[]): Fact[] {
  const read = readOf(articles.length);
  const facts = articles.flatMap((doc) =>
    doc.analysis.sentences.slice(0, read).flatMap((sentence, index) => {
      if (sentence.voice !== 'report' || (isSpoken(doc, index) && !isStep(doc, index, claims))) return [];
      const text = textOf(doc, sentence);
      const size = wordCount(text);
      if (
        size < FEWEST_WORDS ||
        size > MOST_WORDS ||
        isAnaphoric(text) ||
        pointsBack(text.slice(0, 40)) ||
        !/[.!?]["”’']?$/.test(text) ||
        isTitle(text)
      )
        return [];
      return factOf(doc, index, 1) ?? [];
    }),
  );
  const central = new Map(centralities(articles, read).map((list, at) => [articles[at], list]));
  return facts.map((fact) => {
    const contest = 0.25 * Math.min(2, slotsOf(fact, claims).length);
    const event = grounds.some(
      ({ event: { objects, actions } }) => meets(fact, objects.slice(0, 2)) && meets(fact, actions),
    )
      ? 0.2
      : 0;
    const lead = 0.15 / (1 + fact.index / 4);
    return { ...fact, score: central.get(fact.doc)![fact.index]! + contest + event + lead };
  });
}

function meets(fact: Fact, stems: Iterable<string>): boolean {
  for (const word of stems) if (fact.stems.has(word)) return true;
  return false;
}

/** "agreed to send", "confirmed the export": a deed told as a fact, although somebody's words bring it. */
function isStep(doc: Ingested, index: number, claims: readonly Contested[]): boolean {
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

/** A sentence that a statement covers belongs to the statements. */
function isSpoken(doc: Ingested, index: number): boolean {
  return doc.analysis.statements.some(
    (one) => one.kind !== 'ascribed' && one.speaker !== null && one.sentences[0] <= index && index < one.sentences[1],
  );
}

type BriefStatement = { readonly point: Point; readonly words: number };
const PERSONS = 1;
/** Share of a brief's words that statements may take. */
const SHARE = 0.55;

/** One statement an actor, at most one of a person, on the topic; a denial on the subject is never left out. */
export function briefStatements(
  articles: readonly Ingested[],
  grounds: readonly Ground[],
  differences: readonly Difference[],
  claims: readonly Contested[],
  budget: Budget,
): BriefStatement[] {
  const spoken = folded(
    articles.flatMap((doc) =>
      doc.analysis.statements
        .filter((one) => one.kind !== 'ascribed' && one.speaker !== null && one.speaker.standing !== 'unknown')
        .map((one) => spokenOf(doc, one, 'by')),
    ),
  ).filter((one) => isOnSubject(one, grounds) && !isStep(one.doc, one.statement.sentences[0], claims));
  const ranked = spoken.toSorted(
    (a, b) => Number(isDenial(b)) - Number(isDenial(a)) || value(b, grounds) - value(a, grounds),
  );
  const taken: Spoken[] = [];
  const sides = new Set<string>();
  let persons = 0;
  let sum = 0;
  for (const one of ranked) {
    const speaker = one.statement.speaker!;
    const side = speaker.country ?? speaker.actor ?? speaker.name;
    const person = isPerson(one);
    const size = wordsIn(one);
    const must = isDenial(one);
    if (!must && (taken.length >= budget.statements || sides.has(side) || (person && persons >= PERSONS))) continue;
    if (sum + size > budget.words * (must ? 1 : SHARE)) continue;
    taken.push(one);
    sides.add(side);
    if (person) persons++;
    sum += size;
  }
  const mentions = grounds.flatMap((ground) => eventMentions(ground.lines, ground.event));
  return taken.toSorted(byStanding).map((one) => {
    const role = differences.some((two) => two.slot === 'role' && two.args.name === one.statement.speaker?.name);
    const point = pointOf({ ...one, pieces: glossed(one.doc, one.pieces, mentions) }, role ? ['role'] : []);
    return { point, words: pointWords(point) };
  });
}

const isDenial = ({ statement }: Spoken): boolean => statement.polarity === 'denied';

function isPerson({ doc, statement }: Spoken): boolean {
  return doc.analysis.mentions.some((one) => one.kind === 'person' && one.name === statement.speaker?.name);
}

function wordsIn(one: Spoken): number {
  return pointWords(pointOf(one));
}

function byStanding(a: Spoken, b: Spoken): number {
  return standingRank(a.statement.speaker!.standing) - standingRank(b.statement.speaker!.standing);
}

function isOnSubject(one: Spoken, grounds: readonly Ground[]): boolean {
  if (grounds.length === 0) return true;
  const text = one.pieces.map((piece) => (piece.is === 'quote' ? piece.quote.text : '')).join(' ');
  return (
    grounds.some((ground) => wordsOf(text).some((word) => ground.event.objects.slice(0, 3).includes(word))) ||
    pointsBack(text)
  );
}

/** Quotations before reports, governments before others, short before long. */
function value(one: Spoken, grounds: readonly Ground[]): number {
  const kind = { direct: 1, mixed: 0.7, indirect: 0.4, ascribed: 0 }[one.statement.kind];
  const standing = 1 - standingRank(one.statement.speaker!.standing) / 10;
  const stems = [...one.stems];
  const on = grounds.some((ground) => ground.event.objects.slice(0, 2).some((word) => stems.includes(word))) ? 0.5 : 0;
  const size = wordsIn(one);
  return kind + standing + on - (size > 35 ? 0.5 : 0) - (size < 5 ? 0.6 : 0);
}

function wordsOf(text: string): string[] {
  return words(text).map((word) => word.stem);
}
