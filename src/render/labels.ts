import { IntlMessageFormat } from 'intl-messageformat';
import type { Label, LabelArg, LabelKey } from '../core/model/answer.ts';
import type { Instant, When } from '../core/model/article.ts';
import catalogue from '../data/labels.json' with { type: 'json' };

/** All words of the bot come from one catalogue of ICU messages; this is where a label becomes text. */

const LOCALE = 'en';
const compiled = new Map<LabelKey, IntlMessageFormat>();
const languages = new Intl.DisplayNames(LOCALE, { type: 'language' });
const countries = new Intl.DisplayNames(LOCALE, { type: 'region' });

const FORMATS = {
  instant: new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
  day: new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  year: new Intl.DateTimeFormat(LOCALE, { year: 'numeric', timeZone: 'UTC' }),
} as const;

/** A date at the precision the source gave; an unresolved one keeps its own words. Instants are shown in UTC. */
export function whenText(when: When): string {
  if (when.precision === 'unresolved') return when.words.text;
  const text = FORMATS[when.precision].format(when.from);
  return when.precision === 'instant' ? `${text} UTC` : text;
}

/** An instant in a zone, with the zone's short name; null when there is no such zone or instant. */
export function instantIn(zone: string, at: Instant): string | null {
  try {
    return new Intl.DateTimeFormat(LOCALE, { ...LOCAL, timeZone: zone }).format(at);
  } catch {
    return null;
  }
}

const LOCAL: Intl.DateTimeFormatOptions = {
  ...{ year: 'numeric', month: 'short', day: 'numeric' },
  ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
};

/** The English name of an ISO 3166-1 alpha-2 code; the code itself when it is not one. */
export function countryName(code: string): string {
  try {
    return countries.of(code) ?? code;
  } catch {
    return code;
  }
}

/** The English name of an ISO 639-1 code; the code itself when it is not one. */
function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A stretch of a label's text; one that is an instant can be shown in the zone of whoever reads it. */
type LabelPart = string | { readonly text: string; readonly at: Instant };

const partText = (part: LabelPart): string => (typeof part === 'string' ? part : part.text);

/** A plain value where it can be one, so that plurals count it. */
function argParts(name: string, arg: LabelArg): string | number | readonly LabelPart[] {
  if (typeof arg !== 'object') return name === 'language' ? languageName(String(arg)) : arg;
  if (Array.isArray(arg))
    return (arg as readonly Label[]).flatMap((one, at) => [...(at > 0 ? [', '] : []), ...labelParts(one)]);
  const one = arg as Exclude<typeof arg, readonly Label[]>;
  if ('key' in one) return labelParts(one);
  if (!('precision' in one)) return one.text;
  const text = whenText(one);
  return one.precision === 'instant' ? [{ text, at: one.from }] : text;
}

/** The text of a label, its instants apart. Total: arguments that do not fit the message are shown alone. */
export function labelParts(label: Label): readonly LabelPart[] {
  const values = Object.fromEntries(
    Object.entries(label.args ?? {}).map(([name, arg]) => {
      const value = argParts(name, arg);
      const flat = typeof value !== 'object' || value.some((part) => typeof part !== 'string');
      return [name, flat ? value : value.join('')];
    }),
  );
  try {
    let message = compiled.get(label.key);
    if (!message) {
      message = new IntlMessageFormat(catalogue[label.key], LOCALE, undefined, { ignoreTag: true });
      compiled.set(label.key, message);
    }
    return joined(message.formatToParts<readonly LabelPart[]>(values).flatMap(({ value }) => value));
  } catch {
    const shown = Object.values(values).map((value) =>
      typeof value === 'object' ? value.map(partText).join('') : String(value),
    );
    return [shown.join(' ') || label.key];
  }
}

/** Texts side by side as one. */
function joined(parts: readonly LabelPart[]): readonly LabelPart[] {
  const out: LabelPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === 'string' && typeof last === 'string') out[out.length - 1] = last + part;
    else out.push(part);
  }
  return out;
}

/** The same as one text: instants in UTC. */
export function labelText(label: Label): string {
  return labelParts(label).map(partText).join('');
}

/** True when the catalogue has this key: for keys made of a slot's value (`status-agreed`). */
export function isLabelKey(key: string): key is LabelKey {
  return Object.hasOwn(catalogue, key);
}
