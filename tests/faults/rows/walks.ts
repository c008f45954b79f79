import type { Quiet, Schedule } from '../../../src/core/model/schedule.ts';
import { CATCH_UP_MS, dueSlots } from '../../../src/core/schedule/due.ts';
import { randomOrder, type SlowSlot, slowAwake, slowQuiet, slowSlots, stretch } from '../../core/schedule/slow.ts';
import type { Row } from '../frame.ts';

/**
 * The clock goes forward, jumps and goes back, and only the last slot is kept. A slot decided twice is a repeat; one
 * between the beginning and the last decided one that was never decided is a loss. Each decision is held against a
 * slow one too: what is sent, what is late, what is skipped. Slots more than 31 days old are neither.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LATE = 10 * MINUTE;
const YEARS = stretch('2026-01-01', '2028-01-01');

export const walks: Row = {
  name: 'walks',
  promise: 'a jumping clock repeats no slot and loses none',
  run: async ({ short, random, keep }) => {
    const count = short ? 100 : 10_000;
    const orders = Array.from({ length: short ? 4 : 200 }, () => {
      const order = randomOrder(random);
      return { ...order, slots: slowSlots(order.schedule, order.quiet, YEARS) };
    });
    const sum = { steps: 0, back: 0, sent: 0, late: 0, skipped: 0, repeats: 0, losses: 0, otherwise: 0 };
    let first = '';
    for (let n = 0; n < count; n++) {
      const order = orders[n % orders.length]!;
      const walked = walk(order, order.slots, random);
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += walked[key];
      const { schedule, quiet } = order;
      if (walked.repeats + walked.losses + walked.otherwise > 0)
        first ||= JSON.stringify({ schedule, quiet, ...walked });
      keep({ walk: n, schedule, quiet, ...walked });
      if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const { steps, back, sent, late, skipped, repeats, losses, otherwise } = sum;
    return {
      done: `${count} random walks of the clock over ${orders.length} schedules, ${steps} steps, ${back} of them back`,
      figure: `sent ${sent} (${late} late), skipped ${skipped}, repeats ${repeats}, losses ${losses}, decided otherwise than the slow way ${otherwise}${first && ` (${first.slice(0, 600)})`}`,
      ok: repeats === 0 && losses === 0 && otherwise === 0 && sent > 0,
    };
  },
};

type Order = { readonly schedule: Schedule; readonly quiet: Quiet | null };

function walk({ schedule, quiet }: Order, slots: readonly SlowSlot[], random: () => number) {
  const made = YEARS.from * MINUTE + Math.floor((20 + random() * 365) * DAY);
  const steps = 20 + Math.floor(random() * 40);
  const sent: string[] = [];
  const skipped: string[] = [];
  const past = new Set<string>();
  let last: string | null = null;
  let [now, back, late, otherwise] = [made, 0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const moved = jump(random);
    if (moved < 0) back += 1;
    now = Math.max(made - 2 * DAY, now + moved);
    const decided = dueSlots(schedule, last, made, now, { quiet });
    const slow = slowly({ schedule, quiet }, slots, last, made, now);
    for (const slot of slow.past) past.add(slot);
    if (decided.due?.slot !== slow.due?.slot || decided.due?.late !== slow.due?.late) otherwise += 1;
    if (decided.skipped.join() !== slow.skipped.join()) otherwise += 1;
    skipped.push(...decided.skipped);
    if (decided.due) sent.push(decided.due.slot);
    if (decided.due?.late) late += 1;
    last = decided.due?.slot ?? decided.skipped.at(-1) ?? last;
  }
  const decided = [...sent, ...skipped];
  const until = slots.findIndex(({ slot }) => slot === last);
  const expected = slots.slice(0, until + 1).filter(({ at }) => at > made);
  return {
    steps,
    back,
    late,
    sent: sent.length,
    skipped: skipped.length,
    repeats: decided.length - new Set(decided).size,
    losses: expected.filter(({ slot }) => !decided.includes(slot) && !past.has(slot)).length,
    otherwise,
  };
}

/** Milliseconds to the next beat: a minute, hours, days off, or the clock set back. */
function jump(random: () => number): number {
  const kind = random();
  if (kind < 0.35) return MINUTE;
  if (kind < 0.6) return Math.floor(random() * 9 * HOUR);
  if (kind < 0.75) return Math.floor(random() * 6 * DAY);
  if (kind < 0.95) return -Math.floor(random() * 12 * HOUR);
  return -Math.floor(random() * 4 * DAY);
}

/** `past`: slots of days that are over for more than 31 days at the decision; those are not counted. */
function slowly(
  { schedule, quiet }: Order,
  slots: readonly SlowSlot[],
  last: string | null,
  made: number,
  now: number,
) {
  if (slowQuiet(quiet, now, YEARS)) return { due: null, skipped: [], past: [] };
  const today = new Date(now).toLocaleDateString('sv-SE', { timeZone: schedule.zone });
  const bound = new Date(Date.parse(`${today}T00:00Z`) - 31 * DAY).toISOString().slice(0, 10);
  const begin = last === null ? 0 : slots.findIndex(({ slot }) => slot === last) + 1;
  const undecided = slots.slice(begin).filter(({ at }) => at <= now && at > made);
  const missed = undecided.filter(({ slot }) => slot >= bound);
  const newest = missed.at(-1);
  const isOver = newest !== undefined && slowAwake(quiet, newest.at, now, YEARS) > CATCH_UP_MS;
  const due = newest && !isOver ? { slot: newest.slot, late: now - newest.at > LATE } : null;
  return {
    due,
    skipped: (due ? missed.slice(0, -1) : missed).map(({ slot }) => slot),
    past: undecided.filter(({ slot }) => slot < bound).map(({ slot }) => slot),
  };
}
