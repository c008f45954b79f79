/**
 * Average link (Sokal and Michener 1958), where what is alike enough depends on the neighbourhood: two groups are one
 * when they are about as alike as the members of each are to one another. A single threshold parts alike stories of a
 * crowded week and yet joins few and different articles on one event.
 */

/** How much the neighbourhood counts: 0 is plain average link, 1 the ratio alone. */
const RELATIVE = 0.6;
/** Members are taken to be at least so alike, for the best neighbour of a story that nobody else tells is no kin. */
const LOOSEST = 0.13;
/** And at most so alike, for texts that lean on one another say little of how alike reports of their own are. */
const CLOSEST = 0.45;
/** The least score of two groups that are one: two articles without kin need a likeness of .094. */
const LEAST = 0.32;

/**
 * Groups of places by how alike every two are: a symmetric matrix, which is used up; −∞ keeps two apart. The two most
 * alike groups are joined while their score is at least {@link LEAST} times `strictness`. Groups stand in order of
 * their first place.
 */
export function linkGroups(alike: readonly number[][], strictness: number): number[][] {
  const size = alike.length;
  const least = LEAST * strictness;
  const groups: (number[] | null)[] = alike.map((_, at) => [at]);
  const sums = alike.map((row) => Float64Array.from(row));
  // Sum of likenesses within a group, and their mean; of a single article the likeness to its nearest neighbour.
  const within = new Float64Array(size);
  const kin = Float64Array.from(alike, (row, at) =>
    row.reduce((most, value, other) => (other !== at && value > most ? value : most), 0),
  );
  const near = new Int32Array(size).fill(-1);
  const scores = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);

  const kinOf = (one: number): number => Math.min(CLOSEST, Math.max(LOOSEST, kin[one]!));
  const scoreOf = (one: number, other: number): number => {
    const mean = sums[one]![other]! / (groups[one]!.length * groups[other]!.length);
    return mean > 0 ? mean / (kinOf(one) * kinOf(other)) ** (RELATIVE / 2) : Number.NEGATIVE_INFINITY;
  };
  /** Finds the group that a group is most alike to. */
  const look = (one: number): void => {
    near[one] = -1;
    scores[one] = Number.NEGATIVE_INFINITY;
    for (let other = 0; other < size; other++) {
      if (other === one || groups[other] === null) continue;
      const score = scoreOf(one, other);
      if (score > scores[one]!) [near[one], scores[one]] = [other, score];
    }
  };

  for (let at = 0; at < size; at++) look(at);
  for (;;) {
    let left = -1;
    for (let at = 0; at < size; at++)
      if (groups[at] !== null && scores[at]! >= least && (left < 0 || scores[at]! > scores[left]!)) left = at;
    if (left < 0) break;
    const right = near[left]!;
    within[left] = within[left]! + within[right]! + sums[left]![right]!;
    const members = [...groups[left]!, ...groups[right]!];
    groups[left] = members;
    groups[right] = null;
    kin[left] = within[left]! / ((members.length * (members.length - 1)) / 2);
    for (let other = 0; other < size; other++) {
      const sum = sums[left]![other]! + sums[right]![other]!;
      sums[left]![other] = sum;
      sums[other]![left] = sum;
    }
    look(left);
    for (let other = 0; other < size; other++) {
      if (groups[other] === null || other === left) continue;
      if (near[other] === left || near[other] === right) look(other);
      else if (scoreOf(other, left) > scores[other]!) [near[other], scores[other]] = [left, scoreOf(other, left)];
    }
  }
  return groups
    .filter((group) => group !== null)
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => a[0]! - b[0]!);
}
