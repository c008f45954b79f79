import abbreviations from '../../data/abbreviations.json' with { type: 'json' };
import type { Sentence } from '../model/article.ts';
import { findLines } from './lines.ts';

const BEFORE_NAME = new Set(abbreviations.beforeName);
const BEFORE_NUMBER = new Set(abbreviations.beforeNumber);
const MID_OR_END = new Set(abbreviations.midOrEnd);
/** Abbreviations only with a capital: "Ore." but not "ore." */
const CAPITALISED = new Set(abbreviations.capitalised);
const STARTERS = new Set(abbreviations.starters);
const MONTHS = new Set(abbreviations.months);

const TERMINATOR = /[.!?\u2026]+|[\u3002\uFF01\uFF1F]+/g;
/** Marks that close what stands before them when nothing parts them from it. */
const CLOSERS = /^(?:[”’»」』）】》)\]}]|["'](?![\p{L}\p{N}])|\[\d{1,3}\])+/u;
/** A closing mark set adrift by white space: `a signal. ' This`. */
const ADRIFT = /^[^\S\r\n]+["'”’»](?=\s|$)/;
const TAGS = /^\s*(?:<\/?[a-z][^<>]{0,30}>\s*)+/i;
const URL_LIKE = /@|\/|^www\.|=/;
/** How far back and ahead a decision looks; keeps the cost linear in the text. */
const REACH = 40;
const QUOTE_REACH = 300;

/**
 * Splits a text at line breaks and ends of sentences. The ranges are in order, do not overlap, are trimmed of white
 * space and together cover every character that is not white space. A closing quotation mark belongs to the sentence
 * before it; a missing space after a full stop ("risks.For") does not hide the end. Any input is accepted.
 */
export function findSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let paragraph = 0;
  for (const line of findLines(text)) {
    const before = sentences.length;
    let start = line.start;
    for (const end of ends(text.slice(line.start, line.end))) {
      push(text, sentences, start, line.start + end, paragraph);
      start = line.start + end;
    }
    push(text, sentences, start, line.end, paragraph);
    if (sentences.length > before) paragraph++;
  }
  return sentences;
}

/** Behind a quotation that ends in a full stop of its own, who said it: 「…。」と述べた, “……。”他说。 */
const SAID_BEHIND =
  /^(?:\p{Script=Hiragana}|[^。！？\s]{1,20}(?:说|表示|称|指出|强调|认为|写道|說|稱)[^。！？]{0,6}[。，])/u;
/** A number that is an ordinal in German: `am 3.`, `der 5.` */
const ORDINAL = /(?<!\bI )\b(?:am|der|dem|des|den|im|zum|vom|beim)\s\d{1,2}$/;

function push(text: string, sentences: Sentence[], from: number, to: number, paragraph: number): void {
  let start = from;
  let end = to;
  while (start < end && isSpace(text, start)) start++;
  while (end > start && isSpace(text, end - 1)) end--;
  if (start < end) sentences.push({ start, end, paragraph, voice: 'report' });
}

const SPACE = /\s/;
const isSpace = (text: string, at: number): boolean => SPACE.test(text.charAt(at));

/** Offsets in the line at which a sentence ends, ascending, the end of the line left out. */
function* ends(line: string): Generator<number> {
  let start = 0;
  for (const hit of line.matchAll(TERMINATOR)) {
    if (hit.index < start) continue;
    let end = hit.index + hit[0].length;
    end += closersAt(line, start, end);
    if (end >= line.length) return;
    if (isEnd(line, start, hit.index, hit[0], end)) {
      yield end;
      start = end;
    }
  }
}

/** Length of the closing marks at `at`, those adrift behind white space too when they are open. */
function closersAt(line: string, start: number, at: number): number {
  const ahead = line.slice(at, at + REACH);
  let length = CLOSERS.exec(ahead)?.[0].length ?? 0;
  const mark = ahead.charAt(length);
  // `risks."For`: with a quotation open the mark closes it although no space follows.
  if (length === 0 && (mark === '"' || mark === "'") && isOpen(line, start, at, mark)) length = 1;
  const adrift = ADRIFT.exec(ahead.slice(length))?.[0];
  return adrift === undefined ? length : length + adrift.length;
}

function isOpen(line: string, start: number, at: number, mark: string): boolean {
  let count = 0;
  // An apostrophe between letters opens nothing.
  for (let i = Math.max(start, at - QUOTE_REACH); i < at; i++) {
    if (line.charAt(i) !== mark) continue;
    const inner = /[\p{L}\p{N}]/u;
    if (mark === '"' || !(inner.test(line.charAt(i - 1)) && inner.test(line.charAt(i + 1)))) count++;
  }
  return count % 2 === 1;
}

function isEnd(line: string, start: number, dot: number, mark: string, end: number): boolean {
  const plain = line.slice(end, end + REACH);
  // "open.</p><p>Peru": what is left of HTML parts words like white space.
  const ahead = plain.replace(TAGS, ' ');
  const next = ahead.trimStart();
  if (next === '') return true;
  if (mark.charCodeAt(0) >= 0x3000) return end === dot + mark.length || !SAID_BEHIND.test(line.slice(end, end + REACH));
  if (/^(?:https?:|www\.|pic\.twitter)/i.test(next)) return true;
  if (/^\p{Ll}/u.test(next)) return false;
  const spaced = next.length < ahead.length;
  const word = lastWord(line, start, dot);
  if (!spaced) return isGlued(line, dot, word, end);
  if (mark !== '.') return !/^[,;:]/.test(next);
  if (/^[,;:.!?)]/.test(next)) return false;
  // `1. First item`
  if (/^\W*\d{1,3}$/.test(line.slice(start, dot)) && dot - start < 8) return false;
  // `9. September`
  if (/^\d{1,2}$/.test(word) && MONTHS.has(/^\p{L}+/u.exec(next)?.[0].toLowerCase() ?? '')) return false;
  // `am 3. Parteitag`
  if (ORDINAL.test(line.slice(Math.max(start, dot - REACH), dot))) return false;
  // `29-Aug.` ends in an abbreviation too.
  const lower = word.slice(word.lastIndexOf('-') + 1).toLowerCase();
  // Closing marks between the full stop and the next word end what an abbreviation alone would not.
  if (end > dot + mark.length) return true;
  if (BEFORE_NAME.has(lower)) return false;
  if (BEFORE_NUMBER.has(lower) && /^[\d(]/.test(next)) return false;
  const before = line.slice(Math.max(start, dot - word.length - 2), dot - word.length);
  // `30 km/h. The`, `в 2027 г. Порт`: a unit, no initial.
  const isUnit = before.endsWith('/') || (/\d\s$/.test(before) && /\p{Script=Cyrillic}/u.test(word));
  const dotted = /^(?:\p{L}\.)*\p{L}$/u.test(word) && word !== 'I' && !isUnit;
  const isWord = word === lower && CAPITALISED.has(lower);
  if (dotted || (MID_OR_END.has(lower) && !isWord)) return startsSentence(next);
  return true;
}

/** An end without a space after it: a word of small letters or a number, then a capitalised word. */
function isGlued(line: string, dot: number, word: string, end: number): boolean {
  const chunk = /\S*$/.exec(line.slice(Math.max(0, dot - REACH), dot))?.[0] ?? '';
  const ahead = /^\S*/.exec(line.slice(end, end + REACH))?.[0] ?? '';
  if (URL_LIKE.test(chunk) || /^[^\s'’]*[/=@]/.test(ahead)) return false;
  if (!/^["'“‘(]?(?:\p{Lu}(?:\p{Ll}|['’]|$)|\p{Lu}{2,}\b)/u.test(ahead)) return false;
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word) || word.length === 1) return startsSentence(ahead);
  return /(?:[\p{Ll}\p{N}%)\]"'”’»]|\p{Lu}{2})$/u.test(
    line.slice(Math.max(0, dot - 2), end).replace(/[.!?\u2026]+/g, ''),
  );
}

/** The word before a full stop with its inner full stops ("U.S", "e.g"), without marks around it. */
function lastWord(line: string, start: number, dot: number): string {
  return /[\p{L}\p{N}][\p{L}\p{N}.'’-]*$/u.exec(line.slice(Math.max(start, dot - REACH), dot))?.[0] ?? '';
}

function startsSentence(next: string): boolean {
  if (/^["“‘'(]/.test(next)) return true;
  const word = /^\p{L}+/u.exec(next)?.[0];
  return word !== undefined && STARTERS.has(word.toLowerCase());
}
