import type { webApi } from '@slack/bolt';
import type { Caller } from '../../core/model/command.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import { slackCode } from './errors.ts';

export type Rights = Pick<Caller, 'mayManage' | 'onlyHere' | 'zone'>;

export type People = {
  /**
   * A workspace admin or owner may manage everything, a channel's creator that channel alone: anybody can create one.
   * Asked of Slack, kept for a minute.
   */
  rights(person: string, channel: string): Promise<Rights>;
  /** True when this channel is the direct message between the app and a person, not one between people. */
  isOwnChat(channel: string): Promise<boolean>;
};

const KEPT_MS = 60_000;
const MOST = 1_000;

type Person = { readonly chief: boolean; readonly zone: string | null };
type Room = { readonly creator: string | null; readonly own: boolean };

/** What the adapter asks about people and channels. When Slack does not answer, nothing is allowed. Never throws. */
export function askPeople(web: webApi.WebClient, clock: Clock, log: Log): People {
  const person = remembered(clock, async (user: string): Promise<Person | null> => {
    const answer = await web.users.info({ user }).catch((error: unknown) => refused('users.info', error));
    if (!answer?.user) return null;
    const { is_admin, is_owner, is_primary_owner, tz } = answer.user;
    return { chief: is_admin === true || is_owner === true || is_primary_owner === true, zone: tz ?? null };
  });
  const room = remembered(clock, async (channel: string): Promise<Room | null> => {
    const answer = await web.conversations
      .info({ channel })
      .catch((error: unknown) => refused('conversations.info', error));
    if (!answer?.channel) return null;
    return { creator: answer.channel.creator ?? null, own: answer.channel.is_im !== false };
  });
  function refused(method: string, error: unknown): null {
    // A direct message between people is not there for the bot: nothing to warn about.
    const code = slackCode(error) ?? 'no answer';
    if (code !== 'channel_not_found') log.warn('slack_lookup', { method, code });
    return null;
  }
  return {
    rights: async (user, channel) => {
      const [who, where] = await Promise.all([person(user), channel.startsWith('D') ? null : room(channel)]);
      const zone = who?.zone ?? null;
      if (who?.chief === true) return { mayManage: true, zone };
      return where?.creator === user ? { mayManage: true, onlyHere: true, zone } : { mayManage: false, zone };
    },
    isOwnChat: async (channel) => channel.startsWith('D') && (await room(channel))?.own === true,
  };
}

/** Keeps what was found for a minute; what was not found is asked again. */
function remembered<T>(clock: Clock, ask: (key: string) => Promise<T | null>): (key: string) => Promise<T | null> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  return async (key) => {
    const known = kept.get(key);
    if (known && known.until > clock()) return known.value;
    kept.delete(key);
    const value = await ask(key);
    if (value !== null) {
      if (kept.size >= MOST) kept.delete(kept.keys().next().value as string);
      kept.set(key, { value, until: clock() + KEPT_MS });
    }
    return value;
  };
}
