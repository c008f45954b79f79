import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Answer } from '../../src/core/model/answer.ts';
import { openLog } from '../../src/infra/log.ts';
import { ask } from '../../src/usecases/ask.ts';
import { check } from '../../src/usecases/check.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import type { EvalSet, Row } from './table.ts';

/**
 * Questions in eight languages over articles of all eight in one index, all written for this: whether the first point
 * cites the right article, whether the sentence that answers is shown, whether what no article tells is refused, and
 * whether a quotation over two sentences is found word for word.
 */

type Texts = {
  readonly language: string;
  readonly articles: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  /** Question, article, words of the sentence that answers. */
  readonly questions: readonly (readonly [string, string, string])[];
  readonly absent: readonly string[];
  readonly quotations: readonly (readonly [string, string])[];
};

const FOLDER = join(import.meta.dirname, 'languages');
const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };

export const languages: EvalSet = {
  name: 'languages',
  own: true,
  async run() {
    const all = readdirSync(FOLDER)
      .sort()
      .map((name): Texts => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
    const folder = mkdtempSync(join(tmpdir(), 'sitrep-languages-'));
    const app = await openApp(readConfig({ SITREP_ATTRIBUTION: 'rules' }), {
      clock: () => 0,
      log: openLog('silent', []),
      temporary: true,
      inline: true,
    });
    try {
      const file = join(folder, 'articles.jsonl');
      writeFileSync(file, all.flatMap(({ articles }) => articles.map((one) => `${JSON.stringify(one)}\n`)).join(''));
      await ingestPaths(app.desk, [file], { tenant: 'public', topics: [] });
      const notes: string[] = [];
      const rows: Row[] = [];
      for (const { language, questions, absent, quotations } of all) {
        let [first, shown, refused, found] = [0, 0, 0, 0];
        for (const [question, article, words] of questions) {
          const answer = await ask(app.desk, { question, scope });
          const cited = citedBy(answer);
          const isFirst = cited[0]?.span.article === article;
          const isShown = cited.some((one) => one.span.article === article && one.text.includes(words));
          if (isFirst) first++;
          if (isShown) shown++;
          if (!isFirst || !isShown)
            notes.push(`languages: ${language}: ${question} → ${answer.status} ${cited[0]?.text ?? ''}`);
        }
        for (const question of absent) {
          const answer = await ask(app.desk, { question, scope });
          if (answer.status === 'not_in_sources') refused++;
          else notes.push(`languages: ${language}: ${question} → ${answer.status} ${citedBy(answer)[0]?.text}`);
        }
        for (const [quotation, article] of quotations) {
          const { verdict, groups } = await check(app.desk, { quotation, scope });
          const cited = groups.flatMap(({ points }) => points.flatMap(({ citations }) => citations));
          if (verdict === 'exact' && cited[0]?.sentence.span.article === article) found++;
          else notes.push(`languages: ${language}: ${quotation} → ${verdict}`);
        }
        const row = (metric: string, value: number, items: number): Row => ({
          set: 'languages',
          metric: `${language}: ${metric}`,
          value: value / items,
          floor: null,
          best: null,
          items,
        });
        rows.push(row('right article first', first, questions.length));
        rows.push(row('answer shown', shown, questions.length));
        rows.push(row('absent refused', refused, absent.length));
        rows.push(row('quotation found', found, quotations.length));
      }
      return { rows, notes };
    } finally {
      await app.close();
      rmSync(folder, { recursive: true });
    }
  },
};

const citedBy = ({ groups }: Answer) =>
  groups.flatMap(({ points }) => points.flatMap(({ citations }) => citations.map(({ sentence }) => sentence)));
