import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Args, Caller } from '../../core/model/command.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import { errorPage, sharedBy } from '../../core/writing/notices.ts';
import type { Desk } from './handlers.ts';
import { reply, type Target } from './reply.ts';

/** What every handler needs: once for each event, the caller's rights, and one message for each failure. */

/** A command to run. */
export type Asked = { readonly command: string; readonly args: Args };

/** How a person is told what failed. */
type Tell = (page: Page) => Promise<void>;

/** For so long the store is asked whether an event was handled already. */
const ONCE_MS = 800;

/** When the store cannot tell, the person still gets an answer. */
export async function isFirst({ chat, log }: Pick<Desk, 'chat' | 'log'>, key: string): Promise<boolean> {
  try {
    const first = await Promise.race([chat.once(key), sleep(ONCE_MS, null, { ref: false })]);
    if (first !== null) return first;
    log.warn('slack_once', { key, text: 'late' });
  } catch (error) {
    log.warn('slack_once', { key, text: String(error) });
  }
  return true;
}

/** Works after the acknowledgement, once for each event, and turns every failure into one message and one log line. */
export async function handle(desk: Desk, key: string, tell: Tell, work: () => Promise<void>): Promise<void> {
  try {
    if (await isFirst(desk, key)) await work();
  } catch (error) {
    const page = failurePage(desk, error, key);
    await tell(page).catch((second: unknown) => {
      const text = second instanceof SitrepError ? second.message : String(second);
      desk.log.warn('slack_not_told', { id: page.id, key, text });
    });
  }
}

/** To the person alone, as the answer would have come. */
export const tellPrivately =
  (desk: Desk, target: Target, key: string): Tell =>
  (page) =>
    reply(desk, page, target, 'private', `${key}-failed`);

/** Logs a failure under a new id, and says it with that id. Unforeseen errors keep their details to the log. */
export function failurePage(desk: Desk, cause: unknown, key: string): Page {
  const id = newId();
  const known = cause instanceof SitrepError;
  const error = known ? cause : new SitrepError('internal', 'Something went wrong here; nothing stored is lost.');
  const details = known || !(cause instanceof Error) ? {} : { name: cause.name, stack: cause.stack };
  desk.log.error('slack_failed', { id, key, code: error.code, text: error.message, ...details });
  return errorPage(id, error);
}

/** Names what a person is told of and its log line. */
export const newId = (): string => randomBytes(4).toString('hex');

/** Rights are asked of Slack only where a command of that name may need them, or a question that is an address. */
export async function callerOf(desk: Desk, { command, args }: Asked, target: Target): Promise<Caller> {
  const root = desk.chat.find(command.split(' ')[0] ?? '');
  const manages =
    root?.onMessage !== undefined ||
    /^<?https?:/iu.test(args.question?.trim() ?? '') ||
    [root, ...(root?.sub ?? [])].some((one) => one && one.needs !== 'read');
  const caller = { ...reader(target), alone: await isAlone(desk, target) };
  return manages ? { ...caller, ...(await desk.people.rights(target.person, target.channel)) } : caller;
}

/** In their own chat with the app; a person's id stands for that chat. */
const isAlone = async (desk: Desk, { channel, person }: Target): Promise<boolean> =>
  channel === person || desk.people.isOwnChat(channel);

/** Somebody who may only read, in no known zone. */
export const reader = (target: Target): Caller => ({
  place: { platform: 'slack', tenant: target.tenant, channel: target.channel, thread: target.thread },
  person: target.person,
  mayManage: false,
  zone: null,
});

/** Runs a command and shows its page to whom it is for. `sharer`: the name of who pressed a button. */
export async function answer(
  desk: Desk,
  asked: Asked,
  target: Target,
  sharer: string | null,
  key: string,
): Promise<void> {
  const { command, args } = asked;
  const caller = await callerOf(desk, asked, target);
  const page = await desk.chat.run(command, args, caller);
  const audience = isError(page) ? 'private' : await desk.chat.audience(command, caller);
  // A page that a command always shows to everybody is somebody's doing.
  const named = audience === 'public' && sharer !== null && desk.chat.find(command)?.reply === 'public';
  await reply(desk, named ? sharedBy(page, sharer) : page, target, audience, key);
}

export const isError = (page: Page): boolean => page.push.key === 'error';

/** A string of a payload that is not to be trusted to have one. */
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
