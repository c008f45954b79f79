import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Citation, Difference, Label, Point } from '../../src/core/model/answer.ts';
import type { When } from '../../src/core/model/article.ts';
import type { Action, Block, Page } from '../../src/core/model/page.ts';
import type { Party } from '../../src/core/model/statement.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { linkDiscord } from '../../src/render/escape-discord.ts';
import { slackLink } from '../../src/render/escape-slack.ts';
import { labelText } from '../../src/render/labels.ts';
import { pageLines } from '../../src/render/page-lines.ts';
import { renderSlack, renderSlackView, type SlackBlock } from '../../src/render/slack.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { checkMessage, checkSchema } from '../servers/discord/rules.ts';
import { blocksProblem, messageProblem } from '../servers/slack/rules.ts';
import { readDiscord } from './discord-markdown.ts';
import { recognise } from './mrkdwn.ts';
import { actionOf, citationOf, groupOf, headingOf, noteOf, pageOf, pointOf, quoteOf } from './pages.ts';
import { ALL_PAYLOADS, hostile } from './payloads.ts';

/**
 * Harmless text, wherever on a page words of others can come to: what an article says, its title, outlet and address,
 * names and roles of speakers, what a person asked, a topic's title, an error that quotes what was typed, who shared it,
 * buttons and menus.
 */

const AT = Date.parse('2026-11-20T12:00:00Z');
const NOON: When = { precision: 'instant', from: AT, to: AT, words: null };
const TOKEN = { discord: '<t:1795176000:f>', slack: `<!date^1795176000^{date_short_pretty} {time}|` } as const;
const ARTICLE = 'https://news.example/a';

/** `text` in every place at once. */
function everywhere(text: string, link: string): Page {
  const quote = quoteOf(text);
  const party: Party = { name: text, country: 'RU', actor: null, standing: 'expert', roles: [quote] };
  const citation: Citation = { ...citationOf(1, text, link), title: text, publisher: text, published: NOON };
  const said = { by: party, relation: 'by', kind: 'direct', polarity: 'denied', via: [party] } as const;
  const point: Point = { ...pointOf(text), citations: [citation], alsoIn: [citation], said, differs: ['status'] };
  const found = { match: 'altered', told: 'quoted', with: [party], changes: [] } as unknown as NonNullable<
    Point['found']
  >;
  const position = { value: 'agreed', pieces: point.pieces, citations: point.citations, said };
  const unresolved: Label = { key: 'since', args: { when: { precision: 'unresolved', words: quote } } };
  const differences: readonly Difference[] = [
    { slot: 'status', args: {}, kind: 'undecided', positions: [position, { ...position, said: null }] },
  ];
  const source = { n: 1, article: text, version: text, title: text, publisher: text, published: NOON, url: link };
  const cited = [{ citation, before: quote, after: quote }];
  const blocks: Block[] = [
    headingOf(text),
    { is: 'heading', text: { key: 'headline', args: { title: text } } },
    noteOf(text),
    { is: 'note', text: { key: 'error', args: { text, next: text } } },
    { is: 'note', text: { key: 'since', args: { when: NOON } } },
    { is: 'note', text: unresolved },
    {
      is: 'note',
      text: { key: 'topics', args: { topics: [{ key: 'topic', args: { title: text, slug: text } }], more: 0 } },
    },
    { is: 'points', group: groupOf(text, [point, point, { ...point, said: null }]) },
    {
      is: 'points',
      group: { head: { key: 'statements-by', args: { name: text, count: 2 } }, points: [{ ...point, found }] },
    },
    { is: 'differences', items: differences, detail: 'line' },
    { is: 'differences', items: differences, detail: 'full' },
    { is: 'timeline', entries: [{ at: { key: 'date-instant', args: { when: NOON } }, points: [point] }] },
    {
      is: 'rows',
      rows: [[{ key: 'digest-in', args: { place: text } }, quote], [quote]],
      menu: [[actionOf(text, 'x'), actionOf(text, 'y')], [actionOf(text, 'z')]],
    },
    { is: 'sources', items: [{ source: { ...source, origin: text, sample: true }, cited }] },
    { is: 'note', text: { key: 'shared-by', args: { name: text } } },
    { is: 'image', alt: { key: 'question', args: { text } }, png: new Uint8Array() },
  ];
  const actions: Action[] = [actionOf(text, 'ask', { question: text }), actionOf(text, 'cited', { id: 'a' })];
  return { ...pageOf(blocks, actions), push: { key: 'push-plain', args: { text } } };
}

