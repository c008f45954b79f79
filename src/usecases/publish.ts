import { createHash } from 'node:crypto';
import type { Label } from '../core/model/answer.ts';
import type { Counts } from '../core/model/meter.ts';
import type { Page } from '../core/model/page.ts';
import type { Part, Platform, Publication, Scope, Subscription } from '../core/model/ports.ts';
import type { Due, Slot } from '../core/model/schedule.ts';
import { briefingPage, withoutShare } from '../core/writing/pages.ts';
import { brief } from './brief.ts';
import { type Desk, topicOf } from './desk.ts';
import { settingsOf } from './places.ts';

/** How many new articles one edition looks at; the rest stay counted in its coverage. */
const NEW_ARTICLES = 60;

/**
 * Claims a due slot and writes edition, parts and watermark in one step. A slot without news, and slots missed too
 * long ago, are decided too, with a note that `/digest list` shows. Returns whether this process won the slot.
 */
export async function publish(desk: Desk, platform: Platform, subscription: Subscription, due: Due): Promise<boolean> {
  const at = desk.clock();
  for (const slot of due.skipped)
    await claim(desk, { ...nothing(subscription, slot, at), note: 'skipped: missed for too long' }, 'skipped');
  if (due.due === null) return false;

  const { slot, late } = due.due;
  const upTo = await desk.store.seq();
  const edition = await newEdition(desk, subscription);
  if (edition === null)
    return claim(desk, { ...nothing(subscription, slot, at), upTo, note: 'nothing new' }, 'nothing_new');

  const page = digestPage(withoutShare(briefingPage(edition)), due.skipped.length, late);
  const { role = null } = await settingsOf(desk, subscription.place);
  const payloads = platform.parts(page, subscription.place, role);
  const parts = payloads.map(
    (payload, index): Part => ({
      delivery: `${subscription.id}/${slot}`,
      index,
      of: payloads.length,
      key: partKey(subscription.id, slot, index),
      place: subscription.place,
      payload,
    }),
  );
  const note = late ? 'late' : 'sent';
  return claim(desk, { subscription: subscription.id, slot, edition, parts, upTo, note, at }, note);
}

/** Whether this process won the slot. */
async function claim(desk: Desk, publication: Publication, outcome: Counts['digests']['outcome']): Promise<boolean> {
  const won = (await desk.store.publish(publication)) === 'won';
  if (won) desk.meter.count('digests', { outcome });
  else desk.meter.count('duplicates_avoided', { kind: 'slot' });
  return won;
}

/** What a digest would hold now: newly indexed articles since the last edition; null when there are none. */
export async function newEdition(desk: Desk, subscription: Subscription) {
  const scope = scopeOf(subscription);
  const ids = await desk.store.newer(scope, subscription.upTo, NEW_ARTICLES);
  if (ids.length === 0) return null;
  const only = (await desk.store.articles(scope.tenant, ids)).toReversed();
  return brief(desk, { scope, title: topicOf(desk, subscription.topic).title, length: 'normal', only });
}

function scopeOf(subscription: Subscription): Scope {
  return { tenant: subscription.place.tenant, topic: subscription.topic, docs: null, since: null, until: null };
}

function nothing(subscription: Subscription, slot: Slot, at: number) {
  return { subscription: subscription.id, slot, edition: null, parts: [], upTo: subscription.upTo, at } as const;
}

/** A digest says when it is late and how many editions before it were missed. */
function digestPage(page: Page, skipped: number, late: boolean): Page {
  const notes: Label[] = [
    ...(late ? [{ key: 'digest-late' } as const] : []),
    ...(skipped > 0 ? [{ key: 'digest-skipped', args: { count: skipped } } as const] : []),
  ];
  const [heading, ...rest] = page.blocks;
  if (notes.length === 0 || heading === undefined) return page;
  return { ...page, blocks: [heading, ...notes.map((text) => ({ is: 'note', text }) as const), ...rest] };
}

/** The same part always has the same key, in every process: 24 hex digits, so that it can be Discord's `nonce`. */
function partKey(subscription: string, slot: Slot, index: number): string {
  return createHash('sha256').update(`${subscription}/${slot}/${index}`).digest('hex').slice(0, 24);
}
