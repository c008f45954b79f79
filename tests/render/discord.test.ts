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
import { DISCORD_PAYLOADS, hostile } from './payloads.ts';

const textOf = (message: DiscordMessage) => message.components[0].content;
const allText = (page: Page) => renderDiscord(page).map(textOf).join('\n');
const points = (texts: readonly string[], link?: string | null) =>
  groupOf(
    'Facts',
    texts.map((text, n) => pointOf(text, n + 1, link)),
  );

const RUNS = 3_000;

const PAYLOADS = DISCORD_PAYLOADS;

describe('escaping', () => {
  // Four strings a run: 100,000 of them.
  test('leaves nothing active and shows the cleaned text, at the start of a line and inside one', () => {
    const starts = ['', '• ', '  ', 'word'] as const;
    fc.assert(
      fc.property(fc.tuple(hostile, hostile, hostile, hostile), (texts) => {
        for (const [at, text] of texts.entries()) {
          const { active, visible } = readDiscord(starts[at] + escapeDiscord(text));
          expect(active).toEqual([]);
          expect(visible).toBe(starts[at] + disarm(clean(text)));
        }
      }),
      { numRuns: 25_000 },
    );
  }, 120_000);

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

  test('has each button once, none that does not fit, at most ten in rows of five', () => {
    const actions = [
      actionOf('Sources 2', 'sources of', { id: 'a1' }),
      actionOf('Sources again', 'sources of', { id: 'a1' }),
      actionOf('Too long', 'sources of', { id: 'x'.repeat(100) }),
      actionOf('w'.repeat(200), 'who', {}),
      ...Array.from({ length: 12 }, (_, n) => actionOf(`Button ${n}`, 'more', { n: String(n) })),
    ];
    const [message] = renderDiscord(pageOf([headingOf('T')], actions));
    const rows = message!.components.slice(1).map((row) => ('components' in row ? row.components : []));
    expect(rows.map((row) => row.length)).toEqual([5, 5]);
    expect(rows.flat().slice(0, 3)).toMatchObject([
      { label: 'Sources 2', custom_id: 'sources.of?id=a1' },
      { label: `${'w'.repeat(79)}…`, custom_id: 'who?' },
      { label: 'Button 0' },
    ]);
    expect(checkMessage({ ...message! }, 'create')).toEqual([]);
  });

  test('mentions the role of a digest in the first message, and nothing else ever', () => {
    const role = '300000000000000001';
    const long = Array.from({ length: 20 }, (_, n) => `Point ${n} ${'lorem ipsum '.repeat(40)}`);
    const page = pageOf([headingOf('DIGEST'), { is: 'points', group: points(long) }]);
    const [first, ...more] = renderDiscord(page, { mention: role });
    expect(textOf(first!)).toMatch(/^<@&300000000000000001>\n### DIGEST\n/);
    expect(first!.allowed_mentions).toEqual({ parse: [], roles: [role] });
    expect(more.length).toBeGreaterThan(0);
    for (const message of more) expect(message.allowed_mentions).toEqual({ parse: [] });
    for (const message of [first!, ...more])
      expect([...checkSchema('createMessage', message), ...checkMessage({ ...message }, 'create')]).toEqual([]);
    for (const bad of [null, '', 'everyone', '1234', '1> @everyone <@&2', '3'.repeat(26)])
      expect(renderDiscord(page, { mention: bad })).toEqual(renderDiscord(page));
  });

  test('an instant stands in the reader’s zone, a day as the source gave it', () => {
    const at = Date.parse('2026-11-20T12:00:30.500Z');
    const day = { precision: 'day', from: at, to: at, words: null } as const;
    const instant = { ...day, precision: 'instant' } as const;
    const lines = pageOf([
      { is: 'note', text: { key: 'since', args: { when: instant } } },
      { is: 'note', text: { key: 'since', args: { when: day } } },
    ]);
    expect(allText(lines)).toBe('-# since <t:1795176030:f>\n-# since Nov 20, 2026');
  });

  test('code marks of the bot’s own words become quotation marks, those of an article stay', () => {
    const page = pageOf([noteOf('See `/help`.'), { is: 'points', group: points(['The `rm` command.'], null) }]);
    expect(readDiscord(allText(page)).visible).toBe('See ‘/help’.\n\nFacts\n• The `rm` command. [1]');
  });

  test('numbers go plain when their links would make it more messages, but not on a page of sources', () => {
    const link = `https://news.example/${'a'.repeat(400)}`;
    const facts = pageOf(
      [{ is: 'points', group: points(Array(9).fill('A short fact.'), link) }],
      [actionOf('Sources 9', 'cited')],
    );
    expect(allText({ ...facts, actions: [] })).toContain(link);
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
