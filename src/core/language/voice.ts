import cues from '../../data/voice.json' with { type: 'json' };
import type { Sentence, Voice } from '../model/article.ts';
import type { Token } from './tokens.ts';

const SPEECH = new Set(cues.attribution.verbs);
const SPEECH_PHRASES = phrases(cues.attribution.phrases);
const WEIGHTS: ReadonlyMap<string, number> = new Map(Object.entries(cues.opinion.words));
const PHRASE_WEIGHTS: ReadonlyMap<string, number> = new Map(Object.entries(cues.opinion.phrases));
const PHRASES = phrases([...PHRASE_WEIGHTS.keys()]);
const INTERPRETIVE = new Set(cues.opinion.interpretive);
const ABSTRACT = new Set(cues.opinion.abstract);
const STARTS = new RegExp(`^\\W*(?:${cues.boilerplate.starts.map(literal).join('|')})(?![\\p{L}\\p{N}])`, 'iu');
const CONTAINS = new RegExp(cues.boilerplate.contains.map(literal).join('|'), 'i');

/** A sentence of opinion scores at least this. */
const OPINION = 1;
/** Phrases that weigh this much are opinion although a verb of speech stands beside them. */
const UNMISTAKABLE = 1.5;
const TERMINATED = /[.!?…。！？]["'”’»)\]]*$/u;
const QUOTED = /["“«][^"“”«»]{8,}|(?:^|\s)['‘][^'‘’]{12,}['’]/;
const DATED =
  /\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b/i;

/**
 * The sentences with their voice: `boilerplate` for what is no sentence of the article (hashtags, links to other
 * stories, bylines, categories, adverts), `opinion` for the writer's own judgement or speculation, else `report`.
 * Words that someone else is said to have said are report, whatever they judge. Lists and weights are in
 * `data/voice.json`; a missed opinion is likelier than a wrong one where a date, a number or a speaker stands.
 */
export function findVoices(text: string, sentences: readonly Sentence[], tokens: readonly Token[]): Sentence[] {
  const own: Token[][] = sentences.map(() => []);
  for (const token of tokens) own[token.sentence]?.push(token);
  const lists = listParagraphs(text, sentences);
  const quoted = insideQuotations(text, sentences);
  return sentences.map((sentence, index) => {
    const words = text.slice(sentence.start, sentence.end);
    const voice: Voice =
      lists.has(sentence.paragraph) || isBoilerplate(words, own[index]!)
        ? 'boilerplate'
        : !quoted[index] && isOpinion(words, own[index]!)
          ? 'opinion'
          : 'report';
    return { ...sentence, voice };
  });
}

function literal(words: string): string {
  return RegExp.escape(words);
}

function phrases(list: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${list.map(literal).join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

/** Whether each sentence starts inside a quotation that an earlier sentence of its paragraph opened. */
function insideQuotations(text: string, sentences: readonly Sentence[]): boolean[] {
  let open = false;
  let paragraph = -1;
  return sentences.map((sentence) => {
    if (sentence.paragraph !== paragraph) open = false;
    ({ paragraph } = sentence);
    const inside = open;
    for (const mark of text.slice(sentence.start, sentence.end).match(/["“”]/g) ?? [])
      open = mark === '"' ? !open : mark === '“';
    return inside;
  });
}

/** Lines that read as links or tags: a bullet with a headline, a headline after the body, runs of short bare lines. */
function listParagraphs(text: string, sentences: readonly Sentence[]): ReadonlySet<number> {
  const lines: { paragraph: number; words: string }[] = [];
  for (const { start, end, paragraph } of sentences) {
    const last = lines.at(-1);
    if (last?.paragraph === paragraph) last.words += ` ${text.slice(start, end)}`;
    else lines.push({ paragraph, words: text.slice(start, end) });
  }
  const found = new Set<number>();
  let run: number[] = [];
  lines.forEach(({ paragraph, words }, index) => {
    const bare = words.replace(/^[-–—•*·»>|]+\s*/, '');
    const bullet = bare !== words;
    const ended = TERMINATED.test(words);
    if (bullet && !ended && (isHeadline(bare) || /\b(?:19|20)\d\d$/.test(bare))) found.add(paragraph);
    if (index > 1 && !ended && isHeadline(bare)) found.add(paragraph);
    if (!ended && wordCount(bare) <= 5 && !/[:“"‘]/.test(bare)) run.push(paragraph);
    else run = [];
    if (run.length === 3) for (const each of run) found.add(each);
    if (run.length > 3) found.add(paragraph);
  });
  return found;
}

const wordCount = (words: string): number => words.split(/\s+/).length;

/** Title Case: nearly all of at least three longer words are capitalised. */
function isHeadline(words: string): boolean {
  const long = words.match(/\p{L}{4,}/gu) ?? [];
  const capitals = long.filter((word) => /^\p{Lu}/u.test(word)).length;
  return long.length >= 3 && capitals / long.length >= 0.8 && wordCount(words) <= 25;
}

function isBoilerplate(words: string, tokens: readonly Token[]): boolean {
  if (!/\p{L}{2}/u.test(words)) return true;
  if (STARTS.test(words) || CONTAINS.test(words)) return true;
  const marks = words.match(/(?:^|\s)(?:[#@]\S+|https?:\S+|www\.\S+|pic\.twitter\S+)/gi)?.length ?? 0;
  const count = wordCount(words);
  if (marks > 0 && (marks * 2 >= count || /^\s*#/.test(words))) return true;
  if (TERMINATED.test(words) || count > 12) return false;
  // Without a full stop: glued categories ("PoliticsWorld news"), or a line without a verb. Other scripts have no tags.
  if ((words.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0) >= 2) return true;
  const tagged = tokens.some(({ pos }) => pos !== 'X' && pos !== 'PUNCT');
  return tagged && !/[:"”]$/.test(words) && !tokens.some(({ pos }) => pos === 'VERB' || pos === 'AUX');
}

function isOpinion(words: string, tokens: readonly Token[]): boolean {
  const lower = words.toLowerCase();
  let score = 0;
  for (const hit of lower.matchAll(PHRASES)) score += PHRASE_WEIGHTS.get(hit[0]) ?? 0;
  // "Only time will tell" has a verb of speech and is nobody's speech.
  if (score < UNMISTAKABLE && isAttributed(words, lower, tokens)) return false;
  if (/\?["'”’)]*$/.test(words)) score += 1;
  let subject = true;
  tokens.forEach(({ text, lower: word, lemma, pos }, index) => {
    // A name is no judgement, nor is the month of May.
    if (pos !== 'PROPN' && (text !== 'May' || index === 0)) score += WEIGHTS.get(word) ?? WEIGHTS.get(lemma) ?? 0;
    if (/^(?:i|we|our|my|you|your)$/.test(word)) score += 0.5;
    if (pos === 'VERB' && INTERPRETIVE.has(lemma) && !/ing$/.test(word) && tokens[index + 1]?.lower !== 'by') {
      const abstract = tokens.slice(0, index).some((token) => ABSTRACT.has(token.lemma));
      score += subject && abstract ? 1.1 : 0.3;
    }
    if (pos === 'VERB') subject = false;
  });
  if (DATED.test(words)) score -= 1;
  return score >= OPINION;
}

/** A quotation, "according to" or a verb of speech that is not an infinitive: someone else's words. */
function isAttributed(words: string, lower: string, tokens: readonly Token[]): boolean {
  SPEECH_PHRASES.lastIndex = 0;
  if (QUOTED.test(words) || SPEECH_PHRASES.test(lower)) return true;
  return tokens.some(({ lemma, pos }, index) => {
    if (!SPEECH.has(lemma)) return false;
    // wink takes "observers note that" for a noun.
    if (pos !== 'VERB') return tokens[index + 1]?.lower === 'that';
    const before = tokens[index - 1];
    return before !== undefined && before.lower !== 'to';
  });
}
