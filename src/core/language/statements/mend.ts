import words from '../../../data/cue-words.json' with { type: 'json' };
import { forward, trim } from './content.ts';
import type { Draft } from './draft.ts';
import { draftAt } from './drafts.ts';
import { frameAt } from './frames.ts';
import { isSpeech } from './kinds.ts';
import { isNominal, isPossessive, isRelative, isTime, phraseEnd, verbGroup } from './phrases.ts';
import { isQuoted, mentionsBetween, type Reading, type Run, tokenIn } from './reading.ts';

const HEARERS = new Set(words.hearers);

/**
 * A draft with its borders where phrases end: contents without links, marks, hearers and times left over at their ends,
 * cut in the middle of no clause; a speaker with all of its name. `taken`: 1 for tokens of any draft, which no other
 * takes. null when no content is left.
 */
export function mend(r: Reading, draft: Draft, taken: Uint8Array): Draft | null {
  const sentence = r.tokens[draft.head]?.sentence ?? -1;
  const near = (run: Run): boolean =>
    touchesQuote(r, run) || r.tokens[run.first]?.sentence === sentence || r.tokens[run.last]?.sentence === sentence;
  const close = draft.content.some((run) => near(run)) ? draft.content.filter(near) : draft.content;
  const content = close.flatMap((run) => tidied(r, run, draft, taken) ?? []);
  if (content.length === 0) return null;
  return { ...draft, subject: subjectOf(r, draft), content };
}

/** The speaker's words up to the end of the name they reach into; nobody for the subject of a passive. */
function subjectOf(r: Reading, { subject, head, cue }: Draft): Draft['subject'] {
  if (subject === null) return null;
  let { last } = subject.run;
  // "A former employee | who asked not to be named"
  if (last > subject.run.first && isRelative(r.tokens[last]!)) last--;
  if (last > subject.run.first && r.tokens[last]!.text === ',') last--;
  subject = { ...subject, run: { first: pastHeadline(r, subject.run), last } };
  // "It was reported", "the parties were revealed": what was said, not who said it.
  if (subject.side === 'before' && isSpeech(r, head) && verbGroup(r, head).passive) return null;
  const end = r.tokens[last]?.end ?? 0;
  const group = groupBefore(r, head, subject.run);
  if (group.last !== last) return { ...subject, run: group };
  const first = nameStart(r, group.first, cue);
  const name = mentionsBetween(r, r.tokens[last]?.start ?? 0, end).find((one) => one.end > end);
  if (name === undefined || name.modifier === true) return { ...subject, run: { first, last } };
  let to = last;
  while ((r.tokens[to + 1]?.end ?? Number.POSITIVE_INFINITY) <= name.end && !within(to + 1, cue)) to++;
  return { ...subject, run: { first, last: to } };
}

/** "TALKS BREAK DOWN AGAIN | The minister", "Jan 5): | The bank": a title or dateline that ran into the speaker's words. */
function pastHeadline(r: Reading, { first, last }: Run): number {
  let from = first;
  while (from < last && /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]+$/u.test(r.tokens[from]!.text)) from++;
  if (from - first < TITLE_WORDS) from = first;
  for (let k = from; k < last; k++) {
    if (r.tokens[k]!.text.includes('(')) break;
    if (/^\)?:$|^\)$/.test(r.tokens[k]!.text)) from = k + 1;
  }
  return from;
}

/** Words in capitals from which on they are a title, not initials. */
const TITLE_WORDS = 3;

/** "many | in Washington": those who are meant stand before the place. */
function groupBefore(r: Reading, head: number, { first, last }: Run): Run {
  const sentence = r.tokens[first]?.sentence ?? -1;
  const some = tokenIn(r, first - 2, sentence);
  if (!/^(?:in|at|from|of|near|within|around)$/.test(tokenIn(r, first - 1, sentence)?.lower ?? ''))
    return { first, last };
  if (some !== null && GROUP.test(some.lower)) return { first: first - 2, last };
  // "People who know him in California described …"
  const ruled = draftAt(r, head)?.subject ?? null;
  return ruled !== null && ruled.side === 'before' && ruled.run.last < first ? ruled.run : { first, last };
}

/** The first token of the name that a run starts in the middle of: "Lula | da Silva". */
function nameStart(r: Reading, first: number, cue: Run): number {
  const { start, end } = r.tokens[first] ?? { start: 0, end: 0 };
  const name = mentionsBetween(r, start, end).find((one) => one.start < start && one.modifier !== true);
  let from = first;
  while (name !== undefined && (r.tokens[from - 1]?.start ?? -1) >= name.start && !within(from - 1, cue)) from--;
  return from;
}

