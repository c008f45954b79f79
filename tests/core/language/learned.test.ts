import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose, scoredDrafts } from '../../../src/core/language/statements/choose.ts';
import { anchorAt } from '../../../src/core/language/statements/learned/anchors.ts';
import { spansOf } from '../../../src/core/language/statements/learned/contents.ts';
import { forwardPass, sampler, seeded, transitionFactors } from '../../../src/core/language/statements/learned/crf.ts';
import { learnedDrafts } from '../../../src/core/language/statements/learned/drafts.ts';
import { LABELS, link, mayFollow } from '../../../src/core/language/statements/learned/labels.ts';
import { type Parts, pack, unpack } from '../../../src/core/language/statements/learned/model.ts';
import { BUCKETS } from '../../../src/core/language/statements/learned/sink.ts';
import { speakersOf } from '../../../src/core/language/statements/learned/speakers.ts';
import { viewOf } from '../../../src/core/language/statements/learned/view.ts';
import { makeReading, type Reading } from '../../../src/core/language/statements/reading.ts';
import { readText } from '../../../src/core/language/tokens.ts';
import { loadAttribution } from '../../../src/infra/attribution.ts';

const model = loadAttribution('learned')!;
const fast = loadAttribution('fast')!;

function read(text: string): Reading {
  const { tokens, sentences } = readText(text);
  return makeReading(text, tokens, sentences, []);
}

function shown(text: string, by = model) {
  const r = read(text);
  const words = (first: number, last: number): string => text.slice(r.tokens[first]!.start, r.tokens[last]!.end);
  return (learnedDrafts(r, by) ?? []).map(({ subject, content }) => ({
    source: subject === null ? null : words(subject.run.first, subject.run.last),
    content: content.map(({ first, last }) => words(first, last)),
  }));
}

describe('labels', () => {
  test('a content goes to the nearest cue on its side, and a second cue shares the source', () => {
    // X said A and added B
    const found = link([3, 1, 9, 0, 1, 9, 10], 10, () => 0);
    expect(found).toEqual([
      { cue: { first: 11, last: 11 }, source: { first: 10, last: 10 }, content: [{ first: 12, last: 12 }] },
      { cue: { first: 14, last: 14 }, source: { first: 10, last: 10 }, content: [{ first: 15, last: 16 }] },
    ]);
  });

  test('a quotation split by its cue is one content of two runs', () => {
    const [found] = link([7, 8, 1, 5, 9, 10], 0, () => 0);
    expect(found?.content).toEqual([
      { first: 0, last: 1 },
      { first: 4, last: 5 },
    ]);
    expect(found?.source).toEqual({ first: 3, last: 3 });
  });

  test('a cue without content says nothing, a content without a cue on its side neither', () => {
    expect(link([3, 1, 0, 7], 0, () => 0)).toEqual([]);
  });
});

test('what is drawn keeps to the labels that may follow each other, and to the probabilities', () => {
  const steps = transitionFactors(new Float64Array(LABELS * LABELS));
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 3 * LABELS, maxLength: 9 * LABELS }),
      (seed, list) => {
        const nodes = Float64Array.from(list.slice(0, Math.floor(list.length / LABELS) * LABELS));
        const labels = sampler(forwardPass(nodes, steps), steps, seeded(seed))();
        labels.forEach((label, t) => {
          expect(mayFollow(t === 0 ? 0 : labels[t - 1]!, label)).toBe(true);
        });
      },
    ),
  );
  const nodes = new Float64Array(LABELS);
  nodes[0] = 1;
  nodes[1] = 3;
  const random = seeded(1);
  const alpha = forwardPass(nodes, steps);
  const next = sampler(alpha, steps, random);
  const drawn = Array.from({ length: 4000 }, () => next()[0]!);
  expect(drawn.filter((label) => label === 1).length / 4000).toBeCloseTo(0.75, 1);
});

test('a model is the same after packing, but for the smallest weights, and keeps to its size', () => {
  const weights = new Float32Array(BUCKETS * LABELS);
  for (let k = 0; k < 3000; k++) weights[(k * 7919 * LABELS + (k % LABELS)) % weights.length] = (k % 200) / 100 - 1;
  const parts: Parts = {
    weights,
    transitions: new Float64Array(LABELS * LABELS).fill(0.5),
    anchors: new Float32Array(BUCKETS).fill(0.5, 700, 705),
    parts: new Float32Array(BUCKETS).fill(-1, BUCKETS - 1),
    calibrators: [
      [1, -2],
      [3, 4, 5],
    ],
    lemmaRates: [[-5, 7]],
    formRates: [[9, 3]],
  };
  const bytes = pack(parts, 1e6);
  const read = unpack(bytes);
  expect(read.calibrator).toEqual([1, -2]);
  const alone = unpack(bytes, true);
  expect([alone.chain, alone.calibrator]).toEqual([null, [3, 4, 5]]);
  for (const { cueFirst } of [read, alone]) {
    expect(cueFirst.anchor(Int32Array.of(5, 700, 704, 705), 1, 4)).toBeCloseTo(1);
    expect(cueFirst.part(Int32Array.of(BUCKETS - 1), 0, 1)).toBeCloseTo(-1);
  }
  expect([read.rates.byLemma(-5), read.rates.byForm(9), read.rates.byForm(10)]).toEqual([7, 3, 0]);
  let furthest = 0;
  for (let k = 0; k < 3000; k++) {
    const bucket = Math.floor(((k * 7919 * LABELS + (k % LABELS)) % weights.length) / LABELS);
    const sums = new Float64Array(LABELS);
    read.chain!.addTo(sums, 0, Int32Array.of(bucket), 0, 1);
    sums.forEach((sum, y) => {
      furthest = Math.max(furthest, Math.abs(sum - weights[bucket * LABELS + y]!));
    });
  }
  expect(furthest).toBeLessThan(0.03);
  expect(pack(parts, bytes.length - 500).length).toBeLessThanOrEqual(bytes.length - 500);
  expect(() => unpack(Uint8Array.of(1, 2, 3, 4))).toThrow('no attribution model');
});

