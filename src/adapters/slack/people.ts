import type { webApi } from '@slack/bolt';
import type { Caller } from '../../core/model/command.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import { slackCode } from './errors.ts';

export type Rights = Pick<Caller, 'mayManage' | 'onlyHere' | 'canPost' | 'zone'>;

export type People = {
  /**
   * A workspace admin or owner may manage everything, a channel's creator that channel alone: anybody can create one.
   * Asked of Slack, kept for a minute. The app may post where it is a member.
   */
  rights(person: string, channel: string): Promise<Rights>;
  /** True when this channel is the direct message between the app and a person, not one between people. */
  isOwnChat(channel: string): Promise<boolean>;
};

const KEPT_MS = 60_000;
const MOST = 1_000;

type Person = { readonly chief: boolean; readonly zone: string | null };
type Room = { readonly creator: string | null; readonly own: boolean; readonly member: boolean };
/** What Slack calls unknown the app was not let into. */
const CLOSED: Room = { creator: null, own: false, member: false };

/** What the adapter asks about people and channels. When Slack does not answer, nothing is allowed. Never throws. */
export function askPeople(web: webApi.WebClient, clock: Clock, log: Log): People {
  const person = remembered(clock, async (user: string): Promise<Person | null> => {
    const answer = await web.users.info({ user }).catch((error: unknown) => refused('users.info', error));
    if (!answer?.user) return null;
    const { is_admin, is_owner, is_primary_owner, tz } = answer.user;
    return { chief: is_admin === true || is_owner === true || is_primary_owner === true, zone: tz ?? null };
  });
  const askRoom = async (channel: string): Promise<Room | null> => {
    try {
      const { channel: found } = await web.conversations.info({ channel });
      if (!found) return null;
      return { creator: found.creator ?? null, own: found.is_im !== false, member: found.is_member !== false };
    } catch (error) {
      // A direct message between people is not there for the bot: nothing to warn about.
      return slackCode(error) === 'channel_not_found' ? CLOSED : refused('conversations.info', error);
    }
  };
  // Who reads that the app is no member invites it and tries again at once.
  const room = remembered(clock, askRoom, ({ member }) => member);
  function refused(method: string, error: unknown): null {
    log.warn('slack_lookup', { method, code: slackCode(error) ?? 'no answer' });
    return null;
  }
  return {
    rights: async (user, channel) => {
      // A person's id stands for their own chat with the app.
      const [who, where] = await Promise.all([person(user), channel === user ? null : room(channel)]);
      const more = { zone: who?.zone ?? null, ...(where?.member === false && { canPost: false }) };
      if (who?.chief === true) return { mayManage: true, ...more };
      return where?.creator === user ? { mayManage: true, onlyHere: true, ...more } : { mayManage: false, ...more };
    },
    isOwnChat: async (channel) => channel.startsWith('D') && (await room(channel))?.own === true,
  };
}

/** Keeps what was found for a minute; what was not found, or does not last, is asked again. */
function remembered<T>(
  clock: Clock,
  ask: (key: string) => Promise<T | null>,
  lasts: (value: T) => boolean = () => true,
): (key: string) => Promise<T | null> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  return async (key) => {
    const known = kept.get(key);
    if (known && known.until > clock()) return known.value;
    kept.delete(key);
    const value = await ask(key);
    if (value !== null && lasts(value)) {
      if (kept.size >= MOST) kept.delete(kept.keys().next().value as string);
      kept.set(key, { value, until: clock() + KEPT_MS });
    }
    return value;
  };
}
