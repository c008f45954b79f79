import { describe, expect, test } from 'vitest';
import type { Point } from '../../../src/core/model/answer.ts';
import type { Ingested } from '../../../src/core/model/ports.ts';
import { writeEdition } from '../../../src/core/writing/edition.ts';
import { editionPush, quietPage } from '../../../src/core/writing/edition-page.ts';
import { pieceWords } from '../../../src/core/writing/pieces.ts';
import { labelText } from '../../../src/render/labels.ts';
import { type Draft, ingest, NOW, table } from './support.ts';

type Given = { articles?: Draft[]; known?: Draft[]; changed?: [Draft, Draft][]; actors?: string[] };

function edition({ articles = [], known = [], changed = [], actors = [] }: Given) {
  const one = (draft: Draft) => ingest([draft])[0] as Ingested;
  return writeEdition({
    topic: { slug: 'canal', title: 'The canal' },
    articles: ingest(articles),
    known: ingest(known),
    changed: changed.map(([was, now]) => ({ was: one(was), now: one(now) })),
    actors,
    table,
  });
}

const wordsOf = (points: readonly Point[]) => points.reduce((sum, one) => sum + pieceWords(one.pieces), 0);
const textsOf = (found: ReturnType<typeof edition>) =>
  found.groups.map(({ head, points }) => [
    labelText(head),
    ...points.map(({ pieces }) => pieces.map((piece) => (piece.is === 'quote' ? piece.quote.text : '…')).join(' ')),
  ]);

const WIDEN = 'Egypt has agreed to widen the northern canal for larger cargo ships next year.';
const SAID = 'The government of Egypt said that the canal would stay open to all ships.';

