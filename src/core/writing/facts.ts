import type { Citation, Piece, Point, Slot } from '../model/answer.ts';
import type { ArticleId, Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Statement } from '../model/statement.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { words } from '../retrieval/words.ts';
import { cite } from './citations.ts';
import { shorten } from './cut.ts';
import { sentenceStems } from './doc-words.ts';
import { isKin } from './event.ts';
import { isAnaphoric } from './gloss.ts';
import { pieceWords, quoteOf, spanPieces, textOf, wordCount } from './pieces.ts';
import { contentOf, holder, type Read, relevance, stemsOf, verbsOf } from './relevance.ts';
import { saidAt } from './slots/ground.ts';
import { pointOf, spokenOf } from './statement-points.ts';
import { thingsIn } from './things.ts';
import { overlap } from './vectors.ts';

/** Choosing the sentences that answer a question: the best of the evidence, each adding something. */

export type Fact = {
  readonly doc: Ingested;
  readonly index: number;
  /** The sentence, or with the one before it that says what "it" is. */
  readonly range: Range;
  readonly stems: ReadonlySet<string>;
  readonly score: number;
  readonly alsoIn: readonly Citation[];
  /** The sentence is somebody's words and only a pronoun says whose: shown as theirs. */
  readonly spoken?: Statement;
  /** Words that stay when it is shortened. */
  readonly needs?: readonly Range[];
};

const CANDIDATES = 40;
/** Articles by whose sentences the rarity of a word is weighed. */
const WEIGHED = 10;
const FEWEST_WORDS = 4;
/** A line of more words than these needs no sentence before it. */
const LONGEST_PAIR = 60;

/** Evidence sentences as candidates, those that hold the kind of thing asked for first. */
export function candidates(plan: Plan, evidence: Evidence, articles: ReadonlyMap<ArticleId, Ingested>): Fact[] {
  const asked = [...new Set(contentOf(plan))];
  const docs = evidence.articles.slice(0, WEIGHED).flatMap(({ article }) => articles.get(article) ?? []);
  const speaksTo = relevance(plan, docs);
  const settles = settling(plan);
  const found = evidence.sentences.slice(0, CANDIDATES).flatMap(({ article, index, score }) => {
    const doc = articles.get(article);
    const fact = doc ? factOf(doc, index, Math.sqrt(score) * fitness(plan, doc, index), asked) : null;
    if (!doc || !fact) return [];
    const isPair = fact.range.start < doc.analysis.sentences[index]!.start;
    const own = speaksTo(isPair ? { ...fact, stems: stemsOf(textOf(doc, fact.range)) } : fact);
    const isSettled = settles(fact);
    // "The order was filled in May" may leave to its neighbours what was ordered.
    const share = own === 0 && isSettled ? BESIDE * speaksTo(beside(fact)) : own;
    if (share === 0) return [];
    const weighed = fact.score * (0.25 + coverage(asked, fact.stems)) ** 2;
    return [{ share, isSettled, fact: { ...fact, score: weighed, needs: needsOf(plan, doc, fact.range, asked) } }];
  });
  const settled = found.filter((one) => one.isSettled);
  const kept = settled.length > 0 ? settled : found;
  const most = kept.reduce((max, one) => Math.max(max, one.share), 0);
  const sorted = kept
    // For yes or no both sides count.
    .filter((one) => plan.kind === 'yesno' || one.share >= NEARLY * most)
    .map((one) => one.fact)
    .sort((a, b) => b.score - a.score);
  const best = sorted[0];
  return best && EXACT.has(plan.kind) && holdsKind(plan, best.doc, best.range)
    ? sorted.filter((one) => holdsKind(plan, one.doc, one.range))
    : sorted;
}

/** Beside a sentence that holds the whole question, one that holds this share of it says nothing. */
const NEARLY = 0.75;
/** Kinds of question to which a sentence without the thing asked for says nothing, when others have it. */
const EXACT = new Set(['when', 'where', 'why']);

