import type { Sentence } from '../../model/article.ts';
import type { Token } from '../tokens.ts';

/** Words between quotation marks, as token indexes; `first` and `last` are the marks themselves when they stand there. */
export type Quotation = {
  readonly first: number;
  readonly last: number;
  readonly closed: boolean;
  /** Whole words of a speaker (a clause), not a single marked word ('frenemies'). */
  readonly speech: boolean;
};

const OPENERS = new Set(['“', '„', '«', '``']);
const CLOSERS = new Set(['”', '»']);
const EITHER = new Set(['"', "''", '＂']);
/** An unclosed mark in mid-paragraph is believed only when so few characters are left. */
const UNCLOSED = 1200;

/**
 * Finds quotations paragraph by paragraph. A quotation inside another is part of it. An unclosed one ends with its
 * paragraph; single marks that never close are apostrophes.
 */
export function findQuotations(text: string, tokens: readonly Token[], sentences: readonly Sentence[]): Quotation[] {
  const found: Quotation[] = [];
  const paragraph = (i: number): number => sentences[tokens[i]?.sentence ?? -1]?.paragraph ?? -1;
  let open = -1;
  let single = -1;
  const close = (first: number, last: number, closed: boolean): void => {
    const inner = closed ? last - first - 1 : last - first;
    if (inner > 0) found.push({ first, last, closed, speech: isSpeech(tokens, first + 1, closed ? last - 1 : last) });
  };
  // A field of a table: marks around all of it, doubled ones inside.
  const isField = text.startsWith('"') && text.includes('""');
  const isOfField = (i: number): boolean =>
    isField &&
    tokens[i]?.text === '"' &&
    (i === 0 || (tokens[i - 1]?.text === '"' && tokens[i - 1]?.end === tokens[i]?.start));
  for (let i = 0; i <= tokens.length; i++) {
    if (i > 0 && paragraph(i) !== paragraph(i - 1)) {
      if (open >= 0 && keepUnclosed(tokens, sentences, open, i - 1)) close(open, i - 1, false);
      open = -1;
      single = -1;
    }
    const token = tokens[i];
    if (token === undefined) break;
    if (isOfField(i)) continue;
    const mark = token.text;
    if (OPENERS.has(mark) || (EITHER.has(mark) && open < 0)) {
      if (open < 0 && (OPENERS.has(mark) || opens(text, token))) {
        open = i;
        single = -1;
      }
    } else if (CLOSERS.has(mark) || EITHER.has(mark)) {
      if (open >= 0) close(open, isOfField(i + 1) ? i + 1 : i, true);
      open = -1;
    } else if (open < 0 && single < 0 && (mark === '‘' || mark === "'" || mark === '’') && opensSingle(text, token)) {
      single = i;
    } else if (single >= 0 && (mark === '’' || mark === "'") && !/[\p{L}\p{N}]/u.test(text.charAt(token.end))) {
      close(single, i, true);
      single = -1;
    }
  }
  return found.sort((a, b) => a.first - b.first);
}

const blank = (c: string): boolean => c === '' || /[\s([{—–-]/.test(c);

function opens(text: string, mark: Token): boolean {
  const next = text.charAt(mark.end);
  return next !== '' && (!/\s/.test(next) || blank(text.charAt(mark.start - 1)));
}

function opensSingle(text: string, mark: Token): boolean {
  return (
    (mark.text !== '’' || blank(text.charAt(mark.start - 1))) &&
    blank(text.charAt(mark.start - 1)) &&
    /\p{L}/u.test(text.charAt(mark.end))
  );
}

function keepUnclosed(tokens: readonly Token[], sentences: readonly Sentence[], open: number, last: number): boolean {
  const mark = tokens[open];
  const end = tokens[last];
  if (mark === undefined || end === undefined) return false;
  const before = tokens[open - 1];
  const atStart = before === undefined || sentences[before.sentence]?.paragraph !== sentences[mark.sentence]?.paragraph;
  return atStart || end.end - mark.end <= UNCLOSED;
}

function isSpeech(tokens: readonly Token[], first: number, last: number): boolean {
  let words = 0;
  let verb = false;
  for (let i = first; i <= last; i++) {
    const pos = tokens[i]?.pos;
    if (pos !== 'PUNCT') words++;
    if (pos === 'VERB' || pos === 'AUX') verb = true;
  }
  return (verb && words >= 3) || (words >= 2 && /^[.,!?…]/.test(tokens[last]?.text ?? ''));
}
