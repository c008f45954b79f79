import type { Instant } from '../../core/model/article.ts';
import type { Chat } from '../../core/model/command.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import type { Desk } from './handlers.ts';
import type { Installations, Installed } from './installations.ts';

/** The workspaces that the bot is in: one by its token, or many by their installations. */

type Bot = Pick<Installed, 'token' | 'user'>;
export type OpenDesk = (team: string, bot: Bot) => Desk;

export const tenantOf = (team: string) => `slack:${team}`;
export const teamOf = (tenant: string) => tenant.slice('slack:'.length);

const MOST_DESKS = 1_000;
/** For so long a desk is kept: another process may have installed the app anew, with another token. */
const KEPT_MS = 60_000;
/** Slack repeats events for hours: what tells of a token's end is old when the app was installed again since. */
const OLD_MS = 60_000;

export type Workspaces = {
  /** Null for a workspace that has not installed the app. Errors: those of the installations. */
  of(team: string): Promise<Desk | null>;
  installed(team: string, bot: Bot): Promise<void>;
  /** The workspace took the app out, or its token away, at that moment. */
  gone(team: string, at: Instant): Promise<void>;
};

/** A desk is made when its workspace speaks, and kept for a while. */
export function manyWorkspaces(
  installations: Installations,
  open: OpenDesk,
  chat: Pick<Chat, 'joined' | 'left'>,
  clock: Clock,
  log: Log,
): Workspaces {
  const desks = new Map<string, { readonly desk: Promise<Desk | null>; readonly until: Instant }>();
  const find = async (team: string): Promise<Installed | null> => {
    const text = await installations.find(tenantOf(team));
    return text === null ? null : (JSON.parse(text) as Installed);
  };
  return {
    of: (team) => {
      const known = desks.get(team);
      if (known && known.until > clock()) return known.desk;
      if (desks.size >= MOST_DESKS) desks.delete(desks.keys().next().value as string);
      const desk = find(team).then((installed) => (installed === null ? null : open(team, installed)));
      const drop = () => desks.get(team)?.desk === desk && desks.delete(team);
      desks.set(team, { desk, until: clock() + KEPT_MS });
      desk.then((found) => found === null && drop(), drop);
      return desk;
    },
    installed: async (team, bot) => {
      const installed: Installed = { ...bot, since: clock() };
      await installations.save(tenantOf(team), JSON.stringify(installed));
      desks.delete(team);
      await chat.joined(tenantOf(team));
    },
    gone: async (team, at) => {
      // What does not open is of no use either, and goes as well.
      const installed = await find(team).catch(() => null);
      if (installed !== null && installed.since > at + OLD_MS) return;
      await chat.left(tenantOf(team));
      await installations.remove(tenantOf(team));
      desks.delete(team);
      log.info('slack_uninstalled', { team });
    },
  };
}
