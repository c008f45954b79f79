import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildActorTable } from '../../src/core/language/actors.ts';
import { analyse } from '../../src/core/language/analyse.ts';
import type { Ingested } from '../../src/core/model/ports.ts';
import { textOf } from '../../src/core/writing/pieces.ts';
import { type Line, type Reading, readLines } from '../../src/core/writing/salience.ts';
import { chooseLines, type Model, oddsOf } from '../../src/core/writing/summary.ts';
import { loadAttribution } from '../../src/infra/attribution.ts';
import { articleOf } from '../article.ts';
import { briefWords } from './brief-words.ts';
import { LIMIT, SummaryTally } from './neus_allsides-metric.ts';
import type { EvalSet } from './table.ts';

export type Event = {
  readonly id: string;
  readonly articles: readonly { readonly title: string; readonly text: string }[];
  /** Gold; absent where predictions are only written. */
  readonly reference?: string;
};

const table = buildActorTable();
const attribution = loadAttribution('rules');

export function readEvents(file: string): Event[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Event);
}

export function ingested({ id, articles }: Event): Ingested[] {
  return articles.map(({ title, text }, at) => {
    const article = articleOf(text, { id: `${id}-${at}`, title });
    return { article, analysis: analyse(article, table, attribution) };
  });
}

/** More sentences than an excerpt has. */
const ALL = 60;

export const readingOf = (articles: readonly Ingested[]): Reading => readLines(articles, ALL);

/** The chooser of the brief's facts, free to take every sentence of the sources but boilerplate. */
export function summaryOf(reading: Reading, model?: Model, allow: (line: Line) => boolean = () => true): string[] {
  const free = { words: LIMIT, lines: LIMIT, bonus: (line: Line) => (allow(line) ? 0 : null) };
  return chooseLines(oddsOf(reading, model), free).map(({ doc, index }) => textOf(doc, doc.analysis.sentences[index]!));
}

/** Neutral briefs of one event from three outlets: `eval/neus_allsides`. Floor and oracle as its README gives them. */
export const neusAllsides: EvalSet = {
  name: 'neus_allsides',
  async run({ folder, side, out }) {
    const file = join(folder, `${side}.jsonl`);
    if (!existsSync(file)) return { rows: [], notes: [`neus_allsides: skipped, no file ${file}`] };
    const events = readEvents(file);
    const topics = events.map(ingested);
    const readings = topics.map(readingOf);
    const started = performance.now();
    const chosen = readings.map((reading) => summaryOf(reading));
    const each = (performance.now() - started) / Math.max(1, events.length);
    const [tally, reported] = [new SummaryTally(), new SummaryTally()];
    for (const [at, { articles, reference }] of events.entries()) {
      const sources = articles.map(({ text }) => text);
      tally.add(chosen[at]!, sources, reference);
      const isReport = ({ doc, index }: Line) => doc.analysis.sentences[index]!.voice === 'report';
      reported.add(summaryOf(readings[at]!, undefined, isReport), sources, reference);
    }
    if (out !== null) {
      const lines = events.map(({ id }, at) => JSON.stringify({ id, text: chosen[at]!.join(' ') }));
      writeFileSync(join(out, 'neus_allsides.predictions.jsonl'), `${lines.join('\n')}\n`);
    }
    const without = reported
      .rows()
      .slice(0, 3)
      .map(({ value }) => value?.toFixed(1) ?? '–')
      .join(' / ');
    const words = (await briefWords(join(folder, '..'), side, topics)).sort((a, b) => a - b);
    return {
      rows: [
        ...tally.rows(),
        {
          set: 'neus_allsides',
          metric: '/brief, words at p95',
          value: words[Math.ceil(0.95 * words.length) - 1] ?? null,
          floor: null,
          best: '160 at most',
          items: words.length,
        },
      ],
      notes: [
        `neus_allsides: ${events.length} events, ${tally.length().toFixed(1)} words each (at most ${LIMIT}), ` +
          `${each.toFixed(1)} ms an event; without the writers' opinion ${without}`,
        `neus_allsides: /brief over ${words.length} topics (these events and those of the other sets there), ` +
          `${words[words.length >> 1] ?? 0} words at the median, ${words.at(-1) ?? 0} at most`,
      ],
    };
  },
};
