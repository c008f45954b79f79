import words from '../../../../data/cue-words.json' with { type: 'json' };
import { allDrafts, type Scored } from '../choose.ts';
import { likelihood } from '../cues.ts';
import type { Draft } from '../draft.ts';
import { draftAt } from '../drafts.ts';
import { frameAt } from '../frames.ts';
import { isSpeech, polarityOf } from '../kinds.ts';
import type { Reading } from '../reading.ts';
import { nodeFactors, seeded } from './crf.ts';
import { type Candidate, draw, type Evidence, headOf, type Judged, settle, weigh, wordCounts } from './decide.ts';
import { lattice, units } from './features.ts';
import type { Relation } from './labels.ts';
import type { Model } from './model.ts';
import { viewOf } from './view.ts';

/** Below this probability nothing is a statement. */
const LEAST = 0.27;
/** For what is neither quoted nor introduced by a word of saying: learnt from one domain, so more must speak for it. */
const LEAST_VIEW = 0.36;
/** A denial or a refusal to say is never left out for being rare in the training articles. */
const LEAST_DENIAL = 0.1;
/** Drafts of the rules below this likelihood are not worth weighing. */
const LEAST_RULE = 0.05;
/** Longer texts are left to the rules: a file of 1 MB must be read in 2 s. */
const MOST_TOKENS = 30_000;

const WITHHOLDING = new Set(words.withholding);

/** A candidate and, when the rules proposed it, their draft. */
type Proposal = Candidate & { readonly draft: Draft | null };

/**
 * The statements of a text by minimum risk: of the relations in labellings drawn from the model and of the rules'
 * drafts, those with which most samples agree, weighed by the calibrator. null for a text that is too long.
 */
export function learnedDrafts(r: Reading, model: Model): Draft[] | null {
  if (r.tokens.length > MOST_TOKENS) return null;
  const rules = allDrafts(r);
  const scored = rules.map((draft) => ({ draft, p: likelihood(r, draft) })).filter(({ p }) => p >= LEAST_RULE);
  const before = wordCounts(r);
  return proposals(r, model, rules, scored).flatMap((found) => {
    const evidence = weigh(r, before, found);
    const judged = found.map((proposal, k) => ({ ...proposal, ...judge(model.calibrator, evidence[k]!) }));
    const able = judged.filter((one) => one.p >= bar(r, one));
    return settle(before, able).map((one) => draftOf(r, one));
  });
}

/** Paragraph by paragraph what could be a statement. */
export function proposals(r: Reading, model: Model, rules: readonly Draft[], scored: readonly Scored[]): Proposal[][] {
  const view = viewOf(r, model.rates, rules);
  return units(r).map(({ first, last }) => {
    const nodes = nodeFactors(model.chain, lattice(r, view, first, last));
    const drawn = draw(r, first, nodes, model.steps, seeded(first + 1));
    const ruled = scored.filter(({ draft }) => draft.head >= first && draft.head <= last);
    return [
      ...drawn.map((candidate) => ({ ...candidate, draft: null })),
      ...ruled.map(({ draft, p }) => ({ relation: relationOf(draft), share: 0, rule: p, draft })),
    ];
  });
}

const relationOf = ({ cue, subject, content }: Draft): Relation => ({
  cue,
  source: subject?.run ?? null,
  content: content.toSorted((a, b) => a.first - b.first),
});

function judge(calibrator: readonly number[], { row, agreed }: Evidence): { p: number; agreed: number } {
  const sum = row.reduce((total, value, k) => total + value * calibrator[k]!, calibrator.at(-1)!);
  return { p: 1 / (1 + Math.exp(-sum)), agreed: 0.3 * agreed };
}

function bar(r: Reading, { relation, draft }: Proposal): number {
  if (draft !== null && polarityOf(r, draft) !== 'asserted') return LEAST_DENIAL;
  const quoted = relation.content.some(({ first, last }) => (r.quoteOf[first] ?? -1) >= 0 || (r.quoteOf[last] ?? -1) >= 0);
  return quoted || isSpeech(r, headOf(r, relation.cue)) ? LEAST : LEAST_VIEW;
}

/** The relation as the rules write one: with the cue's head, its construction and form. */
function draftOf(r: Reading, { relation, draft }: Judged & Proposal): Draft {
  if (draft !== null) return draft;
  const { cue, source, content } = relation;
  const head = governing(r, relation);
  const ruled = draftAt(r, head);
  const after = content[0]!.first > cue.last;
  const quoted = (r.quoteOf[content[0]!.last] ?? -1) >= 0;
  const noun = r.tokens[head]?.pos === 'NOUN';
  return {
    head,
    cue,
    subject: source === null ? null : { run: source, side: source.first < cue.first ? 'before' : 'after' },
    content,
    frame: ruled?.frame ?? (after ? frameAt(r, head).name : quoted ? 'post-q' : 'post'),
    shape: ruled?.shape ?? (noun ? 'noun' : 'fin'),
  };
}

/** The word that decides how a cue is meant: the refusal in "declined to say", "according", else its head. */
function governing(r: Reading, { cue }: Relation): number {
  for (let i = cue.first; i <= cue.last; i++) {
    const token = r.tokens[i]!;
    if (token.lower === 'according' || (WITHHOLDING.has(token.lemma) && token.pos === 'VERB')) return i;
  }
  return headOf(r, cue);
}
