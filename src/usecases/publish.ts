import type { Briefing } from '../core/model/answer.ts';
import type { Instant } from '../core/model/article.ts';
import type { Decision, Outcome, Part, Platform, Publication, SlotDecision } from '../core/model/delivery.ts';
import type { Page } from '../core/model/page.ts';
import type { Due } from '../core/model/schedule.ts';
import type { Digest } from '../core/model/subscription.ts';
import { nextSlot } from '../core/schedule/due.ts';
import { quietPage } from '../core/writing/edition-page.ts';
import { briefingPage, withoutShare } from '../core/writing/pages.ts';
import { type Desk, idOf, keepPage, topicTitle } from './desk.ts';
import { type Edition, makeEdition } from './edition.ts';
import { freeze } from './parts.ts';
import { roleOf } from './places.ts';

const DAY_MS = 24 * 3_600_000;

const SKIPPED: Decision = { outcome: 'skipped', fresh: 0, older: 0, broken: 0, stale: false };

/**
 * Claims a due slot, with those that were missed before it, and writes edition, parts and watermark in one step. Less
 * news than the digest wants, or none, is decided too, for `/digest status`. Returns whether this process won the slot.
 */
export async function publish(desk: Desk, platform: Platform, digest: Digest, due: Due): Promise<boolean> {
  const at = desk.clock();
  const skipped = due.skipped.map((slot): SlotDecision => ({ slot, decision: SKIPPED }));
  const base = { subscription: digest.id, dueAt: nextDue(digest, at), at };
  if (due.due === null) {
    const [first, ...rest] = skipped;
    if (first === undefined) return false;
    const { upTo } = digest;
    return claim(desk, { ...base, slots: [first, ...rest], edition: null, parts: [], since: upTo, upTo, had: [] });
  }
  const { slot, late } = due.due;
  // What still waits to be sent is told by this edition, so its watermark counts from here.
  const { place } = digest;
  const ended = await desk.store.supersede(digest.id, slot);
  const now = ended === 0 ? digest : await readAgain(desk, digest);
  const found = await makeEdition(desk, now, { late: late ? due.due.at : null, skipped: skipped.length });
  const made = decide(desk, now, found, late);
  let parts: Part[] = [];
  if (made.page) {
    const role = await roleOf(desk, place);
    parts = freeze(
      digest.id,
      slot,
      place,
      platform.parts(made.page, place, role).map((payload) => ({ payload })),
    );
  }
  return claim(desk, {
    ...base,
    slots: [...skipped, { slot, decision: made.decision }] as unknown as Publication['slots'],
    edition: made.edition,
    parts,
    since: now.upTo,
    upTo: made.upTo,
    had: made.edition ? found.had : [],
  });
}

/** What the next edition would be if it were due now; its page is null when nothing would be posted. Claims nothing. */
export async function newEdition(
  desk: Desk,
  digest: Digest,
): Promise<{ readonly page: Page | null; readonly edition: Briefing | null; readonly decision: Decision }> {
  const made = decide(desk, digest, await makeEdition(desk, digest, { late: null, skipped: 0 }), false);
  if (made.edition) await keepPage(desk, digest.place.tenant, made.edition, {});
  return { page: made.page, edition: made.edition, decision: made.decision };
}

async function readAgain({ store }: Desk, digest: Digest): Promise<Digest> {
  const all = await store.subscriptions(digest.place.tenant);
  return (all.find((one) => one.kind === 'digest' && one.id === digest.id) as Digest | undefined) ?? digest;
}

type Made = {
  readonly decision: Decision;
  readonly page: Page | null;
  readonly edition: Briefing | null;
  readonly upTo: number;
};

/** What is posted, and up to where the channel was told with it: what waits keeps the watermark where it was. */
function decide(desk: Desk, digest: Digest, found: Edition, late: boolean): Made {
  const { fresh, older, broken, stale, briefing, upTo } = found;
  const outcomeOf = (outcome: Outcome): Decision => ({ outcome, fresh, older, broken, stale });
  const waits = { edition: null, upTo: digest.upTo };
  if (briefing !== null && fresh < digest.minimum) return { ...waits, decision: outcomeOf('few'), page: null };
  if (briefing !== null)
    return {
      decision: outcomeOf(late ? 'late' : 'sent'),
      page: withoutShare(briefingPage(briefing)),
      edition: briefing,
      upTo,
    };
  const rest = older > 0 ? waits : { edition: null, upTo };
  if (digest.whenEmpty === 'silent') return { ...rest, decision: outcomeOf('nothing-new'), page: null };
  return { ...rest, decision: outcomeOf('line'), page: lineOf(desk, digest, found) };
}

function lineOf(desk: Desk, { id, topic }: Digest, { before, older, counted, stale, broken, upTo }: Edition): Page {
  const title = topicTitle(desk, topic);
  const { articles, newest } = counted;
  return quietPage({ id: idOf('quiet', id, upTo), title, before, older, known: articles, newest, stale, broken });
}

/** When it is due again; a schedule without another slot is looked at once a day. */
function nextDue({ schedule, quiet }: Digest, now: Instant): Instant {
  return nextSlot(schedule, now, quiet)?.at ?? now + DAY_MS;
}

/** Whether this process won the slot. */
async function claim(desk: Desk, publication: Publication): Promise<boolean> {
  const won = (await desk.store.publish(publication)) === 'won';
  if (won) for (const { decision } of publication.slots) desk.meter.count('digests', { outcome: decision.outcome });
  else desk.meter.count('duplicates_avoided', { kind: 'slot' });
  return won;
}
