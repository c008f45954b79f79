import type { Party } from '../../model/statement.ts';
import { trim } from './content.ts';
import { type Heard, resolve } from './coreference.ts';
import type { Draft } from './draft.ts';
import { draftAt } from './drafts.ts';
import { isSpeech, polarityOf } from './kinds.ts';
import { classOf, headOf, type Known } from './parties.ts';
import { longPhraseEnd, phraseEnd, phraseStart, quotingVerb } from './phrases.ts';
import { cueRate, STRONG } from './rates.ts';
import { isQuoted, mentionsBetween, type Reading, type Run, tokenIn } from './reading.ts';

type Speaker = { readonly known: Known; readonly run: Run };
export type Chain = { readonly draft: Draft; readonly speaker: Speaker | null; readonly via: readonly Party[] };

/** Links that are followed each way: "A reported, citing B, that C said that D had said …". */
const MOST_LINKS = 3;
/** Tokens between a cue and what it cites. */
const REACH = 12;

/**
 * Who speaks at the end of a chain, and through whom, outermost first. "A reported, citing B, that C said …": C speaks,
 * via A and B; "A reported, citing B, that …": B speaks, via A. Without a chain the draft's own speaker.
 */
export function relayed(
  r: Reading,
  draft: Draft,
  outer: Known | null,
  heard: readonly Heard[],
  heads: ReadonlySet<number>,
): Chain {
  if (draft.subject === null || outer === null) return { draft, speaker: null, via: [] };
  const reporters = reportersOf(r, draft, heads);
  let at = draft;
  let speaker: Speaker = { known: outer, run: draft.subject.run };
  for (let link = 0; link < MOST_LINKS; link++) {
    const inner = innerSpeaker(r, at, speaker, heard);
    const cited = citedSource(r, at, speaker.known);
    if (inner === null && cited === null) break;
    reporters.push(speaker.run);
    if (cited !== null) {
      if (inner !== null) reporters.push(cited);
      else speaker = { known: resolve(r, cited, heard), run: cited };
    }
    if (inner === null) break;
    at = inner.draft;
    speaker = inner.speaker;
  }
  const via: Party[] = [];
  for (const run of reporters) {
    const { party } = resolve(r, run, heard);
    if (party.name !== speaker.known.party.name && via.every(({ name }) => name !== party.name)) via.push(party);
  }
  return { draft: at, speaker, via };
}

/** Those who pass the draft on and stand outside of it: "A reported that …", "according to A", "…, A reported". */
function reportersOf(r: Reading, draft: Draft, heads: ReadonlySet<number>): Run[] {
  const around: Run[] = [];
  let first = draft.subject?.side === 'before' ? draft.subject.run.first : null;
  for (let link = 0; link < MOST_LINKS && first !== null; link++) {
    const outer = clauseHolder(r, first);
    if (outer?.subject == null || heads.has(outer.head)) break;
    const cited = citedSource(r, outer, null);
    around.unshift(outer.subject.run, ...(cited === null ? [] : [cited]));
    first = outer.subject.side === 'before' ? outer.subject.run.first : null;
  }
  const beside = accordingReporter(r, draft, heads) ?? trailingReporter(r, draft, heads) ?? quotingReporter(r, draft);
  return beside === null ? around : [beside, ...around];
}

/** The statement whose clause starts at token `first`: "A reported [, citing B,] [that] …". */
function clauseHolder(r: Reading, first: number): Draft | null {
  const sentence = r.tokens[first]?.sentence ?? -1;
  let k = first - 1;
  if (tokenIn(r, k, sentence)?.lower === 'that') k--;
  const close = k;
  // A pair of commas between the verb and its clause.
  if (tokenIn(r, k, sentence)?.text === ',')
    for (k--; k > close - REACH && tokenIn(r, k, sentence) !== null && r.tokens[k]?.text !== ','; ) k--;
  if (r.tokens[k]?.text === ',') k--;
  const verb = tokenIn(r, k, sentence);
  if (verb?.pos !== 'VERB' || isQuoted(r, k) || !isSpeech(r, k) || cueRate(r, k) < STRONG) return null;
  const outer = draftAt(r, k);
  if (outer === null || polarityOf(r, outer) !== 'asserted' || outer.subject?.side !== 'before') return null;
  return outer.content.some((run) => run.first <= first && first <= run.last && run.first > outer.head) ? outer : null;
}

