import type { Difference } from '../../model/answer.ts';
import type { When } from '../../model/article.ts';
import type { Ingested } from '../../model/ports.ts';
import type { DateMention } from '../../model/statement.ts';
import { type Told, tellingStems, toldDifferently } from './alike.ts';

/** The day or month of one thing, told differently: "signed on 3 May" against "signed on 5 May". */
export function dateDifferences(articles: readonly Ingested[]): Difference[] {
  return toldDifferently('date', articles.flatMap(dated), excludes);
}

/** `lead`: the date is a limit ("by", "since", "until") or the day itself. */
type Dated = Told & { readonly when: When; readonly lead: string };

const LEAD = /\b(by|until|till|before|after|since|from|through)\s+(?:\p{L}+\s+)?$/iu;
/** Days apart from which on two dates are of two things. */
const APART = 40;
const DAY = 86_400_000;

/** Sentences with one date alone; two of them may date two things. */
function dated(doc: Ingested): Dated[] {
  const { sentences, dates } = doc.analysis;
  return sentences.flatMap((sentence, index): Dated[] => {
    if (sentence.voice === 'boilerplate') return [];
    const here = dates.filter(
      (one) => one.start >= sentence.start && one.end <= sentence.end && !isNamed(doc.article.text, one),
    );
    const [only] = here;
    const value = only && here.length === 1 ? dayValue(doc, only) : null;
    if (!only || value === null) return [];
    const at = { start: only.start, end: only.end };
    const lead = LEAD.exec(doc.article.text.slice(Math.max(sentence.start, only.start - 24), only.start))?.[1] ?? '';
    return [
      { doc, index, at, value, when: only.when, lead: lead.toLowerCase(), stems: tellingStems(doc, index, [at]) },
    ];
  });
}

/** "USA Today" is no day. */
const isNamed = (text: string, { start, end }: DateMention): boolean =>
  text.slice(start, end) === 'Today' && /\p{Lu}[\p{L}]*\s$/u.test(text.slice(Math.max(0, start - 12), start));

/** A day or a month; a weekday of an undated article tells neither, a day of a month without a year does. */
function dayValue(doc: Ingested, { start, end, when }: DateMention): string | null {
  if (when.precision === 'day') return new Date(when.from).toISOString().slice(0, 10);
  if (when.precision === 'month') return new Date(when.from).toISOString().slice(0, 7);
  if (when.precision !== 'unresolved') return null;
  const text = doc.article.text.slice(start, end).toLowerCase();
  const month = MONTH.exec(text)?.[0];
  const day = /\b\d{1,2}(?=st|nd|rd|th|\b)/.exec(text)?.[0];
  return month && day && !/\d{4}/.test(text) ? `${month} ${day}` : null;
}

const MONTH = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/;

function excludes(a: Dated, b: Dated): boolean {
  if (a.lead !== b.lead) return false;
  const [one, other] = [a.when, b.when];
  if (one.precision === 'unresolved' || other.precision === 'unresolved')
    return one.precision === other.precision && a.value !== b.value;
  const gap = Math.max(one.from - other.to, other.from - one.to);
  return gap > 0 && gap < APART * DAY;
}
