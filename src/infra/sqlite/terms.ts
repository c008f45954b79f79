import type { Article, When } from '../../core/model/article.ts';
import type { Ingested } from '../../core/model/ports.ts';
import { words } from '../../core/retrieval/words.ts';
import functionWords from '../../data/function-words.json' with { type: 'json' };

/** Longer runs of letters are no words; the rest of one is left out, in texts and in questions alike. */
const LONGEST = 64;

/**
 * The words of any text as the index holds them: folded and stemmed, in order, only letters, digits, and `.` or `,`
 * inside a number. Questions go through the same function, so no character of theirs can be an operator.
 */
export function terms(text: string): string[] {
  // Nothing is left of a word that is all marks.
  return words(text).flatMap((word) => (word.stem === '' ? [] : [word.stem.slice(0, LONGEST)]));
}

const FUNCTION_WORDS = new Set(functionWords.flatMap((word) => terms(word)));

/** Whether a term holds a sentence together and says nothing by itself ("the", "what", "did"). */
export const isFunctionWord = (term: string): boolean => FUNCTION_WORDS.has(term);

/** What is matched of one passage: terms joined by spaces. */
export type Columns = {
  readonly title: string;
  readonly outlet: string;
  readonly body: string;
  readonly aliases: string;
};

/** The searchable words of each passage of an article, in the order of `Analysis.passages`. */
export function columnsOf({ article, analysis }: Ingested): Columns[] {
  const title = terms(article.title ?? '').join(' ');
  const outlet = terms(`${article.publisher ?? ''} ${dateWords(article.published)}`).join(' ');
  return analysis.passages.map((passage) => {
    const names = new Set<string>();
    for (const { start, end, name, country } of analysis.mentions) {
      if (start < passage.start || end > passage.end) continue;
      names.add(name);
      if (country !== null) names.add(countryName(country));
    }
    return {
      title,
      outlet,
      body: terms(bodyOf(article, passage.start, passage.end)).join(' '),
      aliases: terms([...names].join('\n')).join(' '),
    };
  });
}

const bodyOf = (article: Article, start: number, end: number): string => article.text.slice(start, end);

const DATE_PARTS = {
  instant: { day: 'numeric', month: 'long', year: 'numeric' },
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
} as const;
const FORMATS = new Map(
  Object.entries(DATE_PARTS).map(([precision, parts]) => [
    precision,
    new Intl.DateTimeFormat('en', { ...parts, timeZone: 'UTC' }),
  ]),
);

/** "November 21, 2026": what a question may call the day of publication, as precise as it is known. */
function dateWords(published: When | null): string {
  if (published === null || published.precision === 'unresolved') return '';
  return FORMATS.get(published.precision)?.format(published.from) ?? '';
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? '') : '';
}