/** What a shortened sentence must keep: words of the question, and the thing it wants. */
function needsOf(plan: Plan, doc: Ingested, range: Range, asked: readonly string[]): Range[] {
  const spoken = words(textOf(doc, range))
    .filter((word) => asked.includes(word.stem))
    .map((word) => ({ start: range.start + word.start, end: range.start + word.end }));
  return [...spoken, ...(thingsIn(plan, doc, range) ?? []).slice(0, 1)];
}

const holdsKind = (plan: Plan, doc: Ingested, range: Range): boolean => (thingsIn(plan, doc, range)?.length ?? 0) > 0;

/** What stands beside a sentence says as much less than what stands in it. */
const BESIDE = 0.8;

/** A sentence with its neighbours and the title of its article. */
function beside({ doc, index }: Fact): Read {
  const { sentences } = doc.analysis;
  const here = sentences[index]!;
  const around = [sentences[index - 1], here, sentences[index + 1]].filter((one) => one?.paragraph === here.paragraph);
  const range = { start: around[0]!.start, end: around.at(-1)!.end };
  return { doc, range, stems: stemsOf(`${doc.article.title ?? ''}\n${textOf(doc, range)}`) };
}

/**
 * Whether a sentence settles when or where something was done: it says that it was done, by the question's own verb or
 * another form of it, of a thing that the question or the sentence itself names as known, and holds a date or a place.
 */
function settling(plan: Plan): (fact: Fact) => boolean {
  // "Which country" asks for no place behind "in"; a long question has words enough to find its sentence by.
  const isPlain = plan.kind === 'when' || (plan.kind === 'where' && /\bwhere\b/iu.test(plan.question));
  const verbs = isPlain && contentOf(plan).length <= PLAIN ? verbsOf(plan) : [];
  if (verbs.length === 0) return () => false;
  const isVerb = verbs.map((word) => holder(plan, word));
  const things = contentOf(plan).filter((word) => !verbs.includes(word));
  return ({ doc, index, range, stems }) =>
    isVerb.every((holds) => holds(stems)) &&
    (things.some((word) => stems.has(word)) || DEFINITE.test(textOf(doc, doc.analysis.sentences[index]!))) &&
    holdsKind(plan, doc, range);
}

/** Content words of a plain question. */
const PLAIN = 6;

/** Share of the question's words that a sentence holds, an action by any verb of its family. */
export function coverage(asked: readonly string[], stems: ReadonlySet<string>): number {
  if (asked.length === 0) return 1;
  return asked.filter((word) => stems.has(word) || isKin(word, stems)).length / asked.length;
}

