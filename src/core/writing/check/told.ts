import type { Range } from '../../model/article.ts';
import type { Told } from '../../model/check.ts';
import type { Ingested } from '../../model/ports.ts';
import type { Statement } from '../../model/statement.ts';

/** Whether words of an article are quoted, reported or the writer's own, and whose they are. */

const CLOSING: Readonly<Record<string, string>> = {
  '“': '”',
  '「': '」',
  '『': '』',
  '"': '"',
  '«': '»',
  '„': '“”',
  '‘': '’',
  "'": "'",
};
const LETTER = /[\p{L}\p{N}]/u;
/** How far back a paragraph's beginning is looked for. */
const REACH = 20_000;

/** What stands in quotation marks in the paragraphs of a range, the marks left out; an unclosed one ends with its paragraph. */
export function quotedRanges({ article: { text } }: Ingested, { start, end }: Range): Range[] {
  const from = Math.max(text.lastIndexOf('\n', start) + 1, start - REACH);
  const found: Range[] = [];
  let open: { closes: string; at: number } | null = null;
  const close = (at: number) => {
    if (open) found.push({ start: open.at, end: at });
    open = null;
  };
  let at = from;
  for (; at < text.length && (at < end || open !== null); at++) {
    const mark = text[at]!;
    if (mark === '\n') {
      close(at);
      if (at >= end) break;
    } else if (open !== null) {
      if (open.closes.includes(mark) && !isApostrophe(text, at)) close(at);
    } else if (CLOSING[mark] !== undefined && !isApostrophe(text, at) && opensHere(text, at)) {
      open = { closes: CLOSING[mark], at: at + 1 };
    }
  }
  close(at);
  return found;
}

const isApostrophe = (text: string, at: number): boolean =>
  /['’]/.test(text[at]!) && LETTER.test(text.charAt(at - 1)) && LETTER.test(text.charAt(at + 1));

/** A single mark opens only before a word and behind none; "ministers' talks" opens nothing. */
function opensHere(text: string, at: number): boolean {
  return !/['‘]/.test(text[at]!) || (!LETTER.test(text.charAt(at - 1)) && LETTER.test(text.charAt(at + 1)));
}

/** Longer stretches between two quotations of one speaker are more than "she added". */
const ADDED = 120;

/** What stands between two quotations of one speaker, "said the minister" and the like: it may be passed over. */
export function betweenQuotations({ article, analysis }: Ingested, hull: Range): Range[] {
  const spans = analysis.statements
    .filter((one) => one.kind === 'direct' || one.kind === 'mixed')
    .flatMap((one) => one.content.map((span) => ({ span, one })))
    .filter(({ span }) => span.end > hull.start && span.start < hull.end)
    .sort((a, b) => a.span.start - b.span.start);
  return spans.flatMap(({ span, one }, at) => {
    const next = spans[at + 1];
    if (!next) return [];
    const between = { start: span.end, end: next.span.start };
    const named = next.one.speaker?.at;
    const isPronoun =
      named !== undefined && named.start >= between.start && PRONOUN.test(article.text.slice(named.start, named.end));
    if (next.one !== one && !isPronoun && !sameSpeaker(one, next.one)) return [];
    return between.end > between.start && between.end - between.start <= ADDED ? [between] : [];
  });
}

const PRONOUN = /^(?:he|she|they|it)$/iu;

function sameSpeaker({ speaker: a }: Statement, { speaker: b }: Statement): boolean {
  return a !== null && b !== null && (a.actor ?? a.name) === (b.actor ?? b.name);
}

/**
 * The statement that holds most of the words, when it holds half of them. A view that the writer gives to someone is
 * the writer's own words. Two who speak with one voice are two statements of the same words.
 */
export function toldBy(
  { analysis }: Ingested,
  range: Range,
  quoted: boolean,
): { told: Told; statement: Statement | null; others: Statement[] } {
  const half = (range.end - range.start) / 2;
  const holding = analysis.statements
    .filter((one) => one.kind !== 'ascribed')
    .map((one) => ({ one, shared: sharedOf(one, range) }))
    .filter(({ shared }) => shared > half)
    .sort((a, b) => b.shared - a.shared || Number(a.one.speaker === null) - Number(b.one.speaker === null));
  const statement = holding[0]?.one ?? null;
  const others = holding
    .filter(
      ({ one, shared }) =>
        shared === holding[0]?.shared && one.speaker !== null && one !== statement && !sameSpeaker(one, statement!),
    )
    .map(({ one }) => one);
  const told = quoted || statement?.kind === 'direct' ? 'quoted' : statement ? 'reported' : 'written';
  return { told, statement, others };
}

function sharedOf({ content }: Statement, range: Range): number {
  return content.reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.end, range.end) - Math.max(span.start, range.start)),
    0,
  );
}
