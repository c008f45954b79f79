import { SitrepError } from '../core/model/errors.ts';

const MOST = 4_000;

/** A question without the space around it. Throws `bad_question` for an empty or endless one. */
export function readQuestion(typed: string): string {
  return readWords(typed, 'question');
}

/** A pasted quotation without the space around it. Throws `bad_quotation` for one without words or an endless one. */
export function readQuotation(typed: string): string {
  return readWords(typed, 'quotation');
}

function readWords(typed: string, what: 'question' | 'quotation'): string {
  const words = typed.trim();
  if (!/[\p{L}\p{N}]/u.test(words)) throw new SitrepError(`bad_${what}`, `The ${what} has no words.`);
  if (words.length > MOST) {
    const length = words.length.toLocaleString('en');
    throw new SitrepError(`bad_${what}`, `The ${what} has ${length} characters, at most 4,000 are read.`);
  }
  return words;
}
