import { type ActorTable, actorBySlug } from '../language/actors.ts';
import type { Answer, Citation, Coverage, Difference, Group, Label, Point, Position } from '../model/answer.ts';
import type { Instant, Many } from '../model/article.ts';
import type { Action, Block, Page } from '../model/page.ts';
import type { Ingested } from '../model/ports.ts';
import type { Trigger } from '../model/subscription.ts';
import { words } from '../retrieval/words.ts';
import { cite, numbered, plainPoint } from './citations.ts';
import { sentenceStems, sentenceWords } from './doc-words.ts';
import { allCitations, clipped, coverageNote, isUnanswered } from './pages.ts';
import { plainText, spanPieces, textOf } from './pieces.ts';
import { saidAt } from './slots/ground.ts';
import { relationTo, type Wanted } from './speakers.ts';
import { folded, pointOf, type Spoken, spokenOf } from './statement-points.ts';

/** What a watch has waited for, found in new articles, and the page that tells it. */

/** An article that is new to a watch; of one that was there before, its earlier text as {@link onOneLine} has it. */
export type Fresh = { readonly doc: Ingested; readonly before: string | null };

/** Points of an alert, differences of one; the rest is counted. */
const MOST = 5;
const MOST_DIFFERENCES = 2;

/** A text in which only the words count, not how they are laid out. */
export const onOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const isNew = ({ before }: Fresh, text: string): boolean => before === null || !before.includes(onOneLine(text));

/** What an actor, or one that speaks for it, says there; nothing that only others say that it said. */
export function newStatements(
  fresh: readonly Fresh[],
  { actor, name }: { readonly actor: string; readonly name: string },
  table: ActorTable,
): Spoken[] {
  const known = actorBySlug(actor, table);
  const wanted: Wanted = known
    ? { actors: [known], words: [], standing: null }
    : { actors: [], words: [name], standing: null };
  return fresh.flatMap((one) =>
    one.doc.analysis.statements
      .filter(({ speaker, kind, polarity }) => speaker !== null && kind !== 'ascribed' && polarity !== 'withheld')
      .filter((statement) => relationTo(wanted, statement, one.doc, table) === 'by')
      .map((statement) => spokenOf(one.doc, statement, 'by'))
      .filter(({ sentences }) => isNew(one, textOf(one.doc, sentences))),
  );
}

/** A sentence that holds what is looked for. */
export type Mentioned = { readonly doc: Ingested; readonly index: number };

