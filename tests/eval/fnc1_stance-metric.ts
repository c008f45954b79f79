import { STANCES, type Stance } from '../../src/core/writing/stance.ts';
import type { Row } from './table.ts';

/** F1 of each stance, their mean, and the challenge's own score: .25 for related or not, .75 more for the right one of three. */
export class StanceTally {
  #pairs: { readonly gold: Stance; readonly given: Stance }[] = [];

  add(gold: Stance | undefined, given: Stance): void {
    if (gold !== undefined) this.#pairs.push({ gold, given });
  }

  f1(stance: Stance): number {
    const both = this.#pairs.filter(({ gold, given }) => gold === stance && given === stance).length;
    const either = this.#pairs.filter(({ gold }) => gold === stance).length;
    const made = this.#pairs.filter(({ given }) => given === stance).length;
    return either + made === 0 ? 0 : (200 * both) / (either + made);
  }

  macro(): number {
    return STANCES.reduce((sum, stance) => sum + this.f1(stance), 0) / STANCES.length;
  }

  score(): number {
    const related = (stance: Stance) => stance !== 'unrelated';
    const worth = ({ gold, given }: { gold: Stance; given: Stance }) =>
      (related(gold) === related(given) ? 0.25 : 0) + (related(gold) && gold === given ? 0.75 : 0);
    const best = this.#pairs.reduce((sum, { gold }) => sum + worth({ gold, given: gold }), 0);
    return best === 0 ? 0 : (100 * this.#pairs.reduce((sum, pair) => sum + worth(pair), 0)) / best;
  }

  rows(): Row[] {
    const items = this.#pairs.length;
    const row = (metric: string, value: number, floor: number | null): Row => ({
      set: 'fnc1_stance',
      metric,
      value: items > 0 ? value : null,
      floor,
      best: null,
      items,
    });
    return [
      row('F1 of disagree', this.f1('disagree'), 20.3),
      row('F1 of agree', this.f1('agree'), 0),
      row('F1 of discuss', this.f1('discuss'), 64),
      row('F1 of unrelated', this.f1('unrelated'), 77.5),
      row('macro-F1', this.macro(), 40.5),
      row('score of the challenge', this.score(), 55.9),
    ];
  }
}
