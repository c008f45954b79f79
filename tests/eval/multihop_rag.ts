import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Answer } from '../../src/core/model/answer.ts';
import { pointCitations } from '../../src/core/writing/pages.ts';
import { openLog } from '../../src/infra/log.ts';
import { answerJson } from '../../src/render/json.ts';
import { ask } from '../../src/usecases/ask.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import { MultihopTally } from './multihop_rag-metric.ts';
import type { EvalSet } from './table.ts';

export type MultihopItem = {
  readonly id: string;
  readonly query: string;
  /** Gold; absent where predictions are only written. */
  readonly answerable?: boolean;
  readonly evidence?: readonly { readonly doc: string; readonly fact: string }[];
};

const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };

/** Questions over many articles: evidence, abstention, citation: `eval/multihop_rag`. Figures beside from its README. */
export const multihopRag: EvalSet = {
  name: 'multihop_rag',
  async run({ folder, side, out }) {
    const [file, corpus] = [join(folder, `${side}.jsonl`), join(folder, 'corpus.jsonl')];
    if (!existsSync(file) || !existsSync(corpus))
      return { rows: [], notes: [`multihop_rag: skipped, no file ${file}`] };
    const items = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as MultihopItem);
    let now = Date.now();
    const app = await openApp(readConfig({}), {
      clock: () => now,
      log: openLog('silent', []),
      temporary: true,
      inline: true,
    });
    try {
      const { desk } = app;
      await ingestPaths(desk, [corpus], { tenant: 'public', topics: [] });
      // The questions are as old as the articles: the clock stands where the newest one was published.
      now = (await desk.store.count(scope)).newest ?? now;
      const started = performance.now();
      const answers: Answer[] = [];
      for (const { query } of items) answers.push(await ask(desk, { question: query, scope }));
      const each = (performance.now() - started) / Math.max(1, items.length);
      const tally = new MultihopTally();
      for (const [at, item] of items.entries()) {
        const answer = answers[at]!;
        const found = await desk.store.articles(
          'public',
          answer.passages.map(({ article }) => article),
        );
        const texts = new Map(found.map(({ article }) => [article.id, article.text]));
        const passages = answer.passages.map(({ article, start, end }) => texts.get(article)?.slice(start, end) ?? '');
        tally.add(item, { passages, refused: answer.status === 'not_in_sources', cited: citedBy(answer) });
      }
      if (out !== null) {
        const lines = answers.map((answer, at) => JSON.stringify(answerJson(answer, items[at]!.id)));
        writeFileSync(join(out, 'multihop_rag.predictions.jsonl'), `${lines.join('\n')}\n`);
      }
      return {
        rows: tally.rows(),
        notes: [
          `multihop_rag: ${items.length} questions, passages of at most 190 words, ${each.toFixed(1)} ms a question`,
        ],
      };
    } finally {
      await app.close();
    }
  },
};

function citedBy(answer: Answer): readonly string[] {
  const citations = pointCitations(answer.groups.flatMap(({ points }) => points));
  return [...new Set(citations.map((citation) => citation.sentence.span.article))];
}
