import type { Draft } from './draft.ts';
import { isIng, isNominal, isTime, isVerbal, phraseEnd, phraseStart, skipLeft } from './phrases.ts';
import { cueRate, STRONG } from './rates.ts';
import { isQuoted, isStop, paragraphOf, type Reading, type Run, tokenIn } from './reading.ts';

const LINKS = new Set([
  'and',
  'but',
  'or',
  'while',
  'as',
  'though',
  'although',
  'because',
  'after',
  'before',
  'when',
  'since',
  'amid',
  'despite',
  'with',
  'which',
  'who',
  'where',
  'whereas',
  'saying',
  'even',
  'something',
]);

const BRIDGES = new Set(['while', 'given', 'though', 'although', 'as']);
/** Enough for a participle beside a statement, where little else can stand. */
const WEAK = 0.1;

/** No clause has more tokens, no statement more joined quotations: keeps the cost linear in any text. */
const LONGEST = 250;
const MOST_JOINED = 20;

/** Content that starts at `at` and runs to the end of its clause. `narrow`: an object, which ends sooner than a clause. */
export function forward(r: Reading, at: number, narrow: boolean): Run | null {
  const sentence = r.tokens[at]?.sentence ?? -1;
  let last = Math.min((r.to[sentence] ?? 0) - 1, at + LONGEST);
  if (sentence < 0 || last < at) return null;
  const opening = r.quotations[r.quoteOf[at] ?? -1];
  for (let k = at + 1; k <= last; k++) {
    const id = r.quoteOf[k] ?? -1;
    if (id >= 0) {
      const quotation = r.quotations[id];
      if (quotation !== undefined && quotation.last > last) return { first: at, last: quotation.last };
      continue;
    }
    // "that, according to X, …": nothing would be left.
    if (!(k === at + 1 && r.tokens[at]?.lower === 'that') && breaksAt(r, k, sentence, narrow)) {
      last = k - 1;
      break;
    }
  }
  if (opening !== undefined && opening.last > last && opening.first >= at) return { first: at, last: opening.last };
  return trim(r, at, last);
}

function breaksAt(r: Reading, k: number, sentence: number, narrow: boolean): boolean {
  const token = r.tokens[k];
  const next = tokenIn(r, k + 1, sentence);
  if (token === undefined || next === null) return false;
  if (token.text === ';') return true;
  const comma = token.text === ',' || token.text === '—' || token.text === '–';
  if (!comma && token.pos !== 'CCONJ' && !(narrow && (token.pos === 'SCONJ' || LINKS.has(token.lower)))) return false;
  if (comma && next.lower === 'according') return true;
  if (comma && isIng(next) && cueRate(r, k + 1) >= STRONG) return true;
  let from = k + 1;
  if (comma && (next.pos === 'CCONJ' || next.pos === 'SCONJ' || BRIDGES.has(next.lower))) from++;
  // "…, with the spokesman stating …"
  const aside = comma && next.lower === 'with' ? phraseEnd(r, k + 2) : 0;
  const ing = tokenIn(r, aside, sentence);
  if (aside > k + 2 && ing !== null && isIng(ing) && cueRate(r, aside) >= WEAK) return true;
  while (tokenIn(r, from, sentence)?.pos === 'ADV') from++;
  const verb = tokenIn(r, from, sentence);
  if (
    (token.pos === 'CCONJ' || from > k + 1) &&
    verb?.pos === 'VERB' &&
    !isIng(verb) &&
    cueRate(r, from) >= STRONG &&
    /(?:ed|id|ote|s|told)$/.test(verb.lower)
  )
    return true;
  if (comma || token.pos === 'CCONJ') {
    let head = phraseEnd(r, from);
    while (head > from && /^(?:AUX|ADV)$/.test(tokenIn(r, head, sentence)?.pos ?? '')) head++;
    const said = tokenIn(r, head, sentence);
    const after = tokenIn(r, head + 1, sentence);
    // "…, Reuters reported." ends the sentence; with more behind it a doubtful word may be part of what is said.
    const least = comma && (after === null || isStop(after)) ? STRONG : STRONG + 0.2;
    if (head > from && said?.pos === 'VERB' && cueRate(r, head) >= least) return true;
  }
  if (narrow) {
    if (token.text === '—' || token.text === '–') return true;
    if (
      comma &&
      (LINKS.has(next.lower) || isIng(next) || next.pos === 'DET' || next.pos === 'ADP' || next.pos === 'SCONJ')
    )
      return true;
    if (token.pos === 'CCONJ' && verb !== null && isVerbal(verb) && !isIng(verb)) return true;
    if (token.pos === 'SCONJ' && LINKS.has(token.lower)) return true;
    if (/^(?:after|before|when|because|while|during)$/.test(token.lower)) return true;
  }
  return false;
}

