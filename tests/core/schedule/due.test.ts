import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Quiet, Schedule } from '../../../src/core/model/schedule.ts';
import { CATCH_UP_MS, dueSlots, nextSlot, slotInstant } from '../../../src/core/schedule/due.ts';
import { parseSchedule } from '../../../src/core/schedule/words.ts';
import { seeded } from '../../bench/generate.ts';
import { randomOrder, slowSlots, stretch } from './slow.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;
const at = (iso: string) => Date.parse(iso);
const daily = (zone: string, ...times: [string, ...string[]]): Schedule => ({ times, days: EVERY_DAY, zone });

/** Ticks from `from` to `to`; what was sent and skipped, in order. */
function run(schedule: Schedule, from: number, to: number, step: number, quiet: Quiet | null = null) {
  let last: string | null = null;
  const sent: string[] = [];
  const skipped: string[] = [];
  for (let now = from; now <= to; now += step) {
    const due = dueSlots(schedule, last, from, now, { quiet });
    skipped.push(...due.skipped);
    if (due.due) sent.push(due.due.slot);
    last = due.due?.slot ?? due.skipped.at(-1) ?? last;
  }
  return { sent, skipped };
}

test('a digest at 08:00 in Berlin is due at its local time, summer and winter', () => {
  const schedule = daily('Europe/Berlin', '08:00');
  expect(slotInstant('2026-07-01T08:00', schedule.zone)).toBe(at('2026-07-01T06:00Z'));
  expect(slotInstant('2026-12-01T08:00', schedule.zone)).toBe(at('2026-12-01T07:00Z'));
  expect(dueSlots(schedule, null, at('2026-11-20T00:00Z'), at('2026-11-20T06:59Z')).due).toBeNull();
  expect(dueSlots(schedule, null, at('2026-11-20T00:00Z'), at('2026-11-20T07:00Z')).due?.slot).toBe('2026-11-20T08:00');
});

test('in a spring gap the same time is shifted past the jump, in an autumn overlap the first counts', () => {
  expect(slotInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe(at('2026-03-29T01:30Z'));
  expect(slotInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe(at('2026-10-25T00:30Z'));
});

test('two times a day whose order turns in a gap are both sent once', () => {
  const schedule = daily('Europe/Berlin', '02:30', '03:00');
  const { sent } = run(schedule, at('2026-03-28T00:00Z'), at('2026-03-30T12:00Z'), HOUR / 4);
  expect(sent).toEqual([
    '2026-03-28T02:30', '2026-03-28T03:00', '2026-03-29T03:00', '2026-03-29T02:30', '2026-03-30T02:30', '2026-03-30T03:00',
  ]); // biome-ignore format: the six slots
});

test('a gap at midnight turns the order of two days; both are sent once and the next one is right', () => {
  const schedule = daily('America/Nuuk', '00:00', '23:30');
  const { sent, skipped } = run(schedule, at('2026-03-28T12:00Z'), at('2026-03-30T12:00Z'), HOUR / 4);
  expect(sent).toEqual(['2026-03-29T00:00', '2026-03-28T23:30', '2026-03-29T23:30', '2026-03-30T00:00']);
  expect(skipped).toEqual([]);
  const first = nextSlot(schedule, at('2026-03-29T00:30Z'));
  expect(first?.slot).toBe('2026-03-29T00:00');
  expect(nextSlot(schedule, first?.at ?? 0)?.slot).toBe('2026-03-28T23:30');
});

test('after being off the newest missed slot is sent, late, inside the window; older ones are counted', () => {
  const schedule = daily('UTC', '08:00', '12:00');
  const from = at('2026-11-01T00:00Z');
  const due = dueSlots(schedule, '2026-11-09T12:00', from, at('2026-11-11T14:00Z'));
  expect(due.due).toMatchObject({ slot: '2026-11-11T12:00', late: true });
  expect(due.skipped).toEqual(['2026-11-10T08:00', '2026-11-10T12:00', '2026-11-11T08:00']);
  const tooLate = dueSlots(schedule, '2026-11-11T08:00', from, at('2026-11-11T12:00Z') + CATCH_UP_MS + 1);
  expect(tooLate).toEqual({ due: null, skipped: ['2026-11-11T12:00'] });
  const longer = dueSlots(schedule, '2026-11-11T08:00', from, at('2026-11-11T23:00Z'), { catchUp: 12 * HOUR });
  expect(longer.due).toMatchObject({ slot: '2026-11-11T12:00', late: true });
});

test('two years off are counted back a month', () => {
  const { due, skipped } = dueSlots(daily('UTC', '08:00'), '2024-11-11T08:00', 0, at('2026-11-11T08:00Z'));
  expect(due?.slot).toBe('2026-11-11T08:00');
  expect(skipped).toHaveLength(31);
});

test('any walk of the clock, forward and back, repeats no slot and loses none that it can still send', () => {
  const schedule = daily('Europe/Berlin', '06:15', '18:40');
  const slots = slowSlots(schedule, null, stretch('2026-10-20', '2026-11-20'));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3 * 60, max: 9 * 60 }), { minLength: 5, maxLength: 60 }), (steps) => {
      const from = at('2026-10-20T00:00Z');
      const decided: string[] = [];
      let last: string | null = null;
      let now = from;
      for (const minutes of steps) {
        now = Math.max(from, now + minutes * 60_000);
        const { due, skipped } = dueSlots(schedule, last, from, now);
        decided.push(...skipped, ...(due ? [due.slot] : []));
        last = decided.at(-1) ?? last;
      }
      expect(decided).toEqual(slots.slice(0, decided.length).map(({ slot }) => slot));
    }),
  );
});

