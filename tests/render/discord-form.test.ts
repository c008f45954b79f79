import { expect, test } from 'vitest';
import type { Form, Option } from '../../src/core/model/command.ts';
import { renderDiscordForm } from '../../src/render/discord-form.ts';
import { checkModal } from '../servers/discord/modals.ts';
import { checkSchema } from '../servers/discord/rules.ts';

const option = (name: string, more: Partial<Option> = {}): Option => ({
  name,
  describe: 'option-topic',
  required: false,
  kind: 'word',
  ...more,
});
const form = (fields: readonly Option[], more: Partial<Form> = {}): Form => ({
  command: 'digest subscribe',
  args: { topic: 'missiles' },
  title: { key: 'command-digest' },
  fields,
  ...more,
});
const render = (one: Form, suggested: Record<string, readonly string[]> = {}) =>
  renderDiscordForm(
    one,
    new Map(Object.entries(suggested).map(([name, values]) => [name, values.map((value) => ({ text: value, value }))])),
  );
const broken = (modal: ReturnType<typeof render>) => [
  ...checkSchema('modal', { type: 9, data: modal }),
  ...checkModal({ ...modal! }),
];
const types = (modal: ReturnType<typeof render>) => modal!.components.map((one) => one.component.type);

test('a modal carries the command and what is known, as a button does', () => {
  const modal = render(form([option('schedule', { required: true })]));
  expect(modal).toMatchObject({
    custom_id: 'digest.subscribe?topic=missiles',
    components: [{ type: 18, component: { type: 4, custom_id: 'schedule', style: 1, required: true } }],
  });
  expect(broken(modal)).toEqual([]);
});

test('fields: a line, a box, a list, roles; the required ones first', () => {
  const fields = [
    option('line'),
    option('role', { kind: 'role' }),
    option('box', { kind: 'rest' }),
    option('list', { required: true, choices: ['a', 'b'] }),
    option('suggested'),
  ];
  const modal = render(form(fields), { suggested: ['x'] });
  expect(modal!.components.map((one) => one.component.custom_id)).toEqual(['list', 'line', 'role', 'box', 'suggested']);
  expect(types(modal)).toEqual([3, 4, 6, 4, 3]);
  expect(broken(modal)).toEqual([]);
});

test('only a question and a quotation have a box', () => {
  const names = ['question', 'quotation', 'schedule', 'path', 'text'];
  const modal = render(form(names.map((name) => option(name, { kind: 'rest' }))));
  const styles = modal!.components.map(({ component }) => 'style' in component && component.style);
  expect(styles).toEqual([2, 2, 1, 1, 1]);
});

test('what does not fit a list is typed in', () => {
  const many = Array.from({ length: 25 }, (_, n) => `value ${n}`);
  for (const values of [many, ['x'.repeat(101)], ['']])
    expect(types(render(form([option('one')]), { one: values }))).toEqual([4]);
  expect(types(render(form([option('one', { choices: many })])))).toEqual([3]);
  expect(types(render(form([option('one', { choices: [...many, 'more'] })])))).toEqual([4]);
});

test('at most five fields, of whatever was asked for', () => {
  const modal = render(form(Array.from({ length: 9 }, (_, n) => option(`f${n}`, { required: n > 6 }))));
  expect(modal!.components.map((one) => one.component.custom_id)).toEqual(['f7', 'f8', 'f0', 'f1', 'f2']);
  expect(broken(modal)).toEqual([]);
});

test('strange words stay within the limits', () => {
  const args = { text: `\u202e@everyone ${'\u0301'.repeat(300)} ${'long '.repeat(50)}` };
  const fields = [option('one', { describe: 'question' as never })];
  const modal = render(form(fields, { title: { key: 'question', args } }), {
    one: ['\u200b', `a${'\u0301'.repeat(90)}`],
  });
  expect(modal!.title.length).toBeLessThanOrEqual(45);
  expect(broken(modal)).toEqual([]);
});

test('nothing to ask, or an id that would be too long, is no modal', () => {
  expect(render(form([]))).toBeNull();
  expect(render(form([option('one')], { args: { question: 'x'.repeat(100) } }))).toBeNull();
});