/** "According to A, B said …": A, unless that clause is a statement of its own. */
function accordingReporter(r: Reading, draft: Draft, heads: ReadonlySet<number>): Run | null {
  if (!isSpeech(r, draft.head) || draft.shape === 'acc') return null;
  const sentence = r.tokens[draft.head]?.sentence ?? -1;
  const near = [
    Math.max(r.from[sentence] ?? 0, draft.head - 80),
    Math.min(r.to[sentence] ?? 0, draft.head + 80),
  ] as const;
  for (let k = near[0]; k < near[1]; k++) {
    if (r.tokens[k]?.lower !== 'according' || r.tokens[k + 1]?.lower !== 'to') continue;
    if (heads.has(k) || isQuoted(r, k)) return null;
    const end = longPhraseEnd(r, k + 2);
    return end > k + 2 ? { first: k + 2, last: end - 1 } : null;
  }
  return null;
}

/** "B said that …, A reported.": A, at the end of the sentence. */
function trailingReporter(r: Reading, draft: Draft, heads: ReadonlySet<number>): Run | null {
  const last = Math.max(draft.cue.last, ...draft.content.map((run) => run.last));
  const sentence = r.tokens[last]?.sentence ?? -1;
  if (tokenIn(r, last + 1, sentence)?.text !== ',') return null;
  const end = phraseEnd(r, last + 2);
  const verb = tokenIn(r, end, sentence);
  if (end === last + 2 || verb?.pos !== 'VERB' || heads.has(end) || !isSpeech(r, end)) return null;
  return cueRate(r, end) >= STRONG ? { first: last + 2, last: end - 1 } : null;
}

/** "B was quoted by A as saying …": A. */
function quotingReporter(r: Reading, draft: Draft): Run | null {
  const quoted = quotingVerb(r, draft.head);
  if (quoted < 0 || r.tokens[quoted + 1]?.lower !== 'by') return null;
  const last = draft.head - 2;
  return last > quoted + 1 ? { first: quoted + 2, last } : null;
}

/** Whom the speaker of a draft cites: ", citing government sources," beside the cue, "Citing B, A said". */
function citedSource(r: Reading, draft: Draft, known: Known | null): Run | null {
  const { cue, subject } = draft;
  const sentence = r.tokens[draft.head]?.sentence ?? -1;
  const inContent = (i: number): boolean => draft.content.some((run) => i >= run.first && i <= run.last);
  const sourceAt = (k: number): Run | null => {
    const reference = r.tokens[k]?.lower === 'reference' && tokenIn(r, k + 1, sentence)?.lower === 'to';
    if (r.tokens[k]?.lower !== 'citing' && !reference) return null;
    const first = reference ? k + 2 : k + 1;
    const run = { first, last: longPhraseEnd(r, first) - 1 };
    return run.last >= first && isSource(r, run) ? run : null;
  };
  const scan = (from: number, to: number): Run | null => {
    for (let k = from; k < to; k++) {
      if (tokenIn(r, k, sentence) === null || inContent(k)) return null;
      const run = sourceAt(k);
      if (run !== null) return run;
    }
    return null;
  };
  const after = scan(cue.last + 1, cue.last + REACH);
  if (after !== null || subject?.side !== 'before') return after;
  const between = scan(subject.run.last + 1, Math.min(cue.first, subject.run.last + REACH));
  if (between !== null) return between;
  const opening = sourceAt(r.from[sentence] ?? 0);
  if (opening !== null && subject.run.first - opening.last === 2) return opening;
  // At the end of the sentence an outlet cites its source, anybody else a reason.
  const last = Math.max(cue.last, ...draft.content.map((run) => run.last));
  const passesOn = known?.party.standing === 'media' || known?.party.standing === 'state-media';
  return passesOn && tokenIn(r, last + 1, sentence)?.text === ',' ? sourceAt(last + 2) : null;
}

