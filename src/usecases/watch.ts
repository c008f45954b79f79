import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Citation } from '../core/model/answer.ts';
import type { ArticleId, Instant } from '../core/model/article.ts';
import type { Platform, SlotRecord } from '../core/model/delivery.ts';
import { isStoreTrouble } from '../core/model/errors.ts';
import type { Ingested, Scope } from '../core/model/ports.ts';
import type { Watch } from '../core/model/subscription.ts';
import { type Plan, planQuestion } from '../core/retrieval/plan.ts';
import { isQuiet } from '../core/schedule/quiet.ts';
import {
  alertPage,
  type Differing,
  type Fresh,
  keywordRuns,
  type Mentioned,
  newDifferences,
  newMentions,
  newStatements,
  onOneLine,
  type Told,
  tellAnswer,
  tellDifferences,
  tellMentions,
  tellStatements,
  writeAlert,
} from '../core/writing/alert.ts';
import { writeCoverage } from '../core/writing/coverage.ts';
import { findDifferences } from '../core/writing/differences.ts';
import { allCitations } from '../core/writing/pages.ts';
import { textOf } from '../core/writing/pieces.ts';
import { contentOf, holder, stemsOf } from '../core/writing/relevance.ts';
import { remembered } from '../core/writing/remembered.ts';
import type { Spoken } from '../core/writing/statement-points.ts';
import { ask } from './ask.ts';
import { catchUp, type Desk, idOf, newest, staleAfter, WINDOW } from './desk.ts';
import { freeze } from './parts.ts';

/** New articles that one alert can tell of, and those of them that are in memory at once. */
const MOST = 50_000;
const AT_ONCE = 100;
/** So much of what was found is held for one alert; of more only its beginning is shown anyway. */
const HELD = 500;
const HOUR_MS = 3_600_000;
/** An article may be stored so much later than it was first seen: it was being read. */
const READING_MS = 600_000;
/** Asking takes long: questions that do not come up in this time come up in the next round. */
const ASKING_MS = 20_000;
/** Slots of a watch that are looked at beside the alerts of an hour: corrections are among them. */
const OTHER_SLOTS = 50;
/** What this many alerts said is not said again. */
const REMEMBERED = 20;

/**
 * Tells each watch of what it waits for in articles indexed since its watermark, and moves the watermark on. In quiet
 * hours, and after the most alerts of an hour, it stays where it is, so that what comes meanwhile comes as one alert.
 * One watch's trouble is logged and never stops the others. Errors: those of the store.
 */
export async function alertDue(desk: Desk, platforms: readonly Platform[]): Promise<void> {
  const upTo = await desk.store.seq();
  const now = desk.clock();
  const waiting = (await desk.store.waiting()).filter(
    ({ place, quiet, upTo: from }) =>
      from < upTo && platforms.some(({ name }) => name === place.platform) && !(quiet && isQuiet(quiet, now)),
  );
  if (waiting.length === 0) return;
  await catchUp(desk);
  const passed: string[] = [];
  const round: Round = { desk, platforms, upTo, now, pass: ({ id }) => void passed.push(id) };
  const groups = Map.groupBy(waiting, ({ place, topic, upTo: from }) => JSON.stringify([place.tenant, topic, from]));
  try {
    // Who waits longest first, so that nobody waits for ever.
    for (const group of [...groups.values()].sort(([a], [b]) => a!.upTo - b!.upTo)) {
      await alertGroup(round, group);
      await othersFirst();
    }
  } finally {
    if (passed.length > 0) await desk.store.passed(passed, upTo);
  }
}

type Round = {
  readonly desk: Desk;
  readonly platforms: readonly Platform[];
  readonly upTo: number;
  readonly now: Instant;
  /** It has nothing to tell up to there. */
  readonly pass: (watch: Watch) => void;
};

/** What is new to all watches of one server and topic that were told up to the same point. */
type News = {
  readonly scope: Scope;
  readonly ids: readonly ArticleId[];
  /** Found once, when it is first wanted. */
  readonly differing: () => Promise<readonly Differing[]>;
};

/** A watch that may speak now: it looks at new articles, some at a time, and says at last what it found. */
type Looking = {
  readonly watch: Watch;
  /** Texts that were first seen before this are none of its news, whatever else of their article is new. */
  readonly since: Instant;
  readonly look: (fresh: readonly Fresh[]) => void;
  /** `later`: there was no time for it. */
  readonly tell: () => Promise<Told | null | 'later'>;
};

