import { antecedent, backward, forward, joinedAfter, quotationBefore, resumed } from './content.ts';
import type { Draft } from './draft.ts';
import { type Frame, frameAt, isHearer, isParticle } from './frames.ts';
import {
  isBe,
  isIng,
  isRelative,
  isTime,
  isVerbal,
  longPhraseEnd,
  phraseStart,
  quotingVerb,
  verbGroup,
} from './phrases.ts';
import { isQuoted, type Reading, type Run, tokenIn } from './reading.ts';
import { type Subject, subjectAfter, subjectOf } from './subject.ts';

/** Constructions whose content is an object rather than a clause: it ends sooner. */
const NARROW = /^(?:np|words|to|ing|p$|p:|adj|wh)/;
const RAISING = new Set(['seem', 'appear']);

function shapeOf(r: Reading, i: number): string {
  const token = r.tokens[i];
  const group = verbGroup(r, i);
  if (token === undefined) return 'fin';
  let shape = 'fin';
  if (group.passive) shape = group.modal ? 'pas-mod' : 'pas';
  else if (group.to) shape = isReady(r, group.first) ? 'fin' : 'inf';
  else if (group.modal) shape = 'mod';
  else if (isIng(token) && !group.aux) shape = 'ing';
  if (token.pos === 'ADJ') shape = 'adj';
  return group.negated ? `${shape}+neg` : shape;
}

/** "were quick to call": said, not only meant. */
function isReady(r: Reading, to: number): boolean {
  const k = to - 1;
  return (
    r.tokens[k]?.pos === 'ADJ' &&
    /^(?:quick|swift|first|last|fast|prompt)$/.test(r.tokens[k]?.lower ?? '') &&
    isBe(r.tokens[verbGroup(r, k).first])
  );
}

/** The statement that the verb (or adjective with "be") at `i` would make as a cue, or null. */
export function verbDraft(r: Reading, i: number): Draft | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const shape = shapeOf(r, i);
  const frame = frameAt(r, i);
  const group = verbGroup(r, i);
  const first = quotedAs(r, i) ?? group.first;
  const cue: Run = { first, last: cueEnd(r, i, frame) };
  // With its content before it, a cue has no preposition of its own: "“…,” she said in Rome".
  const bare: Run = { first, last: particleEnd(r, i) };
  const agent = agentAt(r, i, sentence);
  if (agent >= 0) {
    const by = byPhrase(r, i, agent, group.first, shape);
    if (by !== null) return { head: i, cue, ...by };
  }
  const edge = group.first - 1;
  const closed = quotationBefore(r, edge);
  const inverted = invertedSubject(r, i, edge, closed, frame.name);
  const subject = inverted ?? subjectOf(r, i);
  const start = inverted !== null ? group.first : subject?.side === 'before' ? subject.run.first : -1;
  const before = start > 0 ? tokenIn(r, start - 1, sentence) : null;
  const quoted = start > 0 ? quotationBefore(r, start - 1) : -1;
  const relative = subject?.side === 'before' ? tokenIn(r, subject.run.first - 1, sentence) : null;
  if (relative !== null && isRelative(relative)) {
    const content = relativeContent(r, (subject?.run.first ?? 0) - 1, frame);
    if (content.length > 0) return { head: i, cue, subject, content, frame: 'rel', shape };
  }
  if (quoted >= 0 && r.quotations[quoted] !== undefined && !/^(?:that|clause|to|wh)$/.test(frame.name)) {
    const after = inverted !== null ? inverted.run.last + 1 : i + 1;
    const content = [...backward(r, start - 1), ...afterCue(r, after, frame.at, frame.name)];
    return { head: i, cue: bare, subject, content, frame: inverted === null ? 'post-q' : 'inv-q', shape };
  }
  if (
    before !== null &&
    before.text === ',' &&
    (inverted !== null || /^(?:end|comma)$/.test(frame.name)) &&
    !isRelative(r.tokens[subject?.run.last ?? -1] ?? before)
  ) {
    const content = backward(r, start - 1);
    const rest = frame.name === 'comma' ? resumed(r, frame.at - 1) : null;
    if (content.length > 0 && !(frame.near !== undefined && isAdjunct(r, content)))
      return {
        head: i,
        cue: bare,
        subject,
        content: [...content, ...(rest === null ? [] : [rest]), ...(inverted === null ? joinedAfter(r, frame.at) : [])],
        frame: inverted === null ? `post-${frame.name}` : 'inv',
        shape,
      };
  }
  const built = frame.near ?? frame;
  const content = contentAt(r, built.name, built.at);
  if (content.length === 0) return null;
  if (shape.startsWith('pas') || RAISING.has(r.tokens[i]?.lemma ?? ''))
    return unowned(r, i, cue, subject, content, built.name, shape);
  return { head: i, cue, subject, content, frame: built.name, shape };
}

/** "ruled out", "warned of", "called for": particle and preposition belong to the cue. */
function cueEnd(r: Reading, i: number, frame: Frame): number {
  const near = frame.near ?? frame;
  return near.name.startsWith('p') && near.at - i <= 3 ? near.at - 1 : particleEnd(r, i);
}

function particleEnd(r: Reading, i: number): number {
  const next = r.tokens[i + 1];
  return next !== undefined && isParticle(next) && next.sentence === r.tokens[i]?.sentence ? i + 1 : i;
}

/** "was quoted [by Y] as saying": the first token of the group, for a participle at `i`. */
function quotedAs(r: Reading, i: number): number | null {
  const quoted = quotingVerb(r, i);
  return quoted >= 0 && quoted === i - 2 ? verbGroup(r, quoted).first : null;
}