function checkDiscord(page: Page, links: ReadonlySet<string>): void {
  const instants = pageLines(page).flatMap((line) => line.fragments.filter(({ at }) => at !== undefined)).length;
  const messages = renderDiscord(page);
  expect(messages.length).toBeLessThanOrEqual(5);
  let times = 0;
  for (const [at, message] of messages.entries()) {
    expect([...checkSchema('createMessage', message), ...checkMessage({ ...message }, 'create')]).toEqual([]);
    expect(message.allowed_mentions).toEqual({ parse: [] });
    expect(message.flags & (1 << 2)).not.toBe(0);
    const [{ content }] = message.components;
    for (const { kind, text } of readDiscord(content).active) {
      expect(['link', 'autolink', 'bold', 'heading', 'subtext', 'time']).toContain(kind);
      if (kind === 'link') expect(links).toContain(text);
      if (kind === 'autolink') expect(links).toContain(text.slice(1, -1));
      if (kind === 'heading') expect([at, content.indexOf(text)]).toEqual([0, 0]);
      if (kind === 'time') expect(text).toBe(TOKEN.discord);
      times += Number(kind === 'time');
    }
  }
  expect(times).toBeLessThanOrEqual(instants);
}

const plainOf = (block: SlackBlock): string[] => {
  if (block.type === 'header') return [block.text.text];
  const buttons = block.type === 'actions' ? block.elements : block.type === 'section' ? [block.accessory] : [];
  return buttons.flatMap((one) =>
    one === undefined ? [] : one.type === 'button' ? [one.text.text] : one.options.map(({ text }) => text.text),
  );
};
const mrkdwnOf = (block: SlackBlock) =>
  block.type === 'section' ? [block.text] : block.type === 'context' ? block.elements : [];

function checkSlack(page: Page, links: ReadonlySet<string>): void {
  const messages = renderSlack(page);
  expect(messages.length).toBeLessThanOrEqual(5);
  for (const message of messages) {
    expect(messageProblem({ ...message })).toBeNull();
    expect([message.unfurl_links, message.unfurl_media]).toEqual([false, false]);
    expect(recognise(message.text, true)).toEqual([]);
  }
  const view = renderSlackView([page, page]);
  expect(blocksProblem(view, 100)).toBeNull();
  for (const block of [...messages.flatMap((message) => message.blocks), ...view]) {
    for (const plain of plainOf(block)) expect(plain).not.toMatch(/[<>]|[\p{Cc}\p{Cf}]|@(?:here|channel|everyone)/iu);
    for (const { text, verbatim } of mrkdwnOf(block)) {
      expect(verbatim).toBe(true);
      for (const found of recognise(text, true)) {
        if (found.is === 'link') expect(links).toContain(found.url);
        else if (found.is === 'time') expect(`<${found.text}`.startsWith(TOKEN.slack)).toBe(true);
        else expect(found.is).toBe('bold');
      }
    }
  }
}

function checkTerminal(page: Page): void {
  const text = renderTerminal(page, { columns: 80, color: false });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
}

/** The addresses as each platform writes them. */
function linksOf(link: string) {
  return {
    discord: new Set([linkDiscord(link, 600) ?? 'none']),
    slack: new Set([slackLink(link, null)?.slice(1, -1) ?? 'none']),
  };
}

function checkEverywhere(text: string, link: string): void {
  const links = linksOf(link);
  for (const page of [everywhere(text, link), { ...everywhere(text, link), plain: true as const }]) {
    checkDiscord(page, links.discord);
    checkSlack(page, links.slack);
    checkTerminal(page);
  }
}

describe('in every place of a page', () => {
  test('there are enough payloads', () => expect(ALL_PAYLOADS.length).toBeGreaterThanOrEqual(150));

  test.each(ALL_PAYLOADS)('%s comes out harmless', (_, payload) => checkEverywhere(payload, ARTICLE));

  test('so does whatever else it is, and the address of a source', () => {
    const url = fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), hostile, fc.constant(ARTICLE));
    const tail = fc.oneof(fc.constant(''), hostile);
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 400 })), url, tail, (text, link, end) => {
        checkEverywhere(text, link + end);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test('words of others never make the token of a time', () => {
    for (const text of ['<t:1795176000:f>', `${TOKEN.slack}soon>`, '<t:1:f>'])
      for (const block of [
        headingOf(text),
        noteOf(text),
        { is: 'points', group: groupOf(text, [pointOf(text)]) } as const,
      ]) {
        const page = pageOf([block]);
        expect(readDiscord(renderDiscord(page)[0]!.components[0].content).active.map((one) => one.kind)).not.toContain(
          'time',
        );
        expect(JSON.stringify(renderSlack(page)[0]!.blocks)).not.toContain('<!date');
      }
    expect(labelText({ key: 'since', args: { when: NOON } })).toBe('since Nov 20, 2026, 12:00 PM UTC');
  });
});
