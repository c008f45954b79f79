import { createHash } from 'node:crypto';
import type { Place } from '../core/model/command.ts';
import type { Act, Part } from '../core/model/delivery.ts';

/** One message to be: what the platform rendered, and what is done with it. */
export type Message = { readonly payload: string; readonly act?: Act };

/** The messages of one slot, frozen in order under keys that every process finds the same. */
export function freeze(subscription: string, slot: string, place: Place, messages: readonly Message[]): Part[] {
  return messages.map(({ payload, act = { is: 'send' } }, index) => ({
    delivery: `${subscription}/${slot}`,
    index,
    of: messages.length,
    key: partKey(subscription, slot, index),
    place,
    payload,
    act,
  }));
}

/** The same part always has the same key, in every process: 24 hex digits, so that it can be Discord's `nonce`. */
function partKey(subscription: string, slot: string, index: number): string {
  return createHash('sha256').update(`${subscription}/${slot}/${index}`).digest('hex').slice(0, 24);
}
