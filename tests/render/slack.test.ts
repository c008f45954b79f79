import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Page } from '../../src/core/model/page.ts';
import { decodeAction } from '../../src/render/action-id.ts';
import { renderSlack, renderSlackView, type SlackBlock, type SlackMessage } from '../../src/render/slack.ts';
import { blocksProblem, messageProblem } from '../servers/slack/rules.ts';
import { recognise } from './mrkdwn.ts';
import { actionOf, citationOf, groupOf, headingOf, noteOf, pageOf, pointOf, quoteOf } from './pages.ts';

const mrkdwnOf = (block: SlackBlock): string[] =>
  block.type === 'section' ? [block.text.text] : block.type === 'context' ? block.elements.map((one) => one.text) : [];
const textsOf = (messages: readonly SlackMessage[]) => messages.flatMap((one) => one.blocks.flatMap(mrkdwnOf));
const buttonsOf = (blocks: readonly SlackBlock[]) =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
const points = (count: number, words: string, link?: string | null) =>
  Array.from({ length: count }, (_, at) => pointOf(`Point ${at + 1} ${words}`, (at % 9) + 1, link));

describe('renderSlack', () => {
  it('writes a page as header, section, context and actions, with a notification line', () => {
    const said = groupOf('Russia', [pointOf('It is “dangerous”.', 2)]);
    const page = pageOf(
      [headingOf('PATRIOT EXPORTS'), { is: 'points', group: said }, noteOf('Searched 5 articles')],
      [actionOf('Sources 1', 'cited', { id: 'a1' }), actionOf('Share', 'share', { id: 'a1' })],
    );
    expect(renderSlack(page)).toEqual([
      {
        text: 'A page\nPATRIOT EXPORTS\nRussia\n• It is “dangerous”. [2]\nSearched 5 articles',
        unfurl_links: false,
        unfurl_media: false,
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: 'PATRIOT EXPORTS', emoji: false } },
          {
            type: 'section',
            expand: true,
            text: {
              type: 'mrkdwn',
              verbatim: true,
              text: '*Russia*\n• It is “dangerous”. <https://news.example/2|[2]>',
            },
          },
          { type: 'context', elements: [{ type: 'mrkdwn', verbatim: true, text: 'Searched 5 articles' }] },
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'sitrep:0',
                value: 'cited?id=a1',
                text: { type: 'plain_text', text: 'Sources 1', emoji: false },
              },
              {
                type: 'button',
                action_id: 'sitrep:1',
                value: 'share?id=a1',
                text: { type: 'plain_text', text: 'Share', emoji: false },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('names commands as they are typed on Slack, in the words of the bot alone', () => {
    const said = pointOf('They typed /help and /digest.', 1, null);
    const note = noteOf('See `/help`, /digest list or /ask; the folder is /srv/sources/who.');
    const [message] = renderSlack(pageOf([{ is: 'points', group: groupOf('', [said]) }, note]));
    expect(textsOf([message!])).toEqual([
      '• They typed /help and /digest. [1]',
      'See ‘/brief help’, /brief digest list or /ask; the folder is /srv/sources/who.',
    ]);
  });

  it('is never empty', () => {
    const [message] = renderSlack(pageOf([]));
    expect(message?.blocks).toHaveLength(1);
    expect(messageProblem({ ...message })).toBeNull();
  });

  it('writes a long title as a section, whole', () => {
    const title = `Title ${'long '.repeat(60)}end`;
    const [message] = renderSlack(pageOf([headingOf(title)]));
    expect(textsOf([message!]).join()).toBe(`*${title}*`);
  });

  it('splits a long page between points, in order, with the buttons under the last message', () => {
    const group = groupOf('Facts', points(60, 'words '.repeat(60).trim()));
    const messages = renderSlack(pageOf([{ is: 'points', group }], [actionOf('Share', 'share')]));
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.map((one) => buttonsOf(one.blocks).length)).toEqual([...messages.slice(1).map(() => 0), 1]);
    const seen = [
      ...textsOf(messages)
        .join('\n')
        .matchAll(/Point (\d+) /g),
    ].map((match) => Number(match[1]));
    expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  });

  it('says how many points it left out when even the most messages do not hold them', () => {
    const messages = renderSlack(
      pageOf([{ is: 'points', group: groupOf('Facts', points(400, 'words '.repeat(80).trim())) }]),
    );
    const shown =
      textsOf(messages)
        .join('\n')
        .match(/Point \d+ /g)?.length ?? 0;
    const left = /(\d+) more points left out/.exec(textsOf(messages).at(-1) ?? '')?.[1];
    expect(shown + Number(left)).toBe(400);
  });

  it('writes plain numbers when links alone would take another message, but keeps the links of Sources', () => {
    const link = `https://news.example/#:~:text=${'x'.repeat(400)}`;
    const many = points(25, 'short', link);
    const [message, ...more] = renderSlack(
      pageOf([{ is: 'points', group: groupOf('Facts', many) }], [actionOf('Sources 9', 'cited')]),
    );
    expect(more).toEqual([]);
    expect(
      textsOf([message!])
        .flatMap((text) => recognise(text))
        .filter((one) => one.is === 'link'),
    ).toEqual([]);
    const cited = many.map((point) => ({ citation: point.citations[0], before: null, after: null }));
    const line = {
      n: 1,
      article: 'a',
      version: '0',
      title: null,
      publisher: null,
      published: null,
      url: link,
      origin: null,
    };
    const items = cited.map((one) => ({ source: { ...line, sample: false }, cited: [one] }));
    const sources = renderSlack(pageOf([{ is: 'sources', items }]));
    expect(
      textsOf(sources)
        .flatMap((text) => recognise(text))
        .filter((one) => one.is === 'link'),
    ).toHaveLength(25);
  });

  it('has a button for each action that fits, at most ten, each with its command', () => {
    const actions = [
      actionOf('x'.repeat(200), 'a'),
      actionOf('Too long', 'b', { q: 'y'.repeat(200) }),
      actionOf('C', 'c d'),
      ...Array.from({ length: 12 }, (_, n) => actionOf(`Button ${n}`, `e${n}`)),
    ];
    const [message] = renderSlack(pageOf([noteOf('n')], actions));
    const buttons = buttonsOf(message?.blocks ?? []);
    expect(buttons).toHaveLength(10);
    expect(buttons.map((one) => decodeAction(one.value)?.command).slice(0, 3)).toEqual(['a', 'c d', 'e0']);
    expect(messageProblem({ ...message })).toBeNull();
  });

  it('gives a row its menu, one button where there is nothing to choose, and ids that differ', () => {
    const action = (n: number) => actionOf(`Do ${n} ${'x'.repeat(n * 60)}`, 'digest pause', { id: `d${n}` });
    const rows = [1, 2, 3, 4].map((n) => [quoteOf(`Row ${n}`)]);
    const menu = [[action(1), action(2)], [action(3)], [], Array.from({ length: 9 }, (_, n) => action(n))];
    const [message, ...more] = renderSlack(pageOf([{ is: 'rows', rows, menu }], [action(5)]));
    expect(more).toEqual([]);
    const shown = message!.blocks.map((block) => {
      const accessory = block.type === 'section' ? block.accessory : undefined;
      if (!accessory) return block.type;
      return accessory.type === 'button'
        ? [accessory.action_id, accessory.value]
        : [accessory.action_id, ...accessory.options.map((one) => one.value)];
    });
    const value = (n: number) => `digest.pause?id=d${n}`;
    expect(shown).toEqual([
      ['sitrep:1', value(1), value(2)],
      ['sitrep:2', value(3)],
      'section',
      ['sitrep:3', ...[0, 1, 2, 3, 4].map(value)],
      'actions',
    ]);
    expect(messageProblem({ ...message })).toBeNull();
  });

  it('mentions the group of a digest in the first message, and nothing else ever', () => {
    const page = pageOf([headingOf('DIGEST'), { is: 'points', group: groupOf('', points(60, 'words '.repeat(60))) }]);
    const [first, ...more] = renderSlack(page, { mention: 'S012ABCDEF' });
    expect(textsOf([first!])[0]).toBe('<!subteam^S012ABCDEF>');
    expect(first!.text).toMatch(/^A page\n/);
    expect(more.length).toBeGreaterThan(0);
    expect(JSON.stringify(more)).not.toContain('subteam');
    for (const message of [first!, ...more]) expect(messageProblem({ ...message })).toBeNull();
    for (const bad of [null, '', 'here', 'U012ABCDEF', 'S01|@x> <!here', 's012abc', `S${'A'.repeat(31)}`])
      expect(renderSlack(page, { mention: bad })).toEqual(renderSlack(page));
  });

  it('writes an instant for the reader’s zone, in bold and in a title too; a day as the source gave it', () => {
    const at = Date.parse('2026-11-20T12:00:30.500Z');
    const day = { precision: 'day', from: at, to: at, words: null } as const;
    const args = { fresh: 1, changed: 0, older: 0, when: { ...day, precision: 'instant' } } as const;
    const title: Block = { is: 'heading', text: { key: 'heading-changes', args } };
    const note: Block = { is: 'note', text: { key: 'since', args: { when: day } } };
    const [message] = renderSlack(pageOf([title, note]));
    expect(textsOf([message!])).toEqual([
      '*What changed since <!date^1795176030^{date_short_pretty} {time}|Nov 20, 2026, 12:00 PM UTC>: 1 new article, none changed*',
      'since Nov 20, 2026',
    ]);
    expect(message!.text).toContain('What changed since Nov 20, 2026, 12:00 PM UTC: 1 new article');
    const old = { ...day, precision: 'instant', from: -1 } as const;
    const [past] = renderSlack(pageOf([{ is: 'note', text: { key: 'since', args: { when: old } } }]));
    expect(textsOf([past!])).toEqual(['since Dec 31, 1969, 11:59 PM UTC']);
  });

  it('keeps to the limits and lets nothing act, whatever the page holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('<', '>', '&', '*', '_', '~', '`', ':', '@here', 'x', ' ', '\n'),
        maxLength: 80,
      }),
      fc.constantFrom('<!channel>', '@everyone', 'word '.repeat(900), 'x'.repeat(7_000), '&'.repeat(3_000)),
    );
    const link = fc.oneof(fc.constant(null), fc.webUrl(), fc.constant('javascript:x'), text);
    const point = fc.tuple(text, fc.nat(30), link).map(([words, n, url]) => pointOf(words, n, url));
    const block: fc.Arbitrary<Block> = fc.oneof(
      text.map(headingOf),
      text.map(noteOf),
      fc.tuple(text, fc.array(point, { minLength: 1, maxLength: 12 })).map(([head, all]): Block => {
        return { is: 'points', group: groupOf(head, all) };
      }),
      fc.array(fc.array(text.map(quoteOf), { minLength: 1, maxLength: 4 }), { maxLength: 60 }).map((rows): Block => {
        return { is: 'rows', rows };
      }),
    );
    const action = fc.tuple(text, text).map(([name, value]) => actionOf(name, 'ask', { question: value }));
    const page = fc
      .tuple(fc.array(block, { maxLength: 12 }), fc.array(action, { maxLength: 6 }), text)
      .map(([blocks, actions, push]) => {
        return { ...pageOf(blocks, actions), push: { key: 'push-plain', args: { text: push } } } as Page;
      });
    fc.assert(
      fc.property(page, (one) => {
        const messages = renderSlack(one);
        const allowed = new Set(
          one.blocks
            .flatMap(linksOf)
            .filter((url) => URL.canParse(url))
            .map((url) => new URL(url).origin),
        );
        expect(messages.length).toBeGreaterThan(0);
        expect(messages.length).toBeLessThanOrEqual(5);
        for (const message of messages) {
          expect(messageProblem({ ...message })).toBeNull();
          expect(JSON.stringify(message.blocks).length).toBeLessThanOrEqual(12_000);
          expect(recognise(message.text, true)).toEqual([]);
          for (const found of message.blocks.flatMap(mrkdwnOf).flatMap((words) => recognise(words, true))) {
            if (found.is === 'link') expect(allowed).toContain(new URL(found.url.replaceAll('&amp;', '&')).origin);
            else expect(found.is).toBe('bold');
          }
        }
      }),
      { numRuns: 50 },
    );
  }, 200_000);
});

function linksOf(block: Block): string[] {
  if (block.is !== 'points') return [];
  return block.group.points.flatMap((point) => point.citations.flatMap((one) => one.link ?? []));
}

describe('renderSlackView', () => {
  it('shows several pages in one view, each button with an id of its own', () => {
    const buttons = [actionOf('A', 'a'), actionOf('B', 'b')];
    const blocks = renderSlackView([pageOf([headingOf('One')], buttons), pageOf([headingOf('Two')], buttons)]);
    expect(blocksProblem(blocks, 100)).toBeNull();
    expect(buttonsOf(blocks).map((one) => one.value)).toEqual(['a?', 'b?', 'a?', 'b?']);
  });

  it('stays within a hundred blocks', () => {
    const page = pageOf(
      Array.from({ length: 300 }, (_, at) => noteOf(`note ${at}`)),
      [actionOf('A', 'a')],
    );
    const blocks = renderSlackView([page, page, page]);
    expect(blocksProblem(blocks, 100)).toBeNull();
    expect(blocks).toHaveLength(100);
    expect(blocks.flatMap(mrkdwnOf).at(-1)).toBe('There is more than fits here.');
  });
});

it('cites with one number a link, so that a source is one press away', () => {
  const one = { ...pointOf('Words.', 1), citations: [citationOf(1, 'Words.'), citationOf(3, 'More.')] } as never;
  const [message] = renderSlack(pageOf([{ is: 'points', group: groupOf('', [one]) }]));
  expect(textsOf([message!])[0]).toBe('• Words. <https://news.example/1|[1]> <https://news.example/3|[3]>');
});
