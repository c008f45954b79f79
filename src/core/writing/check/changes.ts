import type { Range } from '../../model/article.ts';
import type { Change } from '../../model/check.ts';
import type { Ingested } from '../../model/ports.ts';
import { quoteOf, sentenceAt } from '../pieces.ts';
import type { Step } from './align.ts';
import type { Reading } from './asked.ts';
import { marksIn, type SourceWord } from './words.ts';

/** An alignment read as changes: words replaced, left out, added, and punctuation. */

export const isSame = (step: Step): boolean => step.same;

/**
 * A word that the quotation has before its first or behind its last one was laid beside a word of the source by
 * chance when a quotation begins or ends between them: then it was added.
 */
export function trimmedSteps(steps: readonly Step[], source: readonly SourceWord[]): Step[] {
  const first = steps.findIndex(isSame);
  const last = steps.findLastIndex(isSame);
  if (first < 0) return [...steps];
  const sides = [source[steps[first]!.source]!.quoted, source[steps[last]!.source]!.quoted];
  return steps.flatMap((step, at) => {
    if (at >= first && at <= last) return [step];
    if (step.asked < 0) return [];
    const isBeside = step.source >= 0 && source[step.source]!.quoted === (at < first ? sides[0] : sides[1]);
    return [isBeside ? step : { ...step, source: -1 }];
  });
}

type Laid = { readonly changes: Change[]; readonly passed: Range[] };

/** The changes in the order of the quotation, and what its ellipses pass over within a sentence. */
export function changesOf(
  doc: Ingested,
  typed: string,
  reading: Reading,
  source: readonly SourceWord[],
  steps: readonly Step[],
): Laid {
  const changes: Change[] = [];
  const passed: Range[] = [];
  const quote = (from: number, to: number) =>
    quoteOf(doc.article, { start: source[from]!.start, end: source[to]!.end });
  const asked = (from: number, to: number) => typed.slice(reading.words[from]!.start, reading.words[to]!.end);
  let run: Step[] = [];
  let next = 0;
  const flush = () => {
    const left = run.flatMap((step) => (step.source >= 0 ? [step.source] : []));
    const typedWords = run.flatMap((step) => (step.asked >= 0 ? [step.asked] : []));
    const words = typedWords.length > 0 ? asked(typedWords[0]!, typedWords.at(-1)!) : null;
    const there = left.length > 0 ? quote(left[0]!, left.at(-1)!) : null;
    if (words !== null && there !== null) changes.push({ kind: 'replaced', asked: words, source: there });
    else if (words !== null) changes.push({ kind: 'added', asked: words, source: null });
    else if (there !== null) changes.push({ kind: 'left-out', asked: null, source: there });
    run = [];
  };
  for (const [at, step] of steps.entries()) {
    if (step.same) {
      flush();
      const before = steps[at - 1];
      const sides = before?.same ? [before, step] : [];
      if (sides.length > 0 && !reading.breaks.has(step.asked) && step.source === before!.source + 1) {
        const [a, b] = [reading.words[before!.asked]!, reading.words[step.asked]!];
        const [c, d] = [source[before!.source]!, source[step.source]!];
        if (marksIn(typed, a.end, b.start) !== marksIn(doc.article.text, c.end, d.start))
          changes.push({
            kind: 'punctuation',
            asked: asked(before!.asked, step.asked),
            source: quote(before!.source, step.source),
          });
      }
    } else if (step.asked < 0 && reading.breaks.has(next)) {
      const word = source[step.source]!;
      const open = passed.at(-1);
      if (open && steps[at - 1]?.source === step.source - 1 && !steps[at - 1]?.same)
        passed[passed.length - 1] = { start: open.start, end: word.end };
      else passed.push({ start: word.start, end: word.end });
      continue;
    } else if (step.asked >= 0 || !source[step.source]!.free) {
      if (step.asked >= 0 && reading.breaks.has(step.asked)) flush();
      run.push(step);
    }
    if (step.asked >= 0) next = step.asked + 1;
  }
  flush();
  const loud = closing(doc, typed, reading, source, steps);
  if (loud) changes.push(loud);
  const first = steps.find(isSame);
  const home = first ? sentenceAt(doc, source[first.source]!.start) : -1;
  return {
    changes,
    passed: passed.filter((range) => sentenceAt(doc, range.start) === home || sentenceAt(doc, range.end) === home),
  };
}

/** A question or exclamation at the end that the source does not have. A final mark that is missing says nothing. */
function closing(
  doc: Ingested,
  typed: string,
  reading: Reading,
  source: readonly SourceWord[],
  steps: readonly Step[],
): Change | null {
  const { text } = doc.article;
  const last = steps.at(-1);
  if (!last?.same) return null;
  const [asked, there] = [reading.words[last.asked]!, source[last.source]!];
  const after = source[last.source + 1]?.start ?? text.length;
  const loud = /[?!]/.exec(marksIn(typed, asked.end, typed.length))?.[0];
  if (loud === undefined || marksIn(text, there.end, after).includes(loud)) return null;
  return {
    kind: 'punctuation',
    asked: typed.slice(asked.start, asked.end) + loud,
    source: quoteOf(doc.article, { start: there.start, end: there.end }),
  };
}
