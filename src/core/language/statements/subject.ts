import { classOf } from './parties.ts';
import {
  isBe,
  isIng,
  isNominal,
  isOwner,
  isPossessive,
  isRelative,
  isTime,
  isVerbal,
  phraseEnd,
  phraseStart,
  skipLeft,
  verbGroup,
} from './phrases.ts';
import { cueRate, STRONG } from './rates.ts';
import { isQuoted, type Reading, type Run, tokenIn } from './reading.ts';

/** The words that stand for a speaker and where they stand: before the cue, after it, or in an earlier clause. */
export type Subject = { readonly run: Run; readonly side: 'before' | 'after' | 'shared' };

/** The subject of the verb at `i`: of its own clause, else (coordination, participle) of an earlier verb. */
export function subjectOf(r: Reading, i: number, depth = 0): Subject | null {
  const verb = r.tokens[i];
  if (verb === undefined || depth > 4) return null;
  const sentence = verb.sentence;
  const group = verbGroup(r, i);
  const k = skipLeft(r, group.first - 1, sentence);
  const left = tokenIn(r, k, sentence);
  if (left === null) return leading(r, i, sentence);
  if (isQuoted(r, k) && !isQuoted(r, i)) {
    const opening = r.quotations[r.quoteOf[k] ?? -1]?.first ?? k;
    return isIng(verb) && !group.aux ? earlier(r, opening - 1, sentence, depth) : quotedSubject(r, k);
  }
  // "Let's say": nobody says it.
  if (left.lower === "'s") return null;
  if (isRelative(left) && left.pos === 'PRON') return { run: { first: k, last: k }, side: 'before' };
  if (isNominal(left) || left.pos === 'ADJ' || (left.pos === 'DET' && !group.to)) {
    if (isTime(left) && left.pos !== 'PROPN') return null;
    // "They were quick to call it": the subject of the adjective's own verb.
    if (group.to && left.pos === 'ADJ' && isBe(r.tokens[verbGroup(r, k).first])) return subjectOf(r, k, depth + 1);
    if (group.to) return earlier(r, k, sentence, depth);
    return { run: { first: phraseStart(r, k), last: k }, side: 'before' };
  }
  if (left.text === ',' || left.text === '—' || left.text === '–' || left.text === ')') {
    if (isIng(verb) && !group.aux) return earlier(r, k - 1, sentence, depth);
    return beforeInsertion(r, k, sentence) ?? earlier(r, k - 1, sentence, depth);
  }
  if (left.pos === 'CCONJ') {
    const comma = tokenIn(r, k - 1, sentence)?.text === ',' ? 1 : 0;
    return earlier(r, k - 1 - comma, sentence, depth);
  }
  if (isVerbal(left)) return subjectOf(r, k, depth + 1);
  if (group.to || left.pos === 'ADP' || left.pos === 'PART' || left.pos === 'SCONJ') {
    return earlier(r, k, sentence, depth) ?? leading(r, i, sentence);
  }
  return null;
}

/** "Asked about it, she …" and "Speaking in Rome, she said": the subject of the clause that follows. */
function leading(r: Reading, i: number, sentence: number): Subject | null {
  for (let k = i + 1; k < i + 25; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null) return null;
    if (token.text !== ',' || isQuoted(r, k)) continue;
    const end = phraseEnd(r, k + 1);
    const next = tokenIn(r, end, sentence);
    if (end > k + 1 && next !== null && isVerbal(next)) return { run: { first: k + 1, last: end - 1 }, side: 'after' };
  }
  return null;
}

/** A subject that ends in a marked word: the "hawks" said. */
function quotedSubject(r: Reading, k: number): Subject | null {
  const quotation = r.quotations[r.quoteOf[k] ?? -1];
  if (quotation === undefined || quotation.speech || quotation.last !== k) return null;
  return { run: { first: phraseStart(r, quotation.first), last: k }, side: 'before' };
}

