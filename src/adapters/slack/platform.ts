import type { webApi } from '@slack/bolt';
import type { Clock, Part, Platform, Receipt } from '../../core/model/ports.ts';
import { renderSlack, type SlackMessage } from '../../render/slack.ts';
import { toFailure } from './errors.ts';

/** Slack has no idempotency key; this mark in the message's metadata is what `find` looks for. */
const EVENT_TYPE = 'sitrep_part';
/** How far back `find` reads: messages a page × pages. A doubtful part is looked for soon after it was sent. */
const [PAGE, PAGES] = [200, 5];

/**
 * The Platform port over the Web API. `webOf` gives a tenant's client, which must not retry by itself: a dropped answer
 * would be sent again. Errors: those of `webOf`; SitrepError `platform_down` (doubtful), `platform_refused`, `channel_gone`.
 */
export function slackPlatform(webOf: (tenant: string) => Promise<webApi.WebClient>, clock: Clock): Platform {
  return {
    name: 'slack',
    parts: (page, _, mention) => renderSlack(page, { mention }).map((message) => JSON.stringify(message)),
    send: async (part) => {
      const message = JSON.parse(part.payload) as SlackMessage;
      const { tenant, channel, thread } = part.place;
      const web = await webOf(tenant);
      try {
        const answer = await web.chat.postMessage({
          channel,
          ...(thread !== null && { thread_ts: thread }),
          ...(message as { text: string }),
          metadata: { event_type: EVENT_TYPE, event_payload: { key: part.key } },
        });
        return { message: String(answer.ts), at: clock() };
      } catch (error) {
        throw toFailure(error, `Channel ${channel}`);
      }
    },
    find: async (part) => find(await webOf(part.place.tenant), part, clock),
  };
}

async function find(web: webApi.WebClient, part: Part, clock: Clock): Promise<Receipt | null> {
  const { channel, thread } = part.place;
  let cursor: string | undefined;
  try {
    for (let page = 0; page < PAGES; page++) {
      const asked = { channel, include_all_metadata: true, limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const answer =
        thread === null
          ? await web.conversations.history(asked)
          : await web.conversations.replies({ ...asked, ts: thread });
      const found = answer.messages?.find((message) => keyOf(message) === part.key);
      if (found?.ts !== undefined) return { message: found.ts, at: clock() };
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) return null;
    }
    return null;
  } catch (error) {
    throw toFailure(error, `Reading channel ${channel} back`);
  }
}

function keyOf(message: object): unknown {
  const { metadata } = message as {
    metadata?: { event_type?: unknown; event_payload?: Readonly<Record<string, unknown>> };
  };
  return metadata?.event_type === EVENT_TYPE ? metadata.event_payload?.key : undefined;
}
