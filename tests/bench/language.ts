/** The language step alone, in a process of its own: `language.ts MODE ARTICLES`. Prints one line of JSON. */

import { buildActorTable } from '../../src/core/language/actors.ts';
import { analyse } from '../../src/core/language/analyse.ts';
import { type AttributionMode, loadAttribution } from '../../src/infra/attribution.ts';
import { articleOf } from '../article.ts';
import { newsArticles } from './news.ts';

export type LanguageFigures = {
  /** Articles of 600 words for each second of processor time. */
  readonly rate: number;
  /** The highest resident memory by then, in MB. */
  readonly memory: number;
  /** Processor seconds for a million characters without a line break, in sentences and without a full stop. */
  readonly line: number;
  readonly unbroken: number;
};

const MEGABYTE = 1_000_000;
const [mode = 'rules', count = '100'] = process.argv.slice(2);
const table = buildActorTable();
const model = loadAttribution(mode as AttributionMode);

function seconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function read(articles: number, seed: number): void {
  for (const article of newsArticles(articles, seed)) analyse(article, table, model);
}

const longLine = (): string => {
  let text = '';
  for (const article of newsArticles(400, 5)) {
    text += `${article.text.replaceAll('\n', ' ')} `;
    if (text.length > MEGABYTE) break;
  }
  return text.slice(0, MEGABYTE);
};

// The compiler has seen the code before the clock starts, as in a bot that runs.
read(10, 4);
const rate = Number(count) / seconds(() => read(Number(count), 3));
const memory = process.resourceUsage().maxRSS / 1_024;
const text = longLine();
const timeOf = (line: string): number => seconds(() => analyse(articleOf(line, { language: 'en' }), table, model));
const figures: LanguageFigures = { rate, memory, line: timeOf(text), unbroken: timeOf(text.replaceAll('.', '')) };
process.stdout.write(`${JSON.stringify(figures)}\n`);