/** "X, the minister of Y, said": the noun phrase before the pair of marks that ends at `close`. */
function beforeInsertion(r: Reading, close: number, sentence: number): Subject | null {
  for (let k = close - 1; k > close - 45; k--) {
    const token = tokenIn(r, k, sentence);
    if (token === null) return wholeOpening(r, k + 1, close);
    if (isQuoted(r, k)) continue;
    if (!/^[,—–(]$/.test(token.text)) continue;
    const head = tokenIn(r, k - 1, sentence);
    if (head === null || !(head.pos === 'NOUN' || head.pos === 'PROPN' || head.pos === 'PRON' || head.pos === 'NUM'))
      continue;
    if (isQuoted(r, k - 1)) continue;
    const first = phraseStart(r, k - 1);
    const before = tokenIn(r, first - 1, sentence);
    if (isTime(head) && before === null) continue;
    if (before !== null && before.pos === 'ADP' && !/^(?:as|while)$/.test(before.lower)) continue;
    // A list or a second apposition ("X, a lawyer, of Rome, said"): go on to its first member.
    if (token.text === ',' && before?.text === ',' && isApposed(r, first - 2, sentence)) continue;
    return { run: { first, last: k - 1 }, side: 'before' };
  }
  return null;
}

/** Does a name end at `last` that what follows the comma could describe? Not "In his reply, X, …". */
function isApposed(r: Reading, last: number, sentence: number): boolean {
  const head = tokenIn(r, last, sentence);
  if (head === null || !isNominal(head)) return false;
  let first = last;
  while (first > last - 60 && tokenIn(r, first - 1, sentence) !== null && r.tokens[first - 1]?.text !== ',') first--;
  return !/^(?:ADP|SCONJ|ADV|VERB|AUX|CCONJ)$/.test(r.tokens[first]?.pos ?? '');
}

/** "Officials in Rome, Bonn and Paris said": nothing but a phrase stands before the mark. */
function wholeOpening(r: Reading, first: number, close: number): Subject | null {
  const last = close - 1;
  const token = r.tokens[last];
  if (token === undefined || !isNominal(token) || r.tokens[first]?.pos === 'ADP') return null;
  return { run: { first: phraseStart(r, last), last }, side: 'before' };
}

/** The subject of an earlier finite verb outside quotations: of the nearest likely cue, else of the nearest verb. */
function earlier(r: Reading, from: number, sentence: number, depth: number): Subject | null {
  let choice: Subject | null = null;
  for (let k = from; k > from - 60; k--) {
    const token = tokenIn(r, k, sentence);
    if (token === null) break;
    if (isQuoted(r, k) || token.pos !== 'VERB') continue;
    const strong = cueRate(r, k) >= STRONG;
    if (choice !== null && !strong) continue;
    const group = verbGroup(r, k);
    if (group.to || (isIng(token) && !group.aux)) continue;
    const subject = subjectOf(r, k, depth + 1);
    const head = r.tokens[subject?.run.last ?? -1];
    if (subject === null || head === undefined || isRelative(head)) continue;
    choice = { run: subject.run, side: 'shared' };
    if (strong) break;
  }
  return choice;
}

/** Whose claim: "the ministry's claim", "its claim", "a claim by the ministry", else the subject of the verb before. */
export function ownerOf(r: Reading, i: number): Subject | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let k = i - 1;
  while (k > i - 30 && /^(?:ADJ|ADV|NOUN|NUM)$/.test(tokenIn(r, k, sentence)?.pos ?? '')) k--;
  const mark = tokenIn(r, k, sentence);
  if (mark !== null && isPossessive(mark)) return { run: { first: k, last: k }, side: 'before' };
  if (mark !== null && isOwner(mark) && isNominal(r.tokens[k - 1] ?? mark)) {
    return { run: { first: phraseStart(r, k - 1), last: k - 1 }, side: 'before' };
  }
  const link = tokenIn(r, i + 1, sentence);
  if (link !== null && /^(?:by|from)$/.test(link.lower)) {
    const end = phraseEnd(r, i + 2);
    if (end > i + 2) return { run: { first: i + 2, last: end - 1 }, side: 'after' };
  }
  for (let v = k; v > k - 8; v--) {
    const token = tokenIn(r, v, sentence);
    if (token === null || isQuoted(r, v) || token.text === ',') return null;
    if (isVerbal(token)) return subjectOf(r, v, 2);
  }
  return null;
}

/** The words before the first verb of a sentence that are its subject, outside of quotations. */
export function openingSubject(r: Reading, sentence: number): Run | null {
  const [from, to] = [r.from[sentence] ?? 0, r.to[sentence] ?? 0];
  for (let k = from; k < Math.min(to, from + 40); k++) {
    const token = r.tokens[k];
    if (token === undefined || isQuoted(r, k) || !isVerbal(token)) continue;
    const subject = subjectOf(r, k);
    return subject?.side === 'before' ? subject.run : null;
  }
  return null;
}

/** "…," said X: the noun phrase right of an inverted cue. */
export function subjectAfter(r: Reading, i: number): Subject | null {
  let end = phraseEnd(r, i + 1);
  if (end === i + 1 || isTime(r.tokens[end - 1]!)) return null;
  const token = r.tokens[i + 1];
  if (token === undefined || token.sentence !== r.tokens[i]?.sentence) return null;
  // "the chamber of commerce", "a spokeswoman for the ministry"
  const link = tokenIn(r, end, token.sentence)?.lower ?? '';
  const person = /^(?:official|expert|anonymous)$/.test(classOf(r.tokens[end - 1]?.lemma ?? '') ?? '');
  const wider = link === 'of' || (person && /^(?:for|at|from|with|to)$/.test(link)) ? phraseEnd(r, end + 1) : end;
  if (wider > end + 1 && !isTime(r.tokens[wider - 1]!)) end = wider;
  return { run: { first: i + 1, last: end - 1 }, side: 'after' };
}
