/** Sparse TF-IDF vectors of unit length, for telling how alike texts are. */

export type Vector = ReadonlyMap<string, number>;

/** In how many of the documents each stem stands. */
export function documentCounts(documents: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const document of documents) {
    for (const word of new Set(document)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/**
 * log(1 + tf) · log(1 + N / df), as usual in text clustering (Manning et al., Introduction to IR, 6.4), times what
 * `weigh` gives a word.
 */
export function vectorOf(
  stems: readonly string[],
  counts: ReadonlyMap<string, number>,
  documents: number,
  weigh: (word: string) => number = () => 1,
): Vector {
  const tf = new Map<string, number>();
  for (const word of stems) tf.set(word, (tf.get(word) ?? 0) + 1);
  const weights = [...tf].map(
    ([word, count]) =>
      [word, weigh(word) * Math.log1p(count) * Math.log(1 + documents / (counts.get(word) ?? 1))] as const,
  );
  const norm = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
  return new Map(weights.map(([word, weight]) => [word, weight / norm]));
}

export function cosine(a: Vector, b: Vector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [word, weight] of small) sum += weight * (large.get(word) ?? 0);
  return sum;
}

/** The cosine of every two vectors by their places; a matrix that mirrors itself. */
export function cosines(vectors: readonly Vector[]): number[][] {
  const ids = new Map<string, number>();
  const rows = vectors.map((vector) => {
    const words = new Int32Array(vector.size);
    const weights = new Float64Array(vector.size);
    let at = 0;
    for (const [word, weight] of vector) {
      let id = ids.get(word);
      if (id === undefined) {
        id = ids.size;
        ids.set(word, id);
      }
      words[at] = id;
      weights[at++] = weight;
    }
    return { words, weights };
  });
  const all = vectors.map(() => new Array<number>(vectors.length).fill(0));
  const spread = new Float64Array(ids.size);
  for (const [left, { words, weights }] of rows.entries()) {
    for (let at = 0; at < words.length; at++) spread[words[at]!] = weights[at]!;
    for (let right = left; right < rows.length; right++) {
      const other = rows[right]!;
      let sum = 0;
      for (let at = 0; at < other.words.length; at++) sum += other.weights[at]! * spread[other.words[at]!]!;
      all[left]![right] = sum;
      all[right]![left] = sum;
    }
    for (const word of words) spread[word] = 0;
  }
  return all;
}

/** Share of the words of `a` that also stand in `b`; 0 for no words. */
export function containment(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / a.size;
}

/** Jaccard's coefficient. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = containment(a, b) * a.size;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}
