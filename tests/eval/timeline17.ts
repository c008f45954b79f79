import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { TimelineEntry } from '../../src/core/model/answer.ts';
import { plainText } from '../../src/core/writing/pieces.ts';
import type { TimelineWanted } from '../../src/core/writing/timeline.ts';
import { openLog } from '../../src/infra/log.ts';
import { timeline } from '../../src/usecases/brief.ts';
import { ingest } from '../../src/usecases/ingest.ts';
import type { EvalSet } from './table.ts';
import { type Dated, TimelineTally } from './timeline17-metric.ts';

type Item = {
  readonly id: string;
  readonly topic: string;
  /** Gold; absent where predictions are only written, and then `first`, `last` and `dates` say what is wanted. */
  readonly timeline?: readonly Dated[];
  readonly first?: string;
  readonly last?: string;
  readonly dates?: number;
};

/** Sentences a date where no gold tells their mean. */
const SENTENCES = 2;

/**
 * Dated timelines of long stories: `eval/timeline17`. Told of the gold are, as in the published runs, its first and
 * last date, the number of dates, and how many sentences a date has. Figures beside from its README.
 */
export const timeline17: EvalSet = {
  name: 'timeline17',
  async run({ folder, side, out }) {
    const [file, corpus] = [join(folder, `${side}.jsonl`), join(folder, 'articles.jsonl')];
    if (!existsSync(file) || !existsSync(corpus)) return { rows: [], notes: [`timeline17: skipped, no file ${file}`] };
    const items = lines<Item>(file);
    const topicOf = new Map(lines<{ id: string; topic: string }>(corpus).map(({ id, topic }) => [id, topic]));
    const wanted = new Set(items.map(({ topic }) => topic));
    const app = await openApp(readConfig({}), {
      clock: () => Date.now(),
      log: openLog('silent', []),
      temporary: true,
      inline: true,
    });
    try {
      const { desk } = app;
      const { articles } = await desk.read([corpus], { tenant: 'public', topics: [], seen: desk.clock() });
      const onTopic = articles.map((article) => ({ ...article, topics: [topicOf.get(article.id) ?? ''] }));
      await ingest(
        desk,
        onTopic.filter(({ topics: [topic = ''] }) => wanted.has(topic)),
      );
      const tally = new TimelineTally();
      const predictions: { id: string; timeline: Dated[] }[] = [];
      for (const item of items) {
        const scope = { tenant: 'public', topic: item.topic, docs: null, since: null, until: null };
        const entries = await timeline(desk, scope, orderOf(item));
        const predicted = entries.map(datedOf);
        predictions.push({ id: item.id, timeline: predicted });
        if (item.timeline) tally.add(predicted, item.timeline);
      }
      if (out !== null) {
        const text = predictions.map((one) => `${JSON.stringify(one)}\n`).join('');
        writeFileSync(join(out, 'timeline17.predictions.jsonl'), text);
      }
      return {
        rows: tally.rows(),
        notes: [`timeline17: ${items.length} timelines, ${onTopic.length} articles; AR with our stemmer`],
      };
    } finally {
      await app.close();
    }
  },
};

function lines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

function orderOf({ timeline: gold, first, last, dates }: Item): TimelineWanted {
  const days = gold ? [...new Set(gold.map(({ date }) => date))].sort() : [];
  const told = gold?.reduce((sum, one) => sum + one.summary.length, 0) ?? 0;
  const from = days[0] ?? first;
  const to = days.at(-1) ?? last;
  const entries = gold ? days.length : dates;
  return {
    ...(entries !== undefined && { entries }),
    sentences: days.length > 0 ? Math.max(1, Math.round(told / days.length)) : SENTENCES,
    first: from === undefined ? null : Date.parse(from),
    last: to === undefined ? null : Date.parse(to) + 86_399_999,
  };
}

function datedOf({ when, points }: TimelineEntry): Dated {
  const date = when.precision === 'unresolved' ? '' : new Date(when.from).toISOString().slice(0, 10);
  return { date, summary: points.map((point) => plainText(point.pieces)) };
}
