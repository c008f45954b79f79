import { stripVTControlCharacters, styleText } from 'node:util';
import type { Page } from '../core/model/page.ts';
import { clean } from './clean.ts';
import { instantIn, labelText } from './labels.ts';
import type { Fragment, Line } from './lines.ts';
import { pageLines } from './page-lines.ts';

/** What a page looks like in a terminal. `color` off gives plain text, the same words. */
export type TerminalStyle = {
  readonly columns: number;
  readonly color: boolean;
  /** IANA name of the zone that instants are shown in; UTC without it, or when it is none. */
  readonly zone?: string;
};

const INDENT: Readonly<Record<Line['style'], string>> = {
  title: '',
  heading: '',
  text: '',
  point: '',
  detail: '  ',
  note: '',
};
const HANGING: Readonly<Record<Line['style'], string>> = {
  title: '',
  heading: '',
  text: '',
  point: '  ',
  detail: '  ',
  note: '',
};

/** A page as lines of text with its buttons numbered: typing the number runs it. Ends without a line break. */
export function renderTerminal(page: Page, style: TerminalStyle): string {
  const out: string[] = [];
  let previous: Line | null = null;
  for (const line of pageLines(page)) {
    const newSection = line.style === 'heading' || (line.style === 'note' && previous?.style !== 'note');
    if (previous !== null && newSection) out.push('');
    const apart = previous !== null && line.unit !== previous.unit;
    if (apart && line.style === 'detail' && previous?.style === 'point') out.push('');
    if (apart && line.style === 'point' && previous?.style === 'detail') out.push('');
    out.push(...wrap(line, style));
    previous = line;
  }
  if (page.actions.length > 0) {
    const buttons = page.actions.map((action, at) => `[${at + 1}] ${clean(labelText(action.text))}`).join('  ');
    out.push('', paint(buttons, 'cyan', style));
  }
  return out.join('\n');
}

/** Wraps at spaces by visible width; a word longer than the line stands alone, uncut, so that links stay whole. */
function wrap(line: Line, style: TerminalStyle): string[] {
  const rows: string[] = [];
  let row = INDENT[line.style];
  let width = row.length;
  let empty = true;
  for (const word of wordsOf(line, style)) {
    const gap = word.spaced && !empty ? ' ' : '';
    if (gap !== '' && width + 1 + word.width > style.columns) {
      rows.push(row);
      row = HANGING[line.style] + word.text;
      width = HANGING[line.style].length + word.width;
      continue;
    }
    row += gap + word.text;
    width += gap.length + word.width;
    empty = false;
  }
  return [...rows, row];
}

/** `spaced`: white space stands before it; a word that follows another fragment without one is glued to it. */
type Word = { readonly text: string; readonly width: number; readonly spaced: boolean };

function wordsOf(line: Line, style: TerminalStyle): Word[] {
  const words: Word[] = [];
  let spaced = false;
  for (const fragment of line.fragments)
    for (const run of textOf(fragment, line, style).split(/( +)/u)) {
      if (run === '') continue;
      if (run.startsWith(' ')) spaced = true;
      else {
        words.push({ text: paintWord(run, fragment, line, style), width: run.length, spaced });
        spaced = false;
      }
    }
  return words;
}

/** Words marked within a line stay marked where there is no bold type. */
function textOf(fragment: Fragment, line: Line, style: TerminalStyle): string {
  const local = fragment.at === undefined || style.zone === undefined ? null : instantIn(style.zone, fragment.at);
  const text = local ?? clean(stripVTControlCharacters(fragment.text));
  const isMarked = fragment.is === 'quote' && fragment.strong === true && line.style === 'point';
  return isMarked && !style.color ? text.replace(/\S(?:.*\S)?/su, (words) => `*${words}*`) : text;
}

function paintWord(word: string, fragment: Fragment, line: Line, style: TerminalStyle): string {
  const painted = paintOf(word, fragment, line, style);
  return style.color && fragment.link ? linked(painted, fragment.link) : painted;
}

/** A hyperlink as terminals know it (OSC 8); one that does not shows the text alone. */
function linked(text: string, link: string): string {
  return /^https?:\/\/[\x21-\x7e]+$/u.test(link) ? `\u001b]8;;${link}\u001b\\${text}\u001b]8;;\u001b\\` : text;
}

function paintOf(word: string, fragment: Fragment, line: Line, style: TerminalStyle): string {
  if (line.style === 'title') return paint(word, 'bold', style);
  if (line.style === 'heading') return paint(word, ['bold', 'cyan'], style);
  if (fragment.is === 'gloss' || (line.style === 'note' && fragment.is === 'label')) return paint(word, 'dim', style);
  if (line.style === 'text') return word;
  if (fragment.strong)
    return paint(word, fragment.is === 'quote' && line.style === 'point' ? ['bold', 'underline'] : 'bold', style);
  if (fragment.is === 'label') return paint(word, 'dim', style);
  return word;
}

function paint(text: string, format: Parameters<typeof styleText>[0], style: TerminalStyle): string {
  return style.color && text !== '' ? styleText(format, text, { validateStream: false }) : text;
}
