import type { Answer, Group, QuotationCheck } from '../../model/answer.ts';
import type { Many } from '../../model/article.ts';

/** "Who said “…”?": a quotation's check as the answer to a question. */

const ASKED =
  /^(?:(?:so|and|but) )?(?:who(?:se)?|by whom)\b[^"“”«»]{0,80}\b(?:sa(?:id|ys?)|tell|told|wrote|tweeted|called|warned|claimed|stated|declared|words?|quot(?:e|ed|ation)|it)\b[^"“”«»]{0,40}(?<words>["“«].+["”»])[\s?!.]*$/iu;
/** One word is no quotation. */
const FEWEST = 2;

/** The quotation whose speaker a question asks for, or null. */
export function quotationIn(question: string): string | null {
  const typed =
    ASKED.exec(question)
      ?.groups?.words?.replace(/^["“«]+|["”»]+$/gu, '')
      .trim() ?? '';
  return typed.split(/\s+/u).length >= FEWEST ? typed : null;
}

/** What the check found; without it that nobody says so, and where altered words are looked for. */
export function asAnswer(base: Answer, { groups, verdict, missing, coverage }: QuotationCheck): Answer {
  const none = { ...base, differences: [], short: null, shortSure: null, coverage };
  if (groups.length === 0 || verdict === 'not_in_sources')
    return { ...none, status: 'not_in_sources', groups: [], missing: [{ key: 'quotation-not-found' }, ...missing] };
  // The writer's own words, or others than those asked about, settle nothing.
  const settled = verdict !== 'altered' && groups[0]!.points[0].said !== null;
  return { ...none, status: settled ? 'answered' : 'partial', groups: groups as unknown as Many<Group>, missing };
}
