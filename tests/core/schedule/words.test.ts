import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SitrepError } from '../../../src/core/model/errors.ts';
import { parseSchedule, scheduleText } from '../../../src/core/schedule/words.ts';
import { seeded } from '../../bench/generate.ts';
import { randomOrder } from './slow.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;

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
  ['8 o’clock', { times: ['08:00'], days: EVERY_DAY, zone: 'Asia/Tokyo' }],
  ['weekday mornings at 8 here', { times: ['08:00'], days: [1, 2, 3, 4, 5], zone: 'Asia/Tokyo' }],
  ['08:00 kyiv', { times: ['08:00'], days: EVERY_DAY, zone: 'Europe/Kyiv' }],
  ['mon-fri 7.15 london', { times: ['07:15'], days: [1, 2, 3, 4, 5], zone: 'Europe/London' }],
  ['fri–mon 09:00', { times: ['09:00'], days: [1, 5, 6, 7], zone: 'Asia/Tokyo' }],
  ['08:00 Berlin', { times: ['08:00'], days: EVERY_DAY, zone: 'Europe/Berlin' }],
  ['08:00 europe/berlin', { times: ['08:00'], days: EVERY_DAY, zone: 'Europe/Berlin' }],
  ['weekends noon New York', { times: ['12:00'], days: [6, 7], zone: 'America/New_York' }],
  ['midnight UTC', { times: ['00:00'], days: EVERY_DAY, zone: 'UTC' }],
  ['every Mon, Thursday at 18:00 07:30', { times: ['07:30', '18:00'], days: [1, 4], zone: 'Asia/Tokyo' }],
])('“%s” is understood', (words, schedule) => {
  expect(parseSchedule(words, 'Asia/Tokyo')).toEqual(schedule);
});

test.each([
  ['weekdays 08:00 Europe/Berlin', 'weekdays 08:00 Europe/Berlin'],
  ['07:30 18:00 mon thu', 'Mon Thu 07:30 18:00 UTC'],
  ['every 6 hours', 'every 6 hours UTC'],
  ['every six hours', 'every 6 hours UTC'],
  ['every 2h', 'every 2 hours UTC'],
  ['every hour', 'hourly UTC'],
  ['every 60 minutes', 'hourly UTC'],
  ['hourly on weekdays Berlin', 'weekdays hourly Europe/Berlin'],
  ['every half an hour', 'every 30 minutes UTC'],
  ['every 12 hours', 'every 12 hours UTC'],
  ['every day every 6 hours', 'every 6 hours UTC'],
  ['every 24 hours from 8am', 'daily 08:00 UTC'],
  ['every 3 hours from 10:00', 'every 3 hours from 01:00 UTC'],
  ['every 8 hours starting at 6am', 'daily 06:00 14:00 22:00 UTC'],
  ['weekdays hourly from 9am to 5pm New York', 'weekdays hourly from 09:00 to 17:00 America/New_York'],
  ['every 90 minutes between 9 and 18:30', 'every 90 minutes from 09:00 to 18:00 UTC'],
  ['weekly on Monday 08:00', 'Mon 08:00 UTC'],
  ['08:00 every week on Friday', 'Fri 08:00 UTC'],
  ['monthly on the 1st at 8am', '08:00 on the 1st UTC'],
  ['08:00 on the 1 and 15', '08:00 on the 1st and 15th UTC'],
  ['on the 22nd, 23rd and 11th of each month at 8', '08:00 on the 11th, 22nd and 23rd UTC'],
  ['Fri or the 13th 08:00', '08:00 on Fri or the 13th UTC'],
  ['1st January noon', '12:00 on the 1st in Jan UTC'],
  ['weekdays 08:00 nov-jan', 'weekdays 08:00 in Jan, Nov and Dec UTC'],
  ['daily or the 1st 08:00', 'daily 08:00 UTC'],
  ['0 8 * * 1-5 Europe/Berlin', 'weekdays 08:00 Europe/Berlin'],
  ['CRON_TZ=Europe/Berlin 0 8 * * MON,thu', 'Mon Thu 08:00 Europe/Berlin'],
  ['cron `30 7,18 * * 5-7`', 'Fri Sat Sun 07:30 18:30 UTC'],
  ['0 8 * * sat-sun New York', 'weekends 08:00 America/New_York'],
  ['0 */6 * * *', 'every 6 hours UTC'],
  ['*/30 8-17 * * *', 'every 30 minutes from 08:00 to 17:30 UTC'],
  ['0 8/4 * * 0', 'Sun 08:00 12:00 16:00 20:00 UTC'],
  ['0 8 1,15 * *', '08:00 on the 1st and 15th UTC'],
  ['0 8 1 JAN-JUN/3 *', '08:00 on the 1st in Jan and Apr UTC'],
  ['0 8 1 1 1', '08:00 on Mon or the 1st in Jan UTC'],
  ['0 8 1-31 * 1', 'daily 08:00 UTC'],
  ['0 8 */1 * 1', 'Mon 08:00 UTC'],
  ['0 8 29 2 *', '08:00 on the 29th in Feb UTC'],
  ['0 8 30 2 FRI', '08:00 on Fri or the 30th in Feb UTC'],
  ['@daily', 'daily 00:00 UTC'],
  ['@hourly Berlin', 'hourly Europe/Berlin'],
  ['@weekly', 'Sun 00:00 UTC'],
  ['@yearly', '00:00 on the 1st in Jan UTC'],
])('“%s” is said as “%s”, which is read the same', (words, text) => {
  const schedule = parseSchedule(words, 'UTC');
  expect(scheduleText(schedule)).toBe(text);
  expect(parseSchedule(text, 'Asia/Tokyo')).toEqual(schedule);
});

