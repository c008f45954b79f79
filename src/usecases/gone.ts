import type { Label } from '../core/model/answer.ts';
import type { Place } from '../core/model/command.ts';
import type { Platform } from '../core/model/delivery.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Subscription } from '../core/model/subscription.ts';
import { notePage } from '../core/writing/notices.ts';
import { type Desk, idOf } from './desk.ts';
import { freeze } from './parts.ts';

/**
 * Whoever made a subscription whose channel is gone is told so in their own chat, once: by a slot of its own, so that
 * no other process does it too. Where nobody can be told it is logged, and that is the end of it. Errors: those of the
 * store.
 */
export async function tellGone(desk: Desk, platforms: readonly Platform[]): Promise<void> {
  for (const one of await desk.store.untold()) {
    const platform = platforms.find(({ name }) => name === one.place.platform);
    if (!platform || one.gone === null) continue;
    try {
      await tell(desk, platform, one, `gone/${one.gone}`);
    } catch (error) {
      if (error instanceof SitrepError && error.code.startsWith('store_')) throw error;
      desk.log.error('gone.failed', { subscription: one.id, error: String(error) });
    }
  }
}

async function tell(desk: Desk, platform: Platform, one: Subscription, slot: string): Promise<void> {
  const place = ownChat(one);
  const payloads = place === null ? [] : platform.parts(notePage(idOf(one.id, slot), text(desk, one)), place);
  const won = await desk.store.publish({
    subscription: one.id,
    slots: [{ slot, decision: { outcome: 'gone', fresh: 0, older: 0, broken: 0, stale: false } }],
    edition: null,
    parts:
      place === null
        ? []
        : freeze(
            one.id,
            slot,
            place,
            payloads.map((payload) => ({ payload })),
          ),
    since: one.upTo,
    upTo: one.upTo,
    had: [],
    dueAt: null,
    at: desk.clock(),
  });
  if (won === 'won') desk.log.warn('channel.gone', { subscription: one.id, told: place !== null });
}

/** null: it is not known who made it, or their own chat is what is gone. */
function ownChat({ by, place, alone }: Subscription): Place | null {
  if (by === '' || alone || place.channel.startsWith('@')) return null;
  return { ...place, channel: `@${by}`, thread: null };
}

function text(desk: Desk, one: Subscription): Label {
  const args = { place: one.place.channel, id: one.id };
  if (one.kind === 'watch') return { key: 'gone-watch', args };
  const title = desk.topics.find(({ slug }) => slug === one.topic)?.title ?? one.topic;
  return { key: 'gone-digest', args: { ...args, title } };
}
