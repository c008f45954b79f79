import type { Action } from '../core/model/page.ts';

/** The least of the platforms' limits: Discord's `custom_id`. */
const MAX = 100;

/** A button's id: the command with its arguments typed in. null when it does not fit, then there is no button. */
export function encodeAction(action: Action): string | null {
  const id = `${action.command.replaceAll(' ', '.')}?${new URLSearchParams(action.args)}`;
  return id.length <= MAX ? id : null;
}

/** The inverse of {@link encodeAction}; null for an id that is not ours. */
export function decodeAction(id: string): { command: string; args: Record<string, string> } | null {
  const mark = id.indexOf('?');
  if (mark < 1) return null;
  return {
    command: id.slice(0, mark).replaceAll('.', ' '),
    args: Object.fromEntries(new URLSearchParams(id.slice(mark + 1))),
  };
}
