/**
 * Learns `src/data/cues.json` from annotated articles: how often each base form heads a cue, then the log odds of the
 * features of `cues.ts` (logistic regression, AdaGrad). Numbers under base forms and names of constructions; no text of
 * the articles is kept. Deterministic. Usage: `node tests/eval/learn-cues.ts TRAIN.jsonl`
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allDrafts } from '../../src/core/language/statements/choose.ts';
import { features } from '../../src/core/language/statements/cues.ts';
import type { Draft } from '../../src/core/language/statements/draft.ts';
import { cueKey } from '../../src/core/language/statements/rates.ts';
import { makeReading, type Reading } from '../../src/core/language/statements/reading.ts';
import { readText } from '../../src/core/language/tokens.ts';
import type { Attribution, Offsets } from './polnear-metric.ts';

type Item = { readonly text: string; readonly attributions: readonly Attribution[] };
type Example = { readonly names: readonly string[]; readonly right: boolean };

const OUT = fileURLToPath(new URL('../../src/data/cues.json', import.meta.url));
const EPOCHS = 6;
const RATE = 0.15;
const DECAY = 2e-4;
/** Features seen less often than this are left out; so are weights too small to matter. */
const LEAST_SEEN = 4;
const LEAST_WEIGHT = 0.08;

function load(path: string): Item[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Item);
}

function read(text: string): Reading {
  const { tokens, sentences } = readText(text);
  return makeReading(text, tokens, sentences, []);
}

function learnRates(items: readonly Item[]): Record<string, number> {
  const seen = new Map<string, number>();
  const heads = new Map<string, number>();
  for (const { text, attributions } of items) {
    const r = read(text);
    r.tokens.forEach((_, i) => {
      if ((r.quoteOf[i] ?? -1) < 0) add(seen, cueKey(r, i));
    });
    for (const { cue } of attributions) {
      const head = headOfCue(r, cue);
      if (head >= 0 && (r.quoteOf[head] ?? -1) < 0) add(heads, cueKey(r, head));
    }
  }
  const rates: Record<string, number> = {};
  for (const [key, count] of heads) {
    const rate = count / ((seen.get(key) ?? count) + 2);
    if (count >= 2 && rate >= 0.02 && /\/(?:VERB|NOUN|ADJ)$/.test(key)) rates[key] = Number(rate.toFixed(3));
  }
  return rates;
}

const add = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** The last verb of a cue, else its last noun, adjective or word; -1 for an empty one. */
function headOfCue(r: Reading, cue: readonly Offsets[]): number {
  const inside = [...within(r, cue)];
  for (const pos of ['VERB', 'NOUN', 'ADJ']) {
    const at = inside.findLast((i) => r.tokens[i]?.pos === pos);
    if (at !== undefined) return at;
  }
  return inside.at(-1) ?? -1;
}

/** Indexes of the words (no marks) that touch the spans. */
function within(r: Reading, spans: readonly Offsets[]): Set<number> {
  const found = new Set<number>();
  r.tokens.forEach((token, i) => {
    if (token.pos !== 'PUNCT' && spans.some(([start, end]) => token.start < end && token.end > start)) found.add(i);
  });
  return found;
}

/** Every draft of an article with whether the annotator has it: content Jaccard ≥ .5 and a shared source word. */
function examples({ text, attributions }: Item): Example[] {
  const r = read(text);
  const gold = attributions.map(({ source, content }) => ({ source: within(r, source), content: within(r, content) }));
  return allDrafts(r).map((draft) => ({
    names: features(r, draft),
    right: gold.some((g) => jaccard(contentOf(r, draft), g.content) >= 0.5 && sameSource(draft, g.source)),
  }));
}

function contentOf(r: Reading, draft: Draft): Set<number> {
  const words = new Set<number>();
  for (const { first, last } of draft.content) {
    for (let i = first; i <= last; i++) if (r.tokens[i]?.pos !== 'PUNCT') words.add(i);
  }
  return words;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const i of a) if (b.has(i)) shared++;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

function sameSource(draft: Draft, gold: ReadonlySet<number>): boolean {
  if (draft.subject === null) return gold.size === 0;
  const { first, last } = draft.subject.run;
  for (let i = first; i <= last; i++) if (gold.has(i)) return true;
  return false;
}

function learnWeights(data: Example[]): Record<string, number> {
  const seen = new Map<string, number>();
  for (const { names } of data) for (const name of names) add(seen, name);
  const weights = new Map<string, number>();
  const squares = new Map<string, number>();
  for (const [name, count] of seen) if (count >= LEAST_SEEN) weights.set(name, 0);
  let state = 1;
  const random = (below: number): number => {
    state = (state * 16807) % 2147483647;
    return state % below;
  };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = data.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [data[i], data[j]] = [data[j]!, data[i]!];
    }
    for (const { names, right } of data) {
      const sum = names.reduce((total, name) => total + (weights.get(name) ?? 0), 0);
      const error = 1 / (1 + Math.exp(-sum)) - (right ? 1 : 0);
      for (const name of names) {
        const weight = weights.get(name);
        if (weight === undefined) continue;
        const slope = error + DECAY * weight;
        const square = (squares.get(name) ?? 1e-6) + slope * slope;
        squares.set(name, square);
        weights.set(name, weight - (RATE * slope) / Math.sqrt(square));
      }
    }
  }
  const kept: Record<string, number> = {};
  for (const [name, weight] of weights) if (Math.abs(weight) >= LEAST_WEIGHT) kept[name] = Number(weight.toFixed(2));
  return kept;
}

const [file, stage] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node tests/eval/learn-cues.ts TRAIN.jsonl\n');
  process.exitCode = 2;
} else if (stage === undefined) {
  writeFileSync(OUT, JSON.stringify({ rates: learnRates(load(file)), weights: {} }));
  // The drafts depend on the rates, which a module reads once: the weights are learnt in a new process.
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), file, 'weights'], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  const { rates } = JSON.parse(readFileSync(OUT, 'utf8')) as { rates: Record<string, number> };
  const weights = learnWeights(load(file).flatMap(examples));
  writeFileSync(OUT, JSON.stringify({ rates, weights }));
  process.stdout.write(`${Object.keys(rates).length} rates, ${Object.keys(weights).length} weights\n`);
}
