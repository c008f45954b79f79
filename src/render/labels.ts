import { IntlMessageFormat } from 'intl-messageformat';
import type { Label, LabelArg, LabelKey } from '../core/model/answer.ts';
import type { When } from '../core/model/article.ts';
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

function argText(arg: LabelArg): string | number {
  if (typeof arg !== 'object') return arg;
  if (Array.isArray(arg)) return (arg as readonly Label[]).map(labelText).join(', ');
  const one = arg as Exclude<typeof arg, readonly Label[]>;
  if ('key' in one) return labelText(one);
  if ('precision' in one) return whenText(one);
  return one.text;
}

/** The text of a label. Total: a label whose arguments do not fit its message shows the arguments alone. */
export function labelText(label: Label): string {
  const values = Object.fromEntries(
    Object.entries(label.args ?? {}).map(([name, arg]) => [
      name,
      name === 'language' ? languageName(String(arg)) : argText(arg),
    ]),
  );
  try {
    let message = compiled.get(label.key);
    if (!message) {
      message = new IntlMessageFormat(catalogue[label.key], LOCALE, undefined, { ignoreTag: true });
      compiled.set(label.key, message);
    }
    return String(message.format(values));
  } catch {
    return Object.values(values).join(' ') || label.key;
  }
}

/** True when the catalogue has this key: for keys made of a slot's value (`status-agreed`). */
export function isLabelKey(key: string): key is LabelKey {
  return Object.hasOwn(catalogue, key);
}
