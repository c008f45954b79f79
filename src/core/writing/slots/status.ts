import type { Difference } from '../../model/answer.ts';
import { clauseAround, type EventMention, eventMentions, LADDER } from '../event-mentions.ts';
import { type Claim, differenceOf, type Ground } from './ground.ts';

/** How far the event has come, most advanced first. Positions of one article may be two. */

const AN_ARTICLE = 2;

export function statusDifference(ground: Ground): Difference | null {
  const byArticle = [...Map.groupBy(statusClaims(ground), (claim) => claim.doc).values()].map(mostAdvanced);
  const decisive = byArticle.flatMap((own) => own.slice(0, 1));
  return differenceOf('status', byArticle.flat(), (a, b) => rank(b) - rank(a), { decisive });
}

/** All claims on the status; for marking lines that say something contested. */
export function statusClaims(ground: Ground): Claim[] {
  return eventMentions(ground.lines, ground.event).map(claimOf);
}

function claimOf(mention: EventMention): Claim {
  const { line, status, negated, verbal } = mention;
  const modal = /^(?:will|would|may|might|could)$/.test(line.words[mention.cue]!.text) ? 0.5 : 0;
  const near = 1 / (1 + Math.abs(mention.action - mention.cue));
  const report = line.doc.analysis.sentences[line.index]!.voice === 'report' ? 1 : 0;
  return {
    doc: line.doc,
    range: clauseAround(mention),
    value: negated ? `not-${status}` : status,
    weight: (verbal ? 1 : 0) + near + report - modal - line.index / 1000,
  };
}

function mostAdvanced(claims: readonly Claim[]): Claim[] {
  const best = new Map<string, Claim>();
  for (const claim of claims) if (claim.weight > (best.get(claim.value)?.weight ?? -1)) best.set(claim.value, claim);
  return [...best.values()].sort((a, b) => rank(b.value) - rank(a.value)).slice(0, AN_ARTICLE);
}

/** Denied steps stand right below the step itself. */
function rank(value: string): number {
  const step = LADDER.findIndex((one) => value === one || value === `not-${one}`);
  return value.startsWith('not-') ? step - 0.5 : step;
}
