import type { RealtimeItem } from './realtimeqa.ts';
import type { Row } from './table.ts';

export type RealtimePrediction = {
  readonly choice: number | null;
  readonly sure: number | null;
  readonly short: string | null;
  /** Refused with nothing but the question's own articles to read. */
  readonly refused: boolean;
};

/** A choice is sure from this probability on. */
const SURE = 0.5;

/** SQuAD's: lower case, no punctuation, no articles, single spaces (Rajpurkar et al., 2016). */
const normal = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, '')
    .replace(/\b(?:a|an|the)\b/g, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '');

export function exactMatch(given: string, gold: string): boolean {
  return normal(given).join(' ') === normal(gold).join(' ');
}

export function tokenF1(given: string, gold: string): number {
  const [own, right] = [normal(given), normal(gold)];
  if (own.length === 0 || right.length === 0) return own.length === right.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of right) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of own) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared++;
    left.set(word, count - 1);
  }
  return shared === 0 ? 0 : (2 * shared) / (own.length + right.length);
}

type Sum = { right: number; of: number };
const add = (sum: Sum, value: number): void => {
  sum.right += value;
  sum.of++;
};

/** Choice accuracy by year, exactness of the short answer, and abstention by the rough label `answer_in_docs`. */
export class RealtimeTally {
  readonly #sums = new Map<string, Sum>();

  #of(name: string): Sum {
    const known = this.#sums.get(name);
    if (known) return known;
    const made = { right: 0, of: 0 };
    this.#sums.set(name, made);
    return made;
  }

  add(item: RealtimeItem, { choice, sure, short, refused }: RealtimePrediction): void {
    const { answer_index: gold, answers, answer_in_docs: inDocs } = item;
    const year = item.week.slice(0, 4);
    if (gold !== undefined) {
      const right = choice !== null && gold.includes(choice) ? 1 : 0;
      add(this.#of(`choice ${year}`), right);
      add(this.#of('chosen'), (sure ?? 0) >= SURE ? 1 : 0);
      if ((sure ?? 0) >= SURE) add(this.#of('sure'), right);
    }
    if (answers !== undefined && item.except_question !== true) {
      add(this.#of(`em ${year}`), short !== null && answers.some((one) => exactMatch(short, one)) ? 1 : 0);
      add(this.#of(`f1 ${year}`), short === null ? 0 : Math.max(...answers.map((one) => tokenF1(short, one))));
      if (short !== null) add(this.#of('given'), Math.max(...answers.map((one) => tokenF1(short, one))));
    }
    if (inDocs !== undefined) add(this.#of(inDocs ? 'refused in' : 'refused out'), refused ? 1 : 0);
  }

  rows(): Row[] {
    const row = (metric: string, name: string, scale: number, floor: number | null, best: string | null): Row => {
      const { right, of } = this.#of(name);
      return { set: 'realtimeqa', metric, value: of > 0 ? (scale * right) / of : null, floor, best, items: of };
    };
    return [
      row('choice accuracy 2023', 'choice 2023', 100, 25, '58.3 (GPT-3 + search)'),
      row('choice accuracy 2026', 'choice 2026', 100, 25, '81.2 (GPT-5.2 + search)'),
      row('chooses when sure, share', 'chosen', 100, null, null),
      row('right when sure', 'sure', 100, null, null),
      row('EM of short 2023', 'em 2023', 100, 13.6, '36.9 (GPT-3 + search)'),
      row('F1 of short 2023', 'f1 2023', 100, 17, '46.2 (GPT-3 + search)'),
      row('EM of short 2026', 'em 2026', 100, null, '37.6 (Llama 4 + search)'),
      row('F1 of short 2026', 'f1 2026', 100, null, '47.5 (GPT-5.2 + search)'),
      row('F1 of short where given', 'given', 100, null, null),
      row('refused, answer not in docs', 'refused out', 100, null, null),
      row('refused wrongly', 'refused in', 100, null, null),
    ];
  }
}
