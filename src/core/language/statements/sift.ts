import attitudes from '../../../data/attitudes.json' with { type: 'json' };
import words from '../../../data/cue-words.json' with { type: 'json' };
import type { Draft } from './draft.ts';
import { isSpeech, kindOf, polarityOf } from './kinds.ts';
import { mend, touchesQuote } from './mend.ts';
import { classOf, headOf, isDocument } from './parties.ts';
import { phraseEnd, verbGroup } from './phrases.ts';
import { holdsQuote, mentionsBetween, type Reading, type Run, tokenIn } from './reading.ts';

/**
 * What of the chosen drafts is somebody's words or view at all, with borders where phrases end. A learnt model knows one
 * domain: a word that only there was a view (to attack, to sign) is a deed elsewhere.
 */

const ATTITUDES: Readonly<Record<string, ReadonlySet<string>>> = {
  VERB: new Set(attitudes.verbs),
  NOUN: new Set(attitudes.nouns),
  ADJ: new Set(attitudes.adjectives),
};
/** Words of saying that with a thing for their object tell of a deed: "recalled the cars", "published a list". */
const DEEDS = new Set(attitudes.deeds);
/** Words of standing up for or against something, which as an aim are deeds: "prepared to defend its border". */
const MEANT = new Set(attitudes.meant);
const NAMING = new Set(attitudes.naming);
/** Documents that are signed and made, not said. */
const LAWS = new Set(attitudes.laws);
const ABSTRACT = new Set(words.abstract);

/** The drafts with their borders mended, without those in which nobody says or thinks a thing. */
export function sift(r: Reading, drafts: readonly Draft[]): Draft[] {
  const taken = new Uint8Array(r.tokens.length);
  for (const { cue, subject, content } of drafts)
    for (const run of [cue, ...content, ...(subject === null ? [] : [subject.run])])
      taken.fill(1, run.first, run.last + 1);
  const mended = drafts.flatMap((draft) => mend(r, draft, taken) ?? []).filter((draft) => !isInvented(r, draft));
  // One word can be read in two ways ("was asked by X, “…?”"): the reading with the quotation.
  const quoting = new Set(
    mended.filter(({ content }) => content.some((run) => holdsQuote(r, run))).map(({ head }) => head),
  );
  return mended.filter(({ head, content }) => !quoting.has(head) || content.some((run) => holdsQuote(r, run)));
}

/** Whole words of somebody between marks, not a marked word. */
function holdsSpeech(r: Reading, { first, last }: Run): boolean {
  for (let k = first; k <= last; k++) if (r.quotations[r.quoteOf[k] ?? -1]?.speech === true) return true;
  return false;
}

/** "you", "we" of the writer, "it is worth", "MORE:": words that stand for no speaker. */
function isNobody(r: Reading, { shape }: Draft, run: Run, quoted: boolean): boolean {
  const [first, last] = [r.tokens[run.first]!, r.tokens[run.last]!];
  if (shape === 'colon') return !quoted && !isNamed(r, run);
  if (last.lower === 'you') return true;
  if (quoted) return false;
  if (/^(?:i|we|one)$/.test(last.lower) || /^(?:the|an?|of|in|and)$/.test(last.lower)) return true;
  return first.lower === 'it' && run.last > run.first;
}

/** A mention, an office, initials or a name of several words: not a label before a colon ("Opinion", "MORE"). */
function isNamed(r: Reading, run: Run): boolean {
  const [first, last] = [r.tokens[run.first]!, r.tokens[run.last]!];
  if (mentionsBetween(r, first.start, last.end).length > 0 || classOf(last.lemma) !== null) return true;
  return run.last > run.first ? last.pos === 'PROPN' : /^\p{Lu}{2,3}$/u.test(last.text);
}

function isInvented(r: Reading, draft: Draft): boolean {
  const { head, subject, content, frame, cue } = draft;
  const word = r.tokens[head];
  if (word === undefined) return true;
  const quoted = content.some((run) => holdsQuote(r, run));
  const kind = kindOf(r, draft);
  const outside = subject !== null && !touchesQuote(r, subject.run);
  if (isTalk(r, draft, quoted) || isRaid(r, draft) || isAskedOf(r, draft)) return true;
  if (isNaming(r, draft) || (word.lemma === 'say' && /^(?:goes|go|going) without$/.test(before(r, head)))) return true;
  if (subject === null) {
    const told = isSpeech(r, head) && /^(?:un-)?(?:that|clause)$/.test(frame);
    if (!told && polarityOf(r, draft) === 'asserted' && !content.some((run) => holdsSpeech(r, run))) return true;
  } else if (outside && isNobody(r, draft, subject.run, quoted)) return true;
  if (kind !== 'ascribed') return !quoted && frame === 'np' && isDeed(r, draft);
  if (subject === null || quoted || polarityOf(r, draft) !== 'asserted') return false;
  if (isMeant(r, draft)) return true;
  if (isSpeech(r, head)) return frame === 'np' && isDeed(r, draft);
  if (cue.first === cue.last && !/^(?:VERB|NOUN|ADJ)$/.test(word.pos) && !/^(?:per|according)$/.test(word.lower))
    return true;
  const clause = /^(?:that|clause|wh|post|inv)/.test(frame) && word.pos !== 'AUX';
  if (
    !clause &&
    !isWordy(r, content[0]!) &&
    !(ATTITUDES[word.pos]?.has(word.lemma) ?? false) &&
    !FINDINGS.has(word.lemma)
  )
    return true;
  const holder = r.tokens[headOf(r, subject.run)]?.lemma ?? '';
  if (ABSTRACT.has(holder)) return true;
  return frame === 'np' && THINGS_DONE.has(word.lemma) && !isDocument(holder) && !holds(r, content, /^(?:as|for)$/);
}