/** The words of a keyword as the index stems them; each run must stand together: a phrase in quotes is one. */
export function keywordRuns(typed: string): readonly (readonly string[])[] {
  return [...typed.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"“”„«»]+)/gu)]
    .map(([, phrase, word]) => words(phrase ?? word ?? '').map(({ stem }) => stem))
    .filter((run) => run.length > 0);
}

/** New sentences that hold all the words. */
export function newMentions(fresh: readonly Fresh[], runs: readonly (readonly string[])[]): Mentioned[] {
  const stems = runs.flat();
  if (stems.length === 0) return [];
  return fresh.flatMap((one) =>
    one.doc.analysis.sentences.flatMap((sentence, index) => {
      if (sentence.voice === 'boilerplate') return [];
      const here = sentenceStems(one.doc, index);
      if (!stems.every((stem) => here.has(stem))) return [];
      const all = sentenceWords(one.doc, index).map(({ stem }) => stem);
      return runs.every((run) => holdsRun(all, run)) && isNew(one, textOf(one.doc, sentence))
        ? [{ doc: one.doc, index }]
        : [];
    }),
  );
}

function holdsRun(all: readonly string[], run: readonly string[]): boolean {
  return run.length === 1 || all.some((_, at) => run.every((stem, offset) => all[at + offset] === stem));
}

/** A difference with those of its positions that are new. */
export type Differing = { readonly difference: Difference; readonly positions: Many<Position> };

/** Differences with a position that was not there before, or that were none, and that new articles brought. */
export function newDifferences(
  after: readonly Difference[],
  before: readonly Difference[],
  isFresh: (citation: Citation) => boolean,
): Differing[] {
  const key = ({ slot, args }: Difference, value = ''): string => JSON.stringify([slot, args, value]);
  const known = new Set(before.flatMap((one) => [key(one), ...one.positions.map(({ value }) => key(one, value))]));
  return after.flatMap((difference): Differing[] => {
    const wasThere = known.has(key(difference));
    const [first, ...rest] = difference.positions.filter(
      ({ value, citations }) => citations.some(isFresh) && !(wasThere && known.has(key(difference, value))),
    );
    return first ? [{ difference, positions: [first, ...rest] }] : [];
  });
}

/** What an alert tells, before it is numbered. */
export type Told = {
  /** Default: answered. */
  readonly status?: 'answered' | 'partial';
  readonly groups: Many<Group>;
  readonly differences: readonly Difference[];
  readonly missing: readonly Label[];
};

const more = (count: number): readonly Label[] => (count > 0 ? [{ key: 'alert-more', args: { count } }] : []);

const isMany = <T>(list: readonly T[]): list is Many<T> => list.length > 0;

/** The same words in several articles are one statement; null when there is none. */
export function tellStatements(name: string, found: readonly Spoken[]): Told | null {
  const points = folded(found).map((one) => pointOf(one));
  return tellPoints(points, { key: 'alert-statements', args: { name } });
}

/** Each article's first sentence before the second of any, the writer's own opinions last. */
export function tellMentions(text: string, found: readonly Mentioned[]): Told | null {
  const rank = new Map<Mentioned, number>();
  for (const own of Map.groupBy(found, ({ doc }) => doc).values())
    for (const [at, one] of own.entries()) rank.set(one, at + (isOpinion(one) ? 1_000 : 0));
  const runs = keywordRuns(text);
  const once = new Map<string, Point>();
  for (const one of found.toSorted((a, b) => rank.get(a)! - rank.get(b)!)) {
    const sentence = one.doc.analysis.sentences[one.index]!;
    const key = onOneLine(textOf(one.doc, sentence));
    const same = once.get(key);
    once.set(
      key,
      same ? { ...same, alsoIn: [...same.alsoIn, cite(one.doc, sentence)] } : mentionPoint(one, runs.flat()),
    );
  }
  return tellPoints([...once.values()], { key: 'alert-keyword', args: { text } });
}

const isOpinion = ({ doc, index }: Mentioned): boolean => doc.analysis.sentences[index]!.voice === 'opinion';

/** The sentence, shortened only where what was looked for stays. */
function mentionPoint({ doc, index }: Mentioned, stems: readonly string[]): Point {
  const sentence = doc.analysis.sentences[index]!;
  const short = plainPoint(doc, sentence);
  const shown = new Set(words(plainText(short.pieces)).map(({ stem }) => stem));
  const isKept = stems.every((stem) => shown.has(stem));
  return {
    ...(isKept ? short : plainPoint(doc, sentence, spanPieces(doc.article, sentence, [sentence]))),
    said: saidAt(doc, sentence),
  };
}

function tellPoints(all: readonly Point[], { key, args }: Label): Told | null {
  const points = all.slice(0, MOST);
  if (!isMany(points)) return null;
  const articles = new Set(
    all.flatMap(({ citations, alsoIn }) => [...citations, ...alsoIn].map(({ sentence }) => sentence.span.article)),
  );
  const head: Label = { key, args: { ...args, count: all.length, articles: articles.size } };
  return { groups: [{ head, points }], differences: [], missing: more(all.length - points.length) };
}

export function tellDifferences(found: readonly Differing[]): Told | null {
  const shown = found.slice(0, MOST_DIFFERENCES);
  const points = shown.flatMap(({ difference: { slot }, positions }) =>
    positions.map(({ pieces, citations, said }): Point => ({ pieces, citations, said, alsoIn: [], differs: [slot] })),
  );
  if (!isMany(points)) return null;
  return {
    groups: [{ head: { key: 'alert-differences', args: { count: found.length } }, points }],
    differences: shown.map(({ difference }) => difference),
    missing: more(found.length - shown.length),
  };
}

/** An answer where there was none; null as long as there is none, as when a number is asked and none given, or none from new articles. */
export function tellAnswer(answer: Answer, isFresh: (citation: Citation) => boolean): Told | null {
  if (answer.status === 'not_in_sources' || isUnanswered(answer) || !allCitations(answer).some(isFresh)) return null;
  let left = MOST;
  const groups = answer.groups.flatMap(({ head, points: all }): Group[] => {
    const points = all.slice(0, left);
    left -= points.length;
    return isMany(points) ? [{ head, points }] : [];
  });
  const count = answer.groups.reduce((sum, { points }) => sum + points.length, 0);
  const missing = [...answer.missing, ...more(count - (MOST - left)), { key: 'alert-ended' } as const];
  return isMany(groups) ? { status: answer.status, groups, differences: answer.differences, missing } : null;
}

/** What is watched, in the words of whoever made the watch. */
function watchedText(trigger: Trigger): string {
  if (trigger.is === 'statement') return trigger.name;
  if (trigger.is === 'keyword') return trigger.words;
  return trigger.is === 'answer' ? trigger.question : ['compare', ...(trigger.slot ? [trigger.slot] : [])].join(' ');
}

/** The alert as it is kept: an answer to what is watched. */
export function writeAlert(
  told: Told,
  given: {
    readonly id: string;
    readonly made: Instant;
    readonly upTo: number;
    readonly trigger: Trigger;
    readonly coverage: Coverage;
  },
): Answer {
  const { trigger, ...base } = given;
  return {
    ...base,
    kind: 'answer',
    status: told.status ?? 'answered',
    question: watchedText(trigger),
    missing: told.missing,
    ...numbered(told.groups, told.differences),
    ...{ short: null, shortSure: null, choice: null, choiceSure: null, passages: [] },
  };
}

/** The page of a kept alert; `watch` is the id of what it comes from. */
export function alertPage(alert: Answer, watch: string): Page {
  const { head } = alert.groups[0] ?? { head: null };
  const text = clipped(alert.question);
  const isAnswer = head === null || !head.key.startsWith('alert-');
  const push: Label = isAnswer ? { key: 'alert-answer', args: { text } } : head;
  const isDifference = head?.key === 'alert-differences';
  const body: Block[] = isDifference
    ? [{ is: 'differences', items: alert.differences, detail: 'full' }]
    : [
        ...alert.groups.map(
          (group): Block => ({ is: 'points', group: isAnswer ? group : { ...group, head: { key: 'facts' } } }),
        ),
        ...(alert.differences.length > 0
          ? [{ is: 'differences', items: alert.differences, detail: 'line' } as const]
          : []),
      ];
  const sources = new Set(allCitations(alert).map(({ n }) => n)).size;
  const actions: Action[] = [
    { text: { key: 'action-sources', args: { count: sources } }, command: 'cited', args: { id: alert.id } },
    // One that has ended cannot be stopped.
    ...(isAnswer ? [] : [{ text: { key: 'action-stop' }, command: 'watch remove', args: { id: watch } } as const]),
  ];
  return {
    id: alert.id,
    push,
    blocks: [
      { is: 'heading', text: push },
      ...(alert.status === 'partial' ? [{ is: 'heading', text: { key: 'answer-partial' } } as const] : []),
      ...body,
      ...alert.missing.map((one): Block => ({ is: 'note', text: one })),
      // A difference also cites what was there before.
      coverageNote(alert.coverage, 'coverage-new'),
    ],
    actions,
  };
}
