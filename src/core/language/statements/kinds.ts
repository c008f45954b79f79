import attitudes from '../../../data/attitudes.json' with { type: 'json' };
import words from '../../../data/cue-words.json' with { type: 'json' };
import type { Polarity, StatementKind } from '../../model/statement.ts';
import type { Draft } from './draft.ts';
import { classOf, headOf } from './parties.ts';
import { verbGroup } from './phrases.ts';
import { holdsQuote, isQuoted, type Reading, tokenIn } from './reading.ts';
import { subjectOf } from './subject.ts';

const SPEECH = new Set(words.speech);
const SPEECH_NOUNS = new Set(words.speechNouns);
const FINDINGS = new Set(attitudes.findings);
const DENIAL = new Set(words.denial);
const DENIAL_OF_WORDS = new Set(words.denialOfWords);
/** What a sign does, in the writer's eyes. */
const SHOWS = new Set(['suggest', 'imply', 'indicate', 'mean', 'show', 'signal', 'prove', 'demonstrate']);
/** Asked to do, not told: "the change was requested by X". */
const DEEDS = new Set(['request', 'ask', 'order', 'commission', 'seek']);
const WITHHOLDING = new Set(words.withholding);
const WITHHELD = new Set(words.withheldActs);
const CLAIM = /\b(?:claims?|allegations?|accusations?|charges?|reports?|suggestions?|rumou?rs?)\b/i;

/** Words that are said, wholly or partly quoted or not; everything a speaker only thinks, feels or does is `ascribed`. */
export function kindOf(r: Reading, draft: Draft): StatementKind {
  if (!isSaid(r, draft)) return 'ascribed';
  let quoted = 0;
  let bare = 0;
  for (const run of draft.content) {
    for (let k = run.first; k <= run.last; k++) {
      if (r.tokens[k]?.pos === 'PUNCT') continue;
      if (isQuoted(r, k)) quoted++;
      else bare++;
    }
  }
  if (bare === 0) return 'direct';
  // "to warn of it", "would warn of it": meant, expected or possible, not said.
  if (/^(?:inf|mod)/.test(draft.shape) && polarityOf(r, draft) === 'asserted') return 'ascribed';
  return quoted === 0 ? 'indirect' : 'mixed';
}

function isSaid(r: Reading, draft: Draft): boolean {
  const head = r.tokens[draft.head];
  if (head === undefined) return false;
  if (head.text === ':' || /^post-q|^inv/.test(draft.frame)) return true;
  if (head.pos === 'NOUN' && draft.shape.startsWith('noun')) return SPEECH_NOUNS.has(head.lemma);
  if (head.pos !== 'VERB' && head.pos !== 'NOUN') return false;
  if (head.lemma === 'wonder' && !draft.content.some(({ first, last }) => isQuoted(r, first) && isQuoted(r, last)))
    return false;
  if (FINDINGS.has(head.lemma)) return isFound(r, draft);
  if (draft.frame === 'by' && !quotes(r, draft) && (!/ed$/.test(head.lower) || DEEDS.has(head.lemma))) return false;
  if (isInferred(r, draft)) return false;
  return speaks(r, draft.head) || draft.frame === 'quote' || (NAMED_AS.test(head.lemma) && quotes(r, draft));
}

/** "referred to it as “a mistake”" */
const NAMED_AS = /^(?:refer|portray|characteri[sz]e|liken|compare)$/;

const quotes = (r: Reading, { content }: Draft): boolean => content.some((run) => holdsQuote(r, run));

/** "The poll found that …", "…, the study showed": what a document or those who look into things tell. */
function isFound(r: Reading, { subject, frame }: Draft): boolean {
  if (subject === null || !/^(?:that|clause|wh|post|inv)/.test(frame)) return false;
  return /^(?:document|body|expert)$/.test(classOf(r.tokens[headOf(r, subject.run)]?.lemma ?? '') ?? '');
}

/** A verb of saying; to point is one with "out" or "to" only. */
function speaks(r: Reading, i: number): boolean {
  const lemma = r.tokens[i]?.lemma ?? '';
  return SPEECH.has(lemma) && (lemma !== 'point' || /^(?:out|to)$/.test(r.tokens[i + 1]?.lower ?? ''));
}

/** "This suggests that X has concluded …": the writer's inference about X. */
function isInferred(r: Reading, { subject, head, shape }: Draft): boolean {
  if (subject?.side !== 'before' || !shape.startsWith('fin')) return false;
  const sentence = r.tokens[head]?.sentence ?? -1;
  let k = subject.run.first - 1;
  if (tokenIn(r, k, sentence)?.lower === 'that') k--;
  const shows = tokenIn(r, k, sentence);
  if (shows === null || shows.pos !== 'VERB' || !SHOWS.has(shows.lemma)) return false;
  const shown = subjectOf(r, k)?.run;
  if (shown === undefined) return true;
  const sign = r.tokens[headOf(r, shown)];
  return (
    sign !== undefined &&
    sign.pos !== 'PROPN' &&
    classOf(sign.lemma) === null &&
    !/^(?:he|she|they|we|i)$/.test(sign.lower)
  );
}

/** Is the word at `i` one of saying (not of thinking or wanting)? */
export function isSpeech(r: Reading, i: number): boolean {
  const token = r.tokens[i];
  return token !== undefined && (speaks(r, i) || (token.pos === 'NOUN' && SPEECH_NOUNS.has(token.lemma)));
}

/** Whether the speaker stands for the content, denies it, or will not say. */
export function polarityOf(r: Reading, draft: Draft): Polarity {
  const head = r.tokens[draft.head];
  if (head === undefined) return 'asserted';
  const { negated } = verbGroup(r, draft.head);
  const object =
    draft.content[0] === undefined
      ? ''
      : r.text.slice(r.tokens[draft.content[0].first]?.start, r.tokens[draft.content[0].last]?.end);
  const rulesOut = head.lemma === 'rule' && r.tokens[draft.head + 1]?.lower === 'out';
  const denies =
    rulesOut ||
    (DENIAL.has(head.lemma) &&
      (!DENIAL_OF_WORDS.has(head.lemma) || CLAIM.test(object) || /^(?:that|clause|ing|rel)/.test(draft.frame)));
  if (denies) return negated ? 'withheld' : 'denied';
  if (negated && head.pos === 'VERB' && SPEECH.has(head.lemma)) return 'withheld';
  if (WITHHOLDING.has(head.lemma) && WITHHELD.has(nextVerb(r, draft.head))) return 'withheld';
  return 'asserted';
}

function nextVerb(r: Reading, head: number): string {
  for (let k = head + 1; k < head + 5; k++) if (r.tokens[k]?.pos === 'VERB') return r.tokens[k]?.lemma ?? '';
  return '';
}