test('the next slots of any schedule are those of the slow way, one after the other', () => {
  const year = stretch('2026-02-01', '2026-05-01');
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { schedule, quiet } = randomOrder(seeded(seed));
      // A gap can give two slots one instant.
      const expected = [...new Set(slowSlots(schedule, quiet, year).map(({ at }) => at))].slice(0, 40);
      let now = year.from * 60_000 - 1;
      for (const one of expected) {
        const next = nextSlot(schedule, now, quiet);
        expect([seed, next?.at]).toEqual([seed, one]);
        now = one;
      }
    }),
    { numRuns: 40 },
  );
});

test('the next slot is the next one on the schedule’s own days', () => {
  const weekdays = parseSchedule('weekdays 08:00 UTC', 'UTC');
  expect(nextSlot(weekdays, at('2026-11-21T12:00Z'))).toEqual({
    slot: '2026-11-23T08:00',
    at: at('2026-11-23T08:00Z'),
  });
  expect(nextSlot(daily('UTC', '08:00'), at('2026-11-21T07:00Z'))?.at).toBe(at('2026-11-21T08:00Z'));
  expect(nextSlot(daily('UTC', '08:00'), at('2026-11-21T08:00Z'))?.at).toBe(at('2026-11-21T08:00Z') + DAY);
});

test.each([
  ['08:00 on the 31st UTC', '2026-11-21T00:00Z', '2026-12-31T08:00'],
  ['0 8 29 2 * UTC', '2096-02-29T09:00Z', '2104-02-29T08:00'],
  ['0 8 13 * FRI UTC', '2026-11-21T00:00Z', '2026-11-27T08:00'],
  ['0 8 13 * FRI UTC', '2026-12-11T09:00Z', '2026-12-13T08:00'],
  ['08:00 on the 1st in Jan and Jul UTC', '2026-11-21T00:00Z', '2027-01-01T08:00'],
  ['every 6 hours UTC', '2026-11-21T06:00Z', '2026-11-21T12:00'],
])('“%s” comes next after %s at %s', (words, now, slot) => {
  expect(nextSlot(parseSchedule(words, 'UTC'), at(now))?.slot).toBe(slot);
});

const NIGHT: Quiet = { from: '22:00', to: '07:00', zone: 'UTC' };

test('a slot in quiet hours is none', () => {
  const schedule = daily('UTC', '06:00', '08:00', '23:00');
  const { sent, skipped } = run(schedule, at('2026-11-20T00:00Z'), at('2026-11-22T00:00Z'), HOUR / 4, NIGHT);
  expect([sent, skipped]).toEqual([['2026-11-20T08:00', '2026-11-21T08:00'], []]);
  expect(nextSlot(schedule, at('2026-11-20T09:00Z'), NIGHT)?.slot).toBe('2026-11-21T08:00');
});

test('a schedule that is quiet altogether has no next slot, one that is quiet in winter has', () => {
  expect(nextSlot(daily('UTC', '06:00', '23:00'), at('2026-11-20T09:00Z'), NIGHT)).toBeNull();
  const berlin: Quiet = { from: '02:00', to: '03:00', zone: 'Europe/Berlin' };
  expect(nextSlot(daily('Europe/Berlin', '02:30'), at('2026-11-20T09:00Z'), berlin)).toBeNull();
  // At 06:30 UTC it is quiet in Berlin in winter only.
  const winter: Quiet = { from: '07:00', to: '08:00', zone: 'Europe/Berlin' };
  expect(nextSlot(daily('UTC', '06:30'), at('2026-11-20T09:00Z'), winter)?.slot).toBe('2027-03-28T06:30');
});

test('what was missed before quiet hours is decided at their end, late; they do not count as being off', () => {
  const schedule = daily('UTC', '18:00', '21:00');
  const from = at('2026-11-01T00:00Z');
  const decide = (now: string) => dueSlots(schedule, '2026-11-19T21:00', from, at(now), { quiet: NIGHT });
  expect(decide('2026-11-20T22:30Z')).toEqual({ due: null, skipped: [] });
  expect(decide('2026-11-21T06:59Z')).toEqual({ due: null, skipped: [] });
  const morning = decide('2026-11-21T07:00Z');
  expect(morning.due).toMatchObject({ slot: '2026-11-20T21:00', late: true });
  expect(morning.skipped).toEqual(['2026-11-20T18:00']);
  expect(decide('2026-11-21T12:00Z').due?.slot).toBe('2026-11-20T21:00');
  expect(decide('2026-11-21T12:01Z')).toEqual({ due: null, skipped: ['2026-11-20T18:00', '2026-11-20T21:00'] });
});
