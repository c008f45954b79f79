import { expect, test } from 'vitest';
import { renderTerminal } from '../../src/render/terminal.ts';
import { pageOf } from './pages.ts';

const at = Date.parse('2026-07-20T12:00:00Z');
const page = (when: number) =>
  pageOf([
    { is: 'note', text: { key: 'since', args: { when: { precision: 'instant', from: when, to: when, words: null } } } },
  ]);
const shown = (zone?: string, when = at) =>
  renderTerminal(page(when), { columns: 80, color: false, ...(zone !== undefined && { zone }) });

test('an instant stands in the zone of who sits there, by its short name; in UTC where there is none', () => {
  expect(shown('Europe/Berlin')).toBe('since Jul 20, 2026, 2:00 PM GMT+2');
  expect(shown('America/New_York')).toBe('since Jul 20, 2026, 8:00 AM EDT');
  for (const none of [undefined, '', 'Nowhere/None']) expect(shown(none)).toBe('since Jul 20, 2026, 12:00 PM UTC');
});

test('a day is the same for everybody', () => {
  const when = { precision: 'day', from: at, to: at, words: null } as const;
  const day = pageOf([{ is: 'note', text: { key: 'since', args: { when } } }]);
  expect(renderTerminal(day, { columns: 80, color: false, zone: 'Pacific/Auckland' })).toBe('since Jul 20, 2026');
});
