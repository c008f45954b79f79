import type { Label } from '../core/model/answer.ts';
import type { Instant } from '../core/model/article.ts';
import type { Args, Caller, Command, Option, Place } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import type { Subscription, Trigger } from '../core/model/subscription.ts';
import { ownChannel } from '../core/own-chat.ts';
import { scheduleText } from '../core/schedule/words.ts';
import { notePage } from '../core/writing/notices.ts';
import { clipped } from '../core/writing/pages.ts';
import { type Desk, topicTitle } from '../usecases/desk.ts';
import { isPersons } from '../usecases/places.ts';
import { ownOrders } from './own-chat.ts';
import { matching, required } from './support.ts';

/** Digests and watches alike: who sees and changes them, how many there may be, what they are called. */

/** How many there may be, in one place and in a server; of those in people's own chats each person has so many. */
const MOST = {
  channel: { digest: 50, watch: 100, server: 500 },
  own: { digest: 25, watch: 25, server: 2_500 },
} as const;
const QUESTION = 100;

const isOwnChat = ({ place }: Subscription, caller: Caller): boolean => place.channel === ownChannel(caller.person);

/** Those of the caller's server, without what others get in their own chat with the bot; those of this channel first, digests before watches, as they were made. */
export async function visible(desk: Desk, caller: Caller): Promise<readonly Subscription[]> {
  const all = await desk.store.subscriptions(caller.place.tenant);
  const isHere = (one: Subscription) => one.place.channel === caller.place.channel;
  const seen = all.filter((one) => !one.alone || (!caller.overheard && (isHere(one) || isOwnChat(one, caller))));
  // In a chat that is no server's also what comes there from servers.
  const more = caller.alone && isPersons(caller.place.tenant) ? await ownOrders(desk, caller) : [];
  const byAge = (a: Subscription, b: Subscription) => a.kind.localeCompare(b.kind) || a.made - b.made;
  return [
    ...seen.filter(isHere).sort(byAge),
    ...seen.filter((one) => !isHere(one)).sort(byAge),
    ...more.toSorted(byAge),
  ];
}

/** Whoever may manage everything changes all; who manages one channel, or talks with the bot alone, those there. */
export const mayChange = (one: Subscription, caller: Caller): boolean =>
  isOwnChat(one, caller) ||
  (caller.mayManage && !caller.onlyHere) ||
  ((caller.mayManage || caller.alone === true) && one.place.channel === caller.place.channel);

/** One of those that the caller sees. Throws `unknown_digest`. */
export async function orderOf(desk: Desk, id: string, caller: Caller): Promise<Subscription> {
  const one = (await visible(desk, caller)).find((other) => other.id === id.trim().toLowerCase());
  if (one) return one;
  throw new SitrepError('unknown_digest', `There is no digest or watch “${id.slice(0, 40)}” here.`);
}

/** The id of a digest or watch, or of a digest alone. */
export const idOption = (desk: Desk, kind?: Subscription['kind']): Option => ({
  name: 'id',
  describe: 'option-subscription',
  required: true,
  kind: 'word',
  suggest: async (typed, caller) => {
    const all = (await visible(desk, caller)).filter((one) => kind === undefined || one.kind === kind);
    return matching(
      typed,
      all.map((one) => ({ text: `${short(plainTitle(desk, one))} · ${one.id}`, value: one.id })),
    );
  },
});

/** `pause`, `resume` and `remove`, behind `/digest` and `/watch` alike. */
export function changeCommands(desk: Desk, kind: Subscription['kind']): readonly Command[] {
  const change = (name: 'pause' | 'resume' | 'remove', to: 'active' | 'paused' | 'removed'): Command => ({
    name,
    describe: `command-digest-${name}`,
    options: [idOption(desk, kind)],
    reply: 'private',
    needs: 'self',
    run: async (args, caller) => {
      const wanted = required(args, 'id');
      const mine = await orderOf(desk, wanted, caller);
      if (!mayChange(mine, caller))
        throw new SitrepError('not_allowed', `“${mine.id}” is the ${mine.kind} of a channel.`);
      if (!(await desk.store.setSubscription(mine.place.tenant, mine.id, to)))
        throw new SitrepError('unknown_digest', `There is no digest or watch “${mine.id}” here any more.`);

      return notePage(mine.id, { key: `${mine.kind}-${to}`, args: { id: mine.id, ...what(desk, mine) } });
    },
  });
  return [change('pause', 'paused'), change('resume', 'active'), change('remove', 'removed')];
}

