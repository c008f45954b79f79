/**
 * The limits of Block Kit (https://docs.slack.dev/reference/block-kit, /reference/views), as far as we send it: what is
 * unknown here is refused.
 */

type Json = Readonly<Record<string, unknown>>;
export type Surface = 'message' | 'modal' | 'home';
/** Ids that must differ within one surface. */
type Ids = { readonly actions: Set<string>; readonly blocks: Set<string>; readonly surface: Surface };

/** What is wrong with a list of blocks; null when nothing is. */
export function blocksProblem(blocks: unknown, most: number, surface: Surface = 'message'): string | null {
  if (!Array.isArray(blocks) || blocks.length === 0) return 'no blocks';
  if (blocks.length > most) return `${blocks.length} blocks`;
  const ids: Ids = { actions: new Set(), blocks: new Set(), surface };
  for (const block of blocks) {
    const why = blockProblem(block as Json, ids);
    if (why !== null) return `${why} in ${JSON.stringify(block).slice(0, 200)}`;
  }
  return null;
}

function blockProblem(block: Json, ids: Ids): string | null {
  const id = block.block_id;
  if (id !== undefined) {
    if (typeof id !== 'string' || id.length < 1 || id.length > 255) return 'block_id';
    if (ids.blocks.has(id)) return `block_id ${id} twice`;
    ids.blocks.add(id);
  }
  switch (block.type) {
    case 'header':
      return only(block, ['type', 'text', 'block_id']) ?? textProblem(block.text, ['plain_text'], 150);
    case 'section':
      return (
        only(block, ['type', 'text', 'block_id', 'expand', 'accessory']) ??
        textProblem(block.text, ['mrkdwn', 'plain_text'], 3_000) ??
        (block.accessory === undefined ? null : elementProblem(block.accessory, ids, ['button', 'overflow']))
      );
    case 'divider':
      return only(block, ['type', 'block_id']);
    case 'context':
      return (
        only(block, ['type', 'elements', 'block_id']) ??
        each(block.elements, 10, (one) => textProblem(one, ['mrkdwn', 'plain_text'], 3_000))
      );
    case 'actions':
      return (
        only(block, ['type', 'elements', 'block_id']) ??
        each(block.elements, 25, (one) => elementProblem(one, ids, ['button', 'overflow', 'static_select']))
      );
    case 'input':
      return inputProblem(block, ids);
    default:
      return `unknown block type ${String(block.type)}`;
  }
}

function inputProblem(block: Json, ids: Ids): string | null {
  if (ids.surface === 'message') return 'an input in a message';
  const taken = ['plain_text_input', 'static_select', 'external_select', 'conversations_select'];
  return (
    only(block, ['type', 'label', 'element', 'block_id', 'hint', 'optional', 'dispatch_action']) ??
    textProblem(block.label, ['plain_text'], 2_000) ??
    (block.hint === undefined ? null : textProblem(block.hint, ['plain_text'], 2_000)) ??
    boolean(block, ['optional', 'dispatch_action']) ??
    elementProblem(block.element, ids, taken)
  );
}

function elementProblem(given: unknown, ids: Ids, taken: readonly string[]): string | null {
  const element = (given ?? {}) as Json;
  if (typeof element.type !== 'string' || !taken.includes(element.type))
    return `unknown element ${String(element.type)}`;
  const id = element.action_id;
  if (typeof id !== 'string' || id.length < 1 || id.length > 255) return 'action_id';
  if (ids.actions.has(id)) return `action_id ${id} twice`;
  ids.actions.add(id);
  const { placeholder } = element;
  return (
    (placeholder === undefined ? null : textProblem(placeholder, ['plain_text'], 150)) ??
    ELEMENTS[element.type]?.(element) ??
    null
  );
}

const ELEMENTS: Readonly<Record<string, (element: Json) => string | null>> = {
  button: (button) => {
    if (typeof button.value !== 'string' || button.value.length > 2_000) return 'value';
    return (
      only(button, ['type', 'action_id', 'text', 'value', 'style', 'accessibility_label']) ??
      textProblem(button.text, ['plain_text'], 75)
    );
  },
  overflow: (menu) => only(menu, ['type', 'action_id', 'options']) ?? optionsProblem(menu.options, 1, 5),
  static_select: (menu) =>
    only(menu, ['type', 'action_id', 'options', 'placeholder', 'initial_option', 'focus_on_load']) ??
    optionsProblem(menu.options, 1, 100) ??
    (menu.initial_option === undefined || contains(menu.options, menu.initial_option)
      ? null
      : 'initial_option is none of the options'),
  external_select: (menu) =>
    only(menu, ['type', 'action_id', 'placeholder', 'initial_option', 'min_query_length', 'focus_on_load']) ??
    (menu.initial_option === undefined ? null : optionsProblem([menu.initial_option], 1, 1)) ??
    whole(menu, 'min_query_length', 0, 100),
  conversations_select: (menu) =>
    only(menu, [
      ...['type', 'action_id', 'placeholder', 'initial_conversation', 'default_to_current_conversation'],
      ...['response_url_enabled', 'filter', 'focus_on_load'],
    ]) ?? filterProblem(menu.filter),
  plain_text_input: (input) => {
    const { initial_value: initial } = input;
    if (initial !== undefined && (typeof initial !== 'string' || initial.length > 3_000)) return 'initial_value';
    return (
      only(input, [
        ...['type', 'action_id', 'placeholder', 'initial_value', 'multiline', 'min_length', 'max_length'],
        'focus_on_load',
      ]) ??
      boolean(input, ['multiline']) ??
      whole(input, 'min_length', 0, 3_000) ??
      whole(input, 'max_length', 1, 3_000)
    );
  },
};