test.each([
  ['', 'names no time of day'],
  ['weekdays', 'names no time of day'],
  ['25:00', 'no time'],
  ['24:00', 'no time'],
  ['08:61', 'no time'],
  ['08:00 Mars/Base', '“Mars/Base” is no time, day or zone'],
  ['08:00 constructor', '“constructor” is no time'],
  ['__proto__', '“__proto__” is no time'],
  ['08:00 sometimes', '“sometimes” is no time, day or zone'],
  ['08:00 UTC+2', 'name a zone or a city'],
  ['8', 'write 08:00, or am or pm behind it'],
  ['daily 8', 'write 08:00'],
  ['at 8pm and 9', 'write 09:00'],
  ['at 24', 'no time'],
  ['13pm', 'no time'],
  ['0am', 'no time'],
  ['mornings', 'names no time of day'],
  ['evenings', 'no time, day or zone'],
  ['08:00 Berlin Tokyo', 'no time, day or zone'],
  ['08:00 ../Berlin', 'no time, day or zone'],
  ['x'.repeat(9_999), 'no time, day or zone'],
  ['weekly 08:00', 'Weekly on which day'],
  ['monthly 08:00', 'Monthly on which day'],
  ['every 2 weeks 08:00', 'name the days'],
  ['every other day 08:00', '“other”'],
  ['every second Monday 08:00', '“second” is no time'],
  ['every second', 'too often'],
  ['every minute', 'too often'],
  ['every 15 minutes', 'too often: every 30 minutes is the most'],
  ['every 0 hours', 'too often'],
  ['every 5 hours', '1, 2, 3, 4, 6, 8, 12 or 24 hours'],
  ['every 90 minutes', '1, 2, 3, 4, 6, 8, 12 or 24 hours'],
  ['every 48 hours', '1, 2, 3, 4, 6, 8, 12 or 24 hours'],
  ['every 6 hours at 08:00', 'write “from 08:00”'],
  ['hourly from 18:00 to 09:00', 'ends before it begins'],
  ['hourly from 9 to 25:00', 'no time'],
  ['Fri the 13th 08:00', '“Fri or the 13th”'],
  ['on the 32nd at 8am', 'no day of a month'],
  ['on the 30th in February 08:00', 'That never comes: there is no 30th in Feb'],
  ['0 8 30 2 *', 'That never comes'],
  ['0 8 31 4,6 *', 'there is no 31st in Apr and Jun'],
  ['* * * * *', 'That is 1440 times a day: every 30 minutes is the most'],
  ['*/15 * * * *', '96 times a day'],
  ['*/5 * * * * *', 'leave the seconds away'],
  ['0 0 8 * * MON', 'leave the seconds away'],
  ['0 8 * *', 'five fields'],
  ['0 0 8 * * MON 2026', 'five fields'],
  ['0 25 * * *', '“25” is no hour'],
  ['60 8 * * *', '“60” is no minute'],
  ['0 8 0 * *', '“0” is no day of the month'],
  ['0 8 * 13 *', '“13” is no month'],
  ['0 8 * * 8', '“8” is no day of the week'],
  ['0 8 * * 5-1', '“5-1” is no day of the week'],
  ['0 8-9-10 * * *', '“8-9-10” is no hour'],
  ['0 */0 * * *', '“*/0” is no hour'],
  ['0 8 ? * 1', '“?” is no day of the month'],
  ['0 8 L * *', '“L” is no day of the month'],
  ['0 8 */2 * 1', 'write the days out'],
  ['0 8 1 * */2', 'write the days out'],
  ['0 8 */2 * */2', 'write the days out'],
  ['@reboot', '“@reboot”'],
  ['0 8 * * 1 Mars', '“Mars” is no time, day or zone'],
])('“%.40s” is refused in one line: %s', (words, why) => {
  expect(() => parseSchedule(words, 'UTC')).toThrow(
    expect.objectContaining({ code: 'bad_schedule', message: expect.stringContaining(why) }),
  );
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

/** Reads the words of what it read. */
function again(words: string): boolean {
  let schedule: ReturnType<typeof parseSchedule>;
  try {
    schedule = parseSchedule(words, 'Europe/Berlin');
  } catch (error) {
    expect([words, error]).toEqual([words, expect.any(SitrepError)]);
    return false;
  }
  expect(schedule.times.every((time) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time))).toBe(true);
  expect(schedule.days.every((day) => day >= 1 && day <= 7)).toBe(true);
  expect([words, parseSchedule(scheduleText(schedule), 'UTC')]).toEqual([words, schedule]);
  return true;
}

test('any words give one line or a schedule whose words give it again', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...['at', '8', 'pm', '8am', '21:45', 'mon', 'weekends', 'sat-tue', 'Berlin', 'Europe/Berlin', 'and', '-', '1st'],
      ...[
        'the',
        'or',
        '13',
        '31st',
        'Feb',
        'May-July',
        'every',
        '6',
        'hours',
        'hourly',
        'from',
        'to',
        '09:00',
        'weekly',
      ],
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => void again(words.join(' '))),
    { numRuns: 1_000 },
  );
});

