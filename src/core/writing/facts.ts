import causes from '../../data/causes.json' with { type: 'json' };
import type { Citation, Point, Slot } from '../model/answer.ts';
import type { ArticleId, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { fold, words } from '../retrieval/words.ts';
import { cite } from './citations.ts';
import { shorten } from './cut.ts';
import { isKin } from './event.ts';
import { isAnaphoric } from './gloss.ts';
import { pieceWords, textOf, wordCount } from './pieces.ts';
import { saidAt } from './slots/ground.ts';
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
};

const WHY = new RegExp(`\\b(?:${causes.why.map((one) => one.replace(/ /g, '\\s+')).join('|')})\\b`, 'iu');
const CANDIDATES = 40;
const FEWEST_WORDS = 4;
/** A line of more words than these needs no sentence before it. */
const LONGEST_PAIR = 60;

/** Evidence sentences as candidates, those that hold the kind of thing asked for first. */
export function candidates(plan: Plan, evidence: Evidence, articles: ReadonlyMap<ArticleId, Ingested>): Fact[] {
  const asked = [...new Set(contentOf(plan))];
  const found = evidence.sentences.slice(0, CANDIDATES).flatMap(({ article, index, score }) => {
    const doc = articles.get(article);
    const fact = doc ? factOf(doc, index, Math.sqrt(score) * fitness(plan, doc, index), asked) : null;
    if (fact && !speaksOf(plan, fact)) return [];
    return fact ? [{ ...fact, score: fact.score * (0.25 + coverage(asked, fact.stems)) ** 2 }] : [];
  });
  return found.sort((a, b) => b.score - a.score);
}

/**
 * Whether a sentence can speak to the question at all: its article names somebody the question names, and it holds a
 * word of what is asked about them.
 */
function speaksOf(plan: Plan, { doc, stems }: Fact): boolean {
  // A long question has words enough for its evidence to be right.
  if (plan.parts.length > 1 || contentOf(plan).length > SHORT) return true;
  const { article, analysis } = doc;
  const text = fold(`${article.title ?? ''}\n${article.text}`);
  const named = plan.actors.some((actor) =>
    analysis.mentions.some(
      (one) => one.entity === actor.slug || (actor.kind === 'state' && one.country === actor.country),
    ),
  );
  if (
    plan.actors.length + plan.names.length > 0 &&
    !named &&
    !plan.names.some((name) => text.includes(fold(name).split(' ').at(-1)!))
  )
    return false;
  const names = new Set(
    words([...plan.names, ...plan.actors.flatMap((actor) => [actor.name, ...actor.aliases])].join(' ')).map(
      (word) => word.stem,
    ),
  );
  const rest = contentOf(plan).filter((word) => !names.has(word) && !GENERIC.has(word));
  return rest.length === 0 || rest.some((word) => isKin(word, stems) || [...stems].some((one) => isAkin(word, one)));
}

const SHORT = 6;

/** Stems that ask for no certain thing. */
const GENERIC = new Set(['happen', 'go', 'get', 'news', 'latest', 'know', 'work']);

/** Equal, or with a long common beginning: "founded" and "founder". */
function isAkin(a: string, b: string): boolean {
  if (a === b) return true;
  const length = Math.max(4, Math.min(a.length, b.length) - 1);
  return a.length >= 4 && b.length >= 4 && a.slice(0, length) === b.slice(0, length);
}

/** Stems of the content words of a question. */
export function contentOf(plan: Plan): string[] {
  return plan.terms
    .filter((term) => term.weight >= CONTENT)
    .flatMap((term) => words(term.text).map((word) => word.stem));
}

const CONTENT = 0.9;

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
  if (wordCount(text) < FEWEST_WORDS || /\?["”’']?\s*$/.test(text)) return null;
  // "When was the deal announced?" names the deal itself.
  const range = isAnaphoric(text) && !namesIt(text, asked) ? withAntecedent(doc, index) : sentence;
  if (range === null) return null;
  const stems = new Set(words(text).map((word) => word.stem));
  // A heading or a caption has no closing mark.
  const whole = /[.!?…]["”’')\]]*\s*$/.test(text) ? 1 : UNCLOSED;
  return { doc, index, range, stems, score: score * whole * (range === sentence ? 1 : ANAPHORIC), alsoIn: [] };
}

function namesIt(text: string, asked: readonly string[]): boolean {
  const noun = /^["“‘'(]*(?:the|this|that|these|those)\s+(\p{L}+)/iu.exec(text)?.[1];
  return noun !== undefined && words(noun).some((word) => asked.includes(word.stem));
}

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

/** What kind of thing the question wants, and whether the sentence holds one. */
function fitness(plan: Plan, doc: Ingested, index: number): number {
  const sentence = doc.analysis.sentences[index];
  if (!sentence) return 0;
  const inside = (one: Range) => one.start >= sentence.start && one.end <= sentence.end;
  const voice = sentence.voice === 'opinion' ? 0.4 : 1;
  const { dates, mentions, quantities } = doc.analysis;
  const fits = {
    when: () => dates.some(inside),
    where: () => mentions.some((one) => inside(one) && one.kind === 'state'),
    who: () => mentions.some((one) => inside(one) && one.kind !== 'state'),
    count: () => quantities.some(inside),
    why: () => WHY.test(textOf(doc, sentence)),
  } as const;
  const test = fits[plan.kind as keyof typeof fits];
  return voice * (test?.() ? 2.5 : 1);
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
  const { doc, range } = fact;
  const sentence = doc.analysis.sentences[fact.index]!;
  const single = range.start === sentence.start;
  return {
    pieces: single
      ? shorten(doc.article, range, goal)
      : [
          {
            is: 'quote',
            quote: {
              span: { article: doc.article.id, version: doc.article.version, ...range },
              text: textOf(doc, range),
            },
          },
        ],
    citations: [cite(doc, range)],
    alsoIn: fact.alsoIn,
    differs,
    said: saidAt(doc, range),
  };
}

export function pointWords(point: Point): number {
  return pieceWords(point.pieces);
}
