import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extractPage } from '../../src/infra/extract/page.ts';
import { decodePage } from '../../src/infra/fetch/charset.ts';
import { ExtractionTally } from './article_extraction-metric.ts';
import type { EvalSet } from './table.ts';

export type ExtractionItem = {
  readonly id: string;
  readonly url: string;
  readonly html: string;
  /** Gold; absent where predictions are only written. */
  readonly articleBody?: string;
};

/** The pages of the set with their markup. */
export function readPages(folder: string, side: string): ExtractionItem[] {
  return readFileSync(join(folder, `${side}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const item = JSON.parse(line) as Omit<ExtractionItem, 'html'>;
      const bytes = gunzipSync(readFileSync(join(folder, 'html', `${item.id}.html.gz`)));
      return { ...item, html: decodePage(bytes, 'text/html') };
    });
}

/** The text of an article on a web page: `eval/article_extraction`. Figures beside from its README. */
export const articleExtraction: EvalSet = {
  name: 'article_extraction',
  async run({ folder, side, out }) {
    const file = join(folder, `${side}.jsonl`);
    if (!existsSync(file)) return { rows: [], notes: [`article_extraction: skipped, no file ${file}`] };
    const tally = new ExtractionTally();
    const items = readPages(folder, side);
    const start = performance.now();
    const found = items.map(({ id, html, articleBody }) => {
      const { text } = extractPage(html);
      tally.add(articleBody, text);
      return { id, articleBody: text };
    });
    const each = (performance.now() - start) / Math.max(1, items.length);
    if (out !== null)
      writeFileSync(
        join(out, 'article_extraction.predictions.jsonl'),
        `${found.map((one) => JSON.stringify(one)).join('\n')}\n`,
      );
    const notes = [`article_extraction: ${items.length} pages, ${each.toFixed(0)} ms each`];
    if (side === 'dev')
      notes.push(
        'article_extraction: the weights were learnt from these very pages; the figures of its folds stand in src/data/extract-weights.md',
      );
    return { rows: tally.rows(), notes };
  },
};
