import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAwakeLonger, isQuiet, parseQuiet, quietEnds, quietText } from '../../../src/core/schedule/quiet.ts';
import { slowAwake, slowQuiet, stretch } from './slow.ts';

const at = (iso: string) => Date.parse(iso);
const MINUTE = 60_000;

test.each([
  ['22:00-07:00', '22:00-07:00 UTC'],
  ['22-7', '22:00-07:00 UTC'],
  ['10pm to 7am', '22:00-07:00 UTC'],
  ['from 22:00 to 07:00', '22:00-07:00 UTC'],
  ['22.30 – 6:45 Berlin', '22:30-06:45 Europe/Berlin'],
  ['between 11 p.m. and noon europe/berlin', '23:00-12:00 Europe/Berlin'],
  ['midnight until 6am', '00:00-06:00 UTC'],
])('“%s” is understood', (words, text) => {
  const quiet = parseQuiet(words, 'UTC');
  expect(quietText(quiet)).toBe(text);
  expect(parseQuiet(quietText(quiet), 'Asia/Tokyo')).toEqual(quiet);
});

test.each([
  '',
  'night',
  '10 to 7',
  '10pm to 7',
  '25:00-07:00',
  '22:00-22:00',
  '22:00',
  '22:00-07:00 Mars',
])('“%s” is refused with an example', (words) => {
  expect(() => parseQuiet(words, 'UTC')).toThrow(
    expect.objectContaining({ code: 'bad_option', next: expect.stringContaining('22:00-07:00') }),
  );
});

test('quiet hours follow the clock on the wall over its changes', () => {
  const night = parseQuiet('22:00-07:00', 'Europe/Berlin');
  expect(quietEnds(night, at('2026-03-28T23:00Z'))).toBe(at('2026-03-29T05:00Z'));
  expect(quietEnds(night, at('2026-10-24T23:00Z'))).toBe(at('2026-10-25T06:00Z'));
  expect(quietEnds(night, at('2026-11-20T12:00Z'))).toBe(at('2026-11-20T12:00Z'));
  // An end that the clocks jump over is the jump.
  expect(quietEnds(parseQuiet('22:00-02:30', 'Europe/Berlin'), at('2026-03-28T23:00Z'))).toBe(at('2026-03-29T01:00Z'));
});

test('quiet hours and their ends are those of the slow way', () => {
  const span = stretch('2026-03-26', '2026-04-08');
  const time = fc.tuple(fc.nat(23), fc.nat(59)).map((pair) => pair.map((n) => String(n).padStart(2, '0')).join(':'));
  const zone = fc.constantFrom('Europe/Berlin', 'America/Nuuk', 'Australia/Lord_Howe', 'America/Havana', 'Asia/Tokyo');
  const moment = fc.integer({ min: span.from + 1_440, max: span.to - 3 * 1_440 }).map((minute) => minute * MINUTE);
  fc.assert(
    fc.property(time, time, zone, moment, fc.nat(2_000), (from, to, where, now, off) => {
      fc.pre(from !== to);
      const quiet = { from, to, zone: where };
      expect(isQuiet(quiet, now)).toBe(slowQuiet(quiet, now, span));
      let end = now;
      while (slowQuiet(quiet, end, span)) end += MINUTE;
      expect(quietEnds(quiet, now)).toBe(end);
      const awake = slowAwake(quiet, now, now + off * MINUTE, span);
      expect(isAwakeLonger(quiet, now, now + off * MINUTE, awake)).toBe(false);
      if (awake > 0) expect(isAwakeLonger(quiet, now, now + off * MINUTE, awake - 1)).toBe(true);
    }),
  );
});
