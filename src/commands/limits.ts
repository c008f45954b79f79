import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../core/model/command.ts';
import { SitrepError } from '../core/model/errors.ts';
import { reachOf } from '../usecases/places.ts';

/** How many commands and presses a minute one person, and one server, may send. */
export type Limits = { readonly person: number; readonly server: number };

const LIMITS: Limits = { person: 120, server: 3_000 };
const WINDOW_SECONDS = 60;

/**
 * Counts one command of a caller. Throws `too_fast`, which says how long to wait. Kept in memory: a restart forgives.
 * Nobody is slowed down in the terminal.
 */
export function openLimits({ person, server }: Limits = LIMITS): (caller: Caller) => Promise<void> {
  const ofPerson = new RateLimiterMemory({ points: person, duration: WINDOW_SECONDS });
  const ofServer = new RateLimiterMemory({ points: server, duration: WINDOW_SECONDS });
  return async ({ place, person: who }) => {
    if (place.platform === 'terminal') return;
    // The person's first: one who floods does not use up what the others there have.
    await take(ofPerson, `${reachOf(place)}/${who}`, `You have asked ${times(person)} within a minute.`);
    await take(ofServer, place.tenant, `Everybody here together has asked ${times(server)} within a minute.`);
  };
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

async function take(limiter: RateLimiterMemory, key: string, text: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.ceil(refusal.msBeforeNext / 1_000);
    throw new SitrepError('too_fast', `${text} It goes on in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`, {
      after: refusal.msBeforeNext,
    });
  }
}
