import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Citation } from '../core/model/answer.ts';
import type { ArticleId, Many, Tenant } from '../core/model/article.ts';
import type { Delivered, Platform, SlotDecision } from '../core/model/delivery.ts';
import { isStoreTrouble } from '../core/model/errors.ts';
import type { Page } from '../core/model/page.ts';
import type { Ingested } from '../core/model/ports.ts';
import { alertPage, onOneLine } from '../core/writing/alert.ts';
import {
  type Changed,
  correctionPage,
  lostCitations,
  shownCitations,
  withLost,
  withNote,
} from '../core/writing/correction.ts';
import { briefingPage, titleOf, withoutShare } from '../core/writing/pages.ts';
import { type Desk, idOf } from './desk.ts';
import { freeze, type Message } from './parts.ts';
import { roleOf } from './places.ts';

/** Changed articles read at once; editions that cite one of them; slots in which earlier corrections are looked for. */
const AT_ONCE = 100;
const EDITIONS = 2_000;
const SLOTS = 500;
/** What is older stands as it is. */
const OLDEST_MS = 30 * 86_400_000;

/**
 * Where an article changed in a sentence that a delivered edition cites, or was withdrawn, the message is edited and a
 * reply says what changed: once a change, and once for all articles that changed together. Any other change of an
 * article does nothing. One edition's trouble is logged and never stops the others. Errors: those of the store.
 */
export async function correctDelivered(desk: Desk, platforms: readonly Platform[]): Promise<void> {
  for (const platform of platforms) await correctOn(desk, platform);
}

/** Each chat has its own cursor: another process may serve the others. */
async function correctOn(desk: Desk, platform: Platform): Promise<void> {
  const cursor = `corrections/${platform.name}`;
  const [from, upTo] = [await desk.store.cursor(cursor), await desk.store.seq()];
  // Nothing was delivered before the first round of all.
  for (const { delivered, docs } of from === 0 || from >= upTo ? [] : await concerned(desk, platform, from, upTo)) {
    try {
      await correct(desk, platform, delivered, docs);
    } catch (error) {
      if (isStoreTrouble(error)) throw error;
      desk.log.error('correction.failed', { delivery: delivered.delivery, error: String(error) });
    }
    await othersFirst();
  }
  if (from < upTo) await desk.store.moveCursor(cursor, upTo);
}

type Concerned = { readonly delivered: Delivered; readonly docs: Ingested[] };

/** Delivered editions with the articles they cite that have changed since, or were withdrawn. */
async function concerned(desk: Desk, platform: Platform, from: number, upTo: number): Promise<Iterable<Concerned>> {
  const oldest = desk.clock() - OLDEST_MS;
  const found = new Map<string, Concerned>();
  for (let at = from; at < upTo; ) {
    const changes = await desk.store.changes(at, AT_ONCE);
    for (const doc of changes.filter(({ article }) => article.seq <= upTo)) {
      const { tenant, id, version, state } = doc.article;
      const citing = await desk.store.citing(tenant, id, state === 'live' ? version : null, EDITIONS);
      if (citing.length === EDITIONS) desk.log.warn('corrections.cut', { article: id, editions: EDITIONS });
      for (const delivered of citing) {
        if (delivered.at < oldest || delivered.place.platform !== platform.name) continue;
        const { delivery } = delivered;
        const known = found.get(delivery) ?? { delivered, docs: [] };
        known.docs.push(doc);
        found.set(delivery, known);
      }
    }
    at = changes.at(-1)?.article.seq ?? upTo;
    await othersFirst();
  }
  return found.values();
}

/** What one edition shows and an article no longer says, under the key by which that is told once. */
type Loss = { readonly slot: string; readonly changed: Changed; readonly lost: Many<Citation> };

