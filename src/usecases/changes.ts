import { publishedAt } from '../core/language/published.ts';
import type { Answer, Group } from '../core/model/answer.ts';
import type { Instant, Many, Tenant } from '../core/model/article.ts';
import type { Ingested, Scope } from '../core/model/ports.ts';
import type { Plan } from '../core/retrieval/plan.ts';
import { findChanges, type Shown } from '../core/writing/changes.ts';
import { numbered } from '../core/writing/citations.ts';
import { writeCoverage } from '../core/writing/coverage.ts';
import { allCitations } from '../core/writing/pages.ts';
import { contentOf, stemsOf } from '../core/writing/relevance.ts';
import { type Asking, type Desk, idOf, keepPage, newest, staleAfter, WINDOW } from './desk.ts';
import { retrieve } from './retrieve.ts';

/** From a moment on, or from what somebody had seen: then `seq` tells what is newer, whatever its date. */
export type Since = { readonly at: Instant; readonly seq: number | null };

export type ChangesOrder = {
  /** Its limits of time count for nothing: `since` tells. */
  readonly scope: Scope;
  readonly since: Since;
  /** What was asked, as typed; when left out, what changed. */
  readonly question?: string;
  /** What it must be about; anything when left out. */
  readonly plan?: Plan;
} & Asking;

/** Articles looked for that are newer, of which the newest are read; pages whose sentences are looked at again. */
const NEWER = 1_000;
const PAGES = 20;

