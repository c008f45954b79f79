import { isMute } from './choose.ts';
import type { Draft } from './draft.ts';
import { draftAt } from './drafts.ts';
import { isHearer } from './frames.ts';
import { isOwner, phraseEnd } from './phrases.ts';
import { isQuoted, type Reading, tokenIn } from './reading.ts';
import { ownerOf, type Subject } from './subject.ts';

/**
 * A draft whose speaker is a whole phrase outside of the cue, however it was found: "Moscow", not "Moscow's"; "the Turkish
 * foreign ministry", not "the Turkish"; who told, not who was told. null for what nobody says then.
 */
export function withWholeSpeaker(r: Reading, draft: Draft): Draft | null {
  const subject = draft.subject === null ? null : wholeSpeaker(r, draft, draft.subject);
  const mended = { ...draft, subject, content: claimOf(r, draft) };
  return isMute(r, mended) ? null : mended;
}

/**
 * Content as the construction has it where that is narrower: "X's claim that the vote was rigged | found no support",
 * "reported, citing | a minister, | that …".
 */
function claimOf(r: Reading, { head, shape, content }: Draft): Draft['content'] {
  const [run, ...others] = content;
  const cites = r.tokens[(run?.first ?? 0) - 1]?.lower === 'citing';
  if (run === undefined || others.length > 0 || !(cites || shape.startsWith('noun'))) return content;
  const [own, ...more] = draftAt(r, head)?.content ?? [];
  if (own === undefined || more.length > 0) return content;
  const narrower = cites
    ? own.first > run.first && own.first <= run.last
    : own.first === run.first && own.last < run.last;
  return narrower ? [own] : content;
}

function wholeSpeaker(r: Reading, { head, cue, content }: Draft, subject: Subject): Subject | null {
  // "Reporters were told": they say nothing; who told them stands behind "by".
  if (isHearer(r, head) && subject.side === 'before') return agentOf(r, head);
  let { first, last } = subject.run;
  if (first <= head && head <= last && r.tokens[head]?.pos === 'NOUN') return ownerOf(r, head);
  while (first < last && /^(?:PUNCT|SCONJ|CCONJ|ADP|AUX)$/.test(r.tokens[first]?.pos ?? '') && !isQuoted(r, first))
    first++;
  while (last > first && isLooseEnd(r, last)) last--;
  const taken = (i: number): boolean => [cue, ...content].some((run) => run.first <= i && i <= run.last);
  if (isModifier(r, last)) {
    const end = phraseEnd(r, last) - 1;
    if (end > last && !taken(end) && !taken(last + 1)) last = end;
  }
  return { run: { first, last }, side: subject.side };
}

function isLooseEnd(r: Reading, i: number): boolean {
  const token = r.tokens[i];
  return token !== undefined && !isQuoted(r, i) && (isOwner(token) || token.pos === 'PUNCT');
}

/** "the Turkish | foreign ministry": an adjective or name whose noun was cut off. */
function isModifier(r: Reading, i: number): boolean {
  const sentence = r.tokens[i]?.sentence ?? -1;
  if (!/^(?:ADJ|PROPN)$/.test(r.tokens[i]?.pos ?? '')) return false;
  let k = i + 1;
  while (tokenIn(r, k, sentence)?.pos === 'ADJ') k++;
  return tokenIn(r, k, sentence)?.pos === 'NOUN';
}

function agentOf(r: Reading, head: number): Subject | null {
  if (r.tokens[head + 1]?.lower !== 'by') return null;
  const end = phraseEnd(r, head + 2);
  return end > head + 2 ? { run: { first: head + 2, last: end - 1 }, side: 'after' } : null;
}
