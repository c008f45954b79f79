import type { Interaction, Json } from './world.ts';

/** Rules of callbacks and modals that the published schema misses. */

type Asked = Pick<Interaction, 'kind' | 'onMessage'>;

/**
 * Which callbacks an interaction takes: a message's update (6, 7) only one on a message, choices (8) only typing, a modal (9)
 * anything but typing and a modal.
 * https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
 */
export function checkCallback(type: number, { kind, onMessage }: Asked): string[] {
  if (kind === 'autocomplete') return type === 8 ? [] : [`callback ${type} for what is being typed`];
  if (type === 8) return [`choices for a ${kind}`];
  if ((type === 6 || type === 7) && !onMessage) return [`a message's update for a ${kind}`];
  if (type === 9 && kind === 'modal') return ['a modal after a modal'];
  return [];
}

/** https://docs.discord.com/developers/components/reference#label */
export function checkModal(modal: Json): string[] {
  const rows = (modal.components ?? []) as Json[];
  const out: string[] = [];
  if (rows.length > 5) out.push(`modal: ${rows.length} components, 5 are allowed`);
  const fields: Json[] = [];
  for (const row of rows) {
    if (row.type === 1) out.push('modal: rows are deprecated, a label holds a field');
    else if (row.type === 18) fields.push(row.component as Json);
  }
  if (fields.length === 0) out.push('modal: no field');
  const ids = fields.map((field) => field.custom_id);
  if (new Set(ids).size < ids.length) out.push('modal: a custom_id twice');
  for (const field of fields) out.push(...checkField(field));
  return out;
}

function checkField(field: Json): string[] {
  const name = `field ${String(field.custom_id)}`;
  const out: string[] = [];
  if (field.type === 4) {
    if (field.label !== undefined) out.push(`${name}: the label stands around it`);
    const [min, max] = [Number(field.min_length ?? 0), Number(field.max_length ?? 4_000)];
    if (min > max) out.push(`${name}: min_length above max_length`);
    if (String(field.value ?? '').length > max) out.push(`${name}: value above max_length`);
    return out;
  }
  if (field.disabled) out.push(`${name}: nothing is disabled in a modal`);
  const most = Number(field.max_values ?? 1);
  const least = Number(field.min_values ?? 1);
  if (least > most) out.push(`${name}: min_values above max_values`);
  if (field.required !== false && least < 1) out.push(`${name}: required, and min_values is 0`);
  if (field.type === 3) {
    const options = (field.options ?? []) as Json[];
    if (most > options.length) out.push(`${name}: max_values above its options`);
    if (new Set(options.map((one) => one.value)).size < options.length) out.push(`${name}: a value twice`);
    if (options.filter((one) => one.default === true).length > most) out.push(`${name}: too many defaults`);
  }
  return out;
}
