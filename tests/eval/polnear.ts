import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildActorTable } from '../../src/core/language/actors.ts';
import { analyse } from '../../src/core/language/analyse.ts';
import type { Range } from '../../src/core/model/article.ts';
import type { Statement } from '../../src/core/model/statement.ts';
import { ATTRIBUTION_MODES, DEFAULT_MODE, loadAttribution } from '../../src/infra/attribution.ts';
import { articleOf } from '../article.ts';
import { type Attribution, Tally } from './polnear-metric.ts';
import type { EvalSet } from './table.ts';

export type Item = { readonly id: string; readonly text: string; readonly attributions?: readonly Attribution[] };

/** Who said what: `eval/polnear`. Floor and second human annotator as its README gives them. */
export const polnear: EvalSet = {
  name: 'polnear',
  async run({ folder, side, out }) {
    const file = join(folder, `${side}.jsonl`);
    if (!existsSync(file)) return { rows: [], notes: [`polnear: skipped, no file ${file}`] };
    const items = itemsOf(file);
    const started = performance.now();
    const predicted = predict(items);
    const each = (performance.now() - started) / Math.max(1, items.length);
    const tally = new Tally();
    let scored = 0;
    items.forEach(({ text, attributions }, i) => {
      if (attributions === undefined) return;
      scored++;
      tally.add(text, predicted[i] ?? [], attributions);
    });
    if (out !== null) {
      const lines = items.map(({ id }, i) => JSON.stringify({ id, attributions: predicted[i] }));
      writeFileSync(join(out, 'polnear.predictions.jsonl'), `${lines.join('\n')}\n`);
    }
    const score = tally.score();
    const row = (metric: string, value: number, floor: number | null, best: string | null) => ({
      set: 'polnear',
      metric,
      value: scored === 0 ? null : value,
      floor,
      best,
      items: scored,
    });
    return {
      rows: [
        row('relation F1', score.relation, 27.7, '75.9 (second human)'),
        row('relation precision', score.precision, 43, '73.3 (second human)'),
        row('relation recall', score.recall, 20.4, '78.7 (second human)'),
        row('content soft F1', score.soft, 45.9, '84.6 (second human)'),
        row('content exact F1', score.exact, 21.2, '69.9 (second human)'),
        row('speaker accuracy', score.speaker, 75.9, '94.7 (second human)'),
      ],
      notes: [
        `polnear: ${items.length} articles (${items.length - scored} without gold), ${score.predicted} predicted, ` +
          `${score.gold} gold, ${each.toFixed(1)} ms an article for the whole language step`,
      ],
    };
  },
};

/** The articles of a side. */
export function itemsOf(file: string): Item[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Item);
}

/** What the whole language step of the bot finds, on the texts alone; `SITREP_ATTRIBUTION` says how, as in the bot. */
export function predict(items: readonly Item[]): Attribution[][] {
  const table = buildActorTable();
  const mode = ATTRIBUTION_MODES.find((one) => one === process.env.SITREP_ATTRIBUTION) ?? DEFAULT_MODE;
  const model = loadAttribution(mode);
  return items
    .map(({ id, text }) => analyse(article(id, text), table, model).statements.map(toAttribution))
    .map(distinct);
}

const article = (id: string, text: string) => articleOf(text, { id });

/** Two who speak with one voice are two statements of the same words: one attribution. */
function distinct(list: readonly Attribution[]): Attribution[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}

function toAttribution({ speaker, cue, content }: Statement): Attribution {
  const pair = ({ start, end }: Range) => [start, end] as const;
  return {
    source: speaker === null ? [] : [pair(speaker.at)],
    cue: cue === null ? [] : [pair(cue)],
    content: content.map(pair),
  };
}
