import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/core/writing/pieces.ts';
import { type TimelineWanted, writeTimeline } from '../../../src/core/writing/timeline.ts';
import { type Draft, ingest, published } from './support.ts';

const article = (id: string, day: string, text: string): Draft => ({ id, published: published(day), text });

/** A lighthouse that lost its lamp on 3 March; looked back on for weeks. */
const STORY: readonly Draft[] = [
  article('a', '2026-03-04', 'The storm broke the lamp of the lighthouse on Tuesday. A clerk sold maps on Wednesday.'),
  article(
    'b',
    '2026-03-20',
    'The harbour has been dark since the storm of March 3. The keeper ordered a lamp on Thursday.',
  ),
  article('c', '2026-03-27', 'The lamp that the storm broke on March 3 will be replaced on Monday, the keeper said.'),
  article('d', '2026-03-28', 'Two clerks sold postcards of the lighthouse today in the harbour.'),
  article('e', '2026-03-28', 'One more clerk sold ropes and maps today in the harbour office.'),
];

function days(drafts: readonly Draft[], wanted?: TimelineWanted): string[] {
  return writeTimeline(ingest(drafts), wanted).map(({ when }) =>
    when.precision === 'unresolved'
      ? 'unresolved'
      : new Date(when.from).toISOString().slice(0, when.precision === 'month' ? 7 : 10),
  );
}

describe('dates', () => {
  test('what is still told weeks later outranks what more articles tell of their own day', () => {
    expect(days(STORY, { entries: 1 })).toEqual(['2026-03-03']);
    expect(days(STORY)).toEqual(['2026-03-03', '2026-03-04', '2026-03-19', '2026-03-28', '2026-03-30']);
  });

  test('a window holds its own days alone', () => {
    const wanted = { first: Date.UTC(2026, 2, 4), last: Date.UTC(2026, 2, 29) - 1 };
    expect(days(STORY, wanted)).toEqual(['2026-03-04', '2026-03-19', '2026-03-28']);
  });

  test('a month is told where no day of it is', () => {
    const text = 'The quay was widened in February. The storm came in early March over the sea.';
    expect(days([article('m', '2026-04-10', text)])).toEqual(['2026-02', '2026-03']);
    expect(days([article('m', '2026-04-10', text), ...STORY])).toContain('2026-02');
    expect(days([article('m', '2026-04-10', text), ...STORY])).not.toContain('2026-03');
  });

  test('several days are told where no day of theirs is', () => {
    const text = 'The fair lasted from April 3 to 5 in the old town. The fair began with a parade on April 3.';
    expect(days([article('f', '2026-04-10', text)])).toEqual(['2026-04-03']);
    expect(writeTimeline(ingest([article('f', '2026-04-10', text)]))[0]?.points).toHaveLength(1);
    expect(days([article('f', '2026-04-10', text.slice(0, text.indexOf(' The fair began')))])).toEqual(['2026-04-03']);
  });

  test('the stamp of a page or a comment dates no event', () => {
    const text = 'HARBOUR Wed Mar 4, 2026 7:06 pm a reader wrote that maps are dear.';
    expect(days([article('s', '2026-03-05', text)])).toEqual([]);
  });
});

describe('sentences', () => {
  const told = (drafts: readonly Draft[], sentences?: number) =>
    writeTimeline(ingest(drafts), sentences === undefined ? {} : { sentences }).map(({ points }) =>
      points.map(({ pieces }) => plainText(pieces)),
    );

  test('at most two a date, the central ones, none that says the same', () => {
    const copies = ['k', 'l', 'm'].map((id) =>
      article(id, '2026-03-04', 'The storm broke the lamp of the lighthouse on Tuesday night.'),
    );
    const [first] = told([...STORY, ...copies]);
    expect(first).toHaveLength(2);
    expect(first?.[0]).toMatch(/^The storm broke the lamp of the lighthouse on Tuesday/);
    expect(first?.[1]).not.toMatch(/on Tuesday/);
    expect(told(STORY, 1).every((points) => points.length === 1)).toBe(true);
  });

  test('a sentence stands under one date while another can be told', () => {
    const both = 'The lamp will be lit on Saturday, the keeper said on Monday.';
    expect(
      told([
        article('x', '2026-03-03', both),
        article('y', '2026-03-09', 'The lamp was lit on Saturday before a crowd.'),
      ]),
    ).toEqual([[both], ['The lamp was lit on Saturday before a crowd.']]);
  });

  test('each is cited, numbered in order of appearance', () => {
    const entries = writeTimeline(ingest(STORY));
    const cited = entries.flatMap(({ points }) => points.flatMap(({ citations }) => citations));
    for (const { sentence } of cited) expect(STORY.some(({ text }) => text.includes(sentence.text))).toBe(true);
    expect([...new Set(cited.map(({ n }) => n))]).toEqual(
      [1, 2, 3, 4, 5].slice(0, new Set(cited.map(({ n }) => n)).size),
    );
  });
});
