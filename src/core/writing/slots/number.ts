import type { Difference } from '../../model/answer.ts';
import type { Quantity } from '../../model/statement.ts';
import type { Line } from '../event.ts';
import { unitStems, withholdsNumber } from '../unknowns.ts';
import { type Claim, differenceOf, type Ground } from './ground.ts';

/** Counts of the things acted on. A battery is not a missile: another unit is another scope, not a contradiction. */
export function numberDifference(ground: Ground): Difference | null {
  const claims = numberClaims(ground);
  const units = new Set(claims.map((claim) => unitOf(claim.value)));
  const byUnit = Map.groupBy(claims, (claim) => unitOf(claim.value));
  const clash = [...byUnit.values()].some((same) => new Set(same.map((claim) => claim.value)).size > 1);
  return differenceOf('number', claims, (a, b) => a.localeCompare(b, 'en', { numeric: true }), {
    ...(units.size > 1 && !clash && { kind: 'scope' as const }),
  });
}

export function numberClaims(ground: Ground): Claim[] {
  const { event, lines } = ground;
  const counted = lines.flatMap((line) => {
    const sentence = line.doc.analysis.sentences[line.index]!;
    return line.doc.analysis.quantities
      .filter((one) => one.start >= sentence.start && one.end <= sentence.end)
      .filter((one) => countsObject(one, event.objects) && actsNearby(line, one, event.actions))
      .map(
        (one): Claim => ({
          doc: line.doc,
          range: { start: one.start, end: one.end },
          value: `${one.value} ${one.unit}`,
          weight: 1 - line.index / 1000,
        }),
      );
  });
  const withheld = lines
    .filter((line) => withholdsNumber(line, event.objects.slice(0, 2)))
    .map((line): Claim => {
      const { start, end } = line.doc.analysis.sentences[line.index]!;
      return { doc: line.doc, range: { start, end }, value: 'undisclosed', weight: 1 - line.index / 1000 };
    });
  return [...counted, ...withheld];
}

const unitOf = (value: string): string => value.replace(/^[\d.,-]+ /, '');

function countsObject(quantity: Quantity, objects: readonly string[]): boolean {
  return unitStems(`${quantity.of} ${quantity.unit}`).some((word) => objects.includes(word));
}

const REACH = 8;

function actsNearby(line: Line, quantity: Quantity, actions: ReadonlySet<string>): boolean {
  const at = line.words.findIndex((word) => word.start >= quantity.start);
  return line.words.some((word, index) => actions.has(word.stem) && Math.abs(index - at) <= REACH);
}
