import { backward, forward, joinedAfter, resumed, trim } from './content.ts';
import type { Draft } from './draft.ts';
import { frameAt } from './frames.ts';
import { isSpeech } from './kinds.ts';
import { classOf, headOf, isDocument } from './parties.ts';
import { isBe, isIng, isRelative, isVerbal, longPhraseEnd, phraseStart, verbGroup } from './phrases.ts';
import { cueRate } from './rates.ts';
import { isQuoted, mentionsBetween, type Reading, type Run, tokenIn } from './reading.ts';
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
  return isQuoted(r, run.last) ? joinedAfter(r, run.last + 1) : [];
}

function commaAfter(r: Reading, from: number, sentence: number): number {
  for (let k = from; k < from + 30; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null) return -1;
    if (token.text === ',' && !isQuoted(r, k)) return k;
  }
  return -1;
}

/** "X: words" at the start of a paragraph, and "Words: X" as a headline. */
function colon(r: Reading, i: number): Draft | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const first = r.from[sentence] ?? i;
  const last = (r.to[sentence] ?? 0) - 1;
  const starts = first === 0 || r.sentences[sentence - 1]?.paragraph !== r.sentences[sentence]?.paragraph;
  if (!starts || i === first) return null;
  const trails = first === 0 && isHolder(r, i + 1, last) && mentionsIn(r, i + 1, last);
  if (!trails && !isHolder(r, first, i - 1)) return null;
  const run = trails ? trim(r, first, i - 1) : trim(r, i + 1, last);
  if (run === null || run.last - run.first < 2) return null;
  const subject: Subject = trails
    ? { run: { first: i + 1, last }, side: 'after' }
    : { run: { first, last: i - 1 }, side: 'before' };
  return { head: i, cue: { first: i, last: i }, subject, content: [run], frame: 'name', shape: 'colon' };
}

/** Few words beside a colon: a name, or an office ("Turkish foreign ministry"). */
function isHolder(r: Reading, first: number, last: number): boolean {
  if (last < first || last - first > 6) return false;
  const office = /^(?:body|official|expert|anonymous)$/.test(classOf(r.tokens[last]?.lemma ?? '') ?? '');
  for (let k = first; k <= last; k++) {
    const token = r.tokens[k]!;
    const named = token.pos === 'PROPN' || /^(?:of|for|the|-|'s)$/.test(token.lower) || /^[A-Z]/.test(token.text);
    if (!named && !(office && k > first && (token.pos === 'NOUN' || token.pos === 'ADJ'))) return false;
  }
  return true;
}

const mentionsIn = (r: Reading, first: number, last: number): boolean =>
  mentionsBetween(r, r.tokens[first]?.start ?? 0, r.tokens[last]?.end ?? 0).length > 0;

function nounDraft(r: Reading, i: number): Draft | null {
  const frame = frameAt(r, i);
  if (!/^(?:that|to|wh|p:of|p:about|p:for|p:on|p:against|quote|colon)$/.test(frame.name)) return null;
  if (isOccasion(r, i)) return null;
  const subject = ownerOf(r, i);
  const run = forward(r, frame.at, true);
  if (run === null) return null;
  const opens = phraseStart(r, i) === r.from[r.tokens[i]?.sentence ?? -1];
  const content = subject?.side === 'before' || opens ? beforePredicate(r, run) : run;
  // "expressed concern about": the verb belongs to the cue.
  const verb = governor(r, i);
  const last = subject?.side === 'after' ? i : Math.max(i, frame.at - 1);
  const cue = { first: verb < 0 ? i : verbGroup(r, verb).first, last };
  return { head: i, cue, subject, content: [content], frame: frame.name, shape: subject === null ? 'noun-' : 'noun' };
}

/** "said in a statement": where it was said; the verb is the cue. */
function isOccasion(r: Reading, i: number): boolean {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let k = i - 1;
  while (k > i - 6 && /^(?:ADJ|DET|NOUN|PROPN|PART)$/.test(tokenIn(r, k, sentence)?.pos ?? '')) k--;
  // "an emailed statement"
  if (tokenIn(r, k, sentence)?.pos === 'VERB' && tokenIn(r, k - 1, sentence)?.pos === 'DET') k -= 2;
  const verb = tokenIn(r, k - 1, sentence);
  return /^(?:in|via|through|during|at)$/.test(tokenIn(r, k, sentence)?.lower ?? '') && verb?.pos === 'VERB'
    ? isSpeech(r, k - 1)
    : false;
}

/** The verb whose object the noun at `i` is, or -1. */
function governor(r: Reading, i: number): number {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let k = i - 1;
  while (/^(?:ADJ|DET|ADV|NUM)$/.test(tokenIn(r, k, sentence)?.pos ?? '')) k--;
  return tokenIn(r, k, sentence)?.pos === 'VERB' ? k : -1;
}

/**
 * "X's wish to sell arms worries Y", "X's claim that the vote was rigged found …": the content ends before the verb whose
 * subject the noun is.
 */
function beforePredicate(r: Reading, run: Run): Run {
  const isClause = r.tokens[run.first]?.lower === 'that';
  // A clause has a finite verb of its own before that one.
  let own = isClause ? 1 : 0;
  for (let k = run.first + (isClause ? 1 : 2); k <= run.last; k++) {
    const token = r.tokens[k];
    const before = r.tokens[k - 1];
    if (token === undefined || before === undefined || isQuoted(r, k)) continue;
    if (isRelative(token) || token.pos === 'SCONJ' || (isClause && token.pos === 'CCONJ')) return run;
    const finite =
      token.pos === 'AUX' ||
      (token.pos === 'VERB' && /(?:s|ed)$|^(?:came|found|drew|fell|met|went|set|led)$/.test(token.lower));
    // "that the ship leave at once": any verb is the clause's own.
    if (!finite && !(own > 0 && token.pos === 'VERB' && !isIng(token) && before.lower !== 'to')) continue;
    if (own > 0) {
      own--;
      // Auxiliaries and what they go with are one verb.
      while (k < run.last && /^(?:AUX|ADV|PART|VERB)$/.test(r.tokens[k + 1]?.pos ?? '') && isGroup(r, k)) k++;
    } else if (isClause || before.pos === 'NOUN' || before.pos === 'PROPN') return trim(r, run.first, k - 1) ?? run;
  }
  return run;
}

/** Does the token behind `k` belong to the same verb: "had | been | seized"? */
function isGroup(r: Reading, k: number): boolean {
  const token = r.tokens[k];
  return token?.pos !== 'VERB' || /^(?:have|be|get)$/.test(token.lemma);
}
