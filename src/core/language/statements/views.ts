import { clauseStop } from './content.ts';
import { longPhraseEnd, phraseEnd } from './phrases.ts';
import { isQuoted, mentionsBetween, type Reading, type Run, tokenIn } from './reading.ts';

/** A view that the writer gives to somebody without a word of saying. */
export type View = { readonly speaker: Run; readonly cue: Run; readonly content: readonly Run[] };

const VIEWED = /^(?:perceived|seen|viewed|regarded|considered|understood|interpreted|read)$/;
const VIEWS =
  /^(?:views?|viewed|sees?|saw|regards?|regarded|considers?|considered|perceives?|perceived|deems?|deemed)$/;
/** Words between the one who views and the verb. */
const REACH = 20;

/** "For A, the deal is seen as …" and "what A regards as a threat". */
export function findViews(r: Reading): View[] {
  return r.tokens.flatMap((token, i) => {
    if (isQuoted(r, i)) return [];
    const opens = i === r.from[token.sentence] || r.tokens[i - 1]?.text === ',';
    const view = token.lower === 'for' && opens ? viewFor(r, i) : token.lower === 'what' ? whatIsViewed(r, i) : null;
    return view === null ? [] : [view];
  });
}

/** "For A, X is seen as Y": X, and "as Y". */
function viewFor(r: Reading, i: number): View | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  const end = phraseEnd(r, i + 1);
  if (tokenIn(r, end, sentence)?.text !== ',' || !isSomebody(r, { first: i + 1, last: end - 1 })) return null;
  for (let k = end + 3; k < end + REACH; k++) {
    const token = tokenIn(r, k, sentence);
    if (token === null || token.text === ',' || token.text === ';') return null;
    if (!VIEWED.test(token.lower) || !/^(?:is|are|was|were|been|being)$/.test(r.tokens[k - 1]?.lower ?? '')) continue;
    const last = clauseStop(r, k, sentence);
    if (last === null || last <= k) return null;
    const content = [
      { first: end + 1, last: k - 2 },
      { first: k + 1, last },
    ];
    return { speaker: { first: i + 1, last: end - 1 }, cue: { first: k - 1, last: k }, content };
  }
  return null;
}

/** "what A regards as Y": Y. */
function whatIsViewed(r: Reading, i: number): View | null {
  const sentence = r.tokens[i]?.sentence ?? -1;
  // The tagger may take the verb for a plural: it ends the name.
  let verb = i + 2;
  while (verb < i + 8 && !VIEWS.test(tokenIn(r, verb, sentence)?.lower ?? '')) verb++;
  if (tokenIn(r, verb, sentence) === null || verb >= i + 8) return null;
  const speaker = { first: i + 1, last: verb - 1 };
  const as = tokenIn(r, verb + 1, sentence);
  if (as?.lower !== 'as' || !isSomebody(r, speaker)) return null;
  const end = longPhraseEnd(r, verb + 2);
  if (end === verb + 2) return null;
  return { speaker, cue: { first: verb, last: verb + 1 }, content: [{ first: verb + 2, last: end - 1 }] };
}

/** A phrase that a mention ends. */
function isSomebody(r: Reading, run: Run): boolean {
  const last = r.tokens[run.last];
  if (last === undefined || run.last < run.first) return false;
  return mentionsBetween(r, r.tokens[run.first]?.start ?? 0, last.end).some((one) => one.end === last.end);
}