const FINDINGS = new Set(attitudes.findings);
/** Attitudes with a clause or "as" behind them, with a plain object deeds. */
const THINGS_DONE = new Set(attitudes.done);

const holds = (r: Reading, content: readonly Run[], word: RegExp): boolean =>
  content.some(({ first, last }) => r.tokens.slice(first, last + 1).some((token) => word.test(token.lower)));

const before = (r: Reading, i: number): string => `${r.tokens[i - 2]?.lower} ${r.tokens[i - 1]?.lower}`;

/** "responded to questions", "spoke on their behalf", "calls from allies": that somebody spoke, and not what was said. */
function isTalk(r: Reading, draft: Draft, quoted: boolean): boolean {
  const word = r.tokens[draft.head]!;
  const next = r.tokens[draft.head + 1];
  const [run] = draft.content;
  if (run === undefined || run.first < draft.head) return false;
  if (r.tokens[run.first]?.lower === 'behalf') return true;
  if (quoted) return false;
  // "faces questions about his past", "fuelled claims that …": others ask and claim.
  const deed = word.pos === 'VERB' ? word.lemma : (r.tokens[draft.head - 1]?.lemma ?? '');
  if (/^(?:face|draw|attract|fuel|spark|stoke|trigger)$/.test(deed)) return true;
  if (next?.pos !== 'ADP' || run.first > draft.head + 2) return false;
  const led = draft.subject?.side === 'before';
  if (next.lower === 'from') return led && CALLS.has(word.lemma);
  // "was scolded by | the judge": the one who spoke is no content.
  if (next.lower === 'by' && run.first === draft.head + 2 && led) return true;
  return /^(?:to|on)$/.test(next.lower) && TALK.has(word.lemma) && polarityOf(r, draft) === 'asserted';
}

const CALLS = new Set(attitudes.calls);
const TALK = new Set(attitudes.talk);

/** "challenged the minister to rule it out": the words would be the minister's. */
function isAskedOf(r: Reading, { head, shape, subject }: Draft): boolean {
  if (!shape.startsWith('inf') || subject?.side !== 'before') return false;
  let k = verbGroup(r, head).first - 1;
  if (r.tokens[k]?.lower === 'to') k--;
  if (!/^(?:NOUN|PROPN|PRON)$/.test(r.tokens[k]?.pos ?? '')) return false;
  while (k > subject.run.last && /^(?:NOUN|PROPN|PRON|ADJ|DET)$/.test(r.tokens[k]?.pos ?? '')) k--;
  return k > subject.run.last && ASKS.has(r.tokens[k]?.lemma ?? '');
}

const ASKS = new Set(attitudes.asks);
const RAIDS = new Set(attitudes.raids);
const ARMS = new Set(attitudes.arms);

/** "slammed the coast with missiles" */
function isRaid(r: Reading, { head, content }: Draft): boolean {
  if (!RAIDS.has(r.tokens[head]?.lemma ?? '')) return false;
  return content.some(({ first, last }) =>
    r.tokens
      .slice(first, last)
      .some((token, i) => token.lower === 'with' && ARMS.has(r.tokens[first + i + 1]?.lemma ?? '')),
  );
}

/** "The version called Pro", "also known as Z": a name, nobody's words. */
function isNaming(r: Reading, { head, subject }: Draft): boolean {
  const word = r.tokens[head];
  if (word === undefined || word.pos !== 'VERB' || !NAMING.has(word.lemma) || !/(?:ed|n)$/.test(word.lower))
    return false;
  const { first, aux, passive } = verbGroup(r, head);
  const left = tokenIn(r, first - 1, word.sentence);
  const opens = !aux && subject?.side !== 'before' && (left === null || left.text === ',' || left.text === '(');
  return opens || (passive && word.lemma !== 'call');
}

/** "failed to approve", "designed to counter": what is done or meant, where no view or word of saying stands before "to". */
function isMeant(r: Reading, { head, shape, frame }: Draft): boolean {
  if (!shape.startsWith('inf')) return false;
  const word = r.tokens[head]!;
  if (frame === 'np' && MEANT.has(word.lemma)) return true;
  const governor = r.tokens[verbGroup(r, head).first - 1];
  return governor?.pos === 'VERB' && /^(?:fail|design|build|use|help|serve|begin|start|continue)$/.test(governor.lemma);
}

/** A word of saying with a thing for its object, and no view or question in it. */
function isDeed(r: Reading, { head, content }: Draft): boolean {
  const word = r.tokens[head]!;
  if (!DEEDS.has(word.lemma)) return false;
  const [run] = content;
  if (run === undefined || run.first < head) return false;
  const end = phraseEnd(r, run.first);
  // "called him a liar", "recalled her saying so": more than a thing.
  if (end <= run.last && (word.lemma === 'call' || r.tokens[end]?.pos !== 'ADP')) return false;
  return !isWordy(r, run);
}

/** Is the content a view, a question or a document: "raised doubts about it", "issued a statement on it"? */
function isWordy(r: Reading, { first }: Run): boolean {
  const object = r.tokens[headOf(r, { first, last: phraseEnd(r, first) - 1 })];
  if (object?.pos !== 'NOUN') return false;
  if (LAWS.has(object.lemma)) return false;
  return ATTITUDES.NOUN!.has(object.lemma) || isDocument(object.lemma) || words.speechNouns.includes(object.lemma);
}
