import type { Row } from './table.ts';

/** Words are runs of letters, digits and underscores; four in a row are a shingle, counted as often as they come. */
function shinglesOf(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (let at = 0; at < Math.max(1, words.length - 3); at++) {
    const shingle = words.slice(at, at + 4).join(' ');
    if (shingle !== '') counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  }
  return counts;
}

/** Precision and recall of a page's shingles; both 1 when there is nothing to find and nothing was found. */
export function pageScore(truth: string, found: string): { readonly precision: number; readonly recall: number } {
  const [wanted, had] = [shinglesOf(truth), shinglesOf(found)];
  let [right, extra, missed] = [0, 0, 0];
  for (const key of new Set([...wanted.keys(), ...had.keys()])) {
    const [a, b] = [wanted.get(key) ?? 0, had.get(key) ?? 0];
    right += Math.min(a, b);
    extra += Math.max(0, b - a);
    missed += Math.max(0, a - b);
  }
  if (extra === 0 && missed === 0) return { precision: 1, recall: 1 };
  return { precision: right / Math.max(1, right + extra), recall: right / Math.max(1, right + missed) };
}

/** Sums up pages as the benchmark's evaluate.py does: the F1 of the mean precision and the mean recall. */
export class ExtractionTally {
  private precision = 0;
  private recall = 0;
  private same = 0;
  private pages = 0;
  /** Pages of which something was found: the others have no precision. */
  private found = 0;
  private withTruth = 0;

  /** Adds a page; without its truth it is not scored. */
  add(truth: string | undefined, found: string): void {
    if (truth === undefined) return;
    const { precision, recall } = pageScore(truth, found);
    const words = (text: string) => (text.match(/[\p{L}\p{N}_]+/gu) ?? []).join(' ');
    this.pages++;
    if (words(found) !== '') {
      this.precision += precision;
      this.found++;
    }
    if (words(truth) !== '') {
      this.recall += recall;
      this.withTruth++;
    }
    if (words(truth) === words(found)) this.same++;
  }

  score(): { readonly f1: number; readonly precision: number; readonly recall: number; readonly same: number } | null {
    if (this.pages === 0) return null;
    const precision = this.precision / Math.max(1, this.found);
    const recall = this.recall / Math.max(1, this.withTruth);
    const f1 = (2 * precision * recall) / Math.max(Number.EPSILON, precision + recall);
    return { f1, precision, recall, same: this.same / this.pages };
  }

  rows(): Row[] {
    const score = this.score();
    const row = (metric: string, value: number | undefined, floor: number | null, best: string | null): Row => ({
      set: 'article_extraction',
      metric,
      value: value ?? null,
      floor,
      best,
      items: this.pages,
    });
    return [
      row('F1', score?.f1, 0.95, '0.969 rs_trafilatura'),
      row('precision', score?.precision, 0.92, '0.982 AutoExtract'),
      row('recall', score?.recall, 0.982, '0.991 rs_trafilatura'),
      row('accuracy (same words)', score?.same, 0.219, '0.500 AutoExtract'),
    ];
  }
}
