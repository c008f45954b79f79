import type { Quiet, Schedule } from '../../../src/core/model/schedule.ts';
import { CATCH_UP_MS, dueSlots } from '../../../src/core/schedule/due.ts';
import { randomOrder, slowAwake, slowQuiet, slowSlots, stretch } from '../../core/schedule/slow.ts';
import type { Row } from '../frame.ts';

/** The bot is off from a minute to ten days; what it sends and skips afterwards is held against a slow count. */

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const LATE = 10 * MINUTE;
const YEAR = stretch('2026-01-01', '2027-02-15');

export const off: Row = {
  name: 'off',
  promise: 'after being off the newest missed digest is sent, late, and the others are counted',
  run: async ({ short, random, keep }) => {
    const schedules = short ? 3 : 50;
    const times = short ? 10 : 100;
    const sum = { expected: 0, sent: 0, skipped: 0, late: 0 };
    const wrong: string[] = [];
    for (let n = 0; n < schedules; n++) {
      const order = randomOrder(random);
      const slots = slowSlots(order.schedule, order.quiet, YEAR);
      for (let nth = 0; nth < times; nth++) {
        // From a minute to ten days, each length as likely by its order of size.
        const long = Math.round((10 * 1_440) ** (nth / (times - 1))) * MINUTE;
        const stopped = YEAR.from * MINUTE + Math.floor((5 + random() * 390) * 1_440) * MINUTE;
        const outcome = back(order, slots, stopped, stopped + long);
        sum.expected += outcome.expected.length;
        sum.sent += outcome.sent.length;
        sum.skipped += outcome.skipped.length;
        sum.late += outcome.late.length;
        const isRight =
          [...outcome.skipped, ...outcome.sent].sort().join() === outcome.expected.toSorted().join() &&
          outcome.late.join() === outcome.expectedLate.join() &&
          outcome.sent.join() === outcome.expectedSent.join();
        const about = { ...order, stopped: new Date(stopped).toISOString(), minutes: long / MINUTE, ...outcome };
        keep(about);
        if (!isRight) wrong.push(JSON.stringify(about));
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return {
      done: `${schedules} schedules × ${times} stops of 1 minute to 10 days, then half a day of beats; counted again minute by minute`,
      figure: `expected ${sum.expected} = sent ${sum.sent} (${sum.late} late) + skipped ${sum.skipped}, wrong ${wrong.length}${wrong[0] ? ` (${wrong[0].slice(0, 600)})` : ''}`,
      ok: wrong.length === 0 && sum.expected > 0 && sum.expected === sum.sent + sum.skipped,
    };
  },
};

type Order = { readonly schedule: Schedule; readonly quiet: Quiet | null };

/** What happens from coming back at `began`, and what should. */
function back({ schedule, quiet }: Order, slots: ReturnType<typeof slowSlots>, stopped: number, began: number) {
  let end = began + DAY / 2;
  while (slowQuiet(quiet, end, YEAR)) end += MINUTE;
  const due = slots.filter(({ at }) => at > stopped && at <= end);
  let first = began;
  while (slowQuiet(quiet, first, YEAR)) first += MINUTE;
  const missed = due.filter(({ at }) => at <= first);
  const newest = missed.at(-1);
  const isOver = newest !== undefined && slowAwake(quiet, newest.at, first, YEAR) > CATCH_UP_MS;
  const expectedSent = due.slice(Math.max(0, missed.length - (isOver ? 0 : 1)));
  const expectedLate = newest && !isOver && first - newest.at > LATE ? [newest.slot] : [];

  // While it ran it had decided everything up to its stop.
  let last = slots.findLast(({ at }) => at <= stopped)?.slot ?? null;
  // The count knows of no slots before its first day.
  const made = Math.max(stopped - 20 * DAY, YEAR.from * MINUTE);
  const [sent, skipped, late]: [string[], string[], string[]] = [[], [], []];
  for (let now = began; now <= end; now += MINUTE) {
    const decided = dueSlots(schedule, last, made, now, { quiet });
    skipped.push(...decided.skipped);
    if (decided.due) sent.push(decided.due.slot);
    if (decided.due?.late) late.push(decided.due.slot);
    last = decided.due?.slot ?? decided.skipped.at(-1) ?? last;
  }
  return {
    expected: due.map(({ slot }) => slot),
    expectedSent: expectedSent.map(({ slot }) => slot),
    expectedLate,
    sent,
    skipped,
    late,
  };
}
