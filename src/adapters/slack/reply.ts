import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SitrepError } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import type { Part, Platform } from '../../core/model/ports.ts';
import { renderSlack } from '../../render/slack.ts';
import { toFailure } from './errors.ts';

/** Where an answer goes. `url`: the response_url of a command or button, which works also where the bot is no member. */
export type Target = {
  readonly tenant: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly url: string | null;
};

const TRIES = 3;
const LONGEST_WAIT_MS = 30_000;
const TIMEOUT_MS = 15_000;

/**
 * An ordinary message for each part of the page, in order. A doubtful one is looked for in the channel before it is
 * sent again, so that it stands there once. `key` names the event that is answered. Errors as the Platform port.
 */
export async function postPage(platform: Platform, page: Page, target: Target, key: string): Promise<void> {
  const place = { platform: 'slack', tenant: target.tenant, channel: target.channel, thread: target.thread } as const;
  const payloads = platform.parts(page, place);
  for (const [index, payload] of payloads.entries()) {
    const part = { delivery: key, index, of: payloads.length, key: partKey(key, index), place, payload };
    await postOnce(platform, part);
  }
}

/** 24 hex digits: the mark in the message's metadata. */
const partKey = (key: string, index: number) =>
  createHash('sha256').update(`${key}#${index}`).digest('hex').slice(0, 24);

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

/** Whether every part was confirmed, or one may have got lost on the way. */
export type Outcome = 'sent' | 'doubtful';

/**
 * The page over a response_url: seen by one person, or by the channel. There is no way to look for such a message,
 * so one in doubt is never sent again and the rest is held back. Errors: `platform_refused`.
 */
export async function respondPage(
  page: Page,
  url: string,
  audience: 'ephemeral' | 'in_channel',
  target: Target,
): Promise<Outcome> {
  for (const message of renderSlack(page)) {
    const body = { ...message, response_type: audience, replace_original: false };
    const outcome = await respond(url, target.thread === null ? body : { ...body, thread_ts: target.thread });
    if (outcome === 'doubtful') return outcome;
  }
  return 'sent';
}

/** What Slack did not take for certain (a limit, an error of its own, no connection) is tried again. */
async function respond(url: string, body: object): Promise<Outcome> {
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
      await answer.body?.cancel();
      if (answer.ok) return 'sent';
      if (answer.status !== 429 && answer.status < 500)
        throw new SitrepError('platform_refused', `The answer: Slack says HTTP ${answer.status}.`);
      const seconds = Number.parseInt(answer.headers.get('retry-after') ?? '', 10);
      if (!Number.isNaN(seconds)) wait = Math.min(seconds * 1_000, LONGEST_WAIT_MS);
    } else if (!neverSent(answer)) return 'doubtful';
    if (tried === TRIES) return 'doubtful';
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