/** null for boilerplate, for scraps, and for a sentence that cannot stand without one that is not beside it. */
export function factOf(doc: Ingested, index: number, score: number, asked: readonly string[] = []): Fact | null {
  const sentence = doc.analysis.sentences[index];
  if (!sentence || sentence.voice === 'boilerplate') return null;
  const text = textOf(doc, sentence);
  if (wordCount(text) < FEWEST_WORDS || /[?？](?:["”’'“」』]|\s?»)?\s*$/.test(text)) return null;
  // "When was the deal announced?" names the deal itself.
  const pointing = isAnaphoric(text) && !namesIt(text, asked);
  // "The deal was signed by A": without a sentence before it that says which, still a fact about A.
  const pair = pointing ? withAntecedent(doc, index) : sentence;
  const spoken = pair === null ? spokenAs(doc, sentence) : undefined;
  const range = pair ?? (spoken || DEFINITE.test(text) ? sentence : null);
  if (range === null) return null;
  const stems = sentenceStems(doc, index);
  // A heading or a caption has no closing mark.
  const whole = /[.!?…。！？]["”’'“»」』)\]\s]*$/.test(text) ? 1 : UNCLOSED;
  return {
    doc,
    index,
    range,
    stems,
    score: score * whole * (pointing && !spoken ? ANAPHORIC : 1),
    alsoIn: [],
    ...(spoken && { spoken }),
  };
}

/** "It added that …" of a known speaker. */
function spokenAs(doc: Ingested, sentence: Range): Statement | undefined {
  return doc.analysis.statements.find(
    ({ speaker, kind }) =>
      kind !== 'ascribed' &&
      speaker !== null &&
      speaker.actor !== null &&
      speaker.at.start >= sentence.start &&
      speaker.at.end <= sentence.end &&
      speaker.at.start - sentence.start < OPENING,
  );
}

/** Characters before the pronoun ("However, she"). */
const OPENING = 20;

function namesIt(text: string, asked: readonly string[]): boolean {
  const noun = /^["“‘'(]*(?:the|this|that|these|those)\s+(\p{L}+)/iu.exec(text)?.[1];
  return noun !== undefined && words(noun).some((word) => asked.includes(word.stem));
}

const DEFINITE = /^["“‘'(]*the\b/i;
/** Another sentence is better than one that needs its neighbour. */
const ANAPHORIC = 0.6;
const UNCLOSED = 0.3;

function withAntecedent(doc: Ingested, index: number): Range | null {
  const [before, here] = [doc.analysis.sentences[index - 1], doc.analysis.sentences[index]!];
  if (!before || before.paragraph !== here.paragraph || before.voice === 'boilerplate') return null;
  if (isAnaphoric(textOf(doc, before))) return null;
  const range = { start: before.start, end: here.end };
  return wordCount(textOf(doc, range)) <= LONGEST_PAIR ? range : null;
}

/** The thing asked for weighs most, the writer's own judgement least. */
function fitness(plan: Plan, doc: Ingested, index: number): number {
  const sentence = doc.analysis.sentences[index];
  if (!sentence) return 0;
  return (sentence.voice === 'opinion' ? 0.4 : 1) * (holdsKind(plan, doc, sentence) ? 2.5 : 1);
}

type Limits = { readonly points: number; readonly words: number; readonly share: number };

/** The best candidates that are not the same as one taken, the same fact of another article folded under it. */
export function choose(list: readonly Fact[], limits: Limits): Fact[] {
  const taken: Fact[] = [];
  let sum = 0;
  const top = list[0]?.score ?? 0;
  for (const one of list) {
    const same = taken.findIndex((other) => overlap(one.stems, other.stems) >= SAME || touches(one, other));
    if (same >= 0) {
      taken[same] = withAlso(taken[same]!, one);
      continue;
    }
    const size = wordCount(textOf(one.doc, one.range));
    if (
      taken.length >= limits.points ||
      one.score < limits.share * top ||
      (sum + size > limits.words && taken.length > 0)
    )
      continue;
    taken.push(one);
    sum += size;
  }
  return taken;
}

const SAME = 0.6;

const touches = (a: Fact, b: Fact): boolean =>
  a.doc === b.doc && a.range.start < b.range.end && b.range.start < a.range.end;

function withAlso(kept: Fact, other: Fact): Fact {
  const known = new Set([kept.doc.article.id, ...kept.alsoIn.map((citation) => citation.sentence.span.article)]);
  if (known.has(other.doc.article.id) || kept.alsoIn.length >= 3) return kept;
  return { ...kept, alsoIn: [...kept.alsoIn, cite(other.doc, other.range)] };
}

/** A fact as a line: whole, or shortened when it is one long sentence. */
export function factPoint(fact: Fact, differs: readonly Slot[], goal?: number): Point {
  const { doc, range, spoken } = fact;
  if (spoken) return { ...pointOf(spokenOf(doc, spoken, 'by'), differs), alsoIn: fact.alsoIn };
  const sentence = doc.analysis.sentences[fact.index]!;
  const single = range.start === sentence.start;
  return {
    pieces: single
      ? keeping(fact, shorten(doc.article, range, goal))
      : [{ is: 'quote', quote: quoteOf(doc.article, range) }],
    citations: [cite(doc, range)],
    alsoIn: fact.alsoIn,
    differs,
    said: saidAt(doc, range),
  };
}

/** The shortened sentence, or all of it when something needed was cut. */
function keeping({ doc, range, needs = [] }: Fact, pieces: Many<Piece>): Many<Piece> {
  const kept = pieces.flatMap((piece) => (piece.is === 'quote' ? [piece.quote.span] : []));
  const isKept = (one: Range) => kept.some((span) => span.start <= one.start && one.end <= span.end);
  return needs.every(isKept) ? pieces : spanPieces(doc.article, range, [range]);
}

export function pointWords(point: Point): number {
  return pieceWords(point.pieces);
}