function filterProblem(filter: unknown): string | null {
  if (filter === undefined) return null;
  const { include, ...rest } = filter as Json;
  const kinds = ['im', 'mpim', 'private', 'public'];
  if (
    include !== undefined &&
    !(Array.isArray(include) && include.length > 0 && include.every((one) => kinds.includes(one)))
  )
    return 'filter';
  return only(rest, ['exclude_external_shared_channels', 'exclude_bot_users']);
}

/** A list of options, of a menu or in answer to `block_suggestion`; null when it is good. */
export function optionsProblem(options: unknown, least: number, most: number): string | null {
  if (!Array.isArray(options) || options.length < least || options.length > most) return 'number of options';
  for (const option of options as Json[]) {
    if (typeof option.value !== 'string' || option.value.length < 1 || option.value.length > 150) return 'option value';
    const { description } = option;
    const why =
      only(option, ['text', 'value', 'description']) ??
      textProblem(option.text, ['plain_text'], 75) ??
      (description === undefined ? null : textProblem(description, ['plain_text'], 75));
    if (why !== null) return `option: ${why}`;
  }
  const values = new Set((options as Json[]).map((one) => one.value));
  return values.size === options.length ? null : 'one option value twice';
}

/** What is wrong with a view; null when nothing is. */
export function viewProblem(given: unknown, type: 'modal' | 'home'): string | null {
  const view = (given ?? {}) as Json;
  if (view.type !== type) return `view of type ${String(view.type)}`;
  const { private_metadata: note, callback_id: id } = view;
  if (note !== undefined && (typeof note !== 'string' || note.length > 3_000)) return 'private_metadata';
  if (id !== undefined && (typeof id !== 'string' || id.length < 1 || id.length > 255)) return 'callback_id';
  const why = blocksProblem(view.blocks, 100, type);
  if (why !== null) return why;
  const both = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];
  if (type === 'home') return only(view, both);
  const asks = (view.blocks as Json[]).some((block) => block.type === 'input');
  if (asks && view.submit === undefined) return 'inputs, and nothing to submit them with';
  return (
    only(view, [...both, 'title', 'submit', 'close', 'clear_on_close', 'notify_on_close']) ??
    textProblem(view.title, ['plain_text'], 24) ??
    (view.submit === undefined ? null : textProblem(view.submit, ['plain_text'], 24)) ??
    (view.close === undefined ? null : textProblem(view.close, ['plain_text'], 24))
  );
}

function textProblem(text: unknown, types: readonly string[], most: number): string | null {
  if (typeof text !== 'object' || text === null) return 'no text object';
  const { type, text: words, ...rest } = text as Json;
  if (typeof type !== 'string' || !types.includes(type)) return `text of type ${String(type)}`;
  if (typeof words !== 'string' || words.length < 1 || words.length > most)
    return `text length ${String(words).length}`;
  const allowed = type === 'mrkdwn' ? 'verbatim' : 'emoji';
  const extra = Object.keys(rest).find((key) => key !== allowed || typeof rest[key] !== 'boolean');
  return extra === undefined ? null : `unknown field ${extra}`;
}

function each(list: unknown, most: number, check: (one: unknown) => string | null): string | null {
  if (!Array.isArray(list) || list.length < 1 || list.length > most) return 'number of elements';
  return list.map(check).find((why) => why !== null) ?? null;
}

function only(object: Json, keys: readonly string[]): string | null {
  const extra = Object.keys(object).find((key) => !keys.includes(key));
  return extra === undefined ? null : `unknown field ${extra}`;
}

function boolean(object: Json, keys: readonly string[]): string | null {
  const wrong = keys.find((key) => object[key] !== undefined && typeof object[key] !== 'boolean');
  return wrong === undefined ? null : `${wrong} is no boolean`;
}

function whole(object: Json, key: string, least: number, most: number): string | null {
  const value = object[key];
  if (value === undefined) return null;
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? null : key;
}

const contains = (options: unknown, one: unknown): boolean =>
  (options as unknown[]).some((option) => JSON.stringify(option) === JSON.stringify(one));
