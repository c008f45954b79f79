import { SLOTS, type Slot } from '../core/model/answer.ts';
import { SitrepError } from '../core/model/errors.ts';

/** The slot of a word; undefined for none. Throws `bad_option` naming the slots there are. */
export function slotOf(word: string | undefined): Slot | undefined {
  if (!word?.trim()) return undefined;
  const slot = SLOTS.find((one) => one === word.trim().toLowerCase());
  if (!slot)
    throw new SitrepError('bad_option', `“${word.slice(0, 40)}” cannot be compared, only ${SLOTS.join(', ')}.`);
  return slot;
}
