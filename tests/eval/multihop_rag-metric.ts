import type { MultihopItem } from './multihop_rag.ts';
import type { Row } from './table.ts';

export type MultihopPrediction = {
  /** Texts of the ranked passages. */
  readonly passages: readonly string[];
  readonly refused: boolean;
  /** Ids of the articles cited. */
  readonly cited: readonly string[];
};

const squeeze = (text: string): string => text.replace(/[ \n]/g, '');
const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/**
 * The metrics of MultiHop-RAG as published: a passage is right when, spaces removed, it contains a gold fact; each
 * rank with a right passage adds the facts that are new there, divided by the rank, to the average precision, which is
 * divided by the number of facts (at most ten). Abstention counts over all questions, citation over those with evidence
 * that were answered (recall: over all with evidence).
 */
export class MultihopTally {
  #scored = 0;
  #sums = { hits4: 0, hits10: 0, map: 0, mrr: 0 };
  #labelled = 0;
  #refusals = { right: 0, made: 0, gold: 0 };
  #citing = { precision: 0, answered: 0, recall: 0 };

  add({ answerable, evidence }: MultihopItem, { passages, refused, cited }: MultihopPrediction): void {
    if (answerable === undefined || evidence === undefined) return;
    this.#labelled++;
    if (refused) this.#refusals.made++;
    if (!answerable) this.#refusals.gold++;
    if (refused && !answerable) this.#refusals.right++;
    if (!answerable || evidence.length === 0) return;
    this.#scored++;
    this.#addPassages(
      evidence.map(({ fact }) => squeeze(fact)),
      passages.slice(0, 10).map(squeeze),
    );
    const gold = new Set(evidence.map(({ doc }) => doc));
    const right = cited.filter((doc) => gold.has(doc)).length;
    this.#citing.recall += right / gold.size;
    if (cited.length === 0) return;
    this.#citing.answered++;
    this.#citing.precision += right / cited.length;
  }

  #addPassages(facts: readonly string[], passages: readonly string[]): void {
    const found = new Set<string>();
    let first = 0;
    let precision = 0;
    passages.forEach((passage, at) => {
      const inside = facts.filter((fact) => passage.includes(fact));
      if (inside.length === 0) return;
      first ||= at + 1;
      precision += inside.filter((fact) => !found.has(fact)).length / (at + 1);
      for (const fact of inside) found.add(fact);
    });
    this.#sums.map += precision / Math.min(facts.length, 10);
    if (first === 0) return;
    this.#sums.mrr += 1 / first;
    this.#sums.hits10++;
    if (first <= 4) this.#sums.hits4++;
  }

  rows(): Row[] {
    const row = (
      metric: string,
      value: number | null,
      floor: number | null,
      best: string | null,
      items: number,
    ): Row => ({
      set: 'multihop_rag',
      metric,
      value,
      floor,
      best,
      items,
    });
    const [precision, recall] = [
      ratio(this.#refusals.right, this.#refusals.made),
      ratio(this.#refusals.right, this.#refusals.gold),
    ];
    const f1 =
      precision !== null && recall !== null && precision + recall > 0
        ? (2 * precision * recall) / (precision + recall)
        : null;
    const n = this.#scored;
    return [
      row('Hits@10', ratio(this.#sums.hits10, n), 0.936, '0.747 (all questions)', n),
      row('Hits@4', ratio(this.#sums.hits4, n), 0.823, '0.663 (all questions)', n),
      row('MAP@10', ratio(this.#sums.map, n), 0.35, null, n),
      row('MRR@10', ratio(this.#sums.mrr, n), 0.675, '0.586 (all questions)', n),
      row('abstention precision', precision, null, null, this.#labelled),
      row('abstention recall', recall, null, null, this.#labelled),
      row('abstention F1', f1, null, null, this.#labelled),
      row(
        'cited articles precision',
        ratio(this.#citing.precision, this.#citing.answered),
        null,
        null,
        this.#citing.answered,
      ),
      row('cited articles recall', ratio(this.#citing.recall, n), null, null, n),
    ];
  }
}
