import words from '../../../data/cue-words.json' with { type: 'json' };
import type { Token } from '../tokens.ts';
import { isDocument } from './parties.ts';
import { isIng, isTime, phraseEnd, startsClause, verbGroup } from './phrases.ts';
import { isQuoted, isStop, type Reading, tokenIn } from './reading.ts';

/**
 * What follows a cue word: a name for the construction and the token at which content would start. `near` is the reading
 * without skipping adjuncts, for when no content stands before ("called for a truce", not "…, he said in Rome").
 */
export type Frame = { readonly name: string; readonly at: number; readonly near?: Frame };

const HEARERS = new Set(words.hearers);
const PARTICLES = new Set(['out', 'up', 'off', 'down', 'back', 'forward']);
const WH = new Set(['how', 'what', 'why', 'whether', 'if', 'where', 'when', 'who', 'which']);
const PREPOSITIONS = new Set([
  'of',
  'for',
  'about',
  'on',
  'against',
  'with',
  'as',
  'in',
  'to',
  'by',
  'at',
  'from',
  'over',
]);

/** Is the verb at `i` one whose object is told ("X told reporters"), in the passive: "reporters were told"? */
export function isHearer(r: Reading, i: number): boolean {
  return HEARERS.has(r.tokens[i]?.lemma ?? '') && verbGroup(r, i).passive;
}

export const isParticle = (token: Token): boolean => PARTICLES.has(token.lower);

/** Reads the construction to the right of the cue word at `i`. */
export function frameAt(r: Reading, i: number): Frame {
  const cue = r.tokens[i];
  if (cue === undefined) return { name: 'end', at: i + 1 };
  const sentence = cue.sentence;
  let j = i + 1;
  const particle = tokenIn(r, j, sentence);
  if (particle !== null && isParticle(particle) && cue.pos === 'VERB') j++;
  j = skipAdverbs(r, j, sentence);
  if (HEARERS.has(cue.lemma) && cue.pos === 'VERB') {
    const end = hearerEnd(r, j);
    if (end > j) {
      const beyond = landing(r, skipAdjuncts(r, end, sentence), sentence);
      if (/^(?:that|quote|colon|wh|clause)$/.test(beyond.name) && (cue.lemma === 'tell' || beyond.name !== 'wh'))
        return beyond;
      if (cue.lemma === 'tell' && /^(?:end|comma)$/.test(beyond.name)) return beyond;
    }
  }
  const direct = landing(r, j, sentence);
  if (direct.name === 'comma') return afterInsertion(r, j, sentence) ?? direct;
  if (/^(?:that|quote|colon|wh|to|clause)$/.test(direct.name)) return direct;
  const skipped = skipAdjuncts(r, j, sentence);
  if (skipped > j) {
    const far = landing(r, skipped, sentence);
    if (/^(?:that|quote|colon)$/.test(far.name)) return far;
    if (far.name === 'end') return { ...far, near: direct };
    if (far.name === 'comma') return { ...far, near: direct };
    const last = r.tokens[skipped - 1] ?? cue;
    if (far.name === 'clause' && (isTime(last) || isDocument(last.lemma))) return far;
    if (far.name === 'wh' && isTime(last)) return far;
  }
  return direct;
}

/** "reported, citing two officials, that …": the construction behind a pair of commas. */
function afterInsertion(r: Reading, comma: number, sentence: number): Frame | null {
  for (let k = comma + 2; k < comma + 14; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null || isQuoted(r, k)) return null;
    if (token.text !== ',') continue;
    const beyond = landing(r, k + 1, sentence);
    return beyond.name === 'that' || beyond.name === 'quote' ? beyond : null;
  }
  return null;
}

function hearerEnd(r: Reading, j: number): number {
  let end = phraseEnd(r, j);
  const sentence = r.tokens[j]?.sentence ?? -1;
  for (let hops = 0; hops < 3 && end > j; hops++) {
    const link = tokenIn(r, end, sentence);
    // A hearer named with a title in marks: ABC's "Good Morning".
    const quotation = r.quotations[r.quoteOf[end] ?? -1];
    const owner = tokenIn(r, end - 1, sentence);
    if (
      quotation !== undefined &&
      quotation.first === end &&
      owner !== null &&
      (owner.lower === "'s" || owner.text === "'")
    ) {
      end = quotation.last + 1;
      continue;
    }
    if (link === null || link.pos !== 'CCONJ') break;
    const wider = phraseEnd(r, end + 1);
    if (wider === end + 1 || startsClause(r, end + 1)) break;
    end = wider;
  }
  return end;
}

