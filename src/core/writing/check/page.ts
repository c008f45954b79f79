import { publishedAt } from '../../language/published.ts';
import type { Label, QuotationCheck } from '../../model/answer.ts';
import type { Block, Page } from '../../model/page.ts';
import { allCitations, clipped, coverageNote, shownActions } from '../pages.ts';

const note = (text: Label): Block => ({ is: 'note', text });

/** A quotation's check: what was asked, the verdict with the places under it, which was first, what was searched. */
export function checkPage(check: QuotationCheck): Page {
  const [group] = check.groups;
  const asked = clipped(check.question);
  const verdict: Label = group ? group.head : { key: 'answer-not-in-sources' };
  return {
    id: check.id,
    push: { key: 'push-check', args: { verdict, text: asked } },
    blocks: [
      { is: 'heading', text: { key: 'question', args: { text: asked } } },
      { is: 'heading', text: verdict },
      ...check.missing.map(note),
      ...(group ? [] : [note({ key: 'quotation-not-found' })]),
      // The verdict stands above what to look out for, so its group needs no head of its own.
      ...check.groups.map(
        (one): Block => ({ is: 'points', group: one === group ? { ...one, head: { key: 'facts' } } : one }),
      ),
      ...firstNotes(check),
      coverageNote(check.coverage),
    ],
    actions: shownActions(check),
  };
}

/** "First" only among what is dated. */
function firstNotes(check: QuotationCheck): Block[] {
  const cited = new Map(allCitations(check).map((one) => [one.n, one]));
  const undated = [...cited.values()].filter((one) => publishedAt(one) === null);
  const when = check.first === null ? null : (cited.get(check.first)?.published ?? null);
  if (check.first !== null && when !== null) {
    const key = undated.length > 0 ? 'check-first-dated' : 'check-first';
    return cited.size > 1 ? [note({ key, args: { n: check.first, when, count: undated.length } })] : [];
  }
  return cited.size > 1 ? [note({ key: 'check-undated', args: { count: cited.size } })] : [];
}
