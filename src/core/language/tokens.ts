import model from 'wink-eng-lite-web-model';
import winkNLP, { type ItsFunction } from 'wink-nlp';
import type { Range, Sentence } from '../model/article.ts';
import { findSentences } from './sentences.ts';

/**
 * A word or mark. `lower` is its text in lower case with straight apostrophes ("n't", "'s"); `lemma` the base form in
 * lower case; `pos` wink's universal part of speech (NOUN, PROPN, VERB, PUNCT, …); `sentence` the index of its
 * sentence. Offsets are UTF-16 and exact: `text.slice(start, end) === token.text`.
 */
export type Token = Range & {
  readonly text: string;
  readonly lower: string;
  readonly lemma: string;
  readonly pos: string;
  readonly sentence: number;
};

/** wink is quadratic in a run without white space and slow on very long lines: it reads pieces of this size. */
const PIECE = 2000;
const RUN = 200;
/** wink keeps every word it has ever met; after this many characters a fresh reader takes over. */
const READER_LIFE = 30_000_000;

let reader = winkNLP(model, ['sbd', 'pos']);
let read = 0;

/**
 * Sentences and tokens of a text, with exact offsets. Line breaks always end a sentence. The possessive 's and two
 * apostrophes used as one quotation mark are tokens of their own. Any input is accepted; 1 MB takes under 2 s.
 */
export function readText(text: string): { tokens: Token[]; sentences: Sentence[] } {
  const sentences = findSentences(text);
  const tokens: Token[] = [];
  sentences.forEach((sentence, index) => {
    for (const piece of pieces(text, sentence)) readPiece(text, piece, index, tokens);
  });
  return { tokens, sentences };
}

/** Left-overs of HTML: a tag or a character reference. */
const MARKUP = /<\/?[a-z][^<>\n]{0,200}>|&(?:[a-z]{2,8}|#x?[\da-f]{1,6});/gi;

/** The tokens without those inside of HTML that was left in the text. */
export function withoutMarkup(text: string, tokens: readonly Token[]): readonly Token[] {
  const marks = [...text.matchAll(MARKUP)];
  if (marks.length === 0) return tokens;
  let at = 0;
  return tokens.filter(({ start, end }) => {
    while (at < marks.length && marks[at]!.index + marks[at]![0].length <= start) at++;
    const mark = marks[at];
    return mark === undefined || start < mark.index || end > mark.index + mark[0].length;
  });
}

/** Cuts a range into parts of at most PIECE characters and runs of at most RUN, at white space where there is some. */
function* pieces(text: string, range: Range): Generator<Range> {
  let start = range.start;
  let run = start;
  let gap = start;
  for (let i = start; i < range.end; i++) {
    const code = text.charCodeAt(i);
    if (code === 32) {
      gap = i;
      run = i + 1;
    }
    const long = i - run >= RUN && (code & 0xfc00) !== 0xdc00;
    if (i - start < PIECE && !long) continue;
    const cut = !long && gap > start ? gap : i;
    yield { start, end: cut };
    start = cut;
    run = Math.max(run, cut);
  }
  if (start < range.end) yield { start, end: range.end };
}

function readPiece(text: string, piece: Range, sentence: number, tokens: Token[]): void {
  read += piece.end - piece.start;
  if (read > READER_LIFE) {
    reader = winkNLP(model, ['sbd', 'pos']);
    read = 0;
  }
  const { its } = reader;
  const found = reader.readDoc(text.slice(piece.start, piece.end)).tokens();
  const values = found.out(its.value);
  const tags = found.out(its.pos);
  // wink's own types give `its.lemma` another third argument than `out` passes.
  const lemmas = found.out(its.lemma as unknown as ItsFunction<string>);
  let at = piece.start;
  values.forEach((value, i) => {
    const start = text.indexOf(value, at);
    // wink copies its tokens out of the text; should it ever not, the word is skipped rather than misplaced.
    if (value === '' || start < 0 || start + value.length > piece.end) return;
    at = start + value.length;
    if (value.trim() === '') return;
    add(tokens, { start, end: at, text: value, tag: tags[i] ?? 'X', lemma: lemmas[i] ?? value, sentence });
  });
}

type Found = Range & { text: string; tag: string; lemma: string; sentence: number };

function add(tokens: Token[], found: Found): void {
  const last = tokens.at(-1);
  const { start, end, text, tag, sentence } = found;
  const isPair = (text === "'" || text === '`') && last?.text === text && last.end === start;
  if (isPair && last.sentence === sentence) {
    tokens[tokens.length - 1] = { ...last, end, text: text + text, lower: text + text, lemma: text + text };
    return;
  }
  // wink parts "S-400s" inside its number.
  if (
    last?.end === start &&
    last.sentence === sentence &&
    last.text.length < RUN &&
    /\d$/.test(last.text) &&
    /^\d/.test(text)
  ) {
    tokens[tokens.length - 1] = make({ ...last, tag: last.pos, end, text: last.text + text, lemma: last.text + text });
    return;
  }
  // "It cost €7m.": the full stop is the sentence's.
  if (last?.end === start && last.sentence === sentence && /\d$/.test(last.text) && /^\p{L}{1,2}\.$/u.test(text)) {
    const cut = end - 1;
    tokens.push(make({ ...found, end: cut, text: text.slice(0, -1), lemma: text.slice(0, -1) }));
    tokens.push(make({ ...found, start: cut, text: '.', lemma: '.', tag: 'PUNCT' }));
    return;
  }
  const owner = /^(.*[\p{L}\p{N}.])(['’]s)$/u.exec(text);
  if (owner?.[1] !== undefined && owner[2] !== undefined) {
    const cut = start + owner[1].length;
    tokens.push(make({ ...found, end: cut, text: owner[1], lemma: owner[1] }));
    tokens.push(make({ ...found, start: cut, text: owner[2], tag: 'PART', lemma: owner[2] }));
    return;
  }
  tokens.push(make({ start, end, text, tag, lemma: found.lemma, sentence }));
}

function make({ start, end, text, tag, lemma, sentence }: Found): Token {
  return { start, end, text, lower: plain(text), lemma: plain(lemma), pos: tag, sentence };
}

const plain = (word: string): string => word.toLowerCase().replaceAll('’', "'");
