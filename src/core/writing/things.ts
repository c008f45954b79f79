import causes from '../../data/causes.json' with { type: 'json' };
import type { Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import type { Plan } from '../retrieval/plan.ts';
import { words } from '../retrieval/words.ts';
import { textOf } from './pieces.ts';
import { holder, verbsOf } from './relevance.ts';

/** The kind of thing a question wants: a date, a place, a person, a figure, a cause, and where a sentence has one. */

const WHY = new RegExp(`\\b(?:${causes.why.map((one) => one.replace(/ /g, '\\s+')).join('|')})\\b`, 'giu');
const NAMED = "\\s+(?:the\\s+)?(\\p{Lu}[\\p{L}’'-]+(?:\\s+\\p{Lu}[\\p{L}’'-]+){0,3})";
const AT = new RegExp(`\\b(?:in|at|near|inside|outside|around|across)${NAMED}`, 'gu');
const TO = new RegExp(`\\b(?:in|at|near|to|into|towards?|from|via)${NAMED}`, 'gu');
const COUNTRY = /\b(?:which|what)\s+(?:\p{L}+\s+)?(?:country|countries|nations?)\b/iu;
const MOTION =
  /\b(?:go|going|send|sent|ship|shipped|deliver(?:ed)?|transfer(?:red)?|export(?:ed)?|travel|fly|flee|move|end up|come|sold|sell)\b/i;

/** Things of the wanted kind within a range of an article; null when the question wants none of these kinds. */
export function thingsIn(plan: Plan, doc: Ingested, range: Range): readonly Range[] | null {
  const inside = (one: Range) => one.start >= range.start && one.end <= range.end;
  const { dates, mentions, quantities } = doc.analysis;
  switch (plan.kind) {
    case 'when':
      return dates.filter((one) => inside(one) && !isOfOtherWords(plan, doc, one, range));
    case 'where': {
      // "Which country won?" asks for no place behind "in".
      const states = COUNTRY.test(plan.question) ? mentions.filter((one) => one.kind === 'state') : [];
      return [...placesIn(plan, doc, range), ...states.filter((one) => inside(one) && !isAsked(plan, one.entity))];
    }
    case 'who':
      return mentions.filter((one) => inside(one) && one.kind !== 'state' && !isAsked(plan, one.entity));
    case 'count':
      return quantities.filter(inside);
    case 'why':
      return [...textOf(doc, range).matchAll(WHY)].map((match) => ({
        start: range.start + match.index,
        end: range.start + match.index + match[0].length,
      }));
    default:
      return null;
  }
}

/** The date says when something was said, and what the question asks for is done in what was said, or not at all. */
function isOfOtherWords(plan: Plan, doc: Ingested, date: Range, range: Range): boolean {
  const verbs = verbsOf(plan);
  if (verbs.length === 0) return false;
  const dated = doc.analysis.statements.filter(({ when }) => {
    const span = when?.words?.span;
    return span !== undefined && span.start < date.end && date.start < span.end;
  });
  if (dated.length === 0) return false;
  const said = dated.flatMap(({ content }) => content);
  const outside = words(textOf(doc, range)).filter(
    ({ start }) => !said.some((span) => span.start <= range.start + start && range.start + start < span.end),
  );
  const stems = new Set(outside.map((word) => word.stem));
  return !verbs.some((verb) => holder(plan, verb)(stems));
}

const isAsked = (plan: Plan, entity: string): boolean => plan.actors.some((actor) => actor.slug === entity);

/** Names behind "in", and behind "to" where something moves; no date and nobody whom the question names. */
function placesIn(plan: Plan, doc: Ingested, range: Range): Range[] {
  const { dates, mentions } = doc.analysis;
  return [...textOf(doc, range).matchAll(MOTION.test(plan.question) ? TO : AT)].flatMap((match) => {
    const name = match[1]!;
    const start = range.start + match.index + match[0].length - name.length;
    const place = { start, end: start + name.length };
    const meets = (one: Range) => one.start < place.end && one.end > place.start;
    const other = mentions.some(
      (one) => meets(one) && (/^(?:person|organisation|outlet)$/.test(one.kind) || isAsked(plan, one.entity)),
    );
    return other || dates.some(meets) ? [] : [place];
  });
}
