import type { Row } from './table.ts';

/** B-cubed and pairwise scores of a grouping, in percent, as the set's README defines them. */

type Score = { readonly precision: number; readonly recall: number; readonly f1: number };

const scoreOf = (precision: number, recall: number): Score => ({
  precision: 100 * precision,
  recall: 100 * recall,
  f1: precision + recall === 0 ? 0 : (200 * precision * recall) / (precision + recall),
});

/** Bagga and Baldwin 1998: means over the items of what their group and their gold group share. */
export function bCubed(groups: readonly (readonly string[])[], gold: ReadonlyMap<string, string>): Score {
  const sizes = sizesOf(gold.values());
  let [precision, recall, items] = [0, 0, 0];
  for (const group of groups) {
    const golds = group.flatMap((id) => gold.get(id) ?? []);
    for (const [name, both] of sizesOf(golds)) {
      precision += (both * both) / golds.length;
      recall += (both * both) / sizes.get(name)!;
    }
    items += golds.length;
  }
  return items === 0 ? scoreOf(0, 0) : scoreOf(precision / items, recall / items);
}

/** Pairs of items in one group that are in one gold group. */
export function pairScore(groups: readonly (readonly string[])[], gold: ReadonlyMap<string, string>): Score {
  const pairs = (sizes: Iterable<number>): number => [...sizes].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const known = groups.map((group) => group.flatMap((id) => gold.get(id) ?? []));
  const right = known.reduce((sum, golds) => sum + pairs(sizesOf(golds).values()), 0);
  const found = pairs(known.map((golds) => golds.length));
  const wanted = pairs(sizesOf(gold.values()).values());
  return scoreOf(found === 0 ? 1 : right / found, wanted === 0 ? 1 : right / wanted);
}

function sizesOf(names: Iterable<string>): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return sizes;
}

/** Rows of the table; nothing to score gives null values. */
export function clusterRows(
  name: string,
  floor: { readonly b3: number; readonly pairs: number } | null,
  groups: readonly (readonly string[])[],
  gold: ReadonlyMap<string, string>,
): Row[] {
  const [b3, pair] = [bCubed(groups, gold), pairScore(groups, gold)];
  const row = (metric: string, value: number, base: number | null): Row => ({
    set: 'news_clusters',
    metric: `${name}: ${metric}`,
    value: gold.size === 0 ? null : value,
    floor: base,
    best: null,
    items: gold.size,
  });
  return [
    row('B3-P', b3.precision, null),
    row('B3-R', b3.recall, null),
    row('B3-F1', b3.f1, floor?.b3 ?? null),
    row('pair-F1', pair.f1, floor?.pairs ?? null),
  ];
}
