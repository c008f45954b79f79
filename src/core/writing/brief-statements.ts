import type { Difference } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';
import type { Party } from '../model/statement.ts';
import { FUNCTION_WORDS } from '../retrieval/lists.ts';
import { words } from '../retrieval/words.ts';
import { type BriefLine, type Budget, type Contested, isStep, SAME } from './brief-facts.ts';
import { eventMentions, pointsBack } from './event-mentions.ts';
import { glossed } from './gloss.ts';
import { textOf } from './pieces.ts';
import type { Line } from './salience.ts';
import type { Ground } from './slots/ground.ts';
import { standingRank } from './speakers.ts';
import { folded, pointOf, type Spoken, spokenOf, spokenWords } from './statement-points.ts';
import { likeness, type Odds, worthOf } from './summary.ts';

/** The statements of a brief: who says what about what it is on. */

const PERSONS = 1;
/** Whose sentences have so many of the words that its articles open with speaks on the subject, whatever the event's things are. */
const SHARED = { words: 3, lines: 5, articles: 0.6 };
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
  const opening = stories.map((odds) => [odds, openingWords(odds)] as const);
  const spoken = folded(
    articles.flatMap((doc) =>
      doc.analysis.statements
        .filter((one) => one.kind !== 'ascribed' && one.speaker !== null && isKnown(doc, one.speaker))
        .map((one) => spokenOf(doc, one, 'by')),
    ),
  ).filter(
    (one) =>
      (isOnSubject(one, grounds) || isOnStory(one, opening)) &&
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

/**
 * To the denials one statement a side, at most one of a person, none that a fact tells already. What sides leave empty,
 * others of the same side fill, each once.
 */
export function chooseStatements(
  ranked: readonly Ranked[],
  denials: readonly Ranked[],
  facts: readonly BriefLine[],
  budget: Budget,
): Ranked[] {
  const taken = [...denials];
  const told = facts.flatMap(({ lines }) => lines);
  let sum = denials.reduce((all, { spoken }) => all + spokenWords(spoken), 0);
  for (const [round, keyOf] of [sideOf, nameOf].entries()) {
    const seen = new Set([
      ...taken.map(({ spoken }) => keyOf(spoken.statement.speaker!)),
      ...facts.flatMap(({ point: { said } }) => (said?.by ? [keyOf(said.by)] : [])),
    ]);
    for (const one of ranked) {
      if (taken.length >= budget.statements) return taken;
      const size = spokenWords(one.spoken);
      const key = keyOf(one.spoken.statement.speaker!);
      if (seen.has(key) || sum + size > budget.words) continue;
      const isFull = taken.filter(({ spoken }) => isPerson(spoken)).length >= PERSONS;
      if (round === 0 && isFull && isPerson(one.spoken)) continue;
      if (one.lines.some((line) => told.some((fact) => line === fact || isTold(one, line, fact)))) continue;
      taken.push(one);
      seen.add(key);
      sum += size;
    }
  }
  return taken;
}

function isTold({ odds }: Ranked, line: Line, fact: Line): boolean {
  if (odds === null || !odds.reading.lines.includes(fact)) return false;
  return likeness(odds, line, fact) >= SAME;
}

const nameOf = ({ actor, name }: Party): string => actor ?? name;

/** Of whom nothing else is known the full name tells enough. */
function isKnown(doc: Ingested, { name, standing }: Party): boolean {
  if (standing !== 'unknown') return true;
  return name.includes(' ') && doc.analysis.mentions.some((one) => one.kind === 'person' && one.name === name);
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

/** Words that most articles of a story open with. */
function openingWords({ reading: { lines } }: Odds): ReadonlySet<string> {
  const docs = Map.groupBy(lines, ({ doc }) => doc);
  const counts = new Map<string, number>();
  for (const own of docs.values()) {
    const texts = own.filter(({ index }) => index < SHARED.lines).map(({ doc, index }) => sentenceText(doc, index));
    for (const word of new Set(wordsOf(texts.join(' ')))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const least = Math.max(2, SHARED.articles * docs.size);
  return new Set([...counts].flatMap(([word, count]) => (count >= least ? [word] : [])));
}

const sentenceText = (doc: Ingested, index: number): string => textOf(doc, doc.analysis.sentences[index]!);

function isOnStory({ doc, sentences }: Spoken, opening: readonly (readonly [Odds, ReadonlySet<string>])[]): boolean {
  const here = new Set(wordsOf(textOf(doc, sentences)));
  return opening.some(
    ([{ reading }, shared]) =>
      reading.lines.some((line) => line.doc === doc) &&
      [...here].filter((word) => shared.has(word)).length >= SHARED.words,
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
  return words(text).flatMap((word) => (FUNCTION_WORDS.has(word.text) ? [] : [word.stem]));
}
