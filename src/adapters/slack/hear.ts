import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '../../core/model/page.ts';
import { decodeAction } from '../../render/action-id.ts';
import { labelText } from '../../render/labels.ts';
import { slackCode } from './errors.ts';
import type { Desk } from './handlers.ts';
import { postPage, type Target } from './reply.ts';
import { plainLine } from './text.ts';
import { callerOf, handle, reader, tellPrivately, text } from './work.ts';

/** Conversation: mentions, direct messages, and the status line while an answer is composed. */

type Event = Readonly<Record<string, unknown>>;

/** The answer waits so long for its status line: one that came after it would stand there for good. */
const STATUS_MS = 1_000;
/** A thread's first message is asked for so long. */
const ABOUT_MS = 2_000;

/** A person said something to the bot: answered in the thread, or in the direct message where it was written. */
export async function hear(desk: Desk, event: Event, key: string): Promise<void> {
  const [person, channel, ts] = [text(event.user), text(event.channel), text(event.ts)];
  // A bot that mentions bots, or hears itself, would never end.
  if (person === null || person === desk.botUser || channel === null || text(event.bot_id) !== null) return;
  const direct = channel.startsWith('D');
  const begun = text(event.thread_ts);
  const target: Target = { tenant: desk.tenant, channel, thread: direct ? begun : (begun ?? ts), url: null, person };
  await handle(desk, key, tellAloud(desk, target, key), async () => {
    const status = direct && begun !== null ? setStatus(desk, channel, begun) : Promise.resolve();
    const line = plainLine(text(event.text) ?? '', desk.botUser);
    const under = !direct && begun !== null && begun !== ts ? aboutOf(desk, channel, begun) : null;
    const about = await Promise.race([under, sleep(ABOUT_MS, null, { ref: false })]);
    const caller = await callerOf(desk, desk.chat.parse(line), target);
    const page = await desk.chat.hear(line, caller, about);
    await Promise.race([status, sleep(STATUS_MS, undefined, { ref: false })]);
    await postPage(desk.platform, page, target, key);
  });
}

/** Somebody let the bot into a channel. */
export async function greet(desk: Desk, channel: string, inviter: string, key: string): Promise<void> {
  const target: Target = { tenant: desk.tenant, channel, thread: null, url: null, person: inviter };
  await handle(desk, key, tellAloud(desk, target, key), async () => {
    await postPage(desk.platform, await desk.chat.welcome(reader(target)), target, key);
  });
}

/** Where the question was; where that is refused, to the person alone. */
const tellAloud = (desk: Desk, target: Target, key: string) => (page: Page) =>
  postPage(desk.platform, page, target, `${key}-failed`).catch(() => tellPrivately(desk, target, key)(page));

/**
 * What the agent view shows until the answer is there; the answer clears it. The answer is not streamed: it is whole when
 * it comes, since every line of it is a quotation that was found and checked before. Apps without the view are refused.
 */
async function setStatus(desk: Desk, channel: string, thread: string): Promise<void> {
  try {
    const status = labelText({ key: 'status-reading' });
    await desk.web.assistant.threads.setStatus({ channel_id: channel, thread_ts: thread, status });
  } catch (error) {
    desk.log.info('slack_no_status', { code: slackCode(error) });
  }
}

/**
 * The id of the page that a thread hangs under, as a digest: from the buttons of its first message, as long as the bot
 * has not spoken in the thread; from then on the conversation is known by its place.
 */
async function aboutOf(desk: Desk, channel: string, thread: string): Promise<string | null> {
  try {
    const found = await desk.web.conversations.history({ channel, latest: thread, inclusive: true, limit: 1 });
    const first = found.messages?.find((message) => message.ts === thread);
    // What another app has put into its buttons is none of ours.
    const isOurs = first?.user === undefined ? first?.bot_id !== undefined : first.user === desk.botUser;
    if (first === undefined || !isOurs) return null;
    return first.reply_users?.includes(desk.botUser) ? null : pageId(first.blocks);
  } catch (error) {
    desk.log.info('slack_no_thread', { code: slackCode(error) });
    return null;
  }
}

function pageId(blocks: unknown): string | null {
  const all = Array.isArray(blocks) ? (blocks as { elements?: unknown }[]) : [];
  const values = all
    .flatMap(({ elements }) => (Array.isArray(elements) ? (elements as { value?: unknown }[]) : []))
    .flatMap(({ value }) => (typeof value === 'string' ? [decodeAction(value)?.args.id] : []));
  return values.find((id) => id !== undefined) ?? null;
}
