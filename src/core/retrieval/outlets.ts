import type { Range } from '../model/article.ts';
import { fold, foldInPlace } from './words.ts';

/**
 * A place in a question where an outlet is named. `outlets` are the publishers it may mean, as the index writes them
 * ("The Independent" may be three); empty when the index has none of that name.
 */
export type OutletMention = Range & { readonly name: string; readonly outlets: readonly string[] };

/** Words before or after a name that make it an outlet: "according to The Verge", "the Fortune article". */
const BEFORE =
  /(?:according to|reported by|reported in|published by|published in|report from|report by|covered by|coverage by|article from|article by|article in|story in|(?:an?|the) (?:article|report|piece|story|coverage|interview|post) (?:from|by|in|published by|published in)|as (?:reported|noted|described|mentioned|discussed|covered) (?:by|in)|per|via|in|by|from|both|and|or) (?:both |the |a |an )?["'‘“]?$/i;
const AFTER =
  /^["'’”]?(?:['’]s)?(?: news)? (?:article|report|story|piece|coverage|post|interview|reported|reports|reporting|published|wrote|writes|said|says|covered)\b/i;
/** Where a name stands that may be an outlet's: "a NAME article", "reported by NAME". */
const NAME = String.raw`(?:[Tt]he )?\p{Lu}[\p{L}\p{N}.&]*(?: (?:of |& |\| |- )?\p{Lu}[\p{L}\p{N}.&]*){0,4}`;
const TEXT = '(?:article|report|story|piece|coverage|interview)s?';
const SLOTS: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:an?|another|one)\s+["'‘“]?(${NAME})["'’”]?(?:['’]s)? (?:news )?${TEXT}\b`, 'gu'),
  new RegExp(String.raw`["‘“']((?:The )?${NAME})["’”'](?:['’]s)? (?:news )?${TEXT}\b`, 'gu'),
  new RegExp(String.raw`\b(?:${TEXT}|published|covered|reported) (?:from|by|in) ["'‘“]?(${NAME})`, 'gu'),
];
/** Where only a name that is known as an outlet's, or looks like one, is taken for one. */
const LOOSE_SLOTS: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:the|this|that|and|both|by|of) ["'‘“]?(${NAME})["'’”]?(?:['’]s)? (?:news )?${TEXT}\b`,
    'gu',
  ),
  new RegExp(String.raw`\b(?:according to|as noted by|as mentioned by|as described by|per|via) ["'‘“]?(${NAME})`, 'gu'),
];
const LIKE_OUTLET =
  /\b(?:Times|Post|News|Journal|Herald|Tribune|Review|Insider|Magazine|Press|Daily|Weekly|Guardian|Telegraph|Chronicle|Gazette|Observer|Mail|Reporter|Standard|Broadcasting|Radio|TV|Television)\b|\.(?:com|org|net)$/;
const MONTH = /^(?:the )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b/;

type Form = { readonly text: string; readonly outlet: string; readonly the: boolean };

/** Names under which a publisher may be asked for: whole, up to its section, without "The", "News" or a domain. */
function forms(outlet: string): Form[] {
  const found = new Map<string, boolean>();
  const add = (name: string, the = false): void => {
    const text = fold(name).replace(/\s+/g, ' ').trim();
    if (text.length > 1 && !found.has(text)) found.set(text, the);
  };
  add(outlet);
  const head = outlet.split(/ [|\-–—:·] |, |: /)[0]!.trim();
  for (const name of [head, head.replace(/\.(?:com|net|org|co|news|tv|io|[a-z]{2})(?:\.[a-z]{2})?$/i, '')]) {
    add(name);
    add(name.replace(/(\p{Lu}{2,})(\p{Lu}\p{Ll})/gu, '$1 $2').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'));
    if (/^the /i.test(name)) add(name.slice(4), true);
    if (/ (?:news|online|media)$/i.test(name)) add(name.replace(/ \p{L}+$/u, ''));
    const initials = name.match(/(?<![\p{L}\p{N}])\p{Lu}/gu) ?? [];
    if (initials.length > 2 && name.split(' ').length > 2) {
      add(initials.join(''));
      if (/^the /i.test(name)) add(initials.slice(1).join(''));
    }
  }
  return [...found].map(([text, the]) => ({ text, outlet, the }));
}

const isWordChar = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** After these even a name in small letters is an outlet's. */
const SURELY_BEFORE = /(?:according to|reported by|published by|per|via) (?:the )?["'‘“]?$/i;

/**
 * A name of several words counts wherever it stands; a single word ("Wired", "The Age") only where it is written as a
 * name or where the words around it ask for an outlet.
 */
function isNamed(question: string, start: number, end: number, form: Form): boolean {
  const article = /^the /i.exec(question.slice(start, end))?.[0].length ?? 0;
  if (question.slice(start + article, end).includes(' ')) return true;
  const before = question.slice(Math.max(0, start - 60), start);
  const after = question.slice(end, end + 40);
  const capital = /\p{Lu}/u.test(question[start + article]!);
  if (AFTER.test(after) || SURELY_BEFORE.test(before)) return true;
  if (!capital || form.the) return capital && BEFORE.test(before);
  return article > 0 ? !/^ of\b/.test(after) : before.trim() !== '' && !/[.?!:]["'‘“\s]*$/.test(before);
}

/** An actor that the question names; of kind `outlet` when it is one. */
type Named = Range & { readonly actor: { readonly kind: string } };

/**
 * Outlets named in a question, in order, not overlapping; the longest name wins. `actors` are the actors it names: an
 * outlet among them counts as one also when the index has none of that name, anybody else never does.
 */
export function findOutlets(
  question: string,
  publishers: readonly string[],
  actors: readonly Named[] = [],
): OutletMention[] {
  const folded = foldInPlace(question);
  const known = publishers.flatMap(forms).sort((a, b) => b.text.length - a.text.length);
  const found: OutletMention[] = [];
  const free = (start: number, end: number): boolean => found.every((f) => end <= f.start || start >= f.end);
  const byText = Map.groupBy(known, (form) => form.text);
  for (const [text, same] of byText) {
    for (let at = folded.indexOf(text); at >= 0; at = folded.indexOf(text, at + 1)) {
      const end = at + text.length;
      if (isWordChar(question[at - 1]) || isWordChar(question[end]) || !free(at, end)) continue;
      if (!isNamed(question, at, end, same[0]!)) continue;
      const start = /\bthe $/i.exec(question.slice(Math.max(0, at - 4), at)) ? at - 4 : at;
      found.push({ start, end, name: question.slice(at, end), outlets: [...new Set(same.map((f) => f.outlet))] });
    }
  }
  for (const slot of [...SLOTS, ...LOOSE_SLOTS]) {
    for (const match of question.matchAll(slot)) {
      const name = match[1]!;
      const start = match.index + match[0].indexOf(name);
      const actor = actors.find((one) => one.start < start + name.length && one.end > start)?.actor;
      const isOutlet = actor ? actor.kind === 'outlet' : LIKE_OUTLET.test(name) || SLOTS.includes(slot);
      if (MONTH.test(name) || !isOutlet) continue;
      if (free(start, start + name.length)) found.push({ start, end: start + name.length, name, outlets: [] });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