test('any cron line gives one line or a schedule whose words give it again', () => {
  const field = (from: number, to: number, most: number) => {
    const number = fc.integer({ min: from, max: to });
    const range = fc.tuple(number, number).map((two) => two.toSorted((a, b) => a - b).join('-'));
    const part = fc.oneof(
      number.map(String),
      range,
      fc.tuple(range, fc.integer({ min: 1, max: 9 })).map((one) => one.join('/')),
    );
    const list = fc.array(part, { minLength: 1, maxLength: most }).map((parts) => parts.join(','));
    return fc.oneof({ weight: 2, arbitrary: list }, fc.constantFrom('*', '*/2', '*/5'));
  };
  const minute = fc.oneof(fc.constantFrom('0', '30', '*/30', '15,45'), field(0, 59, 2));
  const line = fc.tuple(minute, field(0, 23, 3), field(1, 31, 3), field(1, 12, 3), field(0, 7, 2));
  let read = 0;
  fc.assert(
    fc.property(line, (fields) => {
      if (again(fields.join(' '))) read += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(read).toBeGreaterThan(100);
});

test('the words of any schedule give it again, in every zone', () => {
  for (const [n, zone] of Intl.supportedValuesOf('timeZone').entries()) {
    const schedule = { ...randomOrder(seeded(n)).schedule, zone };
    expect(parseSchedule(scheduleText(schedule), 'UTC')).toEqual(schedule);
  }
});
