import type { Form, Option, Suggestion } from '../core/model/command.ts';
import { encodeAction } from './action-id.ts';
import { clean } from './clean.ts';
import { clip } from './fit.ts';
import { labelText } from './labels.ts';
import { LIMITS, LONG_OPTIONS } from './limits.ts';

/**
 * A form as a Discord modal: https://docs.discord.com/developers/components/reference#label. Its id is the command
 * with the arguments that are known, as of a button; a field's id is the option's name.
 */

type Choice = { readonly label: string; readonly value: string };
type Field =
  | { readonly type: 4; readonly custom_id: string; readonly style: 1 | 2; readonly required: boolean }
  | {
      readonly type: 3;
      readonly custom_id: string;
      readonly options: readonly Choice[];
      readonly min_values: 0 | 1;
      readonly required: boolean;
    }
  | { readonly type: 6; readonly custom_id: string; readonly min_values: 0 | 1; readonly required: boolean };
type Labelled = {
  readonly type: 18;
  readonly label: string;
  readonly description?: string;
  readonly component: Field;
};
export type DiscordModal = {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Labelled[];
};

/**
 * Required fields come first, at most five. A field with few choices or suggestions (by the option's name) is a list,
 * else a line, or a box for many words. null when there is nothing to ask or the arguments do not fit the id. Total.
 */
export function renderDiscordForm(
  form: Form,
  suggested: ReadonlyMap<string, readonly Suggestion[]>,
): DiscordModal | null {
  const { title, command, args } = form;
  const custom_id = encodeAction({ text: title, command, args });
  if (custom_id === null || form.fields.length === 0) return null;
  const fields = form.fields.toSorted((a, b) => Number(b.required) - Number(a.required));
  return {
    custom_id,
    title: worded(labelText(title), LIMITS.discord.modalTitle) || command,
    components: fields
      .slice(0, LIMITS.discord.modalFields)
      .map((option) => labelled(option, choicesOf(option, suggested.get(option.name) ?? []))),
  };
}

function labelled(option: Option, choices: readonly Choice[]): Labelled {
  const words = worded(labelText({ key: option.describe }), LIMITS.discord.commandDescription);
  const short = words !== '' && words.length <= LIMITS.discord.fieldLabel;
  return {
    type: 18,
    label: short ? words : option.name,
    ...(!short && words !== '' && { description: words }),
    component: fieldOf(option, choices),
  };
}

function fieldOf({ name, kind, required }: Option, choices: readonly Choice[]): Field {
  const picked = { custom_id: name, min_values: required ? 1 : 0, required } as const;
  if (kind === 'role') return { type: 6, ...picked };
  if (choices.length > 0) return { type: 3, ...picked, options: choices };
  return { type: 4, custom_id: name, style: LONG_OPTIONS.has(name) ? 2 : 1, required };
}

/** None when they do not all fit: a list that hides some would be worse than a line to type in. */
function choicesOf(option: Option, suggested: readonly Suggestion[]): readonly Choice[] {
  const { suggestions, suggestionText } = LIMITS.discord;
  const all = option.choices?.map((value) => ({ text: value, value })) ?? suggested;
  const fits = all.every(({ value }) => value !== '' && value.length <= suggestionText);
  const different = new Set(all.map(({ value }) => value)).size === all.length;
  // As many as a list holds may be the first of more.
  const most = option.choices ? suggestions : suggestions - 1;
  if (!fits || !different || all.length > most) return [];
  return all.map(({ text, value }) => ({ label: worded(text, suggestionText) || value, value }));
}

const worded = (text: string, limit: number) => clip(clean(text).trim(), limit);
