import { dueSlots } from '../../../src/core/schedule/due.ts';
import { type Row, shuffled } from '../frame.ts';

/** A heartbeat walks through every change of clocks of every zone; what it finds due is counted. */

const HALF_HOUR = 30 * 60_000;
const TIMES = Array.from({ length: 48 }, (_, n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`);

export const zones: Row = {
  name: 'zones',
  promise: 'a digest comes once a local day, whatever the clocks do',
  run: async ({ short, random, keep }) => {
    const all = changes();
    const mixed = shuffled(all, random);
    // A little of both kinds.
    const few = [true, false].flatMap((isGap) => mixed.filter((one) => jumpOf(one.change) > 0 === isGap).slice(0, 3));
    const walked = short ? few : all;
    const wrong: string[] = [];
    let slots = 0;
    let shifted = 0;
    for (const { zone, change } of walked) {
      for (const time of TIMES) {
        const due = walk(zone, change, time);
        const problem = problemOf(due, change, time);
        if (problem !== null) wrong.push(`${zone} ${change.toPlainDate()} ${time}: ${problem}`);
        slots += due.length;
        shifted += due.filter(({ slot, at }) => localOf(at, zone) !== slot).length;
        keep({ zone, change: change.toInstant().toString(), time, due });
      }
      // Other rows and timers run in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return {
      done: `${new Set(walked.map(({ zone }) => zone)).size} zones, ${walked.length} clock changes 2026–2030 × 48 half-hours, a beat each half-hour for three days`,
      figure: `${slots} slots over ${walked.length * TIMES.length} schedules (${shifted} of them shifted past a gap), not exactly one a local day: ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
      ok: wrong.length === 0 && walked.length > 0,
    };
  },
};

type Change = { readonly zone: string; readonly change: Temporal.ZonedDateTime };
type Sent = { readonly slot: string; readonly at: number };

function changes(): Change[] {
  return Intl.supportedValuesOf('timeZone').flatMap((zone) => {
    const found: Change[] = [];
    let change = Temporal.Instant.from('2025-12-31T23:59:59Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    for (; change && change.toInstant().toString() < '2031'; change = change.getTimeZoneTransition('next'))
      found.push({ zone, change });
    return found;
  });
}

/** How far the clocks go forward, in milliseconds; less than 0: back. */
const jumpOf = (change: Temporal.ZonedDateTime): number =>
  (change.offsetNanoseconds - change.subtract({ seconds: 1 }).offsetNanoseconds) / 1e6;

const noonOf = (change: Temporal.ZonedDateTime, days: number) =>
  change.toPlainDate().add({ days }).toZonedDateTime({ timeZone: change.timeZoneId, plainTime: '12:00' });

/** What is due from noon two days before the change's date to noon of the day after. */
function walk(zone: string, change: Temporal.ZonedDateTime, time: string): Sent[] {
  const from = noonOf(change, -2).epochMilliseconds;
  const to = noonOf(change, 1).epochMilliseconds;
  const sent: Sent[] = [];
  let last: string | null = null;
  for (let now = from; now <= to; now += HALF_HOUR) {
    const { due, skipped } = dueSlots({ times: [time], days: [1, 2, 3, 4, 5, 6, 7], zone }, last, from, now);
    if (due) sent.push({ slot: due.slot, at: due.at });
    sent.push(...skipped.map((slot) => ({ slot: `skipped ${slot}`, at: now })));
    last = due?.slot ?? last;
  }
  return sent;
}

/** Each of the three local dates once, at its own time or, in a gap only, as much later as the clocks jumped. */
function problemOf(sent: readonly Sent[], change: Temporal.ZonedDateTime, time: string): string | null {
  const first = time > '12:00' ? -2 : -1;
  const dates = [0, 1, 2].map((n) => `${change.toPlainDate().add({ days: first + n })}T${time}`);
  if (sent.map(({ slot }) => slot).join() !== dates.join()) return sent.map(({ slot }) => slot).join(' ') || 'nothing';
  const zone = change.timeZoneId;
  const jumpMs = jumpOf(change);
  for (const { slot, at } of sent) {
    const isShown = localOf(at, zone) === slot;
    const isShifted = jumpMs > 0 && localOf(at, zone) === plus(slot, jumpMs) && localOf(at - jumpMs, zone) !== slot;
    if (!isShown && !isShifted) return `${slot} came at ${localOf(at, zone)}`;
    if (isShown && jumpMs < 0 && localOf(at + jumpMs, zone) === slot) return `${slot} came at the second of two`;
  }
  return null;
}

const localOf = (at: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16);

const plus = (slot: string, milliseconds: number): string =>
  Temporal.PlainDateTime.from(slot).add({ milliseconds }).toString().slice(0, 16);
