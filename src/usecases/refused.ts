import { detectLanguage } from '../core/language/detect.ts';
import type { Answer, Label } from '../core/model/answer.ts';
import type { Scope } from '../core/model/ports.ts';
import { FUNCTION_WORDS } from '../core/retrieval/lists.ts';
import type { Plan } from '../core/retrieval/plan.ts';
import { words } from '../core/retrieval/words.ts';
import { listed } from '../core/writing/listed.ts';
import { contentOf } from '../core/writing/relevance.ts';
import type { Desk } from './desk.ts';

/** What helps whoever asked in vain: why nothing was found, as far as question and coverage show. */
export async function hints(desk: Desk, plan: Plan, scope: Scope, refused: Answer): Promise<Label[]> {
  const { since, until } = scope;
  const { articles, limited } = refused.coverage;
  if (since !== null && until !== null && since > until) return [{ key: 'time-empty' }];
  if (articles === 0) return [{ key: limited ? 'time-without-articles' : 'no-articles' }];
  const language = await foreignLanguage(plan.question);
  if (language !== null) return [{ key: 'question-language', args: { language } }];
  if (contentOf(plan).length === 0) return [{ key: 'question-empty' }];
  return refused.missing.length > 0 ? [] : unknownWords(desk, plan);
}

async function unknownWords(desk: Desk, plan: Plan): Promise<Label[]> {
  const asked = plan.terms.filter((term) => term.weight === 1).map((term) => term.text);
  const { of } = await desk.index.frequencies(asked);
  const unknown = asked.filter((_, at) => of[at] === 0);
  return unknown.length > 0 ? [{ key: 'unknown-words', args: { words: listed(unknown) } }] : [];
}

/** In an English question at least this share of the words holds it together. */
const ENGLISH = 0.34;

/** The language (ISO 639-1) of a question that is plainly not English, or null. */
async function foreignLanguage(question: string): Promise<string | null> {
  const list = words(question);
  if (list.filter((word) => FUNCTION_WORDS.has(word.text)).length >= ENGLISH * list.length) return null;
  const code = await detectLanguage(question, 0);
  return code === 'en' ? null : code;
}
