import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeSlack, plainSlack, slackLink, tameStart } from '../../src/render/escape-slack.ts';
import { recognise, visible } from './mrkdwn.ts';
import { SLACK_PAYLOADS } from './payloads.ts';

const PAYLOADS = SLACK_PAYLOADS;

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;

describe('escapeSlack', () => {
  it('has at least 60 named payloads', () => {
    expect(Object.keys(PAYLOADS).length).toBeGreaterThanOrEqual(60);
  });

  it.each(Object.entries(PAYLOADS))('makes %s harmless', (_, payload) => {
    const line = tameStart(escapeSlack(payload));
    expect(recognise(line, true)).toEqual([]);
    expect(line).not.toMatch(HIDDEN);
    expect(line).not.toContain('\n');
    expect(plainSlack(payload)).not.toMatch(/[<>]|[\p{Cc}\p{Cf}]/u);
  });

  it('leaves ordinary words as they are', () => {
    const words = 'At 10:30:45, “Tokyo” said: 5 < 6 & 7 > 3; see snake_case, 50% — naïve, 日本, עברית 🙂. Daily 08:00';
    expect(visible(escapeSlack(words))).toBe(words);
  });

  // Two strings a run: 100,000 of them.
  it('makes whatever it gets harmless, alone and within a line', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(...'<>&;!@#|*_~`: \n\u200B\u202Eabchere'.split(''), 'lt', 'gt'),
      maxLength: 40,
    });
    const any = fc.oneof(
      hostile,
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(...Object.values(PAYLOADS)),
    );
    fc.assert(
      fc.property(any, any, (one, two) => {
        for (const line of [escapeSlack(one), `• ${escapeSlack(one)}: ${escapeSlack(two)} [1]`]) {
          expect(recognise(tameStart(line), true)).toEqual([]);
          expect(line).not.toMatch(HIDDEN);
        }
      }),
      { numRuns: 50_000 },
    );
  }, 120_000);

  it('keeps every letter and digit, in order', () => {
    const letters = (text: string) => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const kept = text.replace(/[\p{Cf}\u115F\u1160\u3164\uFFA0]/gu, '');
        expect(letters(visible(escapeSlack(text)))).toBe(letters(kept));
      }),
      { numRuns: 500 },
    );
  });
});

describe('slackLink', () => {
  it('keeps an address with its text fragment, escaped', () => {
    const address = 'https://news.example/a?b=1&c=2#:~:text=two%20batteries';
    expect(slackLink(address, '[1]')).toBe('<https://news.example/a?b=1&amp;c=2#:~:text=two%20batteries|[1]>');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'not an address',
    'ftp://a.example',
    'https://me@evil.example/',
    '',
  ])('refuses %j', (address) => {
    expect(slackLink(address, '[1]')).toBeNull();
  });

  it('is one link to the same address, whatever the address holds', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withFragments: true, withQueryParameters: true }),
        fc.string({ maxLength: 20 }),
        (base, tail) => {
          const link = slackLink(base + tail, '[1]');
          if (link === null) return;
          const found = recognise(link);
          expect(found).toHaveLength(1);
          const [only] = found;
          expect(only?.is === 'link' && new URL(only.url.replaceAll('&amp;', '&')).origin).toBe(
            new URL(base + tail).origin,
          );
          expect(only?.is === 'link' && only.label).toBe('[1]');
        },
      ),
      { numRuns: 500 },
    );
  });
});
