import type { AuthorizeResult } from '@slack/bolt';
import type { Instant } from '../../core/model/article.ts';
import type { Chat } from '../../core/model/command.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import type { Desk } from './handlers.ts';
import type { Installations, Installed } from './installations.ts';

/** The workspaces that the bot is in: one by its token, or many by their installations. */

/** A workspace's desk, and what Bolt is told of it. */
export type Seat = { readonly desk: Desk; readonly who: AuthorizeResult };
export type OpenSeat = (team: string, bot: Pick<Installed, 'token' | 'user' | 'bot'>) => Seat;

export const tenantOf = (team: string) => `slack:${team}`;
export const teamOf = (tenant: string) => tenant.slice('slack:'.length);

const MOST_SEATS = 1_000;
/** For so long a seat is kept: another process may have installed the app anew, with another token. */
const KEPT_MS = 60_000;
/** Slack repeats events for hours: what tells of a token's end is old when the app was installed again since. */
const OLD_MS = 60_000;

export type Workspaces = {
  /** Null for a workspace that has not installed the app. Errors: those of the installations. */
  of(team: string): Promise<Seat | null>;
  installed(team: string, bot: Pick<Installed, 'token' | 'user' | 'bot'>): Promise<void>;
  /** The workspace took the app out, or its token away, at that moment. */
  gone(team: string, at: Instant): Promise<void>;
};

/** A seat is made when its workspace speaks, and kept for a while. */
export function manyWorkspaces(
  installations: Installations,
  open: OpenSeat,
  chat: Pick<Chat, 'joined' | 'left'>,
  clock: Clock,
  log: Log,
): Workspaces {
  const seats = new Map<string, { readonly seat: Promise<Seat | null>; readonly until: Instant }>();
  const find = async (team: string): Promise<Installed | null> => {
    const text = await installations.find(tenantOf(team));
    return text === null ? null : (JSON.parse(text) as Installed);
  };
  return {
    of: (team) => {
      const known = seats.get(team);
      if (known && known.until > clock()) return known.seat;
      if (seats.size >= MOST_SEATS) seats.delete(seats.keys().next().value as string);
      const seat = find(team).then((installed) => (installed === null ? null : open(team, installed)));
      const drop = () => seats.get(team)?.seat === seat && seats.delete(team);
      seats.set(team, { seat, until: clock() + KEPT_MS });
      seat.then((found) => found === null && drop(), drop);
      return seat;
    },
    installed: async (team, bot) => {
      const installed: Installed = { ...bot, since: clock() };
      await installations.save(tenantOf(team), JSON.stringify(installed));
      seats.delete(team);
      await chat.joined(tenantOf(team));
    },
    gone: async (team, at) => {
      // What does not open is of no use either, and goes as well.
      const installed = await find(team).catch(() => null);
      if (installed !== null && installed.since > at + OLD_MS) return;
      await chat.left(tenantOf(team));
      await installations.remove(tenantOf(team));
      seats.delete(team);
      log.info('slack_uninstalled', { team });
    },
  };
}