describe.each([
  ['both models', model],
  ['the cue-first model alone', fast],
])('%s on sentences of our own', (_, by) => {
  test.each([
    ['The minister said the harbour would open in May.', 'The minister', 'the harbour would open in May'],
    ['“We will rebuild the bridge,” the mayor told reporters on Monday.', 'the mayor', 'We will rebuild the bridge'],
    ['The dam is safe, according to the water board.', 'the water board', 'The dam is safe'],
    ['The ministry denied that the ships had left port.', 'The ministry', 'the ships had left port'],
  ])('%s', (text, source, content) => {
    const found = shown(text, by);
    expect(found).toHaveLength(1);
    expect(found[0]?.source).toContain(source);
    expect(found[0]?.content.join(' ')).toContain(content);
  });

  test('a quotation split by its cue is one statement of two runs', () => {
    const [found, ...others] = shown('“The bridge is old,” the mayor said, “and it will be rebuilt next year.”', by);
    expect(others).toEqual([]);
    expect(found?.source).toBe('the mayor');
    expect(found?.content.map((words) => words.replace(/[“”,.]/g, ''))).toEqual([
      'The bridge is old',
      'and it will be rebuilt next year',
    ]);
  });

  test('words of two who speak together are ascribed to both', () => {
    const [found] = shown('The minister and her deputy said that the port would close.', by);
    expect(found?.source).toBe('The minister and her deputy');
  });

  test('what nobody says without a verb is no statement', () => {
    expect(shown('The deal was announced on Monday.', by)).toEqual([]);
  });

  test('nothing is said where nobody speaks', () => {
    expect(shown('The train left at nine. Rain fell on the hills, and two roads were closed.', by)).toEqual([]);
  });

  test('the same text gives the same statements', () => {
    const text = 'The union said it would strike. “Enough,” its leader added, “is enough.” The firm wants talks.';
    expect(shown(text, by)).toEqual(shown(text, by));
  });
});

test.each([
  ['both models', model],
  ['the cue-first model alone', fast],
])('any text is read by %s, and contents do not lie on each other', (_, by) => {
  const piece = fc.constantFrom(
    '“',
    '”',
    '"',
    "''",
    ' said',
    ' the minister',
    ',',
    '. ',
    '\n',
    ' that',
    ' told',
    ' He',
    ' war is near',
    ':',
    ' according to',
    ' according',
    ' “no”',
    '#x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const r = read(pieces.join(''));
      const taken = new Set<number>();
      for (const { content, cue } of learnedDrafts(r, by) ?? []) {
        expect(cue.first).toBeLessThanOrEqual(cue.last);
        expect(cue.last).toBeLessThan(r.tokens.length);
        let words = 0;
        let again = 0;
        for (const { first, last } of content) {
          expect(first).toBeLessThanOrEqual(last);
          for (let i = first; i <= last; i++) {
            if (r.tokens[i]!.pos === 'PUNCT') continue;
            words++;
            if (taken.has(i)) again++;
            taken.add(i);
          }
        }
        // Of a few words one may be shared.
        expect(again).toBeLessThanOrEqual(Math.max(1, 0.1 * words));
      }
    }),
    { numRuns: 40 },
  );
});

test('a text of great length is left to the rules', () => {
  const r = read('The mayor said it was over. '.repeat(6000));
  expect(learnedDrafts(r, model)).toBeNull();
  expect(choose(r, scoredDrafts(r)).length).toBeGreaterThan(5000);
});

test('what could be a content holds the quotation whole, and owners can speak', () => {
  const r = read('The board’s claim that “it is done” came late. “We agree. Go on,” the chair said.');
  const view = viewOf(r, model.rates, []);
  const at = (word: string): number => r.tokens.findIndex(({ lower }) => lower === word);
  const unit = { first: 0, last: r.tokens.length - 1 };
  const words = (first: number, last: number): string => r.text.slice(r.tokens[first]!.start, r.tokens[last]!.end);
  const spans = spansOf(r, view, unit, anchorAt(r, view, at('said'), unit, new Map()), null);
  const texts = spans.first.map((_, k) => words(spans.firsts[spans.first[k]!]!, spans.lasts[spans.last[k]!]!));
  expect(texts).toContain('“We agree. Go on,”');
  const claim = anchorAt(r, view, at('claim'), unit, new Map());
  const { runs } = speakersOf(r, view, claim, []);
  expect(runs[0]).toBeNull();
  expect(runs.map((run) => (run === null ? null : words(run.first, run.last)))).toContain('The board');
  // A second content stands on the other side of the cue, or there is none.
  const main = { first: at('that'), last: at('late') };
  const seconds = spansOf(r, view, unit, claim, main);
  expect(seconds.first[0]).toBe(-1);
  for (const last of seconds.lasts) expect(last).toBeLessThan(claim.cue.first);
});
