import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LIMIT, rouge, SummaryTally } from './neus_allsides-metric.ts';

const folder = mkdtempSync(join(tmpdir(), 'sitrep-neus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('words, pairs and the longest common subsequence, case and marks aside', () => {
  const same = rouge('The ferry, was SOLD.', 'the ferry was sold');
  expect(same).toEqual({ one: 1, two: 1, longest: 1 });
  // Three of five words against four; one pair of four against three; "ferry … sold" in order.
  const some = rouge('sold: a ferry was old', 'the ferry was sold');
  expect(some.one).toBeCloseTo((2 * 3) / (5 + 4));
  expect(some.two).toBeCloseTo((2 * 1) / (4 + 3));
  expect(some.longest).toBeCloseTo((2 * 2) / (5 + 4));
  expect(rouge('', 'the ferry')).toEqual({ one: 0, two: 0, longest: 0 });
});

test('a word counts as often as the reference has it, and nothing counts behind the limit', () => {
  expect(rouge('ferry ferry ferry', 'ferry sold').one).toBeCloseTo((2 * 1) / (3 + 2));
  const far = `${'so '.repeat(LIMIT)}ferry`;
  expect(rouge(far, 'ferry').one).toBe(0);
});

test('means in percent, the share of verbatim sentences, and nothing scored without a reference', () => {
  const tally = new SummaryTally();
  tally.add(['The ferry was sold.', 'It sank.'], ['A first. The ferry was sold.'], 'The ferry was sold.');
  tally.add(['The ferry was sold.'], ['The ferry was sold.']);
  const [one, , , verbatim] = tally.rows();
  expect(one).toMatchObject({ items: 1, metric: 'ROUGE-1 F' });
  expect(one?.value).toBeCloseTo((100 * 2 * 4) / (6 + 4));
  expect(verbatim?.value).toBeCloseTo(2 / 3);
  expect(tally.length()).toBe(5);
  expect(new SummaryTally().rows().map(({ value }) => value)).toEqual([null, null, null, null]);
});

test('items without gold are predicted, from the sentences of their articles, and reported as unscored', () => {
  const set = join(folder, 'data', 'neus_allsides');
  const out = join(folder, 'out');
  mkdirSync(set, { recursive: true });
  const articles = [
    { title: 'A ferry is sold', text: 'The city sold its last ferry to a bank on Monday. Rain fell.' },
    { title: 'Bank buys ferry', text: 'A bank bought the last ferry of the city on Monday. It paid little.' },
    { title: 'No title', text: 'On Monday the city sold the ferry. People were not asked.' },
  ];
  writeFileSync(join(set, 'test.jsonl'), `${JSON.stringify({ id: 'one', articles })}\n`);
  const table = execFileSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'run.ts'),
      'neus_allsides',
      ...['--data', join(folder, 'data'), '--side', 'test', '--out', out],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  expect(table).toMatch(/ROUGE-1 F +\| unscored/);
  const [line = ''] = readFileSync(join(out, 'neus_allsides.predictions.jsonl'), 'utf8').split('\n');
  const { id, text } = JSON.parse(line) as { id: string; text: string };
  expect(id).toBe('one');
  expect(text).toContain('ferry');
  const sentences = text.split(/(?<=\.) /);
  for (const sentence of sentences) expect(articles.some((one) => one.text.includes(sentence))).toBe(true);
});
