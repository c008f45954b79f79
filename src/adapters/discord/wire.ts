import type { Client, REST } from 'discord.js';
import type { Chat } from '../../core/model/command.ts';
import type { Log } from '../../core/model/ports.ts';
import { lineOf } from './errors.ts';
import { within } from './requests.ts';

/** What the handlers work with. */
export type Wire = {
  readonly client: Client;
  /** For requests that carry an interaction's token instead of the bot's. */
  readonly hooks: REST;
  readonly chat: Chat;
  readonly log: Log;
};

/** The first reply is due within three seconds, so nothing before it may take longer than this. */
export const BEFORE_ACK_MS = 800;

/** When the store cannot tell, the person still gets an answer. */
export async function isFirst({ chat, log }: Wire, id: string): Promise<boolean> {
  try {
    return await within(BEFORE_ACK_MS, chat.once(`discord:${id}`), true);
  } catch (error) {
    log.warn('discord.once', { id, error: lineOf(error) });
    return true;
  }
}
