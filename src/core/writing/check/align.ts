/**
 * The words of a quotation laid along those of a source: Gotoh's alignment ("An improved algorithm for matching
 * biological sequences", J. Mol. Biol. 162, 1982), global in the quotation and free at both ends of the source, with an
 * affine price for words of the source that were left out.
 */

/** One step: indices of the two words, -1 where one side has none. Equal words, or one standing for the other. */
export type Step = { readonly asked: number; readonly source: number; readonly same: boolean };

type Side = { readonly key: string };
/** `free`: may be passed over at no price, as "she said" between two halves of a quotation. */
type SourceSide = Side & { readonly free: boolean };

/** Dearer than to pass over one word, so that a word behind the gap is taken for itself. */
const REPLACE = 11;
const ADD = 11;
const LEAVE_FIRST = 10;
const LEAVE_MORE = 2;

/** How a cell was reached: by a pair, by a word of the quotation alone, by passing over words of the source. */
const PAIR = 1;
const ALONE = 2;
/** Set when the cell before was in a run of words passed over. */
const FROM_GAP = 4;

/**
 * The cheapest alignment, in the order of the texts, from the first to the last word of the quotation. `breaks` are
 * the indices of words of the quotation before which an ellipsis stands: there any words of the source may be missing.
 * Time and memory grow with the product of the lengths. Of equally cheap ones the first, and pairs before gaps.
 */
export function align(asked: readonly Side[], breaks: ReadonlySet<number>, source: readonly SourceSide[]): Step[] {
  const [n, m] = [asked.length, source.length];
  const width = m + 1;
  // `here`: ends in a word of the quotation; `gap`: ends in words of the source passed over.
  let here = new Float64Array(width);
  let gap = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const ways = new Uint8Array((n + 1) * width);
  const gaps = new Uint8Array((n + 1) * width);
  for (let i = 1; i <= n; i++) {
    const word = asked[i - 1]!;
    const [nextHere, nextGap] = [new Float64Array(width), new Float64Array(width)];
    const isOpen = i === n || breaks.has(i);
    nextGap[0] = Number.POSITIVE_INFINITY;
    for (let j = 0; j <= m; j++) {
      const at = i * width + j;
      const alone = Math.min(here[j]!, gap[j]!) + ADD;
      const paired =
        j === 0
          ? Number.POSITIVE_INFINITY
          : Math.min(here[j - 1]!, gap[j - 1]!) + (source[j - 1]!.key === word.key ? 0 : REPLACE);
      const way = paired <= alone ? PAIR : ALONE;
      const before = way === PAIR ? j - 1 : j;
      nextHere[j] = Math.min(paired, alone);
      ways[at] = way | (gap[before]! < here[before]! ? FROM_GAP : 0);
      if (j === 0) continue;
      const isFree = isOpen || source[j - 1]!.free;
      const first = nextHere[j - 1]! + (isFree ? 0 : LEAVE_FIRST);
      const more = nextGap[j - 1]! + (isFree ? 0 : LEAVE_MORE);
      nextGap[j] = Math.min(first, more);
      gaps[at] = more < first ? FROM_GAP : 0;
    }
    [here, gap] = [nextHere, nextGap];
  }
  return back({ n, m, width, ways, gaps, here }, asked, source);
}

type Table = {
  readonly n: number;
  readonly m: number;
  readonly width: number;
  readonly ways: Uint8Array;
  readonly gaps: Uint8Array;
  readonly here: Float64Array;
};

function back({ n, m, width, ways, gaps, here }: Table, asked: readonly Side[], source: readonly Side[]): Step[] {
  let j = 0;
  for (let end = 1; end <= m; end++) if (here[end]! < here[j]!) j = end;
  const steps: Step[] = [];
  let isGap = false;
  for (let i = n; i > 0; ) {
    const at = i * width + j;
    if (isGap) {
      steps.push({ asked: -1, source: j - 1, same: false });
      isGap = (gaps[at]! & FROM_GAP) !== 0;
      j--;
      continue;
    }
    const way = ways[at]!;
    const isPair = (way & PAIR) !== 0;
    if (isPair) j--;
    i--;
    steps.push({ asked: i, source: isPair ? j : -1, same: isPair && asked[i]!.key === source[j]!.key });
    // Before the first word of the quotation everything is free.
    isGap = i > 0 && (way & FROM_GAP) !== 0;
  }
  return steps.reverse();
}
