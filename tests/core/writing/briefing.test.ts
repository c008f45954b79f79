import { describe, expect, test } from 'vitest';
import type { Briefing } from '../../../src/core/model/answer.ts';
import { writeBriefing } from '../../../src/core/writing/briefing.ts';
import { originsOf, writeCoverage } from '../../../src/core/writing/coverage.ts';
import { isAnaphoric } from '../../../src/core/writing/gloss.ts';
import { pieceWords, plainText } from '../../../src/core/writing/pieces.ts';
import { groupStories } from '../../../src/core/writing/stories.ts';
import { writeTimeline } from '../../../src/core/writing/timeline.ts';
import { type Draft, ingest, NOW, published, table } from './support.ts';

const DAM: Draft[] = [
  {
    id: 'a',
    published: published('2026-01-05'),
    text: [
      'Egypt has approved the sale of four river barges to Sudan.',
      'The barges will carry grain on the upper river. They were built in Cairo in two years.',
      'The Egyptian foreign ministry said: "The four barges will sail to Sudan before the flood season."',
      'The upper river is low in January, and few ships sail on it.',
      'Sudan denied that it had asked for the barges.',
    ].join('\n'),
  },
  {
    id: 'b',
    published: published('2026-01-07'),
    text: [
      'The sale of four river barges from Egypt to Sudan was completed on January 6, 2026.',
      'Barges of this kind carry grain along the upper river.',
      'Sudan denied that it had asked for the barges.',
      '#Egypt',
      '#barges',
    ].join('\n'),
  },
];
const TENNIS: Draft = {
  id: 'c',
  published: published('2026-01-06'),
  text: 'A tennis final in Melbourne was stopped by rain on January 4, 2026. The players waited in the hall until the evening session began.',
};

function brief(drafts: readonly Draft[], length: 'short' | 'normal' | 'long' = 'normal'): Briefing {
  const articles = ingest(drafts);
  return writeBriefing({
    id: 'b1',
    made: NOW,
    topic: { slug: 'river', title: 'The river' },
    length,
    articles,
    counted: { articles: articles.length, undated: 0, newest: Date.UTC(2026, 0, 7), origins: originsOf(articles) },
    since: null,
    table,
    staleAfterHours: 48,
  });
}

function textsOf(found: Briefing, key: 'facts' | 'statements'): string[] {
  return found.groups
    .filter((group) => group.head.key === key)
    .flatMap((group) => group.points.map(({ pieces }) => plainText(pieces)));
}

