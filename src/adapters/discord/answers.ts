import { randomUUID } from 'node:crypto';
import { type APIInteraction, DiscordAPIError, Routes } from 'discord.js';
import { SitrepError } from '../../core/model/errors.ts';
import type { Page } from '../../core/model/page.ts';
import { errorPage, troublePage } from '../../core/writing/notices.ts';
import { type DiscordMessage, renderDiscord } from '../../render/discord.ts';
import { CODES, lineOf } from './errors.ts';
import { safely, TOKEN_MS } from './requests.ts';
import type { Wire } from './wire.ts';

/** Answers to interactions. Bodies go as plain JSON: what the renderer made is what Discord gets. */

/** Twice fits into the three seconds that Discord gives. */
const ACK_MS = 1_300;
const ACK_PAUSES_MS = [50, 100];
const ACK_END_MS = 3_000;

/** False when somebody else has acknowledged it: another process, or an earlier delivery. Throws what was refused. */
export async function acknowledge(wire: Wire, event: APIInteraction, type: number, data: object): Promise<boolean> {
  const route = Routes.interactionCallback(event.id, event.token);
  let tries = 0;
  try {
    await safely(
      () => {
        tries++;
        const signal = AbortSignal.timeout(ACK_MS);
        return wire.hooks.post(route, { body: { type, data }, auth: false, signal });
      },
      ACK_END_MS,
      ACK_PAUSES_MS,
    );
    return true;
  } catch (error) {
    if (!(error instanceof DiscordAPIError && error.code === CODES.alreadyAcknowledged)) throw error;
    // On a repeated request it was our own first one, whose answer was lost.
    if (tries === 1) wire.log.info('discord.already', { id: event.id });
    return tries > 1;
  }
}

/**
 * Edits the page into the deferred reply; what does not fit follows. A failure is one line of the log, and its id is
 * told to the person as long as Discord lets it.
 */
export async function respond(
  wire: Wire,
  event: APIInteraction,
  flags: number,
  compose: () => Promise<Page>,
): Promise<void> {
  const auth = false;
  const application = event.application_id ?? wire.client.application?.id;
  const edit = (body: DiscordMessage) => {
    const route = Routes.webhookMessage(application, event.token, '@original');
    return safely(() => wire.hooks.patch(route, { body, auth }), TOKEN_MS);
  };
  // A follow-up has no nonce: repeating one in doubt could show it twice, so it is said how to get the whole back.
  const follow = (body: DiscordMessage) =>
    wire.hooks.post(Routes.webhook(application, event.token), {
      body: { ...body, flags: body.flags | flags },
      auth,
    });
  let send: (body: DiscordMessage) => Promise<unknown> = edit;
  let certain = true;
  try {
    const bodies = renderDiscord(await compose());
    certain = false;
    for (const body of bodies) {
      await send(body);
      send = follow;
    }
  } catch (error) {
    const id = refused(wire, event.id, error);
    const tell = (page: Page) =>
      send(renderDiscord(page)[0]!).catch((second: unknown) => void refused(wire, id, second));
    // In doubt the answer may be there: it is not written over.
    if (certain || isRefusal(error)) await tell(failurePage(id));
    else if (send === follow) await tell(troublePage(id, { key: 'rest-in-doubt' }));
  }
}

/** One line of the log; the id that it and the person are told. */
export function refused(wire: Pick<Wire, 'log'>, of: string, error: unknown): string {
  const id = randomUUID().slice(0, 8);
  // A place that is gone or closed is nobody's fault here.
  const gone = error instanceof DiscordAPIError && error.status !== 400;
  wire.log[gone ? 'warn' : 'error']('discord.unanswered', { id, of, error: lineOf(error) });
  return id;
}

/** Refused for what it says; not because there is no place any more to say anything, or no time. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 400;
}

/** What a person reads when Discord did not take the answer. */
export const failurePage = (id: string): Page =>
  errorPage(id, new SitrepError('internal', 'Discord did not take this answer.'));
