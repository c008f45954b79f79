import type { Party } from '../../model/statement.ts';
import { trim } from './content.ts';
import { type Heard, resolve } from './coreference.ts';
import type { Draft } from './draft.ts';
import { draftAt } from './drafts.ts';
import { isSpeech, polarityOf } from './kinds.ts';
import type { Known } from './parties.ts';
import { longPhraseEnd, phraseEnd } from './phrases.ts';
import { cueRate } from './rates.ts';
import { type Reading, type Run, tokenIn } from './reading.ts';

type Speaker = { readonly known: Known; readonly run: Run };
export type Chain = { readonly draft: Draft; readonly speaker: Speaker | null; readonly via: readonly Party[] };

/**
 * Who speaks at the end of a chain. "A reported, citing B, that …" and "according to A, B said …": B speaks, via A,
 * when B's words are what A passes on. Without a chain the draft's own speaker.
 */
export function relayed(
  r: Reading,
  draft: Draft,
  outer: Known | null,
  heard: readonly Heard[],
  heads: ReadonlySet<number>,
): Chain {
  const own = draft.subject === null || outer === null ? null : { known: outer, run: draft.subject.run };
  if (own === null) return { draft, speaker: null, via: [] };
  const cited = citedSource(r, draft);
  if (cited !== null) {
    return { draft, speaker: { known: resolve(r, cited, heard), run: cited }, via: [own.known.party] };
  }
  const inner = innerDraft(r, draft);
  if (inner?.subject && isRelay(r, draft, own.known)) {
    const run = inner.subject.run;
    const known = resolve(r, run, heard);
    if (known.mention !== null && known.mention.entity !== own.known.mention?.entity) {
      return { draft: { ...inner, content: inner.content }, speaker: { known, run }, via: [own.known.party] };
    }
  }
  const reporter = accordingReporter(r, draft, heads);
  return { draft, speaker: own, via: reporter === null ? [] : [resolve(r, reporter, heard).party] };
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
    if (heads.has(k) || (r.quoteOf[k] ?? -1) >= 0) return null;
    const end = longPhraseEnd(r, k + 2);
    return end > k + 2 ? { first: k + 2, last: end - 1 } : null;
  }
  return null;
}

/** ", citing government sources," and "with reference to …" beside the cue. */
function citedSource(r: Reading, draft: Draft): Run | null {
  const sentence = r.tokens[draft.head]?.sentence ?? -1;
  const inContent = (i: number): boolean => draft.content.some((run) => i >= run.first && i <= run.last);
  for (let k = draft.cue.last + 1; k < draft.cue.last + 12; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null || inContent(k)) return null;
    const reference = token.lower === 'reference' && tokenIn(r, k + 1, sentence)?.lower === 'to';
    if (token.lower !== 'citing' && !reference) continue;
    const first = reference ? k + 2 : k + 1;
    const end = longPhraseEnd(r, first);
    return end > first ? { first, last: end - 1 } : null;
  }
  return null;
}

/** Outlets pass words on; so does "according to", and anybody who says that somebody else said. */
function isRelay(r: Reading, draft: Draft, known: Known): boolean {
  const { standing } = known.party;
  return (
    standing === 'media' ||
    standing === 'state-media' ||
    draft.shape === 'acc' ||
    (known.mention !== null && r.tokens[draft.head]?.pos === 'VERB')
  );
}

/** The statement that the content itself makes: "[that] the ministry said …". */
function innerDraft(r: Reading, draft: Draft): Draft | null {
  const run = draft.content[0];
  if (run === undefined || draft.content.length > 1 || !isSpeech(r, draft.head)) return null;
  const from = r.tokens[run.first]?.lower === 'that' ? run.first + 1 : run.first;
  if ((r.quoteOf[from] ?? -1) >= 0) return null;
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
