import { expect, test } from 'vitest';
import type { Action, Page } from '../../src/core/model/page.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { labelText } from '../../src/render/labels.ts';
import { withRowButtons } from '../../src/render/row-buttons.ts';
import { renderSlack } from '../../src/render/slack.ts';
import { checkMessage, checkSchema } from '../servers/discord/rules.ts';
import { actionOf, headingOf, pageOf } from './pages.ts';

/** What may be done with a row, where no menu stands beside it. */

const menuOf = (n: number): readonly Action[] => [
  actionOf('Pause', 'digest pause', { id: `d${n}` }),
  actionOf('Remove', 'digest remove', { id: `d${n}` }),
];
const listOf = (count: number, actions: readonly Action[] = [], menu = menuOf): Page =>
  pageOf(
    [
      headingOf('Digests'),
      {
        is: 'rows',
        rows: Array.from({ length: count }, (_, n) => [
          { key: 'speaker', args: { name: `Row ${n}` } } as const,
          { key: 'speaker', args: { name: 'daily' } } as const,
        ]),
        menu: Array.from({ length: count }, (_, n) => menu(n)),
      },
    ],
    actions,
  );
const labelsOf = (page: Page) => page.actions.map(({ text }) => labelText(text));

test('Discord numbers the rows and has their buttons before those of the page', () => {
  const [message, ...more] = renderDiscord(listOf(2, [actionOf('New digest', 'digest subscribe')]));
  expect(more).toEqual([]);
  expect(message!.components[0].content).toContain('• **1\\. Row 0** · daily\n• **2\\. Row 1**');
  expect(message!.components.slice(1).flatMap((row) => ('components' in row ? row.components : []))).toMatchObject([
    { label: 'Pause 1', custom_id: 'digest.pause?id=d0' },
    { label: 'Remove 1', custom_id: 'digest.remove?id=d0' },
    { label: 'Pause 2', custom_id: 'digest.pause?id=d1' },
    { label: 'Remove 2', custom_id: 'digest.remove?id=d1' },
    { label: 'New digest', custom_id: 'digest.subscribe?' },
  ]);
});

test('five rows of two and ten of the page are within Discord’s limits', () => {
  const own = Array.from({ length: 12 }, (_, n) => actionOf('w'.repeat(100), 'more', { n: String(n) }));
  const [message] = renderDiscord(listOf(5, own));
  expect(message!.components.slice(1).map((row) => ('components' in row ? row.components.length : 0))).toEqual([
    ...[5, 5, 5, 5],
  ]);
  expect([...checkSchema('createMessage', message!), ...checkMessage({ ...message! }, 'create')]).toEqual([]);
});

test.each([
  ['more rows', listOf(6)],
  ['more to be done', listOf(4, [], (n) => [...menuOf(n), actionOf('Move', 'digest move', { id: `d${n}` })])],
  ['nothing to be done', listOf(2, [], () => [])],
])('a page of %s stays as it is', (_, page) => {
  expect(withRowButtons(page)).toBe(page);
});

test('a row with nothing to be done keeps its number', () => {
  const page = withRowButtons(listOf(3, [], (n) => (n === 1 ? [] : menuOf(n))));
  expect(labelsOf(page)).toEqual(['Pause 1', 'Remove 1', 'Pause 3', 'Remove 3']);
});

test('Slack has its menus beside the rows', () => {
  const text = JSON.stringify(renderSlack(listOf(2)));
  expect(text.match(/"type":"overflow"/gu)).toHaveLength(2);
  expect(text).not.toContain('Pause 1');
});
