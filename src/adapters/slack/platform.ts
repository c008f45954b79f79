import type { webApi } from '@slack/bolt';
import type { Place } from '../../core/model/command.ts';
import type { Part, Platform } from '../../core/model/delivery.ts';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock } from '../../core/model/ports.ts';
import { personIn } from '../../core/own-chat.ts';
import { renderSlack, type SlackMessage } from '../../render/slack.ts';
import { slackCode, toFailure } from './errors.ts';

/** Slack has no idempotency key; this mark in the message's metadata is what `find` looks for. */
const EVENT_TYPE = 'sitrep_part';
/** How far back `find` reads: messages a page × pages. A doubtful part is looked for soon after it was sent. */
const [PAGE, PAGES] = [200, 5];
/** So many persons' own chats are remembered by their ids. */
const MOST_CHATS = 1_000;

/**
 * The Platform port over the Web API. `webOf` gives a tenant's client, which must not retry by itself: a dropped answer
 * would be sent again. Errors: those of `webOf`; SitrepError `platform_down` (doubtful), `platform_refused`, `channel_gone`.
 */
export function slackPlatform(webOf: (tenant: string) => Promise<webApi.WebClient>, clock: Clock): Platform {
  const channelOf = openChats();
  return {
    name: 'slack',
    parts: (page, _, mention) =>
      renderSlack(page, { mention: mention ?? null }).map((message) => JSON.stringify(message)),
    send: async (part) => {
      const web = await webOf(part.place.tenant);
      try {
        const channel = await channelOf(web, part.place);
        return { message: await (part.act.is === 'edit' ? edit : post)(web, channel, part), at: clock() };
      } catch (error) {
        throw deliveryError(error, part.place, `Channel ${part.place.channel}`);
      }
    },
    find: async (part) => {
      if (part.act.is === 'edit') return null;
      const web = await webOf(part.place.tenant);
      try {
        const message = await find(web, await channelOf(web, part.place), part);
        return message === null ? null : { message, at: clock() };
      } catch (error) {
        throw deliveryError(error, part.place, `Reading channel ${part.place.channel} back`);
      }
    },
  };
}

/** The id of a channel; a person's own chat with the app is opened once. */
function openChats(): (web: webApi.WebClient, place: Place) => Promise<string> {
  const known = new Map<string, string>();
  return async (web, { tenant, channel: at }) => {
    const person = personIn(at);
    if (person === null) return at;
    const key = `${tenant}/${person}`;
    const opened = known.get(key);
    if (opened !== undefined) return opened;
    const { channel } = await web.conversations.open({ users: person });
    const id = String(channel?.id);
    if (known.size >= MOST_CHATS) known.clear();
    known.set(key, id);
    return id;
  };
}

/** A person who takes no message is no channel that is gone; what is there to tell, and whom? */
function deliveryError(error: unknown, { channel }: Place, what: string): SitrepError {
  const failure = toFailure(error, what);
  if (failure.after !== null)
    return new SitrepError('too_fast', failure.message, { after: failure.after, cause: error });
  if (failure.code !== 'channel_gone' || personIn(channel) === null) return failure;
  return new SitrepError('platform_refused', failure.message, { cause: error });
}

/** Slack hangs a reply on the first message of the thread, wherever in it the answered one stands. */
const threadOf = ({ place, act }: Part): string | null => place.thread ?? (act.is === 'reply' ? act.message : null);

async function post(web: webApi.WebClient, channel: string, part: Part): Promise<string> {
  const message = JSON.parse(part.payload) as SlackMessage;
  const thread = threadOf(part);
  const answer = await web.chat.postMessage({
    channel,
    ...(thread !== null && { thread_ts: thread }),
    ...(message as { text: string }),
    metadata: { event_type: EVENT_TYPE, event_payload: { key: part.key } },
  });
  return String(answer.ts);
}

/** A message that was deleted needs no correction: then it is done. The mark that it was sent with stays. */
async function edit(web: webApi.WebClient, channel: string, { payload, act }: Part): Promise<string> {
  const { text, blocks } = JSON.parse(payload) as { text: string; blocks: [] };
  const ts = 'message' in act ? act.message : '';
  try {
    await web.chat.update({ channel, ts, text, blocks });
  } catch (error) {
    if (slackCode(error) !== 'message_not_found') throw error;
  }
  return ts;
}

async function find(web: webApi.WebClient, channel: string, part: Part): Promise<string | null> {
  const thread = threadOf(part);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const asked = { channel, include_all_metadata: true, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const answer =
      thread === null
        ? await web.conversations.history(asked)
        : await web.conversations.replies({ ...asked, ts: thread });
    const found = answer.messages?.find((message) => keyOf(message) === part.key);
    if (found?.ts !== undefined) return found.ts;
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}

function keyOf(message: object): unknown {
  const { metadata } = message as {
    metadata?: { event_type?: unknown; event_payload?: Readonly<Record<string, unknown>> };
  };
  return metadata?.event_type === EVENT_TYPE ? metadata.event_payload?.key : undefined;
}