/** Asks for what is new, not for news of a day: "what changed", "anything new", "since I last asked". */
const ASKS =
  /\b(?:what(?:['’]s| is| has|) (?:new|changed|different)|anything (?:new|changed|different)|any (?:changes|updates?)|has (?:anything|something) changed|since (?:I|we|you) (?:last )?(?:asked|looked|read|checked))\b/i;
/** Those words themselves are no topic. */
const FRAME = /^(?:chang|new|updat|differ|ask|look|read|check|last|anyth|someth)/;

/** Since when a question wants changes, or null when it wants something else or nothing tells since when. */
export async function changesSince(
  desk: Desk,
  plan: Plan,
  { scope, ...asking }: { readonly scope: Scope } & Asking,
): Promise<Since | null> {
  if (plan.kind !== 'changed' || !ASKS.test(plan.question)) return null;
  return sinceWhen(desk, scope, asking, plan.since);
}

/** From the time that is named, in the scope or beside it, else up to where this person has asked in this channel; or null. */
export async function sinceWhen(
  desk: Desk,
  scope: Scope,
  { person, channel }: Asking,
  named: Instant | null = null,
): Promise<Since | null> {
  const at = scope.since ?? named;
  if (at !== null) return { at, seq: null };
  return person && channel !== undefined ? desk.store.marked({ tenant: scope.tenant, person, channel }) : null;
}

/**
 * What is new, changed, reversed or corrected since then, or that nothing is, as an answer kept under its id. By date
 * undated articles are left out; by mark everything counts that was indexed since.
 */
export async function changes(desk: Desk, asked: ChangesOrder): Promise<Answer> {
  const order = { ...asked, scope: { ...asked.scope, since: null, until: null } };
  const { scope, since, question = 'what changed', plan } = order;
  const [made, upTo] = [desk.clock(), await desk.store.seq()];
  const { fresh, known, counts } = await compared(desk, order);
  const shown = await shownBefore(desk, scope.tenant, order);
  const window = { ...scope, since: since.seq === null ? since.at : null };
  const groups = findChanges({ fresh, known, shown, table: desk.table });
  const counted = await desk.store.count(scope);
  const base = {
    kind: 'answer' as const,
    id: idOf('changes', question, scope, since, upTo, made, order.person),
    made,
    question,
    choice: null,
    choiceSure: null,
    shortSure: null,
    short: null,
    passages: plan === undefined ? [] : (await retrieve(desk, plan, window)).evidence.passages,
    upTo,
    since: { at: since.at, ...counts },
    coverage: writeCoverage({ counted, made, staleAfterHours: staleAfter(desk, scope.topic) }),
  };
  const answer: Answer =
    groups.length > 0
      ? { ...base, status: 'answered', missing: [], ...numbered(groups as unknown as Many<Group>, []) }
      : {
          ...base,
          status: 'not_in_sources',
          groups: [],
          differences: [],
          missing: [{ key: 'nothing-new', args: { when: momentOf(since.at), count: counted.articles } }],
        };
  await keepPage(desk, scope.tenant, answer, order);
  return answer;
}

const momentOf = (at: Instant) => ({ precision: 'instant', from: at, to: at, words: null }) as const;

/** What came since and what was there before, an earlier version of a changed article among it. */
async function compared(desk: Desk, { scope, since, plan }: ChangesOrder) {
  const ids =
    since.seq === null
      ? await desk.store.list({ ...scope, since: since.at }, NEWER)
      : (await desk.store.newer(scope, since.seq, NEWER)).toReversed();
  const isOn = about(plan);
  const recent = (await desk.store.articles(scope.tenant, ids.slice(0, WINDOW))).filter(isOn);
  // By date an undated article that was first seen later stood neither before nor after.
  const isPlaced = ({ article }: Ingested) =>
    since.seq !== null || article.published !== null || article.seen <= since.at;
  const found = new Set(ids);
  const rest = (await newest(desk, scope, WINDOW + Math.min(ids.length, WINDOW)))
    .filter((doc) => !found.has(doc.article.id) && isPlaced(doc))
    .slice(0, WINDOW);
  const earlier = new Map<Ingested, Ingested>();
  for (const doc of [...recent, ...rest]) {
    const before = doc.article.seen > since.at ? await desk.store.previous(scope.tenant, doc.article.id) : null;
    if (before && before.article.seen <= since.at) earlier.set(doc, before);
  }
  const changed = [...recent, ...rest.filter(isOn)].filter((doc) => earlier.has(doc));
  const added = recent.filter((doc) => !earlier.has(doc));
  const late = added.filter((doc) => newness(doc) < since.at - LATE);
  return {
    fresh: [...added.filter((doc) => !late.includes(doc)), ...changed].sort((a, b) => newness(b) - newness(a)),
    known: [...earlier.values(), ...late, ...rest.filter((doc) => !earlier.has(doc))],
    // Of more than are read, those that are not count as new: they are the oldest of them.
    counts: {
      fresh: added.length - late.length + Math.max(0, ids.length - WINDOW),
      changed: changed.length,
      older: late.length,
    },
  };
}

/** An article that was published this long before is no news, though it was indexed since. */
const LATE = 86_400_000;

const newness = ({ article }: Ingested): Instant => publishedAt(article) ?? article.seen;

/** Whether an article holds at least half of what the question names. */
function about(plan: Plan | undefined): (doc: Ingested) => boolean {
  if (plan === undefined) return () => true;
  const names = new Set(
    plan.actors.flatMap(({ name, aliases }) => [name, ...aliases]).flatMap((one) => [...stemsOf(one)]),
  );
  const words = [...new Set(contentOf(plan))].filter((word) => !FRAME.test(word) && !names.has(word));
  const total = words.length + plan.actors.length;
  if (total === 0) return () => true;
  return ({ article, analysis }) => {
    const stems = stemsOf(`${article.title ?? ''} ${article.text}`);
    const named = plan.actors.filter(({ slug }) => analysis.mentions.some((one) => one.entity === slug));
    return words.filter((word) => stems.has(word)).length + named.length >= total / 2;
  };
}

/** Sentences of this person's last pages whose article has another text since, or was withdrawn. */
async function shownBefore(desk: Desk, tenant: Tenant, { person, since, scope }: ChangesOrder): Promise<Shown[]> {
  const pages = !person ? [] : await desk.store.recentlyKept(tenant, person, PAGES);
  const cited = pages.flatMap(allCitations).map((citation) => ({ citation, span: citation.sentence.span }));
  const once = new Map(cited.map((one) => [`${one.span.article}\n${one.span.version}\n${one.span.start}`, one]));
  const found: Shown[] = [];
  for (const { citation, span } of once.values()) {
    const now = await desk.store.article(tenant, span.article);
    if (!now || (now.article.version === span.version && now.article.state === 'live')) continue;
    const isSince = since.seq === null ? now.article.seen > since.at : now.article.seq > since.seq;
    const isHere = scope.topic === null || now.article.topics.includes(scope.topic);
    const then = isSince && isHere ? await desk.store.article(tenant, span.article, span.version) : null;
    if (then) found.push({ citation, then, now: now.article.state === 'live' ? now : null });
  }
  return found;
}
