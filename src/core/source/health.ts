import type { Instant } from '../model/article.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { Caching, Health, Heard } from '../model/source.ts';
import { DAY, nextAfter, nextAfterFailure, redirected, restOf } from './polite.ts';
import type { Meaning } from './status.ts';

/** Of an address that nobody has asked yet: it is due at once. */
export function newHealth(at: Instant): Health {
  return {
    title: null,
    address: null,
    etag: null,
    modified: null,
    checkedAt: null,
    goodAt: null,
    nextAt: at,
    failures: 0,
    problem: null,
    told: false,
    moved: null,
    stopped: false,
    reads: null,
    page: null,
    rest: 0,
  };
}

/** It was read, or has not changed since: all is well. What `seen` does not say stays as it was. */
export function afterReading(
  health: Health,
  { moved, etag, modified, caching }: Omit<Heard, 'found' | 'status' | 'host'>,
  seen: ({ readonly ttlMinutes: number | null } & Partial<Pick<Health, 'title' | 'reads' | 'page'>>) | null,
  now: Instant,
): Health {
  const own = restOf(caching, seen?.ttlMinutes ?? null, now);
  // What comes unchanged says nothing of a feed's own time to live, and often nothing at all.
  const rest = seen === null ? Math.max(own, health.rest) : own;
  const { ttlMinutes: _, ...found } = seen ?? { ttlMinutes: null };
  const redirect = redirected(health.moved, moved, now);
  return {
    ...health,
    ...found,
    address: redirect.adopted ?? health.address,
    etag: seen === null ? (etag ?? health.etag) : etag,
    modified: seen === null ? (modified ?? health.modified) : modified,
    checkedAt: now,
    goodAt: now,
    nextAt: nextAfter(now, rest),
    failures: 0,
    problem: null,
    told: false,
    moved: redirect.moved,
    rest: seen === null ? health.rest : own,
  };
}

/** The page names a feed, which is followed from now on, and asked at once. */
export function afterDiscovery(health: Health, feed: string, now: Instant): Health {
  return {
    ...health,
    address: feed,
    etag: null,
    modified: null,
    checkedAt: now,
    nextAt: now,
    moved: null,
    reads: null,
  };
}

/** Why it could not be read. `caching`: what the refusal itself said, if there was an answer. */
export type Trouble = {
  readonly code: ErrorCode;
  /** In one line. */
  readonly text: string;
  readonly caching?: Caching;
  readonly meaning?: Meaning;
};

/**
 * It could not be read. A feed of which the publisher says that it is gone for good is not asked again; a page is, a
 * day later: it is taken to be gone when it says so twice.
 */
export function afterTrouble(health: Health, { code, text, caching, meaning }: Trouble, now: Instant): Health {
  const failures = health.failures + 1;
  const isGone = meaning?.is === 'failure' && meaning.gone;
  const isFinal = meaning?.is === 'failure' && meaning.final;
  const gone = isGone ? (health.page?.gone ?? now) : null;
  const rest = caching === undefined ? 0 : restOf(caching, null, now);
  const again = nextAfterFailure(now, failures, rest);
  return {
    ...health,
    checkedAt: now,
    failures,
    nextAt: health.page !== null && isGone ? now + DAY : again,
    problem: { code, text, since: health.problem?.since ?? now },
    page: health.page && { ...health.page, gone },
    stopped: isFinal && (health.page === null || isGoneForGood(gone, now)),
  };
}

/** A page that says twice that it is gone, a day apart, is. */
export function isGoneForGood(gone: Instant | null, now: Instant): boolean {
  return gone !== null && now - gone >= DAY;
}

/** What may pass by itself is told of after a day. */
const PASSING = DAY;
/** What does not is told of when it has failed so often. */
const FAILURES = 3;

/** Whether whoever added it is to be told of its problem now. */
export function isToBeTold({ problem, told, failures, stopped }: Health, mayPass: boolean, now: Instant): boolean {
  if (problem === null || told) return false;
  if (stopped) return true;
  return mayPass ? now - problem.since >= PASSING : failures >= FAILURES;
}