/** Takes stops, commas and lone closing marks off both ends. */
export function trim(r: Reading, first: number, last: number): Run | null {
  let from = first;
  let to = last;
  const loose = (i: number): boolean => {
    const token = r.tokens[i];
    return token !== undefined && !isQuoted(r, i) && (isStop(token) || /^[,:)\]—–"”’']$/.test(token.text));
  };
  while (from <= to && loose(from)) from++;
  while (to >= from && (loose(to) || r.tokens[to]?.text === '(')) to--;
  return from <= to ? { first: from, last: to } : null;
}

/** The quotation that ends right before token `i + 1` of this sentence (a comma may stand between), or -1. */
export function quotationBefore(r: Reading, i: number): number {
  const sentence = r.tokens[i + 1]?.sentence ?? -1;
  for (const k of [i, i - 1]) {
    const id = r.quoteOf[k] ?? -1;
    const quotation = r.quotations[id];
    if (quotation !== undefined && quotation.last === k) {
      if (r.tokens[k]?.sentence === sentence) return id;
      // "Is it so?" Ms. X asked: the question mark looks like the end of a sentence.
      const asked = /^[?!,…]/.test(r.tokens[quotation.closed ? k - 1 : k]?.text ?? '');
      return asked && paragraphOf(r, k) === paragraphOf(r, i + 1) ? id : -1;
    }
    if (r.tokens[k]?.text !== ',') return -1;
  }
  return -1;
}

/**
 * Content that ends right before token `end`, a mark or closing quote before the speaker or the cue: the quotation with
 * those joined to it, else the clause back to the start of its sentence.
 */
export function backward(r: Reading, end: number): Run[] {
  const id = quotationBefore(r, end);
  const quotation = r.quotations[id];
  if (quotation !== undefined) {
    const sentence = r.tokens[quotation.first]?.sentence ?? -1;
    const opening = r.from[sentence] ?? quotation.first;
    if (quotation.first === opening || !quotation.speech) {
      if (!quotation.speech || quotation.first > opening) return runs(clauseBefore(r, quotation.last, opening));
      return [...joinedBefore(r, quotation.first), { first: quotation.first, last: quotation.last }];
    }
    const before = r.tokens[quotation.first - 1];
    if (before !== undefined && /^[,:]$/.test(before.text)) return [{ first: quotation.first, last: quotation.last }];
    return runs(clauseBefore(r, quotation.last, opening));
  }
  const sentence = r.tokens[end]?.sentence ?? -1;
  return runs(clauseBefore(r, end, r.from[sentence] ?? end));
}

const runs = (run: Run | null): Run[] => (run === null ? [] : [run]);

function clauseBefore(r: Reading, last: number, from: number): Run | null {
  const opening = Math.max(from, last - LONGEST);
  let first = opening;
  for (let k = last - 1; k > opening; k--) {
    if (!isQuoted(r, k) && r.tokens[k]?.text === ';') {
      first = k + 1;
      break;
    }
  }
  if (/^(?:but|and|so|still|yet)$/.test(r.tokens[first]?.lower ?? '')) first++;
  return trim(r, first, last);
}

/** Quotations of the same paragraph that stand right before, sentence by sentence with nothing between. */
function joinedBefore(r: Reading, first: number): Run[] {
  const found: Run[] = [];
  for (let at = first; found.length < MOST_JOINED; ) {
    const quotation = r.quotations[r.quoteOf[at - 1] ?? -1];
    if (quotation?.last !== at - 1 || paragraphOf(r, at) !== paragraphOf(r, at - 1)) break;
    const opening = r.from[r.tokens[quotation.first]?.sentence ?? -1];
    if (!quotation.speech || opening !== quotation.first) break;
    found.unshift({ first: quotation.first, last: quotation.last });
    at = quotation.first;
  }
  return found;
}

