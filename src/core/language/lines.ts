import type { Range } from '../model/article.ts';

/** Only what JavaScript calls white space: U+0085 is not, and would be covered by no sentence. */
const LINE_BREAK = /\r\n|[\n\r\v\f\u2028\u2029]/g;
/** A text file wrapped by an editor has lines no longer than this, and long ones at least so long. */
const WIDEST = 120;
const NARROWEST = 40;
/** Fewer breaks than this prove nothing. */
const FEWEST = 3;

/**
 * The lines of a text without their breaks, in order; blank ones left out. In a text that an editor has wrapped, the
 * lines of a paragraph are one: a break is the editor's when the next word would not have fitted.
 */
export function findLines(text: string): Range[] {
  const lines = plainLines(text);
  const width = lines.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  if (width < NARROWEST || width > WIDEST) return lines;
  const forced = lines.map((line, index) => index > 0 && isForced(text, lines[index - 1]!, line, width));
  const breaks = lines.filter((line, index) => index > 0 && isNext(text, lines[index - 1]!, line)).length;
  const count = forced.filter(Boolean).length;
  const open = lines.filter(
    (_, index) => forced[index] && !/[.!?…:”"]\s*$/.test(textOf(text, lines[index - 1]!)),
  ).length;
  // Where most lines end as sentences do, each line is a sentence.
  if (open < FEWEST || count < breaks * 0.7 || open < count * 0.5) return lines;
  const joined: Range[] = [];
  lines.forEach((line, index) => {
    const last = joined.at(-1);
    if (forced[index] && last !== undefined) joined[joined.length - 1] = { start: last.start, end: line.end };
    else joined.push(line);
  });
  return joined;
}

function plainLines(text: string): Range[] {
  const lines: Range[] = [];
  let start = 0;
  const push = (end: number) => {
    if (/\S/.test(text.slice(start, end))) lines.push({ start, end });
  };
  for (const hit of text.matchAll(LINE_BREAK)) {
    push(hit.index);
    start = hit.index + hit[0].length;
  }
  push(text.length);
  return lines;
}

const textOf = (text: string, { start, end }: Range): string => text.slice(start, end);

/** No blank line between them. */
const isNext = (text: string, line: Range, next: Range): boolean =>
  (text.slice(line.end, next.start).match(LINE_BREAK)?.length ?? 0) === 1;

function isForced(text: string, line: Range, next: Range, width: number): boolean {
  const word = /^\s*(?![-–—•*#>|]\s)(\S+)/.exec(textOf(text, next))?.[1];
  return word !== undefined && isNext(text, line, next) && line.end - line.start + 1 + word.length > width;
}