async function alertGroup(round: Round, group: readonly Watch[]): Promise<void> {
  const { desk } = round;
  const [first] = group as [Watch];
  const news = await newsOf(round, first);
  if (news.ids.length === 0) {
    for (const watch of group) round.pass(watch);
    return;
  }
  let looking: Looking[] = [];
  for (const watch of group)
    await safely(round, watch, async () => {
      const one = await lookingFor(round, news, watch);
      if (one) looking.push(one);
    });
  const reached = looking.length > 0 ? await reachedAt(desk, first.upTo) : null;
  for (let at = 0; at < news.ids.length && looking.length > 0; at += AT_ONCE) {
    const fresh = await freshOf(desk, news.scope.tenant, news.ids.slice(at, at + AT_ONCE), reached);
    const still: Looking[] = [];
    for (const one of looking)
      await safely(round, one.watch, async () => {
        one.look(fresh.filter(({ doc }) => doc.article.seen >= one.since));
        still.push(one);
      });
    looking = still;
    await othersFirst();
  }
  // What is soon known comes out first.
  const slow = ({ watch }: Looking) => ['statement', 'keyword', 'difference', 'answer'].indexOf(watch.trigger.is);
  for (const one of looking.toSorted((a, b) => slow(a) - slow(b))) {
    await safely(round, one.watch, () => decide(round, news, one));
    // Asking and comparing take this thread: whoever asks something meanwhile is heard in between.
    await othersFirst();
  }
}

/** What cannot be looked at now never can, and is passed over; a store that is busy may be free the next time. */
async function safely(round: Round, watch: Watch, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isStoreTrouble(error)) throw error;
    round.desk.log.error('watch.failed', { watch: watch.id, error: String(error) });
    round.pass(watch);
  }
}

async function newsOf({ desk, upTo }: Round, { place, topic, upTo: from }: Watch): Promise<News> {
  const scope: Scope = { tenant: place.tenant, topic, docs: null, since: null, until: null };
  const found = await desk.store.newer(scope, from, MOST);
  // What came while this round was going on is for the next.
  const later = new Set((await desk.store.seq()) === upTo ? [] : await desk.store.newer(scope, upTo, MOST));
  const ids = found.filter((id) => !later.has(id));
  const known = new Set(ids);
  let differing: Promise<readonly Differing[]> | null = null;
  return { scope, ids, differing: () => (differing ??= differ(desk, scope, known)) };
}

/** What the newest articles of a scope differ in, and did not without those that are new. */
async function differ(desk: Desk, scope: Scope, fresh: ReadonlySet<ArticleId>): Promise<readonly Differing[]> {
  const isFresh = ({ sentence }: Citation) => fresh.has(sentence.span.article);
  const all = await newest(desk, scope, WINDOW + Math.min(fresh.size, WINDOW));
  const after = all.slice(0, WINDOW);
  const changed = after.filter(({ article }) => fresh.has(article.id));
  if (changed.length === 0) return [];
  const earlier = await Promise.all(changed.map(({ article }) => desk.store.previous(scope.tenant, article.id)));
  const rest = all.filter(({ article }) => !fresh.has(article.id)).slice(0, WINDOW);
  const before = [...earlier.filter((one) => one !== null), ...rest];
  return newDifferences(findDifferences(after, desk.table), findDifferences(before, desk.table), isFresh);
}

/** When the watermark was reached, if the article that reached it is still as it was; else null. */
async function reachedAt(desk: Desk, from: number): Promise<Instant | null> {
  const [one] = await desk.store.changes(from - 1, 1);
  return one?.article.seq === from ? one.article.seen : null;
}

/** New articles with what stood in them before; an earlier version that came after the watermark is news as well. */
async function freshOf(
  desk: Desk,
  tenant: string,
  ids: readonly ArticleId[],
  reached: Instant | null,
): Promise<readonly Fresh[]> {
  const docs = await desk.store.articles(tenant, ids);
  return Promise.all(
    docs.map(async (doc): Promise<Fresh> => {
      const was = await desk.store.previous(tenant, doc.article.id);
      const isKnown = was !== null && (reached === null || was.article.seen <= reached);
      return { doc, before: isKnown ? onOneLine(was.article.text) : null };
    }),
  );
}

/** null when it must not speak now: it waits, or has ended. */
async function lookingFor(round: Round, news: News, watch: Watch): Promise<Looking | null> {
  const { desk, now } = round;
  const { place, id, mostPerHour, trigger, made } = watch;
  const slots = await desk.store.slots(place.tenant, id, mostPerHour + OTHER_SLOTS);
  const alerts = slots.filter(({ decision }) => decision.outcome === 'alert');
  if (alerts.filter(({ at }) => at > now - HOUR_MS && at <= now).length >= mostPerHour) return null;
  if (trigger.is === 'answer') {
    // One that was made again after its end has the slots of the first.
    const told = alerts.find(({ state, at }) => state !== 'dead' && at >= made);
    // It has had its answer. What is still on its way would not arrive without it.
    if (told?.state === 'sent') await desk.store.setSubscription(place.tenant, id, 'removed');
    if (told) return null;
  }
  // A clock that was ahead tells nothing of what was seen since.
  const since = Math.max(...[made, ...alerts.map(({ at }) => at)].filter((at) => at <= now)) - READING_MS;
  const told = () => toldBefore(desk, watch, alerts);
  return { watch, since, ...(await lookerFor(round, news, watch, told)) };
}

/** The sentences of the latest alerts of a watch, on one line each: none of them is news to it. */
async function toldBefore(desk: Desk, watch: Watch, alerts: readonly SlotRecord[]): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  for (const { slot } of alerts.slice(0, REMEMBERED)) {
    const kept = await desk.store.kept(watch.place.tenant, alertId(watch, slot));
    for (const { sentence } of kept === null ? [] : allCitations(kept)) told.add(onOneLine(sentence.text));
  }
  return told;
}