/** Quotations that go on after token `i`: split by the cue, or whole sentences of the same paragraph. */
export function joinedAfter(r: Reading, i: number): Run[] {
  const found: Run[] = [];
  const paragraph = paragraphOf(r, i - 1);
  for (let k = i; found.length < MOST_JOINED; ) {
    while (!isQuoted(r, k) && /^[,.:;]$/.test(r.tokens[k]?.text ?? '')) k++;
    const quotation = r.quotations[r.quoteOf[k] ?? -1];
    if (quotation?.first !== k || paragraphOf(r, k) !== paragraph) break;
    if (!quotation.speech || !standsAlone(r, quotation.last)) break;
    found.push({ first: quotation.first, last: quotation.last });
    k = quotation.last + 1;
  }
  return found;
}

/** Does nothing of the sentence follow the quotation (else it has a cue of its own)? */
function standsAlone(r: Reading, last: number): boolean {
  const sentence = r.tokens[last]?.sentence ?? -1;
  const next = tokenIn(r, last + 1, sentence);
  return next === null || isStop(next) || isQuoted(r, last + 1);
}

/** The rest of a clause that the cue interrupts: "The plan, she said, was sound". */
export function resumed(r: Reading, comma: number): Run | null {
  const sentence = r.tokens[comma]?.sentence ?? -1;
  const next = tokenIn(r, comma + 1, sentence);
  if (r.tokens[comma]?.text !== ',' || next === null || isQuoted(r, comma + 1)) return null;
  if (isIng(next) || next.pos === 'SCONJ' || next.pos === 'CCONJ' || next.lower === 'while' || isTime(next))
    return null;
  if (!(isVerbal(next) || next.pos === 'ADV' || isNominal(next) || next.pos === 'DET')) return null;
  return forward(r, comma + 1, false);
}

/** The noun phrase that a relative clause starting at `relative` speaks of. */
export function antecedent(r: Reading, relative: number): Run | null {
  const sentence = r.tokens[relative]?.sentence ?? -1;
  let k = relative - 1;
  if (/^[,—–]$/.test(r.tokens[k]?.text ?? '')) k--;
  k = skipLeft(r, k, sentence);
  const head = tokenIn(r, k, sentence);
  return head === null || !isNominal(head) ? null : { first: phraseStart(r, k), last: k };
}

/** The last token of the clause that token `i` stands in, quotations and what follows a comma included; null when none is left. */
export function clauseStop(r: Reading, i: number, sentence: number): number | null {
  const run = trim(r, i, (r.to[sentence] ?? i) - 1);
  if (run === null) return null;
  for (let k = i; k <= run.last; k++) if (r.tokens[k]?.text === ';') return k - 1;
  return run.last;
}

/** The drafts without those words of their contents that are their own cue's or an earlier draft's content. */
export function apart(r: Reading, drafts: readonly Draft[]): Draft[] {
  const taken = new Uint8Array(r.tokens.length);
  return drafts.flatMap((draft) => {
    const { cue } = draft;
    const free = (k: number): boolean => taken[k] === 0 && (k < cue.first || k > cue.last);
    const content = draft.content.flatMap((run) => {
      const part = freePart(r, run, free);
      if (part !== null) taken.fill(1, part.first, part.last + 1);
      return part ?? [];
    });
    return content.length === 0 ? [] : [{ ...draft, content }];
  });
}

/** The longest stretch of a run whose tokens are all free. */
function freePart(r: Reading, run: Run, free: (k: number) => boolean): Run | null {
  let best: Run | null = null;
  for (let first = run.first; first <= run.last; first++) {
    let last = first;
    while (last <= run.last && free(last)) last++;
    if (last > first && (best === null || last - first > best.last - best.first + 1)) best = { first, last: last - 1 };
    first = last;
  }
  if (best === null || (best.first === run.first && best.last === run.last)) return best;
  return trim(r, best.first, best.last);
}
