import type { Args, Caller, Option, Place } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import { ownChannel } from '../core/own-chat.ts';
import { choiceOf } from './support.ts';

/** What digests and watches are told in words: options in the middle of a typed line, where they come, how many. */

const TIME = String.raw`\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?`;
const SAID = {
  quiet: String.raw`quiet(?:\s+hours)?:?\s+(?:from\s+|between\s+)?(${TIME}(?:\s*(?:[-–—]|to|until|till|and)\s*${TIME})?)`,
  minimum: String.raw`(?:min(?:imum)?|at\s+least):?\s+(\d+)(?:\s+(?:new\s+)?articles?)?`,
  empty: String.raw`empty:?\s+(silent|line)`,
  to: String.raw`(?:to|for):?\s+(me|here)`,
  most: String.raw`(?:at\s+)?most:?\s+(\d+)(?:\s+(?:an|per|a)\s+hour)?`,
} as const;
type Name = keyof typeof SAID;

/**
 * Options as people type them, "08:00 quiet 22:00-07:00 min 3 to me", and what is left without them. `atEnd`: where the
 * words are somebody's own, only what stands at their end is an option.
 */
export function readOrder(words: string, names: readonly Name[], atEnd = false): { named: Args; rest: string } {
  const named: Record<string, string> = {};
  let rest = words.trim();
  for (let found = true; found; ) {
    found = false;
    for (const name of names) {
      const said = new RegExp(`(?<![^\\s,;])${SAID[name]}(?![^\\s,;])${atEnd ? '\\s*$' : ''}`, 'iu').exec(rest);
      if (said?.[1] === undefined || named[name] !== undefined) continue;
      named[name] = said[1].trim();
      rest = `${rest.slice(0, said.index)} ${rest.slice(said.index + said[0].length)}`.replace(/\s+/gu, ' ').trim();
      found = true;
    }
  }
  return { named, rest };
}

const WHERE = ['here', 'me'] as const;

export const toOption: Option = {
  name: 'to',
  describe: 'option-to',
  required: false,
  kind: 'word',
  choices: WHERE,
};
export const quietOption: Option = { name: 'quiet', describe: 'option-quiet', required: false, kind: 'word' };

/** Where an order comes. `own`: nobody else reads along; `asked`: it was not chosen but all that there is. */
export type Target = { readonly place: Place; readonly own: boolean; readonly asked: boolean };

/**
 * Where something is to come: into the channel for those who manage it, to everybody into their own chat with the bot
 * (whose channel is `@` and the person's id until something is sent there). `otherwise`: what holds for those who may
 * not have it here and did not say `me`. Throws `bad_option`, `not_allowed`, `cannot_post`.
 */
export function targetOf(typed: string | undefined, caller: Caller, otherwise: 'refuse' | 'me'): Target {
  const { place, mayManage, canPost } = caller;
  const to = typed?.trim() ? choiceOf('to', WHERE, typed.trim()) : null;
  if (caller.alone) return { place, own: true, asked: true };
  const own: Place = { ...place, channel: ownChannel(caller.person), thread: null };
  if (to === 'me') return { place: own, own: true, asked: true };
  const isOpen = mayManage && canPost !== false;
  if (isOpen) return { place, own: false, asked: true };
  if (to === null && otherwise === 'me') return { place: own, own: true, asked: false };
  if (mayManage)
    throw new SitrepError('cannot_post', 'Sitrep may not post here by itself, so nothing would ever arrive.');
  throw new SitrepError('not_allowed', 'This changes what everybody here gets, so only who manages the channel may.', {
    next: 'Say `to me` to have it in your own chat with Sitrep.',
  });
}

/** A whole number within bounds; `otherwise` when nothing is said. Throws `bad_option` naming the option. */
export function countOf(name: string, typed: string | undefined, most: number, otherwise: number): number {
  const said = typed?.trim();
  if (!said) return otherwise;
  const count = /^\d{1,6}$/u.test(said) ? Number(said) : 0;
  if (count < 1 || count > most)
    throw new SitrepError('bad_option', `“${said.slice(0, 40)}” is no “${name}”: a number from 1 to ${most}.`, {
      next: 'Try again with another one.',
    });
  return count;
}
