/** A person's own chat with the bot as a channel, which the platform finds when something is sent there. */

export const ownChannel = (person: string): string => `@${person}`;

/** The person whose own chat a channel is, or null. */
export const personIn = (channel: string): string | null => (channel.startsWith('@') ? channel.slice(1) : null);