function skipAdverbs(r: Reading, from: number, sentence: number): number {
  let j = from;
  for (;;) {
    const token = tokenIn(r, j, sentence);
    if (token === null || token.pos !== 'ADV' || WH.has(token.lower)) return j;
    j++;
  }
}

/** Skips "on Tuesday", "in a statement", "during a briefing in Rome", "last week", "Thursday". */
function skipAdjuncts(r: Reading, from: number, sentence: number): number {
  let j = from;
  for (let hops = 0; hops < 6; hops++) {
    const token = tokenIn(r, j, sentence);
    if (token === null) return j;
    if (isTime(token) || token.pos === 'ADV') {
      j++;
      continue;
    }
    if (/^(?:last|this|next)$/.test(token.lower) && isTime(r.tokens[j + 1] ?? token)) {
      j += 2;
      continue;
    }
    if (token.pos !== 'ADP' && !(token.pos === 'SCONJ' && token.lower !== 'that')) return j;
    if (token.lower === 'to' && r.tokens[j + 1]?.pos === 'VERB') return j;
    let end = phraseEnd(r, j + 1);
    if (end === j + 1) end = participlePhraseEnd(r, j + 1);
    if (end === j + 1) return j;
    const owner = r.tokens[end - 1];
    const quotation = r.quotations[r.quoteOf[end] ?? -1];
    if (owner?.lower === "'s" && quotation?.first === end) end = quotation.last + 1;
    if (startsClause(r, j + 1) && token.pos === 'SCONJ') return j;
    j = end;
  }
  return j;
}

/** "an emailed statement", "a televised address": one past a phrase with a participle for its adjective, or `i`. */
function participlePhraseEnd(r: Reading, i: number): number {
  const [determiner, participle] = [r.tokens[i], r.tokens[i + 1]];
  if (determiner?.pos !== 'DET' || participle?.pos !== 'VERB' || participle.sentence !== determiner.sentence) return i;
  const end = phraseEnd(r, i + 2);
  return end > i + 2 ? end : i;
}

/** The name of what stands at `k`. */
function landing(r: Reading, k: number, sentence: number): Frame {
  const token = tokenIn(r, k, sentence);
  const next = tokenIn(r, k + 1, sentence);
  if (token === null || isStop(token) || token.text === ')' || token.text === '—' || token.text === '–')
    return { name: 'end', at: k };
  if (opensAt(r, k)) return quoteOrPhrase(r, k, k);
  if (token.text === ',' || token.text === ':') {
    if (opensAt(r, k + 1)) return { name: 'quote', at: k + 1 };
    return { name: token.text === ':' ? 'colon' : 'comma', at: k + 1 };
  }
  if (isQuoted(r, k)) return { name: 'end', at: k };
  if (token.lower === 'that') {
    if (next !== null && (token.pos === 'SCONJ' || startsClause(r, k + 1) || opensAt(r, k + 1)))
      return { name: 'that', at: k };
    return { name: startsClause(r, k) ? 'clause' : 'np', at: k };
  }
  if (WH.has(token.lower)) return { name: 'wh', at: k };
  if (token.lower === 'to' && next !== null && (next.pos === 'VERB' || next.pos === 'AUX' || next.pos === 'ADV'))
    return { name: 'to', at: k };
  if (token.lower === 'not' && next?.lower === 'to') return { name: 'to', at: k };
  if (token.pos === 'ADP' || token.pos === 'SCONJ') {
    return { name: PREPOSITIONS.has(token.lower) ? `p:${token.lower}` : 'p', at: k + 1 };
  }
  if (isIng(token)) return { name: 'ing', at: k };
  if (token.lower === 'there' || startsClause(r, k)) return { name: 'clause', at: k };
  if (token.pos === 'CCONJ') return { name: 'and', at: k };
  if (phraseEnd(r, k) > k) return { name: 'np', at: k };
  if (token.pos === 'ADJ') return { name: 'adj', at: k };
  if (token.pos === 'VERB' || token.pos === 'AUX') return { name: 'verb', at: k };
  return { name: 'other', at: k };
}

const opensAt = (r: Reading, k: number): boolean => r.quotations[r.quoteOf[k] ?? -1]?.first === k && isQuoted(r, k);

function quoteOrPhrase(r: Reading, k: number, at: number): Frame {
  return { name: r.quotations[r.quoteOf[k] ?? -1]?.speech === true ? 'quote' : 'words', at };
}
