import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../src/commands/table.ts';
import type { Command } from '../../src/core/model/command.ts';
import { CHANNEL_FIELD, renderForm, renderModal, renderSuggestions } from '../../src/render/slack-form.ts';
import type { Desk } from '../../src/usecases/desk.ts';
import { optionsProblem, viewProblem } from '../servers/slack/blocks.ts';

/** Modals within the limits of Slack, for every command there is and whatever is suggested. */

const all = (commands: readonly Command[], path = ''): { path: string; command: Command }[] =>
  commands.flatMap((command) => [
    { path: `${path}${command.name}`, command },
    ...all(command.sub ?? [], `${path}${command.name} `),
  ]);
const commands = all(commandTable({ topics: () => [] } as unknown as Desk)).filter(
  ({ command }) => command.options.length > 0,
);

describe('renderForm', () => {
  it.each(
    commands.map(({ path, command }) => [path, command] as const),
  )('makes a good modal of /%s', (path, command) => {
    const form = { command: path, args: {}, title: { key: command.describe }, fields: command.options };
    for (const asksChannel of [true, false]) {
      const view = renderForm(form, 'x'.repeat(3_000), asksChannel);
      expect(viewProblem(view, 'modal')).toBeNull();
      const names = view.blocks.flatMap((block) => ('block_id' in block ? [block.block_id] : []));
      expect(names).toEqual([...(asksChannel ? [CHANNEL_FIELD] : []), ...command.options.map((one) => one.name)]);
    }
  });

  it('has a box for a question or a quotation alone', () => {
    const names = ['question', 'quotation', 'schedule', 'path', 'text'];
    const fields = names.map((name) => ({ name, describe: 'option-path', required: true, kind: 'rest' }) as const);
    const view = renderForm({ command: 'x', args: {}, title: { key: 'heading-app' }, fields }, '', false);
    const boxes = view.blocks.map(
      (block) => 'element' in block && 'multiline' in block.element && block.element.multiline,
    );
    expect(boxes).toEqual([true, true, false, false, false]);
  });

  it('writes no title that would act', () => {
    const title = {
      key: 'push-plain',
      args: { text: '<!channel> & <https://a.example|here>, please read all of it' },
    } as const;
    const view = JSON.stringify(renderForm({ command: 'ask', args: {}, title, fields: [] }, '', true));
    expect(view).not.toMatch(/<!|<https/);
  });
});

it('renderModal shows pages, and nothing to send', () => {
  const text = { key: 'push-plain', args: { text: 'words' } } as const;
  const page = { id: 'p', push: text, blocks: [{ is: 'heading', text }], actions: [] } as const;
  const view = renderModal(
    Array.from({ length: 120 }, () => page),
    'note',
  );
  expect(viewProblem(view, 'modal')).toBeNull();
  expect([view.submit, view.private_metadata, view.blocks.length]).toEqual([undefined, 'note', 100]);
});

it('renderSuggestions fits the limits, whatever is suggested', () => {
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }));
  const suggestions = fc.array(fc.record({ text: words, value: words }), { maxLength: 130 });
  fc.assert(fc.property(suggestions, (given) => optionsProblem(renderSuggestions(given), 0, 100) === null));
});
