import words from '../../../../data/cue-words.json' with { type: 'json' };
import { logistic } from '../../../linear.ts';
import { allDrafts, isMute, leastFor, type Scored } from '../choose.ts';
import { antecedent, trim } from '../content.ts';
import { likelihood } from '../cues.ts';
import type { Draft } from '../draft.ts';
import { draftAt } from '../drafts.ts';
import { frameAt } from '../frames.ts';
import { isSpeech } from '../kinds.ts';
import { headOf as headOfPhrase, isDocument } from '../parties.ts';
import { isRelative } from '../phrases.ts';
import type { Reading, Run } from '../reading.ts';
import type { Subject } from '../subject.ts';
import { nodeFactors, seeded } from './crf.ts';
import { guesses } from './cue-first.ts';
import { type Candidate, draw, headOf, jaccard, sameSource, settle, weigh, wordCounts } from './decide.ts';
import { lattice, units } from './features.ts';
import type { Relation } from './labels.ts';
import type { Model } from './model.ts';
import { makeSink } from './sink.ts';
import { viewOf } from './view.ts';

/** Below this probability nothing is a statement. */
const LEAST = 0.2;
/** For what is neither quoted nor introduced by a word of saying: learnt from one domain, so more must speak for it. */
const LEAST_VIEW = 0.24;
/** A denial, a refusal to say or quoted words that the rules would keep are not left out for being rare in training. */
const LEAST_KEPT = 0.02;
/** For a word of saying of which the rules are as sure as `SURE_RULE`: they know less of one domain. */
const LEAST_RULED = 0.18;
const SURE_RULE = 0.5;
/** Of two readings of one statement that are about as likely the rules' own is taken: its borders are those of phrases. */
const OWN = 0.25;
/** Drafts of the rules below this likelihood are not worth weighing. */
const LEAST_RULE = 0.05;
/** Longer texts are left to the rules: a file of 1 MB must be read in 2 s. */
const MOST_TOKENS = 20_000;

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
    const ruled = found.filter(({ draft }) => draft !== null);
    const evidence = weigh(r, before, found);
    const judged = found.flatMap((proposal, k) => {
      const { row, agreed } = evidence[k]!;
      const p = judge(model.calibrator, row);
      if (proposal.draft === null && p < LEAST) return [];
      const draft = proposal.draft ?? draftOf(r, before, proposal.relation, ruled);
      return draft === null || p < bar(r, proposal, draft)
        ? []
        : [{ ...proposal, draft, p, agreed: agreed + OWN * proposal.rule }];
    });
    return settle(before, judged).map(({ draft }) => draft);
  });
}

/** Paragraph by paragraph what could be a statement. */
export function proposals(r: Reading, model: Model, rules: readonly Draft[], scored: readonly Scored[]): Proposal[][] {
  const view = viewOf(r, model.rates, rules);
  const byHead = new Map(rules.map((draft) => [draft.head, draft]));
  const sink = makeSink(0);
  return units(r).map((unit) => {
    const { first, last } = unit;
    const all = model.chain === null ? null : lattice(r, view, first, last, sink);
    const drawn = all === null ? [] : draw(r, first, nodeFactors(model.chain!, all), model.steps, seeded(first + 1));
    const guessed = guesses(r, view, unit, model.cueFirst, byHead, all);
    const ruled = scored.filter(({ draft }) => draft.head >= first && draft.head <= last);
    return [
      ...drawn.map((candidate) => ({ ...candidate, draft: null })),
      ...guessed.map(({ relation, share }) => ({ relation, chain: 0, cueFirst: share, rule: 0, draft: null })),
      ...ruled.map(({ draft, p }) => ({ relation: relationOf(draft), chain: 0, cueFirst: 0, rule: p, draft })),
    ];
  });
}

const relationOf = ({ cue, subject, content }: Draft): Relation => ({
  cue,
  source: subject?.run ?? null,
  content: content.toSorted((a, b) => a.first - b.first),
});

function judge(calibrator: readonly number[], row: readonly number[]): number {
  const sum = row.reduce((total, value, k) => total + value * calibrator[k]!, calibrator.at(-1)!);
  return logistic(sum);
}

