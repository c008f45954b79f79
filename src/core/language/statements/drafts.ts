import { backward, forward, joinedAfter, resumed, trim } from './content.ts';
import type { Draft } from './draft.ts';
import { frameAt } from './frames.ts';
import { headOf, isDocument } from './parties.ts';
import { isBe, isRelative, isVerbal, longPhraseEnd, verbGroup } from './phrases.ts';
import { cueRate } from './rates.ts';
import { type Reading, type Run, tokenIn } from './reading.ts';
import { ownerOf, type Subject } from './subject.ts';
import { verbDraft } from './verb-draft.ts';

/** The statement that the token at `i` would make as a cue, or null. */
export function draftAt(r: Reading, i: number): Draft | null {
  const head = r.tokens[i];
  if (head === undefined) return null;
  if (head.lower === 'according' && r.tokens[i + 1]?.lower === 'to') return accordingTo(r, i);
  if (head.text === ':') return colon(r, i);
  if (head.pos === 'VERB') return verbDraft(r, i);
  if (head.pos === 'NOUN') return isVerbInDisguise(r, i) ? verbDraft(r, i) : nounDraft(r, i);
  if (head.pos === 'ADJ' && isBe(r.tokens[verbGroup(r, i).first] ?? null)) {
    // "were quick to label it": the cue is the verb behind.
    const verb = r.tokens[i + 1]?.lower === 'to' ? cueRate(r, i + 2) : 0;
    return verb < 0.2 ? verbDraft(r, i) : null;
  }
  return null;
}

/** "The Post reports that …": a verb that the tagger took for a plural. */
function isVerbInDisguise(r: Reading, i: number): boolean {
  const token = r.tokens[i];
  const before = r.tokens[i - 1];
  if (token === undefined || before?.pos !== 'PROPN' || before.sentence !== token.sentence) return false;
  return /s$/.test(token.lower) && /^(?:that|clause|to|quote|colon|p:as)$/.test(frameAt(r, i).name);
}

function accordingTo(r: Reading, i: number): Draft | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const end = longPhraseEnd(r, i + 2);
  if (end === i + 2) return null;
  const speaker = attributedTo(r, i + 2, end, sentence) ?? { first: i + 2, last: end - 1 };
  const subject: Subject = { run: speaker, side: 'after' };
  const base = { head: i, cue: { first: i, last: i + 1 }, subject, shape: 'acc' };
  const before = tokenIn(r, i - 1, sentence);
  const opening = before === null || (before.pos === 'CCONJ' && tokenIn(r, i - 2, sentence) === null);
  if (opening || before.text === '(') {
    const comma = commaAfter(r, speaker.last + 1, sentence);
    const run = comma < 0 ? null : forward(r, comma + 1, false);
    return run === null ? null : { ...base, content: [run, ...joinedIf(r, run)], frame: 'acc-first' };
  }
  const content = backward(r, i - 1);
  const comma = before.text === ',' ? commaAfter(r, end, sentence) : -1;
  const rest = comma < 0 ? null : resumed(r, comma);
  if (content.length === 0) return null;
  if (rest !== null && (isVerbal(r.tokens[rest.first]!) || r.tokens[rest.first + 1]?.lower === 'to'))
    return { ...base, content: [...content, rest], frame: 'acc-mid' };
  return { ...base, content: [...content, ...joinedAfter(r, end)], frame: 'acc-last' };
}

/** "statements attributed to X", "a letter signed by X": X, who stands behind the document. */
function attributedTo(r: Reading, first: number, end: number, sentence: number): Run | null {
  const link = tokenIn(r, end, sentence);
  const preposition = tokenIn(r, end + 1, sentence);
  if (link?.pos !== 'VERB' || preposition === null || !/^(?:to|by|from)$/.test(preposition.lower)) return null;
  if (!isDocument(r.tokens[headOf(r, { first, last: end - 1 })]?.lemma ?? '')) return null;
  const last = longPhraseEnd(r, end + 2) - 1;
  return last < end + 2 ? null : { first: end + 2, last };
}

function joinedIf(r: Reading, run: Run): Run[] {
  return (r.quoteOf[run.last] ?? -1) >= 0 ? joinedAfter(r, run.last + 1) : [];
}

function commaAfter(r: Reading, from: number, sentence: number): number {
  for (let k = from; k < from + 30; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null) return -1;
    if (token.text === ',' && (r.quoteOf[k] ?? -1) < 0) return k;
  }
  return -1;
}

/** "X: words" at the start of a paragraph. */
function colon(r: Reading, i: number): Draft | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const first = r.from[sentence] ?? i;
  const starts = first === 0 || r.sentences[sentence - 1]?.paragraph !== r.sentences[sentence]?.paragraph;
  if (!starts || i === first || i - first > 7) return null;
  for (let k = first; k < i; k++) {
    const token = r.tokens[k];
    if (
      token === undefined ||
      !(token.pos === 'PROPN' || /^(?:of|for|the|-|'s)$/.test(token.lower) || /^[A-Z]/.test(token.text))
    )
      return null;
  }
  const run = trim(r, i + 1, (r.to[sentence] ?? 0) - 1);
  if (run === null || run.last - run.first < 2) return null;
  return {
    head: i,
    cue: { first: i, last: i },
    subject: { run: { first, last: i - 1 }, side: 'before' },
    content: [run],
    frame: 'name',
    shape: 'colon',
  };
}

function nounDraft(r: Reading, i: number): Draft | null {
  const frame = frameAt(r, i);
  if (!/^(?:that|to|wh|p:of|p:about|p:for|p:on|p:against|quote|colon)$/.test(frame.name)) return null;
  const subject = ownerOf(r, i);
  const run = forward(r, frame.at, true);
  if (run === null) return null;
  const content = subject?.side === 'before' ? beforePredicate(r, run) : run;
  // "expressed concern about": the verb belongs to the cue.
  const verb = governor(r, i);
  const cue = { first: verb < 0 ? i : verbGroup(r, verb).first, last: Math.max(i, frame.at - 1) };
  return { head: i, cue, subject, content: [content], frame: frame.name, shape: subject === null ? 'noun-' : 'noun' };
}

/** The verb whose object the noun at `i` is, or -1. */
function governor(r: Reading, i: number): number {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let k = i - 1;
  while (/^(?:ADJ|DET|ADV|NUM)$/.test(tokenIn(r, k, sentence)?.pos ?? '')) k--;
  return tokenIn(r, k, sentence)?.pos === 'VERB' ? k : -1;
}

/** "X's wish to sell arms worries Y": the content ends before the verb whose subject the noun is. */
function beforePredicate(r: Reading, run: Run): Run {
  for (let k = run.first + 2; k <= run.last; k++) {
    const token = r.tokens[k];
    const before = r.tokens[k - 1];
    if (token === undefined || before === undefined || (r.quoteOf[k] ?? -1) >= 0) continue;
    if (isRelative(token) || token.pos === 'SCONJ') return run;
    const finite = token.pos === 'AUX' || (token.pos === 'VERB' && /(?:s|ed)$/.test(token.lower));
    if (finite && (before.pos === 'NOUN' || before.pos === 'PROPN')) return trim(r, run.first, k - 1) ?? run;
  }
  return run;
}
