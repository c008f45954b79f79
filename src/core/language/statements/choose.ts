import words from '../../../data/cue-words.json' with { type: 'json' };
import { likelihood, nounClass } from './cues.ts';
import type { Draft } from './draft.ts';
import { draftAt } from './drafts.ts';
import { isSpeech, polarityOf } from './kinds.ts';
import { isUnsaid } from './mood.ts';
import { isQuoted, mentionsBetween, type Reading } from './reading.ts';
import { isCiting } from './relay.ts';

/** A draft below this probability is not a statement: the value with the best F1 on the training articles. */
const LEAST = 0.35;

/** "The deal is a sign of …": nobody's word or view. */
const SIGN = new Set(['sign', 'mark', 'symbol']);
const MUTE = /^(?:act|thing|time|this|that|these|those|it|which)$/;
const EVIDENCE = new Set(words.evidence);
/** A denial or a refusal to say is never left out for being rare in the training articles. */
const LEAST_DENIAL = 0.1;
/** A view of which the rules are as sure ("others oppose it"). */
const LEAST_VIEW = 0.75;
/** Words of saying with quoted words behind them, or turned round: "…, said the minister". */
const LEAST_QUOTED = 0.12;
/** A known actor, a word of saying and a clause of its own. */
const LEAST_PLAIN = 0.08;

/** "The move suggests …": a thing that shows something says nothing. */
export function isMute(r: Reading, draft: Draft): boolean {
  if (isUnsaid(r, draft) || isCiting(r, draft)) return true;
  const governor = r.tokens[draft.cue.first - 1];
  // "declined to say": the cue is the refusal.
  if (draft.shape.startsWith('inf') && governor !== undefined && words.withholding.includes(governor.lemma))
    return true;
  // "could be read as": the writer's guess.
  if (draft.subject === null && draft.shape.startsWith('pas-mod')) return true;
  if (draft.shape.startsWith('noun') && SIGN.has(r.tokens[draft.head]?.lemma ?? '')) return true;
  const speaker = nounClass(r, draft);
  if (draft.shape === 'noun') return MUTE.test(speaker);
  if (!EVIDENCE.has(r.tokens[draft.head]?.lemma ?? '')) return false;
  return MUTE.test(speaker);
}

/** Further on in a run of words without an end nothing is read: it is no sentence, and 1 MB of it must not stall. */
const LONGEST_SENTENCE = 1000;

/** Every draft the text offers, outside of quotations. */
export function allDrafts(r: Reading): Draft[] {
  const drafts: Draft[] = [];
  r.tokens.forEach((token, i) => {
    if (r.quotations[r.quoteOf[i] ?? -1]?.speech === true) return;
    if (i - (r.from[token.sentence] ?? 0) > LONGEST_SENTENCE) return;
    if (token.pos !== 'VERB' && token.pos !== 'NOUN' && token.pos !== 'ADJ' && token.text !== ':') return;
    const draft = draftAt(r, i);
    if (draft !== null && draft.content.length > 0 && !isMute(r, draft)) drafts.push(draft);
  });
  return drafts;
}

export type Scored = { readonly draft: Draft; readonly p: number };

/** The likeliest drafts that do not share words: no content inside another, no cue inside a content. */
export function choose(r: Reading, scored: readonly Scored[], least = LEAST): Draft[] {
  const taken = new Uint8Array(r.tokens.length);
  const chosen: Draft[] = [];
  for (const { draft, p } of [...scored].sort((a, b) => rank(b) - rank(a) || a.draft.head - b.draft.head)) {
    if (p < Math.min(least, leastFor(r, draft)) || isTaken(taken, draft)) continue;
    for (const run of draft.content) taken.fill(1, run.first, run.last + 1);
    taken[draft.head] = 2;
    if (draft.subject !== null) taken.fill(2, draft.subject.run.first, draft.subject.run.last + 1);
    chosen.push(draft);
  }
  return chosen.sort((a, b) => a.head - b.head);
}

/** A speaker who is named comes before a view that is nobody's: "according to X, the move is seen as …". */
const rank = ({ draft, p }: Scored): number => (draft.subject === null ? p - 0.3 : p);

/** The least probability for this draft where it is lower than the general one, else 1. */
export function leastFor(r: Reading, draft: Draft): number {
  if (polarityOf(r, draft) !== 'asserted') return LEAST_DENIAL;
  if (isPlain(r, draft)) return LEAST_PLAIN;
  const turned = draft.frame === 'inv' && draft.shape === 'fin' && isSpeech(r, draft.head);
  if (turned || draft.frame === 'by-as' || isCredit(r, draft)) return LEAST_QUOTED;
  if (draft.shape === 'fin' && draft.subject !== null && !isSpeech(r, draft.head)) return LEAST_VIEW;
  const last = draft.content.at(-1);
  const quoted = last !== undefined && isQuoted(r, last.last) && isSpeech(r, draft.head) && draft.shape === 'fin';
  return quoted && draft.subject !== null ? LEAST_QUOTED : 1;
}

/** "Hungary's claim that …", "Oslo called for …", "Oslo: …": a known actor, a word of saying and its clause or object. */
function isPlain(r: Reading, { head, subject, frame, shape }: Draft): boolean {
  if (subject === null) return false;
  const calls = frame === 'p:for' && r.tokens[head]?.lemma === 'call';
  if (shape !== 'colon' && !(isSpeech(r, head) && /^(?:fin|noun|pas)$/.test(shape) && (frame === 'that' || calls)))
    return false;
  const last = r.tokens[subject.run.last];
  return last !== undefined && mentionsBetween(r, last.start, last.end).some(({ kind }) => kind !== 'outlet');
}

/** "The sale, reported by A with reference to …", "announced by the ministers": whose words they are. */
function isCredit(r: Reading, { frame, head, subject }: Draft): boolean {
  if (frame !== 'by' || subject === null || !isSpeech(r, head)) return false;
  const [start, end] = [r.tokens[subject.run.first]?.start ?? 0, r.tokens[subject.run.last]?.end ?? 0];
  return mentionsBetween(r, start, end).length > 0;
}

function isTaken(taken: Uint8Array, draft: Draft): boolean {
  if ((taken[draft.head] ?? 0) > 0) return true;
  const own = draft.subject;
  if (own !== null && own.side !== 'shared' && taken[own.run.last] === 1) return true;
  let words = 0;
  let used = 0;
  for (const run of draft.content) {
    for (let k = run.first; k <= run.last; k++) {
      words++;
      if (taken[k] === 2) return true;
      if (taken[k] === 1) used++;
    }
  }
  return used > 0.05 * words;
}

export function scoredDrafts(r: Reading): Scored[] {
  return allDrafts(r).map((draft) => ({ draft, p: likelihood(r, draft) }));
}
