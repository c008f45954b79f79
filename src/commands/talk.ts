import type { Kept } from '../core/model/answer.ts';
import type { Caller } from '../core/model/command.ts';
import type { TalkKey } from '../core/model/ports.ts';
import type { Desk } from '../usecases/desk.ts';

/** What a conversation goes on from. */

/** Outside a thread, what somebody asked longer ago than this is another conversation. */
const FRESH_MS = 30 * 60_000;

/** A thread is shared by all that write there; elsewhere everybody has a conversation of their own. */
function keyOf({ place, person }: Caller): TalkKey {
  const { tenant, channel, thread } = place;
  return { tenant, channel, thread: thread ?? '', person: thread === null ? person : '' };
}

/** The page that was last given there, or to this person; `about` names the one that is replied to. */
export async function lastSaid(desk: Desk, caller: Caller, about: string | null): Promise<Kept | null> {
  const { tenant } = caller.place;
  if (about !== null) return desk.store.kept(tenant, about);
  const talk = await desk.store.talk(keyOf(caller));
  if (talk !== null && (caller.place.thread !== null || isFresh(desk, talk.at)))
    return desk.store.kept(tenant, talk.page);
  return lastAsked(desk, caller);
}

/** What this person asked lately, wherever in the server. */
export async function lastAsked(desk: Desk, caller: Caller): Promise<Kept | null> {
  const last = await desk.store.lastKept(caller.place.tenant, caller.person);
  return last !== null && isFresh(desk, last.made) ? last : null;
}

/** The conversation stands at this page from now on, when it is one that is kept. */
export async function remember(desk: Desk, caller: Caller, page: string): Promise<void> {
  if ((await desk.store.kept(caller.place.tenant, page)) === null) return;
  await desk.store.setTalk(keyOf(caller), { page, at: desk.clock() });
}

const isFresh = (desk: Desk, at: number): boolean => desk.clock() - at < FRESH_MS;
