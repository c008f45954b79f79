import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/core/model/answer.ts';
import { checkEvidence, type Evidence, writeEvidence } from '../../../src/core/writing/evidence.ts';
import { answer, ingest } from './support.ts';

const DOCS = ingest([
  {
    id: 'a',
    url: 'https://news.example/a',
    text: 'The port was shut at noon. Kenya’s trade minister said 40 trucks were on their way. It rained all day.',
  },
  { id: 'b', text: '“We will not sign,” said Kenya’s foreign minister. Kenya denies sending any trucks to Chad.' },
]);
const ANSWER: Answer = answer('What did Kenya say?', DOCS);
const EVIDENCE = writeEvidence(ANSWER, DOCS);
const texts = new Map(DOCS.map(({ article }) => [`${article.id}/${article.version}`, article.text]));
const stored = (article: string, version: string) => texts.get(`${article}/${version}`) ?? null;

/** The bundle after somebody wrote to its JSON; `hash` is left as it was. */
function tampered(change: (json: { -readonly [K in keyof Evidence]: Evidence[K] }) => void): Evidence {
  const copy = JSON.parse(JSON.stringify(EVIDENCE));
  change(copy);
  return copy;
}
// biome-ignore lint/suspicious/noExplicitAny: what was tampered with has no type.
const lineOf = (evidence: Evidence, at = 0): any => evidence.points[at];

test('every point of the answer with its spans and contexts, every cited version with its hash', () => {
  expect(EVIDENCE.points.length).toBeGreaterThan(1);
  expect(EVIDENCE.points[0]?.place).toBe('point 1');
  expect(EVIDENCE.sources.map(({ article }) => article).sort()).toEqual(['a', 'b']);
  for (const { citations } of EVIDENCE.points)
    for (const { article, version, start, end, quote, context } of citations) {
      const text = stored(article, version);
      expect(text?.slice(start, end)).toBe(quote);
      expect(text?.slice(context.start, context.end)).toBe(context.text);
    }
  const trucks = EVIDENCE.points.find(({ text }) => text.includes('40 trucks'))?.citations[0]?.context;
  expect(trucks?.text).toBe(
    'The port was shut at noon. Kenya’s trade minister said 40 trucks were on their way. It rained all day.',
  );
});

test('what was written holds, with the texts and without them', () => {
  expect(checkEvidence(EVIDENCE, stored)).toMatchObject({ failures: [], missing: [], points: EVIDENCE.points.length });
  expect(checkEvidence(EVIDENCE, () => null)).toMatchObject({ failures: [], checked: [] });
  expect(checkEvidence(JSON.parse(JSON.stringify(EVIDENCE)), stored).failures).toEqual([]);
});

describe('what was changed afterwards is named', () => {
  const place = (evidence: Evidence, known = stored) => checkEvidence(evidence, known).failures[0]?.place;
  const nothing = () => null;

  test.each<readonly [string, (line: ReturnType<typeof lineOf>) => void]>([
    ['the shown text', (line) => (line.text += ' Really.')],
    ['a word of a piece', (line) => (line.pieces.find((one: { is: string }) => one.is === 'quote').text += 'x')],
    ['the place of a piece', (line) => (line.pieces.find((one: { is: string }) => one.is === 'quote').start += 1)],
    ['the sentence', (line) => (line.citations[0].quote = 'Nothing was said.')],
    ['the context', (line) => (line.citations[0].context.text += ' Nothing.')],
    ['its hash', (line) => (line.citations[0].context.hash = '0'.repeat(16))],
    ['the place of the sentence', (line) => (line.citations[0].start -= 1)],
    ['the version', (line) => (line.citations[0].version = '0'.repeat(16))],
    ['the citations', (line) => (line.citations = [])],
    ['a gloss from elsewhere', (line) => line.pieces.push({ ...line.pieces[0], is: 'gloss', article: 'c' })],
    ['words that rest on nothing', (line) => line.pieces.push({ is: 'model', text: 'Really.', support: [] })],
  ])('%s', (_, change) => {
    const evidence = tampered((json) => change(lineOf(json, 1)));
    expect(place(evidence)).toBe('point 2');
    expect(place(evidence, nothing)).toBe('point 2');
  });

  test('anything else by the hash of the whole', () => {
    expect(place(tampered((json) => (json.about = 'What did Chad say?')))).toBe('bundle');
    expect(place(tampered((json) => (json.points = json.points.slice(1))))).toBe('bundle');
  });

  test('another text in the store, or a length that is not its own', () => {
    const other = (article: string, version: string) => stored(article, version)?.replace('trucks', 'wagons') ?? null;
    const found = checkEvidence(EVIDENCE, other).failures.map((one) => one.place);
    expect(found).toEqual(expect.arrayContaining(['point 1', expect.stringMatching(/^source \d \(a\)$/u)]));
    const longer = tampered((json) => (json.sources = json.sources.map((one) => ({ ...one, length: 1 }))));
    expect(place(longer)).toMatch(/^source 1 /u);
  });
});

test('a sentence of a text that is not among the sources is named, not passed over', () => {
  const bare = tampered((json) => (json.sources = []));
  for (const known of [stored, () => null])
    expect(checkEvidence(bare, known).failures[0]).toMatchObject({
      place: 'point 1',
      text: expect.stringMatching(/not among its sources/u),
    });
});

test('both versions of a corrected article are sources, under one number', () => {
  const [group] = ANSWER.groups;
  const [point] = group?.points ?? [];
  const [cited] = point?.citations ?? [];
  if (!group || !point || !cited) throw new Error('no point');
  const earlier = {
    ...cited,
    sentence: { ...cited.sentence, span: { ...cited.sentence.span, version: '0'.repeat(16) } },
  };
  const groups = [{ ...group, points: [{ ...point, citations: [cited, earlier] }] }] as unknown as typeof ANSWER.groups;
  const { sources } = writeEvidence({ ...ANSWER, differences: [], groups } as Answer, DOCS);
  expect(sources.map(({ n, version }) => [n, version])).toEqual([
    [cited.n, cited.sentence.span.version],
    [cited.n, '0'.repeat(16)],
  ]);
});

test('a version that is no longer stored: the sentence alone is its context', () => {
  const [line] = writeEvidence(ANSWER, []).points;
  expect(line?.citations[0]?.context.text).toBe(line?.citations[0]?.quote);
});
