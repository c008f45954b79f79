import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Difference } from '../../../src/core/model/answer.ts';
import type { When } from '../../../src/core/model/article.ts';
import type { Block, Page } from '../../../src/core/model/page.ts';
import { onPage } from '../../../src/core/writing/paging.ts';
import { renderDiscord } from '../../../src/render/discord.ts';
import { pageLines } from '../../../src/render/page-lines.ts';
import { renderSlack } from '../../../src/render/slack.ts';
import { actionOf, citationOf, groupOf, headingOf, noteOf, pageOf, pointOf, quoteOf } from '../../render/pages.ts';

const NEXT = { command: 'cited', args: { id: 'a1' } };
const wordsOf = (page: Page) => pageLines(page).map((line) => line.fragments.map((one) => one.text).join(''));

/** Every page of it, as its own buttons lead from one to the next. */
function allPages(page: Page): Page[] {
  const pages = [onPage(page, undefined, NEXT)];
  for (;;) {
    const next = pages.at(-1)!.actions.find((action) => action.text.key === 'action-next');
    if (!next) return pages;
    pages.push(onPage(page, next.args.page, NEXT));
  }
}

const source = (n: number, sentences: readonly string[]) => ({
  source: {
    ...{ n, article: `a${n}`, version: 'v', title: `Title ${n}`, publisher: null, published: null },
    ...{ url: `https://news.example/${n}`, origin: null, sample: false },
  },
  cited: sentences.map((text) => ({ citation: citationOf(n, text), before: null, after: quoteOf('After.') })),
});

test('a short page stays as it is', () => {
  const page = pageOf([headingOf('T'), { is: 'points', group: groupOf('', [pointOf('One.')]) }], [actionOf('S', 'x')]);
  expect(onPage(page, undefined, NEXT)).toBe(page);
  expect(onPage(page, '7', NEXT)).toBe(page);
});

test('a long one is shown a page at a time: nothing lost, nothing twice, in order, its source named on each', () => {
  const items = Array.from({ length: 12 }, (_, n) =>
    source(
      n + 1,
      Array.from({ length: 9 }, (_, s) => `Sentence ${n + 1}.${s} ${'word '.repeat(40)}end.`),
    ),
  );
  const page = pageOf([headingOf('Sources'), { is: 'sources', items }], [actionOf('Share', 'share')]);
  const pages = allPages(page);
  expect(pages.length).toBeGreaterThan(2);
  const shown = pages.map((one) => wordsOf(one).join('\n'));
  const found = shown.join('\n').match(/Sentence \d+\.\d+/gu);
  expect(found).toEqual(items.flatMap((_, n) => Array.from({ length: 9 }, (_, s) => `Sentence ${n + 1}.${s}`)));
  for (const [at, text] of shown.entries()) {
    expect(text).toMatch(/^Sources\n\[\d+\] /u);
    expect(text).toContain(`Page ${at + 1} of ${pages.length}`);
    expect(renderDiscord(pages[at]!).length).toBeLessThanOrEqual(3);
    expect(renderSlack(pages[at]!)).toHaveLength(1);
  }
  const labels = pages.map((one) => one.actions.map((action) => action.command));
  expect(labels.slice(0, -1).every((all) => all[0] === 'cited' && all[1] === 'share')).toBe(true);
  expect(labels.at(-1)).toEqual(['share']);
});

test.each(['0', '-3', 'x', '', '1.5'])('page %j is the first', (asked) => {
  const group = groupOf(
    'H',
    Array.from({ length: 40 }, (_, n) => pointOf(`P${n} ${'word '.repeat(90)}`)),
  );
  const page = pageOf([headingOf('T'), { is: 'points', group }]);
  expect(onPage(page, asked, NEXT)).toEqual(onPage(page, '1', NEXT));
  expect(onPage(page, '999', NEXT)).toEqual(allPages(page).at(-1));
});

test('whatever the page holds, its pages hold the same, in order, and drop nothing in any message', () => {
  const words = fc.integer({ min: 1, max: 300 }).map((count) => `${'word '.repeat(count)}end.`);
  const points = fc.array(words, { minLength: 1, maxLength: 30 }).map((all) => all.map((text) => pointOf(text)));
  const when = (day: number): When => ({ precision: 'day', from: day * 86_400_000, to: day * 86_400_000, words: null });
  const difference = words.map((text): Difference => {
    const position = { value: 'x', pieces: pointOf(text).pieces, citations: pointOf(text).citations, said: null };
    return { slot: 'status', args: {}, kind: 'scope', positions: [position, position] };
  });
  const block: fc.Arbitrary<Block> = fc.oneof(
    words.map(noteOf),
    words.map(headingOf),
    points.map((all): Block => ({ is: 'points', group: groupOf('Head', all) })),
    fc.array(difference, { maxLength: 9 }).map((items): Block => ({ is: 'differences', items, detail: 'full' })),
    fc.array(points, { maxLength: 9 }).map(
      (all): Block => ({
        is: 'timeline',
        entries: all.map((some, day) => ({
          at: { key: 'date-instant', args: { when: when(day) } },
          points: some as never,
        })),
      }),
    ),
    fc.array(fc.array(words, { maxLength: 9 }), { maxLength: 9 }).map(
      (all): Block => ({
        is: 'sources',
        items: all.map((some, n) => source(n + 1, some)),
      }),
    ),
  );
  // Heads that are named again, and what pages add, are left out of the comparison.
  const ends = (pages: readonly Page[]) =>
    pages
      .flatMap((page) => pageLines(page).filter(({ style }) => style === 'point' || style === 'detail'))
      .map((line) => line.fragments.map((one) => one.text).join(''))
      .filter((text) => text.includes('end.'));
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
      const page = pageOf([headingOf('T'), ...blocks]);
      const pages = allPages(page);
      expect(ends(pages)).toEqual(ends([page]));
      for (const one of pages) {
        const shown = [...renderDiscord(one).map((message) => message.components[0].content)].join('\n');
        expect(shown).not.toContain('left out here');
        expect(JSON.stringify(renderSlack(one))).not.toContain('left out here');
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