describe('briefings', () => {
  test('a denial on the subject is never left out, also in the shortest', () => {
    for (const length of ['short', 'normal', 'long'] as const) {
      const said = brief(DAM, length).groups.flatMap((group) => group.points.map((point) => point.said?.polarity));
      expect(said).toContain('denied');
    }
  });

  test('the same denial of two outlets stands once, with both', () => {
    const denials = brief(DAM).groups.flatMap((group) =>
      group.points.filter((point) => point.said?.polarity === 'denied'),
    );
    expect(denials).toHaveLength(1);
    expect(denials[0]?.alsoIn).toHaveLength(1);
  });

  test('no boilerplate, nothing that points at what is not there', () => {
    const facts = brief(DAM, 'long')
      .groups.filter((group) => group.head.key === 'facts')
      .flatMap((group) => [...group.points]);
    expect(facts.length).toBeGreaterThan(0);
    for (const point of facts) {
      const text = point.pieces.map((piece) => ('quote' in piece ? piece.quote.text : '')).join(' ');
      expect(text).not.toContain('#');
      expect(isAnaphoric(text)).toBe(false);
    }
  });

  test('a deed that several outlets tell stands once; what leans on other sentences, or was cut off, stays out', () => {
    const outlets: Draft[] = [
      {
        id: 'x',
        text: [
          'The port of Alexandria closed its northern gate to grain ships on Sunday.',
          'But the southern gate of the port of Alexandria stayed open to grain ships from Cyprus.',
          'In a letter he asked the captains of the grain ships to wait outside of the harbour.',
          'We saw forty grain ships in the northern bay of Alexandria on the same day.',
        ].join('\n'),
      },
      {
        id: 'y',
        text: [
          'On Sunday the port of Alexandria closed its northern gate to all grain ships.',
          'Forty grain ships from Cyprus and Greece are waiting in the bay of Alexandria since the morning of...',
          'The port of Alexandria handles a third of the grain that Egypt buys abroad.',
        ].join('\n'),
      },
    ];
    const lines = textsOf(brief(outlets), 'facts');
    expect(lines.filter((line) => line.includes('northern gate'))).toHaveLength(1);
    for (const words of ['In a letter', 'We saw', 'morning of']) expect(lines.join(' ')).not.toContain(words);
    expect(lines[0]).toContain('northern gate');
  });

  test('what a fact tells already is not told again as a statement', () => {
    const outlets: Draft[] = [
      { id: 'x', text: 'Egypt closed its northern port to all grain ships on Sunday. Forty ships wait in the bay.' },
      {
        id: 'y',
        text: 'The Egyptian government said on Sunday that Egypt closed its northern port to all grain ships. The Egyptian government said: "The northern port will open again before the winter."',
      },
    ];
    const found = brief(outlets);
    const said = [...textsOf(found, 'facts'), ...textsOf(found, 'statements')];
    expect(said.filter((line) => line.includes('closed its northern port'))).toHaveLength(1);
    expect(textsOf(found, 'statements').join(' ')).toContain('before the winter');
  });

  test('the deed comes before what is beside it, and of two tellings one', () => {
    const [first, ...rest] = textsOf(brief(DAM), 'facts');
    expect(first).toContain('The sale of four river barges');
    expect(rest.join(' ')).not.toContain('the sale of four river barges');
  });

  test('of two stories each gives a fact', () => {
    const found = textsOf(brief([...DAM, TENNIS, { ...TENNIS, id: 'e' }], 'long'), 'facts');
    expect(found.some((line) => line.includes('sale of four river barges'))).toBe(true);
    expect(found.some((line) => line.includes('tennis'))).toBe(true);
  });

  test('sources are numbered as they are cited', () => {
    const { sources, groups } = brief(DAM);
    expect(sources.map((one) => one.n)).toEqual(sources.map((_, at) => at + 1));
    const first = groups[0]?.points[0]?.citations[0];
    expect(first?.n).toBe(1);
    expect(sources[0]?.article).toBe(first?.sentence.span.article);
  });

  test('an empty scope gives an empty edition', () => {
    const empty = brief([]);
    expect([empty.groups, empty.differences, empty.timeline, empty.sources]).toEqual([[], [], [], []]);
  });

  test('the longer, the more words', () => {
    const count = (length: 'short' | 'long') =>
      brief(DAM, length)
        .groups.flatMap((group) => [...group.points])
        .reduce((sum, point) => sum + pieceWords(point.pieces), 0);
    expect(count('short')).toBeLessThanOrEqual(60);
    expect(count('long')).toBeGreaterThan(count('short'));
  });
});

describe('timeline and stories', () => {
  test('dated sentences by day, oldest first, boilerplate and unresolved dates left out', () => {
    const entries = writeTimeline(ingest([...DAM, TENNIS]));
    expect(
      entries.map((entry) => 'from' in entry.when && new Date(entry.when.from).toISOString().slice(0, 10)),
    ).toEqual(expect.arrayContaining(['2026-01-04', '2026-01-06']));
    const from = entries.map((entry) => ('from' in entry.when ? entry.when.from : 0));
    expect(from).toEqual(from.toSorted((a, b) => a - b));
    expect(writeTimeline(ingest([{ id: 'u', text: 'The barges left on Tuesday and came back with grain.' }]))).toEqual(
      [],
    );
  });

  test('articles on one event make a story, another event another', () => {
    const stories = groupStories(ingest([...DAM, TENNIS]));
    expect(stories.map((story) => story.articles)).toEqual([['a', 'b'], ['c']]);
  });

  test('articles far apart in time are not one story', () => {
    const later = { ...DAM[1]!, published: published('2026-03-01') };
    expect(groupStories(ingest([DAM[0]!, later]))).toHaveLength(2);
  });
});

describe('coverage', () => {
  test('stale is older than the limit; unknown origins are counted as unknown', () => {
    const counted = { articles: 2, undated: 0, newest: NOW - 50 * 3_600_000, origins: originsOf(ingest(DAM)) };
    const input = { counted, made: NOW };
    expect(writeCoverage({ ...input, staleAfterHours: 48 }).stale).toBe(true);
    expect(writeCoverage({ ...input, staleAfterHours: 72 }).stale).toBe(false);
    expect(writeCoverage({ ...input, staleAfterHours: 72 }).origins).toEqual({ named: 0, unknown: 2 });
  });
});

describe('pointing back', () => {
  test.each([
    ['It was signed in Cairo.', true],
    ['However, they refused.', true],
    ['The move surprised the neighbours.', true],
    ['This change was requested by the ministry.', true],
    ['The sale of the barges surprised the neighbours.', false],
    ['It is expected that the barges will sail.', false],
    ['Egypt has approved the sale.', false],
    ['The decision to sell the barges was taken in Cairo.', false],
  ])('%s', (text, points) => {
    expect(isAnaphoric(text)).toBe(points);
  });
});
