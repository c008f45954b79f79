import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Answer } from '../../src/core/model/answer.ts';
import type { ArticleId } from '../../src/core/model/article.ts';
import { openLog } from '../../src/infra/log.ts';
import { answerJson } from '../../src/render/json.ts';
import { ask } from '../../src/usecases/ask.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import { RealtimeTally } from './realtimeqa-metric.ts';
import type { EvalSet } from './table.ts';

export type RealtimeItem = {
  readonly id: string;
  readonly week: string;
  readonly date: string;
  readonly question: string;
  readonly choices: readonly string[];
  readonly docs: readonly ArticleId[];
  /** Gold; absent where predictions are only written. */
  readonly answer_index?: readonly number[];
  readonly answers?: readonly string[];
  readonly answer_in_docs?: boolean;
  readonly except_question?: boolean;
};

type Listed = { readonly id: ArticleId; readonly week: string; readonly published: string | null };

const DAY = 86_400_000;
/** Articles of the weeks around a question: this many days from its week's end. */
const AROUND = 16;

/** A day as the set writes it, `2023/01/05`, `2026-02-04` or `20230106`; NaN for none. */
export const dayOf = (text: string): number =>
  Date.parse(text.replaceAll('/', '-').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'));

/** The set's questions and articles, with the articles opened in a memory of their own. */
export async function openRealtime(folder: string, side: string) {
  const read = (name: string) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line));
  const items = read(`${side}.jsonl`) as RealtimeItem[];
  const corpus = read('corpus.jsonl') as Listed[];
  const clock = { now: Date.now() };
  const app: App = await openApp(readConfig({}), {
    clock: () => clock.now,
    log: openLog('silent', []),
    temporary: true,
    inline: true,
  });
  await ingestPaths(app.desk, [join(folder, 'corpus.jsonl')], { tenant: 'public', topics: [] });
  /** The question's own articles, then those of the same weeks that were out on its day. */
  const pool = ({ docs, date }: RealtimeItem): ArticleId[] => {
    const now = dayOf(date);
    const near = corpus.filter(
      ({ week, published }) =>
        Math.abs(dayOf(week) - now) < AROUND * DAY && (published === null || !(dayOf(published) > now)),
    );
    return [...new Set([...docs, ...near.map(({ id }) => id)])];
  };
  return { app, clock, items, pool };
}

/** A weekly news quiz over retrieved articles: choices, short answers, refusing. Figures beside from its README. */
export const realtimeqa: EvalSet = {
  name: 'realtimeqa',
  async run({ folder, side, out }) {
    const files = [`${side}.jsonl`, 'corpus.jsonl'].map((name) => join(folder, name));
    if (!files.every((file) => existsSync(file)))
      return { rows: [], notes: [`realtimeqa: skipped, no file ${files[0]}`] };
    const { app, clock, items, pool } = await openRealtime(folder, side);
    try {
      const tally = new RealtimeTally();
      const own = new RealtimeTally();
      const answers: Answer[] = [];
      for (const item of items) {
        clock.now = dayOf(item.date);
        const answerFrom = (docs: readonly ArticleId[]) =>
          ask(app.desk, {
            question: item.question,
            choices: item.choices,
            scope: { tenant: 'public', topic: null, docs, since: null, until: null },
          });
        const [wide, narrow] = [await answerFrom(pool(item)), await answerFrom(item.docs)];
        const refused = narrow.status === 'not_in_sources';
        for (const [sums, { choice, choiceSure: sure, short }] of [
          [tally, wide],
          [own, narrow],
        ] as const)
          sums.add(item, { choice, sure, short: short?.text ?? null, refused });
        answers.push(wide);
      }
      if (out !== null) {
        const lines = answers.map((answer, at) => JSON.stringify(answerJson(answer, items[at]!.id)));
        writeFileSync(join(out, 'realtimeqa.predictions.jsonl'), `${lines.join('\n')}\n`);
      }
      const alone = own
        .rows()
        .map(({ metric, value }) => `${metric} ${value === null ? 'unscored' : value.toFixed(1)}`);
      return {
        rows: tally.rows(),
        notes: [
          `realtimeqa: ${items.length} questions, asked over their own articles and those of the same weeks (refusals: over their own alone)`,
          ...(side === 'dev'
            ? [
                'realtimeqa: the weights have seen these questions; their folds stand in src/data/choice.md and short.md',
              ]
            : []),
          `realtimeqa, over their own articles alone: ${alone.join(', ')}`,
        ],
      };
    } finally {
      await app.close();
    }
  },
};
