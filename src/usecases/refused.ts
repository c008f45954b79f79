import { detectLanguage } from '../core/language/detect.ts';
import type { Answer, Label } from '../core/model/answer.ts';
import type { Tenant } from '../core/model/article.ts';
import type { Scope } from '../core/model/ports.ts';
import { FUNCTION_WORDS } from '../core/retrieval/lists.ts';
import type { Plan } from '../core/retrieval/plan.ts';
import { words } from '../core/retrieval/words.ts';
import { listed } from '../core/writing/listed.ts';
import { contentOf } from '../core/writing/relevance.ts';
import foreignWords from '../data/foreign-words.json' with { type: 'json' };
import type { Desk } from './desk.ts';

/** What helps whoever asked in vain: why nothing was found, as far as question and coverage show. */
export async function hints(desk: Desk, plan: Plan, scope: Scope, refused: Answer): Promise<Label[]> {
  const { since, until } = scope;
  const { articles, limited } = refused.coverage;
  if (since !== null && until !== null && since > until) return [{ key: 'time-empty' }];
  if (articles === 0) return [{ key: limited ? 'time-without-articles' : 'no-articles' }];
  if (plan.tongue !== null) return [{ key: 'question-by-word', args: { language: plan.tongue } }];
  const language = await foreignLanguage(plan.question);
  if (language !== null) return [{ key: 'question-language', args: { language } }];
  if (contentOf(plan).length === 0) return [{ key: 'question-empty' }];
  return refused.missing.length > 0 ? [] : unknownWords(desk, plan, scope.tenant);
}

async function unknownWords(desk: Desk, plan: Plan, tenant: Tenant): Promise<Label[]> {
  const asked = plan.terms.filter((term) => term.weight === 1).map((term) => term.text);
  const counts = await commonness(desk, tenant)(asked);
  const unknown = asked.filter((_, at) => counts[at] === 0);
  return unknown.length > 0 ? [{ key: 'unknown-words', args: { words: listed(unknown) } }] : [];
}

/**
 * In how many passages each word occurs; 0 for a word in none that this tenant may read, as the index counts those of
 * all tenants and what others read is not told.
 */
export function commonness({ index }: Desk, tenant: Tenant): (words: readonly string[]) => Promise<readonly number[]> {
  const scope = { tenant, topic: null, docs: null, since: null, until: null };
  const isReadable = async (text: string): Promise<boolean> =>
    (await index.search({ terms: [{ text, weight: 1 }], scope, outlets: [], limit: 1 })).length > 0;
  return async (asked) => {
    const { of } = await index.frequencies(asked);
    return Promise.all(of.map(async (count, at) => (count > 0 && (await isReadable(asked[at]!)) ? count : 0)));
  };
}

/** In an English question at least this share of the words holds it together. */
const ENGLISH = 0.34;
/** Common words of other languages, and letters that English has not. Without any the detector would only guess. */
const FOREIGN: ReadonlySet<string> = new Set(foreignWords);
const FOREIGN_LETTER = /[^\P{L}a-z]/iu;

/** The language (ISO 639-1) of a question that is plainly not English, or null. */
async function foreignLanguage(question: string): Promise<string | null> {
  const list = words(question);
  if (list.filter((word) => FUNCTION_WORDS.has(word.text)).length >= ENGLISH * list.length) return null;
  if (!FOREIGN_LETTER.test(question) && !list.some((word) => FOREIGN.has(word.text))) return null;
  const code = await detectLanguage(question, 0);
  return code === 'en' ? null : code;
}
