import { actorBySlug } from '../core/language/actors.ts';
import type { Answer, Kept, Point } from '../core/model/answer.ts';
import type { Tenant } from '../core/model/article.ts';
import type { Args } from '../core/model/command.ts';
import { type Before, followUp } from '../core/retrieval/followup.ts';
import { plainText } from '../core/writing/pieces.ts';
import { type Desk, topicAt } from './desk.ts';

/** A command of the table with its options. */
type Meant = { readonly command: string; readonly args: Args };

/**
 * What a question that goes on from a kept page asks for; null when it stands on its own. What limited the page, its
 * topic and its outlet, limits that too, unless `beside`, the options that came with the question, says otherwise.
 */
export async function goOn(
  desk: Desk,
  { question, ...beside }: Args,
  kept: Kept,
  tenant: Tenant,
): Promise<Meant | null> {
  const publishers = await desk.store.publishers(tenant);
  const known = { table: desk.table, publishers, now: desk.clock() };
  const found = followUp(question ?? '', beforeOf(desk, kept), known);
  const within = withinOf(desk, kept);
  const id = { id: kept.id };
  switch (found?.is) {
    case 'question': {
      const outlet = found.outlet === undefined ? {} : { outlet: found.outlet };
      return { command: 'ask', args: { ...within, ...outlet, ...beside, question: found.question } };
    }
    case 'point':
      return {
        command: 'point',
        args: { ...id, n: String(found.n), ...(found.asks !== undefined && { asks: found.asks }) },
      };
    case 'more':
      return isShortBriefing(kept) && within.topic !== undefined
        ? { command: 'brief', args: { ...within, length: 'long', ...sinceOf(kept) } }
        : { command: 'point', args: id };
    case 'sources':
      return { command: 'cited', args: id };
    case 'differences':
      return { command: 'differ', args: id };
    case 'changed':
      // Since another time, or in another topic, is not since that page.
      return kept.upTo === undefined || Object.values(beside).some(Boolean) ? null : { command: 'changed', args: id };
    default:
      return null;
  }
}

/** A kept page as what a line may go on from. */
export function beforeOf({ table }: Pick<Desk, 'table'>, kept: Kept): Before {
  const points = kept.groups.flatMap((group) => group.points);
  const isPerson = ({ said }: Point): boolean =>
    (said?.by?.roles.length ?? 0) > 0 || actorBySlug(said?.by?.actor ?? '', table)?.kind === 'person';
  return {
    // What was compared names the command alone.
    kind: kept.kind === 'comparison' ? 'briefing' : kept.kind,
    question: kept.kind === 'briefing' ? kept.headline : kept.kind === 'comparison' ? '' : kept.question,
    points: points.map((point) => ({
      text: plainText(point.pieces),
      by: point.said?.by?.name ?? null,
      person: isPerson(point),
      cites: point.citations.map(({ n }) => n),
    })),
    closer: kept.groups[0]?.head.key === 'heading-point',
    differs: kept.differences.length > 0,
  };
}

/** What a kept page was limited to: its topic, as long as there is one of that name, and its outlet. */
export function withinOf(desk: Pick<Desk, 'topics'>, kept: Kept): NonNullable<Answer['within']> {
  const { topic, ...outlet } =
    kept.kind === 'briefing' ? { topic: kept.topic } : ((kept.kind === 'answer' ? kept.within : null) ?? {});
  return topic !== undefined && topicAt(desk, topic) ? { topic, ...outlet } : outlet;
}

/** Points of a briefing that has a longer edition. */
const SHORT = 8;

const isShortBriefing = (kept: Kept): boolean =>
  kept.kind === 'briefing' && kept.groups.reduce((sum, { points }) => sum + points.length, 0) < SHORT;

const sinceOf = (kept: Kept): { since?: string } =>
  kept.kind === 'briefing' && kept.since !== null ? { since: new Date(kept.since).toISOString() } : {};
