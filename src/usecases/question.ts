import { SitrepError } from '../core/model/errors.ts';

const MAX_QUESTION = 4_000;

/** A question without the space around it. Throws `bad_question` for an empty or endless one. */
export function readQuestion(words: string): string {
  const question = words.trim();
  if (!/[\p{L}\p{N}]/u.test(question)) throw new SitrepError('bad_question', 'The question has no words.');
  if (question.length > MAX_QUESTION) {
    const length = question.length.toLocaleString('en');
    throw new SitrepError('bad_question', `The question has ${length} characters, at most 4,000 are read.`);
  }
  return question;
}
