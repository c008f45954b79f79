import { readPublished } from '../../core/language/published.ts';
import data from '../../data/extract.json' with { type: 'json' };
import type { Block } from './blocks.ts';

const DATED = new RegExp(data.phrases.dated, 'iu');
const BYLINE =
  /^(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Аа]втор)\s*:?\s+(\p{Lu}[\p{L}.'’-]*(?:\s\p{Lu}[\p{L}.'’-]*){1,3})\s?$/u;
/** Words, and characters, of a line that holds a date or a name and little else. */
const MOST = 14;
const LONGEST = 200;
const DAY = 86_400_000;
/** "Published: 10:48, Tue, Nov 19, 2019": what stands before the date itself. */
const BEFORE =
  /^(?:\p{L}+ )?\p{L}+(?: on| at)?\s*[:|]\s*|^(?:first )?(?:published|posted)(?: on)?\s+|^\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?)?,?\s*/iu;

const isShort = ({ text, words }: Block): boolean => words.length <= MOST && text.length <= LONGEST;

const bare = (words: string): string => words.replace(/^[\s[(|•·–—-]+|[\s\])|•·–—-]+$/g, '');

/**
 * The date of publication that a reader sees near the headline, as written, where its lines agree on one day. A line
 * that tells only of an update does not count. null when there is none or several.
 */
export function visibleDate(lines: readonly Block[]): string | null {
  const found = new Map<number, string>();
  for (const { text } of lines.filter(isShort)) {
    if (!DATED.test(text) || !/\b(?:19|20)\d{2}\b/.test(text)) continue;
    const [said = ''] = text.split(
      /\s*[|;/]?\s*\b(?:last )?(?:updated|modified|aktualisiert|mis à jour|actualizado)\b/i,
    );
    const words = bare(bare(said).replace(BEFORE, '').replace(BEFORE, ''));
    const when = readPublished(words);
    if (when !== null && (when.precision === 'instant' || when.precision === 'day'))
      found.set(Math.floor(when.from / DAY), words);
  }
  return found.size === 1 ? [...found.values()][0]! : null;
}

/** The author that a line near the headline names ("By …") and nothing else, where such lines agree; else null. */
export function visibleAuthor(lines: readonly Block[]): string | null {
  const names = new Set(lines.filter(isShort).flatMap(({ text }) => BYLINE.exec(text)?.[1]?.trim() ?? []));
  return names.size === 1 ? [...names][0]! : null;
}
