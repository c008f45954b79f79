import type { Label } from '../core/model/answer.ts';
import type { Place } from '../core/model/command.ts';
import type { Platform } from '../core/model/delivery.ts';
import { isStoreTrouble } from '../core/model/errors.ts';
import type { Subscription } from '../core/model/subscription.ts';
import { ownChannel, personIn } from '../core/own-chat.ts';
import { notePage } from '../core/writing/notices.ts';
import { type Desk, idOf, topicTitle } from './desk.ts';
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
      if (isStoreTrouble(error)) throw error;
      desk.log.error('gone.failed', { subscription: one.id, error: String(error) });
    }
  }
}

async function tell(desk: Desk, platform: Platform, one: Subscription, slot: string): Promise<void> {
  const { id, upTo } = one;
  const place = ownChat(one);
  if (await tellOnce(desk, platform, { id, slot, upTo, place, text: text(desk, one) }))
    desk.log.warn('channel.gone', { subscription: id, told: place !== null });
}

export type Telling = {
  /** Of what is told, a subscription or source. */
  readonly id: string;
  /** Claimed by whoever tells it. */
  readonly slot: string;
  readonly upTo: number;
  /** null: there is nobody to be told, and that is the end of it. */
  readonly place: Place | null;
  readonly text: Label;
};

/** Sends one line to a place, once in all processes: true for the one that does. */
export async function tellOnce(desk: Desk, platform: Platform, telling: Telling): Promise<boolean> {
  const { id, slot, upTo, place, text: words } = telling;
  const payloads = place === null ? [] : platform.parts(notePage(idOf(id, slot), words), place);
  const messages = payloads.map((payload) => ({ payload }));
  const won = await desk.store.publish({
    subscription: id,
    slots: [{ slot, decision: { outcome: 'gone', fresh: 0, older: 0, broken: 0, stale: false } }],
    edition: null,
    parts: place === null ? [] : freeze(id, slot, place, messages),
    since: upTo,
    upTo,
    had: [],
    dueAt: null,
    at: desk.clock(),
  });
  return won === 'won';
}

/** null: it is not known who made it, or their own chat is what is gone. */
function ownChat({ by, place, alone }: Subscription): Place | null {
  if (by === '' || alone || personIn(place.channel) !== null) return null;
  return { ...place, channel: ownChannel(by), thread: null };
}

function text(desk: Desk, one: Subscription): Label {
  const args = { place: one.place.channel, id: one.id };
  if (one.kind === 'watch') return { key: 'gone-watch', args };
  const title = topicTitle(desk, one.topic);
  return { key: 'gone-digest', args: { ...args, title } };
}
