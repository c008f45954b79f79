import type { Args, Caller } from '../core/model/command.ts';
import type { Subscription } from '../core/model/subscription.ts';
import { ownChannel } from '../core/own-chat.ts';
import type { Desk } from '../usecases/desk.ts';
import { isPersons, reachOf } from '../usecases/places.ts';

/** What comes to one person alone, in their own chat with the bot, whatever server they ordered it in. */

/** A person's own orders, as far as a person is the same one: in one workspace of Slack, in all servers of Discord. */
export async function ownOrders(desk: Desk, { place, person }: Caller): Promise<readonly Subscription[]> {
  const { tenant, platform } = place;
  const all = await desk.store.subscriptionsTo(platform, ownChannel(person));
  return reachOf(place) === tenant ? all.filter((one) => one.place.tenant === tenant) : all;
}

/**
 * On Discord a person's own chat is no server's, yet alerts of their servers come there: a button under one is pressed
 * for that server.
 */
export async function callerFor(desk: Desk, { id }: Args, caller: Caller): Promise<Caller> {
  const { place, alone } = caller;
  if (!id || !alone || !isPersons(place.tenant) || (await desk.store.kept(place.tenant, id))) return caller;
  // Whoever has left a server presses nothing there.
  const orders = (await ownOrders(desk, caller)).filter(({ gone }) => gone === null);
  const tenants = new Set(orders.map((one) => one.place.tenant));
  for (const tenant of tenants)
    if (await desk.store.kept(tenant, id)) return { ...caller, mayManage: false, place: { ...place, tenant } };
  return caller;
}