const GROUP = /^(?:many|some|most|several|few|others|those|all|both|none)$/;

const within = (i: number, run: Run): boolean => i >= run.first && i <= run.last;

/** A run of content without a link or mark left over at its ends, and with all of the phrase that it cuts. */
function tidied(r: Reading, run: Run, { frame, head, shape }: Draft, taken: Uint8Array): Run | null {
  const quoted = (i: number): boolean => isQuoted(r, i);
  let { first, last } = run;
  if (!quoted(first) && first > head) first = pastHearer(r, head, first, last);
  const token = (i: number) => r.tokens[i]!;
  while (first < last && !quoted(first) && token(first).pos === 'CCONJ') first++;
  // "said on | Thursday talks had begun": when it was said.
  if (
    first < last &&
    !quoted(first) &&
    isTime(token(first)) &&
    /^(?:on|late|early)$/.test(r.tokens[first - 1]?.lower ?? '')
  )
    first++;
  const own = r.tokens[head]?.sentence ?? -1;
  // Words without marks end with the sentence of their cue.
  if (!quoted(last) && token(first).sentence === own && token(last).sentence > own) last = (r.to[own] ?? last + 1) - 1;
  const sentence = token(last).sentence;
  const next = tokenIn(r, last + 1, sentence);
  const free = (to: number): boolean => taken.subarray(last + 1, to + 1).every((one) => one === 0);
  if (!quoted(last) && next !== null && isCut(token(last), next)) {
    const end = phraseEnd(r, opensPhrase(token(last)) ? last + 1 : last);
    if (end - 1 > last && free(end - 1)) last = end - 1;
  } else if (!quoted(last) && next !== null && first > head && !shape.startsWith('noun') && goesOn(token(last), next)) {
    const whole = forward(r, first, false);
    if (whole !== null && whole.last > last && free(whole.last)) last = whole.last;
  }
  while (last > first && !quoted(last) && isLink(token(last))) last--;
  // "announced the change | on Friday": when it was said.
  const day = frame === 'np' && last - first > 2 && isTime(token(last)) && token(last - 1).lower === 'on';
  if (day && !quoted(last)) last -= 2;
  const left = trim(r, first, last);
  return left !== null && isWords(r, left) ? left : null;
}

function isWords(r: Reading, { first, last }: Run): boolean {
  for (let k = first; k <= last; k++) if (r.tokens[k]!.pos !== 'PUNCT') return true;
  return false;
}

/** "told | A | that …": where the words begin that were told. */
function pastHearer(r: Reading, head: number, first: number, last: number): number {
  if (!HEARERS.has(r.tokens[head]?.lemma ?? '')) return first;
  const { name, at } = frameAt(r, head);
  return /^(?:that|clause|quote|wh)$/.test(name) && at > first && at <= last ? at : first;
}

type Word = Reading['tokens'][number];
const opensPhrase = ({ pos }: Word): boolean => pos === 'ADP' || pos === 'DET';

/** Does a phrase go on from the last word of a content to the next? */
function isCut(last: Word, next: Word): boolean {
  if (last.pos === 'DET' || (last.pos === 'ADP' && !isRelative(next)))
    return isNominal(next) || /^(?:DET|ADJ)$/.test(next.pos);
  if (isPossessive(last) || last.pos === 'ADJ') return next.pos === 'NOUN' || next.pos === 'PROPN';
  return last.pos === 'PROPN' && next.pos === 'PROPN';
}

/** Is the clause left in its middle: "it is quite | possible", "the plan | is …"? */
function goesOn(last: Word, next: Word): boolean {
  if (/^(?:AUX|ADV|PART)$/.test(last.pos)) return /^(?:VERB|ADJ|AUX|NOUN|ADV)$/.test(next.pos) && !isTime(last);
  return last.pos === 'NOUN' && next.pos === 'AUX';
}

const isLink = (token: Word): boolean =>
  /^(?:CCONJ|SCONJ|DET)$/.test(token.pos) ||
  (isRelative(token) && token.lower !== 'that') ||
  /^(?:as|than|to)$/.test(token.lower);

/** Does a run begin or end in quotation marks? */
export const touchesQuote = (r: Reading, { first, last }: Run): boolean => isQuoted(r, first) || isQuoted(r, last);