const slotOf = ({ upTo }: Watch): string => `after/${upTo}`;
const alertId = ({ id }: Watch, slot: string): string => idOf('alert', id, slot);

async function lookerFor(
  { desk, now }: Round,
  news: News,
  { trigger }: Watch,
  told: () => Promise<ReadonlySet<string>>,
): Promise<Pick<Looking, 'look' | 'tell'>> {
  /** Articles that are news to this very watch. */
  const own = new Set<ArticleId>();
  const isFresh = ({ sentence }: Citation) => own.has(sentence.span.article);
  const unlessTold = async <T>(found: readonly T[], words: (one: T) => string): Promise<readonly T[]> => {
    if (found.length === 0) return found;
    const known = await told();
    return found.filter((one) => !known.has(onOneLine(words(one))));
  };
  switch (trigger.is) {
    case 'statement': {
      const found: Spoken[] = [];
      return {
        look: (fresh) => void found.push(...newStatements(fresh, trigger, desk.table).slice(0, HELD - found.length)),
        tell: async () =>
          tellStatements(trigger.name, await unlessTold(found, ({ doc, sentences }) => textOf(doc, sentences))),
      };
    }
    case 'keyword': {
      const found: Mentioned[] = [];
      const runs = keywordRuns(trigger.words);
      return {
        look: (fresh) => void found.push(...newMentions(fresh, runs).slice(0, HELD - found.length)),
        tell: async () =>
          tellMentions(
            trigger.words,
            await unlessTold(found, ({ doc, index }) => textOf(doc, doc.analysis.sentences[index]!)),
          ),
      };
    }
    case 'difference':
      return {
        look: (fresh) => {
          for (const { doc } of fresh) own.add(doc.article.id);
        },
        tell: async () => {
          if (own.size === 0) return null;
          const known = await told();
          const isNew = (one: Citation) => isFresh(one) && !known.has(onOneLine(one.sentence.text));
          const found = await news.differing();
          return tellDifferences(
            found.filter(
              ({ difference: { slot }, positions }) =>
                (trigger.slot === null || slot === trigger.slot) &&
                positions.some(({ citations }) => citations.some(isNew)),
            ),
          );
        },
      };
    case 'answer': {
      const { question } = trigger;
      const publishers = await desk.store.publishers(news.scope.tenant);
      const touches = touchedBy(planQuestion(question, { table: desk.table, publishers, now }));
      let isTouched = false;
      return {
        look: (fresh) => {
          for (const { doc } of fresh) own.add(doc.article.id);
          isTouched ||= fresh.some(({ doc }) => touches(doc));
        },
        tell: async () => {
          if (!isTouched) return null;
          if (desk.clock() > now + ASKING_MS) return 'later';
          return tellAnswer(await ask(desk, { question, scope: news.scope, keep: false }), isFresh);
        },
      };
    }
  }
}

const stemsIn = remembered(({ article }: Ingested) => stemsOf(`${article.title ?? ''}\n${article.text}`));

/** Whether an article speaks of anything that a question names: else it answers nothing. */
function touchedBy(plan: Plan): (doc: Ingested) => boolean {
  const held = contentOf(plan).map((word) => holder(plan, word));
  if (held.length === 0) return () => true;
  const named = new Set(plan.actors.map(({ slug }) => slug));
  return (doc) =>
    held.some((holds) => holds(stemsIn(doc))) || doc.analysis.mentions.some(({ entity }) => named.has(entity));
}

/** Claims the watermark and writes the alert in one step, or passes on. */
async function decide(round: Round, news: News, { watch, tell }: Looking): Promise<void> {
  const { desk, upTo, now } = round;
  const platform = round.platforms.find(({ name }) => name === watch.place.platform);
  const told = await tell();
  if (told === 'later' || !platform) return;
  if (told === null) return round.pass(watch);
  const counted = await desk.store.count({ ...news.scope, docs: news.ids });
  const coverage = writeCoverage({ counted, made: now, staleAfterHours: staleAfter(desk, watch.topic) });
  const slot = slotOf(watch);
  const id = alertId(watch, slot);
  const edition = writeAlert(told, { id, made: now, upTo, trigger: watch.trigger, coverage });
  const payloads = platform.parts(alertPage(edition, watch.id), watch.place);
  const fresh = news.ids.length;
  const won = await desk.store.publish({
    subscription: watch.id,
    slots: [{ slot, decision: { outcome: 'alert', fresh, older: 0, broken: 0, stale: coverage.stale } }],
    edition,
    parts: freeze(
      watch.id,
      slot,
      watch.place,
      payloads.map((payload) => ({ payload })),
    ),
    since: watch.upTo,
    upTo,
    had: [],
    dueAt: null,
    at: now,
  });
  if (won === 'won') desk.meter.count('digests', { outcome: 'alert' });
  else desk.meter.count('duplicates_avoided', { kind: 'slot' });
  desk.log.info('watch.decided', { watch: watch.id, slot, won: won === 'won' });
}