/** "citing two officials" alone: who is cited says nothing by that. */
export function isCiting(r: Reading, { content }: Draft): boolean {
  const [whole] = content;
  if (whole === undefined) return false;
  // "citing two officials, that |"
  const run = trim(r, whole.first, r.tokens[whole.last]?.lower === 'that' ? whole.last - 1 : whole.last);
  if (run === null) return false;
  const first = phraseStart(r, run.last);
  const cited = r.tokens[first - 1]?.lower === 'citing' && run.first >= first - 1;
  return cited && isSource(r, { first, last: run.last });
}

/** Somebody or something that can be a source: not "citing security reasons". */
function isSource(r: Reading, run: Run): boolean {
  const head = r.tokens[headOf(r, run)];
  if (head === undefined) return false;
  return classOf(head.lemma) !== null || mentionsBetween(r, head.start, head.end).length > 0;
}

/** Outlets pass words on; so does "according to", and anybody who says that somebody else said. */
function isRelay(r: Reading, draft: Draft, known: Known): boolean {
  const { standing } = known.party;
  return (
    standing === 'media' ||
    standing === 'state-media' ||
    draft.shape === 'acc' ||
    r.tokens[draft.head]?.lemma === 'report' ||
    (known.mention !== null && r.tokens[draft.head]?.pos === 'VERB')
  );
}

/** Whose words the draft passes on, when its content is a statement of somebody else's. */
function innerSpeaker(
  r: Reading,
  draft: Draft,
  { known: outer }: Speaker,
  heard: readonly Heard[],
): { draft: Draft; speaker: Speaker } | null {
  const inner = innerDraft(r, draft);
  if (!inner?.subject || !isRelay(r, draft, outer)) return null;
  const { run } = inner.subject;
  const known = resolve(r, run, heard);
  const speaks = known.mention !== null || classOf(r.tokens[headOf(r, run)]?.lemma ?? '') !== null;
  if (!speaks || (known.mention !== null && known.mention.entity === outer.mention?.entity)) return null;
  return { draft: inner, speaker: { known, run } };
}

/** The statement that the content itself makes: "[that] the ministry said …". */
function innerDraft(r: Reading, draft: Draft): Draft | null {
  const run = draft.content[0];
  if (run === undefined || draft.content.length > 1 || !isSpeech(r, draft.head)) return null;
  const from = r.tokens[run.first]?.lower === 'that' ? run.first + 1 : run.first;
  if (isQuoted(r, from)) return null;
  let k = phraseEnd(r, from);
  if (k === from || k > run.last) return null;
  const sentence = r.tokens[from]?.sentence ?? -1;
  while (/^(?:AUX|ADV|PART)$/.test(tokenIn(r, k, sentence)?.pos ?? '')) k++;
  if (k > run.last || r.tokens[k]?.pos !== 'VERB') return null;
  const inner = draftAt(r, k);
  if (inner !== null && polarityOf(r, inner) === 'asserted' && (!isSpeech(r, k) || cueRate(r, k) < 0.5)) return null;
  if (inner === null || inner.subject === null || inner.content.length === 0) return null;
  if (inner.subject.run.first < run.first || inner.content.some((c) => c.first < run.first || c.first > run.last))
    return null;
  const content = inner.content.map((c) => trim(r, c.first, Math.min(c.last, run.last)));
  return content.every((c) => c !== null) ? { ...inner, content } : null;
}
