import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcess, type Ran } from './run.ts';

/** `evidence` and `verify` over a store of their own. */

const folder = mkdtempSync(join(tmpdir(), 'sitrep-evidence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (args: readonly string[], data = 'data') => inProcess(args, { SITREP_DATA: join(folder, data) });
const bundle = join(folder, 'bundle.json');

let id = '';
beforeAll(async () => {
  id = JSON.parse((await here(['ask', 'what did Russia say?', '--json'])).out).id;
});

test('an answer is written as JSON and Markdown, and holds', async () => {
  const written = await here(['evidence', id, '--out', bundle]);
  expect([written.code, written.err, written.out]).toEqual([0, '', `${bundle}\n${join(folder, 'bundle.md')}\n`]);
  expect(readFileSync(join(folder, 'bundle.md'), 'utf8')).toContain('Zakharova');
  const printed = JSON.parse((await here(['evidence', id, '--json'])).out);
  expect(printed).toEqual(JSON.parse(readFileSync(bundle, 'utf8')));
  const checked = await here(['verify', bundle, '--json']);
  expect([checked.code, JSON.parse(checked.out)]).toMatchObject([0, { ok: true, missing: [], failures: [] }]);
});

test('verify names the point that fails and ends with 1', async () => {
  const json = JSON.parse(readFileSync(bundle, 'utf8'));
  const [first] = json.points[1].citations;
  first.quote = first.quote.replace('Japanese', 'Chinese');
  writeFileSync(join(folder, 'changed.json'), JSON.stringify(json));
  const { code, out, err } = await here(['verify', join(folder, 'changed.json')]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^(?:sitrep: point 2: .+\.\n)+$/u);
});

test('what a bundle says cannot speak to the terminal, nor begin a line of its own', async () => {
  const json = JSON.parse(readFileSync(bundle, 'utf8'));
  json.points[0].place = 'point 1\n3 points hold\u001b[2J';
  json.points[0].text = 'Nothing.';
  writeFileSync(join(folder, 'hostile.json'), JSON.stringify(json));
  const { code, out, err } = await here(['verify', join(folder, 'hostile.json')]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^(?:sitrep: .+\n)+$/u);
  expect(err).not.toContain('\u001b');
});

test('where the texts are not stored, that is said', async () => {
  const { code, out } = await here(['verify', bundle, '--articles', bundleArticle()]);
  expect(code).toBe(0);
  expect(out).toContain('not stored here');
});

function bundleArticle(): string {
  const file = join(folder, 'other.txt');
  writeFileSync(file, 'The port is shut.');
  return file;
}

test('a brief is evidence too; the same store gives the byte-identical brief and bundle', async () => {
  const once = async (): Promise<readonly Ran[]> => {
    const brief = await here(['brief', '--json', '--now', '2026-11-20']);
    return [brief, await here(['evidence', JSON.parse(brief.out).id, '--json'])];
  };
  const [first, second] = [await once(), await once()];
  expect(second).toEqual(first);
  expect(JSON.parse(first[1]?.out ?? '').kind).toBe('briefing');
});

test.each([
  [['evidence', 'no-such-id'], /no answer “no-such-id”/u],
  [['evidence', 'ID', '--out', 'FOLDER/none/x.json'], /cannot be written/u],
  [['evidence', 'ID', '--out', 'FOLDER/x.md'], /is for the JSON/u],
  [['verify', 'FOLDER/none.json'], /cannot be read/u],
  [['verify', 'FOLDER/notes.txt'], /is no evidence bundle \(malformed JSON\)/u],
  [['verify', 'FOLDER/list.json'], /is no evidence bundle \(.+\)/u],
] as const)('%s: one line that says what to do', async (args, words) => {
  writeFileSync(join(folder, 'notes.txt'), 'notes');
  writeFileSync(join(folder, 'list.json'), '{"format":"sitrep-evidence/1"}');
  const { code, out, err } = await here(args.map((arg) => arg.replace('FOLDER', folder).replace(/^ID$/u, id)));
  expect([code === 0, out]).toEqual([false, '']);
  expect(err).toMatch(words);
  expect(err.trimEnd()).not.toContain('\n');
  expect(existsSync(join(folder, 'x.md'))).toBe(false);
});

test('printed timelines and comparisons say what their numbers stand for', async () => {
  const file = join(folder, 'two.jsonl');
  const rows = [
    { id: 'a', source: 'Example Wire', published: '2026-11-18', text: 'Kenya has agreed to send 40 trucks on Monday.' },
    { id: 'b', source: 'Example Post', published: '2026-11-19', text: 'Kenya may send 12 trucks to Chad on Friday.' },
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  for (const verb of ['timeline', 'compare']) {
    const { out } = await here([verb, '--articles', file]);
    expect(out, verb).toMatch(/Sources\n\[1\] Example (?:Wire|Post)/u);
    expect(out, verb).toMatch(/\[2\] Example (?:Wire|Post) ·/u);
  }
});
