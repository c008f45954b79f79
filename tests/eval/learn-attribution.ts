/**
 * Learns `src/data/cues.json` (`learn-cues.ts`) and then `src/data/attribution.bin`: the two readers of
 * `statements/learned` (linear chain, cue first) and the calibrators that pool them with the rules, the second one for
 * cue first alone. The calibrators are fitted on every fifth article with rules and readers learnt from the others; those
 * are then learnt again from all. Numbers under hashed names; no text of the articles is kept. Deterministic. Usage:
 * `node tests/eval/learn-attribution.ts TRAIN.jsonl`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allDrafts, scoredDrafts } from '../../src/core/language/statements/choose.ts';
import { transitionFactors } from '../../src/core/language/statements/learned/crf.ts';
import { weigh, wordCounts } from '../../src/core/language/statements/learned/decide.ts';
import { proposals } from '../../src/core/language/statements/learned/drafts.ts';
import { lattice, units } from '../../src/core/language/statements/learned/features.ts';
import type { Relation } from '../../src/core/language/statements/learned/labels.ts';
import { pack } from '../../src/core/language/statements/learned/model.ts';
import { viewOf } from '../../src/core/language/statements/learned/view.ts';
import type { Reading, Run } from '../../src/core/language/statements/reading.ts';
import { type Case, fitLogistic } from './fit.ts';
import { adder, type Learnt, learnChain } from './learn-crf.ts';
import { addExamples, type Examples, learnAnchors, learnParts, summer } from './learn-cue-first.ts';
import {
  countRates,
  type Item,
  type Lesson,
  lesson,
  load,
  type RateCounts,
  rateBins,
  ratesWithout,
} from './learn-gold.ts';
import { Tally } from './polnear-metric.ts';

const SELF = fileURLToPath(import.meta.url);
const CUES = fileURLToPath(new URL('./learn-cues.ts', import.meta.url));
const OUT = fileURLToPath(new URL('../../src/data/attribution.bin', import.meta.url));
/** The limit for the data file. */
const MOST_BYTES = 4_900_000;
const FOLDS = 5;
/** More agreement never makes a candidate less likely; the other weights are free. */
const SIGNS = [1, 0, 1, 0, 1, 0, 0, 0, 0, 0];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

type Taught = {
  readonly learnt: Learnt;
  readonly anchors: Float32Array;
  readonly parts: Float32Array;
  readonly counts: RateCounts;
};

function learn(items: readonly Item[]): Taught {
  const lessons = items.map(lesson);
  const counts = countRates(lessons);
  const examples: Examples = { words: [], rankings: [] };
  const labelled = lessons.flatMap((one) => {
    const drafts = allDrafts(one.r);
    const byHead = new Map(drafts.map((draft) => [draft.head, draft]));
    const view = viewOf(one.r, ratesWithout(counts, countRates([one])), drafts);
    return units(one.r).map((unit) => {
      const features = lattice(one.r, view, unit.first, unit.last);
      addExamples(examples, one, view, unit, features, byHead);
      return { lattice: features, labels: one.labels.slice(unit.first, unit.last + 1) };
    });
  });
  const anchors = learnAnchors(examples.words, say);
  const parts = learnParts(examples.rankings, say);
  return { learnt: learnChain(labelled, say), anchors, parts, counts };
}

/** Rows of the calibrator for every candidate of an article, and whether the annotator has it. */
function cases({ r, attributions }: Lesson, { learnt, anchors, parts, counts }: Taught, alone: boolean): Case[] {
  const { weights, transitions } = learnt;
  const model = {
    chain: alone ? null : { addTo: adder(weights, 1), transitions },
    steps: transitionFactors(transitions),
    cueFirst: { anchor: summer(anchors), part: summer(parts) },
    rates: ratesWithout(counts, null),
    calibrator: [],
  };
  const before = wordCounts(r);
  const scored = scoredDrafts(r).filter(({ p }) => p >= 0.05);
  return proposals(r, model, allDrafts(r), scored).flatMap((found) => {
    const evidence = weigh(r, before, found);
    return found.map(({ relation }, k) => {
      const tally = new Tally();
      tally.add(r.text, [offsets(r, relation)], attributions);
      return { row: evidence[k]!.row, yes: tally.score().precision > 0, weight: 1 };
    });
  });
}

function offsets(r: Reading, { cue, source, content }: Relation) {
  const pair = ({ first, last }: Run) => [r.tokens[first]!.start, r.tokens[last]!.end] as const;
  return { cue: [pair(cue)], source: source === null ? [] : [pair(source)], content: content.map(pair) };
}

function run(...args: string[]): void {
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed`);
}

const held = (_: unknown, at: number): boolean => at % FOLDS === FOLDS - 1;
const rest = (_: unknown, at: number): boolean => !held(_, at);

/** Every stage is a process of its own: the rules read their table once, when they are loaded. */
function learnAll(file: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-learn-'));
  try {
    const part = join(folder, 'part.jsonl');
    const calibrator = join(folder, 'calibrator.json');
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    writeFileSync(part, lines.filter(rest).join('\n'));
    run(CUES, part);
    run(SELF, file, 'calibrate', calibrator);
    run(CUES, file);
    run(SELF, file, 'chain', calibrator);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function calibrate(file: string, out: string): void {
  const items = load(file);
  const learnt = learn(items.filter(rest));
  const calibrators = [false, true].map((alone) => {
    const rows = items.filter(held).flatMap((item) => cases(lesson(item), learnt, alone));
    const weights = [...fitLogistic(rows, SIGNS, 1e-4, 400)];
    say(`calibrator: ${weights.map((weight) => weight.toFixed(2)).join(' ')} from ${rows.length} candidates`);
    return weights;
  });
  writeFileSync(out, JSON.stringify(calibrators));
}

function chain(file: string, calibrator: string): void {
  const { learnt, anchors, parts, counts } = learn(load(file));
  const bytes = pack(
    {
      ...learnt,
      anchors,
      parts,
      calibrators: JSON.parse(readFileSync(calibrator, 'utf8')) as [number[], number[]],
      lemmaRates: rateBins(counts.lemma),
      formRates: rateBins(counts.form),
    },
    MOST_BYTES,
  );
  writeFileSync(OUT, bytes);
  say(`${OUT}: ${bytes.length} bytes`);
}

const [file, stage, between] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node tests/eval/learn-attribution.ts TRAIN.jsonl\n');
  process.exitCode = 2;
} else if (stage === undefined) learnAll(file);
else if (stage === 'calibrate') calibrate(file, between!);
else chain(file, between!);
