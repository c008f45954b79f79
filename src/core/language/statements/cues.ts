import words from '../../../data/cue-words.json' with { type: 'json' };
import cues from '../../../data/cues.json' with { type: 'json' };
import { logistic } from '../../linear.ts';
import type { Draft } from './draft.ts';
import { classOf, headOf } from './parties.ts';
import { isTime } from './phrases.ts';
import { cueKey, cueRate } from './rates.ts';
import { holdsQuote, type Reading } from './reading.ts';

/** Nouns in -er and -or that are nobody. */
const THINGS = new Set(words.things);
const WEIGHTS: Readonly<Record<string, number>> = cues.weights;

/**
 * What the choice looks at: the cue word, its construction and form, what kind of words speak, how long the content is
 * and whether it is quoted. Names of features, for a table of log odds; no words of a text but the cue's base form.
 */
export function features(r: Reading, draft: Draft): string[] {
  const key = cueKey(r, draft.head);
  const { frame, shape } = draft;
  const pos = r.tokens[draft.head]?.pos ?? '';
  const speaker = speakerKind(r, draft);
  const quoted = draft.content.some((run) => holdsQuote(r, run));
  const length = draft.content.reduce((sum, run) => sum + run.last - run.first + 1, 0);
  const rate = Math.ceil(5 * cueRate(r, draft.head));
  return [
    'bias',
    `l ${key}`,
    `lf ${key} ${frame}`,
    `f ${pos} ${frame}`,
    `s ${shape}`,
    `fs ${frame} ${shape}`,
    `rf ${rate} ${frame}`,
    `rs ${rate} ${shape}`,
    `who ${speaker}`,
    `class ${nounClass(r, draft)} ${rate}`,
    `lclass ${key} ${nounClass(r, draft)}`,
    `rwho ${rate} ${speaker}`,
    `fwho ${frame} ${speaker}`,
    `q ${quoted} ${rate}`,
    `len ${length < 2 ? 1 : length < 4 ? 3 : length < 8 ? 7 : length < 15 ? 14 : length < 40 ? 39 : 99}`,
    `at ${frame} ${firstWord(r, draft)}`,
  ];
}

/** The probability that the draft is a statement with this speaker and content. */
export function likelihood(r: Reading, draft: Draft): number {
  let sum = 0;
  for (const name of features(r, draft)) sum += WEIGHTS[name] ?? 0;
  return logistic(sum);
}

function speakerKind(r: Reading, draft: Draft): string {
  if (draft.subject === null) return 'none';
  const { run, side } = draft.subject;
  const head = r.tokens[run.last];
  if (head === undefined) return 'none';
  const word = head.pos === 'PRON' ? head.lower : head.pos;
  return `${side} ${word}`;
}

/** What kind of thing speaks: a name, a person's office, a body, a document, or anything else. */
export function nounClass(r: Reading, draft: Draft): string {
  if (draft.subject === null) return 'none';
  const head = r.tokens[headOf(r, draft.subject.run)];
  if (head === undefined) return 'none';
  if (head.pos === 'PRON' || head.pos === 'DET') return head.lower;
  if (head.pos === 'PROPN') return 'name';
  if (isTime(head)) return 'time';
  const speaks = classOf(head.lemma);
  if (speaks !== null) return speaks;
  if (/(?:tion|ment|ness|ity|ing|ance|ence|ism|age|al)$/.test(head.lemma)) return 'act';
  return /(?:er|or|ist|ian|man|men|woman|women|people)$/.test(head.lemma) && !THINGS.has(head.lemma)
    ? 'person'
    : 'thing';
}

function firstWord(r: Reading, draft: Draft): string {
  const token = r.tokens[draft.content[0]?.first ?? -1];
  if (token === undefined) return '';
  return token.pos === 'PRON' || token.pos === 'DET' || token.pos === 'SCONJ' ? token.lower : token.pos;
}
