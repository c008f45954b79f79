import stances from '../../data/stances.json' with { type: 'json' };
import type { ActorTable } from '../language/actors.ts';
import type { Difference, Group, LabelKey, Point, Position, Slot } from '../model/answer.ts';
import type { ArticleId, Many } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Evidence } from '../retrieval/evidence.ts';
import type { Plan } from '../retrieval/plan.ts';
import { stem } from '../retrieval/stem.ts';
import { words } from '../retrieval/words.ts';
import { differencesIn, groundsOf } from './differences.ts';
import { type Event, isKin } from './event.ts';
import { factOf, factPoint } from './facts.ts';
import { contentOf } from './relevance.ts';
import type { Ground } from './slots/ground.ts';
import { statusClaims } from './slots/status.ts';
import type { Written } from './statements-answer.ts';

/** "What is the status of …", "where will they go", "what do the sources disagree about": the positions side by side. */

const stems = (list: readonly string[]): ReadonlySet<string> => new Set(list.map((word) => stem(word)));
const STATUS = stems(stances.status);
const DESTINATION = stems(stances.destination);
const DISAGREE = stems(stances.disagree);
const SOURCES = stems(stances.sources);

/** A longer question asks for more than a position. */
const SHORT = 6;
/** Articles compared for one answer. */
const COMPARED = 10;

/** null when the question asks for no position, or the articles take none on what it asks about. */
export function answerPositions(
  plan: Plan,
  evidence: Evidence,
  articles: ReadonlyMap<ArticleId, Ingested>,
  table: ActorTable,
): Written | null {
  if (plan.parts.length > 1 || contentOf(plan).length > SHORT) return null;
  const typed = words(plan.question).map((word) => word.stem);
  const slot = slotAsked(plan, typed);
  if (slot === null) return null;
  const docs = evidence.articles.slice(0, COMPARED).flatMap(({ article }) => articles.get(article) ?? []);
  const grounds = groundsOf(docs, table).filter((ground) => slot === 'all' || isAsked(plan, slot, ground.event));
  const found = differencesIn(grounds, slot === 'all' ? docs : [], table);
  const kept = slot === 'all' ? found : found.filter((one) => one.slot === slot);
  const isOn = (one: Difference) => (slot === 'destination' ? asksFor(plan, one) : namesActor(plan, one, articles));
  if (plan.kind === 'yesno' && !kept.some(isOn)) return null;
  if (kept.length === 0) return slot === 'status' ? oneStatus(grounds) : null;
  return {
    status: 'partial',
    groups: kept.flatMap(groupsOf),
    differences: kept,
    missing: [{ key: 'both-sides' }],
  };
}

/** "Has A sent it?": A stands in a sentence of some position; true for a question that names nobody. */
function namesActor({ actors }: Plan, { positions }: Difference, articles: ReadonlyMap<ArticleId, Ingested>): boolean {
  if (actors.length === 0) return true;
  return positions.some(({ citations: [{ sentence }] }) => {
    const { article, start, end } = sentence.span;
    const here = articles.get(article)?.analysis.mentions.filter((one) => one.start < end && one.end > start) ?? [];
    return actors.some((actor) =>
      here.some((one) => one.entity === actor.slug || (actor.kind === 'state' && one.country === actor.country)),
    );
  });
}

/** "Will they end up in A?" while one source says only B and another says A. */
export function asksFor({ actors }: Plan, { slot, positions }: Difference): boolean {
  if (slot === 'yes-no') return true;
  if (slot !== 'destination') return false;
  const reserved = positions.filter((one) => one.value.startsWith('only ')).map((one) => one.value.slice(5));
  return actors.some(({ country }) => {
    const code = country?.toLowerCase();
    return code !== undefined && !reserved.includes(code) && positions.some((one) => one.value === code);
  });
}

function slotAsked({ kind, actors, question }: Plan, typed: readonly string[]): Slot | 'all' | null {
  const has = (set: ReadonlySet<string>) => typed.some((word) => set.has(word));
  if (has(DISAGREE) && has(SOURCES) && actors.length === 0) return 'all';
  if (kind === 'what' && has(STATUS)) return 'status';
  if (kind === 'yesno' && DONE.test(question)) return 'status';
  if ((kind === 'where' || (kind === 'yesno' && actors.length > 0)) && has(DESTINATION)) return 'destination';
  return null;
}

/** "Have they been sent?": has it come so far? Not "will they be": that asks for what nobody knows. */
const DONE = /^(?:has|have|had|did|was|were|is|are)\b/i;

/** Every word of the question is one of the event or the slot, or names somebody; one at least is of the event. */
function isAsked(plan: Plan, slot: Slot, { objects, actions }: Event): boolean {
  const names = new Set(
    words([...plan.names, ...plan.actors.flatMap((actor) => [actor.name, ...actor.aliases])].join(' ')).map(
      (word) => word.stem,
    ),
  );
  const rest = contentOf(plan).filter((word) => !STATUS.has(word) && !DESTINATION.has(word) && !names.has(word));
  const acts = (word: string) => actions.has(word) || isKin(word, actions);
  const isEvent = (word: string) => acts(word) || objects.includes(word);
  if (rest.length === 0 || !rest.every(isEvent)) return false;
  // "Was it sent to A?" asks for a place, and a deed is needed to ask whether it is done.
  return plan.kind !== 'yesno' || slot !== 'status' || (rest.some(acts) && !TO_PLACE.test(plan.question));
}

const TO_PLACE = /\b(?:to|in|into|for|by|from)\s+(?:the\s+)?\p{Lu}/u;

/** A status or a yes and no under its own word; the positions of other slots under one head. */
function groupsOf(difference: Difference): Group[] {
  const { slot, positions } = difference;
  if (slot === 'status' || slot === 'yes-no')
    return positions.map((position) => ({
      head: { key: `${slot}-${position.value}` as LabelKey },
      points: [pointOf(position, slot)] as const,
    }));
  return [
    {
      head: { key: `slot-${slot}` as LabelKey },
      points: positions.map((one) => pointOf(one, slot)) as unknown as Many<Point>,
    },
  ];
}

function pointOf({ pieces, citations, said }: Position, slot: Slot): Point {
  return { pieces, citations: [citations[0]], alsoIn: citations.slice(1), differs: [slot], said };
}

/** All articles are at the same step. */
function oneStatus(grounds: readonly Ground[]): Written | null {
  const claims = grounds.flatMap((ground) => statusClaims(ground)).toSorted((a, b) => b.weight - a.weight);
  const best = claims[0];
  if (best === undefined) return null;
  const index = best.doc.analysis.sentences.findIndex((one) => one.end > best.range.start);
  const fact = factOf(best.doc, index, 1);
  if (fact === null) return null;
  const head = { key: `status-${best.value}` as LabelKey };
  return { status: 'answered', groups: [{ head, points: [factPoint(fact, [])] }], differences: [], missing: [] };
}