/** Nothing but "On Sunday" or "In Rome": words before a comma that nobody said. */
function isAdjunct(r: Reading, content: readonly Run[]): boolean {
  return content.every(({ first, last }) => {
    if (r.tokens[first]?.pos !== 'ADP' && r.tokens[first]?.pos !== 'ADV') return false;
    for (let k = first; k <= last; k++) if (isVerbal(r.tokens[k]!) || isQuoted(r, k)) return false;
    return true;
  });
}

/** "a plan which X denies drawing up": what the relative word stands for, and the words that go on. */
function relativeContent(r: Reading, relative: number, frame: Frame): Run[] {
  const gerund = frame.name === 'np' && /[^r]ing$/.test(r.tokens[frame.at]?.lower ?? '');
  if (!gerund && !/^(?:verb|ing|end|comma|adj|p:|p$)/.test(frame.name)) return [];
  const known = antecedent(r, relative);
  if (known === null) return [];
  const rest = gerund || /^(?:verb|ing|adj)/.test(frame.name) ? forward(r, frame.at, true) : null;
  return rest === null ? [known] : [known, rest];
}

/** "X is expected to leave", "it seems that …": somebody's view, nobody says whose; the subject belongs to it. */
function unowned(
  _r: Reading,
  head: number,
  cue: Run,
  subject: Subject | null,
  content: readonly Run[],
  frame: string,
  shape: string,
): Draft {
  const whole = subject?.side === 'before' && /^(?:to|p:as|adj|np|words|p$)/.test(frame) && content.length === 1;
  return {
    head,
    cue,
    subject: null,
    content: whole ? [subject.run, ...content] : content,
    frame: `un-${frame}`,
    shape,
  };
}

/** A quotation after the cue: directly, after a comma, or as the next sentence of the paragraph. */
function afterCue(r: Reading, from: number, at: number, frame: string): Run[] {
  if (frame === 'quote') {
    const quotation = r.quotations[r.quoteOf[at] ?? -1];
    if (quotation !== undefined)
      return [{ first: quotation.first, last: quotation.last }, ...joinedAfter(r, quotation.last + 1)];
  }
  const sentence = r.tokens[from - 1]?.sentence ?? -1;
  const near = joinedAfter(r, from);
  return near.length > 0 ? near : joinedAfter(r, r.to[sentence] ?? from);
}

function contentAt(r: Reading, frame: string, at: number): Run[] {
  if (/^(?:end|comma|and|other)$/.test(frame)) return [];
  if (frame === 'colon') {
    const run = forward(r, at, false);
    return run === null ? [] : [run];
  }
  const run = forward(r, at, NARROW.test(frame));
  if (run === null) return [];
  return [run, ...joinedAfter(r, run.last + 1)];
}

/** "…," said X. Only right after a quotation, or after a comma with nothing but the speaker behind the cue. */
function invertedSubject(r: Reading, i: number, edge: number, closed: number, frame: string): Subject | null {
  if (!/^(?:np|clause|end|comma|p:|that)/.test(frame)) return null;
  const subject = subjectAfter(r, i);
  if (subject === null) return null;
  if (closed >= 0) return subject;
  const sentence = r.tokens[i]?.sentence ?? -1;
  if (
    r.tokens[edge]?.text !== ',' ||
    frame !== 'np' ||
    !/^(?:say|write|add|explain|note|warn|report)$/.test(r.tokens[i]?.lemma ?? '')
  )
    return null;
  const next = tokenIn(r, subject.run.last + 1, sentence);
  return next === null || /^[.,]$/.test(next.text) || next.pos === 'ADP' ? subject : null;
}

/** The "by" of "announced [on Tuesday] by X", or -1. */
function agentAt(r: Reading, i: number, sentence: number): number {
  for (let k = i + 1; k < i + 5; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null) return -1;
    if (token.lower === 'by') return k;
    if (!isTime(token) && !/^(?:on|in|last|this|late|early)$/.test(token.lower)) return -1;
  }
  return -1;
}

const isIt = (r: Reading, subject: Subject | null): boolean =>
  subject !== null && subject.run.first === subject.run.last && r.tokens[subject.run.first]?.lower === 'it';

/** "… criticised by X", "reported by X". */
function byPhrase(
  r: Reading,
  i: number,
  agent: number,
  first: number,
  shape: string,
): Pick<Draft, 'subject' | 'content' | 'frame' | 'shape'> | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const end = longPhraseEnd(r, agent + 1);
  if (end === agent + 1 || isIng(r.tokens[agent + 1]!)) return null;
  const subject: Subject = { run: { first: agent + 1, last: end - 1 }, side: 'after' };
  const patient = subjectOf(r, i) ?? null;
  // "It was announced by X that …", "They were told by X that …": what was said stands behind.
  if (tokenIn(r, end, sentence)?.lower === 'that' && (isHearer(r, i) || isIt(r, patient))) {
    const told = forward(r, end, false);
    if (told !== null) return { subject, content: [told, ...joinedAfter(r, told.last + 1)], frame: 'that', shape };
  }
  let run: Run | null = patient?.run ?? null;
  const before = tokenIn(r, first - 1, sentence);
  if (run === null && before !== null && (before.pos === 'NOUN' || before.pos === 'PROPN'))
    run = { first: phraseStart(r, first - 1), last: first - 1 };
  if (run === null) return null;
  // "is seen by X as a threat"
  const view = tokenIn(r, end, sentence)?.lower === 'as' ? forward(r, end, true) : null;
  return { subject, content: view === null ? [run] : [run, view], frame: view === null ? 'by' : 'by-as', shape };
}
