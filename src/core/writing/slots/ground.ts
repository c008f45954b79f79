import type { ActorTable } from '../../language/actors.ts';
import { publishedAt } from '../../language/published.ts';
import type { Difference, Position, Said, Slot } from '../../model/answer.ts';
import type { Many, Range } from '../../model/article.ts';
import type { Ingested } from '../../model/ports.ts';
import type { Statement } from '../../model/statement.ts';
import { cite } from '../citations.ts';
import type { Event, Line } from '../event.ts';
import { spanPieces, wholeSentences } from '../pieces.ts';
import { holds } from '../protected.ts';

/** What the slots look at: the articles that share an event, their lines, and the event itself. */
export type Ground = {
  readonly articles: readonly Ingested[];
  readonly lines: readonly Line[];
  readonly event: Event;
  readonly table: ActorTable;
};

/** One place that takes a position; the higher `weight` speaks for all of the same value. */
export type Claim = {
  readonly doc: Ingested;
  readonly range: Range;
  /** Other words of the same sentence that the position needs (the organ beside a role). */
  readonly more?: readonly Range[];
  readonly value: string;
  readonly weight: number;
};

/** Articles named under one position besides the one shown. */
const ALSO = 3;

/**
 * Claims of one value become one position; null when fewer than two values stand against each other. `decisive` are
 * the claims by which an update is told from a conflict, when not all of them are.
 */
export function differenceOf(
  slot: Slot,
  claims: readonly Claim[],
  order: (a: string, b: string) => number,
  extra: { args?: Difference['args']; kind?: Difference['kind']; decisive?: readonly Claim[] } = {},
): Difference | null {
  const byValue = Map.groupBy(claims, (claim) => claim.value);
  if (byValue.size < 2) return null;
  const values = [...byValue.keys()].sort(order);
  const positions = values.map((value) => positionOf(byValue.get(value)!));
  return {
    slot,
    args: extra.args ?? {},
    kind: extra.kind ?? kindOf(extra.decisive ?? claims),
    positions: positions as unknown as Difference['positions'],
  };
}

function positionOf(claims: readonly Claim[]): Position {
  // The first of the heaviest: articles come newest first.
  const main = claims.reduce((best, claim) => (claim.weight > best.weight ? claim : best));
  const others = [...new Map(claims.map((claim) => [claim.doc.article.id, claim])).values()]
    .filter((claim) => claim.doc.article.id !== main.doc.article.id)
    .slice(0, ALSO);
  const sentence = wholeSentences(main.doc, main.range);
  return {
    value: main.value,
    pieces: spanPieces(main.doc.article, sentence, [...(main.more ?? []), guarded(main.doc, main.range)]),
    citations: [main, ...others].map((claim) =>
      cite(claim.doc, wholeSentences(claim.doc, claim.range)),
    ) as unknown as Many<Position['citations'][number]>,
    said: saidAt(main.doc, main.range),
  };
}

/**
 * A position with what governs it: a negation, modal, hedge or condition left of it in its sentence ("It cannot be
 * ruled out that …"), a condition right of it and a limit or negation in the same clause stay (CONTRACT §1.2).
 */
function guarded(doc: Ingested, range: Range): Range {
  const { text } = doc.article;
  const sentence = wholeSentences(doc, range);
  const opened = Math.max(...['"', '“'].map((mark) => text.slice(0, range.start).lastIndexOf(mark)));
  const from = opened >= sentence.start ? opened : sentence.start;
  const after = text.slice(range.end, sentence.end);
  const clause = after.split(/[,;:–—"”]/)[0]!;
  const governs = GOVERNING.some((guard) => holds(guard, text.slice(from, range.start)));
  const limits = holds('condition', after) || LIMITING.some((guard) => holds(guard, clause));
  const start = governs ? from : range.start;
  const end = limits ? sentence.end : range.end;
  // A quotation that is opened is closed.
  const marks = text.slice(start, end).match(/["“”]/gu)?.length ?? 0;
  const closes = marks % 2 === 1 ? (/^[.,!?]?["”]/.exec(text.slice(end))?.[0].length ?? 0) : 0;
  return { start, end: end + closes };
}

const GOVERNING = ['negation', 'modal', 'hedge', 'condition'] as const;
const LIMITING = ['limit', 'negation'] as const;

const DAY = 86_400_000;

/**
 * An update is told from a conflict by dates alone: articles without a common value contradict each other when they
 * are of one day, else the later one updates; with an undated one among them it cannot be told.
 */
function kindOf(claims: readonly Claim[]): Difference['kind'] {
  const told = [...Map.groupBy(claims, (claim) => claim.doc)].map(([doc, own]) => ({
    day: dayOf(doc),
    values: new Set(own.map((claim) => claim.value)),
  }));
  if (told.some((one) => one.day === null)) return 'undecided';
  const clash = told.some((one, at) =>
    told.slice(at + 1).some((other) => one.day === other.day && one.values.isDisjointFrom(other.values)),
  );
  return clash || told.length === 1 ? 'conflict' : 'update';
}

function dayOf({ article }: Ingested): number | null {
  const at = publishedAt(article);
  return at === null ? null : Math.floor(at / DAY);
}

/** Who says the words at this place, when a statement holds them. */
export function saidAt(doc: Ingested, range: Range): Said | null {
  const holder = doc.analysis.statements.find(
    (one) =>
      one.kind !== 'ascribed' &&
      one.speaker !== null &&
      one.content.some(
        (span) => Math.min(span.end, range.end) - Math.max(span.start, range.start) > (range.end - range.start) / 2,
      ),
  );
  return holder ? saidOf(holder, 'by') : null;
}

export function saidOf(statement: Statement, relation: Said['relation']): Said {
  const { speaker, kind, polarity, via } = statement;
  if (speaker === null) return { by: null, relation, kind, polarity, via };
  const { at: _, ...by } = speaker;
  return { by, relation, kind, polarity, via };
}
