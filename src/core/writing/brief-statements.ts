import type { Difference } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';
import type { Party } from '../model/statement.ts';
import { words } from '../retrieval/words.ts';
import { type BriefLine, type Budget, type Contested, isStep, SAME } from './brief-facts.ts';
import { eventMentions, pointsBack } from './event-mentions.ts';
import { glossed } from './gloss.ts';
import type { Line } from './salience.ts';
import type { Ground } from './slots/ground.ts';
import { standingRank } from './speakers.ts';
import { folded, pointOf, type Spoken, spokenOf, spokenWords } from './statement-points.ts';
import { likeness, type Odds, worthOf } from './summary.ts';

/** The statements of a brief: who says what about what it is on. */

const PERSONS = 1;
/** What a statement gains by words that a summary would have, their share being about a third. */
const SALIENCE = 3;
/** Share of a brief's words that denials may take when there are several; the first has all the room it needs. */
const DENIALS = 0.75;

type Ranked = { readonly spoken: Spoken; readonly odds: Odds | null; readonly lines: readonly Line[] };

/** What is said on the subject, the best first. */
export function rankStatements(
  articles: readonly Ingested[],
  stories: readonly Odds[],
  grounds: readonly Ground[],
  claims: readonly Contested[],
): Ranked[] {
  const spoken = folded(
    articles.flatMap((doc) =>
      doc.analysis.statements
        .filter((one) => one.kind !== 'ascribed' && one.speaker !== null && one.speaker.standing !== 'unknown')
        .map((one) => spokenOf(doc, one, 'by')),
    ),
  ).filter(
    (one) =>
      isOnSubject(one, grounds) &&
      !isStep(one.doc, one.statement.sentences[0], claims) &&
      (isDenial(one) || !isBroken(one)),
  );
  const told = new Map(stories.flatMap((odds) => odds.reading.lines.map(({ doc }) => [doc, odds] as const)));
  const mentions = grounds.flatMap((ground) => eventMentions(ground.lines, ground.event));
  return spoken
    .map((one) => {
      const { sentences } = one.statement;
      const odds = told.get(one.doc) ?? null;
      const lines =
        odds?.reading.lines.filter(
          ({ doc, index }) => doc === one.doc && sentences[0] <= index && index < sentences[1],
        ) ?? [];
      const worth = value(one, grounds) + (odds ? SALIENCE * worthOf(odds, lines) : 0);
      return { worth, ranked: { spoken: { ...one, pieces: glossed(one.doc, one.pieces, mentions) }, odds, lines } };
    })
    .sort((a, b) => b.worth - a.worth)
    .map(({ ranked }) => ranked);
}

/** The denials on the subject: never left out, as long as there is room. */
export function chooseDenials(ranked: readonly Ranked[], budget: Budget): Ranked[] {
  const taken: Ranked[] = [];
  let sum = 0;
  for (const one of ranked) {
    const size = spokenWords(one.spoken);
    const room = taken.length === 0 ? budget.words : DENIALS * budget.words;
    if (!isDenial(one.spoken) || sum + size > room) continue;
    taken.push(one);
    sum += size;
  }
  return taken;
}

/** To the denials one statement an actor, at most one of a person, none that a fact tells already. */
export function chooseStatements(
  ranked: readonly Ranked[],
  denials: readonly Ranked[],
  facts: readonly BriefLine[],
  budget: Budget,
): Ranked[] {
  const taken = [...denials];
  const told = facts.flatMap(({ lines }) => lines);
  const sides = new Set([
    ...denials.map(({ spoken }) => sideOf(spoken.statement.speaker!)),
    ...facts.flatMap(({ point: { said } }) => (said?.by ? [sideOf(said.by)] : [])),
  ]);
  let persons = denials.filter(({ spoken }) => isPerson(spoken)).length;
  let sum = denials.reduce((all, { spoken }) => all + spokenWords(spoken), 0);
  for (const one of ranked) {
    if (taken.length >= budget.statements) break;
    const person = isPerson(one.spoken);
    const size = spokenWords(one.spoken);
    const side = sideOf(one.spoken.statement.speaker!);
    if (sides.has(side) || (person && persons >= PERSONS) || sum + size > budget.words) continue;
    if (one.lines.some((line) => told.some((fact) => line === fact || isTold(one, line, fact)))) continue;
    taken.push(one);
    sides.add(side);
    if (person) persons++;
    sum += size;
  }
  return taken;
}

function isTold({ odds }: Ranked, line: Line, fact: Line): boolean {
  if (odds === null || !odds.reading.lines.includes(fact)) return false;
  return likeness(odds, line, fact) >= SAME;
}

const sideOf = ({ country, actor, name }: Party): string => country ?? actor ?? name;

/** Chosen statements as lines, governments first. */
export function statementLines(chosen: readonly Ranked[], differences: readonly Difference[]): BriefLine[] {
  return chosen
    .toSorted((a, b) => byStanding(a.spoken, b.spoken))
    .map(({ spoken, lines }) => {
      const role = differences.some((two) => two.slot === 'role' && two.args.name === spoken.statement.speaker?.name);
      return { point: pointOf(spoken, role ? ['role'] : []), lines };
    });
}

const isDenial = ({ statement }: Spoken): boolean => statement.polarity === 'denied';

/** Cut off by whoever made the excerpt. */
const isBroken = ({ pieces }: Spoken): boolean =>
  pieces.some((piece) => piece.is === 'quote' && /(?:\.\.\.|…)["”’']?$/.test(piece.quote.text));

function isPerson({ doc, statement }: Spoken): boolean {
  return doc.analysis.mentions.some((one) => one.kind === 'person' && one.name === statement.speaker?.name);
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
  const size = spokenWords(one);
  return kind + standing + on - (size > 35 ? 0.5 : 0) - (size < 5 ? 0.6 : 0);
}

function wordsOf(text: string): string[] {
  return words(text).map((word) => word.stem);
}
