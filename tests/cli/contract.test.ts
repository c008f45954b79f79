import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as contract from '../contract.ts';
import { jsonLines, ROOT, runNode, sitrep } from './run.ts';

/** The headless contract, each verb as a process of its own over files. */

const folder = mkdtempSync(join(tmpdir(), 'sitrep-cli-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ARTICLES = join(ROOT, 'briefs/japan-patriot-exports/articles');
const texts = new Map([
  [
    'a1',
    'The French foreign ministry said on Tuesday that the talks would go on. Kenya has agreed to send 40 trucks to Chad.',
  ],
  ['a2', '“We will not sign,” said Kenya’s foreign minister. Kenya denies sending any trucks to Chad.'],
]);
const file = join(folder, 'two.jsonl');
writeFileSync(
  file,
  [...texts]
    .map(([id, text]) => JSON.stringify({ id, text, published_at: '2026-11-18 09:00:00', source: 'Example Wire' }))
    .join('\n'),
);

test('ask: one answer that keeps the contract', async () => {
  const { code, out, err } = await sitrep(['ask', 'What did Kenya say?', '--articles', file, '--json'], data);
  expect([code, err]).toEqual([0, '']);
  const json = contract.answer.parse(JSON.parse(out));
  expect(contract.checkAnswer(json, texts)).toEqual([]);
  expect(json.points.map((one) => one.citations[0]?.article)).toContain('a2');
});

test('ask --batch: a line in, a line out, bad lines named, docs and choices honoured', async () => {
  const batch = join(folder, 'batch.jsonl');
  const lines = [
    { id: 'q1', question: 'How many trucks did Kenya send to Chad?' },
    { id: 'q2', question: 'What did Kenya say?', docs: [] },
    { id: 'q3', question: 'What did Kenya agree to send?', choices: ['trucks', 'submarines'] },
    { id: 'q4' },
    { id: 'q5', question: '   ' },
  ];
  writeFileSync(batch, `${lines.map((line) => JSON.stringify(line)).join('\n')}\nnot json\n`);
  const { code, out } = await sitrep(
    ['ask', '--batch', batch, '--articles', file, '--now', '2026-11-20', '--json'],
    data,
  );
  expect(code).toBe(0);
  const [q1, q2, q3, ...bad] = jsonLines(out);
  for (const [ref, one] of Object.entries({ q1, q2, q3 })) {
    const json = contract.answer.parse(one);
    expect(json.ref).toBe(ref);
    expect(contract.checkAnswer(json, texts)).toEqual([]);
  }
  expect(contract.answer.parse(q2)).toMatchObject({ status: 'not_in_sources', passages: [] });
  expect(contract.answer.parse(q3).choice).toBe(0);
  expect(bad.map((one) => contract.batchError.parse(one).ref)).toEqual(['q4', 'q5', 'line 6']);
});

test('statements, brief, compare, timeline, stories, article: the shapes of the contract', async () => {
  const read = (...args: string[]) => sitrep([...args, '--articles', file, '--json', '--now', '2026-11-20'], data);
  const said = jsonLines((await read('statements')).out).map((line) => contract.statements.parse(line));
  expect(said.map((line) => line.article)).toEqual(['a1', 'a2']);
  for (const line of said)
    for (const one of [...line.statements.flatMap((statement) => statement.content)])
      expect(texts.get(line.article)?.slice(one.start, one.end)).toBe(one.text);
  expect(said.flatMap((line) => line.statements).length).toBeGreaterThanOrEqual(3);

  const briefing = contract.briefing.parse(JSON.parse((await read('brief')).out));
  expect(briefing.points.length).toBeGreaterThan(0);
  contract.differences.parse(JSON.parse((await read('compare')).out));
  const timeline = contract.timeline.parse(JSON.parse((await read('timeline')).out));
  expect(timeline.length).toBeGreaterThan(0);
  contract.stories.parse(JSON.parse((await read('stories')).out));
  expect(JSON.parse((await read('article', 'a1')).out)).toMatchObject({ id: 'a1', text: texts.get('a1') });
});

test('the same store gives the byte-identical brief', async () => {
  const once = () => sitrep(['brief', '--articles', ARTICLES, '--json', '--now', '2026-11-20'], data);
  expect((await once()).out).toBe((await once()).out);
});

test('index twice changes nothing, and what was indexed answers', async () => {
  const first = await sitrep(['index', file, join(folder, 'missing.txt'), '--json'], data);
  expect(JSON.parse(first.out)).toMatchObject({ added: 2, same: 0, problems: [{ code: 'not_found' }] });
  expect(first.err).toContain('missing.txt');
  const second = await sitrep(['index', file, '--json'], data);
  expect(JSON.parse(second.out)).toMatchObject({ added: 0, changed: 0, same: 2 });
  const { out } = await sitrep(['ask', 'What did Kenya say?', '--json'], data);
  expect(contract.answer.parse(JSON.parse(out)).status).not.toBe('not_in_sources');
});

test.each([
  [['ask'], 2],
  [['frobnicate'], 2],
  [['ask', '   '], 1],
  [['ask', 'x'.repeat(10_000)], 1],
  [['brief', '--topic', 'no-such-topic'], 1],
  [['compare', 'colour'], 1],
  [['article', 'no-such-article'], 1],
  [['ask', '--batch', 'no-such-file.jsonl'], 1],
  [['ask', 'what?', '--since', 'sometime'], 1],
])('%s ends with %i and one line that says what to do', async (args, status) => {
  const { code, out, err } = await sitrep(args, data);
  expect([code, out]).toEqual([status, '']);
  expect(err).toMatch(/^sitrep: .+\n$/u);
});

test('doctor says that all is well', async () => {
  const { code, out } = await sitrep(['doctor', '--json'], data);
  expect([code, JSON.parse(out).ok]).toEqual([0, true]);
});

test('npm start without a terminal answers the lines of standard input and ends', async () => {
  const input = '/ask what did Russia say?\n/brief\nhow many missiles?\n/compare status\n/who\n/help\n1\n';
  const { code, out, err } = await runNode('src/main.ts', [], { data: join(folder, 'fresh'), input });
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('Zakharova');
  expect(out.toLowerCase()).toContain('not settled');
});

test('the bundled articles say where they come from', () => {
  for (const line of readFileSync(join(ARTICLES, '1-beijing-media-react.md'), 'utf8').split('\n').slice(1, 4))
    expect(line).toMatch(/^(?:title: .+|publisher: Sitrep sample|sample: true)$/u);
});
