import words from '../../../data/cue-words.json' with { type: 'json' };
import type { Token } from '../tokens.ts';
import { classOf } from './parties.ts';

const SPEECH = new Set(words.speech);

/**
 * Verbs that the tagger takes for nouns: "officials stress the need", "observers note that", "analysts point out that".
 * A plural of people before a base form of saying, and a clause or an object right behind it, leave no noun. Offsets stay.
 */
export function retagged(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, i) =>
    token.pos === 'NOUN' && SPEECH.has(token.lower) && speak(tokens[i - 1], token) && takesWords(tokens, i)
      ? { ...token, pos: 'VERB', lemma: token.lower }
      : token,
  );
}

function speak(before: Token | undefined, verb: Token): boolean {
  if (before === undefined || before.sentence !== verb.sentence) return false;
  if (before.pos !== 'NOUN' && before.pos !== 'PROPN') return false;
  if (!/[^s]s$/.test(before.lower)) return false;
  const singular = before.lower.endsWith('ies') ? `${before.lower.slice(0, -3)}y` : before.lower.slice(0, -1);
  const kind = classOf(singular);
  return kind === 'expert' || kind === 'official' || kind === 'anonymous' || /(?:[^e]er|or|ist|ian|ic)$/.test(singular);
}

function takesWords(tokens: readonly Token[], i: number): boolean {
  const [next, after] = [tokens[i + 1], tokens[i + 2]];
  if (next === undefined || next.sentence !== tokens[i]?.sentence) return false;
  return next.lower === 'that' || next.pos === 'DET' || (next.lower === 'out' && after?.lower === 'that');
}
