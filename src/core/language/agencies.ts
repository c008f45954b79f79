import publishers from '../../data/publishers.json' with { type: 'json' };
import type { Range } from '../model/article.ts';
import { fold } from '../retrieval/words.ts';

/** News agencies and publishers of several titles: whose report an article says that it is. */

type Agency = {
  readonly name: string;
  readonly actor?: string;
  readonly also?: readonly string[];
  /** Names that mean other things outside a dateline. */
  readonly dateline?: readonly string[];
};

/** An agency by its name in the table, and the words that credit it. */
export type AgencyCredit = { readonly name: string; readonly actor: string | null; readonly range: Range };

const AGENCIES: readonly Agency[] = publishers.agencies;
const { credits } = publishers;

/** "The Guardian", "the guardian (News)" and "GUARDIAN" are one name. */
const nameKey = (name: string): string =>
  fold(name)
    .replace(/\s*\([^()]*\)\s*$/, '')
    .replace(/^the /, '')
    .trim();

const agencyByName = new Map<string, Agency>();
const agencyByKey = new Map<string, Agency>();
for (const agency of AGENCIES) {
  for (const name of [agency.name, ...(agency.also ?? [])]) {
    agencyByName.set(name, agency);
    agencyByKey.set(nameKey(name), agency);
  }
  for (const name of agency.dateline ?? []) agencyByName.set(name, agency);
}
const familyByKey = new Map<string, string>();
for (const { name, outlets } of publishers.families)
  for (const outlet of outlets) familyByKey.set(nameKey(outlet), name);

const escaped = (words: readonly string[]): string =>
  words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
const named = (names: readonly string[]): string => {
  const spaceless = names.filter((name) => /^[\p{scx=Han}\p{scx=Kana}]/u.test(name));
  const spaced = names.filter((name) => !spaceless.includes(name));
  return String.raw`(?:(?<![\p{L}\p{N}])(?:${escaped(spaced)})(?![\p{L}\p{N}])|${escaped(spaceless)})`;
};

const NAMES = AGENCIES.flatMap(({ name, also = [] }) => [name, ...also]);
const AGENCY = `(?<agency>${named(NAMES)})`;
const IN_DATELINE = `(?<agency>${named([...NAMES, ...AGENCIES.flatMap(({ dateline = [] }) => dateline)])})`;
const JOINING = String.raw`(?:(?:${escaped(credits.joining)})\s*){0,2}`;
const anyCase = (words: readonly string[]): string => String.raw`(?<![\p{L}\p{N}])(?i:${escaped(words)})(?!\p{Ll})`;
/** Where a credit line starts. */
const LINE = String.raw`(?:^|[-–—(（[;])\s*`;

/** At the very start: "KYIV, May 5 (Reuters)", "МОСКВА, 5 мая. ТАСС.", "新华社北京电", "By the Associated Press". */
const OPENING = [
  new RegExp(
    String.raw`^[^.!?]{0,60}?[(（[【［][^)）\]】］]{0,16}${IN_DATELINE}(?:\s*/\s*[\p{L}-]{2,12}){0,2}[)）\]】］]`,
    'u',
  ),
  new RegExp(String.raw`^(?:[^.!?\n]{0,40}[.,/–—-]\s*)?${AGENCY}\s*(?:[-–—:：/.]|$)`, 'u'),
  new RegExp(String.raw`^(?:[Bb]y\s+)${JOINING}${AGENCY}(?:\s+[Ss]taff)?\s*$`, 'u'),
  new RegExp(`^(?:${escaped(NAMES.filter((name) => /^\p{scx=Han}/u.test(name)))})`, 'u'),
];
/** "laut dpa", "по данным ТАСС", "AFP通信によると". */
const CREDITED = [
  new RegExp(String.raw`${anyCase(credits.before)}\s*${JOINING}${AGENCY}`, 'u'),
  new RegExp(`${AGENCY}(?:通信社?|社)?(?:${escaped(credits.after)})`, 'u'),
];
/** In the last lines: "With files from AFP", "AP contributed to this report", "© Reuters", "(dpa/afp)", "— Kyodo". */
const CLOSING = [
  new RegExp(String.raw`${LINE}${anyCase(credits.closing)}[^.!?\n]{0,80}?${AGENCY}`, 'u'),
  new RegExp(String.raw`${LINE}${anyCase(credits.attached)}[\s:]*(?:\d{4}\s*)?${JOINING}${AGENCY}`, 'u'),
  new RegExp(String.raw`${AGENCY}\s+(?:\p{L}+\s+){0,4}(?:${escaped(credits.contributed)})`, 'u'),
  new RegExp(String.raw`[(（[]${AGENCY}(?:\s*[/,]\s*[\p{L}-]{2,12})?[)）\]]\s*\.?$`, 'u'),
  new RegExp(String.raw`(?:^|\s)[-–—/]\s*${AGENCY}\s*\.?$`, 'u'),
];
const OF_PICTURE = new RegExp(anyCase(credits.pictures), 'u');

/** How many sentences from either end of an article name its agency; later ones are the source of a detail. */
const FIRST = 3;
const CREDITS = 10;
const LAST = 4;
/** Sentences are read so far. */
const READ = 1000;

/**
 * The agency whose report an article is by its own words, in any language: a dateline or byline at the start, a credit
 * in the opening, a credit line at the end. null when none is named; a picture's credit is none.
 */
export function agencyCredit(text: string, sentences: readonly Range[]): AgencyCredit | null {
  return (
    search(text, sentences.slice(0, FIRST), OPENING) ??
    search(text, sentences.slice(0, CREDITS), CREDITED) ??
    search(text, sentences.slice(-LAST).reverse(), CLOSING)
  );
}

function search(text: string, sentences: readonly Range[], patterns: readonly RegExp[]): AgencyCredit | null {
  for (const { start, end } of sentences) {
    const words = text.slice(start, Math.min(end, start + READ));
    for (const pattern of patterns) {
      const hit = pattern.exec(words);
      if (hit === null || OF_PICTURE.test(words.slice(0, hit.index + hit[0].length))) continue;
      // Where a pattern has no name of its own all that it found is one.
      const agency =
        agencyByName.get(hit.groups?.agency ?? hit[0]) ?? agencyByKey.get(nameKey(hit.groups?.agency ?? ''));
      if (agency === undefined) continue;
      const found = /\S[\s\S]*\S/u.exec(hit[0])!;
      const from = start + hit.index + found.index;
      return { name: agency.name, actor: agency.actor ?? null, range: { start: from, end: from + found[0].length } };
    }
  }
  return null;
}

/** The agency that a whole name or byline is ("Reuters Staff", "AFP"); null for any other. */
export function agencyNamed(name: string): { readonly name: string; readonly actor: string | null } | null {
  const key = nameKey(name.replace(/^by\s+/i, '').replace(/\s+staff$/i, ''));
  const agency = agencyByKey.get(key);
  return agency ? { name: agency.name, actor: agency.actor ?? null } : null;
}

/** The publisher of several titles that an outlet belongs to; null when it is not known to belong to any. */
export const familyOf = (outlet: string): string | null => familyByKey.get(nameKey(outlet)) ?? null;

/** One key for all names of an outlet or agency and for the titles of one publisher. */
export function outletKey(name: string, actor: string | null): string {
  const agency = agencyNamed(name);
  return familyOf(name) ?? agency?.actor ?? actor ?? nameKey(agency?.name ?? name);
}