async function correct(desk: Desk, platform: Platform, delivered: Delivered, docs: readonly Ingested[]): Promise<void> {
  const { subscription, place, edition, messages } = delivered;
  const shown = shownCitations(edition);
  const losses = await lossesOf(desk, delivered, shown, docs);
  const slots = [...new Set(losses.map(({ slot }) => slot))].map(decision);
  const [first, ...more] = slots;
  const last = slots.at(-1);
  if (first === undefined || last === undefined) return;

  const at = desk.clock();
  const role = edition.kind === 'briefing' ? await roleOf(desk, place) : null;
  const render = (page: Page) => platform.parts(page, place, role);
  const pageOf = (one: Delivered['edition']) =>
    one.kind === 'briefing' ? withoutShare(briefingPage(one)) : alertPage(one, subscription);
  const marked = pageOf(await markedNow(desk, delivered, shown));
  const [before, now, noted] = [render(pageOf(edition)), render(marked), render(withNote(marked, at))];
  const reply = correctionPage(idOf('correction', delivered.delivery, last.slot), titleOf(edition), losses);
  const replyTo = messages[changedIn(before, now)] ?? messages[0];
  const parts = freeze(subscription, last.slot, place, [
    ...editsOf(messages, before, now, noted),
    ...platform.parts(reply, place).map((payload) => ({ payload, act: { is: 'reply' as const, message: replyTo } })),
  ]);
  const won = await desk.store.publish({
    subscription,
    slots: [first, ...more],
    edition: null,
    parts,
    since: 0,
    upTo: 0,
    had: [],
    dueAt: null,
    at,
  });
  if (won === 'won') desk.meter.count('digests', { outcome: 'correction' });
  else desk.meter.count('duplicates_avoided', { kind: 'slot' });
  desk.log.info('correction.decided', { delivery: delivered.delivery, slot: last.slot, won: won === 'won' });
}

const decision = (slot: string): SlotDecision => ({
  slot,
  decision: { outcome: 'correction', fresh: 0, older: 0, broken: 0, stale: false },
});

const WITHDRAWN = 'withdrawn';

/** What was told already, of an earlier change, is told no second time. */
async function lossesOf(
  desk: Desk,
  { subscription, delivery, place }: Delivered,
  shown: readonly Citation[],
  docs: readonly Ingested[],
): Promise<readonly Loss[]> {
  const decided = (await desk.store.slots(place.tenant, subscription, SLOTS)).map(({ slot }) => slot);
  const found: Loss[] = [];
  for (const doc of docs) {
    const { id, version, state, text } = doc.article;
    const isLive = state === 'live';
    const prefix = `correction/${idOf(delivery, id)}/`;
    const slot = prefix + (isLive ? version : WITHDRAWN);
    const told = decided.find((one) => one.startsWith(prefix))?.slice(prefix.length);
    if (told === WITHDRAWN || decided.includes(slot)) continue;
    const since = told === undefined ? null : await desk.store.article(place.tenant, id, told);
    const stood = since && onOneLine(since.article.text);
    const lost = lostCitations(shown, id, isLive ? text : null).filter(
      ({ sentence }) => stood === null || stood.includes(onOneLine(sentence.text)),
    );
    for (const [cited, own] of Map.groupBy(lost, ({ sentence }) => sentence.span.version)) {
      const then = await desk.store.article(place.tenant, id, cited);
      const [first, ...more] = own;
      if (then && first) found.push({ slot, changed: { then, now: isLive ? doc : null }, lost: [first, ...more] });
    }
  }
  return found;
}

/** The edition with all that its articles no longer say marked, whenever that changed. */
async function markedNow(
  desk: Desk,
  { place, edition }: Delivered,
  shown: readonly Citation[],
): Promise<Delivered['edition']> {
  const live = new Set<ArticleId>();
  const lost: Citation[] = [];
  for (const id of new Set(shown.map(({ sentence }) => sentence.span.article))) {
    const text = await textNow(desk, place.tenant, id);
    if (text !== null) live.add(id);
    lost.push(...lostCitations(shown, id, text));
  }
  return withLost(edition, lost, live);
}

async function textNow(desk: Desk, tenant: Tenant, id: ArticleId): Promise<string | null> {
  const doc = await desk.store.article(tenant, id);
  return doc?.article.state === 'live' ? doc.article.text : null;
}

/** The first message that shows what changed; the first of all when that cannot be told. */
function changedIn(before: readonly string[], now: readonly string[]): number {
  const at = now.findIndex((payload, index) => payload !== before[index]);
  return before.length === now.length ? Math.max(0, at) : 0;
}

/**
 * Every message that reads otherwise now. Where the note would push lines into a message more, the marks alone are
 * shown; where these do too, the first message alone is edited.
 */
function editsOf(
  messages: Delivered['messages'],
  before: readonly string[],
  now: readonly string[],
  noted: readonly string[],
): Message[] {
  const fitting = [noted, now].find(({ length }) => length === messages.length);
  return messages.flatMap((message, at): Message[] => {
    const payload = fitting?.[at] ?? (at === 0 ? noted[0] : undefined);
    const isOther = payload !== undefined && payload !== before[at];
    return isOther ? [{ payload, act: { is: 'edit', message } }] : [];
  });
}
