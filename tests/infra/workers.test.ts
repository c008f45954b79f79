import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/core/model/article.ts';
import type { Log } from '../../src/core/model/ports.ts';
import { openAnalyser } from '../../src/infra/workers.ts';
import { articleOf } from '../article.ts';

const article = (id: string, text: string) => articleOf(text, { id });

const batch = Array.from({ length: 9 }, (_, n) =>
  article(
    `a${n}`,
    `Peru sent ${n + 2} ships to the port and said that it was done. ${'It rained. '.repeat((9 - n) * 20)}`,
  ),
);

/** A date of publication that no reader gives: the language step throws on it. */
const hostile = (): Article => ({
  ...article('bad', 'One sentence. Another on Tuesday.'),
  published: { precision: 'day', from: 1n as unknown as number, to: 0, words: null },
});

function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (event: string, fields?: Readonly<Record<string, unknown>>) =>
    void lines.push(`${event} ${String(fields?.article)}`);
  return { lines, info: note, warn: note, error: note };
}

describe.each([
  ['on this thread', true],
  ['in worker threads', false],
])('the analyser %s', (_, inline) => {
  test('keeps the order, and one hostile article fails alone', async () => {
    const log = memoryLog();
    const analyser = openAnalyser({ inline, threads: 2, log });
    try {
      const found = await analyser.analyse([...batch.slice(0, 4), hostile(), ...batch.slice(4)]);
      expect(found.map((one) => one.article)).toEqual(['a0', 'a1', 'a2', 'a3', 'bad', 'a4', 'a5', 'a6', 'a7', 'a8']);
      expect(found[0]!.quantities[0]).toMatchObject({ value: 2, unit: 'ship' });
      expect(found[9]!.quantities[0]).toMatchObject({ value: 10, unit: 'ship' });
      expect(found[4]).toMatchObject({ mentions: [], statements: [], dates: [] });
      expect(found[4]!.sentences).toHaveLength(2);
      expect(found[4]!.passages).toHaveLength(1);
      expect(log.lines).toEqual(['analyse.failed bad']);
      expect(await analyser.analyse([])).toEqual([]);
    } finally {
      await analyser.close();
    }
  });

  test('detects the language and knows a topic’s own actors', async () => {
    const extraActors = [
      {
        slug: 'blue-harbour',
        kind: 'organisation',
        name: 'Blue Harbour',
        country: null,
        standing: 'company',
        parent: null,
        aliases: ['Blue Harbour Lines'],
      },
    ] as const;
    const analyser = openAnalyser({ inline, threads: 1, extraActors });
    try {
      const [english, german] = await analyser.analyse([
        article('en', 'The ships of Blue Harbour Lines have left the port, and the company said that they were full.'),
        article(
          'de',
          'Die Schiffe haben den Hafen verlassen, und das Unternehmen sagte, dass sie alle voll beladen gewesen seien.',
        ),
      ]);
      expect(english).toMatchObject({ language: 'en' });
      expect(english!.mentions.map(({ entity }) => entity)).toContain('blue-harbour');
      expect(german).toMatchObject({ language: 'de', mentions: [] });
    } finally {
      await analyser.close();
    }
  });
});

test('an article that takes longer than its deadline ends its worker and is known by its sentences', async () => {
  const log = memoryLog();
  // No article can be read in no time: the worker is not even up by then.
  const analyser = openAnalyser({ inline: false, threads: 1, deadline: 1, log });
  try {
    const [found] = await analyser.analyse([article('slow', 'Peru sent two ships. It rained.')]);
    expect(found).toMatchObject({ article: 'slow', quantities: [] });
    expect(found!.sentences).toHaveLength(2);
    expect(log.lines).toEqual(['analyse.failed slow']);
  } finally {
    await analyser.close();
  }
});
