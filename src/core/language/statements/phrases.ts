import words from '../../../data/cue-words.json' with { type: 'json' };
import type { Token } from '../tokens.ts';
import { isQuoted, type Reading, tokenIn } from './reading.ts';

const TIME = new Set(words.time);
/** No phrase has more tokens: keeps the cost linear in any text. */
const LONGEST = 60;
const RELATIVE = new Set(['who', 'which', 'that', 'whom', 'whose']);
/** Nouns that stand before a name as its title. */
const TITLE =
  /(?:er|or|ist|ian|an|ant|ent|man|woman|person|chief|head|aide|envoy|leader|president|official|[^e]y|ee|group|agency|network)$/;
const INNER = new Set(['DET', 'ADJ', 'NUM', 'NOUN', 'PROPN', 'SYM']);

export const isTime = (token: Token): boolean => TIME.has(token.lower);
export const isNominal = (token: Token): boolean =>
  token.pos === 'NOUN' || token.pos === 'PROPN' || token.pos === 'PRON' || token.pos === 'NUM';
export const isIng = (token: Token): boolean => token.pos === 'VERB' && /[^r]ing$/.test(token.lower);
export const isRelative = (token: Token): boolean => RELATIVE.has(token.lower);
export const isVerbal = (token: Token): boolean => token.pos === 'VERB' || token.pos === 'AUX';
export const isBe = (token: Token | null | undefined): boolean =>
  token !== null &&
  token !== undefined &&
  token.pos === 'AUX' &&
  (token.lemma === 'be' || /^(?:'s|'re|'m)$/.test(token.lower));
const POSSESSIVE = new Set(['my', 'your', 'his', 'her', 'its', 'our', 'their', 'whose']);
export const isPossessive = (token: Token): boolean => POSSESSIVE.has(token.lower);
export const isOwner = (token: Token): boolean => token.lower === "'s" || token.text === '’' || token.text === "'";

/** One past the simple noun phrase that starts at `i`, or `i` when none does. */
export function phraseEnd(r: Reading, i: number): number {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const start = tokenIn(r, i, sentence);
  if (start === null) return i;
  if (start.pos === 'PRON' && !isPossessive(start)) return i + 1;
  let end = i;
  for (let k = i; k < i + LONGEST; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null) break;
    const linked = token.text === '-' || token.text === '&' || (isOwner(token) && k > i) || token.text === '/';
    if (token.pos === 'PRON' && isPossessive(token) && k === i) continue;
    if (token.pos === 'DET' && k > i && !isOwner(r.tokens[k - 1] ?? token) && end > i) break;
    if (token.pos === 'NOUN' || token.pos === 'PROPN' || token.pos === 'NUM') end = k + 1;
    else if (
      !INNER.has(token.pos) &&
      !linked &&
      !(token.pos === 'ADV' && k + 1 < r.tokens.length && r.tokens[k + 1]?.pos === 'ADJ')
    )
      break;
  }
  return end;
}

/** A noun phrase with its "of …" parts. */
export function longPhraseEnd(r: Reading, i: number): number {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let end = phraseEnd(r, i);
  for (let hops = 0; hops < 3 && end > i; hops++) {
    const link = tokenIn(r, end, sentence);
    if (link === null || !/^(?:of|at|for|in|from|by|and)$/.test(link.lower)) break;
    const wider = phraseEnd(r, end + 1);
    if (wider === end + 1) break;
    end = wider;
  }
  return end;
}

/** Pronouns that a place or a body may stand behind: "nobody in Rome", "those at the ministry". */
const PRONOUN_HEADS = new Set(['nobody', 'none', 'someone', 'somebody', 'anyone', 'anybody', 'everyone', 'those']);

/** First token of the noun phrase whose last token is `i`, with its "of …" and conjoined parts on the left. */
export function phraseStart(r: Reading, i: number): number {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const last = tokenIn(r, i, sentence);
  if (last === null) return i;
  let start = chunkStart(r, i, sentence);
  while (start > i - LONGEST) {
    const link = tokenIn(r, start - 1, sentence);
    const before = tokenIn(r, start - 2, sentence);
    if (link === null || before === null) return start;
    const nominal =
      before.pos === 'NOUN' ||
      before.pos === 'PROPN' ||
      before.pos === 'NUM' ||
      (before.pos === 'PRON' && (link.lower === 'of' || PRONOUN_HEADS.has(before.lower)));
    const prepositional = link.pos === 'ADP' && /^(?:of|for|at|in|from|on|with)$/.test(link.lower);
    if (nominal && prepositional && !isTime(before)) {
      const wider = chunkStart(r, start - 2, sentence);
      // "… of the plan at the ministry said": a noun phrase that is itself the object of a verb is not the subject.
      const left = tokenIn(r, wider - 1, sentence);
      if (link.lower !== 'of' && left !== null && left.pos === 'VERB') return start;
      start = wider;
      continue;
    }
    if (link.pos === 'CCONJ' && nominal) {
      const wider = chunkStart(r, start - 2, sentence);
      const left = tokenIn(r, wider - 1, sentence);
      if (
        left === null ||
        left.pos === 'PUNCT' ||
        left.pos === 'SCONJ' ||
        left.pos === 'NOUN' ||
        /^(?:as|while)$/.test(left.lower)
      )
        return wider;
    }
    return start;
  }
  return start;
}

function chunkStart(r: Reading, i: number, sentence: number): number {
  let start = i;
  const head = r.tokens[i];
  if (head?.pos === 'PRON' && !isPossessive(head)) return i;
  for (let k = i - 1; k > i - LONGEST; k--) {
    const token = tokenIn(r, k, sentence);
    if (token === null || (r.quoteOf[k] !== r.quoteOf[i] && isQuoted(r, k))) break;
    if (token.pos === 'DET') {
      start = k;
      break;
    }
    if (token.pos === 'PRON' && isPossessive(token)) return k;
    const linked = token.text === '-' || token.text === '&' || token.text === '/' || isOwner(token);
    // "a move state media called …": an adjective or a name after a plain noun opens another phrase.
    const next = r.tokens[k + 1];
    if (token.pos === 'NOUN' && next !== undefined && !isOwner(next) && opensPhrase(token, next)) break;
    if (!INNER.has(token.pos) && !linked) break;
    start = k;
  }
  return start;
}

function opensPhrase(noun: Token, next: Token): boolean {
  if (next.pos === 'ADJ') return true;
  return next.pos === 'PROPN' && !TITLE.test(noun.lemma) && /^\p{Ll}/u.test(noun.text);
}

/** Skips adverbs and times ("on Tuesday", "last week") to the left of `i`; the index of the first other token. */
export function skipLeft(r: Reading, i: number, sentence: number): number {
  let k = i;
  for (;;) {
    const token = tokenIn(r, k, sentence);
    if (token === null || k < i - LONGEST) return k;
    const before = tokenIn(r, k - 1, sentence);
    if (token.pos === 'ADV' && !/^(?:how|why|when|where)$/.test(token.lower)) k--;
    else if (isTime(token) && before !== null && /^(?:on|in|last|this|late|early|earlier|since)$/.test(before.lower))
      k -= 2;
    else if (isTime(token) && before !== null && isNominal(before)) k--;
    else return k;
  }
}

/** Verb group that ends in `i`: first token of its auxiliaries and adverbs, and what they say. */
export type Group = {
  readonly first: number;
  readonly to: boolean;
  readonly modal: boolean;
  readonly passive: boolean;
  readonly negated: boolean;
  readonly aux: boolean;
};

const MODALS = new Set([
  'will',
  'would',
  'can',
  'could',
  'may',
  'might',
  'should',
  'must',
  'shall',
  "'ll",
  "'d",
  'ca',
  'wo',
]);

export function verbGroup(r: Reading, i: number): Group {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let first = i;
  let to = false;
  let modal = false;
  let be = false;
  let negated = false;
  let aux = false;
  for (let k = i - 1; k > i - LONGEST; k--) {
    const token = tokenIn(r, k, sentence);
    if (token === null || isQuoted(r, k)) break;
    if (token.lower === 'to' && k === first - 1) to = true;
    else if (token.pos === 'AUX' || MODALS.has(token.lower)) {
      aux = true;
      if (MODALS.has(token.lower)) modal = true;
      if (isBe(token)) be = true;
    } else if (/^(?:not|n't|never|neither|nor)$/.test(token.lower)) negated = true;
    else if (token.pos === 'VERB' && /^(?:have|had|has|be|been|being|do|did|does)$/.test(token.lower)) aux = true;
    else if (token.pos !== 'ADV' || /^(?:how|why|when|where)$/.test(token.lower)) break;
    first = k;
    if (to) break;
  }
  // "has yet to say"
  if (to && tokenIn(r, first - 1, sentence)?.lower === 'yet' && isVerbal(r.tokens[first - 2] ?? r.tokens[i]!)) {
    negated = true;
    to = false;
    first -= 2;
  }
  const form = r.tokens[i];
  const passive = be && form !== undefined && !/ing$/.test(form.lower) && form.pos === 'VERB';
  return { first, to, modal, passive, negated, aux };
}

/** The passive verb of "was quoted [by Y] as saying", for the participle at `i`, or -1. */
export function quotingVerb(r: Reading, i: number): number {
  const sentence = r.tokens[i]?.sentence ?? -1;
  if (!isIng(r.tokens[i]!) || tokenIn(r, i - 1, sentence)?.lower !== 'as') return -1;
  for (let k = i - 2; k > i - 14; k--) {
    const token = tokenIn(r, k, sentence);
    if (token === null || token.text === ',') return -1;
    if (isVerbal(token)) return /^(?:quote|cite|report)$/.test(token.lemma) && verbGroup(r, k).passive ? k : -1;
  }
  return -1;
}

/** Does a finite verb follow the noun phrase at `i` before the clause ends? */
export function startsClause(r: Reading, i: number): boolean {
  const sentence = r.tokens[i]?.sentence ?? -1;
  let k = phraseEnd(r, i);
  if (k === i) return false;
  for (let hops = 0; hops < 12; hops++) {
    const token = tokenIn(r, k, sentence);
    if (token === null) return false;
    if (token.pos === 'AUX') return true;
    if (token.pos === 'VERB')
      return !isIng(token) && !(/(?:ed|en)$/.test(token.lower) && r.tokens[k + 1]?.pos === 'ADP');
    if (token.lower === 'to' && r.tokens[k + 1]?.pos === 'VERB') return false;
    if (token.pos === 'ADV' || token.lower === 'not') k++;
    else if (token.pos === 'ADP' || token.pos === 'CCONJ') {
      const end = phraseEnd(r, k + 1);
      if (end === k + 1) return false;
      k = end;
    } else return false;
  }
  return false;
}
