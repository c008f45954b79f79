import { setMaxListeners } from 'node:events';
import { isOfSite } from '../core/address.ts';
import type { Article } from '../core/model/article.ts';
import type { SitrepError } from '../core/model/errors.ts';
import type { Desk } from './desk.ts';

/** What the steps of one round of following share. */
export type Round = {
  readonly stop: AbortSignal | undefined;
  /** Time is up, or it is to stop: nothing more is begun. */
  isOver(): boolean;
  /** Why items could not be read, the first of them. */
  readonly problems: SitrepError[];
  /** Pages of items that each host was asked for. */
  readonly pages: Map<string, number>;
  /** One after the other: a text's deadline counts no time in a queue of texts. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  readonly done: { asked: number; unchanged: number; troubled: number; added: number; changed: number };
};

/** A round leaves the next one its time. */
const ROUND_MS = 240_000;
/** Hosts that are asked at the same time. */
const HOSTS = 20;

export function startRound(stop: AbortSignal | undefined): Round {
  const end = AbortSignal.timeout(ROUND_MS);
  // Each request listens while it waits.
  if (stop) setMaxListeners(0, stop);
  let last: Promise<unknown> = Promise.resolve();
  return {
    stop,
    isOver: () => end.aborted || stop?.aborted === true,
    problems: [],
    pages: new Map(),
    inTurn: (work) => {
      const mine = last.then(work);
      last = mine.catch(() => {});
      return mine;
    },
    done: { asked: 0, unchanged: 0, troubled: 0, added: 0, changed: 0 },
  };
}

/** Works through everything, one after the other of a host and several hosts side by side, until the round is over. */
export async function byHost<T>(
  round: Round,
  all: readonly T[],
  address: (one: T) => string,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const hosts = [...Map.groupBy(all, (one) => hostOf(address(one))).values()];
  const next = async () => {
    for (let host = hosts.shift(); host !== undefined; host = hosts.shift())
      for (const one of host) {
        if (round.isOver()) return;
        await work(one);
      }
  };
  const settled = await Promise.allSettled(Array.from({ length: HOSTS }, next));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/** Whether both are addresses, and of one site. */
export const areOfSite = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && URL.canParse(one) && URL.canParse(other) && isOfSite(new URL(one), new URL(other));

/**
 * Withdraws an article whose page is gone, as that address says. One that only led to the page of another site has no say
 * in that.
 */
export async function withdrawGone(
  desk: Desk,
  { tenant, id }: Pick<Article, 'tenant' | 'id'>,
  address: string,
): Promise<void> {
  const known = (await desk.store.article(tenant, id))?.article;
  if (known === undefined || !areOfSite(known.url, address)) return;
  await desk.store.withdraw(tenant, id);
  desk.log.info('article.withdrawn', { article: id, tenant });
}
