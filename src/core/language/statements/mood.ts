import type { Draft } from './draft.ts';
import { phraseStart } from './phrases.ts';
import { isQuoted, type Reading, tokenIn } from './reading.ts';

const CONDITION = new Set(['if', 'unless', 'whether']);
const NOBODY = /^(?:nobody|none|neither|no)$/;

/** Is nothing said: "if X says that …", "did X say that …?", "nobody said that …"? */
export function isUnsaid(r: Reading, draft: Draft): boolean {
  return isAsked(r, draft) || isConditional(r, draft) || isNobodys(r, draft);
}

/** The sentence of the cue is a question of the writer's own. */
function isAsked(r: Reading, { head, content }: Draft): boolean {
  const sentence = r.tokens[head]?.sentence ?? -1;
  const last = (r.to[sentence] ?? 0) - 1;
  if (r.tokens[last]?.text !== '?' || isQuoted(r, last)) return false;
  // "How long will it last, she asked?"
  return content.some((run) => run.last > head);
}

/** "if", "unless" or "whether" right before the speaker, or "Had X said …". */
function isConditional(r: Reading, { head, subject }: Draft): boolean {
  if (subject?.side !== 'before') return false;
  const sentence = r.tokens[head]?.sentence ?? -1;
  const before = tokenIn(r, subject.run.first - 1, sentence);
  if (before === null) return false;
  const opens = subject.run.first - 1 === r.from[sentence];
  return CONDITION.has(before.lower) || (opens && /^(?:had|should|were)$/.test(before.lower));
}

function isNobodys(r: Reading, { subject }: Draft): boolean {
  if (subject === null) return false;
  const { last } = subject.run;
  const first = Math.min(subject.run.first, phraseStart(r, last));
  const [word, next] = [r.tokens[first]?.lower ?? '', r.tokens[first + 1]];
  // "No 10 said" names a house.
  return NOBODY.test(word) && (word !== 'no' || (first < last && next?.pos !== 'NUM' && next?.text !== '.'));
}
