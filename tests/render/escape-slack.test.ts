import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeSlack, plainSlack, slackLink, tameStart } from '../../src/render/escape-slack.ts';
import { recognise, visible } from './mrkdwn.ts';

/** Each is hostile text as an article might carry it; what is left of it must be seen, and nothing of it may act. */
const PAYLOADS: Readonly<Record<string, string>> = {
  'channel ping': 'now <!channel> look',
  'here ping with a label': '<!here|here>',
  'everyone ping': '<!everyone>',
  'user ping': 'ask <@U012ABCDEF> now',
  'user group ping': '<!subteam^S012ABC|@desk>',
  'channel link': '<#C012ABC|general>',
  'date token': '<!date^1392734382^{date}|soon>',
  'bare @here': 'hello @here',
  'bare @channel': '@channel hello',
  'bare @everyone in capitals': '@EVERYONE',
  'bare #channel': '#general is read',
  'masked link': '<https://evil.example|https://good.example>',
  'script link': '<javascript:alert(1)|click>',
  'mail link': '<mailto:a@evil.example|write>',
  'double escape': '&lt;!channel&gt;',
  'entity without end': '&lt !channel &gt',
  'open bracket': 'a < b and <!chan',
  'close bracket at the start': '> quoted words',
  'triple quote': '>>> all that follows',
  'escaped quote at the start': '&gt; quoted words',
  bold: '*breaking*',
  'bold in brackets': '(*breaking*)',
  italic: '_whisper_',
  strike: '~never~',
  'code word': '`rm`',
  'code block': '```\nrm -rf\n```',
  emoji: 'all :white_check_mark: good',
  'emoji by number': 'score :100:',
  'emoji with skin tone': ':wave::skin-tone-2:',
  'emoji of letters beyond ASCII': ':ジャパン:',
  'bullet list': '- one\n- two',
  'heading of another dialect': '# Heading',
  'line separator before a quote': 'a\u2028> b',
  'carriage return before a ping': 'a\r<!channel>',
  'bidi override': 'safe\u202Eexe.txt',
  'bidi isolate': '\u2066hidden\u2069',
  'zero width in a ping': '@\u200Bhere',
  'zero width in a reference': '<\u200D!channel>',
  'tag block': 'flag\u{E0041}\u{E0042}\u{E007F}',
  'selectors of the supplement': 'a\u{E0100}\u{E0101}b',
  'control characters': 'bell\u0007 escape\u001B[31m null\u0000',
  'soft hyphen in a ping': '<!chan\u00ADnel>',
  'fullwidth brackets': '＜!channel＞',
  'decomposed bracket': '<\u0338!channel>',
  'lone surrogate': 'half \uD83D pair',
  'hangul filler': 'x\u3164y',
  'nested markup': '*_~`<!channel>`~_*',
  'marks between words': 'f*** and snake_case_name and 5*3*2',
  'ping over two lines': '<!chan\nnel>',
  'ping in bold': '*<!channel>*',
  'ping in code': '`<!channel>`',
  'ping after a ping': '<!here><!here>',
  'reference in a reference': '<<!channel>|<@U1>>',
  'numeric entity': '&#60;!channel&#62;',
  'entity by its entity': '&amp;lt;!channel&amp;gt;',
  'bare @group': '@group',
  'masked link of another dialect': '[good](https://evil.example)',
  'address alone': 'https://evil.example/path_with_marks*here*',
  'telephone link': '<tel:+1555|call>',
  'app link': '<slack://channel?id=C1|open>',
  'image of another dialect': '![x](https://evil.example/x.png)',
  'bold over words': 'a *b c* d',
  'italic beside punctuation': '“_x_”, (_y_).',
  'strike beside letters': 'a ~b~ c~d~e',
  'unclosed code block': '```',
  'emoji at both ends': ':x: and :x:',
  'names of emoji one after another': ':a:b:c:',
  'quote after blanks': '   > quoted',
  'stacked marks': `z${'\u0301'.repeat(40)}`,
};

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
