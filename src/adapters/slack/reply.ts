import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part, Platform } from '../../core/model/delivery.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import { notePage } from '../../core/writing/notices.ts';
import type { SlackMessage } from '../../render/slack.ts';
import { toFailure } from './errors.ts';
import type { Desk } from './handlers.ts';

/** Where an answer goes. `url`: the response_url of a command or button, which works also where the bot is no member. */
export type Target = {
  readonly tenant: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly url: string | null;
  /** Who asked; sees what is private. */
  readonly person: string;
};

const TRIES = 3;
const LONGEST_WAIT_MS = 30_000;
const TIMEOUT_MS = 15_000;

/**
 * An ordinary message for each part of the page, in order. A doubtful one is looked for in the channel before it is
 * sent again, so that it stands there once. `key` names the event that is answered. Errors as the Platform port.
 */
export async function postPage(platform: Platform, page: Page, target: Target, key: string): Promise<void> {
  for (const part of partsOf(platform, page, target, key)) await postOnce(platform, part);
}

function partsOf(platform: Platform, page: Page, { tenant, channel, thread }: Target, key: string): Part[] {
  const place = { platform: 'slack', tenant, channel, thread } as const;
  return platform.parts(page, place, null).map((payload, index, { length: of }) => {
    // 24 hex digits: the mark in the message's metadata.
    const mark = createHash('sha256').update(`${key}#${index}`).digest('hex').slice(0, 24);
    return { delivery: key, index, of, key: mark, place, payload, act: { is: 'send' } };
  });
}

async function postOnce(platform: Platform, part: Part): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await platform.send(part);
      return;
    } catch (error) {
      const failure = toFailure(error, `Channel ${part.place.channel}`);
      if (!failure.retry || tried === TRIES) throw failure;
      await sleep(Math.min(failure.after ?? 500 * 2 ** tried, LONGEST_WAIT_MS));
      // A rate limit refused it for certain; anything else may have arrived.
      if (failure.after === null && (await platform.find(part)) !== null) return;
    }
  }
}

/**
 * The page as the answer to a command, button or form: over the response_url while that is good (five times, thirty
 * minutes), then as an ordinary message, or one that the person alone sees. Nothing that is in doubt is sent twice: there
 * is no way to look for a private message. Errors as the Platform port.
 */
export async function reply(
  desk: Desk,
  page: Page,
  target: Target,
  audience: 'private' | 'public',
  key: string,
): Promise<void> {
  if (target.channel === target.person || (await desk.people.isOwnChat(target.channel)))
    return postPage(desk.platform, page, target, key);
  let { url } = target;
  for (const part of partsOf(desk.platform, page, target, key)) {
    const message = JSON.parse(part.payload) as SlackMessage;
    if (url !== null) {
      const outcome = await respond(url, message, audience, target.thread);
      if (outcome === 'sent') continue;
      if (outcome === 'doubtful') return doubt(desk, url, target, key);
      url = null;
    }
    if (audience === 'public') await postOnce(desk.platform, part);
    else await whisper(desk, message, target);
  }
}

async function doubt(desk: Desk, url: string, target: Target, key: string): Promise<void> {
  desk.log.warn('slack_in_doubt', { key });
  const page = notePage(key, { key: 'answer-in-doubt' });
  const place = { platform: 'slack', tenant: target.tenant, channel: target.channel, thread: null } as const;
  const [payload] = desk.platform.parts(page, place, null);
  if (payload !== undefined) await respond(url, JSON.parse(payload), 'private', target.thread);
}

/** Seen by one person: in the channel, or where the bot may not speak there, in the person's chat with the app. */
async function whisper(desk: Desk, message: SlackMessage, { channel, thread, person }: Target): Promise<void> {
  const { text, blocks } = message as unknown as { text: string; blocks: [] };
  for (let tried = 1; ; tried++) {
    try {
      await desk.web.chat.postEphemeral({
        channel,
        user: person,
        text,
        blocks,
        ...(thread !== null && { thread_ts: thread }),
      });
      return;
    } catch (error) {
      const failure = toFailure(error, `Channel ${channel}`);
      if (failure.after !== null && tried < TRIES) {
        await sleep(Math.min(failure.after, LONGEST_WAIT_MS));
        continue;
      }
      if (failure.retry) throw failure;
      await desk.web.chat.postMessage({ channel: person, ...(message as { text: string }) }).catch(() => {
        throw failure;
      });
      return;
    }
  }
}

/** Whether it was confirmed, may have got lost on the way, or the url is good for nothing any more. */
type Outcome = 'sent' | 'doubtful' | 'over';

/** What Slack did not take for certain (a limit, an error of its own, no connection) is tried again, then otherwise. */
async function respond(
  url: string,
  message: SlackMessage,
  audience: 'private' | 'public',
  thread: string | null,
): Promise<Outcome> {
  const type = audience === 'public' ? 'in_channel' : 'ephemeral';
  const body = {
    ...message,
    response_type: type,
    replace_original: false,
    ...(thread !== null && { thread_ts: thread }),
  };
  for (let tried = 1; ; tried++) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => error);
    let wait = 500 * 2 ** tried;
    if (answer instanceof Response) {
      const said = await answer.text().catch(() => '');
      const isRefused = /"ok"\s*:\s*false/.test(said);
      if (answer.ok && !isRefused) return 'sent';
      // A channel or an app that is gone is told by the next way.
      if ([403, 404, 410].includes(answer.status) || /"(?:used|expired)_url"/.test(said)) return 'over';
      if (answer.status !== 429 && answer.status < 500)
        throw new SitrepError('platform_refused', `The answer: Slack says HTTP ${answer.status}.`);
      const seconds = Number.parseInt(answer.headers.get('retry-after') ?? '', 10);
      if (!Number.isNaN(seconds)) wait = Math.min(seconds * 1_000, LONGEST_WAIT_MS);
    } else if (!neverSent(answer)) return 'doubtful';
    if (tried === TRIES) return 'over';
    await sleep(wait);
  }
}

/** The connection was refused or the name unknown: nothing can have arrived. */
function neverSent(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  return (
    cause === 'ECONNREFUSED' || cause === 'ENOTFOUND' || cause === 'EAI_AGAIN' || cause === 'UND_ERR_CONNECT_TIMEOUT'
  );
}
