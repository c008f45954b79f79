import type { Ingested } from '../model/ports.ts';
import { marksOf, type Shingles, sharedCount } from './shingles.ts';

/**
 * Articles that were not written apart: an agency's report cut, retitled, reordered, lightly edited. Judged by the
 * share of the shorter one's phrases that stand in the other, where a phrase that stands in many articles (a footer, a
 * standing paragraph on the background) weighs little.
 */

/** Reports written apart share a third of their weight at most on labelled news, edited copies half of it. */
const LEAST_SHARE = 0.45;
/** Fewer shared phrases prove nothing, whatever their share. */
const LEAST_SHARED = 16;
/** Share of phrases as they are, below which their weight is not asked. */
const LEAST_RAW = 0.25;
/** Compared phrase by phrase are so many at most: those that share most fingerprints, by weight. */
const COMPARED = 24;
/** So many places of fingerprints are looked up, the rarest first: the commonest stand below every article of an outlet. */
const LOOKED_UP = 2000;
/** Buckets of the counts of phrases: 2 MB; two phrases in one bucket weigh a little less. */
const BUCKETS = 1 << 20;

/** How much of an article stands in another, or of the other in it. */
export type Match = { readonly of: Ingested; readonly share: number };

/**
 * An index that finds the copies of an article among thousands before it. `add` takes the next article and gives what
 * it matches among those added before, the largest share first. 10,000 articles take some 100 MB.
 */
export type CopyIndex = { add(doc: Ingested): Match[] };

export function copyIndex(): CopyIndex {
  const known: { readonly doc: Ingested; readonly shingles: Shingles }[] = [];
  const places = new Map<number, number[]>();
  const counts = new Uint16Array(BUCKETS);

  /** log(1 + N / df). */
  const weightOf = (hash: number): number => Math.log1p(known.length / Math.max(1, counts[hash % BUCKETS]!));

  const candidates = (fingerprints: ReadonlySet<number>): number[] => {
    const lists = [...fingerprints].flatMap((mark) => {
      const at = places.get(mark);
      return at ? [{ at, weight: weightOf(mark) }] : [];
    });
    const found = new Map<number, number>();
    let looked = 0;
    for (const { at, weight } of lists.sort((a, b) => a.at.length - b.at.length)) {
      if (looked > 0 && looked + at.length > LOOKED_UP) break;
      looked += at.length;
      for (const place of at) found.set(place, (found.get(place) ?? 0) + weight);
    }
    const best = [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return best.slice(0, COMPARED).map(([place]) => place);
  };

  return {
    add(doc) {
      const { shingles, fingerprints } = marksOf(doc);
      known.push({ doc, shingles });
      for (const hash of shingles) {
        const bucket = hash % BUCKETS;
        if (counts[bucket]! < 0xffff) counts[bucket]!++;
      }
      const found: Match[] = [];
      for (const at of candidates(fingerprints)) {
        const other = known[at]!;
        const shared = sharedCount(shingles, other.shingles);
        const most = Math.min(shingles.length, other.shingles.length);
        if (shared < LEAST_SHARED || shared < LEAST_RAW * most) continue;
        const share = sharedWeight(shingles, other.shingles, weightOf);
        if (share >= LEAST_SHARE) found.push({ of: other.doc, share });
      }
      for (const mark of fingerprints) {
        const list = places.get(mark);
        if (list) list.push(known.length - 1);
        else places.set(mark, [known.length - 1]);
      }
      return found.sort((a, b) => b.share - a.share);
    },
  };
}

/** Share of the weight of the lighter that stands in both; 0 for nothing. */
function sharedWeight(a: Shingles, b: Shingles, weightOf: (hash: number) => number): number {
  let [left, right, both, ofA, ofB] = [0, 0, 0, 0, 0];
  while (left < a.length || right < b.length) {
    const [x, y] = [a[left] ?? Number.POSITIVE_INFINITY, b[right] ?? Number.POSITIVE_INFINITY];
    const weight = weightOf(Math.min(x, y));
    if (x === y) both += weight;
    if (x <= y) {
      ofA += weight;
      left++;
    }
    if (y <= x) {
      ofB += weight;
      right++;
    }
  }
  return both === 0 ? 0 : both / Math.min(ofA, ofB);
}

/** An article, the earlier one that it shares most with, and how much. */
export type Copy = { readonly doc: Ingested; readonly of: Ingested; readonly share: number };

/** Articles that share one text, the earliest first: by publication date, else by when they were first seen. */
export type CopyGroup = { readonly articles: readonly Ingested[]; readonly copies: readonly Copy[] };

/** Every article in one group, groups in the order of their earliest article. */
export function copyGroups(articles: readonly Ingested[]): CopyGroup[] {
  const index = copyIndex();
  const groupOf = new Map<Ingested, { articles: Ingested[]; copies: Copy[] }>();
  for (const doc of articles.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const matches = index.add(doc);
    const own = { articles: [doc], copies: matches.slice(0, 1).map(({ of, share }) => ({ doc, of, share })) };
    groupOf.set(doc, own);
    for (const { of } of matches) {
      const [kept, gone] = [groupOf.get(of)!, groupOf.get(doc)!];
      if (kept === gone) continue;
      kept.articles.push(...gone.articles);
      kept.copies.push(...gone.copies);
      for (const member of gone.articles) groupOf.set(member, kept);
    }
  }
  for (const group of new Set(groupOf.values())) group.articles.sort((a, b) => timeOf(a) - timeOf(b));
  return [...new Set(groupOf.values())];
}

function timeOf({ article: { published, seen } }: Ingested): number {
  return published && published.precision !== 'unresolved' ? published.from : seen;
}
