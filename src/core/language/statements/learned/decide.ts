import { isSpeech } from '../kinds.ts';
import type { Reading, Run } from '../reading.ts';
import { forwardPass, sampler } from './crf.ts';
import { link, type Relation } from './labels.ts';

/** A possible relation with the probability that each of the three readers gives exactly it: chain, cue first, rules. */
export type Candidate = {
  readonly relation: Relation;
  readonly chain: number;
  readonly cueFirst: number;
  readonly rule: number;
};

/** How many labellings are drawn for a paragraph. */
const SAMPLES = 60;
/** Candidates kept a paragraph, the commonest first: keeps pairing cheap where nothing is certain. */
const MOST = 120;
/** Contents may share so little of the shorter one (Jaccard counts words): overlaps cost more than they find. */
const OVERLAP = 0.05;

/** Distinct relations of `SAMPLES` labellings drawn from the posterior of one paragraph, the commonest first. */
export function draw(
  r: Reading,
  first: number,
  nodes: Float64Array,
  steps: Float64Array,
  random: () => number,
): Candidate[] {
  const next = sampler(forwardPass(nodes, steps), steps, random);
  const sentenceOf = (token: number): number => r.tokens[token]?.sentence ?? -1;
  const found = new Map<string, { relation: Relation; count: number }>();
  const known = new Map<number, Relation[]>();
  for (let n = 0; n < SAMPLES; n++) {
    const labels = next();
    const name = nameOf(labels);
    let relations = known.get(name);
    if (relations === undefined) {
      relations = link(labels, first, sentenceOf);
      known.set(name, relations);
    }
    for (const relation of relations) {
      const key = keyOf(relation);
      const same = found.get(key);
      if (same === undefined) found.set(key, { relation, count: 1 });
      else same.count++;
    }
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST)
    .map(({ relation, count }) => ({ relation, chain: count / SAMPLES, cueFirst: 0, rule: 0 }));
}

/** A number for labels, of 52 bits: two hashes side by side. */
function nameOf(labels: Uint8Array): number {
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (const label of labels) {
    one = Math.imul(one ^ label, 0x01000193);
    other = Math.imul(other ^ label, 0x5bd1e995) ^ (other >>> 15);
  }
  return (one >>> 6) * 2 ** 26 + (other >>> 6);
}

const keyOf = ({ cue, source, content }: Relation): string =>
  `${cue.first}-${cue.last}|${source?.first}-${source?.last}|${content.map((c) => `${c.first}-${c.last}`).join()}`;

/** Words (no marks) of runs, and of two lists of runs in common. `before[i]` counts the words before token `i`. */
const wordsIn = (before: Int32Array, run: Run): number => before[run.last + 1]! - before[run.first]!;
const size = (before: Int32Array, runs: readonly Run[]): number =>
  runs.reduce((sum, run) => sum + wordsIn(before, run), 0);

function common(before: Int32Array, one: readonly Run[], other: readonly Run[]): number {
  let sum = 0;
  for (const a of one) {
    for (const b of other) {
      const first = Math.max(a.first, b.first);
      const last = Math.min(a.last, b.last);
      if (first <= last) sum += wordsIn(before, { first, last });
    }
  }
  return sum;
}

export function wordCounts(r: Reading): Int32Array {
  const before = new Int32Array(r.tokens.length + 1);
  r.tokens.forEach((token, i) => {
    before[i + 1] = before[i]! + (token.pos === 'PUNCT' ? 0 : 1);
  });
  return before;
}

export function jaccard(before: Int32Array, one: readonly Run[], other: readonly Run[]): number {
  const shared = common(before, one, other);
  return shared === 0 ? 0 : shared / (size(before, one) + size(before, other) - shared);
}

export const sameSource = (one: Run | null, other: Run | null): boolean =>
  one === null || other === null ? one === other : one.first <= other.last && other.first <= one.last;

/** What the calibrator weighs for one candidate; `agreed` breaks ties between readings of one relation. */
export type Evidence = { readonly row: readonly number[]; readonly agreed: number };

/** What agreement of each reader counts between readings of one relation; the cue-first reader has the best borders. */
const CHAIN_SHARE = 0.1;
const CUE_SHARE = 0.3;
const OWN_SHARE = 0.1;
const RULE_SHARE = 0.015;

const logit = (p: number): number => Math.log((Math.min(1, p) + 0.02) / (1.02 - Math.min(1, p)));

/** How many of the samples and guesses and which rule agree with each candidate: content Jaccard ≥ .5, and the same source. */
export function weigh(r: Reading, before: Int32Array, candidates: readonly Candidate[]): Evidence[] {
  return candidates.map(({ relation, cueFirst }) => {
    const whole = { chain: 0, cueFirst: 0, rule: 0 };
    const content = { chain: 0, cueFirst: 0, rule: 0 };
    let agreed = OWN_SHARE * cueFirst;
    for (const other of candidates) {
      const overlap = jaccard(before, relation.content, other.relation.content);
      if (overlap < 0.5) continue;
      count(content, other);
      if (!sameSource(relation.source, other.relation.source)) continue;
      count(whole, other);
      agreed += overlap * (CHAIN_SHARE * other.chain + CUE_SHARE * other.cueFirst);
    }
    const cue = headOf(r, relation.cue);
    const quoted = (r.quoteOf[relation.content[0]!.first] ?? -1) >= 0 ? 1 : 0;
    const speech = isSpeech(r, cue) ? 1 : 0;
    const row = [
      logit(whole.chain),
      logit(content.chain),
      logit(whole.cueFirst),
      logit(content.cueFirst),
      logit(whole.rule),
      logit(content.rule),
      quoted,
      speech,
      relation.source === null ? 1 : 0,
      r.tokens[cue]?.pos === 'NOUN' ? 1 : 0,
    ];
    return { row, agreed: agreed + RULE_SHARE * whole.rule };
  });
}

function count(sum: { chain: number; cueFirst: number; rule: number }, other: Candidate): void {
  sum.chain += other.chain;
  sum.cueFirst += other.cueFirst;
  if (other.rule > sum.rule) sum.rule = other.rule;
}

/** The last verb of a cue, else its last noun or adjective, else its last token. */
export function headOf(r: Reading, cue: Run): number {
  for (const pos of ['VERB', 'NOUN', 'ADJ'])
    for (let i = cue.last; i >= cue.first; i--) if (r.tokens[i]?.pos === pos) return i;
  return cue.last;
}

export type Judged = { readonly relation: Relation; readonly p: number; readonly agreed: number };

/** The likeliest relations whose contents share next to nothing, in the order of their cues. */
export function settle<T extends Judged>(before: Int32Array, judged: readonly T[]): T[] {
  const chosen: T[] = [];
  for (const one of [...judged].sort((a, b) => b.p + b.agreed - a.p - a.agreed)) {
    const words = size(before, one.relation.content);
    const clash = chosen.some((other) => {
      const shared = common(before, one.relation.content, other.relation.content);
      return (
        shared > OVERLAP * Math.min(words, size(before, other.relation.content)) ||
        common(before, one.relation.content, [other.relation.cue]) > 0 ||
        common(before, other.relation.content, [one.relation.cue]) > 0
      );
    });
    if (!clash) chosen.push(one);
  }
  return chosen.sort((a, b) => a.relation.cue.first - b.relation.cue.first);
}
