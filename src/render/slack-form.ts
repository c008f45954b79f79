import type { Label } from '../core/model/answer.ts';
import type { Form, Option, Suggestion } from '../core/model/command.ts';
import type { Page } from '../core/model/page.ts';
import { escapeSlack, plainSlack } from './escape-slack.ts';
import { clip } from './fit.ts';
import { labelText } from './labels.ts';
import { LIMITS, LONG_OPTIONS } from './limits.ts';
import { renderSlackView, type SlackBlock } from './slack.ts';

/** Form and Page → Slack modals (https://docs.slack.dev/reference/views/modal-views): plain JSON for `views.open`. */

type Plain = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
type Choice = { readonly text: Plain; readonly value: string };
type Element =
  | { readonly type: 'plain_text_input'; readonly action_id: string; readonly multiline: boolean }
  | { readonly type: 'static_select'; readonly action_id: string; readonly options: readonly Choice[] }
  | { readonly type: 'external_select'; readonly action_id: string; readonly min_query_length: 0 }
  | {
      readonly type: 'conversations_select';
      readonly action_id: string;
      readonly default_to_current_conversation: true;
      readonly filter: { readonly include: readonly ['public', 'private']; readonly exclude_bot_users: true };
    };
type Input = {
  readonly type: 'input';
  readonly block_id: string;
  readonly label: Plain;
  readonly optional: boolean;
  readonly element: Element;
};

export type SlackModal = {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly title: Plain;
  readonly submit?: Plain;
  readonly close: Plain;
  readonly private_metadata: string;
  readonly blocks: readonly (SlackBlock | Input)[];
};

const MAX = LIMITS.slack;
/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const OPTION_VALUE = 150;
/** https://docs.slack.dev/reference/block-kit/blocks/input-block */
const INPUT_LABEL = 2_000;

/** `callback_id` of every modal of ours, and how the `action_id` of a field begins. */
export const MODAL_ID = 'sitrep:form';
export const FIELD_ID = /^field:/;
/** `block_id` of the field that asks for the channel, which no option is named like. */
export const CHANNEL_FIELD = 'sitrep:channel';

/**
 * The modal that asks for the fields of a form; a field's `block_id` is the option's name. `note` comes back with what
 * is submitted (at most 3,000 characters). `asksChannel`: there is no channel to speak of, so it is a field too.
 */
export function renderForm(form: Form, note: string, asksChannel: boolean): SlackModal {
  const channel: Input = {
    type: 'input',
    block_id: CHANNEL_FIELD,
    label: plain(labelText({ key: 'form-channel' }), INPUT_LABEL),
    optional: false,
    element: {
      type: 'conversations_select',
      action_id: `field:${CHANNEL_FIELD}`,
      default_to_current_conversation: true,
      filter: { include: ['public', 'private'], exclude_bot_users: true },
    },
  };
  const title = labelText(form.title);
  const fits = title.length <= MAX.modalTitle;
  const head: SlackBlock = {
    type: 'section',
    text: { type: 'mrkdwn', text: escapeSlack(title), verbatim: true },
    expand: true,
  };
  return {
    type: 'modal',
    callback_id: MODAL_ID,
    title: plain(fits ? title : labelText({ key: 'heading-app' }), MAX.modalTitle),
    submit: plain(labelText({ key: 'form-submit' }), MAX.modalTitle),
    close: plain(labelText({ key: 'form-close' }), MAX.modalTitle),
    private_metadata: note,
    blocks: [...(fits ? [] : [head]), ...(asksChannel ? [channel] : []), ...form.fields.map(field)].slice(
      0,
      MAX.viewBlocks,
    ),
  };
}

/** A modal that shows pages; its buttons come with `note`. */
export function renderModal(pages: readonly Page[], note: string): SlackModal {
  return {
    type: 'modal',
    callback_id: MODAL_ID,
    title: plain(labelText({ key: 'heading-app' }), MAX.modalTitle),
    close: plain(labelText({ key: 'form-close' }), MAX.modalTitle),
    private_metadata: note,
    blocks: renderSlackView(pages),
  };
}

/** Options for a menu, each value once; what Slack would refuse is left out. */
export function renderSuggestions(suggestions: readonly Suggestion[]): Choice[] {
  const values = new Set<string>();
  return suggestions
    .filter(({ value }) => value !== '' && value.length <= OPTION_VALUE && !values.has(value) && values.add(value))
    .slice(0, MAX.suggestions)
    .map(({ text, value }) => ({ text: plain(text.trim() === '' ? value : text, MAX.suggestionText), value }));
}

function field(option: Option): Input {
  return {
    type: 'input',
    block_id: option.name,
    label: plain(labelText({ key: option.describe } as Label), INPUT_LABEL),
    optional: !option.required,
    element: element(option),
  };
}

function element({ name, choices, suggest }: Option): Element {
  const action_id = `field:${name}`;
  if (suggest) return { type: 'external_select', action_id, min_query_length: 0 };
  if (choices && choices.length > 0) {
    const options = renderSuggestions(choices.map((choice) => ({ text: choice, value: choice })));
    return { type: 'static_select', action_id, options };
  }
  return { type: 'plain_text_input', action_id, multiline: LONG_OPTIONS.has(name) };
}

function plain(text: string, most: number): Plain {
  return { type: 'plain_text', text: clip(plainSlack(text) || '…', most), emoji: false };
}