/** What a digest and a watch have in common when they are made. */
export const newOrder = (
  desk: Desk,
  { person }: Caller,
  { place, own }: { readonly place: Place; readonly own: boolean },
): Pick<Subscription, 'place' | 'state' | 'gone' | 'by' | 'made' | 'alone'> => ({
  place,
  state: 'active',
  gone: null,
  by: person,
  ...(own && { alone: true }),
  made: desk.clock(),
});

/**
 * Makes a digest or watch; the one that stands already when it was ordered before, with the options that it has.
 * Throws `too_many`.
 */
export async function make<T extends Subscription>(desk: Desk, one: T, dueAt: Instant | null): Promise<T | null> {
  const all = await desk.store.subscriptions(one.place.tenant);
  const there = all.find(({ id }) => id === one.id);
  if (there) return there as T;
  const most = MOST[one.alone ? 'own' : 'channel'];
  const alike = all.filter(({ alone }) => Boolean(alone) === Boolean(one.alone));
  const here = alike.filter(({ kind, place }) => kind === one.kind && place.channel === one.place.channel);
  const words = one.kind === 'digest' ? 'digests' : 'watches';
  if (here.length >= most[one.kind])
    throw new SitrepError('too_many', `There are ${here.length} ${words} here already, and no more than that.`);
  if (alike.length >= most.server)
    throw new SitrepError('too_many', `This server has ${alike.length} digests and watches, and no more than that.`);
  return (await desk.store.subscribe(one, dueAt)) === 'new' ? null : one;
}

/** What a watch waits for. */
export function watched(desk: Pick<Desk, 'topics'>, trigger: Trigger, topic: string | null): Label {
  const what = triggerLabel(trigger);
  return topic === null ? what : { key: 'watch-within', args: { what, title: topicTitle(desk, topic) } };
}

function triggerLabel(trigger: Trigger): Label {
  switch (trigger.is) {
    case 'statement':
      return { key: 'watch-statement', args: { name: trigger.name } };
    case 'keyword':
      return { key: 'watch-keyword', args: { words: trigger.words } };
    case 'difference':
      return { key: 'watch-difference', args: { slot: trigger.slot ?? 'any' } };
    case 'answer':
      return { key: 'watch-answer', args: { question: clipped(trigger.question, QUESTION) } };
  }
}

/** What its labels are told: a digest's title, what a watch waits for. */
export const what = (desk: Desk, one: Subscription): NonNullable<Label['args']> =>
  one.kind === 'digest' ? { title: topicTitle(desk, one.topic) } : { what: watched(desk, one.trigger, one.topic) };

/** Its name in a list of suggestions, which are plain words. */
function plainTitle(desk: Desk, one: Subscription): string {
  if (one.kind === 'digest') return `${short(topicTitle(desk, one.topic))} · ${scheduleText(one.schedule)}`;
  const { trigger } = one;
  if (trigger.is === 'statement') return trigger.name;
  if (trigger.is === 'difference') return `≠ ${trigger.slot ?? ''}`.trim();
  return trigger.is === 'keyword' ? `“${trigger.words}”` : trigger.question;
}

/** Leaves room for what follows it in a suggestion. */
const short = (title: string): string => (title.length > 70 ? `${title.slice(0, 69).trimEnd()}…` : title);

/** What a page says of where something comes. */
export const toLabel = (own: boolean): Label => ({ key: own ? 'to-me' : 'to-here' });

/** The options that are said, without empty ones. */
export const said = (...layers: readonly Args[]): Args =>
  Object.fromEntries(layers.flatMap((layer) => Object.entries(layer).filter(([, value]) => value.trim() !== '')));