describe('an edition', () => {
  test('shows at most 220 words, and every sentence that it cites is that of its article', () => {
    const towns = [
      'Alba',
      'Borea',
      'Cedra',
      'Dorna',
      'Elva',
      'Fenna',
      'Garda',
      'Helma',
      'Isola',
      'Jorna',
      'Kerva',
      'Lenta',
    ];
    const articles = towns.map((town, n) => ({
      id: `a${n}`,
      text: towns
        .slice(0, 8)
        .map(
          (other, m) =>
            `The harbour of ${town} opened berth ${m + 2} for the ferries that carry ${n * 40 + m} cars, buses and lorries a day over the strait to ${other} and the islands around it in every season but winter.`,
        )
        .join(' '),
    }));
    const changed = towns.slice(0, 4).map((town): [Draft, Draft] => {
      const text = `Cargo ships with timber for ${town} waited nine days at the northern lock, and pilots of the authority took grain barges through first.`;
      return [
        { id: town, text },
        { id: town, text: text.replace('nine', 'twelve') },
      ];
    });
    const found = edition({ articles, changed });
    const points = found.groups.flatMap((group) => group.points);
    expect(wordsOf(points)).toBeLessThanOrEqual(220);
    expect(wordsOf(points)).toBeGreaterThan(60);
    const texts = ingest([...articles, ...changed.flat()]).map(({ article }) => article);
    for (const { sentence } of points.flatMap((point) => point.citations)) {
      const { article, version, start, end } = sentence.span;
      const source = texts.find((one) => one.id === article && one.version === version);
      expect(source?.text.slice(start, end)).toBe(sentence.text);
    }
    for (const { n } of points.flatMap((point) => point.citations))
      expect(found.sources.some((source) => source.n === n)).toBe(true);
  });

  test('quotes nothing that an article had told before, also where another one prints it again', () => {
    const found = edition({
      known: [{ id: 'a', text: `${WIDEN} ${SAID}` }],
      articles: [
        {
          id: 'b',
          text: `${WIDEN} ${SAID} Engineers measured the depth of the southern canal at forty places this week.`,
        },
      ],
      actors: ['eg'],
    });
    expect(JSON.stringify(textsOf(found))).toContain('forty places');
    expect(JSON.stringify(textsOf(found))).not.toContain('agreed to widen');
    expect(JSON.stringify(textsOf(found))).not.toContain('stay open');
    expect(found.silent).toEqual(['eg']);
    expect(edition({ known: [{ id: 'a', text: WIDEN }], articles: [{ id: 'b', text: WIDEN }] }).groups).toEqual([]);
  });

  test('leaves out what somebody repeats in other words, and does not show it as if nobody had said it', () => {
    const found = edition({
      known: [{ id: 'a', text: 'Russia said that the northern canal would stay open to all cargo ships in winter.' }],
      articles: [
        {
          id: 'b',
          text: `Russia repeated on Monday that the northern canal would stay open to all cargo ships in winter. ${WIDEN}`,
        },
      ],
      actors: ['ru'],
    });
    expect(JSON.stringify(textsOf(found))).toContain('agreed to widen');
    expect(JSON.stringify(textsOf(found))).not.toContain('stay open');
    expect(found.silent).toEqual(['ru']);
  });

  test('somebody who says what only others said before is not silent, and is quoted', () => {
    const found = edition({
      known: [{ id: 'a', text: 'The government of Norway said that the canal was a dangerous project for all ships.' }],
      articles: [{ id: 'b', text: 'The government of Panama said that the canal was a dangerous project.' }],
      actors: ['pa', 'no'],
    });
    expect(found.silent).toEqual(['no']);
    expect(textsOf(found).flat().join()).toContain('The government of Panama said');
  });

  test('names as silent whoever neither spoke nor had somebody speak for them', () => {
    const found = edition({
      articles: [
        { id: 'a', text: SAID },
        { id: 'b', text: 'Russian state broadcaster RT said that the canal would close. Norway was not asked.' },
      ],
      actors: ['eg', 'ru', 'no'],
    });
    expect(found.silent).toEqual(['ru', 'no']);
  });

  test('tells of a changed article what is another now, and nothing of one in which no sentence is', () => {
    const was = { id: 'a', text: `${WIDEN} The work takes four years according to the plan.` };
    const found = edition({
      changed: [
        [was, { ...was, text: `${WIDEN} The work takes nine years according to the plan.` }],
        [
          { id: 'b', text: SAID },
          { id: 'b', text: `${SAID}\n` },
        ],
      ],
    });
    expect(found.changed.map(({ now }) => now.article.id)).toEqual(['a']);
    expect(found.groups.flatMap(({ points }) => points.map(({ change }) => change))).toEqual(['had', 'now']);
    expect(JSON.stringify(textsOf(found))).not.toContain('agreed to widen');
    // Both versions are one source.
    expect(found.sources.map(({ article }) => article)).toEqual(['a']);
  });

  test('says of a sentence without a successor that it is no longer there', () => {
    const { groups } = edition({
      changed: [
        [
          { id: 'a', text: `${WIDEN} ${SAID}` },
          { id: 'a', text: WIDEN },
        ],
      ],
    });
    expect(groups.flatMap(({ points }) => points.map(({ change }) => change))).toEqual(['gone']);
  });

  test('is empty without anything', () => {
    expect(edition({})).toMatchObject({ groups: [], differences: [], sources: [], changed: [], silent: [] });
  });
});

test('the notification counts what is new, what changed, statements and differences', () => {
  const found = edition({ articles: [{ id: 'a', text: SAID }] });
  const briefing = { ...found, headline: 'The canal' } as unknown as Parameters<typeof editionPush>[0];
  const around = { before: NOW, fresh: 1, changed: 2 } as unknown as Parameters<typeof editionPush>[1];
  expect(labelText(editionPush(briefing, around))).toBe(
    'The canal: 1 new article, 2 changed, 1 statement, 0 differences',
  );
});

test('a quiet line says how many older articles came', () => {
  const { push } = quietPage({
    ...{ id: 'q', title: 'The canal', before: NOW, older: 2, known: 5, newest: null, stale: false, broken: 0 },
  });
  expect(labelText(push)).toBe(
    'Nothing new on “The canal” since Jan 15, 2026, 12:00 AM UTC, 2 older articles indexed, 5 articles known',
  );
});
