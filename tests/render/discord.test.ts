import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/core/model/page.ts';
import { clean } from '../../src/render/clean.ts';
import { type DiscordMessage, renderDiscord } from '../../src/render/discord.ts';
import { disarm, escapeDiscord, linkDiscord } from '../../src/render/escape-discord.ts';
import { LIMITS } from '../../src/render/limits.ts';
import { checkMessage, checkSchema } from '../servers/discord/rules.ts';
import { readDiscord } from './discord-markdown.ts';
import { actionOf, citationOf, groupOf, headingOf, noteOf, pageOf, pointOf, quoteOf } from './pages.ts';

const textOf = (message: DiscordMessage) => message.components[0].content;
const allText = (page: Page) => renderDiscord(page).map(textOf).join('\n');
const points = (texts: readonly string[], link?: string | null) =>
  groupOf(
    'Facts',
    texts.map((text, n) => pointOf(text, n + 1, link)),
  );

/** More by hand: `FUZZ_RUNS=100000 npx vitest run tests/render`. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 3_000);

/** Text that looks like what Discord acts upon, densely. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '*',
          '**',
          '_',
          '__',
          '~~',
          '`',
          '```',
          '||',
          '\\',
          '[',
          ']',
          '(',
          ')',
          '<',
          '>',
          '>>> ',
          '# ',
          '-# ',
          '- ',
        ],
        ...[
          '@everyone',
          '@here',
          '@',
          'here',
          '<@1>',
          '<@&1>',
          '<#1>',
          '<:x:1>',
          '<t:1:R>',
          ':tada:',
          ':',
          '1. ',
          '\n',
        ],
        ...[
          'https://evil.example/a',
          'http',
          '://',
          '//evil.example',
          'discord.gg/x',
          '[a](https://evil.example)',
          '!',
        ],
        ...[
          '\u200b',
          '\u202e',
          '\u2066',
          '\ufeff',
          '\u{e0041}',
          '\0',
          '\u00ad',
          '\u1fef',
          '\ud800',
          '👩‍👩‍👧',
          'é',
          ' ',
        ],
      ),
      fc.string({ maxLength: 4 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

describe('escaping', () => {
  test('leaves nothing active and shows the cleaned text, at the start of a line and inside one', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const before of ['', '• ', '  ', 'word']) {
          const { active, visible } = readDiscord(before + escapeDiscord(text));
          expect(active).toEqual([]);
          expect(visible).toBe(before + disarm(clean(text)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('is stable for texts side by side in one page', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), hostile, (texts, head) => {
        const page = pageOf([headingOf(head), { is: 'points', group: points(texts) }, noteOf(head)]);
        const links = new Set(texts.map((_, n) => `https://news.example/${n + 1}`));
        for (const message of renderDiscord(page))
          for (const { kind, text } of readDiscord(textOf(message)).active) {
            expect(['link', 'bold', 'heading', 'subtext']).toContain(kind);
            if (kind === 'link') expect(links).toContain(text);
          }
      }),
      { numRuns: RUNS / 2 },
    );
  });

  const PAYLOADS: Readonly<Record<string, string>> = {
    everyone: '@everyone',
    here: 'look @here now',
    'everyone behind a backslash': '\\@everyone',
    'everyone with a zero-width space': '@\u200beveryone',
    'everyone in capitals': '@EVERYONE',
    'everyone in a code span': '`@everyone`',
    'user mention': '<@300000000000000001>',
    'nick mention': '<@!300000000000000001>',
    'mention behind a backslash': '\\<@300000000000000001>',
    'role mention': '<@&300000000000000001>',
    'channel mention': '<#300000000000000001>',
    'slash command mention': '</brief:300000000000000001>',
    'guide mention': '<id:customize>',
    'custom emoji': '<:cat:300000000000000001>',
    'animated emoji': '<a:cat:300000000000000001>',
    'emoji by name': 'well :tada: done',
    'emoji with a skin tone': ':wave::skin-tone-3:',
    timestamp: '<t:1700000000:R>',
    'masked link': '[Reuters](https://evil.example)',
    'masked link in brackets': '[[1]](<https://evil.example>)',
    'masked link with its end escaped': '[a\\](https://evil.example)',
    'masked link over a citation': '[1] evil] ',
    'masked link with a title': '[a](https://evil.example "b")',
    'bare link': 'see https://evil.example/x now',
    'bare link in capitals': 'HTTPS://EVIL.EXAMPLE/x',
    'link in angles': '<https://evil.example>',
    'link to the client': 'discord://-/channels/1',
    'invite without a scheme': 'discord.gg/abcdef',
    'invite on the site': 'discord.com/invite/abcdef',
    'mail address': '<desk@evil.example>',
    'phone number': '<+4912345678>',
    heading: '# BREAKING',
    'small heading after spaces': '   ### BREAKING',
    'heading after a line break': 'quiet\n# BREAKING',
    subtext: '-# 5 articles, none dated',
    'list item': '- [1] sources',
    'list with a star': '* item',
    'numbered list': '1. item',
    'block quote': '> said the minister',
    'long block quote': '>>> all of it',
    'code fence': '```js\nalert(1)\n```',
    'code span': '`x`',
    'code span of two': '``x ` y``',
    spoiler: '||hidden||',
    bold: '**not said**',
    'bold and italic': '***not said***',
    underline: '__not said__',
    italic: '_not said_ and *not said*',
    strike: '~~denied~~',
    'trailing backslash': 'the end \\',
    'many backslashes': '\\\\\\*x*',
    'bidi override': 'abc \u202eEXE.fdp',
    'bidi isolate': '\u2066abc\u2069',
    'tag characters': 'a\u{e0068}\u{e0069}b',
    'variation selectors': 'a\u{fe01}\u{e0101}b',
    'zero-width joiners': 'e\u200dv\u200ceryone',
    'line separator': 'a\u2028# b',
    'carriage return': 'a\r# b',
    'next line': 'a\u0085# b',
    'null character': 'a\0b',
    'escape sequence': '\u001b[31mred',
    'lone surrogate': 'a\ud800b',
    'a backtick by normalisation': '\u1fefx\u1fef',
    'hangul filler': '\u3164\u3164',
  };

  test.each(Object.entries(PAYLOADS))('%s comes out harmless', (_, payload) => {
    const text = allText(
      pageOf([headingOf(payload), { is: 'points', group: points([payload], null) }, noteOf(payload)]),
    );
    expect(readDiscord(text).active.filter(({ kind }) => !['bold', 'heading', 'subtext'].includes(kind))).toEqual([]);
    expect(readDiscord(escapeDiscord(payload))).toEqual({ active: [], visible: disarm(clean(payload)) });
    expect(clean(payload)).toMatch(/^[^\p{Cc}\p{Bidi_Control}\u200b-\u200f\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]*$/u);
  });

  test('the recogniser sees what is active', () => {
    const seen = Object.entries(PAYLOADS).filter(([, payload]) => readDiscord(payload).active.length > 0);
    expect(seen.length).toBeGreaterThanOrEqual(40);
  });

  test('keeps emoji, accents and other scripts', () => {
    expect(escapeDiscord('⚠️ Zürich, Москва, 東京, القاهرة, हिन्दी')).toBe('⚠️ Zürich, Москва, 東京, القاهرة, हिन्दी');
  });
});

describe('links', () => {
  test('only http and https, without a user name', () => {
    for (const link of ['javascript:alert(1)', 'discord://x', 'https://a@evil.example', 'nonsense', 'data:text/html,x'])
      expect(linkDiscord(link, 600)).toBeNull();
    expect(linkDiscord('https://news.example/a#:~:text=it%20is%20(not)', 600)).toBe(
      'https://news.example/a#:~:text=it%20is%20%28not%29',
    );
  });

  test('cannot end before their time, and lead where the citation leads', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), hostile, (url, tail) => {
        const link = linkDiscord(`${url}${tail}`, 2_000);
        if (link === null) return;
        const { active } = readDiscord(`[[1]](<${link}>)`);
        expect(active).toEqual([{ kind: 'link', text: link }]);
        expect(decodeURI(new URL(link).origin)).toBe(decodeURI(new URL(`${url}${tail}`).origin));
      }),
      { numRuns: RUNS / 2 },
    );
  });
});

describe('pages', () => {
  test('one reads like this', () => {
    const group = groupOf('Facts', [
      { ...pointOf('It is *done*.'), alsoIn: [citationOf(2, 'It is done.')] },
      { ...pointOf('said so', 3, null), pieces: [{ is: 'cut' }, { is: 'quote', quote: quoteOf('said so') }] },
    ]);
    const page = pageOf([headingOf('TITLE'), { is: 'points', group }, noteOf('Searched 3 articles')]);
    expect(allText(page)).toBe(
      [
        '### TITLE',
        '',
        '**Facts**',
        '• It is \\*done\\*. [[1]](<https://news.example/1>) also in [[2]](<https://news.example/2>)',
        '• … said so \\[3]',
        '-# Searched 3 articles',
      ].join('\n'),
    );
  });

  test('has at most four buttons, each once, none that does not fit', () => {
    const actions = [
      actionOf('Sources 2', 'sources of', { id: 'a1' }),
      actionOf('Sources again', 'sources of', { id: 'a1' }),
      actionOf('Too long', 'sources of', { id: 'x'.repeat(100) }),
      actionOf('w'.repeat(200), 'who', {}),
      actionOf('Fifth', 'share', {}),
    ];
    const [message] = renderDiscord(pageOf([headingOf('T')], actions));
    const row = message!.components[1]!;
    expect('components' in row && row.components.map((one) => [one.label.length, one.custom_id])).toEqual([
      [9, 'sources.of?id=a1'],
      [80, 'who?'],
    ]);
  });

  test('numbers go plain when their links would make it more messages, but not on a page of sources', () => {
    const link = `https://news.example/${'a'.repeat(400)}`;
    const facts = pageOf([{ is: 'points', group: points(Array(9).fill('A short fact.'), link) }]);
    expect(renderDiscord(facts)).toHaveLength(1);
    expect(allText(facts)).not.toContain('https://');
    const cited = { citation: citationOf(1, 'x', link), before: null, after: null };
    const source = {
      ...{ n: 1, article: 'a', version: 'v', title: null, publisher: null, published: null },
      ...{ url: link, origin: null, sample: false },
    };
    const items = Array.from({ length: 12 }, () => ({ source, cited: [cited] }));
    const sources = renderDiscord(pageOf([{ is: 'sources', items }]));
    expect(sources.length).toBeGreaterThan(1);
    expect(sources.map(textOf).join('\n').split(link)).toHaveLength(13);
  });

  test('an empty page still says something', () => {
    expect(allText(pageOf([]))).toBe('A page');
    expect(allText({ ...pageOf([noteOf('\u200b')]), push: { key: 'push-plain', args: { text: ' ' } } })).toBe('…');
  });

  test('a page too long for its messages leaves out whole points from the end and says how many', () => {
    const texts = Array.from({ length: 60 }, (_, n) => `Point ${n} ${'lorem ipsum '.repeat(40)}end${n}.`);
    const page = pageOf([headingOf('LONG'), { is: 'points', group: points(texts) }, noteOf('Searched 60')]);
    const messages = renderDiscord(page);
    expect(messages).toHaveLength(LIMITS.discord.messages);
    const text = messages.map(textOf).join('\n');
    const shown = [...text.matchAll(/end(\d+)\./g)].map((match) => Number(match[1]));
    expect(shown).toEqual(Array.from({ length: shown.length }, (_, n) => n));
    expect(shown.length).toBeGreaterThan(30);
    expect(text).toContain(`${60 - shown.length} more points left out here`);
    expect(text).toContain('-# Searched 60');
  });

  test('every page fits the limits, keeps the order, and passes Discord’s schema', () => {
    const words = fc.oneof(hostile, fc.lorem({ maxCount: 60 }), fc.string({ unit: 'grapheme', maxLength: 3_000 }));
    const block = fc.oneof(
      words.map(noteOf),
      words.map(headingOf),
      fc
        .array(words, { minLength: 1, maxLength: 12 })
        .map((texts) => ({ is: 'points' as const, group: points(texts) })),
      fc.tuple(words, fc.nat(9_000)).map(([text, n]) => noteOf(`${text}${'x'.repeat(n)}`)),
    );
    const action = fc
      .tuple(words, fc.string({ maxLength: 20 }), words)
      .map(([text, id, arg]) => actionOf(text, id, { arg }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), fc.array(action, { maxLength: 8 }), (blocks, actions) => {
        const messages = renderDiscord(pageOf(blocks, actions));
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.length).toBeLessThanOrEqual(LIMITS.discord.messages);
        for (const message of messages)
          expect([...checkSchema('createMessage', message), ...checkMessage({ ...message }, 'create')]).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
