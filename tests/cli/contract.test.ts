import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as contract from '../contract.ts';
import { inProcess, jsonLines, ROOT, runNode, sitrep } from './run.ts';

/**
 * The headless contract over files. A few command lines run as processes of their own, as scripts run them; the others
 * in this process, where the language model is loaded once.
 */

const folder = mkdtempSync(join(tmpdir(), 'sitrep-cli-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (args: readonly string[], env: Record<string, string> = {}) =>
  inProcess(args, { SITREP_DATA: data, ...env });

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

test('check: the verdict, the place and each change, with offsets', async () => {
  const args = ['check', '“Kenya denies sending many trucks to Chad”', '--articles', file, '--json'];
  const { code, out, err } = await here(args);
  expect([code, err]).toEqual([0, '']);
  const json = contract.check.parse(JSON.parse(out));
  expect([json.verdict, json.points.length]).toEqual(['altered', 1]);
  const [{ found, citations, text } = {}] = json.points;
  expect(found?.changes).toMatchObject([{ kind: 'replaced', asked: 'many', source: { article: 'a2', quote: 'any' } }]);
  for (const at of [...(citations ?? []), ...(found?.changes ?? []).flatMap(({ source }) => source ?? [])])
    expect(texts.get(at.article)?.slice(at.start, at.end)).toBe(at.quote);
  expect(text).toBe(citations?.[0]?.quote);
  const printed = await here(['check', 'We will not sign', '--articles', file]);
  expect(printed.out).toMatch(/^We will not sign\n\nEXACT\n• .+ \[1\]\n[\s\S]+Sources\n\[1\] Example Wire/u);
  const none = contract.check.parse(
    JSON.parse((await here(['check', 'The moon fell down', '--articles', file, '--json'])).out),
  );
  expect([none.verdict, none.points, none.first]).toEqual(['not_in_sources', [], null]);
});

test('ask --articles knows the actors of the topics', async () => {
  const briefs = join(folder, 'briefs-with-actors');
  mkdirSync(join(briefs, 'roads'), { recursive: true });
  writeFileSync(
    join(briefs, 'roads/brief.yaml'),
    'title: Roads\nactors:\n  - {name: Kenya, aliases: [Harambee House]}\n  - {name: the}\n',
  );
  const args = ['ask', 'What did Harambee House say?', '--articles', file, '--json'];
  const { code, out, err } = await inProcess(args, { SITREP_DATA: data, SITREP_BRIEFS: briefs });
  expect(code).toBe(0);
  expect(contract.answer.parse(JSON.parse(out)).points.map((one) => one.citations[0]?.article)).toContain('a2');
  // What it could not use is named in one line; the rest goes on.
  expect(err).toMatch(/^sitrep: .*brief\.yaml: actors, entry 2 \(the\): .*\n$/);
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
  const read = (...args: string[]) => here([...args, '--articles', file, '--json', '--now', '2026-11-20']);
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

test('an article of which only the beginning could be read says so, everywhere it is named', async () => {
  const page = join(folder, 'paid.html');
  const text = 'Kenya has agreed to send 40 trucks to Chad. '.concat(
    'The lorries will leave by rail for the lake. '.repeat(10),
  );
  writeFileSync(page, `<title>Trucks</title><p>${text}</p><p>Subscribe to continue reading.</p>`);
  const question = ['How many trucks did Kenya agree to send?', '--articles', page];
  const json = contract.answer.parse(JSON.parse((await here(['ask', ...question, '--json'])).out));
  expect(json.points.flatMap(({ citations }) => citations.map(({ teaser }) => teaser))).toContain(true);
  expect((await here(['ask', ...question])).out).toMatch(/Trucks · undated · teaser only/u);
  const brief = ['brief', '--articles', page, '--now', '2026-11-20'];
  const briefing = contract.briefing.parse(JSON.parse((await here([...brief, '--json'])).out));
  expect(briefing.sources).toMatchObject([{ article: 'paid.html', teaser: true }]);
  expect((await here(brief)).out).toContain('teaser only');
});

test('the same store gives the byte-identical brief', async () => {
  const once = () => here(['brief', '--articles', ARTICLES, '--json', '--now', '2026-11-20']);
  expect((await once()).out).toBe((await once()).out);
});

test('index twice changes nothing, and what was indexed answers', async () => {
  const first = await here(['index', file, join(folder, 'missing.txt'), '--json']);
  expect(JSON.parse(first.out)).toMatchObject({ added: 2, same: 0, problems: [{ code: 'not_found' }] });
  expect(first.err).toContain('missing.txt');
  const second = await here(['index', file, '--json']);
  expect(JSON.parse(second.out)).toMatchObject({ added: 0, changed: 0, same: 2 });
  const { out } = await here(['ask', 'What did Kenya say?', '--json']);
  expect(contract.answer.parse(JSON.parse(out)).status).not.toBe('not_in_sources');
});

test.each([
  [['ask'], 2],
  [['frobnicate'], 2],
  [['ask', '   '], 1],
  [['ask', 'x'.repeat(10_000)], 1],
  [['check'], 2],
  [['check', '“…”'], 1],
  [['check', 'x '.repeat(3_000)], 1],
  [['brief', '--topic', 'no-such-topic'], 1],
  [['compare', 'colour'], 1],
  [['article', 'no-such-article'], 1],
  [['ask', '--batch', 'no-such-file.jsonl'], 1],
  [['ask', 'what?', '--since', 'sometime'], 1],
  [['ask', 'what?', '--since', '2026-11-20', '--until', '2026-11-01'], 1],
  [['timeline', '--since', '1d', '--until', '7d'], 1],
  [['changes'], 1],
  [['ask', 'what?', '--batch', file], 2],
  [['ask', 'what?', '--frob'], 2],
  [['ask', '--batch', folder], 1],
  [['ask', 'what?', '--articles', join(folder, 'nowhere')], 1],
  [['brief', '--length', 'endless'], 2],
  [['index', join(folder, 'nowhere'), '--topic', 'no-such-topic'], 1],
  [['sources', 'frob'], 1],
  [['sources', 'add'], 1],
  [['digest', 'pause', 'frob', '--json'], 1],
  [['digest', 'subscribe', 'banana'], 1],
  [['backup'], 2],
  [['backup', join(data, 'sitrep.sqlite')], 1],
  [['restore', join(folder, 'nowhere.sqlite')], 1],
  [['restore', file], 1],
])('%s ends with %i and one line that says what to do', async (args, status) => {
  const { code, out, err } = await here(args);
  expect([code, out]).toEqual([status, '']);
  expect(err).toMatch(/^sitrep: .+\n$/u);
});

test('a wrong word ends a process of its own with 2, at once', async () => {
  const { code, out, err } = await sitrep(['frobnicate'], data);
  expect([code, out, err]).toEqual([2, '', "sitrep: unknown command 'frobnicate'. See `sitrep --help`.\n"]);
});

test('whoever reads may stop early', async () => {
  const many = join(folder, 'many.jsonl');
  const text = [...texts.values()].join(' ').repeat(20);
  writeFileSync(many, Array.from({ length: 40 }, (_, id) => JSON.stringify({ id, text })).join('\n'));
  const { code, err } = await runNode('src/cli.ts', ['statements', '--articles', many], { data, hangUp: true });
  expect([code, err]).toEqual([0, '']);
});

test('printed answers say what their numbers stand for', async () => {
  const { out } = await here(['ask', 'What did Kenya say?', '--articles', file]);
  expect(out).toContain('Sources\n[1] Example Wire');
  expect((await here(['brief', '--articles', file])).out).toContain('Sources\n[1] Example Wire');
});

test('--version is of the program, and of an article behind the verb', async () => {
  expect((await here(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  expect((await here(['article', 'a1', '--version', 'abc', '--articles', file])).err).toContain('“a1”');
});

test('dates in every spelling, ids or none, a byte-order mark, duplicates', async () => {
  const spellings = [
    ['2026-11-19T10:00:00Z', '2026-11-19T10:00:00.000Z'],
    ['2026-11-19 10:00:00', '2026-11-19T10:00:00.000Z'],
    ['2026/11/19 10:00', '2026-11-19T10:00:00.000Z'],
    ['2026-11-19T10:00:00.123456789Z', '2026-11-19T10:00:00.123Z'],
    ['2026-11-19T10:00:00+03:00', '2026-11-19T07:00:00.000Z'],
    ['2026/11/19', '2026-11-19'],
    ['2026-11-19', '2026-11-19'],
    ['some day', null],
    ['', null],
  ] as const;
  const rows: object[] = spellings.map(([date], n) => ({ id: n, sentences: ['Kenya said it would sign.', '…'], date }));
  const dated = join(folder, 'dated.jsonl');
  const lines = [...rows, { id: 0, text: 'A duplicate.' }, { text: 'Kenya said no.' }].map((row) =>
    JSON.stringify(row),
  );
  writeFileSync(dated, `\uFEFF${lines.join('\r\n')}\r\n`);
  const { out, err, code } = await here(['ask', 'What did Kenya say?', '--articles', dated, '--json']);
  expect([code, err]).toEqual([
    0,
    `sitrep: ${dated}: the id “0” comes twice. Give it an id of its own; the first one is kept.\n`,
  ]);
  const { coverage, points } = contract.answer.parse(JSON.parse(out));
  expect(coverage).toMatchObject({ articles: spellings.length + 1, undated: 3 });
  const cited = points.flatMap((point) => [...point.citations, ...point.alsoIn]);
  for (const { article, published } of cited)
    if (article !== 'dated.jsonl') expect(published).toBe(spellings[Number(article)]?.[1] ?? null);
  expect(cited.length).toBeGreaterThan(3);
});

test('bad input is named in a line each, and the rest goes on', async () => {
  const bad = join(folder, 'bad');
  mkdirSync(bad);
  const files: Record<string, string | Buffer> = {
    'empty.md': '',
    'front.md': '---\ntitle: "x\n---\nKenya said it.',
    'huge.txt': Buffer.alloc(5_000_001, 'x'),
    'latin.txt': Buffer.from('Caf\u00e9', 'latin1'),
    'wide.txt': Buffer.from('Kenya said so.', 'utf16le'),
    'line\nbreak\u001b[31m.txt': '',
    'good.txt': 'Kenya said it would sign.',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(bad, name), content);
  const { code, out, err } = await here(['ask', 'What did Kenya say?', '--articles', bad, '--json']);
  expect([code, contract.answer.parse(JSON.parse(out)).status]).toEqual([0, 'answered']);
  const complaints = err.trimEnd().split('\n');
  expect(complaints).toHaveLength(6);
  for (const line of complaints) expect(line).toMatch(/^sitrep: .+bad\/[^\p{Cc}]+: [^\p{Cc}]+\. Sitrep reads/u);
});

test('an empty folder is said, a folder that is not there beside a good one too', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  expect((await here(['brief', '--articles', empty])).err).toContain('no article there');
  const both = await here(['ask', 'What did Kenya say?', '--articles', join(folder, 'nowhere'), '--articles', file]);
  expect([both.code, both.err]).toEqual([0, `sitrep: ${folder}/nowhere: no such folder or file. Check the path.\n`]);
});

test('a broken brief.yaml is named, the topics beside it answer', async () => {
  const briefs = join(folder, 'briefs');
  for (const [name, text] of [
    ['broken', 'title: [x\n'],
    ['ports', 'title: Ports\nsources: [../../two.jsonl]\n'],
  ] as const) {
    mkdirSync(join(briefs, name), { recursive: true });
    writeFileSync(join(briefs, name, 'brief.yaml'), text);
  }
  mkdirSync(join(briefs, 'none'));
  const env = { SITREP_BRIEFS: briefs, SITREP_DATA: join(folder, 'data-briefs') };
  const { code, out, err } = await here(['brief', 'ports'], env);
  expect(code).toBe(0);
  expect(out).toContain('Ports\n');
  expect(err).toMatch(/^sitrep: .+broken\/brief\.yaml: .+\.\nsitrep: .+none\/brief\.yaml: no such file\. .+\.\n$/u);
  const checked = JSON.parse((await here(['doctor', '--json'], env)).out);
  expect(checked.ok).toBe(false);
  expect(JSON.stringify(checked)).toMatch(/broken.+none/u);
});

test('a data folder that cannot be made, a store that is none: one line, nothing else', async () => {
  const below = await here(['brief'], { SITREP_DATA: join(file, 'below') });
  expect([below.code, below.out]).toEqual([1, '']);
  expect(below.err).toMatch(/^sitrep: SITREP_DATA.+below\/sources cannot be made \(ENOTDIR\)\. .+\n$/u);
  const other = join(folder, 'data-other');
  mkdirSync(other);
  writeFileSync(join(other, 'sitrep.sqlite'), 'These are notes, not a database.');
  const { code, out, err } = await here(['brief'], { SITREP_DATA: other });
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^sitrep: .+sitrep\.sqlite cannot be used: .+\n$/u);
});

test('a backup says what it holds, and restores', async () => {
  const copy = join(folder, 'copy.sqlite');
  expect((await here(['backup', copy])).out).toMatch(/copy\.sqlite holds \d+ articles, .+; checked\.\n$/u);
  const { out, err, code } = await here(['restore', copy]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^Restored .+\nThe replaced store is kept as .+before-restore\n$/u);
  const again = JSON.parse((await here(['backup', copy, '--json'])).out);
  expect(again).toMatchObject({ file: copy, rows: { articles: expect.any(Number) } });
});

test('doctor says that all is well', async () => {
  const { code, out } = await here(['doctor', '--json']);
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