function bar(r: Reading, { rule }: Proposal, draft: Draft): number {
  if (rule >= leastFor(r, draft)) return LEAST_KEPT;
  const speech = isSpeech(r, draft.head);
  if (speech && rule >= SURE_RULE) return LEAST_RULED;
  const quoted = draft.content.some(({ first, last }) => (r.quoteOf[first] ?? -1) >= 0 || (r.quoteOf[last] ?? -1) >= 0);
  return quoted || speech ? LEAST : LEAST_VIEW;
}

/**
 * The relation as the rules write one. Where a draft of theirs agrees, the cue, the speaker's words and the construction
 * are theirs and the content is the model's. null for what shows something but says nothing.
 */
function draftOf(r: Reading, before: Int32Array, relation: Relation, ruled: readonly Proposal[]): Draft | null {
  const { cue, source } = relation;
  const content = relation.content.map((run) => tidy(r, run));
  let same: Proposal | null = null;
  for (const other of ruled) {
    const agrees = jaccard(before, content, other.relation.content) >= 0.5 && sameSource(source, other.relation.source);
    if (agrees && other.rule > (same?.rule ?? 0)) same = other;
  }
  const holder = source === null ? undefined : r.tokens[source.last];
  if (holder !== undefined && /^(?:the|an?)$/.test(holder.lower)) return null;
  if (same?.draft) return { ...same.draft, subject: speakerOf(r, source, same.draft.subject), content };
  const head = governing(r, relation);
  const built = draftAt(r, head);
  const after = content[0]!.first > cue.last;
  const quoted = (r.quoteOf[content[0]!.last] ?? -1) >= 0;
  const noun = r.tokens[head]?.pos === 'NOUN';
  const draft: Draft = {
    head,
    cue,
    subject:
      source === null
        ? null
        : built?.subject && sameSource(source, built.subject.run)
          ? speakerOf(r, source, built.subject)
          : { run: source, side: source.first < cue.first ? 'before' : 'after' },
    content,
    frame: built?.frame ?? (after ? frameAt(r, head).name : quoted ? 'post-q' : 'post'),
    shape: built?.shape ?? (noun ? 'noun' : 'fin'),
  };
  // What is nobody's is believed of quoted words and of clauses in the passive ("is expected to") only.
  if (source === null && !quoted && !(draft.shape.startsWith('pas') && content.some((run) => hasVerb(r, run))))
    return null;
  return isMute(r, draft) ? null : draft;
}

/** Without commas and stops at the ends; for a relative word what it stands for. */
function tidy(r: Reading, run: Run): Run {
  const token = r.tokens[run.first]!;
  if (run.first === run.last && isRelative(token)) return antecedent(r, run.first) ?? run;
  return trim(r, run.first, run.last) ?? run;
}

function hasVerb(r: Reading, { first, last }: Run): boolean {
  for (let i = first; i <= last; i++) if (r.tokens[i]!.pos === 'VERB') return true;
  return false;
}

/** The model's words for a speaker, or those of the rules when the model's are no plain phrase or name a document. */
function speakerOf(r: Reading, source: Run | null, ruled: Subject | null): Subject | null {
  if (source === null || ruled === null) return ruled;
  // A part of a longer phrase ("the minister and her deputy") is no speaker of its own.
  if (ruled.run.first <= source.first && source.last <= ruled.run.last) return ruled;
  const [first, last] = [r.tokens[source.first]!, r.tokens[source.last]!];
  if (isDocument(r.tokens[headOfPhrase(r, source)]?.lemma ?? '') || last.pos === 'VERB' || last.pos === 'AUX')
    return ruled;
  return first.pos === 'PUNCT' || last.pos === 'PUNCT' || last.pos === 'DET'
    ? ruled
    : { run: source, side: ruled.side };
}

/** The word that decides how a cue is meant: the refusal in "declined to say", "according", else its head. */
function governing(r: Reading, { cue }: Relation): number {
  for (let i = cue.first; i <= cue.last; i++) {
    const token = r.tokens[i]!;
    if (token.lower === 'according' || (WITHHOLDING.has(token.lemma) && token.pos === 'VERB')) return i;
  }
  return headOf(r, cue);
}
