import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SitrepError } from '../../src/core/model/errors.ts';
import type { Schedule } from '../../src/core/model/schedule.ts';
import { CATCH_UP_MS, dueSlots, nextSlot, parseSchedule, slotInstant } from '../../src/core/schedule.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;
const at = (iso: string) => Date.parse(iso);
const daily = (zone: string, ...times: [string, ...string[]]): Schedule => ({ times, days: EVERY_DAY, zone });

/** Ticks from `from` to `to`; what was sent and skipped, in order. */
function run(schedule: Schedule, from: number, to: number, step: number) {
  let last: string | null = null;
  const sent: string[] = [];
  const skipped: string[] = [];
  for (let now = from; now <= to; now += step) {
    const due = dueSlots(schedule, last, from, now);
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

const ZONES = [
  'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Santiago', 'Asia/Beirut',
  'Pacific/Chatham', 'America/Havana', 'Asia/Tokyo', 'Atlantic/Azores', 'America/Nuuk', 'Africa/Casablanca',
]; // biome-ignore format: a list of zones

test('around every clock change of twelve zones in 2026 each half-hour is sent exactly once a local day', () => {
  const halfHours = Array.from({ length: 48 }, (_, n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`);
  let checked = 0;
  for (const zone of ZONES) {
    let change = Temporal.Instant.from('2026-01-01T00:00Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    for (; change && change.year === 2026; change = change.getTimeZoneTransition('next')) {
      const noon = change.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime: '12:00' });
      const from = noon.subtract({ days: 2 }).epochMilliseconds;
      for (const time of halfHours) {
        const { sent, skipped } = run(daily(zone, time), from, noon.add({ days: 2 }).epochMilliseconds, HOUR / 2);
        const days = sent.map((slot) => slot.slice(0, 10));
        expect([zone, time, new Set(days).size, skipped]).toEqual([zone, time, days.length, []]);
        expect([zone, time, days.length]).toEqual([zone, time, 4]);
        checked += 1;
      }
    }
  }
  expect(checked).toBeGreaterThan(48 * 18);
});

test('two times a day whose order turns in a gap are both sent once', () => {
  const { sent } = run(
    daily('Europe/Berlin', '02:30', '03:00'),
    at('2026-03-28T00:00Z'),
    at('2026-03-30T12:00Z'),
    HOUR / 4,
  );
  expect(sent).toEqual([
    '2026-03-28T02:30', '2026-03-28T03:00', '2026-03-29T03:00', '2026-03-29T02:30', '2026-03-30T02:30', '2026-03-30T03:00',
  ]); // biome-ignore format: the six slots
});

test('after being off the newest missed slot is sent, late, inside the window; older ones are counted', () => {
  const schedule = daily('UTC', '08:00', '12:00');
  const from = at('2026-11-01T00:00Z');
  const due = dueSlots(schedule, '2026-11-09T12:00', from, at('2026-11-11T14:00Z'));
  expect(due.due).toMatchObject({ slot: '2026-11-11T12:00', late: true });
  expect(due.skipped).toEqual(['2026-11-10T08:00', '2026-11-10T12:00', '2026-11-11T08:00']);
  const tooLate = dueSlots(schedule, '2026-11-11T08:00', from, at('2026-11-11T12:00Z') + CATCH_UP_MS + 1);
  expect(tooLate).toEqual({ due: null, skipped: ['2026-11-11T12:00'] });
});

test('any walk of the clock, forward and back, repeats no slot and loses none that it can still send', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3 * 60, max: 9 * 60 }), { minLength: 5, maxLength: 60 }), (steps) => {
      const schedule = daily('Europe/Berlin', '06:15', '18:40');
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
      const until = Math.max(from, ...decided.map((slot) => slotInstant(slot, schedule.zone)));
      const expected = [];
      for (let day = Temporal.PlainDate.from('2026-10-19'); decided.length > 0; day = day.add({ days: 1 })) {
        if (slotInstant(`${day}T00:00`, schedule.zone) > until) break;
        for (const time of schedule.times) {
          const instant = slotInstant(`${day}T${time}`, schedule.zone);
          if (instant > from && instant <= until) expected.push(`${day}T${time}`);
        }
      }
      expect(decided).toEqual(expected);
    }),
  );
});

test.each([
  ['weekdays 08:00 Europe/Berlin', { times: ['08:00'], days: [1, 2, 3, 4, 5], zone: 'Europe/Berlin' }],
  ['8:05', { times: ['08:05'], days: [1, 2, 3, 4, 5, 6, 7], zone: 'Asia/Tokyo' }],
  ['8am', { times: ['08:00'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['8 pm', { times: ['20:00'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['8:30 a.m.', { times: ['08:30'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['12am, 12 pm', { times: ['00:00', '12:00'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['every monday at 8am', { times: ['08:00'], days: [1], zone: 'Asia/Tokyo' }],
  ['daily at 8', { times: ['08:00'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['at 8 and 18', { times: ['08:00', '18:00'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['at 8 o’clock on weekdays', { times: ['08:00'], days: [1, 2, 3, 4, 5], zone: 'Asia/Tokyo' }],
  ['mon-fri 7.15 london', { times: ['07:15'], days: [1, 2, 3, 4, 5], zone: 'Europe/London' }],
  ['fri–mon 09:00', { times: ['09:00'], days: [1, 5, 6, 7], zone: 'Asia/Tokyo' }],
  ['08:00 Berlin', { times: ['08:00'], days: EVERY_DAY, zone: 'Europe/Berlin' }],
  ['weekends noon New York', { times: ['12:00'], days: [6, 7], zone: 'America/New_York' }],
  ['midnight UTC', { times: ['00:00'], days: EVERY_DAY, zone: 'UTC' }],
  ['every Mon, Thursday at 18:00 07:30', { times: ['07:30', '18:00'], days: [1, 4], zone: 'Asia/Tokyo' }],
])('“%s” is understood', (words, schedule) => {
  expect(parseSchedule(words, 'Asia/Tokyo')).toEqual(schedule);
});

test.each([
  '',
  'weekdays',
  '25:00',
  '08:61',
  '08:00 Mars/Base',
  '08:00 sometimes',
  '8',
  'daily 8',
  'at 8pm and 9',
  'at 24',
  '13pm',
  '0am',
  'monthly 08:00',
  'mornings',
  '08:00 Berlin Tokyo',
  '08:00 ../Berlin',
  'x'.repeat(9_999),
])('“%.20s” is refused in one line', (words) => {
  expect(() => parseSchedule(words, 'UTC')).toThrow(SitrepError);
});

test('an hour that may be in the morning or in the evening is asked for by its name', () => {
  expect(() => parseSchedule('weekdays 8', 'UTC')).toThrow('write 08:00, or am or pm behind it');
});

test('every time that a clock shows is read as it is written on the other clock', () => {
  const two = (n: number) => String(n).padStart(2, '0');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
      const half = `${hour % 12 || 12}:${two(minute)}${hour < 12 ? 'am' : ' PM'}`;
      expect(parseSchedule(half, 'UTC').times).toEqual([`${two(hour)}:${two(minute)}`]);
    }),
  );
});

test('any words give a schedule or one line', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('at', '8', 'pm', '8am', 'mon', 'Berlin', 'Europe/Berlin', 'and', '-'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      try {
        const { times, days } = parseSchedule(words.join(' '), 'UTC');
        expect(times.every((time) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time))).toBe(true);
        expect(days.every((day) => day >= 1 && day <= 7)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(SitrepError);
      }
    }),
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
